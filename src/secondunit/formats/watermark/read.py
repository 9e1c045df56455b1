"""Finds the mark in a picture that may have been resized, cropped and compressed, without the original.

Sizes are tried one after another: the picture is folded on the tile at each, the template looked for at every place by
a Fourier transform, and the best few places are read. Whether what is read is a mark is a matter of numbers: `bound`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secondunit.formats.watermark.pattern import BITS, CELL, SIDE, Floats, Pattern
from secondunit.formats.watermark.sight import COARSE, FINE, Sight, at, fold, grey, look, measures

SMALLEST, LARGEST = 0.45, 2.2  # sizes looked for, of the size in which the picture was marked
PER_OCTAVE = 3  # how often the picture is reduced anew for the search
DRIFT = 0.35  # chips by which the outermost chip may be off at the size that is tried
KEPT, DECODED = 12, 3  # best places of the search; and of the places around each, those that are decoded
LEVEL = 1e-6  # false alarm probability at which a mark is called found
WIDEST = 2400  # pixels of the middle that is looked at: more adds time and hardly anything else


@dataclass(frozen=True)
class Reading:
    """What was found. `chance` bounds the probability that a picture without this key's mark scores as high.

    `scale` is the size of the picture against the one in which it was marked. What `payload` says where it is not
    `found` means nothing.
    """

    found: bool
    payload: int
    score: float
    chance: float
    scale: float


@dataclass(frozen=True)
class _Place:
    """How well the template fits (`fit`) at its best place (y, x), in coarse samples, at a size."""

    fit: float
    size: float
    y: int
    x: int


def bound(score: float, tried: float) -> float:
    """Upper bound of the probability that an unmarked picture scores so high for any payload at any place tried.

    For one payload and place the score is a sum of values with signs that the key chose, divided by their length. The
    signs are independent of the picture, so by Hoeffding's inequality ("Probability inequalities for sums of bounded
    random variables", J. Am. Stat. Assoc. 58, 1963) it exceeds t with a probability of at most exp(-t^2/2), whatever
    the picture is. The union over 2^64 payloads and the places gives the rest. It supposes only that the key is secret
    and random, and that SHAKE-256 of it cannot be told from chance.
    """
    return math.exp(min(0.0, BITS * math.log(2) + math.log(max(tried, 1.0)) - max(score, 0.0) ** 2 / 2))


def scales(side: float) -> list[float]:
    """The sizes to try for a picture of this longer side, in pixels: 1 first, then outwards."""
    step = math.log1p(4 * DRIFT * CELL / max(side, 256.0))
    up = math.floor(math.log(LARGEST) / step)
    down = math.floor(-math.log(SMALLEST) / step)
    return [math.exp(number * step) for number in sorted(range(-down, up + 1), key=abs)]


def read(picture: NDArray[np.unsignedinteger], pattern: Pattern) -> Reading:
    """Look for the key's mark in a picture (H, W) or (H, W, 3) in RGB, 8 or 16 bit, of any size."""
    luma = grey(picture.astype(np.float32) * np.float32(255.0 / np.iinfo(picture.dtype).max))
    top, left = (max(0, (side - WIDEST) // 2) for side in luma.shape)
    luma = np.ascontiguousarray(luma[top : top + WIDEST, left : left + WIDEST])
    sizes = scales(max(luma.shape))
    places = _search(luma, sizes, pattern)
    tried = len(sizes) * (SIDE * COARSE) ** 2
    first = next(places)
    reading = _decode(luma, [first], pattern, tried)
    if reading.found:  # nobody changed its size: no need to search
        return reading
    ranked = sorted([first, *places], key=lambda place: -place.fit)
    return _decode(luma, ranked[:KEPT], pattern, tried)


def _search(luma: Floats, sizes: list[float], pattern: Pattern) -> Iterator[_Place]:
    """Yield the best place of each size."""
    spots = np.zeros((SIDE * COARSE, SIDE * COARSE), np.float32)
    spots[::COARSE, ::COARSE] = pattern.template
    template = np.conj(np.fft.rfft2(spots))
    sights: dict[int, Sight] = {}
    for size in sizes:
        group = round(PER_OCTAVE * math.log2(size))
        if group not in sights:
            sights[group] = look(luma, CELL * 2 ** (group / PER_OCTAVE), COARSE)
        measured = measures(fold(sights[group], CELL * size, COARSE))
        fits = np.fft.irfft2(np.fft.rfft2(measured) * template, measured.shape)
        y, x = divmod(int(fits.argmax()), measured.shape[1])
        yield _Place(float(fits[y, x]) / max(float(np.linalg.norm(measured)), 1e-9), size, y, x)


def _decode(luma: Floats, places: list[_Place], pattern: Pattern, tried: int) -> Reading:
    """Read the places, the likeliest first, and return the best reading, or the first that is a mark."""
    best = Reading(False, 0, 0.0, 1.0, 1.0)
    for place in places:
        around = sorted(_around(luma, place, pattern), key=lambda spot: -spot[0])
        tried += len(around)
        for _, size, values in around[:DECODED]:
            payload = pattern.payload(values)
            score = _score(values, pattern.chips(payload))
            if score > best.score:
                chance = bound(score, tried)
                best = Reading(chance <= LEVEL, payload, score, chance, size)
        if best.found:
            break
    return best


def _around(luma: Floats, place: _Place, pattern: Pattern) -> Iterator[tuple[float, float, Floats]]:
    """Yield fit of the template, size and chip values at the places and sizes next to one, in fine samples."""
    sight, ratio = look(luma, CELL * place.size, FINE), FINE // COARSE
    step = DRIFT * CELL / max(luma.shape)
    for nudge in (-2, -1, 0, 1, 2):
        size = place.size * (1 + nudge * step)
        measured = measures(fold(sight, CELL * size, FINE))
        for dy in range(-ratio, ratio + 1):
            for dx in range(-ratio, ratio + 1):
                values = at(measured, (place.y * ratio + dy, place.x * ratio + dx))
                yield _score(values[pattern.pilots], pattern.signs[pattern.pilots]), size, values


def _score(values: Floats, signs: Floats) -> float:
    return float(values @ signs) / max(float(np.linalg.norm(values)), 1e-9)
