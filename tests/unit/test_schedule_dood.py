"""Day out of days: every code and rule, one by one."""

from dataclasses import replace
from datetime import timedelta

from schedule_boards import START, board, day, shoot, with_cast
from secondunit.core.schedule import Calendar, DatedEvent
from secondunit.departments.script.schedule.dood import dood

ROWS = [("s1", "ab", 4), ("s2", "a", 4), ("s3", "b", 4), ("s4", "a", 4, "harbour")]


def codes(schedule, id_):
    table = dood(schedule)
    row = next(row for row in table.rows if row.element == id_)
    return [code or "." for code in row.codes]


def test_a_single_day_is_start_work_finish():
    assert codes(board(shoot(ROWS), (0, ["s1", "s2", "s3", "s4"])), "a") == ["SWF"]


def test_start_work_and_finish():
    made = board(shoot(ROWS), (0, ["s1"]), (1, ["s2"]), (2, ["s4"]))
    assert codes(made, "a") == ["SW", "W", "WF"]


def test_a_day_between_work_days_is_held():
    made = board(shoot(ROWS), (0, ["s1"]), (1, ["s3"]), (2, ["s4"]))
    assert codes(made, "a") == ["SW", "H", "WF"]
    row = dood(made).rows[0]
    assert (row.worked, row.held, row.total, row.start, row.finish) == (2, 1, 3, day(0), day(2))


def test_nobody_is_held_before_the_first_or_after_the_last_day():
    made = board(shoot(ROWS), (0, ["s2"]), (1, ["s1"]), (2, ["s4"]))
    assert codes(made, "b") == [".", "SWF", "."]


def test_an_element_that_may_not_be_held_stays_blank_between():
    made = board(with_cast(shoot(ROWS), "a", hold=False), (0, ["s1"]), (1, ["s3"]), (2, ["s4"]))
    assert codes(made, "a") == ["SW", ".", "WF"]


def test_company_days_off_are_never_held():
    made = board(shoot(ROWS), (3, ["s1"]), (4, ["s3"]), (7, ["s4"]))  # Thursday, Friday, Monday
    assert codes(made, "a") == ["SW", "H", ".", ".", "WF"]
    assert dood(made).company == ("", "", "off", "off", "M")
    assert dood(made).numbers == (1, 2, 0, 0, 3)


def test_a_members_own_day_off_is_not_held():
    made = board(with_cast(shoot(ROWS), "a", days_off=(1,)), (0, ["s1"]), (1, ["s3"]), (2, ["s4"]))
    assert codes(made, "a") == ["SW", ".", "WF"]


def test_an_idle_shooting_date_is_held_since_the_company_keeps_them():
    made = board(shoot(ROWS), (0, ["s1"]), (1, []), (2, ["s4"]))
    assert codes(made, "a") == ["SW", "H", "WF"]


def test_a_long_gap_is_a_drop_and_a_pick_up():
    rows = ROWS + [(f"x{n}", "c", 4) for n in range(12)]
    made = with_cast(shoot(rows), "a", drop=True, drop_days=5)
    days = [(0, ["s1"]), (1, ["x0"]), (2, ["x1"]), (3, ["x2"]), (4, ["x3"]), (7, ["s2"]), (8, ["s4"])]
    assert codes(board(made, *days), "a") == ["SW", "D", ".", ".", ".", ".", ".", "PW", "WF"]


def test_calendar_days_count_for_the_drop_and_one_too_few_is_a_hold():
    made = with_cast(shoot(ROWS), "a", drop=True, drop_days=3)
    days = [(3, ["s1"]), (4, ["s3"]), (7, ["s2"]), (8, ["s4"])]  # Friday to Sunday lie between: 3 days
    assert codes(board(made, *days), "a") == ["SW", "D", ".", ".", "PW", "WF"]
    assert codes(board(with_cast(made, "a", drop_days=4), *days), "a") == ["SW", "H", ".", ".", "W", "WF"]


def test_only_the_first_long_gap_is_a_drop_and_the_next_is_held():
    rows = [(f"s{n}", "ab"[n % 2], 4) for n in range(5)]
    made = with_cast(shoot(rows), "a", drop=True, drop_days=1)
    line = codes(board(made, *((n, [f"s{n}"]) for n in range(5))), "a")
    assert line == ["SW", "D", "PW", "H", "WF"]


def test_a_pick_up_on_the_last_day_says_both():
    made = with_cast(shoot(ROWS), "a", drop=True, drop_days=1)
    assert codes(board(made, (0, ["s1"]), (1, ["s3"]), (2, ["s4"])), "a") == ["SW", "D", "PWF"]


def test_without_hold_there_is_no_drop():
    made = with_cast(shoot(ROWS), "a", hold=False, drop=True, drop_days=1)
    assert codes(board(made, (0, ["s1"]), (1, ["s3"]), (2, ["s4"])), "a") == ["SW", ".", "WF"]


def test_travel_fitting_and_rehearsal_have_their_codes_and_totals():
    events = tuple(DatedEvent(day(n), name) for n, name in ((-3, "fitting"), (-2, "rehearsal"), (-1, "travel"), (1, "travel")))
    made = board(with_cast(shoot(ROWS), "a", events=events), (0, ["s1"]), (1, ["s3"]), (2, ["s4"]))
    assert codes(made, "a") == ["FT", "R", "TR", "SW", "TR", "WF"]
    row = dood(made).rows[0]
    assert (row.travel, row.fittings, row.rehearsals, row.held, row.total) == (2, 1, 1, 0, 4)


def test_work_shows_where_an_event_falls_on_the_same_day():
    made = board(with_cast(shoot(ROWS), "a", events=(DatedEvent(day(0), "fitting"),)), (0, ["s1"]), (1, ["s4"]))
    assert codes(made, "a") == ["SW", "WF"]


def test_holidays_are_marked_within_a_members_span():
    calendar = Calendar(START, holidays=(DatedEvent(day(1), "holiday"),))
    made = board(shoot(ROWS, calendar=calendar), (0, ["s1"]), (2, ["s4"]))
    assert codes(made, "a") == ["SW", "/", "WF"] and codes(made, "b") == ["SWF", ".", "."]
    assert dood(made).company == ("", "/", "M")


def test_a_linked_element_works_when_the_other_does():
    made = shoot(ROWS)
    dog = replace(made.elements[0], id="dog", name="THE DOG", ucid=108, linked=())
    made = replace(with_cast(made, "b", linked=("dog",)), elements=(*with_cast(made, "b", linked=("dog",)).elements, dog))
    assert codes(board(made, (0, ["s2"]), (1, ["s1"]), (2, ["s3"])), "dog") == [".", "SW", "WF"]


def test_cast_come_first_and_only_elements_with_a_row():
    made = shoot(ROWS)
    crane = replace(made.elements[0], id="crane", name="CRANE", ucid=119, dood=False)
    strips = tuple(replace(s, elements=("crane",)) for s in made.strips)
    table = dood(board(replace(made, strips=strips, elements=(crane, *made.elements)), (0, ["s1"])))
    assert [row.element for row in table.rows] == ["a", "b"]


def test_an_event_years_away_does_not_blow_up_the_table():
    made = board(with_cast(shoot(ROWS), "a", events=(DatedEvent(START + timedelta(days=9000), "travel"),)), (0, ["s1"]))
    assert len(dood(made).dates) == 1
