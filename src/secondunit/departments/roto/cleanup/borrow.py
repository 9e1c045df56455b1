"""Which frames to borrow from, and how their layers become one picture.

Frames are chosen greedily (each point of the hole wants to be seen a few times, near in time, by frames that its
neighbours use too, so that the fill stays the same from frame to frame). Layers are merged by weights from their
error and distance, from whether their content moves with the ground, and from whether the others agree with it: a
passer-by in one of them loses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.roto.cleanup.frames import Reel
from secondunit.departments.roto.cleanup.layers import Layer
from secondunit.departments.roto.cleanup.motion import Camera, places

POINTS = 300  # of a hole that are asked for by whom they are seen
SIGHTINGS = (1.0, 0.5, 0.25)  # what a first, second, third sighting of a point is worth
RESAMPLED = 0.7  # of the variance of white grain survives a cubic look-up between pixels, on average
STRAY = 0.002  # of the width a frame, from which content counts as something that passes over the ground
SHARED = 4  # every so many frames is one that all its neighbours prefer


def choose(
    reel: Reel, camera: Camera, number: int, hole: NDArray[np.bool_], window: Sequence[int], most: int
) -> list[int]:
    """Return up to `most` of the frames that show the hole of frame `number` (whole frame) best."""
    rows, columns = np.nonzero(hole)
    every = max(1, len(rows) // POINTS)
    points = np.stack([columns[::every], rows[::every]], axis=1).astype(np.float64)
    others = [n for n in window if n != number]
    if not others:
        return []
    high, wide = hole.shape
    seen = np.zeros((len(others), len(points)), bool)
    for at, n in enumerate(others):
        x, y = np.rint(places(camera.way(number, n), points)).T
        inside = (x >= 0) & (y >= 0) & (x < wide) & (y < high)
        seen[at, inside] = reel.open_at(n, x[inside].astype(int), y[inside].astype(int))
    far = np.abs(np.array(others) - number)
    worth = np.exp(-far / 24.0) * np.where(np.array(others) % SHARED == 0, 1.0, 0.7)
    times = np.zeros(len(points), int)
    chosen: list[int] = []
    value = np.array([*SIGHTINGS, 0.0])
    while len(chosen) < most:
        gain = seen @ value[np.minimum(times, len(SIGHTINGS))] * worth / len(points)
        gain[chosen] = 0
        best = int(np.argmax(gain))
        if gain[best] < 0.002:
            break
        chosen.append(best)
        times += seen[best]
    return [others[at] for at in chosen]


@dataclass(frozen=True, eq=False)
class Merged:
    """A picture `(h, w, 3)`, how sure it is (0..1; 0 where no layer sees, and elsewhere than asked), and how much of
    the variance of the plate's grain is left in it (averaging layers thins it)."""

    picture: NDArray[np.float32]
    sure: NDArray[np.float32]
    grain: NDArray[np.float32]


def merge(layers: Sequence[Layer], where: NDArray[np.bool_], number: int, grain: float) -> Merged:
    """Merge the layers on `where`; `grain` is the plate's (0..1): an error below it says nothing."""
    whole = Merged(np.zeros((*where.shape, 3), np.float32), *(np.zeros(where.shape, np.float32) for _ in range(2)))
    if not layers:
        return whole
    seen = np.stack([layer.valid[where] for layer in layers])
    colours = np.stack([layer.picture[where] for layer in layers])
    errors = np.stack([layer.error[where] for layer in layers])
    far = 1 + np.array([abs(layer.frame - number) for layer in layers], np.float32)[:, None] / 16
    edge = np.stack([_feather(layer.valid)[where] for layer in layers])
    weight = edge / ((errors**2 + grain**2 + 0.004**2) * far)
    stray = np.stack([layer.stray[where] for layer in layers])
    weight /= 1 + (stray / STRAY) ** 2
    if len(layers) >= 2:
        smooth = np.stack([cv2.blur(layer.picture, (5, 5))[where] for layer in layers])
        weight *= _consensus(smooth, np.where(seen, weight, 0), grain)
    weight = np.where(seen, np.maximum(weight, 1e-9), 0).astype(np.float32)
    share = weight / np.maximum(weight.sum(axis=0), 1e-12)
    whole.picture[where] = (colours * share[..., None]).sum(axis=0)
    error = (errors * share).sum(axis=0)
    whole.sure[where] = np.where(seen.any(axis=0), 1 / (1 + (error / 0.05) ** 2), 0)
    whole.grain[where] = RESAMPLED * (share**2).sum(axis=0)
    return whole


def _consensus(
    colours: NDArray[np.float32], weight: NDArray[np.float32], grain: float
) -> NDArray[np.float32]:
    """Return for each layer and pixel how much of the weight agrees with it, sharpened: few dissenters drop out."""
    agree = np.zeros_like(weight)
    for i in range(len(colours)):
        for j in range(i, len(colours)):
            off = np.abs(colours[i] - colours[j]).mean(axis=1)
            same = np.exp(-((off / (0.03 + grain)) ** 2)) if i != j else np.ones_like(off)
            agree[i] += weight[j] * same
            if i != j:
                agree[j] += weight[i] * same
    return np.asarray((agree / np.maximum(weight.sum(axis=0), 1e-12)) ** 4)


def _feather(valid: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Fade a layer out over its last pixels, so that layers meet without a seam."""
    inside = cv2.distanceTransform(valid.astype(np.uint8), cv2.DIST_L2, 3)
    return np.asarray(np.clip(inside / 6, 0, 1), np.float32)
