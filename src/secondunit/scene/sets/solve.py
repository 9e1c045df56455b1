"""Placing pieces by relations without collisions: candidates per relation, oriented boxes, backtracking."""
# ruff: noqa: S311 - seeded draws, repeatable by design

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from secondunit.scene import kit
from secondunit.scene.layout import Param, Placement, Vec3
from secondunit.scene.sets.templates import Item, Opening

Pose2 = tuple[float, float, float, float]  # x, y, z, heading
BUDGET = 4000  # placements tried before required pieces may be left out
SIDE_HEADING = {"n": -90.0, "s": 90.0, "e": 180.0, "w": 0.0}  # a piece with its back to that wall


@dataclass(frozen=True, slots=True)
class Box:
    """An oriented rectangle on the floor."""

    x: float
    y: float
    half_x: float
    half_y: float
    heading: float

    def corners(self) -> list[tuple[float, float]]:
        """Return the four corners."""
        c, s = math.cos(math.radians(self.heading)), math.sin(math.radians(self.heading))
        signs = ((-1, -1), (1, -1), (1, 1), (-1, 1))
        return [
            (self.x + c * i * self.half_x - s * j * self.half_y, self.y + s * i * self.half_x + c * j * self.half_y)
            for i, j in signs
        ]

    def meets(self, other: Box, gap: float = 0.0) -> bool:
        """Say whether two boxes overlap or come nearer than `gap` (separating axes)."""
        one, two = self.corners(), other.corners()
        for heading in (self.heading, self.heading + 90, other.heading, other.heading + 90):
            ax, ay = math.cos(math.radians(heading)), math.sin(math.radians(heading))
            p = [x * ax + y * ay for x, y in one]
            q = [x * ax + y * ay for x, y in two]
            if max(p) <= min(q) + 1e-6 - gap or max(q) <= min(p) + 1e-6 - gap:
                return False
        return True

    def distance(self, x: float, y: float) -> float:
        """Return how far a point lies outside the box, 0 inside."""
        c, s = math.cos(math.radians(self.heading)), math.sin(math.radians(self.heading))
        dx, dy = x - self.x, y - self.y
        u, v = abs(c * dx + s * dy) - self.half_x, abs(-s * dx + c * dy) - self.half_y
        return math.hypot(max(u, 0.0), max(v, 0.0))


@dataclass(frozen=True, slots=True)
class Space:
    """Where pieces may stand: half sizes of the area, wall height, and zones to keep free."""

    half_x: float
    half_y: float
    height: float
    walls: bool
    keep: tuple[Box, ...] = ()
    openings: tuple[Opening, ...] = ()


@dataclass(slots=True)
class Dressed:
    """The growing set: placements with the item each came from and its parent's name."""

    placements: list[Placement] = field(default_factory=list)
    parents: dict[str, str] = field(default_factory=dict)  # placement name -> placement name it relates to
    boxes: list[tuple[str, Box]] = field(default_factory=list)
    groups: dict[str, list[Placement]] = field(default_factory=dict)  # item name -> its placements


def box_of(placement: Placement) -> Box | None:
    """Return the floor area that a piece takes from people and other pieces; None for what is not in the way."""
    kind = kit.piece(placement.piece)
    if kind.group not in ("solid", "backdrop"):
        return None
    if placement.piece == "lamp" and placement.params.get("style") == "hanging":
        return None
    x, y, _ = kit.footprint(placement)
    share = kind.trunk
    if share <= 0.0:
        return None
    return Box(placement.position[0], placement.position[1], x * share / 2, y * share / 2, placement.heading)


def _fits(box: Box, dressed: Dressed, space: Space, beyond: bool) -> bool:
    if (
        space.walls
        and not beyond
        and any(abs(x) > space.half_x + 1e-3 or abs(y) > space.half_y + 1e-3 for x, y in box.corners())
    ):
        return False
    if any(box.meets(zone) for zone in space.keep):
        return False
    return not any(box.meets(other) for _, other in dressed.boxes)


def candidates(item: Item, index: int, dressed: Dressed, space: Space, rng: Random) -> Iterator[Pose2]:
    """Yield places for the item's copy number `index`, best first."""
    probe = Placement(item.piece, "probe", scale=item.scale, params=item.params)
    length, width, tall = kit.footprint(probe)
    at, z = item.at, item.z
    words = [float(w) for w in at[1:] if _is_number(w)]
    match at[0]:
        case "centre":
            yield (0.0, 0.0, z, 0.0)
        case "xy":
            heading = words[2] if len(words) > 2 else 0.0
            yield (words[0], words[1], z, heading)
            for _ in range(24):
                dx, dy = rng.uniform(-0.9, 0.9), rng.uniform(-0.7, 0.7)
                yield (words[0] + dx, words[1] + dy, z, heading)
        case "row":
            t = index / max(1, item.count - 1)
            x, y = words[0] + (words[2] - words[0]) * t, words[1] + (words[3] - words[1]) * t
            yield (x, y, z, words[4])
            for _ in range(6):
                yield (x + rng.uniform(-0.3, 0.3), y + rng.uniform(-0.1, 0.1), z, words[4])
        case "wall" | "edge" | "hang":
            yield from _wall(item, at, words, (length, width, tall), space, rng)
        case "corner":
            spots = [(i, j) for i in (-1, 1) for j in (-1, 1)]
            rng.shuffle(spots)
            for i, j in spots:
                heading = SIDE_HEADING["e" if i > 0 else "w"]
                yield (i * (space.half_x - length / 2 - 0.08), j * (space.half_y - width / 2 - 0.08), z, heading)
            for _ in range(20):
                i, j = rng.choice(spots)
                x = i * (space.half_x - length / 2 - 0.08 - rng.uniform(0.0, 1.4))
                yield (x, j * (space.half_y - width / 2 - 0.08 - rng.uniform(0.0, 1.0)), z, 0.0)
        case "scatter":
            for _ in range(40):
                a, r = rng.uniform(0, 2 * math.pi), math.sqrt(rng.uniform(words[0] ** 2, words[1] ** 2))
                yield (r * math.cos(a), r * math.sin(a), z, round(rng.uniform(0, 360), 1))
        case _:
            yield from _related(item, index, words, length, width, dressed, rng)


def _is_number(word: str) -> bool:
    return word.lstrip("-").replace(".", "", 1).isdigit()


def _wall(
    item: Item, at: Sequence[str], words: list[float], size: tuple[float, float, float], space: Space, rng: Random
) -> Iterator[Pose2]:
    """Yield places at a wall: the wish first; nothing hangs or towers before a window or door."""
    length, width, tall = size
    side = at[1]
    heading = SIDE_HEADING[side] + (90.0 if item.along else 0.0)
    deep, wide = (width, length) if item.along else (length, width)
    reach = space.half_y if side in "ns" else space.half_x
    run = space.half_x if side in "ns" else space.half_y
    off = reach - deep / 2 - (0.02 if at[0] == "wall" else 0.012 if at[0] == "hang" else 0.3)
    z = item.z
    spots: list[float] = []
    if at[0] == "hang":
        z = words[-1]
        spots = [words[0]] if len(words) > 1 else []
    elif words:
        spots = [words[0]]
    room = max(0.0, run - wide / 2 - 0.03)
    spots += [rng.uniform(-room, room) for _ in range(24)]
    for u in spots:
        u = max(-room, min(room, u))
        foot = z if at[0] == "hang" else 0.0 if tall > 1.3 and item.piece != "kitchen" else -1.0
        if foot >= 0.0 and any(_covers(o, side, u, wide, foot, foot + tall) for o in space.openings):
            continue
        x, y = (u, off if side == "n" else -off) if side in "ns" else (off if side == "e" else -off, u)
        yield (x, y, z, heading)


def _covers(opening: Opening, side: str, u: float, wide: float, low: float, high: float) -> bool:
    """Say whether something on a wall would hide an opening."""
    beside = abs(opening.u - u) >= (opening.width + wide) / 2 + 0.08
    return opening.side == side and not beside and low < opening.head and high > opening.sill + 0.1


def _related(
    item: Item, index: int, words: list[float], length: float, width: float, dressed: Dressed, rng: Random
) -> Iterator[Pose2]:
    group = dressed.groups.get(item.at[1], [])
    if not group:
        return
    parent = group[min(index, len(group) - 1)] if item.at[0] in ("behind", "on") else group[0]
    px, py, tall = kit.footprint(parent)

    def world(x: float, y: float, z: float, heading: float) -> Pose2:
        c, s = math.cos(math.radians(parent.heading)), math.sin(math.radians(parent.heading))
        ox, oy, oz = parent.position
        return (ox + c * x - s * y, oy + s * x + c * y, oz + z, parent.heading + heading)

    gap = words[0] if words else 0.03
    match item.at[0]:
        case "around":
            for x, y, heading in _slots(parent, item.count, px, py, length, index):
                yield world(x, y, item.z, heading)
        case "front":
            for extra in (0.0, 0.1, 0.25, -0.1):
                yield world(px / 2 + gap + extra + length / 2, 0.0, item.z, 180.0)
        case "behind":
            for extra in (0.0, 0.05, 0.15):
                yield world(-px / 2 - gap - extra - length / 2, 0.0, item.z, 0.0)
        case "beside":
            sides = [1, -1]
            rng.shuffle(sides)
            for side in sides:
                for extra in (0.04, 0.12):
                    yield world(-px / 2 + length / 2 + 0.02, side * (py / 2 + width / 2 + extra), item.z, 0.0)
        case "above":
            yield world(0.0, 0.0, words[0], 0.0)
        case "on":
            height = kit.top(parent) or tall
            room_x, room_y = max(0.0, px / 2 - length / 2 - 0.05), max(0.0, py / 2 - width / 2 - 0.06)
            taken = [b for n, b in dressed.parents.items() if b == parent.name for b in (n,)]
            busy = [p.position for p in dressed.placements if p.name in taken]
            best: list[tuple[float, Pose2]] = []
            for _ in range(30):
                x, y = rng.uniform(-room_x, room_x) * 0.85, rng.uniform(-room_y, room_y) * 0.9
                spot = world(x, y, height, 0.0)
                clear = min((math.dist(spot[:2], b[:2]) for b in busy), default=1.0)
                if clear > max(length, width) * 0.5 + 0.1:
                    turn = 0.0 if item.piece in ("computer", "tv", "lamp") else rng.uniform(-25, 25)
                    best.append(
                        (
                            -round(clear, 2),
                            (*spot[:3], round(spot[3] + turn + (180.0 if item.piece == "computer" else 0.0), 1)),
                        )
                    )
            for _, spot in sorted(best, key=lambda pair: pair[0])[:3]:
                yield spot


def _slots(
    parent: Placement, count: int, px: float, py: float, depth: float, index: int
) -> Iterator[tuple[float, float, float]]:
    """Yield seats round a table: for two, opposite each other across the shorter side."""
    gap = depth / 2 + 0.02
    if parent.params.get("shape") == "round" or abs(px - py) < 0.15:
        turn = 360.0 / max(count, 1)
        for extra in (0.0, 20.0, -20.0, 45.0, 90.0):
            a = math.radians(index * turn + extra)
            reach = (
                px / 2 + gap
                if parent.params.get("shape") == "round"
                else px / 2 / max(abs(math.cos(a)), abs(math.sin(a))) + gap
            )
            yield (reach * math.cos(a), reach * math.sin(a), math.degrees(a) + 180.0)
        return
    along_x = px >= py
    pairs = max(1, math.ceil(count / 2))
    step = (px if along_x else py) / pairs
    k, side = index // 2, 1 if index % 2 == 0 else -1
    u = step * (k - (pairs - 1) / 2)
    if along_x:
        yield (u, side * (py / 2 + gap), -90.0 * side)
        yield (side * (px / 2 + gap), 0.0, 180.0 if side > 0 else 0.0)
    else:
        yield (side * (px / 2 + gap), u, 180.0 if side > 0 else 0.0)
        yield (0.0, side * (py / 2 + gap), -90.0 * side)


def solve(items: Sequence[Item], space: Space, seed: str, dressed: Dressed | None = None) -> Dressed:
    """Place the items in order; those that must stand are tried with backtracking, others may be left out.

    The same items, space and seed give the same set.
    """
    dressed = dressed if dressed is not None else Dressed()
    todo = [(item, index) for item in items for index in range(item.count)]
    left = [BUDGET]
    _place(todo, 0, space, seed, dressed, left)
    return dressed


def _place(todo: list[tuple[Item, int]], at: int, space: Space, seed: str, dressed: Dressed, left: list[int]) -> bool:
    """Depth-first search over places; optional pieces are placed greedily so that depth stays small."""
    while at < len(todo) and not todo[at][0].must:
        item, index = todo[at]
        for pose in candidates(item, index, dressed, space, Random(f"{seed}:{item.name}:{index}")):
            if _put(item, index, pose, space, seed, dressed):
                break
        at += 1
    if at >= len(todo):
        return True
    item, index = todo[at]
    mark = (len(dressed.placements), len(dressed.boxes))
    for pose in candidates(item, index, dressed, space, Random(f"{seed}:{item.name}:{index}")):
        left[0] -= 1
        if left[0] <= 0:
            break
        if _put(item, index, pose, space, seed, dressed):
            if _place(todo, at + 1, space, seed, dressed, left):
                return True
            _undo(dressed, mark)
    if left[0] > 0 and at > 0:
        return False
    return _place(todo, at + 1, space, seed, dressed, left)


def _undo(dressed: Dressed, mark: tuple[int, int]) -> None:
    gone = {p.name for p in dressed.placements[mark[0] :]}
    del dressed.placements[mark[0] :]
    dressed.boxes[:] = [b for b in dressed.boxes if b[0] not in gone]
    for name in gone:
        dressed.parents.pop(name, None)
    for key in list(dressed.groups):
        dressed.groups[key] = [p for p in dressed.groups[key] if p.name not in gone]


def _put(item: Item, index: int, pose: Pose2, space: Space, seed: str, dressed: Dressed) -> bool:
    params, scale = varied(item, index, seed)
    placement = Placement(
        item.piece, _name(item, dressed), _round(pose), round(pose[3] % 360.0, 2), scale, params, item.span
    )
    box = box_of(placement)
    if item.parent and item.at[0] in ("on", "above"):
        box = None  # it takes no floor
    beyond = kit.piece(item.piece).group == "backdrop"
    if box is not None and not _fits(box, dressed, space, beyond):
        return False
    dressed.placements.append(placement)
    dressed.groups.setdefault(item.name, []).append(placement)
    if box is not None:
        dressed.boxes.append((placement.name, box))
    if item.parent:
        group = dressed.groups[item.at[1]]
        dressed.parents[placement.name] = group[
            min(index, len(group) - 1) if item.at[0] in ("behind", "on") else 0
        ].name
    return True


def _round(pose: Pose2) -> Vec3:
    return (round(pose[0], 3), round(pose[1], 3), round(pose[2], 3))


def _name(item: Item, dressed: Dressed) -> str:
    names = {p.name for p in dressed.placements}
    if item.count == 1 and item.name not in names and not any(n.startswith(f"{item.name}_") for n in names):
        return item.name
    k = 1
    while f"{item.name}_{k}" in names:
        k += 1
    return f"{item.name}_{k}"


LOOKS = 3  # kinds of one piece in a set: few, so that stages share their meshes
GROW = {"height": (0.8, 1.2), "size": (0.5, 1.3)}


def varied(item: Item, index: int, seed: str) -> tuple[dict[str, Param], float]:
    """Return the item's parameters and scale with what it may vary drawn from the seed."""
    params = dict(item.params)
    scale = item.scale
    rng = Random(f"{seed}:{item.name}:{index}:look")
    for key in item.vary:
        match key:
            case "seed":
                params["seed"] = float(rng.randint(1, LOOKS))
            case "height" | "size":
                scale *= round(rng.uniform(*GROW[key]), 2)
            case "floors":
                base = int(float(params.get("floors", 3.0)))
                params["floors"] = float(max(1, base + rng.choice((-1, 0, 0, 1))))
                params["tone"] = rng.choice((0.45, 0.55, 0.66))
            case "style":
                params["style"] = rng.choice(STYLES[item.piece])
    return params, round(scale, 3)


STYLES = {"building": ("terrace", "terrace", "shop", "office"), "gravestone": ("round", "cross")}
