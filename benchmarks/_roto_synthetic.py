"""Plates with known answers, rendered from our own stages: frames, exact alpha, clean background, foreground.

A dressed body walks through a set while the camera pans. Every frame is the mean of many sub-frames (one jittered ray
a pixel each, Embree), so motion blur, edges and single hairs come as fractions of alpha: in linear light the frame is
alpha times the foreground, plus the ground as the uncovered moments saw it. Fog thickens with depth.

    python benchmarks/_roto_synthetic.py -o DIR [--kind street] [--frames 24] [--size 480x270] [--samples 16]

writes frames/, alpha/, clean/ as PNG: a benchmark for roto, matting and clean-up beside the real sequences.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import _stages
import numpy as np
from embreex import rtcore_scene
from embreex.mesh_construction import TriangleMesh
from numpy.typing import NDArray
from PIL import Image

from secondunit.departments.plates.pixels import as_bytes, to_display
from secondunit.scene.bodies.build import build
from secondunit.scene.layout import Camera, Figure, ShotLayout
from secondunit.scene.mesh import Mesh
from secondunit.scene.stage import build_stage, read_stage
from secondunit.scene.stage.data import look_axes, vertex_normals

F32 = NDArray[np.float32]
LENGTH = 48  # frames of a whole shot
SUN = np.array([0.45, -0.55, 0.7], np.float32)
FOG = np.array([0.62, 0.68, 0.75], np.float32)
SKY = np.array([0.5, 0.65, 0.9], np.float32)


@dataclass(frozen=True)
class Kind:
    """A shot: its set, who walks from where to where, how the camera pans, shutter (0..1), fog a metre, hairs."""

    layout: ShotLayout
    figure: Figure
    start: tuple[float, float, float]
    end: tuple[float, float, float]
    camera: tuple[Camera, Camera]
    shutter: float = 0.5
    fog: float = 0.0
    hairs: int = 0


@dataclass(frozen=True, eq=False)
class Truth:
    """One frame, all float32: `frame` and `clean` display-referred 0..1, `alpha` 0..1, `foreground` straight colour
    (linear; where alpha is 0 it is 0)."""

    frame: F32
    clean: F32
    alpha: F32
    foreground: F32


def kinds() -> dict[str, Kind]:
    """The shots: a street with a clear walk, the same fast and in fog, and a long-haired head against a room."""
    walker = replace(_stages._figure(1, "walk", (0, 0, 0), 0.0), wardrobe={**_stages.WARDROBE, "hair": "long"})
    street = replace(_stages.street(0), figures=())
    here, there = Camera((-2.0, -4.5, 1.6), (-1.0, 4.0, 1.3), 32.0), Camera((-1.4, -4.5, 1.6), (2.2, 4.0, 1.3), 32.0)
    kitchen = replace(_stages.kitchen(0), figures=())
    near = Camera((-1.8, -2.2, 1.55), (-0.2, 0.3, 1.45), 40.0), Camera((-1.5, -2.2, 1.55), (0.3, 0.3, 1.45), 40.0)
    return {
        "street": Kind(street, walker, (-2.6, 1.5, 0), (1.2, 1.5, 0), (here, there)),
        "fog": Kind(street, walker, (-3.2, 1.0, 0), (2.6, 1.0, 0), (here, there), shutter=0.9, fog=0.06),
        "hair": Kind(kitchen, walker, (-1.2, -0.6, 0), (-0.2, -0.6, 0), near, hairs=900),
    }


class _Solid:
    """Meshes that rays can hit, with colour: albedo by name, and a texture that sticks to the surface."""

    def __init__(self, meshes: list[Mesh], rest: list[Mesh] | None = None) -> None:
        offsets = np.cumsum([0, *(len(m.points) for m in meshes)])
        self.points = np.concatenate([m.points for m in meshes]).astype(np.float32)
        self.rest = self.points if rest is None else np.concatenate([m.points for m in rest]).astype(np.float32)
        self.faces = np.concatenate([m.faces + o for m, o in zip(meshes, offsets[:-1], strict=True)]).astype(np.int32)
        self.owner = np.concatenate([np.full(len(m.faces), n) for n, m in enumerate(meshes)])
        self.normals = vertex_normals(self.points, self.faces)
        self.albedo = np.stack([_colour(m.name, m.tone) for m in meshes])
        self.scene = rtcore_scene.EmbreeScene()
        self.mesh = TriangleMesh(self.scene, np.ascontiguousarray(self.points), np.ascontiguousarray(self.faces))

    def look(self, origin: F32, rays: F32) -> tuple[NDArray[np.bool_], F32, F32]:
        """Return whether each ray hits, how far, and the linear colour there."""
        out = self.scene.run(np.repeat(origin[None], len(rays), axis=0), rays, output=True)
        hit = out["primID"] >= 0
        prim, u, v = out["primID"][hit], out["u"][hit, None], out["v"][hit, None]
        corners = self.faces[prim]
        share = (1 - u - v, u, v)
        normal = sum(s * self.normals[corners[:, n]] for n, s in enumerate(share))
        normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
        normal *= np.sign(-(normal * rays[hit]).sum(axis=1, keepdims=True) + 1e-9)
        at = sum(s * self.rest[corners[:, n]] for n, s in enumerate(share))
        light = 0.35 + 0.25 * normal[:, 2:] + 0.75 * np.maximum(normal @ (SUN / np.linalg.norm(SUN)), 0)[:, None]
        colour = np.zeros((len(rays), 3), np.float32)
        colour[hit] = self.albedo[self.owner[prim]] * light * _texture(at)[:, None]
        return hit, np.where(hit, out["tfar"], np.inf).astype(np.float32), colour


def _colour(name: str, tone: float) -> F32:
    chance = np.random.default_rng(zlib.crc32(name.encode()))
    return np.clip((0.15 + 0.7 * tone) * chance.uniform(0.55, 1.1, 3), 0.02, 0.95).astype(np.float32)


def _texture(at: F32) -> F32:
    """Return 0.5..1.3: waves of many directions and lengths over the surface, like plaster or cloth."""
    chance = np.random.default_rng(7)
    total = np.zeros(len(at), np.float32)
    for length in (0.9, 0.4, 0.17, 0.08, 0.04):
        for _ in range(3):
            way = chance.normal(size=3)
            way *= 2 * np.pi / length / np.linalg.norm(way)
            total += np.sin(at @ way.astype(np.float32) + np.float32(chance.uniform(0, 6.28)))
    return np.clip(0.9 + 0.09 * total, 0.5, 1.3).astype(np.float32)


def _hairs(meshes: list[Mesh], count: int) -> Mesh | None:
    """Loose hairs that stand off the hair: ribbons 0.8 mm wide, 4 to 12 cm long, bent downwards."""
    cap = next((m for m in meshes if m.name == "hair"), None)
    if cap is None or not count:
        return None
    chance = np.random.default_rng(11)
    normals = vertex_normals(cap.points, cap.faces)
    roots = chance.integers(len(cap.points), size=count)
    start, out = cap.points[roots].astype(np.float64), normals[roots].astype(np.float64)
    out += chance.normal(0, 0.5, out.shape)
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    side = np.cross(out, chance.normal(size=out.shape))
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    length, steps = chance.uniform(0.04, 0.12, (count, 1)), 5
    rows = []
    for n in range(steps + 1):
        t = n / steps
        middle = start + out * length * t - np.array([0, 0, 0.5]) * length * t * t
        half = 0.0004 * (1 - 0.7 * t)
        rows.append(np.stack([middle - side * half, middle + side * half], axis=1))
    points = np.stack(rows, axis=1).reshape(-1, 3)  # hair, step, side
    first = (np.arange(count) * (steps + 1) * 2)[:, None] + (np.arange(steps) * 2)[None]
    a = first.ravel()
    faces = np.concatenate([np.stack([a, a + 1, a + 2], 1), np.stack([a + 1, a + 3, a + 2], 1)])
    return Mesh("hairs", points.astype(np.float32), faces.astype(np.int32), cap.tone)


def _body(kind: Kind, time: float, moved: bool = True) -> list[Mesh]:
    """The figure at `time` (0..1 of the shot), walking; three cycles over the way."""
    place = tuple(a + (b - a) * time for a, b in zip(kind.start, kind.end, strict=True)) if moved else (0.0, 0.0, 0.0)
    # poses are built at 24 phases of the cycle and joined linearly: walking is slow beside a shutter
    phase = (3.0 * time % 1.0) * 24
    low = int(phase)
    near = [replace(kind.figure, pose_params={"phase": n / 24, "seed": 1}) for n in (low, (low + 1) % 24)]
    parts = [build(figure).meshes for figure in near]
    share = phase - low
    return [replace(a, points=((1 - share) * a.points + share * b.points).astype(np.float32)).placed(place)
            for a, b in zip(*parts, strict=True)]  # fmt: skip


def _backdrop(layout: ShotLayout) -> _Solid:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "set.usdc"
        build_stage(layout, path)
        stage = read_stage(path)
    meshes = []
    for n, part in enumerate(stage.objects):
        faces = stage.faces[stage.face_object == n]
        used, where = np.unique(faces, return_inverse=True)
        meshes.append(Mesh(part.path, stage.points[used], where.reshape(-1, 3).astype(np.int32), part.tone))
    return _Solid(meshes)


def render(kind: Kind, frames: int, size: tuple[int, int] = (480, 270), samples: int = 16) -> Iterator[Truth]:
    """Yield the first frames of a shot; `size` is width and height, `samples` rays a pixel, each at its own moment."""
    backdrop = _backdrop(kind.layout)
    rest = _body(kind, 0.0, moved=False)
    rest += [m for m in [_hairs(rest, kind.hairs)] if m]
    wide, high = size
    for number in range(frames):
        chance = np.random.default_rng([5, number])
        clean, front = np.zeros((high * wide, 3), np.float64), np.zeros((high * wide, 3), np.float64)
        both, alpha = np.zeros((high * wide, 3), np.float64), np.zeros(high * wide)
        for sample in range(samples):
            time = (number + kind.shutter * (sample + 0.5) / samples) / LENGTH
            meshes = _body(kind, time)
            meshes += [m for m in [_hairs(meshes, kind.hairs)] if m]
            figure = _Solid(meshes, rest)
            origin, rays = _rays(kind, time, size, chance.random((2, high, wide)).astype(np.float32))
            _, far, ground = backdrop.look(origin, rays)
            ground = _fogged(np.where(np.isfinite(far)[:, None], ground, SKY), far, kind.fog)
            hit, near, colour = figure.look(origin, rays)
            seen = hit & (near < far)
            colour = _fogged(colour, near, kind.fog)
            clean += ground
            front[seen] += colour[seen]
            alpha += seen
            both += np.where(seen[:, None], colour, ground)
        straight = front / np.maximum(alpha, 1e-9)[:, None]
        linear = ((part / samples).reshape(high, wide, 3).astype(np.float32) for part in (both, clean))
        frame, behind = (to_display(part) for part in linear)
        yield Truth(frame, behind, (alpha / samples).reshape(high, wide).astype(np.float32),
                    straight.reshape(high, wide, 3).astype(np.float32))  # fmt: skip


def _rays(kind: Kind, time: float, size: tuple[int, int], jitter: F32) -> tuple[F32, F32]:
    first, last = kind.camera
    position = np.array(first.position) * (1 - time) + np.array(last.position) * time
    target = np.array(first.target) * (1 - time) + np.array(last.target) * time
    axes = look_axes(tuple(position), tuple(target), 0.0)
    scale = first.sensor_width / first.focal_length / size[0]
    x = (np.arange(size[0]) + jitter[0] - size[0] / 2) * scale
    y = -(np.arange(size[1])[:, None] + jitter[1] - size[1] / 2) * scale
    rays = x[..., None] * axes[0] + y[..., None] * axes[1] - axes[2]
    return position.astype(np.float32), np.ascontiguousarray(rays.reshape(-1, 3), np.float32)


def _fogged(colour: F32, far: F32, density: float) -> F32:
    if not density:
        return colour
    share = np.exp(-density * np.minimum(far, 200.0))[:, None]
    return (colour * share + FOG * (1 - share)).astype(np.float32)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--kind", choices=sorted(kinds()), default="street")
    parser.add_argument("--frames", type=int, default=24)
    parser.add_argument("--size", default="480x270")
    parser.add_argument("--samples", type=int, default=16)
    options = parser.parse_args()
    wide, high = (int(part) for part in options.size.split("x"))
    for name in ("frames", "alpha", "clean"):
        (options.out / name).mkdir(parents=True, exist_ok=True)
    for n, truth in enumerate(render(kinds()[options.kind], options.frames, (wide, high), options.samples)):
        for name, picture in (("frames", truth.frame), ("alpha", truth.alpha), ("clean", truth.clean)):
            Image.fromarray(as_bytes(picture)).save(options.out / name / f"{n:05d}.png")
        print(f"{options.kind} {n + 1}/{options.frames}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
