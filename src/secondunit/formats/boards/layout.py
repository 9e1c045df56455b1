"""The page of a board book: its geometry, its type and its pictures."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from PIL import Image, ImageChops
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from secondunit.core.board import BoardItem
from secondunit.formats import panels as pictures
from secondunit.formats import typeset
from secondunit.formats.boards.text import Block

MARGIN, GUTTER, HEAD, FOOT = 34.0, 15.0, 40.0, 26.0
STRIP, LABEL = 15.0, 25.0  # scene strip above a board, two label lines
ROW_GAP = 8.0
INK, SOFT, RULE, PALE = 0.11, 0.42, 0.72, 0.90  # greys


@dataclass(frozen=True, slots=True)
class Cell:
    """A board in its place: column, row from the top, set text and running start frame."""

    item: BoardItem
    column: int
    row: int
    block: Block
    start: int


@dataclass(frozen=True)
class Book:
    """The geometry and the words that every page shares; lengths in points.

    Three columns: text below the board. One column: text to its right, room for a page of dialogue.
    """

    title: str
    draft: str
    note: str
    rate: Fraction
    width: float
    height: float
    columns: int
    rows: int
    ratio: float  # board height over width

    @property
    def cell(self) -> float:
        """Width of a cell."""
        return (self.width - 2 * MARGIN - (self.columns - 1) * GUTTER) / self.columns

    @property
    def row(self) -> float:
        """Height of a cell: strip, board, and the text where it stands below."""
        return (self.height - HEAD - FOOT - (self.rows - 1) * ROW_GAP) / self.rows

    @property
    def board(self) -> tuple[float, float]:
        """Width and height of a board."""
        wide = self.cell if self.columns > 1 else min(self.cell * 0.56, (self.row - STRIP) / self.ratio)
        return wide, wide * self.ratio

    @property
    def text(self) -> tuple[float, float]:
        """Width and height of the room for action and dialogue."""
        if self.columns > 1:
            return self.cell, self.row - STRIP - self.board[1] - LABEL - 4
        return self.cell - self.board[0] - GUTTER, self.row - STRIP - LABEL - 2

    def origin(self, column: int, row: int) -> tuple[float, float]:
        """Left and top of a cell."""
        return MARGIN + column * (self.cell + GUTTER), self.height - HEAD - row * (self.row + ROW_GAP)


def _font(name: str) -> str:
    """Return the PDF name of a shipped face; it is parsed at its first use, since the larger ones take memory."""
    known = f"su-{name}"
    if known not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(known, str(typeset.FOLDER / typeset.FILES[name])))
    return known


def say(
    canvas: Canvas, x: float, y: float, line: str, size: float, grey: float = INK, bold: bool = False,
    right: bool = False,
) -> float:
    """Draw a line in drawing order with its baseline at y; return its width."""
    long = typeset.width(line, size, bold)
    at = x - long if right else x
    canvas.setFillGray(grey)
    for name, part in typeset.runs(line, bold):
        canvas.setFont(_font(name), size)
        canvas.drawString(at, y, part)
        at += sum(typeset.width(char, size, bold) for char in part)
    return long


def frame(canvas: Canvas, book: Book, number: int, total: int) -> None:
    """Draw the head and foot of a page."""
    top = book.height - 24
    right = book.width - MARGIN
    say(canvas, MARGIN, top, typeset.clip(book.title, 380, 10, bold=True), 10, bold=True)
    say(canvas, right, top, f"page {number} / {total}", 8.5, SOFT, right=True)
    if book.draft:
        say(canvas, right - 90, top, typeset.clip(book.draft, 200, 8.5), 8.5, SOFT, right=True)
    canvas.setStrokeGray(INK)
    canvas.setLineWidth(0.9)
    canvas.line(MARGIN, top - 7, right, top - 7)
    if book.note:
        say(canvas, MARGIN, 14, typeset.clip(book.note, right - MARGIN, 6.6), 6.6, SOFT)


def draw_block(canvas: Canvas, block: Block, x: float, top: float) -> None:
    """Draw a set text with its top left at (x, top)."""
    for line in block.lines:
        say(canvas, x + line.x, top - line.drop, line.shown, block.size, INK, line.bold)


class _Jpeg(ImageReader):  # type: ignore[misc]
    """A JPEG that goes into the file as it is: named after its own bytes instead of its decoded pixels."""

    def getRGBData(self) -> bytes:
        """Return the bytes that the name of the image is made from."""
        self._dataA = None  # no transparency
        data: bytes = self.fp.getvalue()
        return data


def picture(
    canvas: Canvas, item: BoardItem, panels: Mapping[str, Path], box: tuple[float, float, float, float]
) -> None:
    """Draw a shot's panel, or its slate, into (x, y, width, height), framed."""
    x, y, wide, high = box
    dots = (round(wide * 4), round(high * 4))  # 288 dpi
    path = panels.get(item.shot)
    if path is None:
        image = pictures.slate(dots)
    else:
        image = pictures.open_panel(path, item.shot)
        if image.width > dots[0] * 1.1 or abs(image.height / image.width - high / wide) > 0.004:
            image = pictures.fit(image, dots, "white")
    canvas.drawImage(_Jpeg(io.BytesIO(jpeg(image))), x, y, wide, high)
    canvas.setStrokeGray(INK)
    canvas.setLineWidth(0.8)
    canvas.rect(x, y, wide, high, stroke=1, fill=0)


def jpeg(image: Image.Image, quality: int = 88) -> bytes:
    """Encode a panel; a picture without colour becomes one channel, a third of the size."""
    red, green, blue = image.split()
    grey = all(ImageChops.difference(red, band).getextrema() == (0, 0) for band in (green, blue))
    data = io.BytesIO()
    (red if grey else image).save(data, "JPEG", quality=quality, subsampling="4:2:0", optimize=True)
    return data.getvalue()
