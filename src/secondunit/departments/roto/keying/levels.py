"""Luma and difference keys: mattes from brightness, and from what a clean plate does not show."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.departments.plates.pixels import Matte, as_float, to_display
from secondunit.departments.roto.keying.light import LUMA, linear_light, overrule, soft_step
from secondunit.departments.roto.matting.checks import finite_picture, same_size


def luma_key(picture: NDArray[Any], *, low: float = 0.2, high: float = 0.8, softness: float = 0.5, invert: bool = False,
             linear: bool = False, garbage: NDArray[Any] | None = None,
             holdout: NDArray[Any] | None = None) -> Matte:  # fmt: skip
    """Return a matte from brightness: 0 at the display luma `low`, 1 at `high`, float32 `(H, W)`.

    Luma is BT.709 luminance with the display's transfer, so 0.5 looks half bright also for linear pictures.
    `softness` 0..1 rounds the corners of the ramp; `invert` keys the darkness. Raises InputError unless low < high.
    """
    luma = to_display(linear_light(picture, linear) @ LUMA)
    matte = soft_step(luma, low, high, softness)
    return overrule(1 - matte if invert else matte, picture, garbage, holdout)


def difference_key(picture: NDArray[Any], plate: NDArray[Any], *, low: float | None = None, high: float | None = None,
                   softness: float = 0.5, blur: float = 1.0, match: bool = True, garbage: NDArray[Any] | None = None,
                   holdout: NDArray[Any] | None = None) -> Matte:  # fmt: skip
    """Return a matte of what differs from a clean plate of the same view and coding, float32 `(H, W)`.

    The difference is the largest of the three channels; it is 0 below `low`, 1 above `high`. Without them they are
    taken from the grain: 3 and 12 times its deviation. `blur` pixels steady the grain; `match` first scales the plate
    to the picture's exposure, channel by channel, by their median ratio. Raises InputError for sizes that differ.
    """
    values, empty = finite_picture(picture), finite_picture(plate, "clean plate").copy()
    same_size(values, empty[..., 0], "clean plate")
    if picture.dtype.kind != plate.dtype.kind and "f" not in (picture.dtype.kind, plate.dtype.kind):
        raise InputError("Picture and plate are not of one kind.", "Give both in one coding.")
    if match:
        lit = (empty > 0.05) & (values > 0.01)
        for c in range(3):
            where = lit[..., c]
            if where.any():
                empty[..., c] *= np.float32(np.median(values[..., c][where] / empty[..., c][where]))
    apart = as_float(values) - empty
    if blur > 0:
        apart = np.asarray(cv2.GaussianBlur(apart, (0, 0), blur))
    size = np.abs(apart).max(2)
    grain = max(float(1.4826 * np.median(size)), 1 / 1024)
    start = 3 * grain if low is None else low
    end = max(12 * grain, start + 4 * grain) if high is None else high
    return overrule(soft_step(size, start, end, softness), picture, garbage, holdout)
