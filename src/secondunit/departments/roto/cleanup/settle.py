"""Bring layers into register with each other inside the hole, and find where their common content belongs.

Around the hole every layer lies right, inside it each was placed by completed flow, so things nearer or farther than
the ground are off, by more the farther away in time the layer's frame is. Dense flow between the layers says by how
much they disagree; a straight line through the places over time (ridge regression, pixel by pixel) says where the
content is at the frame itself: for a camera that moves evenly that is the true place. Aligned layers can be averaged
without blur.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates.flow import flow_between
from secondunit.departments.plates.pixels import grey
from secondunit.departments.roto.cleanup.layers import Layer

FAR = 8.0  # pixels of disagreement beyond which two layers do not show the same thing
WIDE = 360  # pixels at which layers are compared at most
RIDGE = 0.06  # holds places still over time: (0.3 pixels of noise / 0.15 pixels a frame of drift)^2, in 8-frame steps


def settle(layers: Sequence[Layer], hole: NDArray[np.bool_], number: int) -> list[Layer]:
    """Return the layers moved inside the hole so that what they show lies in one place."""
    if len(layers) < 2:
        return list(layers)
    weights = [(layer.valid & hole).sum() / (float(layer.error[hole].mean()) + 0.01) / (
        1 + abs(layer.frame - number) / 16) for layer in layers]
    first = int(np.argmax(weights))
    lead = layers[first]
    shifts = [_shift(lead, layer) if at != first else (np.zeros((*hole.shape, 2), np.float32),
              lead.valid.astype(np.float32)) for at, layer in enumerate(layers)]
    times = [(layer.frame - number) / 8.0 for layer in layers]
    shares = [share / (layer.error**2 + 0.01**2) / (1 + abs(t)) for (_, share), layer, t in
              zip(shifts, layers, times, strict=True)]
    total = np.sum(shares, axis=0) + 1e-9
    mean_time = np.sum([s * t for s, t in zip(shares, times, strict=True)], axis=0) / total
    mean = np.sum([s[..., None] * v for s, (v, _) in zip(shares, shifts, strict=True)], axis=0) / total[..., None]
    spread = np.sum([s * (t - mean_time) ** 2 for s, t in zip(shares, times, strict=True)], axis=0)
    along = np.sum([(s * (t - mean_time))[..., None] * v for s, t, (v, _) in zip(shares, times, shifts, strict=True)],
                   axis=0)  # fmt: skip
    slope = along / (spread + RIDGE * total / len(layers) + 1e-9)[..., None]
    place = mean - slope * mean_time[..., None]
    inside = cv2.GaussianBlur(hole.astype(np.float32), (0, 0), 2)[..., None]
    place = np.where(hole[..., None], np.clip(place, -FAR, FAR) * np.clip(2 * inside - 1, 0, 1), 0)
    y, x = np.mgrid[0 : hole.shape[0], 0 : hole.shape[1]].astype(np.float32)
    out = []
    for layer, (shift, _) in zip(layers, shifts, strict=True):
        move = np.where(hole[..., None], shift - place, 0).astype(np.float32)
        maps = (x + move[..., 0], y + move[..., 1])
        picture = cv2.remap(layer.picture, *maps, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        valid = cv2.remap(layer.valid.astype(np.uint8), *maps, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE) > 0
        out.append(replace(layer, picture=np.asarray(picture), valid=valid))
    return out


def _shift(lead: Layer, layer: Layer) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the flow from the lead to a layer and how far it is believed (0..1)."""
    both = lead.valid & layer.valid
    nothing = np.zeros((*both.shape, 2), np.float32)
    if both.sum() < 64:
        return nothing, np.zeros(both.shape, np.float32)
    a, b = grey(lead.picture), grey(layer.picture)
    mine, other = np.where(lead.valid, a, b), np.where(layer.valid, b, a)
    high, wide = both.shape
    scale = min(1.0, WIDE / max(high, wide))
    size = (max(16, round(wide * scale)), max(16, round(high * scale)))
    small = [cv2.resize(each, size, interpolation=cv2.INTER_AREA) for each in (mine, other)]
    ratio = np.array([wide / size[0], high / size[1]], np.float32)
    flow = cv2.resize(flow_between(small[0], small[1]), (wide, high), interpolation=cv2.INTER_LINEAR) * ratio
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    landed = cv2.remap(other, x + flow[..., 0], y + flow[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    error = cv2.blur(cv2.absdiff(landed, mine).astype(np.float32) / 255, (7, 7))
    far = np.hypot(flow[..., 0], flow[..., 1])
    trust = both / (1 + (error / 0.03) ** 2) * np.clip((FAR - far) / 2, 0, 1)
    return np.asarray(flow * (far < FAR)[..., None], np.float32), trust.astype(np.float32)
