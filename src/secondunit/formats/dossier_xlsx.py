"""The dossier as one XLSX workbook: scenes, breakdown, cast, locations, pacing, stripboard, day out of days.

Every cell is written as text or number, never as a formula; the bytes depend on the dossier alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from secondunit.core.dossier import Board, Dossier
from secondunit.core.pages import eighths_text
from secondunit.core.tags import CATEGORIES, Category, Tag
from secondunit.formats.schedule_papers import board_numbers, day_text
from secondunit.formats.strip_colours import DAY_END, colour_of, hex_of
from secondunit.formats.typeset import clean

MADE = datetime(2000, 1, 1)  # a fixed date: the same dossier gives the same bytes
Cell = str | int | float | date
LONGEST = 32_767  # characters in a cell


class _Book:
    """A workbook with the few formats that the sheets share."""

    def __init__(self, path: Path) -> None:
        import xlsxwriter

        self.book = xlsxwriter.Workbook(str(path), {
            "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        })  # fmt: skip
        self.book.set_properties({"created": MADE, "author": "Second Unit"})
        self.head = self.book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.text = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.date = self.book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        self.fills: dict[str, Any] = {}

    def fill(self, colour: str, ink: str = "#000000") -> Any:  # noqa: ANN401  # xlsxwriter has no types
        if colour not in self.fills:
            self.fills[colour] = self.book.add_format({"bg_color": colour, "font_color": ink, "valign": "top",
                                                       "bottom": 4, "text_wrap": True})  # fmt: skip
        return self.fills[colour]

    def sheet(
        self, name: str, head: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Cell]],
        fills: Sequence[tuple[str, str]] | None = None,
    ) -> None:  # fmt: skip
        """Add a sheet with a frozen head and a filter; `fills` colours each row (ground, ink)."""
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        for at, title in enumerate(head):
            sheet.write_string(0, at, title, self.head)
        count = 0
        for count, row in enumerate(rows, 1):
            style = self.fill(*fills[count - 1]) if fills else self.text
            for at, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(count, at, clean(value)[:LONGEST], style)
                elif isinstance(value, date):
                    sheet.write_datetime(count, at, datetime(value.year, value.month, value.day), self.date)
                else:
                    sheet.write_number(count, at, value, style)
        if count:
            sheet.autofilter(0, 0, count, len(head) - 1)


def write(dossier: Dossier, path: Path) -> None:
    """Write the workbook."""
    book = _Book(path)
    _scenes(book, dossier)
    _breakdown(book, dossier)
    _cast(book, dossier)
    _locations(book, dossier)
    _matrix(book, dossier)
    _suggestions(book, dossier)
    if dossier.board:
        _stripboard(book, dossier.board)
        _one_liner(book, dossier.board)
        _dood(book, dossier.board)
    book.book.close()


def _scenes(book: _Book, dossier: Dossier) -> None:
    starts = {scene.element: scene.label for scene in dossier.pages.scenes}
    counts: dict[tuple[str, Category], int] = {}
    for tag in dossier.tags:
        counts[tag.scene, tag.category] = counts.get((tag.scene, tag.category), 0) + 1
    shown = [c for c in Category if any(key[1] is c for key in counts) and c is not Category.CAST]
    names = {c.id: c.name for c in dossier.breakdown.characters}
    head = ("scene", "heading", "I/E", "set", "D/N", "page", "length", "eighths", "cast",
            *(CATEGORIES[c].title for c in shown))  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (s.number, s.heading, s.setting, s.place, s.time, next((starts[at] for at in s.elements if at in starts), ""),
         eighths_text(s.eighths), s.eighths, ", ".join(names.get(c, c) for c in s.characters),
         *(counts.get((s.id, c), 0) for c in shown))
        for s in dossier.breakdown.scenes
    ]  # fmt: skip
    book.sheet("Scenes", head, (8, 40, 8, 26, 10, 7, 8, 8, 40, *(10 for _ in shown)), rows)


def _breakdown(book: _Book, dossier: Dossier) -> None:
    scenes = {s.id: s for s in dossier.breakdown.scenes}

    def row(tag: Tag) -> tuple[Cell, ...]:
        scene = scenes[tag.scene]
        return (scene.number, scene.heading, CATEGORIES[tag.category].title, tag.name, tag.quantity, tag.note, tag.task,
                tag.origin, round(tag.confidence, 2), " | ".join(each.text for each in tag.evidence))  # fmt: skip

    head = ("scene", "heading", "category", "name", "quantity", "note", "task", "proposed by", "confidence", "evidence")
    book.sheet("Breakdown", head, (8, 34, 18, 30, 9, 24, 14, 12, 11, 60), [row(tag) for tag in dossier.tags])


def _cast(book: _Book, dossier: Dossier) -> None:
    numbers = {s.id: s.number for s in dossier.breakdown.scenes}
    voices = {voice.character: voice for voice in dossier.pacing.voices}
    rows: list[tuple[Cell, ...]] = []
    for c in dossier.breakdown.characters:
        voice = voices.get(c.id)
        rows.append((c.name, c.description, len(c.scenes), c.words, round(100 * voice.share, 1) if voice else 0.0,
                     round(voice.seconds / 60, 1) if voice else 0.0, ", ".join(numbers[s] for s in c.scenes)))
    head = ("character", "description", "scenes", "words", "share of words %", "screen minutes, est.", "in scenes")
    book.sheet("Cast", head, (24, 50, 8, 8, 12, 12, 60), rows)


def _locations(book: _Book, dossier: Dossier) -> None:
    scenes = {s.id: s for s in dossier.breakdown.scenes}
    rows = [
        (x.name, x.setting, len(x.scenes), eighths_text(sum(scenes[s].eighths for s in x.scenes)),
         ", ".join(scenes[s].number for s in x.scenes))
        for x in dossier.breakdown.locations
    ]  # fmt: skip
    book.sheet("Locations", ("location", "I/E", "scenes", "pages", "in scenes"), (40, 10, 8, 10, 60), rows)


def _matrix(book: _Book, dossier: Dossier) -> None:
    people = [c for c in dossier.breakdown.characters if c.scenes]
    rows = [(s.number, s.heading, *("x" if s.id in c.scenes else "" for c in people)) for s in dossier.breakdown.scenes]
    head = ("scene", "heading", *(c.name for c in people))
    book.sheet("Scene x character", head, (8, 34, *(5 for _ in people)), rows)


def _suggestions(book: _Book, dossier: Dossier) -> None:
    numbers = {s.id: s.number for s in dossier.breakdown.scenes}
    rows = []
    for each in dossier.pacing.suggestions:
        decision = dossier.decisions.get(each.id)
        word = "" if decision is None else "accepted" if decision.accepted else "refused"
        scenes = ", ".join(numbers.get(s, s) for s in each.scenes)
        rows.append((each.id, each.kind, scenes, each.text, each.effect, word, decision.by if decision else ""))
    head = ("id", "kind", "scenes", "reason", "expected effect", "decision", "by")
    book.sheet("Suggestions", head, (14, 18, 14, 70, 50, 12, 18), rows)


def _stripboard(book: _Book, board: Board) -> None:
    schedule, numbers = board.schedule, board_numbers(board.schedule)
    strips = {strip.id: strip for strip in schedule.shoot.strips}
    rows: list[tuple[Cell, ...]] = []
    fills: list[tuple[str, str]] = []
    for day in schedule.days:
        for strip in (strips[id_] for id_ in day.strips):
            cast = ", ".join(numbers.get(c, c) for c in strip.cast)
            rows.append((day.number, strip.label, strip.setting, strip.set, strip.time, strip.script_day,
                         eighths_text(strip.eighths), cast, strip.minutes, strip.description))  # fmt: skip
            fills.append((hex_of(colour_of(strip)), "#000000"))
        total = eighths_text(sum(strips[id_].eighths for id_ in day.strips))
        rows.append((day.number, f"END OF {day_text(day).upper()}", "", "", "", "", total, "", "", ""))
        fills.append((hex_of(DAY_END), "#ffffff"))
    head = ("shoot day", "scene", "I/E", "set", "D/N", "script day", "pages", "cast", "minutes", "action")
    book.sheet("Stripboard", head, (7, 10, 8, 34, 10, 8, 8, 24, 9, 50), rows, fills)


def _one_liner(book: _Book, board: Board) -> None:
    rows = [
        (line.day, line.date, line.strip.label if line.strip else "", line.text, ", ".join(line.cast),
         eighths_text(line.eighths))
        for line in board.lines
    ]  # fmt: skip
    head = ("day", "date", "scene", "set and action", "cast", "pages")
    book.sheet("One-liner", head, (6, 12, 10, 60, 24, 8), rows)


def _dood(book: _Book, board: Board) -> None:
    dood = board.dood
    head = ("no", "cast", *(d.isoformat() for d in dood.dates), "work", "hold", "travel", "total", "start", "finish")
    rows = [
        (row.board_id, row.name, *row.codes, row.worked, row.held, row.travel, row.total, row.start or "",
         row.finish or "")
        for row in dood.rows
    ]  # fmt: skip
    book.sheet("Day out of days", head, (5, 24, *(6 for _ in dood.dates), 7, 7, 7, 7, 12, 12), rows)
