"""Keys of a few strokes: what was not painted is completed from the keys around and from the strokes themselves."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates.pixels import Labels
from secondunit.departments.roto.propagate import anchors as a
from secondunit.departments.roto.propagate import appearance
from secondunit.departments.roto.propagate.carry import between, outward
from secondunit.departments.roto.propagate.network import Array, Batch, Perceptron, centred, margin, softmax
from secondunit.departments.roto.propagate.refine import enlarge, snap
from secondunit.departments.roto.propagate.shot import UNKNOWN, Settings, Shot

SPREAD = 0.08  # of the long side: how far from a stroke that contradicts the solution its word carries
BATCH, HIDDEN, STRONG = 1024, (32, 16), np.float32(6)
SURE = 0.5  # solved pixels whose two best classes lie further apart teach beside the strokes


def fill(shot: Shot, settings: Settings) -> Shot:
    """Return the shot with every key whole: those with `UNKNOWN` pixels are completed, painted pixels stay."""
    keys = dict(shot.keys)
    whole = sorted(number for number, key in keys.items() if not (key == UNKNOWN).any())
    for number in sorted(set(keys) - set(whole)):
        solved = _solved(replace(shot, keys={n: keys[n] for n in whole}), settings, number) if whole else None
        keys[number] = _complete(shot, settings, number, solved)
    return replace(shot, keys=keys)


def _solved(shot: Shot, settings: Settings, number: int) -> Array:
    """Probabilities of a frame from the whole keys around it."""
    before = max((key for key in shot.keys if key < number), default=None)
    after = min((key for key in shot.keys if key > number), default=None)
    if before is not None and after is not None:
        found = between(shot, settings, before, after, number)
    elif before is not None:
        found = outward(shot, settings, before, range(before + 1, number + 1), number)
    else:
        found = outward(shot, settings, after or 0, range((after or 0) - 1, number - 1, -1), number)
    return next(each.answer.chances for each in found if each.number == number)


def _complete(shot: Shot, settings: Settings, number: int, solved: Array | None) -> Labels:
    """Label what the strokes left open: a net learns looks and places from strokes and from what was sure."""
    picture = shot.picture(number)
    colours = appearance.lab(shot.small(picture))
    classes, count = shot.classes(number), len(shot.objects) + 1
    painted = classes != UNKNOWN
    prior = solved if solved is not None else np.full((*classes.shape, count), 1 / count, np.float32)
    wrong = painted & (prior.argmax(axis=2) != classes) if solved is not None else painted
    away = cv2.distanceTransform((~wrong).astype(np.uint8), cv2.DIST_L2, 5) / max(classes.shape)
    said = _learned(colours, classes, prior, away > 2 * SPREAD, shot, settings)
    near = np.ones_like(away) if solved is None else np.exp(-((away / SPREAD) ** 2)) * wrong.any()
    logits = (1 - near[..., None]) * np.log(np.clip(prior, 0.01, 1)) + near[..., None] * said
    logits[painted] = 0
    logits[painted, classes[painted]] = STRONG
    full = enlarge(softmax(snap(logits.astype(np.float32), colours[..., 0])), picture)
    labels = np.array([0, *shot.objects], np.uint8)[full.argmax(axis=2)]
    given = shot.keys[number]
    return np.where(given == UNKNOWN, labels, given)


def _learned(
    colours: Array, classes: Labels, prior: Array, trusted: NDArray[np.bool_], shot: Shot, settings: Settings
) -> Array:
    """Logits of a net that learns from the strokes, and from the solution where it is sure and `trusted`."""
    height, width = classes.shape
    looks = appearance.descriptors(colours).reshape(height * width, -1)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    places = a.waves(np.stack([x, y], axis=2).reshape(-1, 2), max(height, width))
    inputs = np.concatenate([(looks - looks.mean(axis=0)) / (looks.std(axis=0) + np.float32(0.05)), places], axis=1)
    sure = (margin(prior) > SURE) & (classes == UNKNOWN) & trusted
    flat, best = classes.reshape(-1), prior.argmax(axis=2).reshape(-1)
    pools: list[tuple[NDArray[np.intp], NDArray[np.intp]]] = []
    for each in range(prior.shape[2]):
        stroke = np.flatnonzero(flat == each)
        taught = np.flatnonzero(sure.reshape(-1) & (best == each))
        pools += [(pool, np.full(len(pool), each)) for pool in (stroke, taught) if len(pool)]
    chance = np.random.default_rng((settings.seed, height, width))
    size = -(-BATCH // len(pools))

    def draw() -> Batch:
        picks = [chance.integers(0, len(pool), size) for pool, _ in pools]
        rows = np.concatenate([pool[pick] for (pool, _), pick in zip(pools, picks, strict=True)])
        answers = np.concatenate([labels[pick] for (_, labels), pick in zip(pools, picks, strict=True)])
        return inputs[rows], answers, np.ones(len(rows), np.float32)

    net = Perceptron.fresh((inputs.shape[1], *HIDDEN, prior.shape[2]), settings.seed)
    net.fit(draw, settings.steps)
    said = net.logits(inputs)
    said = np.clip(centred(said), -STRONG / 2, STRONG / 2)
    return np.asarray(said.reshape(prior.shape), np.float32)
