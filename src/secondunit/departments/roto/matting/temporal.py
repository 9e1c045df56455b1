"""Steady mattes over time: each frame's soft edge is averaged with its neighbours', brought along the optical flow.

Only where alpha is soft, and only as far as flow, colour and alpha agree: what is uncovered, motion blurred otherwise
or matted differently keeps its own frame's value. Frames are read one by one; memory does not grow with the shot.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.departments.plates.flow import Flow, disagreement, flow_between, warp
from secondunit.departments.plates.pixels import Matte, Picture, as_float, disk, grey
from secondunit.departments.roto.matting.checks import same_size

COLOUR = 0.06  # difference of display values at which half of the trust is lost
ALPHA = 0.3  # the same for alphas: what differs more is another thing, not chatter
PIXELS = 1.0  # the same for flow there and back
RIM = 2  # pixels beyond the soft edge that take part


@dataclass
class _Frame:
    """One frame in the window, and the flows to those after it (and back) by how many frames later."""

    picture: Picture
    matte: Matte
    luma: NDArray[np.uint8]
    ahead: dict[int, tuple[Flow, Flow]] = field(default_factory=dict)


def smooth_over_time(frames: Iterable[tuple[Picture, Matte]], *, strength: float = 0.7,
                     reach: int = 1) -> Iterator[Matte]:  # fmt: skip
    """Yield a steadier matte for each (picture, matte), display-referred pictures of one size.

    `strength` 0..1 is how much a neighbour that agrees fully counts beside the frame itself, `reach` how many frames
    are looked at on each side. Raises InputError for sizes that differ or a strength outside 0..1.
    """
    if not 0 <= strength <= 1 or reach < 1:
        raise InputError(f"Smoothing of strength {strength:g} over {reach} frames.",
                         "Strength is 0..1, reach 1 or more.")
    window: deque[_Frame] = deque()
    at = 0  # of the window: the next frame to yield
    for picture, matte in frames:
        same_size(picture, matte, "matte")
        if window and window[-1].matte.shape != matte.shape:
            raise InputError(f"A matte of shape {matte.shape} follows one of shape {window[-1].matte.shape}.",
                             "Smooth shots of one size.")
        frame = _Frame(picture, matte.astype(np.float32, copy=False), grey(picture))
        for before, other in enumerate(reversed(window), 1):
            other.ahead[before] = (flow_between(other.luma, frame.luma), flow_between(frame.luma, other.luma))
        window.append(frame)
        if len(window) - at > reach:
            yield _steadied(window, at, strength, reach)
            at += 1
        if at > reach:
            window.popleft()
            at -= 1
        while len(window) > 2 * reach + 1:
            window.popleft()
            at -= 1
    while at < len(window):
        yield _steadied(window, at, strength, reach)
        at += 1


def _steadied(window: deque[_Frame], at: int, strength: float, reach: int) -> Matte:
    here = window[at]
    matte = here.matte
    soft = ((matte > 0) & (matte < 1)).astype(np.uint8)
    band = cv2.dilate(soft, disk(RIM)) > 0
    if strength == 0 or not band.any():
        return matte
    total, weight = matte.copy(), np.ones_like(matte)
    picture = as_float(here.picture)
    for step in range(-reach, reach + 1):
        if step == 0 or not 0 <= at + step < len(window):
            continue
        other = window[at + step]
        there, back = here.ahead[step] if step > 0 else other.ahead[-step][::-1]
        carried = warp(other.matte, there)
        trust = _half(disagreement(there, back), PIXELS) * _half(np.abs(carried - matte), ALPHA)
        apart = np.abs(cv2.blur(warp(as_float(other.picture), there) - picture, (3, 3))).max(2)
        trust = strength * trust * _half(apart, COLOUR)
        total += trust * carried
        weight += trust
    return np.where(band, total / weight, matte).astype(np.float32)


def _half(size: NDArray[Any], at: float) -> NDArray[np.float32]:
    """Return a trust of 1 at size 0 and a half at `at`, falling like a bell."""
    return np.exp2(-((size / np.float32(at)) ** 2)).astype(np.float32)
