"""Day out of days: when each of the cast works, is held, dropped, travels or rehearses.

Codes: SW first work day, W, WF last, SWF the only one; H hold; D dropped (on the first shooting date after the last
work day) and PW picked up; TR travel, FT fitting, R rehearsal; / holiday. M in the company's row is a company move.
A day of work shows as work, whatever else is on it; an event wins over a hold. Company days off are never held.
"""

from __future__ import annotations

from datetime import date, timedelta

from secondunit.core.schedule import CAST_UCID, BoardElement, Dood, DoodRow, Schedule
from secondunit.departments.script.schedule.figures import base_of, drop_gap, hold_dates, work_dates

EVENT_CODES = {"travel": "TR", "fitting": "FT", "rehearsal": "R"}
MOST_DATES = 1500


def dood(schedule: Schedule, *, cast_only: bool = False) -> Dood:
    """Return the day out of days of a board: cast first, then other elements that are to have a row."""
    work = work_dates(schedule)
    shooting = [day.date for day in schedule.days]
    rows = [
        element for element in schedule.shoot.elements
        if element.dood and (element.ucid == CAST_UCID or not cast_only) and (element.id in work or element.events)
    ]  # fmt: skip
    rows.sort(key=lambda element: element.ucid != CAST_UCID)
    dates = _dates(shooting, rows)
    holidays = {event.date for event in schedule.shoot.rules.calendar.holidays}
    numbers = {day.date: day.number for day in schedule.days}
    moves = _moves(schedule)
    off = schedule.shoot.rules.calendar.days_off
    company = tuple(
        "M" if day in moves else "/" if day in holidays else "off" if day.weekday() in off and day not in numbers
        else "" for day in dates
    )  # fmt: skip
    return Dood(
        dates, tuple(numbers.get(day, 0) for day in dates), company,
        tuple(_row(element, work.get(element.id, []), shooting, dates, holidays) for element in rows),
    )  # fmt: skip


def _dates(shooting: list[date], rows: list[BoardElement]) -> tuple[date, ...]:
    """Return all calendar dates of the table; events far outside the shoot are left to their own papers."""
    named = shooting + [event.date for element in rows for event in element.events]
    if not named:
        return ()
    first, last = min(named), max(named)
    if (last - first).days >= MOST_DATES and shooting:
        first, last = shooting[0], shooting[-1]
    count = min((last - first).days + 1, MOST_DATES)
    return tuple(first + timedelta(days=n) for n in range(count))


def _moves(schedule: Schedule) -> set[date]:
    """Return the dates on which the company moves."""
    base, stands, out = base_of(schedule.shoot), None, set()
    for day in schedule.days:
        for id_ in day.strips:
            if id_ in base:
                if stands is not None and stands != base[id_]:
                    out.add(day.date)
                stands = base[id_]
    return out


def _row(
    element: BoardElement, work: list[date], shooting: list[date], dates: tuple[date, ...], holidays: set[date]
) -> DoodRow:
    codes: dict[date, str] = {}
    if work:
        codes.update({day: "/" for day in holidays if work[0] < day < work[-1]})
        codes.update(dict.fromkeys(hold_dates(element, work, shooting), "H"))
        gap = drop_gap(element, work)
        free = next((day for day in shooting if gap and gap[0] < day < gap[1]), None)
        if free:
            codes[free] = "D"
    for event in element.events:
        codes[event.date] = EVENT_CODES.get(event.name, event.name[:3].upper())
    if work:
        codes.update(dict.fromkeys(work, "W"))
        if gap:
            codes[gap[1]] = "PW"
        codes[work[0]] = "SW"
        codes[work[-1]] = "SWF" if len(work) == 1 else "PWF" if codes[work[-1]] == "PW" else "WF"
    line = tuple(codes.get(day, "") for day in dates)
    return DoodRow(
        element.id, element.name, element.board_id, line,
        sum(code in ("SW", "W", "WF", "SWF", "PW", "PWF") for code in line), line.count("H"), line.count("TR"),
        line.count("FT"), line.count("R"), line.count("/"), work[0] if work else None, work[-1] if work else None,
    )  # fmt: skip
