"""Draws a paper as PDF with the sheets and tables of the production papers. Lengths are points."""

from __future__ import annotations

from functools import singledispatch
from itertools import zip_longest
from pathlib import Path

from secondunit.core.paper import Figures, Grid, Heading, Line, Pairs, Paper, Quote, Signatures, Text
from secondunit.formats import typeset
from secondunit.formats.boards.layout import INK, SOFT, say
from secondunit.formats.papers.sheet import LEADING, MARGIN, Colour, Sheet, fitted
from secondunit.formats.papers.table import Column, Row, Table

SIZES = {1: 14.0, 2: 10.5, 3: 9.2}
TONES: dict[str, Colour] = {"stop": (0.98, 0.88, 0.86), "hold": (1.0, 0.95, 0.82), "good": (0.90, 0.96, 0.90)}
BAR: Colour = (0.93, 0.93, 0.93)
NOTE: Colour = (0.955, 0.955, 0.965)


def draw(paper: Paper, path: Path) -> None:
    """Write the paper; nothing is written after an error."""
    with Sheet(path, paper.title, paper.report, paper="a4", wide=paper.wide, note=paper.note) as sheet:
        sheet.mark("start", paper.report)
        for number, (block, after) in enumerate(zip_longest(paper.blocks, paper.blocks[1:])):
            if isinstance(block, Heading):
                if block.page and number:
                    sheet.page()
                if block.level == 1:
                    sheet.mark(f"b{number}", block.words, 1)
                _heading(block, sheet, after)
            else:
                _block(block, sheet)


@singledispatch
def _block(block: object, sheet: Sheet) -> None:
    raise TypeError(f"a paper cannot hold {type(block).__name__}")


def _heading(block: Heading, sheet: Sheet, after: object = None) -> None:
    """Set a heading; it is not parted from the first row of a table below it."""
    size, keep = SIZES[block.level], 34.0
    if isinstance(after, Grid) and after.rows:
        keep = max(keep, 3 + _table(after, sheet).least(_row(after.rows[0])))
    if block.lead:
        sheet.need(size * 3 + keep)
        sheet.y -= 16
        say(sheet.canvas, MARGIN, sheet.y, typeset.clip(block.lead.upper(), sheet.measure, 7, True), 7, SOFT, True)
        sheet.y += size * 0.25
    lines = typeset.wrap(block.words, sheet.measure, size, True)
    for line in lines[:1]:
        sheet.heading(line.text, size, keep=keep)
    for line in lines[1:4]:
        sheet.y -= size * 0.75
        say(sheet.canvas, MARGIN, sheet.y, line.shown, size, INK, True)
        sheet.y -= size * 0.5
    sheet.continued = block.words if block.level == 1 else sheet.continued


@_block.register
def _text(block: Text, sheet: Sheet) -> None:
    if block.style == "note":
        _boxed(sheet, block.words)
    elif block.style == "lead":
        sheet.paragraph(block.words, 10.6)
    elif block.style == "small":
        sheet.paragraph(block.words, 7.8, SOFT)
    else:
        sheet.paragraph(block.words, 9.2)


def _boxed(sheet: Sheet, words: str) -> None:
    """Set a notice in a pale box; it is short by design and never parted."""
    size = 8.4
    lines = typeset.wrap(words, sheet.measure - 20, size)
    height = len(lines) * size * LEADING + 10
    sheet.need(height + 6)
    sheet.y -= height + 4
    sheet.fill(MARGIN, sheet.y, sheet.measure, height, NOTE)
    sheet.fill(MARGIN, sheet.y, 2.5, height, (0.45, 0.45, 0.5))
    for number, line in enumerate(lines, 1):
        say(sheet.canvas, MARGIN + 11, sheet.y + height - 3.5 - number * size * LEADING, line.shown, size)
    sheet.y -= 6


@_block.register
def _quote(block: Quote, sheet: Sheet) -> None:
    size = 9.6
    if block.label:
        sheet.need(40)
        sheet.y -= 11
        say(sheet.canvas, MARGIN, sheet.y, typeset.clip(block.label.upper(), sheet.measure, 6.8, True), 6.8, SOFT, True)
        sheet.y -= 2
    for line in typeset.wrap(block.words or "(nothing stated)", sheet.measure - 16, size):
        sheet.need(size * LEADING + 4)
        sheet.y -= size * LEADING
        sheet.canvas.setStrokeGray(0.55)
        sheet.canvas.setLineWidth(1.6)
        sheet.canvas.line(MARGIN + 3, sheet.y - 3, MARGIN + 3, sheet.y + size * LEADING - 3)
        say(sheet.canvas, MARGIN + 12, sheet.y, line.shown, size)
    sheet.y -= 8


@_block.register
def _figures(block: Figures, sheet: Sheet) -> None:
    for start in range(0, len(block.cells), 6):
        sheet.need(40)
        sheet.y -= 4
        sheet.facts(block.cells[start : start + 6], 12)
        sheet.y -= 4


@_block.register
def _pairs(block: Pairs, sheet: Sheet) -> None:
    label, size = min(150.0, sheet.measure * 0.27), 9.2
    for name, value in block.rows:
        words = typeset.wrap(name, label - 8, 8.2, True)
        lines = typeset.wrap(value, sheet.measure - label, size)
        sheet.need(max(len(words), min(len(lines), 3)) * size * LEADING + 5)
        top = sheet.y
        for number, line in enumerate(words, 1):
            say(sheet.canvas, MARGIN, top - number * size * LEADING, line.shown, 8.2, SOFT, True)
        if not lines:
            sheet.canvas.setStrokeGray(0.4)
            sheet.canvas.setLineWidth(0.6)
            sheet.canvas.line(MARGIN + label, top - size * LEADING - 3, sheet.right, top - size * LEADING - 3)
            sheet.y -= 4
        low = top - max(1, len(words)) * size * LEADING
        for line in lines:
            if sheet.room < size * LEADING:
                sheet.overflow()
                low = sheet.y
            sheet.y -= size * LEADING
            say(sheet.canvas, MARGIN + label, sheet.y, line.shown, size)
        sheet.y = min(sheet.y, low) - 2.8
        sheet.line(sheet.y + 0.6, 0.86, 0.4)
    sheet.y -= 6


@_block.register
def _grid(block: Grid, sheet: Sheet) -> None:
    sheet.y -= 3
    if not block.rows:
        sheet.paragraph(block.empty, 9.2, SOFT)
        return
    _table(block, sheet).draw(_row(line) for line in block.rows)


def _table(block: Grid, sheet: Sheet) -> Table:
    columns = [Column(c.head, c.share, c.align, c.bold, c.one_line) for c in block.columns]
    return Table(sheet, columns, size=8.0)


def _row(line: Line) -> Row:
    fill = TONES.get(line.tone) if line.tone else BAR if line.wide else None
    return Row(line.cells, fill, wide=line.wide, bold=line.wide)


@_block.register
def _signatures(block: Signatures, sheet: Sheet) -> None:
    gap, high = 26.0, 56.0
    wide = (sheet.measure - gap) / 2
    lines = len(typeset.wrap(block.words, sheet.measure, 9.2))
    sheet.need(28 + lines * 9.2 * LEADING + high * -(-len(block.lines) // 2))
    sheet.heading("Signatures", SIZES[2])
    if block.words:
        sheet.paragraph(block.words, 9.2)
    for start in range(0, len(block.lines), 2):
        sheet.need(high)
        sheet.y -= high - 24
        for at, (who, role) in enumerate(block.lines[start : start + 2]):
            x, sign = MARGIN + at * (wide + gap), wide * 0.68
            sheet.canvas.setStrokeGray(0.2)
            sheet.canvas.setLineWidth(0.7)
            sheet.canvas.line(x, sheet.y, x + sign, sheet.y)
            sheet.canvas.line(x + sign + 10, sheet.y, x + wide, sheet.y)
            size, name = fitted(who, sign, 9, True)
            say(sheet.canvas, x, sheet.y - 11, name, size, INK, True)
            say(sheet.canvas, x + sign + 10, sheet.y - 11, "Date", 8.2, SOFT)
            say(sheet.canvas, x, sheet.y - 21, typeset.clip(role, sign, 8.2), 8.2, SOFT)
        sheet.y -= 24
