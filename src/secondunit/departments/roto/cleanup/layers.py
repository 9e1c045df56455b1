"""One layer: another frame laid over a part of this one, so that it shows what the hole hides.

The other frame is brought over by the camera's homography (exact for far and flat grounds), then by dense flow read
around the hole and completed inside it, first as an affine motion and then smoothly (flow completion; Matsushita et
al., "Full-frame video stabilization with motion inpainting", PAMI 2006). Before flow is read, each picture is patched
with the other where it has a hole, so that what must go does not draw the flow. Every pixel is looked up once in the
frame that it came from, so it stays sharp however far that frame is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates.flow import flow_between
from secondunit.departments.plates.pixels import as_float, disk
from secondunit.departments.roto.cleanup.fields import complete
from secondunit.departments.roto.cleanup.frames import Box, Shot
from secondunit.departments.roto.cleanup.motion import Homography

GRIP = 4  # pixels next to a hole where flow is not believed: its patches reach into the hole
DOUBT = 0.3  # share of the surroundings that must agree, else the layer does not show this place
NEAR = 2.0  # pixels off the fitted motion up to which flow belongs to the ground
SLOPE = 0.01  # how strongly a fitted motion is held to be one shift
PASSES = 0.004  # of the width a frame: what moves that much unlike the ground passes over it
TRUST = 0.06  # mean error (0..1) around a pixel up to which flow is believed


@dataclass(frozen=True, eq=False)
class Layer:
    """What another frame shows of a box: colours float32, where they are real, and the error seen around the hole."""

    frame: int
    picture: NDArray[np.float32]  # (h, w, 3), light matched to this frame
    valid: NDArray[np.bool_]  # (h, w)
    error: NDArray[np.float32]  # (h, w) mean absolute error of the layer where it can be compared, 0..1, spread inside
    stray: NDArray[np.float32]  # (h, w) widths a frame by which the content moves unlike the ground of its frame


def lay(
    here: Shot, there: Shot, motion: Homography, box: Box, frame: int,
    moves: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None,
) -> Layer | None:  # fmt: skip
    """Lay the shot `there` over a box of `here`; None where it does not reach the box at all.

    `motion` maps pixels of `here` to pixels of `there`; `moves` is the flow (in its pixels, at any smaller size) of
    `here` and of `there` to a neighbour, by which things that pass over the ground are known: they are not copied.
    """
    ways = _grid(box, motion)
    guess, seen = _look(there.grey, there.wide, ways)
    hole = here.wide[box.slices]
    if not (seen & hole).any():
        return None
    target = here.grey[box.slices]
    flow, passing = _flow(target, guess, hole, seen)
    maps = _grid(box, motion, flow)
    height, width = there.grey.shape
    picture = _colours(there, maps)
    valid = (maps[0] >= 0) & (maps[1] >= 0) & (maps[0] <= width - 1) & (maps[1] <= height - 1)
    valid &= cv2.remap(there.wide.astype(np.uint8), *maps, cv2.INTER_LINEAR, borderValue=1) == 0
    mine = as_float(here.picture[box.slices])
    picture, error = _matched(picture, mine, valid, hole | passing)
    stray = np.zeros(valid.shape, np.float32)
    if moves is not None:
        stray = _stray(moves, maps, box, (width, height), valid & ~hole, hole) / np.float32(width)
        valid &= stray < PASSES
    return Layer(frame, picture, valid & (error < 1), error, stray)


def _stray(
    moves: tuple[NDArray[np.float32], NDArray[np.float32]], maps: tuple[NDArray[np.float32], NDArray[np.float32]],
    box: Box, size: tuple[int, int], ground: NDArray[np.bool_], hole: NDArray[np.bool_],
) -> NDArray[np.float32]:  # fmt: skip
    """Return by how much (pixels a frame) the content moves unlike the ground around the hole.

    What moves like the things around this place (a trunk that the hole cuts) is no stray either.
    """
    if ground.sum() < 64:
        return np.zeros(hole.shape, np.float32)
    y, x = np.mgrid[box.top : box.bottom, box.left : box.right].astype(np.float32)
    rests = []
    for field, (across, down) in zip(moves, ((x, y), maps), strict=True):
        scale = (field.shape[1] / size[0], field.shape[0] / size[1])
        moved = cv2.remap(field, across * scale[0], down * scale[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        rest = moved - np.median(moved[ground], axis=0)
        rests.append(rest - _affine(rest, ground, hole))
    mine, other = rests
    unlike = np.minimum(np.hypot(other[..., 0], other[..., 1]), np.hypot(*np.moveaxis(other - mine, 2, 0)))
    return np.asarray(unlike, np.float32)


def _grid(
    box: Box, motion: Homography, flow: NDArray[np.float32] | None = None
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return where the pixels of the box lie in the other frame (x, y), after a flow on this side."""
    y, x = np.mgrid[box.top : box.bottom, box.left : box.right].astype(np.float32)
    if flow is not None:
        x, y = x + flow[..., 0], y + flow[..., 1]
    m = motion / motion[2, 2]
    depth = np.maximum(m[2, 0] * x + m[2, 1] * y + 1, 1e-3)
    across = (m[0, 0] * x + m[0, 1] * y + m[0, 2]) / depth
    down = (m[1, 0] * x + m[1, 1] * y + m[1, 2]) / depth
    return across.astype(np.float32), down.astype(np.float32)


def _look(
    grey: NDArray[np.uint8], wide: NDArray[np.bool_], maps: tuple[NDArray[np.float32], NDArray[np.float32]]
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    found = cv2.remap(grey, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    shut = cv2.remap(wide.astype(np.uint8), *maps, cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT, borderValue=1)
    return np.asarray(found), np.asarray(shut == 0)


def _colours(there: Shot, maps: tuple[NDArray[np.float32], NDArray[np.float32]]) -> NDArray[np.float32]:
    """Look the colours up with a cubic kernel, in the part of the frame that is needed."""
    height, width = there.grey.shape
    low_x, low_y = (int(np.clip(m.min() - 4, 0, n - 1)) for m, n in zip(maps, (width, height), strict=True))
    high_x, high_y = (int(np.clip(m.max() + 5, 1, n)) for m, n in zip(maps, (width, height), strict=True))
    part = as_float(there.picture[low_y : max(high_y, low_y + 1), low_x : max(high_x, low_x + 1)])
    return np.asarray(cv2.remap(part, maps[0] - low_x, maps[1] - low_y, cv2.INTER_CUBIC,
                                borderMode=cv2.BORDER_REPLICATE))  # fmt: skip


def _flow(
    target: NDArray[np.uint8], guess: NDArray[np.uint8], hole: NDArray[np.bool_], seen: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return what is left to move after the homography, read around the hole and completed inside it, and which
    pixels belong to things that pass over the ground."""
    both = ~hole & seen
    nothing = np.zeros((*target.shape, 2), np.float32), np.zeros(target.shape, bool)
    if both.sum() < 64:
        return nothing
    level = float(np.median(target[both])) / max(1.0, float(np.median(guess[both])))
    near = np.clip(guess * np.clip(level, 0.5, 2.0), 0, 255).astype(np.uint8)
    mine, other = np.where(hole, near, target), np.where(seen, near, target)
    free = hole & ~seen  # hidden in both: the same smooth patch in both draws no flow
    if free.any():
        mine[free] = other[free] = int(np.median(target[both]))
    raw = flow_between(np.ascontiguousarray(mine), np.ascontiguousarray(other))
    y, x = np.mgrid[0 : target.shape[0], 0 : target.shape[1]].astype(np.float32)
    landed = cv2.remap(other, x + raw[..., 0], y + raw[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    error = cv2.blur(cv2.absdiff(landed, mine).astype(np.float32) / 255, (7, 7))
    shut = cv2.dilate((~both).astype(np.uint8), disk(GRIP)) > 0
    known = ~shut & (error < TRUST)
    if known.sum() < 64:
        return nothing
    plane = _affine(raw, known, hole)
    rest = np.where(known[..., None], raw - plane, 0).astype(np.float32)
    # things that pass between the camera and the ground do not tell how the ground goes on behind the hole
    ground = known & (np.hypot(rest[..., 0], rest[..., 1]) < NEAR)
    small = (max(4, target.shape[1] // 4), max(4, target.shape[0] // 4))
    share = cv2.resize(ground.astype(np.float32), small, interpolation=cv2.INTER_AREA)
    sums = cv2.resize(rest * ground[..., None], small, interpolation=cv2.INTER_AREA)
    mean = sums / np.maximum(share, 1e-3)[..., None]
    inside = complete(mean.astype(np.float32), share > 0.3)
    smooth = cv2.resize(inside, (target.shape[1], target.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(plane + np.where(known[..., None], rest, smooth), np.float32), known & ~ground


def _affine(
    flow: NDArray[np.float32], known: NDArray[np.bool_], hole: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Fit an affine motion to what is known, nearest to the hole most, by reweighted least squares.

    The fit starts at no motion: where the homography holds for a part of the ring, that part is the ground.
    """
    rows, columns = np.nonzero(known)
    every = max(1, len(rows) // 4000)
    rows, columns = rows[::every], columns[::every]
    far = cv2.distanceTransform((~hole).astype(np.uint8), cv2.DIST_L2, 3)[rows, columns]
    reach = max(12.0, 0.15 * max(hole.shape))
    high, wide = known.shape
    terms = np.stack([np.ones(len(rows)), columns / wide - 0.5, rows / high - 0.5], axis=1)
    values = flow[rows, columns].astype(np.float64)
    base = np.exp(-far / reach) + 1e-3
    found = np.zeros((3, 2))
    stiff = np.diag([0.001, SLOPE, SLOPE]) * base.sum()
    for _ in range(8):
        off = np.linalg.norm(values - terms @ found, axis=1)
        weight = base / (1 + (off / 0.7) ** 2) ** 2
        left = terms * weight[:, None]
        found = np.linalg.solve(left.T @ terms + stiff * weight.sum() / base.sum(), left.T @ values)
    shift, right, down = found.astype(np.float32)
    x, y = np.arange(wide, dtype=np.float32) / wide - 0.5, np.arange(high, dtype=np.float32) / high - 0.5
    return np.asarray((shift + y[:, None] * down)[:, None] + (x[:, None] * right)[None])


def _matched(
    picture: NDArray[np.float32], mine: NDArray[np.float32], valid: NDArray[np.bool_], hole: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Match the layer's light to this frame by a gain a channel and a smooth shift; return it and its error."""
    both = valid & ~hole
    if both.sum() < 64:
        return picture, np.full(valid.shape, 0.25, np.float32)
    top = mine[both].mean(axis=0)
    gain = np.clip((top + 0.02) / (picture[both].mean(axis=0) + 0.02), 0.5, 2.0).astype(np.float32)
    lit = picture * gain
    gap = np.where(both[..., None], mine - lit, 0).astype(np.float32)
    # the shift is read where the two agree in structure, at a quarter of the size
    size = (max(2, valid.shape[1] // 4), max(2, valid.shape[0] // 4))
    agree = both & (cv2.blur(np.abs(gap).mean(axis=2), (9, 9)) < TRUST)
    share = cv2.resize(agree.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(cv2.resize(gap * agree[..., None], size, interpolation=cv2.INTER_AREA), (0, 0), 3)
    near = cv2.GaussianBlur(share, (0, 0), 3)
    shift = complete((soft / np.maximum(near, 1e-3)[..., None]).astype(np.float32), share > 0.3)
    full = (valid.shape[1], valid.shape[0])
    lit = lit + cv2.resize(shift, full, interpolation=cv2.INTER_LINEAR)
    off = np.abs(mine - lit).mean(axis=2)
    agree = both & (cv2.blur(off, (5, 5)) < TRUST)
    reach = max(2.0, 0.05 * max(size))

    def spread(field: NDArray[Any]) -> NDArray[np.float32]:
        small = cv2.resize(field.astype(np.float32), size, interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.GaussianBlur(small, (0, 0), reach))

    near, around = spread(agree), spread(both)
    share = complete((near / np.maximum(around, 1e-3)).astype(np.float32), around > 0.15)
    error = complete((spread(off * agree) / np.maximum(near, 1e-3)).astype(np.float32), near > 0.05)
    share, error = (cv2.resize(field, full, interpolation=cv2.INTER_LINEAR) for field in (share, error))
    # where less of the ring agrees, what agrees says less
    error = np.where(share > DOUBT, error / np.maximum(share, DOUBT), 1)
    return lit.astype(np.float32), np.asarray(np.maximum(error, 0), np.float32)
