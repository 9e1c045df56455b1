"""One shot of a staged scene as a layout: bodies in their poses, props, crowd, light and the camera."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from secondunit.core.identity import sha256
from secondunit.core.shots import Move, Setup, Shot
from secondunit.departments.storyboard import acting, dressing
from secondunit.departments.storyboard.acting import Doing
from secondunit.departments.storyboard.language import Cast
from secondunit.departments.storyboard.shooting import choose_camera, with_move, without_blockers
from secondunit.departments.storyboard.staging import Moment, Staging, partner_of
from secondunit.departments.storyboard.things import creature_marks, in_hand, monsters_of, thing_of
from secondunit.scene import kit
from secondunit.scene.bodies import landmarks
from secondunit.scene.camera import Solution
from secondunit.scene.framing import Landmarks, add, ahead, bearing, middle
from secondunit.scene.layout import Camera, Figure, ShotLayout, Vec3
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
    monsters = monsters_of(shot, staging)
    placements += [p for _, p in monsters]
    made = next((p for p in placements if p.piece == "monster"), None)
    if made is not None and not monsters:
        grown = replace(made, scale=round(made.scale * float(shot.changes.get("scale.monster", "1")), 3))
        placements[placements.index(made)] = grown
        monsters = [(next(iter(staging.monsters), "creature"), grown)]
    marks: dict[str, Landmarks] = {f.name: landmarks(f) for f in figures if not f.extra}
    for one, placement in monsters:
        marks[one] = creature_marks(placement)
    thing, extra = thing_of(shot, staging, marks, placements)
    placements += extra
    placements += in_hand(shot, moment, figures, marks, staging)
    eye_from = None
    if shot.setup is Setup.POV:
        looker = _looker(shot, staging, moment, marks)
        if looker:
            eye_from = add(marks[looker]["eyes"], (0.0, 0.0, 0.0))
            figures = [f for f in figures if f.name != looker]
            marks = {k: v for k, v in marks.items() if k != looker}
    solution = choose_camera(
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
    camera = with_move(shot, solution.camera, staging, figures, marks)
    walls = {p.name: p for p in open_walls(staging.plan, staging.surround, solution.wild)}
    placements = [walls.get(p.name, p) for p in placements]
    focus = (*(s for s in shot.subjects if s in marks), *((thing[1],) if thing else ()))
    figures = without_blockers(figures, solution.camera, [marks[s] for s in shot.subjects if s in marks])
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


def _looker(shot: Shot, staging: Staging, moment: Moment, marks: dict[str, Landmarks]) -> str | None:
    """Return through whose eyes a POV looks: not one of its subjects."""
    named = [c for c in moment.doing if c in marks and c not in shot.subjects]
    return next(iter([*named, *(c for c in moment.present if c in marks and c not in shot.subjects)]), None)
