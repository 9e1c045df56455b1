"""Exact talent scheduling against trying every order."""

import random
from itertools import permutations

import pytest

from secondunit.core.errors import InputError
from secondunit.departments.script.schedule.talent import cost_of, solve_talent


def brute(pay, days, cast):
    return min(cost_of(order, pay, days, cast) for order in permutations(range(len(days))))


@pytest.mark.parametrize("seed", range(12))
def test_the_order_is_optimal_by_brute_force(seed):
    rng = random.Random(seed)
    actors, scenes = rng.randint(1, 5), rng.randint(1, 7)
    pay = [rng.randint(0, 9) for _ in range(actors)]
    days = [rng.randint(1, 4) for _ in range(scenes)]
    cast = [rng.randrange(1 << actors) for _ in range(scenes)]
    found = solve_talent(pay, days, cast)
    assert found.optimal and found.total == brute(pay, days, cast) == cost_of(found.order, pay, days, cast)
    assert sorted(found.order) == list(range(scenes))
    work = sum(pay[a] * days[s] for s in range(scenes) for a in range(actors) if cast[s] >> a & 1)
    assert found.hold == found.total - work


def test_who_works_before_and_after_is_paid_through():
    # actor 0 waits for scene 1 whichever order, since they work on both sides of the run
    found = solve_talent([10, 1], [1, 1], [0b01, 0b10], before=0b01, after=0b01)
    assert found.hold == 10
    assert solve_talent([10, 1], [1, 1], [0b01, 0b10], before=0b01).order == (0, 1)
    assert solve_talent([10, 1], [1, 1], [0b01, 0b10], after=0b01).order == (1, 0)


def test_a_cut_search_says_how_far_it_may_be_from_the_optimum():
    rng = random.Random(3)
    pay, days = [rng.randint(1, 9) for _ in range(9)], [1] * 18
    cast = [rng.randrange(1, 1 << 9) for _ in range(18)]
    exact, cut = solve_talent(pay, days, cast), solve_talent(pay, days, cast, limit=40)
    assert exact.optimal and not cut.optimal
    assert cut.bound <= exact.total <= cut.total


def test_nothing_to_order_costs_nothing():
    assert solve_talent([5], [], []).total == 0


@pytest.mark.parametrize(
    ("pay", "days", "cast"),
    [([1], [1, 2], [1]), ([-1], [1], [1]), ([1], [-1], [1]), ([1], [1], [2]), ([1] * 64, [1], [1])],
)
def test_sizes_that_do_not_fit_are_one_clear_error(pay, days, cast):
    with pytest.raises(InputError):
        solve_talent(pay, days, cast)
