"""A strand: a line of points with what is known at each of them, and the colours across it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates.pixels import Picture
from secondunit.departments.roto.propagate.network import Array

STEP = 3.0  # px between points
FLANK = 2.0  # px from a strand's edge to where its surroundings are read
NOISE = 8.0  # 8-bit levels by which a colour may differ for no reason


@dataclass(frozen=True, eq=False)
class Strand:
    """A line in pixels of the working size, with one row a point.

    `points` `(N, 2)` x and y; `width` `(N,)`; `contrast` `(N, 3)` its colour less that of both its flanks;
    `clearance` `(N,)` px to the next other part of the object; `trust` `(N,)` 0..1 that it is there. `moved` `(2,)` its
    last step, `leaves` tells for both ends whether they lie on the picture's border, `walked` how many frames its key
    is away, `lost` for how many it was not seen.
    """

    kind: int  # class of its object, from 1
    points: Array
    width: Array
    contrast: Array
    clearance: Array
    trust: Array
    moved: Array
    leaves: tuple[bool, bool]
    walked: int = 0
    lost: int = 0


def softened(picture: Picture) -> Array:
    """Return a picture to read colours from, float32 0..255, less its finest grain."""
    return np.asarray(cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 0.7))


def normals(points: Array) -> Array:
    """Unit vectors across a line `(N, 2)`."""
    along = np.gradient(smoothed(points, 2.0), axis=0)
    along /= np.maximum(1e-6, np.linalg.norm(along, axis=1, keepdims=True))
    return np.stack([-along[:, 1], along[:, 0]], axis=1).astype(np.float32)


def contrast(picture: Array, points: Array, across: Array, width: Array, offsets: Array) -> Array:
    """Colours `(N, K, 3)` at offsets across a line, less the mean of both flanks: what a ridge has and an edge has not.

    `picture` is as `softened` gives it.
    """
    aside = (width / 2 + FLANK).astype(np.float32)

    def read(shift: Array) -> Array:
        at = points[:, None] + (offsets[None] + shift[:, None])[..., None] * across[:, None]
        x, y = (np.ascontiguousarray(at[..., axis], np.float32) for axis in (0, 1))
        return np.asarray(cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))

    flanks = (read(-aside) + read(aside)) / 2
    return np.asarray(read(np.zeros_like(aside)) - flanks, np.float32)


def smoothed(rows: Array, spread: float) -> Array:
    """Smooth along a line `(N, C)`; beyond its ends it is mirrored through them, so that a straight line stays."""
    reach = min(int(3 * spread), len(rows) - 1)
    if reach < 1:
        return rows
    before, after = 2 * rows[0] - rows[reach:0:-1], 2 * rows[-1] - rows[-2 : -reach - 2 : -1]
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / spread) ** 2)
    weights /= weights.sum()
    longer = np.concatenate([before, rows, after])
    return np.stack([np.convolve(longer[:, at], weights, "valid") for at in range(rows.shape[1])], 1).astype(np.float32)


def averaged(values: NDArray[np.floating], count: int) -> Array:
    """Means `(N,)` or `(N, C)` over `count` points along a line."""
    rows = np.ascontiguousarray(values.reshape(len(values), -1)[:, None], np.float32)
    found = [cv2.blur(rows[..., at], (1, count), borderType=cv2.BORDER_REPLICATE) for at in range(rows.shape[2])]
    return np.asarray(np.stack(found, axis=2).reshape(values.shape), np.float32)


def spaced(points: Array, *rows: Array) -> list[Array]:
    """Put points at even steps along their line, and what belongs to them with them."""
    at = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    new = np.linspace(0, at[-1], max(2, round(float(at[-1]) / STEP) + 1))

    def moved(values: Array) -> Array:
        flat = values.reshape(len(values), -1)
        found = np.stack([np.interp(new, at, flat[:, each]) for each in range(flat.shape[1])], axis=1)
        return found.reshape(len(new), *values.shape[1:]).astype(np.float32)

    return [moved(each) for each in (points, *rows)]
