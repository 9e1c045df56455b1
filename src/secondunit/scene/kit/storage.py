"""Shelves, counters, cabinets, kitchen and wall things. Fronts face +X, backs to the wall."""
# ruff: noqa: S311 - seeded draws, repeatable by design

from __future__ import annotations

from collections.abc import Callable
from random import Random

from secondunit.scene.kit.furniture import BLACK, DARK_WOOD, METAL, WOOD
from secondunit.scene.kit.piece import Choice, Flag, Num, Piece, Seat, Values
from secondunit.scene.kit.solids import Solid, beam, box, cushion, cylinder, lathe, part, tube
from secondunit.scene.mesh import Mesh


def bottle(height: float, radius: float, sides: int = 14) -> Solid:
    """Return a wine or spirits bottle."""
    h, r = height, radius
    return lathe(
        [
            (0, 0),
            (r * 0.9, 0),
            (r, 0.02),
            (r, h * 0.6),
            (r * 0.75, h * 0.7),
            (r * 0.36, h * 0.78),
            (r * 0.34, h * 0.95),
            (r * 0.42, h * 0.955),
            (r * 0.42, h),
            (0, h),
        ],
        sides,
        50,
    )


def _books(rng: Random, width: float, room: float) -> list[Solid]:
    out: list[Solid] = []
    y = -width / 2
    while True:
        thick = rng.uniform(0.018, 0.045)
        if y + thick > width / 2:
            return out
        tall, deep = room * rng.uniform(0.68, 0.93), rng.uniform(0.15, 0.21)
        if rng.random() < 0.08:
            y += rng.uniform(0.05, 0.12)
            continue
        out.append(box(deep, thick - 0.003, tall, (0.0, y + thick / 2, 0)))
        y += thick


def _bottles(rng: Random, width: float, room: float) -> list[Solid]:
    out, y = [], -width / 2 + 0.05
    while y < width / 2 - 0.05:
        radius = rng.uniform(0.032, 0.045)
        out.append(bottle(min(room * 0.92, rng.uniform(0.24, 0.33)), radius, 10).move(rng.uniform(-0.03, 0.05), y))
        y += radius * 2 + rng.uniform(0.015, 0.05)
    return out


def _tins(rng: Random, width: float, room: float) -> list[Solid]:
    out, y = [], -width / 2 + 0.07
    while y < width / 2 - 0.07:
        r, h = rng.uniform(0.035, 0.06), room * rng.uniform(0.35, 0.75)
        if rng.random() < 0.7:
            can = lathe([(0, 0), (r, 0), (r, h * 0.9), (r * 1.04, h * 0.9), (r * 1.04, h), (0, h)], 14)
        else:
            can = cushion(r * 1.7, r * 2, h, 0.008)
        out.append(can.move(rng.uniform(-0.03, 0.04), y))
        y += 2 * r + rng.uniform(0.02, 0.09)
    return out


FILL: dict[str, Callable[[Random, float, float], list[Solid]]] = {
    "books": _books,
    "bottles": _bottles,
    "tins": _tins,
}


def _shelf(v: Values) -> list[Mesh]:
    width, height, depth = v.num("width"), v.num("height"), 0.3
    rows = max(2, round(height / 0.36))
    step = (height - 0.03) / rows
    frame = [box(depth, 0.028, height, (0, j * (width / 2 - 0.014), 0)) for j in (-1, 1)]
    frame += [box(depth, width - 0.056, 0.025, (0, 0, k * step + (0.04 if k == 0 else 0))) for k in range(rows + 1)]
    back = box(0.012, width - 0.05, height - 0.02, (-depth / 2 + 0.008, 0, 0.01))
    meshes = [part("frame", WOOD, *frame), part("back", DARK_WOOD, back)]
    kind = v.word("fill")
    if kind != "empty":
        rng = Random(v.count("seed"))
        light: list[Solid] = []
        dark: list[Solid] = []
        for k in range(rows):
            z = k * step + 0.025 + (0.04 if k == 0 else 0)
            for n, thing in enumerate(FILL[kind](rng, width - 0.08, step - 0.07)):
                (dark if (n * 7 + k * 3) % 5 < 2 else light).append(thing.move(0.01, 0, z))
        meshes += [part("things_light", 0.66, *light), part("things_dark", 0.22, *dark)]
    return meshes


def _cabinet(v: Values) -> list[Mesh]:
    width, height, depth = v.num("width"), v.num("height"), v.num("depth")
    body = box(depth - 0.02, width, height - 0.08, (-0.01, 0, 0.06))
    plinth = box(depth - 0.06, width - 0.04, 0.06, (-0.02, 0, 0))
    cap = box(depth + 0.02, width + 0.03, 0.025, (0, 0, height - 0.025))
    doors, panels, knobs = [], [], []
    count = max(1, round(width / 0.5))
    w = width / count
    rows = 1 if height < 1.2 else 2
    room = (height - 0.12) / rows
    for k in range(count):
        for n in range(rows):
            y, z = -width / 2 + w * (k + 0.5), 0.08 + n * room
            doors.append(box(0.02, w - 0.016, room - 0.02, (depth / 2 - 0.01, y, z)))
            panels.append(box(0.008, w - 0.15, room - 0.16, (depth / 2 + 0.003, y, z + 0.07)))
            side = 1 if k % 2 == 0 else -1
            knobs.append(
                cylinder(0.014, 0.028, sides=10)
                .turn(90, "y")
                .move(depth / 2, y + side * (w / 2 - 0.05), z + room * 0.55)
            )
    return [
        part("body", WOOD, body, plinth, cap),
        part("doors", WOOD + 0.06, *doors),
        part("panels", WOOD + 0.02, *panels),
        part("knobs", METAL, *knobs),
    ]


def _kitchen(v: Values) -> list[Mesh]:
    """A kitchen run: base units, worktop with sink and hob, tap, splashback, wall cupboards."""
    width, depth = v.num("width"), 0.62
    units = max(2, round(width / 0.6))
    w = width / units
    body = box(depth - 0.06, width, 0.78, (-0.03, 0, 0.1))
    plinth = box(depth - 0.1, width, 0.1, (-0.05, 0, 0))
    top = cushion(depth, width + 0.02, 0.04, 0.008, (0, 0, 0.88))
    splash = box(0.012, width, 0.5, (-depth / 2 + 0.008, 0, 0.92))
    doors, handles = [], []
    for k in range(units):
        y = -width / 2 + w * (k + 0.5)
        doors.append(box(0.02, w - 0.012, 0.58, (depth / 2 - 0.05, y, 0.12)))
        doors.append(box(0.02, w - 0.012, 0.15, (depth / 2 - 0.05, y, 0.715)))
        for z in (0.66, 0.79):
            handles.append(tube([(depth / 2 - 0.015, y - 0.06, z), (depth / 2 - 0.015, y + 0.06, z)], 0.007, 6))
    sink_y = -width / 2 + w * 0.9
    hob_y = width / 2 - w * 0.6
    rim = [box(0.4, 0.02, 0.012, (0, sink_y + j * 0.24, 0.92)) for j in (-1, 1)] + [
        box(0.02, 0.5, 0.012, (i * 0.2, sink_y, 0.92)) for i in (-1, 1)
    ]
    bowl = box(0.38, 0.46, 0.004, (0, sink_y, 0.92))
    tap = tube(
        [
            (-0.24, sink_y, 0.92),
            (-0.24, sink_y, 1.15),
            (-0.2, sink_y, 1.21),
            (-0.12, sink_y, 1.2),
            (-0.1, sink_y, 1.13),
        ],
        0.014,
        8,
    )
    plate = box(0.48, 0.54, 0.008, (0, hob_y, 0.92))
    rings = [
        lathe([(0.055, 0.928), (0.085, 0.928), (0.085, 0.945), (0.055, 0.945), (0.055, 0.928)], 16).move(x, hob_y + y)
        for x in (-0.11, 0.11)
        for y in (-0.13, 0.13)
    ]
    kettle = lathe(
        [(0, 0), (0.085, 0), (0.095, 0.03), (0.075, 0.13), (0.03, 0.16), (0.012, 0.165), (0.016, 0.19), (0, 0.19)], 18
    )
    kettle_at = (-0.11, hob_y + 0.13, 0.945)
    spout = tube([(0.075, 0, 0.06), (0.13, 0, 0.1), (0.15, 0, 0.15)], [0.02, 0.014, 0.01], 8).move(*kettle_at)
    grip = tube([(-0.06, 0, 0.14), (-0.07, 0, 0.22), (0.07, 0, 0.22), (0.06, 0, 0.14)], 0.008, 6).move(*kettle_at)
    meshes = [
        part("units", 0.6, body, plinth),
        part("doors", 0.72, *doors),
        part("top", 0.3, top),
        part("splash", 0.8, splash),
        part("metal", METAL, *handles, *rim, tap),
        part("bowl", 0.35, bowl),
        part("hob", BLACK, plate, *rings),
        part("kettle", 0.4, kettle.move(*kettle_at), spout, grip, smooth=True),
    ]
    if v.flag("wall_units"):
        up, up_doors = [], []
        for k in range(units):
            y = -width / 2 + w * (k + 0.5)
            if abs(y - v.num("gap_at")) < v.num("gap") / 2 + w / 2:
                continue
            up.append(box(0.33, w, 0.68, (-depth / 2 + 0.165, y, 1.45)))
            up_doors.append(box(0.02, w - 0.012, 0.66, (-depth / 2 + 0.34, y, 1.46)))
        if up:
            meshes += [part("wall_units", 0.6, *up), part("wall_doors", 0.72, *up_doors)]
    return meshes


def _fridge(_: Values) -> list[Mesh]:
    body = cushion(0.62, 0.66, 1.72, 0.02, (-0.03, 0, 0.02))
    doors = [cushion(0.05, 0.65, 0.5, 0.015, (0.3, 0, 1.23)), cushion(0.05, 0.65, 1.18, 0.015, (0.3, 0, 0.03))]
    handles = [beam((0.345, -0.27, z), (0.345, -0.27, z + h), 0.025) for z, h in ((1.27, 0.25), (0.85, 0.3))]
    foot = box(0.5, 0.6, 0.03)
    return [part("body", 0.72, body), part("doors", 0.8, *doors), part("trim", METAL, *handles, foot)]


def _counter(v: Values) -> list[Mesh]:
    """A bar or shop counter; people stand behind it at -X, customers at +X."""
    width, height, style = v.num("width"), v.num("height"), v.word("style")
    depth = 0.62
    body = box(depth - 0.14, width - 0.04, height - 0.05, (-0.02, 0, 0))
    top = cushion(depth, width, 0.05, 0.015, (0, 0, height - 0.05))
    face = depth / 2 - 0.09
    count = max(2, round(width / 0.62))
    w = (width - 0.04) / count
    panels = [box(0.018, w - 0.12, height - 0.42, (face, -width / 2 + 0.02 + w * (k + 0.5), 0.2)) for k in range(count)]
    skirting = box(0.03, width - 0.04, 0.12, (face + 0.005, 0, 0))
    meshes = [
        part("body", DARK_WOOD, body, skirting),
        part("panels", WOOD, *panels),
        part("top", WOOD + 0.08, top),
    ]
    if style == "bar":
        rail = [tube([(face + 0.13, -width / 2 + 0.1, 0.2), (face + 0.13, width / 2 - 0.1, 0.2)], 0.02, 8)]
        rail += [beam((face, y, 0.2), (face + 0.13, y, 0.2), 0.02) for y in (-width / 2 + 0.3, 0.0, width / 2 - 0.3)]
        taps = []
        for k in range(3):
            y = width * 0.18 + k * 0.12
            taps += [
                cylinder(0.022, 0.3, (-0.1, y, height), sides=10),
                tube([(-0.1, y, height + 0.25), (0.0, y, height + 0.25), (0.02, y, height + 0.19)], 0.011, 6),
                tube([(-0.1, y, height + 0.3), (-0.12, y, height + 0.46)], [0.012, 0.02], 8),
            ]
        meshes.append(part("metal", METAL, *rail, *taps))
    elif style == "shop":
        till = [cushion(0.4, 0.4, 0.14, 0.02, (-0.05, width * 0.28, height))]
        till += [box(0.03, 0.3, 0.2).turn(20, "y").move(-0.02, width * 0.28, height + 0.14)]
        meshes.append(part("till", 0.3, *till))
    elif style == "reception":
        ledge = box(0.26, width, 0.03, (depth / 2 - 0.12, 0, height + 0.18))
        riser = box(0.05, width - 0.04, 0.2, (face - 0.05, 0, height))
        meshes.append(part("ledge", WOOD, ledge, riser))
    return meshes


def _counter_spots(v: Values) -> tuple[Seat, ...]:
    n = max(1, int(v.num("width") / 1.2))
    ys = sorted(((k - (n - 1) / 2) * 1.0 for k in range(n)), key=lambda y: (abs(y), y))
    return tuple(Seat(-0.68, y, 0.0, 0.0, "serve") for y in ys[:3])


def _locker(v: Values) -> list[Mesh]:
    count = v.count("count")
    width = count * 0.32
    body = box(0.46, width, 1.8, (-0.02, 0, 0))
    doors, slots = [], []
    for k in range(count):
        y = -width / 2 + 0.32 * (k + 0.5)
        doors.append(box(0.02, 0.3, 1.74, (0.22, y, 0.03)))
        slots += [box(0.006, 0.16, 0.012, (0.232, y, 1.55 + n * 0.04)) for n in range(3)]
        slots.append(box(0.02, 0.02, 0.09, (0.238, y + 0.1, 0.95)))
    return [part("body", 0.4, body), part("doors", 0.5, *doors), part("slots", BLACK, *slots)]


def _altar(_: Values) -> list[Mesh]:
    table = [box(0.7, 1.8, 0.92, (0, 0, 0.12)), box(0.8, 2.0, 0.06, (0, 0, 1.04))]
    step = [box(1.3, 2.8, 0.12)]
    cloth = [box(0.72, 0.7, 0.5, (0.01, 0, 0.56))]
    cross = [
        box(0.05, 0.06, 0.6, (-0.2, 0, 1.1)),
        box(0.05, 0.34, 0.06, (-0.2, 0, 1.48)),
        box(0.14, 0.2, 0.04, (-0.2, 0, 1.1)),
    ]
    candles = [cylinder(0.02, 0.28, (-0.1, j * 0.7, 1.16), sides=10) for j in (-1, 1)]
    sticks = [cylinder(0.06, 0.06, (-0.1, j * 0.7, 1.1), top=0.025, sides=12) for j in (-1, 1)]
    return [
        part("stone", 0.62, *table, *step),
        part("cloth", 0.9, *cloth),
        part("metal", METAL, *cross, *sticks),
        part("candles", 0.92, *candles),
    ]


def _pulpit(_: Values) -> list[Mesh]:
    foot = lathe([(0, 0), (0.3, 0), (0.3, 0.08), (0.1, 0.2), (0.1, 0.75), (0.34, 0.92), (0, 0.92)], 8)
    slope = prism_desk()
    return [part("stand", DARK_WOOD, foot), part("desk", WOOD, slope)]


def prism_desk() -> Solid:
    """Return the sloping book rest of a lectern."""
    return box(0.42, 0.56, 0.04, (0, 0, 0)).turn(-22, "y").move(0, 0, 1.02)


PIECES: tuple[Piece, ...] = (
    Piece(
        "shelf",
        _shelf,
        {
            "width": Num(1.2, 0.5, 4.0),
            "height": Num(1.9, 0.6, 2.6),
            "fill": Choice(("books", "bottles", "tins", "empty")),
            "seed": Num(1, 0, 9999),
        },
    ),
    Piece(
        "cabinet",
        _cabinet,
        {"width": Num(1.0, 0.4, 2.4), "height": Num(0.85, 0.5, 2.3), "depth": Num(0.45, 0.3, 0.65)},
        top=lambda v: v.num("height") if v.num("height") < 1.3 else 0.0,
    ),
    Piece(
        "kitchen",
        _kitchen,
        {
            "width": Num(2.4, 1.2, 4.8),
            "wall_units": Flag(True),
            "gap_at": Num(0.0, -3.0, 3.0),
            "gap": Num(0.0, 0.0, 4.0),
        },
        top=lambda _: 0.92,
    ),
    Piece("fridge", _fridge),
    Piece(
        "counter",
        _counter,
        {
            "width": Num(3.0, 1.0, 7.0),
            "height": Num(1.08, 0.8, 1.2),
            "style": Choice(("bar", "shop", "reception", "plain")),
        },
        seats=_counter_spots,
        top=lambda v: v.num("height"),
    ),
    Piece("locker", _locker, {"count": Num(4, 1, 12)}),
    Piece("altar", _altar, top=lambda _: 1.1),
    Piece("pulpit", _pulpit, seats=lambda _: (Seat(-0.55, 0.0, 0.0, 0.0, "serve"),)),
)
