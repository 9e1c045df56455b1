"""The day out of days as PDF: weeks side by side, every head again on every page, totals with the last weeks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from secondunit.core.schedule import Dood, DoodRow
from secondunit.formats.boards.layout import SOFT
from secondunit.formats.papers.board_words import MONTHS, date_text, number_key, short_date
from secondunit.formats.papers.sheet import Colour, Sheet
from secondunit.formats.papers.table import Column, Row, Table

CODES = (
    "S start · W work · F finish · H hold · D drop · P pick-up · TR travel · FT fitting · R rehearsal"
    " · / holiday · M company move"
)
WEEKS, WITH_TOTALS = 4, 3  # weeks on a page, without the totals and with them
NUMBER, NAME, DAY, DATE, FIGURE = 22.0, 118.0, 20.0, 34.0, 24.0  # widths in points; a day may become narrower
TOTALS = ("start", "finish", "work", "hold", "travel", "fit", "reh", "hol", "total")
HEAD: Colour = (0.93, 0.93, 0.93)
OFF: Colour = (0.90, 0.90, 0.90)
HELD: Colour = (0.80, 0.80, 0.80)
WORKS = ("SW", "W", "WF", "SWF", "PW", "PWF")


def write_dood(dood: Dood, path: Path, *, title: str, paper: str = "letter") -> None:
    """Write the day out of days of a board."""
    with Sheet(path, title, "Day out of days", paper=paper, wide=True, note=CODES) as sheet:
        if not dood.rows:
            sheet.nothing("Nobody is scheduled.")
            return
        spans = list(_spans(dood.dates))
        for at, (start, end) in enumerate(spans):
            if at:
                sheet.page()
            _part(sheet, dood, start, end, last=at == len(spans) - 1)


def _spans(dates: tuple[date, ...]) -> Iterator[tuple[int, int]]:
    """Yield the dates of each page as (start, end): whole weeks, fewer of them where the totals stand."""
    mondays = [0, *(at for at, day in enumerate(dates) if at and day.weekday() == 0), len(dates)]
    week, weeks = 0, len(mondays) - 1
    while weeks - week > WITH_TOTALS:
        left = weeks - week
        take = WEEKS if left >= WEEKS + WITH_TOTALS else -(-left // 2)
        yield mondays[week], mondays[week + take]
        week += take
    yield mondays[week], len(dates)


def _part(sheet: Sheet, dood: Dood, start: int, end: int, *, last: bool) -> None:
    dates = dood.dates[start:end]
    widths = [DATE if name in ("start", "finish") else FIGURE for name in TOTALS] if last else []
    day = min(DAY, (sheet.measure - NUMBER - NAME - sum(widths)) / max(1, len(dates)))
    columns = (
        Column("", NUMBER, one_line=True), Column("", NAME, bold=True, one_line=True),
        *(Column("", day, "centre", one_line=True) for _ in dates),
        *(Column("", width, "right", one_line=True) for width in widths),
    )  # fmt: skip
    span = f"{date_text(dates[0])} to {date_text(dates[-1])}" if dates else "No dates"
    sheet.heading(span, 10, keep=90)
    sheet.continued = span
    table = Table(sheet, columns, size=7.4, heads=_heads(dood, start, end, last=last), grid=True, stretch=False)
    rows = sorted(dood.rows, key=lambda row: number_key(row.board_id))
    table.draw([*(_row(dood, row, start, end, last=last) for row in rows), *_sums(dood, start, end, last=last)])


def _heads(dood: Dood, start: int, end: int, *, last: bool) -> list[Row]:
    dates = dood.dates[start:end]
    blank = ("",) * (len(TOTALS) if last else 0)
    months = tuple(MONTHS[day.month - 1] if not at or day.day == 1 else "" for at, day in enumerate(dates))
    weekdays = tuple("MTWTFSS"[day.weekday()] for day in dates)
    numbers = tuple(str(n) if n else "" for n in dood.numbers[start:end])
    company = tuple("" if code == "off" else code for code in dood.company[start:end])
    return [
        Row(("", "Month", *months, *blank), HEAD, SOFT),
        Row(("", "Day of month", *(str(day.day) for day in dates), *blank), HEAD, bold=True),
        Row(("", "Weekday", *weekdays, *blank), HEAD, SOFT),
        Row(("", "Shooting day", *numbers, *blank), HEAD, bold=True),
        Row(("no", "Company", *company, *(TOTALS if last else ())), HEAD),
    ]


def _row(dood: Dood, row: DoodRow, start: int, end: int, *, last: bool) -> Row:
    codes = row.codes[start:end]
    shades = [(at + 2, HELD) for at, code in enumerate(codes) if code == "H"]
    shades += [(at + 2, OFF) for at, code in enumerate(codes) if not code and _off(dood, start + at)]
    return Row((row.board_id, row.name, *codes, *(figures(row) if last else ())), shades=tuple(sorted(shades)))


def _off(dood: Dood, at: int) -> bool:
    """Whether nothing is shot on a date of the table."""
    return not dood.numbers[at]


def figures(row: DoodRow) -> tuple[str, ...]:
    """Return a row's totals as they are printed, nothing for none: start, finish, then days by kind, days paid for."""
    return (short_date(row.start), short_date(row.finish), *(str(n) if n else "" for n in counts(row)))


def counts(row: DoodRow) -> tuple[int, ...]:
    """Return a row's days: worked, held, travel, fittings, rehearsals, holidays, paid for."""
    return (row.worked, row.held, row.travel, row.fittings, row.rehearsals, row.holidays, row.total)


def working(dood: Dood) -> tuple[int, ...]:
    """Return how many of the rows work on each date."""
    return tuple(sum(row.codes[at] in WORKS for row in dood.rows) for at in range(len(dood.dates)))


def held(dood: Dood) -> tuple[int, ...]:
    """Return how many of the rows are on hold on each date."""
    return tuple(sum(row.codes[at] == "H" for row in dood.rows) for at in range(len(dood.dates)))


def _sums(dood: Dood, start: int, end: int, *, last: bool) -> list[Row]:
    """Return the rows below the cast: how many work and are held on each day, and the totals of the totals."""
    sums = ["", "", *(str(sum(column)) for column in zip(*map(counts, dood.rows), strict=True))] if last else []
    work = (str(n) if n else "" for n in working(dood)[start:end])
    hold = (str(n) if n else "" for n in held(dood)[start:end])
    return [Row(("", "Working", *work, *sums), HEAD, bold=True, keep=True),
            Row(("", "On hold", *hold, *("",) * len(sums)), HEAD, keep=True)]  # fmt: skip
