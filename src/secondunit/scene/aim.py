"""Puts a camera where given points land on given screen positions.

Each solver starts from a closed form (one target: similar triangles; two targets: the inscribed angle of the
Toric surface of Lino and Christie, SIGGRAPH 2015, at eye height) and removes the rest of the error by a fixed
point iteration on distance, pitch and yaw, which converges in a few steps because each moves one coordinate.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from secondunit.scene.framing import View, add, ahead, bearing, length, sub
from secondunit.scene.layout import Camera, Vec3


@dataclass(frozen=True, slots=True)
class Wish:
    """Upper and lower point with their screen heights, and a point with its screen x."""

    upper: Vec3
    lower: Vec3
    upper_y: float
    lower_y: float
    face: Vec3
    face_x: float


def direction(yaw: float, pitch: float) -> Vec3:
    """Return the unit vector of a yaw and pitch in degrees."""
    y, p = math.radians(yaw), math.radians(pitch)
    return (math.cos(y) * math.cos(p), math.sin(y) * math.cos(p), math.sin(p))


def aim(
    wish: Wish,
    place: Callable[[float], Vec3],
    lens: float,
    aspect: float,
    near: float = 0.2,
    far: float = 400.0,
    fixed: float | None = None,
) -> Camera:
    """Return the camera on the path `place(distance)` that fulfils the wish.

    `fixed` keeps that distance, so only the lower point and the face are exact. Distances are in metres.
    """
    tan_x = 18.0 / lens
    tan_y = tan_x / aspect
    tall = max(0.02, length(sub(wish.upper, wish.lower)))
    want = wish.upper_y - wish.lower_y
    distance = fixed or min(far, max(near, tall / (want * tan_y)))
    yaw = pitch = 0.0
    start = place(distance)
    yaw = bearing(start, wish.face)
    flat = math.hypot(wish.face[0] - start[0], wish.face[1] - start[1])
    pitch = math.degrees(math.atan2((wish.upper[2] + wish.lower[2]) / 2.0 - start[2], max(flat, 1e-6)))
    middle = (wish.upper_y + wish.lower_y) / 2.0
    for _ in range(20):
        start = place(distance)
        view = View.of(Camera(start, add(start, direction(yaw, pitch)), lens), aspect)
        top, low, face = view.project(wish.upper), view.project(wish.lower), view.project(wish.face)
        got = top[1] - low[1]
        step = 1.0
        if fixed is None:
            step = min(1.7, max(0.6, got / want)) if got > 1e-6 and min(top[2], low[2]) > 0.01 else 1.7
            distance = min(far, max(near, distance * step))
            error = (top[1] + low[1]) / 2.0 - middle
        else:
            error = low[1] - wish.lower_y
        error = min(2.0, max(-2.0, error))
        slip = min(2.0, max(-2.0, face[0] - wish.face_x))
        pitch = min(88.0, max(-88.0, pitch + math.degrees(math.atan(error * tan_y))))
        yaw -= math.degrees(math.atan(slip * tan_x))
        if abs(step - 1.0) < 2e-4 and abs(error) < 2e-4 and abs(slip) < 2e-4:
            break
    start = place(distance)
    target = add(start, direction(yaw, pitch), max(0.3, length(sub(wish.face, start))))
    return Camera(_rounded(start), _rounded(target), round(lens, 3))


def _rounded(point: Vec3) -> Vec3:
    """Tenths of a millimetre: enough for any frame, and the same text on every machine."""
    return (round(point[0], 4), round(point[1], 4), round(point[2], 4))


def over_shoulder_bearing(
    principal: Vec3, foreground: Vec3, distance: float, principal_x: float, foreground_x: float, lens: float
) -> float | None:
    """Return the bearing from the principal to the camera that sees both at their screen x (2D Toric).

    The camera is `distance` from the principal, farther than the foreground. None where that triangle does
    not exist. The sign: the principal on the right of the foreground means a camera left of their axis.
    """
    tan_x = 18.0 / lens
    apart = math.atan(principal_x * tan_x) - math.atan(foreground_x * tan_x)
    gap = math.hypot(foreground[0] - principal[0], foreground[1] - principal[1])
    if gap < 1e-6 or distance <= gap:
        return None
    swing = distance * math.sin(abs(apart)) / gap
    if swing >= 1.0:
        return None
    at_principal = math.asin(swing) - abs(apart)
    # beyond the foreground the angle there is obtuse, so the angle at the principal is the small one
    return bearing(principal, foreground) + math.copysign(math.degrees(at_principal), apart)


def path(
    subject: Vec3, yaw: float, elevation: float | None, height: float, floor: float, ceiling: float
) -> Callable[[float], Vec3]:
    """Return a path of camera positions at growing distance from a subject along a bearing.

    With `elevation` (degrees) the camera rises or sinks with the distance, within floor and ceiling;
    without, it stays at `height`.
    """

    def place(distance: float) -> Vec3:
        if elevation is None:
            x, y, _ = add(subject, ahead(yaw, distance))
            return (x, y, min(ceiling, max(floor, height)))
        flat = distance * math.cos(math.radians(elevation))
        z = subject[2] + distance * math.sin(math.radians(elevation))
        if z < floor or z > ceiling:
            z = min(ceiling, max(floor, z))
            flat = math.sqrt(max(distance * distance - (z - subject[2]) ** 2, (0.25 * distance) ** 2))
        x, y, _ = add(subject, ahead(yaw, flat))
        return (x, y, z)

    return place
