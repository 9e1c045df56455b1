"""A 4:2:0 frame as three planes, BT.709 video range, and the way there from a board."""

from __future__ import annotations

from dataclasses import dataclass

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from secondunit.formats.animatic.burnin import Plane


@dataclass(frozen=True)
class Picture:
    """Three planes of uint8: `luma` H x W, `blue` and `red` H/2 x W/2."""

    luma: Plane
    blue: Plane
    red: Plane

    @classmethod
    def blank(cls, wide: int, high: int) -> Picture:
        """Return a frame of even size whose contents are undefined."""
        half = (high // 2, wide // 2)
        return cls(np.empty((high, wide), np.uint8), np.empty(half, np.uint8), np.empty(half, np.uint8))

    @classmethod
    def inside(cls, frame: av.VideoFrame) -> Picture:
        """Return the planes of an encoder's yuv420p frame itself: what is written here, it encodes."""
        views = (np.asarray(memoryview(plane)).reshape(-1, plane.line_size)[: plane.height, : plane.width]
                 for plane in frame.planes)
        return cls(*views)

    @classmethod
    def of(cls, image: Image.Image) -> Picture:
        """Convert 8-bit sRGB to BT.709 video range in integers; chroma is the mean of four pixels."""
        out = cls.blank(image.width, image.height)
        rgb = np.asarray(image)
        red, green, blue = (rgb[..., n].astype(np.int32) for n in range(3))
        out.luma[:] = (11966 * red + 40254 * green + 4064 * blue + (16 << 16) + 32768) >> 16
        red, green, blue = (_quads(plane) for plane in (red, green, blue))
        out.blue[:] = (-6596 * red - 22189 * green + 28785 * blue + (128 << 18) + 131072) >> 18
        out.red[:] = (28785 * red - 26145 * green - 2640 * blue + (128 << 18) + 131072) >> 18
        return out

    @property
    def packed(self) -> Plane:
        """A copy of the planes one after the other, 3/2 H x W."""
        high, wide = self.luma.shape
        return np.concatenate([plane.reshape(-1) for plane in (self.luma, self.blue, self.red)]).reshape(
            high * 3 // 2, wide)

    @property
    def grey(self) -> bool:
        """Whether the frame has no colour."""
        return bool((self.blue == 128).all() and (self.red == 128).all())

    def copy_from(self, other: Picture) -> None:
        """Take over another frame's contents."""
        self.luma[:], self.blue[:], self.red[:] = other.luma, other.blue, other.red


def _quads(plane: NDArray[np.int32]) -> NDArray[np.int32]:
    """Sum every 2 x 2 pixels."""
    rows = plane[::2] + plane[1::2]
    return rows[:, ::2] + rows[:, 1::2]
