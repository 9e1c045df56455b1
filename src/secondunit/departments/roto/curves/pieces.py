"""A region in simple pieces: a core that is thick, and limbs that stand out of it, overlapping where they join.

The core is what an opening with a disc keeps; a limb is what it takes away, where that reaches far out and is large
(corners of a core are not). Limbs that close a ring with the core, an arm akimbo, are pieces too, so the gap needs no
hole. Pieces are cut in the same way until they are simple.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Region = NDArray[np.bool_]

CORE = 0.62  # radius of the disc, as a share of the greatest distance to the edge
FAR = 1.0  # discs that a limb reaches out of the core, at least
LARGE = 0.04  # of the whole that a limb is, at least
OVERLAP = 0.9  # discs that a limb reaches into the core
THICK = 3.0  # pixels from the edge to the middle, below which nothing is cut
CRUMB = 0.02  # of a piece, below which what comes off it is left out
DEEP = 3  # times that a piece is cut again


def pieces(region: Region, whole: float) -> list[Region]:
    """Return overlapping pieces of a region, the largest first; `whole` is the object's area in pixels."""
    rows, columns = np.flatnonzero(region.any(axis=1)), np.flatnonzero(region.any(axis=0))
    if not len(rows):
        return []
    box = slice(max(0, rows[0] - 1), rows[-1] + 2), slice(max(0, columns[0] - 1), columns[-1] + 2)
    found = []
    for small in _cut(region[box], whole, DEEP):
        piece = np.zeros_like(region)
        piece[box] = small
        found.append(piece)
    return sorted(found, key=lambda piece: -int(piece.sum()))


def _cut(region: Region, whole: float, deep: int) -> list[Region]:
    away = inner(region)
    radius = CORE * float(away.max())
    if deep == 0 or radius < CORE * THICK:
        return [region]
    core = region & (inner(away < radius) < radius)
    count, labels = cv2.connectedComponents((region & ~core).astype(np.uint8), connectivity=4)
    sizes = np.bincount(labels.ravel(), minlength=count)
    farthest = np.zeros(count)
    np.maximum.at(farthest, labels[labels > 0], inner(~core)[labels > 0])
    limbs = [at for at in range(1, count) if sizes[at] > LARGE * whole and farthest[at] > FAR * radius]
    if not limbs:
        return [region]
    found = _connected(region & ~np.isin(labels, limbs))
    for at in limbs:
        limb = (labels == at) | (region & (inner(labels != at) < OVERLAP * radius))
        found += [piece for part in _connected(limb) for piece in _cut(part, whole, deep - 1)]
    return found


def inner(region: Region) -> NDArray[np.float32]:
    """Return how far each pixel of a region is from what is outside of it, 0 there."""
    return np.asarray(cv2.distanceTransform(region.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE))


def _connected(region: Region) -> list[Region]:
    """The connected parts of a region, crumbs left out."""
    count, labels = cv2.connectedComponents(region.astype(np.uint8), connectivity=4)
    sizes = np.bincount(labels.ravel(), minlength=count)[1:]
    return [labels == at + 1 for at in range(count - 1) if sizes[at] > CRUMB * sizes.sum()]
