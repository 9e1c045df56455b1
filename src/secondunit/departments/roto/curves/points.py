"""Where an outline gets its points: the few places that serve all frames best, by dynamic programming.

Every arc between two candidate places is fitted with a cubic Bezier on a choice of frames at once (least squares with
chord-length parameters, as Schneider does in Graphics Gems, 1990); the places with the least sum of squared errors
are found around the closed outline. Points so fall on corners and extremes, and stay on them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Moving = NDArray[np.float64]  # (frames, n, 2): one outline's points over time

FRAMES = 10  # frames looked at
CANDIDATES = 96  # places tried around the outline
LONGEST = 3  # an arc spans at most a third of the outline
FEWEST = 4  # points of a shape


def places(
    moving: Moving, most: int, tolerance: float, weights: NDArray[np.float64] | None = None
) -> tuple[list[int], float]:
    """Return the indices of the points, rising, and their error (root mean square, px).

    They are the fewest whose error is at most `tolerance`, at most `most`.
    """
    frames, count = moving.shape[:2]
    looked = np.unique(np.linspace(0, frames - 1, min(FRAMES, frames)).round().astype(int))
    chosen = moving[looked]
    counts = np.ones(chosen.shape[:2]) if weights is None else weights[looked]
    step = max(1, count // CANDIDATES)
    spots = np.arange(0, count - step + 1, step)
    first = int(_sharpness(chosen)[spots].argmax())
    spots = np.roll(spots, -first)
    wrong = _arcs(chosen, counts, spots)
    number = len(spots)
    longest = wrong.shape[1]
    total = np.full(number + 1, np.inf)
    total[0] = 0
    came: list[NDArray[np.int64]] = []
    best: list[int] = []
    error = np.inf
    for points in range(1, min(most, number) + 1):
        reach = np.full((number + 1, longest + 1), np.inf)
        for length in range(1, longest + 1):
            reach[length:, length] = total[: number + 1 - length] + wrong[: number + 1 - length, length - 1]
        step_taken = reach.argmin(axis=1)
        total = reach[np.arange(number + 1), step_taken]
        came.append(step_taken)
        if points < min(FEWEST, most) or not np.isfinite(total[-1]):
            continue
        place, path = number, []
        for taken in reversed(came):
            place -= int(taken[place])
            path.append(int(spots[place]))
        best = path
        error = float(np.sqrt(total[-1] / max(counts.sum(), 1.0)))
        if error <= tolerance:
            break
    return sorted(best), error


def _sharpness(moving: Moving) -> NDArray[np.float64]:
    """How much the outline turns at each point, a mean over the frames, 0 (straight on) to 2 (back)."""
    reach = max(2, moving.shape[1] // 64)
    into = moving - np.roll(moving, reach, axis=1)
    out = np.roll(moving, -reach, axis=1) - moving
    lengths = np.hypot(into[..., 0], into[..., 1]) * np.hypot(out[..., 0], out[..., 1])
    return np.asarray((1 - (into * out).sum(axis=2) / np.maximum(lengths, 1e-6)).mean(axis=0))


def _arcs(moving: Moving, counts: NDArray[np.float64], spots: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the squared error `[start, spots spanned - 1]` of each arc's Bezier, summed over points and frames."""
    count = moving.shape[1]
    number = len(spots)
    step = int(np.mod(spots[1] - spots[0], count))
    longest = max(2, number // LONGEST)
    wrong = np.full((number + 1, longest), np.inf)
    for length in range(1, longest + 1):
        ends = np.mod(np.arange(number) + length, number)
        samples = min(length * step, 16) + 1
        offsets = np.linspace(0, 1, samples)
        span = np.mod(spots[ends] - spots - 1, count) + 1
        index = np.mod(spots[:, None] + np.rint(span[:, None] * offsets).astype(np.int64), count)
        arc = moving[:, index]  # (frames, start, sample, 2)
        wrong[:number, length - 1] = bezier_error(arc, counts[:, index]) * (span / samples)
    return wrong


def bezier_error(arc: NDArray[np.float64], counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for arcs `(frames, arcs, samples, 2)` the squared distances to their best cubics, summed over the rest."""
    steps = np.hypot(*np.moveaxis(np.diff(arc, axis=2), -1, 0))
    way = np.concatenate([np.zeros((*steps.shape[:2], 1)), np.cumsum(steps, axis=2)], axis=2)
    t = way / np.maximum(way[..., -1:], 1e-9)
    b0, b1, b2, b3 = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
    start, end = arc[:, :, :1], arc[:, :, -1:]
    rest = arc - (b0 + b1)[..., None] * start - (b2 + b3)[..., None] * end
    pull = 0.01 * arc.shape[2]  # towards handles of length 0, so that few samples give no wild ones
    a11, a22, a12 = (b1 * b1).sum(2) + pull, (b2 * b2).sum(2) + pull, (b1 * b2).sum(2)
    third = (end - start) / 3  # ... or rather of a third of the chord
    r1 = (b1[..., None] * rest).sum(2) + pull * third[:, :, 0]
    r2 = (b2[..., None] * rest).sum(2) - pull * third[:, :, 0]
    determinant = (a11 * a22 - a12 * a12)[..., None]
    h1 = (a22[..., None] * r1 - a12[..., None] * r2) / determinant
    h2 = (a11[..., None] * r2 - a12[..., None] * r1) / determinant
    left = rest - b1[..., None] * h1[:, :, None] - b2[..., None] * h2[:, :, None]
    return np.asarray((counts[..., None] * left**2).sum(axis=(0, 2, 3)))
