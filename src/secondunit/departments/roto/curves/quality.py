"""How well shapes follow the masks they were drawn from, and how steady their points are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.core.shapes import Roto, Shape
from secondunit.departments.plates.pixels import Labels
from secondunit.departments.roto.curves.raster import layer_matte


@dataclass(frozen=True)
class FrameFit:
    """One object on one frame: overlap (intersection by union), and how far the edge is off, in pixels."""

    frame: int
    label: int
    iou: float
    mean: float  # distance of the two edges, a mean over both
    bound: float  # 95 % of both edges are no farther off
    worst: float  # no place of either edge is farther off (Hausdorff distance)


def overlap(one: NDArray[np.bool_], two: NDArray[np.bool_]) -> float:
    """Return intersection by union; two empty masks overlap by 1."""
    union = int((one | two).sum())
    return int((one & two).sum()) / union if union else 1.0


def measure(roto: Roto, masks: Mapping[int, Labels]) -> list[FrameFit]:
    """Return the fit of every object (layer `object K` against label K) on every frame of the masks."""
    found = []
    for layer in roto.layers:
        label = int(layer.name.rpartition(" ")[2])
        for frame, mask in masks.items():
            ours = layer_matte(layer, frame, roto.height, roto.width) >= 0.5
            theirs = mask == label
            if ours.any() or theirs.any():
                found.append(FrameFit(frame, label, overlap(ours, theirs), *_apart(ours, theirs)))
    return found


def _apart(one: NDArray[np.bool_], two: NDArray[np.bool_]) -> tuple[float, float, float]:
    edges = [_edge(one), _edge(two)]
    if not (edges[0].any() and edges[1].any()):
        return (0.0, 0.0, 0.0) if not (edges[0].any() or edges[1].any()) else (np.inf, np.inf, np.inf)
    away = [cv2.distanceTransform((~edge).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE) for edge in edges]
    distances = np.concatenate([away[1][edges[0]], away[0][edges[1]]])
    return float(distances.mean()), float(np.quantile(distances, 0.95)), float(distances.max())


def _edge(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pixels of the mask with a neighbour that is not of it; the border of the picture is no edge."""
    inner = cv2.erode(mask.astype(np.uint8), np.ones((3, 3), np.uint8), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(mask & (inner == 0))


def jerk(shape: Shape) -> float:
    """Return the mean acceleration of the shape's points over its life, in pixels a frame squared."""
    first, last = min(shape.keys), max(shape.keys)
    if last - first < 2:
        return 0.0
    way = np.array([[(p.x, p.y) for p in shape.at(frame)] for frame in range(first, last + 1)])
    return float(np.hypot(*np.moveaxis(np.diff(way, 2, axis=0), -1, 0)).mean())
