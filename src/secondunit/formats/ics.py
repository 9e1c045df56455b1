"""Shooting days as an iCalendar file (RFC 5545), for the calendars that people carry.

The same board gives the same bytes: the stamp is passed in and a day's UID follows from its date and the title, so
that a new version of the file moves the days of the old one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from secondunit.core.pages import eighths_text
from secondunit.core.schedule import CallSheet, Schedule, ShootDay

PRODUCT = "-//Second Unit//Schedule//EN"


def dump(schedule: Schedule, stamp: datetime, sheets: Sequence[CallSheet] = ()) -> bytes:
    """Return the shooting days as ICS. Days with a call sheet run from call to wrap, others all day.

    `stamp` is when the board was made (a naive one counts as UTC). Times stand in UTC, so no reader needs to know the
    time zone.
    """
    from icalendar import Calendar, Event

    made = stamp.replace(tzinfo=UTC) if stamp.tzinfo is None else stamp.astimezone(UTC)
    title = " ".join(_clean(schedule.shoot.title).split()) or "Shoot"
    out = Calendar()
    out.add("prodid", PRODUCT)
    out.add("version", "2.0")
    out.add("x-wr-calname", title)
    by_date = {sheet.date: sheet for sheet in sheets}
    of = max((day.number for day in schedule.days), default=0)
    for day in schedule.days:
        if not day.number:
            continue
        event = Event()
        event.add("uid", f"{day.date:%Y%m%d}-{sha256(title.encode()).hexdigest()[:16]}@secondunit")
        event.add("dtstamp", made.replace(microsecond=0))
        event.add("summary", f"{title}: day {day.number} of {of}")
        sheet = by_date.get(day.date)
        if sheet:
            start, end = _span(sheet, ZoneInfo(schedule.shoot.rules.zone))
            event.add("dtstart", start)
            event.add("dtend", end)
        else:
            event.add("dtstart", day.date)
            event.add("dtend", day.date + timedelta(days=1))
        places = {place.id: place.name for place in schedule.shoot.places}
        where = dict.fromkeys(places.get(s.location, s.set) for s in map(schedule.strip, day.strips) if s.location)
        event.add("location", " ".join(_clean("; ".join(where)).split()))
        event.add("description", _clean(_text(schedule, day, sheet)))
        event.add("categories", [str(day.kind)])
        out.add_component(event)
    return bytes(out.to_ical())


def _span(sheet: CallSheet, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return call and wrap in UTC; a wrap before the call is on the next day."""
    start = datetime.combine(sheet.date, sheet.call, zone)
    end = datetime.combine(sheet.date, sheet.wrap, zone)
    if end <= start:
        end = datetime.combine(sheet.date + timedelta(days=1), sheet.wrap, zone)
    return start.astimezone(UTC), end.astimezone(UTC)


def _text(schedule: Schedule, day: ShootDay, sheet: CallSheet | None) -> str:
    strips = [strip for strip in map(schedule.strip, day.strips) if strip.kind == "scene"]
    total = sum(strip.eighths for strip in strips)
    pages = f"{eighths_text(total)} {'page' if total <= 8 else 'pages'}"
    lines = [f"Scenes {', '.join(strip.label for strip in strips)}: {pages}"]
    if sheet:
        lines.append(f"Call {sheet.call:%H:%M}, wrap about {sheet.wrap:%H:%M}")
        lines += sheet.notes
    return "\n".join(lines)


def _clean(text: str) -> str:
    """Leave out control characters, which no calendar may hold; line ends stay."""
    return "".join(c for c in text if c == "\n" or c.isprintable())
