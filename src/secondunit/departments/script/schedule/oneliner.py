"""The one-liner: every strip in shooting order on a line, with a line where each day ends."""

from __future__ import annotations

from secondunit.core.pages import eighths_text
from secondunit.core.schedule import OneLine, Schedule, Strip
from secondunit.departments.script.schedule.facts import day_words


def one_liner(schedule: Schedule) -> tuple[OneLine, ...]:
    """Return the rows of the one-liner; `cast` holds board numbers."""
    numbers = {element.id: element.board_id or element.name for element in schedule.shoot.elements}
    of = max((day.number for day in schedule.days), default=0)
    out = []
    for day in schedule.days:
        pages = 0
        for id_ in day.strips:
            strip = schedule.strip(id_)
            if strip.kind == "banner":
                out.append(OneLine(day.number, day.date, "banner", strip.description, strip))
                continue
            pages += strip.eighths
            who = tuple(numbers.get(each, each) for each in strip.cast)
            out.append(OneLine(day.number, day.date, "strip", heading(strip), strip, who, strip.eighths))
        if day.number:
            text = f"End of day {day.number} of {of}, {day_words(day.date)}: {pages_text(pages)}"
        else:
            text = f"{day_words(day.date)}: no shooting"
        out.append(OneLine(day.number, day.date, "day end", text, eighths=pages))
    return tuple(out)


def pages_text(eighths: int) -> str:
    """Return a number of pages in words: 2 3/8 pages, 1 page."""
    return f"{eighths_text(eighths)} {'page' if eighths <= 8 else 'pages'}"


def heading(strip: Strip) -> str:
    """Return a strip's heading as printed: 12A INT. KITCHEN - NIGHT."""
    side = f"{strip.setting}. " if strip.setting else ""
    return f"{strip.label} {side}{strip.set}" + (f" - {strip.time}" if strip.time else "")
