"""Named poses as readable specifications; `scene.bodies.rig` turns them into bone rotations for any body.

Lengths are shares of the arm's or leg's own length, so a pose fits a child as well as a giant. Angles are in
degrees. Every pose takes parameters from the shot and a random generator for the small differences that keep
two people who stand side by side from looking cloned.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from secondunit.core.errors import InputError
from secondunit.scene.layout import Param, Vec3

# per digit, thumb first: bend at the three joints, then spread (thumb: opposition across the palm)
Digit = tuple[float, float, float, float]
GRIPS: Mapping[str, tuple[Digit, ...]] = {
    "flat": ((5, 5, 5, 0), (4, 4, 4, 4), (4, 4, 4, 0), (4, 4, 4, -3), (6, 4, 4, -6)),
    "relaxed": ((8, 12, 12, 12), (18, 24, 14, 2), (22, 28, 16, 0), (26, 30, 18, -1), (30, 32, 18, -3)),
    "loose": ((10, 18, 18, 18), (30, 38, 22, 1), (34, 42, 24, 0), (38, 44, 26, 0), (42, 46, 26, -1)),
    "fist": ((18, 34, 42, 38), (72, 92, 58, 0), (74, 94, 58, 0), (76, 94, 58, 0), (78, 92, 56, 0)),
    "grip": ((14, 22, 28, 34), (52, 62, 38, 0), (54, 64, 40, 0), (56, 66, 40, 0), (58, 64, 40, 0)),
    "point": ((20, 36, 40, 36), (2, 3, 2, 0), (70, 90, 56, 0), (76, 94, 58, 0), (78, 92, 56, 0)),
    "open": ((2, 8, 10, 2), (10, 16, 10, 4), (13, 20, 12, 0), (18, 24, 14, -3), (24, 26, 16, -6)),
    "ready": ((6, 10, 12, 4), (12, 16, 10, 2), (16, 20, 12, 0), (20, 24, 14, -2), (26, 28, 16, -4)),
    "cradle": ((2, 8, 10, 0), (12, 14, 10, 2), (14, 16, 10, 0), (16, 18, 12, -1), (20, 20, 12, -3)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Arm:
    """An arm: where the hand is from the shoulder, in arm lengths, y to the outside."""

    hand: Vec3
    elbow: Vec3 = (-0.7, 0.6, -0.3)  # the way the elbow points
    palm: Vec3 | None = None  # the way the palm faces; None leaves it to the forearm
    fingers: Vec3 | None = None  # None continues the forearm
    wrist: float = 0.0  # degrees the hand bends towards the palm
    grip: str = "relaxed"
    frame: str = "chest"  # chest, root (pelvis) or world (the figure's heading)
    aims: bool = False  # points at what the figure looks at
    shrug: float = 0.0


@dataclass(frozen=True, slots=True)
class Leg:
    """A leg: a foot planted on the floor, in leg lengths from the figure's spot; or hanging from the hip."""

    foot: tuple[float, float] = (0.0, 0.1)
    lift: float = 0.0  # clearance of the foot's lowest point
    yaw: float = 8.0  # toes to the outside
    pitch: float = 0.0  # toes down
    knee: Vec3 = (1.0, 0.1, 0.0)
    hang: Vec3 | None = None  # ankle from the hip in the pelvis frame: no floor under this foot


@dataclass(frozen=True, slots=True)
class Pose:
    """A whole body. Trunk angles are (pitch forward, roll to the right, yaw to the left)."""

    left_arm: Arm
    right_arm: Arm
    left_leg: Leg
    right_leg: Leg
    pelvis: Vec3 = (0.0, 0.0, 0.0)
    spine: Vec3 = (0.0, 0.0, 0.0)
    neck: Vec3 = (0.0, 0.0, 0.0)
    flow: float = 0.0  # extra yaw of the hips alone
    height: float = 1.0  # of the hips over the ankles, 1 is standing
    offset: tuple[float, float] = (0.0, 0.0)  # of the hips from the spot, in leg lengths
    contact: str = "feet"  # what rests on the floor or seat: feet, seat, knee (of a hanging leg) or all

    def arm(self, side: str) -> Arm:
        """Return the arm of side L or R."""
        return self.left_arm if side == "L" else self.right_arm

    def leg(self, side: str) -> Leg:
        """Return the leg of side L or R."""
        return self.left_leg if side == "L" else self.right_leg

    def mirrored(self) -> Pose:
        """Return the pose with left and right exchanged."""

        def flip(v: Vec3) -> Vec3:
            return (v[0], -v[1], -v[2])

        return replace(
            self,
            left_arm=self.right_arm,
            right_arm=self.left_arm,
            left_leg=self.right_leg,
            right_leg=self.left_leg,
            pelvis=flip(self.pelvis),
            spine=flip(self.spine),
            neck=flip(self.neck),
            flow=-self.flow,
            offset=(self.offset[0], -self.offset[1]),
        )


HANG = Arm((0.07, 0.10, -0.95), elbow=(-0.8, 0.5, 0.0), palm=(-0.15, -1.0, 0.0), grip="relaxed")

FOLDED = (
    Arm((0.36, -0.46, -0.30), (0.05, 0.75, -0.8), palm=(-1.0, 0.0, 0.1), fingers=(0.15, -1.0, 0.22), wrist=0),
    Arm((0.31, -0.42, -0.40), (0.05, 0.75, -0.8), palm=(-1.0, 0.0, 0.1), fingers=(0.05, -1.0, 0.10), wrist=0),
)  # fmt: skip


def _number(params: Mapping[str, Param], key: str, default: float) -> float:
    value = params.get(key, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise InputError(f"pose parameter {key} must be a number, not {value!r}")
    return float(value)


def _hand(params: Mapping[str, Param], default: str = "right") -> str:
    value = str(params.get("hand", default)).lower()
    return value if value in ("left", "right", "both") else default


def _one_hand(pose: Pose, params: Mapping[str, Param], arm: Arm) -> Pose:
    """Give `arm` to the hand or hands that the parameters name."""
    hand = _hand(params)
    if hand in ("left", "both"):
        pose = replace(pose, left_arm=arm)
    if hand in ("right", "both"):
        pose = replace(pose, right_arm=arm)
    return pose


def _stand(params: Mapping[str, Param], rng: random.Random) -> Pose:
    """Contrapposto: the weight on the left leg, its hip high, the right knee soft and turned out."""
    sway = rng.uniform(0.75, 1.1)
    right = Arm((0.10, 0.13, -0.93), elbow=(-0.8, 0.55, 0.0), palm=(-0.1, -1.0, 0.0), grip="relaxed")
    pose = Pose(
        replace(HANG, hand=(0.04 + rng.uniform(-0.03, 0.04), 0.10, -0.95)),
        right,
        Leg((0.0, 0.055), yaw=9 + rng.uniform(-3, 4)),
        Leg((0.07 + rng.uniform(-0.03, 0.05), 0.19), yaw=24 + rng.uniform(-6, 6), knee=(1, 0.25, 0)),
        pelvis=(1.0, 4.5 * sway, 5 * sway),
        spine=(-1.0, -7.5 * sway, -6 * sway),
        neck=(2 + rng.uniform(-2, 2), 3.5 * sway + rng.uniform(-3, 3), rng.uniform(-8, 8)),
        offset=(0.0, 0.05 * sway),
    )
    choice = rng.random()
    if choice > 0.72:  # a hand in the pocket
        pose = replace(
            pose,
            right_arm=Arm((0.10, 0.10, -0.80), elbow=(-0.9, 0.7, 0), palm=(0.1, -1, 0), grip="loose"),
        )
    return pose if rng.random() < 0.6 else pose.mirrored()


def _sit(params: Mapping[str, Param], rng: random.Random) -> Pose:
    lean = rng.uniform(-4, 6)
    reach = 0.30 + rng.uniform(-0.04, 0.05)
    return Pose(
        Arm(
            (0.52, -0.06, -0.68),
            elbow=(-0.5, 0.9, -0.3),
            palm=(0.0, -0.35, -1),
            grip="relaxed",
            frame="world",
        ),
        Arm(
            (0.46, -0.12, -0.70),
            elbow=(-0.5, 0.9, -0.3),
            palm=(0.0, -0.35, -1),
            grip="relaxed",
            frame="world",
        ),
        Leg((reach + 0.22, 0.14), yaw=8 + rng.uniform(-3, 6), knee=(1, 0.12, 1)),
        Leg((reach + 0.14 + rng.uniform(-0.05, 0.08), 0.15), yaw=12 + rng.uniform(-3, 6), knee=(1, 0.16, 1)),
        pelvis=(-8.0, rng.uniform(-2, 2), 0),
        spine=(12 + lean, rng.uniform(-4, 4), rng.uniform(-5, 5)),
        neck=(-3 + rng.uniform(-2, 3), rng.uniform(-4, 4), rng.uniform(-8, 8)),
        contact="seat",
    )


def _gait(phase: float, stride: float, lift: float, stance: float, strike: float, push: float) -> Leg:
    """Return a leg at `phase` of its cycle: foot strike at 0, toe off at `stance`."""
    if phase < stance:
        t = phase / stance
        x = stride * (0.5 - t)
        pitch = strike * max(0.0, 1 - t / 0.22) + push * max(0.0, (t - 0.55) / 0.45) ** 1.3
        return Leg((x, 0.055), yaw=6, pitch=pitch)
    t = (phase - stance) / (1 - stance)
    ease = t * t * (3 - 2 * t)
    pitch = push * max(0.0, 1 - t / 0.7) ** 0.8 + strike * max(0.0, (t - 0.6) / 0.4)
    return Leg((stride * (-0.5 + ease), 0.055), lift=lift * math.sin(math.pi * t) ** 0.8, yaw=6, pitch=pitch)


def _walk(params: Mapping[str, Param], rng: random.Random) -> Pose:
    phase = (_number(params, "phase", rng.choice((0.0, 0.5))) + rng.uniform(-0.025, 0.025)) % 1.0
    stride = 0.74 * _number(params, "stride", 1.0)
    left = _gait(phase, stride, 0.10, 0.6, -20, 38)
    right = _gait((phase + 0.5) % 1.0, stride, 0.10, 0.6, -20, 38)
    swing = math.cos(2 * math.pi * phase)  # the right arm goes with the left leg
    energy = rng.uniform(0.85, 1.15)

    def arm(s: float) -> Arm:
        return Arm(
            (0.08 + 0.34 * s * energy, 0.11, -0.92 + 0.06 * s), elbow=(-0.9, 0.4, 0.1), palm=(-0.1, -1, 0.0),
            grip="loose",
        )  # fmt: skip

    return Pose(
        arm(-swing), arm(swing), left, right,
        pelvis=(3.0, 2.0 * math.sin(2 * math.pi * phase), 0.0),
        flow=-7 * swing,
        spine=(2.0, 0, 9 * swing),
        neck=(-2 + rng.uniform(-2, 2), rng.uniform(-2, 2), -7 * swing + rng.uniform(-4, 4)),
        height=0.985,
    )  # fmt: skip


def _run(params: Mapping[str, Param], rng: random.Random) -> Pose:
    phase = (_number(params, "phase", rng.choice((0.30, 0.80))) + rng.uniform(-0.02, 0.02)) % 1.0
    # two strides are blended by phase: the drive leg pushes off while the other knee comes through
    swing = math.cos(2 * math.pi * (phase - 0.30))
    left_drives = swing >= 0
    power = max(abs(swing), 0.35)
    drive = Leg((-0.62 * power, 0.04), yaw=3, pitch=46 * power, knee=(1, 0.05, 0))
    free = Leg(hang=(0.50 * power - 0.05, -0.01, -0.56 - 0.2 * (1 - power)), yaw=0, pitch=12, knee=(1, 0.02, 0.35))
    front = Arm((0.40, -0.10, -0.34), elbow=(-0.8, 0.35, -0.8), palm=(0, -1, 0.2), grip="fist")
    back = Arm((-0.34, 0.12, -0.58), elbow=(-1.0, 0.35, 0.5), palm=(0, -1, 0), grip="fist")
    pose = Pose(
        front, back, drive, free,
        pelvis=(13.0, 0, 0), flow=8, spine=(9.0, 0, -16), neck=(-16, 0, 10), height=1.0,
    )  # fmt: skip
    return pose if left_drives else pose.mirrored()


def _point(params: Mapping[str, Param], rng: random.Random) -> Pose:
    base = _stand({}, random.Random(1))  # noqa: S311  (always the same stance)
    arm = Arm((0.97, 0.10, 0.02), elbow=(-0.1, 0.5, -0.9), palm=(0.0, -0.5, -0.8), grip="point", aims=True)
    sign = 1.0 if _hand(params) == "left" else -1.0
    base = replace(base, spine=(1, -3, -9 * sign), neck=(0, 0, 6 * sign), left_arm=HANG, right_arm=HANG)
    return _one_hand(base, params, arm)


def _hold(params: Mapping[str, Param], rng: random.Random) -> Pose:
    """A thing in the hand, in front of the lower chest where the eyes can fall on it."""
    base = replace(_stand({}, rng), left_arm=HANG, right_arm=HANG, neck=(13, 0, 0))
    arm = Arm((0.50, -0.10, -0.30), elbow=(-0.35, 0.6, -0.9), palm=(0.1, -0.75, 0.65), wrist=8, grip="grip")
    if _hand(params) == "both":
        arm = replace(arm, hand=(0.50, -0.22, -0.38))
    return _one_hand(base, params, arm)


def _lie(params: Mapping[str, Param], rng: random.Random) -> Pose:
    """On the back, feet along the heading."""
    bent = rng.uniform(0.86, 0.94)
    pose = Pose(
        Arm((0.12, 0.20, -0.92), elbow=(-0.2, 1, 0), palm=(-0.3, -1, 0), frame="root"),
        Arm((0.42, -0.34, -0.42), elbow=(0.0, 1, -0.3), palm=(-1, -0.3, 0), frame="root"),
        Leg(hang=(0.02, 0.08, -0.975), yaw=22, pitch=26),
        Leg(hang=(0.10, 0.06, -bent), yaw=12, pitch=22, knee=(1, 0.5, 0)),
        pelvis=(-90.0, 0, 0), spine=(3, 0, 0), neck=(14, 0, rng.uniform(-18, 18)), contact="all",
    )  # fmt: skip
    return pose if rng.random() < 0.5 else pose.mirrored()


def _drive(params: Mapping[str, Param], rng: random.Random) -> Pose:
    """Seated low with both hands on a wheel, the right foot on a pedal."""
    wheel = Arm((0.74, -0.10, -0.20), elbow=(-0.1, 0.75, -0.8), palm=(0.62, -0.75, -0.1), grip="grip", frame="world")
    return Pose(
        replace(wheel, hand=(0.72, -0.07, -0.17 + rng.uniform(-0.04, 0.04))),
        replace(wheel, hand=(0.72, -0.07, -0.24 + rng.uniform(-0.06, 0.06))),
        Leg((0.60, 0.16), yaw=6, pitch=-12, knee=(0.6, 0.25, 1)),
        Leg((0.78, 0.10), yaw=4, pitch=-28, lift=0.02, knee=(0.6, 0.05, 1)),
        pelvis=(-20.0, 0, 0), spine=(13, 0, rng.uniform(-2, 2)), neck=(5, 0, rng.uniform(-4, 4)), contact="seat",
    )  # fmt: skip


def _talk(params: Mapping[str, Param], rng: random.Random) -> Pose:
    """Standing, one hand open in a gesture."""
    base = _stand({}, rng)
    gesture = rng.choice((
        Arm((0.52, 0.16, -0.30), elbow=(-0.4, 0.5, -0.9), palm=(0.15, -0.35, 0.9), wrist=-6, grip="open"),
        Arm((0.46, 0.04, -0.22), elbow=(-0.4, 0.6, -0.9), palm=(0.1, -0.9, 0.35), grip="relaxed"),
        Arm((0.54, 0.24, -0.36), elbow=(-0.4, 0.5, -0.9), palm=(0.2, -0.1, 0.95), wrist=-10, grip="open"),
    ))  # fmt: skip
    lead = replace(base, spine=(4, base.spine[1], base.spine[2]), neck=(1, base.neck[1], base.neck[2]))
    if "hand" not in params:
        params = {"hand": rng.choice(("left", "right"))}
    lead = replace(lead, left_arm=HANG, right_arm=HANG)
    return _one_hand(lead, params, gesture)


def _listen(params: Mapping[str, Param], rng: random.Random) -> Pose:
    """Standing still, head inclined; arms down, folded or behind the back."""
    base = _stand({}, rng)
    tilt = rng.choice((-1, 1)) * rng.uniform(4, 8)
    base = replace(base, neck=(4, tilt, base.neck[2] * 0.5))
    if rng.random() < 0.45:
        return replace(base, left_arm=FOLDED[0], right_arm=FOLDED[1])
    return base


def _crouch(params: Mapping[str, Param], rng: random.Random) -> Pose:
    return Pose(
        Arm((0.56, 0.0, -0.60), elbow=(-0.3, 0.9, -0.2), palm=(-0.2, -0.6, -0.8), grip="loose", frame="world"),
        Arm((0.64, -0.05, -0.66), elbow=(-0.3, 0.9, -0.2), palm=(-0.2, -0.6, -0.8), grip="loose", frame="world"),
        Leg((0.20, 0.14), yaw=12, knee=(1, 0.35, 0)),
        Leg((-0.14, 0.13), yaw=14, pitch=34, knee=(1, 0.35, 0)),
        pelvis=(22, 0, 0), spine=(22, rng.uniform(-4, 4), rng.uniform(-8, 8)), neck=(-24, 0, 0), height=0.46,
        offset=(-0.06, 0.0),
    )  # fmt: skip


def _reach(params: Mapping[str, Param], rng: random.Random) -> Pose:
    """A step forward and a hand stretched out to take or touch something."""
    arm = Arm((0.90, 0.04, 0.10), elbow=(-0.1, 0.6, -0.8), palm=(0.1, -0.85, -0.35), grip="ready", aims=True)
    lead = Leg((0.24, 0.09), yaw=4)
    rear = Leg((-0.26, 0.11), yaw=16, pitch=18)
    left = _hand(params) == "left"
    sign = 1.0 if left else -1.0
    base = Pose(
        HANG, HANG, lead if not left else rear, rear if not left else lead,
        pelvis=(8, 0, 0), spine=(12, 0, -16 * sign), neck=(-12, 0, 10 * sign), height=0.975, offset=(0.06, 0),
    )  # fmt: skip
    base = replace(
        base,
        left_arm=replace(HANG, hand=(-0.10, 0.16, -0.92)),
        right_arm=replace(HANG, hand=(-0.10, 0.16, -0.92)),
    )
    return _one_hand(base, params, arm)


def _fight(params: Mapping[str, Param], rng: random.Random) -> Pose:
    """A boxer's guard: left foot forward, knees soft, fists before the chin."""
    pose = Pose(
        Arm((0.58, -0.16, 0.12), elbow=(0.0, 0.45, -1), palm=(-0.35, -0.9, 0), grip="fist"),
        Arm((0.30, -0.26, 0.16), elbow=(-0.1, 0.5, -1), palm=(-0.5, -0.85, 0), grip="fist", shrug=4),
        Leg((0.26, 0.10), yaw=4, knee=(1, 0.2, 0)),
        Leg((-0.28, 0.20), yaw=38, pitch=16, knee=(1, 0.4, 0)),
        pelvis=(8, 0, -30), spine=(16, 0, 2), neck=(2, 0, 26), height=0.90, offset=(0.0, 0.0),
    )  # fmt: skip
    return pose if _hand(params) == "right" else pose.mirrored()


def _fall(params: Mapping[str, Param], rng: random.Random) -> Pose:
    """Thrown back off balance, arms flung out, one foot still on the floor."""
    pose = Pose(
        Arm((0.42, 0.62, 0.42), elbow=(-0.4, 0.3, -0.8), palm=(0.9, -0.1, 0.2), grip="open"),
        Arm((0.10, 0.86, 0.02), elbow=(-0.6, 0.2, -0.7), palm=(0.5, -0.2, -0.8), grip="open"),
        Leg(hang=(0.56, 0.10, -0.66), yaw=4, pitch=8, knee=(1, 0.1, 0.3)),
        Leg((0.40, 0.10), yaw=10, pitch=-24),
        pelvis=(-38, 6, 12), spine=(16, 6, -10), neck=(22, 0, -6), height=0.80, offset=(0.0, 0.0),
    )  # fmt: skip
    return pose if _hand(params) == "right" else pose.mirrored()


def _carry(params: Mapping[str, Param], rng: random.Random) -> Pose:
    """A load before the body on both forearms, the trunk leaning back against it."""
    arm = Arm(
        (0.56, -0.10, -0.46), elbow=(-0.7, 0.6, -0.6), palm=(0.05, -0.35, 0.95), fingers=(0.85, -0.5, 0.05),
        grip="cradle",
    )  # fmt: skip
    return Pose(
        arm, arm,
        Leg((0.05, 0.12), yaw=12), Leg((-0.03, 0.12), yaw=14),
        pelvis=(-2, 0, 0), spine=(-7, rng.uniform(-2, 2), 0), neck=(6, 0, rng.uniform(-4, 4)), height=0.985,
    )  # fmt: skip


def _kneel(params: Mapping[str, Param], rng: random.Random) -> Pose:
    """One knee on the floor, the other foot before it."""
    pose = Pose(
        Arm((0.50, -0.04, -0.56), elbow=(-0.3, 0.9, -0.2), palm=(0, -0.5, -0.9), grip="relaxed", frame="world"),
        replace(HANG, hand=(0.12, 0.12, -0.90)),
        Leg((0.46, 0.13), yaw=6, knee=(1, 0.15, 0.4)),
        Leg(hang=(-0.46, 0.03, -0.485), yaw=0, pitch=66, knee=(1, 0.1, -0.6)),
        pelvis=(4, 0, 0), spine=(5, 0, rng.uniform(-5, 5)), neck=(5, 0, 0), contact="knee",
    )  # fmt: skip
    return pose if _hand(params) == "right" else pose.mirrored()


def _lean(params: Mapping[str, Param], rng: random.Random) -> Pose:
    """The back against a wall behind, arms folded, one foot crossed over."""
    pose = Pose(
        FOLDED[0],
        FOLDED[1],
        Leg((0.24, 0.07), yaw=8),
        Leg((0.33, 0.13), yaw=16, knee=(1, 0.2, 0)),
        pelvis=(-11, 2, 0), spine=(9, -3, rng.uniform(-3, 3)), neck=(3, rng.uniform(-5, 5), rng.uniform(-12, 12)),
    )  # fmt: skip
    return pose if rng.random() < 0.5 else pose.mirrored()


Maker = Callable[[Mapping[str, Param], random.Random], Pose]
POSES: Mapping[str, Maker] = {
    "stand": _stand, "sit": _sit, "walk": _walk, "run": _run, "point": _point, "hold": _hold, "lie": _lie,
    "drive": _drive, "talk": _talk, "listen": _listen, "crouch": _crouch, "reach": _reach, "fight": _fight,
    "fall": _fall, "carry": _carry, "kneel": _kneel, "lean": _lean,
}  # fmt: skip
SEATS: Mapping[str, float] = {"sit": 0.46, "drive": 0.36}  # metres, where the parameters name no seat_height


def make(name: str, params: Mapping[str, Param]) -> tuple[Pose, float]:
    """Return the named pose and the height of its seat or bed in metres; raise InputError for unknown names.

    Parameters: seed, phase (walk, run: 0..1 of the cycle), stride, hand (left, right, both), seat_height.
    """
    if name not in POSES:
        raise InputError(f"unknown pose {name!r}", hint=f"use {', '.join(POSES)}")
    seat = _number(params, "seat_height", SEATS.get(name, 0.0))
    if not 0.0 <= seat <= 3.0:
        raise InputError(f"seat_height must lie between 0 and 3 m, not {seat}")
    rng = random.Random(int(_number(params, "seed", 0)))  # noqa: S311  (small differences, nothing secret)
    return POSES[name](params, rng), seat
