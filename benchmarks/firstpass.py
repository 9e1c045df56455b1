"""Claim: the whole first pass of the short (script in; boards, animatic, report, credentials out) in 3 minutes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import _table as t


def run(script: Path, show: Path) -> tuple[float, float]:
    """Return the wall time in seconds and the largest memory of all its processes together, in MB."""
    start, peak = time.perf_counter(), 0.0
    command = [str(Path(sys.executable).with_name("secondunit")), "firstpass", str(script), "-o", str(show)]
    with (show.parent / "log").open("w+") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=t.clean_environment())
        while process.poll() is None:
            total = 0.0
            for pid in t.children(process.pid):
                try:
                    total += t.resident_mb(pid)
                except OSError:  # it ended between the two looks
                    continue
            peak = max(peak, total)
            time.sleep(0.1)
        wall = time.perf_counter() - start
        if process.returncode:
            log.seek(0)
            raise SystemExit(f"firstpass ended with {process.returncode}:\n{log.read()[-2000:]}")
    return wall, peak


def main() -> int:
    parser = t.arguments(__doc__ or "", runs=1)
    parser.add_argument("--script", type=Path, default=next((t.ROOT / "examples").glob("*.fountain")))
    options = parser.parse_args()
    walls, peaks, again = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(options.runs):
            show = Path(folder) / f"run{number}" / "show"
            show.parent.mkdir()
            wall, peak = run(options.script, show)
            walls.append(wall)
            peaks.append(peak)
            again.append(run(options.script, show)[0])  # the same command: every recipe is a cache hit
    name = options.script.stem
    rows = [
        t.Row(f"first pass of {name}", "s", t.Measured.of(walls), 180),
        t.Row("the same again, all from the takes", "s", t.Measured.of(again)),
        t.Row("peak memory of all processes", "MB", t.Measured.of(peaks)),
    ]
    return t.finish("firstpass", rows, options.save)


if __name__ == "__main__":
    sys.exit(main())
