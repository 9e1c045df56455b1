"""Sets: from slug line and action words to a dressed set with marks for the cast and light."""
# ruff: noqa: S311 - seeded draws, repeatable by design

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from secondunit.core.script import Location, Scene
from secondunit.scene import kit
from secondunit.scene.layout import Light, Mark, Param, Placement, SetPlan, Vec3
from secondunit.scene.sets import marks as spots
from secondunit.scene.sets.nouns import MOST, Mention, mentions
from secondunit.scene.sets.solve import Box, Dressed, Space, solve
from secondunit.scene.sets.templates import Item, Template, choose, pattern

__all__ = ["creature", "light_for", "plan_set"]

_POSTURE = (  # words of the action that bring a kind of mark to the front
    ("seats", ("sit", "sits", "sitting", "seated", "at the table", "chair")),
    ("lie", ("lies on", "lying", "asleep", "in bed", "on the bed", "sleeps")),
    ("walk", ("walks beside", "walk beside", "walk together", "strolls", "stroll")),
)
_NIGHT = ("NIGHT", "EVENING", "MIDNIGHT")
_LOW_SUN = ("DAWN", "DUSK", "SUNSET", "SUNRISE", "MAGIC HOUR", "TWILIGHT")


def plan_set(location: Location, scenes: Sequence[Scene], texts: Sequence[str], cast: int, seed: int) -> SetPlan:
    """Return the set of a location: template from slug and action, pieces the action names, marks, light.

    `texts` are action paragraphs, `cast` is how many people need a mark at once. Base pieces depend on the
    location and seed only; words add to them. Same input, same plan.
    """
    slug = " ".join([location.name, *(s.place for s in scenes)])
    setting = location.setting or next((s.setting for s in scenes if s.setting), "")
    template = choose(slug, setting, texts)
    key = f"{seed}:{location.id}:{template.kind}"
    space = _space(template)
    items = [replace(i, span=location.name) for i in template.pieces]
    built = _room(template, location.name) if template.room else []
    dressed = solve(items, space, key)
    found = mentions(texts)
    props = _words(found, dressed, built, space, template, key)
    low, high = _bounds(template, space)
    floor = spots.Floor(low, high, dressed.boxes)
    level = 0.13 if template.kind == "street" else 0.0
    all_marks = _marks(template, dressed, built, floor, texts, cast, key, level)
    placements = (*built, *dressed.placements)
    light = _light(template, scenes, placements)
    top = space.height - 0.1
    names = [p.name for p in placements]
    hero = (
        next((n for n in names if n == template.hero or n.startswith(f"{template.hero}_")), "") if template.hero else ""
    )
    return SetPlan(
        location.id,
        template.kind,
        template.room or template.kind == "cave",
        placements,
        tuple(all_marks),
        ((low[0], low[1], 0.0), (high[0], high[1], top)),
        light,
        hero,
        props,
    )


def _space(template: Template) -> Space:
    x, y, z = template.size
    keep = []
    if template.room:
        for o in template.openings:
            if o.piece == "door":  # room to open the door and step in
                cx, cy = _on_wall(o.side, o.u, x / 2 - 0.45, y / 2 - 0.45)
                wide = o.width / 2 + 0.05
                keep.append(Box(cx, cy, wide if o.side in "ns" else 0.45, 0.45 if o.side in "ns" else wide, 0.0))
    elif not template.vehicle:
        keep.append(Box(0.0, 0.0, 1.5, 0.75, 0.0))  # the cast plays here
    return Space(x / 2, y / 2, z, template.room, tuple(keep), template.openings)


def _on_wall(side: str, u: float, x: float, y: float) -> tuple[float, float]:
    return {"n": (u, y), "s": (u, -y), "e": (x, u), "w": (-x, u)}[side]


def _bounds(template: Template, space: Space) -> tuple[tuple[float, float], tuple[float, float]]:
    if template.bounds:
        return template.bounds[:2], template.bounds[2:]
    edge = 0.05 if template.room else 0.0
    return (edge - space.half_x, edge - space.half_y), (space.half_x - edge, space.half_y - edge)


def _room(template: Template, span: str) -> list[Placement]:
    x, y, z = template.size
    holes = " ".join(f"{o.side}:{o.u:g}:{o.width:g}:{o.sill:g}:{o.head:g}" for o in template.openings)
    params: dict[str, Param] = {
        "length": x,
        "width": y,
        "height": z,
        "openings": holes,
        "boards": template.kind in ("kitchen", "bedroom", "living_room", "bar", "interior"),
    }
    if template.wild:
        params["wild"] = template.wild
    out = [Placement("room", "room", params=params, span=span)]
    number = {"door": 0, "window": 0}
    heading = {"n": -90.0, "s": 90.0, "e": 180.0, "w": 0.0}
    for o in template.openings:
        number[o.piece] += 1
        cx, cy = _on_wall(o.side, o.u, x / 2 + 0.06, y / 2 + 0.06)
        out.append(
            Placement(
                o.piece,
                f"{o.piece}_{number[o.piece]}",
                (cx, cy, 0.0),
                heading[o.side] % 360.0,
                params=dict(o.params),
                span=span,
            )
        )
    return out


def _words(
    found: Sequence[Mention], dressed: Dressed, built: Sequence[Placement], space: Space, template: Template, key: str
) -> dict[str, str]:
    """Match words to pieces on the set, add those that are missing; return word -> placement name."""
    props: dict[str, str] = {}
    added = 0
    for mention in found:
        noun = mention.noun
        there = _match(mention, [*dressed.placements, *built])
        if there is None and noun.where != "none" and added < MOST and not (noun.outdoor and template.room):
            before = len(dressed.placements)
            for item in _items(mention, dressed, space, template):
                solve([item], space, f"{key}:{mention.word}", dressed)
                if len(dressed.placements) > before:
                    there = dressed.placements[before]
                    added += 1
                    break
        if there is not None:
            props[mention.word] = there.name
            props.setdefault(mention.phrase, there.name)
    return props


def _match(mention: Mention, placements: Sequence[Placement]) -> Placement | None:
    noun = mention.noun
    for p in placements:
        same = p.piece == noun.piece and all(p.params.get(k) == v for k, v in noun.params.items())
        if noun.piece == "lamp" and p.piece == "lamp":
            same = noun.params.get("style") == "table" or same
        if same:
            return p
    return None


def _items(mention: Mention, dressed: Dressed, space: Space, template: Template) -> list[Item]:
    """Return ways to add a mentioned piece, best first."""
    noun = mention.noun
    name = "".join(c if c.isalnum() else "_" for c in mention.word.lower())
    surfaces = [p for p in dressed.placements if kit.top(p) > 0.0]
    prefer = ("table", "corner_table", "desk", "nightstand", "coffee_table", "counter")
    surfaces.sort(key=lambda p: next((k for k, n in enumerate(prefer) if p.name == n or p.piece == n), 9))
    low = min(space.half_x, space.half_y)
    params = {**noun.params, **({} if template.room else noun.outdoor_params)}

    def item(at: str, z: float = 0.0, scale: float = 1.0) -> Item:
        return Item(noun.piece, name, tuple(at.split()), 1, params, False, scale, z, span=mention.span)

    match noun.where:
        case "surface":
            ways = []
            for p in surfaces:
                group = next(g for g, members in dressed.groups.items() if p in members)
                ways.append(item(f"on {group}"))
            return [*ways, item(f"scatter 0.9 {min(2.2, low):.2f}")]
        case "wall" if template.room:
            return [item(f"hang {side} 1.5") for side in ("s", "n", "e", "w")]
        case "wall":
            return []
        case "over":
            return [item("xy 4.5 0 0"), item("scatter 3 6")]
        case "far" if not template.room:
            if noun.piece == "wave":
                return [item(f"xy {-space.half_x - far:.1f} 0 0") for far in (20, 34, 48, 70)]
            near = 0.35 * space.half_x
            return [
                item("xy -6.5 1.5 -12"),
                item(f"scatter {max(3.0, near):.1f} {space.half_x:.1f}"),
                item(f"scatter 6 {space.half_x + 8:.1f}"),
            ]
        case "deep" if not template.room:
            return [item("xy -3 18 -80"), item("scatter 15 24")]
        case "near" if not template.room:
            return [item("scatter 1.7 3.6"), item("scatter 3 7")]
        case _:
            if template.room:
                return [item(f"wall {side}") for side in ("s", "e", "n", "w")] + [item(f"scatter 0.8 {low:.2f}")]
            return [item("scatter 2.2 5"), item(f"scatter 4 {space.half_x:.1f}")]


def _marks(
    template: Template,
    dressed: Dressed,
    built: Sequence[Placement],
    floor: spots.Floor,
    texts: Sequence[str],
    cast: int,
    key: str,
    level: float,
) -> list[Mark]:
    """Return all marks, best first: the template's order, moved by what the action says people do."""
    action = "\n".join(texts)
    seats = spots.seat_marks(dressed, floor)
    order = list(template.marks)
    for kind, words in reversed(_POSTURE):
        if any(pattern(w).search(action) for w in words):
            named = [o for o in order if o.split(":")[0] == kind]
            order = [*named, *(o for o in order if o not in named)]
    groups: dict[str, list[Mark]] = {
        "car": [m for m in seats if m.name.split("_")[0] in ("driver", "passenger")],
        "lie": [m for m in seats if m.pose == "lie"],
        "serve": [m for m in seats if m.name.startswith("serve")],
        "stairs": [m for m in seats if m.name.startswith("step")],
        "seats": spots.facing_first([m for m in seats if m.name.startswith("seat")]),
        "door": spots.door_marks([p for p in built if p.piece == "door"], floor),
    }
    hero = next((p for p in dressed.placements if p.name == template.hero), None)
    focus = (hero.position[0], hero.position[1]) if hero and template.room else (0.0, 0.0)
    taken = [m.position for m in groups["seats"]]
    if template.vehicle:
        pair = []
    else:
        pair = spots.pair_marks(floor, focus, max(4, cast), taken)
    groups["pair"] = pair
    groups["walk"] = [] if template.vehicle else spots.walk_marks(floor, focus if template.room else (0.0, 0.0))
    out: list[Mark] = []
    for wish in [*order, "pair", "seats", "walk", "lie", "serve", "stairs", "car", "door"]:
        kind, _, of = wish.partition(":")
        some = groups.get(kind, [])
        if of:
            near = {n for n, parent in dressed.parents.items() if parent == of} | {of}
            some = spots.facing_first([m for m in some if m.of in near])
        out += [m for m in some if m not in out]
    if level:  # pavements lie higher than the road
        out = [_lift(m, level) for m in out]
    low, high = template.crowd
    if high:
        rng = Random(f"{key}:crowd")
        lead = [m.position for m in out[: max(2, cast)]] + [m.position for m in out if m.seat_height > 0]
        out += spots.crowd_marks(floor, rng.randint(low, high), focus, lead, rng)
    return out


def _lift(mark: Mark, level: float) -> Mark:
    x, y, z = mark.position
    on_path = abs(y) > 3.15 and z == 0.0
    return Mark(mark.name, (x, y, level), mark.heading, mark.pose, mark.seat_height, mark.of) if on_path else mark


def creature(texts: Sequence[str]) -> dict[str, Param]:
    """Return the parameters of the "monster" piece that the words ask for, {} where they name no special build."""
    for mention in mentions(texts):
        if mention.noun.piece == "monster":
            return {k: value for k, value in mention.noun.params.items() if k == "kind"}
    return {}


def light_for(plan: SetPlan, time: str) -> Light:
    """Return the set's light at another time of day (the words of a slug line); "" keeps the plan's own."""
    word = time.upper()
    if not word:
        return plan.light
    if any(w in word for w in _NIGHT):
        mood = "interior-night" if plan.interior else "night"
    elif any(w in word for w in _LOW_SUN):
        mood = "interior" if plan.interior else "dusk"
    else:
        mood = "interior" if plan.interior else "day"
    return Light(mood, plan.light.direction, plan.light.practicals)


def _light(template: Template, scenes: Sequence[Scene], placements: Sequence[Placement]) -> Light:
    inside = template.room or template.kind == "cave"
    direction: Vec3 = (-0.55, -0.4, -0.73)
    window = next((o for o in template.openings if o.piece == "window"), None)
    if template.room and window:  # the sun comes in through the first window, at a slant
        inward = {"n": (0.35, -0.75), "s": (-0.35, 0.75), "e": (-0.75, -0.35), "w": (0.75, 0.35)}[window.side]
        direction = (inward[0], inward[1], -0.56)
    lamps: list[Vec3] = []
    for p in placements:
        if p.piece == "car" and not template.vehicle:
            continue
        for x, y, z in kit.lamps(p):
            a = math.radians(p.heading)
            wx, wy = (
                p.position[0] + p.scale * (x * math.cos(a) - y * math.sin(a)),
                p.position[1] + p.scale * (x * math.sin(a) + y * math.cos(a)),
            )
            lamps.append((round(wx, 3), round(wy, 3), round(p.position[2] + p.scale * z, 3)))
    lamps.sort(key=lambda s: math.hypot(s[0], s[1]))
    base = Light("interior" if inside else "day", direction, tuple(lamps[:8]))
    plan = SetPlan("", template.kind, inside, (), (), ((0, 0, 0), (0, 0, 0)), base)
    return light_for(plan, next((s.time for s in scenes if s.time), ""))
