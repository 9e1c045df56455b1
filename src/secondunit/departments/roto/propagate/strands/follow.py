"""A strand in the next frame: moved as a whole, then pulled onto the ridge that looks like it.

Each point may move across its line; neighbours move alike, and the best of all ways is found at once by dynamic
programming (Amini, Weymouth & Jain, Using Dynamic Programming for Solving Variational Problems in Vision, 1990).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solveh_banded

from secondunit.departments.roto.propagate.network import Array
from secondunit.departments.roto.propagate.strands.strand import (
    NOISE,
    STEP,
    Strand,
    averaged,
    contrast,
    normals,
    spaced,
)

OFFSETS = np.arange(-8, 8.25, 0.5, dtype=np.float32)  # px across
TURNS = np.arange(-2, 3)  # steps by which neighbours may differ
STIFF = 5.0  # cost of a neighbour's moving a pixel further
BEND = 1000.0  # cost of a bend, of second differences squared, against a point that looks just right
STAY = 0.02  # cost of a pixel of offset, squared
UNLIKE = 5.0  # cost of a point that does not look like the strand at all
KEPT = 0.85  # of a strand's looks that is kept when it is seen
WINDOW = 15  # points over which trust is shared: what is hardly seen is there when the line about it is
FADE = 0.985  # of its trust that a strand keeps each frame: what its key showed is true for a while
SURE = 0.45  # trust of what is taken for seen
EXTENDED = 40  # points by which an end follows the picture's border at most


def follow(strand: Strand, picture: Array, flow: Array) -> Strand:
    """Return the strand in the `softened` picture of the next frame; `flow` `(N, 2)` px leads there from its points.

    It moved as it did before, or as most of its flow says, whichever fits better.
    """
    guesses = [strand.moved, np.median(flow, axis=0)]
    fits = [_fit(strand, picture, (strand.points + guess).astype(np.float32)) for guess in guesses]
    _, points, unlike, ridge = min(fits, key=lambda each: each[0])
    seen = _visible(strand)
    trust = FADE ** (strand.walked + 1) * averaged(np.exp(-unlike) * seen, WINDOW) / averaged(seen, WINDOW)
    clear = trust > SURE
    looks = np.where(clear[:, None], KEPT * strand.contrast + (1 - KEPT) * ridge, strand.contrast).astype(np.float32)
    moved = np.median(points - strand.points, axis=0).astype(np.float32)
    rows = [points.astype(np.float32), strand.width, looks, strand.clearance, trust]
    for end, leaves in enumerate(strand.leaves):
        if leaves:
            rows = _extended(rows, picture.shape, back=bool(end))
    points, width, looks, clearance, trust = spaced(*rows)
    return replace(strand, points=points, width=width, contrast=looks, clearance=clearance, trust=trust, moved=moved,
                   walked=strand.walked + 1, lost=0 if clear.any() else strand.lost + 1)  # fmt: skip


def _fit(strand: Strand, picture: Array, points: Array) -> tuple[float, Array, Array, Array]:
    """Return the cost a point, the points, how unlike each is, and its contrast."""
    across = normals(points)
    ridges = contrast(picture, points, across, strand.width, OFFSETS)
    ridges = averaged(ridges.reshape(len(points), -1), 3).reshape(ridges.shape)
    power = (strand.contrast**2).sum(axis=1, keepdims=True)
    unlike = ((ridges - strand.contrast[:, None]) ** 2).sum(axis=2) / (3 * NOISE**2 + 0.15 * power)
    unlike = np.minimum(unlike, UNLIKE)
    best, total = _best(unlike + STAY * OFFSETS**2)
    every = np.arange(len(points))
    unlike = unlike[every, best]
    offsets = _bent(OFFSETS[best], _visible(strand) * np.exp(-unlike))
    return total / len(points), points + offsets[:, None] * across, unlike, ridges[every, best]


def _visible(strand: Strand) -> Array:
    """How well each point can be told from its surroundings, 0..1."""
    power = (strand.contrast**2).sum(axis=1)
    return np.asarray(power / (power + 3 * NOISE**2) + 1e-3, np.float32)


def _bent(offsets: Array, weights: Array) -> Array:
    """Offsets that bend little: a smoothing spline on points `(N,)`, which goes straight on where weights are small.

    The discrete form of Whittaker (Proceedings of the Edinburgh Mathematical Society 41, 1923).
    """
    count = len(offsets)
    if count < 5:
        return np.full(count, np.average(offsets, weights=weights), np.float32)
    bands = np.zeros((3, count))
    for at, row in zip((0, 1, 2), (1, -2, 1), strict=True):
        for other, column in zip((0, 1, 2), (1, -2, 1), strict=True):
            if other >= at:
                bands[2 - (other - at), other : count - 2 + other] += BEND * row * column
    bands[2] += weights
    return np.asarray(solveh_banded(bands, weights * offsets), np.float32)


def _best(costs: NDArray[np.floating]) -> tuple[NDArray[np.intp], float]:
    """Choose a column in each row, neighbours at most two apart: the choice with the least cost, and that cost."""
    count, columns = costs.shape
    steep = STIFF * (TURNS * float(OFFSETS[1] - OFFSETS[0])) ** 2
    reach = int(TURNS[-1])
    came = np.zeros((count, columns), np.intp)
    total = costs[0].astype(np.float64)
    for row in range(1, count):
        padded = np.pad(total, reach, constant_values=np.inf)
        ways = np.stack([padded[reach + turn : reach + turn + columns] + cost
                         for turn, cost in zip(TURNS, steep, strict=True)])  # fmt: skip
        which = ways.argmin(axis=0)
        came[row] = np.arange(columns) + TURNS[which]
        total = ways[which, np.arange(columns)] + costs[row]
    chosen = np.empty(count, np.intp)
    chosen[-1] = total.argmin()
    for row in range(count - 1, 0, -1):
        chosen[row - 1] = came[row, chosen[row]]
    return chosen, float(total.min())


def _extended(rows: list[Array], shape: tuple[int, ...], *, back: bool) -> list[Array]:
    """Go straight on from an end until the picture's border: what came into view there."""
    if back:
        return [each[::-1] for each in _extended([each[::-1] for each in rows], shape, back=False)]
    points = rows[0]
    way = points[0] - points[min(8, len(points) - 1)]
    way = way / max(1e-6, float(np.linalg.norm(way))) * STEP
    further = points[0] + np.arange(EXTENDED, 0, -1)[:, None] * way
    last = np.array(shape[1::-1], np.float32) - 1
    inside = ((further > -STEP) & (further < last + STEP)).all(axis=1)
    count = int(inside[::-1].cumprod().sum())
    if not count:
        return rows
    return [np.concatenate([further[-count:].astype(np.float32), points]),
            *(np.concatenate([np.repeat(each[:1], count, axis=0), each]) for each in rows[1:])]  # fmt: skip
