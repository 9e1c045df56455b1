"""The frames of a shot as propagation reads them: one by one, at a bounded working size; and the keys, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from secondunit.core.errors import InputError
from secondunit.departments.plates import pixels
from secondunit.departments.plates.pixels import Labels, Picture

UNKNOWN = 255  # in a key: this pixel was not painted


class Frames(Protocol):
    """The pictures of a shot by number from 0; a list will do, or anything that reads a frame when it is asked."""

    def __len__(self) -> int: ...

    def __getitem__(self, number: int, /) -> Picture: ...


@dataclass(frozen=True)
class Settings:
    """How to propagate. Sizes are pixels at working size.

    `width` bounds the working size: larger frames are solved at that width and refined at their own size. `reach` is
    how many frames before a key it still helps; `renew` is after how many frames away from keys the net learns anew.
    `steps` is how long it learns, `seed` starts it.
    """

    width: int = 854
    reach: int = 60
    renew: int = 8
    steps: int = 400
    seed: int = 0


@dataclass(frozen=True)
class Shot:
    """Frames with their checked keys. `objects` are the labels found in the keys, ascending."""

    frames: Frames
    keys: Mapping[int, Labels]
    objects: tuple[int, ...]
    size: tuple[int, int]  # (H, W) of the frames
    proxy: tuple[int, int]  # (H, W) of the work

    def picture(self, number: int) -> Picture:
        """Return frame `number` as it is given; InputError when its size is not that of the others."""
        picture = self.frames[number]
        if picture.shape[:2] != self.size:
            raise InputError(
                f"Frame {number} is {_size(picture.shape[:2])}, the first key's frame {_size(self.size)}.",
                hint="A shot has one size: reformat the frame, or split the plate where the size changes.",
            )
        return picture

    def small(self, picture: Picture) -> Picture:
        """Return a picture at working size, uint8."""
        data = pixels.as_bytes(picture)
        if self.proxy == self.size:
            return data
        return np.asarray(cv2.resize(data, self.proxy[::-1], interpolation=cv2.INTER_AREA))

    def classes(self, number: int) -> Labels:
        """Return a key at working size as classes: 0 background, i the i-th of `objects`, `UNKNOWN`."""
        table = np.zeros(256, np.uint8)
        table[list(self.objects)] = np.arange(1, len(self.objects) + 1)
        table[UNKNOWN] = UNKNOWN
        labels = table[self.keys[number]]
        if self.proxy == self.size:
            return labels
        return np.asarray(cv2.resize(labels, self.proxy[::-1], interpolation=cv2.INTER_NEAREST))


def check(frames: Frames, keys: Mapping[int, Labels], settings: Settings) -> Shot:
    """Check the keys against the frames; one InputError says what is wrong and what to do."""
    count = len(frames)
    if not count:
        raise InputError("The plate has no frames.", hint="Check the folder or the video.")
    if not keys:
        raise InputError("There is no key.", hint="Paint the object on at least one frame of the plate.")
    beyond = sorted(number for number in keys if not 0 <= number < count)
    if beyond:
        raise InputError(
            f"Key {beyond[0]} lies outside the plate, whose frames are 0 to {count - 1}.",
            hint="Number keys from the plate's first frame, which is 0.",
        )
    first = min(keys)
    size = frames[first].shape[:2]
    for number, key in sorted(keys.items()):
        if key.dtype != np.uint8 or key.shape != size:
            raise InputError(
                f"Key {number} is {_size(key.shape)} {key.dtype}, the frames are {_size(size)} and keys 8-bit.",
                hint="Export the key at the size of the frames as 8-bit labels: 0 background, 1, 2 ... objects.",
            )
    objects = sorted({int(label) for key in keys.values() for label in np.unique(key)} - {0, UNKNOWN})
    if not objects:
        raise InputError(
            "No object is painted in any key: all are empty.",
            hint="Paint the object with its number (1, 2 ...) on at least one key; 0 is background.",
        )
    scale = min(1.0, settings.width / max(size))
    proxy = (max(1, round(size[0] * scale)), max(1, round(size[1] * scale)))
    return Shot(frames, dict(keys), tuple(objects), (int(size[0]), int(size[1])), proxy)


def _size(shape: tuple[int, ...]) -> str:
    return f"{shape[1]}x{shape[0]}" if len(shape) >= 2 else f"of shape {shape}"
