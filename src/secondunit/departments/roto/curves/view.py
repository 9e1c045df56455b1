"""A frame of an object as parts see it: its mask, its outlines by place and direction, and how they move on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from secondunit.departments.plates.flow import Flow
from secondunit.departments.roto.curves.contours import BEYOND, Loop, Points, loops, outward, resample
from secondunit.departments.roto.curves.matching import at, match
from secondunit.departments.roto.curves.raster import coverage

Region = NDArray[np.bool_]
Moves = tuple[Points, Points]  # places on an outline, and how they move to a neighbouring frame

PAD = BEYOND + 4  # pixels around the picture
TURNED = 8.0  # pixels that a quarter turn of the outline's direction is worth, about
AGREE = 0.3  # cosine between directions that may meet
SURE = (0.4, 2.5)  # a match is sure where it stretches the outline no less and no more
ALIKE = 0.25  # least likeness of two outlines that are matched, 0..1
STEP = 4.0  # pixels between the places that are matched, where their number allows
INSIDE = 4.0  # pixels inside an outline where the flow of the object is read


@dataclass(frozen=True)
class View:
    """The mask of a frame, carried on beyond the picture by PAD pixels, and what of it counts as large."""

    mask: Region
    outlines: list[Loop]
    whole: float  # pixels of the object; shares are shares of it

    @classmethod
    def of(cls, mask: Region) -> View:
        """Return the view of a mask as large as the picture."""
        padded = cv2.copyMakeBorder(mask.astype(np.uint8), *(BEYOND,) * 4, borderType=cv2.BORDER_REPLICATE)
        padded = cv2.copyMakeBorder(padded, *(4,) * 4, borderType=cv2.BORDER_CONSTANT, value=0)
        return cls(padded > 0, loops(mask, 4.0), float(mask.sum()))

    def rest(self, wrong: Region) -> View:
        """Return the view of a region of this frame that is wrong; slivers along edges are left out."""
        return View(thick(wrong), loops(thick(wrong), 4.0, beyond=0, shift=-PAD), self.whole)

    @cached_property
    def solid(self) -> Region:
        """The mask with its holes filled: what a ring may cover, for holes are cut out later."""
        chains, _ = cv2.findContours(self.mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        return np.asarray(cv2.drawContours(np.zeros(self.mask.shape, np.uint8), chains, -1, 1, cv2.FILLED) > 0)

    @cached_property
    def points(self) -> Points:
        """All outlines' points."""
        return np.vstack([loop.points for loop in self.outlines])

    @cached_property
    def normals(self) -> Points:
        """The directions out of the mask there."""
        return np.vstack([outward(loop.points) for loop in self.outlines])

    @cached_property
    def _tree(self) -> cKDTree:
        return cKDTree(np.hstack([self.points, TURNED * self.normals]))

    @cached_property
    def _places(self) -> cKDTree:
        return cKDTree(self.points)

    def nearest(self, points: Points, normals: Points) -> tuple[NDArray[np.float64], Points]:
        """Return for each point the outline's place nearest in place and direction, and how far it is (or inf)."""
        _, index = self._tree.query(np.hstack([points, TURNED * normals]))
        apart = np.hypot(*(points - self.points[index]).T)
        return np.where((normals * self.normals[index]).sum(1) > AGREE, apart, np.inf), self.points[index]

    def edge(self, points: Points) -> Points:
        """Return the outline's places nearest to points, whatever their direction."""
        return np.asarray(self.points[self._places.query(points)[1]])

    def inside(self, points: Points) -> Region:
        """Say which points lie on the mask."""
        x, y = np.floor(points + PAD).astype(np.int64).T
        height, width = self.mask.shape
        return np.asarray(self.mask[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)])

    def filled(self, ring: Points) -> Region:
        """Return what a ring covers, as large as the mask."""
        return np.asarray(coverage(ring + PAD, *self.mask.shape) >= 0.5)


def thick(region: Region) -> Region:
    """Return a region without its slivers of one or two pixels."""
    return np.asarray(cv2.morphologyEx(region.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0)


def moves(one: View, two: View, flow: Flow | None) -> Moves:
    """Return places on the outlines of a frame and how they move to the next, where the match is sure."""
    starts, ways = [np.zeros((0, 2))], [np.zeros((0, 2))]
    left = list(two.outlines)
    for loop in one.outlines:
        scores = [likeness(loop, other) for other in left]
        if not scores or max(scores) < ALIKE:
            continue
        other = left.pop(int(np.argmax(scores)))
        count = int(np.clip(max(loop.length, other.length) / STEP, 24, 256))
        start, end = resample(loop.points, count), resample(other.points, count)
        way = np.broadcast_to(end.mean(axis=0) - start.mean(axis=0), start.shape)
        places = match(start, end, start + (way if flow is None else moved(start, flow)))
        places = match(start, end, start + _smooth(at(end, places) - start))
        step = np.diff(np.append(places, places[0] + 1)) * count
        step = np.mean([np.roll(step, shift) for shift in (-1, 0, 1, 2)], axis=0)
        agree = (outward(start) * outward(end)[np.mod(np.rint(places * count).astype(int), count)]).sum(1)
        sure = (step > SURE[0]) & (step < SURE[1]) & (agree > AGREE)
        starts.append(start[sure])
        ways.append((at(end, places) - start)[sure])
    return np.vstack(starts), np.vstack(ways)


def likeness(one: Loop, two: Loop) -> float:
    """Return how surely two loops are one thing: by nearness, size and extent, 0..1; 0 for a hole and an outline."""
    if one.hole != two.hole:
        return 0.0
    (low1, high1), (low2, high2) = ((loop.points.min(axis=0), loop.points.max(axis=0)) for loop in (one, two))
    size = (high1 - low1 + high2 - low2) / 2 + 8
    move = np.abs((low1 + high1) / 2 - (low2 + high2) / 2) / size
    grow = np.abs((high1 - low1) - (high2 - low2)) / size
    ratio = min(one.area, two.area) / max(one.area, two.area)
    return float(np.exp(-2 * (move**2).sum() - (grow**2).sum()) * ratio**0.5)


def moved(outline: Points, flow: Flow) -> Points:
    """Return how the flow moves the points of an outline, read a little inside of it."""
    inner = (outline - INSIDE * outward(outline, 3) - 0.5).astype(np.float32)
    return np.asarray(cv2.remap(flow, inner[None, :, 0], inner[None, :, 1], cv2.INTER_LINEAR,
                                borderMode=cv2.BORDER_REPLICATE)[0], np.float64)  # fmt: skip


def _smooth(ways: Points) -> Points:
    """Return how points move, a mean over their neighbours on the outline."""
    reach = max(2, len(ways) // 32)
    return np.asarray(np.mean([np.roll(ways, shift, axis=0) for shift in range(-reach, reach + 1)], axis=0))
