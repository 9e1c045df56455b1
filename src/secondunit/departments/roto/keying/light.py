"""What keys share: pictures into linear light and back, soft thresholds, masks that overrule a matte."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.departments.plates.pixels import Matte, to_display, to_linear
from secondunit.departments.roto.matting.checks import as_mask, finite_picture, same_size

LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)  # ITU-R BT.709, linear light


def linear_light(picture: NDArray[Any], linear: bool, name: str = "picture") -> NDArray[np.float32]:
    """Return the picture as linear light float32; `linear` says that it is already. Checks as `finite_picture`."""
    values = finite_picture(picture, name)
    return values if linear else to_linear(values)


def as_given(light: NDArray[np.float32], linear: bool) -> NDArray[np.float32]:
    """Return linear light in the coding that the caller's picture had."""
    return light if linear else to_display(light)


def soft_step(values: NDArray[np.float32], low: float, high: float, shoulder: float) -> Matte:
    """Map `low` to 0 and `high` to 1; `shoulder` 0..1 rounds the two corners of the ramp, 0 leaves them sharp.

    Raises InputError unless low < high.
    """
    if not low < high:
        raise InputError(f"The key goes from {low:g} to {high:g}.", "The low threshold must lie below the high one.")
    line = np.clip((values - low) / (high - low), 0, 1)
    round_ = line * line * (3 - 2 * line)
    return np.asarray(line + shoulder * (round_ - line), np.float32)


def overrule(matte: Matte, picture: NDArray[Any], garbage: NDArray[Any] | None, holdout: NDArray[Any] | None) -> Matte:
    """Force the matte to 0 where `garbage` is and to 1 where `holdout` is; both masks `(H, W)`, soft ones mix."""
    for mask, value, name in ((garbage, 0.0, "garbage mask"), (holdout, 1.0, "holdout mask")):
        if mask is not None:
            same_size(picture, mask, name)
            amount = as_mask(mask)
            matte = np.asarray(matte + amount * (np.float32(value) - matte), np.float32)
    return matte


def shrunk(mask: NDArray[np.bool_], pixels: int) -> NDArray[np.bool_]:
    """Return the mask without what lies within `pixels` of its edge; the picture's border is no edge."""
    away = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 3)
    return np.asarray(away > pixels)
