"""Claim: 200 boards in one worker grow its memory by at most 5 %."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import _stages
import _table as t

WARM = 24  # boards before the first look, four rounds over six stages: caches fill once


def main() -> int:
    parser = t.arguments(__doc__ or "", runs=1)
    parser.add_argument("--boards", type=int, default=200)
    options = parser.parse_args()
    if not Path("/proc/self/status").exists():
        print("memory: measured through /proc, which this system does not have")
        return 0
    memory = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stages = _stages.write(folder, 6)
        worker = t.Worker("secondunit.engines.ink:Ink", folder)
        for board in range(options.boards):
            made = worker.make("scene.render", _stages.BOARD, {"stage": stages[board % len(stages)]}, seed=board)
            shutil.rmtree(made["panel"].parent)
            memory.append(t.resident_mb(worker.process.pid))
        worker.close()
    # medians of whole rounds over the stages, so that one large stage does not count as growth
    first, last = (t.Measured.of(part) for part in (memory[WARM : 2 * WARM], memory[-WARM:]))
    growth = 100 * (last.median / first.median - 1)
    rows = [
        t.Row(f"growth from board {WARM} to {options.boards}", "%", t.Measured.of([max(growth, 0.0)]), 5),
        t.Row("resident memory at the end", "MB", last),
        t.Row("largest resident memory", "MB", t.Measured.of([max(memory)])),
    ]
    return t.finish("memory", rows, options.save, f"{len(stages)} stages in turn, 960x540, all passes")


if __name__ == "__main__":
    sys.exit(main())
