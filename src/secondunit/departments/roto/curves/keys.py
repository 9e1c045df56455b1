"""Which frames get keys: least area between the moving outline and the one that straight lines between keys give.

An outline is followed from each frame on, its points carried by the matches of neighbouring frames. For every pair
of frames the area that would be wrong between them, were both keys, is known; dynamic programming over the number of
keys then finds the best frames (as for polygons, Bellman 1961). Area is what a matte shows, so keys fall on the
extremes of motion by themselves. Where an outline changes so that its points cannot be carried on (a limb merges with
the body, another appears) two keys stand side by side, and a new shape begins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secondunit.departments.roto.curves.contours import Points
from secondunit.departments.roto.curves.matching import Shares

SPAN = 24  # frames between two keys at most


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


@dataclass(frozen=True)
class Costs:
    """What keys cost: `wrong[a, b]` pixels between keys a and b (inf where too far), `torn[a]` pixels lost by carrying
    the points of frame a to a + 1."""

    wrong: NDArray[np.float64]
    torn: NDArray[np.float64]


def costs(outlines: Sequence[Points], matches: Sequence[Shares]) -> Costs:
    """Return the costs for outlines of one number of points each, and the matches of neighbours."""
    frames, count = len(outlines), len(outlines[0])
    wrong = np.full((frames, frames), np.inf)
    torn = np.zeros(frames)
    for a in range(frames):
        places = np.arange(count) / count
        carried, lost = [outlines[a]], [0.0]
        for frame in range(a + 1, min(frames, a + SPAN)):
            places = onward(places, matches[frame - 1])
            carried.append(at(outlines[frame], places))
            lost.append(missed(outlines[frame], places))
        moving, gone = np.array(carried), np.cumsum(lost)
        torn[a] = lost[1] if len(lost) > 1 else 0
        ahead = (np.roll(moving, -1, axis=1) - np.roll(moving, 1, axis=1)) / 2
        for b in range(a + 1, a + len(moving)):
            length = b - a
            if length == 1:
                wrong[a, b] = 0
                continue
            share = (np.arange(1, length) / length)[:, None, None]
            straight = moving[0] + (moving[length] - moving[0]) * share - moving[1:length]
            tangent = ahead[0] + (ahead[length] - ahead[0]) * share + ahead[1:length]
            wrong[a, b] = np.abs(cross(straight, tangent)).sum() / 2 + gone[length]
    return Costs(wrong, torn)


def best(found: Costs, most: int) -> list[tuple[float, list[int]]]:
    """Return for 2, 3 ... `most` keys the wrong pixels and the frames; the first and the last frame are keys."""
    frames = len(found.wrong)
    if frames == 1:
        return [(0.0, [0])]
    total = np.where(np.arange(frames) == 0, 0.0, np.inf)
    before: list[NDArray[np.int64]] = []
    choices: list[tuple[float, list[int]]] = []
    for _ in range(1, min(most, frames)):
        options = total[:, None] + found.wrong
        before.append(options.argmin(axis=0))
        total = options.min(axis=0)
        path = [frames - 1]
        for step in reversed(before):
            path.append(int(step[path[-1]]))
        choices.append((float(total[-1]), path[::-1]))
    return [choice for choice in choices if np.isfinite(choice[0])]
