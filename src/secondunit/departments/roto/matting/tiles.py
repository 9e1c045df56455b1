"""Mattes of pictures too large for one system: a half-size answer gives each tile what it needs to know of the rest.

The picture is halved until its unknown pixels fit one system; each finer size is then solved in overlapping tiles
whose outer rim is held at the coarser answer, and the overlaps are cross-faded. Memory follows the tile, not the plate.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates.pixels import Matte
from secondunit.departments.roto.matting.checks import SMALLEST, Known

Solve = Callable[[NDArray[np.float32], Known, Matte], Matte]

MOST = 400_000  # unknown pixels of one system, about 0.5 GB of scratch memory
TILE, OVERLAP = 512, 48  # pixels


def by_tiles(solve: Solve, picture: NDArray[np.float32], unknown: Known, alpha: Matte, most: int = MOST,
             tile: int = TILE, margin: int = 2) -> Matte:  # fmt: skip
    """Return `alpha` with the unknown pixels solved for, at once when at most `most` are unknown, else by tiles.

    `margin` is how many known pixels around the unknown ones `solve` looks at.
    """
    if not unknown.any():
        return alpha
    if np.count_nonzero(unknown) <= most or min(unknown.shape) < 8 * SMALLEST:
        top, left, bottom, right = _box(unknown, margin)
        out = alpha.copy()
        cut = (slice(top, bottom), slice(left, right))
        out[cut] = solve(picture[cut], unknown[cut], alpha[cut])
        return out
    near = _from_half(solve, picture, unknown, alpha, most, tile, margin)
    high, wide = unknown.shape
    total = np.zeros(unknown.shape, np.float32)
    weight = np.zeros(unknown.shape, np.float32)
    for y in range(0, high, tile):
        for x in range(0, wide, tile):
            top, left = max(y - OVERLAP, 0), max(x - OVERLAP, 0)
            bottom, right = min(y + tile + OVERLAP, high), min(x + tile + OVERLAP, wide)
            cut = (slice(top, bottom), slice(left, right))
            inside = unknown[cut].copy()
            edges = (top > 0, left > 0, bottom < high, right < wide)
            _hold_rim(inside, edges)
            if inside.any() and min(inside.shape) >= SMALLEST:
                fade = _fade(inside.shape, edges)
                total[cut] += fade * solve(picture[cut], inside, near[cut])
                weight[cut] += fade
    solved = unknown & (weight > 0)
    near[solved] = total[solved] / weight[solved]
    return near


def _from_half(solve: Solve, picture: NDArray[np.float32], unknown: Known, alpha: Matte, most: int,
               tile: int, margin: int) -> Matte:  # fmt: skip
    """Solve at half the size and bring the answer back; what is known at full size keeps its value."""
    high, wide = unknown.shape
    half = ((wide + 1) // 2, (high + 1) // 2)
    small = np.asarray(cv2.resize(picture, half, interpolation=cv2.INTER_AREA))
    level = np.asarray(cv2.resize(alpha, half, interpolation=cv2.INTER_AREA))
    open_ = cv2.resize(unknown.astype(np.float32), half, interpolation=cv2.INTER_AREA) > 0
    answer = by_tiles(solve, small, open_, level, most, tile, margin)
    out = alpha.copy()
    out[unknown] = np.asarray(cv2.resize(answer, (wide, high), interpolation=cv2.INTER_LINEAR))[unknown]
    return out


def _box(mask: Known, margin: int) -> tuple[int, int, int, int]:
    """Return top, left, bottom, right of what is set, with a margin and at least the smallest system's size."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    high, wide = mask.shape
    margin = max(margin, SMALLEST)
    return (max(int(rows[0]) - margin, 0), max(int(columns[0]) - margin, 0),
            min(int(rows[-1]) + 1 + margin, high), min(int(columns[-1]) + 1 + margin, wide))  # fmt: skip


def _hold_rim(inside: Known, edges: tuple[bool, bool, bool, bool]) -> None:
    """Take two pixels along the cut sides as known, so that they carry the coarser answer in."""
    top, left, bottom, right = edges
    inside[: 2 * top] = False
    inside[:, : 2 * left] = False
    inside[len(inside) - 2 * bottom :] = False
    inside[:, inside.shape[1] - 2 * right :] = False


def _fade(shape: tuple[int, ...], edges: tuple[bool, bool, bool, bool]) -> NDArray[np.float32]:
    """Return weights that rise over the overlap from each cut side."""

    def ramp(length: int, first: bool, last: bool) -> NDArray[np.float32]:
        at = np.arange(length)
        one = np.ones(length)
        if first:
            one = np.minimum(one, (at - 1) / (2 * OVERLAP))
        if last:
            one = np.minimum(one, (length - 2 - at) / (2 * OVERLAP))
        return np.clip(one, 0, 1).astype(np.float32)

    top, left, bottom, right = edges
    return np.outer(ramp(shape[0], top, bottom), ramp(shape[1], left, right)).astype(np.float32)
