"""Smooth completion of what is known at some pixels only: the Laplace equation on a pyramid.

Used for flow inside a hole, for the light of a borrowed layer, and for gradient-domain blending (Perez, Gangnet &
Blake, "Poisson image editing", SIGGRAPH 2003: adding the harmonic extension of the difference at the border to a
patch is the Poisson blend with the patch's own gradients). Solved by cascadic multigrid (Bornemann & Deuflhard,
Numer. Math. 1996): the coarse solution starts the finer one, a few relaxations each.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float32]  # (H, W) or (H, W, C)
_CROSS = np.array([[0, 0.25, 0], [0.25, 0, 0.25], [0, 0.25, 0]], np.float32)


def complete(values: Field, known: NDArray[np.bool_], *, relax: int = 12) -> Field:
    """Return `values` where `known`, harmonic in between; zero where nothing at all is known."""
    high, wide = known.shape
    if known.all():
        return np.asarray(values, np.float32)
    if not known.any():
        return np.zeros_like(values, np.float32)
    if min(high, wide) <= 2:
        return np.asarray(np.where(_over(known, values), values, values[known].mean(axis=0)), np.float32)
    half = ((wide + 1) // 2, (high + 1) // 2)
    weight = known.astype(np.float32)
    share = cv2.resize(weight, half, interpolation=cv2.INTER_AREA)
    shape = (half[1], half[0], *values.shape[2:])
    sums = cv2.resize(values * _over(weight, values), half, interpolation=cv2.INTER_AREA).reshape(shape)
    small = np.asarray(sums / _over(np.maximum(share, 1e-6), sums), np.float32)
    # a coarse pixel that any known pixel fell into is known: the border must not sink into the hole
    guess = cv2.resize(complete(small, share > 0, relax=relax), (wide, high), interpolation=cv2.INTER_LINEAR)
    pinned = _over(known, values)
    field = np.where(pinned, values, guess.reshape(values.shape)).astype(np.float32)
    for _ in range(relax):
        soft = cv2.filter2D(field, -1, _CROSS, borderType=cv2.BORDER_REPLICATE)
        field = np.where(pinned, values, soft.reshape(values.shape)).astype(np.float32)
    return field


def _over(weight: NDArray[Any], values: Field) -> NDArray[Any]:
    return weight if values.ndim == 2 else weight[..., None]


def blend(picture: Field, fill: Field, hole: NDArray[np.bool_], trusted: NDArray[np.bool_] | None = None) -> Field:
    """Return `fill` on the hole, shifted by a smooth field so that its border meets the picture around it.

    `fill` must go on for a few pixels past the hole, where it and the picture show the same thing; `trusted` says
    where it does. The border is read through a small blur, so that grain does not bleed in as streaks.
    """
    ring = ~hole if trusted is None else ~hole & trusted
    gap = np.where(ring[..., None], picture - fill, 0).astype(np.float32)
    share = ring.astype(np.float32)
    near = cv2.GaussianBlur(share, (0, 0), 1.5)
    soft = cv2.GaussianBlur(gap, (0, 0), 1.5) / np.maximum(near, 1e-3)[..., None]
    shift = complete(soft, ring)
    return np.asarray(np.where(hole[..., None], fill + shift, picture), np.float32)
