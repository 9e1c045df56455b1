"""The schedule under random input: boards keep the rules, bounds are bounds, conflicts are conflicts, files lose nothing."""

import json
from dataclasses import replace
from itertools import permutations, product

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from schedule_boards import START, day, shoot, with_cast
from secondunit.core.errors import InputError
from secondunit.core.schedule import Calendar, DateRange, Schedule, ShootDay
from secondunit.departments.script.schedule import solve
from secondunit.departments.script.schedule.anneal import anneal
from secondunit.departments.script.schedule.board import FAR, Board
from secondunit.departments.script.schedule.bounds import cost_bound, days_bound, packing_bound
from secondunit.departments.script.schedule.check import violations
from secondunit.departments.script.schedule.conflicts import ScheduleConflict, explain
from secondunit.departments.script.schedule.edits import move
from secondunit.departments.script.schedule.figures import figures
from secondunit.departments.script.schedule.greedy import construct
from secondunit.departments.script.schedule.instance import compile_shoot
from secondunit.departments.script.schedule.model import whole
from secondunit.departments.script.schedule.talent import cost_of, solve_talent
from secondunit.departments.script.schedule.tighten import tighten
from secondunit.formats import schedule_file, schedule_read, uss
from secondunit.formats.uss import reader as uss_read
from secondunit.formats.uss import writer as uss_write

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PLACES = ("kitchen", "harbour", "street")


@st.composite
def shoots(draw, strips=7):
    """A small shoot with some of everything."""
    count = draw(st.integers(1, strips))
    ids = [f"s{n}" for n in range(count)]
    rows = [
        (id_, draw(st.sets(st.sampled_from("abc"), max_size=3)), draw(st.integers(1, 12)), draw(st.sampled_from(PLACES)),
         draw(st.sampled_from(["any", "any", "day", "night", "dawn"])))
        for id_ in ids
    ]  # fmt: skip
    pairs = st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)).filter(lambda p: p[0] != p[1]), max_size=1)
    rules = {
        "max_eighths": draw(st.integers(12, 24)), "max_places": draw(st.integers(1, 2)), "apart": tuple(draw(pairs)),
        "before": tuple(draw(pairs)), "together": tuple(draw(pairs)), "split_days": draw(st.booleans()),
        "fixed": tuple((id_, day(draw(st.integers(0, 6)))) for id_ in draw(st.lists(st.sampled_from(ids), max_size=1))),
        "calendar": Calendar(START, day(draw(st.integers(2, 20))) if draw(st.booleans()) else None, draw(st.sampled_from([(), (5, 6), (6,)]))),
    }  # fmt: skip
    made = shoot(rows, **rules)
    first, length = draw(st.integers(0, 8)), draw(st.integers(0, 5))
    away = (DateRange(day(first), day(first + length)),)
    if draw(st.booleans()):
        made = with_cast(made, "a", unavailable=away, hold=draw(st.booleans()), drop=draw(st.booleans()), drop_days=3)
    if draw(st.booleans()):
        made = with_cast(made, "b", available=(DateRange(day(first), day(first + 9)),), age=draw(st.sampled_from([None, 9, 15])))
    return made


@SLOW
@given(shoots())
def test_a_board_keeps_every_rule_or_the_conflict_is_real_and_minimal(made):
    try:
        schedule = solve(made, budget=0.05)
    except ScheduleConflict as error:
        assert error.facts["conflict"]
        inst = compile_shoot(made)
        assume(len(inst.strips) == len(made.strips))
        if all(strip.minutes <= 300 for strip in made.strips):  # no scene was split on the way
            found = explain(inst)
            assert whole(inst, found.facts).solve(10, first=True).status == "impossible"
            for left_out in found.facts:
                rest = [fact for fact in found.facts if fact is not left_out]
                assert whole(inst, rest).solve(10, first=True).status == "found"
        return
    assert violations(schedule) == ()
    assert sorted(i for d in schedule.days for i in d.strips) == sorted(s.id for s in schedule.shoot.strips)
    found = schedule.figures
    assert found.days_bound <= found.days and found.cost_bound <= found.cost
    again = figures(schedule)
    assert (again.days, again.cost) == (found.days, found.cost)


@settings(max_examples=15, deadline=None)
@given(shoots(strips=4))
def test_the_bounds_hold_for_the_best_board_that_exists(made):
    made = replace(made, rules=replace(made.rules, fixed=(), together=(), calendar=Calendar(START, None, ())))
    inst = compile_shoot(made)
    board = Board(inst)
    least, cheap = days_bound(board), cost_bound(board)
    best = None
    for where in product(range(min(6, board.slots)), repeat=len(board.items)):
        board.restore(list(where))
        if board.feasible() and (best is None or board.cost() < best):
            best = board.cost()
    assume(best is not None)
    assert least <= best // FAR and cheap <= best % FAR


@settings(max_examples=15, deadline=None)
@given(shoots(), st.integers(0, 5))
def test_every_difference_that_annealing_counts_is_exact(made, seed):
    made = replace(made, rules=replace(made.rules, calendar=Calendar(START, None, (5, 6)), fixed=(), together=()))
    board = Board(compile_shoot(made))
    assume(construct(board) and board.feasible())
    cost = anneal(board, 400, seed)
    fresh = Board(board.inst)
    fresh.restore(board.snapshot())
    assert cost == board.cost() == fresh.cost() and fresh.feasible()


@settings(max_examples=15, deadline=None)
@given(shoots(strips=10), st.integers(0, 5))
def test_a_day_fewer_is_a_board_that_keeps_the_rules_or_the_old_one(made, seed):
    made = replace(made, rules=replace(made.rules, calendar=Calendar(START, None, (5, 6)), fixed=(), together=()))
    board = Board(compile_shoot(made))
    assume(construct(board) and board.feasible())
    before, days = board.snapshot(), board.used()
    if tighten(board, seed, 3000):
        assert board.feasible() and board.used() == days - 1 >= days_bound(board)
    else:
        assert board.snapshot() == before


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 20), max_size=7), st.integers(20, 25))
def test_the_packing_bound_is_never_more_than_the_best_packing(sizes, capacity):
    def bins(order):
        used, room = 0, 0
        for size in order:
            if size > room:
                used, room = used + 1, capacity
            room -= size
        return used

    assert packing_bound(sizes, capacity) <= min((bins(order) for order in permutations(sizes)), default=0)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_talent_scheduling_is_exact(data):
    actors = data.draw(st.integers(1, 4))
    pay = data.draw(st.lists(st.integers(0, 9), min_size=actors, max_size=actors))
    scenes = data.draw(st.integers(0, 6))
    days = data.draw(st.lists(st.integers(1, 4), min_size=scenes, max_size=scenes))
    cast = data.draw(st.lists(st.integers(0, 2**actors - 1), min_size=scenes, max_size=scenes))
    found = solve_talent(pay, days, cast)
    assert found.optimal and found.total == cost_of(found.order, pay, days, cast)
    assert found.total == min(cost_of(order, pay, days, cast) for order in permutations(range(scenes)))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=8,
)  # fmt: skip
KEYS = st.dictionaries(st.text(max_size=8).map(lambda t: "_" + t), JSON, max_size=3)


@st.composite
def schedules(draw):
    """A board by hand: strips in any days, some in the boneyard."""
    made = draw(shoots())
    ids = draw(st.permutations([s.id for s in made.strips]))
    cut = draw(st.integers(0, len(ids)))
    rows = [ids[:cut][n : n + 2] for n in range(0, cut, 2)]
    offsets = sorted(draw(st.sets(st.integers(0, 30), min_size=len(rows), max_size=len(rows))))
    days = tuple(ShootDay(n, day(at), tuple(row)) for n, (at, row) in enumerate(zip(offsets, rows, strict=True), 1))
    return Schedule(made, days, tuple(ids[cut:]))


@settings(max_examples=40, deadline=None)
@given(schedules(), st.data())
def test_a_uss_document_survives_with_every_unknown_key_and_number(made, data):
    document = uss_write.write(made)
    root = document["universalScheduleStandard"]
    records = [document, root, *root["breakdowns"], *root["elements"], *root["categories"], *root["stripboards"], *root["calendars"]]
    for record in data.draw(st.lists(st.sampled_from(records), max_size=4)):
        record.update(data.draw(KEYS.map(lambda keys: {k: v for k, v in keys.items() if k != uss_read.OURS})))
    text = json.dumps(document)
    assert json.dumps(uss.loads(uss.dumps(uss.loads(text)))) == text
    again = uss_read.read(uss.loads(text))
    assert json.dumps(uss_write.write(again, uss.loads(text))) == text


@settings(max_examples=40, deadline=None)
@given(schedules())
def test_a_board_goes_out_as_uss_and_comes_back(made):
    back = uss_read.read(uss.loads(uss.dumps(uss_write.write(made))))
    assert back.shoot.strips == made.shoot.strips and back.shoot.elements == made.shoot.elements
    assert [(d.date, d.strips) for d in back.days if d.strips] == [(d.date, d.strips) for d in made.days]
    assert back.boneyard == made.boneyard


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60) | JSON.map(json.dumps) | JSON.map(lambda v: json.dumps({"universalScheduleStandard": v})))
def test_any_bytes_are_a_document_or_one_clear_error(data):
    try:
        uss.loads(data)
    except InputError as error:
        assert error.message


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60))
def test_any_text_is_a_rules_file_or_one_clear_error(data):
    made = shoot([("s1", "a", 4)])
    try:
        schedule_read.apply(made, data)
    except InputError as error:
        assert error.message


@settings(max_examples=40, deadline=None)
@given(shoots())
def test_the_rules_file_reads_back_the_same(made):
    bare = replace(made, rules=replace(made.rules, fixed=(), before=(), together=(), apart=()))
    assert schedule_read.apply(bare, schedule_file.dump(bare)) == bare


@settings(max_examples=20, deadline=None)
@given(schedules(), st.data())
def test_a_strip_moved_there_and_back_leaves_the_board_as_it_was(made, data):
    assume(made.days)
    strip = data.draw(st.sampled_from([i for d in made.days for i in d.strips]))
    home = made.day_of(strip)
    there = move(made, strip, day(data.draw(st.integers(0, 40))))
    assert there.schedule.day_of(strip) is not None
    assert set(there.violations) - set(there.broken) <= set(violations(made))
    back = move(there.schedule, strip, home.date, home.strips.index(strip)).schedule
    assert [(d.date, d.strips) for d in back.days if d.strips] == [(d.date, d.strips) for d in made.days]


