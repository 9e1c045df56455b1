"""The frames of a stretch as flow sees them: paths to its ends, and what moves by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates import flow as flows
from secondunit.departments.plates import pixels
from secondunit.departments.plates.flow import Flow
from secondunit.departments.roto.propagate import anchors as a
from secondunit.departments.roto.propagate import appearance
from secondunit.departments.roto.propagate.anchors import Anchor
from secondunit.departments.roto.propagate.motion import own_motion
from secondunit.departments.roto.propagate.network import Array
from secondunit.departments.roto.propagate.shot import Shot

Packed = NDArray[np.float16]  # on the grid at half precision: a path takes 0.6 MB a frame at 854x480


@dataclass(frozen=True, eq=False)
class Stand:
    """The anchor that a walk left last; when that is a solved frame, what the walk knows there.

    `key` is the key behind it, with how things move there (`motion.looks`), and `path` the path to that key; `own` is
    the frame's own motion, `ahead` the steps to it from the next frame and back.
    """

    anchor: Anchor
    key: Anchor | None = None
    moves: Array | None = None
    path: Flow | None = None
    confidence: float = 1.0
    own: Packed | None = None
    ahead: tuple[Flow, Flow] | None = None


@dataclass(frozen=True, eq=False)
class Ways:
    """What flow tells of a stretch, both ends included: `to_right` is empty where there is no right end.

    `own` is the own motion `(h, w)` of each frame in px, where there is no right end: between two keys what is
    uncovered is seen from the other side, and own motion would only disturb. `ahead` are the steps between the last
    frame and the next.
    """

    to_left: Sequence[Packed]
    to_right: Sequence[Packed]
    own: Sequence[Packed]
    ahead: tuple[Flow, Flow] | None


def walk(shot: Shot, stand: Stand, numbers: range, right: Anchor | None, beyond: int | None) -> Ways:
    """Walk from where a walk stands over `numbers` to `right`, or look on to the frame `beyond`.

    Of a frame's own motion, seen in the step that leads to it and in the one that leaves it, the smaller counts: where
    something is about to be covered, or has just been uncovered, one of them is wrong.
    """
    left = stand.anchor
    chances = np.ascontiguousarray(left.chances[::2, ::2, 0])
    ground, ready = chances > 0.5, stand.ahead
    last, tint = pixels.grey(shot.small(shot.picture(left.number))), left.colours
    path = a.still(left.colours.shape)
    to_left, on = [path.astype(np.float16)], []
    own = [stand.own if stand.own is not None else np.full(path.shape[:2], np.inf, np.float16)] if right is None else []
    end = right.number if right is not None else beyond
    for number in [*numbers, *([end] if end is not None else [])]:
        picture = shot.small(shot.picture(number))
        here, colours = pixels.grey(picture), appearance.lab(np.ascontiguousarray(picture[::2, ::2]))
        if ready is None:
            back, there = flows.flow_between(here, last), flows.flow_between(last, here)
            ready = a.step(back, there), a.step(there, back)
            if right is None:
                own[-1] = np.minimum(own[-1], own_motion(ready[1], ground, tint, colours).astype(np.float16))
        if number == beyond:
            break
        (back, there), ready = ready, None
        path = a.through(path, back)
        if right is None:
            ground = flows.warp(chances, a.half(path)) > 0.5
            own.append(own_motion(back, ground, colours, tint).astype(np.float16))
        to_left.append(path.astype(np.float16))
        on.append(there.astype(np.float16))
        last, tint = here, colours
    return Ways(to_left, _turned(on) if right is not None else [], own, ready)


def among(stand: Stand, ways: Ways) -> list[list[Flow]]:
    """Paths between the anchors of a stretch: left, right and the key behind the left, where there are such."""
    left = ways.to_left[-1].astype(np.float32)
    right = ways.to_right[0].astype(np.float32) if ways.to_right else None
    still = a.still(left.shape)
    rows = [[still, right], [left, still]] if right is not None else [[still]]
    if stand.path is not None:
        back = a.inverse(stand.path)
        rows[0].append(stand.path)
        if right is not None:
            rows[1].append(a.through(stand.path, left))
        rows.append([back, *([a.through(right, back)] if right is not None else []), still])
    return rows


def _turned(on: Sequence[Packed]) -> list[Packed]:
    """Paths to the last frame, from steps that each lead to the next."""
    path: Array = a.still(on[0].shape)
    found = [path.astype(np.float16)]
    for step in reversed(on):
        path = a.through(path, step.astype(np.float32))
        found.append(path.astype(np.float16))
    return found[::-1]
