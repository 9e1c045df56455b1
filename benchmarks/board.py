"""Claim: a 960x540 board with all passes, staging included, takes at most 1 s; beside Blender on the same stage.

Blender (Cycles with Freestyle, 4 samples, fast denoiser) renders the very stage files that the ink engine
renders, in the same run and with the same passes. It is found in its managed environment
(`secondunit engines install blender`) or by `--blender-python`.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import _stages
import _table as t

from secondunit.core.errors import StudioError
from secondunit.engines import environments

VERSION = "import bpy, json; print(json.dumps({'version': bpy.app.version_string}))"


def blender_python() -> Path | None:
    try:
        return environments.interpreter("blender")
    except StudioError as error:
        print(f"blender: {error.message}")
        return None


def renders(
    engine: str, python: Path | str, folder: Path, stages: list[Path], runs: int
) -> tuple[list[float], list[float]]:
    """Return the wall and the processor seconds of each board after one warm-up board per stage."""
    worker = t.Worker(engine, folder, python)
    times, used = [], []
    for number in range(-len(stages), runs):
        start, before = time.perf_counter(), t.cpu_seconds(worker.process.pid)
        worker.make("scene.render", _stages.BOARD, {"stage": stages[number % len(stages)]})
        if number >= 0:
            times.append(time.perf_counter() - start)
            used.append(t.cpu_seconds(worker.process.pid) - before)
    worker.close()
    return times, used


def main() -> int:
    parser = t.arguments(__doc__ or "", runs=12)
    parser.add_argument("--blender-python", type=Path, default=None, help="an interpreter that has bpy")
    parser.add_argument("--blender-runs", type=int, default=6)
    options = parser.parse_args()
    python = options.blender_python or blender_python()
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name) / part for part in ("stage", "ink", "blender")]
        for folder in folders:
            folder.mkdir()
        builder = t.Worker("secondunit.engines.layout:Layout", folders[0])
        layouts = _stages.layouts(3)
        staging, stages = [], []
        for number in range(-len(layouts), options.runs):
            start = time.perf_counter()
            made = builder.make("scene.build", _stages.parameters(layouts[number % len(layouts)]), {})
            if number < 0:
                stages.append(made["stage"])
            else:
                staging.append(time.perf_counter() - start)
        builder.close()
        ink, ink_cpu = renders("secondunit.engines.ink:Ink", sys.executable, folders[1], stages, options.runs)
        label, theirs, theirs_cpu = "Blender (Cycles + Freestyle)", None, None
        if python:
            answer = t.peer(python, VERSION)
            label = f"Blender {answer['version'] if answer else ''}, Cycles + Freestyle"
            times, used = renders(
                "secondunit.engines.blender:Blender", python, folders[2], stages, options.blender_runs
            )
            theirs_cpu = t.Measured.of(used)
            stage_cost = t.Measured.of(staging).median  # it is given the same stage, made by us
            theirs = t.Measured.of([seconds + stage_cost for seconds in times])
    both = t.Measured.of([a + b for a, b in zip(staging, ink, strict=True)])
    rows = [
        t.Row("board with all passes, staging included", "s", both, 1.0, label, theirs),
        t.Row("of which staging", "s", t.Measured.of(staging)),
        t.Row("of which the picture and its passes", "s", t.Measured.of(ink)),
        t.Row("processor time of the picture", "s", t.Measured.of(ink_cpu), None, label, theirs_cpu),
    ]
    note = f"{_stages.BOARD['width']}x{_stages.BOARD['height']}, {len(layouts)} stages in turn, files written"
    return t.finish("board", rows, options.save, note)


if __name__ == "__main__":
    sys.exit(main())
