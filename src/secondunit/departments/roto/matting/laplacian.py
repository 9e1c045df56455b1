"""The matting Laplacian of Levin, Lischinski & Weiss (A Closed-Form Solution to Natural Image Matting, PAMI 2008).

In each 3 x 3 window alpha is taken as an affine function of colour; the Laplacian measures how far an alpha is from
that. Only windows that touch an unknown pixel are built, so the cost follows the unknown band and not the picture.
"""

from __future__ import annotations

import cv2
import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

Field = NDArray[np.float64]
Whole = NDArray[np.int64]

PLACES = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
BLOCK = 1 << 16  # windows worked on at a time: bounds the scratch memory
EPSILON = 1e-7  # variance that counts as noise, the authors' value for pictures of 0..1


def laplacian(
    picture: NDArray[np.float32], unknown: NDArray[np.bool_], epsilon: float = EPSILON
) -> tuple[sparse.csr_matrix, sparse.csr_matrix, Whole]:
    """Return (rows of the unknown x unknown, rows of the unknown x rim, rim pixels) of the matting Laplacian.

    Rows are unknown pixels in raster order; the rim are the known pixels (raster positions) that share a window with
    one. `picture` is `(H, W, 3)` of at least 3 x 3 pixels, in any light; `epsilon` is for values of about 0..1.
    """
    wide = unknown.shape[1]
    block = np.ones((3, 3), np.uint8)
    centres = cv2.dilate(unknown.astype(np.uint8), block)
    centres[[0, -1]] = 0
    centres[:, [0, -1]] = 0
    pixels = np.flatnonzero(cv2.dilate(centres, block))
    at = np.full(unknown.size, -1, np.int64)
    at[pixels] = np.arange(len(pixels))
    pairs = _affinities(picture.reshape(-1, 3), np.flatnonzero(centres), at, len(pixels), wide, epsilon)

    first = np.arange(len(pixels))
    heads, tails, weights = [], [], []
    for step, weight in pairs.items():
        joined = np.flatnonzero(weight)
        other = at[pixels[joined] + step]
        heads += [first[joined], other]
        tails += [other, first[joined]]
        weights += [weight[joined]] * 2
    weight = sparse.csr_matrix((np.concatenate(weights), (np.concatenate(heads), np.concatenate(tails))),
                               (len(pixels), len(pixels)))
    whole = sparse.csr_matrix(sparse.diags_array(np.asarray(weight.sum(1)).ravel()) - weight)
    free = unknown.ravel()[pixels]
    rows = whole[free]
    return rows[:, free].tocsr(), rows[:, ~free].tocsr(), pixels[~free]


def _affinities(flat: NDArray[np.float32], centres: Whole, at: Whole, count: int, wide: int,
                epsilon: float) -> dict[int, Field]:  # fmt: skip
    """Sum the affinity of each pair of pixels over the windows that hold both, by the step from one to the other."""
    pairs: dict[int, Field] = {}
    for start in range(0, len(centres), BLOCK):
        middle = centres[start : start + BLOCK]
        spots = [middle + dy * wide + dx for dy, dx in PLACES]
        colours = np.stack([flat[spot].T for spot in spots]).astype(np.float64)  # 9 x RGB x windows
        apart = colours - colours.mean(0)
        inverse = _inverse_covariance(apart, epsilon)
        places = [at[spot] for spot in spots]
        for i in range(9):
            shaped = np.einsum("abk,bk->ak", inverse, apart[i])
            for j in range(i + 1, 9):
                step = (PLACES[j][0] - PLACES[i][0]) * wide + PLACES[j][1] - PLACES[i][1]
                total = pairs.setdefault(step, np.zeros(count))
                total[places[i]] += (1 + np.einsum("ak,ak->k", shaped, apart[j])) / 9
    return pairs


def _inverse_covariance(apart: Field, epsilon: float) -> Field:
    """Return the inverse of each window's colour covariance plus epsilon / 9, as 3 x 3 x windows."""
    c: Field = np.einsum("iak,ibk->abk", apart, apart) / 9
    for a in range(3):
        c[a, a] += epsilon / 9
    out: Field = np.empty_like(c)
    out[0, 0] = c[1, 1] * c[2, 2] - c[1, 2] ** 2
    out[0, 1] = c[0, 2] * c[1, 2] - c[0, 1] * c[2, 2]
    out[0, 2] = c[0, 1] * c[1, 2] - c[0, 2] * c[1, 1]
    out[1, 1] = c[0, 0] * c[2, 2] - c[0, 2] ** 2
    out[1, 2] = c[0, 1] * c[0, 2] - c[0, 0] * c[1, 2]
    out[2, 2] = c[0, 0] * c[1, 1] - c[0, 1] ** 2
    out[1, 0], out[2, 0], out[2, 1] = out[0, 1], out[0, 2], out[1, 2]
    out /= np.einsum("ak,ak->k", c[0], out[0])
    return out
