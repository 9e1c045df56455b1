"""Measures of a matte, frame by frame: steadiness of its edge, holes, softness, noise, jumps.

A true matte moves, opens and closes, and is as soft as the lens made it. A fault is what comes and goes while the plate
does not: so a frame is compared with the frames before and after it, both carried to it by the plate's optical flow
(without a plate: in place), and a fault is what neither of them has. Mattes and plate stream; three frames are held.
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
STRAND = 0.004  # of the picture's height: what is thinner is a strand of hair or a slit, and no noise (4 px of 1080)
BLUR_SEEN = 0.2  # part of a blur by which it must change to be seen (Watt & Morgan, Vision Research 1983)
REACH = 4  # bands from the object up to which hair and motion blur may reach
WORK = 960  # pixels of width at which flow is read
PATCH = 5  # pixels at that width over which brightness is compared
ALIKE, LEVELS = 3, 6  # times the change that half of the plate shows (its grain), and 8-bit levels: the same thing


@dataclass(frozen=True)
class Measures:
    """One frame. None where a measure needs frames beside it, an edge, or a plate that are not there.

    `coverage` share of the picture (0..1); `coverage_jump` change of coverage that neither steady growth nor the
    plate's motion explains, as a share of it; `chatter` pixels of label that neither frame beside it has, per pixel of
    edge that can be followed; `holes`, `islands` how many neither frame beside it has, and `hole_size`, `island_size`
    the diameter in pixels of a disk as large as the largest; `softness` 10-90 % width of the edge in pixels and
    `softness_step` by how much that visibly differs from both frames beside it; `core_noise` opacity missing inside,
    `outside_noise` opacity left outside, both as shares of the object's size; `edge_touch` share of the frame's border
    that the matte lies on; `steadiness` the contour cost T.
    """

    frame: int
    coverage: float
    coverage_jump: float | None
    chatter: float | None
    holes: int
    hole_size: float
    islands: int
    island_size: float
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

    Mattes are float 0..1, or integers of any depth (scaled); masks of 0 and 1 and bools count as full range. The
    measures of a frame come when the frame after it was read. Raises InputError for mattes of changing size and for a
    plate of another size or length.
    """
    starts = set(cuts)
    before: _Seen | None = None
    now: _Seen | None = None
    for number, (given, picture) in enumerate(zip_longest(mattes, plate if plate is not None else ()), first):
        if given is None or (picture is None and plate is not None):
            raise InputError("the plate and its matte have different numbers of frames", hint="give one matte a frame")
        after = _Seen(number, as_matte(given), None if picture is None else _small(grey(picture)))
        size = after.alpha.shape if now is None else now.alpha.shape
        if after.alpha.shape != size or (picture is not None and picture.shape[:2] != size):
            raise InputError(f"the matte of frame {number} is not of the size of the others or of the plate",
                             hint="mattes must have the size of the plate")  # fmt: skip
        if now is not None:
            if number in starts:
                yield _frame(now, before, None)
                now = None
            else:
                _link(now, after)
                yield _frame(now, before, after)
        before, now = now, after
    if now is not None:
        yield _frame(now, before, None)


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
    """A frame, and how it lies to those beside it."""

    def __init__(self, number: int, alpha: Matte, plate: NDArray[np.uint8] | None) -> None:
        self.number, self.alpha, self.plate = number, alpha, plate
        self.on = alpha > 0.5
        self.edge = perimeter(self.on)
        radius = band(alpha.shape)
        off, deep = _away(~self.on), _away(self.on)
        self.near = (off <= radius) & (deep <= radius)  # the band on both sides of the edge
        soft = float(((alpha > LOW) & (alpha < HIGH) & self.near).sum())
        self.softness = soft / self.edge if self.edge else None
        self.core_noise, self.outside_noise = _noise(alpha, self.on, off, deep, radius)
        self.back: _Way | None = None  # to the frame before
        self.ahead: _Way | None = None  # to the frame after


@dataclass(frozen=True, eq=False)
class _Way:
    """Flow to another frame at working size; where it comes back, and where what it leads to also looks alike."""

    flow: Flow
    back: NDArray[np.bool_]
    alike: NDArray[np.bool_]


def _small(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    scale = min(1.0, WORK / picture.shape[1])
    size = (max(16, round(picture.shape[1] * scale)), max(16, round(picture.shape[0] * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


def _link(now: _Seen, after: _Seen) -> None:
    """Find the motion between two frames, both ways; nothing without a plate."""
    if now.plate is None or after.plate is None:
        return
    there, back = flow_between(now.plate, after.plate), flow_between(after.plate, now.plate)
    now.ahead = _way(there, back, now, now.plate, after.plate)
    after.back = _way(back, there, after, after.plate, now.plate)


def _way(there: Flow, back: Flow, seen: _Seen, plate: NDArray[np.uint8], other: NDArray[np.uint8]) -> _Way:
    size = (there**2).sum(axis=2) + (warp(back, there) ** 2).sum(axis=2)
    change = cv2.blur(cv2.absdiff(plate, warp(other, there)), (PATCH, PATCH))
    comes = disagreement(there, back) < np.sqrt(0.01 * size + 0.5)
    alike = comes & (change <= ALIKE * float(np.median(change)) + LEVELS)  # a limb can be too quick for flow
    large = [cv2.resize(each.astype(np.float32), seen.alpha.shape[::-1], interpolation=cv2.INTER_LINEAR) > 0.5
             for each in (comes, alike)]  # fmt: skip
    return _Way(there, large[0], large[1])


def _frame(now: _Seen, before: _Seen | None, after: _Seen | None) -> Measures:
    on = now.on
    still = np.ones(on.shape, bool)
    for way in (now.back, now.ahead):
        if way is not None:
            still &= way.alike
    was = None if before is None else _carried(before.alpha, now.back)
    will = None if after is None else _carried(after.alpha, now.ahead)
    lone = still  # pixels whose label neither frame beside this one has
    for beside in (was, will):
        lone = np.zeros(on.shape, bool) if beside is None else lone & ((beside > 0.5) != on)
    holes, hole_size = _faults(~on, lone, rim=True)
    islands, island_size = _faults(on, lone, rim=False)
    border = np.concatenate([on[0], on[-1], on[:, 0], on[:, -1]])
    return Measures(
        frame=now.number, coverage=float(now.alpha.mean()), coverage_jump=_jump(now, before, after, was),
        chatter=None if was is None or will is None else _chatter(now, still, lone),
        holes=holes, hole_size=hole_size, islands=islands, island_size=island_size, softness=now.softness,
        softness_step=_step(now, before, after), core_noise=now.core_noise, outside_noise=now.outside_noise,
        edge_touch=float(border.mean()), steadiness=_steadiness(now, before),
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


def _away(on: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return how far each pixel of `on` is from what is not, in pixels; 0 elsewhere, half a pixel less than centres."""
    return np.asarray(cv2.distanceTransform(on.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5) - np.float32(0.5))


def _faults(on: NDArray[np.bool_], lone: NDArray[np.bool_], *, rim: bool) -> tuple[int, float]:
    """Count the patches of `on` that are `lone` for the most part, and give the diameter of the largest.

    The largest part is the object, or its ground, and no fault; with `rim`, neither are parts that reach the frame's
    border (the ground around an object).
    """
    count, names, stats, _ = cv2.connectedComponentsWithStats(on.astype(np.uint8), connectivity=4 if rim else 8)
    if count <= 2 or not (on & lone).any():
        return 0, 0.0
    faults = np.bincount(names.ravel(), weights=lone.ravel(), minlength=count) > stats[:, cv2.CC_STAT_AREA] / 2
    faults[[0, 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))]] = False
    if rim:
        faults[np.unique(np.concatenate([names[0], names[-1], names[:, 0], names[:, -1]]))] = False
    found, _, stats, _ = cv2.connectedComponentsWithStats(_patches(faults[names]).astype(np.uint8), connectivity=8)
    return found - 1, math.sqrt(4 / math.pi * float(stats[1:, cv2.CC_STAT_AREA].max(initial=0)))


def _patches(on: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Leave strands and slits out: what is thinner than a disk of the width `STRAND`."""
    ball = disk(max(1, round(STRAND * on.shape[0] / 2)))
    return np.asarray(cv2.morphologyEx(on.astype(np.uint8), cv2.MORPH_OPEN, ball) > 0)


def _noise(
    alpha: Matte, on: NDArray[np.bool_], off: NDArray[np.float32], deep: NDArray[np.float32], radius: int
) -> tuple[float, float]:  # fmt: skip
    """Return the opacity missing inside and left outside, as shares of the object's size; patches only.

    `off` and `deep` are distances from the object and from its ground. Outside, what hangs together with the object
    may reach some way, as hair and motion blur do.
    """
    size = max(float(on.sum()), 1.0)
    thin, left = _patches((deep > radius) & (alpha < SOLID)), _patches((off > radius) & (alpha > CLEAR))
    if left.any() and on.any():
        parts = cv2.connectedComponents((alpha > CLEAR).astype(np.uint8), connectivity=8)[1]
        own = np.isin(parts, np.unique(parts[on]))
        left &= ~(own & (off < REACH * radius))
    return float((1 - alpha)[thin].sum()) / size, float(alpha[left].sum()) / size


def _jump(now: _Seen, before: _Seen | None, after: _Seen | None, was: Matte | None) -> float | None:
    """Return the change of coverage that is neither steady growth nor seen in the plate.

    Growth: the second difference, where a frame comes after. Motion: the balance of what came and what went where the
    plate can be followed.
    """
    if before is None or was is None or (after is None and now.back is None):
        return None
    sums = [float(each.alpha.sum()) for each in (before, now, after) if each is not None]
    if max(sums) <= 0:
        return 0.0
    jumps = [abs(sums[1] - (sums[0] + sums[2]) / 2)] if len(sums) == 3 else []
    if now.back is not None:
        jumps.append(abs(float((now.alpha - was)[now.back.back].sum())))
    return min(jumps) / max(sums)


def _step(now: _Seen, before: _Seen | None, after: _Seen | None) -> float | None:
    """Return how much softer, or sharper, the edge is than that of both frames beside it, less what no eye sees."""
    if before is None or after is None or now.softness is None or before.softness is None or after.softness is None:
        return None
    first, second = now.softness - before.softness, now.softness - after.softness
    if first * second <= 0:
        return 0.0
    return max(0.0, min(abs(first), abs(second)) - BLUR_SEEN * max(now.softness, before.softness, after.softness))


def _chatter(now: _Seen, still: NDArray[np.bool_], lone: NDArray[np.bool_]) -> float | None:
    """Return the lone pixels near the edge, per pixel of edge that can be followed."""
    length = float((_edge(now.on) & still).sum())
    if length < 16:
        return None
    return float((lone & now.near).sum()) / length


def _edge(on: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.asarray(on & (cv2.erode(on.astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=1) == 0))


def _carried(values: Matte, way: _Way | None) -> Matte:
    """Carry the matte of a frame beside this one to it; as it is where there is no plate to follow."""
    if way is None:
        return values
    flow = way.flow
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
