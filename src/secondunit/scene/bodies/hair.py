"""Hair caps, hanging hair, hats: surfaces over a grid of points on the scalp, in the rest pose."""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from secondunit.scene.bodies.asset import load
from secondunit.scene.bodies.locks import AROUND, DOWN, PARTING, curls, on_grid
from secondunit.scene.bodies.model import Rest
from secondunit.scene.bodies.surface import Sheet, grid_faces, rigid

Array = NDArray[Any]
COLUMNS, POLAR = 64, np.linspace(2, 154, 28)  # as tools/build_body_asset.py samples the head
AZIMUTH = np.arange(COLUMNS) * 360.0 / COLUMNS  # 0 is the face, 90 the left ear
# where hair ends, as (azimuth from the face, polar angle from the crown), symmetric
_LINE = (
    (0, 20, 36, 46, 54, 62, 70, 78, 86, 100, 112, 125, 145, 180),
    (63, 63, 64, 68, 78, 100, 116, 115, 104, 104, 113, 126, 140, 145),
)
_CURTAIN = ((0, 20, 36, 48, 60, 75, 90, 110, 138, 180), (63, 63, 64, 68, 76, 85, 91, 96, 102, 104))
_HATLINE = ((0, 40, 90, 140, 180), (58, 62, 82, 96, 100))
_SCARFLINE = ((0, 30, 60, 80, 100, 130, 180), (46, 54, 84, 112, 122, 127, 129))
_WHOLE = ((0, 180), (128, 128))


def scalp(body: Rest) -> tuple[Array, Array]:
    """Return points on the head (28, 64, 3) and the centre that they were cast from, in the rest pose."""
    ids, bary = load().attachments["scalp"]
    points = np.einsum("nkd,nk->nd", body.vertices[ids], bary).reshape(len(POLAR), COLUMNS, 3)
    ring = points[12]  # near the widest part
    return points, np.array([ring[:, 0].mean(), 0.0, ring[:, 2].mean() - 0.01])


def _cap(
    body: Rest, line: tuple[tuple[int, ...], tuple[int, ...]], rows: int, ragged: Array | float = 0.0
) -> tuple[Array, Array]:
    """Return points (rows, 64, 3) from the crown to a line, and outward directions.

    `ragged` (64,) degrees lengthen the hair over the forehead column by column.
    """
    points, centre = scalp(body)
    around = np.minimum(AZIMUTH, 360 - AZIMUTH)
    end = np.interp(around, line[0], line[1]) + ragged
    at = POLAR[0] + (np.linspace(0, 1, rows) ** 0.85)[:, None] * (end - POLAR[0])[None]
    place = ((at - POLAR[0]) / (POLAR[1] - POLAR[0])).clip(0, len(POLAR) - 1.001)
    low = place.astype(int)
    share, column = (place - low)[:, :, None], np.arange(COLUMNS)[None]
    out = points[low, column] * (1 - share) + points[low + 1, column] * share
    away = out - centre
    return out, away / np.linalg.norm(away, axis=2, keepdims=True)


def _relax(points: Array, rounds: int) -> Array:
    """Average a grid along its rings: ears and lumps under the hair vanish."""
    out = points
    for _ in range(rounds):
        out = out / 2 + (np.roll(out, 1, axis=1) + np.roll(out, -1, axis=1)) / 4
    return out


@lru_cache(maxsize=16)
def _strands(style: str, rows: int, fineness: float, seed: int = 0) -> Array:
    """Return a relief (rows, 64) of locks in -1..1: smooth along a lock, varied across locks."""
    rng = np.random.default_rng(zlib.crc32(f"{style}{seed}".encode()))
    base = rng.normal(size=(rows, COLUMNS))
    for _ in range(2):
        base = base / 2 + (np.roll(base, 1, axis=1) + np.roll(base, -1, axis=1)) / 4
    if fineness < 1:  # locks run from the crown down
        column = base.mean(axis=0) * np.sqrt(rows)
        base = (1 - fineness) * column[None, :] + fineness * base
    out: Array = base / max(float(np.abs(base).max()), 1e-9)
    return out


def _fringe(rows: int, amount: float, front: float) -> Array:
    """Return thickness shares (rows, 64): full over the skull, `front` at the hairline of the face."""
    t = np.linspace(0, 1, rows)[:, None]
    around = np.minimum(AZIMUTH, 360 - AZIMUTH)[None, :]
    edge = np.interp(around, (0, 60, 100, 180), (front, front * 0.9, 0.35, 0.45))
    out: Array = amount * ((1 - t**4) + t**4 * edge)
    return out


def _closed(grid: Array, inner: Array) -> tuple[Array, Array]:
    """Return points and faces of a cap whose lower edge folds onto the skin."""
    rows = np.concatenate([grid, inner[None]], axis=0)
    return rows.reshape(-1, 3), grid_faces(len(rows), rows.shape[1])


def _simple(body: Rest, style: str, scale: float) -> tuple[Sheet, tuple[float, ...]]:
    """Return hair that follows the skull, and how far down its rows are."""
    rows = 14
    amount, front, relief, fineness, relax = {
        "cropped": (0.006, 0.25, 0.0005, 0.5, 0),
        "short": (0.020, 0.80, 0.0075, 0.12, 2),
        "curly": (0.026, 0.62, 0.0060, 1.0, 3),
        "pulled": (0.009, 0.40, 0.0022, 0.02, 1),
    }[style]
    around = np.minimum(AZIMUTH, 360 - AZIMUTH)
    lock = _strands(style + "edge", rows, 0.0)[0]
    edge = {"cropped": 1.0, "short": 5.0, "curly": 5.0, "pulled": 1.0}[style]
    ragged = lock * edge * np.interp(around, (0, 75, 110), (1, 0.5, 0.6))
    if style == "short":  # higher at the parting, swept aside from it, in pointed locks
        ragged = ragged + _swept(AZIMUTH) + np.interp(around, (40, 60), (1, 0)) * _points(3.0, 5)
    base, away = _cap(body, _LINE, rows, ragged)
    t = np.linspace(0, 1, rows)[:, None]
    lifted = (
        _fringe(rows, amount, front)
        + relief * _strands(style, rows, fineness) * np.minimum(1, np.linspace(0, 4, rows))[:, None]
    )
    if style == "short":  # swept from a parting, and more on top than at the sides
        lifted *= 0.70 + 0.55 * np.clip(1 - t * 0.7, 0, 1)
        lifted *= 1 - _parting(t, 0.55)
    ways = tuple(np.linspace(0, 1, rows).tolist())
    grid, shell = _relax(base, relax), away * lifted[:, :, None] * scale
    last = base[-1] - away[-1] * 0.004 * scale
    if style == "curly":  # a finer grid carries the curls
        ways = tuple(np.linspace(0, 1, 2 * rows).tolist())
        grid, shell = _finer(grid), _finer(shell)
        last = _finer(last[None].repeat(2, axis=0))[0]
        shell *= 1 + _bumps(ways)[:, :, None]
    return rigid(*_closed(grid + shell, last)), (*ways, 2.0)


def _swept(azimuth: Array) -> Array:
    """Return degrees by which the hairline rises towards the parting."""
    apart = (azimuth - PARTING + 180) % 360 - 180
    out: Array = -7.0 * np.exp(-((apart / 16.0) ** 2))
    return out


def _points(degrees: float, columns: int) -> Array:
    """Return a saw of pointed locks (64,), each `columns` wide on average."""
    at = np.arange(COLUMNS) / columns + 0.22 * np.sin(np.arange(COLUMNS) * 0.7)
    out: Array = degrees * (1.6 * (at % 1.0) ** 0.8 - 0.8)
    return out


def _parting(t: Array, depth: float) -> Array:
    """Return how far hair (rows, 64) sinks at the parting, 0..1."""
    apart = (AZIMUTH[None] - PARTING + 180) % 360 - 180
    out: Array = depth * np.exp(-((apart / 7.0) ** 2)) * np.clip(t * 4, 0, 1)
    return out


def _finer(grid: Array) -> Array:
    """Return a grid (rows, n, 3) with twice the rows and columns."""
    rows, columns = grid.shape[:2]
    between = (grid + np.roll(grid, -1, axis=1)) / 2
    wide = np.stack([grid, between], axis=2).reshape(rows, 2 * columns, 3)
    at = np.linspace(0, rows - 1, 2 * rows)
    low = np.minimum(at.astype(int), rows - 2)
    share = (at - low)[:, None, None]
    out: Array = wide[low] * (1 - share) + wide[low + 1] * share
    return out


@lru_cache(maxsize=4)
def _bumps(ways: tuple[float, ...]) -> Array:
    """Return how much thicker curly hair is on its curls (rows, 128)."""
    azimuth = np.arange(2 * COLUMNS) * 180.0 / COLUMNS
    t = np.array(ways)[:, None]
    out = np.zeros((len(ways), 2 * COLUMNS))
    for place, height, radius, _ in curls():
        dx = ((azimuth[None] - place + 180) % 360 - 180) * AROUND * np.sin(np.pi * min(0.15 + 0.62 * height, 0.6))
        near = np.exp(-(dx**2 + ((t - height) * DOWN) ** 2) / (1.1 * radius) ** 2)
        out = np.maximum(out, near)
    thicker: Array = (0.62 * out - 0.12) * np.clip(t * 6, 0.1, 1.0)
    return thicker


def _back(body: Rest) -> tuple[Array, Array]:
    """Return heights and the hindmost x of the trunk at each, in metres."""
    v = body.vertices[: load().body_count : 3]
    low, high = float(v[:, 2].min()), float(v[:, 2].max())
    trunk = v[np.abs(v[:, 1]) < 0.16 * (high - low)]
    which = np.clip(((trunk[:, 2] - low) / (high - low) * 40).astype(int), 0, 39)
    hindmost = np.full(40, np.inf)
    np.minimum.at(hindmost, which, trunk[:, 0])
    hindmost = np.where(np.isfinite(hindmost), hindmost, 0.0)
    return low + (np.arange(40) + 0.5) * (high - low) / 40, hindmost


def _hanging(body: Rest, style: str, scale: float) -> tuple[Sheet, tuple[float, ...]]:
    """Hair that falls from the sides and the back: a bob to the jaw or long hair to the shoulder blades."""
    rows, extra = 12, 10
    around = np.minimum(AZIMUTH, 360 - AZIMUTH)
    forehead = np.interp(around, (44, 56), (1, 0))
    base, away = _cap(body, _CURTAIN, rows, (1.6 * _swept(AZIMUTH) + _points(2.6, 6)) * forehead)
    relief = _strands(style, rows + extra, 0.10)
    t = np.linspace(0, 1, rows)[:, None]
    full = 0.022 * (1 - t**4 * (1 - np.interp(around, (0, 45, 60), (0.45, 0.60, 1.0)))[None]) * (1 - _parting(t, 0.6))
    cap = _relax(base, 3) + away * ((full + 0.0055 * relief[:rows])[:, :, None] * scale)
    first = 50
    falls = np.interp(around, (0, first, first + 8, 180), (0, 0, 1, 1))
    length = {"bob": 0.098, "long": 0.36}[style] * scale
    start = cap[-1]
    neck = body.heads[load().index("neck01")]
    t = np.linspace(0, 1, extra + 1)[1:]
    trunk = _back(body)
    rowsets = []
    end_z = start[:, 2].min() - length * np.interp(around, (60, 100, 180), (0.80, 0.88, 1.0))
    if style == "bob":
        end_z = np.minimum(end_z, start[:, 2].min() + 0.02 * scale)
    end_z = end_z - _points(0.013, 4) * scale  # tips
    for k, share in enumerate(t):
        z = start[:, 2] + (end_z - start[:, 2]) * share
        swell = (
            1
            + (
                np.interp(around, (100, 150), (0.17, 0.06)) * np.sin(np.pi * min(share * 0.85, 1.0)) ** 0.9
                - 0.04 * share
            )
            * falls
        )
        xy = (start[:, :2] - [neck[0], 0]) * swell[:, None] + [neck[0], 0]
        if style == "bob":  # the front swings to the jaw
            xy[:, 0] += 0.016 * share**2 * np.interp(around, (50, 62, 95), (0.4, 1.0, 0.0)) * scale
        if style == "long":  # behind the shoulders, over the shoulder blades
            gather = np.clip((share - 0.25) / 0.75, 0, 1)
            xy[:, 1] *= 1 - 0.25 * gather
            behind = np.interp(z, *trunk) - (0.018 + 0.010 * np.cos(np.radians(180 - around))) * scale
            xy[:, 0] = np.where(
                (share > 0.22),
                np.minimum(xy[:, 0] - 0.10 * scale * gather, behind + 0.09 * (1 - gather) * scale),
                xy[:, 0],
            )
        out = xy - [neck[0], 0]
        out *= 1 + (0.014 * relief[rows + k] / np.maximum(np.linalg.norm(out, axis=1), 0.03) * scale)[:, None]
        row = np.column_stack([out[:, 0] + neck[0], out[:, 1], z])
        rowsets.append(start * (1 - falls[:, None]) + row * falls[:, None])
    # the inside of the curtain, so that it has a thickness from below
    tip = rowsets[-1] + (np.array([neck[0], 0, 0]) - rowsets[-1]) * np.array([0.12, 0.12, 0.0])
    inner = np.stack([tip, start * 0.86 + np.array([neck[0], 0, start[:, 2].mean()]) * 0.14])
    inner = np.where(falls[None, :, None] > 0, inner, (base[-1] - away[-1] * 0.004 * scale)[None])
    grid = np.concatenate([cap, np.stack(rowsets), inner])
    sheet = rigid(grid.reshape(-1, 3), _no_slivers(grid, grid_faces(len(grid), COLUMNS)))
    ways = (*np.linspace(0, 1, rows + extra).tolist(), 2.0, 2.0)
    if style == "bob":
        return sheet, ways
    return Sheet(sheet.points, sheet.faces, _trailing(sheet.points, body)), ways


def _no_slivers(grid: Array, faces: Array) -> Array:
    """Leave out triangles without area: columns that do not fall repeat one point."""
    p = grid.reshape(-1, 3)
    area = np.linalg.norm(np.cross(p[faces[:, 1]] - p[faces[:, 0]], p[faces[:, 2]] - p[faces[:, 0]]), axis=1)
    kept: Array = faces[area > 1e-10]
    return kept


def _trailing(points: Array, body: Rest) -> sparse.csr_matrix:
    """Return weights that go from the head at the skull to the upper spine at the tips."""
    asset = load()
    head, neck = (body.heads[asset.index(b)][2] for b in ("head", "neck01"))
    t = np.clip((head - points[:, 2]) / max(head - neck, 1e-3), 0, 1.6) / 1.6
    share = {"head": 1 - t, "spine01": t}
    out = sparse.lil_matrix((len(points), len(asset.bones)), dtype=np.float32)
    for bone, weight in share.items():
        out[:, asset.index(bone)] = weight[:, None]
    return out.tocsr()


def _ball(centre: Array, radii: Array, rings: int = 8, columns: int = 14) -> tuple[Array, Array]:
    polar = np.linspace(0.12, np.pi - 0.12, rings)[:, None]
    azimuth = np.linspace(0, 2 * np.pi, columns, endpoint=False)[None]
    grid = np.stack(
        [
            np.sin(polar) * np.cos(azimuth),
            np.sin(polar) * np.sin(azimuth),
            np.cos(polar) * np.ones_like(azimuth),
        ],
        -1,
    )
    return (grid * radii + centre).reshape(-1, 3), grid_faces(rings, columns)


def _tail(body: Rest, scale: float) -> tuple[Array, Array]:
    """A ponytail: a tube from the back of the head, falling behind the neck."""
    points, _ = scalp(body)
    root = points[10, COLUMNS // 2]  # the back of the head, above its middle
    steps = 12
    t = np.linspace(0, 1, steps)
    x = root[0] - (0.018 + 0.055 * np.sin(np.pi * np.clip(t * 1.25, 0, 1)) ** 0.8 * (1 - 0.35 * t)) * scale
    z = root[2] + (0.030 * np.sin(np.pi * np.clip(t * 3, 0, 1)) - 0.30 * t**1.25) * scale
    radius = np.interp(t, (0, 0.06, 0.3, 0.7, 1), (0.013, 0.019, 0.032, 0.026, 0.005)) * scale
    angle = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    path = np.stack([x, np.zeros(steps), z], axis=1)
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    side = np.array([0.0, 1.0, 0.0])
    across = np.cross(along, side)
    ring = np.cos(angle)[None, :, None] * side + np.sin(angle)[None, :, None] * across[:, None, :] * 0.8
    return (path[:, None] + ring * radius[:, None, None]).reshape(-1, 3), grid_faces(steps, 12)


def _plait(body: Rest, scale: float) -> tuple[Sheet, Sheet]:
    """A plait over the left shoulder: two rows of crossing strands."""
    asset = load()
    points, _ = scalp(body)
    nape = points[17, COLUMNS // 2 - 6]
    neck, collar = (body.heads[asset.index(b)] for b in ("neck01", "clavicle.L"))
    v = body.vertices[: asset.body_count : 2]
    side = collar[1] + 0.050 * scale
    strip = v[(np.abs(v[:, 1] - side) < 0.03) & (v[:, 2] < neck[2])]
    count = 15
    z = np.linspace(collar[2], collar[2] - 0.20 * scale, 9)
    front = [float(strip[np.abs(strip[:, 2] - h) < 0.02][:, 0].max(initial=collar[0])) for h in z]
    lead = [nape + np.array([-0.020, 0.0, 0.0]) * scale, np.array([neck[0] - 0.015, 0.072 * scale, neck[2] + 0.03]),
            np.array([neck[0] + 0.035, 0.085 * scale, neck[2] - 0.005])]
    way = np.array([*lead, *[(x + 0.040 * scale, side, h) for x, h in zip(front, z, strict=True)]])
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(way, axis=0), axis=1))])
    at = np.linspace(0, length[-1], count)
    path = np.stack([np.interp(at, length, way[:, k]) for k in range(3)], axis=1)
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    across = np.cross(along, [1.0, 0.0, 0.0])
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-6)
    rows: tuple[list[Array], list[Array]] = ([], [])
    for k in range(count):
        size = scale * float(np.interp(k / (count - 1), (0, 0.2, 0.8, 0.93, 1), (0.8, 1.0, 0.85, 0.45, 0.8)))
        ball, _ = _ball(np.zeros(3), np.array([0.020, 0.017, 0.030]) * size, 6, 10)
        for row, sign in zip(rows, (1.0, -1.0), strict=True):
            main = along[k] + across[k] * 0.75 * sign  # each strand crosses to the middle
            main /= np.linalg.norm(main)
            wide = np.cross([1.0, 0.0, 0.0], main)
            axes = np.stack([np.cross(wide, main), wide, main])
            row.append(ball @ axes + path[k] - across[k] * 0.010 * sign * size + along[k] * 0.006 * (sign + 1) * size)
    faces = grid_faces(6, 10)
    out = []
    for row in rows:
        everything = np.concatenate(row)
        both = np.concatenate([faces + 60 * k for k in range(count)]).astype(np.int32)
        out.append(Sheet(everything, both, _trailing(everything, body)))
    return out[0], out[1]


def _join(sheet: Sheet, other: Sheet) -> Sheet:
    return Sheet(
        np.concatenate([sheet.points, other.points]),
        np.concatenate([sheet.faces, other.faces + len(sheet.points)]).astype(np.int32),
        sparse.vstack([sheet.weights, other.weights]).tocsr(),
    )


def hair(body: Rest, style: str, hatted: str, scale: float, coarse: bool = False) -> tuple[Sheet, Sheet | None] | None:
    """Return the hair of a style (bald, cropped, short, curly, bob, long, bun, ponytail, braid) and the locks on it.

    Under a hat hair lies flat; a headscarf covers it all. Coarse hair has no locks.
    """
    if style == "bald" or hatted == "headscarf":
        return None
    if hatted and style in ("curly", "short"):
        style = "cropped"
    if style in ("bob", "long"):
        whole, ways = _hanging(body, style, scale)
        return whole, None if coarse or hatted else on_grid(whole, style, ways, COLUMNS, 0.0012 * scale)
    cut = "pulled" if style in ("bun", "ponytail", "braid") else style
    whole, ways = _simple(body, cut, scale)
    columns = 2 * COLUMNS if cut == "curly" else COLUMNS
    drawn = cut != "cropped" and not coarse and not hatted
    locks = on_grid(whole, cut, ways, columns, 0.0012 * scale) if drawn else None
    if style == "bun":
        points, _ = scalp(body)
        back = points[9, COLUMNS // 2]
        ball = _ball(back + np.array([-0.022, 0, 0.008]) * scale, np.array([0.036, 0.042, 0.040]) * scale)
        whole = _join(whole, rigid(*ball))
    if style == "ponytail":
        whole = _join(whole, rigid(*_tail(body, scale)))
    if style == "braid":
        one, other = _plait(body, scale)
        whole = _join(whole, one)
        if coarse:
            whole = _join(whole, other)
        else:
            locks = other if locks is None else _join(locks, other)
    return whole, locks


def over_ears(style: str, hatted: str) -> bool:
    """Return whether hair or hat covers the ears."""
    return hatted == "headscarf" or style in ("bob", "long")


def hat(body: Rest, kind: str, scale: float) -> Sheet:
    """Return a hat: beanie, cap (with a peak), hat (with a brim) or headscarf."""
    rows = 12
    if kind == "headscarf":
        return _scarf(body, scale)
    base, away = _cap(body, _HATLINE, rows)
    base = _relax(base, 4)
    t = np.linspace(0, 1, rows)[:, None]
    lift = {"beanie": 0.024, "cap": 0.022, "hat": 0.026}[kind] * np.ones((rows, COLUMNS))
    if kind == "beanie":
        lift = lift + np.where(t > 0.78, 0.006, 0.0) + 0.018 * (1 - t) ** 2
    grid = base + away * lift[:, :, None] * scale
    if kind == "hat":  # a crown with a flat, pinched top
        top = grid[:, :, 2].max() + 0.035 * scale
        crown = np.clip(1.0 - t * 1.15, 0, 1) ** 0.4
        grid[:, :, 2] = np.maximum(grid[:, :, 2], grid[:, :, 2] * (1 - crown) + top * crown)
        grid[:, :, 2] -= (0.022 * (1 - np.linspace(0, 1, rows)[:, None]) ** 2) * scale
    brim = _brim(grid[-1], kind, scale)
    rowsets = [grid] + ([brim[0][None], brim[1][None]] if brim else [])
    points, faces = _closed(np.concatenate(rowsets), base[-1] + away[-1] * 0.002)
    return rigid(points, _no_slivers(points, faces))


def _brim(edge: Array, kind: str, scale: float) -> tuple[Array, Array] | None:
    """Return the outer edge of a brim and its underside next to the head."""
    around = np.minimum(AZIMUTH, 360 - AZIMUTH)
    if kind == "beanie":
        return None
    if kind == "cap":
        width = 0.075 * np.clip(1 - (around / 62.0) ** 2, 0, 1) ** 0.6
        drop = -0.016 * np.clip(1 - around / 62.0, 0, 1)
    else:
        width = np.interp(around, (0, 90, 180), (0.070, 0.062, 0.070))
        drop = np.interp(around, (0, 90, 180), (-0.014, 0.006, -0.012))
    out = np.stack([np.cos(np.radians(AZIMUTH)), np.sin(np.radians(AZIMUTH)), np.zeros(COLUMNS)], axis=1)
    rim = edge + (out * (width + 0.0008)[:, None] + np.array([0, 0, 1.0]) * drop[:, None]) * scale
    under = edge + np.array([0, 0, -0.004 * scale])
    return rim, under


def _scarf(body: Rest, scale: float) -> Sheet:
    """A cloth over the head, round the face and down to the shoulders."""
    rows, extra = 12, 7
    base, away = _cap(body, _SCARFLINE, rows)
    fold = 0.004 * _strands("scarf", rows + extra, 0.08)
    cap = _relax(base, 6) + away * ((_fringe(rows, 0.020, 0.6) + fold[:rows])[:, :, None] * scale)
    neck = body.heads[load().index("neck01")]
    start = cap[-1]
    around = np.minimum(AZIMUTH, 360 - AZIMUTH)
    rowsets = []
    for k in range(extra):
        t = (k + 1) / extra
        # the face stays open: front columns run along the jaw to meet under the chin
        z_end = neck[2] + np.interp(around, (0, 60, 110, 180), (0.045, 0.02, -0.01, -0.03)) * scale
        radius = np.interp(t, (0, 0.45, 1), (0.078, 0.074, 0.115)) * scale
        angle = np.radians(AZIMUTH)
        ring = np.stack([neck[0] + 0.012 + radius * np.cos(angle), radius * np.sin(angle), z_end], axis=1)
        blend = t**0.8
        row = start * (1 - blend) + ring * blend
        row[:, :2] += (row[:, :2] - [neck[0], 0]) * (fold[rows + k] * 2.0)[:, None]
        rowsets.append(row)
    side = around > 57
    stack = np.stack(rowsets)
    face = np.repeat(start[None], extra, axis=0)
    grid = np.concatenate([cap, np.where(side[None, :, None], stack, face)])
    points = grid.reshape(-1, 3)
    return rigid(points, _no_slivers(points, grid_faces(len(grid), COLUMNS)))
