"""Shooting days as ICS: the same bytes each time, escaped, in UTC."""

from dataclasses import replace
from datetime import UTC, datetime

import icalendar

from schedule_boards import board, day, shoot
from secondunit.core.schedule import DayKind
from secondunit.departments.script.schedule.callsheet import call_sheet
from secondunit.formats import ics

STAMP = datetime(2027, 1, 2, 3, 4, 5)
ROWS = [("s1", "ab", 4), ("s2", "a", 8, "harbour"), ("s3", "b", 4)]


def events(data):
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def test_a_day_is_an_event_and_an_idle_date_is_none():
    made = board(shoot(ROWS), (0, ["s1", "s3"]), (1, []), (2, ["s2"]))
    made = replace(made, days=(made.days[0], replace(made.days[1], number=0), replace(made.days[2], number=2)))
    first, second = events(ics.dump(made, STAMP))
    assert first["dtstart"].dt == day(0) and first["dtend"].dt == day(1)
    assert str(second["summary"]) == "Test: day 2 of 2" and second["dtstart"].dt == day(2)
    assert str(first["description"]) == "Scenes 1, 3: 1 page"
    assert str(second["location"]) == "HARBOUR"


def test_with_call_sheets_days_run_from_call_to_wrap_in_utc():
    made = board(shoot(ROWS, zone="America/New_York"), (0, ["s1"]), (14, ["s2"]))
    first, second = events(ics.dump(made, STAMP, [call_sheet(made, day(0)), call_sheet(made, day(14))]))
    assert first["dtstart"].dt == datetime(2027, 3, 1, 12, 0, tzinfo=UTC)  # 7 in the morning, winter time
    assert second["dtstart"].dt == datetime(2027, 3, 15, 11, 0, tzinfo=UTC)  # summer time since the 14th
    assert first["dtend"].dt > first["dtstart"].dt
    assert "Call 07:00" in str(first["description"])


def test_the_bytes_repeat_and_a_days_uid_stays_when_its_scenes_change():
    made = board(shoot(ROWS), (0, ["s1"]), (1, ["s2"]))
    other = board(shoot(ROWS), (0, ["s1", "s3"]), (1, ["s2"]))
    assert ics.dump(made, STAMP) == ics.dump(made, STAMP)
    one, two = events(ics.dump(made, STAMP)), events(ics.dump(other, STAMP))
    assert [e["uid"] for e in one] == [e["uid"] for e in two] and len({e["uid"] for e in one}) == 2
    assert one[0]["dtstamp"].dt == datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_hostile_names_are_escaped_and_cannot_add_lines():
    made = board(shoot(ROWS), (0, ["s1"]))
    evil = "A;B,C\\ \r\nBEGIN:VALARM\x00 \u2028 ü" * 3
    data = ics.dump(replace(made, shoot=replace(made.shoot, title=evil)), STAMP)
    assert b"\nBEGIN:VALARM" not in data and b"\x00" not in data
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    (event,) = events(data)
    assert str(event["summary"]).startswith("A;B,C\\")


def test_a_night_wraps_on_the_next_date():
    made = board(shoot([("s1", "a", 20, "street", "night")]), (0, ["s1"]))
    made = replace(made, days=(replace(made.days[0], kind=DayKind.NIGHT),))
    (event,) = events(ics.dump(made, STAMP, [call_sheet(made, day(0))]))
    assert event["dtstart"].dt == datetime(2027, 3, 1, 18, 0, tzinfo=UTC) and event["dtend"].dt.date() == day(1)
