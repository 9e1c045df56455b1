"""Closed-form matting: Levin, Lischinski & Weiss, A Closed-Form Solution to Natural Image Matting, PAMI 2008.

Known pixels are held exactly; only the unknown ones and their rim are solved for. Where more pixels are unknown than
one system should hold, tiles are solved one after the other (`tiles`), so memory is bounded for 4K and beyond.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates.pixels import Matte
from secondunit.departments.roto.matting.checks import Known, ready
from secondunit.departments.roto.matting.laplacian import EPSILON, laplacian
from secondunit.departments.roto.matting.multigrid import Multigrid, conjugate_gradients
from secondunit.departments.roto.matting.tiles import by_tiles

TOLERANCE = 5e-5  # of the residual: further steps change errors by under 2 % even in wide bands
MOST = 300  # steps; fifty are common


def closed_form(picture: NDArray[Any], trimap: NDArray[Any], *, epsilon: float = EPSILON) -> Matte:
    """Return the matte of a picture `(H, W, 3)` under a trimap (0, between, 255), float32 0..1.

    `epsilon` is the colour variance that counts as noise; raise it to 1e-5 for grainy plates. A trimap without unknown
    pixels passes through. Raises InputError for what `checks.ready` names.
    """
    values, unknown, front = ready(picture, trimap)
    alpha = front.astype(np.float32)

    def solve(colours: NDArray[np.float32], open_: Known, known: Matte) -> Matte:
        return solve_closed_form(colours, open_, known, epsilon)

    return by_tiles(solve, values, unknown, alpha)


def solve_closed_form(picture: NDArray[np.float32], unknown: Known, alpha: Matte, epsilon: float = EPSILON) -> Matte:
    """Return `alpha` with its unknown pixels solved for in one system; what else it holds is taken as known."""
    matrix, rim, places = laplacian(picture, unknown, epsilon)
    right = -(rim @ alpha.ravel()[places].astype(np.float64))
    found = conjugate_gradients(lambda x: matrix @ x, right, np.zeros_like(right), Multigrid(matrix, unknown),
                                TOLERANCE, MOST)  # fmt: skip
    out = alpha.copy()
    out[unknown] = np.clip(found, 0, 1)
    return out
