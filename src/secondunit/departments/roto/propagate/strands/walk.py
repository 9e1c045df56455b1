"""Strands along a walk: they set out from a key and are followed from frame to frame until they are lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np

from secondunit.departments.plates import flow as flows
from secondunit.departments.plates.pixels import Picture, grey
from secondunit.departments.roto.propagate.carry import Solved
from secondunit.departments.roto.propagate.network import Array
from secondunit.departments.roto.propagate.shot import Settings, Shot
from secondunit.departments.roto.propagate.strands.draw import drawn
from secondunit.departments.roto.propagate.strands.find import find
from secondunit.departments.roto.propagate.strands.follow import follow
from secondunit.departments.roto.propagate.strands.strand import Strand, softened

LOST = 5  # frames after which a strand that is not seen is given up


def along(shot: Shot, solved: Iterator[Solved], key: int) -> Iterator[Solved]:
    """Give solved frames, which lead away from a key, with its strands in them."""
    walk = _Walk(shot, key)
    for each in solved:
        yield _with(each, walk.step(each.picture))


def among_keys(shot: Shot, settings: Settings, solved: Iterator[Solved], before: int, after: int) -> Iterator[Solved]:
    """Give the solved frames between two keys, each with the strands of the nearer key in them."""
    middle = (before + after) // 2
    walk, later = _Walk(shot, after), {}
    for number in range(after - 1, max(middle, after - 1 - settings.reach), -1):
        if not walk.strands:
            break
        later[number] = walk.step(shot.picture(number))
    walk = _Walk(shot, before)
    for each in solved:
        yield _with(each, walk.step(each.picture) if each.number <= middle else later.pop(each.number, []))


def _with(solved: Solved, strands: list[Strand]) -> Solved:
    if not strands:
        return solved
    return replace(solved, answer=replace(solved.answer, chances=drawn(solved.answer.chances, strands)))


class _Walk:
    """The strands of a key, and the frame that they were followed to; nothing is done where there are none."""

    def __init__(self, shot: Shot, key: int) -> None:
        self.shot = shot
        small = shot.small(shot.picture(key))
        classes, seen = shot.classes(key), softened(small)
        kinds = range(1, len(shot.objects) + 1)
        self.strands = [each for kind in kinds for each in find((classes == kind).astype(np.uint8), seen, kind)]
        self.last = _half(small)

    def step(self, picture: Picture) -> list[Strand]:
        """Follow to the next frame, given at full size."""
        if not self.strands:
            return []
        small = self.shot.small(picture)
        half, seen = _half(small), softened(small)
        flow = flows.flow_between(self.last, half)
        self.strands = [follow(each, seen, _at(flow, each.points)) for each in self.strands]
        self.strands = [each for each in self.strands if each.lost < LOST]
        self.last = half
        return self.strands


def _half(picture: Picture) -> Picture:
    """Half the size is enough to guess a motion."""
    size = (max(16, picture.shape[1] // 2), max(16, picture.shape[0] // 2))
    return np.asarray(cv2.resize(grey(picture), size, interpolation=cv2.INTER_AREA))


def _at(flow: Array, points: Array) -> Array:
    """The flow of half the size at points of the whole, in px of the whole."""
    x, y = (np.ascontiguousarray(points[:, axis] / 2) for axis in (0, 1))
    found = cv2.remap(np.ascontiguousarray(flow), x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return 2 * np.asarray(found, np.float32).reshape(-1, 2)
