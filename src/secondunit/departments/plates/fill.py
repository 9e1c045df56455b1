"""Fill what is missing of a picture smoothly from what is known around it: push-pull on a pyramid.

After Gortler, Grzeszczuk, Szeliski & Cohen, The Lumigraph (SIGGRAPH 1996), section 3.4: known values are averaged
into ever coarser levels, and each level fills what the finer one lacks.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def fill_smooth(values: NDArray[np.float32], weight: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return `values` `(H, W)` or `(H, W, C)` where `weight` `(H, W)` is 1, smooth continuations where it is 0.

    Between, both are mixed. Where no weight is anywhere the values come back as they are.
    """
    if not (weight > 0).any():
        return values.copy()
    flat = values if values.ndim == 3 else values[..., None]
    sums = [np.ascontiguousarray(flat * weight[..., None])]
    weights = [np.ascontiguousarray(weight, np.float32)]
    while min(weights[-1].shape) > 2 and not (weights[-1] >= 1).all():
        mass = np.asarray(cv2.pyrDown(weights[-1]))
        total = _three(np.asarray(cv2.pyrDown(sums[-1])))
        scale = np.minimum(1, 4 * mass) / np.maximum(mass, 1e-12)  # one known pixel of four is enough to know
        sums.append(total * scale[..., None])
        weights.append(np.minimum(1, 4 * mass))
    mean = sums[-1].sum((0, 1)) / max(float(weights[-1].sum()), 1e-12)
    below = sums[-1] + (1 - weights[-1])[..., None] * mean
    for total, mass in zip(sums[-2::-1], weights[-2::-1], strict=True):
        above = _three(np.asarray(cv2.pyrUp(below, dstsize=(total.shape[1], total.shape[0]))))
        below = total + (1 - mass)[..., None] * above
    return np.asarray(below.reshape(values.shape), np.float32)


def _three(field: NDArray[np.float32]) -> NDArray[np.float32]:
    return field if field.ndim == 3 else field[..., None]
