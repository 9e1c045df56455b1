"""The camera of a blocked shot: what is asked of the solver, and the move that follows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from secondunit.core.shots import Move, Setup, Shot, Size
from secondunit.departments.storyboard import shotwords
from secondunit.departments.storyboard.language import Cast
from secondunit.departments.storyboard.staging import Staging
from secondunit.departments.storyboard.takes import vary
from secondunit.departments.storyboard.things import box_of
from secondunit.scene import kit
from secondunit.scene.bodies import landmarks
from secondunit.scene.camera import Ask, Box, Solution, Subject
from secondunit.scene.framing import Landmarks, View, add, ahead, bearing, length, middle, sub
from secondunit.scene.layout import Camera, CameraMove, Figure, Placement, ShotLayout, Vec3


def stated_fields(shot: Shot, cast: Cast) -> set[str]:
    """Return the fields of a shot that a person fixed: the writer's words, or everything after an edit."""
    fixed = {f for f in shot.changes.get("exact", "").split(",") if f}
    if shot.origin == "writer":
        said = shotwords.parse(shot.note, cast)
        fixed |= {n for n in ("size", "angle", "lens", "move") if getattr(said, n) is not None}
    if shot.origin == "user":
        fixed |= {"size", "angle", "lens", "move"}
    return fixed


def choose_camera(
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
        avoid=(previous.camera,)
        if previous and previous_shot and not (previous_shot.subjects or shot.subjects)
        else (),
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
        box = box_of(placement)
        out.append(box.centre)
        if placement.name == staging.plan.hero:
            out += [box.centre, add(box.centre, (0, 0, box.size[2] * 0.4))]
    return tuple(out[:14])


def with_move(
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


def without_blockers(figures: Sequence[Figure], camera: Camera, subjects: Sequence[Landmarks]) -> list[Figure]:
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
