"""Rooms and what is built into them: walls with openings, doors, windows, stairs, caves."""

from __future__ import annotations

import numpy as np

from secondunit.core.errors import InputError
from secondunit.scene.kit.furniture import DARK_WOOD, METAL, WOOD
from secondunit.scene.kit.noise import fractal
from secondunit.scene.kit.piece import Choice, Flag, Num, Piece, Seat, Values, Words
from secondunit.scene.kit.solids import Solid, beam, box, cushion, cylinder, loft, part, prism, tube
from secondunit.scene.mesh import Mesh

WALL, FLOOR, CEILING, TRIM = 0.78, 0.5, 0.88, 0.9
THICK = 0.12  # metres; walls stand outside the room's inner size
SIDES = {"n": (90.0, "y"), "s": (-90.0, "y"), "e": (0.0, "x"), "w": (180.0, "x")}
Opening = tuple[float, float, float, float]  # from, to along the wall; sill and head height


def openings(text: str) -> dict[str, list[Opening]]:
    """Read openings such as "n:0.5:1.2:0.9:2.1 e:-1:0.9:0:2.05": side, middle, width, sill, head."""
    out: dict[str, list[Opening]] = {side: [] for side in SIDES}
    for word in text.split():
        try:
            side, *numbers = word.split(":")
            middle, width, sill, head = (float(n) for n in numbers)
            out[side].append((middle - width / 2, middle + width / 2, sill, head))
        except (ValueError, KeyError) as error:
            raise InputError(
                f"The wall opening {word[:40]!r} cannot be read.",
                "Write side:middle:width:sill:head, for example n:0.5:1.2:0.9:2.1 with sides n, e, s, w.",
            ) from error
    return out


def wall(length: float, height: float, thick: float, holes: list[Opening]) -> list[Solid]:
    """Return a wall along Y with its inner face at x = 0 and its body behind, at +X."""
    out, y = [], -length / 2
    for low, high, sill, head in sorted(holes):
        if low - y > 1e-6:
            out.append(box(thick, low - y, height, (thick / 2, (low + y) / 2, 0)))
        if sill > 1e-6:
            out.append(box(thick, high - low, sill, (thick / 2, (low + high) / 2, 0)))
        if height - head > 1e-6:
            out.append(box(thick, high - low, height - head, (thick / 2, (low + high) / 2, head)))
        y = high
    if length / 2 - y > 1e-6:
        out.append(box(thick, length / 2 - y, height, (thick / 2, (length / 2 + y) / 2, 0)))
    return out


def _room(v: Values) -> list[Mesh]:
    length, width, height = v.num("length"), v.num("width"), v.num("height")
    holes = openings(v.word("openings"))
    wild = set(v.word("wild").split())
    floor = box(length + 2 * THICK, width + 2 * THICK, 0.1, (0, 0, -0.1))
    meshes = [part("floor", v.num("floor_tone"), floor)]
    trims: list[Solid] = []
    for side, (heading, axis) in SIDES.items():
        if side in wild:
            continue
        run, off = (width, length / 2) if axis == "x" else (length, width / 2)
        # the wall's own Y runs counter-clockwise; openings are given along the room's +X or +Y
        sign = 1.0 if side in ("e", "s") else -1.0
        own = [(min(sign * a, sign * b), max(sign * a, sign * b), s, h) for a, b, s, h in holes[side]]
        stretch = run + (2 * THICK if axis == "y" else 0.0)
        solids = [s.move(off).turn(heading) for s in wall(stretch, height, THICK, own)]
        meshes.append(part(f"wall_{side}", v.num("tone"), *solids))
        if v.flag("trim"):
            feet = [o for o in own if o[2] < 0.1]
            base = wall(run, 0.11, 0.014, [(a, b, 0.0, 0.11) for a, b, _, _ in feet])
            trims += [s.move(off - 0.014).turn(heading) for s in base]
            for a, b, sill, head in own:
                trims += [s.move(off).turn(heading) for s in _casing(a, b, sill, head)]
            if v.flag("ceiling"):
                trims.append(box(0.05, run, 0.06, (off - 0.025, 0, height - 0.06)).turn(heading))
    if trims:
        meshes.append(part("trim", TRIM, *trims))
    if v.flag("boards"):
        count = int(width / 0.3)
        seams = [box(length, 0.006, 0.002, (0, -width / 2 + width * k / count, 0.0)) for k in range(1, count)]
        meshes.append(part("seams", v.num("floor_tone") * 0.6, *seams))
    if v.flag("ceiling"):
        lid = box(length + 2 * THICK, width + 2 * THICK, 0.1, (0, 0, height))
        meshes.append(part("ceiling", CEILING, lid))
    return meshes


def _casing(low: float, high: float, sill: float, head: float) -> list[Solid]:
    """Return the frame mouldings around an opening, proud of the inner face at x = 0."""
    w, d = 0.07, 0.022
    out = [box(d, w, head - sill + w, (-d / 2, y, sill)) for y in (low - w / 2, high + w / 2)]
    out.append(box(d, high - low, w, (-d / 2, (low + high) / 2, head)))
    if sill > 0.1:
        out.append(cushion(0.16, high - low + 0.24, 0.035, 0.008, (-0.02, (low + high) / 2, sill - 0.035)))
    return out


def _door(v: Values) -> list[Mesh]:
    """A door leaf in its frame; +X is the side it opens to, hinged at +Y."""
    width, height, angle = v.num("width"), v.num("height"), v.num("open")
    style = v.word("style")
    frame = [box(0.12, 0.04, height, (0, j * (width / 2 - 0.02), 0)) for j in (-1, 1)]
    frame.append(box(0.12, width, 0.04, (0, 0, height - 0.04)))
    w, h = width - 0.09, height - 0.055
    leaf = [box(0.042, w, h, (0, 0, 0.01))]
    panels: list[Solid] = []
    if style == "cell":
        leaf = [tube([(0, -w / 2 + w * k / 8, 0.01), (0, -w / 2 + w * k / 8, h)], 0.014, 8) for k in range(9)]
        leaf += [box(0.04, w, 0.05, (0, 0, z)) for z in (0.02, h * 0.45, h - 0.05)]
    elif style == "glass":
        leaf = [box(0.042, 0.1, h, (0, j * (w / 2 - 0.05), 0.01)) for j in (-1, 1)]
        leaf += [box(0.042, w, z1, (0, 0, z0)) for z0, z1 in ((0.01, 0.22), (h - 0.1, 0.11), (0.95, 0.06))]
    elif style == "panel":
        for side in (-1, 1):
            for z, tall in ((0.18, h * 0.32), (0.18 + h * 0.4, h * 0.46)):
                for y in (-w / 4 + 0.015, w / 4 - 0.015):
                    panels.append(box(0.008, w / 2 - 0.14, tall, (side * 0.024, y, z)))
    elif style == "plank":
        for side in (-1, 1):
            panels += [box(0.01, 0.006, h - 0.04, (side * 0.022, -w / 2 + w * k / 6, 0.02)) for k in range(1, 6)]
            panels += [box(0.03, w - 0.06, 0.1, (side * 0.03, 0, z)) for z in (0.25, h - 0.35)]
    handle = []
    for side in (-1, 1):
        grip = [
            (side * 0.02, -w / 2 + 0.07, 1.02),
            (side * 0.07, -w / 2 + 0.07, 1.02),
            (side * 0.07, -w / 2 + 0.19, 1.02),
        ]
        handle += [tube(grip, 0.01, 8), box(0.008, 0.04, 0.2, (side * 0.024, -w / 2 + 0.07, 0.9))]

    def swing(s: Solid) -> Solid:
        return s.move(0, -w / 2, 0).turn(angle).move(0, w / 2, 0)

    tone = {"cell": 0.2, "glass": 0.35}.get(style, v.num("tone"))
    meshes = [
        part("frame", TRIM, *frame),
        part("leaf", tone, *map(swing, leaf)),
        part("handle", METAL, *map(swing, handle)),
    ]
    if panels:
        meshes.append(part("panels", tone * 0.85, *map(swing, panels)))
    return meshes


def _window(v: Values) -> list[Mesh]:
    """A casement in its opening, without glass; `sill` lifts it to its height in the wall."""
    width, height, sill = v.num("width"), v.num("height"), v.num("sill")
    f = 0.055
    frame = [box(0.08, f, height, (0, j * (width / 2 - f / 2), sill)) for j in (-1, 1)]
    frame += [box(0.08, width - 2 * f, f, (0, 0, z)) for z in (sill, sill + height - f)]
    bars = [
        box(0.035, 0.03, height - 2 * f, (0, -width / 2 + width * k / v.count("columns"), sill + f))
        for k in range(1, v.count("columns"))
    ]
    bars += [
        box(0.035, width - 2 * f, 0.03, (0, 0, sill + height * k / v.count("rows") - 0.015))
        for k in range(1, v.count("rows"))
    ]
    meshes = [part("frame", TRIM, *frame)]
    if bars:
        meshes.append(part("bars", TRIM - 0.1, *bars))
    if v.word("dressing") == "curtains":
        rod = tube(
            [(0.17, -width / 2 - 0.3, sill + height + 0.14), (0.17, width / 2 + 0.3, sill + height + 0.14)], 0.014, 8
        )
        drop = sill + height + 0.12
        low = max(0.06, sill - 0.25)
        cloth = [_curtain(0.42, drop - low).move(0.17, j * (width / 2 + 0.08), low) for j in (-1, 1)]
        meshes += [part("rod", DARK_WOOD, rod), part("curtains", 0.6, *cloth, smooth=True)]
    elif v.word("dressing") == "blind":
        slats = [
            box(0.035, width - 0.12, 0.004).turn(35, "y").move(0.07, 0, sill + height - 0.08 - 0.05 * k)
            for k in range(int(height * 0.55 / 0.05))
        ]
        meshes.append(part("blind", 0.75, *slats))
    return meshes


def _curtain(width: float, height: float) -> Solid:
    t = np.linspace(-0.5, 0.5, 41)
    x = 0.035 * np.sin(t * 38.0)
    rings = []
    for z in (0.0, height * 0.5, height):
        gather = 1.0 - 0.12 * (z / height)
        front = np.column_stack([x + 0.006, t * width * gather, np.full(41, z)])
        rings.append(np.concatenate([front, (front - [0.012, 0, 0])[::-1]]))
    return loft(np.array(rings))


def _stairs(v: Values) -> list[Mesh]:
    """Stairs that climb towards -X: their foot is the front."""
    steps, width = v.count("steps"), v.num("width")
    rise, run = v.num("rise"), v.num("run")
    half = steps * run / 2
    stone = v.word("style") == "stone"
    low = 0.0 if stone else 0.03  # treads lie on the blocks
    blocks = [box(run, width, rise * (k + 1) - low, (half - run * (k + 0.5), 0, 0)) for k in range(steps)]
    nosing = [
        box(run + 0.03, width + 0.02, 0.03, (half - run * (k + 0.5) + 0.015, 0, rise * (k + 1) - 0.03))
        for k in range(steps)
    ]
    meshes = [part("steps", 0.5 if stone else WOOD, *blocks)]
    if not stone:
        meshes.append(part("treads", DARK_WOOD, *nosing))
    if v.flag("rail"):
        bars, rails = [], []
        for j in (-1, 1):
            y = j * (width / 2 - 0.06)
            for k in range(steps):
                x = half - run * (k + 0.5)
                bars.append(tube([(x, y, rise * (k + 1)), (x, y, rise * (k + 1) + 0.86)], 0.013, 6))
            rails.append(
                beam((half - run / 2 + 0.1, y, rise + 0.83), (-half + run / 2 - 0.1, y, rise * steps + 0.9), 0.06, 0.05)
            )
        meshes.append(part("rail", DARK_WOOD, *bars, *rails))
    return meshes


def _stair_seats(v: Values) -> tuple[Seat, ...]:
    steps, run, rise = v.count("steps"), v.num("run"), v.num("rise")
    half = steps * run / 2
    k = min(2, steps - 1)
    spots = [Seat(half - run * (k + 0.5), 0.0, 0.0, rise * 2 if k else rise, "sit", rise * max(0, k - 1))]
    if steps >= 4:
        m = steps // 2
        spots.append(Seat(half - run * (m + 0.5), 0.0, 0.0, 0.0, "stand", rise * (m + 1)))
        spots.append(Seat(half - run * (steps - 0.5), 0.0, 0.0, 0.0, "stand", rise * steps))
    return tuple(spots)


def _cave(v: Values) -> list[Mesh]:
    """A tunnel along X seen from inside, open at both ends unless `closed` shuts the far one at -X."""
    length, width, height, seed = v.num("length"), v.num("width"), v.num("height"), v.count("seed")
    n, m = 44, 60
    angle = np.linspace(-0.12 * np.pi, 1.12 * np.pi, n)
    xs = np.linspace(-length / 2, length / 2, m)
    taper = np.ones(m)
    if v.flag("closed"):
        t = np.clip((xs + length / 2) / (length * 0.25), 0, 1)
        taper = 0.05 + 0.95 * np.sqrt(t * (2 - t))
    ring = np.stack([np.cos(angle) * width / 2, np.sin(angle) * height], axis=1)
    points = np.zeros((m, n, 3))
    points[:, :, 0] = xs[:, None]
    points[:, :, 1] = ring[None, :, 0] * taper[:, None]
    points[:, :, 2] = ring[None, :, 1] * taper[:, None]
    flat = points.reshape(-1, 3)
    out = flat * [0, 1, 1]
    out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
    bump = fractal(flat * [0.45, 0.6, 0.6], seed, 4, ridged=True) * 1.1 + 0.25 * fractal(flat * 1.7, seed + 5, 2)
    keep = v.num("rough") * np.clip(np.abs(flat[:, 2:3]) + 0.4, 0, 1)
    flat = flat + out * bump[:, None] * keep
    flat[:, 0] += 0.35 * v.num("rough") * fractal(flat * 0.9, seed + 9, 2)
    # rows run along X, columns climb from the right wall over the roof to the left: inside faces inward
    skin = Solid(flat, _grid_faces(m, n))
    gx, gy = np.linspace(-length / 2 - 0.5, length / 2 + 0.5, 50), np.linspace(-width / 2 - 2, width / 2 + 2, 40)
    px, py = (g.ravel() for g in np.meshgrid(gx, gy, indexing="ij"))
    edge = np.clip((np.abs(py) - width * 0.32) / (width * 0.25), 0, 1)
    pz = 0.5 * edge * (0.4 + np.abs(fractal(np.column_stack([px, py, px * 0]) * 0.8, seed + 3, 3)))
    ground = Solid(np.column_stack([px, py, pz]), _grid_faces(50, 40)[:, ::-1])
    meshes = [part("rock", 0.3, skin), part("floor", 0.4, ground, smooth=True)]
    rng = np.random.default_rng(seed)
    drops = []
    for _ in range(v.count("drips")):
        x, a = rng.uniform(-length * 0.42, length * 0.42), rng.uniform(0.3, 0.7) * np.pi
        long, r = rng.uniform(0.25, 0.22 * height + 0.3), rng.uniform(0.06, 0.16)
        top = (x, np.cos(a) * width * 0.5, np.sin(a) * height + 0.3)
        path = [top, (x, top[1], top[2] - 0.3 - long * 0.5), (x + 0.03, top[1], top[2] - 0.3 - long)]
        drops.append(tube(path, [r * 1.8, r, 0.012], 7))
        if abs(top[1]) > width * 0.22:
            drops.append(cylinder(r * 1.3, long * 0.7, (x, top[1] * 1.25, 0), top=0.02, sides=7))
    if drops:
        meshes.append(part("drips", 0.34, *drops))
    return meshes


def _grid_faces(rows: int, columns: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    from secondunit.scene.kit.solids import quads

    return quads(rows, columns)[:, ::-1]


def _column(v: Values) -> list[Mesh]:
    height, radius = v.num("height"), v.num("radius")
    shaft = cylinder(radius, height - 0.7, (0, 0, 0.35), top=radius * 0.88, sides=24)
    base = [
        box(radius * 2.8, radius * 2.8, 0.18),
        cylinder(radius * 1.3, 0.17, (0, 0, 0.18), top=radius * 1.05, sides=24),
    ]
    head = [
        cylinder(radius * 0.9, 0.2, (0, 0, height - 0.35), top=radius * 1.3, sides=24),
        box(radius * 2.8, radius * 2.8, 0.15, (0, 0, height - 0.15)),
    ]
    return [part("shaft", 0.72, shaft, smooth=True), part("blocks", 0.66, *base, *head)]


def _bars(v: Values) -> list[Mesh]:
    """A front of prison bars along Y with a barred gate left ajar or shut."""
    width, height = v.num("width"), v.num("height")
    count = int(width / 0.12)
    rods = [
        tube(
            [
                (0, -width / 2 + 0.03 + (width - 0.06) * k / count, 0),
                (0, -width / 2 + 0.03 + (width - 0.06) * k / count, height),
            ],
            0.013,
            8,
        )
        for k in range(count + 1)
    ]
    flats = [box(0.03, width, 0.05, (0, 0, z)) for z in (0.1, height * 0.42, height - 0.12)]
    posts = [box(0.06, 0.07, height, (0, y, 0)) for y in (-0.45, 0.45)]
    lock = box(0.07, 0.14, 0.2, (0.02, -0.36, height * 0.42))
    return [part("rods", 0.2, *rods), part("flats", 0.15, *flats, *posts, lock)]


def _house_wall(v: Values) -> list[Mesh]:
    """A free wall of stone courses with a coping: harbour wall, garden wall, quay."""
    length, height, thick = v.num("length"), v.num("height"), v.num("thick")
    rng = np.random.default_rng(v.count("seed"))
    stones: list[Solid] = []
    dark: list[Solid] = []
    rows = max(2, round(height / 0.42))
    tall = (height - 0.16) / rows
    for row in range(rows):
        y = -length / 2
        while y < length / 2 - 0.05:
            w = min(float(rng.uniform(0.6, 1.3)), length / 2 - y)
            deep = thick * float(rng.uniform(0.94, 1.0))
            block = box(deep, w - 0.02, tall - 0.02, (0, y + w / 2, row * tall))
            (dark if rng.random() < 0.3 else stones).append(block)
            y += w
    core = box(thick * 0.88, length - 0.02, height - 0.17, (0, 0, 0))
    cap = box(thick + 0.12, length, 0.16, (0, 0, height - 0.16))
    return [
        part("stones", 0.5, *stones),
        part("dark_stones", 0.42, *(dark or stones[:1])),
        part("core", 0.2, core),
        part("coping", 0.6, cap),
    ]


def _steps_arch(v: Values) -> list[Mesh]:
    """A wall with a round-headed gateway along Y."""
    width, height, thick = v.num("width"), v.num("height"), 0.6
    r = min(width * 0.28, height * 0.35)
    spring = height * 0.45
    a = np.linspace(0, np.pi, 17)
    outline = [(-width / 2, 0), (-r, 0), *[(-r * np.cos(t), spring + r * np.sin(t)) for t in a], (r, 0), (width / 2, 0)]
    rng = np.random.default_rng(v.count("seed"))
    ys = np.linspace(width / 2, -width / 2, 14)
    broken = height - rng.uniform(0, height * 0.22, 14) * (1.0 if v.flag("ruin") else 0.0)
    outline += [(float(y), float(z)) for y, z in zip(ys, broken, strict=True)]
    slab = prism(np.array(outline), thick).move(0, 0, -thick / 2)
    points = slab.points[:, [2, 0, 1]]
    voussoirs = []
    for k in range(9):
        t = np.pi * (k + 0.5) / 9
        block = box(thick + 0.08, 0.34, r * np.pi / 9 - 0.02, (0, 0, -r * np.pi / 18))
        voussoirs.append(
            block.turn(np.degrees(t), "x").move(0, (r + 0.16) * np.cos(t), spring + (r + 0.16) * np.sin(t))
        )
    return [part("wall", 0.55, Solid(points, slab.faces)), part("voussoirs", 0.64, *voussoirs)]


PIECES: tuple[Piece, ...] = (
    Piece(
        "room",
        _room,
        {
            "length": Num(5.0, 1.5, 40.0),
            "width": Num(4.0, 1.2, 40.0),
            "height": Num(2.6, 2.0, 14.0),
            "openings": Words(),
            "wild": Words(),
            "ceiling": Flag(False),
            "trim": Flag(True),
            "boards": Flag(False),
            "tone": Num(WALL, 0.05, 1.0),
            "floor_tone": Num(FLOOR, 0.05, 1.0),
        },
        group="shell",
    ),
    Piece(
        "door",
        _door,
        {
            "width": Num(0.9, 0.6, 2.4),
            "height": Num(2.05, 1.7, 4.0),
            "open": Num(0.0, 0.0, 110.0),
            "style": Choice(("panel", "plank", "glass", "cell")),
            "tone": Num(0.5, 0.05, 1.0),
        },
        group="wall",
    ),
    Piece(
        "window",
        _window,
        {
            "width": Num(1.2, 0.4, 6.0),
            "height": Num(1.2, 0.3, 8.0),
            "sill": Num(0.0, 0.0, 6.0),
            "columns": Num(2, 1, 8),
            "rows": Num(2, 1, 8),
            "dressing": Choice(("none", "curtains", "blind")),
        },
        group="wall",
    ),
    Piece(
        "stairs",
        _stairs,
        {
            "steps": Num(8, 2, 30),
            "width": Num(1.1, 0.7, 8.0),
            "rise": Num(0.175, 0.1, 0.25),
            "run": Num(0.28, 0.2, 0.6),
            "style": Choice(("wood", "stone")),
            "rail": Flag(False),
        },
        seats=_stair_seats,
    ),
    Piece(
        "cave",
        _cave,
        {
            "length": Num(14.0, 5.0, 40.0),
            "width": Num(7.0, 2.5, 20.0),
            "height": Num(4.2, 2.2, 14.0),
            "rough": Num(0.8, 0.0, 2.0),
            "drips": Num(14, 0, 40),
            "closed": Flag(False),
            "seed": Num(1, 0, 9999),
        },
        group="shell",
    ),
    Piece("column", _column, {"height": Num(4.5, 2.0, 14.0), "radius": Num(0.3, 0.1, 1.2)}),
    Piece("bars", _bars, {"width": Num(2.6, 1.2, 8.0), "height": Num(2.5, 2.0, 4.0)}),
    Piece(
        "stone_wall",
        _house_wall,
        {
            "length": Num(6.0, 1.0, 30.0),
            "height": Num(1.1, 0.4, 6.0),
            "thick": Num(0.5, 0.25, 3.0),
            "seed": Num(1, 0, 9999),
        },
    ),
    Piece(
        "arch",
        _steps_arch,
        {"width": Num(5.0, 2.0, 12.0), "height": Num(4.5, 2.5, 12.0), "ruin": Flag(True), "seed": Num(1, 0, 9999)},
    ),
)
