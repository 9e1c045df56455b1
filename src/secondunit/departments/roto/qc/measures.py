"""Measures of a matte, frame by frame: steadiness of its edge, holes, softness, noise, jumps.

Mattes and plate stream; three frames are held. With a plate, earlier mattes are carried to this frame by its optical
flow before they are compared, so that motion is not mistaken for chatter; without one, they are compared in place.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.departments.plates.flow import Flow, disagreement, flow_between, warp
from secondunit.departments.plates.pixels import Matte, Picture, disk, grey
from secondunit.departments.roto.metrics import temporal_instability

LOW, HIGH = 0.1, 0.9  # between them alpha is edge
SOLID, CLEAR = 0.98, 0.02  # beyond them alpha is meant to be one or zero
TINY = 0.001  # share of the object up to which a hole or an island is always a fault
SMALL = 0.02  # share up to which it is one when the frame before does not have it
WORK = 960  # pixels of width at which flow is read


@dataclass(frozen=True)
class Measures:
    """One frame. None where a measure needs frames before it, an edge, or a plate that are not there.

    `coverage` share of the picture (0..1); `coverage_jump` change of coverage that is no steady growth, as a share of
    it; `chatter` pixels of label that go and come back, per pixel of still edge; `holes`, `islands` their number and
    `hole_area`, `island_area` their share of the object; `softness` 10-90 % width of the edge in pixels and
    `softness_step` its change; `core_noise`, `outside_noise` share of what should be one (zero) and is not, of the
    object's size; `edge_touch` share of the frame's border that the matte lies on; `steadiness` the contour cost T.
    """

    frame: int
    coverage: float
    coverage_jump: float | None
    chatter: float | None
    holes: int
    hole_area: float
    islands: int
    island_area: float
    softness: float | None
    softness_step: float | None
    core_noise: float
    outside_noise: float
    edge_touch: float
    steadiness: float | None


def measure(
    mattes: Iterable[NDArray[Any]], plate: Iterable[Picture] | None = None, *, first: int = 0, cuts: Iterable[int] = (),
) -> Iterator[Measures]:  # fmt: skip
    """Yield the measures of each frame; frames are numbered from `first`, `cuts` are first frames of new shots.

    Mattes are float 0..1, or integers of any depth (scaled); masks of 0 and 1 and bools count as full range. Raises
    InputError for mattes of changing size and for a plate of another size or length.
    """
    starts = set(cuts)
    before: list[_Seen] = []
    size: tuple[int, int] | None = None
    for number, (given, picture) in enumerate(zip_longest(mattes, plate if plate is not None else ())):
        if given is None or (picture is None and plate is not None):
            raise InputError("the plate and its matte have different numbers of frames", hint="give one matte a frame")
        alpha = as_matte(given)
        size = size or alpha.shape
        if alpha.shape != size or (picture is not None and picture.shape[:2] != size):
            raise InputError(f"the matte of frame {first + number} is not of the size of the others or of the plate",
                             hint="mattes must have the size of the plate")  # fmt: skip
        if first + number in starts:
            before.clear()
        seen = _Seen(alpha, None if picture is None else _small(grey(picture)))
        yield _frame(first + number, seen, before)
        before.append(seen)
        del before[:-2]


def as_matte(given: NDArray[Any]) -> Matte:
    """Return alpha as float32 0..1. Raises InputError for what is not one channel or not a number."""
    if given.ndim != 2:
        raise InputError(f"a matte has one channel, this one has the shape {given.shape}", hint="give (H, W)")
    if given.dtype.kind == "b":
        return given.astype(np.float32)
    if given.dtype.kind == "u":
        most = int(given.max(initial=0))
        return given.astype(np.float32) / np.float32(1 if most <= 1 else np.iinfo(given.dtype).max)
    alpha = given.astype(np.float32)
    if not np.isfinite(alpha).all():
        raise InputError("a matte holds values that are no numbers", hint="render it again")
    return alpha


class _Seen:
    """A frame as later ones need it."""

    def __init__(self, alpha: Matte, plate: NDArray[np.uint8] | None) -> None:
        self.alpha, self.plate = alpha, plate
        self.on = alpha > 0.5
        self.coverage = float(alpha.mean())
        self.softness: float | None = None
        self.back: tuple[Flow, NDArray[np.bool_]] | None = None  # flow to the frame before, where believed


def _small(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    scale = min(1.0, WORK / picture.shape[1])
    size = (max(16, round(picture.shape[1] * scale)), max(16, round(picture.shape[0] * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


def _frame(number: int, now: _Seen, before: list[_Seen]) -> Measures:
    alpha, on = now.alpha, now.on
    area = int(on.sum())
    radius = band(alpha.shape)
    edge = perimeter(on)
    last = before[-1] if before else None
    if last is not None and now.plate is not None:
        now.back = _follow(now.plate, last.plate)
    now.softness = float(((alpha > LOW) & (alpha < HIGH) & near_edge(on, radius)).sum()) / edge if edge else None
    was = None if last is None else _carried(last.alpha, now.back) > 0.5
    holes, hole_area = _faults(~on, None if was is None else ~was, area, rim=True)
    islands, island_area = _faults(on, was, area, rim=False)
    ball = disk(radius)
    inside, outside = cv2.erode(on.astype(np.uint8), ball) > 0, cv2.dilate(on.astype(np.uint8), ball) == 0
    border = np.concatenate([on[0], on[-1], on[:, 0], on[:, -1]])
    step = None
    if last is not None and now.softness is not None and last.softness is not None:
        step = abs(now.softness - last.softness)
    size = max(area, 1)
    return Measures(
        frame=number, coverage=now.coverage, coverage_jump=_jump(now, before), chatter=_chatter(now, before, radius),
        holes=holes, hole_area=hole_area / size, islands=islands, island_area=island_area / size,
        softness=now.softness, softness_step=step, core_noise=float((inside & (alpha < SOLID)).sum()) / size,
        outside_noise=float((outside & (alpha > CLEAR)).sum()) / size, edge_touch=float(border.mean()),
        steadiness=_steadiness(now, last),
    )  # fmt: skip


def band(shape: tuple[int, ...]) -> int:
    """Return the half width in pixels of the band around an edge: 0.8 % of the diagonal, as in the measure F."""
    return max(3, math.ceil(0.008 * math.hypot(shape[0], shape[1])))


def perimeter(on: NDArray[np.bool_]) -> float:
    """Return the length of all outlines in pixels, without what runs along the frame.

    Crofton's formula in four directions: outlines are counted along rows, columns and both diagonals.
    """
    straight = float((on[:, 1:] != on[:, :-1]).sum() + (on[1:] != on[:-1]).sum())
    slanted = float((on[1:, 1:] != on[:-1, :-1]).sum() + (on[1:, :-1] != on[:-1, 1:]).sum())
    return math.pi / 8 * (straight + slanted / math.sqrt(2))


def near_edge(on: NDArray[np.bool_], radius: int) -> NDArray[np.bool_]:
    """Return the band of `radius` pixels on both sides of the edge."""
    both = on.astype(np.uint8)
    ball = disk(radius)
    return np.asarray((cv2.dilate(both, ball) > 0) & (cv2.erode(both, ball, borderValue=1) == 0))


def _faults(on: NDArray[np.bool_], was: NDArray[np.bool_] | None, area: int, *, rim: bool) -> tuple[int, int]:
    """Count the parts of `on` that are too small to be meant, and their pixels.

    A part is a fault when it is tiny, or small and not there (in `was`) the frame before. The largest part is none;
    with `rim`, neither are parts that reach the frame's border (the ground around an object).
    """
    count, names, stats, _ = cv2.connectedComponentsWithStats(on.astype(np.uint8), connectivity=4 if rim else 8)
    if count <= 1:
        return 0, 0
    sizes = stats[1:, cv2.CC_STAT_AREA]
    small = sizes < SMALL * area
    small[int(np.argmax(sizes))] = False
    if rim:
        ends = np.unique(np.concatenate([names[0], names[-1], names[:, 0], names[:, -1]]))
        small[ends[ends > 0] - 1] = False
    for part in np.flatnonzero(small & (sizes >= TINY * area)):
        x, y, wide, high = stats[part + 1, :4]
        here = names[y : y + high, x : x + wide] == part + 1
        small[part] = was is not None and was[y : y + high, x : x + wide][here].mean() < 0.5
    return int(small.sum()), int(sizes[small].sum())


def _jump(now: _Seen, before: list[_Seen]) -> float | None:
    """Return the second difference of coverage, or the first where only one frame came before."""
    if not before:
        return None
    last = before[-1].coverage
    most = max([now.coverage, *(seen.coverage for seen in before)])
    if most <= 0:
        return 0.0
    if len(before) == 1:
        return abs(now.coverage - last) / most / 2
    return abs(now.coverage - 2 * last + before[-2].coverage) / most / 2


def _chatter(now: _Seen, before: list[_Seen], radius: int) -> float | None:
    """Return the label that goes and comes back over three frames, per pixel of edge that can be followed."""
    if len(before) < 2:
        return None
    last, first = _carried(before[-1].alpha, now.back), before[-2].alpha
    first = _carried(_carried(first, before[-1].back), now.back)
    still = np.ones(now.on.shape, bool)
    if now.back is not None and before[-1].back is not None:
        size = (now.on.shape[1], now.on.shape[0])
        trust = cv2.resize((now.back[1]).astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
        trust_before = cv2.resize((before[-1].back[1]).astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
        still = (trust > 0.5) & (_carried(trust_before, now.back) > 0.5)
    a, b, c = first > 0.5, last > 0.5, now.on
    near = near_edge(c, radius) & still
    length = float((_edge(c) & still).sum())
    if length < 16:
        return None
    return float(((a != b) & (a == c) & near).sum()) / length


def _edge(on: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.asarray(on & (cv2.erode(on.astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=1) == 0))


def _follow(now: NDArray[np.uint8], before: NDArray[np.uint8] | None) -> tuple[Flow, NDArray[np.bool_]] | None:
    if before is None:
        return None
    there, back = flow_between(now, before), flow_between(before, now)
    size = (there**2).sum(axis=2) + (warp(back, there) ** 2).sum(axis=2)
    return there, disagreement(there, back) < np.sqrt(0.01 * size + 0.5)


def _carried(values: Matte, back: tuple[Flow, NDArray[np.bool_]] | None) -> Matte:
    """Carry the matte of the frame before to this one; as it is where there is no plate to follow."""
    if back is None:
        return values
    flow = back[0]
    high, wide = values.shape
    if flow.shape[:2] != values.shape:
        scale = np.array([wide / flow.shape[1], high / flow.shape[0]], np.float32)
        flow = np.asarray(cv2.resize(flow, (wide, high), interpolation=cv2.INTER_LINEAR) * scale, np.float32)
    return warp(values, flow)


def _steadiness(now: _Seen, last: _Seen | None) -> float | None:
    """Return T between two frames; nothing where either shows no outline."""
    if last is None or not (now.on.any() and last.on.any()):
        return None
    cost = temporal_instability(last.on, now.on)
    return cost if math.isfinite(cost) else None
