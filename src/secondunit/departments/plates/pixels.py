"""Pictures as arrays: the few conversions and filters that all plate work leans on.

A picture is `(H, W, 3)` RGB, display-referred (sRGB transfer) unless a name says `linear`: uint8 0..255 or float32
0..1. A label mask is uint8 `(H, W)`: 0 background, k the object k. A matte is float32 `(H, W)` 0..1.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[Any]  # (H, W, 3), uint8 or float32
Labels = NDArray[np.uint8]  # (H, W)
Matte = NDArray[np.float32]  # (H, W), 0..1


def as_float(picture: NDArray[Any]) -> NDArray[np.float32]:
    """Return the picture as float32; integers are scaled by their type's largest value, floats pass unscaled."""
    if picture.dtype.kind == "u":
        return picture.astype(np.float32) / np.float32(np.iinfo(picture.dtype).max)
    return picture.astype(np.float32, copy=False)


def as_bytes(picture: NDArray[Any]) -> NDArray[np.uint8]:
    """Return the picture as uint8, rounded and clipped; not-a-number becomes 0."""
    if picture.dtype == np.uint8:
        return picture
    return np.rint(np.clip(np.nan_to_num(as_float(picture)), 0, 1) * 255).astype(np.uint8)


def grey(picture: Picture) -> NDArray[np.uint8]:
    """Return luma (ITU-R BT.601 weights) as uint8 `(H, W)`: what flow and edge finding read."""
    data = as_bytes(picture)
    return data if data.ndim == 2 else np.asarray(cv2.cvtColor(data, cv2.COLOR_RGB2GRAY))


def to_linear(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Undo the sRGB transfer (IEC 61966-2-1); values above 1 go on along the curve, those below 0 are mirrored."""
    size = np.abs(picture)
    bent = np.where(size <= 0.04045, size / 12.92, ((size + 0.055) / 1.055) ** 2.4)
    return np.copysign(bent, picture).astype(np.float32)


def to_display(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Apply the sRGB transfer (IEC 61966-2-1) to linear light; the inverse of `to_linear`."""
    size = np.abs(picture)
    bent = np.where(size <= 0.0031308, size * 12.92, 1.055 * np.power(size, 1 / 2.4) - 0.055)
    return np.copysign(bent, picture).astype(np.float32)


def disk(radius: int) -> NDArray[np.uint8]:
    """Return a round structuring element of `radius` pixels."""
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    return np.asarray(x * x + y * y <= radius * radius + radius, np.uint8)


def guided(guide: NDArray[np.float32], values: NDArray[np.float32], radius: int, eps: float) -> NDArray[np.float32]:
    """Smooth `values` along the edges of a one-channel `guide`: the guided filter (He, Sun & Tang, ECCV 2010).

    Both `(H, W)` float32 0..1; windows are `2 radius + 1` wide; `eps` is the variance below which the guide is flat.
    """
    size = (2 * radius + 1, 2 * radius + 1)

    def mean(field: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(cv2.blur(field, size, borderType=cv2.BORDER_REFLECT))

    mean_guide, mean_values = mean(guide), mean(values)
    slope = (mean(guide * values) - mean_guide * mean_values) / (mean(guide * guide) - mean_guide**2 + np.float32(eps))
    return mean(slope) * guide + mean(mean_values - slope * mean_guide)
