"""How good a mask is beside the truth: region J, contour F, temporal steadiness T.

The measures are those of DAVIS (Perazzi et al., CVPR 2016). J and F follow its definitions to the letter. T matches
shape contexts (Belongie, Malik & Puzicha, PAMI 2002) of consecutive contours by dynamic time warping; DAVIS simplifies
contours to polygons within 3 px before it samples them, we sample the pixel contour every 3 px, so our figures compare
with each other and only roughly with published ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[Any]  # (H, W), true where not zero
CONTOUR_STEP = 3.0  # px between two points of a sampled contour
MOST_POINTS = 1500  # a longer contour is sampled more coarsely: the matching takes the square of it
RINGS, SECTORS = 5, 12  # shape context: log-polar bins
RING_EDGES = np.logspace(np.log10(1 / 8), np.log10(2), RINGS)  # in mean distances between points


@dataclass(frozen=True)
class Scores:
    """Means over the frames scored, 0..1; `steadiness` is T (lower is steadier), not-a-number without two contours."""

    region: float
    contour: float
    steadiness: float
    recall: float
    decay: float
    frames: int


def region_similarity(mask: Mask, truth: Mask) -> float:
    """J: intersection over union; two empty masks agree (1)."""
    ours, theirs = mask != 0, truth != 0
    union = np.count_nonzero(ours | theirs)
    return float(np.count_nonzero(ours & theirs) / union) if union else 1.0


def contour_accuracy(mask: Mask, truth: Mask, tolerance: float = 0.008) -> float:
    """F: harmonic mean of contour precision and recall within `ceil(tolerance * diagonal)` pixels.

    A contour pixel counts as found when a disk of that radius around it meets the other contour. Two empty contours
    agree (1); one empty contour scores 0.
    """
    radius = int(np.ceil(tolerance * np.hypot(*mask.shape))) if tolerance < 1 else int(tolerance)
    ours, theirs = _boundary(mask), _boundary(truth)
    count, wanted = int(ours.sum()), int(theirs.sum())
    if not count or not wanted:
        return float(count == wanted)
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    ball = np.asarray(x * x + y * y <= radius * radius, np.uint8)
    precision = int((ours & cv2.dilate(theirs, ball)).sum()) / count
    recall = int((theirs & cv2.dilate(ours, ball)).sum()) / wanted
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _boundary(mask: Mask) -> NDArray[np.uint8]:
    """Pixels whose right, lower or lower right neighbour has the other value: a one-pixel contour, uint8 0/1."""
    inside = np.pad(mask != 0, ((0, 1), (0, 1)), mode="edge")
    here = inside[:-1, :-1]
    return np.asarray((here != inside[:-1, 1:]) | (here != inside[1:, :-1]) | (here != inside[1:, 1:]), np.uint8)


def temporal_instability(before: Mask, after: Mask) -> float:
    """T: mean shape-context distance of the matched points of two consecutive longest contours, 0 (same) to 1.

    Not-a-number when either mask has no contour of three points.
    """
    first, second = _contour(before), _contour(after)
    if len(first) < 3 or len(second) < 3:
        return float("nan")
    cost = _distances(_shape_contexts(first), _shape_contexts(second))
    rows, columns = _warping_path(cost)
    best = int(np.argmin(cost[rows, columns]))  # contours begin anywhere: begin both at the best pair found so far
    row, column = int(rows[best]), int(columns[best])
    rows, columns = _warping_path(np.roll(cost, (-row, -column), (0, 1)))
    rows, columns = (rows + row) % len(first), (columns + column) % len(second)
    kept = _one_to_one(rows, columns, cost)
    return float(cost[rows[kept], columns[kept]].mean())


def _contour(mask: Mask) -> NDArray[np.float32]:
    """Points `(N, 2)` along the longest outer contour, `CONTOUR_STEP` apart or at most `MOST_POINTS`."""
    found, _ = cv2.findContours((mask != 0).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not found:
        return np.zeros((0, 2), np.float32)
    line = np.asarray(max(found, key=len), np.float32).reshape(-1, 2)
    closed = np.vstack([line, line[:1]])
    length = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(closed, axis=0).T))])
    count = min(MOST_POINTS, max(1, round(length[-1] / CONTOUR_STEP)))
    at = np.arange(count) * (length[-1] / count)
    return np.stack([np.interp(at, length, closed[:, k]) for k in (0, 1)], axis=1).astype(np.float32)


def _shape_contexts(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """For each point the share of the other points by distance ring and direction: `(N, RINGS * SECTORS)`."""
    away = points[None] - points[:, None]
    far = np.hypot(away[..., 0], away[..., 1])
    ring = RINGS - np.searchsorted(RING_EDGES, far / far.mean(), side="right")  # 0: beyond the last edge
    sector = np.floor(np.arctan2(away[..., 1], away[..., 0]) / (2 * np.pi / SECTORS)).astype(int) % SECTORS
    count = len(points)
    cell = np.arange(count)[:, None] * (RINGS * SECTORS) + (ring - 1) * SECTORS + sector
    bins = np.bincount(cell[ring > 0], minlength=count * RINGS * SECTORS).reshape(count, -1).astype(np.float32)
    return np.asarray(bins / np.maximum(bins.sum(axis=1, keepdims=True), 1), np.float32)


def _distances(first: NDArray[np.float32], second: NDArray[np.float32]) -> NDArray[np.float32]:
    """Half the chi-square distance of every pair of histograms."""
    cost = np.zeros((len(first), len(second)), np.float32)
    for ours, theirs in zip(first.T, second.T, strict=True):
        total = ours[:, None] + theirs
        cost += np.square(ours[:, None] - theirs) / np.where(total > 0, total, 1)
    return np.asarray(cost / 2, np.float32)


def _warping_path(cost: NDArray[np.float32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Dynamic time warping: rows and columns of the cheapest monotone path from corner to corner.

    Cells are summed along anti-diagonals: each needs only the two diagonals before it.
    """
    height, width = cost.shape
    total = np.full((height + 1, width + 1), np.inf)
    total[0, 0] = 0
    for diagonal in range(height + width - 1):
        row = np.arange(max(0, diagonal - width + 1), min(height, diagonal + 1))
        column = diagonal - row
        least = np.minimum(total[row, column], np.minimum(total[row, column + 1], total[row + 1, column]))
        total[row + 1, column + 1] = cost[row, column] + least
    row, column = height, width
    path = []
    while row and column:
        path.append((row - 1, column - 1))
        steps = ((row - 1, column - 1), (row - 1, column), (row, column - 1))
        row, column = min(steps, key=lambda at: total[at])
    rows, columns = np.array(path[::-1], np.intp).T
    return rows, columns


def _one_to_one(rows: NDArray[np.intp], columns: NDArray[np.intp], cost: NDArray[np.float32]) -> NDArray[np.intp]:
    """Of the pairs that share a row, then of those that share a column, keep the cheapest."""
    kept = np.argsort(cost[rows, columns], kind="stable")
    for side in (rows, columns):
        kept = kept[np.sort(np.unique(side[kept], return_index=True)[1])]
    return kept


def score(masks: Iterable[Mask], truths: Sequence[Mask], annotated: Iterable[int] = ()) -> Scores:
    """Score a shot: the first and the last frame and those `annotated` by hand are left out, as DAVIS does.

    T is taken between each scored frame and the one before it. `decay` is J of the first quarter less J of the last.
    """
    left_out = {0, len(truths) - 1, *annotated}
    regions, contours, steps = [], [], []
    before: Mask | None = None
    for number, (mask, truth) in enumerate(zip(masks, truths, strict=True)):
        if number not in left_out:
            regions.append(region_similarity(mask, truth))
            contours.append(contour_accuracy(mask, truth))
            if before is not None:
                steps.append(temporal_instability(before, mask))
        before = mask
    if not regions:
        nothing = float("nan")
        return Scores(nothing, nothing, nothing, nothing, nothing, 0)
    known = [step for step in steps if not np.isnan(step)]
    quarters = np.array_split(np.array(regions), 4)
    return Scores(
        region=float(np.mean(regions)),
        contour=float(np.mean(contours)),
        steadiness=float(np.mean(known)) if known else float("nan"),
        recall=float(np.mean(np.array(regions) > 0.5)),
        decay=float(np.mean(quarters[0]) - np.mean(quarters[-1])) if len(regions) >= 4 else 0.0,
        frames=len(regions),
    )
