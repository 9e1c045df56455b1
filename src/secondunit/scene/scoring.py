"""The terms by which camera candidates are judged; 0 is perfect, each is reported to the user."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from secondunit.core.shots import Setup, Size
from secondunit.scene.asks import LADDER, WEIGHTS, Ask, Candidate
from secondunit.scene.framing import Landmarks, View, bearing, length, middle, sub, turn, upright
from secondunit.scene.layout import Camera, Vec3
from secondunit.scene.sight import capsule_hits
from secondunit.scene.surround import Surround


def _points(ask: Ask) -> list[Vec3]:
    """Return the points whose sight decides: face and torso of each subject, or the thing's top and centre."""
    if ask.subjects and not (ask.setup is Setup.INSERT and ask.thing):
        close = ask.size in (Size.ECU, Size.CU, Size.MCU)
        keys = ("eyes", "chin", "collar") if close else ("eyes", "collar", "chest", "waist")
        out = [s.marks[k] for s in ask.subjects[:1] for k in keys]
        return out + [s.marks["eyes"] for s in ask.subjects[1:]]
    if ask.thing:
        c, (sx, sy, sz) = ask.thing.centre, ask.thing.size
        return [
            (c[0], c[1], c[2] + sz * 0.4),
            *((c[0] + i * sx * 0.3, c[1] + j * sy * 0.3, c[2] + sz * 0.3) for i in (-1, 1) for j in (-1, 1)),
        ]
    return list(ask.scenery)


def judge(ask: Ask, surround: Surround, candidates: list[Candidate]) -> None:
    """Fill the terms of every candidate; all rays are cast together."""
    points = _points(ask)
    spots = np.array([c.camera.position for c in candidates], np.float32)
    inside_room = np.array([not surround.open_sides(c.camera.position) for c in candidates])
    hidden = np.zeros((len(candidates), max(1, len(points))), bool)
    if points:
        eyes = np.repeat(spots, len(points), axis=0)
        goals = np.tile(np.array(points, np.float32), (len(candidates), 1))
        # an object is its own obstacle: stop short of it by its size
        if not ask.subjects or ask.setup is Setup.INSERT:
            reach = max(ask.thing.size) * 0.6 if ask.thing else 0.0
            ways = goals - eyes
            far = np.linalg.norm(ways, axis=1, keepdims=True)
            goals = eyes + ways * np.clip((far - reach) / np.maximum(far, 1e-6), 0.02, 1.0)
        walls = surround.sight.blocked(eyes, goals).reshape(len(candidates), -1)
        bare = surround.wild.blocked(eyes, goals).reshape(len(candidates), -1)
        hidden = np.where(inside_room[:, None], walls, bare)
        if ask.others:
            hidden |= capsule_hits(eyes, goals, ask.others).reshape(len(candidates), -1)
    clear = np.where(inside_room, surround.sight.clearance(spots), surround.wild.clearance(spots))
    buried = surround.solid.inside(spots)
    for i, candidate in enumerate(candidates):
        lead = 4 if ask.subjects else len(points)
        weight = np.where(np.arange(hidden.shape[1]) < lead, 1.0, 0.6)
        blocked = float((hidden[i] * weight).sum() / weight.sum()) if points else 0.0
        need = 0.12 if ask.setup is Setup.INSERT else 0.25
        tight = max(0.0, 1.0 - float(clear[i]) / need)
        close = min((_gap(candidate.camera.position, b) for b in ask.others), default=9.0)
        candidate.terms = {
            "framing": _framing(ask, candidate),
            "occlusion": blocked,
            "geometry": float(buried[i]) + 0.5 * tight + (1.0 if close < 0.22 else 0.0),
            "bounds": _bounds(ask, surround, candidate),
            "axis": _axis(ask, candidate.camera),
            "thirty": _thirty(ask, candidate),
            "face": _face(ask, candidate.camera),
            "room": _room(ask, candidate.camera),
            "taste": candidate.taste,
            "near": 0.0,
            "repeat": max((_alike(ask, candidate.camera, c) for c in ask.avoid), default=0.0),
        }


def crowding(ask: Ask, surround: Surround, candidates: Sequence[Candidate]) -> list[float]:
    """Return the share of each frame that something close to the lens fills."""
    grid = [(x, y) for x in (-0.85, -0.5, -0.17, 0.17, 0.5, 0.85) for y in (-0.75, -0.25, 0.25, 0.75)]
    origins, ways, limits = [], [], []
    for candidate in candidates:
        view = View.of(candidate.camera, ask.aspect)
        far = length(sub(candidate.camera.target, candidate.camera.position))
        for x, y in grid:
            a, b = x * view.tan_x, y * view.tan_y
            ways.append([view.forward[k] + a * view.right[k] + b * view.up[k] for k in range(3)])
            origins.append(candidate.camera.position)
            limits.append(min(2.5, 0.4 * far))
    o, w = np.array(origins, np.float32), np.array(ways, np.float32)
    free = np.repeat([not surround.open_sides(c.camera.position) for c in candidates], len(grid))
    hit = _where(surround, free, o, w) < np.array(limits)
    # the ground in the lower half belongs to the picture
    upper = np.tile(np.array([y > -0.5 for _, y in grid]), len(candidates))
    return [float(v) for v in (hit & upper).reshape(len(candidates), -1).sum(1) / 18.0]


def _where(
    surround: Surround, inside: NDArray[np.bool_], origins: NDArray[np.float32], ways: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return free distances: rays from inside the room see its walls, rays through wild walls do not."""
    out = np.empty(len(origins), np.float32)
    out[inside] = surround.sight.distance(origins[inside], ways[inside])
    out[~inside] = surround.wild.distance(origins[~inside], ways[~inside])
    return out


def _gap(point: Vec3, body: Landmarks) -> float:
    """Return how near the camera is to a body's upright line."""
    x, y = body["pelvis"][0], body["pelvis"][1]
    over = max(0.0, point[2] - body["head_top"][2])
    return math.hypot(point[0] - x, point[1] - y, over)


def _framing(ask: Ask, candidate: Candidate) -> float:
    """Size class against the asked one, and everyone who must be in frame."""
    if not ask.subjects or candidate.size is None:
        return 0.0
    view = View.of(candidate.camera, ask.aspect)
    error = 0.0
    if candidate.size in LADDER and ask.size in LADDER:
        step = 0.35 if len(ask.subjects) > 1 and not ask.exact_size else 0.8
        error += step * abs(LADDER.index(candidate.size) - LADDER.index(ask.size))
    for k, subject in enumerate(ask.subjects):
        if not view.sees(subject.marks["eyes"], 0.02):
            error += 4.0 if k == 0 else 1.5
    if ask.foreground is not None:
        x, high, depth = view.project(ask.foreground.marks["head_top"])
        _, low, _ = view.project(ask.foreground.marks["collar"])
        if depth < 0.15 or abs(x) > 1.4:
            error += 0.7
        elif low > 0.7 or high < -0.7:
            error += 0.5  # only a back, or only hair
    return error


def _bounds(ask: Ask, surround: Surround, candidate: Candidate) -> float:
    outside = surround.beyond(candidate.camera.position)
    if outside <= 0.0:
        return 0.0
    if not surround.interior:
        return 0.02 * outside
    if surround.shell is None:
        return 0.3 * outside
    return 0.25 + 0.1 * outside if outside <= ask.outside else 2.0 + outside


def _axis(ask: Ask, camera: Camera) -> float:
    """1 where the camera has crossed the line of action."""
    if ask.axis is None or ask.setup in (Setup.ESTABLISHING, Setup.INSERT, Setup.POV):
        return 0.0
    return 0.0 if side_of(ask.axis, camera.position) * ask.side >= -0.02 else 1.0


def side_of(axis: tuple[Vec3, Vec3], point: Vec3) -> float:
    """Return the sine of the bearing of a point off an axis: positive on its left."""
    a, b = axis
    m = middle(a, b)
    return math.sin(math.radians(bearing(m, point) - bearing(a, b)))


def _thirty(ask: Ask, candidate: Candidate) -> float:
    """1 for a jump cut: the same subject from less than 30 degrees away at nearly the same size."""
    if ask.previous is None or not ask.subjects:
        return 0.0
    goal = ask.subjects[0].marks["eyes"]
    swing = abs(turn(bearing(goal, ask.previous.position) - bearing(goal, candidate.camera.position)))
    near = (
        ask.previous_size is None
        or ask.size not in LADDER
        or ask.previous_size not in LADDER
        or (abs(LADDER.index(ask.size) - LADDER.index(ask.previous_size)) < 2)
    )
    return max(0.0, 1.0 - swing / 30.0) if near else 0.0


def _alike(ask: Ask, camera: Camera, other: Camera) -> float:
    """Return 1 for the camera of another take, 0 from 25 degrees, a third of the lens or 12 degrees of tilt away."""
    if ask.subjects:
        goal = ask.subjects[0].marks["eyes"]
    elif ask.thing:
        goal = ask.thing.centre
    else:
        goal = camera.target
    swing = abs(turn(bearing(goal, camera.position) - bearing(goal, other.position))) / 25.0
    near, far = sub(camera.position, goal), sub(other.position, goal)
    rise = abs(math.atan2(near[2], math.hypot(*near[:2])) - math.atan2(far[2], math.hypot(*far[:2])))
    zoom = abs(math.log(camera.focal_length / other.focal_length)) / 0.3
    return max(0.0, 1.0 - max(swing, zoom, math.degrees(rise) / 12.0))


def _face(ask: Ask, camera: Camera) -> float:
    """How far the faces turn away from the camera: 0 up to three-quarter, 1 for the back of a head."""
    if not ask.subjects or ask.setup in (Setup.POV, Setup.INSERT):
        return 0.0
    total = 0.0
    for k, subject in enumerate(ask.subjects):
        off = abs(turn(bearing(subject.marks["eyes"], camera.position) - subject.facing))
        share = 1.0 if k == 0 else 0.5
        if not upright(subject.marks):
            continue
        total += share * max(0.0, (off - 65.0) / 80.0)
    wide = 0.4 if ask.size in (Size.WS, Size.EWS) else 1.0
    return wide * total / math.sqrt(len(ask.subjects))


def _room(ask: Ask, camera: Camera) -> float:
    """The share of the place that a wide shot fails to show."""
    if ask.size not in (Size.WS, Size.EWS) or not ask.scenery:
        return 0.0
    view = View.of(camera, ask.aspect)
    missing = 1.0 - sum(view.sees(p) for p in ask.scenery) / len(ask.scenery)
    return missing * (2.5 if ask.setup is Setup.ESTABLISHING or not ask.subjects else 1.0)


def total(candidate: Candidate) -> float:
    """Return the weighted sum of a candidate's terms."""
    return sum(WEIGHTS[k] * v for k, v in candidate.terms.items())
