"""Objects of a shot: the creature, what a close-up is of, and what people hold."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from secondunit.core.shots import Setup, Shot
from secondunit.departments.storyboard import dressing
from secondunit.departments.storyboard.acting import Doing
from secondunit.departments.storyboard.staging import Moment, Staging
from secondunit.scene import kit
from secondunit.scene.camera import Box
from secondunit.scene.framing import Landmarks, add, ahead
from secondunit.scene.layout import Figure, Placement, Vec3


def monsters_of(shot: Shot, staging: Staging) -> list[tuple[str, Placement]]:
    """Return creatures of this shot as placements: monster characters, or one that the text names."""
    scale = float(shot.changes.get("scale.monster", "1"))
    out: list[tuple[str, Placement]] = []
    moment = staging.moments[shot.id]
    made = next((p for p in staging.plan.placements if p.piece == "monster"), None)
    if made is not None:
        return []
    for one, (spot, heading, size) in staging.monsters.items():
        if one in moment.present or one in shot.subjects:
            out.append(
                (
                    one,
                    Placement(
                        "monster",
                        f"monster_{one}",
                        spot,
                        round(heading, 1),
                        1.0,
                        {**staging.build, "size": min(30.0, size * scale), "pose": "sit"},
                        span=staging.people[one].name,
                    ),
                )
            )
    has = any(p.piece == "monster" for p in staging.plan.placements)
    if (
        not out
        and not has
        and shot.prop
        and re.fullmatch(
            r"monster\w*|creature\w*|beast\w*|dragon\w*|demon\w*|giant|kaiju|leviathan|serpent|thing|shape|hydra|golem|colossus",
            shot.prop,
        )
    ):
        people = list(staging.homes.values())
        spot, heading = dressing.monster_spot(staging.plan, people[:2], 8.5)
        out.append(
            (
                "creature",
                Placement(
                    "monster",
                    "monster",
                    spot,
                    round(heading, 1),
                    1.0,
                    {**staging.build, "size": min(30.0, 6.0 * scale), "pose": "loom"},
                    span=shot.prop,
                ),
            )
        )
    return out


def creature_marks(placement: Placement) -> Landmarks:
    """Return body landmarks for a creature, by its face and its box, so that shot sizes mean the same for it."""
    size_x, _, tall = kit.footprint(placement)
    front = ahead(placement.heading, size_x * 0.25)
    base = add(placement.position, front)
    eyes = 0.88
    for mesh in kit.build(placement):
        if mesh.name.rpartition("/")[2] in ("eyes", "face"):
            low, high = mesh.bounds()
            base = (float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2, placement.position[2])
            eyes = min(0.92, (float(low[2] + high[2]) / 2 - placement.position[2]) / tall)
    levels = {
        "head_top": 1.0,
        "eyes": eyes,
        "chin": eyes - 0.1,
        "collar": 0.72,
        "chest": 0.6,
        "waist": 0.42,
        "pelvis": 0.35,
        "mid_thigh": 0.25,
        "knee": 0.15,
        "feet": 0.0,
        "hand_l": 0.05,
        "hand_r": 0.05,
    }
    return {k: (base[0], base[1], base[2] + v * tall) for k, v in levels.items()}


def thing_of(
    shot: Shot,
    staging: Staging,
    marks: dict[str, Landmarks],
    placements: Sequence[Placement],
) -> tuple[tuple[Box, str] | None, list[Placement]]:
    """Return (box, name) of the object that the shot is about, and placements that must be added for it."""
    if shot.setup is Setup.ESTABLISHING or (shot.setup is Setup.MASTER and not shot.subjects):
        hero = next((p for p in placements if p.name == staging.plan.hero), None)
        return ((box_of(hero), hero.name) if hero else None), []
    if not shot.prop:
        return None, []
    known = next((p for p in placements if p.piece == "monster"), None)
    if known and shot.setup is not Setup.INSERT:
        return (box_of(known), known.name), []
    if shot.setup is not Setup.INSERT and shot.setup is not Setup.POV:
        return None, []
    spec = dressing.prop_piece(shot.prop)
    found = dressing.find_prop(staging.plan, shot.prop)
    if found and (spec is None or found.piece == spec[0] or max(kit.footprint(found)) < 0.8):
        return (box_of(found), found.name), []
    if spec is not None:
        spot, heading = _prop_spot(shot, staging, marks)
        prop = Placement(spec[0], "insert_prop", spot, heading, 1.0, dict(spec[1]), span=shot.prop)
        return (box_of(prop), prop.name), [prop]
    if found:
        return (box_of(found), found.name), []
    owner = next((s for s in (*shot.subjects, *marks) if s in marks), None)
    if owner:  # an unknown object: the hands that hold it
        return (Box(marks[owner]["hand_r"], (0.22, 0.22, 0.18)), owner), []
    hero = next((p for p in placements if p.name == staging.plan.hero), None)
    return ((box_of(hero), hero.name) if hero else None), []


def box_of(placement: Placement) -> Box:
    """Return the box around a placed piece, along the axes of the set."""
    x, y, z = kit.footprint(placement)
    a = math.radians(placement.heading)
    c, s = abs(math.cos(a)), abs(math.sin(a))
    p = placement.position
    return Box((p[0], p[1], p[2] + z / 2), (x * c + y * s, x * s + y * c, z))


def _prop_spot(shot: Shot, staging: Staging, marks: dict[str, Landmarks]) -> tuple[Vec3, float]:
    """Return where a close-up's object lies: on the table before its owner, else on the nearest top, else the floor."""
    owner = next((s for s in (*shot.subjects, *staging.homes) if s in marks), None)
    base = (
        marks[owner]["pelvis"] if owner else (staging.plan.marks[0].position if staging.plan.marks else (0.0, 0.0, 0.0))
    )
    home = staging.homes.get(owner or "")
    heading = home.heading if home else 0.0
    ahead_of = add(base, ahead(heading, 0.55))
    best: tuple[float, Placement, float] | None = None
    for placement in staging.plan.placements:
        piece = kit.PIECES[placement.piece]
        top = piece.top(piece.values(placement.params)) * placement.scale
        if top <= 0.3:
            continue
        distance = math.dist(placement.position[:2], ahead_of[:2])
        if distance < 3.0 and (best is None or distance < best[0]):
            best = (distance, placement, top)
    if best is None:
        low = staging.plan.bounds[0][2]
        return (round(ahead_of[0], 3), round(ahead_of[1], 3), low), round((heading + 90) % 360, 1)
    _, table, top = best
    if found := _clear_top(table, top, ahead_of, staging):
        return found, round((heading + 90.0) % 360, 1)
    x, y, _ = kit.footprint(table)
    a = math.radians(table.heading)
    dx, dy = ahead_of[0] - table.position[0], ahead_of[1] - table.position[1]
    u, v = dx * math.cos(a) + dy * math.sin(a), -dx * math.sin(a) + dy * math.cos(a)
    u, v = max(-x / 2 + 0.15, min(x / 2 - 0.15, u)), max(-y / 2 + 0.15, min(y / 2 - 0.15, v))
    px = table.position[0] + u * math.cos(a) - v * math.sin(a)
    py = table.position[1] + u * math.sin(a) + v * math.cos(a)
    return (round(px, 3), round(py, 3), table.position[2] + top), round((heading + 90.0) % 360, 1)


def _clear_top(table: Placement, top: float, near: Vec3, staging: Staging) -> Vec3 | None:
    """Return the spot on a table nearest to a point that has free air above and around it."""
    import numpy as np

    x, y, _ = kit.footprint(table)
    a = math.radians(table.heading)
    spots: list[Vec3] = []
    for u in (-0.36, -0.18, 0.0, 0.18, 0.36):
        for v in (-0.3, -0.15, 0.0, 0.15, 0.3):
            dx, dy = u * x, v * y
            px = table.position[0] + dx * math.cos(a) - dy * math.sin(a)
            py = table.position[1] + dx * math.sin(a) + dy * math.cos(a)
            spots.append((round(px, 3), round(py, 3), table.position[2] + top))
    spots.sort(key=lambda s: math.dist(s[:2], near[:2]))
    origins, ways = [], []
    for spot in spots:
        for way in (
            (0.0, 0.0, 1.0),
            (0.5, 0.0, 0.9),
            (-0.5, 0.0, 0.9),
            (0.0, 0.5, 0.9),
            (0.0, -0.5, 0.9),
            (1, 0, 0.1),
            (-1, 0, 0.1),
            (0, 1, 0.1),
            (0, -1, 0.1),
        ):
            origins.append(add(spot, (0.0, 0.0, 0.02)))
            ways.append(way)
    free = staging.surround.wild.distance(np.array(origins, np.float32), np.array(ways, np.float32)).reshape(-1, 9)
    for spot, air in zip(spots, free, strict=True):
        if air[:5].min() > 0.6 and air[5:].min() > 0.16:
            return spot
    return None


def in_hand(
    shot: Shot,
    moment: Moment,
    figures: Sequence[Figure],
    marks: dict[str, Landmarks],
    staging: Staging,
) -> list[Placement]:
    """Put a small object in a hand that the words put it in."""
    out: list[Placement] = []
    for figure in figures:
        if figure.extra or figure.pose not in ("hold", "reach", "point", "carry"):
            continue
        words = moment.doing.get(figure.name, Doing()).words
        spec = dressing.prop_piece(words)
        if spec and kit.PIECES[spec[0]].group == "small" and len(out) < 3:
            hand = marks[figure.name]["hand_r"]
            out.append(
                Placement(
                    spec[0],
                    f"hand_{figure.name}",
                    tuple(round(c, 3) for c in add(hand, (0, 0, -0.02))),  # type: ignore[arg-type]
                    figure.heading,
                    1.0,
                    dict(spec[1]),
                    span=words.strip()[:80],
                )
            )
    return out
