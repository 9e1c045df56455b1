"""Pieces of surface that follow a body: cut from the helper surfaces, thickened, smoothed, then skinned."""

from __future__ import annotations

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
    """A cut piece, the same for every body: each vertex lies between two asset vertices."""

    first: Array  # (n,) asset vertex
    second: Array  # (n,)
    blend: Array  # (n, 1) 0 at first, 1 at second
    faces: Faces
    weights: sparse.csr_matrix  # (n, B)

    def on(self, vertices: Array) -> Array:
        """Return the pattern's vertices (n, 3) on asset vertices (V, 3)."""
        out: Array = vertices[self.first] * (1 - self.blend) + vertices[self.second] * self.blend
        return out


def cut(faces: Array, field: Array) -> Pattern:
    """Return the part of a surface where `field` (V,) is positive, with clean edges at zero.

    Triangles across the edge are divided (marching triangles on the vertices' signs).
    """
    field = np.where(np.abs(field) < 1e-6, 1e-6, field)
    inside = field > 0
    count = inside[faces].sum(axis=1)
    keep = faces[count == 3]
    pieces: list[tuple[Any, ...]] = [tuple((int(v), int(v)) for v in f) for f in keep]
    for face in faces[(count == 1) | (count == 2)]:
        k = int(np.flatnonzero(inside[face] == (inside[face].sum() == 1))[0])  # the vertex alone on its side
        a, b, c = (int(face[(k + j) % 3]) for j in range(3))
        if inside[a]:
            pieces.append(((a, a), (a, b), (a, c)))
        else:
            pieces.append(((b, b), (c, c), (c, a)))
            pieces.append(((b, b), (c, a), (b, a)))
    index: dict[tuple[int, int], int] = {}
    out = np.zeros((len(pieces), 3), dtype=np.int32)
    for i, piece in enumerate(pieces):
        for j, (a, b) in enumerate(piece):
            key = (min(a, b), max(a, b))
            out[i, j] = index.setdefault(key, len(index))
    first = np.array([k[0] for k in index], dtype=np.int64)
    second = np.array([k[1] for k in index], dtype=np.int64)
    f0, f1 = field[first], field[second]
    blend = np.where(first == second, 0.0, f0 / np.where(f0 == f1, 1.0, f0 - f1)).clip(0.0, 1.0)
    return _pattern(first, second, blend[:, None].astype(np.float32), _live(out))


def _live(faces: Array) -> Faces:
    """Drop triangles that name a vertex twice."""
    ok = (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 0] != faces[:, 2])
    out: Faces = faces[ok].astype(np.int32)
    return out


def _pattern(first: Array, second: Array, blend: Array, faces: Faces) -> Pattern:
    skin = load().skin
    weights = sparse.diags((1 - blend).ravel()) @ skin[first] + sparse.diags(blend.ravel()) @ skin[second]
    return Pattern(first, second, blend, faces, weights.tocsr().astype(np.float32))


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
