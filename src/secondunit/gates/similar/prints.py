"""Fingerprints of a picture: hashes of the whole, its colour layout, and binary descriptors of its corners.

The hash of the whole is 448 bits: a 64-bit and a 256-bit DCT hash (the family of pHash: C. Zauner, Implementation and
Benchmarking of Perceptual Image Hash Functions, Hagenberg 2010) and 128 bits of gradients between block means. The
colour layout follows the idea of MPEG-7 (ISO/IEC 15938-3): DCT coefficients of an 8 x 8 thumbnail in YCbCr. The local
descriptors compare brightness at pairs of points around Harris corners (C. Harris, M. Stephens, A Combined Corner and
Edge Detector, 1988; M. Calonder et al., BRIEF, 2010). The pairs are closed under the eight symmetries of the square,
so that the descriptor of a mirrored or turned patch is a permutation of the bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from secondunit.gates.similar.pictures import fitted

if TYPE_CHECKING:
    from secondunit.gates.similar.pictures import Picture

METHOD = "secondunit-print-1"  # changes whenever the same picture gets other prints
VARIANTS = ("as it is", "turned 90", "turned 180", "turned 270", "mirrored", "mirrored and turned 90",
            "mirrored and turned 180", "mirrored and turned 270")  # fmt: skip
WORDS = 7  # of 64 bits: DCT 64, DCT 256, gradients 128
GRID, LOW = 64, 16
FLAT = 3.0  # standard deviation of brightness (0..255) below which a picture has no structure
REFERENCE_SIDE = 200  # long side at which corners of a reference are described
LEVELS = (100, 119, 141, 168, 200, 238, 283, 336, 400, 476)  # of a picture that is checked
POINTS, LEVEL_POINTS = 64, 220
CORNER = 1.0  # Harris response of the weakest corner that is described
REACH = 12  # half the side of a described patch, in pixels
# Parts of a reference whose hashes are kept, against small crops: what is cut off left, top, right, bottom.
VIEWS = ((0.0, 0.0, 0.0, 0.0), (0.05, 0.05, 0.05, 0.05), (0.1, 0.1, 0.0, 0.0), (0.0, 0.1, 0.1, 0.0),
         (0.1, 0.0, 0.0, 0.1), (0.0, 0.0, 0.1, 0.1))  # fmt: skip

Words = NDArray[np.uint64]
Bits = NDArray[np.bool_]
Grey = NDArray[np.floating]


@dataclass(frozen=True)
class Corners:
    """Corners of one picture: places as parts of its width and height, and 256 bits each (four words)."""

    places: NDArray[np.float32]  # N x 2: x, y in 0..1
    bits: Bits  # N x 32 x 8
    size: NDArray[np.float32]  # N: long side of the level in pixels at which it was found


@dataclass(frozen=True)
class Print:
    """Fingerprints of a reference. `whole` has a row of WORDS for each view; empty arrays for a flat picture."""

    whole: Words
    colour: NDArray[np.int16]  # 12
    corners: Corners
    aspect: float  # width by height, without bars
    flat: bool


def reference_print(picture: Picture) -> Print:
    """Return what is kept of a reference."""
    inner = without_bars(picture)
    grey = brightness(inner)
    flat = bool(grey.std() < FLAT)
    rows = np.zeros((0, WORDS), np.uint64) if flat else np.stack([whole(_cut(grey, view)) for view in VIEWS])
    corners = corners_of(inner, (REFERENCE_SIDE,), POINTS)
    return Print(rows, colour_layout(inner), corners, inner.shape[1] / inner.shape[0], flat)


def brightness(picture: Picture) -> Grey:
    """Luma (BT.601 weights), 0..255."""
    return (picture @ np.array([0.299, 0.587, 0.114], np.float32)).astype(np.float32)


def variant(array: NDArray[np.generic], which: int) -> NDArray[np.generic]:
    """Return an array turned and mirrored as VARIANTS says."""
    mirrored = array[:, ::-1] if which >= 4 else array
    return np.rot90(mirrored, which % 4)


def whole(grey: Grey) -> Words:
    """Return the 448 bits of a picture as seven words."""
    small = resampled(grey, GRID)
    waves = _cosines(GRID)[: LOW] @ small @ _cosines(GRID)[: LOW].T
    return np.packbits(np.concatenate([_signs(waves[:8, :8]), _signs(waves), _steps(small)])).view(np.uint64)


def resampled(grey: Grey, side: int) -> Grey:
    """Return means over a side x side grid, each pixel counted by its area."""
    return _means(grey.shape[0], side) @ grey @ _means(grey.shape[1], side).T


def colour_layout(picture: Picture) -> NDArray[np.int16]:
    """Return 6 + 3 + 3 low DCT coefficients of Y, Cb and Cr of an 8 x 8 thumbnail."""
    thumb = np.stack([resampled(picture[..., c].astype(np.float32), 8) for c in range(3)], axis=-1)
    return layout_of(thumb)


def layout_of(thumb: NDArray[np.float32]) -> NDArray[np.int16]:
    """Return the colour layout of an 8 x 8 x 3 thumbnail."""
    red, green, blue = (thumb[..., c] for c in range(3))
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    planes = ((luma, 6), (0.564 * (blue - luma), 3), (0.713 * (red - luma), 3))
    zigzag = ((0, 0), (0, 1), (1, 0), (2, 0), (1, 1), (0, 2))
    basis = _cosines(8)
    out = []
    for plane, kept in planes:
        waves = basis @ plane @ basis.T / 8
        out += [waves[at] for at in zigzag[:kept]]
    return np.clip(np.round(out), -1000, 1000).astype(np.int16)


def without_bars(picture: Picture, *, most: float = 0.4) -> Picture:
    """Cut off bars of one colour at the edges (letterbox, pillarbox, borders); at most `most` of each side."""
    high, wide = picture.shape[:2]
    grey = brightness(picture)
    top, bottom = _bars(grey, most)
    left, right = _bars(grey[top : high - bottom].T, most)
    if high - top - bottom < 8 or wide - left - right < 8:
        return picture
    return picture[top : high - bottom, left : wide - right]


def _bars(grey: Grey, most: float) -> tuple[int, int]:
    """Count lines of one brightness at the beginning and end of an array's rows."""
    limit = int(len(grey) * most)
    mean, flat = grey.mean(axis=1), grey.std(axis=1) < 4.0
    counts = []
    for lines, even in ((mean, flat), (mean[::-1], flat[::-1])):
        same = even & (np.abs(lines - lines[0]) < 6.0)
        run = len(same) if same.all() else int(np.argmin(same))
        counts.append(run if run <= limit else 0)
    return counts[0], counts[1]


def corners_of(picture: Picture, levels: tuple[int, ...], most: int) -> Corners:
    """Find the strongest corners at each size of the picture, spread over it, and describe them."""
    places, bits, sizes = [], [], []
    for side in levels:
        if side > 1.5 * max(picture.shape[:2]):
            continue  # nothing is gained by blowing it up
        grey = brightness(fitted(picture, side))
        at = _harris(grey, most)
        if not len(at):
            continue
        places.append((at[:, ::-1] + 0.5) / np.array([grey.shape[1], grey.shape[0]], np.float32))
        bits.append(_describe(grey, at))
        sizes.append(np.full(len(at), side, np.float32))
    if not places:
        none = np.zeros((0, 2), np.float32)
        return Corners(none, np.zeros((0, 32, 8), np.bool_), np.zeros(0, np.float32))
    return Corners(np.concatenate(places).astype(np.float32), np.concatenate(bits), np.concatenate(sizes))


def turned(bits: Bits, which: int) -> Bits:
    """Return descriptors as they would be for the picture's variant."""
    return bits[:, :, _permutation(which)]


def packed(bits: Bits) -> Words:
    """Return N x 4 words of N x 32 x 8 bits."""
    return np.packbits(bits.reshape(len(bits), 256), axis=1).view(np.uint64).reshape(len(bits), 4)


def _harris(grey: Grey, most: int) -> NDArray[np.intp]:
    """Return rows and columns of at most `most` corners: the best of each part of the picture first."""
    from scipy import ndimage

    high, wide = grey.shape
    if high <= 2 * REACH or wide <= 2 * REACH:
        return np.zeros((0, 2), np.intp)
    soft = ndimage.gaussian_filter(grey, 1.0)
    down, across = np.gradient(soft)
    aa, dd, ad = (ndimage.gaussian_filter(product, 1.6) for product in (across * across, down * down, across * down))
    strength = aa * dd - ad * ad - 0.05 * (aa + dd) ** 2
    peaks = (strength == ndimage.maximum_filter(strength, size=5)) & (strength > CORNER)
    peaks[:REACH] = peaks[-REACH:] = False
    peaks[:, :REACH] = peaks[:, -REACH:] = False
    rows, columns = np.nonzero(peaks)
    value = strength[rows, columns]
    order = np.lexsort((columns, rows, -value))
    rows, columns = rows[order], columns[order]
    cell = (rows * 6 // high) * 6 + columns * 6 // wide
    rank = np.zeros(len(cell), np.intp)  # how many better corners the same part of the picture has
    for each in np.unique(cell):
        inside = np.flatnonzero(cell == each)
        rank[inside] = np.arange(len(inside))
    first = np.lexsort((np.arange(len(rank)), rank // 3))[:most]
    return np.stack([rows[first], columns[first]], axis=1)


def _describe(grey: Grey, at: NDArray[np.intp]) -> Bits:
    from scipy import ndimage

    soft = ndimage.gaussian_filter(grey, 1.8)
    first, second = _pairs()
    one = soft[at[:, 0, None, None] + first[..., 0], at[:, 1, None, None] + first[..., 1]]
    two = soft[at[:, 0, None, None] + second[..., 0], at[:, 1, None, None] + second[..., 1]]
    bits: Bits = (one < two).reshape(len(at), 32, 8)
    return bits


@cache
def _pairs() -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """32 pairs of points, each in all eight positions of the square: 32 x 8 x 2 offsets (rows, columns)."""
    chance = np.random.default_rng(20261126)
    first: list[list[NDArray[np.intp]]] = []
    second: list[list[NDArray[np.intp]]] = []
    while len(first) < 32:
        one, two = np.clip(np.round(chance.normal(0, REACH / 2.2, (2, 2))), -REACH, REACH).astype(np.intp)
        if np.abs(one - two).sum() >= 6:
            first.append([_move(one, which) for which in range(8)])
            second.append([_move(two, which) for which in range(8)])
    return np.array(first), np.array(second)


def _move(point: NDArray[np.intp], which: int) -> NDArray[np.intp]:
    """Return where a point (row, column from the centre) of a picture lies in the picture's variant."""
    row, column = int(point[0]), int(point[1])
    if which >= 4:
        column = -column
    for _ in range(which % 4):  # np.rot90 turns counter-clockwise: (row, column) goes to (-column, row)
        row, column = -column, row
    return np.array([row, column], np.intp)


@cache
def _permutation(which: int) -> NDArray[np.intp]:
    """Where each of the eight positions of a pair is found after the picture is turned."""
    probe = np.array([1, 3], np.intp)
    places = [tuple(_move(probe, each)) for each in range(8)]
    # the variant's value at position g is the picture's value at the position that the variant moves to g
    moved = [tuple(_move(_move(probe, each), which)) for each in range(8)]
    return np.array([moved.index(place) for place in places], np.intp)


@cache
def _cosines(side: int) -> Grey:
    """DCT-II basis, orthonormal rows."""
    wave = np.cos(np.pi * (np.arange(side) + 0.5) * np.arange(side)[:, None] / side) * np.sqrt(2 / side)
    wave[0] /= np.sqrt(2)
    basis: Grey = wave.astype(np.float32)
    return basis


@cache
def _means(length: int, side: int) -> Grey:
    """Matrix that averages `length` samples into `side` cells by area."""
    edges = np.linspace(0, length, side + 1)
    start, stop = edges[:-1, None], edges[1:, None]
    at = np.arange(length)
    share = np.clip(np.minimum(stop, at + 1) - np.maximum(start, at), 0, 1)
    means: Grey = (share / share.sum(axis=1, keepdims=True)).astype(np.float32)
    return means


def _signs(waves: Grey) -> NDArray[np.bool_]:
    """Which coefficients are above the median of all but the mean brightness; that one bit stays 0."""
    flat = waves.ravel()
    bits: NDArray[np.bool_] = flat > np.median(flat[1:])
    bits[0] = False
    return bits


def _steps(small: Grey) -> NDArray[np.bool_]:
    nine = resampled(small, 9)
    return np.concatenate([(nine[:8, 1:] > nine[:8, :-1]).ravel(), (nine[1:, :8] > nine[:-1, :8]).ravel()])


def _cut(grey: Grey, view: tuple[float, float, float, float]) -> Grey:
    high, wide = grey.shape
    left, top, right, bottom = view
    return grey[round(high * top) : high - round(high * bottom), round(wide * left) : wide - round(wide * right)]


def undo(which: int) -> int:
    """Return the variant that takes a variant back; a mirrored one undoes itself."""
    return which if which >= 4 else (4 - which) % 4


def moved(places: NDArray[np.float64], which: int) -> NDArray[np.float64]:
    """Return where places (x, y in 0..1) of a picture lie in the picture's variant."""
    x, y = places[:, 0], places[:, 1]
    if which >= 4:
        x = 1 - x
    for _ in range(which % 4):
        x, y = y, 1 - x
    return np.stack([x, y], axis=1)
