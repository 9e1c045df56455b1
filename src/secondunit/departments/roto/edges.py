"""The edge of a matte: soft as the picture is, moved and feathered as an artist asks."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates.pixels import Matte, Picture, as_float, disk, grey, guided

SPECK = 0.004  # share of an object's area below which a part or a hole of it is taken for a fault
STEPS, FULL = 0.6, 1.4  # pixels over which the steps of a fine line are smoothed, and what keeps its middle opaque
NEAR = 3  # pixels of a full frame of 480 lines within which an edge may be soft


def settled(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Leave out specks off the object and fill pinholes in it; its largest part always stays."""
    for inside in (True, False):
        count, parts, stats, _ = cv2.connectedComponentsWithStats((mask == inside).astype(np.uint8), connectivity=8)
        if count <= 2:
            continue
        areas = stats[1:, cv2.CC_STAT_AREA]
        small = areas < SPECK * max(1, int(mask.sum()))
        small[areas.argmax()] = False
        mask = np.where(np.concatenate([[False], small])[parts], not inside, mask)
    return mask


def softened(mask: NDArray[np.bool_], picture: Picture) -> Matte:
    """Give a hard mask the softness that the picture's own edge has, within a narrow band.

    A guided filter (He, Sun & Tang, ECCV 2010) on luma; outside the band the matte is 0 or 1. Keys and carried masks
    go through the same filter, so that a key does not show as a frame of another softness. What is thinner than the
    filter's window, which takes it for noise and fades it (a rope, a strap), is only smoothed against steps.
    """
    if not mask.any() or mask.all():
        return mask.astype(np.float32)
    near = max(2, round(NEAR * mask.shape[0] / 480))
    hard = mask.astype(np.uint8)
    band = (cv2.dilate(hard, disk(near)) > 0) & (cv2.erode(hard, disk(near)) == 0)
    luma = as_float(grey(picture))
    soft = np.clip(guided(luma, hard.astype(np.float32), near, 1e-3), 0, 1)
    body = cv2.dilate(cv2.morphologyEx(hard, cv2.MORPH_OPEN, disk(near)), disk(2 * near)) > 0
    smooth = np.minimum(1, FULL * cv2.GaussianBlur(hard.astype(np.float32), (0, 0), STEPS))
    return np.where(band, np.where(body, soft, smooth), mask).astype(np.float32)


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


def _ball(radius: int) -> NDArray[np.uint8]:
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    return np.asarray(x * x + y * y <= radius * radius, np.uint8)
