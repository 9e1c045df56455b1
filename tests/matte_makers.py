"""Small pictures whose alpha is known, for the tests of mattes and keys."""

import cv2
import numpy as np

from secondunit.departments.plates.pixels import disk


def soft_disk(high=96, wide=120, radius=26, soft=7):
    """An alpha: a disk with an edge `soft` pixels wide."""
    y, x = np.mgrid[:high, :wide]
    away = np.hypot(y - high / 2, x - wide / 2)
    return np.clip((radius - away) / soft + 0.5, 0, 1).astype(np.float32)


def strands(high=96, wide=120, seed=3):
    """An alpha: a disk with thin strands standing out of it."""
    fine = np.zeros((high * 4, wide * 4), np.uint8)
    middle = np.array([wide * 2, high * 2])
    cv2.circle(fine, tuple(int(v) for v in middle), 80, 255, -1)
    for turn in np.random.default_rng(seed).uniform(0, 2 * np.pi, 40):
        end = middle + np.array([np.cos(turn), np.sin(turn)]) * 150
        cv2.line(fine, tuple(int(v) for v in middle), tuple(int(v) for v in end), 255, 5)
    return cv2.resize(fine, (wide, high), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def cloth(high, wide, colour, seed, rough=0.04):
    """A textured surface around a colour, display-referred float32."""
    chance = np.random.default_rng(seed)
    field = chance.normal(0, 1, (high, wide, 1)).astype(np.float32)
    field = cv2.GaussianBlur(field, (0, 0), 3)[..., None]
    return np.clip(np.float32(colour) + rough * field / field.std(), 0, 1).astype(np.float32)


def mixed(alpha, front=(0.75, 0.3, 0.2), back=(0.15, 0.4, 0.6), rough=0.04):
    """A picture of that alpha: foreground and background cloth, and the two themselves."""
    high, wide = alpha.shape
    a, b = cloth(high, wide, front, 1, rough), cloth(high, wide, back, 2, rough)
    return alpha[..., None] * a + (1 - alpha[..., None]) * b, a, b


def trimap(alpha, width=4):
    """The trimap 0/128/255 of an alpha, its band widened by `width`."""
    band = cv2.dilate(((alpha > 0) & (alpha < 1)).astype(np.uint8), disk(width)) > 0
    out = np.where(alpha > 0.5, 255, 0).astype(np.uint8)
    out[band] = 128
    return out


def error(found, truth, where=None):
    """The mean squared error, in the region when one is given."""
    apart = (found - truth) ** 2
    return float(apart.mean() if where is None else apart[where].mean())
