"""The schedule's sheets of the workbook: shooting days, stripboard, one-liner, day out of days, calls."""

from __future__ import annotations

from collections.abc import Sequence

from secondunit.core.dossier import Board
from secondunit.core.pages import eighths_text
from secondunit.core.schedule import DayKind, DoodRow, Schedule, Strip
from secondunit.formats.dossier.xlsx_book import HEAD, Book, Cell, Line, Look, heads, number_or_text
from secondunit.formats.papers.board_words import (
    WEEKDAYS,
    board_numbers,
    cast_text,
    counted,
    date_text,
    day_text,
    number_key,
    pages_text,
    scene_count,
    scenes_of,
)
from secondunit.formats.papers.dood import counts, held, working
from secondunit.formats.papers.strip_colours import BANNER, DAY_END, KINDS, SHELF, colour_of, hex_of

_BAR = Look(hex_of(DAY_END), "#ffffff", bold=True)
_SHELF = Look(hex_of(SHELF), "#ffffff", bold=True)
_OFF, _HELD = Look("#e6e6e6", centre=True), Look("#cccccc", centre=True)


def write(book: Book, board: Board) -> None:
    """Add the sheets of a board."""
    _days(book, board)
    _stripboard(book, board.schedule)
    _one_liner(book, board)
    _dood(book, board)
    _calls(book, board)


def summary(schedule: Schedule) -> list[tuple[Cell, ...]]:
    """Return what the summary says of a schedule."""
    shot = [day for day in schedule.days if day.number]
    rows: list[tuple[Cell, ...]] = [("Shooting days", len(shot))]
    if shot:
        rows += [("First shooting day", shot[0].date), ("Last shooting day", shot[-1].date),
                 ("Night shoots", sum(1 for day in shot if day.kind is DayKind.NIGHT)),
                 ("Split days", sum(1 for day in shot if day.kind is DayKind.SPLIT))]  # fmt: skip
    found = schedule.figures
    if found:
        rows += [("Cast work days", found.work_days), ("Cast hold days", found.hold_days),
                 ("Company moves", found.moves), ("Schedule, proven bound", found.text())]  # fmt: skip
    return [*rows, *(("Schedule note", words) for words in (*schedule.shoot.notes, *schedule.notes))]


def _strips(schedule: Schedule, ids: Sequence[str]) -> list[Strip]:
    strips = {strip.id: strip for strip in schedule.shoot.strips}
    return [strips[id_] for id_ in ids]


def _days(book: Book, board: Board) -> None:
    calls = {call.number: call for call in board.calls}
    lines = []
    for day in board.schedule.days:
        scenes = scenes_of(_strips(board.schedule, day.strips))
        eighths = sum(strip.eighths for strip in scenes)
        call = calls.get(day.number)
        people = {id_ for strip in scenes for id_ in strip.cast}
        lines.append(Line((
            day.number or None, day.date, KINDS[day.kind] if day.number else "no shooting", call.call if call else None,
            call.wrap if call else None, scene_count(scenes), eighths_text(eighths), eighths, len(people),
            "; ".join(call.places) if call else "", ", ".join(strip.label for strip in scenes),
        )))  # fmt: skip
    names = ("day", "date", "kind", "call", "wrap, est.", "scenes", "pages", "eighths", "cast", "locations",
             "scene numbers")  # fmt: skip
    book.sheet("Shooting days", heads(*names), (7, 18, 12, 9, 11, 9, 9, 9, 8, 60, 34), lines, freeze=2)


def _stripboard(book: Book, schedule: Schedule) -> None:
    numbers = board_numbers(schedule)
    lines: list[Line] = []
    for day in schedule.days:
        found = _strips(schedule, day.strips)
        lines += [_strip(strip, numbers, day.number or None) for strip in found]
        scenes = scenes_of(found)
        eighths = sum(strip.eighths for strip in scenes)
        if day.number:
            cells = (day.number, "", "", f"END OF {day_text(day).upper()}", "", "", "", eighths_text(eighths), eighths,
                     counted(scene_count(found), "scene"), sum(strip.minutes for strip in scenes), "")  # fmt: skip
            lines.append(Line(cells, _BAR))
        else:
            lines.append(Line(("", "", "", f"{date_text(day.date).upper()}: NO SHOOTING", *("",) * 8), _BAR))
    for name, ids in (("NOT SCHEDULED", schedule.unscheduled), ("BONEYARD", schedule.boneyard)):
        if ids:
            lines.append(Line(("", "", "", name, *("",) * 8), _SHELF))
            lines += [_strip(strip, numbers, None) for strip in _strips(schedule, ids)]
    names = ("shoot day", "scene", "I/E", "set", "D/N", "script day", "page", "pages", "eighths", "cast", "minutes",
             "action")  # fmt: skip
    book.sheet("Stripboard", heads(*names), (8, 9, 9, 40, 11, 9, 7, 9, 9, 24, 10, 56), lines, freeze=2)


def _strip(strip: Strip, numbers: dict[str, str], day: int | None) -> Line:
    look = Look(hex_of(colour_of(strip)), bold=strip.kind == "banner")
    if strip.kind == "banner":
        return Line((day, "", "", strip.description or strip.set or "BANNER", *("",) * 8), look)
    return Line((day, number_or_text(strip.label), strip.setting, strip.set, strip.time,
                 number_or_text(strip.script_day), number_or_text(strip.page), eighths_text(strip.eighths),
                 strip.eighths, cast_text(strip, numbers), strip.minutes, strip.description), look)  # fmt: skip


def _one_liner(book: Book, board: Board) -> None:
    lines = []
    for line in board.lines:
        strip = line.strip
        if strip is None or line.kind != "strip":
            look = _BAR if line.kind == "day end" else Look(hex_of(BANNER), bold=True)
            pages = pages_text(line.eighths) if line.kind == "day end" else ""
            lines.append(Line((line.day or None, line.date, "", "", line.text, "", "", "", pages), look))
            continue
        cast = ", ".join(sorted(line.cast, key=number_key))
        lines.append(Line((line.day, line.date, number_or_text(strip.label), strip.setting, strip.set, strip.time,
                           strip.description, cast, eighths_text(line.eighths)),
                          Look(hex_of(colour_of(strip)))))  # fmt: skip
    names = ("day", "date", "scene", "I/E", "set", "D/N", "action", "cast", "pages")
    book.sheet("One-liner", heads(*names), (6, 18, 9, 9, 44, 11, 60, 24, 12), lines)


def _dood(book: Book, board: Board) -> None:
    dood = board.dood
    totals = ("start", "finish", "work", "hold", "travel", "fitting", "rehearsal", "holiday", "total")
    blank = ("",) * len(totals)
    weekdays = (WEEKDAYS[day.weekday()] for day in dood.dates)
    turned = Look(ground="#e8e8e8", bold=True, turned=True)
    first = Line(("", "date", *dood.dates, *blank), HEAD, dict.fromkeys(range(2, 2 + len(dood.dates)), turned))
    company = ("" if code == "off" else code for code in dood.company)
    days = Line(("", "shooting day", *(n or None for n in dood.numbers), *blank), HEAD)
    last = Line(("no", "cast", *company, *totals), HEAD)
    off = [at for at, number in enumerate(dood.numbers, 2) if not number]

    def line(row: DoodRow) -> Line:
        looks = dict.fromkeys(range(2, 2 + len(dood.dates)), Look(centre=True)) | dict.fromkeys(off, _OFF)
        looks |= {at: _HELD for at, code in enumerate(row.codes, 2) if code == "H"}
        return Line((number_or_text(row.board_id), row.name, *row.codes, row.start,
                     row.finish, *counts(row)), looks=looks)  # fmt: skip

    rows = sorted(dood.rows, key=lambda row: number_key(row.board_id))
    sums = [sum(column) for column in zip(*map(counts, rows), strict=True)] or [0] * 7
    lines = [line(row) for row in rows]
    lines.append(Line(("", "working", *(n or None for n in working(dood)), None, None, *sums), HEAD))
    lines.append(Line(("", "on hold", *(n or None for n in held(dood)), *blank), HEAD))
    book.sheet("Day out of days", (first, Line(("", "weekday", *weekdays, *blank), HEAD), days, last),
               (6, 28, *(5 for _ in dood.dates), 18, 18, *(9 for _ in totals[2:])), lines, freeze=2,
               fit=len(dood.dates) <= 45, filters=False, tall=88)  # fmt: skip


def _calls(book: Book, board: Board) -> None:
    lines = [
        Line((call.number, call.date, number_or_text(person.board_id), person.name, person.code, person.pickup,
              person.makeup, person.on_set, ", ".join(s.label for s in call.strips if s.id in person.strips),
              person.note))
        for call in board.calls for person in call.cast
    ]  # fmt: skip
    names = ("day", "date", "no", "cast", "status", "pick-up", "make-up", "on set", "scenes", "note")
    book.sheet("Calls", heads(*names), (6, 18, 6, 28, 9, 10, 10, 10, 24, 30), lines, freeze=4)
