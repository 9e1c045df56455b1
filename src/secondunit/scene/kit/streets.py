"""Streets and what stands in them: road, house fronts, lamps, fences, signs, quays. Fronts face +X."""

from __future__ import annotations

import numpy as np

from secondunit.scene.kit.furniture import BLACK, DARK_WOOD, METAL, WOOD
from secondunit.scene.kit.piece import Choice, Num, Piece, Values
from secondunit.scene.kit.rooms import wall
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
from secondunit.scene.layout import Vec3
from secondunit.scene.mesh import Mesh


def _street(v: Values) -> list[Mesh]:
    """A road along X with pavements; the road lies at z = 0, pavements 0.13 higher."""
    length, road, walk = v.num("length"), v.num("road"), v.num("pavement")
    meshes = [part("road", 0.32, box(length, road, 0.1, (0, 0, -0.1)))]
    if walk > 0:
        y = road / 2 + walk / 2 + 0.15
        paths = [box(length, walk, 0.23, (0, j * y, -0.1)) for j in (-1, 1)]
        kerbs = [cushion(length, 0.15, 0.24, 0.03, (0, j * (road / 2 + 0.075), -0.105)) for j in (-1, 1)]
        seams = []
        count = int(length / 1.2)
        for j in (-1, 1):
            seams += [box(0.012, walk, 0.004, (-length / 2 + 1.2 * (k + 0.5), j * y, 0.129)) for k in range(count)]
            seams.append(box(length, 0.012, 0.004, (0, j * (y + walk * 0.1), 0.129)))
        meshes += [
            part("pavement", 0.58, *paths),
            part("kerbs", 0.68, *kerbs),
            part("seams", 0.35, *seams),
        ]
    if v.word("marks") != "none":
        lines = [box(1.8, 0.1, 0.004, (x, 0, 0)) for x in np.arange(-length / 2 + 1.5, length / 2 - 1.0, 4.5)]
        if v.word("marks") == "road":
            lines += [box(length, 0.09, 0.004, (0, j * (road / 2 - 0.2), 0)) for j in (-1, 1)]
        meshes.append(part("marks", 0.88, *lines))
    if v.word("marks") == "cobbles":
        meshes.pop()
        rng = np.random.default_rng(3)
        near = min(length, 26.0)
        sets = [
            box(0.42, 0.28, 0.012, (x + float(rng.uniform(-0.05, 0.05)), y, 0))
            for i, x in enumerate(np.arange(-near / 2 + 0.3, near / 2, 0.75))
            for y in np.arange(-road / 2 + 0.3 + (i % 2) * 0.22, road / 2 - 0.2, 0.44)
            if rng.random() < 0.5
        ]
        meshes.append(part("cobbles", 0.38, *sets))
    return meshes


def _building(v: Values) -> list[Mesh]:
    """A house front with storeys, door and windows; its facade stands at the +X side."""
    width, floors, style = v.num("width"), v.count("floors"), v.word("style")
    rng = np.random.default_rng(v.count("seed"))
    depth, tall, ground = v.num("depth"), 3.0, 3.4
    height = ground + tall * (floors - 1) + 0.5
    bays = max(1, round(width / (2.4 if style != "office" else 1.7)))
    w = width / bays
    door_bay = int(rng.integers(bays))
    shop = style == "shop"
    holes: list[tuple[float, float, float, float]] = []
    panes: list[Solid] = []
    frames: list[Solid] = []
    stone: list[Solid] = []
    door: list[Solid] = []
    face = depth / 2
    deep = 0.22
    facade: list[Solid] = []
    for level in range(floors):
        z0 = 0.0 if level == 0 else ground + tall * (level - 1)
        h = ground if level == 0 else tall
        row: list[tuple[float, float, float, float]] = []
        for bay in range(bays):
            y = -width / 2 + w * (bay + 0.5)
            if level == 0 and bay == door_bay:
                a, b, sill, head = y - 0.52, y + 0.52, 0.0, 2.35
                door += [
                    box(0.05, 1.0, 2.1, (face - deep, y, 0.02)),
                    box(0.05, 1.04, 0.06, (face - deep + 0.01, y, 2.1)),
                ]
                door += [
                    box(0.02, 0.34, tall_, (face - deep + 0.03, y + s * 0.22, z_))
                    for s in (-1, 1)
                    for z_, tall_ in ((0.25, 0.65), (1.05, 0.85))
                ]
                frames.append(cylinder(0.03, 0.05, sides=10).turn(90, "y").move(face - deep + 0.02, y + 0.4, 1.05))
                stone.append(box(0.42, 1.5, 0.14, (face + 0.2, y, 0)))
                stone += [box(0.16, 0.16, 2.5, (face + 0.03, y + s * 0.62, 0)) for s in (-1, 1)]
                stone.append(box(0.4, 1.7, 0.14, (face + 0.12, y, 2.48)))
            elif level == 0 and shop:
                a, b, sill, head = y - w / 2 + 0.14, y + w / 2 - 0.14, 0.55, 2.6
            elif style == "office":
                a, b, sill, head = y - w * 0.42, y + w * 0.42, 0.75, h - 0.45
            else:
                a, b, sill, head = y - 0.5, y + 0.5, 0.85, min(2.45, h - 0.4)
            row.append((a, b, sill, head))
            if not (level == 0 and bay == door_bay):
                tall_pane, mid, wide = head - sill, (a + b) / 2, b - a
                panes.append(box(0.02, wide, tall_pane, (face - deep, mid, z0 + sill)))
                bar = 0.05
                x = face - deep + 0.03
                frames += [box(0.04, bar, tall_pane, (x, s, z0 + sill)) for s in (a + bar / 2, b - bar / 2)]
                frames += [box(0.04, wide, bar, (x, mid, z0 + s)) for s in (sill, head - bar)]
                if not (level == 0 and shop):
                    frames.append(box(0.035, wide, bar, (x, mid, z0 + (sill + head) / 2)))
                if style == "terrace":
                    frames.append(box(0.03, 0.03, tall_pane, (x, mid, z0 + sill)))
                if style != "office":
                    stone.append(box(0.14, wide + 0.2, 0.09, (face + 0.03, mid, z0 + sill - 0.09)))
                    if not (level == 0 and shop):
                        stone.append(box(0.07, wide + 0.24, 0.18, (face + 0.01, mid, z0 + head)))
            holes = row
        facade += [
            s.turn(180).move(face, 0, z0) for s in wall(width, h, deep + 0.05, [(-b, -a, c, d) for a, b, c, d in holes])
        ]
        if level > 0 and style != "office":
            stone.append(box(0.08, width, 0.12, (face + 0.02, 0, z0 - 0.06)))
    top = ground + tall * (floors - 1)
    facade.append(box(deep + 0.05, width, height - top, (face - deep / 2 - 0.025, 0, top)))
    block = box(depth - deep - 0.06, width, height - 0.3, (-deep / 2 - 0.03, 0, 0))
    meshes = [
        part("facade", v.num("tone"), *facade),
        part("block", v.num("tone") * 0.85, block),
        part("frames", 0.85, *frames),
        part("door", 0.25, *door),
    ]
    if panes:
        meshes.append(part("panes", 0.1, *panes))
    if style == "gable":
        ridge = height + width * 0.42
        gable = prism(np.array([(-width / 2, height), (width / 2, height), (0, ridge)]), depth - 0.1).move(
            0, 0, -depth / 2 + 0.05
        )
        meshes.append(part("gable", v.num("tone"), Solid(gable.points[:, [2, 0, 1]], gable.faces)))
        roofs = []
        for s in (-1, 1):
            outline = np.array(
                [
                    (s * (width / 2 + 0.3), height - 0.25),
                    (0, ridge),
                    (0, ridge + 0.14),
                    (s * (width / 2 + 0.36), height - 0.15),
                ]
            )
            if s > 0:
                outline = outline[::-1] if _turns_left(outline) < 0 else outline
            elif _turns_left(outline) < 0:
                outline = outline[::-1]
            slab = prism(outline, depth + 0.4).move(0, 0, -depth / 2 - 0.15)
            roofs.append(Solid(slab.points[:, [2, 0, 1]], slab.faces))
        chimney = box(0.6, 0.8, 1.5, (-depth * 0.2, width * 0.22, ridge - width * 0.22))
        meshes += [part("roof", 0.25, *roofs), part("chimney", v.num("tone") * 0.8, chimney)]
    else:
        stone += [
            box(0.3, width + 0.1, 0.12, (face + 0.06, 0, height - 0.42)),
            box(0.42, width + 0.2, 0.12, (face + 0.1, 0, height - 0.3)),
            box(0.2, width, 0.3, (face - 0.1, 0, height - 0.2)),
        ]
        if style == "terrace":
            stone += [
                box(0.16, 0.1, 0.2, (face + 0.1, -width / 2 + 0.3 + 0.6 * k, height - 0.6))
                for k in range(int(width / 0.6))
            ]
            stack = box(0.7, 1.2, 1.4, (-depth * 0.15, width / 2 - 0.7, height - 0.3))
            pots = [
                cylinder(0.13, 0.45, (-depth * 0.15, width / 2 - 0.7 + d, height + 1.1), top=0.1, sides=10)
                for d in (-0.35, 0.0, 0.35)
            ]
            meshes += [part("chimney", v.num("tone") * 0.8, stack), part("pots", 0.4, *pots)]
    if shop:
        fascia = box(0.16, width - 0.2, 0.55, (face + 0.06, 0, 2.72))
        awning = np.array([(0, 2.72), (0, 2.66), (1.15, 2.28), (1.15, 2.36)])
        if _turns_left(awning) < 0:
            awning = awning[::-1]
        cloth = prism(awning, width - 1.0).move(0, 0, -(width - 1.0) / 2)
        points = np.column_stack([cloth.points[:, 0] + face + 0.1, -cloth.points[:, 2], cloth.points[:, 1]])
        meshes += [
            part("fascia", 0.2, fascia),
            part("awning", 0.72, Solid(points, cloth.faces)),
            part(
                "lettering",
                0.9,
                *(
                    box(0.02, 0.2, 0.26, (face + 0.145, -width * 0.22 + 0.3 * k, 2.87))
                    for k in range(max(3, int(width * 0.44 / 0.3)))
                ),
            ),
        ]
    meshes.append(part("stone", min(0.9, v.num("tone") + 0.14), *stone))
    pipe = tube([(face + 0.08, width / 2 - 0.12, 0.1), (face + 0.08, width / 2 - 0.12, height - 0.4)], 0.05, 8)
    meshes.append(part("pipe", 0.2, pipe))
    lo = np.min([m.bounds()[0] for m in meshes], axis=0)
    hi = np.max([m.bounds()[1] for m in meshes], axis=0)
    middle = (lo + hi) / 2
    return [m.placed((-float(middle[0]), -float(middle[1]), 0.0)) for m in meshes]


def _turns_left(outline: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> float:
    x, y = outline.T
    return float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))


def _lamp(v: Values) -> list[Mesh]:
    style = v.word("style")
    if style == "street":
        post = lathe(
            [(0, 0), (0.16, 0), (0.16, 0.12), (0.1, 0.2), (0.09, 0.9), (0.055, 1.0), (0.04, 3.6), (0, 3.6)], 14
        )
        bar = tube([(0, -0.3, 3.25), (0, 0.3, 3.25)], 0.015, 6)
        cage = [beam((0.1 * a, 0.1 * b, 3.62), (0.19 * a, 0.19 * b, 4.1), 0.025) for a in (-1, 1) for b in (-1, 1)]
        cap = [
            cylinder(0.28, 0.16, (0, 0, 4.1), top=0.06, sides=4).turn(45),
            cylinder(0.03, 0.16, (0, 0, 4.24), top=0.01, sides=8),
        ]
        base = cylinder(0.14, 0.05, (0, 0, 3.58), sides=4).turn(45)
        glass = lathe([(0, 3.66), (0.1, 3.66), (0.16, 4.08), (0, 4.08)], 4).turn(45)
        return [part("post", BLACK, post, bar, *cage, *cap, base), part("bulb", 1.0, glass)]
    if style == "mast":
        post = tube([(0, 0, 0), (0, 0, 6.6), (0.25, 0, 7.2), (1.4, 0, 7.45)], [0.09, 0.06, 0.05, 0.04], 10)
        head = cushion(0.6, 0.24, 0.12, 0.05, (1.5, 0, 7.36))
        foot = cylinder(0.14, 0.9, sides=12)
        glow = box(0.45, 0.18, 0.02, (1.52, 0, 7.345))
        lean = -0.855
        return [part("post", 0.35, *(s.move(lean) for s in (post, head, foot))), part("bulb", 1.0, glow.move(lean))]
    if style == "floor":
        base = cylinder(0.16, 0.03, sides=24)
        post = tube([(0, 0, 0.03), (0, 0, 1.35)], 0.013, 8)
        shade = lathe([(0.22, 1.28), (0.15, 1.6), (0.145, 1.6), (0.215, 1.28)], 28)
        bulb = lathe([(0, 1.34), (0.03, 1.38), (0.032, 1.43), (0.015, 1.48), (0, 1.48)], 12)
        return [part("stand", BLACK, base, post), part("shade", 0.82, shade, smooth=True), part("bulb", 1.0, bulb)]
    if style == "hanging":
        drop = v.num("drop")
        cord = tube([(0, 0, 0.28), (0, 0, drop)], 0.006, 6)
        rose = cylinder(0.05, 0.03, (0, 0, drop - 0.03), sides=14)
        shade = lathe(
            [
                (0.21, 0.0),
                (0.2, 0.05),
                (0.07, 0.2),
                (0.03, 0.28),
                (0.025, 0.28),
                (0.06, 0.19),
                (0.19, 0.04),
                (0.2, 0.0),
            ],
            28,
        )
        bulb = lathe([(0, 0.03), (0.03, 0.06), (0.03, 0.1), (0.015, 0.14), (0, 0.14)], 12)
        return [part("cord", BLACK, cord, rose), part("shade", 0.25, shade, smooth=True), part("bulb", 1.0, bulb)]
    if style == "oil":
        base = lathe(
            [(0, 0), (0.075, 0), (0.08, 0.02), (0.05, 0.05), (0.06, 0.09), (0.035, 0.12), (0.035, 0.14), (0, 0.14)], 20
        )
        chimney = lathe([(0.03, 0.14), (0.045, 0.19), (0.025, 0.3), (0.023, 0.3), (0.042, 0.19), (0.028, 0.14)], 20)
        wires = [tube([(0, s * 0.055, 0.12), (0, s * 0.085, 0.22), (0, s * 0.03, 0.33)], 0.004, 5) for s in (-1, 1)]
        hoop = torus(0.06, 0.004, 20, 5).turn(90, "y").move(0, 0, 0.385)
        lid = cylinder(0.035, 0.03, (0, 0, 0.3), top=0.015, sides=14)
        flame = lathe([(0, 0.15), (0.013, 0.17), (0.008, 0.2), (0, 0.225)], 8)
        return [
            part("base", 0.3, base, lid, *wires, hoop),
            part("glass", 0.8, chimney, smooth=True),
            part("bulb", 1.0, flame),
        ]
    base = lathe(
        [
            (0, 0),
            (0.08, 0),
            (0.085, 0.015),
            (0.03, 0.04),
            (0.05, 0.1),
            (0.06, 0.16),
            (0.03, 0.24),
            (0.012, 0.27),
            (0.012, 0.33),
            (0, 0.33),
        ],
        20,
    )
    shade = lathe([(0.17, 0.28), (0.1, 0.48), (0.096, 0.48), (0.166, 0.28)], 28)
    bulb = lathe([(0, 0.32), (0.028, 0.35), (0.03, 0.39), (0.012, 0.43), (0, 0.43)], 12)
    return [part("base", 0.35, base, smooth=True), part("shade", 0.85, shade, smooth=True), part("bulb", 1.0, bulb)]


def _lamp_spots(v: Values) -> tuple[Vec3, ...]:
    spots: dict[str, Vec3] = {
        "street": (0.0, 0.0, 3.9),
        "mast": (0.665, 0.0, 7.3),
        "floor": (0.0, 0.0, 1.4),
        "hanging": (0.0, 0.0, 0.05),
        "oil": (0.0, 0.0, 0.2),
        "table": (0.0, 0.0, 0.36),
    }
    return (spots[v.word("style")],)


def _fence(v: Values) -> list[Mesh]:
    """A fence along Y."""
    length, style = v.num("length"), v.word("style")
    posts = max(2, round(length / 1.8) + 1)
    ys = np.linspace(-length / 2 + 0.05, length / 2 - 0.05, posts)
    if style == "iron":
        rods = [
            tube([(0, y, 0), (0, y, 1.05), (0, y, 1.16)], [0.01, 0.01, 0.001], 6)
            for y in np.linspace(-length / 2 + 0.05, length / 2 - 0.05, max(3, int(length / 0.14)))
        ]
        rails = [box(0.02, length, 0.035, (0, 0, z)) for z in (0.14, 0.95)]
        return [part("iron", BLACK, *rods, *rails, *(box(0.05, 0.05, 1.2, (0, y, 0)) for y in ys))]
    if style == "rail":
        bars = [tube([(0, -length / 2, z), (0, length / 2, z)], 0.022, 8) for z in (0.5, 0.98)]
        return [part("rail", METAL, *bars, *(tube([(0, y, 0), (0, y, 0.98)], 0.026, 8) for y in ys))]
    if style == "picket":
        rails = [box(0.03, length, 0.07, (-0.03, 0, z)) for z in (0.25, 0.75)]
        pickets = []
        for y in np.linspace(-length / 2 + 0.06, length / 2 - 0.06, max(3, int(length / 0.15))):
            outline = np.array([(-0.045, 0.0), (0.045, 0.0), (0.045, 0.92), (0, 1.0), (-0.045, 0.92)])
            slab = prism(outline, 0.022).move(0, 0, -0.011)
            pickets.append(Solid(slab.points[:, [2, 0, 1]] + [0, y, 0], slab.faces))
        return [part("pickets", 0.85, *pickets), part("rails", 0.75, *rails)]
    rails = [cushion(0.05, length, 0.13, 0.015, (0.05, 0, z)) for z in (0.4, 0.85)]
    return [part("posts", DARK_WOOD, *(box(0.1, 0.1, 1.1, (0, y, 0)) for y in ys)), part("rails", WOOD, *rails)]


def _sign(v: Values) -> list[Mesh]:
    style = v.word("style")
    if style == "hanging":
        arm = [beam((-0.5, 0, 0.95), (0.45, 0, 0.95), 0.035), beam((-0.5, 0, 0.55), (0.0, 0, 0.93), 0.02)]
        links = [beam((x, 0, 0.78), (x, 0, 0.94), 0.012) for x in (-0.22, 0.3)]
        board = [cushion(0.68, 0.045, 0.78, 0.02, (0.04, 0, 0))]
        edge = [box(0.58, 0.055, 0.68, (0.04, 0, 0.05))]
        anchor = _anchor_relief().scale(0.25, 0.035, 0.25).move(0.04, 0, 0.12)
        return [
            part("iron", BLACK, *arm, *links),
            part("board", 0.25, *board),
            part("field", 0.8, *edge),
            part("device", 0.12, anchor),
        ]
    if style == "chalk":
        frame = [box(0.03, 1.2, 0.06, (0, 0, z)) for z in (0, 0.84)] + [
            box(0.03, 0.06, 0.9, (0, j * 0.57, 0)) for j in (-1, 1)
        ]
        slate = box(0.015, 1.1, 0.82, (0, 0, 0.04))
        rng = np.random.default_rng(11)
        chalk = []
        for row in range(7):
            z = 0.74 - row * 0.095
            for y0, room in ((-0.46, 0.42), (0.1, 0.3)):
                y = y0
                while y < y0 + room * float(rng.uniform(0.6, 1.0)):
                    w = float(rng.uniform(0.03, 0.09))
                    chalk.append(box(0.004, w, float(rng.uniform(0.02, 0.035)), (0.0085, -(y + w / 2), z)))
                    y += w + 0.015
        return [part("frame", WOOD, *frame), part("slate", 0.08, slate), part("chalk", 0.92, *chalk)]
    post = tube([(0, 0, 0), (0, 0, 2.5)], 0.035, 10)
    plate = cushion(0.03, 0.9, 0.5, 0.01, (0.03, 0, 1.95))
    edge = [box(0.034, 0.82, 0.42, (0.03, 0, 1.99))]
    words = [box(0.006, 0.55 - 0.15 * k, 0.05, (0.048, 0, 2.28 - 0.11 * k)) for k in range(3)]
    return [
        part("post", METAL, post),
        part("board", 0.2, plate),
        part("field", 0.85, *edge),
        part("words", 0.1, *words),
    ]


def _anchor_relief() -> Solid:
    from secondunit.scene.kit.solids import arc, join

    crown = arc((0, 0, 0.95), 0.85, 205, 335, 16, "xz")
    parts = [
        tube([(0, 0, 0.15), (0, 0, 2.0)], 0.09, 8),
        tube([(-0.5, 0, 1.75), (0.5, 0, 1.75)], 0.08, 8),
        tube(crown, [0.04, *[0.11] * 14, 0.04], 8),
        torus(0.16, 0.05, 18, 6).turn(90, "x").move(0, 0, 2.15),
    ]
    return join(parts)


_SEED = Num(1, 0, 9999)
PIECES: tuple[Piece, ...] = (
    Piece(
        "street",
        _street,
        {
            "length": Num(60.0, 6.0, 200.0),
            "road": Num(6.4, 2.0, 16.0),
            "pavement": Num(2.0, 0.0, 6.0),
            "marks": Choice(("lane", "road", "none", "cobbles")),
        },
        group="floor",
    ),
    Piece(
        "building",
        _building,
        {
            "width": Num(7.5, 3.0, 20.0),
            "floors": Num(3, 1, 10),
            "depth": Num(6.0, 2.0, 20.0),
            "style": Choice(("terrace", "shop", "office", "gable")),
            "tone": Num(0.55, 0.05, 1.0),
            "seed": _SEED,
        },
        group="backdrop",
    ),
    Piece(
        "lamp",
        _lamp,
        {"style": Choice(("table", "floor", "street", "mast", "hanging", "oil")), "drop": Num(0.9, 0.4, 12.0)},
        group="solid",
        lamps=_lamp_spots,
    ),
    Piece("fence", _fence, {"length": Num(5.4, 0.9, 40.0), "style": Choice(("wood", "picket", "iron", "rail"))}),
    Piece("sign", _sign, {"style": Choice(("post", "hanging", "chalk"))}),
)
