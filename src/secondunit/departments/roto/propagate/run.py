"""`propagate`: keys in, every frame out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from secondunit.departments.plates.pixels import Labels, Picture
from secondunit.departments.roto.propagate import refine
from secondunit.departments.roto.propagate.carry import Solved, between, outward
from secondunit.departments.roto.propagate.network import Array, margin
from secondunit.departments.roto.propagate.shot import Frames, Settings, Shot, check
from secondunit.departments.roto.propagate.strands import along, among_keys
from secondunit.departments.roto.propagate.strokes import fill


@dataclass(frozen=True, eq=False)
class Carried:
    """What is known of one frame.

    `labels` is `(H, W)` as in the keys; `mattes` gives each object's matte `(H, W)` 0..1; `certainty` `(h, w)` is
    0..1 for each pixel at working size; `confidence` 0..1, 1 at keys, ranks frames by the overlap (J) with the truth
    that we expect.
    """

    number: int
    labels: Labels
    mattes: Mapping[int, Array]
    certainty: Array
    confidence: float
    key: bool


def propagate(frames: Frames, keys: Mapping[int, Labels], settings: Settings | None = None) -> Iterator[Carried]:
    """Carry the labels of `keys` (by frame number from 0) through all `frames`; yields them in order.

    Keys are uint8 of the frames' size: 0 background, 1..254 objects, 255 not painted: a key of a few strokes is first
    completed from the keys around it. One key is enough. Frames are read one at a time, two or three times each, and
    memory does not grow with the shot (but for two bytes or so a contour pixel of the frames before the first key,
    which are solved backwards and kept compressed). Raises InputError at once for bad keys.
    """
    settings = settings or Settings()
    return _run(check(frames, keys, settings), settings)


def hypotheses(frames: Frames, keys: Mapping[int, Labels], settings: Settings | None = None) -> Iterator[Solved]:
    """Give what `propagate` reasons from, for tools that learn further: each frame that is no key, at working size.

    Frames before the first key come last and descend. Raises as `propagate` does.
    """
    settings = settings or Settings()
    shot = fill(check(frames, keys, settings), settings)
    numbers = sorted(shot.keys)

    def run() -> Iterator[Solved]:
        for before, after in pairwise(numbers):
            yield from between(shot, settings, before, after)
        yield from outward(shot, settings, numbers[-1], range(numbers[-1] + 1, len(frames)))
        yield from outward(shot, settings, numbers[0], range(numbers[0] - 1, -1, -1))

    return run()


def _run(shot: Shot, settings: Settings) -> Iterator[Carried]:
    shot = fill(shot, settings)
    numbers = sorted(shot.keys)
    yield from _head(shot, settings, numbers[0])
    for before, after in pairwise(numbers):
        yield _key(shot, before)
        for solved in among_keys(shot, settings, between(shot, settings, before, after), before, after):
            yield _carried(shot, solved.number, solved.picture, solved.answer.chances, solved.confidence)
    yield _key(shot, numbers[-1])
    rest = outward(shot, settings, numbers[-1], range(numbers[-1] + 1, len(shot.frames)))
    for solved in along(shot, rest, numbers[-1]):
        yield _carried(shot, solved.number, solved.picture, solved.answer.chances, solved.confidence)


def _head(shot: Shot, settings: Settings, first: int) -> Iterator[Carried]:
    """Frames before the first key: solved backwards, kept as compressed bytes, given forwards."""
    kept, confidence = {}, {}
    for solved in along(shot, outward(shot, settings, first, range(first - 1, -1, -1)), first):
        levels = np.rint(solved.answer.chances * 255).astype(np.uint8)
        confidence[solved.number] = solved.confidence
        planes = (np.ascontiguousarray(levels[..., at]) for at in range(levels.shape[2]))
        kept[solved.number] = [cv2.imencode(".png", plane)[1] for plane in planes]
    for number in range(first):
        levels = np.stack([np.asarray(cv2.imdecode(each, cv2.IMREAD_GRAYSCALE)) for each in kept.pop(number)], axis=2)
        chances = levels.astype(np.float32)
        chances /= chances.sum(axis=2, keepdims=True)
        yield _carried(shot, number, shot.picture(number), chances, confidence[number])


def _key(shot: Shot, number: int) -> Carried:
    labels = shot.keys[number]
    mattes = {each: (labels == each).astype(np.float32) for each in shot.objects}
    return Carried(number, labels, mattes, np.ones(shot.proxy, np.float32), 1.0, True)


def _carried(shot: Shot, number: int, picture: Picture, chances: Array, confidence: float) -> Carried:
    full = refine.enlarge(chances, picture)
    labels = np.array([0, *shot.objects], np.uint8)[full.argmax(axis=2)]
    mattes = {each: np.ascontiguousarray(full[..., at]) for at, each in enumerate(shot.objects, 1)}
    return Carried(number, labels, mattes, margin(chances), confidence, False)
