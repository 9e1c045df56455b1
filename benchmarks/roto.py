"""Claims of roto, mattes and clean-up in one table: what is asked, what we reach, and peers in the same run.

    python benchmarks/roto.py [--quick] [--parts propagation learner matting curves cleanup truth limits] [--save]

It calls what the scripts of the single crafts (`roto_propagation.py`, `roto_matting.py`, `roto_curves.py`,
`roto_cleanup.py`) are made of and gives means over sequences with the smallest and the largest; those scripts tell more
of each. Here alone: the shot learner (where PyTorch is installed), rendered plates whose alpha is known
(`_roto_truth.py`), and limits (4K, plates of 10,000 frames). Seconds are processor time. `--quick` takes two sequences,
scores every 4th frame and renders less: to see that all runs, not for the record.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import _roto_runs as runs
import _roto_truth
import _table as t
import cv2
import numpy as np
import roto_cleanup
import roto_curves
import roto_matting
import roto_propagation

from secondunit.departments.roto import metrics

QUICK = ("car-roundabout", "dance-twirl")
LEARNED = 20  # frames between the keys that the learner gets
FRAMES_4K = 4


@dataclass(frozen=True)
class Scope:
    """How much is done, and where: `names` of the sequences, every so many frames scored."""

    quick: bool
    names: tuple[str, ...]
    room: Path

    @property
    def every(self) -> int:
        return 4 if self.quick else 1


def propagation(scope: Scope) -> list[t.Row]:
    """From the first mask, and with keys every 20 and 10 frames."""
    rows = []
    for mode, step in roto_propagation.MODES.items():
        tallies, _ = roto_propagation.tallied(mode, step, scope.names, scope.every)
        rows += roto_propagation.table_rows(mode, step, tallies)
    return rows


def learner(scope: Scope) -> list[t.Row]:
    """The same command with and without the net that learns the shot."""
    if find_spec("torch") is None:
        return []
    gains, seconds = [], []
    for name in scope.names[:1] if scope.quick else scope.names:
        frames, truth = roto_propagation.read(name)
        frames, truth = (each[: 2 * LEARNED + 1] if scope.quick else each for each in (frames, truth))
        plate = runs.write(scope.room / name / "plate", frames, suffix="jpg")
        numbers = {*range(0, len(truth), LEARNED), len(truth) - 1}
        keys = runs.write_keys(scope.room / name / "keys", {number: truth[number] for number in numbers})
        found = {}
        for which in ("none", "shotnet"):
            run = runs.roto(plate, keys, scope.room / name / "out", f"learner={which}", *["steps=60"] * scope.quick)
            regions = [100 * metrics.region_similarity(matte > 0.5, truth[n])
                       for n, matte in enumerate(run.alphas()) if n not in numbers and n % scope.every == 0]
            found[which] = float(np.mean(regions)), run.seconds
        gains.append(found["shotnet"][0] - found["none"][0])
        seconds.append(found["shotnet"][1] - found["none"][1])
        print(f"{name}: J {found['none'][0]:.2f}, with the learner {found['shotnet'][0]:.2f}, {seconds[-1]:.0f} s more",
              file=sys.stderr, flush=True)  # fmt: skip
    return [t.Row(f"shot learner, a key every {LEARNED}: gain in J", "points", runs.mean(gains), 0, least=True),
            t.Row("shot learner: processor time a shot, on top", "s", runs.mean(seconds), 300)]  # fmt: skip


def matting(scope: Scope) -> list[t.Row]:
    """Mattes, foregrounds, smoothing and keys of screens."""
    rows = roto_matting.methods(False, (6,) if scope.quick else (6, 12))
    return rows + roto_matting.trimaps_and_foregrounds() + roto_matting.steadiness() + roto_matting.screens()


def curves(scope: Scope) -> list[t.Row]:
    """Masks as shapes, means over the sequences."""
    found = [roto_curves.beside(roto_curves.sequence(roto_curves.DATA / name)) for name in scope.names]

    def row(
        claim: str, unit: str, key: str, asked: float | None = None, other: int = 0, *, least: bool = False
    ) -> t.Row:  # fmt: skip
        peer = runs.mean(each[other][key] for each in found) if other else None
        beside = ("", "fit a frame", "polygon a frame")[other]
        return t.Row(f"shapes: {claim}", unit, runs.mean(each[0][key] for each in found), asked, beside, peer, least)

    return [
        row("overlap with the masks", "", "iou", 0.97, 1, least=True),
        row("overlap with the masks", "", "iou", 0.97, 2, least=True),
        row("points of a shape, most", "", "points", roto_curves.POINTS), row("frames with keys", "%", "keys", 25),
        row("unsteadiness of points", "px", "unsteady", None, 1),
        row("processor time a frame", "s", "seconds", None, 1),
    ]  # fmt: skip


def cleanup(scope: Scope) -> list[t.Row]:
    """Holes in plates and behind a rendered walker."""
    data, count = roto_propagation.DATA, 24 if scope.quick else 60
    found, ratios = roto_cleanup.of_sequences(data, scope.names, count, count)
    return roto_cleanup.table_rows(found, ratios, roto_cleanup.of_walker(12 if scope.quick else 24, count), data)


def truth(scope: Scope) -> list[t.Row]:
    """Rendered plates whose alpha is known."""
    return _roto_truth.rows(scope.room / "truth", quick=scope.quick)


def limits(scope: Scope) -> list[t.Row]:
    """Memory of the largest process: for frames of 4K, and as a plate grows to 10,000 small frames."""
    rows = []
    frames, masks = roto_propagation.read(scope.names[0])
    large = [cv2.resize(each, (3840, 2160), interpolation=cv2.INTER_CUBIC) for each in frames[:FRAMES_4K]]
    plate = runs.write(scope.room / "4k", large, suffix="jpg")
    key = cv2.resize(masks[0], (3840, 2160), interpolation=cv2.INTER_NEAREST)
    run = runs.roto(plate, runs.write_keys(scope.room / "4k.keys", {0: key}), scope.room / "4k.out")
    rows += [t.Row("4K: most memory of a process", "MB", t.Measured.of([run.largest]), 3000),
             t.Row("4K: processor time a frame, start and sealing included", "s",
                   t.Measured.of([run.seconds / FRAMES_4K]))]  # fmt: skip
    few, many = (300, 1200) if scope.quick else (1000, 10_000)
    found = {}
    for count in (few, many):
        walk = np.abs(np.arange(count) % 64 - 32)  # there and back
        small = (_dot(int(at)) for at in walk)
        plate = runs.write(scope.room / str(count), (picture for picture, _ in small))
        keys = {number: _dot(int(walk[number]))[1] for number in range(0, count, 100)}
        folder = runs.write_keys(scope.room / f"{count}.keys", keys)
        found[count] = runs.roto(plate, folder, scope.room / f"{count}.out", "width=64")
    grown = 100 * (found[many].largest / found[few].largest - 1)
    rows += [t.Row(f"{many:,} frames of 64 x 48: most memory of a process", "MB", t.Measured.of([found[many].largest])),
             t.Row(f"{many:,} frames: memory grows from {few:,} by", "%", t.Measured.of([grown]), 25),
             t.Row(f"{many:,} frames: processor time a frame", "ms",
                   t.Measured.of([1000 * found[many].seconds / many]))]  # fmt: skip
    return rows


def _dot(at: int) -> tuple[np.ndarray, np.ndarray]:
    """A small picture and its mask: a disk over still grain."""
    ground = np.random.default_rng(3).integers(0, 120, (48, 64, 3)).astype(np.uint8)
    mask = np.zeros((48, 64), np.uint8)
    cv2.circle(mask, (16 + at, 24), 8, 1, -1)
    return np.where(mask[..., None] > 0, np.uint8(210), ground), mask


PARTS: dict[str, Callable[[Scope], list[t.Row]]] = {
    each.__name__: each for each in (propagation, learner, matting, curves, cleanup, truth, limits)
}


def main() -> int:
    parser = t.arguments(__doc__ or "", runs=1)
    parser.add_argument("--quick", action="store_true", help="two sequences, every 4th frame scored, small renders")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--sequences", nargs="+", help="only these")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    here = roto_propagation.DATA.exists()
    names = options.sequences or (QUICK if options.quick else
                                  sorted(path.name for path in (roto_propagation.DATA / "JPEGImages").glob("*")))
    rows: list[t.Row] = []
    left = [] if find_spec("torch") else ["learner (PyTorch is not installed)"]
    with tempfile.TemporaryDirectory() as room:
        for part in options.parts:
            if not here and part != "truth":
                left.append(f"{part} (the shared data is not beside the checkout)")
                continue
            folder = Path(room) / part
            folder.mkdir()
            rows += PARTS[part](Scope(options.quick, tuple(names), folder))
    note = "quick: " * options.quick + "means over sequences and frames; one thread"
    return t.finish("roto", rows, options.save, "\n".join([note, *(f"left out: {each}" for each in left)]))


if __name__ == "__main__":
    sys.exit(main())
