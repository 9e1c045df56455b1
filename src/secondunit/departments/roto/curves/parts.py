"""An outline in articulated parts: cut at its necks, where a short line across leaves much outline on both sides.

A cut joins the same two points of the outline on every frame, so parts stay what they are over time; each part closes
across the cut, the smaller one with a round cap that reaches into the larger, as artists overlap limb and body. Parts
are added up, so what lies inside the object shows no seam.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secondunit.departments.roto.curves.contours import Points, along
from secondunit.departments.roto.curves.points import Moving

CAP = 7  # dense points of a cap
DEPTH = 0.3  # of a cap, as a share of the cut's length ...
DEEPEST = 10.0  # ... and in pixels
NECK = 0.42  # a cut is at most this share of the outline on its smaller side
SMALLEST = 0.12  # of the outline that a part has, at least
INTO = 0.35  # how straight a cut leaves the outline: cosine to the inward normal, a mean over the frames
FRAMES = 8  # frames looked at


@dataclass(frozen=True)
class Part:
    """A closed run of an outline's dense points; after the positions in `joints` it crosses the object.

    `joints` holds for each the depth of its cap: 0 is a straight line.
    """

    indices: NDArray[np.int64]
    joints: tuple[tuple[int, float], ...] = ()

    def split(self, one: int, two: int) -> tuple[Part, Part]:
        """Return the parts on both sides of the line between two positions, `one` before `two`."""
        kept = [(at - one, depth) for at, depth in self.joints if one <= at < two]
        inner = Part(self.indices[one : two + 1], (*kept, (two - one, DEPTH)))
        rest = np.concatenate([self.indices[two:], self.indices[: one + 1]])
        turned = [((at - two) % len(self.indices), depth) for at, depth in self.joints if not one <= at < two]
        return inner, Part(rest, (*sorted(turned), (len(rest) - 1, 0.0)))

    def moving(self, outline: Moving) -> Moving:
        """Return the dense points of the part `(frames, n, 2)`, caps included."""
        pieces, start = [], 0
        for at, depth in sorted(self.joints):
            pieces.append(outline[:, self.indices[start : at + 1]])
            after = self.indices[(at + 1) % len(self.indices)]
            pieces.append(_cap(outline[:, self.indices[at]], outline[:, after], depth))
            start = at + 1
        pieces.append(outline[:, self.indices[start:]])
        return np.concatenate(pieces, axis=1)

    def weights(self) -> NDArray[np.float64]:
        """Return how much each dense point counts: caps lie inside the object, where it does not matter how exactly."""
        weights, start = [], 0
        for at, _ in sorted(self.joints):
            weights += [1.0] * (at + 1 - start) + [0.15] * CAP
            start = at + 1
        return np.array(weights + [1.0] * (len(self.indices) - start))

    def fine(self, loop: Points, shares: NDArray[np.float64]) -> Points:
        """Return the part's outline on a frame, in steps of about half a pixel; `shares` place its dense points."""
        length = np.hypot(*(np.roll(loop, -1, axis=0) - loop).T).sum()
        if not self.joints:
            return along(loop, np.arange(_count(length)) / _count(length))
        pieces, start = [], 0
        for at, depth in sorted(self.joints):
            pieces.append(_run(loop, shares[self.indices[start : at + 1]], length))
            ends = along(loop, shares[self.indices[[at, (at + 1) % len(self.indices)]]])
            pieces.append(_cap(ends[None, 0], ends[None, 1], depth, 24)[0])
            start = at + 1
        if start < len(self.indices):
            pieces.append(_run(loop, shares[self.indices[start:]], length))
        return np.vstack(pieces)


def _count(length: float) -> int:
    return int(np.clip(2 * length, 48, 6000))


def _run(loop: Points, shares: NDArray[np.float64], length: float) -> Points:
    """Return the stretch of a loop between the first and the last of rising shares (which may wrap)."""
    way = float(np.mod(np.diff(shares) + 0.5, 1.0).sum() - 0.5 * (len(shares) - 1)) if len(shares) > 1 else 0.0
    count = max(2, int(2 * abs(way) * length))
    return along(loop, shares[0] + np.linspace(0, max(way, 0.0), count))


def _cap(start: Points, end: Points, depth: float, count: int = CAP) -> Moving:
    """Return half an ellipse from `start` to `end` `(frames, count, 2)`, bulging to the left of the way."""
    across = end - start
    size = np.hypot(across[:, 0], across[:, 1])[:, None]
    left = np.stack([across[:, 1], -across[:, 0]], axis=1) / np.maximum(size, 1e-9)
    high = np.minimum(depth * size, DEEPEST)
    turn = (np.arange(count) + 1) / (count + 1) * np.pi
    middle = (start + end)[:, None] / 2 - across[:, None] / 2 * np.cos(turn)[:, None]
    return np.asarray(middle + high[:, None] * left[:, None] * np.sin(turn)[:, None])


def neck(part: Part, outline: Moving) -> tuple[int, int] | None:
    """Return the two positions of a part between which it is best cut; None where it has no neck."""
    frames = len(outline)
    chosen = outline[np.unique(np.linspace(0, frames - 1, min(FRAMES, frames)).round().astype(int))]
    points = chosen[:, part.indices]
    count = points.shape[1]
    joined = {at for at, _ in part.joints}
    steps = np.hypot(*np.moveaxis(np.roll(points, -1, axis=1) - points, -1, 0)).mean(axis=0)
    way = np.concatenate([[0.0], np.cumsum(steps)])
    inner = np.abs(way[None, :count] - way[:count, None])
    least = np.minimum(inner, way[-1] - inner)
    across = points[:, None] - points[:, :, None]  # [frame, from, to]
    chord = np.hypot(across[..., 0], across[..., 1])
    ahead = np.roll(points, -2, axis=1) - np.roll(points, 2, axis=1)
    inward = np.stack([-ahead[..., 1], ahead[..., 0]], axis=-1)
    inward /= np.maximum(np.hypot(inward[..., 0], inward[..., 1]), 1e-9)[..., None]
    lean = (across * inward[:, :, None]).sum(-1) / np.maximum(chord, 1e-9)
    lean = lean.mean(axis=0)
    ratio = chord.max(axis=0) / np.maximum(least, 1e-9)
    fits = (least > SMALLEST * way[-1]) & (lean > INTO) & (lean.T > INTO) & (ratio < NECK)
    around = np.arange(count)
    near = np.zeros(count, bool)
    for joint in joined:
        near |= np.abs((around - joint + count // 2) % count - count // 2) < 4
    fits &= ~near[:, None] & ~near[None]
    if not fits.any():
        return None
    one, two = np.unravel_index(np.where(fits, ratio, np.inf).argmin(), ratio.shape)
    return int(min(one, two)), int(max(one, two))
