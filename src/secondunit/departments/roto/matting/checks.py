"""What every matting method asks of its input, and the one reading of a trimap that they share.

A trimap is `(H, W)`: 0 is background, the largest value (255, or 1.0 of floats) foreground, all between unknown.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.departments.plates.pixels import Matte, as_float

Known = NDArray[np.bool_]
SMALLEST = 3  # pixels a side: one window of the matting Laplacian


def finite_picture(picture: NDArray[Any], name: str = "picture") -> NDArray[np.float32]:
    """Return the picture as float32 `(H, W, 3)`; raise InputError when it is not one or holds NaN or infinity."""
    if picture.ndim != 3 or picture.shape[2] != 3:
        raise InputError(f"The {name} has the shape {picture.shape}, not height x width x 3.",
                         "Give RGB without alpha; repeat a grey picture three times.")
    values = as_float(picture)
    bad = ~np.isfinite(values).all(2)
    if bad.any():
        y, x = (int(at) for at in np.argwhere(bad)[0])
        raise InputError(f"The {name} has {int(bad.sum())} pixels with NaN or infinity; the first is at {x}, {y}.",
                         "Repair the render or the plate, or clamp it before matting.", x=x, y=y)
    return values


def same_size(picture: NDArray[Any], other: NDArray[Any], name: str) -> None:
    """Raise InputError when `other` does not cover the same pixels as the picture."""
    if picture.shape[:2] != other.shape[:2] or other.ndim != 2:
        high, wide = picture.shape[:2]
        raise InputError(f"The {name} has the shape {other.shape}, the picture is {wide} x {high} pixels.",
                         f"Give a {name} of one channel and of the picture's size; it is never scaled silently.")


def as_mask(mask: NDArray[Any]) -> Matte:
    """Return a mask of any type as 0..1: booleans, integers of their full range, floats clipped."""
    if mask.dtype.kind == "u":
        top = 1 if mask.max(initial=0) <= 1 else np.iinfo(mask.dtype).max
        return np.asarray(mask / np.float32(top), np.float32)
    return np.asarray(np.clip(np.nan_to_num(mask.astype(np.float32)), 0, 1), np.float32)


def read_trimap(trimap: NDArray[Any]) -> tuple[Known, Known]:
    """Return where a trimap says foreground and where background; raise InputError when it holds NaN."""
    if trimap.dtype.kind == "f":
        if not np.isfinite(trimap).all():
            raise InputError("The trimap holds NaN or infinity.", "Use 0 background, 0.5 unknown and 1 foreground.")
        return trimap >= 1, trimap <= 0
    if trimap.dtype == np.bool_:
        return trimap, ~trimap
    return trimap == np.iinfo(trimap.dtype).max, trimap <= 0


def ready(picture: NDArray[Any], trimap: NDArray[Any]) -> tuple[NDArray[np.float32], Known, Known]:
    """Check a picture and its trimap; return the picture as float32, the unknown pixels and the sure foreground.

    A trimap without unknown pixels is allowed, empty (all background) or full. Raises InputError when unknown pixels
    have no foreground or no background to learn from, when sizes differ or when the picture is under 3 x 3 pixels.
    """
    values = finite_picture(picture)
    same_size(values, trimap, "trimap")
    if min(trimap.shape) < SMALLEST:
        raise InputError(f"A picture of {trimap.shape[1]} x {trimap.shape[0]} pixels is too small to matte.",
                         f"It needs {SMALLEST} pixels a side.")
    front, back = read_trimap(trimap)
    unknown = ~(front | back)
    if unknown.any() and not (front.any() and back.any()):
        missing = "foreground" if back.any() else "background" if front.any() else "foreground and no background"
        raise InputError(f"The trimap has unknown pixels but no {missing}.",
                         "Mark some of both: matting spreads what is known. Narrow the unknown band if it swallowed"
                         " the object.")
    return values, unknown, front
