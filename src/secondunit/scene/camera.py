"""The camera solver: candidates over lens, bearing and height, scored; the best one and why.

Terms of the score (all reported, smaller is better): framing, occlusion, geometry, bounds, axis (180 degrees),
thirty (30 degrees against the previous shot), face, room (how much of the place a wide shot shows), taste.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from secondunit.core.shots import Angle, Setup, Size
from secondunit.scene.aim import Wish, aim, over_shoulder_bearing, path
from secondunit.scene.asks import LADDER, WEIGHTS, Ask, Box, Candidate, Solution, Subject
from secondunit.scene.framing import (
    Landmarks,
    View,
    ahead,
    bearing,
    length,
    middle,
    size_of,
    sub,
    turn,
    unit,
    upright,
    window,
)
from secondunit.scene.layout import Camera, Vec3
from secondunit.scene.scoring import crowding, judge, side_of, total
from secondunit.scene.surround import Surround


def solve(ask: Ask, surround: Surround) -> Solution:
    """Return the best camera; ties go to the earlier candidate, so the same ask gives the same camera."""
    candidates = list(_candidates(ask, surround))
    judge(ask, surround, candidates)
    order = sorted(range(len(candidates)), key=lambda i: (round(total(candidates[i]), 6), i))[:10]
    for i, value in zip(order, crowding(ask, surround, [candidates[i] for i in order]), strict=True):
        candidates[i].terms["near"] = value  # the dearest question, asked of the best alone
    chosen = candidates[min(order, key=lambda i: (round(total(candidates[i]), 6), i))]
    return Solution(
        chosen.camera,
        chosen.size,
        {k: round(v, 4) for k, v in chosen.terms.items()},
        surround.open_sides(chosen.camera.position),
        chosen.notes,
    )


def lenses(ask: Ask) -> tuple[float, ...]:
    """Return the lenses to try, the asked one first."""
    if ask.exact_lens:
        return (ask.lens,)
    return tuple(dict.fromkeys(min(150.0, max(16.0, round(ask.lens * k))) for k in (1.0, 0.75, 1.3, 0.55)))


def _candidates(ask: Ask, surround: Surround) -> Iterable[Candidate]:
    if ask.eye_from is not None:
        yield _point_of_view(ask, ask.eye_from)
        return
    if ask.thing is not None and (ask.setup is Setup.INSERT or (not ask.subjects and not surround.interior)):
        yield from _thing(ask, ask.thing, surround)
        return
    if not ask.subjects:
        yield from _place(ask, surround)
        return
    if ask.foreground is not None:
        found = list(_over_shoulder(ask, surround))
        yield from found
        if found:
            return
    if len(ask.subjects) >= 2:
        yield from _several(ask, surround)
        return
    yield from _single(ask, surround)


def _vertical(ask: Ask, marks: Landmarks, size: Size, surround: Surround) -> tuple[float | None, float]:
    """Return (elevation or None, height) of the camera for the angle."""
    eyes = marks["eyes"][2]
    floor = min(marks["feet"][2], marks["pelvis"][2])
    if not upright(marks):  # a face that looks up is seen from above
        return {Angle.LOW: 8.0, Angle.WORM: 2.0, Angle.HIGH: 50.0, Angle.OVERHEAD: 80.0}.get(ask.angle, 32.0), eyes
    if ask.foreground is not None:  # at the height of the shoulder that it looks over
        shoulder = ask.foreground.marks["eyes"][2] - 0.04
        tilt = {Angle.LOW: -0.22, Angle.HIGH: 0.3, Angle.WORM: -0.5}.get(ask.angle, 0.0)
        return None, max(floor + 0.15, 0.25 * eyes + 0.75 * shoulder + tilt + ask.lift)
    drop = {Size.MS: 0.06, Size.COWBOY: 0.18, Size.FS: 0.3, Size.WS: 0.1, Size.EWS: -0.3}.get(size, 0.0)
    height = max(floor + 0.3, eyes - drop + ask.lift)
    match ask.angle:
        case Angle.LOW:
            return (-24.0 if size in (Size.ECU, Size.CU, Size.MCU) else -16.0) + 12.0 * ask.lift, height
        case Angle.WORM:
            return None, floor + 0.12
        case Angle.HIGH:
            return (26.0 if size is not Size.EWS else 20.0) + 12.0 * ask.lift, height
        case Angle.OVERHEAD:
            return 80.0, height
        case _:
            return None, height


def _ceiling(ask: Ask, surround: Surround) -> float:
    return 200.0 if ask.angle is Angle.OVERHEAD else surround.ceiling


def _single(ask: Ask, surround: Surround) -> Iterable[Candidate]:
    """One subject: bearings off its face on the allowed side, thirds with look room."""
    subject = ask.subjects[0]
    marks = subject.marks
    offsets = (ask.prefer, 35.0, 20.0, 50.0, 65.0, 8.0, 85.0, 110.0, 140.0)
    sign = _sign(ask, subject)
    if not upright(marks) and not ask.bearings:
        along = bearing(marks["head_top"], marks["pelvis"])
        turns = (
            ask.side * 55.0,
            -ask.side * 55.0,
            ask.side * 85.0,
            -ask.side * 85.0,
            ask.side * 25.0,
            0.0,
            120.0,
            -120.0,
        )
        ask = replace(ask, bearings=tuple(turn(along + t) for t in turns))
    ways = ask.bearings or tuple(turn(subject.facing + s * o) for o in dict.fromkeys(offsets) for s in (sign, -sign))
    for number, lens in enumerate(lenses(ask)):
        for rank, way in enumerate(ways if number == 0 else ways[:6]):
            off = turn(way - subject.facing)  # camera left of the face: the face looks right on screen
            room = (
                0.0
                if abs(off) < 12 or ask.size in (Size.ECU,)
                else math.copysign({Size.CU: 0.18, Size.MCU: 0.24, Size.MS: 0.3}.get(ask.size, 0.33), off)
            )
            yield _shot(ask, surround, marks, way, lens, room, ask.size, _taste(ask, lens, off, rank))


def _sign(ask: Ask, subject: Subject) -> float:
    """Return which way off the face leads to the allowed side of the axis."""
    if ask.axis is None:
        return ask.side
    a, b = ask.axis
    line = bearing(a, b)
    left = turn(subject.facing + 40.0 - line)
    return 1.0 if (left > 0) == (ask.side > 0) else -1.0


def _taste(ask: Ask, lens: float, off: float, rank: int) -> float:
    return abs(abs(off) - ask.prefer) / 90.0 + abs(math.log(lens / ask.lens)) + 0.01 * rank


def _shot(
    ask: Ask,
    surround: Surround,
    marks: Landmarks,
    way: float,
    lens: float,
    x: float,
    size: Size,
    taste: float,
    face: Vec3 | None = None,
    wish: Wish | None = None,
    notes: tuple[str, ...] = (),
) -> Candidate:
    """Aim at one body from one bearing."""
    elevation, height = _vertical(ask, marks, size, surround)
    face = face or marks["eyes"]
    floor = min(marks["feet"][2], surround.floor) + 0.08
    if ask.angle is Angle.OVERHEAD:
        upper, lower, high_y, low_y = _lying(marks, size, way)
    else:
        upper, lower, high_y, low_y = window(size, marks)
    high_y -= ask.headroom
    wish = wish or Wish(upper, lower, high_y, low_y, face, x)
    base = middle(wish.upper, wish.lower) if ask.angle is Angle.OVERHEAD else face
    camera = aim(wish, path(base, way, elevation, height, floor, _ceiling(ask, surround)), lens, ask.aspect)
    got = size if ask.angle is Angle.OVERHEAD else size_of(camera, marks, ask.aspect)
    return Candidate(camera, got, taste, notes)


def _lying(marks: Landmarks, size: Size, way: float) -> tuple[Vec3, Vec3, float, float]:
    """Return a window that lies flat under an overhead camera, as high on screen as the size asks."""
    from secondunit.scene.framing import NOMINAL

    half = NOMINAL.get(size, 1.15) * unit(marks) / 2.0 * 0.9
    centre = marks["eyes"] if size in (Size.ECU, Size.CU) else middle(marks["eyes"], marks["pelvis"])
    out = ahead(way, half)
    upper = (centre[0] - out[0], centre[1] - out[1], centre[2])
    return upper, (centre[0] + out[0], centre[1] + out[1], centre[2]), 0.9, -0.9


def _over_shoulder(ask: Ask, surround: Surround) -> Iterable[Candidate]:
    """Two targets: the principal's face and the foreground's head at their screen places."""
    subject, front = ask.subjects[0], ask.foreground
    assert front is not None  # noqa: S101 - the caller checks
    a, b = subject.marks["eyes"], front.marks["head_top"]
    gap = math.hypot(a[0] - b[0], a[1] - b[1])
    side = _camera_side(ask, a, b)
    upper, lower, high_y, low_y = window(ask.size, subject.marks)
    tall = length(sub(upper, lower))
    options: list[float] = []
    for lens in lenses(ask):
        options.append(lens)
        need = (gap + 0.85) * 18.0 / ask.aspect * (high_y - low_y) / max(tall, 0.05)
        if not ask.exact_lens:
            options += [round(need), round(need * 1.2)]
    for rank, lens in enumerate(dict.fromkeys(x for x in options if 16 <= x <= 180)):
        distance = tall / ((high_y - low_y) * (18.0 / lens) / ask.aspect)
        if distance < gap + 0.5:
            continue
        half = 0.12 / ((distance - gap) * 18.0 / lens)  # the near head's half width on screen
        edges = ((0.26, -0.36), (0.2, -0.48), (0.32, -0.28), (0.14, -0.6))
        for k in range(len(edges)):
            x, edge = edges[(k + ask.variant) % len(edges)]
            front_x = max(-1.15, edge - half)
            way = over_shoulder_bearing(a, b, distance, side * x, side * front_x, lens)
            if way is None:
                continue
            taste = 0.4 * abs(math.log(lens / ask.lens)) + 0.02 * rank + 0.1 * k
            yield _shot(ask, surround, subject.marks, way, lens, side * x, ask.size, taste)


def _camera_side(ask: Ask, principal: Vec3, foreground: Vec3) -> float:
    """Return +1 where the principal belongs on the right of the frame.

    Seen from the foreground, a camera to the right of the line to the principal has the foreground's
    shoulder on the left of the frame.
    """
    start, end = ask.axis or (foreground, principal)
    along = 1.0 if abs(turn(bearing(foreground, principal) - bearing(start, end))) <= 90 else -1.0
    return -ask.side * along


def _several(ask: Ask, surround: Surround) -> Iterable[Candidate]:
    """Two and more subjects: all faces in frame, as close to the size as that allows."""
    heads = [s.marks["eyes"] for s in ask.subjects]
    lead = ask.subjects[0].marks
    centre = middle(*heads)
    ways = ask.bearings or _group_ways(ask, heads)
    sizes = LADDER[LADDER.index(ask.size) :] if ask.size in LADDER else LADDER[3:]
    made = 0
    crown = max(s.marks["head_top"][2] for s in ask.subjects)
    for step, size in enumerate(sizes):
        upper, lower, high_y, low_y = window(size, lead)
        if crown > upper[2] and size not in (Size.WS, Size.EWS):  # the frame rises to the tallest
            upper, high_y = (upper[0], upper[1], crown), max(high_y, 0.86)
        for lens in lenses(ask):
            for rank, way in enumerate(ways):
                wish = Wish(upper, lower, high_y, low_y, centre, 0.0)
                note = (f"widened to {size.value} to hold everyone",) if step else ()
                taste = 0.5 * abs(math.log(lens / ask.lens)) + 0.05 * rank + 1.2 * step
                found = _shot(ask, surround, lead, way, lens, 0.0, size, taste, centre, wish, note)
                view = View.of(found.camera, ask.aspect)
                places = [view.project(h) for h in heads]
                crowns = [view.project(s.marks["head_top"])[1] for s in ask.subjects]
                found.taste += 4.0 * max(0.0, max(abs(p[0]) for p in places) - 0.56)
                if max(crowns) < 1.02 and all(p[2] > 0.2 and abs(p[0]) < 0.84 and p[1] > -0.4 for p in places):
                    made += 1
                    yield found
                elif size is sizes[-1] and not made:
                    yield found
        if made >= 3:
            return


def _group_ways(ask: Ask, heads: Sequence[Vec3]) -> tuple[float, ...]:
    """Return bearings from the group to the camera: off the axis' normal, on the allowed side first."""
    if ask.axis is not None:
        normal = bearing(*ask.axis) + 90.0 * ask.side
        return tuple(turn(normal + o) for o in (0, 25, -25, 45, -45, 60, -60, 72, -72))
    x = sum(math.cos(math.radians(s.facing)) for s in ask.subjects)
    y = sum(math.sin(math.radians(s.facing)) for s in ask.subjects)
    mean = math.degrees(math.atan2(y, x)) if math.hypot(x, y) > 0.2 else bearing(heads[0], heads[-1]) + 90 * ask.side
    return tuple(turn(mean + ask.side * o) for o in (ask.prefer - 15, 0, 40, -30, 60, -60, 90, -90, 130, -130, 180))


def _point_of_view(ask: Ask, eye: Vec3) -> Candidate:
    """Stand in a head and look at what it sees."""
    if ask.subjects:
        goal = ask.subjects[0].marks["collar"]
    elif ask.thing:
        goal = ask.thing.centre
    else:
        goal = (eye[0] + 5.0, eye[1], eye[2] - 0.2)
    return Candidate(Camera(eye, goal, ask.lens), None, 0.0)


def _thing(ask: Ask, box: Box, surround: Surround) -> Iterable[Candidate]:
    """Frame an object or a place."""
    wide = max(box.size[0], box.size[1], 0.02)
    tall = max(box.size[2], 0.02)
    close = ask.setup is Setup.INSERT
    elevations: tuple[float, ...] = {
        Angle.OVERHEAD: (82.0,),
        Angle.HIGH: (38.0, 28.0),
        Angle.LOW: (-14.0, -8.0),
        Angle.WORM: (-20.0,),
    }.get(ask.angle, (24.0, 32.0) if close else (2.0, 5.0))
    if not close and ask.angle is Angle.HIGH:
        elevations = (11.0, 16.0)  # a place seen from a roof, not from a plane
    fill = {Size.EWS: 0.8, Size.WS: 0.95, Size.INSERT: 0.62}.get(ask.size, 0.7)
    base = ask.bearings or tuple(range(0, 360, 30))
    for lens in lenses(ask):
        tan_x = 18.0 / lens
        tan_y = tan_x / ask.aspect
        for level in elevations:
            elevation = level + (14.0 if close else 6.0) * ask.lift
            rise = math.radians(abs(elevation))
            shown = tall * math.cos(rise) + wide * 0.8 * math.sin(rise)
            need = max(shown / (2 * fill * tan_y), wide / (2 * fill * tan_x)) + wide / 2 * math.cos(rise)
            need = max(need, 0.25 if close else 1.2)
            for rank, way in enumerate(base):
                side = ask.side * (1 if rank % 2 else -1)
                ceiling = _ceiling(ask, surround)
                place = path(box.centre, way, elevation, box.centre[2], surround.floor + 0.08, ceiling)
                position = place(need)
                half = (0.0, 0.0, tall / 2)
                wish = Wish(
                    (box.centre[0], box.centre[1], box.centre[2] + half[2]),
                    (box.centre[0], box.centre[1], box.centre[2] - half[2]),
                    fill,
                    -fill,
                    box.centre,
                    0.0 if close else 0.12 * side,
                )
                camera = aim(wish, lambda _d, p=position: p, lens, ask.aspect, fixed=need)  # type: ignore[misc]
                flat = math.degrees(
                    math.atan2(
                        box.centre[2] - position[2],
                        max(1e-6, math.hypot(box.centre[0] - position[0], box.centre[1] - position[1])),
                    )
                )
                camera = _tilted(camera, flat, 0.0 if close else -tan_y * 6.0)
                taste = 0.3 * abs(math.log(lens / ask.lens)) + 0.004 * rank
                yield Candidate(camera, None, taste)


def _place(ask: Ask, surround: Surround) -> Iterable[Candidate]:
    """Show a place: from its corners and sides, inside and through wild walls, over the middle of it."""
    low, high = surround.bounds
    centre = ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2)
    size = (high[0] - low[0], high[1] - low[1])
    height = {Angle.LOW: 0.5, Angle.WORM: 0.15, Angle.HIGH: 2.6, Angle.OVERHEAD: 6.0}.get(ask.angle, 1.75) + ask.lift
    height = min(height + low[2], _ceiling(ask, surround))
    goal: Vec3 = (centre[0], centre[1], low[2] + min(1.0, 0.3 * (high[2] - low[2])))
    rank = 0
    for lens in lenses(ask):
        for out in (-0.3, 0.8, 1.8) if surround.shell else (-0.3,):
            for sx, sy in ((1, 1), (-1, 1), (1, -1), (-1, -1), (1, 0), (-1, 0), (0, 1), (0, -1)):
                x = centre[0] + sx * (size[0] / 2 + out)
                y = centre[1] + sy * (size[1] / 2 + out)
                camera = Camera((round(x, 4), round(y, 4), round(height, 4)), goal, lens)
                aside = 0.0 if sx and sy else 0.15  # corners give depth
                taste = 0.3 * abs(math.log(lens / ask.lens)) + aside + 0.004 * ((rank + 3 * ask.variant) % 8)
                rank += 1
                yield Candidate(camera, None, taste)


def _tilted(camera: Camera, pitch: float, extra: float) -> Camera:
    """Return the camera with its yaw kept and its pitch set (degrees)."""
    from secondunit.scene.aim import direction

    away = length(sub(camera.target, camera.position))
    way = direction(bearing(camera.position, camera.target), pitch + extra)
    p = camera.position
    target = (round(p[0] + way[0] * away, 4), round(p[1] + way[1] * away, 4), round(p[2] + way[2] * away, 4))
    return Camera(camera.position, target, camera.focal_length)


__all__ = ["LADDER", "WEIGHTS", "Ask", "Box", "Candidate", "Solution", "Subject", "side_of", "solve"]
