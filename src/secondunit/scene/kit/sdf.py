"""Organic shapes: smooth unions of tapered capsules, skinned by surface nets.

Surface nets: one point per cell that the surface crosses, at the mean of its edge crossings
(S. Gibson, "Constrained Elastic Surface Nets", MICCAI 1998). Smooth minimum after Inigo Quilez.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from secondunit.scene.kit.noise import fractal
from secondunit.scene.kit.solids import Point, Solid, weld

Array = NDArray[np.float64]
Bone = tuple[Point, Point, float, float]  # from, to, radius at from, radius at to


def limb(path: Sequence[Point], radii: Sequence[float]) -> list[Bone]:
    """Return a chain of bones through points with a radius at each."""
    pairs = zip(path, path[1:], radii, radii[1:], strict=False)
    return [(a, b, ra, rb) for a, b, ra, rb in pairs]


def skin(
    bones: Sequence[Bone], cell: float, blend: float, seed: int = 0, rough: float = 0.0, wave: float = 1.0
) -> Solid:
    """Return the closed skin over bones; `cell` is the grid step, `blend` the width of the joins in metres.

    `rough` pushes the skin in and out by noise of wavelength `wave` (all in metres).
    """
    ends = np.array([p for a, b, _, _ in bones for p in (a, b)], dtype=np.float64)
    reach = max(max(ra, rb) for _, _, ra, rb in bones) + blend + rough + 2.0 * cell
    low = ends.min(axis=0) - reach
    count = np.ceil((ends.max(axis=0) + reach - low) / cell).astype(int) + 1
    axes = [low[k] + cell * np.arange(count[k]) for k in range(3)]
    value = np.full(tuple(count), 4.0 * reach)
    for a, b, ra, rb in bones:
        _melt(value, axes, np.asarray(a, float), np.asarray(b, float), ra, rb, blend, cell)
    if rough > 0.0:
        near = np.abs(value) < 3.0 * cell + rough
        index = np.argwhere(near)
        value[near] += rough * fractal((low + index * cell) / wave, seed, 3)
    return _nets(value, low, cell)


def _melt(value: Array, axes: list[Array], a: Array, b: Array, ra: float, rb: float, blend: float, cell: float) -> None:
    """Fold one tapered capsule into the field, only where it can matter."""
    reach = max(ra, rb) + blend + 3.0 * cell
    cut = []
    for k in range(3):
        lo, hi = min(a[k], b[k]) - reach, max(a[k], b[k]) + reach
        cut.append(slice(int(np.searchsorted(axes[k], lo)), int(np.searchsorted(axes[k], hi)) + 1))
    grid = np.stack(np.meshgrid(*(axes[k][cut[k]] for k in range(3)), indexing="ij"), axis=-1)
    ab = b - a
    t = np.clip(((grid - a) @ ab) / max(float(ab @ ab), 1e-12), 0.0, 1.0)
    distance = np.linalg.norm(grid - a - t[..., None] * ab, axis=-1) - (ra + (rb - ra) * t)
    old = value[tuple(cut)]
    h = np.maximum(blend - np.abs(old - distance), 0.0) / blend
    value[tuple(cut)] = np.minimum(old, distance) - h * h * blend * 0.25


def _nets(value: Array, low: Array, cell: float) -> Solid:
    """Return the zero surface of a field sampled on a grid."""
    inside = value < 0.0
    total = np.zeros((*(n - 1 for n in value.shape), 3))
    hits = np.zeros(total.shape[:3])
    shape = total.shape[:3]
    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        for du in (0, 1):
            for dv in (0, 1):
                start = [0, 0, 0]
                start[u], start[v] = du, dv
                here = tuple(slice(s, s + n) for s, n in zip(start, shape, strict=True))
                start[axis] = 1
                there = tuple(slice(s, s + n) for s, n in zip(start, shape, strict=True))
                f0, f1 = value[here], value[there]
                crossed = (f0 < 0.0) != (f1 < 0.0)
                t = np.where(crossed, f0 / np.where(crossed, f0 - f1, 1.0), 0.0)
                total[..., axis] += t * crossed
                total[..., u] += du * crossed
                total[..., v] += dv * crossed
                hits += crossed
    active = hits > 0
    number = np.full(shape, -1, dtype=np.int64)
    number[active] = np.arange(int(active.sum()))
    points = low + cell * (np.argwhere(active) + total[active] / hits[active][:, None])
    faces = []
    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        forward = [slice(None)] * 3
        forward[axis] = slice(1, None)
        back = [slice(None)] * 3
        back[axis] = slice(0, -1)
        for leaving in (True, False):
            a, b = inside[tuple(back)], inside[tuple(forward)]
            at = np.argwhere(a & ~b if leaving else ~a & b)
            at = at[(at[:, u] > 0) & (at[:, v] > 0)]
            step_u, step_v = np.eye(3, dtype=np.int64)[u], np.eye(3, dtype=np.int64)[v]
            ring = [number[tuple((at - step).T)] for step in (step_u + step_v, step_v, 0 * step_u, step_u)]
            if not leaving:
                ring = ring[::-1]
            faces.append(np.stack(ring[:3], axis=1))
            faces.append(np.stack([ring[0], ring[2], ring[3]], axis=1))
    return weld(Solid(points, np.concatenate(faces)))
