"""A scene's staging, decided once: who sits where, when each comes in and goes, and the side of the axis.

All shots of the scene read from it, so that seats, postures and the 180-degree side do not change between cuts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from secondunit.core.identity import sha256
from secondunit.core.script import Breakdown, Character, Scene
from secondunit.core.shots import Move, Setup, Shot
from secondunit.departments.storyboard import acting, dressing, language
from secondunit.departments.storyboard.acting import Doing
from secondunit.departments.storyboard.language import Cast
from secondunit.scene.framing import add, ahead, bearing, middle, turn
from secondunit.scene.layout import Mark, Param, SetPlan, Vec3
from secondunit.scene.sets import creature
from secondunit.scene.surround import Surround


@dataclass
class Moment:
    """One shot of the scene as it is played: who is there and what each does."""

    present: list[str]
    doing: dict[str, Doing]
    speakers: list[str]


@dataclass
class Staging:
    """See the module. `homes` are the marks of the cast; `monsters` are played by creatures."""

    scene: Scene
    plan: SetPlan
    surround: Surround
    people: Mapping[str, Character]
    homes: dict[str, Mark]
    beside: dict[str, Mark]  # where a seated person stands after getting up
    moments: dict[str, Moment]
    axis: tuple[str, str] | None
    side: float
    monsters: dict[str, tuple[Vec3, float, float]] = field(default_factory=dict)  # id -> position, heading, size
    build: Mapping[str, Param] = field(default_factory=dict)  # the look that the scene's words give its creature
    crowd: int = 0
    walking: bool = False
    seed: int = 0

    def mark(self, one: str, doing: Doing | None) -> Mark:
        """Return where a person is in a shot: at home, or standing beside the seat."""
        home = self.homes[one]
        if home.pose in ("sit", "lie") and doing and doing.posture not in ("sit", "lie", "drive"):
            return self.beside.get(one, home)
        return home


def stage_scene(
    scene: Scene,
    shots: Sequence[Shot],
    plan: SetPlan,
    surround: Surround,
    breakdown: Breakdown,
    cast: Cast,
    seed: int,
) -> Staging:
    """Decide the staging of a scene from all of its shots."""
    people = {c.id: c for c in breakdown.characters}
    text = " ".join(s.action for s in shots)
    moments, order, weight = _play(scene, shots, cast, people)
    monsters = [c for c in order if dressing.is_monster(people[c])]
    humans = [c for c in order if c not in monsters]
    seats = {
        c for c in humans if any(m.doing.get(c, Doing()).posture in ("sit", "drive", "lie") for m in moments.values())
    }
    lead = sorted(humans, key=lambda c: (-weight.get(c, 0), humans.index(c)))
    walking = any(s.move is Move.FOLLOW and len(s.subjects) >= 2 for s in shots)
    homes = _homes(lead, seats, plan, surround, moments)
    beside = {c: _beside(m, plan, surround, list(homes.values())) for c, m in homes.items() if m.pose in ("sit", "lie")}
    axis = (lead[0], lead[1]) if len(lead) >= 2 else None
    if axis and walking:
        homes = _side_by_side(lead, homes, plan)
    staging = Staging(
        scene,
        plan,
        surround,
        people,
        homes,
        beside,
        moments,
        axis,
        1.0,
        crowd=0,
        walking=walking,
        seed=seed,
        build=creature([text]),
    )
    staging.side = _side(staging, seed)
    made = next((p for p in plan.placements if p.piece == "monster"), None)
    for one in monsters:
        if made is not None:  # the set has the creature already
            staging.monsters[one] = (made.position, made.heading, float(made.params.get("size", 6.0)) * made.scale)
            continue
        size = 6.0
        spot, heading = dressing.monster_spot(plan, [homes[c] for c in lead[:2] if c in homes], size * 0.9 + 3.0)
        staging.monsters[one] = (spot, heading, size)
    staging.crowd = dressing.crowd_size(scene, text, plan)
    return staging


def _play(
    scene: Scene,
    shots: Sequence[Shot],
    cast: Cast,
    people: Mapping[str, Character],
) -> tuple[dict[str, Moment], list[str], dict[str, int]]:
    """Walk through the scene: entrances, exits, postures, and how much each one matters."""
    moments: dict[str, Moment] = {}
    present: list[str] = []
    postures: dict[str, str] = {}
    recent: list[str] = []
    order: list[str] = []
    weight: dict[str, int] = {}
    for shot in shots:
        doing = acting.read(shot.action, cast, recent, postures) if shot.action else {}
        speakers = []
        for name, words in shot.dialogue:
            ids = cast.mentions(name, any_case=True)
            on = ids and (ids[0] in shot.subjects or ids[0] in present or ids[0] == shot.foreground)
            if on and ids[0] in people:
                speakers.append(ids[0])
                weight[ids[0]] = weight.get(ids[0], 0) + 2 + language.count_words(words) // 8
        here = [
            c
            for c in (*shot.subjects, *([shot.foreground] if shot.foreground else []), *doing, *speakers)
            if c in people
        ]
        for one in here:
            if one not in present:
                present.append(one)
            if one not in order:
                order.append(one)
        for one in shot.subjects:
            weight[one] = weight.get(one, 0) + 1
        for one in present:
            doing.setdefault(one, Doing(postures.get(one, "")))
        moments[shot.id] = Moment(list(present), doing, list(dict.fromkeys(speakers)))
        for one, does in doing.items():
            if does.posture:
                postures[one] = does.posture
            if does.act == "fall":
                postures[one] = "kneel"
            if does.gone and one in present and one not in speakers:
                present.remove(one)
        recent = list(dict.fromkeys([*shot.subjects, *recent]))
    _backfill(moments)
    _already_here(shots, moments)
    return moments, order, weight


def _backfill(moments: Mapping[str, Moment]) -> None:
    """Who is never said to stand or sit takes the first posture named later in the scene (no jumping up)."""
    later: dict[str, str] = {}
    for moment in reversed(list(moments.values())):
        for one, does in moment.doing.items():
            if does.posture:
                later[one] = does.posture
            elif later.get(one) in ("sit", "lie", "drive"):
                does.posture = later[one]
            else:
                does.posture = "stand"


def _already_here(shots: Sequence[Shot], moments: Mapping[str, Moment]) -> None:
    """Who sits or waits there when first seen is in the place from the scene's first shot on."""
    opening = shots[0].id if shots else ""
    for number, shot in enumerate(shots[:4]):
        for one in list(moments[shot.id].present):
            does = moments[shot.id].doing.get(one, Doing())
            if number == 0 or does.act in ("walk", "run", "fall") or one in moments[opening].present:
                continue
            if language.ENTER.search(does.words) or does.posture not in ("sit", "lie", "drive"):
                continue
            for earlier in shots[:number]:
                moments[earlier.id].present.append(one)
                moments[earlier.id].doing[one] = Doing(does.posture)


def _homes(
    lead: Sequence[str],
    seats: set[str],
    plan: SetPlan,
    surround: Surround,
    moments: Mapping[str, Moment],
) -> dict[str, Mark]:
    """Give everyone a mark: drivers the wheel, sitters seats that face each other, the rest room to stand."""
    homes: dict[str, Mark] = {}
    free = list(plan.marks)
    drivers = [c for c in lead if any(m.doing.get(c, Doing()).posture == "drive" for m in moments.values())]
    in_car = plan.kind == "car" and any(m.pose == "drive" for m in free)
    if not in_car:
        free = [m for m in free if m.pose != "drive"]
    if in_car:
        drivers = drivers or list(lead[:1])
        seats = set(lead)
    for one in sorted(lead, key=lambda c: (c not in drivers, lead.index(c))):
        lies = any(m.doing.get(one, Doing()).posture == "lie" for m in moments.values())
        wish = "stand"
        if one in drivers and in_car:
            wish = "drive"
        elif lies and any(m.pose == "lie" for m in free):
            wish = "lie"
        elif one in seats:
            wish = "sit"
        front = next((m for m in free if m.pose == "sit"), None)
        mark = front if in_car and wish == "sit" and front else _choose(free, wish, list(homes.values()))
        if mark is None:
            mark = _free_spot(plan, surround, list(homes.values()))
        else:
            free.remove(mark)
        homes[one] = mark
    standing = [c for c in lead if homes[c].pose not in ("sit", "drive", "lie")]
    if len(standing) >= 2 and not seats:
        _talking_distance(homes, standing, plan, surround)
    for one in standing:
        partner = next((c for c in lead if c != one), None)
        if partner:
            homes[one] = replace(homes[one], heading=round(bearing(homes[one].position, homes[partner].position), 1))
    return homes


def _talking_distance(homes: dict[str, Mark], standing: Sequence[str], plan: SetPlan, surround: Surround) -> None:
    """Bring the second of two standing people to 1.2 m from the first where the floor is free."""
    import numpy as np

    first, second = (homes[c] for c in standing[:2])
    if not 1.4 < _away(first, second) < 8.0:
        return
    way = bearing(first.position, second.position)
    low, high = plan.bounds
    for off in (0, 25, -25, 50, -50, 80, -80):
        spot = add(first.position, ahead(way + off, 1.2))
        inside = low[0] <= spot[0] <= high[0] and low[1] <= spot[1] <= high[1]
        apart = min((math.dist(spot[:2], homes[c].position[:2]) for c in homes if c != standing[1]), default=9.0)
        clear = surround.wild.clearance(np.array([add(spot, (0, 0, h)) for h in (0.5, 1.0)], np.float32)).min()
        if inside and apart > 0.7 and clear > 0.3:
            homes[standing[1]] = replace(second, position=(round(spot[0], 3), round(spot[1], 3), spot[2]))
            return


def _choose(free: Sequence[Mark], wish: str, taken: Sequence[Mark]) -> Mark | None:
    """Return the best mark for a posture: talking distance, facing the first one; the set's order breaks ties."""
    fits = {"drive": ("drive",), "sit": ("sit",), "lie": ("lie",)}.get(wish, ("stand", "talk", "lean"))
    options = [m for m in free if m.pose in fits and all(_away(m, t) > 0.55 for t in taken)]
    if wish == "stand":
        options = options or [
            m for m in free if m.pose not in ("sit", "lie", "drive", "serve") and all(_away(m, t) > 0.55 for t in taken)
        ]
    if not options and wish == "sit":  # a car's passenger seats, a boat
        options = [m for m in free if m.seat_height > 0 and all(_away(m, t) > 0.4 for t in taken)]
    if not options:
        return None
    if not taken:
        return options[0]

    def cost(mark: Mark) -> float:
        first = taken[0]
        distance = _away(mark, first)
        talk = abs(distance - 1.3) if distance > 1.3 else 1.5 * abs(distance - 1.0)
        facing = abs(turn(bearing(mark.position, first.position) - mark.heading)) / 180.0 if mark.seat_height else 0.0
        back = abs(turn(bearing(first.position, mark.position) - first.heading)) / 180.0
        return talk + 1.5 * facing + 1.0 * back + 0.02 * options.index(mark)

    return min(options, key=cost)


def _away(a: Mark, b: Mark) -> float:
    return math.hypot(a.position[0] - b.position[0], a.position[1] - b.position[1])


def _free_spot(plan: SetPlan, surround: Surround, taken: Sequence[Mark]) -> Mark:
    """Return a spot on free floor near the others (or the middle of the set), in talking distance."""
    import numpy as np

    low, high = plan.bounds
    if taken:
        base, heading = taken[0].position, taken[0].heading
    elif plan.marks:
        base, heading = plan.marks[0].position, plan.marks[0].heading
    else:
        base, heading = ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2]), 0.0
    spots = [base] if not taken else []
    for distance in (1.15, 1.5, 0.9, 2.0, 2.6):
        for off in (0, 35, -35, 70, -70, 110, -110, 150, -150, 180):
            spots.append(add(base, ahead(heading + off, distance)))
    inside = [s for s in spots if low[0] + 0.25 <= s[0] <= high[0] - 0.25 and low[1] + 0.25 <= s[1] <= high[1] - 0.25]
    inside = inside or spots
    clear = surround.wild.clearance(np.array([add(s, (0, 0, 0.9)) for s in inside], np.float32))
    best = 0
    for i, spot in enumerate(inside):
        apart = min((math.dist(spot[:2], t.position[:2]) for t in taken), default=9.0)
        if clear[i] > 0.3 and apart > 0.75:
            best = i
            break
    spot = inside[best]
    look = bearing(spot, base) if taken else heading
    return Mark(f"spot_{len(taken) + 1}", spot, round(look, 1))


def _beside(mark: Mark, plan: SetPlan, surround: Surround, taken: Sequence[Mark]) -> Mark:
    """Return where a person stands after leaving this seat: the clearest side of it."""
    import numpy as np

    low, high = plan.bounds
    spots = [add(mark.position, ahead(mark.heading + off, far)) for far in (0.65, 0.85) for off in (80, -80, 180, 0)]
    clear = surround.wild.clearance(np.array([add(s, (0, 0, 0.8)) for s in spots], np.float32))
    best, best_value = spots[0], -9.0
    for i, spot in enumerate(spots):
        inside = low[0] <= spot[0] <= high[0] and low[1] <= spot[1] <= high[1]
        apart = min((math.dist(spot[:2], t.position[:2]) for t in taken if t is not mark), default=9.0)
        value = min(float(clear[i]), 0.6) + (0.0 if inside else -2.0) + min(apart, 0.6) - 0.02 * i
        if value > best_value:
            best, best_value = spot, value
    return Mark(mark.name + "_up", (best[0], best[1], plan.bounds[0][2]), mark.heading, "stand")


def _side_by_side(lead: Sequence[str], homes: dict[str, Mark], plan: SetPlan) -> dict[str, Mark]:
    """Put the first two next to each other, walking the same way: along the longer side of the set."""
    low, high = plan.bounds
    along = 0.0 if high[0] - low[0] >= high[1] - low[1] else 90.0
    first = homes[lead[0]]
    if abs(turn(first.heading - along)) > 90:
        along += 180.0
    out = dict(homes)
    out[lead[0]] = replace(first, heading=along, pose="stand", seat_height=0.0)
    out[lead[1]] = replace(
        homes[lead[1]],
        position=add(first.position, ahead(along - 90, 0.72)),
        heading=along,
        pose="stand",
        seat_height=0.0,
    )
    return out


def _side(staging: Staging, seed: int) -> float:
    """Choose the side of the axis once: the one with more room for a camera; the seed breaks a tie."""
    import numpy as np

    flip = 1.0 if int(sha256(f"{seed}:{staging.scene.location}".encode())[:2], 16) % 2 else -1.0
    if staging.axis is None:
        return flip
    a, b = (staging.homes[c].position for c in staging.axis)
    if staging.walking:  # led from the front
        return (
            1.0 if math.cos(math.radians(bearing(a, b) + 90.0 - staging.homes[staging.axis[0]].heading)) > 0 else -1.0
        )
    centre = add(middle(a, b), (0.0, 0.0, 1.3))
    line = bearing(a, b)
    room = {}
    for side in (1.0, -1.0):
        ways = np.array([ahead(line + side * o) for o in (50, 70, 90, 110, 130)], np.float32)
        origins = np.tile(np.array(centre, np.float32), (5, 1))
        free = np.minimum(staging.surround.sight.distance(origins, ways), 6.0)
        if staging.plan.interior:  # a window is no way out for a camera
            free = np.minimum(free, [_inside(staging.plan, centre, way) for way in ways])
        room[side] = float(free.mean())
        facing = [staging.homes[c].heading for c in staging.axis]
        room[side] += 0.8 * sum(math.cos(math.radians(turn(h - line - side * 90))) for h in facing)
    if abs(room[1.0] - room[-1.0]) < 0.4:
        return flip
    return 1.0 if room[1.0] > room[-1.0] else -1.0


def _inside(plan: SetPlan, start: Vec3, way: Sequence[float]) -> float:
    """Return how far one can go from a point along a level direction before leaving the bounds."""
    far = 60.0
    for k in (0, 1):
        if abs(way[k]) > 1e-6:
            edge = plan.bounds[1][k] if way[k] > 0 else plan.bounds[0][k]
            far = min(far, max(0.0, (edge - start[k]) / way[k]))
    return far


def partner_of(shot: Shot, one: str, moment: Moment) -> str | None:
    """Return whom a person deals with in a shot: the speaker, the one over whose shoulder we look, another subject."""
    others = [
        c for c in (*moment.speakers, *([shot.foreground] if shot.foreground else []), *shot.subjects) if c != one
    ]
    if others:
        return others[0]
    if shot.setup in (Setup.SINGLE, Setup.REACTION, Setup.OTS, Setup.MASTER, Setup.ESTABLISHING) and shot.dialogue:
        rest = [c for c in moment.present if c != one]
        return rest[0] if rest else None
    return None
