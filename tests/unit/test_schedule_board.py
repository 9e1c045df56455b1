"""The board: every rule is kept, judged by a checker that shares no code with the search; hand edits are reported."""

from dataclasses import replace
from datetime import date, time

import pytest

from schedule_boards import START, board, day, shoot, with_cast
from secondunit.core.errors import InputError
from secondunit.core.schedule import Calendar, DatedEvent, DateRange, DayKind, Light
from secondunit.departments.script.schedule import solve
from secondunit.departments.script.schedule.check import violations
from secondunit.departments.script.schedule.conflicts import ScheduleConflict
from secondunit.departments.script.schedule.edits import lock, locks, move, rest, unlock
from secondunit.departments.script.schedule.figures import figures

ROWS = [
    ("s1", "a", 12), ("s2", "ab", 12, "harbour"), ("s3", "b", 12), ("s4", "abc", 12, "harbour"), ("s5", "c", 12, "street"),
    ("s6", "a", 12), ("s7", "bc", 12, "street"), ("s8", "b", 12, "harbour"),
]  # fmt: skip


def made(shoot_, budget=0.4, **more):
    schedule = solve(shoot_, budget=budget, **more)
    assert violations(schedule) == ()
    assert sorted(i for d in schedule.days for i in d.strips) == sorted(s.id for s in schedule.shoot.strips)
    return schedule


def where(schedule):
    return {id_: each.date for each in schedule.days for id_ in each.strips}


def test_a_small_board_has_the_fewest_days_and_says_what_is_proven():
    schedule = made(shoot(ROWS, max_eighths=24), budget=2)
    found = schedule.figures
    assert found.days == found.days_bound == 4
    assert found.cost_bound <= found.cost and found.hold_days == 0
    assert "proven bound 4" in found.text() and ("gap" in found.text() or found.optimal)


def test_a_tiny_board_is_proven_optimal():
    schedule = made(shoot([("s1", "a", 8), ("s2", "b", 8), ("s3", "a", 8)], max_eighths=8), budget=2)
    assert schedule.figures.optimal and schedule.figures.text().count("proven optimal") == 1
    assert schedule.figures.hold_days == 0 and schedule.figures.days == 3


def test_the_same_input_gives_the_same_board_and_another_seed_is_free_to_differ():
    assert solve(shoot(ROWS), budget=0.3, seed=4) == solve(shoot(ROWS), budget=0.3, seed=4)


def test_more_budget_never_costs_more():
    first = solve(shoot(ROWS, max_eighths=12), budget=0)
    assert solve(shoot(ROWS, max_eighths=12), budget=0.5).figures.cost <= first.figures.cost


def test_a_nearly_full_board_is_brought_down_to_its_fewest_days():
    sizes = [9, 7, 4, 8, 6, 6, 5, 5, 10, 11, 6, 3, 7, 7, 6]  # one hundred eighths: five full days of twenty
    schedule = made(shoot([(f"s{n}", "ab"[n % 2], size) for n, size in enumerate(sizes)], max_eighths=20), budget=1)
    assert schedule.figures.days == schedule.figures.days_bound == 5


def test_figures_of_the_search_are_those_of_the_board():
    schedule = made(shoot(ROWS))
    again = figures(replace(schedule, figures=None))
    assert (again.cost, again.hold_days, again.moves) == (
        schedule.figures.cost, schedule.figures.hold_days, schedule.figures.moves)  # fmt: skip


def test_pages_and_hours_bound_a_day():
    assert made(shoot(ROWS, max_eighths=12)).figures.days == 8
    assert made(shoot(ROWS, max_eighths=100, hours=5, meal_minutes=0)).figures.days >= 6


def test_cast_dates_are_kept():
    rows = with_cast(shoot(ROWS, max_eighths=24), "a", available=(DateRange(day(7), day(11)),))
    rows = with_cast(rows, "c", unavailable=(DateRange(day(0), day(1)), DateRange(day(3), day(4))), days_off=(2,))
    placed = where(made(rows))
    assert all(day(7) <= placed[i] <= day(11) for i in ("s1", "s2", "s4", "s6"))
    assert all(placed[i] >= day(7) for i in ("s5", "s7"))


def test_other_elements_and_linked_ones_have_dates_too():
    base = shoot(ROWS, max_eighths=24)
    crane = replace(base.elements[0], id="crane", name="CRANE", ucid=119, available=(DateRange(day(8), day(9)),))
    dog = replace(crane, id="dog", name="THE DOG", ucid=108, available=(DateRange(day(1), day(2)),))
    strips = tuple(replace(s, elements=("crane",)) if s.id == "s5" else s for s in base.strips)
    linked = with_cast(replace(base, strips=strips, elements=(*base.elements, crane, dog)), "a", linked=("dog",))
    placed = where(made(linked))
    assert placed["s5"] in (day(8), day(9)) and all(placed[i] in (day(1), day(2)) for i in ("s1", "s2", "s4", "s6"))
    late = board(linked, *((7 + n, [i]) for n, i in enumerate(placed)))
    assert sum("THE DOG cannot work" in v.words for v in violations(late)) == 4


def test_places_are_shot_within_their_windows_and_after_they_are_built():
    base = shoot(ROWS, max_eighths=24)
    places = (
        replace(base.places[0], build_days=3), replace(base.places[1], available=(DateRange(day(1), day(3)),)),
        replace(base.places[2], ready=day(9)),
    )  # fmt: skip
    placed = where(made(replace(base, places=places)))
    assert all(placed[i] >= day(3) for i in ("s1", "s3", "s6"))  # Monday to Wednesday are building days
    assert all(day(1) <= placed[i] <= day(3) for i in ("s2", "s4", "s8"))
    assert placed["s5"] >= day(9)


def test_building_skips_weekends_and_holidays_and_begins_with_prep():
    calendar = Calendar(START, holidays=(DatedEvent(day(-4), "holiday"),))
    base = shoot(ROWS, calendar=calendar, prep=day(-5))  # the Wednesday before; Thursday is the holiday
    placed = where(made(replace(base, places=(replace(base.places[0], build_days=4), *base.places[1:]))))
    # Wednesday, Friday, Monday and Tuesday are worked, so Wednesday is the first day
    assert all(placed[i] >= day(2) for i in ("s1", "s3", "s6"))


def test_fixed_dates_orders_groups_and_pairs_apart_are_kept():
    rules = {"fixed": (("s4", day(3)),), "before": (("s8", "s1"),), "together": (("s1", "s5"),), "apart": (("s2", "s3"),)}
    placed = where(made(shoot(ROWS, max_eighths=24, **rules)))
    assert placed["s4"] == day(3) and placed["s8"] <= placed["s1"] == placed["s5"] and placed["s2"] != placed["s3"]


def test_before_holds_within_a_day_too():
    schedule = made(shoot(ROWS[:3], max_eighths=60, before=(("s3", "s2"), ("s2", "s1"))))
    assert [i for d in schedule.days for i in d.strips] == ["s3", "s2", "s1"]


def test_locked_strips_keep_their_dates():
    schedule = made(shoot(ROWS, max_eighths=24), locked={"s7": day(4), "s1": day(0)})
    assert where(schedule)["s7"] == day(4) and where(schedule)["s1"] == day(0)
    assert schedule.locked == ("s7", "s1")


def test_weekends_holidays_and_the_longest_run_are_no_shooting_dates():
    calendar = Calendar(START, days_off=(6,), holidays=(DatedEvent(day(2), "holiday"),), longest_run=3)
    schedule = made(shoot(ROWS, max_eighths=12, calendar=calendar))
    dates = [d.date for d in schedule.days]
    # Mon Tue | holiday | Thu Fri Sat | Sunday | Mon Tue Wed | rest
    assert dates[:8] == [day(n) for n in (0, 1, 3, 4, 5, 7, 8, 9)]


NIGHTS = [("s1", "a", 16), ("s2", "a", 16), ("n1", "a", 16, "harbour", "night"), ("n2", "b", 16, "harbour", "night"), ("s3", "b", 16)]


def test_no_day_call_comes_right_after_a_night_shoot():
    schedule = made(shoot(NIGHTS, max_eighths=16, calendar=Calendar(START, days_off=()), split_days=False), budget=1)
    kinds = {d.date: d.kind for d in schedule.days if d.strips}
    nights = [at for at, kind in kinds.items() if kind is DayKind.NIGHT]
    assert len(nights) == 2
    for at in nights:
        after = kinds.get(at + (day(1) - day(0)))
        assert after in (None, DayKind.NIGHT)


def test_rest_hours_decide_what_may_follow():
    calendar = Calendar(START, days_off=(), end=day(4))
    rows = [("s1", "a", 16, "street", "day"), *NIGHTS[1:]]
    fine = shoot(rows, max_eighths=16, calendar=calendar, rest_hours=0, fixed=(("n1", day(1)), ("s1", day(2))))
    assert made(fine).figures.days == 5
    with pytest.raises(ScheduleConflict) as said:
        solve(replace(fine, rules=replace(fine.rules, rest_hours=10.0, split_days=False)))
    assert "10 hours of rest" in said.value.message and "scene n1 is fixed" in said.value.message


def test_interiors_may_follow_a_night_shoot_by_night():
    calendar = Calendar(START, days_off=(), end=day(1))
    schedule = made(shoot(NIGHTS[1:3], max_eighths=16, calendar=calendar, fixed=(("n1", day(0)),), split_days=False))
    assert [d.kind for d in schedule.days] == [DayKind.NIGHT, DayKind.NIGHT]


def test_outdoor_scenes_stay_within_the_light_of_the_date():
    # December in the far north: at 69.6 N the sun does not rise, so a day exterior has no date before it does
    calendar = Calendar(date(2026, 12, 14), end=date(2027, 2, 26))
    rows = [("s1", "a", 8, "street", "day"), ("s2", "a", 8, "street", "day")]
    north = shoot(rows, calendar=calendar, latitude=69.6, longitude=18.9, zone="Europe/Oslo")
    schedule = made(north)
    assert min(where(schedule).values()) > date(2027, 1, 10)


def test_a_day_has_one_sunrise():
    rows = [("s1", "a", 2, "street", "dawn"), ("s2", "a", 2, "street", "dawn"), ("s3", "a", 2, "street", "dusk"), ("s4", "a", 2, "street")]
    schedule = made(shoot(rows))
    assert schedule.figures.days == schedule.figures.days_bound == 2
    first = schedule.days[0]
    assert schedule.strip(first.strips[0]).light is Light.DAWN


def test_minors_work_short_days_and_not_by_night():
    rows = [(f"s{n}", "ab", 8) for n in range(6)]  # 140 minutes each
    young = with_cast(shoot(rows), "b", age=9)
    schedule = made(young)
    assert schedule.figures.days == schedule.figures.days_bound == 3  # two scenes fit into their 300 minutes
    night = with_cast(shoot([("s1", "b", 8, "street", "night")], calendar=Calendar(date(2027, 6, 21), end=date(2027, 7, 1)),
                            latitude=59.3, longitude=18.1, zone="Europe/Stockholm"), "b", age=9)
    with pytest.raises(ScheduleConflict) as said:
        solve(night)
    assert "MEMBER B (9) works at most 5 h 00 a day and not after 20:00" in said.value.message


def test_a_scene_longer_than_a_day_is_split_over_consecutive_dates():
    rows = [("s1", "a", 60), ("s2", "b", 20), ("s3", "b", 20, "harbour")]
    schedule = made(shoot(rows, max_eighths=30, hours=24, before=(("s2", "s1"),), calendar=Calendar(START, days_off=(2, 5, 6))))
    parts = [s for s in schedule.shoot.strips if s.scene == "1"]
    assert (parts[0].id, parts[0].part, parts[0].parts, parts[0].eighths, parts[0].label) == ("s1.1", 1, 2, 30, "1 pt 1/2")
    assert sum(s.eighths for s in parts) == 60 and sum(s.minutes for s in parts) == 15 * 60 + 20
    order = [i for d in schedule.days for i in d.strips]
    assert order.index("s1.2") > order.index("s1.1") > order.index("s2")
    assert "scene 1 is longer than a day: it is split over 2 consecutive shooting dates" in schedule.notes


def test_bases_bound_the_places_of_a_day_and_neighbours_are_no_move():
    rows = [(f"s{n}", "a", 4, place) for n, place in enumerate(("kitchen", "harbour", "street"))]
    assert made(shoot(rows, max_places=1)).figures.days == 3
    base = shoot(rows, max_places=1)
    near = replace(base, places=tuple(replace(p, base="lot") for p in base.places))
    assert made(near).figures.days == 1 and made(near).figures.moves == 0


def test_hold_costs_by_the_members_pay():
    rows = [("s1", "ab", 8), ("s2", "b", 8), ("s3", "ac", 8), ("s4", "c", 8), ("s5", "bc", 8)]
    rich = with_cast(shoot(rows, max_eighths=8), "a", pay=50)
    schedule = made(rich, budget=1)
    placed = where(schedule)
    assert abs((placed["s1"] - placed["s3"]).days) in (1, 3)  # next to each other, weekend or not


def test_no_scenes_or_no_days_are_clear_errors():
    with pytest.raises(InputError, match="no scenes"):
        solve(replace(shoot(ROWS), strips=()))
    with pytest.raises(InputError, match="no shooting date"):
        solve(shoot(ROWS, calendar=Calendar(START, days_off=(0, 1, 2, 3, 4, 5, 6))))
    with pytest.raises(InputError, match="not on the board"):
        solve(shoot(ROWS, fixed=(("s99", day(1)),)))


# ---- by hand -----------------------------------------------------------------


def test_a_strip_moved_by_hand_is_moved_and_what_breaks_is_said():
    schedule = made(shoot(ROWS, max_eighths=24))
    first = schedule.days[0].strips[0]
    to = schedule.days[1].date
    change = move(schedule, first, to, 0)
    assert change.schedule.days[1].strips[0] == first and first not in change.schedule.days[0].strips
    assert any(v.rule == "pages" and v.date == to for v in change.broken)
    back = move(change.schedule, first, schedule.days[0].date, 0)
    assert back.schedule.days == schedule.days and back.violations == () and back.mended == change.violations


def test_a_move_to_a_day_off_is_reported_and_not_refused():
    schedule = made(shoot(ROWS, max_eighths=24))
    change = move(schedule, "s1", day(6))
    assert change.schedule.day_of("s1").date == day(6)
    assert [v.rule for v in change.broken] == ["day off"] and "Sun 7 Mar 2027" in change.broken[0].words
    assert [d.number for d in change.schedule.days if d.strips] == list(range(1, change.schedule.figures.days + 1))


def test_the_boneyard_leaves_a_strip_out():
    schedule = made(shoot(ROWS))
    change = rest(schedule, "s5")
    assert change.schedule.boneyard == ("s5",) and change.schedule.day_of("s5") is None and change.violations == ()
    again = move(change.schedule, "s5", schedule.days[0].date).schedule
    assert again.boneyard == () and again.day_of("s5") == again.days[0]


def test_locks_hold_when_the_board_is_made_again():
    schedule = made(shoot(ROWS, max_eighths=12))
    moved = move(schedule, "s8", schedule.days[0].date).schedule
    locked = lock(moved, ["s8"])
    again = solve(replace(locked.shoot, rules=replace(locked.shoot.rules, max_eighths=24)), budget=0.2, locked=locks(locked))
    assert again.day_of("s8").date == schedule.days[0].date
    assert unlock(locked, ["s8"]).locked == ()
    with pytest.raises(InputError, match="no strip"):
        lock(schedule, ["s99"])
    with pytest.raises(InputError, match="no strip"):
        move(schedule, "s99", day(0))
    with pytest.raises(InputError, match="no date"):
        lock(rest(schedule, "s1").schedule, ["s1"])


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"fixed": (("s1", day(1)),)}, "fixed"), ({"before": (("s3", "s1"),)}, "order"), ({"apart": (("s1", "s2"),)}, "apart"),
        ({"together": (("s1", "s3"),)}, "together"), ({"max_eighths": 20}, "pages"), ({"hours": 6.0}, "hours"),
        ({"max_places": 1}, "places"), ({"calendar": Calendar(START, end=day(0))}, "end"),
        ({"calendar": Calendar(START, days_off=(1,))}, "day off"),
    ],
)  # fmt: skip
def test_the_checker_sees_each_broken_rule(change, rule):
    by_hand = board(shoot(ROWS[:3], max_eighths=30), (0, ["s1", "s2"]), (1, ["s3"]))
    assert violations(by_hand) == ()
    broken = replace(by_hand, shoot=replace(by_hand.shoot, rules=replace(by_hand.shoot.rules, **change)))
    assert {v.rule for v in violations(broken)} == {rule}


def test_the_checker_sees_people_places_light_and_rest():
    rows = [("s1", "a", 8, "street", "night"), ("s2", "a", 8, "street", "day")]
    by_hand = board(shoot(rows, latitude=51.5, longitude=0.0), (0, ["s1"]), (1, ["s2"]))
    assert {v.rule for v in violations(by_hand)} == {"light"}  # a night scene on a day call
    nights = replace(by_hand, days=(replace(by_hand.days[0], kind=DayKind.NIGHT), by_hand.days[1]))
    assert {v.rule for v in violations(nights)} == {"rest"}
    away = with_cast(by_hand.shoot, "a", unavailable=(DateRange(day(1), day(1)),))
    shut = replace(away, places=tuple(replace(p, unavailable=(DateRange(day(1), day(1)),), ready=day(1)) for p in away.places))
    assert {v.rule for v in violations(replace(nights, shoot=shut))} == {"rest", "cast", "place", "build"}
    assert {v.rule for v in violations(replace(by_hand, days=by_hand.days[1:]))} == {"missing"}


def test_the_checker_sees_a_minor_who_works_too_long_or_too_late():
    base = with_cast(shoot([("s1", "a", 30), ("s2", "a", 8)], max_eighths=60), "a", age=8)
    assert {v.rule for v in violations(board(base, (0, ["s1", "s2"])))} == {"minor"}
    late = replace(board(base, (0, ["s2"])), shoot=replace(base, strips=base.strips[1:]))
    assert violations(late) == ()
    night = replace(late, days=(replace(late.days[0], kind=DayKind.NIGHT),))
    assert {v.rule for v in violations(night)} == {"minor"}


def test_no_split_or_night_days_where_the_rules_forbid_them():
    winter = shoot([("n1", "a", 2, "street", "night")], calendar=Calendar(date(2026, 12, 14)), latitude=51.5,
                   longitude=0.0, night_days=False, split_days=False, day_call=time(9))
    assert made(winter).days[0].kind is DayKind.DAY  # it is dark at five


