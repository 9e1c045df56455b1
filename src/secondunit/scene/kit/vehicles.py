"""Vehicles: a saloon with a usable cabin, a van, a rowing boat, a ship's hull. Fronts face +X, glass left open."""
# ruff: noqa: RUF005 - an array plus an offset, not a join of lists

from __future__ import annotations

from math import cos, pi, sin

import numpy as np
from numpy.typing import NDArray

from secondunit.scene.kit.furniture import BLACK, DARK_WOOD, METAL, WOOD
from secondunit.scene.kit.piece import Choice, Flag, Num, Piece, Seat, Values
from secondunit.scene.kit.solids import (
    Solid,
    beam,
    box,
    cushion,
    cylinder,
    ellipsoid,
    join,
    lathe,
    loft,
    part,
    quads,
    torus,
    tube,
)
from secondunit.scene.layout import Vec3
from secondunit.scene.mesh import Mesh

Array = NDArray[np.float64]

# side outline of the saloon: x, height of the body's shoulder line
SHOULDER_X = [-2.24, -2.2, -2.05, -1.45, -1.1, 0.9, 1.2, 2.0, 2.2, 2.27]
SHOULDER_Z = [0.72, 0.86, 0.93, 0.965, 0.955, 0.93, 0.91, 0.79, 0.7, 0.6]
AXLES, ARCH, WHEEL = (-1.36, 1.4), 0.37, 0.315
HALF = 0.88  # half width
CABIN = (-1.45, 0.95)  # where the shoulder is open to the cabin
FLOOR = 0.24
SEATS_X, SEATS_Y, SEAT_TOP = (-0.1, -0.98), 0.37, 0.27  # seat top is above the cabin floor


def _plan(x: Array) -> Array:
    """Half width of the body along its length: corners drawn in."""
    return HALF * (1.0 - 0.16 * np.clip((np.abs(x) - 1.5) / 0.75, 0, 1) ** 2.2)


def _barrel(z: Array) -> Array:
    """How far the flank bulges at a height: widest below the shoulder."""
    return 1.0 - 0.05 * np.clip((z - 0.62) / 0.35, -1.5, 1.5) ** 2


def _flank(offset: float, low: float, x0: float, x1: float, high: Array | None = None) -> Solid:
    """One side skin (at +Y) from sill to shoulder with the wheel arches cut out."""
    xs = np.unique(np.concatenate([np.linspace(x0, x1, 70), [a + s * ARCH for a in AXLES for s in (-1, 1)]]))
    xs = xs[(xs >= x0) & (xs <= x1)]
    top = np.interp(xs, SHOULDER_X, SHOULDER_Z)
    bottom = np.full_like(xs, low)
    nose = np.clip((np.abs(xs) - 1.95) / 0.3, 0, 1)
    bottom += 0.12 * nose
    for axle in AXLES:
        inside = np.clip(ARCH**2 - (xs - axle) ** 2, 0, None)
        bottom = np.maximum(bottom, np.where(inside > 0, WHEEL + np.sqrt(inside), 0.0))
    bottom = np.minimum(bottom, top - 0.02)
    rows = np.linspace(0.0, 1.0, 8)
    z = bottom[:, None] + (top - bottom)[:, None] * rows[None, :]
    y = _plan(xs)[:, None] * _barrel(z) - offset
    points = np.stack([np.repeat(xs[:, None], 8, axis=1), y, z], axis=2).reshape(-1, 3)
    return Solid(points, quads(len(xs), 8)[:, ::-1])


def _deck(x0: float, x1: float, crown: float) -> Solid:
    """Bonnet or boot lid between the shoulders, slightly domed."""
    xs, t = np.linspace(x0, x1, 18), np.linspace(-1.0, 1.0, 13)
    z = np.interp(xs, SHOULDER_X, SHOULDER_Z)
    half = _plan(xs) * _barrel(z)
    points = np.stack(
        [
            np.repeat(xs[:, None], 13, axis=1),
            half[:, None] * t[None, :],
            z[:, None] + crown * (1 - t[None, :] ** 2),
        ],
        axis=2,
    )
    return Solid(points.reshape(-1, 3), quads(18, 13))


def _end(x: float, sign: int) -> Solid:
    """Nose (+1) or tail (-1) between bumper and deck."""
    t, rows = np.linspace(-1.0, 1.0, 13), np.linspace(0.0, 1.0, 7)
    top, low = float(np.interp(x, SHOULDER_X, SHOULDER_Z)), 0.32
    z = low + (top - low) * rows
    half = float(_plan(np.array([x]))[0]) * _barrel(z)
    points = np.stack(
        [
            x + sign * (0.05 * np.sin(pi * rows)[None, :] - 0.02 * (t[:, None] ** 2)),
            t[:, None] * half[None, :],
            np.repeat((z + 0.02 * rows)[None, :], 13, axis=0) + 0.01 * (1 - t[:, None] ** 2) * rows[None, :],
        ],
        axis=2,
    ).reshape(-1, 3)
    faces = quads(13, 7)
    return Solid(points, faces if sign < 0 else faces[:, ::-1])


def wheel(radius: float, width: float) -> tuple[Solid, Solid]:
    """Return tyre and rim of a wheel about the Y axis through the origin."""
    w, r = width / 2, radius
    tyre = lathe(
        [
            (r * 0.62, -w * 0.8),
            (r * 0.9, -w),
            (r * 0.985, -w * 0.8),
            (r, -w * 0.5),
            (r, w * 0.5),
            (r * 0.985, w * 0.8),
            (r * 0.9, w),
            (r * 0.62, w * 0.8),
        ],
        28,
        50,
    )
    rim = [
        lathe(
            [
                (0, -w * 0.5),
                (r * 0.64, -w * 0.5),
                (r * 0.64, -w * 0.82),
                (r * 0.7, -w * 0.82),
                (r * 0.7, w * 0.82),
                (r * 0.64, w * 0.82),
                (r * 0.6, w * 0.45),
                (0, w * 0.45),
            ],
            28,
        )
    ]
    for side in (-1, 1):
        rim += [
            beam(
                (0.03 * cos(a), 0.03 * sin(a), side * w * 0.6),
                (r * 0.63 * cos(a), r * 0.63 * sin(a), side * w * 0.66),
                r * 0.14,
                0.02,
            )
            for a in (2 * pi * k / 5 for k in range(5))
        ]
        rim.append(cylinder(r * 0.14, 0.02, (0, 0, side * w * 0.66 - 0.01), sides=12))
    return tyre.turn(90, "x"), join(rim).turn(90, "x")


def _seat() -> list[Solid]:
    """A car seat on the cabin floor, facing +X, seat top at SEAT_TOP."""
    return [
        cushion(0.5, 0.5, 0.16, 0.06, (0.03, 0, SEAT_TOP - 0.16)),
        cushion(0.4, 0.4, 0.12, 0.02, (0, 0, 0)),
        cushion(0.15, 0.48, 0.6, 0.06).turn(-17, "y").move(-0.22, 0, SEAT_TOP - 0.06),
        cushion(0.1, 0.27, 0.19, 0.045).turn(-12, "y").move(-0.42, 0, SEAT_TOP + 0.52),
    ]


def _saloon(v: Values) -> list[Mesh]:
    flank = _flank(0.0, 0.24, -2.24, 2.27)
    inner = _flank(0.07, 0.3, CABIN[0], CABIN[1]).flip()
    ends = [_end(2.27, 1), _end(-2.24, -1)]
    decks = [_deck(CABIN[1], 2.27, 0.045), _deck(-2.24, CABIN[0], 0.03)]
    sill_x = np.linspace(CABIN[0], CABIN[1], 24)
    top = np.interp(sill_x, SHOULDER_X, SHOULDER_Z)
    edge = _plan(sill_x) * _barrel(top)
    outer = np.column_stack([sill_x, edge, top])
    cap = Solid(np.stack([np.column_stack([sill_x, edge - 0.075, top]), outer], axis=1).reshape(-1, 3), quads(24, 2))
    body = [flank, flank.mirror(), inner, inner.mirror(), cap, cap.mirror(), *decks, *ends]

    roof_front, roof_back, roof_z, roof_y = 0.22, -0.92, 1.47, 0.6
    xs, t = np.linspace(roof_back, roof_front, 12), np.linspace(-1, 1, 11)
    arch = 0.035 * np.sin(pi * (xs - roof_back) / (roof_front - roof_back))
    roof_points = np.stack(
        [
            np.repeat(xs[:, None], 11, axis=1),
            np.repeat((roof_y * t)[None, :], 12, axis=0),
            roof_z + arch[:, None] + 0.035 * (1 - t[None, :] ** 2),
        ],
        axis=2,
    ).reshape(-1, 3)
    roof = Solid(roof_points, quads(12, 11))
    lining = Solid(roof_points - [0, 0, 0.045], quads(12, 11)[:, ::-1])
    pillars = []
    for j in (-1, 1):
        corner_f, corner_b = (roof_front, j * roof_y, roof_z), (roof_back, j * roof_y, roof_z)
        pillars += [
            tube([(0.93, j * 0.8, 0.92), (0.6, j * 0.71, 1.2), corner_f], [0.045, 0.035, 0.03], 6),
            tube(
                [
                    corner_f,
                    (roof_front * 0.2, j * (roof_y + 0.012), roof_z + 0.025),
                    (-0.6, j * (roof_y + 0.012), roof_z + 0.025),
                    corner_b,
                ],
                0.032,
                6,
            ),
            tube([corner_b, (-1.25, j * 0.7, 1.22), (-1.55, j * 0.78, 0.95)], [0.035, 0.06, 0.09], 6),
            beam((-0.36, j * 0.81, 0.92), (-0.4, j * (roof_y + 0.01), roof_z + 0.01), 0.05, 0.09),
        ]
    pillars += [beam((x, -roof_y, roof_z), (x, roof_y, roof_z), 0.07, 0.05) for x in (roof_front, roof_back)]

    floor = box(2.45, 1.46, 0.06, (-0.3, 0, FLOOR - 0.06))
    firewall = box(0.05, 1.6, 0.58, (1.0, 0, FLOOR))
    rear_wall = box(0.06, 1.5, 0.62, (-1.42, 0, FLOOR + 0.05))
    shelf = box(0.3, 1.5, 0.03, (-1.5, 0, 0.93))
    tunnel = cushion(1.7, 0.2, 0.17, 0.05, (0.05, 0, FLOOR))
    lever = [
        tube([(0.3, 0, FLOOR + 0.15), (0.26, 0, FLOOR + 0.36)], [0.012, 0.012], 8),
        ellipsoid(0.028, 0.028, 0.035, (0.26, 0, FLOOR + 0.38), 10),
    ]

    side = 1 if v.word("drive") == "left" else -1
    y_drive = side * SEATS_Y
    dash = cushion(0.34, 1.48, 0.28, 0.09, (0.82, 0, 0.64))
    hood = cushion(0.2, 0.42, 0.1, 0.045, (0.74, y_drive, 0.885))
    dials = [cylinder(0.055, 0.012, sides=18).turn(-75, "y").move(0.65, y_drive + d, 0.875) for d in (-0.08, 0.08)]
    radio = box(0.02, 0.26, 0.16, (0.655, 0, 0.7))
    knobs = [cylinder(0.02, 0.03, sides=10).turn(-90, "y").move(0.645, d, 0.74) for d in (-0.08, 0.08)]
    vents = [box(0.015, 0.14, 0.05, (0.655, d, 0.86)) for d in (-0.12, 0.12, -side * 0.55, side * 0.62)]
    ring = torus(0.165, 0.014, 32, 8)
    spokes = [beam((0, 0, 0), (0.155 * cos(a), 0.155 * sin(a), 0), 0.035, 0.015) for a in (0.0, pi / 2, -pi / 2)]
    hub = cushion(0.13, 0.15, 0.04, 0.018, (0, 0, -0.03))
    steering = [s.turn(-66, "y").move(0.23, y_drive, 0.82) for s in (ring, *spokes, hub)]
    column = tube([(0.25, y_drive, 0.81), (0.75, y_drive, 0.7)], [0.035, 0.045], 10)
    mirror = [cushion(0.03, 0.22, 0.06, 0.012, (0.32, 0, 1.34)), beam((0.3, 0, 1.47), (0.32, 0, 1.38), 0.015)]

    seats = [s.move(SEATS_X[0] + 0.0, j * SEATS_Y, FLOOR) for j in (-1, 1) for s in _seat()]
    bench = [
        cushion(0.5, 1.3, 0.2, 0.06, (SEATS_X[1] + 0.03, 0, FLOOR + SEAT_TOP - 0.2)),
        cushion(0.14, 1.3, 0.58, 0.06).turn(-18, "y").move(SEATS_X[1] - 0.22, 0, FLOOR + SEAT_TOP - 0.06),
    ]

    tyres, rims = [], []
    for axle in AXLES:
        for j in (-1, 1):
            tyre, rim = wheel(WHEEL, 0.2)
            tyres.append(tyre.move(axle, j * (HALF - 0.13), WHEEL))
            rims.append(rim.move(axle, j * (HALF - 0.13), WHEEL))
    wells = [box(0.8, 0.03, 0.5, (axle, j * 0.58, 0.2)) for axle in AXLES for j in (-1, 1)]
    under = box(4.1, 1.5, 0.05, (0, 0, 0.2))

    lamps = [ellipsoid(0.05, 0.15, 0.075, (2.255, j * 0.56, 0.6), 16) for j in (-1, 1)]
    tails = [cushion(0.07, 0.24, 0.15, 0.03, (-2.245, j * 0.58, 0.66)) for j in (-1, 1)]
    grille = [box(0.03, 0.66, 0.018, (2.3, 0, 0.49 + 0.036 * k)) for k in range(5)]
    grille += [box(0.02, 0.7, 0.2, (2.285, 0, 0.47))]
    bumpers = [cushion(0.16, 1.66, 0.16, 0.06, (s * 2.27, 0, 0.3)) for s in (-1, 1)]
    plates = [box(0.02, 0.5, 0.11, (2.345, 0, 0.335)), box(0.02, 0.5, 0.11, (-2.295, 0, 0.6))]
    doors, handles = [], []
    for j in (-1, 1):
        for x in (0.92, -0.34, -1.2):
            zs = np.linspace(0.34 if x > -1 else 0.72, 0.92, 8)
            y = _plan(np.full(8, x)) * _barrel(zs) * j
            doors.append(tube(np.column_stack([np.full(8, x) - 0.0 * zs, y, zs]), 0.006, 4))
        xs_line = np.linspace(-0.95, 0.92, 12)
        y = _plan(xs_line) * _barrel(np.full(12, 0.33)) * j
        doors.append(tube(np.column_stack([xs_line, y, np.full(12, 0.33)]), 0.006, 4))
        for x in (-0.2, -1.02):
            handles.append(cushion(0.17, 0.03, 0.03, 0.012, (x, j * 0.885, 0.82)))
        handles.append(cushion(0.1, 0.19, 0.12, 0.035, (0.72, j * 0.95, 0.95)))
    wipers = [beam((1.0, y, 0.965), (0.66, y + 0.34, 1.17), 0.014) for y in (-0.5, 0.1)]
    return [
        part("body", v.num("tone"), *body, smooth=True),
        part("roof", v.num("tone"), roof, smooth=True),
        part("lining", 0.6, lining, floor, firewall, rear_wall, shelf),
        part("pillars", v.num("tone") * 0.8, *pillars),
        part("dash", 0.2, dash, hood, tunnel, smooth=True),
        part("dials", 0.7, *dials, *vents),
        part("controls", BLACK, radio, *lever, column, *mirror, *wipers),
        part("knobs", METAL, *knobs),
        part("wheel", 0.14, *steering),
        part("seats", 0.36, *seats, *bench, smooth=True),
        part("tyres", 0.07, *tyres, smooth=True),
        part("rims", 0.62, *rims),
        part("under", 0.05, *wells, under),
        part("lamps", 0.95, *lamps, smooth=True),
        part("tails", 0.3, *tails, smooth=True),
        part("grille", 0.16, *grille),
        part("bumpers", v.num("tone") * 0.55, *bumpers, smooth=True),
        part("plates", 0.9, *plates),
        part("lines", 0.08, *doors),
        part("handles", 0.4, *handles, smooth=True),
    ]


def _car_seats(v: Values) -> tuple[Seat, ...]:
    side = 1 if v.word("drive") == "left" else -1
    y = side * SEATS_Y
    return (
        Seat(SEATS_X[0], y, 0.0, SEAT_TOP, "drive", FLOOR),
        Seat(SEATS_X[0], -y, 0.0, SEAT_TOP, "ride", FLOOR),
        Seat(SEATS_X[1], y, 0.0, SEAT_TOP, "ride", FLOOR),
        Seat(SEATS_X[1], -y, 0.0, SEAT_TOP, "ride", FLOOR),
    )


def _van(v: Values) -> list[Mesh]:
    """A delivery van, or a bus with a row of windows."""
    bus = v.word("style") == "bus"
    length, half, high = (9.0, 1.2, 2.9) if bus else (5.0, 0.98, 2.15)
    x0, x1 = -length / 2, length / 2
    nose = 0.25 if bus else 0.95
    profile = [
        (x0, 0.35),
        (x0 + 0.03, high - 0.12),
        (x0 + 0.15, high),
        (x1 - nose - 0.35, high),
        (x1 - nose * 0.75, high - 0.14),
        (x1 - nose * 0.25, 1.15),
        (x1 - 0.03, 1.02 if not bus else 1.2),
        (x1, 0.7),
        (x1, 0.35),
    ]
    ring = np.array(profile[::-1])
    rings = [
        np.column_stack([ring[:, 0] * s, np.full(len(ring), y), 0.35 + (ring[:, 1] - 0.35) * t])
        for y, s, t in ((-half, 0.985, 0.97), (-half + 0.06, 1.0, 1.0), (half - 0.06, 1.0, 1.0), (half, 0.985, 0.97))
    ]
    shell = loft(np.array(rings))
    if _volume(shell) < 0:
        shell = shell.flip()
    glass, trim = [], []
    sill, head = (1.35, 2.35) if bus else (1.2, 1.85)
    if bus:
        count = 6
        w = (length - 1.6) / count
        for j in (-1, 1):
            glass += [
                box(w - 0.12, 0.03, head - sill, (x0 + 0.5 + w * (k + 0.5), j * half, sill)) for k in range(count)
            ]
        glass.append(box(0.03, half * 1.75, 1.3, (x1 - 0.1, 0, 1.25)).turn(-6, "y").move(0.2, 0, 0.45))
    else:
        for j in (-1, 1):
            glass.append(box(0.8, 0.03, head - sill, (x1 - nose - 0.3, j * half, sill)))
            trim += [box(0.012, 0.02, 1.4, (x, j * (half + 0.002), 0.45)) for x in (x1 - nose - 0.75, x1 - nose - 2.0)]
            trim.append(box(0.16, 0.04, 0.03, (x1 - nose - 0.62, j * (half + 0.01), 1.05)))
        a, b = (x1 - nose * 0.75 + 0.02, high - 0.2), (x1 - nose * 0.25 + 0.02, 1.2)
        glass.append(beam((b[0], 0, b[1]), (a[0], 0, a[1]), half * 1.7, 0.03))
    lamps = [cushion(0.06, 0.24, 0.16, 0.03, (x1 - 0.01, j * (half - 0.25), 0.72)) for j in (-1, 1)]
    tails = [box(0.03, 0.12, 0.35, (x0, j * (half - 0.12), 0.75)) for j in (-1, 1)]
    bumpers = [cushion(0.14, half * 2 - 0.05, 0.2, 0.05, (s * (length / 2 - 0.03), 0, 0.32)) for s in (-1, 1)]
    seam = [box(0.02, 0.015, high - 0.7, (x0 + 0.005, 0, 0.5))] if not bus else []
    tyres, rims = [], []
    radius = 0.46 if bus else 0.35
    for x in (x0 + length * 0.2, x1 - length * 0.17):
        for j in (-1, 1):
            tyre, rim = wheel(radius, 0.22)
            tyres.append(tyre.move(x, j * (half - 0.08), radius))
            rims.append(rim.move(x, j * (half - 0.08), radius))
    return [
        part("body", v.num("tone"), shell),
        part("glass", 0.12, *glass),
        part("trim", 0.15, *bumpers, *trim, *seam),
        part("lamps", 0.92, *lamps),
        part("tails", 0.3, *tails),
        part("tyres", 0.07, *tyres, smooth=True),
        part("rims", 0.6, *rims),
    ]


def _volume(solid: Solid) -> float:
    a, b, c = (solid.points[solid.faces[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6.0)


def hull(length: float, beam_width: float, depth: float, sheer: float, stations: int, rows: int) -> tuple[Array, Array]:
    """Return half-hull points (stations, rows, 3) at +Y, stern to bow, keel to gunwale; and the keel (stations, 3)."""
    t = np.linspace(0.0, 1.0, stations)
    x = (t - 0.5) * length
    half = beam_width / 2 * np.clip(np.sin(pi * (0.16 + 0.84 * t) ** 0.85), 0.0, 1) ** 0.62
    half[0] = max(half[0], beam_width * 0.3)
    keel = depth * (0.05 + 0.75 * np.clip((t - 0.72) / 0.28, 0, 1) ** 2.6 + 0.12 * np.clip((0.2 - t) / 0.2, 0, 1) ** 2)
    top = depth + sheer * ((2 * t - 0.85) ** 2) * np.where(t > 0.42, 1.0, 0.55)
    s = np.linspace(0.0, 1.0, rows)
    flare = np.sin(s * pi / 2) ** 0.75
    y = half[:, None] * flare[None, :]
    z = keel[:, None] + (top - keel)[:, None] * (s[None, :] ** 1.35)
    xs = np.repeat(x[:, None], rows, axis=1) + 0.06 * length * (
        s[None, :] * np.clip((t - 0.7) / 0.3, 0, 1)[:, None] - 0.5 * np.clip((t - 0.7) / 0.3, 0, 1)[:, None]
    )
    return np.stack([xs, y, z], axis=2), np.column_stack([x, 0 * x, keel])


def _rowboat(v: Values) -> list[Mesh]:
    length, width, depth = v.num("length"), 1.45, 0.55
    side, _ = hull(length, width, depth, 0.22, 26, 9)
    faces = quads(26, 9)
    outer = Solid(side.reshape(-1, 3), faces[:, ::-1])
    inward = side.copy()
    inward[:, :, 1] = np.maximum(inward[:, :, 1] - 0.03, 0.0)
    inward[:, :, 2] += 0.03 * (1 - np.linspace(0, 1, 9))[None, :]
    inner = Solid(inward.reshape(-1, 3), faces)
    rail_path = side[:, -1]
    rails = [tube(rail_path, 0.032, 8)]
    strakes = [tube(side[:, k] + [0, 0.004, 0], 0.011, 4) for k in (3, 5, 7)]
    ribs = [tube(inward[i, :] - [0, 0.012, 0], 0.017, 4) for i in range(3, 24, 3)]
    transom_pts = np.concatenate([side[0], side[0][::-1] * [1, -1, 1]])
    ring = [transom_pts + [d, 0, 0] for d in (-0.03, 0.03)]
    transom = loft(np.array(ring))
    if _volume(transom) < 0:
        transom = transom.flip()
    thwarts = []
    for x, z in ((-length * 0.36, 0.4), (0.0, 0.42), (length * 0.24, 0.43)):
        i = int(np.argmin(np.abs(side[:, 4, 0] - x)))
        half = float(np.interp(z, side[i, :, 2], side[i, :, 1])) - 0.02
        thwarts.append(box(0.27, 2 * half, 0.035, (x, 0, z - 0.035)))
    boards = [box(length * 0.62, 0.15, 0.02, (-0.1, y, 0.13)) for y in (-0.17, 0.0, 0.17)]
    keel = tube(np.column_stack([side[:, 0, 0], 0 * side[:, 0, 0], side[:, 0, 2]]), 0.028, 6)
    stem = tube(side[-1] * [1, 0, 1], 0.035, 6)
    meshes = [
        part("hull", v.num("tone"), outer, outer.mirror(), smooth=True),
        part("inside", WOOD, inner, inner.mirror(), smooth=True),
        part("rails", DARK_WOOD, *rails, *(r.mirror() for r in rails), keel, stem),
        part("strakes", v.num("tone") * 0.7, *strakes, *(s.mirror() for s in strakes)),
        part("ribs", DARK_WOOD, *ribs, *(r.mirror() for r in ribs)),
        part("thwarts", WOOD + 0.1, *thwarts, *boards, transom),
    ]
    if v.flag("oars"):
        oars = [oar().turn(j * 6).move(-0.2, j * 0.36, 0.48) for j in (-1, 1)]
        pins = [tube([(0.25, j * 0.68, 0.56), (0.25, j * 0.68, 0.68)], 0.014, 6) for j in (-1, 1)]
        meshes += [part("oars", 0.66, *oars), part("pins", METAL, *pins)]
    turn = {"upright": 0.0, "side": 62.0, "over": 180.0}[v.word("lies")]
    if turn:
        meshes = [m.__class__(m.name, _turned(m, turn), m.faces, m.tone, m.smooth) for m in meshes]
        lift = -min(float(m.points[:, 2].min()) for m in meshes)
        shift = -np.mean(
            [min(float(m.points[:, 1].min()) for m in meshes), max(float(m.points[:, 1].max()) for m in meshes)]
        )
        meshes = [m.placed((0.0, float(shift), lift)) for m in meshes]
    low = min(float(m.points[:, 2].min()) for m in meshes)
    return [m.placed((0.0, 0.0, -low)) for m in meshes]


def _turned(mesh: Mesh, degrees: float) -> NDArray[np.float32]:
    return (
        Solid(mesh.points.astype(np.float64), mesh.faces.astype(np.int64)).turn(degrees, "x").points.astype(np.float32)
    )


def oar(length: float = 2.3) -> Solid:
    """Return an oar along X, blade at -X, about the middle of its shaft."""
    h = length / 2
    shaft = tube([(-h * 0.55, 0, 0), (h * 0.72, 0, 0)], 0.021, 8)
    grip = tube([(h * 0.7, 0, 0), (h, 0, 0)], [0.024, 0.017], 8)
    blade_x = np.linspace(-h, -h * 0.5, 6)
    w = np.array([0.05, 0.075, 0.075, 0.065, 0.045, 0.02])
    rings = np.array(
        [
            [(x, -b, -0.004), (x, 0, -0.015), (x, b, -0.004), (x, b, 0.004), (x, 0, 0.015), (x, -b, 0.004)]
            for x, b in zip(blade_x, w, strict=True)
        ]
    )
    blade = loft(rings)
    return join([shaft, grip, blade if _volume(blade) > 0 else blade.flip()])


def _boat_seats(v: Values) -> tuple[Seat, ...]:
    if v.word("lies") != "upright":
        return ()
    length = v.num("length")
    return (
        Seat(0.0, 0.0, 180.0, 0.3, "row", 0.17),
        Seat(-length * 0.36, 0.0, 0.0, 0.28, "sit", 0.17),
        Seat(length * 0.24, 0.0, 180.0, 0.3, "sit", 0.17),
    )


def _ship(v: Values) -> list[Mesh]:
    """A wooden ship standing on its keel, `wreck` opens the planking to its ribs; masts, deck house, lamp."""
    length = v.num("length")
    width, depth = length * 0.25, length * 0.22
    n, m = 40, 12
    side, keel = hull(length, width, depth, length * 0.05, n, m)
    faces = quads(n, m)
    if v.flag("wreck"):
        rng = np.random.default_rng(v.count("seed"))
        cell = np.tile(np.repeat(np.arange(n - 1), m - 1), 2)
        row = np.tile(np.tile(np.arange(m - 1), n - 1), 2)
        holes = [(rng.uniform(6, 32), rng.uniform(3, 11), rng.uniform(3, 7), rng.uniform(2, 4)) for _ in range(4)]
        gone = np.zeros(len(cell), dtype=bool)
        for ci, cj, ri, rj in holes:
            gone |= ((cell - ci) / ri) ** 2 + ((row - cj) / rj) ** 2 < 1.0
        faces = faces[~gone]
    outer = Solid(side.reshape(-1, 3), faces[:, ::-1])
    strakes = [tube(side[:, k] + [0, 0.02, 0], length * 0.0035, 4) for k in (4, 6, 8, 10)]
    rails = tube(side[:, -1], length * 0.008, 6)
    ribs = [tube(side[i] - [0, 0.08, 0], length * 0.007, 5) for i in range(3, n - 3, 3)]
    beams_ = [
        beam((side[i, -3, 0], -side[i, -3, 1], side[i, -3, 2]), (side[i, -3, 0], side[i, -3, 1], side[i, -3, 2]), 0.16)
        for i in range(4, n - 4, 4)
    ]
    deck_half = side[2:-3, -3]
    deck = Solid(np.stack([deck_half * [1, -1, 1], deck_half], axis=1).reshape(-1, 3), quads(len(deck_half), 2))
    stern_ring = np.concatenate([side[0], side[0][::-1] * [1, -1, 1]])
    stern = loft(np.array([stern_ring + [d, 0, 0] for d in (-0.1, 0.1)]))
    if _volume(stern) < 0:
        stern = stern.flip()
    keel_bar = tube(keel - [0, 0, 0.1], length * 0.01, 6)
    stem = tube(side[-1] * [1, 0, 1], length * 0.012, 6)
    tall = length * 0.72
    masts, sails = [], []
    for x, h in ((length * 0.17, tall), (-length * 0.2, tall * 0.85)):
        masts.append(tube([(x, 0, depth * 0.3), (x, 0, depth + h)], [length * 0.011, length * 0.005], 8))
        for z, w in ((depth + h * 0.55, 0.3), (depth + h * 0.85, 0.2)):
            tilt = 0.03 * length if v.flag("wreck") else 0.0
            masts.append(
                tube(
                    [(x, -w * length * 0.5, z - tilt), (x, 0, z), (x, w * length * 0.5, z + tilt)],
                    [0.05, 0.09, 0.05],
                    6,
                )
            )
        for j in (-1, 1):
            top = (x, 0, depth + h * 0.8)
            sails += [beam((x + d, j * width * 0.46, depth * 1.02), top, 0.035) for d in (-0.9, 0.0, 0.9)]
    top_bow = side[-1, -1]
    sprit = tube(
        [top_bow * [1, 0, 1] - [1.2, 0, 0.2], top_bow * [1, 0, 1] + [length * 0.16, 0, length * 0.07]], [0.14, 0.06], 8
    )
    house = [box(length * 0.13, width * 0.5, depth * 0.42, (-length * 0.36, 0, depth * 0.86))]
    meshes = [
        part("hull", 0.32, outer, outer.mirror(), smooth=True),
        part("deck", WOOD, deck, *house),
        part("frame", 0.2, rails, rails.mirror(), *ribs, *(r.mirror() for r in ribs), keel_bar, stem, stern, *beams_),
        part("strakes", 0.18, *strakes, *(s.mirror() for s in strakes)),
        part("spars", 0.25, *masts, sprit),
        part("rigging", 0.12, *sails),
    ]
    if v.flag("lamp"):
        meshes.append(part("lamp", 1.0, ellipsoid(0.22, 0.22, 0.3, _lamp_spot(v), 12)))
    low = min(float(k.points[:, 2].min()) for k in meshes)
    lo = np.min([k.bounds()[0] for k in meshes], axis=0)
    hi = np.max([k.bounds()[1] for k in meshes], axis=0)
    middle = (lo + hi) / 2
    return [k.placed((-float(middle[0]), -float(middle[1]), -low)) for k in meshes]


def _lamp_spot(v: Values) -> Vec3:
    length = v.num("length")
    return (length * 0.17 + 0.5, 0.0, length * 0.22 * 1.25)


def _ship_lamps(v: Values) -> tuple[Vec3, ...]:
    return (_lamp_spot(v),) if v.flag("lamp") else ()


PIECES: tuple[Piece, ...] = (
    Piece(
        "car",
        _saloon,
        {"tone": Num(0.5, 0.05, 1.0), "drive": Choice(("left", "right"))},
        seats=_car_seats,
        lamps=lambda _: ((2.4, 0.56, 0.6), (2.4, -0.56, 0.6)),
    ),
    Piece("van", _van, {"tone": Num(0.72, 0.05, 1.0), "style": Choice(("van", "bus"))}),
    Piece(
        "rowboat",
        _rowboat,
        {
            "length": Num(3.9, 2.5, 6.0),
            "oars": Flag(True),
            "lies": Choice(("upright", "side", "over")),
            "tone": Num(0.7, 0.05, 1.0),
        },
        seats=_boat_seats,
    ),
    Piece(
        "ship",
        _ship,
        {"length": Num(24.0, 10.0, 60.0), "wreck": Flag(True), "lamp": Flag(False), "seed": Num(1, 0, 9999)},
        lamps=_ship_lamps,
        trunk=0.8,
    ),
)
