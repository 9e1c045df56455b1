"""Steady mattes over time: each frame's soft edge is averaged with its neighbours', brought along the optical flow.

Only where alpha is soft, and only as far as flow, colour and alpha agree: what is uncovered, motion blurred otherwise
or matted differently keeps its own frame's value. Frames are read one by one, flow is read about
the soft edges only; memory does not grow with the shot.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.departments.plates.flow import Flow, disagreement, flow_between, warp
from secondunit.departments.plates.pixels import Matte, Picture, as_float, disk, grey
from secondunit.departments.roto.matting.checks import same_size

COLOUR = 0.06  # difference of display values at which half of the trust is lost
ALPHA = 0.2  # the same for alphas: what differs more is another thing, or a thin part that shows now and then
PIXELS = 1.0  # the same for flow there and back
RIM = 2  # pixels beyond the soft edge that take part
ABOUT = 24  # pixels about the soft edges of two frames in which their flow is read

_Box = tuple[int, int, int, int]  # top, left, bottom, right


class _Between(NamedTuple):
    """What moves between two frames, and back, within a part of the picture."""

    part: tuple[slice, slice]
    there: Flow
    back: Flow


@dataclass
class _Frame:
    """One frame in the window, and the flows to those after it (and back) by how many frames later."""

    picture: Picture
    mattes: Mapping[int, Matte]
    box: _Box | None  # of all soft edges
    ahead: dict[int, _Between] = field(default_factory=dict)


def smooth_over_time(frames: Iterable[tuple[Picture, Matte]], *, strength: float = 0.7,
                     reach: int = 1) -> Iterator[Matte]:  # fmt: skip
    """Yield a steadier matte for each (picture, matte), display-referred pictures of one size.

    `strength` 0..1 is how much a neighbour that agrees fully counts beside the frame itself, `reach` how many frames
    are looked at on each side. Raises InputError for sizes that differ or a strength outside 0..1.
    """
    several = ((picture, {1: matte}) for picture, matte in frames)
    for mattes in smooth_objects(several, strength=strength, reach=reach):
        yield mattes[1]


def smooth_objects(frames: Iterable[tuple[Picture, Mapping[int, Matte]]], *, strength: float = 0.7,
                   reach: int = 1) -> Iterator[dict[int, Matte]]:  # fmt: skip
    """`smooth_over_time` of several mattes a frame by their number: motion is read once for all of them."""
    if not 0 <= strength <= 1 or reach < 1:
        raise InputError(f"Smoothing of strength {strength:g} over {reach} frames.",
                         "Strength is 0..1, reach 1 or more.")
    window: deque[_Frame] = deque()
    at = 0  # of the window: the next frame to yield
    for picture, mattes in frames:
        for matte in mattes.values():
            same_size(picture, matte, "matte")
        if window and window[-1].picture.shape != picture.shape:
            raise InputError(f"A matte of shape {picture.shape[:2]} follows one of shape "
                             f"{window[-1].picture.shape[:2]}.", "Smooth shots of one size.")  # fmt: skip
        frame = _Frame(picture, {number: matte.astype(np.float32, copy=False) for number, matte in mattes.items()},
                       _box(mattes) if strength else None)  # fmt: skip
        for before, other in enumerate(reversed(window), 1):
            if (between := _between(other, frame)) is not None:
                other.ahead[before] = between
        window.append(frame)
        if len(window) - at > reach:
            yield _steadied(window, at, strength, reach)
            at += 1
        if at > reach:
            window.popleft()
            at -= 1
    while at < len(window):
        yield _steadied(window, at, strength, reach)
        at += 1


def _box(mattes: Mapping[int, Matte]) -> _Box | None:
    """Where the soft edges of a frame lie; None without any."""
    soft = np.any([(matte > 0) & (matte < 1) for matte in mattes.values()], axis=0)
    if not np.any(soft):
        return None
    rows, columns = np.flatnonzero(soft.any(1)), np.flatnonzero(soft.any(0))
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1


def _between(one: _Frame, other: _Frame) -> _Between | None:
    """The flow about the soft edges of both; None where one of them has no edge."""
    if one.box is None or other.box is None:
        return None
    top, left = (min(one.box[k], other.box[k]) - ABOUT for k in (0, 1))
    bottom, right = (max(one.box[k], other.box[k]) + ABOUT for k in (2, 3))
    part = (slice(max(top, 0), bottom), slice(max(left, 0), right))
    first, second = grey(np.ascontiguousarray(one.picture[part])), grey(np.ascontiguousarray(other.picture[part]))
    return _Between(part, flow_between(first, second), flow_between(second, first))


def _steadied(window: deque[_Frame], at: int, strength: float, reach: int) -> dict[int, Matte]:
    here = window[at]
    total = {number: matte.copy() for number, matte in here.mattes.items()}
    weight = {number: np.ones_like(matte) for number, matte in here.mattes.items()}
    for step in range(-reach, reach + 1):
        if step == 0 or not 0 <= at + step < len(window):
            continue
        other = window[at + step]
        if (between := (here.ahead if step > 0 else other.ahead).get(abs(step))) is None:
            continue
        part, there, back = between if step > 0 else (between.part, between.back, between.there)
        apart = warp(as_float(np.ascontiguousarray(other.picture[part])), there) - as_float(here.picture[part])
        alike = _half(disagreement(there, back), PIXELS) * _half(np.abs(cv2.blur(apart, (3, 3))).max(2), COLOUR)
        for number, matte in here.mattes.items():
            if number in other.mattes:
                carried = warp(np.ascontiguousarray(other.mattes[number][part]), there)
                trust = strength * alike * _half(np.abs(carried - matte[part]), ALPHA)
                total[number][part] += trust * carried
                weight[number][part] += trust
    return {number: _in_band(matte, total[number] / weight[number]) for number, matte in here.mattes.items()}


def _in_band(matte: Matte, mean: Matte) -> Matte:
    """The mean where the edge is soft and a little about it, else the matte itself."""
    soft = ((matte > 0) & (matte < 1)).astype(np.uint8)
    return np.where(cv2.dilate(soft, disk(RIM)) > 0, mean, matte).astype(np.float32)


def _half(size: NDArray[Any], at: float) -> NDArray[np.float32]:
    """Return a trust of 1 at size 0 and a half at `at`, falling like a bell."""
    return np.exp2(-((size / np.float32(at)) ** 2)).astype(np.float32)
