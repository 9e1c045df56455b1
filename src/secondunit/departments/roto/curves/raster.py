"""Shapes to mattes: exact area coverage of each pixel, feathers and blend modes.

Coverage comes from signed areas: every edge adds, to each pixel it crosses, the part of the pixel to its right, and a
running sum along the row fills the inside (the accumulation buffer of font rasterisers, e.g. Levien's font-rs, 2016).
It is exact for polygons that do not cross themselves; where they do, areas count by non-zero winding.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from secondunit.core.shapes import Blend, Layer, Outline, Roto, Shape
from secondunit.departments.plates.pixels import Matte

Points = NDArray[np.float64]  # (n, 2): x, y in pixels

STEPS = 16  # straight pieces a Bezier segment: off by less than 0.01 px on segments up to 100 px
RINGS = 48  # polygons between the curve and the end of the feather, at most


def polygon(outline: Outline, *, closed: bool = True, steps: int = STEPS, share: float = 0.0) -> Points:
    """Return the curve as points `(segments * steps, 2)`; `share` 0 is the curve, 1 its feather's end."""
    numbers = np.array([point.numbers() for point in outline], np.float64)
    places = numbers[:, 0:2] + share * numbers[:, 6:8]
    return flatten(places, numbers[:, 2:4], numbers[:, 4:6], closed=closed, steps=steps)


def flatten(places: Points, left: Points, right: Points, *, closed: bool = True, steps: int = STEPS) -> Points:
    """Return the Bezier through `places` with handles at these offsets as points, `steps` a segment."""
    end = np.roll(places, -1, axis=0)
    handles = np.stack([places, places + right, end + np.roll(left, -1, axis=0), end], axis=1)
    if not closed:
        handles = handles[:-1]
    t = np.arange(steps) / steps
    weights = np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3], axis=1)
    points = np.einsum("sk,nkd->nsd", weights, handles).reshape(-1, 2)
    return points if closed else np.vstack([points, places[-1:]])


def coverage(points: Points, height: int, width: int) -> Matte:
    """Return how much of each pixel a closed polygon covers, 0..1, `(height, width)`."""
    out = np.zeros((height, width), np.float32)
    if len(points) < 3 or not np.isfinite(points).all():
        return out
    low, high = points.min(axis=0), points.max(axis=0)
    if high[0] <= 0 or high[1] <= 0 or low[0] >= width or low[1] >= height:
        return out
    left, top = int(max(0, np.floor(low[0]))), int(max(0, np.floor(low[1])))
    right, bottom = int(min(width, np.ceil(high[0]))), int(min(height, np.ceil(high[1])))
    if right <= left or bottom <= top:
        return out
    out[top:bottom, left:right] = _accumulate(points - (left, top), bottom - top, right - left)
    return out


def _accumulate(points: Points, height: int, width: int) -> Matte:
    start, end = points, np.roll(points, -1, axis=0)
    # What is left of the window fills rows as its border does; what is right of it fills nothing; above and below too.
    start, end = _cut(start, end, 1, 0.0, float(height))
    start, end = _split_sides(*_pieces(start, end, 1), width)
    corner = (float(width), float(height))
    start, end = _pieces(np.clip(start, (0.0, 0.0), corner), np.clip(end, (0.0, 0.0), corner), 0)
    middle = (start + end) / 2
    row = np.clip(np.floor(middle[:, 1]).astype(np.int64), 0, height - 1)
    column = np.clip(np.floor(middle[:, 0]).astype(np.int64), 0, width)
    rise = end[:, 1] - start[:, 1]
    covered = 1 - (middle[:, 0] - column)  # of the pixel, right of the piece
    size = height * (width + 2)
    at = row * (width + 2) + column
    sums = np.bincount(at, rise * covered, size) + np.bincount(at + 1, rise * (1 - covered), size)
    filled = np.cumsum(sums.reshape(height, width + 2), axis=1)[:, :width]
    return np.minimum(np.abs(filled), 1).astype(np.float32)


def _cut(start: Points, end: Points, axis: int, low: float, high: float) -> tuple[Points, Points]:
    """Keep the parts of the edges between two bounds of an axis."""
    a, b = start[:, axis], end[:, axis]
    span = np.where(a == b, 1.0, b - a)
    t0, t1 = (low - a) / span, (high - a) / span
    first, last = np.clip(np.minimum(t0, t1), 0, 1), np.clip(np.maximum(t0, t1), 0, 1)
    keep = (a != b) & (last > first)
    step = (end - start)[keep]
    return start[keep] + first[keep, None] * step, start[keep] + last[keep, None] * step


def _split_sides(start: Points, end: Points, width: int) -> tuple[Points, Points]:
    """Cut the edges where they cross the left and the right border, keeping all parts."""
    for bound in (0.0, float(width)):
        a, b = start[:, 0], end[:, 0]
        crosses = (a - bound) * (b - bound) < 0
        share = ((bound - a[crosses]) / (b - a)[crosses])[:, None]
        middle = start[crosses] + share * (end - start)[crosses]
        start = np.vstack([start[~crosses], start[crosses], middle])
        end = np.vstack([end[~crosses], middle, end[crosses]])
    return start, end


def _pieces(start: Points, end: Points, axis: int) -> tuple[Points, Points]:
    """Cut the edges at every whole number of an axis that they cross."""
    a, b = start[:, axis], end[:, axis]
    low, high = np.minimum(a, b), np.maximum(a, b)
    first = np.floor(low).astype(np.int64) + 1
    count = np.maximum(np.ceil(high).astype(np.int64) - first, 0)
    edge = np.repeat(np.arange(len(a)), count + 1)
    if not len(edge):
        return start, end
    begin = np.cumsum(count + 1) - (count + 1)
    order = np.arange(len(edge)) - begin[edge]
    line = first[edge] + order  # the whole number where this piece ends, counted upwards
    span = np.where(high > low, high - low, 1.0)[edge]
    t0 = np.where(order == 0, 0.0, (line - 1 - low[edge]) / span)
    t1 = np.where(order == count[edge], 1.0, (line - low[edge]) / span)
    down = (b < a)[edge]
    t0, t1 = np.where(down, 1 - t1, t0), np.where(down, 1 - t0, t1)
    step = (end - start)[edge]
    return start[edge] + t0[:, None] * step, start[edge] + t1[:, None] * step


def draw(outline: Outline, height: int, width: int, *, soft: bool = True) -> Matte:
    """Return the matte of one closed outline, with its feather, `(height, width)` 0..1.

    Without `soft` it is cut off in the middle of the feather, where the soft one is a half: a polygon instead of many.
    """
    reach = max((point.feather[0] ** 2 + point.feather[1] ** 2) ** 0.5 for point in outline)
    rings = min(RINGS, int(np.ceil(2 * reach))) if soft else 1
    if rings < 2:
        return coverage(polygon(outline, share=0.5), height, width)
    total = np.zeros((height, width), np.float32)
    for ring in range(rings):  # the mean of nested polygons falls in even steps from curve to feather
        total += coverage(polygon(outline, share=(ring + 0.5) / rings), height, width)
    return total / np.float32(rings)


def raster(shape: Shape, frame: float, height: int, width: int, *, soft: bool = True) -> Matte:
    """Return the matte of one shape on a frame, without its blend mode; zeros where it does not live or is open."""
    if not shape.lives(frame) or not shape.closed:
        return np.zeros((height, width), np.float32)
    return draw(shape.at(frame), height, width, soft=soft) * np.float32(shape.opacity)


def layer_matte(part: Layer | Shape, frame: float, height: int, width: int, *, soft: bool = True) -> Matte:
    """Return the matte of a layer's shapes on a frame, each laid over those before it by its blend mode."""
    matte = np.zeros((height, width), np.float32)
    for shape in part.shapes() if isinstance(part, Layer) else (part,):
        if shape.lives(frame) and shape.closed:
            matte = lay(matte, raster(shape, frame, height, width, soft=soft), shape.blend)
    return matte


def composite(roto: Roto, frame: float) -> Matte:
    """Return the matte of all shapes on a frame.

    Every layer at the top of the tree is an object: its shapes cut holes into their own object only, and objects are
    added up. Shapes beside the layers are laid over what is below them.
    """
    matte = np.zeros((roto.height, roto.width), np.float32)
    for part in roto.layers:
        above = layer_matte(part, frame, roto.height, roto.width) if isinstance(part, Layer) else None
        if above is not None:
            matte = lay(matte, above, Blend.ADD)
        elif isinstance(part, Shape) and part.lives(frame):
            matte = lay(matte, raster(part, frame, roto.height, roto.width), part.blend)
    return matte


def lay(below: Matte, above: Matte, blend: Blend) -> Matte:
    """Lay one matte over another, as `Blend` says."""
    if blend is Blend.ADD:
        return np.asarray(below + above - below * above)
    if blend is Blend.SUBTRACT:
        return below * (1 - above)
    if blend is Blend.MAX:
        return np.asarray(np.maximum(below, above))
    if blend is Blend.INTERSECT:
        return below * above
    return np.asarray(np.abs(below - above))
