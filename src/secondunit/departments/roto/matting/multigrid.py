"""Conjugate gradients with a multigrid preconditioner for the sparse systems of mattes: n unknowns in about n steps.

Grids are halved with bilinear interpolation and Galerkin products (Briggs, Henson & McCormick, A Multigrid Tutorial,
2000). A 5 x 5 stencil keeps its size that way, so on every grid pixels three apart are independent: nine colours of
pixels let Gauss-Seidel run on whole arrays. One cycle is symmetric, as conjugate gradients ask.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.sparse.linalg import splu

from secondunit.core.errors import EngineError

Field = NDArray[np.float64]
Operator = Callable[[Field], Field]
COLOURS = 9
COARSEST = 300  # unknowns that are solved outright
SHIFT = 1e-6  # of the diagonal there


@dataclass
class _Grid:
    """One grid: its matrix by colour in float32, and the way to the next coarser one."""

    matrix: sparse.csr_matrix
    blocks: list[sparse.csr_matrix]
    starts: NDArray[np.int64]
    scale: NDArray[np.float32]  # 1 / diagonal
    up: Any = None  # from the coarser grid
    down: Any = None
    direct: Any = None  # the factors of the coarsest grid


class Multigrid:
    """A V-cycle over ever coarser grids of the unknown pixels; calling it applies it to a residual."""

    def __init__(self, matrix: sparse.csr_matrix, unknown: NDArray[np.bool_]) -> None:
        """`matrix` is symmetric positive definite, its rows the unknown pixels in raster order, its stencil 5 x 5."""
        self.order = _by_colour(unknown)
        self.grids: list[_Grid] = []
        order = self.order
        while True:
            kinds = _colour(unknown)[order]
            ordered = matrix[order][:, order].tocsr()
            starts = np.searchsorted(kinds, np.arange(COLOURS + 1))
            single = ordered.astype(np.float32)
            grid = _Grid(single, [single[a:b] for a, b in pairwise(starts)], starts,
                         (1 / ordered.diagonal()).astype(np.float32))  # fmt: skip
            self.grids.append(grid)
            up, coarse = _bilinear(unknown)
            if matrix.shape[0] <= COARSEST or up.shape[1] >= matrix.shape[0]:  # scattered pixels do not get fewer
                # a lone pixel gives up to four coarse ones, whose matrix is then singular: a shift makes it definite
                grid.direct = splu(sparse.csc_matrix(ordered + SHIFT * sparse.diags_array(ordered.diagonal())))
                return
            matrix = (up.T @ (matrix @ up)).tocsr()
            finer, order, unknown = order, _by_colour(coarse), coarse
            grid.up = up[finer][:, order].tocsr().astype(np.float32)
            grid.down = grid.up.T.tocsr()

    def __call__(self, residual: Field) -> Field:
        """Return about `matrix^-1 residual`, in the rows' raster order."""
        out = np.empty_like(residual)
        out[self.order] = self._cycle(0, residual[self.order].astype(np.float32))
        return out

    def _cycle(self, level: int, right: NDArray[np.float32]) -> NDArray[np.float32]:
        grid = self.grids[level]
        if grid.direct is not None:
            return np.asarray(grid.direct.solve(right.astype(np.float64)), np.float32)
        x = np.zeros_like(right)
        _sweep(grid, x, right, range(COLOURS))
        x += grid.up @ self._cycle(level + 1, grid.down @ (right - grid.matrix @ x))
        _sweep(grid, x, right, range(COLOURS - 1, -1, -1))
        return x


def _sweep(grid: _Grid, x: NDArray[np.float32], right: NDArray[np.float32], colours: range) -> None:
    """One Gauss-Seidel sweep in place, colour after colour."""
    for colour in colours:
        a, b = grid.starts[colour], grid.starts[colour + 1]
        if a < b:
            x[a:b] += (right[a:b] - grid.blocks[colour] @ x) * grid.scale[a:b]


def _colour(unknown: NDArray[np.bool_]) -> NDArray[np.int64]:
    y, x = np.nonzero(unknown)
    return y % 3 * 3 + x % 3


def _by_colour(unknown: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.argsort(_colour(unknown), kind="stable")


def _bilinear(unknown: NDArray[np.bool_]) -> tuple[sparse.csr_matrix, NDArray[np.bool_]]:
    """Return the interpolation from every second pixel, and which of those are used."""
    y, x = np.nonzero(unknown)
    high, wide = unknown.shape[0] // 2 + 1, unknown.shape[1] // 2 + 1
    ends = [(y + dy) // 2 * wide + (x + dx) // 2 for dy in (0, 1) for dx in (0, 1)]
    rows = np.tile(np.arange(len(y)), 4)
    whole = sparse.csr_matrix((np.full(4 * len(y), 0.25), (rows, np.concatenate(ends))), (len(y), high * wide))
    used = np.zeros(high * wide, np.bool_)
    used[np.concatenate(ends)] = True
    return whole[:, used].tocsr(), used.reshape(high, wide)


def conjugate_gradients(apply: Operator, right: Field, start: Field, precondition: Operator, tolerance: float,
                        most: int) -> Field:  # fmt: skip
    """Solve `apply(x) = right` from `start` until the residual is `tolerance` times the right side.

    Plain preconditioned conjugate gradients (Hestenes & Stiefel 1952), float64. The best that `most` steps reach is
    taken when the residual is under a tenth; raises EngineError when it is not. A right side of zeros gives zeros.
    """
    if not np.any(right):  # no share of it is small enough, and the answer is known
        return np.zeros_like(start)
    x = start.copy()
    residual = right - apply(x)
    goal = tolerance * float(np.linalg.norm(right))
    if np.linalg.norm(residual) <= goal:
        return x
    z = precondition(residual)
    direction = z.copy()
    inner = float(residual @ z)
    for _ in range(most):
        image = apply(direction)
        step = inner / float(direction @ image)
        x += step * direction
        residual -= step * image
        if np.linalg.norm(residual) <= goal:
            return x
        z = precondition(residual)
        was, inner = inner, float(residual @ z)
        direction = z + inner / was * direction
    if not np.linalg.norm(residual) <= 0.1 * np.linalg.norm(right):
        raise EngineError("The matte's equations do not settle.", "Narrow the unknown band of the trimap.")
    return x
