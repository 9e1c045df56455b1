"""From a readable pose to bone rotations: two-bone limbs, spine, gaze, fingers, and contact with floor and seat.

Frames: the figure stands at the origin, X to its front, Y to its left, Z up. Limb targets are written for the
left side; y is mirrored for the right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondunit.scene.bodies.asset import load
from secondunit.scene.bodies.model import Rest, Skeleton, pose, skinned
from secondunit.scene.poses import GRIPS, Arm, Leg, Pose

Array = NDArray[Any]
SPINE = ("spine05", "spine04", "spine03", "spine02", "spine01")
NECK = ("neck01", "neck02", "neck03", "head")
REACH = 0.985  # share of a limb's length that a hand or foot may reach: joints stay a little soft
HEAD_YAW, HEAD_UP, HEAD_DOWN = 68.0, 38.0, 40.0  # degrees the neck and head turn together
EYE_YAW, EYE_PITCH = 22.0, 14.0


def turn(axis: Array, degrees: float) -> Array:
    """Return the rotation (3, 3) about a unit axis."""
    x, y, z = axis
    k = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    a = np.radians(degrees)
    out: Array = np.eye(3) + np.sin(a) * k + (1 - np.cos(a)) * (k @ k)
    return out


X, Y, Z = np.eye(3)


def cross(a: Array, b: Array) -> Array:
    """Return the cross product of two vectors (3,): numpy's own is slow on single ones."""
    return np.array([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])


def euler(pitch: float, roll: float, yaw: float) -> Array:
    """Return the turn for degrees of pitch (forward), roll (to the right) and yaw (to the left)."""
    out: Array = turn(Z, yaw) @ turn(Y, pitch) @ turn(X, roll)
    return out


def unit(vector: Array) -> Array:
    """Return the vector at length one."""
    out: Array = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return out


def frame(main: Array, side: Array) -> Array:
    """Return an orthonormal frame as columns: `main`, then `side` made orthogonal to it."""
    a = unit(main)
    b = unit(side - a * (side @ a))
    return np.stack([a, b, cross(a, b)], axis=1)


def twist_of(rotation: Array, axis: Array) -> float:
    """Return the degrees that `rotation` turns about `axis` (swing-twist decomposition)."""
    across = unit(cross(axis, X if abs(axis[0]) < 0.8 else Y))
    moved = rotation @ across
    moved = unit(moved - axis * (moved @ axis))
    return float(np.degrees(np.arctan2(cross(across, moved) @ axis, across @ moved)))


@dataclass(slots=True)
class Solver:
    """Collects world turns of bones for one body; `local` gives what `evaluate.pose` wants."""

    body: Rest
    root: Array  # offset of the root bone, (3,)
    world: dict[str, Array]

    def at(self, bone: str) -> Array:
        """Reference position of a bone's head."""
        out: Array = self.body.reference[load().index(bone)]
        return out

    def world_of(self, bone: str) -> Array:
        """World turn of a bone: its own, else that of the nearest turned ancestor."""
        asset = load()
        while bone not in self.world:
            parent = asset.parents[asset.index(bone)]
            if parent < 0:
                return np.eye(3)
            bone = asset.bones[parent]
        return self.world[bone]

    def head(self, bone: str) -> Array:
        """Posed position of a bone's head."""
        asset = load()
        chain = []
        index = asset.index(bone)
        while index >= 0:
            chain.append(index)
            index = asset.parents[index]
        chain.reverse()
        point: Array = self.body.reference[chain[0]] + self.root
        for parent, child in pairwise(chain):
            step = self.body.reference[child] - self.body.reference[parent]
            point = point + self.world_of(asset.bones[parent]) @ step
        return point

    def local(self) -> dict[str, Array]:
        """Return local rotations by bone."""
        asset = load()
        out = {}
        for bone, matrix in self.world.items():
            parent = asset.parents[asset.index(bone)]
            above = self.world_of(asset.bones[parent]) if parent >= 0 else np.eye(3)
            out[bone] = above.T @ matrix
        return out

    def limb(self, bones: tuple[str, str, str], target: Array, pole: Array, reference_pole: Array) -> Array:
        """Turn a two-bone limb so that its end reaches `target` with the joint towards `pole`; return the joint's
        bending axis. A target out of reach is pulled in."""
        a, b, c = (self.at(n) for n in bones)
        upper, lower = float(np.linalg.norm(b - a)), float(np.linalg.norm(c - b))
        start = self.head(bones[0])
        d = target - start
        distance = float(np.clip(np.linalg.norm(d), abs(upper - lower) * 1.05, (upper + lower) * REACH))
        d = unit(d)
        bend = unit(pole - d * (pole @ d))
        along = (upper**2 - lower**2 + distance**2) / (2 * distance)
        out = np.sqrt(max(upper**2 - along**2, 0.0))
        middle = d * along + bend * out
        end = d * distance - middle
        axis_ref = cross(unit(c - a), reference_pole)
        axis = cross(d, bend)
        self.world[bones[0]] = frame(middle, axis) @ frame(b - a, axis_ref).T
        self.world[bones[1]] = frame(end, axis) @ frame(c - b, axis_ref).T
        return axis


def _side(vector: tuple[float, float, float], sign: float) -> Array:
    return np.array([vector[0], vector[1] * sign, vector[2]])


def _arm(s: Solver, arm: Arm, side: str, aim: Array | None) -> None:
    sign = 1.0 if side == "L" else -1.0
    shoulder, elbow, wrist = f"upperarm01.{side}", f"lowerarm01.{side}", f"wrist.{side}"
    a, b, c = s.at(shoulder), s.at(elbow), s.at(wrist)
    length = float(np.linalg.norm(b - a) + np.linalg.norm(c - b))
    base = s.world_of("spine01") if arm.frame == "chest" else s.world_of("root") if arm.frame == "root" else np.eye(3)
    want = base @ _side(arm.hand, sign)
    if aim is not None and arm.aims:
        ahead = unit(aim - s.head(shoulder))
        if ahead @ (base @ X) > 0.1 or ahead @ (base @ (Y * sign)) > 0.5:
            want = ahead * np.linalg.norm(want)
    # the shoulder girdle takes part of a raised arm
    raised = np.degrees(np.arcsin(np.clip(unit(want) @ (s.world_of("spine01") @ Z), -1, 1)))
    lift = float(np.clip((raised + 15) * 0.28, 0.0, 24.0)) + arm.shrug
    forward = float(np.clip(unit(want) @ (s.world_of("spine01") @ X), 0, 1)) * 10.0
    s.world[f"clavicle.{side}"] = s.world_of("spine01") @ turn(X, sign * lift) @ turn(Z, -sign * forward)
    pole_ref = b - (a + c) / 2
    pole = base @ _side(arm.elbow, sign)
    target = s.head(shoulder) + want * length
    s.limb((shoulder, elbow, wrist), target, pole, unit(pole_ref))
    _hand(s, arm, side, base)


def _hand(s: Solver, arm: Arm, side: str, base: Array) -> None:
    sign = 1.0 if side == "L" else -1.0
    elbow, wrist = f"lowerarm01.{side}", f"wrist.{side}"
    knuckles = {k: s.at(f"finger{k}-1.{side}") for k in (2, 3, 5)}
    fingers_ref = unit(knuckles[3] - s.at(wrist))
    palm_ref = unit(cross(fingers_ref, knuckles[2] - knuckles[5])) * sign
    lower = s.world[elbow]
    along = lower @ unit(s.at(wrist) - s.at(elbow))
    if arm.fingers is None:
        fingers = lower @ turn(cross(palm_ref, fingers_ref), arm.wrist) @ fingers_ref
    else:
        fingers = base @ _side(arm.fingers, sign)
    palm = base @ _side(arm.palm, sign) if arm.palm is not None else lower @ palm_ref
    hand = frame(fingers, palm) @ frame(fingers_ref, palm_ref).T
    twist = twist_of(hand @ lower.T, along)
    twist = float(np.clip(twist, -95, 95))
    s.world[f"lowerarm02.{side}"] = turn(along, twist * 0.55) @ lower
    # a wrist bends some 70 degrees: what the wanted hand asks beyond that is dropped
    nearest = turn(along, twist) @ lower
    s.world[wrist] = _limited(hand @ nearest.T, 62.0) @ nearest
    curl_axis = cross(palm_ref, fingers_ref)
    bends = GRIPS[arm.grip]
    for k in range(2, 6):
        first, second, third, spread = bends[k - 1]
        for joint, degrees in ((1, first), (2, second), (3, third)):
            bone = f"finger{k}-{joint}.{side}"
            swing = turn(palm_ref, sign * spread) if joint == 1 else np.eye(3)
            s.world[bone] = (
                s.world_of(load().bones[load().parents[load().index(bone)]]) @ swing @ turn(curl_axis, -degrees)
            )
    thumb_along = unit(s.at(f"finger1-3.{side}") - s.at(f"finger1-1.{side}"))
    thumb_axis = unit(cross(palm_ref, thumb_along))
    across = bends[0]
    for joint in (1, 2, 3):
        bone = f"finger1-{joint}.{side}"
        parent = load().bones[load().parents[load().index(bone)]]
        oppose = turn(fingers_ref, sign * across[3]) if joint == 1 else np.eye(3)
        s.world[bone] = s.world_of(parent) @ oppose @ turn(thumb_axis, -across[joint - 1])


def _limited(rotation: Array, degrees: float) -> Array:
    """Return the rotation with its angle limited."""
    angle = float(np.degrees(np.arccos(np.clip((np.trace(rotation) - 1) / 2, -1, 1))))
    if angle <= degrees:
        return rotation
    axis = unit(
        np.array(
            [
                rotation[2, 1] - rotation[1, 2],
                rotation[0, 2] - rotation[2, 0],
                rotation[1, 0] - rotation[0, 1],
            ]
        )
    )
    return turn(axis, degrees)


@lru_cache(maxsize=1)
def _rows() -> Mapping[str, Array]:
    """Vertex numbers of the feet, toes, and the seat, in the fine body."""
    asset = load()
    out: dict[str, Array] = {}
    for side in ("L", "R"):
        out[f"foot.{side}"] = np.unique(asset.faces_of(f"foot.{side}"))
        toes = [asset.index(b) for b in asset.bones if b.startswith("toe") and b.endswith(side)]
        weight = np.asarray(asset.skin[out[f"foot.{side}"]][:, toes].sum(axis=1)).ravel()
        out[f"toes.{side}"] = weight > 0.5
    body = np.unique(asset.faces_of("body"))
    seat = [asset.index(b) for b in ("root", "pelvis.L", "pelvis.R", "upperleg01.L", "upperleg01.R")]
    out["seat"] = body[np.asarray(asset.skin[body][:, seat].sum(axis=1)).ravel() > 0.6]
    for side in "LR":
        shins = [asset.index(f"{b}.{side}") for b in ("lowerleg01", "lowerleg02")]
        shin = np.asarray(asset.skin[body][:, shins].sum(axis=1)).ravel() > 0.3
        out[f"knee.{side}"] = body[shin]
    skin = asset.part < asset.parts.index("eye.L")
    out["all"] = np.unique(asset.faces[skin])[::3]  # every third vertex finds the lowest point well enough
    return out


def _foot(s: Solver, leg: Leg, side: str, sole: float) -> tuple[Array, float, Array]:
    """Return a planted foot's turn, the height of its ankle over the floor, and the ankle's floor point."""
    sign = 1.0 if side == "L" else -1.0
    ankle, toe = f"foot.{side}", f"toe1-1.{side}"
    rows = _rows()
    rest = s.body.vertices[rows[f"foot.{side}"]].astype(np.float64)
    asset = load()
    bone = asset.index(ankle)
    offsets = (rest - s.body.heads[bone]) @ s.body.align[bone].T
    bend = float(np.clip(leg.pitch, 0, 40)) * 0.9
    world = turn(Z, sign * leg.yaw) @ turn(Y, leg.pitch)
    toes = rows[f"toes.{side}"]
    hinge = s.at(toe) - s.at(ankle)
    bent = offsets.copy()
    bent[toes] = (offsets[toes] - hinge) @ turn(Y, -bend).T + hinge
    low = float((bent @ world.T)[:, 2].min())
    for name in [b for b in asset.bones if b.startswith("toe") and b.endswith(f"-1.{side}")]:
        s.world[name] = world @ turn(Y, -bend)
    return world, -low + sole, np.array([leg.foot[0], leg.foot[1] * sign, leg.lift])


def solve(body: Rest, spec: Pose, seat: float, sole: float, aim: Array | None = None) -> Skeleton:
    """Return the skeleton of a body in a pose, touching floor and seat.

    `seat` is the height of what the body rests on, `sole` the thickness under the feet; `aim` is a point in the
    figure's frame that eyes, head and pointing arms turn to.
    """
    s = Solver(body, np.zeros(3), {})
    hips = [s.at(f"upperleg01.{side}") for side in "LR"]
    length = _leg_length(s)
    s.world["root"] = euler(*spec.pelvis)
    middle = s.world["root"] @ ((hips[0] + hips[1]) / 2 - s.at("root"))
    start = s.at("root")
    over = np.array([spec.offset[0] * length, spec.offset[1] * length])
    s.root[:2] = over - (start + middle)[:2]
    ground: dict[str, tuple[Array, Array]] = {}
    for side in "LR":
        leg = spec.leg(side)
        if leg.hang is None:
            turned, height, point = _foot(s, leg, side, sole)
            if spec.contact == "seat":  # on a high stool the feet leave the floor
                point[2] += max(0.0, (seat - sole) / length - 0.56)
            ground[side] = (
                turned,
                np.array([point[0] * length, point[1] * length, height + point[2] * length]),
            )
    s.root[2] = _pelvis_height(s, spec, ground, seat, length)
    _trunk(s, spec)
    _legs(s, spec, ground, length)
    if spec.contact != "feet":
        for _ in range(2):
            knee = "knee.R" if "L" in ground else "knee.L"
            rows = _rows()[{"seat": "seat", "knee": knee}.get(spec.contact, "all")]
            skeleton = _posed(s)
            low = float(skinned(body.vertices[rows], load().skin[rows], skeleton)[:, 2].min())
            s.root[2] += (0.0 if spec.contact == "knee" else seat) - low
            _legs(s, spec, ground, length)
    _gaze(s, spec, aim)
    for side in "LR":
        _arm(s, spec.arm(side), side, aim)
    return _posed(s)


def _posed(s: Solver) -> Skeleton:
    return pose(s.body, s.local()).moved(s.root)


def _leg_length(s: Solver) -> float:
    hip, knee, ankle = (s.at(f"{b}.L") for b in ("upperleg01", "lowerleg01", "foot"))
    return float(np.linalg.norm(knee - hip) + np.linalg.norm(ankle - knee))


def _pelvis_height(
    s: Solver, spec: Pose, ground: Mapping[str, tuple[Array, Array]], seat: float, length: float
) -> float:
    """Return the root offset in z: as high as the planted legs allow, times the pose's own factor."""
    heights = []
    for side, (_, ankle) in ground.items():
        hip = s.head(f"upperleg01.{side}")
        flat = float(np.linalg.norm(ankle[:2] - hip[:2]))
        rise = np.sqrt(max((length * REACH) ** 2 - flat**2, (0.2 * length) ** 2)) * spec.height
        heights.append(ankle[2] + rise - hip[2])
    if spec.contact == "seat":
        return float(seat + 0.1 * length - s.at("root")[2])
    return float(min(heights)) if heights else float(seat + 0.3 - s.at("root")[2])


def _trunk(s: Solver, spec: Pose) -> None:
    pitch, roll, yaw = (v / len(SPINE) for v in spec.spine)
    above = s.world["root"]
    for bone in SPINE:
        above = above @ euler(pitch, roll, yaw)
        s.world[bone] = above
    if spec.flow:  # hips turn against the chest in a stride
        s.world["root"] = s.world["root"] @ turn(Z, spec.flow)


def _legs(s: Solver, spec: Pose, ground: Mapping[str, tuple[Array, Array]], length: float) -> None:
    for side in "LR":
        leg, sign = spec.leg(side), 1.0 if side == "L" else -1.0
        hip, knee, ankle = f"upperleg01.{side}", f"lowerleg01.{side}", f"foot.{side}"
        if side in ground:
            world, target = ground[side]
            pole = turn(Z, sign * leg.yaw * 0.6) @ _side(leg.knee, sign)
        else:
            hang = leg.hang or (0.0, 0.0, -REACH)
            target = s.head(hip) + s.world["root"] @ _side(hang, sign) * length
            pole = s.world["root"] @ _side(leg.knee, sign)
        s.limb((hip, knee, ankle), target, pole, X)
        if side not in ground:
            world = s.world[knee] @ turn(Z, sign * leg.yaw) @ turn(Y, leg.pitch)
        s.world[ankle] = world


def _gaze(s: Solver, spec: Pose, aim: Array | None) -> None:
    chest = s.world[SPINE[-1]]
    pitch, roll, yaw = spec.neck
    eyes = (0.0, 0.0)
    if aim is not None:
        eye = s.head("head") + chest @ (s.at("eye.L") * np.array([1, 0, 1]) - s.at("head") * np.array([1, 0, 1]))
        d = chest.T @ unit(aim - eye)
        want_yaw = float(np.degrees(np.arctan2(d[1], d[0])))
        want_pitch = float(-np.degrees(np.arcsin(np.clip(d[2], -1, 1))))
        yaw = float(np.clip(want_yaw * 0.88, -HEAD_YAW, HEAD_YAW))
        pitch = float(np.clip(want_pitch * 0.85, -HEAD_UP, HEAD_DOWN))
        roll *= 0.5
        eyes = (
            float(np.clip(want_yaw - yaw, -EYE_YAW, EYE_YAW)),
            float(np.clip(want_pitch - pitch, -EYE_PITCH, EYE_PITCH)),
        )
    shares = (0.18, 0.2, 0.22, 0.4)
    above = chest
    done = np.zeros(3)
    for bone, share in zip(NECK, shares, strict=True):
        done += np.array([pitch, roll, yaw]) * share
        above = chest @ euler(*done)
        s.world[bone] = above
    for side in "LR":
        s.world[f"eye.{side}"] = above @ turn(Z, eyes[0]) @ turn(Y, eyes[1])
