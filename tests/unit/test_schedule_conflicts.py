"""Contradictory rules: the smallest set, in plain words, and proven: without any one of them there is a board."""

from dataclasses import replace
from datetime import date

import pytest

from schedule_boards import START, day, shoot, with_cast
from secondunit.core.errors import InputError
from secondunit.core.schedule import Calendar, DateRange
from secondunit.departments.script.schedule import solve
from secondunit.departments.script.schedule.conflicts import ScheduleConflict, delete, explain, shrink
from secondunit.departments.script.schedule.instance import compile_shoot
from secondunit.departments.script.schedule.model import whole

ROWS = [("s1", "a", 12), ("s2", "ab", 12, "harbour"), ("s3", "b", 12), ("s4", "abc", 12, "harbour"), ("s5", "c", 12, "street")]


def conflict(shoot_):
    """The explanation, with its minimality checked by the solver itself."""
    inst = compile_shoot(shoot_)
    found = explain(inst)
    assert whole(inst, found.facts).solve(20.0, first=True).status == "impossible"
    for left_out in found.facts:
        rest = [fact for fact in found.facts if fact is not left_out]
        assert whole(inst, rest).solve(20.0, first=True).status == "found", left_out.words
    assert found.minimal and found.smallest
    return [fact.words for fact in found.facts]


def test_a_fixed_date_when_a_member_is_away():
    made = with_cast(shoot(ROWS, fixed=(("s2", day(1)),)), "b", unavailable=(DateRange(day(1), day(2)),))
    said = conflict(made)
    assert said == [
        "MEMBER B is away Tue 2 Mar 2027 to Wed 3 Mar 2027 (scenes 2, 3, 4)", "scene 2 is fixed on Tue 2 Mar 2027",
    ]  # fmt: skip
    with pytest.raises(ScheduleConflict) as error:
        solve(made)
    assert error.value.code == "input.schedule_conflict" and isinstance(error.value, InputError)
    assert error.value.message == "these rules cannot hold together: " + "; ".join(said)
    assert error.value.facts == {"conflict": said, "set": "smallest"}
    assert "give up or change one of them" in error.value.hint


def test_a_fixed_date_on_a_day_off_alone_cannot_be():
    assert conflict(shoot(ROWS, fixed=(("s2", day(5)),))) == ["scene 2 is fixed on Sat 6 Mar 2027, which is no shooting date"]


def test_a_member_and_a_place_that_never_meet():
    made = with_cast(shoot(ROWS), "c", available=(DateRange(day(0), day(1)),))
    street = replace(made.places[2], available=(DateRange(day(2), day(4)),))
    said = conflict(replace(made, places=(*made.places[:2], street)))
    assert len(said) == 2 and said[0].startswith("MEMBER C is available only") and said[1].startswith("STREET can be had only")


def test_an_order_that_runs_in_a_circle():
    said = conflict(shoot(ROWS, before=(("s1", "s2"), ("s2", "s3"), ("s3", "s1")), apart=(("s1", "s3"), ("s4", "s5"))))
    # three scenes on one day would keep the circle, but two of them may not share one
    assert sorted(said) == sorted([
        "scene 1 comes before scene 2", "scene 2 comes before scene 3", "scene 3 comes before scene 1",
        "scenes 1, 3 are never shot on one day",
    ])  # fmt: skip


def test_too_many_pages_for_the_dates_that_are_left():
    said = conflict(shoot(ROWS, max_eighths=12, calendar=Calendar(START, end=day(3))))
    assert said == ["the shoot ends on 04 Mar 2027 at the latest", "at most 1 4/8 pages a day"]


def test_together_and_apart():
    said = conflict(shoot(ROWS, together=(("s1", "s3", "s5"),), apart=(("s1", "s5"), ("s2", "s4"))))
    assert said == ["scenes 1, 3, 5 are shot on one day", "scenes 1, 5 are never shot on one day"]


def test_together_and_a_day_too_short():
    said = conflict(shoot(ROWS, together=(("s1", "s3", "s5"),), max_eighths=30, hours=24))
    assert said == ["scenes 1, 3, 5 are shot on one day", "at most 3 6/8 pages a day"]


def test_the_light_and_the_season():
    rows = [("s1", "a", 40, "street", "night")]  # about eleven hours of darkness for one scene in parts
    calendar = Calendar(date(2027, 6, 14), end=date(2027, 6, 18))
    made = shoot(rows, calendar=calendar, latitude=65.0, longitude=25.5, zone="Europe/Helsinki")
    with pytest.raises(ScheduleConflict) as error:
        solve(made)
    assert "needs darkness" in error.value.message


def test_a_minor_and_the_last_date():
    rows = [(f"s{n}", "ab", 8) for n in range(5)]
    made = with_cast(shoot(rows, calendar=Calendar(START, end=day(1))), "b", age=9)
    said = conflict(made)
    assert len(said) == 2 and said[0].startswith("the shoot ends on 02 Mar") and said[1].startswith("MEMBER B (9) works at most")


def test_of_two_contradictions_the_smaller_is_named():
    # a circle of four rules, and a pair; the pair is told
    rules = {"before": (("s1", "s2"), ("s2", "s3"), ("s3", "s1")), "apart": (("s1", "s3"), ("s2", "s4")), "together": (("s2", "s4"),)}
    assert len(conflict(shoot(ROWS, **rules))) == 2


def test_the_deletion_filter_finds_the_needle():
    def impossible(chosen):
        return {3, 77, 140} <= set(chosen)

    assert delete(range(200), impossible) == ([3, 77, 140], True)


def test_the_search_for_a_smaller_set_is_exact_and_knows_when_it_gives_up():
    def impossible(chosen):
        return {1, 2, 3} <= set(chosen) or {4, 5} <= set(chosen)

    assert shrink([1, 2, 3], 8, impossible) == ([4, 5], True)
    assert shrink([4, 5], 8, impossible) == ([4, 5], True)
    assert shrink([1, 2, 3], 8, lambda chosen: None)[1] is False


def test_scenes_that_come_before_each_other_are_told_as_the_shortest_circle():
    order = (("s1", "s2"), ("s2", "s3"), ("s3", "s4"), ("s4", "s1"), ("s3", "s2"))
    with pytest.raises(ScheduleConflict) as error:
        solve(shoot(ROWS, before=order), budget=0)
    assert error.value.facts["conflict"] == ["scene 2 comes before scene 3", "scene 3 comes before scene 2"]
    assert error.value.facts["set"] == "smallest"
    assert solve(shoot(ROWS, before=order[:3]), budget=0).days
