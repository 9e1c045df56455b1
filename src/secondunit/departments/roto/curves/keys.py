"""Which frames get keys: least area between the moving outline and the one that straight lines between keys give.

For every pair of frames the area is known that would be wrong between them, were both keys; dynamic programming over
the number of keys finds the best frames (as for polygons, Bellman 1961). Area is what a matte shows, so keys fall on
the extremes of motion by themselves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from secondunit.departments.roto.curves.contours import Points
from secondunit.departments.roto.curves.matching import Shares
from secondunit.departments.roto.curves.points import Moving

SPAN = 24  # up to so many frames between two keys every number is tried, beyond it every fourth more
LOOK = 16  # frames between two keys that are looked at


def cross(a: Points, b: Points) -> NDArray[np.float64]:
    """Return the cross products of vectors in the plane."""
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])


def at(outline: Points, places: Shares) -> Points:
    """Return the points of a closed outline at places 0..1 of its points, wrapping."""
    count = len(outline)
    ring = np.vstack([outline, outline[:1]])
    index = np.mod(places, 1.0) * count
    grid = np.arange(count + 1)
    return np.stack([np.interp(index, grid, ring[:, 0]), np.interp(index, grid, ring[:, 1])], axis=1)


def onward(places: Shares, matched: Shares) -> Shares:
    """Carry places of one frame to the next by what its even points matched there."""
    turns = np.floor(places)
    grid = np.arange(len(matched) + 1) / len(matched)
    return np.asarray(np.interp(places - turns, grid, np.append(matched, matched[0] + 1)) + turns)


def missed(outline: Points, places: Shares) -> float:
    """Return the area between an outline and the polygon of its points at these places: what carrying lost."""
    count = len(outline)
    middle = outline.mean(axis=0)
    ring = np.vstack([outline, outline, outline, outline[:1]]) - middle
    swept = np.concatenate([[0.0], np.cumsum(cross(ring[:-1], ring[1:]))]) / 2
    turn = places - np.floor(places.min())
    index = np.append(turn, turn[0] + 1) * count
    grid = np.arange(len(swept))
    corners = np.stack([np.interp(index, grid, ring[:, axis]) for axis in (0, 1)], axis=1)
    return float(np.abs(np.diff(np.interp(index, grid, swept)) - cross(corners[:-1], corners[1:]) / 2).sum())


def costs(moving: Moving) -> NDArray[np.float64]:
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
            wrong[a, b] = np.abs(cross(straight, tangent)).sum() / 2 * scale
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
