"""Outlines that are one thing over time: loops of neighbouring frames, linked while their shapes agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from secondunit.departments.roto.curves.contours import Loop, Points

ALIKE = 0.25  # least likeness of two loops that are linked, 0..1


@dataclass
class Track:
    """One outline over neighbouring frames, from `first` on."""

    first: int
    loops: list[Loop] = field(default_factory=list)

    @property
    def hole(self) -> bool:
        """Whether it cuts out."""
        return self.loops[0].hole

    @property
    def last(self) -> int:
        """Its last frame."""
        return self.first + len(self.loops) - 1

    @property
    def area(self) -> float:
        """Pixels it encloses, summed over its frames."""
        return sum(loop.area for loop in self.loops)


def link(frames: Sequence[tuple[int, list[Loop]]]) -> list[Track]:
    """Return the tracks of loops by frame (frames rise); a missing frame ends every track."""
    done: list[Track] = []
    open_: list[Track] = []
    for frame, found in frames:
        if open_ and open_[0].last != frame - 1:
            done, open_ = done + open_, []
        pairs = sorted(
            ((likeness(track.loops[-1], loop), -a, -b)
             for a, track in enumerate(open_) for b, loop in enumerate(found)), reverse=True,
        )  # fmt: skip
        taken_tracks, taken_loops = set[int](), set[int]()
        for score, a, b in pairs:
            if score < ALIKE:
                break
            if -a not in taken_tracks and -b not in taken_loops:
                open_[-a].loops.append(found[-b])
                taken_tracks.add(-a)
                taken_loops.add(-b)
        done += [track for a, track in enumerate(open_) if a not in taken_tracks]
        open_ = [track for a, track in enumerate(open_) if a in taken_tracks]
        open_ += [Track(frame, [loop]) for b, loop in enumerate(found) if b not in taken_loops]
    return sorted(done + open_, key=lambda track: (track.hole, -track.area, track.first))


def likeness(one: Loop, two: Loop) -> float:
    """Return how surely two loops are one thing: by nearness, size and extent, 0..1; 0 for a hole and an outline."""
    if one.hole != two.hole:
        return 0.0
    (low1, high1), (low2, high2) = _box(one.points), _box(two.points)
    size = (high1 - low1 + high2 - low2) / 2 + 8
    move = np.abs((low1 + high1) / 2 - (low2 + high2) / 2) / size
    grow = np.abs((high1 - low1) - (high2 - low2)) / size
    ratio = min(one.area, two.area) / max(one.area, two.area)
    return float(np.exp(-2 * (move**2).sum() - (grow**2).sum()) * ratio**0.5)


def _box(points: Points) -> tuple[Points, Points]:
    return points.min(axis=0), points.max(axis=0)
