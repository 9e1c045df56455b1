"""What blocks a camera: rays against the set's own meshes (Embree) and capsules for the bodies."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh
from numpy.typing import NDArray

from secondunit.scene.framing import Landmarks
from secondunit.scene.layout import Vec3
from secondunit.scene.mesh import Mesh

_AROUND = np.array(
    [(x, y, z) for x in (-1, 0, 1) for y in (-1, 0, 1) for z in (-1, 0, 1) if (x, y, z) != (0, 0, 0)], np.float32
)
_AROUND /= np.linalg.norm(_AROUND, axis=1, keepdims=True)


class Sight:
    """Answers sight questions on one set. Build once per set (and per choice of wild walls)."""

    def __init__(self, meshes: Sequence[Mesh]) -> None:
        self._scene = rtcore_scene.EmbreeScene()
        self._keep: list[object] = []
        self.empty = not meshes
        for mesh in meshes:
            if len(mesh.faces):
                points = np.ascontiguousarray(mesh.points, np.float32)
                faces = np.ascontiguousarray(mesh.faces, np.int32)
                self._keep.append(TriangleMesh(self._scene, points, faces))

    def distance(self, origins: NDArray[np.float32], directions: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the distance (in lengths of the direction) to the first surface; 1e30 where there is none."""
        if self.empty or not len(origins):
            return np.full(len(origins), 1e30, np.float32)
        return np.asarray(
            self._scene.run(
                np.ascontiguousarray(origins, np.float32),
                np.ascontiguousarray(directions, np.float32),
                query="DISTANCE",
            ),
            np.float32,
        )

    def blocked(self, cameras: NDArray[np.float32], points: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Say for each pair (n, 3), (n, 3) whether the set stands between them (3 cm short of the point)."""
        ways = points - cameras
        far = np.linalg.norm(ways, axis=1)
        return np.asarray(self.distance(cameras, ways) < 1.0 - 0.03 / np.maximum(far, 0.05), np.bool_)

    def clearance(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return for each point (n, 3) the distance to the nearest surface in 26 directions, in metres."""
        n = len(points)
        origins = np.repeat(points.astype(np.float32), len(_AROUND), axis=0)
        directions = np.tile(_AROUND, (n, 1))
        return np.asarray(self.distance(origins, directions).reshape(n, -1).min(axis=1))

    def inside(self, points: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Say for each point whether it is within a closed body, by most of three crossing counts."""
        votes = np.zeros(len(points), int)
        for way in ((0.31, 0.27, 0.91), (-0.83, 0.41, 0.37), (0.17, -0.93, 0.32)):
            votes += self._crossings(points, np.array(way, np.float32)) % 2
        return np.asarray(votes >= 2)

    def _crossings(self, points: NDArray[np.float32], way: NDArray[np.float32]) -> NDArray[np.int_]:
        count = np.zeros(len(points), int)
        origins = points.astype(np.float32).copy()
        alive = np.ones(len(points), bool)
        for _ in range(24):
            hit = np.full(len(points), 1e30, np.float32)
            hit[alive] = self.distance(origins[alive], np.tile(way, (int(alive.sum()), 1)))
            alive &= hit < 1e6
            if not alive.any():
                break
            count[alive] += 1
            origins[alive] += way * (hit[alive, None] + 1e-3)
        return count


def capsule_hits(
    cameras: NDArray[np.float32], points: NDArray[np.float32], bodies: Sequence[Landmarks]
) -> NDArray[np.bool_]:
    """Say for each sight line (n, 3), (n, 3) whether it passes through a body (head, torso and legs as capsules)."""
    out = np.zeros(len(cameras), bool)
    for body in bodies:
        for a, b, radius in (("head_top", "chin", 0.1), ("collar", "pelvis", 0.17), ("pelvis", "feet", 0.13)):
            out |= _near(cameras, points, body[a], body[b]) < radius
    return out


def _near(c: NDArray[np.float32], p: NDArray[np.float32], a: Vec3, b: Vec3) -> NDArray[np.float64]:
    """Return the distance between each segment c-p and the segment a-b."""
    u = (p - c).astype(np.float64)
    v = np.asarray(b, np.float64) - np.asarray(a, np.float64)
    w = c - np.asarray(a, np.float64)
    uu, vv = (u * u).sum(1), float(v @ v) + 1e-12
    uv, uw, vw = u @ v, (u * w).sum(1), w @ v
    det = np.maximum(uu * vv - uv * uv, 1e-12)
    s = np.clip((uv * vw - vv * uw) / det, 0.0, 1.0)
    t = np.clip((uv * s + vw) / vv, 0.0, 1.0)
    s = np.clip((uv * t - uw) / np.maximum(uu, 1e-12), 0.0, 1.0)
    gap = w + s[:, None] * u - t[:, None] * v
    return np.asarray(np.linalg.norm(gap, axis=1))
