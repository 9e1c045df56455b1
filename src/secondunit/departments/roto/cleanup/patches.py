"""Fill from the picture itself, for what no frame shows: patches of the known part, coarse to fine.

Every patch that touches the hole looks for the most similar patch outside it, and the hole becomes what its patches
vote for, over and over, from a small picture up (Wexler, Shechtman & Irani, "Space-time completion of video", PAMI
2007). The search is PatchMatch (Barnes et al., SIGGRAPH 2009), here for all patches at once: good finds are taken from
neighbours, then random places at shrinking distance are tried. Costly: meant for one key frame, then carried along.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.departments.roto.cleanup.fields import complete

RADIUS = 3  # patches are 7 x 7
FADE = 1.3  # how much less a patch counts a pixel farther inside the hole
LISTED = 6000  # patches that the coarsest level is grown from
MOST = 30_000  # patches searched on a level; larger levels take over what the one below found
Picture = NDArray[np.float32]


def fill(picture: Picture, hole: NDArray[np.bool_], source: NDArray[np.bool_], seed: int) -> Picture:
    """Return the picture (h, w, 3) with its hole filled from `source`, the pixels that may be copied.

    For a few pixels around the hole it returns what the patches show there, so that the fill can be fitted to the
    picture. Raises InputError where no whole patch may be copied.
    """
    levels = [(np.where(hole[..., None], 0, picture).astype(np.float32), hole, source & ~hole)]
    while True:
        image, gap, free = levels[-1]
        deep = cv2.distanceTransform(np.pad(gap, 1).astype(np.uint8), cv2.DIST_L2, 3).max()
        if deep <= 4 * RADIUS or min(gap.shape) < 12 * RADIUS:
            break
        half = ((gap.shape[1] + 1) // 2, (gap.shape[0] + 1) // 2)
        known = (~gap).astype(np.float32)
        share = cv2.resize(known, half, interpolation=cv2.INTER_AREA)
        sums = cv2.resize(image * known[..., None], half, interpolation=cv2.INTER_AREA)
        small = sums / np.maximum(share, 1e-6)[..., None]
        apart = cv2.resize(free.astype(np.float32), half, interpolation=cv2.INTER_AREA) > 0.99
        if not _centres(apart).any():
            break
        levels.append((small.astype(np.float32), share < 0.5, apart))
    chance = np.random.default_rng(seed)
    for depth, (image, gap, free) in enumerate(reversed(levels)):
        if not _centres(free).any():
            raise InputError("nothing in this picture can be copied into the hole", hint="make the mask smaller")
        if depth == 0:
            now, found = _grown(complete(image, ~gap), gap, free)
        else:
            now = cv2.resize(now, (gap.shape[1], gap.shape[0]), interpolation=cv2.INTER_LINEAR)
            now = np.where(gap[..., None], now, image).astype(np.float32)
        past = depth == len(levels) - 1
        now, found = _refine(now, gap, free, found, depth == 0, chance, max(3, 10 - 3 * depth), past=past)
    return now


def _grown(
    image: Picture, gap: NDArray[np.bool_], source: NDArray[np.bool_]
) -> tuple[Picture, NDArray[np.intp]]:
    """Fill ring by ring inwards, each pixel from the patch that is most like what is known around it; also return
    from where (Efros & Leung, "Texture synthesis by non-parametric sampling", ICCV 1999).

    A start from which lines and objects go on into the hole; a smooth start would end as a smooth fill.
    """
    high, wide = gap.shape
    listed = np.argwhere(_centres(source))
    listed = listed[:: max(1, len(listed) // LISTED)]
    finds = np.zeros((high, wide, 2), np.intp)
    now, known = image.copy(), ~gap
    theirs = _windows(image)[listed[:, 0], listed[:, 1]].reshape(len(listed), -1)
    squares = (theirs.reshape(len(listed), -1, 3) ** 2).sum(axis=2)
    y, x = np.mgrid[-RADIUS : RADIUS + 1, -RADIUS : RADIUS + 1]
    soft = np.exp(-(x * x + y * y) / (2 * (0.6 * RADIUS) ** 2)).ravel().astype(np.float32)

    def best(where: NDArray[np.bool_]) -> NDArray[np.intp]:
        weight = _windows(known.astype(np.float32)[..., None])[where].reshape(-1, len(soft)) * soft
        mine = _windows(now)[where].reshape(len(weight), -1, 3) * weight[..., None]
        cost = weight @ squares.T - 2 * mine.reshape(len(weight), -1) @ theirs.T
        return np.asarray(listed[np.argmin(cost, axis=1)])

    while not known.all():
        ring = ~known & (cv2.dilate(known.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)
        place = best(ring)
        now[ring] = image[place[:, 0], place[:, 1]]
        known |= ring
    touched = cv2.dilate(gap.astype(np.uint8), np.ones((2 * RADIUS + 1, 2 * RADIUS + 1), np.uint8)) > 0
    finds[touched] = best(touched)
    return now, finds


def _windows(image: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the patch around each pixel, (h, w, rows, columns, channels); past the border the picture is mirrored."""
    padded = cv2.copyMakeBorder(image, RADIUS, RADIUS, RADIUS, RADIUS, cv2.BORDER_REFLECT)
    size = 2 * RADIUS + 1
    views = np.lib.stride_tricks.sliding_window_view(padded.reshape(*padded.shape[:2], -1), (size, size), axis=(0, 1))
    return np.asarray(views.transpose(0, 1, 3, 4, 2))


def _centres(source: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return where a whole patch lies in the source."""
    size = np.ones((2 * RADIUS + 1, 2 * RADIUS + 1), np.uint8)
    inside = cv2.erode(source.astype(np.uint8), size, borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0
    return np.asarray(inside)


def _refine(
    image: Picture, gap: NDArray[np.bool_], source: NDArray[np.bool_], before: NDArray[np.intp], same: bool,
    chance: np.random.Generator, rounds: int, *, past: bool,
) -> tuple[Picture, NDArray[np.intp]]:  # fmt: skip
    """Search and vote on one level; return the picture and the finds `(h, w, 2)` (row, column) for the next.

    `before` are finds of this level (`same`) or of the one below; `past` says to vote past the hole too at the end.
    """
    high, wide = gap.shape
    size = np.ones((2 * RADIUS + 1, 2 * RADIUS + 1), np.uint8)
    touched = cv2.dilate(gap.astype(np.uint8), size) > 0
    rows, columns = np.nonzero(touched)
    if not len(rows):  # the gap is too small to be seen on this level
        return image, np.zeros((high, wide, 2), np.intp)
    centres = _centres(source)
    listed = np.argwhere(centres)
    if same:
        finds = before[rows, columns]
    else:
        last = before[np.minimum(rows // 2, before.shape[0] - 1), np.minimum(columns // 2, before.shape[1] - 1)]
        finds = last * 2 + np.stack([rows % 2, columns % 2], axis=1)
    finds[:, 0], finds[:, 1] = np.clip(finds[:, 0], 0, high - 1), np.clip(finds[:, 1], 0, wide - 1)
    lost = ~centres[finds[:, 0], finds[:, 1]]
    finds[lost] = listed[chance.integers(len(listed), size=int(lost.sum()))]
    search = len(rows) <= MOST
    index = np.full((high, wide), -1, np.intp)
    index[rows, columns] = np.arange(len(rows))
    if not same:  # sharp from the start: a picture brought up from the level below would find its like in what is soft
        image = _vote(image, gap, finds, np.zeros(len(rows), np.float32), index)
    for _ in range(rounds if search else 1):
        padded = cv2.copyMakeBorder(image, RADIUS, RADIUS, RADIUS, RADIUS, cv2.BORDER_REFLECT)
        costs = _Costs(padded, rows, columns)
        cost = costs.of(finds)
        if search:
            finds, cost = _search(costs, finds, cost, index, centres, rows, columns, chance)
        else:
            finds, cost = _spread(costs, finds, cost, index, centres, rows, columns, (1,))
        image = _vote(image, gap, finds, cost, index)
    if past:
        image = _vote(image, touched, finds, cost, index)
    table = np.zeros((high, wide, 2), np.intp)
    table[rows, columns] = finds
    return image, table


class _Costs:
    """Squared difference of the patches at the targets to patches elsewhere."""

    def __init__(self, padded: Picture, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> None:
        wide = padded.shape[1]
        y, x = np.mgrid[0 : 2 * RADIUS + 1, 0 : 2 * RADIUS + 1]
        # every other pixel of the patch, like a chessboard: half the work, the same finds
        keep = ((y + x) % 2 == 0).ravel()
        self.offsets = (y * wide + x).ravel()[keep]
        self.flat, self.wide = padded.reshape(-1, 3), wide
        self.mine = self._patches(rows, columns)

    def _patches(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.float32]:
        at = (rows * self.wide + columns)[:, None] + self.offsets[None, :]
        return np.asarray(self.flat[at].reshape(len(rows), 3 * len(self.offsets)))

    def of(self, finds: NDArray[np.intp], chosen: NDArray[np.intp] | None = None) -> NDArray[np.float32]:
        off = self._patches(finds[:, 0], finds[:, 1]) - (self.mine if chosen is None else self.mine[chosen])
        return np.asarray(np.einsum("ij,ij->i", off, off) / off.shape[1])


def _spread(
    costs: _Costs, finds: NDArray[np.intp], cost: NDArray[np.float32], index: NDArray[np.intp],
    centres: NDArray[np.bool_], rows: NDArray[np.intp], columns: NDArray[np.intp], steps: tuple[int, ...],
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:  # fmt: skip
    """Take over what neighbours found, moved along."""
    high, wide = index.shape
    for step in steps:
        for down, right in ((0, step), (0, -step), (step, 0), (-step, 0)):
            y, x = rows + down, columns + right
            inside = (y >= 0) & (x >= 0) & (y < high) & (x < wide)
            near = np.where(inside, index[np.clip(y, 0, high - 1), np.clip(x, 0, wide - 1)], -1)
            ask = np.flatnonzero(near >= 0)
            finds, cost = _try(costs, finds, cost, ask, finds[near[ask]] - (down, right), centres)
    return finds, cost


def _search(
    costs: _Costs, finds: NDArray[np.intp], cost: NDArray[np.float32], index: NDArray[np.intp],
    centres: NDArray[np.bool_], rows: NDArray[np.intp], columns: NDArray[np.intp], chance: np.random.Generator,
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:  # fmt: skip
    for _ in range(2):
        finds, cost = _spread(costs, finds, cost, index, centres, rows, columns, (4, 1))
        reach = max(index.shape)
        everyone = np.arange(len(rows))
        while reach >= 1:
            away = np.rint(chance.uniform(-reach, reach, (len(rows), 2))).astype(np.intp)
            finds, cost = _try(costs, finds, cost, everyone, finds + away, centres)
            reach //= 3
    return finds, cost


def _try(
    costs: _Costs, finds: NDArray[np.intp], cost: NDArray[np.float32], ask: NDArray[np.intp],
    places: NDArray[np.intp], centres: NDArray[np.bool_],
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:  # fmt: skip
    high, wide = centres.shape
    inside = (places >= 0).all(axis=1) & (places[:, 0] < high) & (places[:, 1] < wide)
    ask, places = ask[inside], places[inside]
    free = centres[places[:, 0], places[:, 1]]
    ask, places = ask[free], places[free]
    value = costs.of(places, ask)
    better = value < cost[ask]
    finds, cost = finds.copy(), cost.copy()
    finds[ask[better]], cost[ask[better]] = places[better], value[better]
    return finds, cost


def _vote(
    image: Picture, gap: NDArray[np.bool_], finds: NDArray[np.intp], cost: NDArray[np.float32],
    index: NDArray[np.intp],
) -> Picture:  # fmt: skip
    """Set each pixel of the hole to the mean of what the patches over it hold there, good patches counting most."""
    rows, columns = np.nonzero(gap)
    high, wide = gap.shape
    spread = float(np.quantile(cost, 0.5)) + 1e-5
    deep = cv2.distanceTransform(np.pad(gap, 1).astype(np.uint8), cv2.DIST_L2, 3)[1:-1, 1:-1]
    # what is near the border knows best: the fill grows inwards from it
    trust = np.exp(-np.minimum(cost / spread, 30)) * FADE ** -deep[index >= 0]
    total = np.zeros((len(rows), 3), np.float64)
    weight = np.zeros(len(rows))
    for down in range(-RADIUS, RADIUS + 1):
        for right in range(-RADIUS, RADIUS + 1):
            y, x = rows - down, columns - right
            inside = (y >= 0) & (x >= 0) & (y < high) & (x < wide)
            patch = np.where(inside, index[np.clip(y, 0, high - 1), np.clip(x, 0, wide - 1)], -1)
            at = np.flatnonzero(patch >= 0)
            place = finds[patch[at]] + (down, right)
            share = trust[patch[at]] + 1e-12
            total[at] += image[place[:, 0], place[:, 1]] * share[:, None]
            weight[at] += share
    out = image.copy()
    out[rows, columns] = total / np.maximum(weight, 1e-12)[:, None]
    return out
