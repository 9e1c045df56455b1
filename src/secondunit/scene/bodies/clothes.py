"""Garments cut from the helper surfaces by region, eased away from the body, and what skin they cover."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondunit.scene.bodies.asset import load
from secondunit.scene.bodies.model import Rest
from secondunit.scene.bodies.surface import Pattern, Sheet, averaging, cut, hemmed, normals
from secondunit.scene.bodies.words import Garment

Array = NDArray[Any]
HIDE = 0.02  # metres inside a hem from which the skin below is left out


@dataclass(frozen=True, slots=True, eq=False)
class Fields:
    """Where each asset vertex lies, on the template: lengths in shares of the limb, heights in metres."""

    x: Array
    y: Array
    z: Array
    arm: Array  # -1 off the arm, 0 shoulder, 1 elbow, 2 wrist
    arm_weight: Array
    leg: Array  # by height: 0 hip joint, 1 knee, 2 ankle; negative above the hip
    neck: Array  # distance from the base of the neck, m
    heads: Mapping[str, Array]


@lru_cache(maxsize=1)
def fields() -> Fields:
    """Return the fields of all asset vertices."""
    asset = load()
    v = asset.template.astype(np.float64)
    head = {b: asset.heads[asset.index(b)] for b in asset.bones}
    arm, weight = np.full(len(v), -1.0), np.zeros(len(v))
    for side in "LR":
        names = ("upperarm01", "upperarm02", "lowerarm01", "lowerarm02", "wrist", "metacarpal", "finger")
        bones = [i for i, b in enumerate(asset.bones) if b.startswith(names) and b.endswith(side)]
        w = np.asarray(asset.skin[:, bones].sum(axis=1)).ravel()
        a, b, c = (head[f"{n}.{side}"] for n in ("upperarm01", "lowerarm01", "wrist"))
        upper = ((v - a) @ (b - a)) / ((b - a) @ (b - a))
        lower = ((v - b) @ (c - b)) / ((c - b) @ (c - b))
        s = np.where(upper < 1, upper, np.maximum(1 + lower, 1.0))
        arm = np.where(w > 0.15, np.maximum(s, -0.9), arm)
        weight = np.maximum(weight, w)
    hip, knee, ankle = (head[f"{n}.L"][2] for n in ("upperleg01", "lowerleg01", "foot"))
    leg = np.interp(-v[:, 2], [-1.0, -hip, -knee, -ankle, -ankle + 0.2], [-(1 - hip) / 0.45, 0, 1, 2, 2.45])
    neck = np.linalg.norm(v - (head["neck01"] + np.array([0.012, 0, -0.004])), axis=1)
    return Fields(v[:, 0], v[:, 1], v[:, 2], arm, weight, leg, neck, head)


Cut = Callable[[Fields], Array]


def _torso(hem: float, sleeve: float, collar: float, opening: float = 0.0) -> Cut:
    """A top: down to `hem` (leg share, negative above the hip), sleeves to `sleeve`, cut `collar` m around the
    neck, and open in a V down to `opening` metres below the neck."""

    def field(f: Fields) -> Array:
        down = (hem - f.leg) * 0.42
        arm = np.where(f.arm_weight > 0.15, (sleeve - f.arm) * 0.25, 1.0)
        below = np.where(f.arm_weight > 0.4, 1.0, down)  # a hanging hand is not below the hem
        neck = np.minimum(f.neck - collar, f.heads["neck02"][2] + 0.02 - f.z)  # never over the head
        out = np.minimum(np.minimum(below, arm), neck)
        if opening:
            depth = f.z - (f.heads["neck01"][2] - opening)
            vee = np.abs(f.y) - np.maximum(depth, 0) * 0.34
            out = np.where((f.x > 0.0) & (f.arm_weight < 0.1) & (depth > -0.05), np.minimum(out, vee), out)
        result: Array = out
        return result

    return field


def _trousers(waist: float, hem: float) -> Cut:
    def field(f: Fields) -> Array:
        out = np.minimum((f.leg - waist) * 0.42, (hem - f.leg) * 0.42)
        off_arm: Array = np.minimum(out, (0.4 - f.arm_weight) * 0.1)
        return off_arm

    return field


def _shoe(top: float) -> Cut:
    return lambda f: np.minimum((f.leg - top) * 0.42, (0.4 - f.arm_weight) * 0.1)


def _skirt(hem: float) -> Cut:
    return lambda f: (hem - f.leg) * 0.42


@dataclass(frozen=True, slots=True)
class Tailoring:
    """How a kind of garment is cut. `ease` gives the offset from the body in metres."""

    cut: Cut
    surface: str  # tights or skirt
    ease: Callable[[Fields], Array]
    smooth: int  # rounds of averaging: cloth bridges hollows
    layer: int  # outer layers hide inner ones


def _even(amount: float) -> Callable[[Fields], Array]:
    return lambda f: np.full(len(f.x), amount)


def _loose(body: float, hem: float, arm: float) -> Callable[[Fields], Array]:
    """Ease that grows to the hem of the trunk and along the sleeve."""

    def ease(f: Fields) -> Array:
        trunk = body + (hem - body) * np.clip((f.leg + 1.1) / 1.2, 0, 1)
        sleeve = body + (arm - body) * np.clip(f.arm / 2, 0, 1)
        return np.where(f.arm_weight > 0.4, sleeve, trunk)

    return ease


def _legs(top: float, knee: float, hem: float) -> Callable[[Fields], Array]:
    return lambda f: np.interp(f.leg, [-0.4, 0.15, 1.0, 2.0], [top, top * 1.2, knee, hem])


def _flare(waist: float, hem: float) -> Callable[[Fields], Array]:
    return lambda f: np.interp(f.leg, [-0.5, 0.1, 2.0], [waist, waist * 1.3, hem])


TAILORING: Mapping[str, tuple[Tailoring, ...]] = {
    "tshirt": (Tailoring(_torso(0.06, 0.62, 0.072), "tights", _loose(0.006, 0.020, 0.030), 5, 1),),
    "shirt": (Tailoring(_torso(0.10, 1.93, 0.060), "tights", _loose(0.006, 0.016, 0.014), 5, 1),),
    "blouse": (Tailoring(_torso(0.02, 1.80, 0.082, 0.12), "tights", _loose(0.006, 0.018, 0.020), 4, 1),),
    "sweater": (Tailoring(_torso(0.08, 1.93, 0.056), "tights", _loose(0.012, 0.024, 0.020), 7, 1),),
    "turtleneck": (Tailoring(_torso(0.06, 1.93, -1.0), "tights", _loose(0.008, 0.016, 0.012), 4, 1),),
    "vest": (Tailoring(_torso(0.02, 0.10, 0.085), "tights", _loose(0.006, 0.014, 0.01), 4, 1),),
    "bodice": (Tailoring(_torso(-0.30, 0.55, 0.088), "tights", _loose(0.005, 0.008, 0.018), 4, 1),),
    "onesie": (Tailoring(_torso(1.9, 1.9, 0.058), "tights", _legs(0.012, 0.014, 0.014), 5, 1),),
    "jacket": (Tailoring(_torso(0.26, 1.90, 0.064, 0.36), "tights", _loose(0.017, 0.034, 0.026), 7, 2),),
    "hoodie": (Tailoring(_torso(0.16, 1.93, 0.058, 0.05), "tights", _loose(0.018, 0.036, 0.028), 8, 2),),
    "coat": (
        Tailoring(_torso(0.12, 1.93, 0.060, 0.22), "tights", _loose(0.024, 0.036, 0.034), 7, 2),
        Tailoring(_skirt(1.42), "skirt", _flare(0.034, 0.075), 2, 2),
    ),
    "robe": (
        Tailoring(_torso(0.12, 1.80, 0.070, 0.30), "tights", _loose(0.018, 0.030, 0.070), 8, 2),
        Tailoring(_skirt(1.85), "skirt", _flare(0.028, 0.05), 2, 2),
    ),
    "trousers": (Tailoring(_trousers(-0.42, 1.96), "tights", _legs(0.008, 0.020, 0.026), 5, 0),),
    "jeans": (Tailoring(_trousers(-0.36, 1.97), "tights", _legs(0.006, 0.010, 0.016), 4, 0),),
    "leggings": (Tailoring(_trousers(-0.40, 1.93), "tights", _even(0.004), 2, 0),),
    "shorts": (Tailoring(_trousers(-0.40, 0.82), "tights", _legs(0.008, 0.030, 0.03), 4, 0),),
    "skirt": (Tailoring(_skirt(0.98), "skirt", _flare(0.004, 0.02), 1, 0),),
    "long skirt": (Tailoring(_skirt(1.80), "skirt", _flare(0.004, 0.04), 1, 0),),
    "shoes": (Tailoring(_shoe(1.90), "tights", _even(0.007), 2, 0),),
    "boots": (Tailoring(_shoe(1.28), "tights", _legs(0.01, 0.012, 0.012), 3, 1),),
}
SOLES: Mapping[str, float] = {"shoes": 0.014, "boots": 0.022}  # metres under the foot


@lru_cache(maxsize=64)
def _pattern(kind: str, part: int, coarse: bool) -> tuple[Pattern, Array, Any]:
    """Return the pattern, its ease, and the averaging matrix."""
    tailoring = TAILORING[kind][part]
    f = fields()
    name = "tights_coarse" if coarse and tailoring.surface == "tights" else tailoring.surface
    pattern = cut(load().surfaces[name], tailoring.cut(f))
    ease = pattern.on(tailoring.ease(f)[:, None])[:, 0]
    smooth = averaging(
        pattern.faces, len(pattern.first), max(1, tailoring.smooth // (2 if coarse else 1)), pattern.border
    )
    return pattern, ease, smooth


def _tailor(kind: str, part: int, body: Rest, coarse: bool, size: float, boost: float) -> Sheet:
    pattern, ease, smooth = _pattern(kind, part, coarse)
    points = pattern.on(body.vertices).astype(np.float64)
    offset = (ease + boost) * size
    points = smooth @ (points + normals(points, pattern.faces) * offset[:, None])
    if kind in SOLES:
        points = _soled(points, pattern, body, SOLES[kind] * size)
    return hemmed(Sheet(points, pattern.faces, pattern.weights), 0.006 * size + offset.mean() * 0.5)


def _soled(points: Array, pattern: Pattern, body: Rest, sole: float) -> Array:
    """Flatten what lies under the foot to the height of the sole."""
    out = points.copy()
    for side in "LR":
        ours = pattern.on(fields().y[:, None])[:, 0] * (1 if side == "L" else -1) > 0
        rows = np.unique(load().faces_of(f"foot.{side}"))
        floor = float(body.vertices[rows, 2].min())
        low = ours & (points[:, 2] < floor + 0.55 * sole)
        out[low, 2] = floor - sole
    return out


@lru_cache(maxsize=128)
def _covered(kind: str) -> Array:
    """Return for every asset vertex how far inside a garment it lies, in metres (negative outside)."""
    f = fields()
    depth = np.full(len(f.x), -1.0)
    for tailoring in TAILORING[kind]:
        if tailoring.surface == "skirt":  # legs under a skirt stay: one may look under its hem
            continue
        depth = np.maximum(depth, tailoring.cut(f))
    return depth


def dress(body: Rest, garments: Sequence[Garment], coarse: bool, size: float) -> list[tuple[Garment, Sheet]]:
    """Return the sheets of all garments, inner layers cut away where an outer one covers them.

    `size` scales ease with the body: 1 for a grown-up.
    """
    out = []
    for number, garment in enumerate(garments):
        layer = TAILORING[garment.kind][0].layer
        boost = 0.0
        for part in range(len(TAILORING[garment.kind])):
            sheet = _tailor(garment.kind, part, body, coarse, size, boost)
            hidden = [
                g.kind for k, g in enumerate(garments) if k != number and TAILORING[g.kind][0].layer > layer
            ]
            out.append((garment, _without(sheet, garment.kind, part, coarse, hidden)))
    return out


def _without(sheet: Sheet, kind: str, part: int, coarse: bool, hidden: Sequence[str]) -> Sheet:
    if not hidden:
        return sheet
    pattern = _pattern(kind, part, coarse)[0]
    n = len(pattern.first)
    inside = np.zeros(n, dtype=bool)
    for other in hidden:
        depth = _covered(other)
        inside |= pattern.on(depth[:, None])[:, 0] > HIDE
    rim = np.zeros(len(sheet.points), dtype=bool)
    rim[:n] = inside
    return Sheet(sheet.points, sheet.faces[~rim[sheet.faces].any(axis=1)], sheet.weights)


def skin_faces(garments: Sequence[Garment], coarse: bool) -> Array:
    """Return the body triangles that no garment covers; without the eyes and the inside of the mouth's tongue."""
    asset = load()
    covered = np.zeros(len(asset.template), dtype=bool)
    for garment in garments:
        covered |= _covered(garment.kind) > HIDE
    if coarse:
        faces = asset.surfaces["coarse"]
    else:
        faces = asset.faces[~np.isin(asset.part, [asset.parts.index("eye.L"), asset.parts.index("eye.R")])]
    return faces[~covered[faces].all(axis=1)]
