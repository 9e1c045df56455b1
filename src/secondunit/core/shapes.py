"""Roto shapes as plain data: articulated Bezier outlines with few keys, in layers, over a range of frames.

Coordinates are pixels of the picture: origin at the top left corner, x to the right, y down, pixel centres at .5 (the
first pixel covers 0..1). Tangents and feathers are offsets from their point, in pixels. Frames are whole numbers.

A curve goes from point i to point i + 1 as the cubic Bezier of point i, its right handle, the left handle of point
i + 1 and that point (and from the last to the first where the shape is closed). Between two keys every number of a
point moves on a straight line in time; before the first key and after the last it stands still. Straight lines are
what every roto tool can do alike. A shape is seen on the frames of its lifetime, both ends included.

The matte of a shape is 1 inside its curve and falls to 0 at its feather curve, which runs through point + feather.
Shapes are laid over each other in the order of the tree, each by its blend mode.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from secondunit.core.errors import InputError

Offset = tuple[float, float]  # pixels, x and y

FARTHEST = 1e6  # pixels from the origin; beyond it a file is damaged, no picture is that wide
FRAMES = 10_000_000  # the highest frame number, either side of 0
MAX_POINTS = 2_000  # of a shape
MAX_SHAPES = 5_000  # of a tree
MAX_DEPTH = 32  # of layers in layers
MAX_NAME = 200  # characters


class Blend(StrEnum):
    """How the matte s of a shape is laid over the matte m below it."""

    ADD = "add"  # m + s - m s
    SUBTRACT = "subtract"  # m (1 - s)
    MAX = "max"  # the larger
    INTERSECT = "intersect"  # m s
    DIFFERENCE = "difference"  # |m - s|


@dataclass(frozen=True, slots=True)
class ControlPoint:
    """One point of a shape: where it stands, its two handles and where its feather ends, as offsets."""

    x: float
    y: float
    left: Offset = (0.0, 0.0)  # towards the point before
    right: Offset = (0.0, 0.0)  # towards the point after
    feather: Offset = (0.0, 0.0)  # (0, 0): a hard edge

    def numbers(self) -> tuple[float, ...]:
        """Return x, y, left, right and feather as eight numbers."""
        return (self.x, self.y, *self.left, *self.right, *self.feather)

    @classmethod
    def of(cls, numbers: tuple[float, ...]) -> ControlPoint:
        """Return the point of eight numbers; InputError for another count or for what is no place in a picture."""
        if len(numbers) != 8:
            raise InputError(f"a control point has 8 numbers, not {len(numbers)}")
        for number in numbers:
            if not math.isfinite(number) or abs(number) > FARTHEST:
                raise InputError(
                    f"a control point at {number:g} is no place in a picture",
                    hint="the file is damaged, or made for another tool; export it again",
                )
        x, y, lx, ly, rx, ry, fx, fy = numbers
        return cls(x, y, (lx, ly), (rx, ry), (fx, fy))


Outline = tuple[ControlPoint, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A Bezier outline with keys; `first` and `last` bound its lifetime where they are given."""

    name: str
    keys: Mapping[int, Outline]  # by frame, in order; every key has the same points
    closed: bool = True
    blend: Blend = Blend.ADD
    opacity: float = 1.0
    first: int | None = None
    last: int | None = None
    visible: bool = True

    def __post_init__(self) -> None:
        named(self.name)
        if not self.keys:
            raise InputError(f"shape {self.name} has no key")
        counts = {len(outline) for outline in self.keys.values()}
        count = max(counts)
        if len(counts) > 1:
            raise InputError(f"shape {self.name} has keys of {min(counts)} and of {count} points",
                             hint="points keep their identity: every key needs the same number")  # fmt: skip
        if not 2 <= count <= MAX_POINTS:
            raise InputError(f"shape {self.name} has {count} points", hint=f"a shape has 2 to {MAX_POINTS}")
        for frame in (*self.keys, *(at for at in (self.first, self.last) if at is not None)):
            if abs(frame) > FRAMES:
                raise InputError(f"shape {self.name} has a key at frame {frame:g}", hint="no shot is that long")
        if self.first is not None and self.last is not None and self.last < self.first:
            raise InputError(f"shape {self.name} ends at frame {self.last}, before it begins at {self.first}")
        if not 0 <= self.opacity <= 1:
            raise InputError(f"shape {self.name} has an opacity of {self.opacity:g}", hint="0 to 1")
        if list(self.keys) != sorted(self.keys):
            object.__setattr__(self, "keys", {frame: self.keys[frame] for frame in sorted(self.keys)})

    @property
    def points(self) -> int:
        """How many points every key has."""
        return len(next(iter(self.keys.values())))

    def lives(self, frame: float) -> bool:
        """Say whether the shape is seen on a frame."""
        return (
            self.visible
            and (self.first is None or frame >= self.first)
            and (self.last is None or frame <= self.last)
        )  # fmt: skip

    def at(self, frame: float) -> Outline:
        """Return the points on a frame, between keys interpolated; they do not ask whether the shape lives."""
        frames = list(self.keys)
        after = bisect_right(frames, frame)
        if after == 0 or after == len(frames):
            return self.keys[frames[max(0, after - 1)]]
        start, end = frames[after - 1], frames[after]
        if frame == start:
            return self.keys[start]
        share = (frame - start) / (end - start)
        return tuple(_between(a, b, share) for a, b in zip(self.keys[start], self.keys[end], strict=True))

    def to_json(self) -> dict[str, Any]:
        """Return the shape as plain data."""
        return {
            "kind": "shape", "name": self.name, "closed": self.closed, "blend": str(self.blend),
            "opacity": self.opacity, "first": self.first, "last": self.last, "visible": self.visible,
            "keys": [[frame, [list(p.numbers()) for p in points]] for frame, points in self.keys.items()],
        }  # fmt: skip


def _between(a: ControlPoint, b: ControlPoint, share: float) -> ControlPoint:
    x, y, lx, ly, rx, ry, fx, fy = (
        p + (q - p) * share for p, q in zip(a.numbers(), b.numbers(), strict=True)
    )  # fmt: skip
    return ControlPoint(x, y, (lx, ly), (rx, ry), (fx, fy))


@dataclass(frozen=True, slots=True)
class Layer:
    """Shapes and layers under one name, laid over each other from the first to the last."""

    name: str
    children: tuple[Layer | Shape, ...] = ()

    def __post_init__(self) -> None:
        named(self.name)

    def shapes(self) -> Iterator[Shape]:
        """Yield the shapes of the layer and of the layers in it, in order."""
        for child in self.children:
            if isinstance(child, Shape):
                yield child
            else:
                yield from child.shapes()

    def to_json(self) -> dict[str, Any]:
        """Return the layer as plain data."""
        return {"kind": "layer", "name": self.name, "children": [child.to_json() for child in self.children]}


@dataclass(frozen=True, slots=True)
class Roto:
    """All shapes of a shot: one layer an object, the picture's size in pixels, and the frames, both included."""

    width: int
    height: int
    first: int
    last: int
    layers: tuple[Layer | Shape, ...] = ()
    pixel_aspect: float = 1.0  # width of a pixel by its height
    notes: tuple[str, ...] = field(default=(), compare=False)  # what a reader left out, or a fit found

    def __post_init__(self) -> None:
        if not (1 <= self.width <= FARTHEST and 1 <= self.height <= FARTHEST):
            raise InputError(f"a picture of {self.width} x {self.height} pixels cannot be")
        if not (math.isfinite(self.pixel_aspect) and 0.1 <= self.pixel_aspect <= 10):
            raise InputError(f"a pixel aspect of {self.pixel_aspect:g} cannot be", hint="1 for square pixels")
        if abs(self.first) > FRAMES or abs(self.last) > FRAMES or self.last < self.first:
            raise InputError(f"frames {self.first} to {self.last} are no range")
        if _depth(self.layers) > MAX_DEPTH:
            raise InputError(f"layers are nested more than {MAX_DEPTH} deep")
        if sum(1 for _ in self.shapes()) > MAX_SHAPES:
            raise InputError(f"there are more than {MAX_SHAPES} shapes")

    def shapes(self) -> Iterator[Shape]:
        """Yield all shapes in the order in which they are laid over each other."""
        return Layer("all", self.layers).shapes()

    def to_json(self) -> dict[str, Any]:
        """Return the whole as plain data."""
        return {
            "schema": "roto.1", "width": self.width, "height": self.height, "pixel_aspect": self.pixel_aspect,
            "first": self.first, "last": self.last, "layers": [child.to_json() for child in self.layers],
        }  # fmt: skip


def _depth(children: tuple[Layer | Shape, ...]) -> int:
    """How deep layers are nested, counted no further than one too deep."""
    row: list[Layer] = [child for child in children if isinstance(child, Layer)]
    depth = 0
    while row and depth <= MAX_DEPTH:
        depth += 1
        row = [child for layer in row for child in layer.children if isinstance(child, Layer)]
    return depth


def named(name: str) -> str:
    """Return a name of a shape or layer; InputError for an empty or endless one and for control characters."""
    if not name.strip() or len(name) > MAX_NAME:
        raise InputError(f"a shape needs a name of 1 to {MAX_NAME} characters")
    if not name.isprintable():
        raise InputError(f"the name {name!r} has characters that cannot be printed")
    return name


def clean_name(text: str, otherwise: str = "shape") -> str:
    """Return a name that `named` takes, made of any text: unprintable characters become blanks."""
    kept = "".join(c if c.isprintable() else " " for c in text[: 4 * MAX_NAME])
    return " ".join(kept.split())[:MAX_NAME].strip() or otherwise
