"""From clicks and boxes to masks: what a person points at becomes a key.

A click is a pixel that lies on an object (or, negative, on none). How far a pixel lies from the clicks is measured
along the picture, where crossing an edge of colour or motion is what costs (geodesic segmentation: Bai & Sapiro,
ICCV 2007; Price, Morse & Cohen, CVPR 2010). Colour and motion models of both sides are fitted to what is near and
weighed against the distances (GrabCut: Rother, Kolmogorov & Blake, SIGGRAPH 2004); a last cut in a narrow band finds
the edge of the pixel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, sparse
from scipy.sparse import csgraph

from secondunit.core.errors import InputError
from secondunit.departments.plates.flow import Flow
from secondunit.departments.plates.pixels import Labels, Matte, Picture, as_bytes, disk

_WORK = 270  # pixels of the short side at which distances and models are worked out
_ROUNDS = 3  # refits of the colour models
_SAMPLES = 12_000  # pixels that a colour model is fitted to


@dataclass(frozen=True, slots=True)
class Click:
    """A pixel of the picture and the object it lies on; `inside` is False for a pixel that is not of the object."""

    x: float
    y: float
    thing: int = 1
    inside: bool = True


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels that holds an object whole: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float
    thing: int = 1


def segment(
    picture: Picture, clicks: Sequence[Click], boxes: Sequence[Box] = (), flow: Flow | None = None, seed: int = 0
) -> Labels:
    """Return the label mask of what is clicked or boxed; `flow` to a neighbouring frame lets motion tell as well.

    InputError for no click and no box, a click outside the picture, or an object without a click inside or a box.
    """
    height, width = picture.shape[:2]
    things = sorted({c.thing for c in clicks} | {b.thing for b in boxes})
    _check(clicks, boxes, things, height, width)
    scores = np.stack([_score(as_bytes(picture), thing, clicks, boxes, flow, seed) for thing in things])
    best = scores.argmax(axis=0)
    return np.where(scores.max(axis=0) > 0.5, np.array(things, np.uint8)[best], 0).astype(np.uint8)


def _check(clicks: Sequence[Click], boxes: Sequence[Box], things: Sequence[int], height: int, width: int) -> None:
    if not things:
        raise InputError("there is no click and no box", hint="click on the object, or draw a box around it")
    for click in clicks:
        if not (0 <= click.x < width and 0 <= click.y < height):
            raise InputError(f"the click at {click.x:g},{click.y:g} is outside the picture of {width}x{height}")
    for box in boxes:
        if not (box.width >= 2 and box.height >= 2 and box.x < width and box.y < height
                and box.x + box.width > 0 and box.y + box.height > 0):  # fmt: skip
            raise InputError(f"the box at {box.x:g},{box.y:g} of {box.width:g}x{box.height:g} is not in the picture")
    for thing in things:
        if not 1 <= thing <= 254:
            raise InputError(f"{thing} is no number of an object", hint="objects are numbered from 1 to 254")
        if not any(c.inside for c in clicks if c.thing == thing) and not any(b.thing == thing for b in boxes):
            raise InputError(f"object {thing} has only clicks that are outside it", hint="click on the object too")


def _score(
    picture: NDArray[np.uint8], thing: int, clicks: Sequence[Click], boxes: Sequence[Box], flow: Flow | None, seed: int
) -> Matte:
    """How likely each pixel is of one object, 0..1."""
    height, width = picture.shape[:2]
    size, scale = working(height, width)
    inside, outside, allowed = _seeds(size, scale, thing, clicks, boxes)
    return edged(picture, grown(picture, inside, outside, allowed, flow, seed), thing, clicks, boxes)


def working(height: int, width: int) -> tuple[tuple[int, int], float]:
    """Return (width, height) at which seeds are grown, and the scale from the picture to it."""
    scale = min(1.0, _WORK / min(height, width))
    return (max(8, round(width * scale)), max(8, round(height * scale))), scale


def grown(
    picture: NDArray[np.uint8], inside: NDArray[np.bool_], outside: NDArray[np.bool_], allowed: NDArray[np.bool_],
    flow: Flow | None, seed: int,
) -> Matte:  # fmt: skip
    """Return how likely each pixel of the picture is of what the seeds are on; masks are of `working` size."""
    height, width = picture.shape[:2]
    size, scale = working(height, width)
    small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
    features = _features(small, flow, size, scale)
    nearer = _nearer(features, inside, outside, allowed)
    belief = np.where(inside, 1.0, np.where(outside | ~allowed, 0.0, 1 / (1 + np.exp(-2 * nearer)))).astype(np.float32)
    random = np.random.default_rng(seed)
    for _ in range(_ROUNDS):
        colour = _likelihood(features, belief, random)
        belief = (1 / (1 + np.exp(-np.clip(0.7 * colour + 1.2 * nearer, -20, 20)))).astype(np.float32)
        belief = cv2.bilateralFilter(belief, 5, 0.3, 2.0)
        belief[inside], belief[outside | ~allowed] = 1.0, 0.0
        belief = _connected(belief, inside)
    return np.asarray(cv2.resize(belief, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _features(small: NDArray[np.uint8], flow: Flow | None, size: tuple[int, int], scale: float) -> NDArray[np.float32]:
    """Lab colour and, where known, motion, each scaled so that 1 is a difference one sees: `(h, w, 3 or 5)`."""
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 0.7).astype(np.float32) / 255, cv2.COLOR_RGB2Lab)
    lab = lab / np.array([12, 7, 7], np.float32)
    if flow is None:
        return np.asarray(lab, np.float32)
    motion = cv2.resize(flow, size, interpolation=cv2.INTER_AREA) * scale
    motion = motion - np.median(motion.reshape(-1, 2), axis=0)
    spread = max(0.5, float(np.percentile(np.hypot(motion[..., 0], motion[..., 1]), 90)) / 2)
    return np.dstack([lab, np.clip(cv2.GaussianBlur(motion, (0, 0), 1.5) / spread, -4, 4)]).astype(np.float32)


def _seeds(
    size: tuple[int, int], scale: float, thing: int, clicks: Sequence[Click], boxes: Sequence[Box]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Masks of what is surely inside, surely outside, and possible at all, at working size."""
    shape = (size[1], size[0])
    inside, outside = np.zeros(shape, bool), np.zeros(shape, bool)
    dot = disk(2).astype(bool)
    for click in clicks:
        mine = click.inside and click.thing == thing
        if not mine and not click.inside and click.thing != thing:
            continue  # what is not of another object may well be of this one
        _stamp(inside if mine else outside, dot, click.x * scale, click.y * scale)
    own = [box for box in boxes if box.thing == thing]
    allowed = np.ones(shape, bool)
    if own:
        allowed[:] = False
        for box in own:
            left, top = int(box.x * scale), int(box.y * scale)
            right, bottom = int(np.ceil((box.x + box.width) * scale)), int(np.ceil((box.y + box.height) * scale))
            allowed[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = True
        outside |= ~allowed
        inside &= allowed
    elif inside.any():  # where no box tells the ground, the rim of the picture is taken for it, away from clicks
        rim = np.ones(shape, bool)
        rim[3:-3, 3:-3] = False
        outside |= rim & (ndimage.distance_transform_edt(~inside) > 0.12 * max(shape))
    return inside, outside & ~inside, allowed


def _stamp(mask: NDArray[np.bool_], dot: NDArray[np.bool_], x: float, y: float) -> None:
    radius = dot.shape[0] // 2
    for row in range(-radius, radius + 1):
        for column in range(-radius, radius + 1):
            place = (int(y) + row, int(x) + column)
            if dot[row + radius, column + radius] and 0 <= place[0] < mask.shape[0] and 0 <= place[1] < mask.shape[1]:
                mask[place] = True


class _Edges:
    """The picture as a graph of neighbouring pixels whose steps cost more across edges."""

    def __init__(self, features: NDArray[np.float32]) -> None:
        self.shape = features.shape[:2]
        height, width = self.shape
        place = np.arange(height * width).reshape(height, width)
        rows, columns, costs = [], [], []
        for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
            a = place[: height - down, max(0, -right) : width - max(0, right)]
            b = place[down:, max(0, right) : width + min(0, right)]
            flat = features.reshape(-1, features.shape[2])
            step = np.hypot(down, right)
            costs.append((step * (0.02 + np.linalg.norm(flat[a.ravel()] - flat[b.ravel()], axis=1))).astype(np.float32))
            rows.append(a.ravel())
            columns.append(b.ravel())
        count = height * width
        self.graph = sparse.csr_matrix((np.concatenate(costs), (np.concatenate(rows), np.concatenate(columns))),
                                       shape=(count, count))  # fmt: skip

    def distance(self, seeds: NDArray[np.bool_]) -> NDArray[np.float64]:
        """The cost of the cheapest way from any seed to each pixel."""
        if not seeds.any():
            return np.full(self.shape, 1e3)
        found = csgraph.dijkstra(self.graph, directed=False, indices=np.flatnonzero(seeds.ravel()), min_only=True)
        return np.asarray(found).reshape(self.shape)


def _nearer(
    features: NDArray[np.float32], inside: NDArray[np.bool_], outside: NDArray[np.bool_], allowed: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """How much nearer a pixel lies to what is inside, as the log of a ratio of distances along the picture."""
    edges = _Edges(features)
    others = edges.distance(outside)
    if inside.any():
        return np.log((others + 1) / (edges.distance(inside) + 1)).astype(np.float32)
    within = others[allowed]  # a box alone: what is far from its outside is the object
    return np.log((others + 1) / (np.median(within) + 1)).astype(np.float32)


def _likelihood(
    features: NDArray[np.float32], belief: Matte, random: np.random.Generator
) -> NDArray[np.float32]:
    """Log of how much more a pixel looks like what is inside than like what is outside."""
    flat = features.reshape(-1, features.shape[2])
    told = belief.ravel()
    out = []
    for weight in (told, 1 - told):
        sure = np.flatnonzero(weight > 0.6)
        if len(sure) < 50:
            return np.zeros(belief.shape, np.float32)
        chosen = random.choice(sure, min(_SAMPLES, len(sure)), replace=False)
        out.append(_mixture(flat[chosen], flat))
    return np.asarray(np.clip(out[0] - out[1], -6, 6).reshape(belief.shape), np.float32)


def _mixture(samples: NDArray[np.float32], flat: NDArray[np.float32]) -> NDArray[np.float64]:
    """Log density under a mixture of Gaussians about the centres that k-means finds in `samples`."""
    count = min(6, max(1, len(samples) // 60))
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 12, 0.05)
    cv2.setRNGSeed(1)
    _, label, centres = cv2.kmeans(samples, count, np.zeros((0,), np.int32), criteria, 1, cv2.KMEANS_PP_CENTERS)
    parts = []
    for number in range(count):
        mine = samples[label.ravel() == number]
        if len(mine) < 8:
            continue
        spread = np.cov(mine.T) + np.eye(samples.shape[1]) * 0.05
        apart = flat - centres[number]
        far = (apart @ np.linalg.inv(spread) * apart).sum(axis=1)
        parts.append(np.log(len(mine) / len(samples)) - 0.5 * (far + np.linalg.slogdet(spread)[1]))
    return np.asarray(np.logaddexp.reduce(parts, axis=0))


def _connected(belief: Matte, inside: NDArray[np.bool_]) -> Matte:
    """Keep only what hangs together with a seed."""
    if not inside.any():
        return belief
    parts, _ = ndimage.label(belief > 0.5)
    kept = np.unique(parts[inside])
    return np.where((belief <= 0.5) | np.isin(parts, kept[kept > 0]), belief, 0.3 * belief).astype(np.float32)


def edged(
    picture: NDArray[np.uint8], belief: Matte, thing: int = 1, clicks: Sequence[Click] = (), boxes: Sequence[Box] = ()
) -> Matte:
    """Cut anew in a band around the edge, where one cut at working size is too coarse."""
    hard = (belief > 0.5).astype(np.uint8)
    if not hard.any() or hard.all():
        return belief
    reach = max(3, round(0.008 * max(picture.shape[:2])))
    band = (cv2.dilate(hard, disk(reach)) > 0) & (cv2.erode(hard, disk(reach)) == 0)
    state = np.where(hard > 0, cv2.GC_FGD, cv2.GC_BGD).astype(np.uint8)
    state[band & (hard > 0)], state[band & (hard == 0)] = cv2.GC_PR_FGD, cv2.GC_PR_BGD
    for click in clicks:
        value = cv2.GC_FGD if click.inside and click.thing == thing else cv2.GC_BGD
        if click.inside or click.thing == thing:
            cv2.circle(state, (int(click.x), int(click.y)), 2, value, -1)
    if not (np.isin(state, (cv2.GC_FGD, cv2.GC_PR_FGD)).any() and np.isin(state, (cv2.GC_BGD, cv2.GC_PR_BGD)).any()):
        return belief
    ys, xs = np.nonzero(band)
    around = 4 * reach
    top, bottom = max(0, ys.min() - around), min(belief.shape[0], ys.max() + around)
    left, right = max(0, xs.min() - around), min(belief.shape[1], xs.max() + around)
    piece = np.ascontiguousarray(picture[top:bottom, left:right, ::-1])
    part = np.ascontiguousarray(state[top:bottom, left:right])
    cv2.setRNGSeed(1)
    cv2.grabCut(piece, part, None, np.zeros((1, 65)), np.zeros((1, 65)), 2, cv2.GC_INIT_WITH_MASK)
    state[top:bottom, left:right] = part
    cut = np.isin(state, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.float32)
    return np.where(band, 0.5 * cut + 0.5 * np.clip(belief, 0.02, 0.98), belief).astype(np.float32)
