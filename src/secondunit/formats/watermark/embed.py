"""Puts the mark into a picture: as strong as the eye does not see, and where the picture itself speaks against it.

The strength follows the texture around each place (perceptual masking: Podilchuk and Zeng, "Image-adaptive
watermarking using visual models", IEEE J. Sel. Areas Commun. 16, 1998), taken from its calmest neighbourhood, so that
paper beside an ink line stays paper. What the picture happens to say for or against each chip is known here and made up
for (Malvar and Florêncio, "Improved spread spectrum", IEEE Trans. Signal Process. 51, 2003).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.formats.watermark.pattern import CELL, SIDE, TILE, Floats, Pattern
from secondunit.formats.watermark.sight import FINE, at, fold, grey, look, measures, pulse

FLAT = 1.6  # peak of a chip on flat ground, in levels of 255
TEXTURE = 0.4  # and so much of the local deviation besides
NARROW = 0.6  # and so much more, as a share, beside white and black: there the mark can move one way only
NEAR, RAMP = 4.0, 4.0  # levels from white and black where that begins, and until it is full
LARGEST = 3.0  # peak of a chip anywhere
LOUDEST = 2.4  # root mean square of the change, in levels: a PSNR of 40.5 dB
ROUNDS = 3  # of making up for what the picture says
PACE = 0.7


def embed(picture: NDArray[np.unsignedinteger], pattern: Pattern, payload: int) -> NDArray[np.unsignedinteger]:
    """Return the picture (H, W) or (H, W, 3) in RGB, display-referred, 8 or 16 bit, with the mark in it.

    All colours of a pixel move alike, so that no hue changes. Where there is no room (white paper, black) the mark
    moves one way only. The same picture, pattern and payload give the same result.
    """
    top = int(np.iinfo(picture.dtype).max)
    unit = np.float32(255.0 / top)
    values = picture.astype(np.float32) * unit
    luma = grey(values)
    allowed, signs = strength(luma), pattern.chips(payload)
    gains = np.ones_like(signs)
    for _ in range(ROUNDS):
        sight = look(np.clip(luma + allowed * layer(signs * gains, luma.shape), 0, 255), CELL, FINE)
        heard = signs * at(measures(fold(sight, CELL, FINE)), (0, 0))
        aim = max(float(heard.mean()), 1e-6)
        gains = np.clip(gains + PACE * (aim - heard) / aim, 0.0, 2.0)
        gains /= max(float(np.sqrt((gains * gains).mean())), 1e-6)
    change = allowed * layer(signs * gains, luma.shape)
    change *= min(1.0, LOUDEST / max(float(np.sqrt((change * change).mean())), 1e-6))
    moved = values + (change if values.ndim == 2 else change[..., None])
    return np.clip(np.rint(moved / unit), 0, top).astype(picture.dtype)


def strength(luma: Floats) -> Floats:
    """Levels that the mark may move each place by: little on flat ground, more in texture, little beside an edge."""
    fine = luma - cv2.GaussianBlur(luma, (0, 0), 3.0, borderType=cv2.BORDER_REFLECT)
    spread = np.sqrt(cv2.GaussianBlur(fine * fine, (0, 0), 2.0, borderType=cv2.BORDER_REFLECT))
    calm = cv2.erode(spread, np.ones((15, 15), np.uint8), borderType=cv2.BORDER_REFLECT)
    smooth = cv2.GaussianBlur(calm, (0, 0), 4.0, borderType=cv2.BORDER_REFLECT)
    narrow = np.clip((NEAR - np.minimum(luma, 255 - luma)) / RAMP, 0, 1)
    return np.asarray(np.minimum((FLAT + TEXTURE * smooth) * (1 + NARROW * narrow), LARGEST), np.float32)


def layer(gains: Floats, shape: tuple[int, ...]) -> Floats:
    """The pattern (H, W) of chips with these signed strengths (CHIPS,), before masking; a lone chip peaks at 1."""
    spots = np.zeros((TILE, TILE), np.float32)
    spots[::CELL, ::CELL] = gains.reshape(SIDE, SIDE)
    tile = np.fft.irfft2(np.fft.rfft2(spots) * np.fft.rfft2(pulse(CELL)), spots.shape)
    high, wide = shape
    return np.asarray(np.tile(tile, (-(-high // TILE), -(-wide // TILE)))[:high, :wide], np.float32)
