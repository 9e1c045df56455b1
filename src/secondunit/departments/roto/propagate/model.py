"""What the anchors of a stretch teach: which label a pixel bears, from its look and from what flow says of it.

Flow drifts and objects are hidden, so a net trained on an anchor must not take the anchor's own labels as given:
its path to itself is bent by random smooth fields from nothing to hopeless, and the net learns from the colour
mismatch how far places and carried labels can be trusted and when looks must decide. Paths to the other anchors are
the real ones. This is the local colour model of Video SnapCut (Bai et al., SIGGRAPH 2009) and the bilateral space of
Maerki et al. (CVPR 2016) as one learned function; the bent paths follow lucid data dreaming (Khoreva et al., 2017).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates import flow as flows
from secondunit.departments.plates.flow import Flow
from secondunit.departments.plates.pixels import Labels
from secondunit.departments.roto.propagate import anchors as a
from secondunit.departments.roto.propagate.anchors import Anchor
from secondunit.departments.roto.propagate.network import Array, Batch, Perceptron
from secondunit.departments.roto.propagate.shot import UNKNOWN, Settings

HIDDEN = (48, 24)
BENDS = (0.01, 4.0, 8.0, 16.0, 30.0, 60.0, 120.0)  # px of a picture 854 wide: how far fields bend an anchor
BATCH, DRAWN, NEAR = 1024, 9000, 20  # samples a step and a field, grid points that count as near an object


@dataclass(frozen=True, eq=False)
class Model:
    """A trained net with the anchors that it asks, and what looks are measured against."""

    anchors: tuple[Anchor, ...]
    net: Perceptron
    mean: Array
    spread: Array

    def inputs(self, looks: Array, told: Sequence[Array]) -> Array:
        """Return the net's inputs for N pixels: their looks and what each anchor tells of them."""
        return np.concatenate([(looks - self.mean) / self.spread, *told], axis=1)


def learn(anchors: Sequence[Anchor], paths: Sequence[Sequence[Flow]], settings: Settings) -> Model:
    """Train on all anchors; `paths[i][j]` leads from anchor i to anchor j on the grid (`paths[i][i]` is not used)."""
    count = anchors[0].chances.shape[2]
    looks = np.concatenate([each.looks.reshape(-1, each.looks.shape[2])[::4] for each in anchors])
    mean, spread = looks.mean(axis=0), looks.std(axis=0) + np.float32(0.05)
    chance = np.random.default_rng((settings.seed, *(each.number for each in anchors)))
    untrained = Model(tuple(anchors), Perceptron([], []), mean, spread)
    rows, answers = [], []
    for at, anchor in enumerate(anchors):
        for strength in BENDS:
            drawn = _draw(anchor.classes, count, chance)
            ways = list(paths[at])
            ways[at] = _bend(anchor.classes.shape, strength, chance)
            told = [_told(other, way, anchor, drawn) for other, way in zip(anchors, ways, strict=True)]
            rows.append(untrained.inputs(anchor.looks.reshape(-1, looks.shape[1])[drawn], told))
            answers.append(anchor.classes.reshape(-1)[drawn].astype(np.intp))
    inputs, classes = np.concatenate(rows), np.concatenate(answers)
    weights = np.ones(BATCH, np.float32)

    def draw() -> Batch:
        chosen = chance.integers(0, len(inputs), BATCH)
        return inputs[chosen], classes[chosen], weights

    net = Perceptron.fresh((inputs.shape[1], *HIDDEN, count), settings.seed)
    net.fit(draw, settings.steps)
    return Model(tuple(anchors), net, mean, spread)


def _told(anchor: Anchor, path: Flow, seen: Anchor, drawn: NDArray[np.intp]) -> Array:
    """What `anchor` tells of the `drawn` grid points of the frame of `seen`."""
    side = max(anchor.chances.shape[:2])
    places = (a.grid_places(path.shape) + path[..., :2]).reshape(-1, 2)[drawn]
    error = a.mismatch(anchor, path, seen.colours).reshape(-1)[drawn]
    chances = flows.warp(np.ascontiguousarray(anchor.chances[::2, ::2]), a.half(path))
    return a.evidence(places, error, chances.reshape(-1, chances.shape[-1])[drawn], side)


def _bend(shape: tuple[int, ...], strength: float, chance: np.random.Generator) -> Flow:
    """A random smooth field on the grid: a shift, an affine part and two octaves of noise; `strength` in px of 854."""
    height, width = shape
    strength *= 2 * width / 854
    turn = chance.normal(0, 0.003 * strength, (2, 2)).astype(np.float32)
    centred = a.grid_places(shape) / 2 - np.array([width / 2, height / 2], np.float32)
    field = a.still(shape)
    field[..., :2] = centred @ turn + chance.normal(0, 0.4 * strength, 2).astype(np.float32)
    for cells, part in ((4, 0.7), (12, 0.5)):
        noise = chance.normal(0, part * strength, (cells, 2 * cells, 2)).astype(np.float32)
        field[..., :2] += cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC)
    return field


def _draw(classes: Labels, count: int, chance: np.random.Generator) -> NDArray[np.intp]:
    """Draw grid points to learn from: a third on objects, a third beside them, a third elsewhere."""
    objects = (classes > 0) & (classes < UNKNOWN)
    away = cv2.distanceTransform((~objects).astype(np.uint8), cv2.DIST_L2, 3)
    ground = classes == 0
    parts = [np.flatnonzero(classes == each) for each in range(1, count)]
    share = DRAWN // 3
    groups = [(part, share // max(1, sum(len(each) > 0 for each in parts))) for part in parts]
    groups += [(np.flatnonzero(ground & (away < NEAR)), share), (np.flatnonzero(ground & (away >= NEAR)), share)]
    picked = [chance.choice(pool, wanted) for pool, wanted in groups if len(pool)]
    return np.concatenate(picked) if picked else np.zeros(0, np.intp)
