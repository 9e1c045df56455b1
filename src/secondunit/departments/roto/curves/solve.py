"""All keys of a shape at once: least squares over every frame between them.

A place on a Bezier is linear in its points and handles, and a frame between two keys is linear in both keys; so the
keys that fit all frames best solve one system of equations, block-tridiagonal in the keys. Errors count along the
normal of the outline; along the outline points are held only lightly where the match says, so that they follow the
surface and do not slide. Between rounds the targets move to the nearest places of the outline (iterated closest
points, Besl & McKay 1992), and far ones lose weight (least absolute area, by reweighting).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secondunit.departments.roto.curves.contours import Points, outward
from secondunit.departments.roto.curves.points import Moving

ROUNDS = 4
HOLD = 0.08  # weight of a place along the outline; 1 is that of one across it
SMOOTH = 0.5  # weight of a handle that leaves the tangent at a point that is no corner
RATHER = 0.01  # weight of handles of a third of the arc
CORNER = 40.0  # degrees an outline turns at a corner
OUTSIDE = 0.02  # weight of places outside the picture


@dataclass(frozen=True)
class Target:
    """What a shape has to be: its dense points on every frame of its life, and the outlines they lie on."""

    moving: Moving  # (frames, n, 2)
    outlines: list[Points]  # a frame each: the same way round with more places, evenly more between all points
    weights: NDArray[np.float64]  # (frames, n): how much each point counts
    height: int
    width: int


def solve(target: Target, keys: list[int], spots: list[int]) -> NDArray[np.float64]:
    """Return the points of all keys `(keys, points, 3, 2)`: place, left and right handle as offsets.

    `keys` are indices into the frames of the target, the first 0 and the last its last; `spots` the points' indices.
    """
    frames, number = len(target.moving), len(spots)
    basis = _basis(target.moving, spots)
    size = 6 * number
    bounds = _bounds(keys, frames)
    goal, normal = target.moving, np.stack([outward(points) for points in target.moving])
    spread = _spread(target.moving) * target.weights
    seen = _seen(target)
    prior, prior_pull = _prior(target.moving, keys, spots)
    found = np.zeros((len(keys), size))
    for turn in range(ROUNDS):
        diagonal = np.zeros((len(keys), size, size))
        beside = np.zeros((max(0, len(keys) - 1), size, size))
        right = np.zeros((len(keys), size))
        diagonal += prior
        right += prior_pull
        for frame in range(frames):
            before, share = bounds[frame]
            weight = spread[frame] * seen[frame]
            if turn:
                place = _place(basis, found, before, share, number)
                off = np.abs(((place - goal[frame]) * normal[frame]).sum(axis=1))
                weight = weight / np.maximum(off, 0.7)
            block, pull = _frame(basis, goal[frame], target.moving[frame], normal[frame], weight)
            diagonal[before] += (1 - share) ** 2 * block
            right[before] += (1 - share) * pull
            if share > 0:
                diagonal[before + 1] += share**2 * block
                beside[before] += share * (1 - share) * block
                right[before + 1] += share * pull
        found = _tridiagonal(diagonal, beside, right)
        if turn < ROUNDS - 1:
            goal, normal = _nearest(target, basis, found, bounds, number)
    pairs = np.stack([found[:, : 3 * number], found[:, 3 * number :]], axis=-1)
    return pairs.reshape(len(keys), 3, number, 2).swapaxes(1, 2)


def _bounds(keys: list[int], frames: int) -> list[tuple[int, float]]:
    """For each frame the key before it and how far it has gone to the next, 0..1."""
    result = []
    for frame in range(frames):
        before = int(np.searchsorted(keys, frame, side="right")) - 1
        if before == len(keys) - 1:
            result.append((before, 0.0))
        else:
            result.append((before, (frame - keys[before]) / (keys[before + 1] - keys[before])))
    return result


def _basis(moving: Moving, spots: list[int]) -> NDArray[np.float64]:
    """Return the weights `(samples, 3 * points)` of places, left and right handles at every dense point."""
    count, number = moving.shape[1], len(spots)
    steps = np.hypot(*np.moveaxis(np.roll(moving, -1, axis=1) - moving, -1, 0)).mean(axis=0) + 1e-6
    basis = np.zeros((count, 3 * number))
    for at, spot in enumerate(spots):
        after = (at + 1) % number
        index = np.mod(spot + np.arange(np.mod(spots[after] - spot - 1, count) + 1), count)
        way = np.concatenate([[0.0], np.cumsum(steps[index])])
        t = way[:-1] / way[-1]
        basis[index, at] += (1 - t) ** 3 + 3 * t * (1 - t) ** 2
        basis[index, after] += 3 * t * t * (1 - t) + t**3
        basis[index, 2 * number + at] = 3 * t * (1 - t) ** 2
        basis[index, number + after] = 3 * t * t * (1 - t)
    return basis


def _spread(moving: Moving) -> NDArray[np.float64]:
    """How much of the outline each dense point stands for, as a share of an even step."""
    steps = np.hypot(*np.moveaxis(np.roll(moving, -1, axis=1) - moving, -1, 0))
    shares = (steps + np.roll(steps, 1, axis=1)) / 2
    return np.asarray(np.clip(shares / np.maximum(shares.mean(axis=1, keepdims=True), 1e-6), 0.05, 4))


def _seen(target: Target) -> NDArray[np.float64]:
    x, y = target.moving[..., 0], target.moving[..., 1]
    inside = (x > -1) & (y > -1) & (x < target.width + 1) & (y < target.height + 1)
    return np.where(inside, 1.0, OUTSIDE)


def _frame(
    basis: NDArray[np.float64], goal: Points, held: Points, normal: Points, weight: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the normal equations of one frame, x before y."""
    tangent = np.stack([-normal[:, 1], normal[:, 0]], axis=1)
    across, hold = weight, HOLD * np.minimum(weight, 1)
    xx = across * normal[:, 0] ** 2 + hold * tangent[:, 0] ** 2
    yy = across * normal[:, 1] ** 2 + hold * tangent[:, 1] ** 2
    xy = across * normal[:, 0] * normal[:, 1] + hold * tangent[:, 0] * tangent[:, 1]
    pull = (across * (goal * normal).sum(1))[:, None] * normal + (hold * (held * tangent).sum(1))[:, None] * tangent
    gxx, gxy, gyy = (basis.T @ (w[:, None] * basis) for w in (xx, xy, yy))
    return np.block([[gxx, gxy], [gxy, gyy]]), np.concatenate([basis.T @ pull[:, 0], basis.T @ pull[:, 1]])


def _prior(moving: Moving, keys: list[int], spots: list[int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Equations that keep handles on the tangent where there is no corner, and near a third of their arc."""
    number, count = len(spots), moving.shape[1]
    reach = 2
    index = np.array(spots)
    outlines = moving[keys]
    into = outlines[:, index] - outlines[:, np.mod(index - reach, count)]
    out = outlines[:, np.mod(index + reach, count)] - outlines[:, index]
    turn = np.degrees(np.arccos(np.clip((_unit(into) * _unit(out)).sum(-1), -1, 1)))
    smooth = np.median(turn, axis=0) < CORNER
    tangent = _unit(into + out)
    normal = np.stack([tangent[..., 1], -tangent[..., 0]], axis=-1)
    steps = np.hypot(*np.moveaxis(np.roll(outlines, -1, axis=1) - outlines, -1, 0))
    arcs = np.zeros((len(keys), number))
    for at, spot in enumerate(spots):
        after = spots[(at + 1) % number]
        arcs[:, at] = steps[:, np.mod(spot + np.arange(np.mod(after - spot - 1, count) + 1), count)].sum(axis=1)
    equations = np.zeros((len(keys), 6 * number, 6 * number))
    pull = np.zeros((len(keys), 6 * number))
    scale = count / number  # samples an arc, so that weights do not depend on how dense the outline is
    for at in range(number):
        handles = (
            (number + at, arcs[:, at - 1] / 3, -tangent[:, at] if smooth[at] else -_unit(into)[:, at]),
            (2 * number + at, arcs[:, at] / 3, tangent[:, at] if smooth[at] else _unit(out)[:, at]),
        )
        for column, length, way in handles:
            want = length[:, None] * way
            x, y = column, 3 * number + column
            equations[:, x, x] += RATHER * scale
            equations[:, y, y] += RATHER * scale
            pull[:, x] += RATHER * scale * want[:, 0]
            pull[:, y] += RATHER * scale * want[:, 1]
            if smooth[at]:
                across = normal[:, at]
                equations[:, x, x] += SMOOTH * scale * across[:, 0] ** 2
                equations[:, y, y] += SMOOTH * scale * across[:, 1] ** 2
                equations[:, x, y] += SMOOTH * scale * across[:, 0] * across[:, 1]
                equations[:, y, x] += SMOOTH * scale * across[:, 0] * across[:, 1]
    for column in range(number):  # places are tied to their match by a hair, for arcs of no length
        for axis in (0, 1):
            equations[:, 3 * number * axis + column, 3 * number * axis + column] += 1e-3
            pull[:, 3 * number * axis + column] += 1e-3 * outlines[:, spots[column], axis]
    return equations, pull


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(vectors / np.maximum(np.hypot(vectors[..., 0], vectors[..., 1]), 1e-9)[..., None])


def _place(basis: NDArray[np.float64], found: NDArray[np.float64], before: int, share: float, number: int) -> Points:
    numbers = found[before] if share == 0 else found[before] + share * (found[before + 1] - found[before])
    return np.stack([basis @ numbers[: 3 * number], basis @ numbers[3 * number :]], axis=1)


def _nearest(
    target: Target, basis: NDArray[np.float64], found: NDArray[np.float64], bounds: list[tuple[int, float]], number: int
) -> tuple[Moving, Moving]:
    """Return for each place the nearest one of its outline, not far from its match, and the normal there."""
    goal, normal = np.empty_like(target.moving), np.empty_like(target.moving)
    for frame, fine in enumerate(target.outlines):
        place = _place(basis, found, *bounds[frame], number)
        total = len(fine)
        start = np.arange(len(place)) * total // len(place)
        window = max(6, total // 60)
        index = np.mod(start[:, None] + np.arange(-window, window + 1), total)
        near = ((fine[index] - place[:, None]) ** 2).sum(2).argmin(1)
        spot = index[np.arange(len(place)), near]
        goal[frame], normal[frame] = fine[spot], outward(fine)[spot]
    return goal, normal


def _tridiagonal(
    diagonal: NDArray[np.float64], beside: NDArray[np.float64], right: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Solve the symmetric block-tridiagonal system by block elimination."""
    keys = len(diagonal)
    diagonal, right = diagonal.copy(), right.copy()
    for key in range(1, keys):
        factor = np.linalg.solve(diagonal[key - 1], beside[key - 1]).T
        diagonal[key] -= factor @ beside[key - 1]
        right[key] -= factor @ right[key - 1]
    found = np.empty_like(right)
    for key in reversed(range(keys)):
        rest = right[key] if key == keys - 1 else right[key] - beside[key] @ found[key + 1]
        found[key] = np.linalg.solve(diagonal[key], rest)
    return found
