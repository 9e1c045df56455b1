"""Remove a wire: thin enough that what is behind it is read across it, from one side to the other.

Every pixel of the wire is the linear interpolation of the plate on both sides of it along the wire's normal, as paint
artists do it by hand. The normal comes from the mask itself (the way to the nearest edge, averaged as a tensor so
that the two sides agree), so a mask serves as well as a path. Grain is laid over it. Rigs thicker than a few per cent
of the picture belong to `removal`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.departments.plates import grain as plate_grain
from secondunit.departments.plates.pixels import Picture, as_float, disk
from secondunit.departments.roto.cleanup.canvas import PATCHED
from secondunit.departments.roto.cleanup.frames import Frames
from secondunit.departments.roto.cleanup.removal import Cleaned, stored

SIDE = 2  # pixels read on each side, next to the margin
LACKS = 0.87  # of the grain is gone where two pixels of each side are averaged
THICKEST = 0.06  # of the picture's height; a thicker mask is no wire


@dataclass(frozen=True)
class Path:
    """A wire in one frame: points `(n, 2)` x, y in pixels (pixel centres are whole numbers), and its width."""

    points: Sequence[tuple[float, float]]
    width: float

    def mask(self, size: tuple[int, int]) -> NDArray[np.bool_]:
        """Draw the path on a frame of `size` (height, width). Raises InputError for what cannot be drawn."""
        points = np.asarray(self.points, np.float64)
        if points.ndim != 2 or points.shape[1:] != (2,) or len(points) < 2 or not np.isfinite(points).all():
            raise InputError("the path of a wire needs at least two points x, y", hint="give [(x, y), (x, y), ...]")
        if not 0.5 <= self.width <= size[0] or np.abs(points).max() > 1e5:
            raise InputError(f"a wire of {self.width} pixels at these places cannot be drawn", hint="check the path")
        # the area within half a width of the path, measured exactly
        y, x = np.mgrid[0 : size[0], 0 : size[1]].astype(np.float32)
        near = np.full(size, np.inf, np.float32)
        for (ax, ay), (bx, by) in pairwise(points):
            dx, dy = bx - ax, by - ay
            along = np.clip(((x - ax) * dx + (y - ay) * dy) / max(dx * dx + dy * dy, 1e-9), 0, 1)
            near = np.minimum(near, np.hypot(x - ax - along * dx, y - ay - along * dy))
        return np.asarray(near <= self.width / 2 + 0.5)


def remove_wires(
    frames: Frames, wires: Sequence[Path | Sequence[Path]] | Frames, *, margin: int = 1, regrain: bool = True,
    seed: int = 0, grain: plate_grain.Grain | None = None,
) -> Iterator[Cleaned]:  # fmt: skip
    """Yield each frame without its wires: a mask, a path, or several paths for each frame.

    Pixels outside come back bit for bit. Raises InputError for wires that do not fit the frames or are too thick.
    """
    if len(wires) != len(frames):
        raise InputError(f"there are wires for {len(wires)} frames, the plate has {len(frames)}",
                         hint="give a mask or path for each frame")  # fmt: skip
    for number in range(len(frames)):
        picture = frames[number]
        if picture.ndim != 3 or picture.shape[2] != 3:
            raise InputError(f"frame {number} has the shape {picture.shape}", hint="give RGB pictures (H, W, 3)")
        size = (picture.shape[0], picture.shape[1])
        mask = _mask(wires[number], size, number)
        if mask.any() and regrain and grain is None:
            try:
                grain = plate_grain.measure([picture], [mask])
            except InputError:
                regrain = False  # no flat patch to read grain from
        yield _clean(picture, mask, number, margin, grain if regrain else None, seed)


def _mask(given: Any, size: tuple[int, int], number: int) -> NDArray[np.bool_]:  # noqa: ANN401
    if isinstance(given, Path):
        mask = given.mask(size)
    elif isinstance(given, (list, tuple)):
        mask = np.zeros(size, bool)
        for each in given:
            mask |= each.mask(size)
    else:
        if given.shape != size:
            raise InputError(f"the wire mask of frame {number} is not of the frame's size",
                             hint="masks must have the size of the plate")  # fmt: skip
        mask = given > (0.5 if given.dtype.kind == "f" else 0)
    if mask.any():
        thick = 2 * float(cv2.distanceTransform(np.pad(mask, 1).astype(np.uint8), cv2.DIST_L2, 5).max())
        if thick > max(12, THICKEST * size[0]):
            raise InputError(f"what is to go in frame {number} is {thick:.0f} pixels thick: no wire",
                             hint="remove it as an object")  # fmt: skip
    return np.asarray(mask)


def _clean(
    picture: Picture, mask: NDArray[np.bool_], number: int, margin: int, grain: plate_grain.Grain | None, seed: int
) -> Cleaned:
    sure = np.ones(mask.shape, np.float32)
    source = np.zeros(mask.shape, np.uint8)
    if not mask.any():
        return Cleaned(number, picture, sure, source)
    rows, columns = np.nonzero(mask)
    reach = 2 * int(np.ceil(THICKEST * mask.shape[0])) + margin + SIDE + 8
    top, bottom = max(0, rows.min() - reach), min(mask.shape[0], rows.max() + reach + 1)
    left, right = max(0, columns.min() - reach), min(mask.shape[1], columns.max() + reach + 1)
    part = (slice(top, bottom), slice(left, right))
    plate, hole = as_float(picture[part]), mask[part]
    filled, trust = across(plate, hole, margin)
    whole = plate.copy()
    whole[hole] = filled
    if grain is not None:
        whole = plate_grain.apply(whole, grain, seed=seed, frame=number, amount=LACKS)
    out = picture.copy()
    out[part][hole] = stored(whole[hole], picture.dtype)
    sure[part][hole], source[part][hole] = trust, PATCHED
    return Cleaned(number, out, sure, source)


def across(
    plate: NDArray[np.float32], hole: NDArray[np.bool_], margin: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the colours `(n, 3)` of the hole's pixels, read across it, and how sure they are (0..1).

    Sure is what both sides agree on.
    """
    shut = cv2.dilate(hole.astype(np.uint8), disk(margin)) if margin else hole.astype(np.uint8)
    normal_x, normal_y = _normals(shut > 0)
    rows, columns = np.nonzero(hole)
    nx, ny = normal_x[hole], normal_y[hole]
    high, wide = hole.shape
    most = 4 * int(np.ceil(cv2.distanceTransform(shut, cv2.DIST_L2, 5).max())) + 4
    colours, distances, found = [], [], []
    for sign in (1.0, -1.0):
        away = np.full(len(rows), np.inf, np.float32)
        for step in range(1, most + 1):
            waiting = np.flatnonzero(~np.isfinite(away))
            if not len(waiting):
                break
            y = np.rint(rows[waiting] + sign * step * ny[waiting]).astype(int)
            x = np.rint(columns[waiting] + sign * step * nx[waiting]).astype(int)
            inside = (y >= 0) & (x >= 0) & (y < high) & (x < wide)
            clear = inside.copy()
            clear[inside] = shut[y[inside], x[inside]] == 0
            away[waiting[clear]] = step
        good = np.isfinite(away)
        reach = np.where(good, away, 0)
        total = np.zeros((len(rows), 3), np.float32)
        for k in range(SIDE):
            x = (columns + sign * (reach + k) * nx).astype(np.float32)
            y = (rows + sign * (reach + k) * ny).astype(np.float32)
            total += cv2.remap(plate, x[:, None], y[:, None], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)[:, 0]
        colours.append(total / SIDE)
        distances.append(reach + (SIDE - 1) / 2)
        found.append(good)
    weights = [np.where(good, other, 0) for good, other in zip(found, reversed(distances), strict=True)]
    weights = [np.where(good & ~opposite, 1.0, w) for good, opposite, w in
               zip(found, reversed(found), weights, strict=True)]  # fmt: skip
    total_weight = np.maximum(weights[0] + weights[1], 1e-6)
    filled = (colours[0] * weights[0][:, None] + colours[1] * weights[1][:, None]) / total_weight[:, None]
    apart = np.abs(colours[0] - colours[1]).mean(axis=1)
    sure = np.where(found[0] & found[1], 1 / (1 + (apart / 0.1) ** 2), 0.3 * (found[0] | found[1]))
    lost = ~(found[0] | found[1])
    if lost.any():
        filled[lost] = np.median(plate[shut == 0], axis=0) if (shut == 0).any() else 0
    return filled.astype(np.float32), sure.astype(np.float32)


def _normals(hole: NDArray[np.bool_]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the unit normal of the wire at each pixel; its sign means nothing."""
    inside = hole.astype(np.uint8)
    depth = cv2.distanceTransform(inside, cv2.DIST_L2, 5)
    soft = cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 1.0)
    gx, gy = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    spread = max(2.0, 1.5 * float(depth.max()))
    xx, yy, xy = (cv2.GaussianBlur(each, (0, 0), spread) for each in (gx * gx, gy * gy, gx * gy))
    angle = 0.5 * np.arctan2(2 * xy, xx - yy)
    return np.cos(angle).astype(np.float32), np.sin(angle).astype(np.float32)
