"""Tracks of outlines followed point by point, and cut into lives: stretches in which the points can be carried on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates.flow import Flow
from secondunit.departments.roto.curves import keys as choosing
from secondunit.departments.roto.curves.contours import Loop, Points, outward, resample
from secondunit.departments.roto.curves.matching import match
from secondunit.departments.roto.curves.points import Moving
from secondunit.departments.roto.curves.tracks import Track

TORN = 0.008  # share of an outline's area that may be lost in carrying its points on; beyond it a new shape begins
INSIDE = 4.0  # pixels inside an outline where the flow of the object is read
CLIPPED = 0.1  # pixels along the outline that may besides be lost: corners are clipped as points pass them
LONGEST = 500  # frames of a life; what is solved at once stays bounded
STEP = 4.0  # pixels between the dense points that an outline is followed with, where their number allows


@dataclass(frozen=True)
class Life:
    """A stretch of a track that shapes can draw: its first frame, and by frame the loops and the carried points."""

    first: int
    loops: list[Loop]
    moving: Moving  # (frames, n, 2)
    shares: NDArray[np.float64]  # (frames, n): where the points lie on their loop, shares of its length

    @property
    def last(self) -> int:
        """Its last frame."""
        return self.first + len(self.loops) - 1


def lives(track: Track, flow: Mapping[int, Flow], steps: int) -> list[Life]:
    """Return the lives of a track, one after the other: points are carried on from a life's first frame while they
    still draw the outline."""
    count = int(np.clip(np.mean([loop.length for loop in track.loops]) / STEP, 24, steps))
    outlines = [resample(loop.points, count) for loop in track.loops]
    matches = []
    for at, (one, two) in enumerate(pairwise(outlines)):
        move = flow.get(track.first + at)
        expected = one + (two.mean(axis=0) - one.mean(axis=0)) if move is None else one + moved(one, move)
        places = match(one, two, expected)
        matches.append(match(one, two, one + _smooth(choosing.at(two, places) - one)))
    found: list[Life] = []
    start = 0
    while start < len(outlines):
        shares = [np.arange(count) / count]
        moving = [outlines[start]]
        for frame in range(start + 1, min(len(outlines), start + LONGEST)):
            places = choosing.onward(shares[-1], matches[frame - 1])
            loop = track.loops[frame]
            if choosing.missed(outlines[frame], places) > TORN * loop.area + CLIPPED * loop.length:
                break
            shares.append(places)
            moving.append(choosing.at(outlines[frame], places))
        end = start + len(moving)
        found.append(Life(track.first + start, track.loops[start:end], np.array(moving), np.array(shares)))
        start = end
    return found


def _smooth(moves: Points) -> Points:
    """Return how points move, a mean over their neighbours on the outline."""
    reach = max(2, len(moves) // 32)
    return np.asarray(np.mean([np.roll(moves, shift, axis=0) for shift in range(-reach, reach + 1)], axis=0))


def moved(outline: Points, flow: Flow) -> Points:
    """Return how the flow moves the points of an outline, read a little inside of it."""
    inner = (outline - INSIDE * outward(outline, 3) - 0.5).astype(np.float32)
    return np.asarray(cv2.remap(flow, inner[None, :, 0], inner[None, :, 1], cv2.INTER_LINEAR,
                                borderMode=cv2.BORDER_REPLICATE)[0], np.float64)  # fmt: skip
