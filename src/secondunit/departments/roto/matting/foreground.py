"""Foreground colours under a matte: Germer, Uelwer, Conrad & Harmeling, Fast Multi-Level Foreground Estimation, 2020.

Foreground F and background B are found that mix to the picture and are smooth, most where alpha changes. Coarse sizes
are solved first and carried to the finer ones, where a few local steps do; large pictures go by strips of rows.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.departments.plates.pixels import Matte, Picture, to_display, to_linear
from secondunit.departments.roto.matting.checks import finite_picture, same_size

Light = NDArray[np.float32]
REGULAR, SLOPE = 1e-5, 0.1  # how much neighbours agree: everywhere, and by the change of alpha between them
COARSE_STEPS, FINE_STEPS, COARSE = 20, 5, 64  # steps of a level up to COARSE pixels a side, and beyond
BEYOND = 32  # pixels past all that is seen of the object
STRIP = 256  # rows worked on at a time


def foreground(picture: NDArray[Any], matte: NDArray[Any], *, linear: bool = False) -> Picture:
    """Return the straight foreground colours of a picture `(H, W, 3)`, float32 in its own coding.

    Solved in linear light, where edges mix; `linear` says that the picture is. Values above 1 survive. Where the matte
    is 1 the picture's own colour is kept, where it is 0 the nearest foreground goes on for `BEYOND` pixels about all of
    it, and black is beyond. Raises InputError for sizes that differ and for NaN.
    """
    values = finite_picture(picture)
    same_size(values, matte, "matte")
    if not np.isfinite(matte).all():
        raise InputError("The matte holds NaN or infinity.", "Repair it before the foreground is taken.")
    alpha = np.clip(matte, 0, 1).astype(np.float32)
    out = np.zeros_like(values)
    if not (alpha > 0).any():
        return out
    rows, columns = (np.flatnonzero((alpha > 0).any(axis=axis)) for axis in (1, 0))
    box = (slice(max(0, rows[0] - BEYOND), rows[-1] + BEYOND + 1),
           slice(max(0, columns[0] - BEYOND), columns[-1] + BEYOND + 1))  # fmt: skip
    alpha, light = alpha[box], values[box] if linear else to_linear(values[box])
    front = _levels(light, alpha)
    front = np.where((alpha >= 1)[..., None], light, np.maximum(front, np.minimum(light, 0)))
    out[box] = front if linear else to_display(front)
    return out


def premultiplied(front: Picture, matte: Matte, *, linear: bool = False) -> Picture:
    """Return the foreground times the matte, multiplied in linear light, float32 in the foreground's own coding."""
    light = front if linear else to_linear(front)
    out = np.asarray(light * matte[..., None], np.float32)
    return out if linear else to_display(out)


def _levels(light: Light, alpha: Matte) -> Light:
    """Solve coarse to fine and return the foreground."""
    high, wide = alpha.shape
    sizes = [(wide, high)]
    while max(sizes[-1]) > 2:
        sizes.append((max(sizes[-1][0] // 2, 1), max(sizes[-1][1] // 2, 1)))
    share = alpha[..., None]
    front = np.broadcast_to((light * share).sum((0, 1)) / share.sum(), (1, 1, 3)).astype(np.float32)
    back = np.broadcast_to((light * (1 - share)).sum((0, 1)) / max(float((1 - share).sum()), 1e-6), (1, 1, 3))
    back = back.astype(np.float32)
    for size in reversed(sizes):
        small = light if size == sizes[0] else np.asarray(cv2.resize(light, size, interpolation=cv2.INTER_AREA))
        level = alpha if size == sizes[0] else np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA))
        front = np.asarray(cv2.resize(front, size, interpolation=cv2.INTER_LINEAR)).reshape(*size[::-1], 3)
        back = np.asarray(cv2.resize(back, size, interpolation=cv2.INTER_LINEAR)).reshape(*size[::-1], 3)
        steps = COARSE_STEPS if max(size) <= COARSE else FINE_STEPS
        front, back = _by_strips(small, level, front, back, steps)
    return front


def _by_strips(light: Light, alpha: Matte, front: Light, back: Light, steps: int) -> tuple[Light, Light]:
    """Relax strips of rows that overlap by as many rows as steps: the same numbers as all at once."""
    high = len(alpha)
    if high <= STRIP + 2 * steps:
        return _relaxed(light, alpha, front, back, steps)
    parts = []
    for top in range(0, high, STRIP):
        first, last = max(top - steps, 0), min(top + STRIP + steps, high)
        cut = slice(first, last)
        inner = slice(top - first, min(top + STRIP, high) - first)
        parts.append([each[inner] for each in _relaxed(light[cut], alpha[cut], front[cut], back[cut], steps)])
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _relaxed(light: Light, alpha: Matte, front: Light, back: Light, steps: int) -> tuple[Light, Light]:
    """Take some Jacobi steps; in each pixel F and B are solved for together, given their four neighbours."""
    padded = np.pad(alpha, 1, mode="edge")
    shifts = (np.s_[:-2, 1:-1], np.s_[2:, 1:-1], np.s_[1:-1, :-2], np.s_[1:-1, 2:])
    weights = [(REGULAR + SLOPE * np.abs(alpha - padded[shift])).astype(np.float32)[..., None] for shift in shifts]
    total = weights[0] + weights[1] + weights[2] + weights[3]
    a = alpha[..., None]
    b = 1 - a
    ff, bb, fb = a * a + total, b * b + total, a * b
    scale = 1 / (ff * bb - fb * fb)
    for _ in range(steps):
        sides = [np.pad(each, ((1, 1), (1, 1), (0, 0)), mode="edge") for each in (front, back)]
        right = [a * light, b * light]
        for shift, weight in zip(shifts, weights, strict=True):
            for k in range(2):
                right[k] += weight * sides[k][shift]
        front, back = (bb * right[0] - fb * right[1]) * scale, (ff * right[1] - fb * right[0]) * scale
    return np.asarray(np.maximum(front, 0)), np.asarray(np.maximum(back, 0))
