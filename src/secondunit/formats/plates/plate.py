"""What a plate is: frames of one size that are read one by one, with what must be known to work on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

LARGEST = 16_384  # pixels a side: an 8K plate with overscan, and no decompression bomb


@dataclass(frozen=True, slots=True)
class PlateFrame:
    """One frame: `picture` is RGB `(H, W, 3)`, uint8, uint16 or float32; `alpha` float32 `(H, W)` 0..1 or None.

    `linear` says that the picture is scene-linear light (EXR); else it is display-referred as the file has it.
    Colour is not multiplied by alpha.
    """

    picture: NDArray[Any]
    alpha: NDArray[np.float32] | None = None
    linear: bool = False


@dataclass(frozen=True, slots=True)
class PlateFacts:
    """What holds for a whole plate. `rate` is frames a second, unknown for loose frames; aspect is that of a pixel.

    `missing` are the frame numbers absent between the first and the last; `variable` says that a video's frames do
    not come at one rate, and `times` then holds each frame's time in seconds.
    """

    width: int
    height: int
    count: int
    kind: str  # "png", "jpeg", "openexr", "dpx", "tiff", or the codec of a video
    linear: bool
    alpha: bool
    pixel_aspect: float = 1.0
    rate: Fraction | None = None
    missing: tuple[int, ...] = ()
    variable: bool = False
    times: tuple[float, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "width": self.width, "height": self.height, "count": self.count, "kind": self.kind, "linear": self.linear,
            "alpha": self.alpha, "pixel_aspect": self.pixel_aspect, "rate": str(self.rate) if self.rate else "",
            "missing": list(self.missing), "variable": self.variable,
        }  # fmt: skip


class Plate(Protocol):
    """Frames in order. `names` are unique stems without a folder; `numbers` are what people call the frames by."""

    @property
    def names(self) -> Sequence[str]:
        """Stem of each frame, such as `beauty.1001`."""
        ...

    @property
    def numbers(self) -> Sequence[int]:
        """Number of each frame, rising."""
        ...

    @property
    def facts(self) -> PlateFacts:
        """What holds for the whole plate."""
        ...

    def __len__(self) -> int:
        """How many frames there are."""
        ...

    def read(self, index: int) -> PlateFrame:
        """Read the frame at `index` (0 to len-1); InputError names the frame that cannot be read."""
        ...
