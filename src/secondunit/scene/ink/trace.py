"""Rays through a pinhole camera against the stage's triangles, with Intel Embree.

The picture is sampled on a half-pixel grid: sample (2r, 2c) is the centre of pixel (r, c), so passes are exact
samples and the panel is a tent-filtered double-resolution picture of the same rays.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh
from numpy.typing import NDArray

from secondunit.scene.stage.data import StageCamera, StageData

F32 = NDArray[np.float32]
THREADS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Lens:
    """The camera for one picture size. `scale` is the ray slope of one pixel."""

    camera: StageCamera
    width: int
    height: int

    @property
    def scale(self) -> float:
        """Return the tangent step per pixel; the picture's width spans the camera's aperture."""
        return self.camera.aperture[0] / self.camera.focal_length / self.width

    def project(self, points: NDArray[np.floating], end: bool = False) -> NDArray[np.float64]:
        """Return (n, 3): pixel x from the left, pixel y from the top, camera z in metres (negative behind)."""
        camera = self.camera
        position, axes = camera.position, camera.axes
        if end and camera.end_position is not None and camera.end_axes is not None:
            position, axes = camera.end_position, camera.end_axes
        local = (np.asarray(points, dtype=np.float64).reshape(-1, 3) - position) @ axes.T
        z = -local[:, 2]
        safe = np.where(np.abs(z) < 1e-9, 1e-9, z)
        x = local[:, 0] / safe / self.scale + self.width / 2
        y = -local[:, 1] / safe / self.scale + self.height / 2
        return np.stack([x, y, z], axis=1)

    def directions(self, first: int, last: int, step: int = 1) -> F32:
        """Return world directions (rows, columns, 3) of half-pixel rows; length 1 along the view axis.

        With `step` 2 only the samples at pixel centres.
        """
        x = (np.arange(0, 2 * self.width, step, dtype=np.float32) / 2 + 0.5 - self.width / 2) * self.scale
        y = -(np.arange(first, last, step, dtype=np.float32) / 2 + 0.5 - self.height / 2) * self.scale
        right, up, back = self.camera.axes.astype(np.float32)
        across = x[:, None] * right - back
        down = y[:, None] * up
        out: F32 = down[:, None, :] + across[None, :, :]
        return out


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """What the primary rays met, on the half-pixel grid (2h, 2w). `depth` is camera z; sky has inf and prim -1."""

    prim: NDArray[np.int32]
    depth: F32
    object: NDArray[np.int32]  # -1 for sky
    u: F32  # barycentric coordinates at pixel centres, (h, w)
    v: F32


class Tracer:
    """An Embree scene of one stage."""

    def __init__(self, stage: StageData) -> None:
        self.stage = stage
        self.scene = rtcore_scene.EmbreeScene()
        self.mesh = TriangleMesh(
            self.scene, np.ascontiguousarray(stage.points), np.ascontiguousarray(stage.faces))
        a, b, c = (stage.points[stage.faces[:, i]] for i in range(3))
        normal = np.cross(b - a, c - a)
        length = np.linalg.norm(normal, axis=1, keepdims=True)
        self.face_normals: F32 = (normal / np.maximum(length, 1e-20)).astype(np.float32)

    def shoot(self, lens: Lens, pool: ThreadPoolExecutor) -> Hits:
        """Cast all primary rays."""
        rows, columns = 2 * lens.height, 2 * lens.width
        prim, owner = np.empty((rows, columns), np.int32), np.empty((rows, columns), np.int32)
        depth = np.empty((rows, columns), np.float32)
        u, v = (np.empty((lens.height, lens.width), np.float32) for _ in range(2))
        origin = lens.camera.position.astype(np.float32)[None]
        near = np.float32(lens.camera.clipping[0])

        def band(pixel_rows: tuple[int, int]) -> None:
            first, last = 2 * pixel_rows[0], 2 * pixel_rows[1]
            rays = lens.directions(first, last).reshape(-1, 3)
            out = self.scene.run(origin + rays * near, rays, output=True)
            hit = out["primID"].reshape(-1, columns)
            sky = hit < 0
            z = out["tfar"].reshape(-1, columns)
            z += near
            z[sky] = np.inf
            who = self.stage.face_object[hit]
            who[sky] = -1
            prim[first:last], depth[first:last], owner[first:last] = hit, z, who
            pixels = slice(*pixel_rows)
            u[pixels] = out["u"].reshape(-1, columns)[::2, ::2]
            v[pixels] = out["v"].reshape(-1, columns)[::2, ::2]

        list(pool.map(band, _bands(lens.height)))
        return Hits(prim, depth, owner, u, v)

    def blockers(self, origins: F32, directions: F32, reach: F32, pool: ThreadPoolExecutor) -> NDArray[np.int32]:
        """Return for each ray the object that stands in its way within `reach` times its length, -1 for none."""
        out = np.empty(len(origins), np.int32)

        def part(span: tuple[int, int]) -> None:
            piece = slice(*span)
            hit = self.scene.run(origins[piece], directions[piece], reach[piece], query="INTERSECT")
            out[piece] = np.where(hit < 0, -1, self.stage.face_object[hit])

        if len(origins):
            list(pool.map(part, _bands(len(origins), 4)))
        return out

    def occluded(
        self, origins: F32, directions: F32, reach: F32 | None, pool: ThreadPoolExecutor,
    ) -> NDArray[np.bool_]:
        """Return for each ray whether something stands in its way within `reach` times its length."""
        out = np.empty(len(origins), np.bool_)

        def part(span: tuple[int, int]) -> None:
            piece = slice(*span)
            if reach is None:
                hit = self.scene.run(origins[piece], directions[piece], query="OCCLUDED")
            else:
                hit = self.scene.run(origins[piece], directions[piece], reach[piece], query="OCCLUDED")
            out[piece] = hit == 0

        if len(origins):
            list(pool.map(part, _bands(len(origins), 4)))
        return out


def _bands(count: int, pieces: int = 8) -> list[tuple[int, int]]:
    edges = np.linspace(0, count, min(pieces, count) + 1).astype(int)
    return [(int(a), int(b)) for a, b in pairwise(edges)]
