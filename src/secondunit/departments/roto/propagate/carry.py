"""The walk through a shot in stretches between anchors: frames are read two or three times, memory stays flat.

A stretch lies between two keys. Where keys are further apart than `Settings.reach`, and beyond the last key, the shot
is taken in short stretches: the last solved frame of each serves as an anchor of the next, beside the key itself.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np

from secondunit.departments.plates.pixels import Labels, Picture
from secondunit.departments.roto.propagate import anchors as a
from secondunit.departments.roto.propagate import appearance, motion
from secondunit.departments.roto.propagate.anchors import Anchor
from secondunit.departments.roto.propagate.model import learn
from secondunit.departments.roto.propagate.network import Array, margin
from secondunit.departments.roto.propagate.shot import UNKNOWN, Settings, Shot
from secondunit.departments.roto.propagate.solve import Answer, expected_overlap, solve
from secondunit.departments.roto.propagate.ways import Stand, among, walk

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


def between(shot: Shot, settings: Settings, before: int, after: int, only: int | None = None) -> Iterator[Solved]:
    """Solve the frames between two keys, or `only` one of them (and what it needs)."""
    stand = Stand(_key(shot, before))
    start = max(before, after - settings.reach)
    while stand.anchor.number < start:
        stop = min(stand.anchor.number + settings.renew, start)
        numbers = range(stand.anchor.number + 1, stop + 1)
        stand = yield from _stretch(shot, settings, stand, numbers, None, only, stop + 1)
    if start + 1 < after:
        yield from _stretch(shot, settings, stand, range(start + 1, after), _key(shot, after), only)


def outward(shot: Shot, settings: Settings, key: int, numbers: range, only: int | None = None) -> Iterator[Solved]:
    """Solve frames that lead away from a key (`numbers` may descend), or `only` one of them (and what it needs)."""
    stand = Stand(_key(shot, key))
    for at in range(0, len(numbers), settings.renew):
        part, rest = numbers[at : at + settings.renew], numbers[at + settings.renew :]
        stand = yield from _stretch(shot, settings, stand, part, None, only, rest[0] if rest else None)


def _key(shot: Shot, number: int) -> Anchor:
    colours = appearance.lab(shot.small(shot.picture(number)))
    return a.from_labels(number, colours, shot.classes(number), len(shot.objects) + 1)


def _stretch(
    shot: Shot,
    settings: Settings,
    stand: Stand,
    numbers: range,
    right: Anchor | None,
    only: int | None,
    beyond: int | None = None,
) -> Generator[Solved, None, Stand]:
    """Solve `numbers`, which lead away from `stand` (towards `right`); returns where the walk stands then.

    `beyond` is the frame that the walk comes to next: only the flow to it is wanted.
    """
    ways = walk(shot, stand, numbers, right, beyond)
    moves = [motion.looks(each) for each in ways.own]
    anchors = [each for each in (stand.anchor, right, stand.key) if each is not None]
    if right is None:
        shown = [moves[0], *([stand.moves] if stand.moves is not None else [])]
        anchors = [a.moving(anchor, each) for anchor, each in zip(anchors, shown, strict=True)]
    model = learn(anchors, among(stand, ways), settings)
    span = len(numbers) + 1
    for at, number in enumerate(numbers, 1):
        if only is not None and number not in (only, numbers[-1]):
            continue
        picture = shot.picture(number)
        colours = appearance.lab(shot.small(picture))
        seen = [side[at].astype(np.float32) for side in (ways.to_left, ways.to_right) if side]
        shares = [1 - at / span, at / span] if right is not None else [1.0]
        believed = shares[0] * stand.confidence + 1 - shares[0]
        if stand.path is not None:
            seen.append(a.through(stand.path, seen[0]))
            shares = [*((1 - MEMORY) * share for share in shares), MEMORY]
        answer = solve(colours, moves[at] if moves else None, model, seen, shares, remembered=stand.path is not None)
        confidence = believed * expected_overlap(answer.chances)
        yield Solved(number, picture, answer, confidence)
    if right is not None:
        return Stand(right)
    if (key := stand.key) is None or (of_key := stand.moves) is None:
        key, of_key = stand.anchor, moves[0]
    classes = _sure(answer.chances, moves[-1], motion.border(of_key, key.classes))
    solved = a.from_chances(number, colours, answer.chances, classes)
    return Stand(solved, key, of_key, seen[-1], confidence, ways.own[-1], ways.ahead)


def _sure(chances: Array, moves: Array, bound: float | None) -> Labels:
    """Classes of a solved frame that may teach, `UNKNOWN` elsewhere: what moves as objects do is nobody's ground."""
    classes: Labels = chances.argmax(axis=2).astype(np.uint8)
    taught = margin(chances) > SURE
    if bound is not None:
        taught &= (classes > 0) | (a.larger(motion.strength(moves), *classes.shape) <= bound)
    classes[~taught] = UNKNOWN
    return classes
