"""Compares a picture with many references: hashes of the whole by Hamming distance, corners by voting and geometry.

Corners are looked up in tables keyed by some of their bits (locality-sensitive hashing: P. Indyk, R. Motwani, 1998);
references that collect votes are verified: the matched corners must agree on one placement, an upright box of free
width and height (a Hough vote as in D. Lowe, Distinctive Image Features, 2004, then least squares). A poster inside a
frame, a crop and a mirrored copy are found that way; the hashes find soft pictures that have few corners.

A score of 0.5 is the decision point. It lies well outside of what was measured on pictures that have nothing to do with
each other: of 186 references and 120 pictures no hash differed by less than 0.34 of its bits (0.3 decides).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from secondunit.gates.similar import prints
from secondunit.gates.similar.prints import VARIANTS, WORDS, Corners, Print, Words

if TYPE_CHECKING:
    from secondunit.gates.similar.pictures import Picture

DECISION = 0.5
UNRELATED, ALONE, SAME = 0.5, 0.27, 0.0  # part of the 448 bits that differ: score 0, 0.5 and 1
JOINT, COLOUR_NEAR = 0.3, 60.0  # bits that may differ when the colour layout agrees as well
NEAR_BITS = 46  # of 256 that may differ between matched corners
TABLES, KEY_BITS = 8, 18
BUCKET = 96  # corners in one bucket of a table; fuller ones say nothing
VOTES = 4  # matched corners before geometry is asked
AGREE, AGREE_PART = 7, 0.33  # corners that must agree on one placement: so many, and this part of the reference's
TOLERANCE = 0.035  # of the reference's width and height
CANDIDATES, MATCHES = 24, 150  # placements that are verified, matched corners looked at for each
CELL = 0.25  # of the reference's size: how far placements may lie apart to be gathered


@dataclass(frozen=True)
class Seen:
    """What is asked about a picture: its hashes in all variants, with and without bars, and its corners."""

    whole: Words  # V x WORDS
    variants: NDArray[np.intp]  # V
    colours: NDArray[np.int16]  # V x 12
    corners: Corners
    aspect: float  # width by height of the whole picture


@dataclass(frozen=True)
class Found:
    """A reference that a picture is near to. `score` 0..1, 0.5 decides; `how`: whole or part.

    `transform` is what was done to the reference to make the picture of it, turned counter-clockwise.
    `box` is where in the picture the reference was found: left, top, right, bottom as parts of its size.
    """

    reference: int
    score: float
    how: str
    transform: str
    differing: float  # part of the hash bits
    agreeing: int  # corners
    box: tuple[float, float, float, float] | None = None


def look(picture: Picture) -> Seen:
    """Fingerprint a picture that is to be checked."""
    rows, which, colours = [], [], []
    inner = prints.without_bars(picture)
    for view in (inner,) if inner.shape == picture.shape else (inner, picture):
        grey = prints.brightness(view)
        if grey.std() < prints.FLAT:
            continue
        small = prints.resampled(grey, prints.GRID)
        thumb = np.stack([prints.resampled(view[..., c].astype(np.float32), 8) for c in range(3)], axis=-1)
        for each in range(8):
            rows.append(prints.whole(np.ascontiguousarray(prints.variant(small, each))))
            colours.append(prints.layout_of(np.ascontiguousarray(prints.variant(thumb, each))))
            which.append(each)
    corners = prints.corners_of(picture, prints.LEVELS, prints.LEVEL_POINTS)
    return Seen(
        np.array(rows, np.uint64).reshape(-1, WORDS), np.array(which, np.intp),
        np.array(colours, np.int16).reshape(-1, 12), corners, picture.shape[1] / picture.shape[0])


class References:
    """Many prints laid out for scanning. Building takes about a second for 10,000, scanning some milliseconds."""

    def __init__(self, listed: Sequence[Print]) -> None:
        self.count = len(listed)
        self.whole = np.concatenate([each.whole for each in listed] or [np.zeros((0, WORDS), np.uint64)])
        self.owner = np.repeat(np.arange(self.count), [len(each.whole) for each in listed])
        self.colour = np.array([each.colour for each in listed], np.int16).reshape(-1, 12)
        counts = [len(each.corners.places) for each in listed]
        self.corner_counts = np.array(counts, np.intp)
        self.point_owner = np.repeat(np.arange(self.count), counts)
        self.places = np.concatenate([e.corners.places for e in listed] or [np.zeros((0, 2), np.float32)])
        bits = np.concatenate([e.corners.bits for e in listed] or [np.zeros((0, 32, 8), np.bool_)])
        self.points = prints.packed(bits)
        self.aspects = np.array([each.aspect for each in listed])
        flat = bits.reshape(len(bits), 256)
        self.tables = []
        for chosen in _chosen():
            keys = _keys(flat, chosen)
            order = np.argsort(keys, kind="stable")
            self.tables.append((keys[order], order))

    def scan(self, seen: Seen) -> list[Found]:
        """Return what the picture is near to (score at or above DECISION), best first."""
        best: dict[int, Found] = {}
        for found in (*self._by_whole(seen), *self._by_corners(seen)):
            old = best.get(found.reference)
            if old is None or found.score > old.score:
                best[found.reference] = found
        return sorted((f for f in best.values() if f.score >= DECISION), key=lambda f: (-f.score, f.reference))

    def _by_whole(self, seen: Seen, least: float = DECISION) -> list[Found]:
        if not len(seen.whole) or not len(self.whole):
            return []
        out = []
        for row, which, colour in zip(seen.whole, seen.variants, seen.colours, strict=True):
            coarse = np.bitwise_count(self.whole[:, 0] ^ row[0])
            maybe = np.flatnonzero(coarse <= 28)
            differ = np.bitwise_count(self.whole[maybe] ^ row).sum(axis=1) / (64 * WORDS)
            near = np.flatnonzero(differ <= JOINT)
            for at in near:
                owner = int(self.owner[maybe[at]])
                score = whole_score(float(differ[at]), colour_distance(colour, self.colour[owner]))
                if score >= least:
                    made = VARIANTS[prints.undo(int(which))]  # the row is the picture turned back
                    out.append(Found(owner, score, "whole", made, float(differ[at]), 0))
        return out

    def _by_corners(self, seen: Seen) -> list[Found]:
        if not len(self.points) or not len(seen.corners.places):
            return []
        asked, known, which = self._matches(seen)
        here = seen.corners.places[asked].astype(np.float64)
        there, size = np.empty_like(here), np.empty_like(here)
        for each in range(8):
            mine = which == each
            there[mine] = prints.moved(self.places[known[mine]].astype(np.float64), each)
            size[mine] = self._sizes(seen, asked[mine], known[mine], each)
        start = here - there * size
        group = self.point_owner[known] * 8 + which
        out = []
        for chosen in _bins(group, start, size, known, self.count * 8):
            placed = _placed(asked[chosen], known[chosen], here[chosen], there[chosen], size[chosen], start[chosen])
            if placed:
                agreeing, box = placed
                owner, how = int(group[chosen[0]] // 8), "part" if _area(box) < 0.8 else "whole"
                out.append(Found(owner, self._corner_score(agreeing, owner), how, VARIANTS[which[chosen[0]]], 1.0,
                                 agreeing, box))
        return out

    def _corner_score(self, agreeing: int, reference: int) -> float:
        """Return the score of corners that agree on one placement, by how many the reference has."""
        has = int(self.corner_counts[reference])
        least = max(AGREE, round(AGREE_PART * has))
        if agreeing < least:
            return 0.49 * agreeing / least
        return min(1.0, 0.5 + 0.5 * (agreeing - least) / max(1, 0.8 * has - least))

    def _matches(self, seen: Seen) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """Return all near pairs: corner of the picture, corner of a reference, variant."""
        mine, theirs, which = [], [], []
        for each in range(8):
            # the picture is the reference's variant: undo it on the picture's corners
            one, two = self._near(prints.turned(seen.corners.bits, prints.undo(each)))
            mine.append(one)
            theirs.append(two)
            which.append(np.full(len(one), each))
        return np.concatenate(mine), np.concatenate(theirs), np.concatenate(which)

    def _sizes(self, seen: Seen, asked: NDArray[np.intp], known: NDArray[np.intp], which: int) -> NDArray[np.float64]:
        """Return how wide and high the reference would be in the picture, by the level at which a corner was found."""
        aspect = self.aspects[self.point_owner[known]]
        aspect = 1 / aspect if which % 2 else aspect
        long_side = prints.REFERENCE_SIDE / seen.corners.size[asked]
        wide = np.where(aspect >= 1, long_side, long_side * aspect) / (1 if seen.aspect >= 1 else seen.aspect)
        high = np.where(aspect >= 1, long_side / aspect, long_side) * (seen.aspect if seen.aspect >= 1 else 1)
        return np.stack([wide, high], axis=1)

    def _near(self, bits: prints.Bits) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return pairs (corner asked about, corner known) whose bits are near, each pair once."""
        flat, words = bits.reshape(len(bits), 256), prints.packed(bits)
        pairs = []
        for chosen, (keys, order) in zip(_chosen(), self.tables, strict=True):
            wanted = _keys(flat, chosen)
            first, last = np.searchsorted(keys, wanted), np.searchsorted(keys, wanted, side="right")
            counts = last - first
            counts[counts > BUCKET] = 0
            asked = np.repeat(np.arange(len(wanted)), counts)
            offset = np.arange(len(asked)) - np.repeat(np.cumsum(counts) - counts, counts)
            pairs.append(asked * len(self.points) + order[np.repeat(first, counts) + offset])
        both = np.unique(np.concatenate(pairs))
        asked, known = both // len(self.points), both % len(self.points)
        near = np.bitwise_count(words[asked] ^ self.points[known]).sum(axis=1, dtype=np.intp) <= NEAR_BITS
        return asked[near], known[near]


def _bins(
    group: NDArray[np.intp], start: NDArray[np.float64], size: NDArray[np.float64], known: NDArray[np.intp], groups: int
) -> list[NDArray[np.intp]]:
    """Gather matches by the placement that each of them proposes; return the fullest bins, VOTES corners or more.

    Two grids, half a cell apart: what lies at the edge of one cell lies inside a cell of the other.
    """
    found: list[tuple[int, NDArray[np.intp]]] = []
    scale = np.round(np.log(size[:, 0]) / 0.35).astype(np.int64)
    for shift in (0.0, 0.5):
        cells = np.floor(start / (CELL * size) + shift).astype(np.int64)
        cells = np.clip(cells, -60, 60) + 64
        key = ((group.astype(np.int64) * 64 + scale + 32) * 128 + cells[:, 0]) * 128 + cells[:, 1]
        kinds, place = np.unique(key, return_inverse=True)
        votes = np.bincount(np.unique(place.astype(np.int64) * (known.max(initial=0) + 1) + known)
                            // (known.max(initial=0) + 1), minlength=len(kinds))
        for at in np.argsort(-votes, kind="stable")[:CANDIDATES]:
            if votes[at] < VOTES:
                break
            inside = np.flatnonzero(place == at)
            centre, wide = np.median(start[inside], axis=0), size[inside].mean(axis=0)
            near = (group == group[inside[0]]) & (np.abs(start - centre) < CELL * wide).all(axis=1)
            near &= np.abs(np.log(size[:, 0] / wide[0])) < 0.4
            found.append((int(votes[at]), np.flatnonzero(near)[:MATCHES]))
    return [chosen for _, chosen in sorted(found, key=lambda each: -each[0]) if len(chosen) >= VOTES]


def _placed(
    asked: NDArray[np.intp], known: NDArray[np.intp], here: NDArray[np.float64], there: NDArray[np.float64],
    size: NDArray[np.float64], start: NDArray[np.float64],
) -> tuple[int, tuple[float, float, float, float]] | None:
    """Find the placement on which most matched corners agree; None where too few do."""
    near = np.abs(start[:, None] - start) < 0.12 * size[:, None]
    close = near[..., 0] & near[..., 1]
    best: NDArray[np.bool_] = close[np.argmax(close.sum(axis=1))]  # each match proposes a placement
    if _distinct(asked, known, best) < VOTES:
        return None
    fit = _fit(there[best], here[best])
    for _ in range(3):
        error = np.abs(there * fit[0] + fit[1] - here) / np.maximum(np.abs(fit[0]), 1e-6)
        best = np.logical_and(*(error < TOLERANCE).T)
        if _distinct(asked, known, best) < VOTES:
            return None
        fit = _fit(there[best], here[best])
    spread = np.ptp(there[best], axis=0)
    ratio = fit[0] / size[best].mean(axis=0)
    if (spread < 0.2).any() or (ratio < 0.7).any() or (ratio > 1.4).any():
        return None
    left, top = fit[1]
    box = (float(left), float(top), float(left + fit[0][0]), float(top + fit[0][1]))
    return _distinct(asked, known, best), box


def whole_score(differing: float, colour: float) -> float:
    """Return the score of two hashes: 0 for unrelated, 0.5 at the decision point, 1 for the same."""
    limit = JOINT if colour <= COLOUR_NEAR else ALONE
    if differing >= limit:
        return max(0.0, 0.5 * (UNRELATED - differing) / (UNRELATED - limit))
    return 0.5 + 0.5 * (limit - differing) / (limit - SAME)


def colour_distance(one: NDArray[np.int16], two: NDArray[np.int16]) -> float:
    """Return the distance of two colour layouts, weighted as low frequencies deserve."""
    weight = np.array([2, 2, 2, 1, 1, 1, 2, 1, 1, 4, 2, 2], np.float64)
    return float(np.sqrt((weight * (one.astype(np.float64) - two) ** 2).sum()))


def _distinct(asked: NDArray[np.intp], known: NDArray[np.intp], kept: NDArray[np.bool_]) -> int:
    """Count agreeing corners of the reference, none twice."""
    return min(len(np.unique(known[kept])), len(np.unique(asked[kept])))


def _fit(there: NDArray[np.float64], here: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Least squares of here = there * scale + start for each axis."""
    mean_there, mean_here = there.mean(axis=0), here.mean(axis=0)
    spread = ((there - mean_there) ** 2).sum(axis=0)
    scale = ((there - mean_there) * (here - mean_here)).sum(axis=0) / np.maximum(spread, 1e-9)
    return scale, mean_here - scale * mean_there


def _area(box: tuple[float, float, float, float]) -> float:
    left, top, right, bottom = (min(1.0, max(0.0, value)) for value in box)
    return (right - left) * (bottom - top)


def _chosen() -> list[NDArray[np.intp]]:
    chance = np.random.default_rng(7)
    return [chance.choice(256, KEY_BITS, replace=False) for _ in range(TABLES)]


def _keys(flat: NDArray[np.bool_], chosen: NDArray[np.intp]) -> NDArray[np.int64]:
    keys: NDArray[np.int64] = flat[:, chosen] @ (1 << np.arange(KEY_BITS))
    return keys
