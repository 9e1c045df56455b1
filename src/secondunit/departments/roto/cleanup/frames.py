"""Frames and masks read one by one: checked, joined, and a small number of them kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.departments.plates.pixels import Picture, as_float, disk, grey

Hole = NDArray[np.bool_]  # (H, W), true where something is to go
REMEMBERED = 64  # frames each way whose masks are remembered small
KEPT = 16  # frames held at once: 100 MB of 8-bit 1080p


class Frames(Protocol):
    """A shot, or the masks of one: a length, and frame `n` by index; reading a frame again must be possible."""

    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> NDArray[Any]: ...


@dataclass(frozen=True, eq=False)
class Shot:
    """One frame as the work needs it: the picture as given, grey, the hole, and the hole with a margin."""

    picture: Picture
    grey: NDArray[np.uint8]
    hole: Hole
    wide: Hole


class Reel:
    """Reads frames and joins the masks of each (object, shadow, reflection...), keeping the last ones read."""

    def __init__(self, frames: Frames, masks: Sequence[Frames], margin: int) -> None:
        """Check the lengths. Raises InputError for no frames, no masks, or masks that do not match in number."""
        if not len(frames):
            raise InputError("there is no frame to clean", hint="check the folder and the frame range")
        if not masks:
            raise InputError("clean-up needs a mask of what is to go", hint="give a mask for each frame")
        for number, mask in enumerate(masks, 1):
            if len(mask) != len(frames):
                raise InputError(f"mask {number} has {len(mask)} frames, the plate has {len(frames)}",
                                 hint="give one mask a frame; an empty mask leaves a frame as it is")  # fmt: skip
        self.frames, self.masks, self.margin = frames, masks, margin
        self.kept: OrderedDict[int, Shot] = OrderedDict()
        self.size: tuple[int, int] | None = None
        self.small: OrderedDict[int, NDArray[np.uint8]] = OrderedDict()  # masks at a quarter, of far more frames

    def __len__(self) -> int:
        return len(self.frames)

    def __getitem__(self, number: int) -> Shot:
        """Return frame `number`. Raises InputError for a picture that is not RGB or not of the size of the first."""
        if number in self.kept:
            self.kept.move_to_end(number)
            return self.kept[number]
        picture = self.frames[number]
        if picture.ndim != 3 or picture.shape[2] != 3:
            raise InputError(f"frame {number} has the shape {picture.shape}", hint="give RGB pictures (H, W, 3)")
        size = (picture.shape[0], picture.shape[1])
        self.size = self.size or size
        if size != self.size:
            raise InputError(f"frame {number} is {size[1]} x {size[0]}, the first {self.size[1]} x {self.size[0]}",
                             hint="bring all frames to one size first")  # fmt: skip
        hole = np.zeros(size, bool)
        for mask in self.masks:
            part = mask[number]
            if part.shape != size:
                raise InputError(
                    f"the mask of frame {number} is {part.shape[1]} x {part.shape[0]}, the frame {size[1]} x {size[0]}",
                    hint="masks must have the size of the plate")  # fmt: skip
            hole |= part > (0.5 if part.dtype.kind == "f" else 0)
        wide = hole
        if hole.any() and self.margin:
            wide = cv2.dilate(hole.astype(np.uint8), disk(self.margin)) > 0
        shot = Shot(picture, grey(picture), hole, wide)
        quarter = (-(-size[1] // 4), -(-size[0] // 4))
        self.small[number] = np.asarray(cv2.resize(wide.astype(np.uint8) * 255, quarter, interpolation=cv2.INTER_AREA))
        if len(self.small) > 4 * REMEMBERED:
            self.small.popitem(last=False)
        self.kept[number] = shot
        if len(self.kept) > KEPT:
            self.kept.popitem(last=False)
        return shot


    def open_at(self, number: int, x: NDArray[np.intp], y: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Whether pixels of frame `number` lie outside its masks (to four pixels), without keeping the frame."""
        if number not in self.small:
            _ = self[number]
        return np.asarray(self.small[number][y // 4, x // 4] == 0)


@dataclass(frozen=True)
class Box:
    """A part of the frame: rows and columns from, and before."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def slices(self) -> tuple[slice, slice]:
        """Return what indexes an array of the whole frame."""
        return slice(self.top, self.bottom), slice(self.left, self.right)


def boxes(hole: Hole) -> list[Box]:
    """Cover the holes by boxes with room around each; holes near to each other share a box, boxes may overlap."""
    found: list[Box] = []
    if not hole.any():
        return found
    high, wide = hole.shape
    near = max(8, max(high, wide) // 60)
    joined = cv2.dilate(hole.astype(np.uint8), np.ones((2 * near + 1, 2 * near + 1), np.uint8))
    count, names, _, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    for name in range(1, count):
        rows, columns = np.nonzero((names == name) & hole)
        top, bottom, left, right = rows.min(), rows.max() + 1, columns.min(), columns.max() + 1
        room = int(np.clip(0.6 * max(bottom - top, right - left), max(40, near), max(96, high // 6)))
        found.append(Box(max(0, int(top) - room), max(0, int(left) - room), min(high, int(bottom) + room),
                         min(wide, int(right) + room)))  # fmt: skip
    return found


def crop(shot: Shot, box: Box) -> NDArray[np.float32]:
    """Return a part of a frame as float32."""
    return as_float(shot.picture[box.slices])
