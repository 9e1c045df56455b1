"""Dense optical flow between frames, warping by it, and how far it can be believed.

Flow is dense inverse search (Kroeger et al., ECCV 2016) as OpenCV has it: `flow[y, x] = (u, v)` in pixels says that
pixel (x, y) of `start` lies at (x + u, y + v) in `end`. To carry a picture from `end` to `start` look it up along
that flow (backward warping: no holes).
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Flow = NDArray[np.float32]  # (H, W, 2): u, v in pixels


def flow_between(start: NDArray[np.uint8], end: NDArray[np.uint8], near: Flow | None = None) -> Flow:
    """Return the flow from `start` to `end`, grey uint8 `(H, W)` of one size; `near` is a first guess."""
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    return np.asarray(search.calc(start, end, None if near is None else near.copy()))


def warp(values: NDArray[Any], flow: Flow, *, linear: bool = True, outside: float | None = None) -> NDArray[Any]:
    """Look `values` up at the ends of `flow`: what lies at `end`, seen on the pixels of `start`.

    Values are `(H, W)` or `(H, W, C)`, uint8 or float32. Beyond the picture its border is repeated, or the constant
    `outside` is read. `linear=False` takes the nearest pixel, for labels.
    """
    height, width = flow.shape[:2]
    x = flow[..., 0] + np.arange(width, dtype=np.float32)
    y = flow[..., 1] + np.arange(height, dtype=np.float32)[:, None]
    border = cv2.BORDER_REPLICATE if outside is None else cv2.BORDER_CONSTANT
    return np.asarray(cv2.remap(values, x, y, cv2.INTER_LINEAR if linear else cv2.INTER_NEAREST,
                                borderMode=border, borderValue=outside or 0))  # fmt: skip


def disagreement(there: Flow, back: Flow) -> NDArray[np.float32]:
    """How far a pixel that goes there and back lands from where it began, in pixels `(H, W)`.

    Small where the flow can be believed, large where something is covered or uncovered (Sundaram, Brox & Keutzer,
    ECCV 2010, compare it with 0.01 (|there|^2 + |back|^2) + 0.5).
    """
    again = warp(back, there)
    return np.asarray(np.hypot(there[..., 0] + again[..., 0], there[..., 1] + again[..., 1]))
