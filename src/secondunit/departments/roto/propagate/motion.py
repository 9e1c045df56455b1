"""How what a pixel shows moves against the ground: what moves by itself is told from what is passed by.

The ground's motion between two frames is a homography (a turning camera, or a far or flat ground), fitted robustly to
flow where no object is carried to. What flow has left over is the pixel's own motion; it counts as far as the colours
contradict the ground's motion, for flow is at a loss where there is no texture.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates import flow as flows
from secondunit.departments.plates.flow import Flow
from secondunit.departments.plates.pixels import Labels
from secondunit.departments.roto.propagate.anchors import grid_places, half
from secondunit.departments.roto.propagate.network import Array, total
from secondunit.departments.roto.propagate.shot import UNKNOWN

SCALES = (1.0, 4.0, 16.0)  # px of a picture 854 wide
TOLD = np.float32(8)  # colour error (sum over Lab) at which the ground's motion is contradicted to 1 - 1/e
EDGE, NEAR = 6, 60  # grid points from an object: nearer its motion rubs off, further the ground is another
APART = 0.3  # the motion of most objects' pixels and of most ground must lie so far apart to be told by it
FURTHEST = np.float32(1000)  # px: beyond it a homography has met its horizon
EVERY = 6  # grid points between those that are asked for the ground's motion


def own_motion(step: Flow, ground: NDArray[np.bool_], here: Array, there: Array) -> Array:
    """Return how far (px) each pixel of the grid moves by itself in a step from colours `here` to `there` (Lab).

    `ground` (h, w) is where no object is thought to be. Where no homography can be fitted nothing is told: 0.
    """
    places = grid_places(step.shape)
    ends = places + step[..., :2]
    asked = np.zeros(step.shape[:2], bool)
    asked[EVERY // 2 :: EVERY, EVERY // 2 :: EVERY] = True
    chosen = asked & ground & (step[..., 2] == 0)
    if np.count_nonzero(chosen) < 12:
        chosen = asked
    cv2.setRNGSeed(0)
    fitted, _ = cv2.findHomography(places[chosen], ends[chosen], cv2.RANSAC, 1.0, maxIters=300, confidence=0.99)
    if fitted is None:
        return np.zeros(step.shape[:2], np.float32)
    expected = cv2.perspectiveTransform(places.reshape(1, -1, 2), fitted).reshape(places.shape)
    away = np.nan_to_num(np.minimum(np.hypot(*np.moveaxis(ends - expected, 2, 0)), FURTHEST))
    error = total(np.abs(flows.warp(there, half(expected - places)) - here))
    return np.asarray(away * (1 - np.exp(-cv2.GaussianBlur(error, (0, 0), 1.5) / TOLD)), np.float32)


def looks(own: NDArray[np.floating[Any]]) -> Array:
    """Return `(h, w, 6)`: own motion as descriptors have it, 0..1 at three scales, as it is and around."""
    scale = 854 / (2 * max(own.shape))
    near = [np.tanh(own.astype(np.float32) * np.float32(scale / each)) for each in SCALES]
    parts = [cv2.GaussianBlur(each, (0, 0), sigma) for sigma in (1.5, 6.0) for each in near]
    return np.stack(parts, axis=2)


def strength(looks: Array) -> Array:
    """Return the plane of `looks` that tells best what moves: 0..1."""
    return np.ascontiguousarray(looks[..., 1])


def border(looks: Array, classes: Labels) -> float | None:
    """Return the motion that parts objects from the ground around them in a key; None where motion does not tell them.

    `looks` are those of its own motion; the ground counts within `NEAR` grid points of objects.
    """
    objects = (classes > 0) & (classes < UNKNOWN)
    away = cv2.distanceTransform((~objects).astype(np.uint8), cv2.DIST_L2, 3)
    around = (classes == 0) & (away > EDGE) & (away < NEAR)
    if not objects.any() or not around.any():
        return None
    moves = strength(looks)
    slow, fast = float(np.quantile(moves[around], 0.9)), float(np.quantile(moves[objects], 0.25))
    return (slow + fast) / 2 if fast - slow > APART else None
