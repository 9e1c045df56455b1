"""Which frames get keys: least area between the moving outline and the one that straight lines between keys give.

For every pair of frames the area is known that would be wrong between them, were both keys; dynamic programming over
the number of keys finds the best frames (as for polygons, Bellman 1961). Area is what a matte shows, so keys fall on
the extremes of motion by themselves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from secondunit.departments.roto.curves.contours import Points
from secondunit.departments.roto.curves.points import Moving

SPAN = 24  # up to so many frames between two keys every number is tried, beyond it every fourth more
LOOK = 16  # frames between two keys that are looked at


def cross(a: Points, b: Points) -> NDArray[np.float64]:
    """Return the cross products of vectors in the plane."""
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])


def costs(moving: Moving, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return `[a, b]` the pixels that are wrong between keys a and b of a moving outline, inf where it is not tried."""
    frames = len(moving)
    wrong = np.full((frames, frames), np.inf)
    ahead = (np.roll(moving, -1, axis=1) - np.roll(moving, 1, axis=1)) / 2
    spans = list(range(1, SPAN))
    while spans[-1] < frames:
        spans.append(spans[-1] + max(1, spans[-1] // 4))
    for a in range(frames - 1):
        for b in sorted({a + span for span in spans if a + span < frames} | {frames - 1}):
            between = np.arange(a + 1, b)
            if len(between) > LOOK:
                between = np.unique(np.linspace(a + 1, b - 1, LOOK).round().astype(int))
            share = ((between - a) / (b - a))[:, None, None]
            straight = moving[a] + (moving[b] - moving[a]) * share - moving[between]
            tangent = ahead[a] + (ahead[b] - ahead[a]) * share + ahead[between]
            scale = (b - a - 1) / max(1, len(between))
            wrong[a, b] = (weights[between] * np.abs(cross(straight, tangent))).sum() / 2 * scale
    return wrong


def best(wrong: NDArray[np.float64], most: int) -> list[tuple[float, list[int]]]:
    """Return for 2, 3 ... `most` keys the wrong pixels and the frames; the first and the last frame are keys."""
    frames = len(wrong)
    if frames == 1:
        return [(0.0, [0])]
    total = np.where(np.arange(frames) == 0, 0.0, np.inf)
    before: list[NDArray[np.int64]] = []
    choices: list[tuple[float, list[int]]] = []
    for _ in range(1, min(most, frames)):
        options = total[:, None] + wrong
        before.append(options.argmin(axis=0))
        total = options.min(axis=0)
        path = [frames - 1]
        for step in reversed(before):
            path.append(int(step[path[-1]]))
        choices.append((float(total[-1]), path[::-1]))
    return [choice for choice in choices if np.isfinite(choice[0])]
