"""Pay for replicas: more use never pays less, parts never less than the whole, and order does not matter."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pay_helpers import RATES, book, due, grown, replica, total, use
from secondunit.gates.pay import Stated, money, use_days

DAYS = {f"sh{n}": frozenset(f"2026-10-0{d}" for d in range(1, 1 + n % 4)) for n in range(6)}
uses = st.lists(
    st.tuples(st.integers(0, 11).map(lambda n: f"sh{n}"), st.one_of(st.none(), st.integers(0, 5))), max_size=12,
).map(lambda rows: [use(f"u{n}", entity, days=days) for n, (entity, days) in enumerate(rows)])
rates = st.builds(
    lambda own, least, shots: replace(RATES, contracts=(Stated("ada", own),), minimums=(Stated("performer", least),),
                                      shots_per_day=shots),
    st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 9))
categories = st.sampled_from(["EBDR", "BADR", "ICDR"])


def paid(found, at, category="EBDR"):
    whole = book(*found, replicas=[replica(category=category, session_at="", principal_role=True)])
    return total(grown(whole, due(whole, at, shooting_days=DAYS)))


@given(uses, st.data(), rates, categories)
def test_more_use_never_pays_less(found, data, at, category):
    some = data.draw(st.lists(st.sampled_from(found), unique_by=lambda u: u.id)) if found else []
    assert paid(some, at, category) <= paid(found, at, category)


@given(uses, st.integers(0, 12), rates)
def test_uses_counted_apart_never_pay_less_than_together(found, cut, at):
    whole = use_days(found, DAYS, at.shots_per_day)[0]
    apart = use_days(found[:cut], DAYS, at.shots_per_day)[0] + use_days(found[cut:], DAYS, at.shots_per_day)[0]
    assert apart >= whole


@given(uses, st.integers(0, 12), rates)
def test_uses_recorded_in_two_runs_come_to_the_same_days_as_in_one(found, cut, at):
    whole = book(*found[:cut], replicas=[replica(session_at="")])
    whole = grown(whole, due(whole, at, shooting_days=DAYS))
    whole = replace(whole, shot_uses=tuple(found))
    whole = grown(whole, due(whole, at, shooting_days=DAYS))
    assert sum(a.days_equivalent for a in whole.accruals) == use_days(found, DAYS, at.shots_per_day)[0]
    assert due(whole, at, shooting_days=DAYS).accruals == ()
    assert total(whole) >= paid(found, at)


@given(uses, st.randoms(use_true_random=False), rates)
def test_the_order_of_uses_does_not_matter(found, random, at):
    mixed = list(found)
    random.shuffle(mixed)
    one, two = (due(book(*each), at, shooting_days=DAYS) for each in (found, mixed))
    assert one == two


@given(uses, rates, st.integers(0, 10**5))
def test_a_higher_rate_never_pays_less(found, at, more):
    own = at.contracts[0]
    assert paid(found, at) <= paid(found, replace(at, contracts=(replace(own, day=own.day + more),)))


@given(st.integers(0, 10**12), st.integers(1, 10**4))
def test_rounding_is_in_favour_of_the_person_and_below_one_unit(value, by):
    assert value <= money.upwards(value, by) * by < value + by


@given(st.integers(0, 10**13), st.sampled_from(["USD", "JPY", "KWD"]))
def test_money_reads_back_what_it_shows(value, code):
    assert money.parse(money.show(value, code).removeprefix(code + " ").replace(",", ""), code) == value
