"""Claims: from the first mask alone, or from a key every 20 or 10 frames, an object is followed through a shot.

On the six DAVIS-2016 sequences of the shared data (854 x 480; Perazzi et al., CVPR 2016); the last frame is a key too
where there is more than one. Scored as DAVIS does: first, last and annotated frames left out, sequence means averaged.
Peers, in the same run: plain DIS flow (masks warped from both neighbouring keys, blended by distance), and GrabCut on
each frame in a 12-px band about that. Seconds are processor time of this process: 1 s is what two cores give in the
0.5 s a frame that are asked. Confidence is compared with the error 1 - J over all scored frames (Spearman).
`--every N` scores each N-th frame only.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import _table as t
import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from secondunit.departments.plates import flow as flows
from secondunit.departments.plates import pixels
from secondunit.departments.roto import metrics
from secondunit.departments.roto.propagate import propagate

DATA = t.ROOT.parent / "shared" / "data" / "vfx" / "davis2016"
MODES = {"the first mask": 0, "a key every 20": 20, "a key every 10": 10}
ASKED = {0: (62, 60), 20: (82, 82), 10: (88, 88)}
BAND = 12
Mask = NDArray[np.uint8]
Made = Iterator[tuple[int, Mask, float]]  # frame, mask, confidence


@dataclass
class Tally:
    """What one method scored: a list for each sequence."""

    regions: list[list[float]] = field(default_factory=list)
    contours: list[list[float]] = field(default_factory=list)
    steps: list[list[float]] = field(default_factory=list)
    confidence: list[float] = field(default_factory=list)
    seconds: float = 0.0
    frames: int = 0

    def mean(self, values: list[list[float]]) -> float:
        return float(np.mean([np.nanmean(each) for each in values]))


def ours(frames: list[Mask], keys: Mapping[int, Mask]) -> Made:
    for each in propagate(frames, keys):
        yield each.number, each.labels, each.confidence


def plain_flow(frames: list[Mask], keys: Mapping[int, Mask]) -> Made:
    """Warp masks from step to step out of both neighbouring keys; blend by distance in time."""
    greys = [pixels.grey(each) for each in frames]
    numbers = [*sorted(keys), None]
    for before, after in pairwise(numbers):
        stop = len(frames) if after is None else after
        soft = dict(_warped(greys, keys[before], range(before, stop)))
        if after is not None:
            for number, mask in _warped(greys, keys[after], range(after, before, -1)):
                if number in soft:
                    share = (number - before) / (after - before)
                    soft[number] = (1 - share) * soft[number] + share * mask
        for number in range(before, stop):
            yield number, (soft[number] > 0.5).astype(np.uint8), 1.0


def _warped(greys: list[Mask], key: Mask, numbers: range) -> Iterator[tuple[int, NDArray[np.float32]]]:
    mask = (key > 0).astype(np.float32)
    yield numbers[0], mask
    for last, here in pairwise(numbers):
        mask = flows.warp(mask, flows.flow_between(greys[here], greys[last]))
        yield here, mask


def grabcut(frames: list[Mask], keys: Mapping[int, Mask]) -> Made:
    """Plain flow, then GrabCut (Rother et al., SIGGRAPH 2004) of each frame by itself in a band about its contour."""
    kernel = pixels.disk(BAND)
    for number, mask, confidence in plain_flow(frames, keys):
        inside, around = cv2.erode(mask, kernel), cv2.dilate(mask, kernel)
        if number not in keys and inside.any() and mask.any():
            state = np.where(mask > 0, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
            state[inside > 0], state[around == 0] = cv2.GC_FGD, cv2.GC_BGD
            bgr = cv2.cvtColor(frames[number], cv2.COLOR_RGB2BGR)
            cv2.setRNGSeed(0)
            cv2.grabCut(bgr, state, None, np.zeros((1, 65)), np.zeros((1, 65)), 2, cv2.GC_INIT_WITH_MASK)
            mask = np.isin(state, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
        yield number, mask, confidence


METHODS: dict[str, Callable[[list[Mask], Mapping[int, Mask]], Made]] = {
    "ours": ours, "plain flow": plain_flow, "GrabCut a frame": grabcut,
}  # fmt: skip


def score(tally: Tally, made: Made, truth: list[Mask], left_out: set[int], every: int) -> None:
    """Add a sequence to a tally; the time that scoring takes is not counted."""
    regions, contours, steps = [], [], []
    last: Mask | None = None
    start = time.process_time()
    for number, mask, confidence in made:
        tally.seconds += time.process_time() - start
        if number not in left_out and number % every == 0:
            regions.append(metrics.region_similarity(mask, truth[number]))
            contours.append(metrics.contour_accuracy(mask, truth[number]))
            tally.confidence.append(confidence)
            if last is not None:
                steps.append(metrics.temporal_instability(last, mask))
        last = mask
        start = time.process_time()
    tally.frames += len(truth)
    tally.regions.append(regions)
    tally.contours.append(contours)
    tally.steps.append(steps)


def read(sequence: str) -> tuple[list[Mask], list[Mask]]:
    files = sorted((DATA / "JPEGImages" / sequence).glob("*.jpg"))
    frames = [cv2.cvtColor(cv2.imread(str(each)), cv2.COLOR_BGR2RGB) for each in files]
    masks = [cv2.imread(str(DATA / "Annotations" / sequence / f"{each.stem}.png"), 0) for each in files]
    return frames, [(mask > 127).astype(np.uint8) for mask in masks]


def tallied(mode: str, step: int, sequences: Sequence[str], every: int) -> tuple[dict[str, Tally], list[str]]:
    """Run all methods over the sequences; return what they scored, and a line about each sequence."""
    tallies = {name: Tally() for name in METHODS}
    notes = []
    for sequence in sequences:
        frames, truth = read(sequence)
        numbers = {*range(0, len(truth), step), len(truth) - 1} if step else {0}
        for name, method in METHODS.items():
            made = method(frames, {number: truth[number] for number in numbers})
            score(tallies[name], made, truth, numbers | {0, len(truth) - 1}, every)
        notes.append(f"{sequence}, {mode}: " + ", ".join(
            f"{name} J {100 * np.mean(each.regions[-1]):.1f} F {100 * np.mean(each.contours[-1]):.1f} "
            f"T {np.nanmean(each.steps[-1]):.3f}" for name, each in tallies.items()))  # fmt: skip
        print(notes[-1], file=sys.stderr, flush=True)
    return tallies, notes


def main() -> int:
    parser = t.arguments(__doc__ or "", runs=1)
    parser.add_argument("--every", type=int, default=1, help="score every N-th frame (default %(default)s)")
    parser.add_argument("--sequences", nargs="+", help="only these")
    options = parser.parse_args()
    if not DATA.exists():
        print("the shared DAVIS sequences are not beside the checkout: nothing to measure")
        return 0
    cv2.setNumThreads(1)
    names = options.sequences or sorted(path.name for path in (DATA / "JPEGImages").iterdir())
    rows: list[t.Row] = []
    notes: list[str] = []
    for mode, step in MODES.items():
        tallies, said = tallied(mode, step, names, options.every)
        notes += said
        rows += table_rows(mode, step, tallies)
    return t.finish("roto_propagation", rows, options.save, "\n".join(["", *notes]))


def table_rows(mode: str, step: int, tallies: Mapping[str, Tally]) -> list[t.Row]:
    mine = tallies["ours"]
    rows = []
    for name, other in tallies.items():
        if name == "ours":
            continue
        for claim, unit, value, asked, least in (
            (f"{mode}: region J", "%", lambda x: 100 * x.mean(x.regions), ASKED[step][0], True),
            (f"{mode}: contour F", "%", lambda x: 100 * x.mean(x.contours), ASKED[step][1], True),
            (f"{mode}: unsteadiness T", "", lambda x: x.mean(x.steps), 0.25, False),
            (f"{mode}: processor time a frame", "s", lambda x: x.seconds / x.frames, 1.0, False),
        ):
            found, theirs = t.Measured.of([value(mine)]), t.Measured.of([value(other)])
            rows.append(t.Row(claim, unit, found, asked, name, theirs, least))
    error = [1 - region for each in mine.regions for region in each]
    rank = float(spearmanr(error, [1 - each for each in mine.confidence])[0])
    rows.append(t.Row(f"{mode}: confidence ranks errors", "Spearman", t.Measured.of([rank]), 0.6, least=True))
    return rows


if __name__ == "__main__":
    sys.exit(main())
