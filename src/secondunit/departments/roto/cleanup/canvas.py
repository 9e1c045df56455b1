"""A hole that is filled source by source, each blended into what is there in the gradient domain.

The plate comes first, then what other frames show, then earlier fills, then patches. Each fill keeps its own gradients
and takes its values at the border from what was there before it (Perez, Gangnet & Blake, "Poisson image editing",
SIGGRAPH 2003), so neither the edge of the hole nor a seam between two sources shows as a step.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates.pixels import disk
from secondunit.departments.roto.cleanup.fields import blend, complete

PLATE, BORROWED, CARRIED, PATCHED = 0, 1, 2, 3  # where a pixel comes from
BAND = 12  # pixels past its own that a fill is compared with what is there
SOFT = 2.0  # pixels of blur under which the two are compared
SAME = 0.1  # mean difference (0..1) up to which the two show the same thing


class Canvas:
    """A box of a frame while its hole is filled: `picture` `(h, w, 3)` float32, `open` what is still to fill, `sure`
    how sure the fill is (0..1), `source` where it comes from, `grain` how much of the grain's variance is in it."""

    def __init__(self, picture: NDArray[np.float32], hole: NDArray[np.bool_]) -> None:
        """Take over the plate; nothing is filled yet."""
        self.picture, self.hole = picture.copy(), hole
        self.open = hole.copy()
        self.sure = np.zeros(hole.shape, np.float32)
        self.source = np.zeros(hole.shape, np.uint8)
        self.grain = np.zeros(hole.shape, np.float32)

    def put(
        self, fill: NDArray[np.float32], valid: NDArray[np.bool_], source: int, *, sure: NDArray[np.float32] | float,
        grain: NDArray[np.float32] | float,
    ) -> None:  # fmt: skip
        """Fill what is open where the fill is `valid`; where it is valid around that, it is fitted to what is there.

        What the surroundings contradict stays open, unless it is made up from them.
        """
        where = self.open & valid
        if not where.any():
            return
        rows, columns = (np.flatnonzero(where.any(axis=axis)) for axis in (1, 0))
        part = (slice(max(0, rows[0] - 2 * BAND), rows[-1] + 2 * BAND + 1),
                slice(max(0, columns[0] - 2 * BAND), columns[-1] + 2 * BAND + 1))  # fmt: skip
        here, there, hole = self.picture[part], fill[part], where[part]
        ring = (cv2.dilate(hole.astype(np.uint8), disk(BAND)) > 0) & valid[part] & ~self.open[part]
        if source != PATCHED:
            unlike = _unlike(here, there, ring)
            hole = hole & (complete(unlike, ring) < 0.5)
            where = np.zeros_like(where)
            where[part] = hole
            if source == BORROWED:
                ring &= unlike < 0.5
        # without anything to compare with, the fill is taken as it is
        self.picture[part] = blend(here, there, hole, ring) if ring.any() else np.where(hole[..., None], there, here)
        for field, value in ((self.sure, sure), (self.grain, grain)):
            field[where] = value[where] if isinstance(value, np.ndarray) else value
        self.source[where] = source
        self.open &= ~where


def _unlike(
    here: NDArray[np.float32], there: NDArray[np.float32], ring: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Return how much of the surroundings of each pixel of the ring differs in more than detail (0..1).

    Compared softly: leaves that moved are still the same leaves, spray that has gone is not.
    """
    share = ring.astype(np.float32)
    gap = cv2.GaussianBlur((here - there) * share[..., None], (0, 0), SOFT)
    gap /= np.maximum(cv2.GaussianBlur(share, (0, 0), SOFT), 1e-3)[..., None]
    differs = (np.abs(gap).mean(axis=2) > SAME) & ring
    return np.asarray(cv2.GaussianBlur(differs.astype(np.float32), (0, 0), BAND / 2) /
                      np.maximum(cv2.GaussianBlur(share, (0, 0), BAND / 2), 1e-3))  # fmt: skip
