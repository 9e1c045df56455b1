"""Rays through a pinhole camera against the stage's triangles, with Intel Embree.

The picture is sampled on a half-pixel grid: sample (2r, 2c) is the centre of pixel (r, c), so passes are exact
samples and the panel is a tent-filtered double-resolution picture of the same rays.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh
from numpy.typing import NDArray

from secondunit.scene.stage.data import StageCamera, StageData

F32 = NDArray[np.float32]
THREADS = max(1, int(os.environ.get("SECONDUNIT_THREADS") or 2))  # a dispatcher with a worker a core says 1


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
        """Cast the primary rays: one through every pixel centre, three more where a pixel is not plain.

        A pixel is plain where it and its neighbours see one object, flat to within a few degrees and without a
        fold: there inverse depth is linear on the picture plane, so the samples between are interpolated.
        """
        height, width = lens.height, lens.width
        prim, depth = np.empty((height, width), np.int32), np.empty((height, width), np.float32)
        u, v = np.empty((height, width), np.float32), np.empty((height, width), np.float32)

        def band(rows: tuple[int, int]) -> None:
            first, last = rows
            out = self._cast(lens, lens.directions(2 * first, 2 * last, 2).reshape(-1, 3))
            prim[first:last], depth[first:last] = (a.reshape(-1, width) for a in out[:2])
            u[first:last], v[first:last] = (a.reshape(-1, width) for a in out[2:])

        list(pool.map(band, _bands(height)))
        owner = np.where(prim < 0, -1, self.stage.face_object[prim]).astype(np.int32)
        with np.errstate(divide="ignore"):
            inverse = np.float32(1.0) / depth
        rough = np.repeat(np.repeat(self._rough(prim, owner, inverse), 2, 0), 2, 1)
        rough[0::2, 0::2] = False
        fine_prim = np.repeat(np.repeat(prim, 2, 0), 2, 1)
        with np.errstate(divide="ignore"):
            fine_depth = np.float32(1.0) / _doubled(inverse)
        rows, columns = np.nonzero(rough)
        across = (columns.astype(np.float32) / 2 + 0.5 - width / 2) * np.float32(lens.scale)
        down = -(rows.astype(np.float32) / 2 + 0.5 - height / 2) * np.float32(lens.scale)
        right, up, back = lens.camera.axes.astype(np.float32)

        def part(span: tuple[int, int]) -> None:
            piece = slice(*span)
            rays = across[piece, None] * right - back + down[piece, None] * up
            hit, z, _, _ = self._cast(lens, rays)
            fine_prim[rows[piece], columns[piece]] = hit
            fine_depth[rows[piece], columns[piece]] = z

        if len(rows):
            list(pool.map(part, _bands(len(rows))))
        fine_owner = np.where(fine_prim < 0, -1, self.stage.face_object[fine_prim]).astype(np.int32)
        return Hits(fine_prim, fine_depth, fine_owner, u, v)

    def _cast(self, lens: Lens, rays: F32) -> tuple[NDArray[np.int32], F32, F32, F32]:
        """Return triangle (-1 for sky), camera z (inf for sky) and barycentric coordinates of each ray."""
        near = np.float32(lens.camera.clipping[0])
        origin = lens.camera.position.astype(np.float32)[None]
        out = self.scene.run(origin + rays * near, rays, output=True)
        hit, z = out["primID"].astype(np.int32), out["tfar"].astype(np.float32)
        z += near
        z[hit < 0] = np.inf
        return hit, z, out["u"], out["v"]

    def _rough(self, prim: NDArray[np.int32], owner: NDArray[np.int32], inverse: F32) -> NDArray[np.bool_]:
        """Return the pixels (h, w) whose half-pixel samples must be cast; inverse depth tells folds."""
        rough = np.zeros(prim.shape, np.bool_)
        normal = self.face_normals[prim]
        for axis in (0, 1):
            here = (slice(None, -1), slice(None)) if axis == 0 else (slice(None), slice(None, -1))
            there = (slice(1, None), slice(None)) if axis == 0 else (slice(None), slice(1, None))
            turned = (prim[here] != prim[there]) & (
                np.einsum("rcx,rcx->rc", normal[here], normal[there]) < np.float32(0.985))
            differs = (owner[here] != owner[there]) | turned
            rough[here] |= differs
            rough[there] |= differs
            middle = (slice(1, -1), slice(None)) if axis == 0 else (slice(None), slice(1, -1))
            w = inverse[middle]
            bend = np.abs(np.diff(inverse, 2, axis))
            # half of what lines.py calls a fold, so that no fold is missed or made up by interpolation
            rough[middle] |= bend > w * (w * np.float32(0.003) + np.float32(0.0015))
        rough[-1], rough[:, -1] = True, True  # nothing to interpolate with beyond the frame
        spread = rough.copy()
        for axis in (0, 1):
            here = (slice(None, -1), slice(None)) if axis == 0 else (slice(None), slice(None, -1))
            there = (slice(1, None), slice(None)) if axis == 0 else (slice(None), slice(1, None))
            wide = spread.copy()
            wide[here] |= spread[there]
            wide[there] |= spread[here]
            spread = wide
        return spread

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


def _doubled(coarse: F32) -> F32:
    """Return (2h, 2w) samples: the coarse ones at even places, linear between, the last repeated."""
    height, width = coarse.shape
    out = np.empty((2 * height, 2 * width), np.float32)
    out[0::2, 0::2] = coarse
    out[0::2, 1:-1:2] = (coarse[:, :-1] + coarse[:, 1:]) * np.float32(0.5)
    out[0::2, -1] = coarse[:, -1]
    out[1:-1:2] = (out[0:-2:2] + out[2::2]) * np.float32(0.5)
    out[-1] = out[-2]
    return out


def _bands(count: int, pieces: int = 8) -> list[tuple[int, int]]:
    edges = np.linspace(0, count, min(pieces, count) + 1).astype(int)
    return [(int(a), int(b)) for a, b in pairwise(edges)]
