"""How much light reaches each pixel: a key with cast shadows, lamps with pools, and dark corners.

All at pixel resolution; the result is cut into flat steps by `tones`. Shadow rays start off the surface by an
amount that grows with distance, so that a surface does not shadow itself.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from secondunit.scene.ink.lines import FEATURES, SKIN
from secondunit.scene.ink.style import Mood
from secondunit.scene.ink.trace import Hits, Lens, Tracer

F32 = NDArray[np.float32]
MAX_LAMPS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """Visible surface at pixel centres, arrays (h, w) or (h, w, 3); world space."""

    object: NDArray[np.int32]
    depth: F32
    points: F32
    normal: F32  # shading normal, towards the camera
    facing: F32  # face normal, towards the camera
    figure: NDArray[np.bool_]
    skin: NDArray[np.int32]  # per object (and -1 for sky at the end): its figure's group where it is skin, else -1
    group: NDArray[np.int32]  # per object: its group


@dataclass(frozen=True, slots=True, eq=False)
class Lit:
    """Light at pixel centres, (h, w): key 0..1 with shadows, lamps 0.., corner darkening 0..1."""

    key: F32
    lamps: F32
    form: F32  # three-quarter light on figures, no shadows
    rim: F32  # how much the surface turns away from the camera towards the key's side
    corners: F32


def surface(tracer: Tracer, hits: Hits, lens: Lens, figures: NDArray[np.bool_]) -> Surface:
    """Return the surface under every pixel centre."""
    stage = tracer.stage
    pick = (slice(None, None, 2), slice(None, None, 2))
    prim, depth, owner = hits.prim[pick], hits.depth[pick], hits.object[pick]
    seen = prim >= 0
    rays = lens.directions(0, 2 * lens.height, 2)
    facing = tracer.face_normals[prim]
    away = np.einsum("...i,...i->...", facing, rays) > 0
    np.negative(facing, out=facing, where=away[..., None])
    facing[~seen] = 0.0
    points = lens.camera.position.astype(np.float32) + rays * np.where(seen, depth, 0.0)[..., None]
    smooth_table = np.append(np.array([o.smooth for o in stage.objects], np.bool_), False)
    smooth = smooth_table[owner]
    normal = facing.copy()
    corners = stage.faces[prim[smooth]]
    u, v = hits.u[smooth][:, None], hits.v[smooth][:, None]
    blend = (stage.normals[corners[:, 0]] * (1.0 - u - v) + stage.normals[corners[:, 1]] * u
             + stage.normals[corners[:, 2]] * v)
    length = np.sqrt(np.einsum("ij,ij->i", blend, blend))
    good = length > 1e-6
    blend /= np.maximum(length, 1e-6)[:, None]
    blend = np.where(good[:, None], blend, facing[smooth])
    # a back face seen through an open edge shades like its front
    flip = np.einsum("ij,ij->i", blend, facing[smooth]) < 0
    np.negative(blend, out=blend, where=flip[:, None])
    normal[smooth] = blend
    figure = np.append(figures, False)[owner]
    group = np.array([o.group for o in stage.objects], np.int32)
    bare = [figures[i] and o.role.lower() in SKIN | FEATURES for i, o in enumerate(stage.objects)]
    skin = np.append(np.where(bare, group, -1), -1).astype(np.int32)
    return Surface(owner, depth, points, normal, facing, figure, skin, group)


def illuminate(
    tracer: Tracer, at: Surface, lens: Lens, mood: Mood, pool: ThreadPoolExecutor, seed: int,
) -> Lit:
    """Return the light on the surface."""
    light = tracer.stage.light
    to_key = -np.asarray(light.direction, dtype=np.float32)
    to_key /= np.linalg.norm(to_key)
    seen = at.object >= 0
    key = _key(tracer, at, to_key, mood, seen, pool)
    lamps = np.zeros_like(key)
    for lamp in _nearest(light.practicals, lens):
        lamps += _lamp(tracer, at, lamp, mood, seen, pool)
    right, up, back = lens.camera.axes.astype(np.float32)
    side = np.float32(1.0 if float(to_key @ right) >= 0 else -1.0)
    three_quarter = right * side * np.float32(0.62) + up * np.float32(0.5) + back * np.float32(0.6)
    three_quarter /= np.linalg.norm(three_quarter)
    form = np.zeros_like(key)
    form[at.figure] = np.clip(at.normal[at.figure] @ three_quarter, 0.0, 1.0)
    rim = np.zeros_like(key)
    if mood.rim > 0.0:
        view = lens.camera.position.astype(np.float32) - at.points
        view /= np.maximum(np.sqrt(np.einsum("...i,...i->...", view, view)), 1e-6)[..., None]
        beside = right * side * np.float32(0.8) + up * np.float32(0.6)
        rim = (1.0 - np.einsum("...i,...i->...", at.normal, view)) * np.clip(at.normal @ beside, 0.0, 1.0)
    return Lit(key, lamps, form, rim.astype(np.float32), _corners(tracer, at, seen, pool, seed))


def _key(
    tracer: Tracer, at: Surface, to_key: F32, mood: Mood, seen: NDArray[np.bool_], pool: ThreadPoolExecutor,
) -> F32:
    cosine = at.normal @ to_key
    test = seen & (cosine > 0.0) & (at.facing @ to_key > -0.2)
    origins = _lifted(at, test)
    directions = np.broadcast_to(to_key, origins.shape)
    reach = np.full(len(origins), mood.shadow_reach, np.float32)
    shadow = _shadow(tracer, at, test, origins, np.ascontiguousarray(directions), reach, pool)
    return np.where(seen, np.clip(cosine, 0.0, 1.0) * (1.0 - shadow), 0.0).astype(np.float32)


def _lamp(
    tracer: Tracer, at: Surface, lamp: F32, mood: Mood, seen: NDArray[np.bool_], pool: ThreadPoolExecutor,
) -> F32:
    to_lamp = lamp - at.points
    square = np.einsum("...i,...i->...", to_lamp, to_lamp)
    distance = np.sqrt(np.maximum(square, 1e-4))
    cosine = np.einsum("...i,...i->...", at.normal, to_lamp) / distance
    # flat falloff near the lamp, then inverse square: a pool with a rim
    # never so bright that the form is burnt out
    reach = np.minimum((mood.practical / np.maximum(distance, 0.35)) ** 2 * 0.6, 1.3)
    power = np.clip(cosine * 0.8 + 0.2, 0.0, 1.0) * reach
    test = seen & (power > 0.06)
    origins = _lifted(at, test)
    directions = lamp - origins
    until = np.clip(1.0 - 0.22 / np.maximum(distance[test], 0.23), 0.05, 0.97).astype(np.float32)  # inside its shade
    shadow = _shadow(tracer, at, test, origins, np.ascontiguousarray(directions), until, pool)
    return np.where(test, power * (1.0 - shadow), 0.0).astype(np.float32)


def _shadow(
    tracer: Tracer, at: Surface, test: NDArray[np.bool_], origins: F32, directions: F32, reach: F32,
    pool: ThreadPoolExecutor,
) -> F32:
    """Return the cast shadow 0..1 (h, w) of rays that start at the pixels of `test`.

    A figure's own nose and brow shade its face, but the frame of a windscreen must not cut a face in two: what
    others cast on skin is evened out over all skin of that figure.
    """
    shadow = np.zeros(at.depth.shape, np.float32)
    skin = at.skin[at.object]
    cast = tracer.occluded(origins, directions, reach, pool).astype(np.float32)
    on_skin = skin[test] >= 0
    if on_skin.any():
        owner = skin[test][on_skin]
        blocker = tracer.blockers(origins[on_skin], directions[on_skin], reach[on_skin], pool)
        own = (blocker >= 0) & (at.group[blocker] == owner)
        other = (blocker >= 0) & ~own
        count = np.maximum(np.bincount(owner), 1)
        share = np.bincount(owner, other) / count
        cast[on_skin] = np.where(own, 1.0, np.where(share[owner] > 0.6, 1.0, 0.0))
    shadow[test] = cast
    return _edge(shadow)


def _corners(
    tracer: Tracer, at: Surface, seen: NDArray[np.bool_], pool: ThreadPoolExecutor, seed: int,
) -> F32:
    """Return 0 open .. 1 closed: share of short rays over the surface that hit something, at half resolution."""
    height, width = at.depth.shape
    pick = (slice(None, None, 2), slice(None, None, 2))
    test = seen[pick] & ~at.figure[pick]
    normal = at.facing[pick][test]
    origins = at.points[pick][test] + normal * (0.004 + 0.0015 * at.depth[pick][test])[:, None]
    reach = np.full(len(origins), 0.42, np.float32)
    total = np.zeros(len(origins), np.float32)
    random = np.random.default_rng(seed + 77)
    rays = 4
    for _ in range(rays):
        scatter = random.standard_normal((len(origins), 3), dtype=np.float32)
        scatter /= np.maximum(np.sqrt(np.einsum("ij,ij->i", scatter, scatter)), 1e-6)[:, None]
        total += tracer.occluded(origins, normal + scatter * np.float32(0.95), reach, pool)
    coarse = np.zeros(test.shape, np.float32)
    coarse[test] = total / rays
    weight, wide = test.astype(np.float32), max(5, round(width / 960 * 9))
    for _ in range(2):
        weight, coarse = ndimage.uniform_filter(weight, wide), ndimage.uniform_filter(coarse, wide)
    coarse /= np.maximum(weight, 1e-3)
    image = Image.fromarray(coarse).resize((width, height), Image.Resampling.BILINEAR)
    return np.where(seen & ~at.figure, np.asarray(image, dtype=np.float32), 0.0).astype(np.float32)


def _lifted(at: Surface, test: NDArray[np.bool_]) -> F32:
    out: F32 = at.points[test] + at.facing[test] * (0.003 + 0.001 * at.depth[test])[:, None]
    return out


def _edge(shadow: F32) -> F32:
    """Return the shadow with a smooth outline: blurred, then cut again."""
    soft = ndimage.gaussian_filter(shadow, 0.9, truncate=2.5)
    out: F32 = np.clip((soft - 0.3) / 0.4, 0.0, 1.0)
    return out


def _nearest(practicals: tuple[tuple[float, float, float], ...], lens: Lens) -> list[F32]:
    """Return the lamps that matter: those nearest to the camera's subject side, at most MAX_LAMPS."""
    points = np.asarray(practicals, dtype=np.float64).reshape(-1, 3)
    if not len(points):
        return []
    shown = lens.project(points)
    behind = np.where(shown[:, 2] < 0, 6.0, 0.0)
    aside = np.clip(np.abs(shown[:, 0] / lens.width - 0.5) - 0.5, 0.0, 5.0) * 4.0
    order = np.argsort(np.linalg.norm(points - lens.camera.position, axis=1) + behind + aside, kind="stable")
    return [points[i].astype(np.float32) for i in order[:MAX_LAMPS]]
