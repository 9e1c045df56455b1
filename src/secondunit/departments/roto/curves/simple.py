"""Closed polygons that cross themselves, and what to do about it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from secondunit.departments.roto.curves.contours import Points, signed_area
from secondunit.departments.roto.curves.raster import flatten

STEPS = 6  # straight pieces of a segment, to find where it crosses
SHORTER = 0.6  # of handles, from try to try, where the curve crosses itself
TRIES = 9
BACK = 0.5  # of the way to its own place that a point is drawn back, from try to try
SMALL = 0.03  # share of a ring's area that a loop has which is taken out, at most


def crossings(ring: Points) -> NDArray[np.int64]:
    """Return the pairs of edges `(k, 2)` of a closed polygon that cross; edge i runs from point i to the next."""
    count = len(ring)
    start, end = ring, np.roll(ring, -1, axis=0)
    way = end - start
    # side[i, j]: on which side of edge i point j lies
    side = way[:, :1] * (ring[None, :, 1] - start[:, 1:]) - way[:, 1:] * (ring[None, :, 0] - start[:, :1])
    apart = side * np.roll(side, -1, axis=1) < 0
    one, two = np.nonzero(np.triu(apart & apart.T, 2))
    keep = two - one < count - 1
    return np.stack([one[keep], two[keep]], axis=1)


def untangled(ring: Points) -> Points | None:
    """Return a ring without its small loops, pulled straight between their ends; None where a loop is large."""
    ring = ring.copy()
    count, area = len(ring), abs(signed_area(ring))
    for _ in range(count):
        pairs = crossings(ring)
        if not len(pairs):
            return ring
        spans = np.minimum(pairs[:, 1] - pairs[:, 0], count - (pairs[:, 1] - pairs[:, 0]))
        one, two = (int(edge) for edge in pairs[spans.argmin()])
        if 2 * (two - one) > count:
            one, two = two, one + count
        inner = np.arange(one + 1, two + 1) % count
        first, last = ring[one], ring[(two + 1) % count]
        if abs(signed_area(ring[inner])) > SMALL * area or len(inner) > count // 3:
            return None
        share = (np.arange(len(inner)) + 1)[:, None] / (len(inner) + 1)
        ring[inner] = first + share * (last - first)
    return None


def relaxed(points: NDArray[np.float64], own: Points) -> NDArray[np.float64]:
    """Return the points of a key `(n, 3, 2)` so that its curve does not cross itself, as far as that can be.

    Where it does, handles are shortened and points drawn back to their `own` places on the part's ring, which is
    simple: a short arc between two long handles loops, and a key that serves many frames may suit none.
    """
    points = points.copy()
    count = len(points)
    for turn in range(TRIES):
        pairs = crossings(flatten(points[:, 0], points[:, 1], points[:, 2], steps=STEPS))
        if not len(pairs):
            break
        segments = np.unique(pairs // STEPS)
        after = (segments + 1) % count
        points[segments, 2] *= SHORTER
        points[after, 1] *= SHORTER
        if turn >= TRIES // 3:
            both = np.union1d(segments, after)
            points[both, 0] += BACK * (own[both] - points[both, 0])
    return points
