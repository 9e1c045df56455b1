"""Storyboard book as PDF: cover, scene index, boards six or three to a page, overlong texts in full at the end.

Text is never lost: it shrinks to 6.6 points, and where that is not enough the board says on which page the
whole text stands. The bytes depend on the arguments alone (no dates, no random ids).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from PIL import Image, ImageChops
from reportlab.lib.pagesizes import A4, LETTER, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from secondunit.core.board import BoardItem, scenes_of, screen_time, timecode
from secondunit.core.errors import InputError
from secondunit.formats import panels as pictures
from secondunit.formats import typeset
from secondunit.formats.boards_text import Block, fit_text, set_text

PAGES: dict[str, tuple[float, float]] = {"letter": landscape(LETTER), "a4": landscape(A4)}
ROWS = {6: 2, 3: 1}  # boards a page: rows of three
MARGIN, GUTTER, HEAD, FOOT = 34.0, 15.0, 40.0, 26.0
STRIP, LABEL = 15.0, 25.0  # scene strip above a board, two label lines below it
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
    """The geometry and the words that every page shares."""

    title: str
    draft: str
    note: str
    rate: Fraction
    width: float
    height: float
    rows: int
    ratio: float  # board height over width

    @property
    def column(self) -> float:
        """Width of a board."""
        return (self.width - 2 * MARGIN - 2 * GUTTER) / 3

    @property
    def row(self) -> float:
        """Height of a row: strip, board, labels and text."""
        return (self.height - HEAD - FOOT - (self.rows - 1) * 8) / self.rows

    @property
    def room(self) -> float:
        """Height left for the text under a board."""
        return self.row - STRIP - self.column * self.ratio - LABEL - 4


def write(
    items: Sequence[BoardItem], panels: Mapping[str, Path], path: Path, *, title: str, rate: Fraction,
    draft: str = "", note: str = "", page: str = "letter", boards: int = 6,
    progress: Callable[[float], None] = lambda share: None,
) -> int:
    """Write the book to `path` and return its number of pages.

    `panels` maps shot ids to pictures; a shot without one gets a slate. `page` is "letter" or "a4" (both
    landscape), `boards` 6 or 3 to a page. Raises InputError for no shots, no panels, an unreadable panel or
    an unknown page.
    """
    pictures.check(items, panels)
    if page not in PAGES or boards not in ROWS:
        raise InputError(f"no board page {page!r} with {boards} boards", hint="page letter or a4, boards 6 or 3")
    first = next(item for item in items if item.shot in panels)
    with pictures.open_panel(panels[first.shot], first.shot) as image:
        ratio = min(max(image.height / image.width, 0.36), 0.75)
    book = Book(title or "Untitled", draft, note, rate, *PAGES[page], ROWS[boards], ratio)
    pages = _paginate(items, book, boards)
    index = _index_pages(items, book)
    before = 1 + len(index)
    cut = [cell for cells in pages for cell in cells if cell.block.cut]
    full, where = _full_text(cut, book, before + len(pages))
    total = before + len(pages) + len(full)

    canvas = Canvas(str(path), pagesize=(book.width, book.height), invariant=1, pageCompression=1)
    for name, file in typeset.FILES.items():
        if f"su-{name}" not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(f"su-{name}", str(typeset.FOLDER / file)))
    canvas.setTitle(typeset.clean(book.title))
    canvas.setSubject("Storyboard")
    canvas.setCreator("Second Unit")
    _cover(canvas, book, items, panels)
    canvas.showPage()
    page_of = {cell.item.shot: before + 1 + n for n, cells in enumerate(pages) for cell in cells}
    for number, groups in enumerate(index, start=2):
        _frame(canvas, book, number, total)
        _draw_index(canvas, book, groups, page_of)
        canvas.showPage()
    done = 0
    seen: set[str] = set()
    for number, cells in enumerate(pages, start=before + 1):
        _frame(canvas, book, number, total)
        _strips(canvas, book, cells, seen)
        for cell in cells:
            _board(canvas, book, cell, panels, where.get(cell.item.shot))
            done += 1
            progress(0.95 * done / len(items))
        canvas.showPage()
    for number, columns in enumerate(full, start=before + len(pages) + 1):
        _frame(canvas, book, number, total)
        _draw_full(canvas, book, columns)
        canvas.showPage()
    canvas.save()
    progress(1.0)
    return total


def _paginate(items: Sequence[BoardItem], book: Book, boards: int) -> list[list[Cell]]:
    pages: list[list[Cell]] = []
    start = 0
    for i, item in enumerate(items):
        if i % boards == 0:
            pages.append([])
        place = i % boards
        pages[-1].append(Cell(item, place % 3, place // 3, fit_text(item, book.column, book.room), start))
        start += item.duration
    return pages


def _say(
    canvas: Canvas, x: float, y: float, line: str, size: float, grey: float = INK, bold: bool = False,
    right: bool = False,
) -> float:
    """Draw a line in drawing order with its baseline at y; return its width."""
    long = typeset.width(line, size, bold)
    at = x - long if right else x
    canvas.setFillGray(grey)
    for name, part in typeset.runs(line, bold):
        canvas.setFont(f"su-{name}", size)
        canvas.drawString(at, y, part)
        at += sum(typeset.width(char, size, bold) for char in part)
    return long


def _frame(canvas: Canvas, book: Book, number: int, total: int) -> None:
    top = book.height - 24
    right = book.width - MARGIN
    _say(canvas, MARGIN, top, typeset.clip(book.title, 380, 10, bold=True), 10, bold=True)
    _say(canvas, right, top, f"page {number} / {total}", 8.5, SOFT, right=True)
    if book.draft:
        _say(canvas, right - 90, top, typeset.clip(book.draft, 200, 8.5), 8.5, SOFT, right=True)
    canvas.setStrokeGray(INK)
    canvas.setLineWidth(0.9)
    canvas.line(MARGIN, top - 7, right, top - 7)
    if book.note:
        _say(canvas, MARGIN, 14, typeset.clip(book.note, right - MARGIN, 6.6), 6.6, SOFT)


def _origin(book: Book, column: int, row: int) -> tuple[float, float]:
    """Left and top of a cell."""
    return MARGIN + column * (book.column + GUTTER), book.height - HEAD - row * (book.row + 8)


def _strips(canvas: Canvas, book: Book, cells: Sequence[Cell], seen: set[str]) -> None:
    """Draw one strip over neighbouring boards of a scene: dark where the scene starts, pale where it goes on."""
    start = 0
    while start < len(cells):
        end = start
        while (
            end + 1 < len(cells) and cells[end + 1].row == cells[start].row
            and cells[end + 1].item.scene == cells[start].item.scene
        ):
            end += 1
        item = cells[start].item
        x, top = _origin(book, cells[start].column, cells[start].row)
        wide = (end - start) * (book.column + GUTTER) + book.column
        fresh = item.scene not in seen
        canvas.setFillGray(INK if fresh else PALE)
        canvas.rect(x, top - STRIP + 2, wide, STRIP - 2, stroke=0, fill=1)
        words = f"{item.scene_number}   {item.heading}" + ("" if fresh else "  (cont.)")
        _say(canvas, x + 5, top - STRIP + 5.4, typeset.clip(words, wide - 10, 8, bold=True), 8,
             1.0 if fresh else INK, bold=True)
        if fresh:
            seen.add(item.scene)
            canvas.bookmarkPage(item.scene)
            canvas.addOutlineEntry(typeset.clean(f"{item.scene_number} {item.heading}"), item.scene)
        start = end + 1


def _board(canvas: Canvas, book: Book, cell: Cell, panels: Mapping[str, Path], where: int | None) -> None:
    item = cell.item
    x, top = _origin(book, cell.column, cell.row)
    wide, high = book.column, book.column * book.ratio
    y = top - STRIP - high
    _picture(canvas, item, panels, (x, y, wide, high))
    line = y - 10.5
    left = _say(canvas, x, line, typeset.clip(item.label, 90, 10, bold=True), 10, bold=True)
    badge = typeset.width(item.size, 7.4, bold=True) + 8
    canvas.setFillGray(INK)
    canvas.roundRect(x + left + 7, line - 2.2, badge, 10.4, 2, stroke=0, fill=1)
    _say(canvas, x + left + 11, line + 0.4, item.size, 7.4, 1.0, bold=True)
    length = f"{screen_time(item.duration, book.rate)}   {item.duration} f"
    _say(canvas, x + wide, line, length, 7.4, SOFT, right=True)
    camera = typeset.clip("  ·  ".join(item.camera), wide - 62, 7.4)
    _say(canvas, x, line - 11, camera, 7.4, SOFT)
    _say(canvas, x + wide, line - 11, timecode(cell.start, book.rate), 7.0, SOFT, right=True)
    canvas.setStrokeGray(RULE)
    canvas.setLineWidth(0.4)
    canvas.line(x, line - 14.5, x + wide, line - 14.5)
    below = y - LABEL - 1.5
    _lines(canvas, cell.block, x, below)
    if where is not None:
        size = cell.block.size
        _say(canvas, x, below - book.room + 0.25 * size, f"{typeset.ELLIPSIS} full text on page {where}", size,
             SOFT, bold=True)


def _lines(canvas: Canvas, block: Block, x: float, top: float) -> None:
    for line in block.lines:
        _say(canvas, x + line.x, top - line.drop, line.shown, block.size, INK, line.bold)


def _picture(
    canvas: Canvas, item: BoardItem, panels: Mapping[str, Path], box: tuple[float, float, float, float]
) -> None:
    x, y, wide, high = box
    dots = (round(wide * 4), round(high * 4))  # 288 dpi
    path = panels.get(item.shot)
    if path is None:
        image = pictures.slate(dots)
    else:
        image = pictures.open_panel(path, item.shot)
        if image.width > dots[0] * 1.1 or abs(image.height / image.width - high / wide) > 0.004:
            image = pictures.fit(image, dots, "white")
    canvas.drawImage(ImageReader(io.BytesIO(_jpeg(image))), x, y, wide, high)
    canvas.setStrokeGray(INK)
    canvas.setLineWidth(0.8)
    canvas.rect(x, y, wide, high, stroke=1, fill=0)


def _jpeg(image: Image.Image, quality: int = 90) -> bytes:
    """Encode a panel; a picture without colour becomes one channel, a third of the size."""
    red, green, blue = image.split()
    grey = all(ImageChops.difference(red, band).getextrema() == (0, 0) for band in (green, blue))
    data = io.BytesIO()
    (red if grey else image).save(data, "JPEG", quality=quality, subsampling=0, optimize=True)
    return data.getvalue()


def _cover(canvas: Canvas, book: Book, items: Sequence[BoardItem], panels: Mapping[str, Path]) -> None:
    x, right = MARGIN + 20, book.width - MARGIN - 20
    have = [item for item in items if item.shot in panels]
    strip = [have[len(have) * k // 6] for k in (1, 3, 5)] if len(have) >= 3 else have
    wide = (right - x - 2 * 10) / 3
    y = book.height - 70 - wide * book.ratio
    for n, item in enumerate(strip):
        _picture(canvas, item, panels, (x + n * (wide + 10), y, wide, wide * book.ratio))
    size = 40.0
    while size > 16 and len(typeset.wrap(book.title, right - x, size, bold=True)) > 2:
        size -= 4
    y -= 40 + size * 0.4
    lines = typeset.wrap(book.title, right - x, size, bold=True)[:3]
    for line in lines:
        _say(canvas, x, y, line.shown, size, bold=True)
        y -= size * 1.15
    y += size * 1.15 - 26
    _say(canvas, x, y, "STORYBOARD" + (f"   ·   {typeset.clip(book.draft, 300, 12)}" if book.draft else ""), 12, SOFT)
    canvas.setStrokeGray(INK)
    canvas.setLineWidth(2.2)
    canvas.line(x, y - 14, x + 64, y - 14)
    frames = sum(item.duration for item in items)
    facts = (
        ("Scenes", str(len({item.scene for item in items}))), ("Shots", str(len(items))),
        ("Boards", str(len(have))), ("Running time", screen_time(frames, book.rate)),
        ("Frame rate", f"{float(book.rate):.6g} fps"),
    )
    y -= 44
    for n, (name, value) in enumerate(facts):
        at = x + n * 112
        _say(canvas, at, y, name.upper(), 7, SOFT, bold=True)
        _say(canvas, at, y - 18, value, 15)
    if book.note:
        for n, line in enumerate(typeset.wrap(book.note, right - x, 8)[:3]):
            _say(canvas, x, 46 - 11 * n, line.shown, 8, SOFT)


def _index_pages(items: Sequence[BoardItem], book: Book) -> list[list[tuple[BoardItem, ...]]]:
    groups = scenes_of(items)
    rows = int((book.height - HEAD - FOOT - 40) // 15) * 2
    return [groups[i : i + rows] for i in range(0, len(groups), rows)]


def _draw_index(
    canvas: Canvas, book: Book, groups: Sequence[tuple[BoardItem, ...]], page_of: Mapping[str, int]
) -> None:
    half = (book.width - 2 * MARGIN - 30) / 2
    rows = int((book.height - HEAD - FOOT - 40) // 15)
    for n, group in enumerate(groups):
        x = MARGIN + (n // rows) * (half + 30)
        y = book.height - HEAD - 34 - (n % rows) * 15
        if n % rows == 0:
            for at, name, right in ((x, "SCENE", False), (x + half - 92, "SHOTS", True),
                                    (x + half - 42, "TIME", True), (x + half, "PAGE", True)):
                _say(canvas, at, y + 17, name, 7, SOFT, bold=True, right=right)
        head = group[0]
        _say(canvas, x, y, typeset.clip(head.scene_number, 26, 8.4, bold=True), 8.4, bold=True)
        _say(canvas, x + 30, y, typeset.clip(head.heading, half - 150, 8.4), 8.4)
        _say(canvas, x + half - 92, y, str(len(group)), 8.4, right=True)
        time = screen_time(sum(item.duration for item in group), book.rate)
        _say(canvas, x + half - 42, y, time, 8.4, right=True)
        _say(canvas, x + half, y, str(page_of[head.shot]), 8.4, right=True)
        canvas.setStrokeGray(PALE)
        canvas.setLineWidth(0.4)
        canvas.line(x, y - 4.5, x + half, y - 4.5)
        canvas.linkRect("", head.scene, (x, y - 4, x + half, y + 10), Border="[0 0 0]")


def _full_text(
    cut: Sequence[Cell], book: Book, before: int
) -> tuple[list[list[tuple[int, float, Block]]], dict[str, int]]:
    """Flow the texts that did not fit over three columns a page; return pages and each shot's page."""
    size, room = 8.4, book.height - HEAD - FOOT - 10
    step = size * 1.22
    pages: list[list[tuple[int, float, Block]]] = []
    where: dict[str, int] = {}
    column, y = 3, 0.0
    for cell in cut:
        block = set_text(cell.item, book.column, size)
        heading = Block((), size, 0.0)
        lines = list(block.lines)
        first = True
        while lines or first:
            if column == 3 or y > room - 4 * step:
                column = column + 1 if column < 2 else 0
                y = 0.0
                if column == 0:
                    pages.append([])
            if first:
                where[cell.item.shot] = before + len(pages)
                heading = _heading(cell.item, size)
                pages[-1].append((column, y, heading))
                y += heading.height
                first = False
            base = lines[0].drop - step * 0.8 if lines else 0.0
            part = [line for line in lines if line.drop - base <= room - y]
            lines = lines[len(part):]
            if part:
                moved = tuple(type(line)(line.shown, line.x, line.drop - base, line.bold) for line in part)
                pages[-1].append((column, y, Block(moved, size, moved[-1].drop)))
                y += moved[-1].drop + step
    return pages, where


def _heading(item: BoardItem, size: float) -> Block:
    from secondunit.formats.boards_text import SetLine

    return Block((SetLine(item.label, 0.0, size, bold=True),), size, size * 1.5)


def _draw_full(canvas: Canvas, book: Book, columns: Sequence[tuple[int, float, Block]]) -> None:
    for column, y, block in columns:
        x, top = _origin(book, column, 0)
        _lines(canvas, block, x, top - 10 - y)
