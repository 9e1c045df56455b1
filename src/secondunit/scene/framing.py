"""Where things are in the frame: projection, and the shot size that a camera gives a body.

Screen units: x -1 left .. +1 right, y -1 bottom .. +1 top. Sizes follow the landmark that the lower frame
edge cuts (CU collar, MCU chest, MS waist, cowboy mid-thigh), for wider shots the height of the figure.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass

from secondunit.core.shots import Size
from secondunit.scene.layout import Camera, Vec3

Landmarks = Mapping[str, Vec3]


def sub(a: Vec3, b: Vec3) -> Vec3:
    """Return a - b."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def add(a: Vec3, b: Vec3, scale: float = 1.0) -> Vec3:
    """Return a + scale * b."""
    return (a[0] + scale * b[0], a[1] + scale * b[1], a[2] + scale * b[2])


def dot(a: Vec3, b: Vec3) -> float:
    """Return the inner product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def length(a: Vec3) -> float:
    """Return the length."""
    return math.sqrt(dot(a, a))


def middle(*points: Vec3) -> Vec3:
    """Return the mean of points."""
    n = len(points)
    return (sum(p[0] for p in points) / n, sum(p[1] for p in points) / n, sum(p[2] for p in points) / n)


def bearing(a: Vec3, b: Vec3) -> float:
    """Return the heading in degrees from a to b, seen from above."""
    return math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))


def turn(degrees: float) -> float:
    """Return the angle in -180..180."""
    return (degrees + 180.0) % 360.0 - 180.0


def ahead(heading: float, distance: float = 1.0, z: float = 0.0) -> Vec3:
    """Return the vector `distance` along a heading."""
    a = math.radians(heading)
    return (math.cos(a) * distance, math.sin(a) * distance, z)


@dataclass(frozen=True, slots=True)
class View:
    """A camera's axes and half field tangents."""

    position: Vec3
    right: Vec3
    up: Vec3
    forward: Vec3
    tan_x: float
    tan_y: float

    @classmethod
    def of(cls, camera: Camera, aspect: float) -> View:
        """Build from a camera and width / height."""
        f = sub(camera.target, camera.position)
        size = length(f) or 1.0
        f = (f[0] / size, f[1] / size, f[2] / size)
        flat = math.hypot(f[0], f[1])
        if flat < 1e-9:
            r: Vec3 = (0.0, -1.0, 0.0)
        else:
            r = (f[1] / flat, -f[0] / flat, 0.0)
        u = (r[1] * f[2] - r[2] * f[1], r[2] * f[0] - r[0] * f[2], r[0] * f[1] - r[1] * f[0])
        if camera.roll:
            a = math.radians(camera.roll)
            c, s = math.cos(a), math.sin(a)
            r, u = (
                (c * r[0] + s * u[0], c * r[1] + s * u[1], c * r[2] + s * u[2]),
                (c * u[0] - s * r[0], c * u[1] - s * r[1], c * u[2] - s * r[2]),
            )
        tan_x = camera.sensor_width / 2.0 / camera.focal_length
        return cls(camera.position, r, u, f, tan_x, tan_x / aspect)

    def project(self, point: Vec3) -> Vec3:
        """Return (x, y, depth in metres); behind the camera the depth is negative and x, y are mirrored."""
        d = sub(point, self.position)
        depth = dot(d, self.forward)
        safe = depth if abs(depth) > 1e-6 else 1e-6
        return (dot(d, self.right) / (safe * self.tan_x), dot(d, self.up) / (safe * self.tan_y), depth)

    def sees(self, point: Vec3, margin: float = 0.0) -> bool:
        """Say whether a point is inside the frame, `margin` from its edges."""
        x, y, depth = self.project(point)
        return depth > 0.05 and abs(x) <= 1.0 - margin and abs(y) <= 1.0 - margin


def unit(marks: Landmarks) -> float:
    """Return the head-to-waist length: the measure of a body that no pose changes much (0.66 m for an adult)."""
    return max(0.05, length(sub(marks["head_top"], marks["waist"])))


def upright(marks: Landmarks) -> bool:
    """Say whether the torso is upright, so that cuts at collar, chest and waist mean something."""
    return marks["head_top"][2] - marks["waist"][2] > 0.72 * unit(marks)


def levels(marks: Landmarks) -> dict[str, float]:
    """Return the heights (m) of the cuts of an upright body, lowest last. Seated bodies get nominal thighs."""
    u = unit(marks)
    waist, floor = marks["waist"][2], min(marks["feet"][2], marks["pelvis"][2] - 0.05)
    thigh = max(floor, min(marks["mid_thigh"][2], waist - 0.58 * u))
    return {
        "head_top": marks["head_top"][2],
        "chin": marks["chin"][2],
        "collar": marks["collar"][2],
        "chest": marks["chest"][2],
        "waist": waist,
        "mid_thigh": thigh,
        "feet": floor,
    }


# visible frame height in head-to-waist units for bodies that are not upright
NOMINAL = {
    Size.ECU: 0.27,
    Size.CU: 0.56,
    Size.MCU: 0.8,
    Size.MS: 1.15,
    Size.COWBOY: 1.8,
    Size.FS: 3.0,
    Size.WS: 6.0,
    Size.EWS: 17.0,
}
# share of the frame height that the whole figure takes
FIGURE = {Size.FS: 0.84, Size.WS: 0.42, Size.EWS: 0.14}


def size_of(camera: Camera, marks: Landmarks, aspect: float) -> Size:
    """Return the size class that the camera gives this body."""
    view = View.of(camera, aspect)
    if not upright(marks):
        _, _, depth = view.project(marks["eyes"])
        shown = 2.0 * abs(depth) * view.tan_y / unit(marks)
        order = list(NOMINAL.items())
        for (size, value), (_, larger) in itertools.pairwise(order):
            if shown < math.sqrt(value * larger):
                return size
        return Size.EWS
    cut = levels(marks)
    x, y = marks["eyes"][0], marks["eyes"][1]
    ys = {name: view.project((*_over(marks, name, x, y), z))[1] for name, z in cut.items()}
    tall = (ys["head_top"] - ys["feet"]) / 2.0
    if ys["feet"] >= -1.0:
        if tall > math.sqrt(FIGURE[Size.FS] * FIGURE[Size.WS]):
            return Size.FS
        return Size.WS if tall > math.sqrt(FIGURE[Size.WS] * FIGURE[Size.EWS]) else Size.EWS
    if ys["chin"] < -1.0 or (ys["chin"] + ys["collar"]) / 2.0 < -1.0:
        return Size.ECU
    cuts = ((Size.CU, "collar", "chest"), (Size.MCU, "chest", "waist"), (Size.MS, "waist", "mid_thigh"))
    for size, low, high in cuts:
        if (ys[low] + ys[high]) / 2.0 < -1.0:
            return size
    if tall < math.sqrt(FIGURE[Size.FS] * FIGURE[Size.WS]):
        return Size.WS  # feet cut by a wide frame that tilts: still a figure in its place
    return Size.COWBOY if (2 * ys["mid_thigh"] + ys["feet"]) / 3.0 < -1.0 else Size.FS


def _over(marks: Landmarks, name: str, x: float, y: float) -> tuple[float, float]:
    """Return the floor position of a cut: torso cuts where the landmark is, legs under the waist."""
    if name in ("mid_thigh", "feet"):
        return (marks["waist"][0], marks["waist"][1])
    point = marks.get(name, (x, y, 0.0))
    return (point[0], point[1])


def window(size: Size, marks: Landmarks) -> tuple[Vec3, Vec3, float, float]:
    """Return (upper point, lower point, upper y, lower y): where the size puts them on the screen.

    Headroom grows from close to wide. For bodies that are not upright the two points stand on a vertical
    line through the part that the size is about.
    """
    if not upright(marks):
        u = unit(marks)
        points = [marks[k] for k in ("head_top", "chest", "pelvis", "feet")]
        centre = {
            Size.ECU: marks["eyes"],
            Size.CU: marks["eyes"],
            Size.MCU: middle(marks["eyes"], marks["collar"]),
            Size.MS: middle(marks["eyes"], marks["waist"]),
        }.get(size, middle(*points))
        half = NOMINAL.get(size, 1.15) * u / 2.0 * 0.98  # seen from above, so a little taller
        return add(centre, (0, 0, 1), half), add(centre, (0, 0, 1), -half), 0.9, -0.9
    cut = levels(marks)
    waist = (marks["waist"][0], marks["waist"][1])
    top = marks["head_top"]
    low = {
        Size.CU: (*_over(marks, "collar", *waist), cut["collar"]),
        Size.MCU: (*_over(marks, "chest", *waist), cut["chest"]),
        Size.MS: marks["waist"],
        Size.COWBOY: (*waist, cut["mid_thigh"]),
    }
    feet = (*waist, cut["feet"])
    match size:
        case Size.ECU:
            brow = add(marks["eyes"], sub(top, marks["eyes"]), 0.45)
            return brow, marks["chin"], 1.0, -0.86
        case Size.CU:
            return top, low[size], 0.9, -1.0
        case Size.MCU:
            return top, low[size], 0.86, -1.0
        case Size.MS:
            return top, low[size], 0.82, -1.0
        case Size.COWBOY:
            return top, low[size], 0.8, -1.0
        case Size.FS:
            return top, feet, 0.82, -0.86
        case Size.WS:
            return top, feet, 0.24, -0.6
        case Size.EWS:
            return top, feet, -0.24, -0.52
        case _:
            return top, marks["waist"], 0.82, -1.0
