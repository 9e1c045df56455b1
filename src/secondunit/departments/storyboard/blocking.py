"""One shot of a staged scene as a layout: bodies in their poses, props, crowd, light and the camera."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from secondunit.core.identity import sha256
from secondunit.core.shots import Angle, Move, Setup, Shot, Size
from secondunit.departments.storyboard import acting, dressing, shotwords
from secondunit.departments.storyboard.acting import Doing
from secondunit.departments.storyboard.language import Cast
from secondunit.departments.storyboard.staging import Moment, Staging, partner_of
from secondunit.scene import kit
from secondunit.scene.bodies import landmarks
from secondunit.scene.camera import Ask, Box, Solution, Subject
from secondunit.scene.framing import Landmarks, View, add, ahead, bearing, length, middle, sub
from secondunit.scene.layout import Camera, CameraMove, Figure, Placement, ShotLayout, Vec3
from secondunit.scene.surround import open_walls

_UPRIGHT_ACTS = {"run", "walk", "fight", "fall", "point", "reach", "carry", "hold"}


def block(
    shot: Shot,
    take: int,
    staging: Staging,
    cast: Cast,
    width: int = 960,
    height: int = 540,
    previous: ShotLayout | None = None,
    previous_shot: Shot | None = None,
    fresh: int = 0,
    base: Camera | None = None,
) -> tuple[ShotLayout, Solution]:
    """Return the layout of a shot and how its camera was chosen.

    Take 0 is the proposal; other takes change what nobody stated (vantage, lens, height, the size next to
    it), never the seats or the side of the axis. `previous` is the layout before it in the same take.
    `fresh` > 0 asks for another variation of the same take (a retake). `base` is the camera of take 0 where
    it has been solved before: later takes keep away from it.
    """
    moment = staging.moments[shot.id]
    people = _cast_of(shot, staging, moment)
    figures = [f for one in people if (f := _figure(one, shot, staging, moment, cast))]
    figures += _crowd(shot, staging, figures)
    placements = list(staging.plan.placements)
    monsters = _monsters(shot, staging)
    placements += [p for _, p in monsters]
    made = next((p for p in placements if p.piece == "monster"), None)
    if made is not None and not monsters:
        grown = replace(made, scale=round(made.scale * float(shot.changes.get("scale.monster", "1")), 3))
        placements[placements.index(made)] = grown
        monsters = [(next(iter(staging.monsters), "creature"), grown)]
    marks: dict[str, Landmarks] = {f.name: landmarks(f) for f in figures if not f.extra}
    for one, placement in monsters:
        marks[one] = _creature_marks(placement)
    thing, extra = _thing(shot, staging, marks, placements)
    placements += extra
    placements += _in_hand(shot, moment, figures, marks, staging)
    eye_from = None
    if shot.setup is Setup.POV:
        looker = _looker(shot, staging, moment, marks)
        if looker:
            eye_from = add(marks[looker]["eyes"], (0.0, 0.0, 0.0))
            figures = [f for f in figures if f.name != looker]
            marks = {k: v for k, v in marks.items() if k != looker}
    solution = _camera(
        shot,
        take,
        staging,
        figures,
        monsters,
        marks,
        thing,
        eye_from,
        width / height,
        previous,
        previous_shot,
        fresh,
        base,
    )
    camera = _moved(shot, solution.camera, staging, figures, marks)
    walls = {p.name: p for p in open_walls(staging.plan, staging.surround, solution.wild)}
    placements = [walls.get(p.name, p) for p in placements]
    focus = (*(s for s in shot.subjects if s in marks), *((thing[1],) if thing else ()))
    figures = _out_of_lens(figures, solution.camera, [marks[s] for s in shot.subjects if s in marks])
    layout = ShotLayout(
        shot.id,
        shot.scene,
        tuple(placements),
        tuple(figures),
        camera,
        dressing.light_for(staging.scene, staging.plan),
        width,
        height,
        focus,
    )
    return layout, solution


def _cast_of(shot: Shot, staging: Staging, moment: Moment) -> list[str]:
    """Return who is on the stage: the present ones and whoever the shot names, without those a note sends away."""
    gone = set(filter(None, shot.changes.get("without", "").split(",")))
    added = [c for c in shot.changes.get("with", "").split(",") if c]
    people = [*moment.present, *shot.subjects, *([shot.foreground] if shot.foreground else []), *added]
    return [c for c in dict.fromkeys(people) if c in staging.people and c not in gone]


def _figure(one: str, shot: Shot, staging: Staging, moment: Moment, cast: Cast) -> Figure | None:
    """Pose one person."""
    if one in staging.monsters or one not in staging.homes:
        return None
    person = staging.people[one]
    doing = moment.doing.get(one, Doing())
    if pose := shot.changes.get(f"pose.{one}"):
        doing = replace(
            doing, posture=pose if pose in acting.POSTURES else "stand", act="" if pose in acting.POSTURES else pose
        )
    mark = staging.mark(one, doing)
    speaks = one in moment.speakers
    partner = partner_of(shot, one, moment)
    pose, params = _pose(one, doing, mark.pose, mark.seat_height, speaks, bool(moment.speakers), shot, staging)
    heading = mark.heading
    position = mark.position
    look = _look(one, doing, partner, staging, moment)
    if pose not in ("sit", "drive", "lie") and not staging.walking:
        if look and doing.looks.startswith("at:"):
            heading = bearing(position, look)
        elif partner and partner in staging.homes:
            heading = bearing(position, staging.mark(partner, moment.doing.get(partner)).position)
        elif partner and partner in staging.monsters:
            heading = bearing(position, staging.monsters[partner][0])
    if pose in ("walk", "run") and not staging.walking and len(shot.subjects) == 1:
        heading = mark.heading
    face = acting.expression(
        f"{acting.parentheticals(shot, person.name)} {doing.words}", speaks, acting.spoken(shot, person.name)
    )
    params["seed"] = float(int(sha256(f"{staging.scene.id}:{one}".encode())[:6], 16))
    return Figure(
        one,
        person.name,
        dict(person.body),
        dict(person.wardrobe),
        pose,
        position,
        round(heading % 360.0, 1),
        params,
        look,
        face,
    )


def _pose(
    one: str,
    doing: Doing,
    mark_pose: str,
    seat: float,
    speaks: bool,
    talk: bool,
    shot: Shot,
    staging: Staging,
) -> tuple[str, dict[str, float | str | bool]]:
    """Return the pose name and its parameters."""
    params: dict[str, float | str | bool] = {}
    if mark_pose == "drive" or (doing.posture == "drive" and mark_pose in ("drive", "sit")):
        params["seat_height"] = seat
        return ("drive" if mark_pose == "drive" else "sit"), params
    if mark_pose == "sit" and doing.posture in ("sit", "drive", "stand", "") and staging.plan.kind == "car":
        params["seat_height"] = seat
        return "sit", params
    if doing.posture in ("sit", "drive"):
        params["seat_height"] = seat or 0.45
        return "sit", params
    if doing.posture == "lie":
        if seat:
            params["seat_height"] = seat
        return "lie", params
    if doing.act in _UPRIGHT_ACTS and (doing.posture in ("stand", "lean", "") or doing.act in ("run", "fight", "fall")):
        phase = int(sha256(f"{shot.id}:{one}".encode())[:4], 16) / 65536.0
        params["phase"] = round(phase, 3)
        return doing.act, params
    if doing.posture in ("kneel", "crouch", "lean"):
        return doing.posture, params
    if staging.walking and shot.move is Move.FOLLOW:
        params["phase"] = 0.12 if one == shot.subjects[0] else 0.55
        return "walk", params
    if speaks:
        return "talk", params
    return ("listen" if talk else "stand"), params


def _look(one: str, doing: Doing, partner: str | None, staging: Staging, moment: Moment) -> Vec3 | None:
    """Return the point that the head turns to."""
    mark = staging.mark(one, doing)
    eye = add(mark.position, (0.0, 0.0, 1.55 if not mark.seat_height else mark.seat_height + 0.75))
    if doing.looks.startswith("at:"):
        words = doing.looks[3:]
        for other in (c for c in moment.present if c != one):
            person = staging.people[other]
            if re.search(rf"\b{re.escape(person.name)}\b", words, re.IGNORECASE) and other in staging.homes:
                return _head(other, staging, moment)
        if prop := dressing.find_prop(staging.plan, words):
            size = kit.footprint(prop)
            return add(prop.position, (0.0, 0.0, min(size[2], 6.0) * 0.6))
    if doing.looks in ("up", "down", "away", "out", "off", "past"):
        way = {"up": (20.0, 1.8), "down": (5.0, -0.9), "away": (70.0, -0.1), "out": (25.0, 0.0)}.get(
            doing.looks, (45.0, 0.0)
        )
        return add(eye, ahead(mark.heading + way[0] * staging.side, 1.6, way[1]))
    if doing.looks == "back":
        return add(eye, ahead(mark.heading + 120.0 * staging.side, 2.0, 0.0))
    if partner in staging.monsters:
        spot, _, tall = staging.monsters[partner]
        return add(spot, (0.0, 0.0, tall * 0.8))
    if partner and partner in staging.homes:
        return _head(partner, staging, moment)
    return None


def _head(one: str, staging: Staging, moment: Moment) -> Vec3:
    doing = moment.doing.get(one, Doing())
    mark = staging.mark(one, doing)
    tall = 0.45 if doing.posture == "lie" else (mark.seat_height + 0.72) if doing.posture in ("sit", "drive") else 1.5
    child = staging.people[one].body.get("age", 0.6) < 0.45
    return add(mark.position, (0.0, 0.0, tall * (0.75 if child else 1.0)))


def _crowd(shot: Shot, staging: Staging, figures: Sequence[Figure]) -> list[Figure]:
    """Return the extras: the same ones in every shot of the scene."""
    if not staging.crowd or shot.setup is Setup.INSERT:
        return []
    taken = [m.position for m in (*staging.homes.values(), *staging.beside.values())]
    low, high = staging.plan.bounds
    grid = [
        (
            low[0] + (i + 0.5 + 0.3 * ((j % 3) - 1)) * (high[0] - low[0]) / 5,
            low[1] + (j + 0.5) * (high[1] - low[1]) / 5,
            low[2],
        )
        for i in range(5)
        for j in range(5)
    ]
    lines = []
    if staging.axis:
        a, b = (staging.homes[c].position for c in staging.axis)
        lines.append((a, b))
        normal = bearing(a, b) + 90.0 * staging.side
        for off in (-40, 0, 40):
            lines.append((middle(a, b), add(middle(a, b), ahead(normal + off, 2.6))))
    free = [g for g in grid if _floor_is_free(staging, g)]
    return dressing.crowd(
        staging.crowd, staging.plan, taken, staging.seed, middle(*taken) if taken else low, lines, free
    )


def _floor_is_free(staging: Staging, spot: Vec3) -> bool:
    import numpy as np

    clear = staging.surround.wild.clearance(np.array([add(spot, (0, 0, h)) for h in (0.4, 0.9)], np.float32))
    return bool(clear.min() > 0.28)


def _monsters(shot: Shot, staging: Staging) -> list[tuple[str, Placement]]:
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
                        {"size": min(30.0, size * scale), "pose": "sit"},
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
                    {"size": min(30.0, 6.0 * scale), "pose": "loom"},
                    span=shot.prop,
                ),
            )
        )
    return out


def _creature_marks(placement: Placement) -> Landmarks:
    """Return body landmarks for a creature, by its box, so that shot sizes mean the same for it."""
    size_x, _, tall = kit.footprint(placement)
    front = ahead(placement.heading, size_x * 0.25)
    levels = {
        "head_top": 1.0,
        "eyes": 0.88,
        "chin": 0.78,
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
    base = add(placement.position, front)
    return {k: (base[0], base[1], base[2] + v * tall) for k, v in levels.items()}


def _thing(
    shot: Shot,
    staging: Staging,
    marks: dict[str, Landmarks],
    placements: Sequence[Placement],
) -> tuple[tuple[Box, str] | None, list[Placement]]:
    """Return (box, name) of the object that the shot is about, and placements that must be added for it."""
    if shot.setup is Setup.ESTABLISHING or (shot.setup is Setup.MASTER and not shot.subjects):
        hero = next((p for p in placements if p.name == staging.plan.hero), None)
        return ((_box(hero), hero.name) if hero else None), []
    if not shot.prop:
        return None, []
    known = next((p for p in placements if p.piece == "monster"), None)
    if known and shot.setup is not Setup.INSERT:
        return (_box(known), known.name), []
    if shot.setup is not Setup.INSERT and shot.setup is not Setup.POV:
        return None, []
    spec = dressing.prop_piece(shot.prop)
    found = dressing.find_prop(staging.plan, shot.prop)
    if found and (spec is None or found.piece == spec[0] or max(kit.footprint(found)) < 0.8):
        return (_box(found), found.name), []
    if spec is not None:
        spot, heading = _prop_spot(shot, staging, marks)
        prop = Placement(spec[0], "insert_prop", spot, heading, 1.0, dict(spec[1]), span=shot.prop)
        return (_box(prop), prop.name), [prop]
    if found:
        return (_box(found), found.name), []
    owner = next((s for s in (*shot.subjects, *marks) if s in marks), None)
    if owner:  # an unknown object: the hands that hold it
        return (Box(marks[owner]["hand_r"], (0.22, 0.22, 0.18)), owner), []
    hero = next((p for p in placements if p.name == staging.plan.hero), None)
    return ((_box(hero), hero.name) if hero else None), []


def _box(placement: Placement) -> Box:
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


def _in_hand(
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


def _looker(shot: Shot, staging: Staging, moment: Moment, marks: dict[str, Landmarks]) -> str | None:
    """Return through whose eyes a POV looks: not one of its subjects."""
    named = [c for c in moment.doing if c in marks and c not in shot.subjects]
    return next(iter([*named, *(c for c in moment.present if c in marks and c not in shot.subjects)]), None)


def stated_fields(shot: Shot, cast: Cast) -> set[str]:
    """Return the fields of a shot that a person fixed: the writer's words, or everything after an edit."""
    fixed = {f for f in shot.changes.get("exact", "").split(",") if f}
    if shot.origin == "writer":
        said = shotwords.parse(shot.note, cast)
        fixed |= {n for n in ("size", "angle", "lens", "move") if getattr(said, n) is not None}
    if shot.origin == "user":
        fixed |= {"size", "angle", "lens", "move"}
    return fixed


def _camera(
    shot: Shot,
    take: int,
    staging: Staging,
    figures: Sequence[Figure],
    monsters: Sequence[tuple[str, Placement]],
    marks: dict[str, Landmarks],
    thing: tuple[Box, str] | None,
    eye_from: Vec3 | None,
    aspect: float,
    previous: ShotLayout | None,
    previous_shot: Shot | None,
    fresh: int,
    base: Camera | None,
) -> Solution:
    """Ask the solver for the camera of this take."""
    from secondunit.departments.storyboard.takes import vary

    facing = {f.name: _facing(f) for f in figures}
    facing |= {one: placement.heading for one, placement in monsters}
    subjects = tuple(Subject(marks[s], facing[s]) for s in shot.subjects if s in marks and s in facing)
    if shot.setup is Setup.POV and not subjects:
        subjects = tuple(Subject(marks[s], facing[s]) for s in marks if s in facing)[:1]
    creatures = {one for one, _ in monsters}
    front = None if shot.foreground in creatures else marks.get(shot.foreground or "")
    foreground = Subject(front, facing[shot.foreground or ""]) if front and shot.foreground in facing else None
    if shot.setup is Setup.ESTABLISHING and len(subjects) > 4:
        subjects = subjects[:4]
    if shot.setup is Setup.ESTABLISHING and shot.size is Size.EWS and thing and staging.plan.interior is False:
        subjects = () if not subjects or (shot.origin == "rules" and len(shot.subjects) == 0) else subjects
    if not subjects and shot.prop and thing is None and "creature" in marks:
        subjects = (Subject(marks["creature"], 0.0),)
    elif shot.prop and thing and any(p.name == thing[1] for _, p in monsters) and shot.setup is Setup.ACTION:
        name = next((k for k in marks if k in staging.monsters or k == "creature"), None)
        if name:
            subjects = (Subject(marks[name], facing.get(name, 0.0)),)
    axis = None
    if staging.axis and all(c in marks for c in staging.axis):
        axis = (marks[staging.axis[0]]["eyes"], marks[staging.axis[1]]["eyes"])
    if (
        axis
        and len(subjects) == 1
        and foreground is None
        and shot.subjects[:1]
        and shot.subjects[0] in (staging.axis or ())
    ):
        other = axis[1] if staging.axis and staging.axis[0] == shot.subjects[0] else axis[0]
        toward = bearing(subjects[0].marks["eyes"], other)
        if abs((toward - subjects[0].facing + 180.0) % 360.0 - 180.0) > 50.0:
            axis = None  # looking elsewhere: the line to the partner says nothing about this face
    seen = {id(s.marks) for s in subjects}
    others = tuple(m for k, m in marks.items() if id(m) not in seen and k not in staging.monsters and k != "creature")
    if foreground is not None:
        others = tuple(m for m in others if m is not front)
    fixed = shot.changes.get("side") == "other"
    ask = Ask(
        shot.setup,
        shot.size,
        shot.angle,
        shot.lens,
        subjects,
        foreground,
        thing[0] if thing and (shot.setup is Setup.INSERT or not subjects) else None,
        -staging.side if fixed else staging.side,
        axis,
        others,
        exact_lens=False,
        aspect=aspect,
        scenery=_scenery(staging),
        eye_from=eye_from,
        bearings=_bearings(shot, staging, subjects)
        or (_fronts(staging, thing[0]) if thing and not subjects and shot.setup is not Setup.INSERT else ()),
        headroom={"more": 0.16, "less": -0.12}.get(shot.changes.get("headroom", ""), 0.0),
        previous=previous.camera
        if previous and previous_shot and previous_shot.subjects[:1] == shot.subjects[:1]
        else None,
        previous_size=previous_shot.size if previous_shot else None,
        outside=4.0 if shot.size in (Size.WS, Size.FS, Size.EWS) else 2.5,
    )
    return vary(ask, shot, take + fresh, stated_fields(shot, _cast(staging)), staging.surround, base)


def _cast(staging: Staging) -> Cast:
    return Cast.of(staging.people.values())


def _facing(figure: Figure) -> float:
    """Return where the face points: the body's heading, drawn towards what the head looks at."""
    if figure.look_at is None:
        return figure.heading
    off = (bearing(figure.position, figure.look_at) - figure.heading + 180.0) % 360.0 - 180.0
    return figure.heading + max(-60.0, min(60.0, off))


def _bearings(shot: Shot, staging: Staging, subjects: Sequence[Subject]) -> tuple[float, ...]:
    """Return bearings for places that dictate them: a car's windscreen and windows, a walk led from the front."""
    wheel = next((m for m in staging.plan.marks if m.pose == "drive"), None)
    if staging.plan.kind == "car" and wheel and _aboard(subjects, wheel.position):
        heading = wheel.heading
        if len(subjects) >= 2 or shot.size in (Size.WS, Size.FS, Size.EWS):
            return (heading + 4, heading - 10, heading + 16, heading - 22)
        spot = subjects[0].marks["eyes"]
        across = ahead(heading + 90)
        left = (spot[0] - wheel.position[0]) * across[0] + (spot[1] - wheel.position[1]) * across[1] >= -0.2
        inward = -1.0 if left else 1.0  # towards the middle of the car
        return (*(heading + inward * o for o in (38, 58, 82, 20)), heading - inward * 30, heading - inward * 85)
    if staging.walking and shot.move is Move.FOLLOW and subjects:
        heading = staging.homes[staging.axis[0]].heading if staging.axis else subjects[0].facing
        return tuple(heading + staging.side * o for o in (14, 26, -12, 40, 4))
    return ()


def _aboard(subjects: Sequence[Subject], wheel: Vec3) -> bool:
    """Say whether all subjects sit in the car whose wheel is here."""
    return bool(subjects) and all(
        math.dist(s.marks["pelvis"][:2], wheel[:2]) < 1.4 and s.marks["mid_thigh"][2] > s.marks["pelvis"][2] - 0.25
        for s in subjects
    )


def _fronts(staging: Staging, thing: Box) -> tuple[float, ...]:
    """Return bearings from a place's hero to the camera: over the acting area, where its front is."""
    if not staging.plan.marks:
        return ()
    spots = [m.position for m in staging.plan.marks[:4]]
    area = middle(*spots)
    if math.dist(area[:2], thing.centre[:2]) < 1.0:
        return ()
    toward = bearing(thing.centre, area)
    return tuple(toward + o for o in (0, 22, -22, 42, -42, 62, -62))


def _scenery(staging: Staging) -> tuple[Vec3, ...]:
    """Return points that tell where we are: the hero and the larger pieces."""
    out: list[Vec3] = []
    for placement in staging.plan.placements:
        piece = kit.PIECES[placement.piece]
        if piece.group in ("floor", "shell", "small", "flat"):
            continue
        box = _box(placement)
        out.append(box.centre)
        if placement.name == staging.plan.hero:
            out += [box.centre, add(box.centre, (0, 0, box.size[2] * 0.4))]
    return tuple(out[:14])


def _moved(
    shot: Shot, camera: Camera, staging: Staging, figures: Sequence[Figure], marks: dict[str, Landmarks]
) -> Camera:
    """Add the camera move: where it ends."""
    if shot.move is Move.STATIC or shot.move is Move.HANDHELD:
        move = CameraMove(shot.move.value, camera.position, camera.target) if shot.move is Move.HANDHELD else None
        return replace(camera, move=move)
    view = View.of(camera, 16 / 9)
    far = max(0.6, length(sub(camera.target, camera.position)))
    p, t = camera.position, camera.target
    flat = (*view.forward[:2], 0.0)
    match shot.move:
        case Move.DOLLY_IN:
            p = add(p, view.forward, far * 0.4)
        case Move.DOLLY_OUT:
            p = add(p, view.forward, -far * 0.5)
        case Move.PAN:
            t = add(t, view.right, far * 0.6 * staging.side)
        case Move.TILT:
            t = add(t, (0.0, 0.0, 1.0), far * 0.4)
        case Move.TRUCK:
            p, t = add(p, view.right, 1.6 * staging.side), add(t, view.right, 1.6 * staging.side)
        case Move.PEDESTAL:
            p, t = add(p, (0, 0, 0.7)), add(t, (0, 0, 0.7))
        case Move.CRANE:
            p = add(add(p, (0, 0, 2.4)), flat, -0.8)
        case Move.ORBIT:
            around = math.radians(40.0 * staging.side)
            d = sub(p, t)
            p = (
                t[0] + d[0] * math.cos(around) - d[1] * math.sin(around),
                t[1] + d[0] * math.sin(around) + d[1] * math.cos(around),
                p[2],
            )
        case Move.FOLLOW:
            lead = next((f for f in figures if f.name in shot.subjects), None)
            way = ahead(lead.heading, 1.8) if lead else (0.0, 0.0, 0.0)
            p, t = add(p, way), add(t, way)
        case _:
            p = add(p, view.forward, far * 0.05)
    return replace(
        camera,
        move=CameraMove(
            shot.move.value,
            (round(p[0], 4), round(p[1], 4), round(p[2], 4)),
            (round(t[0], 4), round(t[1], 4), round(t[2], 4)),
        ),
    )


def _out_of_lens(figures: Sequence[Figure], camera: Camera, subjects: Sequence[Landmarks]) -> list[Figure]:
    """Send away extras that stand before the lens or between it and the people that the shot is about."""
    import numpy as np

    from secondunit.scene.sight import capsule_hits

    points = np.array([m[k] for m in subjects for k in ("eyes", "chest")], np.float32).reshape(-1, 3)
    eyes = np.tile(np.array(camera.position, np.float32), (len(points), 1))
    out = []
    for figure in figures:
        if figure.extra:
            if math.dist(figure.position[:2], camera.position[:2]) < 1.1:
                continue
            if len(points) and capsule_hits(eyes, points, [landmarks(figure)]).any():
                continue
        out.append(figure)
    return out


__all__ = ["Angle", "block", "stated_fields"]
