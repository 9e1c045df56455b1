"""Printed reports: a page with head and foot, and tables that run over pages. Shared by the production papers.

The bytes depend on the arguments alone. Lengths are points, y grows upwards as in PDF.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from reportlab import rl_config
from reportlab.lib.pagesizes import A4, LETTER, landscape
from reportlab.pdfgen.canvas import Canvas

from secondunit.core.errors import InputError
from secondunit.formats import typeset
from secondunit.formats.boards_layout import INK, RULE, SOFT, say

PAPERS = {"letter": LETTER, "a4": A4}
MARGIN, HEAD, FOOT = 36.0, 46.0, 30.0
LEADING = 1.25
Colour = tuple[float, float, float]  # sRGB, 0..1


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, its share of the width, and which side its text stands on."""

    head: str
    share: float
    right: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row: a text a column, or one text across (`wide`); `fill` and `ink` colour it."""

    cells: tuple[str, ...]
    fill: Colour | None = None
    ink: float = INK
    wide: bool = False
    bold: bool = False


class Sheet:
    """A report in the making. Use as a context manager; the file is complete when it closes."""

    def __init__(
        self, path: Path, title: str, report: str, *, paper: str = "letter", wide: bool = False, note: str = ""
    ) -> None:
        """Start the first page. Raises InputError for an unknown paper."""
        if paper not in PAPERS:
            raise InputError(f"no paper is called {paper!r}", hint="letter or a4")
        self.width, self.height = landscape(PAPERS[paper]) if wide else PAPERS[paper]
        self.title, self.report, self.note = typeset.clean(title) or "Untitled", report, note
        rl_config.useA85 = 0
        self.canvas = Canvas(str(path), pagesize=(self.width, self.height), invariant=1, pageCompression=1)
        self.canvas.setTitle(f"{self.title}: {report}")
        self.canvas.setCreator("Second Unit")
        self.number = 0
        self.y = 0.0
        self._begin()

    def __enter__(self) -> Sheet:
        """Return the report itself."""
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """Write the number of pages into every foot and close the file; nothing is written after an error."""
        if kind is not None:
            return
        self.canvas.showPage()
        self.canvas.beginForm("pages")
        say(self.canvas, 0, 0, str(self.number), 8, SOFT)
        self.canvas.endForm()
        self.canvas.save()

    @property
    def left(self) -> float:
        """Left edge of the text."""
        return MARGIN

    @property
    def right(self) -> float:
        """Right edge of the text."""
        return float(self.width) - MARGIN

    @property
    def room(self) -> float:
        """Height that is left on the page."""
        return self.y - FOOT - 8

    def _begin(self) -> None:
        self.number += 1
        top = self.height - 28
        name = typeset.clip(self.title, (self.right - MARGIN) * 0.6, 10.5, True)
        say(self.canvas, MARGIN, top, name, 10.5, bold=True)
        say(self.canvas, self.right, top, self.report, 9, SOFT, right=True)
        self.line(top - 6, INK, 0.9)
        say(self.canvas, MARGIN, 18, typeset.clip(self.note, self.right - MARGIN - 90, 7.4), 7.4, SOFT)
        label = f"page {self.number} / "
        say(self.canvas, self.right - 14, 18, label, 8, SOFT, right=True)
        self.canvas.saveState()
        self.canvas.translate(self.right - 14, 18)
        self.canvas.doForm("pages")
        self.canvas.restoreState()
        self.y = self.height - HEAD

    def page(self) -> None:
        """Start a new page."""
        self.canvas.showPage()
        self._begin()

    def need(self, height: float) -> None:
        """Start a new page unless so much height is left."""
        if self.room < height:
            self.page()

    def line(self, y: float, grey: float = RULE, width: float = 0.5) -> None:
        """Draw a rule across the text."""
        self.canvas.setStrokeGray(grey)
        self.canvas.setLineWidth(width)
        self.canvas.line(MARGIN, y, self.right, y)

    def fill(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """Draw a filled box with its lower left at (x, y)."""
        self.canvas.setFillColorRGB(*colour)
        self.canvas.rect(x, y, width, height, stroke=0, fill=1)

    def mark(self, key: str, words: str, level: int = 0) -> None:
        """Put a bookmark of the outline here."""
        self.canvas.bookmarkPage(key)
        self.canvas.addOutlineEntry(typeset.clean(words), key, level)

    def heading(self, words: str, size: float = 13.0) -> None:
        """Set a heading and move down."""
        self.need(size * 3)
        self.y -= size
        say(self.canvas, MARGIN, self.y, typeset.clip(words, self.right - MARGIN, size, True), size, bold=True)
        self.y -= size * 0.6

    def paragraph(self, words: str, size: float = 9.0, grey: float = INK) -> None:
        """Set wrapped text over the width of the page and move down."""
        for line in typeset.wrap(words, self.right - MARGIN, size):
            self.need(size * LEADING)
            self.y -= size * LEADING
            say(self.canvas, MARGIN, self.y, line.shown, size, grey)
        self.y -= size * 0.5

    def table(self, columns: Sequence[Column], rows: Iterable[Row], size: float = 8.4) -> None:
        """Set a table; its head stands again on every page, rows are never cut unless higher than a page."""
        places = self._places(columns)
        self.need(size * 6)
        self._table_head(columns, places, size)
        for row in rows:
            lines = self._wrapped(row, columns, places, size)
            while lines:
                height = max(len(cell) for cell in lines) * size * LEADING + 5
                if height > self.room and self.room < self.height - HEAD - FOOT - 60:
                    self.page()
                    self._table_head(columns, places, size)
                fits = max(1, int((self.room - 5) / (size * LEADING)))
                self._table_row(row, [cell[:fits] for cell in lines], columns, places, size)
                rest = [cell[fits:] for cell in lines]
                lines = rest if any(rest) else []
        self.y -= 8

    def _places(self, columns: Sequence[Column]) -> list[tuple[float, float]]:
        total = sum(column.share for column in columns)
        x, out = MARGIN, []
        for column in columns:
            width = (self.right - MARGIN) * column.share / total
            out.append((x, width))
            x += width
        return out

    def _table_head(self, columns: Sequence[Column], places: Sequence[tuple[float, float]], size: float) -> None:
        self.y -= size + 3
        for column, (x, width) in zip(columns, places, strict=True):
            at = x + width - 4 if column.right else x + 3
            label = typeset.clip(column.head.upper(), width - 6, 6.8, True)
            say(self.canvas, at, self.y, label, 6.8, SOFT, bold=True, right=column.right)
        self.y -= 4
        self.line(self.y, INK, 0.8)

    def _wrapped(
        self, row: Row, columns: Sequence[Column], places: Sequence[tuple[float, float]], size: float
    ) -> list[list[str]]:
        if row.wide:
            across = typeset.wrap(row.cells[0], self.right - MARGIN - 6, size, row.bold)
            return [[line.shown for line in across] or [""]]
        return [
            [line.shown for line in typeset.wrap(cell, width - 6, size, column.bold or row.bold)] or [""]
            for cell, column, (_, width) in zip(row.cells, columns, places, strict=True)
        ]

    def _table_row(
        self, row: Row, lines: Sequence[Sequence[str]], columns: Sequence[Column],
        places: Sequence[tuple[float, float]], size: float,
    ) -> None:  # fmt: skip
        height = max(1, *(len(cell) for cell in lines)) * size * LEADING + 5
        if row.fill:
            self.fill(MARGIN, self.y - height, self.right - MARGIN, height, row.fill)
        wide = (Column("", 1, False, row.bold),)
        whole = ((MARGIN, self.right - MARGIN),)
        for cell, column, (x, width) in zip(lines, wide if row.wide else columns, whole if row.wide else places,
                                            strict=True):  # fmt: skip
            at = x + width - 4 if column.right else x + 3
            y = self.y - 2
            for line in cell:
                y -= size * LEADING
                say(self.canvas, at, y + size * 0.28, line, size, row.ink, column.bold or row.bold, column.right)
        self.y -= height
        self.line(self.y)
