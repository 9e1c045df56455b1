"""Trimaps from masks: how wide the unknown band must be is read from the picture, place by place along the edge.

Hair shows as colours of one side found on the other, defocus as an edge that is already soft, motion blur as flow
across the edge. Thin parts keep their middle line, thin gaps too, so that the band never swallows them.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from secondunit.core.errors import InputError
from secondunit.departments.plates.flow import Flow
from secondunit.departments.plates.pixels import Labels, Matte, Picture, as_bytes, disk
from secondunit.departments.roto.matting.checks import as_mask, finite_picture, same_size

Field = NDArray[np.float32]
NARROWEST = 3.0  # pixels on each side of the edge
MARGIN = 8.0  # how much likelier (twice the log) a colour must be on the other side to be strange on its own
SHUTTER = 0.5  # of the frame's time: the usual 180 degrees
CONTRAST = 20  # of 255: sides that differ less say nothing about the edge between
SHORTEST = 12  # pixels of outline: shorter ones are specks, which tell nothing about the lens
LEFT = 0.12  # share of the other side's colour at which a ramp is taken to end
SOFT = (0.02, 0.98)  # a soft mask's own values that stay unknown between


def trimap_of(mask: NDArray[Any], picture: NDArray[Any], *, edge_radius: float | None = None,
              most: float | None = None, shift_edge: float = 0.0, feather: float = 0.0,
              flow: Flow | None = None) -> Labels:  # fmt: skip
    """Return the trimap (0, 128, 255) of a hard or soft mask `(H, W)` and its picture `(H, W, 3)`.

    `edge_radius` fixes the band's half width in pixels; without it the width follows the picture, up to `most` (1/12
    of the object's size when not given, at least 8 pixels). `shift_edge` moves the mask's edge out (or in, below 0) by
    pixels first, `feather` widens the band by as many. `flow` to the next frame tells motion blur. An empty mask gives
    an empty trimap, a full one a full trimap. Raises InputError for sizes that differ and for NaN.
    """
    values = finite_picture(picture)
    same_size(values, mask, "mask")
    soft = as_mask(mask)
    inside = _moved(soft, shift_edge)
    if not inside.any() or inside.all():
        return np.where(inside, 255, 0).astype(np.uint8)
    deep = np.asarray(cv2.distanceTransform(inside.astype(np.uint8), cv2.DIST_L2, 5))
    far = np.asarray(cv2.distanceTransform((~inside).astype(np.uint8), cv2.DIST_L2, 5))
    if edge_radius is None:
        limit = most if most is not None else max(8.0, float(np.sqrt(inside.sum())) / 12)
        inner, outer = _widths(as_bytes(_display(values)), inside, deep, far, limit, flow)
    else:
        if edge_radius < 0:
            raise InputError(f"An edge radius of {edge_radius:g} pixels.", "Give 0 or more.")
        inner = outer = np.full(inside.shape, edge_radius, np.float32)
    between = (soft > SOFT[0]) & (soft < SOFT[1])
    unknown = (deep > 0) & (deep <= inner + feather) | (far > 0) & (far <= outer + feather) | between
    out = np.where(inside, 255, 0).astype(np.uint8)
    out[unknown & ~_middle(deep, inner + feather) & ~_middle(far, outer + feather)] = 128
    return out


def trimaps_of(labels: Labels, picture: Picture, **options: Any) -> dict[int, Labels]:  # noqa: ANN401
    """Return the trimap of each object of a label mask by its number; options as of `trimap_of`."""
    return {int(k): trimap_of(labels == k, picture, **options) for k in np.unique(labels) if k}


def _display(values: Field) -> Field:
    """Bring scene-linear highlights into 0..1 by their brightest, so that their colours can be compared."""
    top = float(values.max())
    return values if top <= 1 else np.asarray(np.clip(values / top, 0, 1) ** np.float32(1 / 2.2), np.float32)


def _moved(soft: Matte, pixels: float) -> NDArray[np.bool_]:
    inside = soft >= 0.5
    if not pixels or not inside.any() or inside.all():
        return inside
    signed = cv2.distanceTransform(inside.astype(np.uint8), cv2.DIST_L2, 5) - cv2.distanceTransform(
        (~inside).astype(np.uint8), cv2.DIST_L2, 5)  # fmt: skip
    return np.asarray(signed > -pixels)


def _widths(data: NDArray[np.uint8], inside: NDArray[np.bool_], deep: Field, far: Field, most: float,
            flow: Flow | None) -> tuple[Field, Field]:  # fmt: skip
    """Return for each pixel how deep and how far the band reaches at the nearest piece of edge, in pixels."""
    edge = (deep > 0) & (deep <= 1.5)
    nearest = ndimage.distance_transform_edt(~edge, return_distances=False, return_indices=True)
    strange = _strange(data, inside, deep, far, most)
    soft = _softness(data, inside, deep - far, most)
    moved = np.where(edge, _across(flow, deep - far), 0) if flow is not None else np.float32(0)
    out = []
    for distance, blur in zip((deep, far), soft, strict=True):
        reach = np.zeros(edge.shape, np.float32)
        seen = strange & (distance > 0) & (distance <= most)
        np.maximum.at(reach, tuple(axis[seen] for axis in nearest), distance[seen] + 1)
        reach = np.maximum(reach, np.maximum(blur, moved))
        spread = np.asarray(cv2.dilate(reach, disk(max(2, round(most / 5)))))
        weight = edge.astype(np.float32)
        size = max(most / 4, 1.0)
        mass = np.maximum(cv2.GaussianBlur(weight, (0, 0), size), 1e-6)
        even = cv2.GaussianBlur(spread * weight, (0, 0), size) / mass
        width = np.clip(np.maximum(even, 0), NARROWEST, most)
        out.append(np.asarray(width[tuple(nearest)], np.float32))
    return out[0], out[1]


def _strange(data: NDArray[np.uint8], inside: NDArray[np.bool_], deep: Field, far: Field,
             most: float) -> NDArray[np.bool_]:  # fmt: skip
    """Return the pixels near the edge whose colour belongs to the other side, by local Gaussians of both sides."""
    colours = cv2.cvtColor(data, cv2.COLOR_RGB2LAB).astype(np.float32)
    near = (deep <= most) & (far <= most)
    cost = []
    for distance in (deep, far):
        sure = distance > min(most, 0.5 * float(distance.max()))  # the deepest half where nothing lies that deep
        ring = sure & (np.maximum(deep, far) <= 4 * most)
        weight = (ring if ring.any() else sure).astype(np.float32)
        mean, spread = _statistics(colours, weight, 1.5 * most)
        cost.append((((colours - mean) ** 2) / spread).sum(2) + np.log(spread).sum(2))
    strange = near & np.where(inside, cost[1] + MARGIN < cost[0], cost[0] + MARGIN < cost[1])
    part = cv2.boxFilter(strange.astype(np.float32), -1, (5, 5))
    strange &= part > 0.15  # grain is no strand
    # what does not hang on to the edge is something else of that colour
    joined = cv2.dilate((strange | (np.maximum(deep, far) <= 2)).astype(np.uint8), disk(1))
    _, groups = cv2.connectedComponents(joined)
    at_edge = np.unique(groups[(deep > 0) & (deep <= 1.5)])
    return np.asarray(strange & np.isin(groups, at_edge[at_edge > 0]))


def _statistics(colours: Field, weight: Field, size: float) -> tuple[Field, Field]:
    """Return local mean and variance of the weighted colours; far from all weight those of the whole."""
    whole = weight.sum()
    mean_all = (colours * weight[..., None]).sum((0, 1)) / whole
    var_all = ((colours - mean_all) ** 2 * weight[..., None]).sum((0, 1)) / whole
    step = max(1, int(size // 4))  # blurs this wide are taken at a smaller size
    small = (max(colours.shape[1] // step, 1), max(colours.shape[0] // step, 1))

    def blurred(field: Field) -> Field:
        less = cv2.resize(field, small, interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.resize(cv2.GaussianBlur(less, (0, 0), size / step), colours.shape[1::-1]))

    mass = blurred(weight)[..., None] + np.float32(1e-3)
    first = (blurred(colours * weight[..., None]) + 1e-3 * mean_all) / mass
    second = (blurred(colours**2 * weight[..., None]) + 1e-3 * (var_all + mean_all**2)) / mass
    return first.astype(np.float32), np.maximum(second - first**2, 36.0).astype(np.float32)


def _softness(data: NDArray[np.uint8], inside: NDArray[np.bool_], signed: Field, most: float) -> tuple[Field, Field]:
    """Return how far in and out the colours run from one side to the other, in pixels at the edge.

    Colours are read along the normal of the edge and averaged along it, so that texture cancels. The first place where
    hardly any of the other side is left ends the ramp; what texture does further away does not matter.
    """
    reach = max(int(np.ceil(1.5 * most)), 3)
    steps = np.arange(-reach, reach + 1, dtype=np.float32)  # outside first
    calm = cv2.GaussianBlur(signed, (0, 0), 2)
    slope = (cv2.Sobel(calm, cv2.CV_32F, 1, 0), cv2.Sobel(calm, cv2.CV_32F, 0, 1))
    out = np.zeros(inside.shape, np.float32), np.zeros(inside.shape, np.float32)
    lines, _ = cv2.findContours(inside.astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    ends = max(reach // 4, 1)
    for line in lines:
        if len(line) < SHORTEST:
            continue
        x, y = line[:, 0, 0], line[:, 0, 1]
        normal = np.stack([slope[0][y, x], slope[1][y, x]])
        normal /= np.maximum(np.hypot(*normal), 1e-6)
        along = [at[:, None] + way[:, None] * steps for at, way in zip((x, y), normal, strict=True)]
        read = cv2.remap(data, along[0].astype(np.float32), along[1].astype(np.float32), cv2.INTER_LINEAR,
                         borderMode=cv2.BORDER_REPLICATE).astype(np.float32)  # fmt: skip
        # an outline along the picture's border is no edge of the object
        real = ((x > 0) & (y > 0) & (x < inside.shape[1] - 1) & (y < inside.shape[0] - 1)).astype(np.float32)
        mass = np.maximum(ndimage.gaussian_filter1d(real, most, mode="wrap"), 1e-6)[:, None, None]
        read = ndimage.gaussian_filter1d(read * real[:, None, None], most, axis=0, mode="wrap") / mass
        back, front = read[:, :ends].mean(1), read[:, -ends:].mean(1)
        across = front - back
        contrast = np.maximum((across**2).sum(1), 1e-6)
        place = np.clip(((read - back[:, None]) * across[:, None]).sum(2) / contrast[:, None], 0, 1)
        clear = (contrast > CONTRAST**2) & (real > 0)
        for k, left in enumerate((1 - place[:, reach + 1 :], place[:, reach - 1 :: -1])):
            gone = left <= LEFT
            found = clear & gone.any(1)
            if not found.any():
                continue
            width = np.minimum((gone.argmax(1) + 1) / (1 - 2 * LEFT), most)
            usual = float(np.median(width[found]))  # one lens, one shutter: an edge differs little from its object's
            local = ndimage.median_filter(np.where(found, width, usual), 2 * reach + 1, mode="wrap")
            out[k][y, x] = np.where(real > 0, (local + usual) / 2, 0)
    return out


def _across(flow: Flow, signed: Field) -> Field:
    """Return half the way that motion blurs the edge: flow across it, for the time that the shutter is open."""
    calm = cv2.GaussianBlur(signed, (0, 0), 2)
    normal = np.stack([cv2.Sobel(calm, cv2.CV_32F, 1, 0), cv2.Sobel(calm, cv2.CV_32F, 0, 1)], 2)
    normal /= np.maximum(np.linalg.norm(normal, axis=2, keepdims=True), 1e-6)
    way = np.abs((flow * normal).sum(2)) * SHUTTER / 2
    return np.asarray(cv2.dilate(way.astype(np.float32), disk(2)))


def _middle(distance: Field, width: Field) -> NDArray[np.bool_]:
    """Return the middle line of parts so thin that the band would swallow them; lines of one pixel are too unsure."""
    ridge = distance >= cv2.dilate(distance, np.ones((3, 3), np.uint8)) - 0.01
    return np.asarray(ridge & (distance >= 1.5) & (distance <= width))
