"""The walk through a shot in stretches between anchors: frames are read two or three times, memory stays flat.

A stretch lies between two keys. Where keys are further apart than `Settings.reach`, and beyond the last key, the shot
is taken in short stretches: the last solved frame of each serves as an anchor of the next, beside the key itself.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates import flow as flows
from secondunit.departments.plates import pixels
from secondunit.departments.plates.flow import Flow
from secondunit.departments.plates.pixels import Picture
from secondunit.departments.roto.propagate import anchors as a
from secondunit.departments.roto.propagate import appearance
from secondunit.departments.roto.propagate.anchors import Anchor
from secondunit.departments.roto.propagate.model import learn
from secondunit.departments.roto.propagate.shot import UNKNOWN, Settings, Shot
from secondunit.departments.roto.propagate.solve import Answer, expected_overlap, solve

Packed = NDArray[np.float16]  # a path on the grid at half precision: 0.6 MB a frame at 854x480
SURE = 0.5  # a solved pixel teaches when its two best classes lie further apart than this
MEMORY = 0.25  # the key's share in what is carried, beside a solved frame that is nearer


@dataclass(frozen=True, eq=False)
class Solved:
    """A frame as the walk gives it: its picture at full size, its answer at working size, and how far to believe it.

    `confidence` is the overlap that the answer promises, times the confidence of the frames it was reasoned from: a
    walk is nowhere surer than where it set out.
    """

    number: int
    picture: Picture
    answer: Answer
    confidence: float


@dataclass(frozen=True, eq=False)
class Stand:
    """The anchor that a walk left last; when that is a solved frame, the key behind it and the path to that key."""

    anchor: Anchor
    key: Anchor | None = None
    path: Flow | None = None
    confidence: float = 1.0


def between(shot: Shot, settings: Settings, before: int, after: int, only: int | None = None) -> Iterator[Solved]:
    """Solve the frames between two keys, or `only` one of them (and what it needs)."""
    stand = Stand(_key(shot, before))
    start = max(before, after - settings.reach)
    while stand.anchor.number < start:
        stop = min(stand.anchor.number + settings.renew, start)
        stand = yield from _stretch(shot, settings, stand, range(stand.anchor.number + 1, stop + 1), None, only)
    if start + 1 < after:
        yield from _stretch(shot, settings, stand, range(start + 1, after), _key(shot, after), only)


def outward(shot: Shot, settings: Settings, key: int, numbers: range, only: int | None = None) -> Iterator[Solved]:
    """Solve frames that lead away from a key (`numbers` may descend), or `only` one of them (and what it needs)."""
    stand = Stand(_key(shot, key))
    for at in range(0, len(numbers), settings.renew):
        stand = yield from _stretch(shot, settings, stand, numbers[at : at + settings.renew], None, only)


def _key(shot: Shot, number: int) -> Anchor:
    colours = appearance.lab(shot.small(shot.picture(number)))
    return a.from_labels(number, colours, shot.classes(number), len(shot.objects) + 1)


def _stretch(
    shot: Shot, settings: Settings, stand: Stand, numbers: range, right: Anchor | None, only: int | None
) -> Generator[Solved, None, Stand]:
    """Solve `numbers`, which lead away from `stand` (towards `right`); returns where the walk stands then."""
    to_left, to_right = _paths(shot, stand.anchor, numbers, right)
    anchors = [each for each in (stand.anchor, right, stand.key) if each is not None]
    model = learn(anchors, _paths_among(stand, to_left, to_right), settings)
    span = len(numbers) + 1
    for at, number in enumerate(numbers, 1):
        if only is not None and number not in (only, numbers[-1]):
            continue
        picture = shot.picture(number)
        colours = appearance.lab(shot.small(picture))
        seen = [side[at].astype(np.float32) for side in (to_left, to_right) if side]
        shares = [1 - at / span, at / span] if to_right else [1.0]
        believed = shares[0] * stand.confidence + 1 - shares[0]
        if stand.path is not None:
            seen.append(a.through(stand.path, seen[0]))
            shares = [*((1 - MEMORY) * share for share in shares), MEMORY]
        answer = solve(colours, model, seen, shares, remembered=stand.path is not None)
        confidence = believed * expected_overlap(answer.chances)
        yield Solved(number, picture, answer, confidence)
    chances = answer.chances
    ranked = np.sort(chances, axis=2)
    sure = ranked[..., -1] - ranked[..., -2] > SURE
    classes = np.where(sure, chances.argmax(axis=2), UNKNOWN).astype(np.uint8)
    return Stand(a.from_chances(number, colours, chances, classes), stand.key or stand.anchor, seen[-1], confidence)


def _paths_among(stand: Stand, to_left: Sequence[Packed], to_right: Sequence[Packed]) -> list[list[Flow]]:
    """Paths between the anchors of a stretch: left, right and the key behind the left, where there are such."""
    left, right = to_left[-1].astype(np.float32), to_right[0].astype(np.float32) if to_right else None
    still = a.still(left.shape)
    rows = [[still, right], [left, still]] if right is not None else [[still]]
    if stand.path is not None:
        back = a.inverse(stand.path)
        rows[0].append(stand.path)
        if right is not None:
            rows[1].append(a.through(stand.path, left))
        rows.append([back, *([a.through(right, back)] if right is not None else []), still])
    return rows


def _paths(
    shot: Shot, left: Anchor, numbers: range, right: Anchor | None
) -> tuple[list[Packed], list[Packed]]:
    """Walk from `left` over `numbers` to `right`: for each frame met, both ends included, its paths to the ends.

    Paths are on the grid. Without `right` the second list is empty.
    """
    last = pixels.grey(shot.small(shot.picture(left.number)))
    path = a.still(left.colours.shape)
    to_left, ahead = [path.astype(np.float16)], []
    for number in [*numbers, *([right.number] if right is not None else [])]:
        here = pixels.grey(shot.small(shot.picture(number)))
        back, there = flows.flow_between(here, last), flows.flow_between(last, here)
        path = a.through(path, a.step(back, there))
        to_left.append(path.astype(np.float16))
        if right is not None:
            ahead.append(a.step(there, back).astype(np.float16))
        last = here
    if right is None:
        return to_left, []
    path = a.still(path.shape)
    to_right = [path.astype(np.float16)]
    for step in reversed(ahead):
        path = a.through(path, step.astype(np.float32))
        to_right.append(path.astype(np.float16))
    return to_left, to_right[::-1]
