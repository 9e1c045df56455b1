"""Checks cuts between layouts: the 180-degree line, the 30-degree rule, eyelines and screen direction.

It knows nothing of how the layouts were made, so it judges a person's own boards by the same rules. Figures are
measured by where they stand and look; a camera within 12 degrees of the line, an overhead view and a look through
someone's eyes are neutral, as on a set.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from secondunit.scene.framing import View, add, ahead, bearing, middle, turn
from secondunit.scene.layout import Figure, ShotLayout, Vec3

NEUTRAL = 12.0  # degrees off the line that belong to neither side
JUMP_ANGLE = 30.0
JUMP_SIZE = 1.45  # a change of image size that makes a cut felt
MOVING = ("walk", "run")


@dataclass(frozen=True, slots=True)
class Violation:
    """A cut that a script supervisor would stop: its rule, the two shots and why, in words."""

    rule: str  # "180", "30", "eyeline" or "direction"
    before: str
    after: str
    why: str


def check(layouts: Sequence[ShotLayout]) -> list[Violation]:
    """Return the violations of layouts in cutting order; scenes are judged on their own."""
    out: list[Violation] = []
    sides: dict[frozenset[str], tuple[float, str, tuple[Vec3, Vec3]]] = {}
    scene, before = "", None
    for layout in layouts:
        if layout.scene != scene:
            scene, before = layout.scene, None
            sides.clear()
        out += _line(layout, sides)
        if before is not None:
            out += _thirty(before, layout)
            out += _eyeline(before, layout)
            out += _direction(before, layout)
        before = layout
    return out


def _figures(layout: ShotLayout) -> dict[str, Figure]:
    return {f.name: f for f in layout.figures if not f.extra}


def _eye(figure: Figure) -> Vec3:
    """Return roughly where a figure's eyes are (seats and lying are low)."""
    seat = figure.pose_params.get("seat_height", 0.0)
    raised = float(seat) + 0.75 if figure.pose in ("sit", "drive") and not isinstance(seat, str) else 1.55
    height = {"lie": 0.35, "crouch": 1.0, "kneel": 1.1, "fall": 0.9}.get(figure.pose, raised)
    return add(figure.position, (0.0, 0.0, height))


def _partner(figure: Figure, people: dict[str, Figure]) -> str | None:
    """Return whom a figure looks at, within 20 degrees and 1 m of the point it looks at."""
    if figure.look_at is None:
        return None
    way = bearing(figure.position, figure.look_at)
    best: tuple[float, str] | None = None
    for name, other in people.items():
        if name == figure.name:
            continue
        off = abs(turn(bearing(figure.position, other.position) - way))
        far = math.dist(other.position[:2], figure.look_at[:2])
        if off < 20.0 and far < 1.0 and (best is None or far < best[0]):
            best = (far, name)
    return best[1] if best else None


def _steep(layout: ShotLayout) -> bool:
    """Say whether the camera looks nearly straight up or down: directions lose their meaning."""
    p, t = layout.camera.position, layout.camera.target
    return math.hypot(t[0] - p[0], t[1] - p[1]) < 0.45 * abs(t[2] - p[2])


def _own_eyes(layout: ShotLayout) -> bool:
    """Say whether nobody in focus is framed: an insert, a place, or a look through someone's eyes."""
    return not any(name in _figures(layout) for name in layout.focus)


def _line(layout: ShotLayout, sides: dict[frozenset[str], tuple[float, str, tuple[Vec3, Vec3]]]) -> list[Violation]:
    """The camera stays on one side of the line between two people who deal with each other."""
    if _steep(layout) or _own_eyes(layout):
        return []
    people = _figures(layout)
    out = []
    for name in [n for n in layout.focus if n in people]:
        other = _partner(people[name], people)
        if other is None:
            continue
        a, b = sorted((name, other))
        pair = frozenset((a, b))
        line = (people[a].position, people[b].position)
        swing = turn(bearing(middle(*line), layout.camera.position) - bearing(*line))
        if abs(swing) < NEUTRAL or abs(swing) > 180.0 - NEUTRAL:
            continue
        side = math.copysign(1.0, swing)
        known = sides.get(pair)
        if known is None or _moved(known[2], line):
            sides[pair] = (side, layout.shot, line)  # people who have moved have a new line
        elif known[0] != side:
            out.append(
                Violation(
                    "180",
                    known[1],
                    layout.shot,
                    f"the camera crosses the line between {a} and {b}: it was {_word(known[0])} of it in {known[1]}",
                )
            )
            break
    return out


def _moved(before: tuple[Vec3, Vec3], after: tuple[Vec3, Vec3]) -> bool:
    return abs(turn(bearing(*before) - bearing(*after))) > 35.0


def _word(side: float) -> str:
    return "left" if side > 0 else "right"


def _thirty(before: ShotLayout, after: ShotLayout) -> list[Violation]:
    """Two shots of the same people differ by 30 degrees or clearly in size."""
    one, two = _figures(before), _figures(after)
    first = [n for n in before.focus if n in one]
    second = [n for n in after.focus if n in two]
    if not first or first != second or _steep(before) != _steep(after):
        return []
    a, b = _eye(one[first[0]]), _eye(two[second[0]])
    swing = abs(turn(bearing(a, before.camera.position) - bearing(b, after.camera.position)))
    rise = abs(_tilt(a, before) - _tilt(b, after))
    size = _scale(a, before) / max(1e-6, _scale(b, after))
    same = 1.0 / JUMP_SIZE < size < JUMP_SIZE
    if swing < JUMP_ANGLE and rise < 20.0 and same:
        return [
            Violation(
                "30",
                before.shot,
                after.shot,
                f"both see {first[0]} from nearly the same place ({swing:.0f} degrees apart) at nearly the same size",
            )
        ]
    return []


def _tilt(eye: Vec3, layout: ShotLayout) -> float:
    p = layout.camera.position
    return math.degrees(math.atan2(p[2] - eye[2], max(1e-6, math.dist(p[:2], eye[:2]))))


def _scale(eye: Vec3, layout: ShotLayout) -> float:
    """Return image size per metre at the subject."""
    return layout.camera.focal_length / max(0.05, math.dist(layout.camera.position, eye))


def _eyeline(before: ShotLayout, after: ShotLayout) -> list[Violation]:
    """Two people cut against each other look in opposite screen directions."""
    one, two = _figures(before), _figures(after)
    first = next((n for n in before.focus if n in one), None)
    second = next((n for n in after.focus if n in two), None)
    if not first or not second or first == second or _steep(before) or _steep(after):
        return []
    singles = len([n for n in before.focus if n in one]) == len([n for n in after.focus if n in two]) == 1
    if not singles or _partner(one[first], one) != second or _partner(two[second], two) != first:
        return []
    a, b = _screen_look(one[first], before), _screen_look(two[second], after)
    if abs(a) > 0.2 and abs(b) > 0.2 and a * b > 0:
        return [
            Violation(
                "eyeline",
                before.shot,
                after.shot,
                f"{first} and {second} talk to each other but both look {'right' if a > 0 else 'left'} of frame",
            )
        ]
    return []


def _screen_look(figure: Figure, layout: ShotLayout) -> float:
    """Return where a figure looks on screen: -1 left .. +1 right, 0 into or out of the picture."""
    assert figure.look_at is not None  # noqa: S101 - only asked for partners
    view = View.of(layout.camera, layout.width / layout.height)
    way = ahead(bearing(figure.position, figure.look_at))
    return way[0] * view.right[0] + way[1] * view.right[1]


def _direction(before: ShotLayout, after: ShotLayout) -> list[Violation]:
    """Who moves left to right keeps moving left to right over the cut."""
    one, two = _figures(before), _figures(after)
    if _steep(before) or _steep(after):
        return []
    for name in [n for n in after.focus if n in two and n in one]:
        if one[name].pose not in MOVING or two[name].pose not in MOVING:
            continue
        if abs(turn(one[name].heading - two[name].heading)) > 60.0:
            continue  # the person has turned: the new direction is seen, not cut
        a = _screen_way(one[name], before)
        b = _screen_way(two[name], after)
        if abs(a) > 0.3 and abs(b) > 0.3 and a * b < 0:
            return [
                Violation(
                    "direction",
                    before.shot,
                    after.shot,
                    f"{name} moves {'right' if a > 0 else 'left'} and after the cut {'right' if b > 0 else 'left'}",
                )
            ]
    return []


def _screen_way(figure: Figure, layout: ShotLayout) -> float:
    view = View.of(layout.camera, layout.width / layout.height)
    way = ahead(figure.heading)
    return way[0] * view.right[0] + way[1] * view.right[1]
