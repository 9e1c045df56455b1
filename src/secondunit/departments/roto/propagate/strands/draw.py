"""Strands into the probabilities of a frame: drawn where they are seen, and their surroundings cleared."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from secondunit.departments.roto.propagate.network import Array
from secondunit.departments.roto.propagate.strands.find import radius
from secondunit.departments.roto.propagate.strands.follow import SURE
from secondunit.departments.roto.propagate.strands.strand import Strand

NARROW = 1.2  # px that a strand is wide at least
FREE, FAR = 0.7, 5  # part of its clearance that is kept free, at most so many half widths of the widest strand
FIRM = 0.8  # probability above which something is no mistake beside a strand


def drawn(chances: Array, strands: Sequence[Strand]) -> Array:
    """Return probabilities `(H, W, classes)` with the strands in them.

    Beside a strand, as far as the key shows nothing else of its object there, what is hardly sure is ground.
    """
    out = chances.copy()
    for kind in sorted({each.kind for each in strands}):
        core, free = _planes([each for each in strands if each.kind == kind], chances.shape[:2])
        doubtful = free & (out[..., kind] < FIRM)
        out[doubtful, 0] += out[doubtful, kind]
        out[doubtful, kind] = 0
        out *= (1 - core)[..., None]
        out[..., kind] += core
    return out


def _planes(strands: Sequence[Strand], shape: tuple[int, ...]) -> tuple[Array, np.ndarray]:
    """How far each pixel is covered by strands, and what is to be free beside them."""
    core, free = np.zeros(shape, np.float32), np.zeros(shape, bool)
    most = FAR * radius(shape[0])
    for strand in strands:
        sure = np.minimum(strand.trust[1:], strand.trust[:-1]) >= SURE
        widths = np.maximum((strand.width[1:] + strand.width[:-1]) / 2, NARROW)
        rooms = np.minimum(FREE * np.minimum(strand.clearance[1:], strand.clearance[:-1]), most)
        for at in np.flatnonzero(sure):
            a, b = strand.points[at], strand.points[at + 1]
            half, room = float(widths[at]) / 2, float(rooms[at])
            reach = max(half + 1, room)
            x, stop_x, y, stop_y = (int(each) for each in (
                max(0, min(a[0], b[0]) - reach), min(shape[1], max(a[0], b[0]) + reach + 1),
                max(0, min(a[1], b[1]) - reach), min(shape[0], max(a[1], b[1]) + reach + 1)))  # fmt: skip
            if x >= stop_x or y >= stop_y:
                continue
            box = (slice(y, stop_y), slice(x, stop_x))
            across, down = np.arange(x, stop_x) - a[0], (np.arange(y, stop_y) - a[1])[:, None]
            way = b - a
            part = np.clip((across * way[0] + down * way[1]) / max(1e-6, float(way @ way)), 0, 1)
            distance = np.hypot(across - part * way[0], down - part * way[1])
            core[box] = np.maximum(core[box], np.clip(half + 0.5 - distance, 0, 1))
            free[box] |= distance < room
    return core, free
