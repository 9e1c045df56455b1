"""Labels of a frame: the net of its stretch is asked, carried labels are added, edges are snapped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates import flow as flows
from secondunit.departments.plates.flow import Flow
from secondunit.departments.roto.propagate import anchors as a
from secondunit.departments.roto.propagate import appearance
from secondunit.departments.roto.propagate.model import Model
from secondunit.departments.roto.propagate.network import Array, centred, margin, softmax
from secondunit.departments.roto.propagate.refine import snap

CLIP = np.float32(3)  # the net may not be surer than this of a class, in logits about the classes' mean
CARRY = np.float32(2)  # what carried labels weigh beside the net where colours agree
FLOOR = np.float32(0.01)  # no carried label is surer than this
STRIDE, LEAP = 0.04, np.float32(4)  # further off than 1 to 2 strides (of the long side) costs up to LEAP, in logits
AWAY = 1e-4  # an object carried to less than this part of the frame is away: it may come back anywhere
BAND = 3.0  # ask every pixel, not every second, where the two best classes are closer than this, in logits


@dataclass(frozen=True, eq=False)
class Answer:
    """Probabilities `(H, W, classes)` of a frame, and the hypotheses behind them, one an anchor.

    `carried` are the anchor's own labels brought here along flow, as probabilities; `trust` `(H, W)` 0..1 says how well
    colours agree along that flow; `shares` (sum 1) how near the anchor is in time. The earlier key comes first, then
    the later one, then the key behind a solved frame, where there are such.
    """

    chances: Array
    carried: tuple[Array, ...]
    trust: tuple[Array, ...]
    shares: tuple[float, ...]


def solve(
    colours: Array,
    moves: Array | None,
    model: Model,
    paths: Sequence[Flow],
    shares: Sequence[float],
    remembered: int = 0,
) -> Answer:
    """Solve a frame given as Lab at working size, with how things move in it on the grid where the model knows motion.

    `paths` lead from the frame to each anchor, on the grid; `shares` (sum 1) weigh their carried labels; the last
    `remembered` anchors are too far in time to say where an object is. Every second pixel is asked first; then all
    those near a border or in doubt.
    """
    height, width = colours.shape[:2]
    looks = appearance.descriptors(colours)
    if moves is not None:
        looks = np.concatenate([looks, a.larger(moves, height, width)], axis=2)
    small = np.ascontiguousarray(colours[::2, ::2])
    full_paths = [a.larger(path, height, width) for path in paths]
    errors = [a.mismatch(each, path, small) for each, path in zip(model.anchors, paths, strict=True)]
    full_errors = [a.larger(error, height, width) for error in errors]
    chances = [flows.warp(each.chances, path) for each, path in zip(model.anchors, full_paths, strict=True)]
    chances = [each if each.ndim == 3 else each[..., None] for each in chances]
    carried = np.zeros_like(chances[0])
    for chance, error, share in zip(chances, full_errors, shares, strict=True):
        sure = np.log(chance * (1 - 2 * FLOOR) + FLOOR)
        carried += sure * (CARRY * np.float32(share) * np.exp(-error / a.DOUBT))[..., None]
    carried += _near(chances[: len(shares) - remembered], side := max(height, width))

    def ask(y: NDArray[np.intp], x: NDArray[np.intp]) -> Array:
        here = np.stack([x, y], axis=1).astype(np.float32)
        told = [
            a.evidence(here + path[y, x, :2], error[y, x], chance[y, x], side)
            for path, error, chance in zip(full_paths, full_errors, chances, strict=True)
        ]
        said = model.net.logits(model.inputs(looks[y, x], told))
        return np.asarray(np.clip(centred(said), -CLIP, CLIP))

    y, x = np.mgrid[0:height:2, 0:width:2]
    logits = a.larger(ask(y.ravel(), x.ravel()).reshape(*y.shape, -1), height, width)
    total = logits + carried
    doubt = (margin(total) < BAND).astype(np.uint8)
    border = cv2.morphologyEx(total.argmax(axis=2).astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((5, 5), np.uint8))
    y, x = np.nonzero(doubt | border)
    total[y, x] = ask(y, x) + carried[y, x]
    trust = tuple(np.exp(-error / a.DOUBT) for error in full_errors)
    return Answer(softmax(snap(total, colours[..., 0])), tuple(chances), trust, tuple(shares))


def _near(chances: Sequence[Array], side: int) -> Array:
    """Logits `(H, W, classes)` against objects far from where they are carried to; none for an object that is away.

    Ground that comes into the picture may look like an object; objects move on, they do not leap.
    """
    logits = np.zeros_like(chances[0])
    for each in range(1, logits.shape[2]):
        where = np.max([chance[..., each] for chance in chances], axis=0) > 0.5
        if np.count_nonzero(where) > AWAY * where.size:
            far = cv2.distanceTransform((~where).astype(np.uint8), cv2.DIST_L2, 5) / side
            logits[..., each] = -LEAP * np.clip((far - STRIDE) / STRIDE, 0, 1)
    return logits


def expected_overlap(probabilities: Array) -> float:
    """The J that the probabilities themselves promise: expected intersection over expected union, mean of objects.

    An object that is found nowhere may be away or missed: that counts as a half.
    """
    labels = probabilities.argmax(axis=2)
    overlaps = []
    for each in range(1, probabilities.shape[2]):
        chance = probabilities[..., each]
        inside = labels == each
        found = np.count_nonzero(inside)
        overlaps.append(float(chance[inside].sum()) / (float(chance[~inside].sum()) + found) if found else 0.5)
    return float(np.mean(overlaps))
