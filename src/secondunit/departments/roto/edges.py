"""The edge of a matte, moved and softened as an artist asks."""

from __future__ import annotations

import cv2
import numpy as np

from secondunit.departments.plates.pixels import Matte


def moved(matte: Matte, shift: float, feather: float) -> Matte:
    """Move the edge outward by `shift` pixels (inward below 0), then soften it over `feather` pixels.

    The edge keeps its own softness when it moves: every level of the matte moves by the same distance. Feather is the
    width over which a hard edge goes from 10 to 90 %.
    """
    if shift and matte.max(initial=0) > 0:
        move = cv2.dilate if shift > 0 else cv2.erode
        low, part = int(abs(shift)), abs(shift) % 1
        near, far = move(matte, _ball(low)), move(matte, _ball(low + 1))
        matte = np.asarray((1 - part) * near + part * far, np.float32)  # between whole pixels: by share
    if feather > 0:
        matte = np.asarray(cv2.GaussianBlur(matte, (0, 0), feather / 2.56), np.float32)
    return matte


def _ball(radius: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    return np.asarray(x * x + y * y <= radius * radius, np.uint8)
