"""One-liner, call sheets and the sun."""

from dataclasses import replace
from datetime import date, time

import pytest

from schedule_boards import START, board, day, shoot, with_cast
from secondunit.core.errors import InputError
from secondunit.core.schedule import Calendar, DayKind, Rules, Strip
from secondunit.departments.script.schedule.callsheet import call_sheet
from secondunit.departments.script.schedule.oneliner import one_liner
from secondunit.departments.script.schedule.sun import clock, sun, sun_of, window

ROWS = [("s1", "ab", 4), ("s2", "a", 8, "harbour", "day"), ("s3", "b", 13), ("s4", "c", 4, "street", "dawn")]


def test_the_one_liner_ends_each_day_with_its_pages():
    made = shoot(ROWS)
    made = replace(made, strips=(*made.strips, Strip("x", "", kind="banner", description="LUNCH")))
    made = board(made, (0, ["s1", "x", "s3"]), (1, []), (2, ["s2"]))
    made = replace(made, days=(made.days[0], replace(made.days[1], number=0), replace(made.days[2], number=2)))
    rows = one_liner(made)
    assert [(r.kind, r.text) for r in rows] == [
        ("strip", "1 INT. KITCHEN - DAY"), ("banner", "LUNCH"), ("strip", "3 INT. KITCHEN - DAY"),
        ("day end", "End of day 1 of 2, Mon 1 Mar 2027: 2 1/8 pages"), ("day end", "Tue 2 Mar 2027: no shooting"),
        ("strip", "2 EXT. HARBOUR - DAY"), ("day end", "End of day 2 of 2, Wed 3 Mar 2027: 1 page"),
    ]  # fmt: skip
    assert rows[0].cast == ("1", "2") and rows[3].eighths == 17


def test_a_call_sheet_works_forward_from_the_call():
    made = board(shoot(ROWS), (0, ["s1", "s3", "s2"]), (1, ["s4"]))
    sheet = call_sheet(made, START)
    assert (sheet.number, sheet.of, sheet.call, sheet.eighths) == (1, 2, time(7), 25)
    # ready at 7:30, 80 minutes; then 215; the harbour after a move of 45 minutes and the meal of an hour
    assert sheet.starts == (time(7, 30), time(8, 50), time(14, 10))
    assert sheet.meal == time(13, 10) and sheet.wrap == time(16, 30)
    a, b = sheet.cast[:2]
    assert (a.code, a.pickup, a.makeup, a.on_set, a.strips) == ("SWF", time(5, 45), time(6, 30), time(7, 30), ("s1", "s2"))
    assert b.strips == ("s1", "s3") and sheet.advance[0].id == "s4" and sheet.places == ("KITCHEN", "HARBOUR")
    assert "company move before scene 2" in sheet.notes


def test_the_call_comes_back_from_sunrise():
    made = board(shoot(ROWS, latitude=51.5, longitude=-0.12, zone="Europe/London"), (0, ["s4", "s1"]))
    sheet = call_sheet(made, START)
    assert sheet.sunrise == time(6, 47) and sheet.call == time(5, 47) and sheet.starts[0] == sheet.sunrise
    assert not any("assumed" in note for note in sheet.notes)


def test_a_sun_that_nobody_could_work_out_is_called_assumed():
    sheet = call_sheet(board(shoot(ROWS), (0, ["s2"])), START)
    assert sheet.notes[0].startswith("sunrise") and "assumed" in sheet.notes[0]


def test_a_night_call_waits_for_the_dark():
    made = board(shoot([("s1", "a", 8, "street", "night")]), (0, ["s1"]))
    made = replace(made, days=(replace(made.days[0], kind=DayKind.NIGHT),))
    sheet = call_sheet(made, START)
    assert sheet.call == time(18) and sheet.starts == (time(19),) and sheet.wrap == time(21, 20)


def test_who_is_held_is_on_the_sheet_without_times_and_minors_are_noted():
    made = board(with_cast(shoot(ROWS), "b", age=9), (0, ["s1"]), (1, ["s2"]), (2, ["s3"]))
    held = next(c for c in call_sheet(made, day(1)).cast if c.element == "b")
    assert (held.code, held.pickup, held.on_set, held.strips) == ("H", None, None, ())
    sheet = call_sheet(made, day(2))
    assert sheet.cast[0].note == "minor, 9"
    assert "MEMBER B (9): at most 5 h 00, off the set by 20:00" in sheet.notes


def test_a_day_that_runs_over_says_so():
    made = board(shoot([("s1", "a", 60)]), (0, ["s1"]))
    assert any("past 12 hours" in note for note in call_sheet(made, START).notes)


def test_no_call_sheet_without_a_shooting_day():
    with pytest.raises(InputError, match="nothing is shot on 2027-03-09"):
        call_sheet(board(shoot(ROWS), (0, ["s1"])), day(8))


@pytest.mark.parametrize(
    ("day_", "latitude", "longitude", "zone", "rise", "down"),
    [  # almanac values, to the minute or two
        (date(2026, 6, 21), 51.5074, -0.1278, "Europe/London", "04:43", "21:21"),
        (date(2026, 12, 21), 51.5074, -0.1278, "Europe/London", "08:04", "15:53"),
        (date(2026, 3, 20), 0.0, 0.0, "UTC", "06:04", "18:11"),
        (date(2026, 6, 21), -33.8688, 151.2093, "Australia/Sydney", "07:00", "16:54"),
    ],
)  # fmt: skip
def test_the_sun_rises_by_the_almanac(day_, latitude, longitude, zone, rise, down):
    found = sun(day_, latitude, longitude, zone)

    def minutes(text):
        return int(text[:2]) * 60 + int(text[3:])

    assert abs(found.sunrise - minutes(rise)) <= 2.5 and abs(found.sunset - minutes(down)) <= 2.5
    assert found.dawn < found.sunrise < found.sunset < found.dusk


def test_polar_day_has_no_night_and_polar_night_no_day():
    north = Rules(Calendar(START), latitude=78.2, longitude=15.6, zone="Arctic/Longyearbyen")
    summer, winter = date(2026, 6, 21), date(2026, 12, 21)
    assert [(w.daylight, w.darkness, w.dawn, w.dusk) for w in (window(north, summer, k) for k in DayKind)] == [(720, 0, False, False)] * 3
    assert all(window(north, winter, k).daylight == 0 and window(north, winter, k).darkness == 720 for k in DayKind)


def test_white_nights_are_never_dark():
    helsinki = Rules(Calendar(START), latitude=62.0, longitude=25.0, zone="Europe/Helsinki")
    assert window(helsinki, date(2026, 6, 21), DayKind.NIGHT).darkness == 0
    assert window(helsinki, date(2026, 6, 21), DayKind.NIGHT).daylight > 0


def test_without_coordinates_the_rules_say_when_the_sun_rises():
    rules = Rules(Calendar(START), sunrise=time(6), sunset=time(20))
    assert sun_of(rules, START)[:4] == (330, 360, 1200, 1230)
    assert window(rules, START, DayKind.DAY)[:4] == (420, 1140, 720, 0)
    assert window(rules, START, DayKind.NIGHT).darkness == 540  # half past eight to half past five


def test_times_run_past_midnight():
    assert clock(1500) == time(1) and clock(-30) == time(23, 30)


def test_a_time_zone_that_does_not_exist_is_a_clear_error():
    with pytest.raises(InputError, match="no time zone"):
        sun(START, 1.0, 1.0, "Mars/Olympus")
