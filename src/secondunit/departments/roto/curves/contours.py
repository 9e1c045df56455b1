"""Masks to outlines: loops of points at sub-pixel places, outer ones and holes.

Loops follow the chain of border pixels, moved out by half a pixel and on to where the slightly blurred mask is one
half: a binary edge is placed to about 0.1 px that way, and stairs are smoothed. The picture's border is no edge: the
mask is carried on beyond it, so an object that leaves the picture is cut by nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]  # (n, 2): x, y in pixels

BEYOND = 16  # pixels that a mask is carried on beyond the border of the picture
THIN = 0.35  # pixels the edges of a line one pixel wide lie out of its middle, at least
BLUR = 0.8  # sigma in pixels; corners are rounded by about a third of it


@dataclass(frozen=True)
class Loop:
    """A closed outline, even steps apart, clockwise as seen (y down) where it is an outer one, the other way a hole."""

    points: Points
    area: float  # pixels it encloses, above 0
    hole: bool

    @property
    def length(self) -> float:
        """Its length in pixels."""
        return float(np.hypot(*(np.roll(self.points, -1, axis=0) - self.points).T).sum())


def loops(mask: NDArray[np.bool_], least: float = 12.0, *, beyond: int = BEYOND, shift: float = 0.0) -> list[Loop]:
    """Return the outlines of a mask `(H, W)` that enclose at least `least` pixels, the largest first.

    The mask is carried on by `beyond` pixels, and `shift` is added to all places.
    """
    padded = cv2.copyMakeBorder(mask.astype(np.uint8), *(beyond,) * 4, borderType=cv2.BORDER_REPLICATE)
    padded = cv2.copyMakeBorder(padded, *(4,) * 4, borderType=cv2.BORDER_CONSTANT, value=0)
    chains, nesting = cv2.findContours(padded, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    soft = cv2.GaussianBlur(padded.astype(np.float32), (0, 0), BLUR)
    thin = padded.astype(np.float64) - cv2.morphologyEx(padded, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    found: list[Loop] = []
    for chain, (*_, parent) in zip(chains, nesting[0] if len(chains) else (), strict=True):
        if len(chain) < 3:
            continue
        rough = chain[:, 0].astype(np.float64)
        if signed_area(rough) < 0 if parent < 0 else signed_area(rough) > 0:
            rough = rough[::-1]
        x, y = rough.astype(np.int64).T
        placed = _settle(rough, soft, THIN * thin[y, x])
        area = abs(signed_area(placed))
        if area >= least:
            found.append(Loop(resample(placed + 0.5 + shift - beyond - 4, _steps(placed)), area, bool(parent >= 0)))
    return sorted(found, key=lambda loop: (-loop.area, *loop.points[0]))


def signed_area(points: Points) -> float:
    """Return the area of a closed polygon, above 0 where it runs clockwise as seen (y down)."""
    x, y = points.T
    return float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum() / 2)


def outward(points: Points, reach: int = 2) -> Points:
    """Return unit normals to the left of the way round: out of an outer loop, into a hole."""
    along = np.roll(points, -reach, axis=0) - np.roll(points, reach, axis=0)
    size = np.maximum(np.hypot(*along.T), 1e-9)
    return np.asarray(np.stack([along[:, 1], -along[:, 0]], axis=1) / size[:, None])


def _settle(chain: Points, soft: NDArray[np.float32], least: NDArray[np.float64]) -> Points:
    """Move border pixels to where the blurred mask is one half, by at most a pixel and not less than `least`."""
    normal = outward(chain)
    reach = np.full(len(chain), 0.5)
    for _ in range(3):
        inner, outer = (_look(soft, chain + (reach + side)[:, None] * normal) for side in (-0.25, 0.25))
        slope = (inner - outer) / 0.5
        reach += np.where(slope > 0.1, ((inner + outer) / 2 - 0.5) / np.maximum(slope, 0.1), 0)
        reach = np.clip(reach, least, 1.0)
    return np.asarray(chain + reach[:, None] * normal)


def _look(values: NDArray[np.float32], points: Points) -> NDArray[np.float64]:
    x, y = np.ascontiguousarray(points.T, np.float32)
    return np.asarray(cv2.remap(values, x[None], y[None], cv2.INTER_LINEAR)[0], np.float64)


def _steps(points: Points) -> int:
    length = np.hypot(*(np.roll(points, -1, axis=0) - points).T).sum()
    return int(np.clip(length, 24, 4000))


def resample(points: Points, count: int) -> Points:
    """Return `count` points at even steps along a closed polygon, the first where its first is."""
    return along(points, np.arange(count) / count)


def along(points: Points, shares: NDArray[np.float64]) -> Points:
    """Return the points at these shares (0..1, wrapping) of the length of a closed polygon."""
    ring = np.vstack([points, points[:1]])
    way = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(ring, axis=0).T))])
    at = np.mod(shares, 1.0) * way[-1]
    return np.stack([np.interp(at, way, ring[:, 0]), np.interp(at, way, ring[:, 1])], axis=1)
