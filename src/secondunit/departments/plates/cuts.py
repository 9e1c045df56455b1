"""Cuts inside a plate: where one shot ends and the next begins, told apart from flashes and fast moves.

Each frame is reduced to a signature of a few kilobytes, so the plate streams and may be of any length. Two frames are
compared by structure (normalised cross-correlation of locally normalised thumbnails after the best shift, which
exposure and camera moves leave alone) and by colour (histogram intersection). A hard cut is a difference that is
large, stands out from its neighbours (the adaptive threshold of Yeo & Liu, IEEE CSVT 1995) and does not heal: where
the frames after it look like those before it again, it was a flash. Dissolves and wipes are not looked for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.departments.plates.pixels import Picture, as_bytes, grey

WIDE = 96  # pixels of a thumbnail
FLASH = 6  # frames; a flash that lasts longer is a change of light
AROUND = 8  # frames each way that a cut must stand out from
CUT = 0.42  # difference (0..1) from which two frames can belong to two shots
OUT = 2.2  # how many times the median of its neighbours a cut must reach
SAME = 0.35  # difference up to which two frames show the same scene
JUMP = 0.06  # step of mean luma (0..1) that can be a flash


@dataclass(frozen=True)
class Cuts:
    """What was found in `count` frames: `cuts` are first frames of new shots, `flashes` runs of flashed frames."""

    count: int
    cuts: tuple[int, ...] = ()
    flashes: tuple[range, ...] = ()

    def shots(self) -> tuple[range, ...]:
        """Return the frames of each shot in order; together they are all frames."""
        edges = (0, *self.cuts, self.count)
        return tuple(range(a, b) for a, b in pairwise(edges) if b > a)


@dataclass(frozen=True)
class Signature:
    """What is kept of a frame: normalised thumbnail, its window, colour histogram (sums to 1), mean luma 0..1."""

    shape: NDArray[np.float32]
    colours: NDArray[np.float32]
    luma: float


def signature(picture: Picture) -> Signature:
    """Reduce an RGB picture of any size to what cuts are judged by."""
    data = as_bytes(picture)
    high, wide = data.shape[:2]
    size = (WIDE, max(16, round(WIDE * high / wide)))
    small = cv2.resize(data, size, interpolation=cv2.INTER_AREA)
    luma = grey(small).astype(np.float32) / 255
    flat = luma - cv2.GaussianBlur(luma, (0, 0), 6)
    shape = flat / (np.sqrt(cv2.GaussianBlur(flat * flat, (0, 0), 6)) + 0.02)
    # colour without brightness: shares of red and green; grey pixels all fall into one cell, so luma is a third axis
    total = small.astype(np.float32).sum(axis=2) + 24
    cells = np.stack([(small[..., 0] + 8.0) / total, (small[..., 1] + 8.0) / total, luma / max(luma.max(), 0.05)])
    bins, _ = np.histogramdd(cells.reshape(3, -1).T, bins=(8, 8, 6), range=((0.1, 0.7), (0.1, 0.7), (0, 1.001)))
    soft = cv2.GaussianBlur(bins.reshape(8, 48).astype(np.float32), (1, 3), 0.7)
    return Signature(shape.astype(np.float32), soft / max(float(soft.sum()), 1e-6), float(luma.mean()))


def difference(a: Signature, b: Signature) -> float:
    """How unlike two frames are: 0 the same picture, near 1 different scenes, whatever the exposure."""
    if a.shape.shape != b.shape.shape:
        return 1.0
    colour = 1 - float(np.minimum(a.colours, b.colours).sum())
    return 0.7 * (1 - _likeness(a.shape, b.shape)) + 0.3 * colour


def _likeness(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """Normalised correlation of two thumbnails at the best shift of up to a third of the picture."""
    high, wide = a.shape
    padded = (2 * high, 2 * wide)
    product = np.fft.irfft2(np.fft.rfft2(a, padded).conj() * np.fft.rfft2(b, padded), padded)
    product = np.roll(product, (high, wide), (0, 1))
    reach = (high // 3, wide // 3)
    part = product[high - reach[0] : high + reach[0] + 1, wide - reach[1] : wide + reach[1] + 1]
    rows = high - np.abs(np.arange(-reach[0], reach[0] + 1))
    columns = wide - np.abs(np.arange(-reach[1], reach[1] + 1))
    scale = np.sqrt(float((a * a).mean()) * float((b * b).mean())) * rows[:, None] * columns[None, :]
    if not scale.all():
        return float(not a.any() and not b.any())
    return float(np.clip((part / scale).max(), 0, 1))


def find(frames: Iterable[Picture]) -> Cuts:
    """Read the frames one by one and return the cuts and flashes. Raises InputError where there is no frame."""
    kept: deque[tuple[int, Signature]] = deque(maxlen=FLASH + AROUND + 2)
    steps: list[float] = []  # steps[t]: difference of frame t from the one before
    cuts: list[int] = []
    flashes: list[range] = []
    handled = 1  # frames before this one are decided

    def settle(until: int) -> None:
        nonlocal handled
        while handled < until:
            handled = _decide(handled, dict(kept), steps, cuts, flashes)

    for number, frame in enumerate(frames):
        mark = signature(frame)
        steps.append(difference(kept[-1][1], mark) if kept else 0.0)
        kept.append((number, mark))
        settle(number - max(FLASH, AROUND) + 1)
    if not steps:
        raise InputError("a plate without a frame has no shots", hint="check the folder and the frame range")
    settle(len(steps))
    return Cuts(len(steps), tuple(cuts), tuple(flashes))


def _decide(at: int, kept: dict[int, Signature], steps: list[float], cuts: list[int], flashes: list[range]) -> int:
    """Judge frame `at` against the one before; return the next frame to judge."""
    before, here = kept[at - 1], kept[at]
    jump = here.luma - before.luma
    unlike = steps[at] > CUT
    if not unlike and abs(jump) < JUMP:
        return at + 1
    for after in range(at + 1, at + 1 + FLASH):
        if after not in kept:
            break
        back = abs(kept[after].luma - before.luma) < max(0.5 * abs(jump), JUMP / 2)
        between = max(kept[n].luma for n in range(at, after))
        bright = between > max(before.luma, kept[after].luma) + JUMP / 2
        if back and bright and difference(before, kept[after]) < SAME:
            flashes.append(range(at, after))
            return after + 1
    near = [steps[n] for n in range(max(1, at - AROUND), min(len(steps), at + AROUND + 1)) if n != at]
    if unlike and steps[at] > OUT * float(np.median(near or [0.0])):
        cuts.append(at)
        # a flash on the cut itself: the next step can be large too, but it is the same new shot
        after = at + 1
        if after in kept and here.luma > kept[after].luma + 2 * JUMP:
            flashes.append(range(at, after))
            return after + 1
    return at + 1
