"""What the writers of roto formats share: plain numbers, and names that are safe in any syntax."""

from __future__ import annotations

import re
from collections.abc import Iterable

from secondunit.core.shapes import Shape


def number(value: float, digits: int = 4) -> str:
    """Return a number as plain decimals, without an exponent and without zeros at its end."""
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def identifier(name: str, taken: set[str], otherwise: str = "Shape") -> str:
    """Return a name of ASCII letters, digits and `_` that is not taken yet, and take it."""
    plain = re.sub(r"[^A-Za-z0-9_]+", "_", name).strip("_")[:60] or otherwise
    if plain[0].isdigit():
        plain = f"_{plain}"
    unique, count = plain, 1
    while unique in taken:
        count += 1
        unique = f"{plain}_{count}"
    taken.add(unique)
    return unique


def every_frame(shape: Shape, first: int, last: int) -> Shape:
    """Return the shape with a key on every frame of its life within a range: it moves alike under any interpolation."""
    begin = max(first, shape.first if shape.first is not None else first)
    end = min(last, shape.last if shape.last is not None else last)
    frames: Iterable[int] = range(begin, end + 1) if end >= begin else (begin,)
    keys = {frame: shape.at(frame) for frame in frames}
    return Shape(shape.name, keys, shape.closed, shape.blend, shape.opacity, shape.first, shape.last, shape.visible)


def has_feather(shape: Shape) -> bool:
    """Say whether any point of any key has a feather."""
    return any(point.feather != (0.0, 0.0) for points in shape.keys.values() for point in points)
