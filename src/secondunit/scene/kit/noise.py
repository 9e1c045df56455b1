"""Repeatable value noise on a hashed integer lattice; no tables, no global state."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def _hash(cell: NDArray[np.int64], seed: int) -> Array:
    """Return a number in 0..1 for each integer cell (n, 3), mixed as in xxHash's avalanche."""
    h = cell.astype(np.uint64) * np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D], dtype=np.uint64)
    mixed = (h[:, 0] ^ (h[:, 1] << np.uint64(13)) ^ (h[:, 2] << np.uint64(29))) + np.uint64(
        (seed * 0x27D4EB2F + 1) & 0xFFFFFFFF
    )
    for shift, factor in ((33, 0xFF51AFD7ED558CCD), (29, 0xC4CEB9FE1A85EC53), (32, 1)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return np.asarray((mixed >> np.uint64(11)).astype(np.float64) / float(1 << 53))


def value(points: Array, seed: int = 0) -> Array:
    """Return smooth value noise in -1..1 at points (n, 3); one lattice cell is one unit."""
    points = np.asarray(points, dtype=np.float64)
    low = np.floor(points)
    t = points - low
    t = t * t * t * (t * (t * 6.0 - 15.0) + 10.0)
    cell = low.astype(np.int64)
    out = np.zeros(len(points))
    for corner in range(8):
        step = np.array([corner & 1, corner >> 1 & 1, corner >> 2 & 1])
        weight = np.prod(np.where(step == 1, t, 1.0 - t), axis=1)
        out += weight * _hash(cell + step, seed)
    return out * 2.0 - 1.0


def fractal(points: Array, seed: int = 0, octaves: int = 4, ridged: bool = False) -> Array:
    """Return the sum of octaves of `value`, roughly -1..1; `ridged` folds them into sharp crests (0..1)."""
    total = np.zeros(len(points))
    gain, scale, norm = 1.0, 1.0, 0.0
    for octave in range(octaves):
        layer = value(np.asarray(points) * scale, seed + octave * 101)
        total += gain * ((1.0 - np.abs(layer)) ** 2 if ridged else layer)
        norm += gain
        gain *= 0.5
        scale *= 2.03
    return total / norm
