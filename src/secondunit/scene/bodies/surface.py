"""Pieces of surface that follow a body: cut from the helper surfaces, thickened, smoothed, then skinned."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from secondunit.scene.bodies.asset import load
from secondunit.scene.bodies.model import Skeleton, skinned
from secondunit.scene.mesh import Faces, Points

Array = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A cut piece, the same for every body: each vertex is a mean of a few asset vertices."""

    mix: sparse.csr_matrix  # (n, V) float32, rows sum to 1
    faces: Faces
    weights: sparse.csr_matrix  # (n, B)

    def on(self, vertices: Array) -> Array:
        """Return the pattern's vertices (n, 3) on asset vertices (V, 3)."""
        out: Array = self.mix @ vertices
        return out

    def __len__(self) -> int:
        """Return the number of vertices."""
        return int(self.mix.shape[0])


Field = Callable[[Array], Array]


@dataclass(frozen=True, slots=True, eq=False)
class Cutting:
    """The part of a surface where a field is positive."""

    mix: sparse.csr_matrix  # (n, m) from the surface's vertices
    faces: Faces


def cut(faces: Array, values: Array, field: Field, refine: Sequence[float] = ()) -> Pattern:
    """Return the part of an asset surface where `field` of the vertices' values (V, k) is positive.

    Triangles within `refine` of the edge, in the field's own unit, are divided in four, once for each entry.
    """
    piece = trim(faces, values, field, refine)
    return Pattern(piece.mix, piece.faces, (piece.mix @ load().skin).tocsr().astype(np.float32))


def trim(faces: Array, values: Array, field: Field, refine: Sequence[float] = ()) -> Cutting:
    """Cut a surface along the zero of a field of values (m, k) that vary linearly over its triangles.

    Marching triangles; a crossing is searched along its edge, so that a bent field leaves clean edges.
    """
    used, tri = _renumbered(faces, len(values))
    mix = sparse.csr_matrix(
        (np.ones(len(used), dtype=np.float32), (np.arange(len(used)), used)), shape=(len(used), len(values))
    )
    at = values[used]
    level = _level(field, at)
    for limit in refine:
        near = (level[tri].min(axis=1) < limit) & (level[tri].max(axis=1) > -limit)
        tri, ends = _divided(tri, near, len(level))
        fresh = (at[ends[:, 0]] + at[ends[:, 1]]) / 2
        mix = sparse.vstack([mix, (mix[ends[:, 0]] + mix[ends[:, 1]]) * np.float32(0.5)]).tocsr()
        at, level = np.concatenate([at, fresh]), np.concatenate([level, _level(field, fresh)])
    inside = level > 0
    count = inside[tri].sum(axis=1)
    n = len(level)
    mixed = tri[(count == 1) | (count == 2)]
    alone = inside[mixed] == (inside[mixed].sum(axis=1) == 1)[:, None]
    turned = (alone.argmax(axis=1)[:, None] + np.arange(3)) % 3
    a, b, c = np.take_along_axis(mixed, turned, axis=1).T
    edges, number = _edges(np.stack([np.concatenate([a, a]), np.concatenate([b, c])], axis=1), n)
    ab, ac = (number + n).reshape(2, -1)
    tip = inside[a]
    pieces = [
        tri[count == 3],
        np.stack([a, ab, ac], axis=1)[tip],
        np.stack([b, c, ac], axis=1)[~tip],
        np.stack([b, ac, ab], axis=1)[~tip],
    ]
    share = _crossing(field, (at[edges[:, 0]], at[edges[:, 1]]), (level[edges[:, 0]], level[edges[:, 1]]))
    on = sparse.diags(1 - share) @ mix[edges[:, 0]] + sparse.diags(share) @ mix[edges[:, 1]]
    everything = sparse.vstack([mix, on]).tocsr()
    kept, small = _renumbered(np.concatenate(pieces), everything.shape[0])
    return Cutting(everything[kept].astype(np.float32), small.astype(np.int32))


def _renumbered(faces: Array, count: int) -> tuple[Array, Array]:
    """Return the vertices that triangles use, ascending, and the triangles numbered by them."""
    used = np.zeros(count, dtype=bool)
    used[faces] = True
    number = np.cumsum(used) - 1
    return np.flatnonzero(used), number[faces]


def _level(field: Field, at: Array) -> Array:
    level = field(at)
    out: Array = np.where(np.abs(level) < 1e-6, 1e-6, level)
    return out


def _edges(pairs: Array, count: int) -> tuple[Array, Array]:
    """Return undirected edges (m, 2) without repeats and the number of each pair's edge."""
    low, high = pairs.min(axis=1).astype(np.int64), pairs.max(axis=1).astype(np.int64)
    keys, number = np.unique(low * count + high, return_inverse=True)
    return np.stack([keys // count, keys % count], axis=1), number.ravel()


def _crossing(field: Field, ends: tuple[Array, Array], levels: tuple[Array, Array]) -> Array:
    """Return where the field changes its sign between two points, as shares (m,), by false position."""
    low, high = np.zeros(len(levels[0])), np.ones(len(levels[0]))
    first, last = levels[0].copy(), levels[1].copy()
    for _ in range(4):
        share = low + (high - low) * (first / (first - last)).clip(0.1, 0.9)
        found = _level(field, ends[0] + (ends[1] - ends[0]) * share[:, None])
        same = (found > 0) == (first > 0)
        low, high = np.where(same, share, low), np.where(same, high, share)
        first, last = np.where(same, found, first), np.where(same, last, found)
    out: Array = (low + (high - low) * first / (first - last)).clip(0.02, 0.98)  # no slivers
    return out


def _divided(tri: Array, marked: Array, count: int) -> tuple[Array, Array]:
    """Split marked triangles in four and their neighbours to match; return triangles and the ends of new vertices."""
    touched = np.zeros(count, dtype=bool)
    touched[tri[marked]] = True
    close = touched[tri].sum(axis=1) >= 2  # the others share no edge with a marked one
    far, tri, marked = tri[~close], tri[close], marked[close]
    sides = np.concatenate([tri[:, [0, 1]], tri[:, [1, 2]], tri[:, [2, 0]]])
    edges, number = _edges(sides, count)
    number = number.reshape(3, -1)
    split = np.zeros(len(edges), dtype=bool)
    split[number[:, marked].ravel()] = True
    fresh = np.cumsum(split) - 1 + count
    cuts = split[number].sum(axis=0)
    out = [far, tri[cuts == 0]]
    # turn each triangle so that its cut edges come first
    first = np.where(cuts == 1, split[number].argmax(axis=0), (~split[number]).argmax(axis=0) + 1)
    turned = (first[:, None] + np.arange(3)) % 3
    a, b, c = np.take_along_axis(tri, turned, axis=1).T
    p, q, r = fresh[np.take_along_axis(number.T, turned, axis=1)].T
    for want, shapes in (
        (1, ((a, p, c), (p, b, c))),
        (2, ((p, b, q), (a, p, q), (a, q, c))),
        (3, ((a, p, r), (p, b, q), (r, q, c), (p, q, r))),
    ):
        out += [np.stack(shape, axis=1)[cuts == want] for shape in shapes]
    return np.concatenate(out), edges[split]


def open_edges(faces: Array) -> Array:
    """Return directed edges (m, 2) that belong to one triangle only."""
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]).astype(np.int64)
    key = edges.min(axis=1) * (int(faces.max()) + 1) + edges.max(axis=1)
    _, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
    out: Array = edges[counts[inverse.ravel()] == 1]
    return out


def compact(points: Array, faces: Array) -> tuple[Points, Faces]:
    """Return the points that the triangles use, and the triangles renumbered."""
    used = np.zeros(len(points), dtype=bool)
    used[faces] = True
    number = np.cumsum(used, dtype=np.int32) - 1
    return points[used].astype(np.float32), number[faces].astype(np.int32)


def normals(points: Array, faces: Array) -> Array:
    """Return unit vertex normals (n, 3), weighted by area."""
    a, b, c = (points[faces[:, k]] for k in range(3))
    u, v = b - a, c - a
    flat = np.stack([u[:, i] * v[:, j] - u[:, j] * v[:, i] for i, j in ((1, 2), (2, 0), (0, 1))], axis=1)
    out = np.zeros_like(points, dtype=np.float64)
    for k in range(3):
        for axis in range(3):
            out[:, axis] += np.bincount(faces[:, k], flat[:, axis], minlength=len(points))
    length = np.linalg.norm(out, axis=1, keepdims=True)
    unit: Array = out / np.maximum(length, 1e-12)
    return unit


def averaging(faces: Array, count: int) -> sparse.csr_matrix:
    """Return a matrix (n, n) that moves each vertex half-way to the mean of its neighbours.

    Vertices on an open edge average along that edge alone, so that hems come out even and do not creep inwards.
    """
    edges = open_edges(faces)
    border = np.zeros(count, dtype=bool)
    border[edges.ravel()] = True
    i = np.concatenate([faces[:, k] for k in (0, 1, 2, 1, 2, 0)])
    j = np.concatenate([faces[:, k] for k in (1, 2, 0, 0, 1, 2)])
    within = ~border[i]
    i = np.concatenate([i[within], edges[:, 0], edges[:, 1]])
    j = np.concatenate([j[within], edges[:, 1], edges[:, 0]])
    link = sparse.csr_matrix((np.ones(len(i)), (i, j)), shape=(count, count))
    link.data[:] = 1.0
    degree = np.maximum(np.asarray(link.sum(axis=1)).ravel(), 1.0)
    return (0.5 * sparse.identity(count) + 0.5 * sparse.diags(1 / degree) @ link).tocsr()


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A piece in a body's rest pose, ready to be skinned."""

    points: Array  # (n, 3) m, rest pose
    faces: Faces
    weights: sparse.csr_matrix
    even: sparse.csr_matrix | None = None  # one averaging round; given for skirts, which hang loosely

    def posed(self, skeleton: Skeleton) -> Points:
        """Return the posed points (n, 3)."""
        return skinned(self.points.astype(np.float32), self.weights, skeleton)


@dataclass(frozen=True, slots=True, eq=False)
class Hem:
    """How a piece's open edges fold inwards, so that a garment reads as cloth with a thickness."""

    rim: Array  # vertices on the open edges
    faces: Faces  # the piece and its folded rim
    weights: sparse.csr_matrix

    @classmethod
    def of(cls, faces: Faces, weights: sparse.csr_matrix) -> Hem:
        """Return the hem of a piece."""
        edges = open_edges(faces)
        rim = np.unique(edges)
        count = weights.shape[0]
        number = np.full(count, -1)
        number[rim] = count + np.arange(len(rim))
        a, b = edges[:, 0], edges[:, 1]
        fold = [np.stack([b, a, number[a]], axis=1), np.stack([b, number[a], number[b]], axis=1)]
        both = np.concatenate([faces, *fold]).astype(np.int32)
        return cls(rim, both, sparse.vstack([weights, weights[rim]]).tocsr())

    def fold(self, points: Array, faces: Faces, depth: float) -> Array:
        """Return the points followed by those of the rim, `depth` metres inwards."""
        inner = points[self.rim] - normals(points, faces)[self.rim] * depth
        return np.concatenate([points, inner])


def rigid(points: Array, faces: Array, bone: str = "head") -> Sheet:
    """Return a sheet that follows one bone."""
    asset = load()
    n = len(points)
    weights = sparse.csr_matrix(
        (np.ones(n, dtype=np.float32), (np.arange(n), np.full(n, asset.index(bone)))),
        shape=(n, len(asset.bones)),
    )
    return Sheet(points, faces.astype(np.int32), weights)


def grid_faces(rows: int, columns: int, closed: bool = True) -> Faces:
    """Return triangles of a (rows, columns) grid of points; `closed` joins the last column to the first."""
    r, c = np.meshgrid(np.arange(rows - 1), np.arange(columns if closed else columns - 1), indexing="ij")
    a = (r * columns + c).ravel()
    b = (r * columns + (c + 1) % columns).ravel()
    d, e = a + columns, b + columns
    return np.concatenate([np.stack([a, d, b], axis=1), np.stack([b, d, e], axis=1)]).astype(np.int32)
