"""Building blocks of the kit: boxes, lathes, tubes, prisms, lofts, height fields.

A `Solid` is bare geometry; `part` turns solids into one named `Mesh`. Faces wind counter-clockwise seen
from outside. Sizes in metres; unless said otherwise a block stands on z = 0 and is centred in x and y.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sin

import numpy as np
from numpy.typing import ArrayLike, NDArray

from secondunit.scene.mesh import Mesh

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Point = Sequence[float] | Array  # x, y, z


@dataclass(frozen=True, slots=True, eq=False)
class Solid:
    """Points (n, 3) and triangles (m, 3)."""

    points: Array
    faces: Ints

    def move(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Solid:
        """Return the solid moved."""
        return Solid(self.points + np.array([x, y, z]), self.faces)

    def turn(self, degrees: float, axis: str = "z") -> Solid:
        """Return the solid turned counter-clockwise about an axis through the origin."""
        c, s = cos(radians(degrees)), sin(radians(degrees))
        i, j = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
        points = self.points.copy()
        points[:, i] = c * self.points[:, i] - s * self.points[:, j]
        points[:, j] = s * self.points[:, i] + c * self.points[:, j]
        return Solid(points, self.faces)

    def scale(self, x: float, y: float, z: float) -> Solid:
        """Return the solid scaled per axis; an odd number of negative factors turns the faces round."""
        faces = self.faces[:, ::-1] if x * y * z < 0 else self.faces
        return Solid(self.points * np.array([x, y, z]), faces)

    def mirror(self) -> Solid:
        """Return the mirror image in the plane y = 0."""
        return self.scale(1.0, -1.0, 1.0)

    def flip(self) -> Solid:
        """Return the solid with its faces seen from the other side."""
        return Solid(self.points, self.faces[:, ::-1])

    def bend(self, change: Callable[[Array], Array]) -> Solid:
        """Return the solid with its points (n, 3) moved by a function."""
        return Solid(change(self.points.copy()), self.faces)


def join(solids: Sequence[Solid]) -> Solid:
    """Return all solids as one, points not shared."""
    offsets = np.cumsum([0, *(len(s.points) for s in solids[:-1])])
    return Solid(
        np.concatenate([s.points for s in solids]),
        np.concatenate([s.faces + o for s, o in zip(solids, offsets, strict=True)]),
    )


def part(name: str, tone: float, *solids: Solid, smooth: bool = False) -> Mesh:
    """Return one named mesh of the solids; triangles without area are left out."""
    whole = join(solids)
    a, b, c = (whole.points[whole.faces[:, k]] for k in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    faces = whole.faces[area > 1e-10]
    return Mesh(name, whole.points.astype(np.float32), faces.astype(np.int32), tone, smooth)


def weld(solid: Solid) -> Solid:
    """Return the solid with points closer than 0.01 mm shared, so that shading runs across them."""
    keys = np.round(solid.points * 1e5).astype(np.int64)
    _, first, back = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return Solid(solid.points[first], back.reshape(-1)[solid.faces])


def box(length: float, width: float, height: float, at: Point = (0.0, 0.0, 0.0)) -> Solid:
    """Return a box; `at` is the middle of its underside."""
    x, y = length / 2.0, width / 2.0
    points = np.array(
        [(i, j, k) for k in (0.0, height) for i, j in ((-x, -y), (x, -y), (x, y), (-x, y))], dtype=np.float64
    ) + np.asarray(at, dtype=np.float64)
    faces = [(0, 3, 2), (0, 2, 1), (4, 5, 6), (4, 6, 7)]
    for k in range(4):
        n = (k + 1) % 4
        faces += [(k, n, n + 4), (k, n + 4, k + 4)]
    return Solid(points, np.array(faces))


def cushion(length: float, width: float, height: float, radius: float, at: Point = (0.0, 0.0, 0.0)) -> Solid:
    """Return a box with rounded edges for smooth shading; `at` is the middle of its underside."""
    half = np.array([length, width, height]) / 2.0
    r = min(radius, float(half.min()))
    ticks = [np.array([-h, -h + 0.3 * r, -h + r, h - r, h - 0.3 * r, h]) for h in half]
    sides: list[Solid] = []
    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        for sign in (-1.0, 1.0):
            points = np.zeros((36, 3))
            grid_u, grid_v = np.meshgrid(ticks[u], ticks[v], indexing="ij")
            points[:, axis], points[:, u], points[:, v] = sign * half[axis], grid_u.ravel(), grid_v.ravel()
            side = Solid(points, quads(6, 6))
            sides.append(side if sign > 0 else side.flip())
    whole = weld(join(sides))
    inner = np.clip(whole.points, -(half - r), half - r)
    out = whole.points - inner
    norm = np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12)
    points = inner + r * out / norm + np.asarray(at) + np.array([0.0, 0.0, half[2]])
    return Solid(points, whole.faces)


def quads(rows: int, columns: int, wrap: bool = False) -> Ints:
    """Return the triangles of a grid of points in row order; `wrap` joins the last column to the first.

    Seen with rows running along X and columns along Y, faces look up.
    """
    last = columns if wrap else columns - 1
    i, j = np.meshgrid(np.arange(rows - 1), np.arange(last), indexing="ij")
    a = (i * columns + j).ravel()
    b = (i * columns + (j + 1) % columns).ravel()
    c, d = a + columns, b + columns
    return np.concatenate([np.stack([a, c, d], axis=1), np.stack([a, d, b], axis=1)])


def loft(rings: ArrayLike, caps: bool = True) -> Solid:
    """Return a skin over closed rings (k, n, 3) that run counter-clockwise seen from the last ring."""
    rings = np.asarray(rings, dtype=np.float64)
    k, n, _ = rings.shape
    solids = [Solid(rings.reshape(-1, 3), quads(k, n, wrap=True)[:, ::-1])]
    if caps:
        fan = np.stack([np.full(n, n), np.arange(n), (np.arange(n) + 1) % n], axis=1)
        for ring, faces in ((rings[0], fan[:, ::-1]), (rings[-1], fan)):
            solids.append(Solid(np.concatenate([ring, ring.mean(axis=0, keepdims=True)]), faces))
    return join(solids)


def lathe(profile: Sequence[tuple[float, float]], sides: int = 24, crease: float = 35.0) -> Solid:
    """Return a body of revolution about Z from (radius, z) pairs, listed from bottom to top outside.

    Bands that meet at more than `crease` degrees keep their own points, so that the edge stays sharp.
    """
    runs: list[list[tuple[float, float]]] = [[profile[0]]]
    for k in range(1, len(profile)):
        runs[-1].append(profile[k])
        if k + 1 < len(profile):
            one = np.subtract(profile[k], profile[k - 1])
            two = np.subtract(profile[k + 1], profile[k])
            bend = abs(np.degrees(np.arctan2(one[0] * two[1] - one[1] * two[0], one @ two)))
            if bend > crease:
                runs.append([profile[k]])
    angle = np.arange(sides) * (2.0 * pi / sides)
    solids = []
    for run in runs:
        r, z = np.array(run).T
        rings = np.stack(
            [np.outer(r, np.cos(angle)), np.outer(r, np.sin(angle)), np.repeat(z[:, None], sides, axis=1)],
            axis=2,
        )
        solids.append(loft(rings, caps=False))
    return join(solids)


def cylinder(
    radius: float,
    height: float,
    at: Point = (0.0, 0.0, 0.0),
    top: float | None = None,
    sides: int = 20,
) -> Solid:
    """Return a cylinder, or a cone with radius `top` above; `at` is the middle of its underside."""
    upper = radius if top is None else top
    return lathe([(0.0, 0.0), (radius, 0.0), (upper, height), (0.0, height)], sides).move(*at)


def ellipsoid(rx: float, ry: float, rz: float, at: Point = (0.0, 0.0, 0.0), sides: int = 20) -> Solid:
    """Return an ellipsoid about its middle `at`."""
    rows = max(6, sides // 2)
    angle = np.linspace(-pi / 2.0, pi / 2.0, rows + 1)
    ball = lathe([(max(cos(a), 0.0), sin(a)) for a in angle], sides, crease=91.0)
    return ball.scale(rx, ry, rz).move(*at)


def tube(path: ArrayLike, radius: float | Sequence[float], sides: int = 8) -> Solid:
    """Return a round tube along points (k, 3); radii per point, frames carried along without twist."""
    path = np.asarray(path, dtype=np.float64)
    radii = np.broadcast_to(np.asarray(radius, dtype=np.float64), (len(path),))
    tangent = np.gradient(path, axis=0)
    tangent /= np.maximum(np.linalg.norm(tangent, axis=1, keepdims=True), 1e-12)
    side = np.cross(tangent[0], [0.0, 0.0, 1.0] if abs(tangent[0][2]) < 0.9 else [1.0, 0.0, 0.0])
    angle = np.arange(sides) * (2.0 * pi / sides)
    rings = []
    for p, t, r in zip(path, tangent, radii, strict=True):
        side = side - t * (side @ t)
        side /= max(float(np.linalg.norm(side)), 1e-12)
        other = np.cross(t, side)
        rings.append(p + r * (np.outer(np.cos(angle), side) + np.outer(np.sin(angle), other)))
    return loft(np.array(rings))


def beam(start: Point, end: Point, width: float, depth: float | None = None) -> Solid:
    """Return a square bar between two points; `width` lies level, `depth` across."""
    a, b = np.asarray(start, dtype=np.float64), np.asarray(end, dtype=np.float64)
    t = (b - a) / np.linalg.norm(b - a)
    side = np.cross(t, [0.0, 0.0, 1.0] if abs(t[2]) < 0.95 else [1.0, 0.0, 0.0])
    side /= np.linalg.norm(side)
    other = np.cross(t, side)
    u, v = side * width / 2.0, other * (width if depth is None else depth) / 2.0
    ring = np.array([-u - v, u - v, u + v, -u + v])
    points = np.concatenate([a + ring, b + ring])
    return Solid(points, box(1.0, 1.0, 1.0).faces)


def arc(centre: Point, radius: float, start: float, end: float, steps: int = 12, plane: str = "xy") -> Array:
    """Return points (steps, 3) on an arc in degrees, in a plane through `centre`."""
    angle = np.radians(np.linspace(start, end, steps))
    flat = {"xy": (0, 1), "xz": (0, 2), "yz": (1, 2)}[plane]
    points = np.tile(np.asarray(centre, dtype=np.float64), (steps, 1))
    points[:, flat[0]] += radius * np.cos(angle)
    points[:, flat[1]] += radius * np.sin(angle)
    return points


def torus(radius: float, thickness: float, sides: int = 28, rings: int = 8) -> Solid:
    """Return a ring lying in the XY plane about the origin; `thickness` is the radius of the bar."""
    a = np.arange(sides) * (2.0 * pi / sides)
    b = np.arange(rings) * (2.0 * pi / rings)
    reach = radius + thickness * np.cos(b)
    points = np.stack(
        [
            np.outer(np.cos(a), reach),
            np.outer(np.sin(a), reach),
            np.tile(thickness * np.sin(b), (sides, 1)),
        ],
        axis=2,
    )
    closed = np.concatenate([points, points[:1]])
    return weld(loft(closed, caps=False)).flip()


def prism(outline: ArrayLike, height: float, z: float = 0.0) -> Solid:
    """Return an outline (n, 2), counter-clockwise and simple, pulled up along Z."""
    flat = np.asarray(outline, dtype=np.float64)
    n = len(flat)
    low = np.column_stack([flat, np.full(n, z)])
    high = np.column_stack([flat, np.full(n, z + height)])
    lid = _ears(flat)
    walls = []
    for k in range(n):
        m = (k + 1) % n
        points = np.array([low[k], low[m], high[m], high[k]])
        walls.append(Solid(points, np.array([(0, 1, 2), (0, 2, 3)])))
    return join([Solid(low, lid[:, ::-1]), Solid(high, lid), *walls])


def _ears(flat: Array) -> Ints:
    """Triangulate a simple counter-clockwise polygon by ear clipping."""
    left = list(range(len(flat)))
    out: list[tuple[int, int, int]] = []

    def cross(o: int, a: int, b: int) -> float:
        p, q = flat[a] - flat[o], flat[b] - flat[o]
        return float(p[0] * q[1] - p[1] * q[0])

    while len(left) > 3:
        for k in range(len(left)):
            i, j, m = left[k - 1], left[k], left[(k + 1) % len(left)]
            if cross(i, j, m) <= 1e-12:
                continue
            inside = any(
                cross(i, j, p) >= 0 and cross(j, m, p) >= 0 and cross(m, i, p) >= 0 for p in left if p not in (i, j, m)
            )
            if not inside:
                out.append((i, j, m))
                left.pop(k)
                break
        else:  # only slivers remain: their area is nil, dropping a point changes nothing visible
            left.pop(0)
    out.append((left[0], left[1], left[2]))
    return np.array(out)


def field(xs: ArrayLike, ys: ArrayLike, height: Callable[[Array, Array], Array]) -> Solid:
    """Return the surface z = height(x, y) over a grid, looking up."""
    x, y = np.asarray(xs, dtype=np.float64), np.asarray(ys, dtype=np.float64)
    gx, gy = (g.ravel() for g in np.meshgrid(x, y, indexing="ij"))
    return Solid(np.column_stack([gx, gy, height(gx, gy)]), quads(len(x), len(y)))


def blob(radius: float, seed: int, rough: float = 0.25, detail: int = 3, frequency: float = 1.6) -> Solid:
    """Return a ball with noise on it, about the origin: a clump of leaves, a stone, smoke."""
    from secondunit.scene.kit.noise import fractal

    ball = icosphere(detail)
    swell = 1.0 + rough * fractal(ball.points * frequency + seed * 7.31, seed, 3)
    return Solid(ball.points * (radius * swell)[:, None], ball.faces)


def icosphere(detail: int = 2) -> Solid:
    """Return a unit ball of 20 * 4**detail even triangles."""
    g = (1.0 + 5.0**0.5) / 2.0
    points = [(-1, g, 0), (1, g, 0), (-1, -g, 0), (1, -g, 0), (0, -1, g), (0, 1, g), (0, -1, -g), (0, 1, -g)]
    points += [(g, 0, -1), (g, 0, 1), (-g, 0, -1), (-g, 0, 1)]
    pts = np.array(points, dtype=np.float64)
    faces = np.array(
        [
            (0, 11, 5), (0, 5, 1), (0, 1, 7), (0, 7, 10), (0, 10, 11), (1, 5, 9), (5, 11, 4), (11, 10, 2),
            (10, 7, 6), (7, 1, 8), (3, 9, 4), (3, 4, 2), (3, 2, 6), (3, 6, 8), (3, 8, 9), (4, 9, 5),
            (2, 4, 11), (6, 2, 10), (8, 6, 7), (9, 8, 1),
        ]
    )  # fmt: skip
    for _ in range(detail):
        a, b, c = (pts[faces[:, k]] for k in range(3))
        n, m = len(pts), len(faces)
        pts = np.concatenate([pts, a + b, b + c, c + a])
        ab, bc, ca = (n + k * m + np.arange(m) for k in range(3))
        f0, f1, f2 = faces.T
        faces = np.concatenate([np.stack(t, axis=1) for t in ((f0, ab, ca), (f1, bc, ab), (f2, ca, bc), (ab, bc, ca))])
        pts /= np.linalg.norm(pts, axis=1, keepdims=True)
        solid = weld(Solid(pts, faces))
        pts, faces = solid.points, solid.faces
    pts /= np.linalg.norm(pts, axis=1, keepdims=True)
    return Solid(pts, faces)
