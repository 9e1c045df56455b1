"""Ink lines from the samples: silhouettes, contacts, folds and creases, each with its own weight.

Edges are found as differences between neighbouring samples (after Saito and Takahashi, "Comprehensible rendering
of 3-D shapes", 1990: discontinuities of id, normal and depth). Inverse depth is linear over a plane on screen, so a
fold is where its second difference is not zero. Edge samples are few, so weighting them is cheap; a weighted mark
blurred and cut at a threshold becomes a stroke whose width follows the weight, with round ends and inky joints.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from secondunit.scene.ink.texture import noise
from secondunit.scene.ink.trace import Hits
from secondunit.scene.stage.data import StageData

F32 = NDArray[np.float32]
BLUR = 1.6  # half-pixels at 960 wide
CUT = 0.16
SKIN = frozenset({"skin", "body", "head", "face", "hand", "hands", "nails"})
FEATURES = frozenset({
    "eyes", "eye", "brows", "eyebrows", "lashes", "eyelashes", "mouth", "lips", "pupils", "iris", "teeth", "tongue"})
HAIR = frozenset({"hair", "beard"})
FOLIAGE = frozenset({"leaves", "blades", "twigs", "rope", "rigging", "words", "marks"})  # many small parts: thin lines


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Per object: how its lines are drawn."""

    base: F32  # importance of the item
    crease: F32  # cosine below which two faces make a crease; -2 for never
    fold: F32  # weight of folds within the object
    rank: NDArray[np.int32]  # group index
    figure: NDArray[np.bool_]
    quiet: NDArray[np.bool_]  # small features drawn by their tone alone
    soft: NDArray[np.bool_]  # hair and skin: their mutual border is no line


def weights(stage: StageData) -> Weights:
    """Return the line weights of every object of the stage."""
    base, crease, fold, figure, quiet, soft = [], [], [], [], [], []
    for item in stage.objects:
        group = stage.groups[item.group]
        person = group.kind in ("figure", "extra")
        role = item.role.lower()
        weight = {"figure": 1.0, "extra": 0.74}.get(group.kind, 0.80 if group.focus else 0.58)
        base.append(weight * 0.6 if role in FOLIAGE else weight)
        if person:
            crease.append(-2.0 if item.smooth else 0.5)
            fold.append(0.42 if role in SKIN else 0.0 if role in FEATURES | HAIR else 0.55)
        else:
            crease.append(0.35 if item.smooth else 0.86)
            fold.append(0.6)
        figure.append(person)
        quiet.append(person and role in FEATURES)
        soft.append(person and role in HAIR)
    return Weights(
        np.array(base, np.float32), np.array(crease, np.float32), np.array(fold, np.float32),
        np.array([o.group for o in stage.objects], np.int32), np.array(figure, np.bool_),
        np.array(quiet, np.bool_), np.array(soft, np.bool_))


def draw(stage: StageData, hits: Hits, strength: float, wobble: float, seed: int) -> tuple[F32, F32]:
    """Return ink coverage 0..1 on the half-pixel grid: lines of figures, lines of the set."""
    rows, columns = hits.depth.shape
    size = columns / 1920.0
    table = weights(stage)
    marks = np.zeros((2, rows, columns), np.float32)
    for axis in (0, 1):
        _pairs(hits, table, axis, marks, strength, size)
        _folds(hits, table, axis, marks, strength, size)
    sigma = BLUR * max(size, 0.5)
    marks[1] *= _thinned(marks[1], size)
    out = []
    for layer in marks:
        moved = _by_hand(layer, wobble * size, seed)
        soft = ndimage.gaussian_filter(moved, sigma, truncate=2.6)
        out.append(_cut(soft))
    return out[0], out[1]


def _pairs(hits: Hits, table: Weights, axis: int, marks: F32, strength: float, size: float) -> None:
    """Mark id changes and creases between each sample and the next one along `axis`."""
    here, there = _shifted(axis)
    first, second = hits.object[here], hits.object[there]
    changed = first != second
    facing = hits.facing
    angle = np.einsum("...i,...i->...", facing[here], facing[there])
    limit = np.append(table.crease, np.float32(-2.0))[first]
    rows, columns = np.nonzero(changed | (angle < limit))
    if not len(rows):
        return
    a, b = first[rows, columns], second[rows, columns]
    za, zb = hits.depth[here][rows, columns], hits.depth[there][rows, columns]
    nearer = za <= zb
    near, far = np.where(nearer, a, b), np.where(nearer, b, a)
    z = np.minimum(za, zb)
    gap = np.maximum(za, zb) - z
    far_known, near_known = far >= 0, near >= 0
    same_object = a == b
    same_group = near_known & far_known & (table.rank[near] == table.rank[far])
    width = table.base[near] * _distance(z)
    # a silhouette against something far behind is heavy, a contact or a seam is light
    depth_step = np.clip(gap / (0.10 + 0.02 * z), 0.0, 1.0)
    silhouette = 0.50 + 0.50 * depth_step
    within = 0.34 + 0.30 * depth_step
    factor = np.where(same_object, 0.36, np.where(same_group, within, silhouette)).astype(np.float32)
    # things that lie flush (a road on the ground, a mark on the road) are told apart by their tone
    flush = ~same_object & far_known & (angle[rows, columns] > 0.995) & (gap < 0.01 + 0.006 * z)
    factor[flush] *= 0.3
    border = same_group & ~same_object
    factor[border & (table.quiet[near] | table.quiet[far])] = 0.0
    factor[border & (table.soft[near] | table.soft[far])] *= 0.6
    # creases of small far things would fill with ink
    factor[same_object] *= np.clip(1.5 - z[same_object] / 25.0, 0.0, 1.0)
    _mark(marks, table, near, width * factor, rows, columns, nearer, axis, strength, size)


def _folds(hits: Hits, table: Weights, axis: int, marks: F32, strength: float, size: float) -> None:
    """Mark where an object passes in front of itself: steps of inverse depth between samples of one object."""
    inverse = 1.0 / hits.depth
    middle, before, after = _triples(axis)
    bend = inverse[middle] * 2.0
    bend -= inverse[before]
    bend -= inverse[after]
    owner = hits.object[middle]
    z = hits.depth[middle]
    step = bend * np.where(np.isfinite(z), z, 0.0) ** 2
    hit = (step > 0.010 + 0.004 * z) & (owner == hits.object[before]) & (owner == hits.object[after]) & (owner >= 0)
    rows, columns = np.nonzero(hit)
    if not len(rows):
        return
    near = owner[rows, columns]
    deep = z[rows, columns]
    gain = np.clip(step[rows, columns] / (0.05 + 0.01 * deep), 0.45, 1.0)
    width = table.base[near] * table.fold[near] * _distance(deep) * gain
    offset = (0, 1) if axis else (1, 0)
    _mark(marks, table, near, width, rows + offset[0], columns + offset[1], np.ones(len(rows), np.bool_), axis,
          strength, size)


def _mark(
    marks: F32, table: Weights, near: NDArray[np.int32], width: F32, rows: NDArray[np.intp],
    columns: NDArray[np.intp], nearer: NDArray[np.bool_], axis: int, strength: float, size: float,
) -> None:
    """Write the ink needed for a stroke `width` (1 is 2.7 pixels at 960) at the nearer sample of each pair."""
    if axis:
        columns = np.where(nearer, columns, columns + 1)
    else:
        rows = np.where(nearer, rows, rows + 1)
    sigma = BLUR * max(size, 0.5)
    # half-pixels are the unit, so this is half the width; small pictures keep lines that can be seen
    half = np.clip(width * 2.7 * strength, 0.0, 3.6) * size**0.6
    need = (CUT * sigma / 0.4) * np.exp(half**2 / (2.0 * sigma**2))
    need = np.where(half < 0.05, 0.0, need).astype(np.float32)
    layer = np.where(table.figure[near] & (near >= 0), 0, 1)
    target = (layer, rows, columns)
    marks[target] = np.maximum(marks[target], need)


def _distance(z: F32) -> F32:
    out: F32 = np.clip((3.0 / np.maximum(z, 0.3)) ** 0.38, 0.36, 1.25)
    return out


def _by_hand(layer: F32, wobble: float, seed: int) -> F32:
    """Return the marks moved by slow noise and pressed unevenly, as a hand would."""
    rows, columns = np.nonzero(layer)
    ink = layer[rows, columns]
    height, width = layer.shape
    size = width / 1920.0
    cells = (70.0, 70.0, 46.0, 17.0, 17.0)
    sway = [noise(height, width, cell * max(size, 0.3), seed + n) for n, cell in enumerate(cells)]
    press = sway[2][rows, columns]
    ink = ink * np.exp2(press * 0.7)
    if wobble > 0.0:
        shift = np.float32(1.9 * wobble)
        tremor = np.float32(0.5 * wobble)
        down = sway[0][rows, columns] * shift + sway[3][rows, columns] * tremor
        right = sway[1][rows, columns] * shift + sway[4][rows, columns] * tremor
        rows = np.clip(np.rint(rows + down), 0, height - 1).astype(np.intp)
        columns = np.clip(np.rint(columns + right), 0, width - 1).astype(np.intp)
    out = np.zeros_like(layer)
    order = np.argsort(ink, kind="stable")  # the heavier mark wins where two meet
    out[rows[order], columns[order]] = ink[order]
    return out


def _thinned(layer: F32, size: float) -> F32:
    """Return a factor that lightens lines where they crowd (foliage, far windows), so that they do not clot."""
    crowd = ndimage.uniform_filter((layer > 0.0).astype(np.float32), max(5, 2 * round(11 * size) + 1))
    out: F32 = np.clip(0.20 / np.maximum(crowd, 0.01), 0.30, 1.0)
    return out


def _cut(soft: F32) -> F32:
    """Return coverage: 0 below the threshold, 1 above, a narrow ramp between."""
    t = np.clip((soft - CUT * 0.72) / (CUT * 0.56), 0.0, 1.0)
    out: F32 = t * t * (3.0 - 2.0 * t)
    return out


def _shifted(axis: int) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    if axis:
        return (slice(None), slice(None, -1)), (slice(None), slice(1, None))
    return (slice(None, -1), slice(None)), (slice(1, None), slice(None))


def _triples(axis: int) -> tuple[tuple[slice, slice], ...]:
    spans = (slice(1, -1), slice(None, -2), slice(2, None))
    return tuple((slice(None), s) if axis else (s, slice(None)) for s in spans)
