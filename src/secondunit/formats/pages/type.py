"""Type on the screenplay grid: ten characters an inch, each in its cell, whatever script it is written in.

Latin is Courier Prime. What it lacks comes from the other shipped faces, narrowed or centred so that it keeps
the grid; East Asian wide characters take two cells, combining marks none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from secondunit.formats import typeset

POINTS = 12.0
CELL = 7.2  # points: a tenth of an inch
LEADING = 12.0  # points: a sixth of an inch
BASELINE = 9.4  # points from the top of a line to its baseline: Courier Prime's ascent within 12 points
NUMBER_LEFT, ASTERISK = 0.75, 7.8  # inches from the left edge of Letter paper
_NUMBER_RIGHT, _LETTER = 7.38, 8.5
_FALLBACK = ("mono", "symbols", "cjk", "hangul")


def narrower(width: float) -> float:
    """Return by how much, as a negative number of inches, the right margin's marks move in on narrower paper."""
    return min(width - _LETTER, 0.0)


def number_right(width: float) -> float:
    """Return where the scene numbers in the right margin start, in inches."""
    return _NUMBER_RIGHT + narrower(width)


def header_right(width: float) -> float:
    """Return where the page number ends, in inches."""
    return min(width - 1.0, 7.5)


@dataclass(frozen=True, slots=True)
class Style:
    """Emphasis of a character."""

    bold: bool = False
    italic: bool = False
    underline: bool = False

    @property
    def face(self) -> str:
        """The Courier face of this style."""
        return "courier" + "-bold" * self.bold + "-italic" * self.italic


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters of one face and style. Those of the fallback faces stand alone, at `squeeze` of their width."""

    cell: int  # from the left end of the line
    cells: int
    text: str
    face: str
    style: Style
    squeeze: float = 1.0
    shift: float = 0.0  # points to the right, to stand in the middle of the cell


def cells(text: str) -> int:
    """Return how many cells a text takes."""
    if text.isascii():
        return len(text)
    return sum(_cells(char) for char in text)


@lru_cache(maxsize=16384)
def _cells(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def stretches(text: str, styles: Sequence[Style] = ()) -> list[Stretch]:
    """Return a printed line as stretches from left to right; `styles` holds one style a character, or nothing."""
    out: list[Stretch] = []
    at = 0
    for index, char in enumerate(text):
        style = styles[index] if index < len(styles) else PLAIN
        face, shown, squeeze, shift = _place(char, style.bold, style.italic)
        wide = _cells(char)
        last = out[-1] if out else None
        if last is not None and last.face == face and last.style == style and face.startswith("courier") and wide == 1:
            out[-1] = Stretch(last.cell, last.cells + 1, last.text + shown, face, style)
        elif not wide:
            out.append(Stretch(max(at - 1, 0), 0, shown, face, style, squeeze, shift))
        else:
            out.append(Stretch(at, wide, shown, face, style, squeeze, shift))
        at += wide
    return out


@lru_cache(maxsize=16384)
def _place(char: str, bold: bool, italic: bool) -> tuple[str, str, float, float]:
    """Return face, character as drawn, horizontal scale, and shift in points."""
    own = Style(bold, italic).face
    code = ord(char)
    if unicodedata.category(char) == "Zs":
        return own, " ", 1.0, 0.0
    faces = _FALLBACK if 0x370 <= code <= 0x52F else (own, *_FALLBACK)  # Prime has a few Greek letters only
    for name in faces:
        advance = typeset.face(name).advances.get(code)
        if advance is None:
            continue
        if name == own:
            return own, char, 1.0, 0.0
        return name, char, *_fit(advance * POINTS / 1000.0, max(_cells(char), 1) * CELL)
    advance = typeset.face("symbols").advances[ord(typeset.MISSING)] * POINTS / 1000.0
    return "symbols", typeset.MISSING, *_fit(advance, max(_cells(char), 1) * CELL)


def _fit(advance: float, room: float) -> tuple[float, float]:
    if advance <= room:
        return 1.0, (room - advance) / 2.0
    return room / advance, 0.0
