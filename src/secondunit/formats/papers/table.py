"""Tables of printed reports: heads that stand again on every page, rows that are never parted from their end.

Lengths are points. A row is cut only where it is higher than a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from secondunit.formats import typeset
from secondunit.formats.boards.layout import INK, RULE, SOFT, say
from secondunit.formats.papers.sheet import LEADING, MARGIN, Colour, Sheet, fitted

HEAD_SIZE = 6.8
PAD = 2.5  # above and below the text of a row


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its head, its share of the width, and how its text stands.

    `one_line` makes text smaller, and cuts it at last, instead of wrapping it: for codes and names whose full text
    stands elsewhere. What follows a line end in a cell is set a little smaller, and not bold in a bold column.
    """

    head: str
    share: float
    align: str = "left"  # left, right, centre
    bold: bool = False
    one_line: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row: a text a column, or a bar over all columns (`wide`: left text, right text).

    `fill` and `ink` colour it, `shades` single cells. `keep` never parts it from the row above. Rows of one `group`
    belong together: a page that begins among them says so.
    """

    cells: tuple[str, ...]
    fill: Colour | None = None
    ink: float = INK
    wide: bool = False
    bold: bool = False
    keep: bool = False
    shades: tuple[tuple[int, Colour], ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class _Text:
    """A set line of a cell."""

    shown: str
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class _Set:
    """A row with its lines."""

    row: Row
    cells: tuple[tuple[_Text, ...], ...]

    def height(self, size: float) -> float:
        return max(1, *(len(cell) for cell in self.cells)) * size * LEADING + 2 * PAD


class Table:
    """A table on a sheet. `heads` are rows that stand under the column heads on every page.

    `stretch` spreads the shares over the width of the page; without it they are points. `grid` rules the columns.
    """

    def __init__(
        self, sheet: Sheet, columns: Sequence[Column], *, size: float = 8.4, heads: Sequence[Row] = (),
        grid: bool = False, stretch: bool = True,
    ) -> None:  # fmt: skip
        self.sheet, self.columns, self.size, self.grid = sheet, tuple(columns), size, grid
        scale = sheet.measure / sum(column.share for column in columns) if stretch else 1.0
        self.places: list[tuple[float, float]] = []
        x = MARGIN
        for column in columns:
            self.places.append((x, column.share * scale))
            x += column.share * scale
        self.right = x
        self.heads = [self._set(row) for row in heads]

    def least(self, row: Row) -> float:
        """Return the height of the column heads with a first row: what must fit below a heading."""
        return HEAD_SIZE + 8 + sum(head.height(self.size) for head in self.heads) + self._set(row).height(self.size)

    def draw(self, rows: Iterable[Row]) -> None:
        """Set the rows and move down; nothing is drawn for none."""
        lines = [self._set(row) for row in rows]
        if not lines:
            return
        heights = [line.height(self.size) for line in lines]
        top = HEAD_SIZE + 8 + sum(head.height(self.size) for head in self.heads)
        self.sheet.need(top + self._together(lines, heights, 0))
        self._head()
        for at, line in enumerate(lines):
            if self._together(lines, heights, at) > self.sheet.room and self.sheet.room < self.sheet.most - top - 30:
                if at and any(row.row.group for row in lines):
                    same = line.row.group == lines[at - 1].row.group
                    self.sheet.continued = line.row.group if same else ""
                self.sheet.overflow()
                self._head()
            while line.height(self.size) > self.sheet.room:  # higher than a page
                fits = max(1, int((self.sheet.room - 2 * PAD) / (self.size * LEADING)))
                self._row(_Set(line.row, tuple(cell[:fits] for cell in line.cells)))
                line = _Set(line.row, tuple(cell[fits:] for cell in line.cells))
                self.sheet.overflow()
                self._head()
            self._row(line)
        self.sheet.y -= 8

    def _together(self, lines: Sequence[_Set], heights: Sequence[float], at: int) -> float:
        """Return the height of a row with those that must not be parted from it."""
        end = at + 1
        while end < len(lines) and lines[end].row.keep:
            end += 1
        return sum(heights[at:end])

    def _set(self, row: Row) -> _Set:
        if row.wide:
            width = self.right - MARGIN - 8
            right = row.cells[1] if len(row.cells) > 1 else ""
            if right:
                width -= typeset.width(typeset.clean(right), self.size, row.bold) + 14
            left = self._cell(row.cells[0], width, Column("", 1, bold=row.bold), row.bold)
            return _Set(row, (left, self._cell(right, self.right - MARGIN, Column("", 1), row.bold)))
        return _Set(row, tuple(
            self._cell(cell, width - 5, column, row.bold)
            for cell, column, (_, width) in zip(row.cells, self.columns, self.places, strict=True)
        ))  # fmt: skip

    def _cell(self, words: str, width: float, column: Column, bold: bool) -> tuple[_Text, ...]:
        if not words:
            return ()
        if column.one_line:
            size, shown = fitted(words, width, self.size, column.bold or bold, 4.5)
            return (_Text(shown, size, column.bold or bold),)
        first, _, rest = words.partition("\n")
        parts = ((first, self.size, column.bold or bold), (rest, self.size - 0.8, bold))
        return tuple(_Text(line.shown, size, heavy) for part, size, heavy in parts
                     for line in typeset.wrap(part, width, size, heavy))  # fmt: skip

    def _head(self) -> None:
        canvas = self.sheet.canvas
        if any(column.head for column in self.columns):
            self.sheet.y -= HEAD_SIZE + 3
            for column, place in zip(self.columns, self.places, strict=True):
                size, label = fitted(column.head.upper(), place[1] - 4, HEAD_SIZE, True, 4.5)
                say(canvas, _at(column.align, place, label, size, True), self.sheet.y, label, size, SOFT, True)
            self.sheet.y -= 4
        canvas.setStrokeGray(INK)
        canvas.setLineWidth(0.8)
        canvas.line(MARGIN, self.sheet.y, self.right, self.sheet.y)
        for head in self.heads:
            self._row(head)

    def _row(self, line: _Set) -> None:
        sheet, row, size = self.sheet, line.row, self.size
        height = line.height(size)
        bottom = sheet.y - height
        if row.fill:
            sheet.fill(MARGIN, bottom, self.right - MARGIN, height, row.fill)
        for at, colour in row.shades:
            sheet.fill(self.places[at][0], bottom, self.places[at][1], height, colour)
        whole = (MARGIN, self.right - MARGIN)
        shape = [("left", whole), ("right", whole)] if row.wide else [
            (column.align, place) for column, place in zip(self.columns, self.places, strict=True)]  # fmt: skip
        for cell, (align, place) in zip(line.cells, shape, strict=True):
            y = sheet.y - PAD
            for text in cell:
                y -= size * LEADING
                x = _at(align, place, text.shown, text.size, text.bold)
                say(sheet.canvas, x, y + size * 0.3, text.shown, text.size, row.ink, text.bold)
        self._rules(bottom, height, row)
        sheet.y = bottom

    def _rules(self, bottom: float, height: float, row: Row) -> None:
        canvas = self.sheet.canvas
        canvas.setStrokeGray(RULE)
        canvas.setLineWidth(0.5)
        for y in (bottom, bottom + height):
            canvas.line(MARGIN, y, self.right, y)
        if self.grid:
            edges = [MARGIN, self.right] if row.wide else [*(x for x, _ in self.places), self.right]
            for x in edges:
                canvas.line(x, bottom, x, bottom + height)


def _at(align: str, place: tuple[float, float], words: str, size: float, bold: bool) -> float:
    """Return where a line begins in its column."""
    x, width = place
    if align == "left":
        return x + 3
    long = typeset.width(words, size, bold)
    return x + width - long - 3 if align == "right" else x + (width - long) / 2
