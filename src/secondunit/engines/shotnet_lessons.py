"""What `shotnet` learns from: the keys, what flow carries to them from their neighbours, and frames in between.

A key whose own labels are held back gets them carried from the keys beside it: that shows how wrong carried masks are
in this shot. On the way lie frames that nobody painted; where flow is sure of them they teach too, a little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates.pixels import Labels, Picture, as_bytes
from secondunit.departments.roto.propagate import UNKNOWN, Carried, Frames, Settings, propagate

Array = NDArray[np.float32]
SIDE, WIDEST = 200.0, 1280  # px: how large an object is seen, and the largest frame that is looked at
WORK = 480  # px: working width of what is carried here
LONGEST, BUDGET, EVERY = 60, 400, 4  # frames: between two keys, carried in all, between two that teach
LONE = 24  # frames that a key without neighbours is carried
MARGIN, LEAST = 0.35, 24  # about an object: part of its side, and px


@dataclass(frozen=True, eq=False)
class Lesson:
    """A part of a frame about the objects, at the net's scale.

    `carried` `(h, w, K)` are mattes; None where nothing could be carried. `answer` is what the net should say:
    classes `(h, w)` with `UNKNOWN`, or a picture `(h, w, 3)`. `weight` `(h, w)` 0..1 is how much a pixel teaches.
    `sources` are the keys behind it.
    """

    number: int
    picture: NDArray[np.uint8]
    carried: Array | None
    answer: NDArray[np.uint8]
    weight: Array
    key: bool
    sources: frozenset[int]


@dataclass(frozen=True)
class Small:
    """Frames `first` to `last` of a plate at the net's scale, as bytes."""

    frames: Frames
    scale: float
    first: int
    last: int

    def __len__(self) -> int:
        """How many there are."""
        return self.last - self.first + 1

    def __getitem__(self, number: int, /) -> Picture:
        """The frame, counted from `first`."""
        return resized(as_bytes(self.frames[self.first + number]), self.scale)


def resized(picture: NDArray[np.uint8], scale: float, *, labels: bool = False) -> NDArray[np.uint8]:
    """Return a picture, or labels, at another scale."""
    if scale == 1:
        return picture
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_NEAREST if labels else cv2.INTER_AREA))


def scale_for(keys: Mapping[int, Labels]) -> float:
    """Return the scale at which the median object of the keys is about `SIDE` px large; never an enlargement."""
    sides, width = [], 1
    for labels in keys.values():
        width = labels.shape[1]
        for each in np.unique(labels[(labels > 0) & (labels < UNKNOWN)]):
            y, x = np.nonzero(labels == each)
            sides.append(np.sqrt((np.ptp(y) + 1) * (np.ptp(x) + 1)))
    side = float(np.median(sides)) if sides else SIDE
    return round(min(1.0, SIDE / side, WIDEST / width), 4)


def about(*places: NDArray[np.bool_]) -> tuple[slice, slice] | None:
    """Return the box about what is true in any of the masks, with a margin; None when nothing is."""
    y, x = np.nonzero(np.logical_or.reduce(places))
    if not len(y):
        return None
    margin = max(LEAST, round(MARGIN * max(np.ptp(y) + 1, np.ptp(x) + 1)))
    return (slice(max(0, int(y.min()) - margin), int(y.max()) + margin + 1),
            slice(max(0, int(x.min()) - margin), int(x.max()) + margin + 1))  # fmt: skip


@dataclass(frozen=True)
class Window:
    """Frames over which `sources` are carried; `key` is held back there, None when nothing is."""

    first: int
    last: int
    sources: tuple[int, ...]
    key: int | None


def windows(shots: Sequence[range], keys: Sequence[int]) -> tuple[Window, ...]:
    """Return what is carried, at most about `BUDGET` frames, spread evenly over the keys."""
    found = []
    for shot in shots:
        mine = [key for key in sorted(keys) if key in shot]
        for at, key in enumerate(mine):
            beside = [other for other in mine[max(0, at - 1) : at + 2] if 0 < abs(other - key) <= LONGEST]
            if beside:
                found.append(Window(min(key, *beside), max(key, *beside), tuple(beside), key))
            else:
                found.append(Window(key, min(shot.stop - 1, key + LONE), (key,), None))
    frames = sum(each.last - each.first for each in found)
    step = max(1.0, frames / BUDGET)
    return tuple(found[int(at * step)] for at in range(int(np.ceil(len(found) / step))))


def gather(
    frames: Frames, keys: Mapping[int, Labels], shots: Sequence[range], objects: Sequence[int], *, scale: float,
    seed: int, answers: Mapping[int, NDArray[np.uint8]] | None = None, progress: Callable[[float], None],
) -> list[Lesson]:  # fmt: skip
    """Return the lessons of a plate: one for each key, and for frames between keys where masks are learned.

    `answers` are pictures for the keys, where those are learned instead of masks. Memory: some 100 parts of frames.
    """
    small = {number: resized(labels, scale, labels=True) for number, labels in keys.items()}
    chosen = windows(shots, tuple(keys))
    carried: dict[int, Array] = {}
    lessons: list[Lesson] = []
    for at, window in enumerate(chosen):
        for done in _carry(frames, small, window, scale, seed):
            number = window.first + done.number
            if number == window.key:
                carried[number] = _mattes(done, objects)
            elif answers is None and number not in window.sources and number % EVERY == 0:
                lessons += _between(resized(as_bytes(frames[number]), scale), done, number, objects, window)
        progress((at + 1) / len(chosen))
    for number in sorted(keys):
        lessons += _painted(frames, small[number], number, objects, carried.get(number), scale, answers)
    return lessons


def _carry(
    frames: Frames, keys: Mapping[int, Labels], window: Window, scale: float, seed: int
) -> Iterator[Carried]:  # fmt: skip
    sources = {number - window.first: keys[number] for number in window.sources}
    if any(np.any((labels > 0) & (labels < UNKNOWN)) for labels in sources.values()):
        yield from propagate(Small(frames, scale, window.first, window.last), sources, Settings(width=WORK, seed=seed))


def _mattes(done: Carried, objects: Sequence[int]) -> Array:
    nothing = np.zeros(done.labels.shape, np.float32)
    return np.stack([done.mattes.get(each, nothing) for each in objects], axis=2)


def _classes(labels: Labels, objects: Sequence[int]) -> NDArray[np.uint8]:
    table = np.zeros(256, np.uint8)
    table[list(objects)] = np.arange(1, len(objects) + 1)
    table[UNKNOWN] = UNKNOWN
    return table[labels]


def _between(
    picture: NDArray[np.uint8], done: Carried, number: int, objects: Sequence[int], window: Window
) -> Iterator[Lesson]:
    """A frame that nobody painted: what flow says of it, as far as it is sure."""
    mattes = _mattes(done, objects)
    answer = _classes(done.labels, objects)
    if (box := about(answer > 0)) is None:
        return
    size = (answer.shape[1], answer.shape[0])
    sure = cv2.resize(done.certainty, size, interpolation=cv2.INTER_LINEAR) ** 2 * np.float32(done.confidence)
    yield Lesson(number, picture[box], mattes[box], answer[box], sure[box], False, frozenset(window.sources))


def _painted(
    frames: Frames, labels: Labels, number: int, objects: Sequence[int], carried: Array | None, scale: float,
    answers: Mapping[int, NDArray[np.uint8]] | None,
) -> Iterator[Lesson]:  # fmt: skip
    """A key: what a person painted."""
    classes = _classes(labels, objects)
    known = classes != UNKNOWN
    box = about((classes > 0) & known, *([carried.max(axis=2) > 0.25] if carried is not None else []))
    if box is None:
        return
    picture = resized(as_bytes(frames[number]), scale)
    answer = classes if answers is None else resized(answers[number], scale)
    if carried is None and answers is not None:
        carried = np.stack([(classes == at + 1).astype(np.float32) for at in range(len(objects))], axis=2)
    yield Lesson(number, picture[box], None if carried is None else carried[box], answer[box],
                 known[box].astype(np.float32), True, frozenset({number}))  # fmt: skip
