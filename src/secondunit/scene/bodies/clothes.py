"""Garments cut from the helper surfaces by region, eased away from the body, and what skin they cover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from secondunit.scene.bodies.asset import load
from secondunit.scene.bodies.model import Rest, Skeleton
from secondunit.scene.bodies.surface import Field, Hem, Pattern, Sheet, averaging, cut, normals, trim
from secondunit.scene.bodies.tailoring import SOLES, TAILORING, Cut, Tailoring, fields
from secondunit.scene.bodies.words import Garment
from secondunit.scene.mesh import Faces

Array = NDArray[Any]
HIDE = 0.013  # metres inside a hem from which what lies below is left out
FINE = (0.030, 0.012)  # triangles this near to a hem are divided: clean edges


@dataclass(frozen=True, slots=True, eq=False)
class _Double:
    """A part of a piece that lies on it once more: a lapel, a placket, a neckband."""

    mix: sparse.csr_matrix  # (m, n) from the piece's points
    lift: float  # m
    hem: Hem


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """A pattern with all that does not depend on the body."""

    pattern: Pattern
    ease: Array  # (n,) m
    even: sparse.csr_matrix  # (n, n) one averaging round
    hem: Hem
    drape: sparse.csr_matrix | None  # averaging of the hemmed piece, for skirts
    doubles: tuple[_Double, ...]
    front: Array  # which vertices of the rim lie at the front opening, where other cloth is close behind
    buttons: sparse.csr_matrix  # (k, n) where buttons are sewn on


@lru_cache(maxsize=64)
def _piece(kind: str, part: int, coarse: bool) -> _Piece:
    tailoring = TAILORING[kind][part]
    f = fields()
    skirt = tailoring.surface == "skirt"
    name = "tights_coarse" if coarse and not skirt else tailoring.surface
    values = f.values()
    pattern = cut(load().surfaces[name], values, _over(tailoring.cut), () if coarse else FINE)
    even = averaging(pattern.faces, len(pattern))
    hem = Hem.of(pattern.faces, _shared(pattern, even) if skirt else pattern.weights)
    drape = averaging(hem.faces, hem.weights.shape[0]) if skirt else None
    own = pattern.on(values)
    doubles = () if coarse else tuple(_doubles(tailoring, pattern, own))
    mine = f.of(own)
    front = ((mine.x > 0.02) & (np.abs(mine.y) < 0.09) & (mine.leg < -0.4))[hem.rim]
    return _Piece(
        pattern, tailoring.ease(mine), even, hem, drape, doubles, front, _sewn(tailoring, pattern, own, coarse)
    )


def _over(field: Cut) -> Field:
    """Return a cut's field as a function of columns of values."""
    return lambda values: field(fields().of(values))


def _doubles(tailoring: Tailoring, pattern: Pattern, values: Array) -> Iterator[_Double]:
    for field, lift in tailoring.over:
        part = trim(pattern.faces, values, _over(field), (0.008,))
        if len(part.faces):
            weights = (part.mix @ pattern.weights).tocsr()
            yield _Double(part.mix, lift, Hem.of(part.faces, weights))


def _sewn(tailoring: Tailoring, pattern: Pattern, values: Array, coarse: bool) -> sparse.csr_matrix:
    """Return the points of a piece (k, n) under its buttons: the foremost triangle over each button's y and z."""
    spots = np.array(() if coarse else tailoring.buttons).reshape(-1, 2)
    base = fields().heads["neck01"][2]
    corners = values[pattern.faces]  # (F, 3, 8)
    out = sparse.lil_matrix((len(spots), len(pattern)), dtype=np.float32)
    for row, (y, z) in enumerate(spots):
        a, b, c = (corners[:, k, 1:3] for k in range(3))
        target = np.array([y, base + z])
        areas = [_cross(q - p, target - p) for p, q in ((b, c), (c, a), (a, b))]
        whole = _cross(b - a, c - a)
        share = np.stack(areas, axis=1) / np.where(np.abs(whole) < 1e-12, 1e-12, whole)[:, None]
        front = (share.min(axis=1) >= -1e-6) & (corners[:, :, 0].mean(axis=1) > 0)
        if front.any():
            face = np.flatnonzero(front)[0]
            out[row, pattern.faces[face]] = share[face]
    return out.tocsr()


def _cross(u: Array, v: Array) -> Array:
    out: Array = u[..., 0] * v[..., 1] - u[..., 1] * v[..., 0]
    return out


def _shared(pattern: Pattern, even: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return skinning weights that a skirt shares between its legs: cloth hangs across the gap."""
    bones = np.unique(pattern.weights.indices)
    own = pattern.weights[:, bones].toarray()
    spread = own
    for _ in range(110):
        spread = even @ spread
    low = np.clip((pattern.on(fields().leg)[:, None] - 0.10) / 0.6, 0, 1)
    out = np.zeros(pattern.weights.shape, dtype=np.float32)
    out[:, bones] = own * (1 - low) + spread * low
    return sparse.csr_matrix(out)


def _tailor(kind: str, part: int, body: Rest, coarse: bool, size: float, tucked: bool) -> tuple[Array, _Piece, Array]:
    """Return a piece on a body: its points with those of the folded rim, the piece, and the way out from the body."""
    piece = _piece(kind, part, coarse)
    points = piece.pattern.on(body.vertices).astype(np.float64)
    offset = piece.ease * size
    if tucked:  # cloth inside a waistband lies close
        own = fields().of(piece.pattern.on(fields().values()))
        close = np.minimum(offset, np.interp(own.leg, [-0.85, -0.5], [0.03, 0.002]))
        offset = np.where(own.arm_weight < 0.1, close, offset)
    away = piece.pattern.on(_outward(body, TAILORING[kind][part].surface))
    away /= np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)
    points = points + away * offset[:, None]
    rounds = max(2, TAILORING[kind][part].smooth // (2 if coarse else 1))
    even = points
    for _ in range(rounds if coarse else 2 * rounds):
        even = piece.even @ even
    if coarse or kind in SOLES or TAILORING[kind][part].surface == "skirt":
        points = even
    else:  # cloth bridges hollows, but the lines that it is cut along stay where they are
        points = points + away * ((even - points) * away).sum(axis=1, keepdims=True)
    if kind in SOLES:
        points = _soled(points, piece.pattern, body, SOLES[kind] * size)
    fold = np.where(piece.front, 0.006 * size, 0.006 * size + float(offset.mean()) * 0.5)
    rim = points[piece.hem.rim] - away[piece.hem.rim] * fold[:, None]
    return np.concatenate([points, rim]), piece, away


@lru_cache(maxsize=24)
def _outward(body: Rest, surface: str) -> Array:
    """Return the normals (V, 3) of an uncut surface: near a cut the pieces' own are rough."""
    used, faces = _surface(surface)
    out = np.zeros((len(body.vertices), 3), dtype=np.float32)
    out[used] = normals(body.vertices[used].astype(np.float64), faces)
    return out


@lru_cache(maxsize=4)
def _surface(name: str) -> tuple[Array, Faces]:
    """Return the vertices of an asset surface and its triangles numbered by them."""
    used, inverse = np.unique(load().surfaces[name], return_inverse=True)
    return used, inverse.reshape(-1, 3).astype(np.int32)


def _button_sheet(piece: _Piece, points: Array, out: Array, lift: float) -> Sheet:
    """Return round buttons as flat drums on a piece."""
    n = len(out)
    centres, away = piece.buttons @ points[:n], piece.buttons @ out
    angle = np.arange(10) * (2 * np.pi / 10)
    rings, faces = [], []
    for k, (centre, axis) in enumerate(zip(centres, away, strict=True)):
        side = np.cross(axis, [0.0, 0.0, 1.0])
        side /= np.linalg.norm(side)
        up = np.cross(side, axis)
        ring = np.cos(angle)[:, None] * side + np.sin(angle)[:, None] * up
        top, base = centre + axis * (lift + 0.0035), centre + axis * (lift - 0.003)
        rings.append(np.concatenate([top[None], top + ring * 0.0095, base + ring * 0.0105]))
        j, following = np.arange(10), (np.arange(10) + 1) % 10
        drum = np.concatenate([
            np.stack([np.zeros(10, int), 1 + following, 1 + j], axis=1),
            np.stack([1 + j, 1 + following, 11 + j], axis=1),
            np.stack([1 + following, 11 + following, 11 + j], axis=1),
        ])
        faces.append(drum + 21 * k)
    weights = sparse.csr_matrix(np.repeat((piece.buttons @ piece.pattern.weights).toarray(), 21, axis=0))
    return Sheet(np.concatenate(rings), np.concatenate(faces).astype(np.int32), weights)


@lru_cache(maxsize=1)
def _limbs() -> tuple[tuple[str, str, Array], ...]:
    """Return thighs and shins: the bone at their start, the one at their end, and their vertices."""
    asset = load()
    out = []
    for side in "LR":
        for bones, end in ((("upperleg01", "upperleg02"), "lowerleg01"), (("lowerleg01", "lowerleg02"), "foot")):
            ids = [asset.index(f"{b}.{side}") for b in bones]
            weight = np.asarray(asset.skin[: asset.body_count][:, ids].sum(axis=1)).ravel()
            out.append((f"{bones[0]}.{side}", f"{end}.{side}", np.flatnonzero(weight > 0.55)))
    return tuple(out)


@lru_cache(maxsize=24)
def _radii(body: Rest) -> dict[str, Array]:
    """Return the radii of each thigh and shin in five places from joint to joint, in metres."""
    asset = load()
    out = {}
    for start, end, rows in _limbs():
        a, b = body.heads[asset.index(start)], body.heads[asset.index(end)]
        t, away = _along(body.vertices[rows].astype(np.float64), a, b)
        place = np.clip((t * 5).astype(int), 0, 4)
        reach = [away[place == k] for k in range(5)]
        out[start] = np.array([np.percentile(r, 80) if len(r) else 0.05 for r in reach])
    return out


def fronts(garment: Garment, sheet: Sheet) -> tuple[Faces, ...]:
    """Return the triangles of a piece; the skirt of a coat in two halves, which meet where it is buttoned."""
    if garment.kind != "coat" or sheet.even is None:
        return (sheet.faces,)
    left = sheet.points[sheet.faces, 1].mean(axis=1) > 0.0
    return sheet.faces[left], sheet.faces[~left]


def _along(points: Array, a: Array, b: Array) -> tuple[Array, Array]:
    """Return where points project on a segment (0..1 between its ends) and their distance from its line."""
    t = ((points - a) @ (b - a)) / ((b - a) @ (b - a))
    return t, np.linalg.norm(points - a - t[:, None] * (b - a), axis=1)


def drape(
    points: Array, sheet: Sheet, step: sparse.csr_matrix, body: Rest, skeleton: Skeleton, gap: float,
    passes: tuple[int, ...],
) -> Array:
    """Push a posed skirt off the legs and even it out: cloth lies on thighs, it does not cut them."""
    asset = load()
    out = points.astype(np.float64)
    hip, knee = (body.heads[asset.index(f"{b}.L")][2] for b in ("upperleg01", "lowerleg01"))
    # over the hips cloth follows the body, below them it evens out
    loose = np.clip(((hip - sheet.points[:, 2]) / (hip - knee) - 0.30) / 0.4, 0.0, 1.0)[:, None]
    for rounds in passes:
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
    for _ in range(2 * len(passes) - 1):  # the gap between the legs fills up: only outward moves are kept
        even = out
        for _ in range(40 if len(passes) > 2 else 20):
            even = step @ even
        outward = normals(out, sheet.faces)
        out = out + outward * np.maximum(((even - out) * outward).sum(axis=1, keepdims=True), 0.0) * loose
    return out


def posed(garment: Garment, sheet: Sheet, body: Rest, skeleton: Skeleton, coarse: bool) -> Array:
    """Return a garment's posed points; coarse skirts are evened less."""
    points = sheet.posed(skeleton)
    if sheet.even is not None:
        gap = 0.036 if TAILORING[garment.kind][0].layer == 3 else 0.020  # a coat lies over trousers
        return drape(points, sheet, sheet.even, body, skeleton, gap, (8, 4) if coarse else (12, 8, 5))
    return points


@lru_cache(maxsize=2)
def _foot(side: str) -> Array:
    return np.unique(load().faces_of(f"foot.{side}"))


def _soled(points: Array, pattern: Pattern, body: Rest, sole: float) -> Array:
    """Flatten what lies under the foot to the height of the sole."""
    out = points.copy()
    for side in "LR":
        ours = pattern.on(fields().y) * (1 if side == "L" else -1) > 0
        rows = _foot(side)
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
        hidden = tuple(above)
        for part, tailoring in enumerate(TAILORING[garment.kind]):
            points, piece, normal = _tailor(garment.kind, part, body, coarse, size, tucked)
            faces = _uncovered(garment.kind, part, coarse, hidden) if hidden else piece.hem.faces
            out.append((garment, Sheet(points, faces, piece.hem.weights, piece.drape)))
            for number_of, double in enumerate(piece.doubles):
                faces = _double_faces(garment.kind, part, number_of, hidden)
                if len(faces):
                    out.append((garment, _doubled(double, points[: len(normal)], normal, size, faces)))
            if piece.buttons.shape[0] and not hidden:
                lift = max([thick for _, thick in tailoring.over], default=0.0) * 0.6
                tone = garment.tone - 0.30 if garment.tone > 0.45 else garment.tone + 0.22
                buttons = Garment("buttons", garment.kind, round(tone, 4))
                out.append((buttons, _button_sheet(piece, points, normal, lift * size)))
    return out


def _doubled(double: _Double, points: Array, normal: Array, size: float, faces: Faces) -> Sheet:
    away = double.mix @ normal
    top = double.mix @ points + away * (double.lift * size)
    rim = top[double.hem.rim] - away[double.hem.rim] * (double.lift * size)
    return Sheet(np.concatenate([top, rim]), faces, double.hem.weights)


@lru_cache(maxsize=64)
def _double_faces(kind: str, part: int, number: int, hidden: tuple[str, ...]) -> Faces:
    piece = _piece(kind, part, False)
    double = piece.doubles[number]
    inside = double.mix @ _inside(piece.pattern, hidden) > 0.0
    inside = np.concatenate([inside, inside[double.hem.rim]])
    out: Faces = double.hem.faces[~inside[double.hem.faces].any(axis=1)]
    return out


def _inside(pattern: Pattern, hidden: Sequence[str]) -> Array:
    """Return 1 where a piece is hidden under outer garments, else 0."""
    inside = np.zeros(len(pattern), dtype=bool)
    for other in hidden:
        margin = HIDE if TAILORING[other][0].layer != 2 else 1.6 * HIDE  # a waistband keeps what is tucked in
        inside |= pattern.on(_covered(other)) > margin
    return inside.astype(np.float32)


@lru_cache(maxsize=64)
def _uncovered(kind: str, part: int, coarse: bool, hidden: tuple[str, ...]) -> Faces:
    """Return the triangles of a piece that outer garments leave in sight."""
    piece = _piece(kind, part, coarse)
    inside = _inside(piece.pattern, hidden) > 0
    inside = np.concatenate([inside, inside[piece.hem.rim]])
    lost = inside[piece.hem.faces]  # coarse triangles reach far beyond a waistband
    out: Faces = piece.hem.faces[~(lost.all(axis=1) if coarse else lost.any(axis=1))]
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
