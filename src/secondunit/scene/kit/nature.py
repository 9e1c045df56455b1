"""Ground, water, plants, stone: what stands outdoors. The acting area round the origin stays level at z = 0."""
# ruff: noqa: RUF005 - an array plus an offset, not a join of lists

from __future__ import annotations

from math import cos, pi, sin

import numpy as np
from numpy.typing import NDArray

from secondunit.scene.kit.noise import fractal, value
from secondunit.scene.kit.piece import Choice, Num, Piece, Seat, Values
from secondunit.scene.kit.solids import Solid, blob, field, icosphere, part, tube
from secondunit.scene.mesh import Mesh

Array = NDArray[np.float64]


def _spread(size: float, count: int = 95) -> Array:
    """Grid lines that lie closer together near the middle."""
    t = np.linspace(-1.0, 1.0, count)
    return np.sign(t) * (0.35 * np.abs(t) + 0.65 * np.abs(t) ** 2.2) * size / 2


def _ground(v: Values) -> list[Mesh]:
    size, hills, flat, seed = v.num("size"), v.num("hills"), v.num("flat"), v.count("seed")
    if hills <= 0.0:
        lines = np.linspace(-size / 2, size / 2, 9)
        return [part("ground", v.num("tone"), field(lines, lines, lambda x, y: 0 * x), smooth=True)]
    style = v.word("style")

    def height(x: Array, y: Array) -> Array:
        r = np.hypot(x, y)
        rise = np.clip((r - flat) / max(flat * 1.5, 4.0), 0, 1)
        rise = rise * rise * (3 - 2 * rise)
        p = np.column_stack([x, y, 0 * x])
        if style == "ridges":
            warp = 1.5 * fractal(p / 19.0, seed + 3, 2)
            wave = np.abs(((x * 0.8 + y * 0.45) / 7.5 + warp) % 1.0 - 0.5) * 2.0
            z = hills * (0.4 * wave**1.6 + 0.9 * np.clip(fractal(p / 45.0, seed, 3) + 0.25, 0, 1))
        elif style == "dunes":
            warp = 2.2 * fractal(p / 40.0, seed + 3, 2)
            t = ((x * 0.85 - y * 0.3) / 26.0 + warp) % 1.0
            z = hills * np.where(t < 0.72, t / 0.72, (1 - t) / 0.28) ** 1.25
        else:
            z = hills * (0.5 + 0.9 * fractal(p / 30.0, seed, 4))
        small = (
            0.035 * fractal(p / 1.4, seed + 7, 2)
            if style != "ridges"
            else 0.05 * np.sin((x * 0.8 + y * 0.45) * 5.0 + 3.0 * fractal(p / 3.0, seed + 9, 2))
        )
        return np.maximum(z, 0.0) * rise + small * rise

    lines = _spread(size)
    return [part("ground", v.num("tone"), field(lines, lines, height), smooth=True)]


def _sea(v: Values) -> list[Mesh]:
    """Water with waves; its mean level is `level` (below 0 beside a quay)."""
    size, waves, seed = v.num("size"), v.num("waves"), v.count("seed")

    def height(x: Array, y: Array) -> Array:
        p = np.column_stack([x, y, 0 * x])
        swell = np.sin(x * 0.55 + 1.5 * fractal(p / 9.0, seed, 2)) * 0.5
        return v.num("level") + waves * (swell + 0.5 * fractal(p / 2.6, seed + 5, 3, ridged=True) - 0.5)

    if v.word("side") == "all":
        xs = _spread(size)
    else:
        xs = np.concatenate([np.linspace(0, 0.12, 30), np.linspace(0.12, 1, 31)[1:]]) * size / 2
    return [part("water", v.num("tone"), field(xs, _spread(size), height), smooth=True)]


def _wave(v: Values) -> list[Mesh]:
    """A standing wall of water along Y that curls over towards +X."""
    width, height, seed = v.num("width"), v.num("height"), v.count("seed")
    s = np.linspace(0, 1, 40)
    ang = s * 1.15 * pi
    back = np.column_stack([-height * 1.1 * (1 - s) ** 1.4 - height * 0.1, height * 0.97 * np.sin(s * pi / 2) ** 1.3])
    lip = np.column_stack(
        [-height * 0.1 + 0.42 * height * np.sin(ang * 0.86), height * 0.97 - 0.2 * height * (1 - np.cos(ang * 0.86))]
    )
    face = np.column_stack(
        [-height * 0.1 + 0.1 * height * np.cos(pi * s) + 0.18 * height * s**3, height * (0.85 - 0.85 * s)]
    )
    profile = np.concatenate([back, lip[1:24], face[8:]])
    ys = np.linspace(-width / 2, width / 2, 80)
    p = np.repeat(profile[None, :, :], 80, axis=0)
    grown = 0.8 + 0.2 * value(np.column_stack([ys / 9.0, 0 * ys, 0 * ys]), seed)[:, None]
    points = np.stack([p[:, :, 0] * grown, np.repeat(ys[:, None], p.shape[1], axis=1), p[:, :, 1] * grown], axis=2)
    flat = points.reshape(-1, 3)
    flat[:, 0] += 0.05 * height * fractal(flat / [9.0, 3.0, 9.0], seed + 1, 3)
    from secondunit.scene.kit.solids import quads

    faces = quads(80, p.shape[1])
    rng = np.random.default_rng(seed)
    foam = []
    crest = points[:, back.shape[0] + 14]
    for y in range(0, 80, 3):
        c = crest[y] + rng.normal(0, 0.03 * height, 3)
        foam.append(blob(height * rng.uniform(0.025, 0.06), int(rng.integers(999)), 0.35, 1).move(*c))
    for _ in range(26):
        foot = float(rng.uniform(-width / 2, width / 2))
        foam.append(
            blob(height * rng.uniform(0.04, 0.1), int(rng.integers(999)), 0.35, 1).move(
                height * float(rng.uniform(0.02, 0.3)), foot, height * 0.05
            )
        )
    meshes = [
        part("water", 0.42, Solid(flat, faces[:, ::-1]), smooth=True),
        part("foam", 0.95, *foam, smooth=True),
    ]
    lo = np.min([k.bounds()[0] for k in meshes], axis=0)
    hi = np.max([k.bounds()[1] for k in meshes], axis=0)
    middle = (lo + hi) / 2
    return [k.placed((-float(middle[0]), -float(middle[1]), -float(lo[2]))) for k in meshes]


def _branches(
    rng: np.random.Generator,
    start: Array,
    direction: Array,
    length: float,
    radius: float,
    depth: int,
    out: list[Solid],
    tips: list[Array],
) -> None:
    bend = rng.normal(0, 0.16, (4, 3))
    points, d = [start], direction
    for k in range(4):
        d = d + bend[k] + [0, 0, 0.05]
        d = d / np.linalg.norm(d)
        points.append(points[-1] + d * length / 4)
    radii = np.linspace(radius, radius * 0.6, 5)
    out.append(tube(np.array(points), list(radii), 8 if depth > 2 else 5))
    if depth == 0:
        tips.append(points[-1])
        return
    count = int(rng.integers(2, 4))
    turn = rng.uniform(0, 2 * pi)
    for k in range(count):
        axis = np.cross(d, [0, 0, 1.0] if abs(d[2]) < 0.95 else [1.0, 0, 0])
        axis /= np.linalg.norm(axis)
        other = np.cross(d, axis)
        a = turn + 2 * pi * k / count
        lean = rng.uniform(0.45, 0.85)
        child = d * cos(lean) + (axis * cos(a) + other * sin(a)) * sin(lean)
        at = points[-1] if k < 2 else points[3]
        _branches(rng, at, child, length * rng.uniform(0.62, 0.82), radius * 0.58, depth - 1, out, tips)


def _tree(v: Values) -> list[Mesh]:
    style, height, seed = v.word("style"), v.num("height"), v.count("seed")
    rng = np.random.default_rng(seed)
    if style == "pine":
        trunk = tube([(0, 0, 0), (0, 0, height * 0.5), (0.03, 0, height)], [height * 0.022, height * 0.015, 0.01], 8)
        skirts = []
        tiers = 9
        for k in range(tiers):
            t = k / (tiers - 1)
            z, r = height * (0.16 + 0.76 * t), height * 0.24 * (1 - t) + height * 0.025
            n = 22
            a = np.arange(n) * 2 * pi / n
            jag = 1.0 - 0.24 * (np.arange(n) % 2) + rng.normal(0, 0.05, n)
            low = np.column_stack([r * jag * np.cos(a), r * jag * np.sin(a), z - r * 0.28 * jag])
            mid = np.column_stack([r * 0.45 * np.cos(a), r * 0.45 * np.sin(a), np.full(n, z + r * 0.2)])
            top = np.column_stack([0.02 * np.cos(a), 0.02 * np.sin(a), np.full(n, z + r * 0.75)])
            from secondunit.scene.kit.solids import loft

            skirts.append(loft(np.array([low, mid, top])))
        return _centred([part("trunk", 0.22, trunk), part("needles", 0.24, *skirts)])
    wood: list[Solid] = []
    tips: list[Array] = []
    depth = 4 if style == "bare" else 3
    trunk_r = height * 0.032
    roots = [
        tube(
            [
                (cos(a) * trunk_r * 2.6, sin(a) * trunk_r * 2.6, -0.01),
                (cos(a) * trunk_r, sin(a) * trunk_r, trunk_r),
                (0, 0, trunk_r * 4),
            ],
            [trunk_r * 0.25, trunk_r * 0.5, trunk_r * 0.8],
            6,
        )
        for a in rng.uniform(0, 2 * pi, 5)
    ]
    _branches(
        rng,
        np.zeros(3),
        np.array([rng.normal(0, 0.06), rng.normal(0, 0.06), 1.0]),
        height * 0.4,
        trunk_r,
        depth,
        wood,
        tips,
    )
    meshes = [part("wood", 0.2, *roots, *wood)]
    if style == "leafy":
        clumps = []
        pick = tips if len(tips) <= 22 else [tips[int(i)] for i in np.linspace(0, len(tips) - 1, 22)]
        for k, tip in enumerate(pick):
            r = height * rng.uniform(0.09, 0.14)
            clumps.append(blob(r, seed * 31 + k, 0.5, 3 if k % 3 == 0 else 2, 2.6).scale(1.15, 1.15, 0.85).move(*tip))
        meshes.append(part("leaves", 0.34, *clumps, smooth=True))
    grown = max(float(m.points[:, 2].max()) for m in meshes)
    meshes = [m.placed((0, 0, 0), 0.0, height / grown) for m in meshes]
    base = min(float(m.points[:, 2].min()) for m in meshes)
    return _centred([m.placed((0.0, 0.0, -base)) for m in meshes])


def _centred(meshes: list[Mesh]) -> list[Mesh]:
    """Move meshes so that their footprint's middle is the origin and their lowest point on the floor."""
    lo = np.min([m.bounds()[0] for m in meshes], axis=0)
    hi = np.max([m.bounds()[1] for m in meshes], axis=0)
    middle = (lo + hi) / 2
    return [m.placed((-float(middle[0]), -float(middle[1]), -float(lo[2]))) for m in meshes]


def _bush(v: Values) -> list[Mesh]:
    rng = np.random.default_rng(v.count("seed"))
    h = v.num("height")
    clumps = []
    for k in range(7):
        a, d = rng.uniform(0, 2 * pi), rng.uniform(0, 0.45) * h
        r = h * rng.uniform(0.3, 0.45)
        clumps.append(
            blob(r, v.count("seed") * 17 + k, 0.55, 2, 2.8).move(d * cos(a), d * sin(a), r * rng.uniform(0.75, 1.2))
        )
    twigs = [
        tube([(0, 0, 0), (0.3 * h * cos(a), 0.3 * h * sin(a), h * 0.5)], [0.02, 0.008], 5)
        for a in rng.uniform(0, 2 * pi, 4)
    ]
    return _centred([part("leaves", 0.32, *clumps, smooth=True), part("twigs", 0.2, *twigs)])


def stone(size: float, seed: int, detail: int = 3) -> Solid:
    """Return a cleft stone: a noisy ball cut by random planes, about `size` metres long, flat below."""
    rng = np.random.default_rng(seed)
    ball = icosphere(detail)
    points = ball.points * [1.0, rng.uniform(0.65, 0.95), rng.uniform(0.55, 0.85)]
    for _ in range(13):
        n = rng.normal(size=3)
        n /= np.linalg.norm(n)
        limit = rng.uniform(0.52, 0.78)
        over = np.maximum(points @ n - limit, 0.0)
        points = points - over[:, None] * n
    points += 0.025 * fractal(points * 3.0, seed, 3)[:, None] * ball.points
    points[:, 2] = np.maximum(points[:, 2], -0.3)
    points *= size / float(points[:, 0].max() - points[:, 0].min())
    points[:, 2] -= points[:, 2].min()
    return Solid(points, ball.faces)


def _rock(v: Values) -> list[Mesh]:
    return _centred([part("rock", v.num("tone"), stone(v.num("size"), v.count("seed")))])


def _boulders(v: Values) -> list[Mesh]:
    rng = np.random.default_rng(v.count("seed"))
    size, stones = v.num("size"), []
    for k in range(v.count("count")):
        a, d = rng.uniform(0, 2 * pi), size / 2 * np.sqrt(rng.uniform(0, 0.7))
        s = size * (0.4 if k == 0 else rng.uniform(0.08, 0.26))
        rocky = stone(s, v.count("seed") * 13 + k, 2 if k else 3).turn(float(rng.uniform(0, 360)))
        stones.append(rocky.move(d * cos(a) * (k > 0), d * sin(a) * (k > 0)))
    return _centred([part("rocks", 0.4, *stones)])


def _cliff(v: Values) -> list[Mesh]:
    """A rock face along Y that looks to +X, with ledges; `mouth` cuts the opening of a cave into it."""
    width, height, seed, mouth = v.num("width"), v.num("height"), v.count("seed"), v.num("mouth")
    n, m = 108, 70
    ys, t = np.linspace(-width / 2, width / 2, n), np.linspace(0, 1, m)
    gy, gt = (g.ravel() for g in np.meshgrid(ys, t, indexing="ij"))
    top = height * (0.72 + 0.28 * (fractal(np.column_stack([ys / 7.0, 0 * ys, 0 * ys]), seed, 4) * 0.9 + 0.35))
    z = gt * np.repeat(top, m)
    p = np.column_stack([0 * z, gy, z])
    ledge = np.floor(z / 1.3 + 0.7 * fractal(p / 6.0, seed + 2, 2)) * 0.16
    crag = 1.6 * fractal(p / [1, 5.5, 9.0], seed + 4, 4, ridged=True) + 0.35 * fractal(p / 1.2, seed + 6, 3)
    x = crag - ledge - 0.16 * z
    # the top folds back to a plateau
    back = np.clip((gt - 0.93) / 0.07, 0, 1)
    x = x - back**1.2 * height * 0.5
    inside = np.zeros(len(z), dtype=bool)
    if mouth > 0:
        rough = 1.0 + 0.28 * fractal(p / 1.6, seed + 8, 3)
        q = (np.abs(gy) / (mouth * 0.5 * rough)) ** 2.3 + (z / (mouth * 0.8 * rough)) ** 2.0
        depth = np.clip(1.25 - q, 0, 1)
        x = x + 0.9 * np.exp(-((q - 1.35) ** 2) / 0.12) - mouth * 1.5 * np.clip(depth * 2.2, 0, 1) ** 0.7
        inside = q < 0.95
    x = x - x[gt < 0.05].max() if mouth <= 0 else x
    points = np.column_stack([x, gy, z])
    from secondunit.scene.kit.solids import quads

    faces = quads(n, m)[:, ::-1]
    dark = inside[faces].sum(axis=1) >= 2
    solid = Solid(points, faces[~dark])
    meshes = [part("rock", v.num("tone"), solid)]
    if dark.any():
        meshes.append(part("mouth", 0.04, Solid(points, faces[dark])))
    rng = np.random.default_rng(seed)
    scree = []
    for k in range(14):
        y = rng.uniform(-width / 2, width / 2)
        if abs(y) < mouth * 0.6:
            continue
        s = rng.uniform(0.4, 1.5)
        at = points[(gt == 0)][int(np.argmin(np.abs(ys - y))), 0]
        scree.append(
            stone(s, seed * 7 + k, 2).turn(float(rng.uniform(0, 360))).move(float(at) + rng.uniform(0.1, 1.2), y)
        )
    if scree:
        meshes.append(part("scree", v.num("tone") + 0.05, *scree))
    return _trim(_centred(meshes))


def _trim(meshes: list[Mesh]) -> list[Mesh]:
    """Drop points that no face uses."""
    out = []
    for m in meshes:
        used, faces = np.unique(m.faces, return_inverse=True)
        out.append(Mesh(m.name, m.points[used], faces.reshape(-1, 3).astype(np.int32), m.tone, m.smooth))
    return out


def _mountain(v: Values) -> list[Mesh]:
    size, height, seed = v.num("size"), v.num("height"), v.count("seed")

    def z(x: Array, y: Array) -> Array:
        p = np.column_stack([x, y, 0 * x]) / size
        r = np.hypot(x, y * 0.8) / (size / 2)
        fall = np.clip(1.0 - r, 0, 1)
        ridge = fractal(p * 3.2, seed, 6, ridged=True)
        return height * fall**1.15 * (0.35 + 0.95 * ridge) * np.clip(fall * 9, 0, 1)

    lines = np.linspace(-size / 2, size / 2, 98)
    return [part("mountain", v.num("tone"), field(lines, lines, z))]


def _grass(v: Values) -> list[Mesh]:
    """Tufts of grass or reeds over a round patch."""
    rng = np.random.default_rng(v.count("seed"))
    size, tall = v.num("size"), v.num("height")
    pts: list[Array] = []
    faces: list[tuple[int, int, int]] = []
    for k in range(v.count("count")):
        a, d = rng.uniform(0, 2 * pi), size / 2 * np.sqrt(rng.uniform())
        base = np.array([d * cos(a), d * sin(a), 0.0])
        for _ in range(7):
            lean = rng.normal(0, 0.3, 2) * tall
            h = tall * rng.uniform(0.55, 1.0)
            side = rng.normal(size=2)
            side = 0.012 * side / np.linalg.norm(side)
            n = len(pts)
            spot = base + [*rng.normal(0, 0.03, 2), 0]
            pts += [
                spot - [*side, 0],
                spot + [*side, 0],
                spot + [lean[0] * 0.4, lean[1] * 0.4, h * 0.65],
                spot + [*lean, h],
            ]
            faces += [(n, n + 1, n + 2), (n, n + 2, n + 3)]
        _ = k
    return _centred([part("blades", 0.36, Solid(np.array(pts), np.array(faces)))])


def _log(v: Values) -> list[Mesh]:
    h = v.num("length") / 2
    r = 0.19
    body = tube(
        [(-h, 0, r), (-h * 0.3, 0.05, r), (h * 0.4, -0.03, r * 0.95), (h, 0, r * 0.9)],
        [r, r * 1.02, r * 0.93, r * 0.85],
        14,
    )
    stub = tube([(0.2, 0, r), (0.35, 0.28, r * 2.0)], [0.07, 0.045], 8)
    return _centred([part("log", 0.28, body, stub)])


PIECES: tuple[Piece, ...] = (
    Piece(
        "ground",
        _ground,
        {
            "size": Num(80.0, 4.0, 400.0),
            "hills": Num(0.0, 0.0, 40.0),
            "flat": Num(8.0, 1.0, 60.0),
            "style": Choice(("hills", "dunes", "ridges")),
            "tone": Num(0.5, 0.05, 1.0),
            "seed": Num(1, 0, 9999),
        },
        group="floor",
    ),
    Piece(
        "sea",
        _sea,
        {
            "size": Num(160.0, 10.0, 400.0),
            "waves": Num(0.15, 0.0, 3.0),
            "level": Num(0.0, -6.0, 2.0),
            "side": Choice(("all", "front")),
            "tone": Num(0.42, 0.05, 1.0),
            "seed": Num(1, 0, 9999),
        },
        group="floor",
    ),
    Piece(
        "wave",
        _wave,
        {"width": Num(60.0, 10.0, 120.0), "height": Num(14.0, 2.0, 30.0), "seed": Num(1, 0, 9999)},
        group="backdrop",
    ),
    Piece(
        "tree",
        _tree,
        {"height": Num(7.0, 2.0, 20.0), "style": Choice(("leafy", "bare", "pine")), "seed": Num(1, 0, 9999)},
        trunk=0.2,
    ),
    Piece("bush", _bush, {"height": Num(1.1, 0.3, 3.0), "seed": Num(1, 0, 9999)}),
    Piece("rock", _rock, {"size": Num(1.2, 0.2, 8.0), "tone": Num(0.42, 0.05, 1.0), "seed": Num(1, 0, 9999)}),
    Piece("boulders", _boulders, {"size": Num(4.0, 1.0, 12.0), "count": Num(12, 3, 20), "seed": Num(1, 0, 9999)}),
    Piece(
        "cliff",
        _cliff,
        {
            "width": Num(26.0, 6.0, 60.0),
            "height": Num(10.0, 3.0, 30.0),
            "mouth": Num(0.0, 0.0, 12.0),
            "tone": Num(0.3, 0.05, 1.0),
            "seed": Num(1, 0, 9999),
        },
        group="backdrop",
    ),
    Piece(
        "mountain",
        _mountain,
        {
            "size": Num(90.0, 20.0, 300.0),
            "height": Num(32.0, 5.0, 120.0),
            "tone": Num(0.5, 0.05, 1.0),
            "seed": Num(1, 0, 9999),
        },
        group="backdrop",
    ),
    Piece(
        "grass",
        _grass,
        {"size": Num(3.0, 0.5, 8.0), "height": Num(0.4, 0.1, 1.6), "count": Num(60, 5, 400), "seed": Num(1, 0, 9999)},
        group="floor",
    ),
    Piece(
        "log",
        _log,
        {"length": Num(2.0, 0.8, 5.0)},
        seats=lambda _: (Seat(0.0, 0.2, 90.0, 0.38), Seat(-0.6, 0.2, 90.0, 0.38)),
    ),
)
