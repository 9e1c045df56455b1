"""Masks over time to roto shapes: outlines linked, followed, cut where they change, keyed and solved.

    roto = fit({1001: labels, 1002: labels, ...})

Every object of the label masks becomes a layer of shapes, holes as shapes that subtract. A shape lives while its
outline keeps its topology; where it does not (parts merge or part), the next shape begins: `Roto.notes` says so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.core.shapes import Blend, ControlPoint, Layer, Roto, Shape
from secondunit.departments.plates.flow import Flow
from secondunit.departments.plates.pixels import Labels, Matte
from secondunit.departments.roto.curves import keys as choosing
from secondunit.departments.roto.curves.contours import Loop, Points, loops, outward, resample
from secondunit.departments.roto.curves.feather import soften
from secondunit.departments.roto.curves.matching import Shares, match
from secondunit.departments.roto.curves.points import Moving, places
from secondunit.departments.roto.curves.quality import overlap
from secondunit.departments.roto.curves.raster import layer_matte
from secondunit.departments.roto.curves.solve import Target, fine, solve
from secondunit.departments.roto.curves.tracks import Track, link

TORN = 0.015  # share of an outline's area that may be lost in carrying its points on; beyond it a new shape begins
INSIDE = 4.0  # pixels inside an outline where the flow of the object is read


@dataclass(frozen=True)
class Settings:
    """What the shapes of a shot should be; the two bounds hold always, the quality where they let it."""

    points: int = 24  # of a shape, at most
    keys: float = 0.25  # share of a shape's frames with keys, at most (never fewer than its first and last)
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
    frames = _checked(masks)
    height, width = next(iter(frames.values())).shape
    labels = sorted({int(label) for mask in frames.values() for label in np.unique(mask)} - {0})
    if not labels:
        raise InputError("the masks show no object", hint="label the object's pixels 1, 2 ... in at least one frame")
    layers, notes = [], list[str]()
    for label in labels:
        only = {frame: mask == label for frame, mask in frames.items()}
        shapes, said = _object(only, label, flow or {}, (mattes or {}).get(label, {}), wanted)
        notes += said
        if shapes:
            layers.append(Layer(f"object {label}", tuple(shapes)))
    return Roto(width, height, min(frames), max(frames), tuple(layers), pixel_aspect, tuple(notes))


def _checked(masks: Mapping[int, Labels] | Sequence[Labels]) -> dict[int, Labels]:
    frames = dict(sorted(masks.items())) if isinstance(masks, Mapping) else dict(enumerate(masks))
    if not frames:
        raise InputError("there are no masks to draw curves around")
    shapes = {mask.shape for mask in frames.values()}
    if len(shapes) > 1 or len(next(iter(shapes))) != 2:
        raise InputError(f"masks have to be (height, width) of one size, not {sorted(shapes)[:3]}")
    if any(mask.dtype != np.uint8 for mask in frames.values()):
        raise InputError("masks have to be 8-bit labels: 0 background, 1 the first object")
    return frames


@dataclass(frozen=True)
class _Followed:
    """A track with what is worked out once: even outlines, matches of neighbours, and the costs of keys."""

    track: Track
    outlines: list[Points]
    matches: list[Shares]
    choices: list[tuple[float, list[int]]]
    depth: int  # 0 an outline, 1 a hole, 2 an island in a hole


def _object(
    only: dict[int, NDArray[np.bool_]], label: int, flow: Mapping[int, Flow],
    mattes: Mapping[int, Matte], wanted: Settings,
) -> tuple[list[Shape], list[str]]:  # fmt: skip
    found = []
    for frame, mask in only.items():
        least = max(12.0, wanted.least_area * float(mask.sum()))
        found.append((frame, loops(mask, least) if mask.any() else []))
    height, width = next(iter(only.values())).shape
    followed = [_follow(track, found, flow, wanted) for track in link(found)]
    followed.sort(key=lambda one: one.depth)
    allowed = 0.5 * (1 - wanted.iou)
    for turn in range(4):
        shapes = [shape for one in followed for shape in _shapes(one, allowed, (height, width), mattes, wanted)]
        layer = Layer(f"object {label}", tuple(_named(shapes, label)))
        overlaps = [overlap(layer_matte(layer, frame, height, width) >= 0.5, mask) for frame, mask in only.items()]
        if np.mean(overlaps) >= wanted.iou or turn == 3:
            break
        allowed = 0.0 if turn == 2 else allowed / 2.5
    said = []
    for one in followed:
        lives = len(_cuts(one, _choose(one, allowed, wanted)))
        if lives > 1:
            said.append(f"object {label}: an outline from frame {one.track.first} changes its topology; "
                        f"{lives} shapes follow each other to frame {one.track.last}")  # fmt: skip
    if np.mean(overlaps) < wanted.iou:
        said.append(f"object {label}: the shapes overlap the masks by {np.mean(overlaps):.3f}, {wanted.iou:g} was "
                    f"asked; it moves more than keys on {wanted.keys:.0%} of the frames can follow")  # fmt: skip
    return list(layer.shapes()), said


def _named(shapes: list[Shape], label: int) -> list[Shape]:
    counts: dict[str, int] = {}
    result = []
    for shape in shapes:
        kind = "hole" if shape.blend is Blend.SUBTRACT else "part"
        counts[kind] = counts.get(kind, 0) + 1
        name = f"object {label} {kind} {counts[kind]}"
        result.append(replace(shape, name=name))
    return result


def _follow(track: Track, found: list[tuple[int, list[Loop]]], flow: Mapping[int, Flow], wanted: Settings) -> _Followed:
    steps = int(np.clip(np.mean([loop.length for loop in track.loops]) / 4, 24, wanted.steps))
    outlines = [resample(loop.points, steps) for loop in track.loops]
    matches = []
    for at, (one, two) in enumerate(pairwise(outlines)):
        move = flow.get(track.first + at)
        expected = one + (two.mean(axis=0) - one.mean(axis=0)) if move is None else one + _moved(one, move)
        matches.append(match(one, two, expected))
    most = max(2, math.ceil(wanted.keys * len(outlines)))
    choices = choosing.best(choosing.costs(outlines, matches), most)
    if not choices:  # too long for the span of keys allowed: keys at even steps
        choices = [(math.inf, sorted({int(k) for k in np.linspace(0, len(outlines) - 1, most).round()}))]
    return _Followed(track, outlines, matches, choices, 1 if track.hole else _island(track, found))


def _moved(outline: Points, flow: Flow) -> Points:
    """Return how the flow moves the points of an outline, read a little inside of it."""
    inner = (outline - INSIDE * outward(outline, 3) - 0.5).astype(np.float32)
    return np.asarray(cv2.remap(flow, inner[None, :, 0], inner[None, :, 1], cv2.INTER_LINEAR,
                                borderMode=cv2.BORDER_REPLICATE)[0], np.float64)  # fmt: skip


def _island(track: Track, found: list[tuple[int, list[Loop]]]) -> int:
    """Return 2 for an outline that lies in a hole, else 0."""
    first = dict(found)[track.first]
    x, y = track.loops[0].points[0]
    inside = any(
        loop.hole and cv2.pointPolygonTest(loop.points.astype(np.float32)[:, None], (float(x), float(y)), False) > 0
        for loop in first
    )
    return 2 if inside else 0


def _choose(one: _Followed, allowed: float, wanted: Settings) -> list[int]:
    """Return the fewest keys whose wrong pixels are an allowed share of the outline's, or all that may be."""
    for wrong, keys in one.choices:
        if wrong <= allowed * one.track.area:
            return keys
    return one.choices[-1][1]


@dataclass(frozen=True)
class _Life:
    """A stretch of a track that one shape draws: frames `first` to `last`, keys, all counted from the track's first."""

    first: int
    last: int
    keys: list[int]
    moving: Moving  # (frames to the last key, n, 2)


def _cuts(one: _Followed, keys: list[int]) -> list[_Life]:
    """Cut a track where the points of its first frame cannot be carried on."""
    count = len(one.outlines[0])
    lives: list[_Life] = []
    start = 0
    while start < len(keys):
        shares = np.arange(count) / count
        carried = [one.outlines[keys[start]]]
        end = start
        for at in range(start + 1, len(keys)):
            ahead = []
            for frame in range(keys[at - 1] + 1, keys[at] + 1):
                shares = choosing.onward(shares, one.matches[frame - 1])
                ahead.append(choosing.at(one.outlines[frame], shares))
            torn = choosing.missed(one.outlines[keys[at]], shares) > TORN * one.track.loops[keys[at]].area
            if torn and not (at == start + 1 and keys[at] - keys[start] > 1):
                break
            carried += ahead
            end = at
            if torn:
                break
        final = end == len(keys) - 1
        beside = not final and keys[end + 1] == keys[end] + 1
        last = keys[end] if final or beside or end == start else keys[end] - 1
        lives.append(_Life(keys[start], last, [key - keys[start] for key in keys[start : end + 1]], np.array(carried)))
        start = end + 1 if final or beside or end == start else end
    return lives


def _shapes(
    one: _Followed, allowed: float, size: tuple[int, int], mattes: Mapping[int, Matte], wanted: Settings
) -> list[Shape]:
    """Return the shapes of a track, one a life."""
    result = []
    blend = Blend.SUBTRACT if one.track.hole else Blend.ADD
    for life in _cuts(one, _choose(one, allowed, wanted)):
        frames = range(life.first, life.first + len(life.moving))
        track = [one.track.loops[frame] for frame in frames]
        enough = 0.25 * (1 - wanted.iou) * float(np.mean([loop.area / loop.length for loop in track]))
        spots = places(life.moving, wanted.points, max(0.15, enough))
        target = Target(life.moving, [fine(loop.points) for loop in track], *size)
        solved = solve(target, life.keys, spots)
        begin = one.track.first + life.first
        keys = {
            begin + key: tuple(ControlPoint.of((*map(float, point.ravel()), 0.0, 0.0)) for point in points)
            for key, points in zip(life.keys, solved, strict=True)
        }
        shape = Shape("part", keys, True, blend, 1.0, begin, one.track.first + life.last)
        result.append(soften(shape, mattes))
    return result
