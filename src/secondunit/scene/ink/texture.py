"""The hand and the paper: smooth noise, pencil hatching and paper tooth, all from a seed.

Noise is value noise on a coarse random grid, enlarged with cubic interpolation.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

F32 = NDArray[np.float32]


KEPT_PIXELS = 1_200_000  # larger fields are made anew each time: a cache of them would fill the memory


def noise(height: int, width: int, cell: float, seed: int) -> F32:
    """Return smooth noise (height, width), about -1..1, that changes over `cell` pixels. Do not write to it."""
    return (_noise if height * width <= KEPT_PIXELS else _noise.__wrapped__)(height, width, cell, seed)


def hatch(height: int, width: int, angle: float, spacing: float, seed: int) -> F32:
    """Return pencil strokes (height, width): 0 paper, 1 graphite. Lines lean by `angle` degrees and stray a little."""
    return (_hatch if height * width <= KEPT_PIXELS else _hatch.__wrapped__)(height, width, angle, spacing, seed)


@lru_cache(maxsize=60)
def _noise(height: int, width: int, cell: float, seed: int) -> F32:
    rows, columns = max(2, round(height / cell) + 2), max(2, round(width / cell) + 2)
    grid = np.random.default_rng(seed).uniform(-1.0, 1.0, (rows, columns)).astype(np.float32)
    image = Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC)
    out: F32 = np.array(image, dtype=np.float32)
    out.setflags(write=False)
    return out


@lru_cache(maxsize=12)
def _hatch(height: int, width: int, angle: float, spacing: float, seed: int) -> F32:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    c, s = np.float32(np.cos(np.radians(angle))), np.float32(np.sin(np.radians(angle)))
    across, along = x * s + y * c, x * c - y * s
    across = across + noise(height, width, 60.0, seed) * spacing * 0.45
    across += noise(height, width, 14.0, seed + 1) * spacing * 0.10
    line = np.floor(across / spacing)
    # every stroke has its own length, start and pressure
    pressure = _hash(line, seed) * 0.5 + 0.5
    length = spacing * (14.0 + 10.0 * _hash(line, seed + 101))
    phase = along / length + _hash(line, seed + 202) * 9.0
    gap = np.abs(phase - np.floor(phase) - 0.5) * 2.0
    pressure *= np.clip((1.0 - gap) * 5.0, 0.0, 1.0)
    profile = np.abs(across / spacing - line - 0.5) * 2.0
    out = np.clip(1.15 - profile * 1.9, 0.0, 1.0) * pressure
    strokes: F32 = (out * (0.86 + 0.14 * noise(height, width, 2.2, seed + 2))).astype(np.float32)
    strokes.setflags(write=False)
    return strokes


@lru_cache(maxsize=2)
def tooth(height: int, width: int, seed: int) -> F32:
    """Return paper tooth (height, width), about -1..1: fine grain over slow mottling."""
    out: F32 = 0.55 * noise(height, width, 1.6, seed) + 0.25 * noise(height, width, 5.0, seed + 1)
    out = out + 0.35 * noise(height, width, 90.0, seed + 2)
    out.setflags(write=False)
    return out


def _hash(values: F32, salt: int) -> F32:
    """Return a repeatable number 0..1 for each whole value; integer arithmetic, the same on every machine."""
    mixed = values.astype(np.int64).astype(np.uint32) * np.uint32(2654435761) + np.uint32(salt % 2**32)
    mixed = (mixed ^ (mixed >> np.uint32(15))) * np.uint32(2246822519)
    mixed ^= mixed >> np.uint32(13)
    return (mixed >> np.uint32(8)).astype(np.float32) / np.float32(2**24)
