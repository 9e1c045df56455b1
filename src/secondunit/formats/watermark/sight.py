"""What the reader sees of a picture: its fine brightness, evened out, laid tile upon tile, and what each chip measures.

The host picture is noise to the mark. It is whitened: local mean taken off, local deviation divided out, so that a flat
sky counts for more than leaves (prefiltering before correlation: Hernández and Pérez-González, "Statistical analysis of
watermarking schemes for copyright protection of images", Proc. IEEE 87, 1999).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.formats.watermark.pattern import SIDE, Floats

COARSE, FINE = 2, 4  # samples a chip: searching, and reading
REACH = 0.8  # sigma of the local mean, in cells
WINDOW = 2.0  # sigma of the local deviation, in cells
FLOOR = 0.8  # levels of 255 that are added to the deviation: what flat paper counts as


@dataclass(frozen=True)
class Sight:
    """Whitened samples, `pitch` pixels apart (x, y)."""

    samples: Floats
    pitch: tuple[float, float]


def grey(picture: NDArray[np.floating]) -> Floats:
    """Brightness (H, W), 0 to 255, of a picture (H, W, 3) in RGB or (H, W): the luma of ITU-R BT.601."""
    values = picture if picture.ndim == 2 else picture @ np.array([0.299, 0.587, 0.114], picture.dtype)
    return np.ascontiguousarray(values, np.float32)


def look(luma: Floats, cell: float, per_cell: int) -> Sight:
    """Reduce and whiten a picture for chips of `cell` pixels, in about `per_cell` samples each."""
    high, wide = luma.shape
    size = (max(1, round(wide * per_cell / cell)), max(1, round(high * per_cell / cell)))
    small = cv2.resize(luma, size, interpolation=cv2.INTER_AREA if size[0] < wide else cv2.INTER_LINEAR)
    mean = cv2.GaussianBlur(small, (0, 0), REACH * per_cell, borderType=cv2.BORDER_REFLECT)
    fine = small - mean
    spread = np.sqrt(cv2.GaussianBlur(fine * fine, (0, 0), WINDOW * per_cell, borderType=cv2.BORDER_REFLECT))
    return Sight(np.asarray(fine / (spread + FLOOR), np.float32), (wide / size[0], high / size[1]))


def fold(sight: Sight, cell: float, per_cell: int) -> Floats:
    """Lay the samples upon one tile (SIDE * per_cell squared) of chips of `cell` pixels and add them up."""
    high, wide = sight.samples.shape
    rows = _onto(high, sight.pitch[1] / cell, per_cell)
    columns = _onto(wide, sight.pitch[0] / cell, per_cell)
    return np.asarray(rows.T @ (sight.samples @ columns), np.float32)


def _onto(count: int, chips: float, per_cell: int) -> Floats:
    """Weights (count, SIDE * per_cell) that share each sample, `chips` apart, between its two places on the tile."""
    places = (np.arange(count, dtype=np.float64) + 0.5) * (chips * per_cell) - 0.5
    first = np.floor(places)
    rest = (places - first).astype(np.float32)
    around, index = SIDE * per_cell, np.arange(count)
    weights = np.zeros((count, around), np.float32)
    weights[index, first.astype(np.int64) % around] = 1 - rest
    weights[index, (first.astype(np.int64) + 1) % around] += rest
    return weights


@cache
def pulse(per_cell: int) -> Floats:
    """One chip on a tile of SIDE * per_cell squared: a bump two cells wide (raised cosine) about the first cell."""
    place = (np.arange(SIDE * per_cell) + 0.5) / per_cell - 0.5
    away = np.minimum(np.abs((place + SIDE / 2) % SIDE - SIDE / 2), 1)
    line = 0.5 + 0.5 * np.cos(np.pi * away)
    return np.outer(line, line).astype(np.float32)


@cache
def _matched(per_cell: int) -> NDArray[np.complex64]:
    """The spectrum that turns a folded tile into what a chip would measure at every place."""
    around = SIDE * per_cell
    line = np.exp(-2 * (np.pi * np.fft.fftfreq(around) * REACH * per_cell) ** 2)
    band = 1 - np.outer(line, line)
    return np.asarray(np.conj(np.fft.fft2(pulse(per_cell)) * band)[:, : around // 2 + 1], np.complex64)


def measures(tile: Floats) -> Floats:
    """Return what a chip whose first cell lies at each place of the folded tile would measure there."""
    return np.asarray(np.fft.irfft2(np.fft.rfft2(tile) * _matched(tile.shape[0] // SIDE), tile.shape), np.float32)


def at(measured: Floats, shift: tuple[int, int]) -> Floats:
    """The chips' values (CHIPS,) when the tile begins `shift` (y, x) samples into the fold."""
    per_cell = measured.shape[0] // SIDE
    rows, columns = ((each + np.arange(SIDE) * per_cell) % measured.shape[0] for each in shift)
    return measured[np.ix_(rows, columns)].reshape(-1)
