"""Strands in a mask: its thin parts, thinned to lines."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.departments.plates.pixels import disk
from secondunit.departments.roto.propagate.network import Array
from secondunit.departments.roto.propagate.strands.strand import Strand, averaged, contrast, normals, smoothed, spaced

Mask = NDArray[np.uint8]
THIN = 0.0084  # of the picture's height: half of the width that a strand has at most (4 px of 480)
MOST = 48  # strands of an object, the longest
BORDER = 3  # px from the picture's border: an end there may go on beyond it
AROUND = ((0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1))
BITS = np.array([[128, 1, 2], [64, 0, 4], [32, 16, 8]], np.float32)  # the pixels about one, clockwise from above


def radius(height: int) -> int:
    """Half of the width in px up to which something is a strand, in a picture so many px high."""
    return max(2, round(THIN * height))


def find(mask: Mask, picture: Array, kind: int) -> list[Strand]:
    """Return the strands of an object's mask `(H, W)` 0 or 1, over the `softened` picture."""
    ball = radius(mask.shape[0])
    padded = cv2.copyMakeBorder(mask, ball, ball, ball, ball, cv2.BORDER_REPLICATE)
    inner = (slice(ball, -ball), slice(ball, -ball))
    bulk = cv2.morphologyEx(padded, cv2.MORPH_OPEN, disk(ball))[inner]
    fine = mask & ~cv2.dilate(bulk, disk(1)) & 1
    if not fine.any():
        return []
    inside = np.ascontiguousarray(cv2.distanceTransform(padded, cv2.DIST_L2, cv2.DIST_MASK_5)[inner])
    found = []
    for line in _lines(thinned(fine)):
        wide = np.maximum(2 * _at(inside, line) - 1, 1)
        length = float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())
        if length >= max(6 * ball, 4 * float(np.median(wide))):
            found.append((length, line, wide))
    longest = sorted(found, key=lambda each: -each[0])[:MOST]
    return [_strand(mask, picture, kind, line, wide) for _, line, wide in longest]


def _strand(mask: Mask, picture: Array, kind: int, line: Array, wide: Array) -> Strand:
    points, wide = spaced(smoothed(line, 2.0), wide)
    wide = averaged(wide, 9)
    own = np.zeros_like(mask)
    cv2.polylines(own, [np.rint(points).astype(np.int32)], False, 1, int(np.ceil(wide.max())) + 2)
    others = mask & ~own & 1
    away = np.asarray(cv2.distanceTransform(1 - others, cv2.DIST_L2, cv2.DIST_MASK_5)) if others.any() else np.full(
        mask.shape, max(mask.shape), np.float32)  # fmt: skip
    ridge = contrast(picture, points, normals(points), wide, np.zeros(1, np.float32))[:, 0]
    last = np.array(mask.shape[::-1], np.float32) - 1
    leaves = [bool(min(end.min(), (last - end).min()) < BORDER) for end in points[[0, -1]]]
    return Strand(kind, points, wide, averaged(ridge, 5), _at(away, points), np.ones(len(points), np.float32),
                  np.zeros(2, np.float32), (leaves[0], leaves[1]))  # fmt: skip


def _at(field: Array, points: Array) -> Array:
    x, y = (np.ascontiguousarray(points[:, axis]) for axis in (0, 1))
    return np.asarray(cv2.remap(field, x, y, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE)).ravel()


def thinned(mask: Mask) -> Mask:
    """Thin a mask of 0 and 1 to lines (Zhang & Suen, Communications of the ACM 27, 1984)."""
    out = np.pad(mask, 1)
    while True:
        gone = False
        for table in (_FIRST, _SECOND):
            away = (table[_about(out)] > 0) & (out > 0)
            out[away] = 0
            gone |= bool(away.any())
        if not gone:
            return np.ascontiguousarray(out[1:-1, 1:-1])


def _about(mask: Mask) -> Mask:
    """The pixels about each one as bits."""
    return np.asarray(cv2.filter2D(mask, cv2.CV_32F, BITS, borderType=cv2.BORDER_CONSTANT)).astype(np.uint8)


def _tables() -> tuple[Mask, Mask, Mask]:
    """For each set of pixels about one: whether it goes in the first and in the second pass, how many lines meet."""
    first, second, meet = (np.zeros(256, np.uint8) for _ in range(3))
    for code in range(256):
        ring = [code >> at & 1 for at in range(8)]
        meet[code] = sum(not ring[at - 1] and ring[at] for at in range(8))
        north, east, south, west = ring[::2]
        if 2 <= sum(ring) <= 6 and meet[code] == 1:
            first[code] = not (north and east and south) and not (east and south and west)
            second[code] = not (north and east and west) and not (north and south and west)
    return first, second, meet


_FIRST, _SECOND, _MEET = _tables()


def _lines(thin: Mask) -> Iterator[Array]:
    """Yield the lines between ends and crossings of a thinned mask, pixels `(N, 2)` x and y in order."""
    padded = np.pad(thin, 1)
    padded[(_MEET[_about(padded)] >= 3) & (padded > 0)] = 0
    names = cv2.connectedComponents(padded, connectivity=8)[1]
    ends = (_MEET[_about(padded)] <= 1) & (padded > 0)
    y, x = np.nonzero(padded)
    order = np.argsort(names[y, x], kind="stable")
    y, x = y[order], x[order]
    for part in np.split(np.arange(len(y)), np.flatnonzero(np.diff(names[y, x])) + 1):
        left = dict.fromkeys(zip(y[part].tolist(), x[part].tolist(), strict=True))
        if len(left) < 6:
            continue
        here: tuple[int, int] | None = next((each for each in left if ends[each]), next(iter(left)))
        line = []
        while here is not None:
            line.append(here)
            del left[here]
            near = [(here[0] + dy, here[1] + dx) for dy, dx in AROUND]
            here = next((each for each in near if each in left), None)
        yield np.array(line, np.float32)[:, ::-1] - 1
