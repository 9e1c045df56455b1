"""What a pixel looks like: its colour at several scales and the texture around it.

These descriptors learn nothing; what they mean is learned from the keys (`model.py`).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

BLURS = (1.5, 4.0, 10.0)  # px at proxy size
WIDTH = 3 * (1 + len(BLURS)) + 3  # numbers a pixel


def lab(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return CIE Lab of an RGB picture as OpenCV scales it to bytes, centred: about -128..127 each."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2LAB), np.float32) - 128


def descriptors(colours: NDArray[np.float32]) -> NDArray[np.float32]:
    """Describe each pixel of a Lab picture: `(H, W, WIDTH)`, of the order of one.

    Colour as it is and blurred at `BLURS`; then the structure tensor's spread across, along and crosswise.
    """
    base = colours * np.float32(1 / 32)
    parts = [base, *(_blurred(base, sigma) for sigma in BLURS)]
    light = np.ascontiguousarray(base[..., 0])
    across = cv2.Sobel(light, cv2.CV_32F, 1, 0, scale=0.25)
    along = cv2.Sobel(light, cv2.CV_32F, 0, 1, scale=0.25)
    tensor = np.stack([across * across, along * along, across * along], axis=2)
    parts.append(2 * np.sqrt(np.abs(_blurred(tensor, 3))))
    return np.concatenate(parts, axis=2)


def _blurred(values: NDArray[np.float32], sigma: float) -> NDArray[np.float32]:
    """Gaussian blur; wide ones are made on a smaller picture, which looks the same and is quicker."""
    factor = 1 if sigma < 3 else 2 if sigma < 6 else 4
    height, width = values.shape[:2]
    if factor == 1 or min(height, width) < 4 * factor:
        return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma))
    small = cv2.resize(values, (width // factor, height // factor), interpolation=cv2.INTER_AREA)
    blurred = cv2.GaussianBlur(small, (0, 0), sigma / factor)
    return np.asarray(cv2.resize(blurred, (width, height), interpolation=cv2.INTER_LINEAR))
