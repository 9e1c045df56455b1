"""A sheet to draw charts on, kept as shapes and written as SVG or PNG: rectangles, lines, areas, dots and text.

Lengths are CSS pixels (96 to the inch), x to the right and y down; colours are `#rrggbb`. Text stands on its baseline
and is one line; an SVG names a family of faces, a PNG draws with the shipped ones (`typeset`). Same shapes, same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from secondunit.formats import typeset
from secondunit.formats.bidi import is_rtl, visual

if TYPE_CHECKING:
    from PIL import Image

SCALE = 1.6  # pixels of a PNG for one of the sheet: 154 to the inch
_FINE = 3  # edges are drawn so many times finer and then averaged
_ROUND = 12  # corners of a dot
_LONGEST = 400  # characters of a line
_NO_XML = {0xFFFE: None, 0xFFFF: None}  # what `typeset.clean` leaves and XML forbids
INK = "#222222"
Point = tuple[float, float]
_SHARE = {"start": 0.0, "middle": 0.5, "end": 1.0}


@dataclass(frozen=True, slots=True)
class _Shape:
    """A polygon (`closed`, filled) or a line (stroked); `dash` is the length of its strokes and gaps, 0 for none."""

    points: tuple[Point, ...]
    colour: str
    closed: bool
    width: float = 0.0
    dash: float = 0.0


@dataclass(frozen=True, slots=True)
class _Words:
    at: Point
    text: str
    size: int  # of a PNG: SCALE times this, in whole pixels
    anchor: str
    colour: str
    turned: bool


@dataclass
class Canvas:
    """A sheet of a width and a height."""

    width: float
    height: float
    shapes: list[_Shape] = field(default_factory=list)
    words: list[_Words] = field(default_factory=list)

    def area(self, points: Sequence[Point], colour: str) -> None:
        """Fill a polygon."""
        self.shapes.append(_Shape(tuple(points), colour, True))

    def rect(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle."""
        self.area(((x, y), (x + width, y), (x + width, y + height), (x, y + height)), colour)

    def line(self, points: Sequence[Point], colour: str, width: float = 0.8, dash: float = 0.0) -> None:
        """Draw a line through points."""
        self.shapes.append(_Shape(tuple(points), colour, False, width, dash))

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        """Fill a small circle."""
        turns = [2 * math.pi * at / _ROUND for at in range(_ROUND)]
        self.area([(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns], colour)

    def text(
        self, x: float, y: float, text: str, size: int = 11, *, anchor: str = "start", colour: str = INK,
        turned: bool = False, most: float = math.inf,
    ) -> None:  # fmt: skip
        """Write one line; `anchor` is what stands at x: its start, middle or end. `turned` reads upwards.

        A line longer than `most` ends in an ellipsis.
        """
        line = " ".join(typeset.clean(text).translate(_NO_XML).split())
        if typeset.width(line[:_LONGEST], size) > most or len(line) > _LONGEST:
            line = line[:_LONGEST]
            while line and typeset.width(line + typeset.ELLIPSIS, size) > most:
                line = line[:-1]
            line = line.rstrip() + typeset.ELLIPSIS
        self.words.append(_Words((x, y), line, size, anchor, colour, turned))

    def write(self, path: Path) -> None:
        """Write the sheet as PNG or SVG, by the suffix. Raises OSError."""
        if path.suffix.lower() == ".svg":
            path.write_text(self.svg(), encoding="utf-8", newline="\n")
        else:
            self.image().save(path, format="PNG", dpi=(96 * SCALE, 96 * SCALE))

    def svg(self) -> str:
        """Return the sheet as an SVG document."""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:g}" height="{self.height:g}" '
            f'viewBox="0 0 {self.width:g} {self.height:g}" font-family="Noto Sans, DejaVu Sans, sans-serif">'
        )
        parts = [head, f'<rect width="{self.width:g}" height="{self.height:g}" fill="#ffffff"/>']
        for shape in self.shapes:
            path = "M" + " ".join(f"{'L' if at else ''}{x:.2f} {y:.2f}" for at, (x, y) in enumerate(shape.points))
            if shape.closed:
                parts.append(f'<path d="{path}Z" fill="{shape.colour}"/>')
            else:
                dash = f' stroke-dasharray="{shape.dash:g}"' if shape.dash else ""
                parts.append(
                    f'<path d="{path}" fill="none" stroke="{shape.colour}" stroke-width="{shape.width:g}" '
                    f'stroke-linejoin="round"{dash}/>'
                )
        for words in self.words:
            (x, y), turn = words.at, ""
            if words.turned:
                turn = f' transform="rotate(-90 {x:.2f} {y:.2f})"'
            parts.append(
                f'<text x="{x:.2f}" y="{y:.2f}" font-size="{words.size}" text-anchor="{words.anchor}" '
                f'fill="{words.colour}"{turn}>{escape(words.text)}</text>'
            )
        return "\n".join(parts) + "\n</svg>\n"

    def image(self) -> Image.Image:
        """Return the sheet as pixels: shapes fine and then averaged, text at its size on top."""
        from PIL import Image, ImageDraw

        wide, high = round(self.width * SCALE), round(self.height * SCALE)
        picture = Image.new("RGB", (wide * _FINE, high * _FINE), "#ffffff")
        draw = ImageDraw.Draw(picture)
        scale = SCALE * _FINE
        for shape in self.shapes:
            points = [(x * scale, y * scale) for x, y in shape.points]
            if shape.closed:
                draw.polygon(points, fill=shape.colour)
            else:
                for part in _dashes(points, shape.dash * scale):
                    draw.line(part, fill=shape.colour, width=max(1, round(shape.width * scale)), joint="curve")
        picture = picture.reduce(_FINE)
        for words in self.words:
            _draw_words(picture, words)
        return picture


def _dashes(points: Sequence[Point], dash: float) -> list[list[Point]]:
    """Cut the straight lines between points into strokes; without a dash all stays one."""
    if not dash:
        return [list(points)]
    out: list[list[Point]] = []
    for (x1, y1), (x2, y2) in pairwise(points):
        span = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
        at = 0.0
        while at < span:
            end = min(span, at + dash)
            out.append([(x1 + (x2 - x1) * t / span, y1 + (y2 - y1) * t / span) for t in (at, end)])
            at += 2 * dash
    return out


def _draw_words(picture: Image.Image, words: _Words) -> None:
    from PIL import Image, ImageDraw

    from secondunit.formats import panels

    size = round(words.size * SCALE)
    line = visual(words.text, is_rtl(words.text))
    long = typeset.width(line, size)
    x, y = words.at[0] * SCALE, words.at[1] * SCALE
    if not words.turned:
        at = (x - long * _SHARE[words.anchor], y - size * 1.07)
        panels.text(ImageDraw.Draw(picture), at, line, size, words.colour)
        return
    strip = Image.new("L", (int(long) + 2, size * 2), 0)
    panels.text(ImageDraw.Draw(strip), (0, 0), line, size, 255)
    strip = strip.rotate(90, expand=True)
    picture.paste(words.colour, (round(x - size * 1.07), round(y - long * (1 - _SHARE[words.anchor]))), strip)
