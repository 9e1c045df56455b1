"""Locks: parts of a hair surface drawn once more in another tone, so that hair reads as hair in ink."""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondunit.scene.bodies.surface import Cutting, Sheet, grid_faces, normals, trim

Array = NDArray[Any]
AROUND = 0.0015  # metres on the head for a degree of azimuth
DOWN = 0.22  # metres from the crown to the tips, for widths alone
# style -> (how many, first and last azimuth from the face, where locks start and end on the way down, width in m)
_FALLING = {
    "bob": ((26, (14, 180), (0.10, 0.62), (0.86, 1.03), 0.0062),),
    "long": ((30, (14, 180), (0.08, 0.70), (0.80, 1.03), 0.0068),),
    "short": ((20, (6, 180), (0.12, 0.50), (0.72, 1.02), 0.0050),),
    "pulled": ((26, (0, 180), (0.25, 0.60), (0.80, 1.03), 0.0028),),
    "beard": ((22, (0, 90), (0.0, 0.5), (0.70, 1.0), 0.0030),),
}
_CURLS = 64  # arcs on a curly head
PARTING = 20.0  # degrees to the left of the face


def tone_of_locks(tone: float) -> float:
    """Return the tone of locks on hair of a tone: light on dark hair, dark on light hair."""
    return round(tone + 0.13 if tone < 0.26 else tone * 0.66, 4)


def _spread(style: str) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(f"locks {style}".encode()))


def _falling(style: str, azimuth: Array, t: Array) -> Array:
    """Return how far inside the nearest lock points lie, in metres; locks taper to both ends."""
    rng = _spread(style)
    out = np.full(len(t), -0.02)
    for count, (near, far), starts, ends, wide in _FALLING[style]:
        for k in range(count):
            side = 1 if k % 2 else -1
            place = near + (far - near) * (k // 2 + rng.uniform(0.1, 0.9)) / (count / 2)
            start, end = rng.uniform(*starts), rng.uniform(*ends)
            sway, width = rng.uniform(-14, 10), wide * rng.uniform(0.6, 1.2)
            s = (t - start) / (end - start)
            centre = side * (place + sway * s)
            apart = np.abs((azimuth - centre + 180) % 360 - 180) * AROUND
            taper = np.sin(np.pi * np.clip(s, 0, 1) ** 0.8)
            out = np.maximum(out, np.where((s > 0) & (s < 1), width * taper - apart, -0.02))
    return out


def _parted(azimuth: Array, t: Array) -> Array:
    apart = np.abs((azimuth - PARTING + 180) % 360 - 180) * AROUND * np.clip(t * 3, 0.2, 1.0)
    out: Array = np.where((t > 0.08) & (t < 0.9), 0.0016 - apart, -0.02)
    return out


def _curled(azimuth: Array, t: Array) -> Array:
    """Return the field of short arcs, open below, scattered over the head."""
    out = np.full(len(t), -0.02)
    order = np.argsort(t, kind="stable")
    ordered = t[order]
    for place, height, radius, lean in curls():
        reach = 0.022 / DOWN  # only points near a curl are asked
        near = order[np.searchsorted(ordered, height - reach) : np.searchsorted(ordered, height + reach)]
        dx = ((azimuth[near] - place + 180) % 360 - 180) * AROUND * np.sin(np.pi * min(0.15 + 0.62 * height, 0.6))
        close = np.abs(dx) < 0.022
        near, dx = near[close], dx[close]
        dy = (height - t[near]) * DOWN
        u, v = dx * np.cos(lean) - dy * np.sin(lean), dx * np.sin(lean) + dy * np.cos(lean)
        arc = 0.0019 * np.clip((v + 0.2 * radius) / radius, 0, 1) ** 0.5 - np.abs(np.hypot(u, v) - radius)
        out[near] = np.maximum(out[near], arc)
    return out


@lru_cache(maxsize=1)
def curls() -> tuple[tuple[float, float, float, float], ...]:
    """Return the curls of a head: azimuth, way down (0..1), radius in metres and lean in radians."""
    rng = _spread("curls")
    out = []
    for k in range(_CURLS):
        height = 0.10 + 0.86 * np.sqrt((k + 0.5) / _CURLS)
        place = (k * 137.508 + rng.uniform(-14, 14)) % 360  # the golden angle spreads them evenly
        out.append((place, float(height), float(rng.uniform(0.007, 0.012)), float(rng.uniform(-0.9, 0.9))))
    return tuple(out)


@lru_cache(maxsize=16)
def _cutting(style: str, ways: tuple[float, ...], columns: int) -> Cutting:
    rows = len(ways)
    angle = np.radians(np.arange(columns) * 360.0 / columns)
    values = np.stack(
        [np.tile(np.cos(angle), rows), np.tile(np.sin(angle), rows), np.repeat(np.array(ways), columns)], axis=1
    )

    def field(at: Array) -> Array:
        azimuth, t = np.degrees(np.arctan2(at[:, 1], at[:, 0])), at[:, 2]
        if style == "curly":
            return _curled(azimuth, t)
        out = _falling(style, azimuth, t)
        return np.maximum(out, _parted(azimuth, t)) if style in ("bob", "long", "short") else out

    return trim(grid_faces(rows, columns), values, field, (0.012, 0.006) if style != "curly" else (0.02, 0.008))


def on_grid(sheet: Sheet, style: str, ways: tuple[float, ...], columns: int, lift: float) -> Sheet:
    """Return the locks on a sheet whose first points are a grid (len(ways), columns).

    `ways` says how far down each row is, 0 at the crown and 1 at the tips; `lift` is in metres.
    """
    part = _cutting(style, ways, columns)
    n = len(ways) * columns
    points = sheet.points[:n]
    away = part.mix @ normals(points, grid_faces(len(ways), columns))
    top = part.mix @ points + away * lift
    p, q, r = (top[part.faces[:, k]] for k in range(3))
    live = np.linalg.norm(np.cross(q - p, r - p), axis=1) > 1e-9
    return Sheet(top, part.faces[live], (part.mix @ sheet.weights[:n]).tocsr())
