"""What stands about outdoors: pier, bollards, bins, washing, barrows, stalls, graves. Fronts face +X."""

from __future__ import annotations

from math import pi

import numpy as np

from secondunit.scene.kit.furniture import BLACK, DARK_WOOD, WOOD
from secondunit.scene.kit.piece import Choice, Num, Piece, Seat, Values
from secondunit.scene.kit.solids import (
    Solid,
    beam,
    box,
    cushion,
    cylinder,
    lathe,
    part,
    prism,
    torus,
    tube,
)
from secondunit.scene.kit.streets import _turns_left
from secondunit.scene.kit.vehicles import wheel
from secondunit.scene.mesh import Mesh

_SEED = Num(1, 0, 9999)


def _gravestone(v: Values) -> list[Mesh]:
    style = v.word("style")
    plinth = cushion(0.3, 0.8, 0.14, 0.02)
    if style == "cross":
        up, across = cushion(0.14, 0.17, 1.0, 0.02, (0, 0, 0.14)), cushion(0.14, 0.62, 0.16, 0.02, (0, 0, 0.72))
        return [part("stone", 0.55, plinth, up, across)]
    a = np.linspace(0, pi, 13)
    outline = np.array([(-0.33, 0.12), (0.33, 0.12), *[(0.33 * np.cos(t), 0.75 + 0.3 * np.sin(t)) for t in a]])
    keep = np.ones(len(outline), dtype=bool)
    slab = prism(outline[keep], 0.13).move(0, 0, -0.065)
    stone = Solid(slab.points[:, [2, 0, 1]], slab.faces)
    words = [box(0.006, 0.42 - 0.06 * (k % 3), 0.028, (0.067, 0, 0.82 - 0.075 * k)) for k in range(6)]
    return [part("stone", 0.55, plinth, stone), part("words", 0.25, *words)]


def _pier(v: Values) -> list[Mesh]:
    """A wooden pier along X; its deck lies at z = 0 and piles reach down to `depth`."""
    length, width, depth = v.num("length"), v.num("width"), v.num("depth")
    count = int(length / 0.22)
    planks = [box(0.2, width, 0.05, (-length / 2 + length * (k + 0.5) / count, 0, -0.05)) for k in range(count)]
    beams_ = [box(length, 0.15, 0.2, (0, y, -0.25)) for y in (-width * 0.4, 0.0, width * 0.4)]
    piles = []
    for x in np.linspace(-length / 2 + 0.4, length / 2 - 0.4, max(2, round(length / 3.0))):
        for j in (-1, 1):
            piles.append(cylinder(0.13, depth + 0.75, (float(x), j * (width / 2 - 0.02), -depth), sides=10))
    return [part("planks", 0.5, *planks), part("beams", DARK_WOOD, *beams_), part("piles", 0.26, *piles)]


def _bollard(_: Values) -> list[Mesh]:
    body = lathe(
        [(0, 0), (0.2, 0), (0.2, 0.05), (0.13, 0.1), (0.12, 0.35), (0.2, 0.42), (0.2, 0.48), (0.12, 0.53), (0, 0.53)],
        18,
    )
    rope = [torus(0.145, 0.02, 22, 6).move(0, 0, z) for z in (0.15, 0.19, 0.23)]
    return [part("iron", 0.15, body), part("rope", 0.6, *rope)]


def _phonebox(_: Values) -> list[Mesh]:
    posts = [box(0.1, 0.1, 2.2, (i * 0.4, j * 0.4, 0.1)) for i in (-1, 1) for j in (-1, 1)]
    bars = [box(0.03, 0.7, 0.025, (i * 0.43, 0, 0.5 + 0.24 * k)) for i in (-1,) for k in range(8)]
    bars += [box(0.7, 0.03, 0.025, (0, j * 0.43, 0.5 + 0.24 * k)) for j in (-1, 1) for k in range(8)]
    panels = [box(0.7, 0.03, 0.4, (0, j * 0.43, 0.1)) for j in (-1, 1)] + [box(0.03, 0.7, 0.4, (-0.43, 0, 0.1))]
    roof = [cushion(0.94, 0.94, 0.3, 0.08, (0, 0, 2.25))]
    plinth = box(0.96, 0.96, 0.1)
    phone = [
        box(0.14, 0.3, 0.4, (-0.33, 0, 1.15)),
        tube([(-0.25, 0.12, 1.3), (-0.22, 0.12, 1.4), (-0.25, 0.12, 1.5)], 0.025, 8),
    ]
    return [part("box", 0.3, *posts, *panels, *roof, plinth), part("bars", 0.34, *bars), part("phone", BLACK, *phone)]


def _bin(_: Values) -> list[Mesh]:
    body = lathe([(0, 0), (0.21, 0), (0.26, 0.78), (0.28, 0.78), (0.28, 0.82), (0.1, 0.9), (0, 0.92)], 20)
    ribs = [torus(0.222 + 0.03 * k, 0.012, 22, 5).move(0, 0, 0.2 + 0.25 * k * 0.9) for k in range(2)]
    handle = tube([(-0.07, 0, 0.9), (-0.05, 0, 0.97), (0.05, 0, 0.97), (0.07, 0, 0.9)], 0.012, 6)
    return [part("bin", 0.4, body, *ribs, handle)]


def _washing(v: Values) -> list[Mesh]:
    """A washing line along Y, high across a street, with clothes that hang from it."""
    width = v.num("width")
    ys = np.linspace(-width / 2, width / 2, 25)
    sag = 0.35 * (1 - (2 * ys / width) ** 2)
    z = v.num("height") - sag
    line = tube(np.column_stack([0 * ys, ys, z]), 0.008, 4)
    rng = np.random.default_rng(v.count("seed"))
    cloths_a: list[Solid] = []
    cloths_b: list[Solid] = []
    y = -width * 0.36
    while y < width * 0.34:
        w, h = float(rng.uniform(0.35, 0.95)), float(rng.uniform(0.45, 1.0))
        zt = float(np.interp(y + w / 2, ys, z))
        t = np.linspace(0, 1, 8)
        wave = 0.05 * np.sin(t * 9 + y)
        rows = []
        for s in (0.0, 0.5, 1.0):
            front = np.column_stack([wave * (0.3 + s) + 0.012, y + w * t, np.full(8, zt - h * s)])
            rows.append(np.concatenate([front, (front - [0.016, 0, 0])[::-1]]))
        from secondunit.scene.kit.solids import loft

        (cloths_a if rng.random() < 0.6 else cloths_b).append(loft(np.array(rows[::-1])))
        y += w + float(rng.uniform(0.1, 0.5))
    meshes = [part("line", BLACK, line)]
    if cloths_a:
        meshes.append(part("linen", 0.9, *cloths_a))
    if cloths_b:
        meshes.append(part("cloth", 0.4, *cloths_b))
    return meshes


def _barrow(_: Values) -> list[Mesh]:
    """A wheelbarrow with sandbags; wheel in front at +X."""
    tray = np.array([(-0.42, 0.38), (-0.5, 0.62), (0.5, 0.66), (0.3, 0.36)])
    if _turns_left(tray) < 0:
        tray = tray[::-1]
    slab = prism(tray, 0.56).move(0, 0, -0.28)
    body = Solid(np.column_stack([slab.points[:, 0], -slab.points[:, 2], slab.points[:, 1]]), slab.faces)
    shafts = [tube([(0.55, j * 0.09, 0.24), (-0.3, j * 0.22, 0.42), (-0.85, j * 0.28, 0.68)], 0.02, 8) for j in (-1, 1)]
    legs = [tube([(-0.3, j * 0.24, 0.4), (-0.36, j * 0.25, 0.0)], 0.018, 8) for j in (-1, 1)]
    tyre, rim = wheel(0.2, 0.09)
    bags = [
        sandbag().move(-0.22, 0.0, 0.6),
        sandbag().turn(20).move(0.22, 0.02, 0.62),
        sandbag().turn(80).move(0.0, 0.0, 0.74),
    ]
    return [
        part("tray", 0.35, body),
        part("frame", DARK_WOOD, *shafts, *legs, rim.move(0.58, 0, 0.2)),
        part("tyre", 0.08, tyre.move(0.58, 0, 0.2), smooth=True),
        part("bags", 0.6, *bags, smooth=True),
    ]


def sandbag() -> Solid:
    """Return a filled sack lying on the floor."""
    sack = cushion(0.5, 0.32, 0.16, 0.08)
    return sack.bend(
        lambda p: np.column_stack([p[:, 0], p[:, 1] * (1 - 0.5 * p[:, 0] ** 2), p[:, 2] * (1 - 1.2 * p[:, 0] ** 2)])
    )


def _sandbags(v: Values) -> list[Mesh]:
    bags = []
    rows = v.count("rows")
    for row in range(rows):
        n = 3 if row % 2 == 0 else 2
        bags += [sandbag().turn(90).move(0, (k - (n - 1) / 2) * 0.48, row * 0.135) for k in range(n)]
    return [part("bags", 0.6, *bags, smooth=True)]


def _skip_stall(_: Values) -> list[Mesh]:
    """A market stall with crates and a striped cover."""
    posts = [beam((x, y, 0), (x, y, 2.1 if x > 0 else 2.4), 0.06) for x in (-0.6, 0.6) for y in (-1.1, 1.1)]
    table = [
        box(1.2, 2.2, 0.06, (0, 0, 0.8)),
        box(1.15, 0.04, 0.7, (0, 1.08, 0.1)),
        box(1.15, 0.04, 0.7, (0, -1.08, 0.1)),
        box(0.04, 2.2, 0.7, (0.56, 0, 0.1)),
    ]
    stripes: list[list[Solid]] = [[], []]
    for k in range(10):
        y = -1.25 + 0.25 * (k + 0.5)
        stripes[k % 2].append(beam((-0.75, y, 2.45), (0.95, y, 2.0), 0.25, 0.02))
    goods = []
    rng = np.random.default_rng(5)
    for i in range(4):
        for j in range(9):
            r = 0.06 + 0.02 * float(rng.random())
            goods.append(cushion(2 * r, 2 * r, 2 * r, r, (-0.4 + i * 0.24, -0.95 + j * 0.235, 0.86)))
    return [
        part("frame", WOOD, *posts, *table),
        part("cover_light", 0.88, *stripes[0]),
        part("cover_dark", 0.35, *stripes[1]),
        part("goods", 0.55, *goods, smooth=True),
    ]


PIECES: tuple[Piece, ...] = (
    Piece("gravestone", _gravestone, {"style": Choice(("round", "cross"))}),
    Piece(
        "pier",
        _pier,
        {"length": Num(14.0, 2.0, 60.0), "width": Num(2.6, 1.0, 10.0), "depth": Num(2.5, 0.5, 6.0)},
        group="floor",
    ),
    Piece("bollard", _bollard),
    Piece("phonebox", _phonebox, seats=lambda _: (Seat(-0.02, 0.0, 180.0, 0.0, "stand", 0.1),), trunk=0.5),
    Piece("bin", _bin),
    Piece(
        "washing", _washing, {"width": Num(8.0, 2.0, 14.0), "height": Num(5.4, 1.6, 9.0), "seed": _SEED}, group="wall"
    ),
    Piece("barrow", _barrow),
    Piece("sandbags", _sandbags, {"rows": Num(2, 1, 5)}),
    Piece("stall", _skip_stall, seats=lambda _: (Seat(-1.0, 0.0, 0.0, 0.0, "serve"),)),
)
