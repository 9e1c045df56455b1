"""Storyboard book as PDF: cover, scene index, boards six or three to a page, overlong texts in full at the end.

Text is never lost: it shrinks to 6.6 points, and where that is not enough the board says on which page the
whole text stands. The bytes depend on the arguments alone (no dates, no random ids).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from reportlab import rl_config
from reportlab.lib.pagesizes import A4, LETTER, landscape
from reportlab.pdfgen.canvas import Canvas

from secondunit.core.board import BoardItem, scenes_of, screen_time, timecode
from secondunit.core.errors import InputError
from secondunit.formats import panels as pictures
from secondunit.formats import typeset
from secondunit.formats.boards import front
from secondunit.formats.boards.layout import (
    GUTTER,
    INK,
    LABEL,
    PALE,
    RULE,
    SOFT,
    STRIP,
    Book,
    Cell,
    draw_block,
    frame,
    picture,
    say,
)
from secondunit.formats.boards.text import fit_text

PAGES: dict[str, tuple[float, float]] = {"letter": landscape(LETTER), "a4": landscape(A4)}
GRIDS = {6: (3, 2), 3: (1, 3)}  # boards a page: columns, rows


def write(
    items: Sequence[BoardItem], panels: Mapping[str, Path], path: Path, *, title: str, rate: Fraction,
    draft: str = "", note: str = "", page: str = "letter", boards: int = 6,
    progress: Callable[[float], None] = lambda share: None,
) -> int:
    """Write the book to `path` and return its number of pages.

    `panels` maps shot ids to pictures; a shot without one gets a slate. `page` is "letter" or "a4" (both
    landscape), `boards` 6 (text below) or 3 (text beside) to a page. Raises InputError for no shots, no
    panels, an unreadable panel or an unknown page.
    """
    pictures.check(items, panels)
    if page not in PAGES or boards not in GRIDS:
        raise InputError(f"no board page {page!r} with {boards} boards", hint="page letter or a4, boards 6 or 3")
    first = next(item for item in items if item.shot in panels)
    with pictures.open_panel(panels[first.shot], first.shot) as image:
        ratio = min(max(image.height / image.width, 0.36), 0.75)
    book = Book(title or "Untitled", draft, note, rate, *PAGES[page], *GRIDS[boards], ratio)
    groups = scenes_of(items)
    index = front.index_pages(groups, book)
    pages = _paginate(items, book, boards)
    before = 1 + len(index)
    full, where = front.full_text([c for cells in pages for c in cells if c.block.cut], book, before + len(pages))
    total = before + len(pages) + len(full)
    page_of = {cell.item.shot: before + 1 + n for n, cells in enumerate(pages) for cell in cells}

    rl_config.useA85 = 0  # binary streams: a fifth smaller
    canvas = Canvas(str(path), pagesize=(book.width, book.height), invariant=1, pageCompression=1)
    canvas.setTitle(typeset.clean(book.title))
    canvas.setSubject("Storyboard")
    canvas.setCreator("Second Unit")
    front.cover(canvas, book, items, panels, () if index else groups, page_of)
    canvas.showPage()
    for number, part in enumerate(index, start=2):
        frame(canvas, book, number, total)
        front.draw_index_page(canvas, book, part, page_of)
        canvas.showPage()
    done = 0
    last = ""
    for number, cells in enumerate(pages, start=before + 1):
        frame(canvas, book, number, total)
        last = _strips(canvas, book, cells, last)
        for cell in cells:
            _board(canvas, book, cell, panels, where.get(cell.item.shot))
            done += 1
            progress(0.95 * done / len(items))
        canvas.showPage()
    for number, pieces in enumerate(full, start=before + len(pages) + 1):
        frame(canvas, book, number, total)
        front.draw_full(canvas, book, pieces)
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
        block = fit_text(item, *book.text, 8.4 if book.columns > 1 else 10.2)
        pages[-1].append(Cell(item, place % book.columns, place // book.columns, block, start))
        start += item.duration
    return pages


def _strips(canvas: Canvas, book: Book, cells: Sequence[Cell], last: str) -> str:
    """Draw one strip over neighbouring boards of a scene: dark where the scene starts, pale where it goes on.

    `last` is the scene that the page before ended with; returns the one that this page ends with.
    """
    start = 0
    while start < len(cells):
        end = start
        while (
            end + 1 < len(cells) and cells[end + 1].row == cells[start].row
            and cells[end + 1].item.scene == cells[start].item.scene
        ):
            end += 1
        item = cells[start].item
        x, top = book.origin(cells[start].column, cells[start].row)
        wide = (end - start) * (book.cell + GUTTER) + book.cell
        fresh = item.scene != last
        canvas.setFillGray(INK if fresh else PALE)
        canvas.rect(x, top - STRIP + 2, wide, STRIP - 2, stroke=0, fill=1)
        words = f"{item.scene_number}   {item.heading}" + ("" if fresh else "  (cont.)")
        say(canvas, x + 5, top - STRIP + 5.4, typeset.clip(words, wide - 10, 8, bold=True), 8,
            1.0 if fresh else INK, bold=True)
        if fresh:
            canvas.bookmarkPage(item.shot)
            canvas.addOutlineEntry(typeset.clean(f"{item.scene_number} {item.heading}"), item.shot)
        last = item.scene
        start = end + 1
    return last


def _board(canvas: Canvas, book: Book, cell: Cell, panels: Mapping[str, Path], where: int | None) -> None:
    item = cell.item
    x, top = book.origin(cell.column, cell.row)
    wide, high = book.board
    picture(canvas, item, panels, (x, top - STRIP - high, wide, high))
    if book.columns > 1:
        y = top - STRIP - high
    else:
        x, y, wide = x + wide + GUTTER, top - STRIP, book.text[0]
    line = y - 10.5
    left = say(canvas, x, line, typeset.clip(item.label, 110, 10, bold=True), 10, bold=True)
    badge = typeset.width(item.size, 7.4, bold=True) + 8
    canvas.setFillGray(INK)
    canvas.roundRect(x + left + 7, line - 2.2, badge, 10.4, 2, stroke=0, fill=1)
    say(canvas, x + left + 11, line + 0.4, item.size, 7.4, 1.0, bold=True)
    length = f"{screen_time(item.duration, book.rate)}   {item.duration} f"
    say(canvas, x + wide, line, length, 7.4, SOFT, right=True)
    say(canvas, x, line - 11, typeset.clip("  ·  ".join(item.camera), wide - 62, 7.4), 7.4, SOFT)
    say(canvas, x + wide, line - 11, timecode(cell.start, book.rate), 7.0, SOFT, right=True)
    canvas.setStrokeGray(RULE)
    canvas.setLineWidth(0.4)
    canvas.line(x, line - 14.5, x + wide, line - 14.5)
    below = y - LABEL - 2
    draw_block(canvas, cell.block, x, below)
    if where is not None:
        size = cell.block.size
        pointer = f"{typeset.ELLIPSIS} full text on page {where}"
        say(canvas, x, below - book.text[1] + 0.25 * size, pointer, size, SOFT, bold=True)
