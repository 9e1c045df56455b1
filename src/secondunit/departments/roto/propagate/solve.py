"""Labels of a frame from the keys around it: what each key's model says and what flow carries, weighed.

The flow from a frame to a key is composed step by step, so a pixel's place in the key and its colour there are known
at once; where the colour differs (drift, occlusion) the carried label counts for little and the looks decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates import flow as flows
from secondunit.departments.plates.flow import Flow
from secondunit.departments.roto.propagate import appearance
from secondunit.departments.roto.propagate.model import KeyModel
from secondunit.departments.roto.propagate.network import Array, softmax

CLIP = np.float32(6)  # no model may be surer than this, in logits
DOUBT = np.float32(15)  # a colour error of this size (sum over Lab) lets the carried label count 1/e
BAND = 3.0  # solve again at full working size where the two best classes are closer than this, in logits


@dataclass(frozen=True)
class Vote:
    """A key that speaks for a frame: its model, the composed flow from the frame to the key, and its share."""

    model: KeyModel
    path: Flow
    share: float


def further(path: Flow, step: Flow) -> Flow:
    """Lengthen a path by one step: `step` leads from the new frame to the one where `path` begins."""
    return flows.warp(path, step) + step


def solve(colours: Array, votes: Sequence[Vote]) -> Array:
    """Return probabilities `(H, W, classes)` of a frame given as Lab.

    Every second pixel is asked first; then all those near a border or in doubt.
    """
    height, width = colours.shape[:2]
    looks = appearance.descriptors(colours)
    carried = sum((np.float32(vote.share) * _carried(colours, vote) for vote in votes[1:]),
                  np.float32(votes[0].share) * _carried(colours, votes[0]))  # fmt: skip
    y, x = np.mgrid[0:height:2, 0:width:2]
    coarse = _ask(looks, votes, y.ravel(), x.ravel()).reshape(*y.shape, -1)
    logits = _larger(coarse, height, width)
    total = logits + carried
    best = np.sort(total, axis=2)
    doubt = (best[..., -1] - best[..., -2] < BAND).astype(np.uint8)
    labels = total.argmax(axis=2).astype(np.uint8)
    border = cv2.morphologyEx(labels, cv2.MORPH_GRADIENT, np.ones((5, 5), np.uint8))
    y, x = np.nonzero(doubt | border)
    logits[y, x] = _ask(looks, votes, y, x)
    return softmax(cv2.GaussianBlur(logits + carried, (0, 0), 1))


def _carried(colours: Array, vote: Vote) -> Array:
    """Log probabilities that flow carries from the key, less where the colours disagree."""
    labels = flows.warp(vote.model.carried, vote.path)
    error = np.abs(flows.warp(vote.model.colours, vote.path) - colours).sum(axis=2)
    return np.asarray(labels * np.exp(-cv2.GaussianBlur(error, (0, 0), 3) / DOUBT)[..., None])


def _ask(looks: Array, votes: Sequence[Vote], y: NDArray[np.intp], x: NDArray[np.intp]) -> Array:
    """Weighed logits of the models for the pixels (y, x)."""
    seen = looks[y, x]
    total: Array | None = None
    for vote in votes:
        places = vote.path[y, x] + np.stack([x, y], axis=1).astype(np.float32)
        said = vote.model.logits(seen, places)
        said = np.float32(vote.share) * np.clip(said - said.mean(axis=1, keepdims=True), -CLIP / 2, CLIP / 2)
        total = said if total is None else total + said
    assert total is not None  # noqa: S101 - a frame always has a key
    return total


def _larger(coarse: Array, height: int, width: int) -> Array:
    """Interpolate values of every second pixel to all: pixel (2i, 2j) keeps its value."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) / 2
    return np.asarray(cv2.remap(coarse, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
