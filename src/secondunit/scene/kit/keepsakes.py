"""Small things that stories turn on, detailed enough for an insert. They lie on z = 0, tops of pages at -X."""
# ruff: noqa: RUF005 - an array plus an offset, not a join of lists

from __future__ import annotations

from math import cos, pi, sin

import numpy as np

from secondunit.scene.kit.furniture import DARK_WOOD, METAL, WOOD
from secondunit.scene.kit.piece import Choice, Flag, Num, Piece, Values
from secondunit.scene.kit.props import _flat, _settle, _tilt
from secondunit.scene.kit.solids import (
    Solid,
    arc,
    beam,
    box,
    cushion,
    cylinder,
    ellipsoid,
    lathe,
    loft,
    part,
    torus,
    tube,
)
from secondunit.scene.mesh import Mesh

_S = Num(1, 0, 9999)


def _lines(seed: int, length: float, width: float, rows: int, z: float, gap: float = 0.0) -> list[Solid]:
    """Lines of writing lying on a page: read with the top of the page at -X."""
    rng = np.random.default_rng(seed)
    out, step = [], length / rows
    for row in range(rows):
        x, y = -length / 2 + step * (row + 0.5), -width / 2
        end = width / 2 * (1.0 if rng.random() < 0.75 else float(rng.uniform(0.0, 0.7)))
        while y < end:
            w = min(float(rng.uniform(0.008, 0.024)) * (1 + 8 * gap), end - y)
            if w > 0.003:
                out.append(box(step * 0.3, w, 0.0006, (x, y + w / 2, z)))
            y += w + 0.004
    return out


def _phone(v: Values) -> list[Mesh]:
    if v.word("style") == "desk":
        body = loft(np.array([_ring(0.22, 0.2, 0.0), _ring(0.21, 0.19, 0.03), _ring(0.12, 0.14, 0.09)]))
        dial = lathe([(0, 0), (0.045, 0), (0.045, 0.012), (0, 0.012)], 24).turn(35, "y").move(0.055, 0, 0.075)
        holes = [
            cylinder(0.007, 0.002, (0.033 * cos(a), 0.033 * sin(a), 0.0125), sides=10)
            .turn(35, "y")
            .move(0.055, 0, 0.075)
            for a in np.linspace(0.3, 5.6, 10)
        ]
        cradle = [box(0.03, 0.025, 0.04, (-0.02, j * 0.05, 0.09)) for j in (-1, 1)]
        handset = tube(
            [(-0.02, -0.1, 0.12), (-0.02, -0.06, 0.15), (-0.02, 0.06, 0.15), (-0.02, 0.1, 0.12)],
            [0.018, 0.016, 0.016, 0.018],
            10,
        )
        cups = [cylinder(0.032, 0.03, (-0.02, j * 0.105, 0.098), top=0.024, sides=16) for j in (-1, 1)]
        t = np.linspace(0, 1, 60)
        cord = tube(
            np.column_stack(
                [-0.1 - 0.03 * np.sin(t * pi), 0.1 - 0.2 * t + 0.012 * np.cos(t * 60), 0.014 + 0.01 * np.sin(t * 60)]
            ),
            0.003,
            4,
        )
        return [
            part("body", 0.1, body, *cradle),
            part("dial", 0.8, dial),
            part("holes", 0.05, *holes),
            part("handset", 0.12, handset, *cups, cord, smooth=True),
        ]
    body = cushion(0.148, 0.072, 0.008, 0.004)
    screen = box(0.136, 0.064, 0.0004, (0, 0, 0.008))
    bar = box(0.002, 0.02, 0.0004, (0.062, 0, 0.0084))
    icons = [
        cushion(0.011, 0.011, 0.0006, 0.0003, (-0.03 + 0.02 * i, -0.021 + 0.014 * j, 0.0083))
        for i in range(4)
        for j in range(4)
    ]
    clock = [box(0.006, 0.03, 0.0006, (-0.05, 0, 0.0083))]
    return [
        part("body", 0.12, body, smooth=True),
        part("screen", 0.75, screen),
        part("marks", 0.25, bar, *icons, *clock),
    ]


def _ring(length: float, width: float, z: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    x, y = length / 2, width / 2
    return np.array([(x, -y, z), (x, y, z), (-x, y, z), (-x, -y, z)])


def _book(v: Values) -> list[Mesh]:
    style = v.word("style")
    if style == "open":
        length, width = 0.24, 0.17
        t = np.linspace(0, 1, 12)
        curve = 0.022 * np.sin(t * pi) ** 0.6 * (1 - 0.55 * t) + 0.006
        pages, words = [], []
        for j in (-1, 1):
            rows = []
            for x in (-length / 2, length / 2):
                low = np.column_stack([np.full(12, x), j * t * width, np.full(12, 0.004)])
                high = np.column_stack([np.full(12, x), j * t * width, curve])
                rows.append(np.concatenate([low, high[::-1]]))
            block = loft(np.array(rows))
            pages.append(block if j > 0 else block.flip())
            for line in _lines(7 + j, length * 0.84, width * 0.72, 13, 0.0):
                moved = line.points + [0, j * width * 0.52, 0]
                moved[:, 2] += np.interp(np.abs(moved[:, 1]), t * width, curve) + 0.0004
                words.append(Solid(moved, line.faces))
        cover = [
            cushion(length + 0.012, width + 0.006, 0.004, 0.0015, (0, j * (width / 2 + 0.002), 0)) for j in (-1, 1)
        ]
        ribbon = tube([(-length / 2, 0, 0.02), (0.05, 0.004, 0.012), (length / 2 + 0.04, 0.01, 0.002)], 0.0025, 4)
        return [
            part("cover", 0.2, *cover),
            part("pages", 0.92, *pages),
            part("print", 0.15, *words),
            part("ribbon", 0.3, ribbon),
        ]
    covers = [box(0.215, 0.15, 0.004, (0, 0, z)) for z in (0.0, 0.031)]
    spine = cushion(0.215, 0.006, 0.035, 0.003, (0, -0.0745, 0))
    block = box(0.205, 0.142, 0.027, (0, 0.001, 0.004))
    leaves = [box(0.2055, 0.1425, 0.0006, (0, 0.001, 0.007 + 0.004 * k)) for k in range(6)]
    title = [box(0.012, 0.09 - 0.03 * k, 0.0008, (-0.05 + 0.03 * k, 0, 0.035)) for k in range(2)]
    frame = [box(0.19, 0.002, 0.0006, (0, j * 0.062, 0.035)) for j in (-1, 1)] + [
        box(0.002, 0.124, 0.0006, (i * 0.094, 0, 0.035)) for i in (-1, 1)
    ]
    return [
        part("cover", 0.28, *covers, spine),
        part("pages", 0.9, block),
        part("leaves", 0.6, *leaves),
        part("title", 0.85, *title, *frame),
    ]


def _letter(v: Values) -> list[Mesh]:
    style = v.word("style")
    if style == "envelope":
        body = cushion(0.115, 0.22, 0.004, 0.0015)
        flap = [
            beam((-0.056, -0.108, 0.0042), (0.012, 0, 0.0046), 0.0016, 0.0008),
            beam((-0.056, 0.108, 0.0042), (0.012, 0, 0.0046), 0.0016, 0.0008),
        ]
        seal = lathe([(0, 0.004), (0.014, 0.004), (0.014, 0.006), (0.01, 0.0075), (0, 0.007)], 16).move(0.012)
        return [part("paper", 0.9, body), part("folds", 0.3, *flap), part("seal", 0.25, seal)]
    if style == "map":
        size = (0.5, 0.7)
        rng = np.random.default_rng(4)
        sheet = [box(size[0] / 4 - 0.001, size[1], 0.0015, ((k - 1.5) * size[0] / 4, 0, 0)) for k in range(4)]
        ways = []
        for _ in range(7):
            p = rng.uniform(-0.3, 0.3, 2)
            path = [p]
            for _ in range(6):
                path.append(np.clip(path[-1] + rng.normal(0, 0.07, 2), [-0.23, -0.33], [0.23, 0.33]))
            ways.append(tube(np.column_stack([np.array(path), np.full(7, 0.0016)]), 0.0012, 4))
        cross = [
            beam((0.03, -0.04, 0.002), (0.07, 0.0, 0.002), 0.006, 0.001),
            beam((0.07, -0.04, 0.002), (0.03, 0.0, 0.002), 0.006, 0.001),
        ]
        return [part("paper", 0.85, *sheet), part("ways", 0.3, *ways), part("cross", 0.1, *cross)]
    sheets = [box(0.297, 0.21, 0.0008, (0, 0, 0)), box(0.297, 0.21, 0.0008, (0.004, 0.006, 0.0008)).turn(2.0)]
    words = _lines(3, 0.2, 0.165, 17, 0.0017)
    head = [box(0.01, 0.09, 0.0006, (-0.125, 0, 0.0017))]
    sign = (
        [
            tube(
                np.column_stack(
                    [0.122 + 0.006 * np.sin(np.linspace(0, 12, 30)), np.linspace(0.02, 0.075, 30), np.full(30, 0.0018)]
                ),
                0.0006,
                4,
            )
        ]
        if v.flag("signed")
        else []
    )
    rule = [box(0.0008, 0.07, 0.0004, (0.13, 0.05, 0.0017))]
    return [part("paper", 0.94, *sheets), part("words", 0.2, *words, *head, *rule, *sign)]


def _photo(v: Values) -> list[Mesh]:
    framed = v.flag("framed")
    length, width = 0.15, 0.105
    sheet = cushion(length, width, 0.0012, 0.0004)
    picture = box(length - 0.016, width - 0.016, 0.0003, (0, 0, 0.0012))
    z = 0.0015
    shapes = []
    for y, s in ((-0.018, 1.0), (0.021, 0.86)):
        shoulders = [
            (0.055, y - 0.026 * s),
            (0.055, y + 0.026 * s),
            (0.026 - 0.004, y + 0.021 * s),
            (0.014, y + 0.009 * s),
            (0.014, y - 0.009 * s),
            (0.022, y - 0.021 * s),
        ]
        shapes.append(_flat(shoulders, z, 0.0004))
    heads = [
        ellipsoid(0.0135 * s, 0.0105 * s, 0.001, (-0.001 - 0.006 * (1 - s), y, z), 20)
        for y, s in ((-0.018, 1.0), (0.021, 0.86))
    ]
    hair = [
        _hair(-0.001 - 0.006 * (1 - s), y, 0.0145 * s, 0.0115 * s, z + 0.0009)
        for y, s in ((-0.018, 1.0), (0.021, 0.86))
    ]
    sky = [box(0.003, width - 0.016, 0.0002, (0.028, 0, 0.0015))]
    flat = [
        part("paper", 0.95, sheet),
        part("picture", 0.7, picture),
        part("figures", 0.28, *shapes, *sky),
        part("faces", 0.85, *heads),
        part("hair", 0.12, *hair),
    ]
    if not framed:
        return flat
    bars = [cushion(length + 0.05, 0.026, 0.014, 0.005, (0, j * (width / 2 + 0.009), 0)) for j in (-1, 1)]
    bars += [cushion(0.026, width + 0.044, 0.014, 0.005, (i * (length / 2 + 0.009), 0, 0)) for i in (-1, 1)]
    flat = [m.placed((0, 0, 0.004)) for m in flat]
    lying = [*flat, part("frame", WOOD, *bars), part("back", DARK_WOOD, box(length, width, 0.004))]
    # stand it up, leaning back on its strut
    up = [Mesh(m.name, _tilt(m, 72.0), m.faces, m.tone, m.smooth) for m in lying]
    low = min(float(m.points[:, 2].min()) for m in up)
    strut = beam((-0.075, 0, 0.003), (-0.018, 0, 0.09), 0.025, 0.004)
    out = [m.placed((0.0, 0.0, -low)) for m in up] + [part("strut", DARK_WOOD, strut)]
    return _settle(out)


def _key(_: Values) -> list[Mesh]:
    r = 0.0024
    bow = [
        torus(0.0105, 0.0022, 28, 8).scale(1, 0.86, 1).move(-0.03 + s[0], s[1], r)
        for s in ((0.0, 0.009), (0.0, -0.009), (-0.011, 0.0))
    ]
    shaft = tube([(-0.022, 0, r), (0.042, 0, r)], r, 12)
    collars = [tube([(x, 0, r), (x + 0.003, 0, r)], r * 1.7, 14) for x in (-0.02, -0.014, 0.018)]
    bit = [
        box(0.006, 0.014, 0.0032, (0.0385, 0.008, r - 0.0016)),
        box(0.004, 0.009, 0.0032, (0.0315, 0.0055, r - 0.0016)),
        box(0.0025, 0.016, 0.0032, (0.0275, 0.009, r - 0.0016)),
    ]
    return _settle([part("key", METAL, *bow, shaft, *collars, *bit)])


def _hair(x: float, y: float, tall: float, wide: float, z: float) -> Solid:
    """A cap of hair round the upper half of a printed face."""
    angles = np.linspace(-0.35, pi + 0.35, 16)
    outer = [(x - tall * 1.08 * sin(a), y + wide * 1.1 * cos(a)) for a in angles]
    inner = [(x - tall * 0.5 * sin(a), y + wide * 0.82 * cos(a)) for a in angles[::-1]]
    return _flat([*outer, *inner], z, 0.0004)


def _locket(_: Values) -> list[Mesh]:
    """An open locket with two small portraits and its chain."""
    halves, plates, people, hair = [], [], [], []
    for j in (-1, 1):
        y = j * 0.0175
        halves.append(
            lathe(
                [
                    (0, 0),
                    (0.012, 0.0005),
                    (0.0155, 0.0025),
                    (0.0165, 0.005),
                    (0.0148, 0.006),
                    (0.0142, 0.0045),
                    (0, 0.0042),
                ],
                32,
            )
            .scale(1.15, 1, 1)
            .move(0, y)
        )
        plates.append(lathe([(0, 0.0042), (0.0138, 0.0044), (0, 0.0047)], 32).scale(1.15, 1, 1).move(0, y))
        people.append(ellipsoid(0.0052, 0.0042, 0.0009, (-0.002, y, 0.0046), 16))
        people.append(
            _flat(
                [
                    (0.0125, y - 0.0065),
                    (0.0125, y + 0.0065),
                    (0.006, y + 0.0062),
                    (0.0035, y + 0.0025),
                    (0.0035, y - 0.0025),
                    (0.006, y - 0.0062),
                ],
                0.0046,
                0.0005,
            )
        )
        hair.append(_hair(-0.002, y, 0.006, 0.0047, 0.0052))
    hinge = [tube([(x, 0, 0.003), (x + 0.0035, 0, 0.003)], 0.0016, 8) for x in (-0.008, -0.0018, 0.0045)]
    ring = [torus(0.003, 0.0007, 16, 6).move(-0.0215, -0.0175, 0.002)]
    chain = []
    t = np.linspace(0, 1, 64)
    px = -0.025 - 0.055 * np.sin(t * pi) - 0.012 * np.sin(t * 9)
    py = -0.0175 + 0.10 * t * np.cos(t * 2.2) + 0.02 * np.sin(t * 5)
    for k in range(len(t) - 1):
        heading = float(np.degrees(np.arctan2(py[k + 1] - py[k], px[k + 1] - px[k])))
        link = torus(0.0013, 0.0004, 8, 4).scale(1.5, 0.85, 1)
        chain.append((link.turn(90, "x") if k % 2 else link).turn(heading).move(float(px[k]), float(py[k]), 0.0014))
    meshes = [
        part("case", 0.62, *halves, *hinge, *ring, smooth=True),
        part("plates", 0.85, *plates),
        part("people", 0.35, *people),
        part("hair", 0.1, *hair),
        part("chain", 0.5, *chain),
    ]
    return _settle(meshes)


def _gun(_: Values) -> list[Mesh]:
    """A revolver lying on its side, muzzle to +X."""
    barrel = tube([(0.02, 0, 0.1), (0.13, 0, 0.1)], 0.0085, 14)
    rib = box(0.11, 0.005, 0.012, (0.075, 0, 0.106))
    rod = tube([(0.03, 0, 0.086), (0.09, 0, 0.086)], 0.004, 8)
    bore = tube([(0.1295, 0, 0.1), (0.1305, 0, 0.1)], 0.005, 10)
    sight = box(0.01, 0.003, 0.01, (0.12, 0, 0.117))
    drum = tube([(-0.022, 0, 0.092), (0.018, 0, 0.092)], 0.019, 24)
    flutes = [
        tube(
            [(-0.01, 0.019 * cos(a), 0.092 + 0.019 * sin(a)), (0.016, 0.019 * cos(a), 0.092 + 0.019 * sin(a))],
            0.0035,
            8,
        )
        for a in np.arange(6) * pi / 3 + 0.3
    ]
    frame_line = [(0.025, 0.115), (-0.035, 0.117), (-0.05, 0.1), (-0.052, 0.075), (-0.03, 0.066), (0.025, 0.07)]
    frame = _side(frame_line, 0.014)
    grip = _side(
        [
            (-0.045, 0.1),
            (-0.058, 0.086),
            (-0.075, 0.045),
            (-0.09, 0.01),
            (-0.082, 0.0),
            (-0.058, 0.002),
            (-0.048, 0.03),
            (-0.034, 0.07),
        ],
        0.022,
    )
    guard = tube(arc((-0.016, 0, 0.063), 0.02, 175, 365, 14, "xz"), 0.0028, 8)
    trigger = tube([(-0.014, 0, 0.07), (-0.012, 0, 0.06), (-0.016, 0, 0.05)], 0.0026, 8)
    hammer = _side([(-0.044, 0.102), (-0.058, 0.128), (-0.066, 0.127), (-0.06, 0.115), (-0.052, 0.098)], 0.006)
    steel = [barrel, rib, rod, sight, frame, guard, trigger, hammer]
    meshes = [
        part("steel", 0.2, *steel),
        part("drum", 0.3, drum, *flutes),
        part("bore", 0.02, bore),
        part("grip", 0.34, grip),
    ]
    return _settle([Mesh(m.name, _roll(m), m.faces, m.tone, m.smooth) for m in meshes])


def _roll(mesh: Mesh) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    whole = Solid(mesh.points.astype(np.float64), mesh.faces.astype(np.int64)).turn(-90, "x")
    return whole.points.astype(np.float32)


def _side(outline: list[tuple[float, float]], thick: float) -> Solid:
    """An outline in X and Z, given thickness along Y."""
    slab = _flat(outline, -thick / 2, thick)
    return Solid(np.column_stack([slab.points[:, 0], -slab.points[:, 2], slab.points[:, 1]]), slab.faces)


def _knife(_: Values) -> list[Mesh]:
    blade = _flat([(0.0, -0.009), (0.09, -0.009), (0.115, 0.002), (0.1, 0.009), (0.0, 0.011)], 0.006, 0.002)
    handle = cushion(0.11, 0.024, 0.015, 0.006, (-0.055, 0, 0))
    rivets = [cylinder(0.003, 0.016, (x, 0, 0), sides=10) for x in (-0.09, -0.055, -0.02)]
    guard = box(0.006, 0.032, 0.014, (0.001, 0, 0))
    return _settle(
        [
            part("blade", 0.75, blade),
            part("handle", DARK_WOOD, handle, smooth=True),
            part("metal", METAL, *rivets, guard),
        ]
    )


def _tin(_: Values) -> list[Mesh]:
    """A biscuit tin with a raised lid and rust."""
    body = cushion(0.16, 0.23, 0.085, 0.015)
    lid = cushion(0.166, 0.236, 0.028, 0.01, (0, 0, 0.068))
    panel = cushion(0.13, 0.2, 0.006, 0.003, (0, 0, 0.094))
    rim = [box(0.132, 0.003, 0.003, (0, j * 0.1, 0.098)) for j in (-1, 1)] + [
        box(0.003, 0.2, 0.003, (i * 0.065, 0, 0.098)) for i in (-1, 1)
    ]
    ship = [
        _flat([(0.02, -0.05), (0.035, -0.035), (0.035, 0.035), (0.02, 0.055)], 0.0995, 0.0012),
        _flat([(0.015, -0.005), (-0.045, -0.002), (0.015, 0.04)], 0.0995, 0.0012),
        _flat([(0.015, -0.012), (-0.03, -0.008), (0.015, -0.04)], 0.0995, 0.0012),
    ]
    rng = np.random.default_rng(2)
    rust = [
        cushion(
            float(rng.uniform(0.01, 0.03)),
            0.003,
            float(rng.uniform(0.008, 0.02)),
            0.0014,
            (float(rng.uniform(-0.06, 0.06)), j * 0.1145, float(rng.uniform(0.005, 0.045))),
        )
        for j in (-1, 1)
        for _ in range(4)
    ]
    return [
        part("tin", 0.5, body, lid, panel),
        part("rim", 0.3, *rim),
        part("picture", 0.2, *ship),
        part("rust", 0.18, *rust),
    ]


def _rope(v: Values) -> list[Mesh]:
    style = v.word("style")
    if style == "end":
        return _settle(_rope_end())
    turns = 4.5
    t = np.linspace(0, 1, 150)
    a = t * turns * 2 * pi
    r = 0.17 + 0.03 * np.sin(t * 31) * 0.3
    path = np.column_stack([r * np.cos(a), r * np.sin(a), 0.018 + 0.028 * t * turns])
    tail = np.column_stack(
        [np.linspace(path[0, 0], 0.42, 12), path[0, 1] - 0.06 * np.sin(np.linspace(0, 3, 12)), np.full(12, 0.018)]
    )
    whole = np.concatenate([tail[::-1][:-1], path])
    strands = _twist(whole, 0.0085, 0.0095, 26.0, 6)
    return _settle([part("rope", 0.62, *strands, smooth=True)])


def _twist(
    path: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    offset: float,
    radius: float,
    turns_per_m: float,
    sides: int,
) -> list[Solid]:
    """Three strands laid round a path."""
    step = np.linalg.norm(np.diff(path, axis=0), axis=1)
    run = np.concatenate([[0.0], np.cumsum(step)])
    fine = np.linspace(0, run[-1], min(420, max(80, int(run[-1] * 120))))
    p = np.column_stack([np.interp(fine, run, path[:, k]) for k in range(3)])
    tangent = np.gradient(p, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    side = np.cross(tangent, [0.0, 0.0, 1.0])
    side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)
    up = np.cross(side, tangent)
    out = []
    for k in range(3):
        a = fine * turns_per_m * 2 * pi * 0.35 + 2 * pi * k / 3
        out.append(tube(p + offset * (np.cos(a)[:, None] * side + np.sin(a)[:, None] * up), radius, sides))
    return out


def _rope_end() -> list[Mesh]:
    """The last hand's breadth of a laid rope, cut clean: every strand ends in one plane."""
    t = np.linspace(0, 1, 40)
    path = np.column_stack([-0.14 + 0.2 * t, 0.012 * np.sin(t * 3.4) - 0.01, np.full(40, 0.02)])
    strands = _twist(path, 0.0085, 0.0095, 30.0, 14)
    end = path[-1]
    cut, yarns = [], []
    for k in range(3):
        a = 0.6 + 2 * pi * k / 3
        y, z = end[1] + 0.0085 * cos(a), end[2] + 0.0085 * sin(a)
        cut.append(tube([(end[0] - 0.002, y, z), (end[0] + 0.0012, y, z)], 0.0098, 16))
        for m in range(7):
            b, d = 2 * pi * m / 6, 0.0 if m == 6 else 0.0058
            yarns.append(
                tube(
                    [(end[0], y + d * cos(b), z + d * sin(b)), (end[0] + 0.0022, y + d * cos(b), z + d * sin(b))],
                    0.0021,
                    8,
                )
            )
    whipping = [torus(0.0205, 0.0012, 24, 5).turn(90, "y").move(-0.12 + 0.0022 * k, -0.006, 0.02) for k in range(8)]
    return [
        part("strands", 0.55, *strands, smooth=True),
        part("cut", 0.85, *cut),
        part("yarns", 0.95, *yarns),
        part("whipping", 0.3, *whipping),
    ]


def _whistle(_: Values) -> list[Mesh]:
    """A brass pea whistle with its ring and lanyard loop."""
    drum = (
        lathe([(0, -0.009), (0.011, -0.009), (0.012, -0.008), (0.012, 0.008), (0.011, 0.009), (0, 0.009)], 28)
        .turn(90, "x")
        .move(-0.012, 0, 0.012)
    )
    pipe = cushion(0.032, 0.0175, 0.0095, 0.002, (0.014, 0, 0.0135))
    lip = cushion(0.01, 0.019, 0.0065, 0.002, (0.03, 0, 0.015))
    slot = box(0.006, 0.0135, 0.0006, (-0.001, 0, 0.0232))
    mouth = box(0.0005, 0.013, 0.003, (0.0351, 0, 0.0168))
    eye = torus(0.0045, 0.0011, 18, 6).turn(90, "x").move(-0.0275, 0, 0.014)
    t = np.linspace(0, 1, 40)
    cord = tube(
        np.column_stack(
            [-0.03 - 0.05 * np.sin(t * pi), 0.035 * np.sin(t * 2 * pi) + 0.01 * t, 0.0015 + 0.012 * (1 - t) ** 6]
        ),
        0.0014,
        6,
    )
    return _settle(
        [part("brass", 0.6, drum, pipe, lip, eye), part("slot", 0.05, slot, mouth), part("cord", 0.25, cord)]
    )


def _pen(_: Values) -> list[Mesh]:
    body = tube([(-0.07, 0, 0.005), (0.045, 0, 0.005)], 0.005, 14)
    tip = tube([(0.045, 0, 0.005), (0.066, 0, 0.0045), (0.072, 0, 0.004)], [0.0048, 0.002, 0.0006], 12)
    clip = box(0.04, 0.002, 0.0015, (-0.045, 0, 0.0102))
    return _settle([part("body", 0.15, body), part("metal", METAL, tip, clip)])


PIECES: tuple[Piece, ...] = (
    Piece("phone", _phone, {"style": Choice(("mobile", "desk"))}, group="small"),
    Piece("book", _book, {"style": Choice(("closed", "open"))}, group="small"),
    Piece("letter", _letter, {"style": Choice(("sheet", "envelope", "map")), "signed": Flag(False)}, group="small"),
    Piece("photo", _photo, {"framed": Flag(False)}, group="small"),
    Piece("key", _key, group="small"),
    Piece("locket", _locket, group="small"),
    Piece("gun", _gun, group="small"),
    Piece("knife", _knife, group="small"),
    Piece("tin", _tin, group="small"),
    Piece("rope", _rope, {"style": Choice(("coil", "end"))}, group="small"),
    Piece("whistle", _whistle, group="small"),
    Piece("pen", _pen, group="small"),
)
