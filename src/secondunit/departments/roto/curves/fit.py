"""Masks over time to roto shapes: parts followed, keyed under a budget and solved.

    roto = fit({1001: labels, 1002: labels, ...})

Every object of the label masks becomes a layer of shapes that overlap, a limb or a part each, living for its span of
frames. Where they cover too much, shapes subtract, and where those take too much, shapes add again. Keys are shared
out among all shapes at one price: the next key goes where it mends most pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.core.shapes import Blend, ControlPoint, Layer, Roto, Shape
from secondunit.departments.plates.flow import Flow
from secondunit.departments.plates.pixels import Labels, Matte
from secondunit.departments.roto.curves.contours import Points, signed_area
from secondunit.departments.roto.curves.feather import soften
from secondunit.departments.roto.curves.follow import Part, follow
from secondunit.departments.roto.curves.keys import best, costs
from secondunit.departments.roto.curves.points import places
from secondunit.departments.roto.curves.quality import overlap
from secondunit.departments.roto.curves.raster import layer_matte
from secondunit.departments.roto.curves.simple import relaxed
from secondunit.departments.roto.curves.solve import Target, solve
from secondunit.departments.roto.curves.view import View

LEVELS = (Blend.ADD, Blend.SUBTRACT, Blend.ADD)  # parts, what they cover wrongly, and what that takes wrongly
SIDE = 1280  # pixels of the longer side of the masks that parts are followed in; larger ones are made smaller
HIDDEN = 0.25  # weight of a point inside the object; one on its outline has 1
FINE = 6  # places between two points of a ring
POINTS_SHARE = 0.25  # of the error that may be, left to the points
LITTLE = 0.4  # pixels of error that are always left to a shape
TURNS = 3  # choices of keys
CLOSE = 0.1  # of the error that may be: a choice that comes so near to what it foretold is kept
FAR = 2.0  # times the error that may be: beyond it there may be more keys, until they err by no more than may be


@dataclass(frozen=True)
class Settings:
    """What the shapes of a shot should be: the bound of points always holds, that of keys where they can follow."""

    points: int = 24  # of a shape, at most
    keys: float = 0.25  # share of the shapes' frames with keys, at most, unless the overlap would fall far below `iou`
    iou: float = 0.97  # overlap with the masks that is enough: no more keys and points are spent beyond it

    def __post_init__(self) -> None:
        if not (4 <= self.points <= 200 and 0 < self.keys <= 1 and 0.5 <= self.iou < 1):
            raise InputError("these settings of the curve fit cannot be", hint="points 4..200, keys 0..1, iou 0.5..1")


def fit(
    masks: Mapping[int, Labels] | Sequence[Labels], *, flow: Mapping[int, Flow] | None = None,
    mattes: Mapping[int, Mapping[int, Matte]] | None = None, settings: Settings | None = None,
    pixel_aspect: float = 1.0,
) -> Roto:  # fmt: skip
    """Return the shapes of all objects of label masks by frame (a sequence counts from 0).

    `flow[frame]` is the flow from that frame to the next, where it is known: points then follow the surface.
    `mattes[label][frame]` are soft mattes of an object: where they ramp, points get feathers. Frames may be missing;
    shapes end there. Raises InputError for masks of different sizes, without an object, or of another type.
    """
    wanted = settings or Settings()
    read, frames = (masks.__getitem__, sorted(masks) if isinstance(masks, Mapping) else list(range(len(masks))))
    (height, width), labels = _checked(read, frames)
    layers, notes = [], list[str]()
    for label in labels:
        only = _Only(read, frames, label, (height, width))
        shapes, said = _object(only, flow or {}, (mattes or {}).get(label, {}), wanted)
        notes += said
        if shapes:
            layers.append(Layer(f"object {label}", tuple(shapes)))
    return Roto(width, height, frames[0], frames[-1], tuple(layers), pixel_aspect, tuple(notes))


@dataclass(frozen=True)
class _Only:
    """The masks of one object, read frame by frame, so that a long shot need not lie in memory."""

    read: Callable[[int], Labels]
    frames: list[int]
    label: int
    size: tuple[int, int]

    def __iter__(self) -> Iterator[tuple[int, NDArray[np.bool_]]]:
        for frame in self.frames:
            yield frame, self.read(frame) == self.label


def _checked(read: Callable[[int], Labels], frames: list[int]) -> tuple[tuple[int, int], list[int]]:
    """Return the size of the masks and their labels; InputError for masks that cannot be fitted."""
    if not frames:
        raise InputError("there are no masks to draw curves around")
    size: tuple[int, ...] = read(frames[0]).shape
    labels: set[int] = set()
    for frame in frames:
        mask = read(frame)
        if mask.ndim != 2 or mask.shape != size:
            raise InputError(f"masks have to be (height, width) of one size; that of frame {frame} is {mask.shape}")
        if mask.dtype != np.uint8:
            raise InputError("masks have to be 8-bit labels: 0 background, 1 the first object")
        labels |= set(np.flatnonzero(np.bincount(mask.ravel(), minlength=256)).tolist())
    if not labels - {0}:
        raise InputError("the masks show no object", hint="label the object's pixels 1, 2 ... in at least one frame")
    return (size[0], size[1]), sorted(labels - {0})


@dataclass(frozen=True)
class _Piece:
    """A part with its points, and for every number of keys the wrong pixels and the frames of the best ones."""

    part: Part
    blend: Blend
    weights: NDArray[np.float64]  # (frames, n)
    spots: list[int]
    choices: list[tuple[float, list[int]]]

    @property
    def last(self) -> int:
        """Its last frame."""
        return self.part.first + len(self.part.moving) - 1

    def keys(self, price: float) -> tuple[float, list[int]]:
        """Return the wrong pixels and the keys that are best where a key is worth so many pixels."""
        return min(self.choices, key=lambda choice: choice[0] + price * len(choice[1]))


def _object(
    only: _Only, flow: Mapping[int, Flow], mattes: Mapping[int, Matte], wanted: Settings
) -> tuple[list[Shape], list[str]]:
    scale = -(-max(only.size) // SIDE)
    whole = {frame: View.of(_small(mask, scale)) for frame, mask in only}
    flow = {frame: np.ascontiguousarray(way[::scale, ::scale] / scale) for frame, way in flow.items()}
    views, pieces = whole, list[_Piece]()
    have = {frame: np.zeros_like(view.mask) for frame, view in whole.items()}
    for blend in LEVELS:
        found = follow(views, flow)
        pieces += [_piece(replace(part, moving=part.moving * scale), blend, wanted) for part in found.parts]
        for frame, covered in found.covered.items():
            have[frame] = have[frame] & ~covered if blend is Blend.SUBTRACT else have[frame] | covered
        wrong = {at: view.mask & ~have[at] if blend is Blend.SUBTRACT else have[at] & ~view.mask
                 for at, view in whole.items()}  # fmt: skip
        views = {frame: view.rest(wrong[frame]) for frame, view in whole.items() if view.outlines}
    if not pieces:
        return [], [f"object {only.label}: no outline of it is large enough for a shape"]
    shapes, iou, share = _enough(pieces, only, mattes, wanted)
    if iou >= wanted.iou:
        return shapes, []
    return shapes, [f"object {only.label}: the shapes overlap the masks by {iou:.3f} with keys on {share:.0%} of their "
                    f"frames; {wanted.iou:g} on {wanted.keys:.0%} was asked"]  # fmt: skip


def _small(mask: NDArray[np.bool_], scale: int) -> NDArray[np.bool_]:
    """Return a mask made smaller by a whole number, carried on at the right and the bottom to fill it."""
    height, width = mask.shape
    filled = cv2.copyMakeBorder(mask.astype(np.uint8) * 255, 0, -height % scale, 0, -width % scale,
                                borderType=cv2.BORDER_REPLICATE)  # fmt: skip
    size = filled.shape[1] // scale, filled.shape[0] // scale
    return np.asarray(cv2.resize(filled, size, interpolation=cv2.INTER_AREA) >= 128)


def _piece(part: Part, blend: Blend, wanted: Settings) -> _Piece:
    weights = np.where(part.seen, 1.0, HIDDEN)
    steps = np.hypot(*np.moveaxis(np.roll(part.moving, -1, axis=1) - part.moving, -1, 0))
    area = float(np.mean([abs(signed_area(ring)) for ring in part.moving]))
    room = max(LITTLE, area / float(steps.sum(axis=1).mean()) * (1 - wanted.iou))
    spots, _ = places(part.moving, wanted.points, max(0.15, POINTS_SHARE * room), weights)
    return _Piece(part, blend, weights, spots, best(costs(part.moving, weights), len(part.moving)))


def _enough(
    pieces: list[_Piece], only: _Only, mattes: Mapping[int, Matte], wanted: Settings
) -> tuple[list[Shape], float, float]:
    """Solve the pieces with as many keys as the overlap needs; return the shapes, the overlap and the share of keys.

    What the choice of keys foretells is compared with what the shapes show, and chosen again.
    """
    height, width = only.size
    solved: dict[tuple[int, ...], Shape] = {}
    lives = sum(len(piece.part.moving) for piece in pieces)
    area = float(sum(int(mask.sum()) for _, mask in only))
    shapes, iou, amiss = list[Shape](), 0.0, 0.0
    for _ in range(TURNS):
        goal = (1 - wanted.iou) * area
        price = _price(pieces, 0, max(goal - amiss, goal / 4))
        if sum(len(piece.keys(price)[1]) for piece in pieces) > wanted.keys * lives:
            budget = _price(pieces, wanted.keys * lives, np.inf)
            far = _price(pieces, 0, max(FAR * goal - amiss, goal))
            price = min(budget, far)
        chosen = [piece.keys(price) for piece in pieces]
        shapes = []
        for at, (piece, (_, keys)) in enumerate(zip(pieces, chosen, strict=True)):
            if (at, *keys) not in solved:
                solved[(at, *keys)] = soften(_solved(piece, keys, height, width), mattes)
            shapes.append(solved[(at, *keys)])
        shapes = _named(shapes, only.label)
        layer = Layer(f"object {only.label}", tuple(shapes))
        drawn = ((layer_matte(layer, at, height, width, soft=False) >= 0.5, mask) for at, mask in only)
        iou = float(np.mean([overlap(ours, mask) for ours, mask in drawn]))
        told, amiss = amiss, (1 - iou) * area - sum(wrong for wrong, _ in chosen)
        if abs(told - amiss) < CLOSE * goal:
            break
    return shapes, iou, sum(len(shape.keys) for shape in shapes) / lives


def _price(pieces: list[_Piece], least: float, most: float) -> float:
    """Return the highest price of a key, in pixels, at which there are so many keys and no more pixels wrong."""
    low, high = 1e-3, 1e9
    for _ in range(60):
        middle = (low * high) ** 0.5
        chosen = [piece.keys(middle) for piece in pieces]
        fits = sum(len(keys) for _, keys in chosen) >= least and sum(wrong for wrong, _ in chosen) <= most
        low, high = (middle, high) if fits else (low, middle)
    return low


def _solved(piece: _Piece, keys: list[int], height: int, width: int) -> Shape:
    part = piece.part
    target = Target(part.moving, [_fine(ring) for ring in part.moving], piece.weights, height, width)
    rows = zip(keys, solve(target, keys, piece.spots), strict=True)
    solved = {key: relaxed(row, part.moving[key, piece.spots]) for key, row in rows}
    outline = {
        part.first + key: tuple(ControlPoint.of((*map(float, point.ravel()), 0.0, 0.0)) for point in row)
        for key, row in solved.items()
    }
    return Shape("part", outline, True, piece.blend, 1.0, part.first, piece.last)


def _fine(ring: Points) -> Points:
    """Return a ring with more places between its points."""
    grid = np.arange(len(ring) * FINE) / FINE
    closed = np.vstack([ring, ring[:1]])
    return np.stack([np.interp(grid, np.arange(len(closed)), closed[:, axis]) for axis in (0, 1)], axis=1)


def _named(shapes: list[Shape], label: int) -> list[Shape]:
    counts: dict[str, int] = {}
    result = []
    for shape in shapes:
        kind = "hole" if shape.blend is Blend.SUBTRACT else "part"
        counts[kind] = counts.get(kind, 0) + 1
        result.append(replace(shape, name=f"object {label} {kind} {counts[kind]}"))
    return result
