"""The pages around the boards: cover, scene index, and the texts that no board had room for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from secondunit.core.board import BoardItem, screen_time
from secondunit.formats import typeset
from secondunit.formats.boards.layout import (
    FOOT,
    GUTTER,
    HEAD,
    INK,
    MARGIN,
    PALE,
    SOFT,
    Book,
    Cell,
    draw_block,
    picture,
    say,
)
from secondunit.formats.boards.text import LEADING, Block, SetLine, set_text

ROW = 15.0  # height of an index row
Group = tuple[BoardItem, ...]  # the boards of a scene
Piece = tuple[int, float, Block]  # column, drop from the top, text


def cover(
    canvas: Canvas, book: Book, items: Sequence[BoardItem], panels: Mapping[str, Path], groups: Sequence[Group],
    page_of: Mapping[str, int],
) -> None:
    """Draw the cover: three boards, the title, the facts, and the scene index where it has room."""
    x, right = MARGIN + 20, book.width - MARGIN - 20
    have = [item for item in items if item.shot in panels]
    strip = [have[len(have) * k // 6] for k in (1, 3, 5)] if len(have) >= 3 else have
    wide = (right - x - 2 * 10) / 3
    y = book.height - 54 - wide * book.ratio
    for n, item in enumerate(strip):
        picture(canvas, item, panels, (x + n * (wide + 10), y, wide, wide * book.ratio))
    size = 38.0
    while size > 16 and len(typeset.wrap(book.title, right - x, size, bold=True)) > 2:
        size -= 4
    y -= 30 + size * 0.5
    for line in typeset.wrap(book.title, right - x, size, bold=True)[:3]:
        say(canvas, x, y, line.shown, size, bold=True)
        y -= size * 1.15
    y += size * 1.15 - 24
    draft = f"   ·   {typeset.clip(book.draft, 300, 12)}" if book.draft else ""
    say(canvas, x, y, f"STORYBOARD{draft}", 12, SOFT)
    canvas.setStrokeGray(INK)
    canvas.setLineWidth(2.2)
    canvas.line(x, y - 12, x + 64, y - 12)
    facts = (
        ("Scenes", str(len({item.scene for item in items}))), ("Shots", str(len(items))),
        ("Boards", str(len(have))),
        ("Running time", screen_time(sum(item.duration for item in items), book.rate)),
        ("Frame rate", f"{float(book.rate):.6g} fps"),
    )
    y -= 36
    for n, (name, value) in enumerate(facts):
        say(canvas, x + n * 112, y, name.upper(), 7, SOFT, bold=True)
        say(canvas, x + n * 112, y - 18, value, 15)
    y -= 62
    if groups:
        draw_index(canvas, book, groups, page_of, (x, right), y, (len(groups) + 1) // 2)
    if book.note:
        for n, line in enumerate(typeset.wrap(book.note, right - x, 7.4)[:2]):
            say(canvas, x, 34 - 10 * n, line.shown, 7.4, SOFT)


def index_pages(groups: Sequence[Group], book: Book) -> list[Sequence[Group]]:
    """Split the index in pages; an empty list where it fits on the cover."""
    title = typeset.wrap(book.title, book.width - 2 * MARGIN - 40, 38, bold=True)
    wide = (book.width - 2 * MARGIN - 60) / 3
    room = book.height - 54 - wide * book.ratio - 49 - 24 - 36 - 62 - 50 - 44 * (len(title[:3]) - 1)
    if (len(groups) + 1) // 2 <= room // ROW:
        return []
    rows = _index_rows(book) * 2
    return [groups[i : i + rows] for i in range(0, len(groups), rows)]


def _index_rows(book: Book) -> int:
    return int((book.height - HEAD - FOOT - 40) // ROW)


def draw_index_page(canvas: Canvas, book: Book, groups: Sequence[Group], page_of: Mapping[str, int]) -> None:
    """Draw a page of the scene index."""
    draw_index(canvas, book, groups, page_of, (MARGIN, book.width - MARGIN), book.height - HEAD - 34,
               _index_rows(book))


def draw_index(
    canvas: Canvas, book: Book, groups: Sequence[Group], page_of: Mapping[str, int], sides: tuple[float, float],
    top: float, rows: int,
) -> None:
    """Draw scenes in two columns with shots, time and page; each row is a link to its scene."""
    half = (sides[1] - sides[0] - 30) / 2
    for n, group in enumerate(groups):
        x = sides[0] + (n // rows) * (half + 30)
        y = top - (n % rows) * ROW
        if n % rows == 0:
            for at, name, right in ((x, "SCENE", False), (x + half - 92, "SHOTS", True),
                                    (x + half - 42, "TIME", True), (x + half, "PAGE", True)):
                say(canvas, at, y + 17, name, 7, SOFT, bold=True, right=right)
        head = group[0]
        say(canvas, x, y, typeset.clip(head.scene_number, 26, 8.4, bold=True), 8.4, bold=True)
        say(canvas, x + 30, y, typeset.clip(head.heading, half - 150, 8.4), 8.4)
        say(canvas, x + half - 92, y, str(len(group)), 8.4, right=True)
        time = screen_time(sum(item.duration for item in group), book.rate)
        say(canvas, x + half - 42, y, time, 8.4, right=True)
        say(canvas, x + half, y, str(page_of[head.shot]), 8.4, right=True)
        canvas.setStrokeGray(PALE)
        canvas.setLineWidth(0.4)
        canvas.line(x, y - 4.5, x + half, y - 4.5)
        canvas.linkRect("", head.shot, (x, y - 4, x + half, y + 10), Border="[0 0 0]")


def full_text(cut: Sequence[Cell], book: Book, before: int) -> tuple[list[list[Piece]], dict[str, int]]:
    """Flow the texts that did not fit over three columns a page; return the pages and each shot's page number."""
    size, room, wide = 8.4, book.height - HEAD - FOOT - 10, _third(book)
    step = size * LEADING
    pages: list[list[Piece]] = []
    where: dict[str, int] = {}
    column, y = 2, room
    for cell in cut:
        lines = list(set_text(cell.item, wide, size).lines)
        while lines:
            if y > room - 4 * step:
                column, y = (column + 1) % 3, 0.0
                if column == 0:
                    pages.append([])
            if cell.item.shot not in where:
                where[cell.item.shot] = before + len(pages)
                label = typeset.clip(f"{cell.item.label}   {cell.item.heading}", wide, size, bold=True)
                pages[-1].append((column, y, Block((SetLine(label, 0.0, size, bold=True),), size, size * 1.5)))
                y += size * 1.5
            base = lines[0].drop - step * 0.8
            part = [line for line in lines if line.drop - base <= room - y]
            lines = lines[len(part):]
            moved = tuple(SetLine(line.shown, line.x, line.drop - base, line.bold) for line in part)
            pages[-1].append((column, y, Block(moved, size, moved[-1].drop)))
            y += moved[-1].drop + step
    return pages, where


def _third(book: Book) -> float:
    return (book.width - 2 * MARGIN - 2 * GUTTER) / 3


def draw_full(canvas: Canvas, book: Book, pieces: Sequence[Piece]) -> None:
    """Draw a page of full texts."""
    for column, y, block in pieces:
        draw_block(canvas, block, MARGIN + column * (_third(book) + GUTTER), book.height - HEAD - 10 - y)
