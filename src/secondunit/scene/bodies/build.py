"""A figure of the layout as meshes in the world, with the landmarks that shot sizes are defined on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.scene import poses
from secondunit.scene.bodies import clothes, face, hair
from secondunit.scene.bodies.asset import load
from secondunit.scene.bodies.locks import tone_of_locks
from secondunit.scene.bodies.model import PHENOTYPE, Rest, Skeleton, expression_key, rest, skinned
from secondunit.scene.bodies.rig import solve
from secondunit.scene.bodies.tailoring import SOLES
from secondunit.scene.bodies.words import Look, look_of
from secondunit.scene.layout import Figure, Vec3
from secondunit.scene.mesh import Mesh

Array = NDArray[Any]
OPEN = ("jawOpen", "mouthFunnel", "mouthUpperUpLeft", "mouthLowerDownLeft", "tongueOut", "mouthSmileLeft")


@dataclass(frozen=True, slots=True, eq=False)
class FigureModel:
    """A posed and dressed body: meshes in world space and named world points."""

    meshes: tuple[Mesh, ...]
    landmarks: Mapping[str, Vec3]


def stature(body: Mapping[str, float]) -> dict[str, float]:
    """Return the phenotype of a character's body words.

    A character's height runs from very short 0 over average 0.5 to very tall 1 for its age and gender; the model's
    own range is far wider and its middle is tall, so the value is mapped into the human part of it.
    """
    out = dict(body)
    value = body.get("height", 0.5)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and np.isfinite(value):
        out["height"] = 0.36 + (min(max(float(value), 0.0), 1.0) - 0.5) * 0.42
    return out


def _params(figure: Figure) -> dict[str, Any]:
    params = dict(figure.pose_params)
    params.setdefault("seed", int(hashlib.sha256(figure.name.encode()).hexdigest()[:6], 16))
    return params


def _finite(figure: Figure) -> None:
    values = [*figure.position, figure.heading, *(figure.look_at or ())]
    if not all(isinstance(v, (int, float)) and np.isfinite(v) for v in values):
        raise InputError(f"figure {figure.name}: position, heading and look_at must be finite numbers")


def _key(figure: Figure) -> tuple[Any, ...]:
    """Everything that the figure's own space depends on."""
    _finite(figure)
    look = None
    if figure.look_at is not None:
        angle = np.radians(figure.heading)
        d = np.subtract(figure.look_at, figure.position)
        c, s = np.cos(angle), np.sin(angle)
        look = tuple(round(float(x), 6) for x in (c * d[0] + s * d[1], -s * d[0] + c * d[1], d[2]))
    body = tuple(sorted(figure.body.items()))
    params = tuple(sorted(_params(figure).items()))
    wardrobe = tuple(sorted(figure.wardrobe.items()))
    return (figure.name, body, wardrobe, figure.pose, params, look, expression_key(figure.expression))


@dataclass(frozen=True, slots=True, eq=False)
class _Stance:
    body: Rest
    skeleton: Skeleton
    look: Look
    scale: float  # size of the head and the cloth beside a grown-up's


@lru_cache(maxsize=64)
def _stance(key: tuple[Any, ...]) -> _Stance:
    name, body_items, wardrobe, pose, params, look_at, actions = key
    phenotype = stature(dict(body_items))
    body = rest(phenotype, dict(actions))
    look = look_of(name, {k: phenotype.get(k, PHENOTYPE[k][2]) for k in PHENOTYPE}, dict(wardrobe))
    scale = _scale(body)
    spec, seat = poses.make(pose, dict(params))
    sole = max([SOLES.get(g.kind, 0.0) for g in look.garments], default=0.0) * scale
    skeleton = solve(body, spec, seat, sole, None if look_at is None else np.array(look_at))
    return _Stance(body, skeleton, look, scale)


def _scale(body: Rest) -> float:
    """Return the width of the head beside that of the template's."""
    asset = load()
    ids, bary = asset.attachments["scalp"]
    ring = slice(12 * hair.COLUMNS, 13 * hair.COLUMNS)

    def width(vertices: Array) -> float:
        points = np.einsum("nkd,nk->nd", vertices[ids[ring]], bary[ring])
        return float(np.ptp(points[:, 0]) + np.ptp(points[:, 1]))

    return width(body.vertices) / width(asset.template)


def _landmarks(stance: _Stance) -> dict[str, Vec3]:
    """Return the landmarks in the figure's own space."""
    asset = load()
    heads = stance.skeleton.heads
    transforms = stance.skeleton.transforms

    def bone(name: str) -> Array:
        out: Array = heads[asset.index(name)]
        return out

    def carried(point: Array, name: str) -> Array:
        m = transforms[asset.index(name)]
        out: Array = m[:, :3] @ point + m[:, 3]
        return out

    v = stance.body.vertices
    skull = hair.scalp(stance.body)[0]
    eyes = (stance.body.heads[asset.index("eye.L")] + stance.body.heads[asset.index("eye.R")]) / 2
    points = {
        "head_top": carried(skull[0].mean(axis=0), "head"),
        "eyes": carried(eyes + np.array([0.02, 0, 0]), "head"),
        "chin": carried(v[_chin()].astype(np.float64), "head"),
        "collar": (bone("clavicle.L") + bone("clavicle.R")) / 2,
        "chest": (bone("spine01") + bone("spine02")) / 2,
        "waist": bone("spine04"),
        "pelvis": (bone("upperleg01.L") + bone("upperleg01.R")) / 2,
        "mid_thigh": _mean([bone(f"{b}.{s}") for b in ("upperleg01", "lowerleg01") for s in "LR"]),
        "knee": _mean([bone(f"lowerleg01.{s}") for s in "LR"]),
        "hand_l": bone("finger3-1.L"),
        "hand_r": bone("finger3-1.R"),
    }
    feet = _mean([bone(f"foot.{s}") for s in "LR"])
    rows = np.unique(asset.faces_of("foot.L", "foot.R"))[::5]
    low = float(skinned(v[rows], asset.skin[rows], stance.skeleton)[:, 2].min())
    points["feet"] = np.array([feet[0], feet[1], low])
    return {k: (float(p[0]), float(p[1]), float(p[2])) for k, p in points.items()}


@lru_cache(maxsize=1)
def _chin() -> int:
    """Return the asset vertex at the front of the chin's lower edge."""
    asset = load()
    rows = np.unique(asset.faces_of("head"))
    points = asset.template[rows]
    lips = asset.template[np.unique(asset.faces[asset.lip > 0])].mean(axis=0)
    front = (np.abs(points[:, 1]) < 0.006) & (points[:, 0] > lips[0] - 0.030) & (points[:, 2] < lips[2])
    return int(rows[front][points[front, 2].argmin()])


def _mean(points: list[Array]) -> Array:
    out: Array = np.mean(points, axis=0)
    return out


@lru_cache(maxsize=256)
def _local_landmarks(key: tuple[Any, ...]) -> tuple[tuple[str, Vec3], ...]:
    return tuple(_landmarks(_stance(key)).items())


def landmarks(figure: Figure) -> dict[str, Vec3]:
    """Return named world points of a figure without building its meshes.

    Names: head_top, eyes, chin, collar, chest, waist, pelvis, mid_thigh, knee, feet, hand_l, hand_r. Cheap, and cached
    by everything but position and heading.
    """
    local = _local_landmarks(_key(figure))
    angle = np.radians(figure.heading)
    c, s = float(np.cos(angle)), float(np.sin(angle))
    x, y, z = figure.position
    return {k: (x + c * p[0] - s * p[1], y + s * p[0] + c * p[1], z + p[2]) for k, p in local}


def _meshes(stance: _Stance, coarse: bool, actions: Mapping[str, float], age: float) -> list[Mesh]:
    asset = load()
    body, skeleton, look, scale = stance.body, stance.skeleton, stance.look, stance.scale
    cloth = min(1.0, scale)
    posed = skinned(body.vertices, asset.skin, skeleton)
    kinds = tuple(g.kind for g in look.garments)
    faces = clothes.skin_faces(kinds, coarse, hair.over_ears(look.hair, look.hat))
    out = [face.piece("skin", posed, faces, face.SKIN)]
    if coarse:
        out += [*face.eyes(posed)[:2], face.brows(posed, min(look.hair_tone, 0.45), scale)]
    else:
        opened = any(actions.get(name, 0.0) > 0.15 for name in OPEN)
        out.extend(face.features(posed, look.hair_tone, age, opened, scale))
    for garment, sheet in clothes.dress(body, look.garments, coarse, cloth):
        points = clothes.posed(garment, sheet, body, skeleton, coarse)
        for faces in clothes.fronts(garment, sheet):
            out.append(face.piece(garment.slot, points, faces, garment.tone))
    head = hair.hair(body, look.hair, look.hat, scale, coarse)
    if head is not None:
        whole, drawn = head
        out.append(face.piece("hair", whole.posed(skeleton), whole.faces, look.hair_tone))
        if drawn is not None:
            out.append(face.piece("locks", drawn.posed(skeleton), drawn.faces, tone_of_locks(look.hair_tone)))
    if look.hat:
        cover = hair.hat(body, look.hat, scale)
        out.append(face.piece("hat", cover.posed(skeleton), cover.faces, look.hat_tone))
    if look.beard and not coarse:
        growth = face.beard(body, look.beard, scale)
        tone = look.beard_tone if look.beard != "stubble" else 0.5
        out.append(face.piece("beard", growth.posed(skeleton), growth.faces, tone))
    return out


def _named(meshes: list[Mesh]) -> list[Mesh]:
    """Give meshes of one slot different names."""
    seen: dict[str, int] = {}
    out = []
    for mesh in meshes:
        seen[mesh.name] = seen.get(mesh.name, 0) + 1
        name = mesh.name if seen[mesh.name] == 1 else f"{mesh.name}_{seen[mesh.name]}"
        out.append(Mesh(name, mesh.points, mesh.faces, mesh.tone, mesh.smooth))
    return out


@lru_cache(maxsize=24)
def _local_meshes(key: tuple[Any, ...], coarse: bool) -> tuple[Mesh, ...]:
    age = dict(key[1]).get("age", PHENOTYPE["age"][2])
    return tuple(m for m in _named(_meshes(_stance(key), coarse, dict(key[6]), age)) if len(m.faces))


def build(figure: Figure) -> FigureModel:
    """Return a figure's meshes and landmarks in world space.

    Raises InputError for unknown body, pose, expression or parameter values. Mesh names: skin, eyes, irises, pupils,
    brows, lips, lashes, mouth, top, bottom, outer, shoes, hair, hat, beard as the figure has them; extras
    (`figure.extra`) use the coarse body with eyes and brows alone.
    """
    key = _key(figure)
    placed = tuple(m.placed(figure.position, figure.heading) for m in _local_meshes(key, figure.extra))
    return FigureModel(placed, landmarks(figure))
