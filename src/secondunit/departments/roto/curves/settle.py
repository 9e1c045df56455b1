"""A ring of points brought from one frame to the next: a similarity, then springs and the nearest outline.

The outline's own matches give the ring a similarity (a robust least squares: what moves otherwise loses weight) and a
first place. It then settles on the outline: points go to the nearest place of like direction (iterated closest points,
Besl & McKay 1992), held together by springs that soften from round to round. Points inside the object are free.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from secondunit.departments.roto.curves.contours import Points, outward
from secondunit.departments.roto.curves.view import Moves, Region, View

ROUNDS = ((16.0, 10.0), (8.0, 4.0), (6.0, 1.0), (6.0, 0.3), (4.0, 0.1))  # reach in pixels, stiffness
FIRST = 20.0  # stiffness as the matches are followed
SHOWN = 1.5  # pixels from the outline where a point that was inside the object shows again
LOST = 0.2  # weight of the way back for points on the background
OWN = 4.0  # pixels from a match where it is the ring's own
OTHER = 0.01  # weight of matches that are not the ring's own, near it
ANCHOR = 0.01  # weight of the place that the similarity gives
GROWN = 1.25  # a part grows or shrinks by at most so much from frame to frame
OFF = 4.0  # pixels off the similarity where a match has lost half its weight


def settled(ring: Points, seen: Region, moves: Moves, after: View) -> tuple[Points, Region]:
    """Return a ring on the next frame, and which of its points lie on the outline there."""
    start, way = moves
    placed = ring
    if len(start):
        centre = ring.mean(axis=0)
        size = ((ring - centre) ** 2).sum(1).mean()
        apart, index = cKDTree(start).query(ring)
        own = (seen & (apart < OWN)).astype(float)
        near = OTHER * np.exp(-((start - centre) ** 2).sum(1) / (2 * size)) + 1e-6
        goal = ring + way[index]
        placed = similar(np.vstack([ring, start]), np.vstack([goal, start + way]), np.append(own, near), ring)
        ring = placed + _sprung(goal - placed, own, FIRST)
    for reach, stiff in ROUNDS:
        apart, nearest = after.nearest(ring, outward(ring))
        inside = after.inside(ring)
        near = apart < np.where(seen | ~inside, reach, SHOWN)
        lost = ~near & ~inside
        goal = np.where(near[:, None], nearest, ring)
        if lost.any():
            goal[lost] = after.edge(ring[lost])
        ring = placed + _sprung(goal - placed, np.where(near, 1.0, np.where(lost, LOST, 0.0)), stiff)
        seen = near
    return ring, seen


def similar(start: Points, goal: Points, weight: NDArray[np.float64], points: Points) -> Points:
    """Move points by the similarity that brings `start` to `goal`, by weight; what is far off counts less."""
    z, w = start @ (1, 1j), goal @ (1, 1j)
    pull = weight
    for _ in range(5):
        total = pull.sum()
        middle, to = (pull * z).sum() / total, (pull * w).sum() / total
        turn = (pull * (w - to) * np.conj(z - middle)).sum() / max((pull * np.abs(z - middle) ** 2).sum(), 1e-9)
        turn *= np.clip(abs(turn), 1 / GROWN, GROWN) / max(abs(turn), 1e-9)
        pull = weight / (1 + (np.abs(turn * (z - middle) + to - w) / OFF) ** 2)
    moved = turn * (points @ (1, 1j) - middle) + to
    return np.stack([moved.real, moved.imag], axis=1)


def _sprung(want: Points, weight: NDArray[np.float64], stiff: float) -> Points:
    """Return the moves nearest to those wanted, by weight, of points of a ring joined by springs."""
    index = np.arange(len(want))
    matrix = np.diag(weight + 2 * stiff + ANCHOR)
    matrix[index, index - 1] -= stiff
    matrix[index - 1, index] -= stiff
    return np.asarray(np.linalg.solve(matrix, weight[:, None] * want))
