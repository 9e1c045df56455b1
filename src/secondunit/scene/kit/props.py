"""Hand props, detailed enough for an insert. They lie or stand on their own z = 0, front or reading side to +X."""
# ruff: noqa: RUF005 - an array plus an offset, not a join of lists

from __future__ import annotations

from itertools import pairwise
from math import cos, pi, sin

import numpy as np

from secondunit.scene.kit.furniture import BLACK, DARK_WOOD, METAL, WOOD
from secondunit.scene.kit.piece import Choice, Num, Piece, Values
from secondunit.scene.kit.solids import (
    Solid,
    arc,
    beam,
    blob,
    box,
    cushion,
    cylinder,
    ellipsoid,
    lathe,
    loft,
    part,
    prism,
    torus,
    tube,
)
from secondunit.scene.kit.storage import bottle
from secondunit.scene.kit.streets import _anchor_relief
from secondunit.scene.kit.vehicles import oar, wheel
from secondunit.scene.layout import Vec3
from secondunit.scene.mesh import Mesh


def _crate(v: Values) -> list[Mesh]:
    s = v.num("size")
    t = s * 0.035
    slats, posts = [], []
    for k in range(4):
        z = s * 0.02 + k * s * 0.245
        for turn in range(4):
            slats.append(box(t, s, s * 0.215, (s / 2 - t / 2, 0, z)).turn(90 * turn))
    posts = [
        box(s * 0.09, s * 0.09, s, (i * (s / 2 - t - s * 0.045), j * (s / 2 - t - s * 0.045), 0))
        for i in (-1, 1)
        for j in (-1, 1)
    ]
    lid = [box(s, s * 0.19, t, (0, (k - 2) * s * 0.2, s - t)) for k in range(5)]
    inside = box(s - 3 * t, s - 3 * t, s - 2 * t, (0, 0, t))
    return [
        part("slats", WOOD, *slats),
        part("lid", WOOD + 0.06, *lid),
        part("inside", BLACK, inside),
        part("posts", DARK_WOOD, *posts),
    ]


def _barrel(_: Values) -> list[Mesh]:
    body = lathe(
        [(0, 0), (0.25, 0), (0.3, 0.25), (0.315, 0.45), (0.3, 0.65), (0.25, 0.9), (0.23, 0.9), (0.23, 0.87), (0, 0.87)],
        28,
    )
    hoops = [
        lathe([(r - 0.01, z), (r + 0.006, z), (r + 0.006, z + 0.045), (r - 0.01, z + 0.045)], 28)
        for r, z in ((0.257, 0.03), (0.294, 0.2), (0.296, 0.65), (0.257, 0.82))
    ]
    staves = [beam((0.2 * cos(a), 0.2 * sin(a), 0.871), (-0.2 * cos(a), -0.2 * sin(a), 0.871), 0.005) for a in (0.0,)]
    return [part("staves", WOOD, body, *staves), part("hoops", 0.15, *hoops)]


def _bottle(_: Values) -> list[Mesh]:
    label = lathe([(0.0385, 0.05), (0.0392, 0.052), (0.0392, 0.135), (0.0385, 0.137)], 24)
    mark = [box(0.002, 0.03, 0.008, (0.0385, 0, z)) for z in (0.08, 0.1)]
    cork = cylinder(0.013, 0.014, (0, 0, 0.298), sides=12)
    return [
        part("glass", 0.16, bottle(0.3, 0.038, 26), smooth=True),
        part("label", 0.85, label),
        part("mark", 0.2, *mark),
        part("cork", 0.6, cork),
    ]


def _cup(v: Values) -> list[Mesh]:
    if v.word("style") == "teacup":
        body = lathe(
            [
                (0, 0.015),
                (0.022, 0.015),
                (0.03, 0.02),
                (0.046, 0.06),
                (0.048, 0.075),
                (0.045, 0.075),
                (0.042, 0.06),
                (0.026, 0.025),
                (0, 0.022),
            ],
            28,
        )
        saucer = lathe([(0, 0), (0.03, 0), (0.075, 0.014), (0.075, 0.018), (0.03, 0.006), (0, 0.006)], 28)
        handle = tube([(0.045, 0, 0.065), (0.07, 0, 0.06), (0.066, 0, 0.035), (0.036, 0, 0.03)], 0.004, 8)
        tea = lathe([(0, 0.06), (0.043, 0.06)], 24).move(0, 0, 0.002)
        return [part("cup", 0.92, body, saucer, handle, smooth=True), part("tea", 0.25, tea)]
    body = lathe([(0, 0), (0.038, 0), (0.041, 0.004), (0.041, 0.095), (0.037, 0.095), (0.036, 0.008), (0, 0.008)], 28)
    handle = tube([(0.04, 0, 0.08), (0.065, 0, 0.078), (0.074, 0, 0.05), (0.06, 0, 0.022), (0.039, 0, 0.02)], 0.0065, 8)
    band = lathe([(0.0409, 0.06), (0.0416, 0.06), (0.0416, 0.07), (0.0409, 0.07)], 28)
    coffee = lathe([(0, 0.08), (0.037, 0.08)], 24)
    return [part("mug", 0.88, body, handle, smooth=True), part("band", 0.3, band), part("coffee", 0.15, coffee)]


def _glass(v: Values) -> list[Mesh]:
    style = v.word("style")
    if style == "wine":
        body = lathe(
            [
                (0, 0),
                (0.034, 0),
                (0.034, 0.003),
                (0.005, 0.008),
                (0.004, 0.09),
                (0.03, 0.12),
                (0.038, 0.15),
                (0.032, 0.2),
                (0.03, 0.2),
                (0.036, 0.15),
                (0.028, 0.122),
                (0, 0.1),
            ],
            28,
        )
        drink = lathe([(0, 0.101), (0.027, 0.122), (0.035, 0.148), (0, 0.149)], 24)
    elif style == "pint":
        body = lathe([(0, 0), (0.03, 0), (0.043, 0.15), (0.0405, 0.15), (0.0285, 0.008), (0, 0.008)], 28)
        drink = lathe([(0, 0.009), (0.028, 0.009), (0.039, 0.13), (0, 0.13)], 24)
    else:
        body = lathe([(0, 0), (0.035, 0), (0.039, 0.09), (0.0365, 0.09), (0.033, 0.012), (0, 0.012)], 24)
        drink = lathe([(0, 0.013), (0.033, 0.013), (0.035, 0.05), (0, 0.05)], 24)
    return [part("glass", 0.82, body, smooth=True), part("drink", 0.35, drink)]


def _plate(_: Values) -> list[Mesh]:
    dish = lathe([(0, 0), (0.07, 0), (0.12, 0.018), (0.12, 0.022), (0.075, 0.006), (0, 0.006)], 32)
    ring = torus(0.105, 0.0014, 40, 5).move(0, 0, 0.0165)
    fork = [box(0.1, 0.012, 0.003, (0.03, -0.16, 0))] + [
        box(0.06, 0.003, 0.003, (-0.05, -0.16 + d, 0)) for d in (-0.006, 0, 0.006)
    ]
    knife = [box(0.11, 0.011, 0.004, (0.04, 0.16, 0)), box(0.1, 0.014, 0.002, (-0.06, 0.16, 0))]
    return [part("dish", 0.92, dish, smooth=True), part("rim", 0.4, ring), part("cutlery", METAL, *fork, *knife)]


def _settle(meshes: list[Mesh]) -> list[Mesh]:
    lo = np.min([m.bounds()[0] for m in meshes], axis=0)
    hi = np.max([m.bounds()[1] for m in meshes], axis=0)
    middle = (lo + hi) / 2
    return [m.placed((-float(middle[0]), -float(middle[1]), -float(lo[2]))) for m in meshes]


def _tilt(mesh: Mesh, degrees: float) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    whole = Solid(mesh.points.astype(np.float64), mesh.faces.astype(np.int64)).turn(degrees, "y")
    return whole.points.astype(np.float32)


def _flat(outline: list[tuple[float, float]], z: float, height: float) -> Solid:
    points = np.array(outline)
    x, y = points.T
    if np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)) < 0:
        points = points[::-1]
    return prism(points, height, z)


def _bag(v: Values) -> list[Mesh]:
    if v.word("style") == "suitcase":
        body = cushion(0.22, 0.62, 0.42, 0.035, (0, 0, 0.0))
        seam = box(0.008, 0.628, 0.4, (0, 0, 0.012))
        corners = [cushion(0.228, 0.07, 0.07, 0.025, (0, j * 0.28, z)) for j in (-1, 1) for z in (-0.003, 0.355)]
        locks = [box(0.03, 0.05, 0.03, (0.0, j * 0.17, 0.41)) for j in (-1, 1)]
        grip = tube([(0, -0.08, 0.42), (0, -0.07, 0.455), (0, 0.07, 0.455), (0, 0.08, 0.42)], 0.011, 8)
        straps = [box(0.228, 0.035, 0.424, (0, j * 0.17, 0)) for j in (-1, 1)]
        return [
            part("case", 0.38, body),
            part("leather", 0.2, *straps, seam, *corners, grip),
            part("locks", 0.7, *locks),
        ]
    body = cushion(0.2, 0.46, 0.26, 0.09)
    zip_ = tube([(0, -0.2, 0.258), (0, 0, 0.265), (0, 0.2, 0.258)], 0.006, 6)
    pocket = cushion(0.05, 0.24, 0.15, 0.02, (0.09, 0, 0.04))
    straps = [
        tube(
            [(x, -0.11, 0.12), (x * 1.05, -0.1, 0.25), (x * 0.6, 0, 0.38), (x * 1.05, 0.1, 0.25), (x, 0.11, 0.12)],
            0.011,
            6,
        )
        for x in (-0.1, 0.1)
    ]
    return [part("bag", 0.34, body, pocket, smooth=True), part("straps", 0.15, *straps, zip_)]


def _clock(_: Values) -> list[Mesh]:
    rim = lathe([(0, 0), (0.16, 0), (0.165, 0.03), (0.15, 0.045), (0.142, 0.03), (0, 0.03)], 36)
    ticks = [box(0.024 if k % 3 == 0 else 0.012, 0.008, 0.003, (0.125, 0, 0.03)).turn(30 * k) for k in range(12)]
    hands = [
        beam((0, 0, 0.035), (0.075 * cos(1.1), 0.075 * sin(1.1), 0.035), 0.01, 0.004),
        beam((0, 0, 0.039), (0.115 * cos(2.6), 0.115 * sin(2.6), 0.039), 0.007, 0.003),
    ]
    pin = cylinder(0.009, 0.045, sides=12)
    face = lathe([(0, 0.03), (0.143, 0.03), (0.143, 0.0305), (0, 0.0305)], 36)
    meshes = [part("rim", 0.2, rim), part("face", 0.95, face), part("marks", 0.08, *ticks, *hands, pin)]
    up = [Mesh(m.name, _tilt(m, 90.0), m.faces, m.tone, m.smooth) for m in meshes]
    return _settle(up)


def _picture(v: Values) -> list[Mesh]:
    w, h = v.num("width"), v.num("width") * 0.75
    f = 0.05
    bars = [cushion(0.035, w, f, 0.01, (0, 0, z)) for z in (0.0, h - f)] + [
        cushion(0.035, f, h, 0.01, (0, j * (w / 2 - f / 2), 0)) for j in (-1, 1)
    ]
    canvas = box(0.012, w - f, h - f, (-0.004, 0, f / 2))
    hills = [
        _face([(-0.42, 0.1), (0.42, 0.1), (0.42, 0.36), (0.15, 0.48), (-0.1, 0.36), (-0.42, 0.44)], w, h, 0.0035),
        _face([(-0.42, 0.1), (0.42, 0.1), (0.42, 0.24), (0.05, 0.2), (-0.42, 0.32)], w, h, 0.006),
    ]
    sun = cylinder(0.06 * w, 0.004, sides=20).turn(90, "y").move(0.002, w * 0.22, h * 0.7)
    return [
        part("frame", 0.3, *bars),
        part("canvas", 0.75, canvas),
        part("hill", 0.5, hills[0]),
        part("shore", 0.3, hills[1]),
        part("sun", 0.92, sun),
    ]


def _face(outline: list[tuple[float, float]], w: float, h: float, x: float) -> Solid:
    slab = _flat([(a * w, b * h) for a, b in outline], 0.0, 0.002)
    return Solid(slab.points[:, [2, 0, 1]] + [x, 0, 0], slab.faces)


def _tv(_: Values) -> list[Mesh]:
    body = cushion(0.05, 1.1, 0.63, 0.012, (0, 0, 0.07))
    screen = box(0.004, 1.06, 0.59, (0.024, 0, 0.09))
    feet = [beam((0.1, j * 0.35, 0.008), (-0.1, j * 0.35, 0.008), 0.03, 0.016) for j in (-1, 1)]
    legs = [box(0.02, 0.03, 0.08, (0, j * 0.35, 0.0)) for j in (-1, 1)]
    return [part("body", 0.1, body), part("screen", 0.25, screen), part("feet", 0.15, *feet, *legs)]


def _computer(_: Values) -> list[Mesh]:
    base = cushion(0.24, 0.34, 0.016, 0.006, (0.0, 0, 0))
    lid = cushion(0.012, 0.34, 0.23, 0.005).turn(14, "y").turn(180).move(0.118, 0, 0.012)
    screen = box(0.001, 0.32, 0.2).turn(14, "y").turn(180).move(0.106, 0, 0.028)
    keys = [box(0.014, 0.017, 0.002, (-0.03 + 0.02 * i, -0.13 + 0.021 * j, 0.016)) for i in range(5) for j in range(13)]
    pad = box(0.055, 0.1, 0.0006, (-0.085, 0, 0.016))
    return _settle(
        [part("case", 0.5, base, lid), part("screen", 0.85, screen), part("keys", 0.12, *keys), part("pad", 0.35, pad)]
    )


def _fire(v: Values) -> list[Mesh]:
    size = v.num("size")
    rng = np.random.default_rng(v.count("seed"))
    logs = [
        tube([(0.42 * cos(a), 0.42 * sin(a), 0.05), (-0.05 * cos(a), -0.05 * sin(a), 0.3)], [0.06, 0.045], 8)
        for a in np.arange(5) * 2 * pi / 5 + 0.2
    ]
    stones = [
        blob(float(rng.uniform(0.07, 0.11)), k, 0.3, 1).move(0.52 * cos(a), 0.52 * sin(a), 0.05)
        for k, a in enumerate(np.arange(11) * 2 * pi / 11)
    ]
    stones = [Solid(np.maximum(s.points, [-9.0, -9.0, 0.0]), s.faces) for s in stones]
    flames = []
    for _ in range(11):
        a, d, h = rng.uniform(0, 2 * pi), rng.uniform(0, 0.22), rng.uniform(0.4, 0.95)
        x, y = d * cos(a), d * sin(a)
        sway = rng.normal(0, 0.07, (2, 2))
        path = [
            (x, y, 0.06),
            (x + sway[0, 0], y + sway[0, 1], h * 0.35),
            (x + sway[1, 0], y + sway[1, 1], h * 0.7),
            (x + 0.3 * sway[0, 0], y, h),
        ]
        flames.append(tube(path, [0.06, 0.1, 0.05, 0.003], 9))
    meshes = [part("logs", 0.2, *logs), part("stones", 0.45, *stones), part("flames", 1.0, *flames, smooth=True)]
    return _settle([m.placed((0, 0, 0), 0.0, size) for m in meshes])


def _candle(_: Values) -> list[Mesh]:
    dish = lathe(
        [(0, 0), (0.04, 0), (0.055, 0.014), (0.05, 0.014), (0.036, 0.004), (0.014, 0.006), (0.014, 0.03), (0, 0.03)], 22
    )
    wax = lathe([(0, 0.012), (0.011, 0.012), (0.0105, 0.13), (0.006, 0.133), (0, 0.13)], 16)
    drips = [
        ellipsoid(0.003, 0.003, 0.012, (0.0105 * cos(a), 0.0105 * sin(a), 0.115 - 0.01 * k), 8)
        for k, a in enumerate((0.4, 2.0, 4.4))
    ]
    flame = lathe([(0, 0.138), (0.005, 0.146), (0.004, 0.156), (0, 0.172)], 10)
    handle = torus(0.014, 0.003, 16, 6).turn(90, "x").move(0.055, 0, 0.018)
    return _settle(
        [part("dish", METAL, dish, handle), part("wax", 0.92, wax, *drips, smooth=True), part("flame", 1.0, flame)]
    )


def _oar(_: Values) -> list[Mesh]:
    return _settle([part("oar", 0.5, oar(2.6))])


def _anchor(_: Values) -> list[Mesh]:
    flukes = [ellipsoid(0.2, 0.05, 0.16, (s * 0.75, 0, 0.66), 12).turn(0) for s in (-1, 1)]
    body = part("iron", 0.2, _anchor_relief(), *flukes)
    up = Solid(body.points.astype(np.float64), body.faces.astype(np.int64)).turn(-58, "x").turn(90)
    return _settle([part("iron", 0.2, up)])


def _bell(_: Values) -> list[Mesh]:
    bell = lathe(
        [
            (0.0, 0.78),
            (0.06, 0.78),
            (0.2, 0.72),
            (0.26, 0.6),
            (0.3, 0.3),
            (0.38, 0.08),
            (0.42, 0.0),
            (0.39, 0.0),
            (0.34, 0.1),
            (0.27, 0.3),
            (0.22, 0.6),
            (0.0, 0.7),
        ][::-1],
        36,
    )
    bands = [torus(r, 0.012, 36, 6).move(0, 0, z) for r, z in ((0.395, 0.05), (0.365, 0.13), (0.25, 0.64))]
    crown = [torus(0.07, 0.022, 18, 8).turn(90, "x").move(0, 0, 0.83)]
    clapper = [tube([(0, 0, 0.65), (0.02, 0, 0.08)], 0.016, 8), ellipsoid(0.055, 0.055, 0.06, (0.02, 0, 0.07), 14)]
    return _settle(
        [part("bell", 0.32, bell, smooth=True), part("bands", 0.28, *bands, *crown), part("clapper", 0.12, *clapper)]
    )


def _pram(_: Values) -> list[Mesh]:
    rows = [_ring_round(0.72, 0.36, 0.5), _ring_round(0.86, 0.42, 0.66), _ring_round(0.9, 0.44, 0.82)]
    body = loft(np.array(rows))
    hood = []
    ribs = []
    for k in range(6):
        a = 80 + 18 * k
        bow = arc((0, 0, 0), 0.23, 0, 180, 15, "yz") * [1, 1, 1.55]
        solid = tube(bow, 0.01, 5)
        ribs.append(solid.turn(a - 140, "y").move(-0.12, 0, 0.82))
        hood.append((bow, a - 140))
    skins = []
    for (b0, a0), (b1, a1) in pairwise(hood):
        one, two = (
            Solid(b0, np.zeros((0, 3), int)).turn(a0, "y").points,
            Solid(b1, np.zeros((0, 3), int)).turn(a1, "y").points,
        )
        from secondunit.scene.kit.solids import quads

        skins.append(Solid(np.concatenate([one, two]) + [-0.12, 0, 0.82], quads(2, 15)))
    tyres, rims = [], []
    for x in (-0.3, 0.3):
        for j in (-1, 1):
            tyre, rim = wheel(0.2, 0.03)
            tyres.append(tyre.move(x, j * 0.26, 0.2))
            rims.append(rim.move(x, j * 0.26, 0.2))
    springs = [tube([(-0.3, j * 0.22, 0.2), (0.0, j * 0.22, 0.52), (0.3, j * 0.22, 0.2)], 0.014, 6) for j in (-1, 1)]
    handle = tube([(0.42, -0.2, 0.78), (0.72, -0.2, 1.0), (0.72, 0.2, 1.0), (0.42, 0.2, 0.78)], 0.013, 8)
    return _settle(
        [
            part("body", 0.2, body, smooth=True),
            part("hood", 0.16, *skins),
            part("frame", METAL, *springs, handle, *ribs),
            part("tyres", 0.08, *tyres),
            part("rims", 0.5, *rims),
        ]
    )


def _ring_round(length: float, width: float, z: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    a = np.linspace(0, 2 * pi, 24, endpoint=False)
    c, s = np.cos(a), np.sin(a)
    return np.column_stack(
        [length / 2 * np.sign(c) * np.abs(c) ** 0.5, width / 2 * np.sign(s) * np.abs(s) ** 0.5, np.full(24, z)]
    )


def _shoe(_: Values) -> list[Mesh]:
    sole = [
        (0.14, 0.0),
        (0.12, 0.04),
        (0.03, 0.045),
        (-0.08, 0.033),
        (-0.14, 0.03),
        (-0.15, 0.0),
        (-0.14, -0.03),
        (-0.08, -0.03),
        (0.03, -0.04),
        (0.12, -0.032),
    ]
    base = _flat(sole, 0.0, 0.02)
    rings = []
    for z, s, x in (
        (0.02, 0.97, 0.0),
        (0.045, 0.9, -0.005),
        (0.065, 0.72, -0.03),
        (0.09, 0.5, -0.065),
        (0.12, 0.45, -0.08),
    ):
        rings.append(np.array([(px * s + x, py * (0.7 + 0.3 * s), z) for px, py in sole]))
    upper = loft(np.array(rings))
    if (
        float(
            np.einsum(
                "ij,ij->",
                upper.points[upper.faces[:, 0]],
                np.cross(upper.points[upper.faces[:, 1]], upper.points[upper.faces[:, 2]]),
            )
        )
        < 0
    ):
        upper = upper.flip()
    laces = [
        tube(
            [
                (0.02 - 0.02 * k, -0.022, 0.068 + 0.012 * k),
                (0.025 - 0.02 * k, 0, 0.078 + 0.012 * k),
                (0.02 - 0.02 * k, 0.022, 0.068 + 0.012 * k),
            ],
            0.003,
            5,
        )
        for k in range(4)
    ]
    return _settle([part("sole", 0.12, base), part("upper", 0.35, upper, smooth=True), part("laces", 0.85, *laces)])


def _flashlight(_: Values) -> list[Mesh]:
    body = tube([(-0.11, 0, 0.022), (0.05, 0, 0.022)], 0.016, 16)
    head = tube([(0.045, 0, 0.022), (0.07, 0, 0.022), (0.1, 0, 0.022)], [0.017, 0.026, 0.027], 20)
    glass = tube([(0.0985, 0, 0.022), (0.1015, 0, 0.022)], 0.023, 18)
    rings = [torus(0.0162, 0.0012, 20, 5).turn(90, "y").move(-0.09 + 0.012 * k, 0, 0.022) for k in range(8)]
    return _settle([part("body", 0.15, body, head, *rings), part("bulb", 1.0, glass)])


def _radio(_: Values) -> list[Mesh]:
    body = cushion(0.1, 0.3, 0.18, 0.02)
    cloth = box(0.004, 0.16, 0.13, (0.049, -0.05, 0.025))
    bars = [box(0.003, 0.16, 0.003, (0.0525, -0.05, 0.035 + 0.012 * k)) for k in range(10)]
    dial = cylinder(0.035, 0.008, sides=24).turn(90, "y").move(0.048, 0.09, 0.11)
    knobs = [cylinder(0.014, 0.02, sides=14).turn(90, "y").move(0.048, y, 0.045) for y in (0.06, 0.115)]
    aerial = tube([(-0.03, -0.12, 0.17), (-0.05, -0.2, 0.5)], [0.003, 0.0015], 6)
    return [
        part("case", WOOD, body),
        part("cloth", 0.65, cloth),
        part("bars", 0.2, *bars),
        part("dial", 0.85, dial),
        part("knobs", BLACK, *knobs, aerial),
    ]


def _sheep(_: Values) -> list[Mesh]:
    wool = [
        blob(0.32, 3, 0.2, 3, 4.0).scale(1.45, 0.85, 0.9).move(0, 0, 0.6),
        blob(0.13, 5, 0.25, 2, 4.0).move(0.45, 0, 0.82),
    ]
    head = ellipsoid(0.15, 0.075, 0.085, (0.58, 0, 0.78), 16)
    ears = [ellipsoid(0.03, 0.08, 0.02, (0.5, j * 0.11, 0.83), 10) for j in (-1, 1)]
    legs = [
        tube([(x, j * 0.13, 0.4), (x + 0.01, j * 0.13, 0)], [0.05, 0.035], 8) for x in (-0.26, 0.26) for j in (-1, 1)
    ]
    return _settle([part("wool", 0.85, *wool, smooth=True), part("skin", 0.15, head, *ears, *legs, smooth=True)])


def _spot(z: float) -> tuple[Vec3, ...]:
    return ((0.0, 0.0, z),)


_S = Num(1, 0, 9999)
PIECES: tuple[Piece, ...] = (
    Piece("crate", _crate, {"size": Num(0.5, 0.2, 1.5)}, top=lambda v: v.num("size")),
    Piece("barrel", _barrel, top=lambda _: 0.87),
    Piece("bottle", _bottle, group="small"),
    Piece("cup", _cup, {"style": Choice(("mug", "teacup"))}, group="small"),
    Piece("glass", _glass, {"style": Choice(("tumbler", "wine", "pint"))}, group="small"),
    Piece("plate", _plate, group="small"),
    Piece("bag", _bag, {"style": Choice(("bag", "suitcase"))}),
    Piece("clock", _clock, group="wall"),
    Piece("picture", _picture, {"width": Num(0.7, 0.25, 2.5)}, group="wall"),
    Piece("tv", _tv, group="small"),
    Piece("computer", _computer, group="small"),
    Piece("fire", _fire, {"size": Num(1.0, 0.4, 3.0), "seed": _S}, lamps=lambda v: _spot(0.6 * v.num("size"))),
    Piece("candle", _candle, group="small", lamps=lambda _: _spot(0.16)),
    Piece("oar", _oar, group="flat"),
    Piece("anchor", _anchor),
    Piece("bell", _bell),
    Piece("pram", _pram),
    Piece("shoe", _shoe, group="small"),
    Piece("flashlight", _flashlight, group="small", lamps=lambda _: ((0.11, 0.0, 0.03),)),
    Piece("radio", _radio, group="small"),
    Piece("sheep", _sheep),
)
