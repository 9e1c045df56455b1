"""Parts of an object over time: each a ring of points that moves by itself and may lie over other parts.

The union of the parts draws the mask, as an artist lays limb over body. A stretch of a ring inside the object is
free, so parts cross each other and keep their points. From the frame where most of the object is not covered yet its
pieces are followed both ways, while they fit; so a part lives where it is one thing, and few parts are needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates.flow import Flow
from secondunit.departments.roto.curves.contours import Points, outward, resample, signed_area
from secondunit.departments.roto.curves.pieces import inner, pieces
from secondunit.departments.roto.curves.settle import settled
from secondunit.departments.roto.curves.simple import untangled
from secondunit.departments.roto.curves.view import PAD, Moves, Region, View, moves, thick

STEP = 3.5  # pixels between the points of a new ring, where their number allows ...
FEWEST, MOST = 32, 200  # ... of points
SPILL = 0.08  # share of a part that may lie on the background
BARE = 0.006  # share of the object, in one place, that calls for a new part
NEEDED = 0.003  # share of the object that a part adds at the first and last frame of its life, at least ...
PATIENCE = 3  # ... frames that it is followed on without
WORTH = 0.03  # share of the object, summed over frames, that a part adds at least
AROUND = 3  # frames either side that are looked at for the next seed
SPREAD = 0.1  # how much outline counts beside bareness there
LONGEST = 500  # frames of a life; what is solved at once stays bounded
INTO = 8.0  # pixels that a new part reaches into those that are there
ON = 2.5  # pixels from the outline where points of a new ring lie on it


@dataclass(frozen=True)
class Part:
    """A part over its life: its first frame, and by frame its ring and which points lie on the mask's outline."""

    first: int
    moving: NDArray[np.float64]  # (frames, n, 2)
    seen: NDArray[np.bool_]  # (frames, n)


@dataclass(frozen=True)
class Followed:
    """The parts of an object and what they cover by frame."""

    parts: list[Part]
    covered: dict[int, Region]


def follow(views: Mapping[int, View], flow: Mapping[int, Flow]) -> Followed:
    """Return the parts that cover the masks of all views but for what is too small or too short."""
    scene = _Scene({frame: view for frame, view in views.items() if view.outlines}, flow)
    parts: list[Part] = []
    tried = set[int]()
    while (frame := scene.seed(tried)) is not None:
        tried.add(frame)
        for ring, seen in _rings(scene.views[frame], scene.covered[frame]):
            simple = untangled(ring)
            part = None if simple is None else scene.follow(frame, simple, seen)
            if part is not None:
                scene.cover(part)
                parts.append(part)
    return Followed(parts, scene.covered)


class _Scene:
    """The object over its frames, what is covered of it, and how its outlines move."""

    def __init__(self, views: dict[int, View], flow: Mapping[int, Flow]) -> None:
        self.views, self.flow = views, flow
        self.covered = {frame: np.zeros_like(view.mask) for frame, view in views.items()}
        self.bare = {frame: _bare(view, self.covered[frame]) for frame, view in views.items()}
        self._moves: dict[tuple[int, int], Moves] = {}

    def seed(self, tried: set[int]) -> int | None:
        """Return the barest frame, counted with its neighbours, and rather where the outline is long."""
        best, found = 0.0, None
        for frame, view in self.views.items():
            if frame in tried or self.bare[frame] < BARE:
                continue
            near = [self.bare.get(at, 0.0) for at in range(frame - AROUND, frame + AROUND + 1)]
            length = sum(loop.length for loop in view.outlines)
            score = float(np.mean(near)) * (1 + SPREAD * length / view.whole**0.5)
            if score > best:
                best, found = score, frame
        return found

    def cover(self, part: Part) -> None:
        """Count a part in."""
        for frame, ring in enumerate(part.moving, part.first):
            self.covered[frame] |= self.views[frame].filled(ring)
            self.bare[frame] = _bare(self.views[frame], self.covered[frame])

    def follow(self, frame: int, ring: Points, seen: Region) -> Part | None:
        """Return the part that a ring of a frame is; None where it adds too little."""
        back, less = self._side(frame, ring, seen, -1)
        ahead, more = self._side(frame, ring, seen, 1)
        if less + more + self._adds(frame, ring) < WORTH:
            return None
        whole = [*back[::-1], (ring, seen), *ahead]
        return Part(frame - len(back), np.array([one for one, _ in whole]), np.array([one for _, one in whole]))

    def _side(self, frame: int, ring: Points, seen: Region, way: int) -> tuple[list[tuple[Points, Region]], float]:
        """Follow a ring one way while it fits and adds something; return it by frame, and what it adds."""
        found, gains = list[tuple[Points, Region]](), list[float]()
        most = SPILL + _spilt(ring, self.views[frame])  # a ring around a hole spills what the hole is
        while frame + way in self.views and len(found) < LONGEST // 2:
            ring, seen = settled(ring, seen, self._moved(frame, frame + way), self.views[frame + way])
            frame += way
            simple = untangled(ring)
            if simple is None or not seen.any() or _spilt(simple, self.views[frame]) > most:
                break
            ring = simple
            found.append((ring, seen))
            gains.append(self._adds(frame, ring))
            if len(gains) > PATIENCE and max(gains[-PATIENCE - 1 :]) < NEEDED:
                break
        while gains and gains[-1] < NEEDED:
            gains.pop()
            found.pop()
        return found, sum(gains)

    def _adds(self, frame: int, ring: Points) -> float:
        """Return what a ring adds to what is covered, less what it spills, as a share of the object."""
        view = self.views[frame]
        new = view.filled(ring) & ~self.covered[frame]
        return (int((new & view.mask).sum()) - int((new & ~view.solid).sum())) / view.whole

    def _moved(self, one: int, two: int) -> Moves:
        low = min(one, two)
        if (one, two) not in self._moves:
            start, way = moves(self.views[low], self.views[low + 1], self.flow.get(low))
            self._moves[low, low + 1], self._moves[low + 1, low] = (start, way), (start + way, -way)
        return self._moves[one, two]


def _bare(view: View, covered: Region) -> float:
    bare = view.mask & ~covered
    return float((thick(bare) if covered.any() else bare).sum()) / view.whole


def _spilt(ring: Points, view: View) -> float:
    """Return the share of what a ring covers that lies beside the object; 1 for a ring that covers next to nothing."""
    cover = view.filled(ring)
    area = int(cover.sum())
    return int((cover & ~view.mask).sum()) / area if area >= 12 else 1.0


def _rings(view: View, covered: Region) -> list[tuple[Points, Region]]:
    """Return rings around the pieces of what is not covered, the largest first."""
    bare = view.mask & ~covered
    if covered.any():
        bare = thick(bare)
    count, labels = cv2.connectedComponents(bare.astype(np.uint8), connectivity=4)
    sizes = np.bincount(labels.ravel(), minlength=count)
    found = []
    for label in 1 + np.argsort(-sizes[1:], kind="stable"):
        if sizes[label] < max(12.0, BARE * view.whole):
            break
        region = labels == label
        if covered.any():
            region = view.mask & (inner(~region) < min(INTO, 2 * float(inner(region).max())))
        found += [_ring(piece, view) for piece in pieces(region, view.whole)]
    return found


def _ring(piece: Region, view: View) -> tuple[Points, Region]:
    chains, _ = cv2.findContours(piece.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    rough = max(chains, key=len)[:, 0].astype(np.float64) + 0.5 - PAD
    rough = rough if signed_area(rough) >= 0 else rough[::-1]
    ring = resample(rough + 0.5 * outward(rough), int(np.clip(len(rough) / STEP, FEWEST, MOST)))
    apart, nearest = view.nearest(ring, outward(ring))
    seen = apart < ON
    return np.where(seen[:, None], nearest, ring), seen
