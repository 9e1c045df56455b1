"""Garments cut from the helper surfaces by region, eased away from the body, and what skin they cover."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from secondunit.scene.bodies.asset import load
from secondunit.scene.bodies.model import Rest, Skeleton
from secondunit.scene.bodies.surface import Hem, Pattern, Sheet, averaging, cut, normals
from secondunit.scene.bodies.words import Garment
from secondunit.scene.mesh import Faces

Array = NDArray[Any]
HIDE = 0.013  # metres inside a hem from which what lies below is left out


@dataclass(frozen=True, slots=True, eq=False)
class Fields:
    """Where each asset vertex lies, on the template: lengths in shares of the limb, heights in metres."""

    x: Array
    y: Array
    z: Array
    arm: Array  # -1 off the arm, 0 shoulder, 1 elbow, 2 wrist
    arm_weight: Array
    leg: Array  # by height: 0 hip joint, 1 knee, 2 ankle; negative above the hip
    collar: Array  # height over the base of the neck, along a plane that is high at the nape, m
    neck: Array  # distance from the axis of the neck, m
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
    base = head["neck01"]
    collar = (v[:, 2] - base[2]) + 0.42 * (v[:, 0] - base[0] - 0.023)
    neck = np.hypot(v[:, 0] - base[0] - 0.02, v[:, 1])
    return Fields(v[:, 0], v[:, 1], v[:, 2], arm, weight, leg, collar, neck, head)


Cut = Callable[[Fields], Array]


def _torso(hem: float, sleeve: float, collar: float, wide: float = 0.085, opening: float = 0.0) -> Cut:
    """A top: down to `hem` (leg share, negative above the hip), sleeves to `sleeve`; the neck is cut above `collar`
    metres within `wide` metres of its axis; open in a V down to `opening` metres below the neck."""

    def field(f: Fields) -> Array:
        down = (hem - f.leg) * 0.42
        arm = np.where(f.arm_weight > 0.15, (sleeve - f.arm) * 0.25, 1.0)
        below = np.where(f.arm_weight > 0.4, 1.0, down)  # a hanging hand is not below the hem
        neck = np.maximum(collar - f.collar, (f.neck - wide) * 3)  # steep: skin below ends close to the edge
        neck = np.minimum(neck, f.heads["neck02"][2] + 0.02 - f.z)  # never over the head
        out = np.minimum(np.minimum(below, arm), neck)
        if opening:
            depth = f.z - (f.heads["neck01"][2] - opening)
            vee = np.abs(f.y) - np.maximum(depth, 0) * 0.34
            out = np.where((f.x > 0.0) & (f.arm_weight < 0.1) & (depth > -0.05), np.minimum(out, vee), out)
        result: Array = out
        return result

    return field


def _band(low: float, high: float, wide: float, gap: float) -> Cut:
    """A turned-down collar: between two heights round the neck, its points apart at the throat."""

    def field(f: Fields) -> Array:
        out = np.minimum(np.minimum(f.collar - low, high - f.collar), wide - f.neck)
        points = np.abs(f.y) - np.maximum((high - 0.012 - f.collar) * gap, 0.0)
        throat: Array = np.where(f.x > f.heads["neck01"][0] + 0.02, np.minimum(out, points), out)
        return np.minimum(throat, 0.5 - f.arm_weight)

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
    layer: int  # 0 trousers, 1 tops and boots, 2 skirts, 3 coats: outer layers hide inner ones


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
    "tshirt": (Tailoring(_torso(0.06, 0.62, -0.034), "tights", _loose(0.006, 0.020, 0.030), 5, 1),),
    "shirt": (
        Tailoring(_torso(0.10, 1.93, -0.012), "tights", _loose(0.006, 0.016, 0.014), 5, 1),
        Tailoring(_band(-0.052, 0.006, 0.096, 0.55), "tights", _even(0.013), 7, 1),
    ),
    "blouse": (Tailoring(_torso(0.02, 1.80, -0.034, 0.10, 0.13), "tights", _loose(0.006, 0.018, 0.020), 4, 1),),
    "sweater": (Tailoring(_torso(0.08, 1.93, -0.026), "tights", _loose(0.012, 0.024, 0.020), 7, 1),),
    "turtleneck": (Tailoring(_torso(0.06, 1.93, 0.06), "tights", _loose(0.008, 0.016, 0.012), 4, 1),),
    "vest": (Tailoring(_torso(0.02, 0.10, -0.075, 0.12), "tights", _loose(0.006, 0.014, 0.01), 4, 1),),
    "bodice": (Tailoring(_torso(-0.20, 0.55, -0.066, 0.125), "tights", _loose(0.005, 0.008, 0.018), 4, 1),),
    "onesie": (Tailoring(_torso(1.9, 1.9, -0.026), "tights", _legs(0.012, 0.014, 0.014), 5, 1),),
    "jacket": (
        Tailoring(_torso(0.14, 1.90, -0.018, 0.09, 0.36), "tights", _loose(0.017, 0.032, 0.026), 7, 3),
        Tailoring(_band(-0.070, -0.006, 0.110, 1.0), "tights", _even(0.026), 8, 3),
    ),
    "hoodie": (Tailoring(_torso(0.16, 1.93, -0.010, 0.09, 0.07), "tights", _loose(0.018, 0.036, 0.028), 8, 3),),
    "coat": (
        Tailoring(_torso(-0.20, 1.93, -0.012, 0.09, 0.22), "tights", _loose(0.024, 0.026, 0.034), 7, 3),
        Tailoring(_band(-0.075, 0.004, 0.115, 0.8), "tights", _even(0.034), 8, 3),
        Tailoring(_skirt(1.42), "skirt", _flare(0.020, 0.080), 2, 3),
        Tailoring(_trousers(-0.30, 0.45), "tights", _even(0.022), 6, 3),
    ),
    "robe": (
        Tailoring(_torso(-0.20, 1.80, -0.02, 0.09, 0.30), "tights", _loose(0.018, 0.020, 0.070), 8, 3),
        Tailoring(_skirt(1.85), "skirt", _flare(0.016, 0.05), 2, 3),
        Tailoring(_trousers(-0.30, 0.45), "tights", _even(0.018), 6, 3),
    ),
    "trousers": (Tailoring(_trousers(-0.42, 1.96), "tights", _legs(0.008, 0.020, 0.026), 5, 0),),
    "jeans": (Tailoring(_trousers(-0.36, 1.97), "tights", _legs(0.006, 0.010, 0.016), 4, 0),),
    "leggings": (Tailoring(_trousers(-0.40, 1.93), "tights", _even(0.004), 2, 0),),
    "shorts": (Tailoring(_trousers(-0.40, 0.82), "tights", _legs(0.008, 0.030, 0.03), 4, 0),),
    "skirt": (
        Tailoring(_skirt(0.98), "skirt", _flare(0.006, 0.02), 1, 2),
        Tailoring(_trousers(-0.30, 0.55), "tights", _even(0.004), 3, 2),
    ),
    "long skirt": (
        Tailoring(_skirt(1.80), "skirt", _flare(0.006, 0.04), 1, 2),
        Tailoring(_trousers(-0.30, 0.55), "tights", _even(0.004), 3, 2),
    ),
    "shoes": (Tailoring(_shoe(1.90), "tights", _even(0.007), 2, 0),),
    "boots": (Tailoring(_shoe(1.28), "tights", _legs(0.01, 0.012, 0.012), 3, 1),),
}
SOLES: Mapping[str, float] = {"shoes": 0.014, "boots": 0.022}  # metres under the foot


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """A pattern with all that does not depend on the body."""

    pattern: Pattern
    ease: Array  # (n,) m
    even: sparse.csr_matrix  # (n, n) one averaging round
    hem: Hem
    drape: sparse.csr_matrix | None  # averaging of the hemmed piece, for skirts


@lru_cache(maxsize=64)
def _piece(kind: str, part: int, coarse: bool) -> _Piece:
    tailoring = TAILORING[kind][part]
    f = fields()
    skirt = tailoring.surface == "skirt"
    name = "tights_coarse" if coarse and not skirt else tailoring.surface
    pattern = cut(load().surfaces[name], tailoring.cut(f))
    even = averaging(pattern.faces, len(pattern.first))
    hem = Hem.of(pattern.faces, _shared(pattern, even) if skirt else pattern.weights)
    drape = averaging(hem.faces, hem.weights.shape[0]) if skirt else None
    return _Piece(pattern, pattern.on(tailoring.ease(f)[:, None])[:, 0], even, hem, drape)


def _shared(pattern: Pattern, even: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return skinning weights that a skirt shares between its legs: cloth hangs across the gap."""
    own = pattern.weights.toarray()
    spread = own
    for _ in range(110):
        spread = even @ spread
    low = np.clip((pattern.on(fields().leg[:, None]) - 0.10) / 0.6, 0, 1)
    return sparse.csr_matrix(own * (1 - low) + spread * low, dtype=np.float32)


def _tailor(kind: str, part: int, body: Rest, coarse: bool, size: float, tucked: bool) -> Sheet:
    piece = _piece(kind, part, coarse)
    faces = piece.pattern.faces
    points = piece.pattern.on(body.vertices).astype(np.float64)
    offset = piece.ease * size
    if tucked:  # cloth inside a waistband lies close
        leg = piece.pattern.on(fields().leg[:, None])[:, 0]
        arm = piece.pattern.on(fields().arm_weight[:, None])[:, 0]
        offset = np.where(arm < 0.1, np.minimum(offset, np.interp(leg, [-0.85, -0.5], [0.03, 0.002])), offset)
    points = points + normals(points, faces) * offset[:, None]
    for _ in range(max(2, TAILORING[kind][part].smooth // (2 if coarse else 1))):
        points = piece.even @ points
    if kind in SOLES:
        points = _soled(points, piece.pattern, body, SOLES[kind] * size)
    points = piece.hem.fold(points, faces, 0.006 * size + float(offset.mean()) * 0.5)
    return Sheet(points, piece.hem.faces, piece.hem.weights, piece.drape)


@lru_cache(maxsize=24)
def _radii(body: Rest) -> dict[str, Array]:
    """Return the radii of each thigh and shin in five places from joint to joint, in metres."""
    asset = load()
    out = {}
    for side in "LR":
        for bones, end in ((("upperleg01", "upperleg02"), "lowerleg01"), (("lowerleg01", "lowerleg02"), "foot")):
            ids = [asset.index(f"{b}.{side}") for b in bones]
            weight = np.asarray(asset.skin[: asset.body_count][:, ids].sum(axis=1)).ravel()
            rows = np.flatnonzero(weight > 0.55)
            a, b = body.heads[ids[0]], body.heads[asset.index(f"{end}.{side}")]
            t, away = _along(body.vertices[rows].astype(np.float64), a, b)
            place = np.clip((t * 5).astype(int), 0, 4)
            reach = [away[place == k] for k in range(5)]
            out[f"{bones[0]}.{side}"] = np.array([np.percentile(r, 60) if len(r) else 0.05 for r in reach])
    return out


def _along(points: Array, a: Array, b: Array) -> tuple[Array, Array]:
    """Return where points project on a segment (0..1 between its ends) and their distance from its line."""
    t = ((points - a) @ (b - a)) / ((b - a) @ (b - a))
    return t, np.linalg.norm(points - a - t[:, None] * (b - a), axis=1)


def drape(points: Array, sheet: Sheet, step: sparse.csr_matrix, body: Rest, skeleton: Skeleton, gap: float) -> Array:
    """Push a posed skirt off the legs and even it out: cloth lies on thighs, it does not cut them."""
    asset = load()
    out = points.astype(np.float64)
    hip, knee = (body.heads[asset.index(f"{b}.L")][2] for b in ("upperleg01", "lowerleg01"))
    # over the hips cloth follows the body, below them it evens out
    loose = np.clip(((hip - sheet.points[:, 2]) / (hip - knee) - 0.30) / 0.4, 0.0, 1.0)[:, None]
    for rounds in (12, 8, 5):
        even = out
        for _ in range(rounds):
            even = step @ even
        out = out * (1 - loose) + even * loose
        for side in "LR":
            for start, end in (("upperleg01", "lowerleg01"), ("lowerleg01", "foot")):
                a = skeleton.heads[asset.index(f"{start}.{side}")]
                b = skeleton.heads[asset.index(f"{end}.{side}")]
                t, _ = _along(out, a, b)
                axis = a + np.clip(t, 0.0, 1.0)[:, None] * (b - a)  # round at the ends: a bent knee is covered
                away = np.linalg.norm(out - axis, axis=1)
                radius = np.interp(t, np.linspace(0.1, 0.9, 5), _radii(body)[f"{start}.{side}"]) + gap
                near = (t > 0.0) & (away < radius) & (away > 1e-4)
                pushed = axis + (out - axis) * (radius / np.maximum(away, 1e-4))[:, None]
                out[near] = pushed[near]
    for _ in range(5):  # the gap between the legs fills up: only outward moves are kept
        even = out
        for _ in range(40):
            even = step @ even
        outward = normals(out, sheet.faces)
        out = out + outward * np.maximum(((even - out) * outward).sum(axis=1, keepdims=True), 0.0) * loose
    return out


def posed(garment: Garment, sheet: Sheet, body: Rest, skeleton: Skeleton) -> Array:
    """Return a garment's posed points."""
    points = sheet.posed(skeleton)
    if sheet.even is not None:
        gap = 0.036 if TAILORING[garment.kind][0].layer == 3 else 0.014  # a coat lies over trousers
        return drape(points, sheet, sheet.even, body, skeleton, gap)
    return points


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
        above = [g.kind for k, g in enumerate(garments) if k != number and TAILORING[g.kind][0].layer > layer]
        tucked = layer == 1 and any(TAILORING[kind][0].layer == 2 for kind in above)
        for part in range(len(TAILORING[garment.kind])):
            sheet = _tailor(garment.kind, part, body, coarse, size, tucked)
            out.append((garment, _without(sheet, garment.kind, part, coarse, above)))
    return out


def _without(sheet: Sheet, kind: str, part: int, coarse: bool, hidden: Sequence[str]) -> Sheet:
    if not hidden:
        return sheet
    return Sheet(sheet.points, _uncovered(kind, part, coarse, tuple(hidden)), sheet.weights, sheet.even)


@lru_cache(maxsize=64)
def _uncovered(kind: str, part: int, coarse: bool, hidden: tuple[str, ...]) -> Faces:
    """Return the triangles of a piece that outer garments leave in sight."""
    piece = _piece(kind, part, coarse)
    n = len(piece.pattern.first)
    inside = np.zeros(piece.hem.weights.shape[0], dtype=bool)
    for other in hidden:
        margin = HIDE if TAILORING[other][0].layer != 2 else 1.6 * HIDE  # a waistband keeps what is tucked in
        inside[:n] |= piece.pattern.on(_covered(other)[:, None])[:, 0] > margin
    out: Faces = piece.hem.faces[~inside[piece.hem.faces].any(axis=1)]
    return out


@lru_cache(maxsize=64)
def skin_faces(kinds: tuple[str, ...], coarse: bool, earless: bool) -> Faces:
    """Return the skin triangles in sight: not under garments of these kinds, without eyes, lips and mouth.

    `earless` leaves out the ears, which hair or a scarf covers.
    """
    asset = load()
    gone = np.zeros(len(asset.template), dtype=bool)
    for kind in kinds:
        gone |= _covered(kind) > HIDE
    if coarse:
        faces = asset.surfaces["coarse"]
    else:
        apart = [asset.parts.index(p) for p in ("eye.L", "eye.R", "mouth", "tongue")]
        faces = asset.faces[~np.isin(asset.part, apart) & (asset.lip == 0)]
    faces = faces[~gone[faces].all(axis=1)]
    if earless:
        faces = faces[~ears()[faces].any(axis=1)]
    return faces


@lru_cache(maxsize=1)
def ears() -> Array:
    """Return which asset vertices (V,) belong to the ears."""
    asset = load()
    head = np.zeros(len(asset.template), dtype=bool)
    head[np.unique(asset.faces_of("head"))] = True
    out: Array = head & (np.abs(asset.template[:, 1]) > 0.0715)
    return out
