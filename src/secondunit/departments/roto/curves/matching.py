"""Which point of an outline is which in the next frame: cyclic dynamic time warping.

Two outlines are walked together, point by point, so that points near each other (after the motion that is expected)
with like normals meet, and stretching costs (Sakoe & Chiba 1978, on closed curves cut at a pair that surely matches).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from secondunit.departments.roto.curves.contours import Points, outward

Shares = NDArray[np.float64]  # (n,): places along a closed outline in 0..1 of its points, unwrapped

STRETCH = 0.35  # cost of a step on one outline alone; a distance of NEAR px costs 1
TURN = 2.0  # opposite normals cost twice this
NEAR = 8.0  # pixels on an outline of 256 steps, more on one of more


def match(start: Points, end: Points, moved: Points) -> Shares:
    """Return for each point of `start` its place on `end`.

    Both are closed and even steps apart; `moved` is where the points of `start` are expected. The places rise along
    the outline and stay within one turn.
    """
    apart = np.sqrt(((moved[:, None] - end[None]) ** 2).sum(axis=2))
    cost = apart / (NEAR * max(1.0, len(end) / 256)) + TURN * (1 - outward(moved) @ outward(end).T)
    count = len(start)
    near = cost.argmin(axis=1)
    mutual = cost.argmin(axis=0)[near] == np.arange(count)
    sure = np.where(mutual, cost[np.arange(count), near], 1e6)
    first = int((sure + np.roll(sure, 1) + np.roll(sure, -1)).argmin())
    rows, columns = _warp(np.roll(cost, (-first, -int(near[first])), axis=(0, 1)))
    place = np.bincount(rows, columns, count) / np.bincount(rows, minlength=count)
    places = np.roll(place, first) + near[first]
    places[:first] -= len(end)
    return np.asarray(places / len(end))


def at(outline: Points, places: Shares) -> Points:
    """Return the points of a closed outline at places 0..1 of its points, wrapping."""
    count = len(outline)
    ring = np.vstack([outline, outline[:1]])
    index = np.mod(places, 1.0) * count
    grid = np.arange(count + 1)
    return np.stack([np.interp(index, grid, ring[:, 0]), np.interp(index, grid, ring[:, 1])], axis=1)


def _warp(cost: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return rows and columns of the cheapest monotone path between two corners, found by anti-diagonals."""
    rows, columns = cost.shape
    total = np.full((rows + columns - 1, rows + 1), np.inf)  # [diagonal, row + 1]
    came = np.zeros((rows + columns - 1, rows), np.int8)
    total[0, 1] = cost[0, 0]
    for diagonal in range(1, rows + columns - 1):
        low, high = max(0, diagonal - columns + 1), min(rows, diagonal + 1)
        row = np.arange(low, high)
        across = total[diagonal - 2, low:high] if diagonal > 1 else np.full(high - low, np.inf)
        down = total[diagonal - 1, low:high] + STRETCH
        side = total[diagonal - 1, low + 1 : high + 1] + STRETCH
        best = np.minimum(np.minimum(across, down), side)
        came[diagonal, low:high] = np.where(best == across, 0, np.where(best == down, 1, 2))
        total[diagonal, low + 1 : high + 1] = best + cost[row, diagonal - row]
    row, diagonal = rows - 1, rows + columns - 2
    path = [(row, diagonal - row)]
    while diagonal > 0:
        step = came[diagonal, row]
        row, diagonal = row - (step < 2), diagonal - (2 if step == 0 else 1)
        path.append((row, diagonal - row))
    found = np.array(path[::-1], np.int64)
    return found[:, 0], found[:, 1]
