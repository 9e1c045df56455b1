"""Fantasy: beasts, bone arches, crystals."""
# ruff: noqa: RUF005 - an array plus an offset, not a join of lists

from __future__ import annotations

from itertools import pairwise
from math import cos, pi, sin

import numpy as np

from secondunit.scene.kit.piece import Choice, Num, Piece, Values
from secondunit.scene.kit.sdf import Bone, limb, skin
from secondunit.scene.kit.solids import Array, Point, Solid, beam, ellipsoid, part, torus, tube
from secondunit.scene.layout import Vec3
from secondunit.scene.mesh import Mesh

_POSES = {  # lean of the torso (degrees forward), height of the hips, reach of the arms forward and up
    "loom": (32.0, 0.42, 0.34, 0.1),
    "rear": (4.0, 0.46, 0.42, 0.42),
    "charge": (62.0, 0.40, 0.46, -0.1),
    "sit": (14.0, 0.2, 0.46, 0.02),
}


def _monster(v: Values) -> list[Mesh]:
    return _keeper(v) if v.word("kind") == "wreck" else _beast(v)


def _beast(v: Values) -> list[Mesh]:
    """A horned, many-limbed beast facing +X, `size` metres tall to the crown of its head."""
    size, seed = v.num("size"), v.count("seed")
    rng = np.random.default_rng(seed)
    lean, hip, ahead, lift = _POSES[v.word("pose")]
    a = np.radians(lean)
    spine_dir, chest_len = np.array([sin(a), 0, cos(a)]), 0.36
    hips = np.array([-0.16, 0, hip])
    chest = hips + spine_dir * chest_len
    neck = chest + np.array([0.13, 0, 0.1])
    head = neck + np.array([0.13, 0, 0.0])
    bones: list[Bone] = [
        (hips, hips + spine_dir * chest_len * 0.5, 0.12, 0.135),
        (hips + spine_dir * chest_len * 0.5, chest, 0.135, 0.17),
        (chest, neck, 0.13, 0.075),
        (neck, head, 0.075, 0.062),
        (head, head + [0.09, 0, -0.045], 0.055, 0.03),
        (head + [0.0, 0, -0.06], head + [0.07, 0, -0.09], 0.03, 0.018),
    ]
    spikes: list[Solid] = []
    claws: list[Solid] = []
    pairs = v.count("limbs") // 2
    for k in range(pairs):
        t = 1.0 - k / max(pairs, 2) * 0.75
        root = hips + spine_dir * chest_len * t
        for j in (-1, 1):
            reach = ahead * (0.75 + 0.45 * rng.random()) + 0.04 * k
            wide = 0.3 + 0.1 * k
            high = lift + 0.14 * (pairs - 1 - k) * (1 if lift > 0.05 else 0.3) + 0.05 * rng.normal()
            shoulder = root + [0.03, j * 0.16, 0.02]
            elbow = root + [-0.02 + 0.12 * lift, j * (wide + 0.08), 0.1 + 0.5 * high]
            hand = np.array([root[0] + reach, j * wide * (1.0 - 0.35 * t), 0.0])
            hand[2] = max(0.045, root[2] - 0.36 + high) if lift > 0.2 or (k == 0 and lift > 0) else 0.045
            bones += limb([shoulder, elbow, hand], [0.085, 0.05, 0.036])
            for f in range(4):
                spread = (f - 1.5) * 0.32
                out = hand - elbow
                out = out / np.linalg.norm(out)
                side = np.array([-out[1], out[0], 0.0])
                side /= max(float(np.linalg.norm(side)), 1e-6)
                d = out + side * spread + [0.35, 0, 0.0]
                d /= np.linalg.norm(d)
                knuckle = hand + d * 0.06 + [0, 0, 0.012]
                tip = hand + d * 0.115 + [0, 0, -0.025]
                knuckle[2], tip[2] = max(knuckle[2], 0.02), max(tip[2], 0.012)
                bones += limb([hand, knuckle, tip], [0.026, 0.019, 0.013])
                point = tip + d * 0.06 + [0, 0, -0.03]
                point[2] = max(point[2], 0.002)
                claws.append(tube([tip, (tip + point) / 2 + [0, 0, 0.006], point], [0.013, 0.009, 0.001], 7))
    for j in (-1, 1):
        knee = np.array([hips[0] + 0.16, j * 0.21, max(hip * 0.62, 0.12)])
        heel = np.array([hips[0] - 0.06, j * 0.19, 0.15 if hip > 0.3 else 0.06])
        foot = np.array([hips[0] + 0.08, j * 0.2, 0.035])
        bones += limb([hips + [0, j * 0.08, 0], knee, heel, foot], [0.115, 0.078, 0.045, 0.036])
        for f in (-1, 0, 1):
            toe = foot + [0.1, f * 0.05, -0.012]
            bones += limb([foot, toe], [0.034, 0.018])
            claws.append(
                tube([toe, toe + [0.04, f * 0.01, 0.004], toe + [0.075, f * 0.015, -0.02]], [0.017, 0.012, 0.001], 7)
            )
    tail: list[Point] = [
        hips - spine_dir * 0.02,
        hips + [-0.2, 0.03, -hip * 0.35],
        hips + [-0.42, 0.1, -hip * 0.75],
        hips + [-0.62, 0.05, -hip + 0.06],
        hips + [-0.85, -0.1, -hip + 0.05],
    ]
    bones += limb(tail, [0.1, 0.07, 0.05, 0.03, 0.01])
    body = skin(
        [(np.array(p) * size, np.array(q) * size, rp * size, rq * size) for p, q, rp, rq in bones],
        size * 0.025 * (1.0 + 0.24 * max(0, pairs - 2)),
        size * 0.045,
        seed,
        size * 0.01,
        size * 0.06,
    )
    horns = v.count("horns")
    for k in range(horns):
        pair, j = k // 2, 1 if k % 2 else -1
        big = 1.0 - 0.28 * pair
        s = np.linspace(0, 1, 12)
        base = head + [-0.03 - 0.03 * pair, j * (0.035 + 0.01 * pair), 0.04]
        x = base[0] - 0.16 * big * np.sin(s * pi * 0.75) + 0.16 * big * s**2.4 * (1 if pair == 0 else -0.6)
        y = base[1] + j * 0.26 * big * np.sin(s * pi * 0.62)
        z = base[2] + big * (0.2 * s**1.25 + 0.03 * np.sin(s * pi))
        spikes.append(tube(np.column_stack([x, y, z]), list(0.036 * big * (1 - s) ** 0.75 + 0.002), 10))
        for m in range(2, 8):
            spikes.append(torus(0.036 * big * (1 - s[m]) ** 0.75 + 0.002, 0.0035, 12, 4).move(x[m], y[m], z[m]))
    back = 11
    for k in range(back):
        t = k / (back - 1)
        if t < 0.5:
            at = chest + (neck - chest) * (0.5 - t)
            at = at + (hips - chest) * t * 2 * 0.9
        else:
            at = hips + (np.array(tail[2]) - hips) * (t - 0.5) * 1.8
        normal = np.array([-cos(a), 0, sin(a)]) if t < 0.55 else np.array([-0.35, 0, 0.94])
        thick = 0.155 if t < 0.5 else 0.08
        h = 0.15 * (1 - abs(t - 0.3)) + 0.03
        root = at + normal * (thick - 0.04)
        spikes.append(
            tube(
                [root, root + normal * h * 0.6 + [-0.015, 0, 0], root + normal * h + [-0.05, 0, 0.01]],
                [0.032, 0.018, 0.001],
                6,
            )
        )
    teeth = []
    for j in (-1, 1):
        for m in range(5):
            top = head + np.array([0.035 + 0.018 * m, j * (0.038 - 0.0045 * m), -0.045 - 0.006 * m])
            teeth.append(tube([top, top + [0.004, 0, -0.028]], [0.0075, 0.0008], 6))
            low = head + np.array([0.03 + 0.014 * m, j * (0.022 - 0.002 * m), -0.085])
            teeth.append(tube([low, low + [0.003, 0, 0.026]], [0.006, 0.0008], 6))
    eyes = [ellipsoid(0.012, 0.013, 0.009, head + [0.045, j * 0.046, 0.022], 10) for j in (-1, 1)]
    eyes += [ellipsoid(0.008, 0.009, 0.006, head + [0.02, j * 0.058, 0.036], 8) for j in (-1, 1)]
    grow = [s.scale(size, size, size) for s in (*spikes, *claws)]
    meshes = [
        part("hide", 0.2, body, smooth=True),
        part("horns", 0.62, *grow, smooth=True),
        part("teeth", 0.92, *(t.scale(size, size, size) for t in teeth)),
        part("eyes", 1.0, *(e.scale(size, size, size) for e in eyes)),
    ]
    return _stand(meshes, size)


def _stand(meshes: list[Mesh], size: float) -> list[Mesh]:
    """Scale to the asked height and put the middle of the footprint on the origin."""
    lo = np.min([m.bounds()[0] for m in meshes], axis=0)
    hi = np.max([m.bounds()[1] for m in meshes], axis=0)
    middle, grow = (lo + hi) / 2, size / float(hi[2] - lo[2])
    out = [m.placed((-float(middle[0]), -float(middle[1]), -float(lo[2]))) for m in meshes]
    return [m.placed((0, 0, 0), 0.0, grow) for m in out]


def _keeper(v: Values) -> list[Mesh]:
    """A giant built of wreckage, sitting or on its knuckles: hull-plank ribs, anchor-chain spine, lamps within."""
    size, seed = v.num("size"), v.count("seed")
    rng = np.random.default_rng(seed)
    planks: list[Solid] = []
    dark: list[Solid] = []
    iron: list[Solid] = []
    lamps: list[Solid] = []
    sit = v.word("pose") == "sit"
    hip_z = 0.14 if sit else 0.3
    hips = np.array([-0.2, 0.0, hip_z])
    crown = np.array([0.02 if sit else 0.16, 0.0, 0.83])

    def spine(t: float) -> Array:
        """A bowed back from hips to the nape."""
        bow = np.array([-0.15 * sin(pi * t), 0.0, 0.03 * sin(pi * t)])
        return np.asarray(hips + (crown - hips) * t + bow, dtype=np.float64)

    links = 17
    for k in range(links):
        t = k / (links - 1)
        at = spine(t)
        d = spine(min(t + 0.03, 1.0)) - spine(max(t - 0.03, 0.0))
        pitch = float(np.degrees(np.arctan2(d[0], d[2])))
        link = torus(0.03, 0.0105, 16, 6).scale(1.45, 0.85, 1.0).turn(90, "y")
        iron.append((link.turn(90, "z") if k % 2 else link).turn(pitch, "y").move(*at))
    for k in range(9):  # ribs: bent planks that start at the spine and close in front
        t = 0.14 + 0.72 * k / 8
        root = spine(t)
        swell = 0.19 + 0.15 * sin(pi * min(1.0, t * 1.08)) ** 1.2
        deep = 0.4 * swell / 0.28
        gap = 34 if k < 7 else 44
        for j in (-1, 1):
            angles = np.radians(np.linspace(172, gap, 12))
            path = np.column_stack(
                [
                    root[0] + deep * (0.5 + 0.5 * np.cos(angles)),
                    j * swell * np.sin(angles),
                    root[2] - 0.1 * (0.5 + 0.5 * np.cos(angles)) + 0.012 * rng.normal(size=12).cumsum() * 0.3,
                ]
            )
            width = 0.021 if k % 3 else 0.03
            for a0, a1 in pairwise(path):
                over = (a1 - a0) * 0.12
                (planks if (k + (j > 0)) % 2 else dark).append(beam(a0 - over, a1 + over, 0.014, width * 2))
            if rng.random() < 0.5:
                m = int(rng.integers(3, 9))
                planks.append(beam(path[m] + [0, j * 0.012, -0.06], path[m] + [0.02, j * 0.014, 0.07], 0.03, 0.01))
    for _ in range(34):  # lamps hang inside the chest
        t = rng.uniform(0.2, 0.85)
        root = spine(t)
        swell = 0.14 * sin(pi * t)
        at = root + [rng.uniform(0.06, 0.3), rng.uniform(-1, 1) * swell * 1.1, rng.uniform(-0.1, 0.03)]
        lamps.append(ellipsoid(0.0105, 0.0105, 0.0145, at, 7))
        iron.append(tube([at + [0, 0, 0.014], at + [0, 0, 0.05]], 0.0018, 4))
    shoulder_z = spine(0.88)
    for j in (-1, 1):  # arms of masts and spars, ending in hands of oars
        shoulder = shoulder_z + [0.06, j * 0.2, -0.01]
        elbow = shoulder + [-0.03, j * 0.2, -0.3]
        if j == -1 and v.word("pose") == "sit":
            wrist = np.array([0.55, j * 0.24, 0.3])
        else:
            wrist = np.array([0.3, j * 0.52, 0.13])
        for a0, a1, n, thick in ((shoulder, elbow, 5, 0.05), (elbow, wrist, 5, 0.042)):
            axis = (a1 - a0) / np.linalg.norm(a1 - a0)
            side = np.cross(axis, [1.0, 0, 0.3])
            side /= np.linalg.norm(side)
            other = np.cross(axis, side)
            for m in range(n):
                ang = 2 * pi * m / n
                off = (side * cos(ang) + other * sin(ang)) * thick * 0.75
                over = axis * rng.uniform(0.0, 0.05)
                (planks if m % 2 else dark).append(
                    tube(
                        [a0 + off - over, (a0 + a1) / 2 + off * 1.35, a1 + off * 0.8 + over],
                        [thick * 0.36, thick * 0.45, thick * 0.3],
                        6,
                    )
                )
            iron += [_hoop(a0 + (a1 - a0) * q, axis, thick * 1.22) for q in (0.18, 0.5, 0.82)]
        palm_dir = np.array([0.8, -j * 0.1, -0.35]) if wrist[2] < 0.2 else np.array([0.9, -j * 0.15, 0.02])
        palm_dir /= np.linalg.norm(palm_dir)
        across = np.cross(palm_dir, [0, 0, 1.0])
        across /= np.linalg.norm(across)
        up = np.cross(across, palm_dir)
        palm = wrist + palm_dir * 0.05
        planks += [
            beam(wrist + across * o, wrist + across * o * 1.3 + palm_dir * 0.1, 0.03, 0.022)
            for o in (-0.036, 0.0, 0.036)
        ]
        for f in range(5):
            o = (f - 2) * 0.028 if f else -0.085
            base = palm + palm_dir * (0.045 if f else -0.01) + across * o
            mid = base + (palm_dir + across * o * 6 + up * 0.35) * 0.085
            tip = mid + (palm_dir * 0.8 + across * o * 5 - up * 0.75) * 0.1
            tip[2] = max(tip[2], 0.006)
            planks.append(tube([base, mid], [0.011, 0.009], 6))
            dark.append(tube([mid, tip], 0.008, 6))
            blade = (tip - mid) / np.linalg.norm(tip - mid)
            end = tip + blade * 0.06
            end[2] = max(end[2], 0.004)
            planks.append(beam(tip - blade * 0.03, end, 0.03, 0.007))
    for j in (-1, 1):  # legs: folded when it sits
        hip = hips + [0.02, j * 0.15, 0.0]
        knee = hips + ([0.38, j * 0.3, 0.12] if sit else [0.2, j * 0.26, -0.02])
        foot = np.array([hips[0] + (0.3 if sit else 0.06), j * (0.36 if sit else 0.28), 0.03])
        for a0, a1, thick in ((hip, knee, 0.06), (knee, foot, 0.046)):
            axis = (a1 - a0) / np.linalg.norm(a1 - a0)
            side = np.cross(axis, [0.0, 1.0, 0.2])
            side /= np.linalg.norm(side)
            other = np.cross(axis, side)
            for m in range(5):
                off = (side * cos(2 * pi * m / 5) + other * sin(2 * pi * m / 5)) * thick * 0.7
                (dark if m % 2 else planks).append(
                    tube(
                        [a0 + off, (a0 + a1) / 2 + off * 1.3, a1 + off * 0.8],
                        [thick * 0.4, thick * 0.46, thick * 0.32],
                        6,
                    )
                )
            iron += [_hoop(a0 + (a1 - a0) * q, axis, thick * 1.2) for q in (0.3, 0.7)]
        planks += [
            beam(foot + [-0.05, o, -0.012], foot + [0.15, o * 1.5, -0.018], 0.035, 0.02) for o in (-0.035, 0.0, 0.035)
        ]
    # the keel of a ship rises behind the head like a crest; broken timbers stand from the shoulders
    nape = spine(0.97)
    s = np.linspace(0, 1, 9)
    for side_y, reach in ((0.0, 1.0), (0.05, 0.8), (-0.05, 0.8), (0.1, 0.55), (-0.1, 0.6)):
        crest = np.column_stack(
            [
                nape[0] - 0.1 - 0.1 * reach * np.sin(s * 2.2),
                side_y + side_y * s * 1.6,
                nape[2] - 0.14 + 0.36 * reach * s,
            ]
        )
        dark.append(tube(crest, list(0.022 * (1 - s) + 0.006), 6))
    for j in (-1, 1):
        for m in range(4):
            base = spine(0.84) + [-0.03 * m, j * (0.14 + 0.05 * m), 0.0]
            tip = base + [rng.uniform(-0.16, 0.02), j * rng.uniform(0.03, 0.12), rng.uniform(0.1, 0.24)]
            (planks if m % 2 else dark).append(beam(base, tip, 0.028, 0.016))
        yoke = [spine(0.9) + [0.03, 0, 0], spine(0.9) + [0.06, j * 0.12, 0.03], shoulder_z + [0.06, j * 0.22, -0.01]]
        dark.append(tube(yoke, [0.05, 0.05, 0.06], 8))
    head = _figurehead(crown + [0.11, 0, 0.02])
    every = {"planks": (0.44, planks), "dark": (0.2, dark), "chain": (0.1, iron), "lamps": (1.0, lamps)}
    meshes = [part(name, tone, *(x.scale(size, size, size) for x in solids)) for name, (tone, solids) in every.items()]
    meshes.append(part("face", 0.72, *(x.scale(size, size, size) for x in head), smooth=True))
    return _stand(meshes, size)


def _figurehead(at: Array) -> list[Solid]:
    """A carved woman's head worn smooth: brow and nose without eyes, hair swept back."""
    bones: list[Bone] = [
        (at, at + [0.01, 0, -0.045], 0.05, 0.036),
        (at + [0.03, 0, -0.06], at + [0.035, 0, -0.062], 0.022, 0.018),
        (at + [0.046, 0, 0.0], at + [0.055, 0, -0.03], 0.007, 0.011),
        (at + [0.036, -0.026, 0.014], at + [0.036, 0.026, 0.014], 0.014, 0.014),
        (at + [-0.03, 0, -0.08], at + [-0.08, 0, -0.14], 0.032, 0.045),
    ]
    for j in (-1, 1):
        bones += limb(
            [at + [0.01, j * 0.035, 0.035], at + [-0.05, j * 0.055, 0.02], at + [-0.1, j * 0.06, -0.06]],
            [0.022, 0.026, 0.014],
        )
    return [skin(bones, 0.0075, 0.018)]


def _hoop(at: Array, axis: Array, radius: float) -> Solid:
    """A rope lashing round a limb."""
    side = np.cross(axis, [0.0, 0.0, 1.0] if abs(axis[2]) < 0.9 else [1.0, 0, 0])
    side /= np.linalg.norm(side)
    other = np.cross(axis, side)
    angle = np.linspace(0, 2 * pi, 11)
    ring = at + radius * (np.outer(np.cos(angle), side) + np.outer(np.sin(angle), other))
    return tube(ring, 0.007, 5)


def _bones(v: Values) -> list[Mesh]:
    """A row of rib bones from a dead giant, arching over the path along X."""
    span, count = v.num("span"), v.count("count")
    rng = np.random.default_rng(v.count("seed"))
    ribs = []
    length = span * 1.5
    for k in range(count):
        x = -length / 2 + length * k / max(1, count - 1)
        big = 1.0 - 0.35 * abs(2 * k / max(1, count - 1) - 1) ** 1.5
        for j in (-1, 1):
            a = np.radians(np.linspace(-8, 78 + float(rng.uniform(-14, 8)), 14))
            tilt = float(rng.uniform(-0.05, 0.05))
            path = np.column_stack(
                [
                    x + tilt * span * np.sin(a),
                    j * span / 2 * big * np.cos(a) ** 0.85 * np.where(a < 0, 0.97, 1),
                    span * 0.72 * big * np.sin(a),
                ]
            )
            s = np.linspace(0, 1, 14)
            ribs.append(
                tube(path - [0, 0, 0.02], list(span * (0.035 * (1 - s) ** 0.6 + 0.006 + 0.012 * np.exp(-40 * s))), 9)
            )
    discs = []
    for k in range(count * 2):
        x = -length / 2 + length * k / max(1, count * 2 - 1)
        if rng.random() < 0.25:
            continue
        big = 1.0 - 0.35 * abs(2 * k / max(1, count * 2 - 1) - 1) ** 1.5
        z = span * 0.76 * big
        discs += [
            ellipsoid(span * 0.03, span * 0.055, span * 0.05, (x, 0, z), 12),
            tube([(x, 0, z), (x - 0.03 * span, 0, z + span * 0.14)], [span * 0.02, span * 0.006], 6),
        ]
    meshes = [part("ribs", 0.82, *ribs, smooth=True), part("spine", 0.76, *discs, smooth=True)]
    lo = np.min([m.bounds()[0] for m in meshes], axis=0)
    hi = np.max([m.bounds()[1] for m in meshes], axis=0)
    middle = (lo + hi) / 2
    return [m.placed((-float(middle[0]), -float(middle[1]), -float(lo[2]))) for m in meshes]


def _crystals(v: Values) -> list[Mesh]:
    """A cluster of six-sided crystals."""
    size = v.num("size")
    rng = np.random.default_rng(v.count("seed"))
    shards: list[Solid] = []
    for k in range(13):
        a, d = rng.uniform(0, 2 * pi), rng.uniform(0.02, 0.3) if k else 0.0
        tall = (1.0 if k == 0 else rng.uniform(0.25, 0.75)) * size
        r = tall * rng.uniform(0.09, 0.14)
        lean = np.array([cos(a), sin(a), 0]) * d * 1.5
        base = np.array([cos(a) * d * size * 0.6, sin(a) * d * size * 0.6, 0.0])
        up = np.array([0, 0, 1.0]) + lean
        up /= np.linalg.norm(up)
        path = [base - up * r, base + up * tall * 0.8, base + up * tall]
        shard = tube(path, [r, r * 0.9, r * 0.04], 6)
        shards.append(Solid(np.maximum(shard.points, [-1e9, -1e9, 0.0]), shard.faces))
    return _stand([part("crystals", 0.8, *shards)], size)


def _lamps_of_keeper(v: Values) -> tuple[Vec3, ...]:
    if v.word("kind") != "wreck":
        return ()
    size = v.num("size")
    return ((0.05 * size, 0.0, 0.5 * size), (0.12 * size, 0.0, 0.62 * size))


PIECES: tuple[Piece, ...] = (
    Piece(
        "monster",
        _monster,
        {
            "size": Num(6.0, 1.5, 30.0),
            "limbs": Num(4, 2, 6),
            "horns": Num(4, 0, 6),
            "kind": Choice(("beast", "wreck")),
            "pose": Choice(("loom", "rear", "charge", "sit")),
            "seed": Num(1, 0, 9999),
        },
        lamps=_lamps_of_keeper,
    ),
    Piece(
        "bone_arches", _bones, {"span": Num(9.0, 3.0, 30.0), "count": Num(7, 2, 12), "seed": Num(1, 0, 9999)}, trunk=0.0
    ),
    Piece("crystals", _crystals, {"size": Num(3.0, 0.3, 12.0), "seed": Num(1, 0, 9999)}),
)
