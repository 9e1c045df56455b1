"""Masks over time to roto shapes: outlines linked, followed, cut where they change, keyed and solved.

    roto = fit({1001: labels, 1002: labels, ...})

Every object of the label masks becomes a layer of shapes, holes as shapes that subtract. A shape lives while its
outline keeps its topology; where it does not (parts merge or part), the next shape begins: `Roto.notes` says so.
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
from secondunit.departments.roto.curves.contours import Loop, loops
from secondunit.departments.roto.curves.feather import soften
from secondunit.departments.roto.curves.follow import Life, lives
from secondunit.departments.roto.curves.keys import best, costs
from secondunit.departments.roto.curves.parts import Part, neck
from secondunit.departments.roto.curves.points import Moving, places
from secondunit.departments.roto.curves.quality import overlap
from secondunit.departments.roto.curves.raster import layer_matte
from secondunit.departments.roto.curves.solve import Target, solve
from secondunit.departments.roto.curves.tracks import Track, link

POINTS_SHARE, KEYS_SHARE = 0.25, 0.5  # of the error that may be, left to points and to keys before a part is cut
MOST_PARTS, FEW_PARTS = 10, 3  # of an outline that lasts, and of one that does not
WORST = 2.0  # times the error that may be: what keys leave beyond it is brought down to it by more of them
LITTLE = 0.4  # pixels of error that are always left to a shape
HELPS = 0.85  # a cut leaves at most this share of the error
LASTING = 8  # frames that an outline lives to last
BRIEF = 4  # frames: outlines that live shorter have to be larger by as much


@dataclass(frozen=True)
class Settings:
    """What the shapes of a shot should be: the bound of points always holds, that of keys where they can follow."""

    points: int = 24  # of a shape, at most
    keys: float = 0.25  # share of a shape's frames with keys, at most, unless the overlap would fall far below `iou`
    iou: float = 0.97  # overlap with the masks that is enough: no more keys and points are spent beyond it
    least_area: float = 0.003  # share of an object below which an outline of it is left out
    steps: int = 256  # dense points an outline is followed with, at most

    def __post_init__(self) -> None:
        if not (4 <= self.points <= 200 and 0 < self.keys <= 1 and 0.5 <= self.iou < 1 and 24 <= self.steps <= 1024):
            raise InputError("these settings of the curve fit cannot be",
                             hint="points 4..200, keys 0..1, iou 0.5..1, steps 24..1024")  # fmt: skip
        if not 0 <= self.least_area < 0.5:
            raise InputError(f"a least area of {self.least_area:g} cannot be", hint="a share of the object below 0.5")


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
    """A part of an outline in one of its lives, with the points and the choices of keys that it may get."""

    life: Life
    part: Part
    hole: bool
    depth: int  # 0 an outline, 1 a hole, 2 an island in a hole
    moving: Moving
    spots: list[int]
    choices: list[tuple[float, list[int]]]
    wrong: float  # pixels that its points and its keys, as many as may be, get wrong
    short: bool  # whether that is too much

    def keys(self, allowed: float) -> list[int]:
        """Return the fewest keys whose wrong pixels are an allowed share of the outline's, or all that may be."""
        area = sum(loop.area for loop in self.life.loops)
        return next((keys for wrong, keys in self.choices if wrong <= allowed * area), self.choices[-1][1])


def _object(
    only: _Only, flow: Mapping[int, Flow], mattes: Mapping[int, Matte], wanted: Settings
) -> tuple[list[Shape], list[str]]:
    found: list[tuple[int, list[Loop]]] = []
    size: dict[int, float] = {}
    for frame, mask in only:
        size[frame] = float(mask.sum())
        found.append((frame, loops(mask, max(12.0, wanted.least_area * size[frame])) if mask.any() else []))
    pieces, said = list[_Piece](), list[str]()
    for track in link(found):
        if _fleeting(track, size, wanted):
            continue
        depth = 1 if track.hole else _island(track, found)
        stretches = lives(track, flow, wanted.steps)
        if len(stretches) > 1:
            said.append(f"object {only.label}: an outline that begins at frame {track.first} changes its topology; "
                        f"{len(stretches)} sets of shapes follow each other to frame {track.last}")  # fmt: skip
        for life in stretches:
            lasts = len(life.loops) >= LASTING or len(life.loops) == len(only.frames)
            pieces += _pieces(life, track.hole, depth, wanted, lasts)
    pieces.sort(key=lambda piece: piece.depth)
    shapes, iou = _enough(pieces, only, mattes, wanted)
    if not shapes:
        said.append(f"object {only.label}: no outline of it is large enough for a shape")
    elif iou < wanted.iou:
        said.append(f"object {only.label}: the shapes overlap the masks by {iou:.3f}, {wanted.iou:g} was asked; it "
                    f"changes more than {wanted.points} points and keys on {wanted.keys:.0%} of frames follow")
    return shapes, said


def _fleeting(track: Track, size: Mapping[int, float], wanted: Settings) -> bool:
    """Say whether an outline is too small for the short time it lives to be worth a shape."""
    share = max(loop.area / size[track.first + at] for at, loop in enumerate(track.loops))
    return len(track.loops) < BRIEF and share < BRIEF * wanted.least_area and len(size) >= BRIEF


def _island(track: Track, found: list[tuple[int, list[Loop]]]) -> int:
    """Return 2 for an outline that lies in a hole, else 0."""
    x, y = (float(number) for number in track.loops[0].points[0])
    inside = any(
        loop.hole and cv2.pointPolygonTest(loop.points.astype(np.float32)[:, None], (x, y), False) > 0
        for loop in dict(found)[track.first]
    )
    return 2 if inside else 0


def _pieces(life: Life, hole: bool, depth: int, wanted: Settings, lasts: bool) -> list[_Piece]:
    """Return the parts of an outline: it is cut at a neck where that helps and one shape alone is not enough.

    An outline that lives for a moment is cut for want of points, not of keys, and into fewer parts.
    """
    room = float(np.mean([loop.area / loop.length for loop in life.loops])) * (1 - wanted.iou)
    room = max(LITTLE, room)  # pixels of error
    enough = max(0.15, POINTS_SHARE * room)
    frames = len(life.loops)
    most = max(2, int(wanted.keys * frames))
    least = WORST * (1 - wanted.iou) * sum(loop.area for loop in life.loops)  # wrong pixels that call for more keys

    def piece(part: Part) -> _Piece:
        moving = part.moving(life.moving)
        length = float(np.hypot(*np.moveaxis(np.roll(moving, -1, axis=1) - moving, -1, 0)).sum(axis=1).mean())
        spots, error = places(moving, wanted.points, enough)
        between = costs(moving)
        choices = best(between, most)
        wrong = min(choices[-1][0], 1e12)
        if wrong > least:
            more = best(between, frames)
            choices = more[: next((at for at, (left, _) in enumerate(more) if left <= least), len(more)) + 1]
        short = error > enough or (lasts and wrong > KEYS_SHARE * room * length * len(moving))
        return _Piece(life, part, hole, depth, moving, spots, choices, wrong + error * length * len(moving), short)

    queue, done = [piece(Part(np.arange(life.moving.shape[1])))], list[_Piece]()
    while queue:
        one = queue.pop()
        more = not hole and one.short and len(queue) + len(done) + 2 <= (MOST_PARTS if lasts else FEW_PARTS)
        cut = neck(one.part, life.moving) if more else None
        halves = [piece(part) for part in one.part.split(*cut)] if cut else []
        if halves and sum(half.wrong for half in halves) < HELPS * one.wrong:
            queue += halves
        else:
            done.append(one)
    return done


def _enough(
    pieces: list[_Piece], only: _Only, mattes: Mapping[int, Matte], wanted: Settings
) -> tuple[list[Shape], float]:
    """Solve the pieces with more and more keys until the masks are overlapped as asked, or no more keys may be."""
    height, width = only.size
    solved: dict[tuple[int, ...], Shape] = {}
    shapes, iou = list[Shape](), 0.0
    for share in (0.5, 0.2, 0.0):
        shapes = []
        for at, piece in enumerate(pieces):
            keys = piece.keys(share * (1 - wanted.iou))
            found = solved.get((at, *keys))
            if found is None:
                found = solved[(at, *keys)] = soften(_solved(piece, keys, height, width), mattes)
            shapes.append(found)
        shapes = _named(shapes, only.label)
        layer = Layer(f"object {only.label}", tuple(shapes))
        iou = float(np.mean([overlap(layer_matte(layer, at, height, width) >= 0.5, mask) for at, mask in only]))
        if iou >= wanted.iou:
            break
    return shapes, iou


def _solved(piece: _Piece, keys: list[int], height: int, width: int) -> Shape:
    life = piece.life
    outlines = [piece.part.fine(loop.points, shares) for loop, shares in zip(life.loops, life.shares, strict=True)]
    points = solve(Target(piece.moving, outlines, piece.part.weights(), height, width), keys, piece.spots)
    outline = {
        life.first + key: tuple(ControlPoint.of((*map(float, point.ravel()), 0.0, 0.0)) for point in row)
        for key, row in zip(keys, points, strict=True)
    }
    return Shape("part", outline, True, Blend.SUBTRACT if piece.hole else Blend.ADD, 1.0, life.first, life.last)


def _named(shapes: list[Shape], label: int) -> list[Shape]:
    counts: dict[str, int] = {}
    result = []
    for shape in shapes:
        kind = "hole" if shape.blend is Blend.SUBTRACT else "part"
        counts[kind] = counts.get(kind, 0) + 1
        result.append(replace(shape, name=f"object {label} {kind} {counts[kind]}"))
    return result
