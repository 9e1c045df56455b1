"""Probabilities at working size brought to full size along the picture's edges."""

from __future__ import annotations

import cv2
import numpy as np

from secondunit.departments.plates import pixels
from secondunit.departments.plates.pixels import Picture, guided
from secondunit.departments.roto.propagate.network import Array, centred

RADIUS, EPS = 4, 1e-4  # window and flatness of the guided filter that enlarges, at working size
SNAP_RADIUS, SNAP_EPS, SUREST = 4, 1e-3, np.float32(6)  # of the one that snaps; logits are cut at +-SUREST


def snap(logits: Array, light: Array) -> Array:
    """Smooth logits `(H, W, classes)` along the edges of Lab lightness (centred, -128..127): the guided filter."""
    cut = np.clip(centred(logits), -SUREST / 2, SUREST / 2)
    guide = np.ascontiguousarray(light) / np.float32(128)
    planes = (np.ascontiguousarray(cut[..., at]) for at in range(logits.shape[2]))
    return np.stack([guided(guide, plane, SNAP_RADIUS, SNAP_EPS) for plane in planes], axis=2)


def enlarge(probabilities: Array, picture: Picture) -> Array:
    """Return probabilities `(H, W, classes)` at the size of the full picture.

    The guided filter (He, Sun & Tang, ECCV 2010) is fitted at working size; its slopes and offsets are enlarged and
    meet the full picture's luma (the fast form: He & Sun, 2015). At working size nothing changes.
    """
    height, width = picture.shape[:2]
    if probabilities.shape[:2] == (height, width):
        return probabilities
    guide = pixels.grey(picture).astype(np.float32) / 255
    small = cv2.resize(guide, probabilities.shape[1::-1], interpolation=cv2.INTER_AREA)[..., None]
    mean, mean_guide = _mean(probabilities), _mean(small)
    slope = (_mean(small * probabilities) - mean_guide * mean) / (_mean(small * small) - mean_guide**2 + EPS)
    offset = _mean(mean - slope * mean_guide)
    slope = _mean(slope)
    larger = _up(slope, width, height) * guide[..., None] + _up(offset, width, height)
    larger = np.clip(larger, 0, 1)
    return np.asarray(larger / np.maximum(larger.sum(axis=2, keepdims=True), 1e-6), np.float32)


def _mean(values: Array) -> Array:
    size = (2 * RADIUS + 1, 2 * RADIUS + 1)
    blurred = np.asarray(cv2.blur(values, size, borderType=cv2.BORDER_REFLECT))
    return blurred if blurred.ndim == 3 else blurred[..., None]


def _up(values: Array, width: int, height: int) -> Array:
    return np.asarray(cv2.resize(values, (width, height), interpolation=cv2.INTER_LINEAR))
