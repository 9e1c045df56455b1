"""Tables, seats, beds: furniture that people use. Fronts face +X."""

from __future__ import annotations

from math import cos, pi, sin

from secondunit.scene.kit.piece import Choice, Num, Piece, Seat, Values
from secondunit.scene.kit.solids import Solid, beam, box, cushion, cylinder, lathe, part, tube
from secondunit.scene.mesh import Mesh

WOOD, DARK_WOOD, PALE_WOOD, CLOTH, LINEN, METAL, BLACK = 0.42, 0.24, 0.58, 0.46, 0.86, 0.5, 0.1


def _table(v: Values) -> list[Mesh]:
    length, width, height = v.num("length"), v.num("width"), v.num("height")
    if v.word("shape") == "round":
        r = length / 2.0
        top = lathe(
            [(0, height - 0.035), (r - 0.015, height - 0.035), (r, height - 0.02), (r, height), (0, height)],
            40,
        )
        column = lathe(
            [
                (0, 0.03),
                (0.05, 0.06),
                (0.035, 0.3),
                (0.06, 0.45),
                (0.045, height - 0.1),
                (0.12, height - 0.035),
                (0, height - 0.035),
            ],
            16,
        )
        reach = r * 0.62
        feet = [
            tube([(0, 0, 0.1), (reach * 0.5, 0, 0.07), (reach, 0, 0.025)], [0.035, 0.03, 0.024], 8).turn(a)
            for a in (45, 135, 225, 315)
        ]
        return [part("top", WOOD, top), part("legs", DARK_WOOD, column, *feet)]
    top = cushion(length, width, 0.04, 0.008, (0, 0, height - 0.04))
    inset, leg = 0.06, 0.065
    x, y = length / 2 - inset - leg / 2, width / 2 - inset - leg / 2
    legs = [_leg(i * x, j * y, leg, height - 0.04) for i in (-1, 1) for j in (-1, 1)]
    apron = [box(2 * x, 0.022, 0.09, (0, j * y, height - 0.13)) for j in (-1, 1)]
    apron += [box(0.022, 2 * y, 0.09, (i * x, 0, height - 0.13)) for i in (-1, 1)]
    return [part("top", WOOD, top), part("legs", DARK_WOOD, *legs, *apron)]


def _leg(x: float, y: float, size: float, height: float) -> Solid:
    """A square leg that tapers to the floor."""
    leg = box(size, size, height)
    low = leg.points[:, 2] < 1e-6
    points = leg.points.copy()
    points[low, :2] *= 0.62
    return Solid(points, leg.faces).move(x, y)


def _chair(v: Values) -> list[Mesh]:
    seat, back = 0.45, 0.9
    style = v.word("style")
    if style == "office":
        base = [beam((0, 0, 0.09), (0.25 * cos(a), 0.25 * sin(a), 0.06), 0.045, 0.035) for a in _five()]
        wheels = [
            cylinder(0.028, 0.03, (0, 0, -0.015), sides=10).turn(90, "x").move(0.235 * cos(a), 0.235 * sin(a), 0.028)
            for a in _five()
        ]
        post = cylinder(0.03, 0.34, (0, 0, 0.08), sides=12)
        pad = cushion(0.46, 0.48, 0.08, 0.035, (0, 0, seat - 0.08))
        rest = cushion(0.07, 0.44, 0.5, 0.03, (0, 0, 0)).turn(-8, "y").move(-0.22, 0, 0.55)
        spine = beam((-0.17, 0, seat - 0.05), (-0.27, 0, 0.66), 0.06, 0.03)
        arms = [
            s
            for j in (-1, 1)
            for s in (
                beam((-0.02, j * 0.25, seat - 0.05), (-0.02, j * 0.25, 0.65), 0.03),
                cushion(0.26, 0.05, 0.03, 0.012, (0, j * 0.25, 0.64)),
            )
        ]
        return [
            part("base", BLACK, *base, *wheels, post, spine),
            part("pads", 0.25, pad, rest, smooth=True),
            part("arms", BLACK, *arms),
        ]
    legs = [tube([(0.2, j * 0.19, 0), (0.18, j * 0.185, seat - 0.03)], [0.016, 0.022], 8) for j in (-1, 1)]
    posts = [
        tube([(-0.215, j * 0.19, 0), (-0.18, j * 0.18, seat), (-0.235, j * 0.175, back)], [0.017, 0.022, 0.016], 8)
        for j in (-1, 1)
    ]
    rails = [beam((0.19, j * 0.185, 0.2), (-0.2, j * 0.185, 0.2), 0.018) for j in (-1, 1)]
    rails += [beam((0.19, -0.185, 0.26), (0.19, 0.185, 0.26), 0.018)]
    pad = cushion(0.43, 0.43, 0.04, 0.018, (0, 0, seat - 0.04))
    if style == "ladder":
        slats = [beam((x, -0.18, z), (x, 0.18, z), 0.016, 0.06) for x, z in _slats()]
    else:
        slats = [beam((-0.23, -0.185, back - 0.03), (-0.23, 0.185, back - 0.03), 0.022, 0.09)]
        slats += [
            tube([(-0.185, y, seat - 0.01), (-0.228, y, back - 0.06)], 0.009, 6)
            for y in (-0.12, -0.06, 0.0, 0.06, 0.12)
        ]
    return [
        part("frame", WOOD, *legs, *posts, *rails),
        part("back", WOOD, *slats),
        part("seat", PALE_WOOD, pad),
    ]


def _slats() -> list[tuple[float, float]]:
    return [(-0.198, 0.58), (-0.212, 0.7), (-0.226, 0.83)]


def _five() -> list[float]:
    return [2 * pi * k / 5 for k in range(5)]


def _stool(v: Values) -> list[Mesh]:
    h = v.num("height")
    seat = lathe([(0, h - 0.05), (0.15, h - 0.05), (0.17, h - 0.035), (0.17, h - 0.012), (0.15, h), (0, h)], 24)
    legs = [tube([(0.19, 0, 0), (0.11, 0, h - 0.05)], [0.015, 0.018], 8).turn(45 + 90 * k) for k in range(4)]
    ring_z = min(0.25, h * 0.35)
    reach = 0.19 - 0.08 * ring_z / h
    ring = [beam((reach, 0, ring_z), (0, reach, ring_z), 0.018).turn(45 + 90 * k) for k in range(4)]
    return [part("seat", DARK_WOOD, seat), part("legs", WOOD, *legs, *ring)]


def _sofa(v: Values) -> list[Mesh]:
    length, depth, places = v.num("width"), 0.88, v.count("places")
    inner = length - 0.4
    arms = [cushion(depth, 0.2, 0.6, 0.07, (0, j * (length / 2 - 0.1), 0.06)) for j in (-1, 1)]
    base = cushion(depth - 0.06, inner + 0.02, 0.2, 0.03, (0, 0, 0.06))
    back = cushion(0.22, inner + 0.02, 0.66, 0.09, (-depth / 2 + 0.12, 0, 0.16))
    step = inner / places
    ys = [-inner / 2 + step * (k + 0.5) for k in range(places)]
    seats = [cushion(0.62, step - 0.012, 0.17, 0.06, (0.1, y, 0.26)) for y in ys]
    rests = [cushion(0.17, step - 0.03, 0.42, 0.075).turn(-12, "y").move(-0.16, y, 0.43) for y in ys]
    feet = [
        cylinder(0.022, 0.07, (i * 0.36, j * (length / 2 - 0.12), 0), top=0.03, sides=10)
        for i in (-1, 1)
        for j in (-1, 1)
    ]
    return [
        part("frame", CLOTH, *arms, base, back, smooth=True),
        part("seats", CLOTH + 0.08, *seats, smooth=True),
        part("rests", CLOTH + 0.04, *rests, smooth=True),
        part("feet", DARK_WOOD, *feet),
    ]


def _sofa_seats(v: Values) -> tuple[Seat, ...]:
    places = v.count("places")
    step = (v.num("width") - 0.4) / places
    order = sorted(range(places), key=lambda k: (abs(k - (places - 1) / 2) < 0.4, k))
    return tuple(Seat(0.08, -step * places / 2 + step * (k + 0.5), 0.0, 0.42) for k in order)


def _bed(v: Values) -> list[Mesh]:
    length, width = 2.05, v.num("width")
    x = length / 2
    style = v.word("style")
    low = [box(length - 0.06, width - 0.04, 0.12, (0, 0, 0.2))]
    legs = [box(0.07, 0.07, 0.22, (i * (x - 0.05), j * (width / 2 - 0.05), 0)) for i in (-1, 1) for j in (-1, 1)]
    if style == "hospital":
        rail = [
            tube([(xx, j * width / 2, 0.5), (xx, j * width / 2, 0.78)], 0.012, 6)
            for j in (-1, 1)
            for xx in (-0.5, -0.25, 0.0, 0.25)
        ]
        rail += [tube([(-0.55, j * width / 2, 0.78), (0.3, j * width / 2, 0.78)], 0.015, 6) for j in (-1, 1)]
        ends = [
            tube(
                [
                    (i * x, -width / 2, 0.05),
                    (i * x, -width / 2, 0.95),
                    (i * x, width / 2, 0.95),
                    (i * x, width / 2, 0.05),
                ],
                0.02,
                8,
            )
            for i in (-1, 1)
        ]
        wheels = [
            cylinder(0.05, 0.03, sides=12).turn(90, "x").move(i * (x - 0.02), j * (width / 2 - 0.02), 0.05)
            for i in (-1, 1)
            for j in (-1, 1)
        ]
        panel = [box(0.02, width - 0.08, 0.3, (i * x, 0, 0.58)) for i in (-1, 1)]
        frame = part("frame", 0.7, *rail, *ends, *panel)
        extra = [part("wheels", BLACK, *wheels)]
    elif style == "iron":
        bars = []
        for i, top in ((-1, 1.12), (1, 0.82)):
            bars += [tube([(i * x, j * width / 2, 0), (i * x, j * width / 2, top)], 0.02, 8) for j in (-1, 1)]
            bars += [tube([(i * x, -width / 2, z), (i * x, width / 2, z)], 0.014, 6) for z in (0.45, top - 0.08)]
            count = max(3, int(width / 0.16))
            for k in range(1, count):
                y = -width / 2 + width * k / count
                bars.append(tube([(i * x, y, 0.45), (i * x, y, top - 0.08)], 0.009, 6))
            bars += [cylinder(0.032, 0.05, (i * x, j * width / 2, top - 0.01), top=0.015, sides=10) for j in (-1, 1)]
        frame, extra = part("frame", 0.15, *bars), []
    else:
        head = cushion(0.06, width + 0.04, 1.05, 0.025, (-x, 0, 0.05))
        foot = cushion(0.05, width + 0.04, 0.52, 0.02, (x, 0, 0.05))
        frame, extra = part("frame", WOOD, head, foot, *legs), []
    mattress = cushion(length - 0.08, width - 0.02, 0.22, 0.06, (0, 0, 0.3))
    spread = cushion(length * 0.66, width + 0.06, 0.28, 0.07, (length * 0.155, 0, 0.27))
    fold = cushion(0.28, width + 0.08, 0.06, 0.03, (-length * 0.15, 0, 0.515))
    count = 2 if width > 1.2 else 1
    pillows = [
        cushion(0.36, width / count - 0.14, 0.14, 0.07)
        .turn(-10, "y")
        .move(-x + 0.3, width * ((k + 0.5) / count - 0.5), 0.52)
        for k in range(count)
    ]
    return [
        frame,
        *extra,
        part("base", DARK_WOOD, *low),
        part("mattress", LINEN, mattress, smooth=True),
        part("spread", 0.5, spread, smooth=True),
        part("fold", LINEN, fold, smooth=True),
        part("pillows", LINEN + 0.04, *pillows, smooth=True),
    ]


def _bed_seats(v: Values) -> tuple[Seat, ...]:
    edge = v.num("width") / 2 - 0.12
    return (
        Seat(-0.05, 0.0, 0.0, 0.54, "lie"),
        Seat(0.2, edge, 90.0, 0.52),
        Seat(0.2, -edge, -90.0, 0.52),
    )


def _desk(v: Values) -> list[Mesh]:
    width = v.num("width")
    top = cushion(0.75, width, 0.035, 0.008, (0, 0, 0.705))
    box_y = width / 2 - 0.22
    pedestals = [box(0.6, 0.38, 0.66, (-0.02, j * box_y, 0.04)) for j in (-1, 1)]
    plinths = [box(0.54, 0.34, 0.05, (-0.02, j * box_y, 0)) for j in (-1, 1)]
    modesty = box(0.02, width - 0.75, 0.45, (0.26, 0, 0.25))
    drawers, handles = [], []
    for j in (-1, 1):
        for z, h in ((0.07, 0.27), (0.36, 0.15), (0.53, 0.14)):
            drawers.append(box(0.02, 0.34, h, (-0.33, j * box_y, z)))
            handles.append(
                tube(
                    [
                        (-0.345, j * box_y - 0.05, z + h * 0.6),
                        (-0.365, j * box_y - 0.04, z + h * 0.6),
                        (-0.365, j * box_y + 0.04, z + h * 0.6),
                        (-0.345, j * box_y + 0.05, z + h * 0.6),
                    ],
                    0.006,
                    6,
                )
            )
    return [
        part("top", WOOD, top),
        part("body", DARK_WOOD, *pedestals, *plinths, modesty),
        part("drawers", WOOD - 0.06, *drawers),
        part("handles", METAL, *handles),
    ]


def _bench(v: Values) -> list[Mesh]:
    width = v.num("width")
    ends = []
    style = v.word("style")
    if style == "pew":
        seat = box(0.4, width - 0.06, 0.035, (0.02, 0, 0.42))
        back = beam((-0.17, 0, 0.4), (-0.27, 0, 0.95), width - 0.06, 0.03)
        cap = box(0.09, width, 0.03, (-0.26, 0, 0.94))
        sides = [box(0.52, 0.05, 0.7, (0, j * (width / 2 - 0.02), 0)) for j in (-1, 1)]
        sides += [box(0.14, 0.05, 0.3, (-0.22, j * (width / 2 - 0.02), 0.7)) for j in (-1, 1)]
        return [part("boards", WOOD, seat, back, cap), part("ends", DARK_WOOD, *sides)]
    slats = [box(0.075, width, 0.03, (0.2 - k * 0.1, 0, 0.42)) for k in range(5)]
    slats += [
        beam((-0.24 - 0.03 * k, 0, 0.55 + 0.12 * k), (-0.26 - 0.03 * k, 0, 0.63 + 0.12 * k), width, 0.025)
        for k in range(3)
    ]
    for j in (-1, 1):
        y = j * (width / 2 - 0.14)
        ends += [
            tube([(0.24, y, 0), (0.2, y, 0.2), (0.22, y, 0.42)], 0.02, 8),
            tube([(-0.26, y, 0), (-0.2, y, 0.22), (-0.23, y, 0.44), (-0.32, y, 0.88)], 0.02, 8),
            tube([(0.22, y, 0.4), (-0.24, y, 0.4)], 0.018, 8),
            tube([(0.22, y, 0.42), (0.24, y, 0.6), (0.1, y, 0.64), (-0.26, y, 0.62)], 0.016, 8),
        ]
    return [part("slats", WOOD, *slats), part("ends", BLACK, *ends)]


def _bench_seats(v: Values) -> tuple[Seat, ...]:
    places = max(1, int((v.num("width") - 0.1) / 0.6))
    step = 0.62
    ys = sorted(((k - (places - 1) / 2) * step for k in range(places)), key=lambda y: (abs(y), y))
    return tuple(Seat(0.03, y, 0.0, 0.455) for y in ys)


def _stretcher(v: Values) -> list[Mesh]:
    pad = cushion(1.9, 0.55, 0.09, 0.04, (0, 0, 0.8))
    sheet = cushion(1.2, 0.6, 0.11, 0.04, (0.3, 0, 0.795))
    rails = [tube([(-1.0, j * 0.3, 0.8), (1.0, j * 0.3, 0.8)], 0.018, 8) for j in (-1, 1)]
    rails += [beam((-0.7, j * 0.26, 0.12), (0.7, j * 0.26, 0.78), 0.03) for j in (-1, 1)]
    rails += [beam((0.7, j * 0.26, 0.12), (-0.7, j * 0.26, 0.78), 0.03) for j in (-1, 1)]
    rails += [beam((x, -0.26, 0.12), (x, 0.26, 0.12), 0.03) for x in (-0.7, 0.7)]
    wheels = [
        cylinder(0.075, 0.03, sides=14).turn(90, "x").move(x, j * 0.27 + 0.015, 0.075)
        for x in (-0.7, 0.7)
        for j in (-1, 1)
    ]
    return [
        part("pad", 0.3, pad, smooth=True),
        part("sheet", LINEN, sheet, smooth=True),
        part("rails", METAL, *rails),
        part("wheels", BLACK, *wheels),
    ]


PIECES: tuple[Piece, ...] = (
    Piece(
        "table",
        _table,
        {
            "length": Num(1.5, 0.4, 6.0),
            "width": Num(0.85, 0.35, 2.0),
            "height": Num(0.75, 0.3, 1.15),
            "shape": Choice(("rect", "round")),
        },
        top=lambda v: v.num("height"),
    ),
    Piece(
        "chair",
        _chair,
        {"style": Choice(("spindle", "ladder", "office"))},
        seats=lambda _: (Seat(-0.02, 0.0, 0.0, 0.45),),
    ),
    Piece("stool", _stool, {"height": Num(0.48, 0.3, 0.85)}, seats=lambda v: (Seat(0.0, 0.0, 0.0, v.num("height")),)),
    Piece("sofa", _sofa, {"width": Num(2.1, 1.4, 3.0), "places": Num(3, 1, 4)}, seats=_sofa_seats),
    Piece("armchair", _sofa, {"width": Num(0.96, 0.9, 1.2), "places": Num(1, 1, 1)}, seats=_sofa_seats),
    Piece("bed", _bed, {"width": Num(1.6, 0.75, 2.0), "style": Choice(("wood", "iron", "hospital"))}, seats=_bed_seats),
    Piece("desk", _desk, {"width": Num(1.5, 1.2, 2.4)}, top=lambda _: 0.74),
    Piece("bench", _bench, {"width": Num(1.6, 0.7, 4.0), "style": Choice(("park", "pew"))}, seats=_bench_seats),
    Piece("stretcher", _stretcher, seats=lambda _: (Seat(0.0, 0.0, 0.0, 0.89, "lie"),)),
)
