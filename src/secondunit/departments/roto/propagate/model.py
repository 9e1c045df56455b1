"""What a key teaches: which label a pixel bears, from its look and from where in the key it lies.

A pixel of another frame is asked with its place carried back to the key by flow. Flow drifts, so the places are
shaken while the net learns: it then trusts places only as far as drift allows and looks decide the rest. This is the
local colour model of Video SnapCut (Bai et al., SIGGRAPH 2009) and the bilateral space of Maerki et al. (CVPR 2016)
as one learned function.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates.pixels import Labels
from secondunit.departments.roto.propagate import appearance
from secondunit.departments.roto.propagate.network import Array, Batch, Perceptron
from secondunit.departments.roto.propagate.shot import UNKNOWN, Settings

HIDDEN = (48, 24)
WAVES = (1.0, 3.0, 7.0)  # half periods over the picture's long side
BATCH, DRAWN, NEAR = 1024, 60_000, 40  # samples a step, samples in all, px that count as near an object
FLOOR = np.float32(0.01)  # no carried label is surer than this


@dataclass(frozen=True)
class KeyModel:
    """A trained key: its frame `number`, net, and what the descriptors are measured against."""

    number: int
    carried: Array  # (H, W, classes): log probabilities of the key's own labels
    colours: Array  # (H, W, 3): the key's picture in Lab
    net: Perceptron
    mean: Array
    spread: Array

    def logits(self, looks: Array, places: Array) -> Array:
        """Return `(N, classes)` for descriptors `(N, D)` of pixels that lie at `places` (x, y) in the key."""
        side = max(self.colours.shape[:2])
        return self.net.logits(np.concatenate([(looks - self.mean) / self.spread, waves(places, side)], axis=1))


def waves(places: Array, side: int) -> Array:
    """Write places (x, y) as sines and cosines of a few lengths: a net bends along these more easily."""
    angles = np.concatenate([places * np.float32(np.pi * wave / side) for wave in WAVES], axis=1)
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)


def learn(number: int, colours: Array, classes: Labels, count: int, settings: Settings) -> KeyModel:
    """Train on one key: its Lab picture and its classes (`UNKNOWN` teaches nothing); `count` classes in all."""
    height, width = classes.shape
    looks = appearance.descriptors(colours).reshape(height * width, -1)
    mean, spread = looks.mean(axis=0), looks.std(axis=0) + np.float32(0.05)
    chance = np.random.default_rng((settings.seed, number))
    drawn = _draw(classes, count, chance)
    inputs, answers = (looks[drawn] - mean) / spread, classes.reshape(-1)[drawn].astype(np.intp)
    places = np.stack([drawn % width, drawn // width], axis=1).astype(np.float32)
    weights = np.ones(BATCH, np.float32)

    def draw() -> Batch:
        rows = chance.integers(0, len(drawn), BATCH)
        shaken = places[rows] + chance.normal(0, settings.wander, (BATCH, 2)).astype(np.float32)
        return np.concatenate([inputs[rows], waves(shaken, max(height, width))], axis=1), answers[rows], weights

    net = Perceptron.fresh((appearance.WIDTH + 4 * len(WAVES), *HIDDEN, count), settings.seed)
    net.fit(draw, settings.steps)
    known = np.stack([classes == each for each in range(count)], axis=2).astype(np.float32)
    known[classes == UNKNOWN] = 1 / count
    return KeyModel(number, np.log(known * (1 - 2 * FLOOR) + FLOOR), colours, net, mean, spread)


def _draw(classes: Labels, count: int, chance: np.random.Generator) -> NDArray[np.intp]:
    """Draw pixels to learn from: a third on objects, a third beside them, a third elsewhere."""
    objects = (classes > 0) & (classes < UNKNOWN)
    away = cv2.distanceTransform((~objects).astype(np.uint8), cv2.DIST_L2, 3)
    ground = classes == 0
    parts = [np.flatnonzero(classes == each) for each in range(1, count)]
    share = DRAWN // 3
    groups = [(part, share // max(1, sum(len(each) > 0 for each in parts))) for part in parts]
    groups += [(np.flatnonzero(ground & (away < NEAR)), share), (np.flatnonzero(ground & (away >= NEAR)), share)]
    return np.concatenate([chance.choice(pool, wanted) for pool, wanted in groups if len(pool)])
