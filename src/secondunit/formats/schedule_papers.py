"""The schedule on paper: stripboard, one-liner, day out of days and call sheets as PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from pathlib import Path

from secondunit.core.pages import eighths_text
from secondunit.core.schedule import CallSheet, Dood, OneLine, Schedule, ShootDay, Strip
from secondunit.formats import typeset
from secondunit.formats.boards_layout import INK, SOFT, say
from secondunit.formats.sheet import MARGIN, Column, Row, Sheet
from secondunit.formats.strip_colours import DAY_END, KINDS, LEGEND, colour_of

NOTE = "A proposal: a named person decides. Pages in eighths; times are estimates."
DATES_A_PAGE = 31
CODES = (
    "S start · W work · F finish · H hold · D drop · P pick-up · TR travel · FT fitting · R rehearsal · / holiday"
    " · M company move"
)


def day_text(day: ShootDay) -> str:
    """Return `Day 3, Wed 4 Nov 2026 (night)`."""
    kind = KINDS[day.kind]
    return f"Day {day.number}, {date_text(day.date)}" + (f" ({kind})" if kind != "day" else "")


def date_text(day: date) -> str:
    """Return `Wed 4 Nov 2026`, the same in every locale."""
    names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return f"{names[day.weekday()]} {day.day} {months[day.month - 1]} {day.year}"


def _clock(moment: time | None) -> str:
    return moment.strftime("%H:%M") if moment else "-"


def board_numbers(schedule: Schedule) -> dict[str, str]:
    """Return element id -> board number, or the id where it has none."""
    return {element.id: element.board_id or element.id for element in schedule.shoot.elements}


def write_stripboard(schedule: Schedule, path: Path, *, title: str, paper: str = "letter") -> None:
    """Write the board: strips in the field's colours, a black band at the end of each day, figures with the bound."""
    numbers = board_numbers(schedule)
    strips = {strip.id: strip for strip in schedule.shoot.strips}
    columns = (
        Column("scene", 8, bold=True), Column("I/E", 7), Column("set", 34, bold=True), Column("D/N", 9),
        Column("day", 5), Column("cast", 24), Column("pages", 7, right=True), Column("time", 7, right=True),
    )  # fmt: skip
    with Sheet(path, title, "Stripboard", paper=paper, wide=True, note=NOTE) as sheet:
        _legend(sheet)
        if schedule.figures:
            sheet.paragraph(schedule.figures.text(), 8.4, SOFT)
        rows: list[Row] = []
        for day in schedule.days:
            found = [strips[id_] for id_ in day.strips]
            rows += [_strip_row(strip, numbers) for strip in found]
            pages = eighths_text(sum(s.eighths for s in found))
            words = f"END OF {day_text(day).upper()}   ·   {pages} pages   ·   {len(found)} strips" if found else (
                f"{day_text(day).upper()}   ·   no strips")  # fmt: skip
            rows.append(Row((words,), DAY_END, 1.0, wide=True, bold=True))
        for name, ids in (("NOT SCHEDULED", schedule.unscheduled), ("BONEYARD", schedule.boneyard)):
            if ids:
                rows.append(Row((name,), (0.5, 0.5, 0.5), 1.0, wide=True, bold=True))
                rows += [_strip_row(strips[id_], numbers) for id_ in ids]
        sheet.table(columns, rows, 8.2)
        _cast_key(sheet, schedule)


def _strip_row(strip: Strip, numbers: Mapping[str, str]) -> Row:
    if strip.kind == "banner":
        return Row((strip.description or strip.set,), colour_of(strip), wide=True, bold=True)
    cast = ", ".join(numbers.get(id_, id_) for id_ in strip.cast)
    hours = f"{strip.minutes // 60}:{strip.minutes % 60:02d}"
    return Row((strip.label, strip.setting, strip.set, strip.time, strip.script_day, cast, eighths_text(strip.eighths),
                hours), colour_of(strip))  # fmt: skip


def _legend(sheet: Sheet) -> None:
    sheet.y -= 14
    x = MARGIN
    for name, colour in LEGEND:
        sheet.fill(x, sheet.y, 16, 9, colour)
        sheet.canvas.setStrokeGray(0.4)
        sheet.canvas.setLineWidth(0.4)
        sheet.canvas.rect(x, sheet.y, 16, 9, stroke=1, fill=0)
        x += 20
        x += say(sheet.canvas, x, sheet.y + 1.5, name, 8, SOFT) + 16
    sheet.y -= 8


def _cast_key(sheet: Sheet, schedule: Schedule) -> None:
    cast = [f"{element.board_id or '-'}. {element.name}" for element in schedule.shoot.cast()]
    if cast:
        sheet.heading("Cast", 10)
        sheet.paragraph("   ".join(cast), 8.4)


def write_one_liner(lines: Sequence[OneLine], path: Path, *, title: str, paper: str = "letter") -> None:
    """Write the one-line schedule."""
    columns = (
        Column("scene", 9, bold=True), Column("set and action", 50), Column("D/N", 10),
        Column("cast", 20), Column("pages", 9, right=True),
    )  # fmt: skip
    rows = []
    for line in lines:
        strip = line.strip
        if line.kind == "day end":
            rows.append(Row((line.text,), DAY_END, 1.0, wide=True, bold=True))
        elif strip is None or line.kind == "banner":
            rows.append(Row((line.text,), (0.86, 0.86, 0.86), wide=True, bold=True))
        else:
            head = f"{strip.setting + '. ' if strip.setting else ''}{strip.set}"
            words = f"{head}\n{strip.description}" if strip.description else head
            cells = (strip.label, words, strip.time, ", ".join(line.cast), eighths_text(line.eighths))
            rows.append(Row(cells, colour_of(strip)))
    with Sheet(path, title, "One-line schedule", paper=paper, note=NOTE) as sheet:
        sheet.table(columns, rows)


def write_dood(dood: Dood, path: Path, *, title: str, paper: str = "letter") -> None:
    """Write the day out of days: a month of dates a page, totals on the last."""
    with Sheet(path, title, "Day out of days", paper=paper, wide=True, note=CODES) as sheet:
        spans = range(0, max(1, len(dood.dates)), DATES_A_PAGE)
        for start in spans:
            if start:
                sheet.page()
            _dood_part(sheet, dood, start, last=start == spans[-1])


def _dood_part(sheet: Sheet, dood: Dood, start: int, *, last: bool) -> None:
    dates = dood.dates[start : start + DATES_A_PAGE]
    totals = ("work", "hold", "travel", "total") if last else ()
    days = [Column(f"{day.day}", 2.1) for day in dates]
    columns = (Column("no", 3), Column("cast", 14, bold=True), *days, *(Column(name, 4, right=True) for name in totals))
    numbers = tuple(str(n) if n else "" for n in dood.numbers[start : start + DATES_A_PAGE])
    weekdays = tuple("MTWTFSS"[day.weekday()] for day in dates)
    company = tuple({"off": "·"}.get(code, code) for code in dood.company[start : start + DATES_A_PAGE])
    blank = ("",) * len(totals)
    grey = (0.94, 0.94, 0.94)
    rows = [Row(("", "", *weekdays, *blank), grey, SOFT), Row(("", "shooting day", *numbers, *blank), grey, bold=True),
            Row(("", "company", *company, *blank), grey, SOFT)]  # fmt: skip
    for row in dood.rows:
        figures = tuple(str(n) for n in (row.worked, row.held, row.travel, row.total)) if last else ()
        rows.append(Row((row.board_id, row.name, *row.codes[start : start + DATES_A_PAGE], *figures)))
    if dates:
        sheet.heading(f"{date_text(dates[0])} to {date_text(dates[-1])}", 10)
    sheet.table(columns, rows, 6.6)


def write_call_sheets(calls: Sequence[CallSheet], path: Path, *, title: str, paper: str = "letter") -> None:
    """Write a call sheet a shooting day."""
    with Sheet(path, title, "Call sheets", paper=paper, note=NOTE) as sheet:
        for at, call in enumerate(calls):
            if at:
                sheet.page()
            _call_sheet(sheet, call)


def _call_sheet(sheet: Sheet, call: CallSheet) -> None:
    sheet.mark(f"day{call.number}", f"Day {call.number}, {date_text(call.date)}")
    sheet.heading(f"Day {call.number} of {call.of}, {date_text(call.date)}", 15)
    facts = (
        ("call", _clock(call.call)), ("meal", _clock(call.meal)), ("wrap, est.", _clock(call.wrap)),
        ("sunrise", _clock(call.sunrise)), ("sunset", _clock(call.sunset)), ("kind", KINDS[call.kind]),
        ("pages", eighths_text(call.eighths)),
    )  # fmt: skip
    width = (sheet.right - MARGIN) / len(facts)
    sheet.y -= 10
    for n, (name, value) in enumerate(facts):
        say(sheet.canvas, MARGIN + n * width, sheet.y, name.upper(), 6.6, SOFT, bold=True)
        say(sheet.canvas, MARGIN + n * width, sheet.y - 15, value, 13)
    sheet.y -= 26
    sheet.paragraph("Locations: " + ("; ".join(call.places) or "-"), 9)
    numbers = {person.element: person.board_id or "-" for person in call.cast}
    rows = [
        Row((_clock(start), strip.label, f"{strip.setting} {strip.set}".strip() + (f"\n{strip.description}" if
             strip.description else ""), strip.time, ", ".join(numbers.get(c, c) for c in strip.cast),
             eighths_text(strip.eighths)), colour_of(strip))
        for strip, start in zip(call.strips, call.starts, strict=True)
    ]  # fmt: skip
    sheet.table((Column("start", 7), Column("scene", 8, bold=True), Column("set and action", 42), Column("D/N", 9),
                 Column("cast", 18), Column("pages", 8, right=True)), rows)  # fmt: skip
    sheet.heading("Cast", 10.5)
    people = [
        Row((p.board_id, p.name, p.code, _clock(p.pickup), _clock(p.makeup), _clock(p.on_set), p.note))
        for p in call.cast
    ]
    sheet.table((Column("no", 5), Column("cast", 24, bold=True), Column("status", 8), Column("pick-up", 9),
                 Column("make-up", 9), Column("on set", 9), Column("note", 26)), people)  # fmt: skip
    if call.notes:
        sheet.heading("Notes", 10.5)
        for words in call.notes:
            sheet.paragraph(words, 9)
    if call.advance:
        sheet.heading("Advance", 10.5)
        text = "; ".join(typeset.clean(f"{s.label} {s.setting} {s.set} {s.time}").strip() for s in call.advance)
        sheet.paragraph(text, 9, INK)
