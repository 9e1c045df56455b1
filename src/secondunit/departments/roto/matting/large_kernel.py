"""Large-kernel matting: He, Sun & Tang, Fast Matting Using Large Kernel Matting Laplacian Matrices, CVPR 2010.

The colour line of the closed form, over windows many pixels wide: alpha travels far in each step, so fine gaps and
wide bands are bridged. The matrix is never built; box filters apply it at a cost that does not depend on the radius.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates.pixels import Matte
from secondunit.departments.roto.matting.checks import Known, ready
from secondunit.departments.roto.matting.multigrid import conjugate_gradients
from secondunit.departments.roto.matting.tiles import by_tiles

Field = NDArray[np.float64]
RADIUS = 10
EPSILON = 1e-6  # colour variance that counts as noise
TOLERANCE, MOST = 2e-3, 150


def large_kernel(picture: NDArray[Any], trimap: NDArray[Any], *, radius: int = RADIUS,
                 epsilon: float = EPSILON) -> Matte:  # fmt: skip
    """Return the matte of a picture `(H, W, 3)` under a trimap (0, between, 255), float32 0..1.

    Windows are `2 radius + 1` pixels wide. Errors as of `closed_form`.
    """
    values, unknown, front = ready(picture, trimap)

    def solve(colours: NDArray[np.float32], open_: Known, known: Matte) -> Matte:
        return _solve(colours, open_, known, radius, epsilon)

    return by_tiles(solve, values, unknown, front.astype(np.float32), margin=2 * radius + 1)


def _solve(picture: NDArray[np.float32], unknown: Known, alpha: Matte, radius: int, epsilon: float) -> Matte:
    apply = _Kernel(picture, radius, epsilon)
    fixed = np.where(unknown, 0, alpha).astype(np.float64)

    def on_unknown(x: Field) -> Field:
        full = np.zeros(unknown.shape)
        full[unknown] = x
        return apply(full)[unknown]

    right = -apply(fixed)[unknown]
    start = _half(picture, unknown, alpha, radius, epsilon)
    found = conjugate_gradients(on_unknown, right, start[unknown].astype(np.float64), lambda r: r, TOLERANCE, MOST)
    out = alpha.copy()
    out[unknown] = np.clip(found, 0, 1)
    return out


def _half(picture: NDArray[np.float32], unknown: Known, alpha: Matte, radius: int, epsilon: float) -> Matte:
    """Return the answer at half the size and radius, the start of the full one; grey where it is small enough."""
    if radius < 4 or min(unknown.shape) < 8 * radius:
        return np.where(unknown, np.float32(0.5), alpha)
    high, wide = unknown.shape
    half = ((wide + 1) // 2, (high + 1) // 2)
    small = [np.asarray(cv2.resize(each, half, interpolation=cv2.INTER_AREA))
             for each in (picture, alpha, unknown.astype(np.float32))]
    known = small[1][small[2] == 0]
    if not (np.any(known > 0) and np.any(known < 1)):  # what is thin and sure has gone: nothing is left to solve from
        return np.where(unknown, np.float32(0.5), alpha)
    answer = _solve(small[0], small[2] > 0, small[1], radius // 2, epsilon)
    return np.asarray(cv2.resize(answer, (wide, high), interpolation=cv2.INTER_LINEAR))


class _Kernel:
    """The Laplacian of large windows as an operator on whole pictures."""

    def __init__(self, picture: NDArray[np.float32], radius: int, epsilon: float) -> None:
        self.colours = picture.astype(np.float64)
        self.size = (2 * radius + 1, 2 * radius + 1)
        self.count = self._sum(np.ones(picture.shape[:2]))
        self.mean = self._sum(self.colours) / self.count[..., None]
        pairs = [(a, b) for a in range(3) for b in range(a, 3)]
        products = np.stack([self.colours[..., a] * self.colours[..., b] for a, b in pairs], 2)
        covariance = np.empty((*picture.shape[:2], 3, 3))
        for k, (a, b) in enumerate(pairs):
            value = self._sum(products[..., k]) / self.count - self.mean[..., a] * self.mean[..., b]
            covariance[..., a, b] = covariance[..., b, a] = value + (epsilon if a == b else 0)
        self.inverse = np.linalg.inv(covariance)

    def _sum(self, field: Field) -> Field:
        return np.asarray(cv2.boxFilter(field, -1, self.size, normalize=False, borderType=cv2.BORDER_CONSTANT))

    def __call__(self, alpha: Field) -> Field:
        """Return the Laplacian times an alpha `(H, W)`."""
        stacked = np.concatenate([self.colours * alpha[..., None], alpha[..., None]], 2)
        means = self._sum(stacked) / self.count[..., None]
        line = np.einsum("hwab,hwb->hwa", self.inverse, means[..., :3] - self.mean * means[..., 3:])
        offset = means[..., 3] - np.einsum("hwa,hwa->hw", line, self.mean)
        sums = self._sum(np.concatenate([line, offset[..., None]], 2))
        seen = np.einsum("hwa,hwa->hw", sums[..., :3], self.colours) + sums[..., 3]
        return np.asarray(self.count * alpha - seen)
