"""Reduce a triangle mesh by half-edge collapses: the result uses a subset of the original vertices.

Keeping original vertices means that blend shapes and skinning weights of the fine mesh stay valid for the
coarse one. Cost: the quadric error of Garland and Heckbert, Surface Simplification Using Quadric Error
Metrics (SIGGRAPH 1997), restricted to the two end points of an edge.
"""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray


def _quadrics(points: NDArray[np.float64], faces: NDArray[np.int64]) -> NDArray[np.float64]:
    a, b, c = (points[faces[:, k]] for k in range(3))
    normal = np.cross(b - a, c - a)
    area = np.linalg.norm(normal, axis=1, keepdims=True)
    normal = normal / np.maximum(area, 1e-18)
    plane = np.concatenate([normal, -(normal * a).sum(1, keepdims=True)], axis=1)
    per_face = plane[:, :, None] * plane[:, None, :] * area[:, :, None]
    out = np.zeros((len(points), 4, 4))
    for k in range(3):
        np.add.at(out, faces[:, k], per_face)
    return out


def decimate(
    points: NDArray[np.float64],
    faces: NDArray[np.int64],
    target: int,
    importance: NDArray[np.float64] | None = None,
) -> NDArray[np.int64]:
    """Return triangles (m, 3) over the same vertex indices, using about `target` vertices.

    `importance` (n,) multiplies the cost of removing a vertex. Border vertices move only along the border.
    A collapse that turns a triangle over or pinches the surface is refused.
    """
    n = len(points)
    quadric = _quadrics(points, faces)
    weight = np.ones(n) if importance is None else importance
    rings: list[set[int]] = [set() for _ in range(n)]  # faces around a vertex
    tri = [tuple(int(v) for v in f) for f in faces]
    alive = [True] * len(tri)
    edge_count: dict[tuple[int, int], int] = {}
    for i, f in enumerate(tri):
        for k in range(3):
            rings[f[k]].add(i)
            e = (min(f[k], f[k - 1]), max(f[k], f[k - 1]))
            edge_count[e] = edge_count.get(e, 0) + 1
    border = np.zeros(n, dtype=bool)
    for (i, j), count in edge_count.items():
        if count != 2:
            border[i] = border[j] = True
    version = [0] * n
    homogeneous = np.concatenate([points, np.ones((n, 1))], axis=1)

    def neighbours(v: int) -> set[int]:
        return {w for f in rings[v] for w in tri[f]} - {v}

    def cost(gone: int, kept: int) -> float:
        h = homogeneous[kept]
        length = float(np.sum((points[gone] - points[kept]) ** 2))
        return (float(h @ (quadric[gone] + quadric[kept]) @ h) + 1e-7 * length) * float(weight[gone])

    heap: list[tuple[float, int, int, int, int]] = []

    def push(gone: int, kept: int) -> None:
        if border[gone] and not border[kept]:
            return
        heapq.heappush(heap, (cost(gone, kept), gone, kept, version[gone], version[kept]))

    used = {v for f in tri for v in f}
    for v in sorted(used):
        for w in sorted(neighbours(v)):
            push(v, w)
    left = len(used)
    while left > target and heap:
        _, gone, kept, vg, vk = heapq.heappop(heap)
        if vg != version[gone] or vk != version[kept] or not rings[gone]:
            continue
        shared = rings[gone] & rings[kept]
        if len(neighbours(gone) & neighbours(kept)) != len(shared) or not shared:
            continue
        if border[gone] and len(shared) != 1:
            continue
        if any(_flips(points, tri[f], gone, kept) for f in rings[gone] - shared):
            continue
        for f in shared:
            alive[f] = False
            for v in tri[f]:
                rings[v].discard(f)
        for f in list(rings[gone]):
            tri[f] = tuple(kept if v == gone else v for v in tri[f])  # type: ignore[assignment]
            rings[kept].add(f)
        rings[gone].clear()
        quadric[kept] += quadric[gone]
        version[gone] += 1
        version[kept] += 1
        left -= 1
        around = sorted(neighbours(kept))
        for w in around:
            version[w] += 1
        for w in around:
            push(w, kept)
            push(kept, w)
            for x in sorted(neighbours(w)):
                if x != kept:
                    push(w, x)
    return np.array([t for t, ok in zip(tri, alive, strict=True) if ok], dtype=np.int64)


def _flips(points: NDArray[np.float64], face: tuple[int, ...], gone: int, kept: int) -> bool:
    before = points[list(face)]
    after = points[[kept if v == gone else v for v in face]]
    n0 = np.cross(before[1] - before[0], before[2] - before[0])
    n1 = np.cross(after[1] - after[0], after[2] - after[0])
    length = np.linalg.norm(n0) * np.linalg.norm(n1)
    return bool(n0 @ n1 < 0.2 * length or np.linalg.norm(n1) < 1e-9)
