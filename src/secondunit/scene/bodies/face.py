"""What makes a face read in a close-up: irises, lashes, brows, lips, teeth and beards as pieces of their own."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondunit.scene.bodies.asset import load
from secondunit.scene.bodies.clothes import ears
from secondunit.scene.bodies.model import Rest
from secondunit.scene.bodies.surface import Pattern, Sheet, compact, cut, grid_faces, normals
from secondunit.scene.mesh import Mesh

Array = NDArray[Any]
SKIN, LIP, BROW = 0.75, 0.50, 0.16  # tones; skin is one neutral for everybody


def piece(name: str, points: Array, faces: Array, tone: float) -> Mesh:
    """Return a smooth mesh of the points that the triangles use."""
    return Mesh(name, *compact(points, faces), tone, True)


@lru_cache(maxsize=4)
def _disc(side: str) -> tuple[Array, Array, Array]:
    """Return the eye's vertex numbers and, on the template, its centre and its front rings' rows."""
    asset = load()
    ids = np.unique(asset.faces_of(f"eye.{side}"))
    points = asset.template[ids].astype(np.float64)
    centre = points.mean(axis=0)
    order = np.argsort(-points[:, 0])
    return ids, centre, order[:8]


def _round(centre: Array, axis: Array, radius: float, spread: float, lift: float) -> tuple[Array, Array]:
    """Return a cap on a sphere: `spread` radians around `axis`, `lift` times the radius."""
    side = np.cross(axis, [0.0, 0.0, 1.0])
    side /= np.linalg.norm(side)
    up = np.cross(side, axis)
    angle = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    rings = []
    for share in (0.0, 0.5, 1.0):
        s = spread * share
        ring = np.cos(s) * axis + np.sin(s) * (np.cos(angle)[:, None] * side + np.sin(angle)[:, None] * up)
        rings.append(centre + ring * radius * lift)
    points = np.concatenate([rings[0][:1], rings[1], rings[2]])
    fan = np.stack([np.zeros(20, int), 1 + np.arange(20), 1 + (np.arange(20) + 1) % 20], axis=1)
    band = grid_faces(2, 20) + 1
    return points, np.concatenate([fan, band])


def eyes(posed: Array) -> list[Mesh]:
    """Return eyeballs, irises and pupils from posed body vertices."""
    asset = load()
    out = [piece("eyes", posed, asset.faces_of("eye.L", "eye.R"), 0.93)]
    parts: dict[str, list[tuple[Array, Array]]] = {"irises": [], "pupils": []}
    for side in "LR":
        ids, _, front = _disc(side)
        ball = posed[ids].astype(np.float64)
        centre = ball.mean(axis=0)
        axis = ball[front].mean(axis=0) - centre
        axis /= np.linalg.norm(axis)
        radius = float(np.linalg.norm(ball - centre, axis=1).mean())
        parts["irises"].append(_round(centre, axis, radius, 0.44, 1.025))
        parts["pupils"].append(_round(centre, axis, radius, 0.20, 1.045))
    for name, tone in (("irises", 0.16), ("pupils", 0.02)):
        points = np.concatenate([p for p, _ in parts[name]])
        faces = np.concatenate([parts[name][0][1], parts[name][1][1] + len(parts[name][0][0])])
        turned = normals(points, faces)
        if float((turned[0] * (points[0] - points[1:21].mean(axis=0))).sum()) < 0:
            faces = faces[:, ::-1]
        out.append(Mesh(name, points.astype(np.float32), faces.astype(np.int32), tone, True))
    return out


def brows(posed: Array, tone: float, scale: float) -> Mesh:
    """Return both brows as raised strips on the posed face."""
    ids, bary = load().attachments["brow"]
    base = np.einsum("nkd,nk->nd", posed[ids].astype(np.float64), bary)
    a, b, c = (posed[ids[:, k]].astype(np.float64) for k in range(3))
    out = np.cross(b - a, c - a)
    out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)
    grid = base.reshape(2, 9, 4, 3)
    profile = np.array([-0.0004, 0.0022, 0.0022, -0.0004]) * scale
    points = (grid + out.reshape(2, 9, 4, 3) * profile[:, None]).reshape(2, 36, 3)
    faces = grid_faces(9, 4, closed=False)
    flipped = np.concatenate([faces, faces[:, ::-1] + 36])
    points = points.reshape(-1, 3)
    facing = normals(points, flipped)
    if float((facing * out).sum()) < 0:
        flipped = flipped[:, ::-1]
    return Mesh("brows", points.astype(np.float32), flipped.astype(np.int32), tone, True)


def features(posed: Array, hair_tone: float, age: float, open_mouth: bool, scale: float) -> list[Mesh]:
    """Return the pieces of a fine face from all posed asset vertices."""
    asset = load()
    out = eyes(posed)
    out.append(brows(posed, min(hair_tone, 0.45) if age > 0.2 else 0.45, scale))
    out.append(piece("lips", posed, asset.faces[asset.lip > 0], LIP))
    out.append(piece("lashes", posed, asset.surfaces["lashes"], 0.10))
    if open_mouth:
        out.append(piece("teeth", posed, asset.surfaces["teeth"], 0.9))
        out.append(piece("tongue", posed, asset.faces_of("tongue"), 0.45))
    folds = wrinkles(posed, age, scale)
    if folds is not None:
        out.append(folds)
    out.append(piece("mouth", posed, asset.faces_of("mouth"), 0.22))
    return out


# folds of an older face on the template, as (|y|, z) in metres, width, and the age from which they show
_FOLDS = (
    (((0.0185, 0.6895), (0.0265, 0.6785), (0.0315, 0.6655), (0.0325, 0.6545)), 0.00115, 0.78),
    (((0.0205, 0.7150), (0.0270, 0.7105), (0.0350, 0.7100), (0.0420, 0.7130)), 0.00085, 0.80),
    (((0.0505, 0.7265), (0.0570, 0.7235)), 0.00070, 0.82),
    (((0.0505, 0.7300), (0.0580, 0.7315)), 0.00070, 0.86),
    (((0.0000, 0.7830), (0.0150, 0.7840), (0.0300, 0.7815)), 0.00080, 0.86),
    (((0.0000, 0.7915), (0.0120, 0.7925), (0.0240, 0.7905)), 0.00070, 0.90),
)


def wrinkles(posed: Array, age: float, scale: float) -> Mesh | None:
    """Return the folds that age draws on a posed face: beside the nose, under and beside the eyes, on the brow."""
    count = sum(age >= start for _, _, start in _FOLDS)
    if not count:
        return None
    asset = load()
    pattern = _folded(count)
    head = asset.faces_of("head")
    points = pattern.on(posed).astype(np.float64)
    points += pattern.on(normals(posed.astype(np.float64), head)) * (0.0007 * scale)
    return piece("wrinkles", points, pattern.faces, round(float(np.interp(age, (0.78, 0.95), (0.74, 0.60))), 4))


@lru_cache(maxsize=8)
def _folded(count: int) -> Pattern:
    """Return the first folds as thin strips that taper to their ends."""
    asset = load()
    v = asset.template.astype(np.float64)
    shown = sorted(_FOLDS, key=lambda fold: fold[2])[:count]

    def field(at: Array) -> Array:
        flat = np.stack([np.abs(at[:, 1]), at[:, 2]], axis=1)
        out = np.full(len(at), -1.0)
        for line, width, _ in shown:
            for k in range(len(line) - 1):
                a, b = np.array(line[k]), np.array(line[k + 1])
                t = np.clip(((flat - a) @ (b - a)) / ((b - a) @ (b - a)), 0, 1)
                along = (k + t) / (len(line) - 1)
                taper = np.sin(np.pi * (0.08 + 0.84 * along)) if line[0][0] else np.cos(np.pi / 2 * 0.92 * along)
                out = np.maximum(out, width * taper - np.linalg.norm(flat - a - t[:, None] * (b - a), axis=1))
        front_only: Array = np.minimum(out, at[:, 0] - 0.10)
        return front_only

    faces = asset.faces[(asset.part == asset.parts.index("head")) & (asset.lip == 0)]
    front = faces[(v[faces, 0].min(axis=1) > 0.095) & (v[faces, 2].min(axis=1) > 0.64)]
    return cut(front, v, field, (0.005, 0.0025))


@lru_cache(maxsize=1)
def _beard() -> tuple[Pattern, Array]:
    """Return the cheeks, chin and upper lip as a pattern, and how full the hair grows there (0..1)."""
    asset = load()
    v = asset.template.astype(np.float64)
    lips = np.unique(asset.faces[asset.lip > 0])
    mouth = v[lips].mean(axis=0)
    width = float(np.abs(v[lips, 1]).max())
    y = np.abs(v[:, 1])
    eye = asset.heads[asset.index("eye.L")]
    # upper border: under the nose at the middle, along the cheek, up to the ear
    top = np.interp(y, [0, width * 0.8, width * 1.3, 0.062, 0.078], [0.017, 0.012, -0.004, 0.022, 0.055]) + mouth[2]
    chin = mouth[2] - 0.072
    under = (v[:, 2] - chin) + np.clip(v[:, 0] - (mouth[0] - 0.085), 0, 0.06) * 0.4
    ear = v[:, 0] - (eye[0] - 0.088)
    field = np.minimum(np.minimum(top - v[:, 2], under), ear)
    field = np.where(ears(), -0.004, field)
    faces = asset.faces[(asset.part == asset.parts.index("head")) & (asset.lip == 0)]
    pattern = cut(faces, field[:, None], lambda values: values[:, 0])
    full = pattern.on(np.clip(field / 0.012, 0, 1))
    below = np.clip((mouth[2] - 0.01 - pattern.on(v)[:, 2]) / 0.05, 0, 1)
    return pattern, full * (0.45 + 0.55 * below)


def beard(body: Rest, kind: str, scale: float) -> Sheet:
    """Return a beard: stubble, short or full, in the rest pose."""
    pattern, full = _beard()
    amount = {"stubble": 0.0012, "short": 0.007, "full": 0.020}[kind]
    points = pattern.on(body.vertices).astype(np.float64)
    out = normals(points, pattern.faces)
    out[:, 2] -= 0.25 * (kind == "full")
    points = points + out * (0.0006 + amount * full[:, None]) * scale
    return Sheet(points, pattern.faces, pattern.weights)
