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
    "eyes", "eye", "brows", "eyebrows", "lashes", "eyelashes", "mouth", "lips", "pupils", "iris", "irises", "teeth",
    "tongue", "wrinkles"})
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
    soft: NDArray[np.bool_]  # hair: its border with skin is a light line
    skin: NDArray[np.bool_]


def weights(stage: StageData) -> Weights:
    """Return the line weights of every object of the stage."""
    base, crease, fold, figure, quiet, soft, skin = [], [], [], [], [], [], []
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
            crease.append(-2.0 if role in FEATURES else 0.35 if item.smooth else 0.86)
            fold.append(0.6)
        figure.append(person)
        quiet.append(role in FEATURES)
        soft.append(person and role in HAIR)
        skin.append(person and role in SKIN)
    return Weights(
        np.array(base, np.float32), np.array(crease, np.float32), np.array(fold, np.float32),
        np.array([o.group for o in stage.objects], np.int32), np.array(figure, np.bool_),
        np.array(quiet, np.bool_), np.array(soft, np.bool_), np.array(skin, np.bool_))


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Edge samples: where they are and how much ink each needs."""

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    ink: F32
    figure: NDArray[np.bool_]


def draw(stage: StageData, face_normals: F32, hits: Hits, strength: float, wobble: float, seed: int) -> tuple[F32, F32]:
    """Return ink coverage 0..1 on the half-pixel grid: lines of figures, lines of the set."""
    shape = hits.depth.shape
    size = shape[1] / 1920.0
    table = weights(stage)
    found = []
    with np.errstate(divide="ignore"):
        inverse = np.float32(1.0) / hits.depth
    limit = inverse * (inverse * np.float32(0.006) + np.float32(0.003))
    for axis in (0, 1):
        found.append(_pairs(hits, face_normals, table, axis, strength, size))
        found.append(_folds(hits, inverse, limit, table, axis, strength, size))
    marks = Marks(*(np.concatenate([getattr(m, name) for m in found]) for name in ("rows", "columns", "ink", "figure")))
    ink = np.where(marks.figure, marks.ink, marks.ink * _thinned(marks, shape, size))
    marks = _by_hand(Marks(marks.rows, marks.columns, ink, marks.figure), shape, wobble * size, seed)
    sigma = BLUR * max(size, 0.5)
    out = []
    for figure in (True, False):
        part = marks.figure == figure
        layer = np.zeros(shape, np.float32)
        layer[marks.rows[part], marks.columns[part]] = marks.ink[part]
        out.append(_cut(ndimage.gaussian_filter(layer, sigma, truncate=2.6)))
    return out[0], out[1]


def _pairs(hits: Hits, face_normals: F32, table: Weights, axis: int, strength: float, size: float) -> Marks:
    """Mark id changes and creases between each sample and the next one along `axis`."""
    here, there = _shifted(axis)
    owner, prim = hits.object, hits.prim
    creased = np.append(table.crease > -1.5, False)[owner[here]]
    rows, columns = np.nonzero((owner[here] != owner[there]) | (creased & (prim[here] != prim[there])))
    a, b = owner[here][rows, columns], owner[there][rows, columns]
    angle = np.einsum("ij,ij->i", face_normals[prim[here][rows, columns]], face_normals[prim[there][rows, columns]])
    keep = (a != b) | (angle < table.crease[a])
    rows, columns, a, b, angle = rows[keep], columns[keep], a[keep], b[keep], angle[keep]
    za, zb = hits.depth[here][rows, columns], hits.depth[there][rows, columns]
    nearer = za <= zb
    near, far = np.where(nearer, a, b), np.where(nearer, b, a)
    z = np.minimum(za, zb)
    gap = np.maximum(za, zb) - z
    far_known = far >= 0
    same_object = a == b
    same_group = far_known & (table.rank[near] == table.rank[far])
    width = table.base[near] * _distance(z)
    # a silhouette against something far behind is heavy, a contact or a seam is light
    depth_step = np.clip(gap / (0.10 + 0.02 * z), 0.0, 1.0)
    silhouette = 0.50 + 0.50 * depth_step
    within = 0.34 + 0.30 * depth_step
    factor = np.where(same_object, 0.36, np.where(same_group, within, silhouette)).astype(np.float32)
    # things that lie flush (a road on the ground, a mark on the road) are told apart by their tone
    flush = ~same_object & far_known & (angle > 0.995) & (gap < 0.01 + 0.006 * z)
    factor[flush] *= 0.3
    border = same_group & ~same_object
    factor[border & (table.quiet[near] | table.quiet[far])] = 0.0
    factor[border & (table.soft[near] | table.soft[far])] *= 0.6
    # creases of small far things would fill with ink
    factor[same_object] *= np.clip(1.5 - z[same_object] / 25.0, 0.0, 1.0)
    if axis:
        columns = np.where(nearer, columns, columns + 1)
    else:
        rows = np.where(nearer, rows, rows + 1)
    return _marks(table, near, width * factor, rows, columns, strength, size)


def _folds(
    hits: Hits, inverse: F32, limit: F32, table: Weights, axis: int, strength: float, size: float,
) -> Marks:
    """Mark where an object passes in front of itself: steps of inverse depth between samples of one object."""
    middle, before, after = _triples(axis)
    step = np.diff(inverse, axis=axis)
    here, there = _shifted(axis)
    bend = step[here] - step[there]
    rows, columns = np.nonzero(bend > limit[middle])
    owner = hits.object
    near = owner[middle][rows, columns]
    keep = (near == owner[before][rows, columns]) & (near == owner[after][rows, columns]) & (near >= 0)
    rows, columns, near = rows[keep], columns[keep], near[keep]
    deep = hits.depth[middle][rows, columns]
    step_size = bend[rows, columns] * deep * deep  # metres
    # the wing of a nose counts, a wrinkle of a wall does not
    enough = step_size > np.where(table.skin[near], 0.006 + 0.003 * deep, 0.010 + 0.004 * deep)
    gain = np.where(enough, np.clip(step_size / (0.05 + 0.01 * deep), 0.45, 1.0), 0.0)
    width = table.base[near] * table.fold[near] * _distance(deep) * gain
    # fingers and ears of people far away would become blots
    width = np.where(table.figure[near], width * np.clip(1.7 - deep / 4.5, 0.0, 1.0), width)
    down, right = (0, 1) if axis else (1, 0)
    return _marks(table, near, width, rows + down, columns + right, strength, size)


def _marks(
    table: Weights, near: NDArray[np.int32], width: F32, rows: NDArray[np.intp], columns: NDArray[np.intp],
    strength: float, size: float,
) -> Marks:
    """Return marks with the ink needed for a stroke of `width` (1 is 2.7 pixels at 960)."""
    sigma = BLUR * max(size, 0.5)
    # half-pixels are the unit, so this is half the width; small pictures keep lines that can be seen
    half = np.clip(width * 2.7 * strength, 0.0, 3.6) * size**0.6
    need = (CUT * sigma / 0.4) * np.exp(half**2 / (2.0 * sigma**2))
    drawn = half >= 0.05
    return Marks(rows[drawn], columns[drawn], need[drawn].astype(np.float32), table.figure[near[drawn]])


def _distance(z: F32) -> F32:
    out: F32 = np.clip((3.0 / np.maximum(z, 0.3)) ** 0.38, 0.36, 1.25)
    return out


def _by_hand(marks: Marks, shape: tuple[int, ...], wobble: float, seed: int) -> Marks:
    """Return the marks moved by slow noise and pressed unevenly, as a hand would; heavier ones come last."""
    height, width = shape
    size = width / 1920.0
    rows, columns = marks.rows, marks.columns

    def sway(cell: float, number: int) -> F32:
        # noise this slow is sampled from a half-size field
        field: F32 = noise(height // 2, width // 2, cell * max(size, 0.3) / 2, seed + number)
        return field[np.minimum(marks.rows // 2, height // 2 - 1), np.minimum(marks.columns // 2, width // 2 - 1)]

    ink = marks.ink * np.exp2(sway(46.0, 2) * np.float32(0.7))
    if wobble > 0.0:
        shift, tremor = np.float32(1.9 * wobble), np.float32(0.5 * wobble)
        down = sway(70.0, 0) * shift + sway(17.0, 3) * tremor
        right = sway(70.0, 1) * shift + sway(17.0, 4) * tremor
        rows = np.clip(np.rint(rows + down), 0, height - 1).astype(np.intp)
        columns = np.clip(np.rint(columns + right), 0, width - 1).astype(np.intp)
    order = np.argsort(ink, kind="stable")  # where two meet the last one written wins
    return Marks(rows[order], columns[order], ink[order], marks.figure[order])


def _thinned(marks: Marks, shape: tuple[int, ...], size: float) -> F32:
    """Return a factor that lightens lines where they crowd (foliage, far windows), so that they do not clot."""
    cell = 4
    height, width = -(-shape[0] // cell), -(-shape[1] // cell)
    at = marks.rows // cell * width + marks.columns // cell
    count = np.bincount(at[~marks.figure], minlength=height * width).reshape(height, width)
    crowd = ndimage.uniform_filter(np.minimum(count, 16).astype(np.float32) / 16.0, max(3, 2 * round(3 * size) + 1))
    out: F32 = np.clip(0.24 / np.maximum(crowd, 0.01), 0.30, 1.0).ravel()[at]
    return out


def _cut(soft: F32) -> F32:
    """Return coverage: 0 below the threshold, 1 above, a narrow ramp between. Changes its argument."""
    soft -= np.float32(CUT * 0.72)
    soft *= np.float32(1.0 / (CUT * 0.56))
    np.clip(soft, 0.0, 1.0, out=soft)
    out: F32 = soft * soft * (np.float32(3.0) - np.float32(2.0) * soft)
    return out


def _shifted(axis: int) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    if axis:
        return (slice(None), slice(None, -1)), (slice(None), slice(1, None))
    return (slice(None, -1), slice(None)), (slice(1, None), slice(None))


def _triples(axis: int) -> tuple[tuple[slice, slice], ...]:
    spans = (slice(1, -1), slice(None, -2), slice(2, None))
    return tuple((slice(None), s) if axis else (s, slice(None)) for s in spans)
