"""KNN matting: Chen, Li & Tang, KNN Matting, PAMI 2013.

Each unknown pixel is tied to the pixels whose colour (in HSV) and place are nearest, wherever they are, so that holes
and strands that nothing joins to the object are found too. Known pixels near the band stand in for the whole picture.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from secondunit.departments.plates.pixels import Matte, disk
from secondunit.departments.roto.matting.checks import Known, ready
from secondunit.departments.roto.matting.multigrid import conjugate_gradients
from secondunit.departments.roto.matting.tiles import by_tiles

NEIGHBOURS = ((20, 2.0), (10, 0.1))  # (how many, weight of the place): near in space, then near in colour
REACH = 24  # pixels of known rim that neighbours are sought in
TOLERANCE, MOST = 1e-5, 2000


def knn(picture: NDArray[Any], trimap: NDArray[Any], *, reach: int = REACH) -> Matte:
    """Return the matte of a picture `(H, W, 3)` under a trimap (0, between, 255), float32 0..1.

    `reach` is how many pixels beyond the unknown band known colours are looked up. Errors as of `closed_form`.
    """
    values, unknown, front = ready(picture, trimap)

    def solve(colours: NDArray[np.float32], open_: Known, known: Matte) -> Matte:
        return _solve(colours, open_, known, reach)

    return by_tiles(solve, values, unknown, front.astype(np.float32))


def _solve(picture: NDArray[np.float32], unknown: Known, alpha: Matte, reach: int) -> Matte:
    near = cv2.dilate(unknown.astype(np.uint8), disk(reach)) > 0
    for kind in (alpha >= 1, alpha <= 0):  # both kinds must be in reach, however wide the band
        if not (kind & near & ~unknown).any():
            near |= kind
    near |= unknown
    free = unknown[near]
    ties = _ties(features(picture, near), free)
    inner = ties[:, free]
    inner = (inner + inner.T) / 2
    outer = ties[:, ~free]
    degree = np.asarray(inner.sum(1) + outer.sum(1)).ravel()
    matrix = sparse.csr_matrix(sparse.diags_array(degree) - inner)
    right = outer @ alpha[near][~free].astype(np.float64)
    scale = 1 / matrix.diagonal()
    found = conjugate_gradients(lambda x: matrix @ x, right, np.zeros_like(right), lambda r: scale * r, TOLERANCE, MOST)
    out = alpha.copy()
    out[unknown] = np.clip(found, 0, 1)
    return out


def features(picture: NDArray[np.float32], where: Known) -> NDArray[np.float32]:
    """Return hue as a point on a circle, chroma and value, then x and y over the diagonal: `(N, 6)`.

    The circle's radius is the chroma (saturation times value), so that the hue of greys and blacks, which is mere
    noise, counts for nothing; the paper has a circle of radius 1.
    """
    hsv = cv2.cvtColor(np.clip(picture, 0, None), cv2.COLOR_RGB2HSV)[where]
    hue, saturation, value = np.deg2rad(hsv[:, 0]), hsv[:, 1], hsv[:, 2]
    chroma = saturation * value
    y, x = np.nonzero(where)
    size = float(np.hypot(*where.shape))
    places = [chroma * np.cos(hue), chroma * np.sin(hue), chroma, value, x / size, y / size]
    return np.stack(places, 1).astype(np.float32)


def _ties(points: NDArray[np.float32], free: Known) -> sparse.csr_matrix:
    """Return which points each free point is tied to: 1 for each time it is found, rows are the free points."""
    asking = int(free.sum())
    total: Any = None
    for many, place in NEIGHBOURS:
        scaled = points * np.array([1, 1, 1, 1, place, place], np.float32)
        many = min(many, len(points))
        found = cKDTree(scaled, balanced_tree=False, compact_nodes=False).query(scaled[free], many)[1]
        places = found.reshape(asking, many)
        ties = sparse.csr_matrix((np.ones(places.size), places.ravel(), np.arange(0, places.size + 1, many)),
                                 (asking, len(points)))  # fmt: skip
        total = ties if total is None else total + ties
    return sparse.csr_matrix(total)
