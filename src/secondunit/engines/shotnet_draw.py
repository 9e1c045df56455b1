"""Draws for training: parts of lessons, turned, bent, recoloured, with carried masks made worse.

Bent copies of what was painted follow lucid data dreaming (Khoreva et al., IJCV 2019); carried masks are disturbed as
in MaskTrack (Perazzi et al., CVPR 2017), so that the net learns when not to trust them.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.roto.propagate import UNKNOWN
from secondunit.engines.shotnet_lessons import Array, Lesson

CROP = 192  # px
Draw = tuple[NDArray[np.uint8] | Array, Array, NDArray[np.uint8], Array]  # picture, carried, answer, weight


def draw(lesson: Lesson, chance: np.random.Generator, objects: int, size: int = CROP) -> Draw:
    """Return one square part of a lesson; the same `chance`, the same part."""
    x, y = _grid(lesson, chance, size)
    picture = np.asarray(cv2.remap(lesson.picture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101))
    painted = lesson.answer.ndim == 3
    answer = np.asarray(cv2.remap(lesson.answer, x, y, cv2.INTER_LINEAR if painted else cv2.INTER_NEAREST,
                                  borderMode=cv2.BORDER_REFLECT_101))  # fmt: skip
    weight = np.asarray(cv2.remap(lesson.weight, x, y, cv2.INTER_NEAREST, borderValue=0))
    own = lesson.carried is None or (not painted and chance.random() < (0.4 if lesson.key else 0.7))
    if chance.random() < (0.9 if own else 0.3):
        dx, dy = _bend(chance, size, float(chance.uniform(0, 14 if own else 6)))
        shift = chance.normal(0, 5 if own else 2, 2).astype(np.float32)
        x, y = x + dx + shift[0], y + dy + shift[1]
    if own:
        classes = cv2.remap(lesson.answer, x, y, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REFLECT_101)
        carried = np.stack([(classes == at + 1).astype(np.float32) for at in range(objects)], axis=2)
        carried = _worn(carried, chance, size)
    else:
        kept = cv2.remap(lesson.carried, x, y, cv2.INTER_LINEAR, borderValue=0)
        carried = np.asarray(kept, np.float32).reshape(size, size, objects)
    if painted:
        return picture, carried, answer, weight
    return _coloured(picture, chance), carried, answer, weight


def _grid(lesson: Lesson, chance: np.random.Generator, size: int) -> tuple[Array, Array]:
    """Places in the lesson that a part looks at: about a pixel of an object's border, turned, mirrored, bent."""
    height, width = lesson.weight.shape
    edge = _edge(lesson)
    at_y, at_x = edge[int(chance.integers(len(edge)))] if len(edge) else (height // 2, width // 2)
    at_y, at_x = at_y + chance.normal(0, size / 6), at_x + chance.normal(0, size / 6)
    turn, zoom = chance.normal(0, 0.12), float(np.exp(chance.normal(0, 0.12)))
    flip = -1 if chance.random() < 0.5 else 1
    steps = (np.arange(size, dtype=np.float32) - (size - 1) / 2) * np.float32(zoom)
    u, v = np.meshgrid(steps * flip, steps)
    cos, sin = np.float32(np.cos(turn)), np.float32(np.sin(turn))
    dx, dy = _bend(chance, size, float(chance.uniform(0, 4)))
    return (cos * u - sin * v + np.float32(at_x) + dx).astype(np.float32), (
        sin * u + cos * v + np.float32(at_y) + dy
    ).astype(np.float32)


def _edge(lesson: Lesson) -> NDArray[np.intp]:
    """Rows (y, x) of the pixels where answers meet; of all that teach where none do."""
    if lesson.answer.ndim == 2:
        known = np.where(lesson.answer == UNKNOWN, 0, lesson.answer).astype(np.uint8)
        edge = cv2.morphologyEx(known, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
        found = np.argwhere(edge > 0)
        return found if len(found) else np.argwhere(lesson.weight > 0)
    changed = np.abs(lesson.answer.astype(np.int16) - lesson.picture).max(axis=2) > 2
    return np.argwhere(changed)


def _bend(chance: np.random.Generator, size: int, far: float) -> tuple[Array, Array]:
    """A smooth random field of shifts, `far` px large."""
    knots = int(chance.integers(3, 8))
    coarse = chance.normal(0, far, (knots, knots, 2)).astype(np.float32)
    field = np.asarray(cv2.resize(coarse, (size, size), interpolation=cv2.INTER_CUBIC))
    return field[..., 0], field[..., 1]


def _worn(carried: Array, chance: np.random.Generator, size: int) -> Array:
    """Make a perfect mask like a carried one: parts lost, parts leaked, soft."""
    if chance.random() < 0.5:
        knots = int(chance.integers(4, 14))
        noise = cv2.resize(chance.normal(0, 1, (knots, knots)).astype(np.float32), (size, size))
        lost = (noise > chance.uniform(0.7, 1.6)).astype(np.float32)[..., None]
        carried = carried * (1 - lost)
        if chance.random() < 0.5:
            near = cv2.dilate(carried[..., 0], np.ones((25, 25), np.uint8)) * (noise < -chance.uniform(0.7, 1.6))
            carried[..., 0] = np.maximum(carried[..., 0], near)
    blurred = cv2.GaussianBlur(carried, (0, 0), float(chance.uniform(0.6, 4)))
    return np.asarray(blurred, np.float32).reshape(carried.shape) * np.float32(chance.uniform(0.8, 1))


def _coloured(picture: NDArray[np.uint8], chance: np.random.Generator) -> Array:
    """Another light: each channel's gain and offset, a common gamma, a little noise and softness."""
    values = picture.astype(np.float32) / 255
    values = np.power(values, np.float32(np.exp(chance.normal(0, 0.12))))
    values = values * chance.normal(1, 0.06, 3).astype(np.float32) + chance.normal(0, 0.02, 3).astype(np.float32)
    if chance.random() < 0.3:
        values = cv2.GaussianBlur(values, (0, 0), float(chance.uniform(0.4, 1.6)))
    return np.asarray(np.clip(values, 0, 1) * 255, np.float32)
