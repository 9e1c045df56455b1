"""Marks for the cast: seats, talking pairs, paths, counters, doors and a crowd, all on free floor."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from secondunit.scene import kit
from secondunit.scene.layout import Mark, Placement, Vec3
from secondunit.scene.sets.solve import Box, Dressed

BODY = 0.28  # metres: half the room a standing person takes
TALK = 1.15  # metres between two people who talk


class Floor:
    """The free floor: bounds and what stands on it."""

    def __init__(self, low: tuple[float, float], high: tuple[float, float], boxes: Sequence[tuple[str, Box]]) -> None:
        self.low, self.high, self.boxes = low, high, boxes

    def free(self, x: float, y: float, radius: float = BODY, but: Sequence[str] = ()) -> bool:
        """Say whether a body of this radius can be here; pieces named in `but` do not count."""
        inside = (
            self.low[0] + radius <= x <= self.high[0] - radius and self.low[1] + radius <= y <= self.high[1] - radius
        )
        return inside and all(name in but or box.distance(x, y) >= radius for name, box in self.boxes)


def _world(placement: Placement, x: float, y: float) -> tuple[float, float]:
    a = math.radians(placement.heading)
    x, y = x * placement.scale, y * placement.scale
    px, py, _ = placement.position
    return px + x * math.cos(a) - y * math.sin(a), py + x * math.sin(a) + y * math.cos(a)


def seat_marks(dressed: Dressed, floor: Floor) -> list[Mark]:
    """Return the marks that pieces bring: seats, beds, counters, steps."""
    out: list[Mark] = []
    number: dict[str, int] = {}
    for placement in dressed.placements:
        if placement.scale != 1.0:
            continue
        for seat in kit.seats(placement):
            x, y = _world(placement, seat.x, seat.y)
            own = [placement.name, dressed.parents.get(placement.name, "")]
            radius = BODY if seat.pose in ("serve", "stand") and seat.floor == 0.0 else 0.12
            if not floor.free(x, y, radius, own if radius < BODY else ()):
                continue
            pose, label = seat.pose, "seat"
            if pose == "drive":
                label = "driver"
            elif pose == "ride":
                pose, label = "sit", "passenger"
            elif pose == "row":
                pose = "sit"
            elif pose == "serve":
                pose, label = "stand", "serve"
            elif pose == "lie":
                label = "lie"
            elif pose == "stand":
                label = "step" if placement.piece == "stairs" else "stand"
            number[label] = number.get(label, 0) + 1
            z = placement.position[2] + seat.floor
            heading = (placement.heading + seat.heading) % 360.0
            name = f"{label}_{number[label]}" if label != "driver" or number[label] > 1 else label
            out.append(_mark(name, x, y, z, heading, pose, seat.height, placement.name))
    return out


def _mark(
    name: str, x: float, y: float, z: float, heading: float, pose: str = "stand", seat: float = 0.0, of: str = ""
) -> Mark:
    return Mark(name, (round(x, 3), round(y, 3), round(z, 3)), round(heading % 360.0, 1), pose, round(seat, 3), of)


def facing_first(seats: list[Mark]) -> list[Mark]:
    """Return seats so that the first two face each other at talking distance, where such a pair exists."""
    best: tuple[float, int, int] | None = None
    for i, a in enumerate(seats):
        for j, b in enumerate(seats):
            if i == j:
                continue
            dx, dy = b.position[0] - a.position[0], b.position[1] - a.position[1]
            d = math.hypot(dx, dy)
            if not 0.5 < d < 3.5:
                continue
            look = math.degrees(math.atan2(dy, dx))
            off = _apart(look, a.heading) + _apart(look + 180.0, b.heading)
            cost = off / 90.0 + abs(d - 1.4) * 0.5 + 0.01 * (i + j)
            if best is None or cost < best[0] - 1e-9:
                best = (cost, i, j)
    if best is None or best[0] > 2.2:
        return seats
    first = [seats[best[1]], seats[best[2]]]
    return first + [s for k, s in enumerate(seats) if k not in best[1:]]


def _apart(a: float, b: float) -> float:
    return abs((a - b + 180.0) % 360.0 - 180.0)


def pair_marks(floor: Floor, focus: tuple[float, float], count: int, taken: Sequence[Vec3]) -> list[Mark]:
    """Return two marks that face each other near the focus, and more round them for a bigger cast."""
    spots = []
    reach = 12
    for i in range(-reach, reach + 1):
        for j in range(-reach, reach + 1):
            spots.append((math.hypot(i, j) * 0.4, i, j))
    spots.sort()
    for apart in (TALK, 0.95):
        for _, i, j in spots:
            x, y = focus[0] + 0.4 * i, focus[1] + 0.4 * j
            if not floor.free(x, y, 0.1):
                continue
            for angle in (0.0, 90.0, 45.0, 135.0):
                dx, dy = math.cos(math.radians(angle)) * apart / 2, math.sin(math.radians(angle)) * apart / 2
                ends = [(x - dx, y - dy), (x + dx, y + dy)]
                if all(floor.free(*e) and _clear(e, taken, 0.6) for e in ends):
                    out = [
                        _mark("pair_a", *ends[0], 0.0, angle),
                        _mark("pair_b", *ends[1], 0.0, angle + 180.0),
                    ]
                    return out + _group(floor, (x, y), out, count - 2, taken)
    return []


def _clear(spot: tuple[float, float], taken: Sequence[Vec3], gap: float) -> bool:
    return all(math.hypot(spot[0] - t[0], spot[1] - t[1]) >= gap for t in taken)


def _group(
    floor: Floor, middle: tuple[float, float], pair: list[Mark], count: int, taken: Sequence[Vec3]
) -> list[Mark]:
    out: list[Mark] = []
    base = pair[0].heading
    held = [*taken, *(m.position for m in pair)]
    for ring in (1.05, 1.5, 2.0, 2.6):
        for off in (90.0, -90.0, 60.0, -60.0, 120.0, -120.0, 30.0, -30.0):
            if len(out) >= count:
                return out
            a = math.radians(base + off)
            spot = (middle[0] + ring * math.cos(a), middle[1] + ring * math.sin(a))
            if floor.free(*spot) and _clear(spot, held, 0.7):
                mark = _mark(f"stand_{len(out) + 1}", *spot, 0.0, base + off + 180.0)
                out.append(mark)
                held.append(mark.position)
    return out


def walk_marks(floor: Floor, focus: tuple[float, float], level: float = 0.0) -> list[Mark]:
    """Return a path for two abreast: walk_1 and walk_2 at its start, walk_end_1 and walk_end_2 at its end."""
    best: tuple[float, float, float, float, float] | None = None
    for heading in (0.0, 90.0, 180.0, 45.0, 135.0):
        c, s = math.cos(math.radians(heading)), math.sin(math.radians(heading))
        for shift in (0.0, 0.8, -0.8, 1.6, -1.6, 2.4, -2.4):
            ox, oy = focus[0] - s * shift, focus[1] + c * shift
            back = _run(floor, ox, oy, -c, -s, c, s)
            ahead = _run(floor, ox, oy, c, s, c, s)
            total = back + ahead
            if min(back, ahead) >= 0.0 and total >= 1.6:
                score = min(total, 9.0) - 0.35 * abs(shift) - (0.3 if heading in (45.0, 135.0) else 0.0)
                if best is None or score > best[0] + 1e-9:
                    best = (score, ox - c * min(back, 4.5), oy - s * min(back, 4.5), heading, min(total, 9.0))
    if best is None:
        return []
    _, x, y, heading, length = best
    c, s = math.cos(math.radians(heading)), math.sin(math.radians(heading))
    out = []
    for name, far in (("walk", 0.0), ("walk_end", length)):
        for k, side in ((1, 0.37), (2, -0.37)):
            out.append(_mark(f"{name}_{k}", x + c * far - s * side, y + s * far + c * side, level, heading, "walk"))
    return [m for m in out if floor.free(m.position[0], m.position[1], 0.25)]


def _run(floor: Floor, x: float, y: float, dx: float, dy: float, c: float, s: float) -> float:
    """Return how far two abreast can walk from a point in a direction; -1 where they cannot even stand."""
    step, far = 0.25, -1.0
    for k in range(48):
        d = k * step
        if not all(floor.free(x + dx * d - s * w, y + dy * d + c * w, 0.26) for w in (0.37, -0.37)):
            return far
        far = d
    return far


def door_marks(doors: Sequence[Placement], floor: Floor) -> list[Mark]:
    """Return a mark inside each door, facing into the room."""
    out: list[Mark] = []
    for placement in doors:
        for far in (0.7, 0.9, 0.5):
            x, y = _world(placement, far, 0.0)
            if floor.free(x, y):
                out.append(_mark(f"door_{len(out) + 1}", x, y, 0.0, placement.heading, of=placement.name))
                break
    return out


def crowd_marks(floor: Floor, count: int, focus: tuple[float, float], taken: Sequence[Vec3], rng: Random) -> list[Mark]:
    """Return spread standing marks that leave the principals room; most look at the focus."""
    out: list[Mark] = []
    held = list(taken)
    for gap in (1.0, 0.8, 0.66):
        for _ in range(260):
            if len(out) >= count:
                return out
            x = rng.uniform(floor.low[0] + 0.35, floor.high[0] - 0.35)
            y = rng.uniform(floor.low[1] + 0.35, floor.high[1] - 0.35)
            if floor.free(x, y) and _clear((x, y), held, gap):
                look = math.degrees(math.atan2(focus[1] - y, focus[0] - x)) + rng.gauss(0, 35)
                out.append(_mark(f"crowd_{len(out) + 1}", x, y, 0.0, look))
                held.append((x, y, 0.0))
    return out
