"""Feathers from soft mattes: how wide the edge ramps at each point of a key, along the normal of the curve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.core.shapes import Blend, ControlPoint, Outline, Shape
from secondunit.departments.plates.pixels import Matte
from secondunit.departments.roto.curves.raster import STEPS, polygon

REACH = 40.0  # pixels looked at on either side of the curve
SHARP = 1.6  # pixels: an edge that ramps (0.1 to 0.9) over less is left to anti-aliasing
ASIDE = 0.08  # of a ramp: a curve nearer to its end than that is not its middle
AROUND = 5  # neighbours on the curve, either side, whose ramps are looked at too


def soften(shape: Shape, mattes: Mapping[int, Matte]) -> Shape:
    """Return the shape with feathers where the matte of a key's frame is soft.

    The curve is drawn in to where the matte begins to fall and the feather reaches to where it ends, each taken from
    the 0.1 and 0.9 crossings and carried on in a straight line. Keys without a matte stay as they are.
    """
    keys = {frame: _soft(outline, mattes[frame], shape.blend) if frame in mattes else outline
            for frame, outline in shape.keys.items()}  # fmt: skip
    return replace(shape, keys=keys)


def _soft(outline: Outline, matte: Matte, blend: Blend) -> Outline:
    values = 1 - matte if blend is Blend.SUBTRACT else matte
    curve = polygon(outline)
    ahead = np.roll(curve, -1, axis=0) - np.roll(curve, 1, axis=0)
    out = np.stack([ahead[:, 1], -ahead[:, 0]], axis=1) / np.maximum(np.hypot(*ahead.T), 1e-9)[:, None]
    if (curve[:, 0] * np.roll(curve[:, 1], -1) - curve[:, 1] * np.roll(curve[:, 0], -1)).sum() < 0:
        out = -out
    away = np.arange(-REACH, REACH + 0.25, 0.5)
    line = (curve[:, None] + away[:, None] * out[:, None] - 0.5).astype(np.float32)
    profile = cv2.remap(values.astype(np.float32), line[..., 0], line[..., 1], cv2.INTER_LINEAR,
                        borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
    middle = len(away) // 2
    # the ramp that holds the curve: from the last 0.9 before it to the first 0.1 after it
    inner = np.where(profile[:, : middle + 1] >= 0.9, away[: middle + 1], -np.inf).max(axis=1)
    outer = np.where(profile[:, middle:] <= 0.1, away[middle:], np.inf).min(axis=1)
    known = np.isfinite(inner) & np.isfinite(outer)
    softened = []
    for at, point in enumerate(outline):
        around = np.mod(at * STEPS + np.arange(-AROUND, AROUND + 1), len(curve))
        around = around[known[around]]
        if not len(around):
            softened.append(point)
            continue
        # the narrower ramps around: at inner corners a normal runs along an edge and sees a far wider one
        begin, end = float(np.quantile(inner[around], 0.75)), float(np.quantile(outer[around], 0.25))
        softened.append(_spread(point, out[at * STEPS], begin, end))
    return tuple(softened)


def _spread(point: ControlPoint, out: NDArray[np.float64], begin: float, end: float) -> ControlPoint:
    if end - begin < SHARP or min(-begin, end) < ASIDE * (end - begin):
        return point  # sharp, or no edge at all: the cap of a part lies inside the object
    more = (end - begin) / 8  # 0.1 to 0.9 is eight tenths of the ramp
    begin, end = begin - more, end + more
    x, y = float(point.x + begin * out[0]), float(point.y + begin * out[1])
    return replace(point, x=x, y=y, feather=(float((end - begin) * out[0]), float((end - begin) * out[1])))
