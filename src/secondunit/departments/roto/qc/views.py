"""Pictures to judge a matte by: overlay, outline, composites over grounds, and wipes between two pictures.

All take and return RGB; pictures come in uint8 or float, results are uint8, display-referred.
"""

from __future__ import annotations

from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.departments.plates.pixels import Picture, as_bytes, as_float
from secondunit.departments.roto.qc.measures import as_matte

Ground = Literal["black", "white", "grey", "checker"]
RED = (1.0, 0.1, 0.1)
GREEN = (0.2, 1.0, 0.3)
_FLAT = {"black": 0.0, "white": 1.0, "grey": 0.18**(1 / 2.2)}


def overlay(
    plate: Picture, matte: NDArray[Any], colour: tuple[float, float, float] = RED, opacity: float = 0.5
) -> NDArray[np.uint8]:
    """Lay the matte over the plate as a colour."""
    picture, alpha = _pair(plate, matte)
    share = (alpha * np.float32(opacity))[..., None]
    return as_bytes(picture * (1 - share) + np.asarray(colour, np.float32) * share)


def outline(
    plate: Picture, matte: NDArray[Any], colour: tuple[float, float, float] = GREEN, width: int = 2
) -> NDArray[np.uint8]:
    """Draw the line at half opacity around the matte, to part of a pixel; `width` in pixels."""
    picture, alpha = _pair(plate, matte)
    # distance to the half-opacity line from its own slope, so that the line is smooth
    soft = cv2.GaussianBlur(alpha, (0, 0), 1.0)
    slope = np.hypot(cv2.Sobel(soft, cv2.CV_32F, 1, 0, scale=0.125), cv2.Sobel(soft, cv2.CV_32F, 0, 1, scale=0.125))
    away = np.abs(soft - 0.5) / np.maximum(slope, 1e-3)
    share = np.clip(width / 2 + 0.5 - away, 0, 1)[..., None].astype(np.float32)
    return as_bytes(picture * (1 - share) + np.asarray(colour, np.float32) * share)


def comp(
    foreground: Picture, matte: NDArray[Any], ground: Ground | tuple[float, float, float] = "grey"
) -> NDArray[np.uint8]:
    """Composite over black, white, mid grey, a checkerboard or any colour (0..1)."""
    picture, alpha = _pair(foreground, matte)
    if isinstance(ground, tuple):
        under: Any = np.asarray(ground, np.float32)
    elif ground == "checker":
        size = max(4, alpha.shape[0] // 45)
        y, x = np.mgrid[0 : alpha.shape[0], 0 : alpha.shape[1]] // size
        under = np.where((x + y) % 2 == 0, 0.35, 0.65).astype(np.float32)[..., None]
    elif ground in _FLAT:
        under = np.float32(_FLAT[ground])
    else:
        raise InputError(f"there is no ground {ground!r}", hint="black, white, grey, checker or a colour")
    share = alpha[..., None]
    return as_bytes(picture * share + under * (1 - share))


def wipe(left: Picture, right: Picture, share: float, *, line: int = 2) -> NDArray[np.uint8]:
    """Show `left` up to `share` (0..1) of the width and `right` from there, with a white line between."""
    a, b = as_bytes(left), as_bytes(right)
    if a.shape != b.shape:
        raise InputError(f"a wipe needs two pictures of one size, not {a.shape[1]} x {a.shape[0]} and "
                         f"{b.shape[1]} x {b.shape[0]}", hint="bring them to one size first")  # fmt: skip
    at = round(float(np.clip(share, 0, 1)) * a.shape[1])
    out = b.copy()
    out[:, :at] = a[:, :at]
    if 0 < at < a.shape[1]:
        out[:, max(0, at - line // 2) : at + (line + 1) // 2] = 255
    return out


def sheet(plate: Picture, matte: NDArray[Any], foreground: Picture | None = None) -> NDArray[np.uint8]:
    """Return a picture of eight: plate, overlay, outline, matte; then over black, white, grey and checkerboard."""
    alpha = as_matte(matte)
    grey = as_bytes(np.repeat(alpha[..., None], 3, axis=2))
    front = plate if foreground is None else foreground
    grounds: tuple[Ground, ...] = ("black", "white", "grey", "checker")
    top = np.hstack([as_bytes(plate), overlay(plate, alpha), outline(plate, alpha), grey])
    return np.vstack([top, np.hstack([comp(front, alpha, ground) for ground in grounds])])


def _pair(plate: Picture, matte: NDArray[Any]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    alpha = np.clip(as_matte(matte), 0, 1)
    if plate.ndim != 3 or plate.shape[2] != 3 or plate.shape[:2] != alpha.shape:
        raise InputError(f"a plate of shape {plate.shape} and a matte of {alpha.shape} do not go together",
                         hint="give RGB pictures (H, W, 3) and a matte of their size")  # fmt: skip
    return as_float(plate), alpha
