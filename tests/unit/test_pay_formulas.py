"""Pay for replicas by the formulas of the agreements: what is due, and what is never guessed."""

from dataclasses import replace

import pytest

from gate_helpers import HOUSE
from pay_helpers import GUILD, RATES, TODAY, book, due, grown, replica, use
from secondunit.core.errors import ConfigError, InputError
from secondunit.core.rights import ShotUse
from secondunit.gates import pay
from secondunit.gates.pay import Rates, Stated, money, tables
from secondunit.gates.pay import rates as rates_file


def only(found: pay.Due):
    assert len(found.accruals) == 1, found
    return found.accruals[0]


def test_a_stand_alone_session_is_a_day_not_below_the_minimum():
    made = only(due(book()))
    assert (made.session_fee, made.days_equivalent, made.basis) == (250_000, 100, "sag-aftra-2023/session-stand-alone")
    low = replace(RATES, contracts=(Stated("ada", 90_000),))
    assert only(due(book(), low)).session_fee == 124_600


def test_a_four_hour_session_is_half_a_day_rounded_up():
    odd = replace(RATES, contracts=(Stated("ada", 250_001),))
    made = only(due(book(replicas=[replica(session_kind="four_hours")]), odd))
    assert (made.session_fee, made.days_equivalent) == (125_001, 50)


def test_a_session_on_a_work_day_has_no_fee_of_its_own_and_is_on_record():
    made = only(due(book(replicas=[replica(session_kind="work_day")])))
    assert (made.session_fee, made.amount_known, made.basis) == (0, True, "sag-aftra-2023/session-work-day")


def test_a_session_of_no_stated_kind_is_asked_for():
    found = due(book(replicas=[replica(session_kind="")]))
    assert found.accruals == ()
    assert "session_kind" in found.open[0]


def test_a_session_to_come_is_not_paid_yet_and_none_was_held_without_a_date():
    assert due(book(replicas=[replica(session_at="2026-12-01")])).accruals == ()
    assert due(book(replicas=[replica(session_at="")])).accruals == ()


def test_stated_days_are_paid_at_the_higher_of_contract_and_minimum():
    whole = book(use("a", days=2), use("b", days=1), replicas=[replica(session_at="")])
    made = only(due(whole))
    assert (made.days_equivalent, made.rate, made.amount) == (300, 250_000, 750_000)
    assert made.residuals is True
    assert made.shot_uses == ("a", "b")
    assert made.unverified == ()


def test_days_come_from_the_schedule_and_say_so():
    days = {"sh_a": frozenset({"2026-10-01", "2026-10-02"}), "sh_b": frozenset({"2026-10-02"})}
    whole = book(use("a"), use("b"), replicas=[replica(session_at="")])
    made = only(due(whole, shooting_days=days))
    assert made.days_equivalent == 200
    assert "schedule" in made.unverified[0]


def test_days_without_anything_to_go_by_are_estimated_from_shots_and_say_so():
    whole = book(*(use(f"u{n}") for n in range(7)), replicas=[replica(session_at="")])
    made = only(due(whole))
    assert made.days_equivalent == 200
    assert "estimated: 7 shots, 6 to a day" in made.unverified[0]
    assert only(due(whole, replace(RATES, shots_per_day=3))).days_equivalent == 300


def test_a_stated_zero_is_a_statement():
    made = only(due(book(use("a", days=0), replicas=[replica(session_at="")])))
    assert (made.days_equivalent, made.amount, made.amount_known) == (0, 0, True)


@pytest.mark.parametrize(("rates", "known", "amount", "words"), [
    (Rates(), False, 0, "neither"),
    (replace(RATES, minimums=()), True, 250_000, "minimum is not stated"),
    (replace(RATES, contracts=()), True, 124_600, "more may be due"),
])
def test_an_unknown_rate_is_never_invented(rates, known, amount, words):
    made = only(due(book(use("a", days=1), replicas=[replica(session_at="")]), rates))
    assert (made.amount_known, made.amount) == (known, amount)
    assert words in " ".join(made.unverified)


def test_an_independent_replica_has_the_day_rate_as_floor_benefits_and_residuals_from_2026_on():
    made = only(due(book(use("a", days=1), replicas=[replica(category="ICDR", session_at="")])))
    assert (made.basis, made.amount, made.benefits, made.residuals) == (
        "sag-aftra-2026/independent", 250_000, True, True)
    assert "not verified" in made.unverified[0]


def test_an_independent_replica_was_bargained_before():
    old = replace(GUILD, photography_start="2025-02-01", engaged_from="2025-02-01")
    found = pay.accrue(book(use("a", days=1), replicas=[replica(category="ICDR", session_at="")]), old, RATES,
                       TODAY.replace(year=2025))
    made = found.accruals[0]
    assert (made.basis, made.amount_known, made.benefits) == ("sag-aftra-2023/independent", False, True)
    assert "at least USD 1,246.00 a day" in " ".join(made.unverified)


def test_background_scans_and_principals():
    scan = only(due(book(replicas=[replica(category="BADR")])))
    assert (scan.session_fee, scan.basis) == (250_000, "sag-aftra-2023/background-session")
    crowd = replace(RATES, contracts=())
    assert only(due(book(replicas=[replica(category="BADR")]), crowd)).session_fee == 23_900
    plain = book(use("a", days=1), replicas=[replica(category="BADR", session_at="")])
    assert only(due(plain, crowd)).amount == 0
    raised = book(use("a", days=1), replicas=[replica(category="BADR", session_at="", principal_role=True)])
    assert only(due(raised, crowd)).amount == 124_600
    assert all("not verified" in only(due(each, crowd)).unverified[0] for each in (plain, raised))


def test_use_in_another_production_is_a_bargain():
    whole = book(use("a", days=2), replicas=[replica(project_lock="other-show")])
    made = only(due(whole))  # its session was paid there
    assert (made.basis, made.amount_known, made.days_equivalent) == ("sag-aftra-2023/other-production", False, 200)
    assert pay.floor_of(made, RATES, pay.builtin(), TODAY) == 249_200


def test_without_an_agreement_the_contract_counts():
    made = only(due(book(use("a", days=2), replicas=[replica(session_at="")]), house=HOUSE))
    assert (made.basis, made.amount, made.residuals) == ("contract/use", 500_000, None)
    session = only(due(book(), house=HOUSE))
    assert (session.basis, session.amount_known) == ("contract/session", False)


def test_an_agreement_that_may_apply_is_reckoned_with_and_says_so():
    unsure = replace(GUILD, photography_start="", engaged_from="2025-01-01")
    made = only(due(book(use("a", days=1), replicas=[replica(category="ICDR", session_at="")]), house=unsure))
    assert "depends on house.engaged_from" in " ".join(made.unverified)


def test_a_second_run_finds_nothing_new():
    whole = book(use("a", days=2), use("b"))
    after = grown(whole, due(whole))
    assert due(after).accruals == ()


def test_a_new_use_adds_only_what_it_adds():
    whole = book(*(use(f"u{n}") for n in range(5)), replicas=[replica(session_at="")])
    after = grown(whole, due(whole))
    more = replace(after, shot_uses=(*after.shot_uses, use("u5"), use("u6")))
    made = only(due(more))
    assert (made.days_equivalent, made.shot_uses) == (100, ("u5", "u6"))


def test_days_stated_later_are_added_each_time_they_grow():
    whole = book(use("a", days=1), replicas=[replica(session_at="")])
    names = []
    for days in (1, 2, 3):
        whole = replace(whole, shot_uses=(use("a", days=days),))
        made = only(due(whole))
        names.append(made.id)
        whole = grown(whole, due(whole))
    assert len(set(names)) == 3
    assert sum(a.days_equivalent for a in whole.accruals) == 300


def test_less_use_takes_nothing_back_but_is_told():
    whole = book(use("a", days=3), replicas=[replica(session_at="")])
    after = replace(grown(whole, due(whole)), shot_uses=(use("a", days=1),))
    found = due(after)
    assert found.accruals == ()
    assert "3 days are on record and 1 are due" in found.open[0]


def test_what_names_no_replica_or_a_strange_one_is_told():
    strange = (ShotUse("a", "sh1", subject="ada"), ShotUse("b", "sh1", subject="ada", replica="gone"),
               ShotUse("c", "sh1", subject="ada", replica="r2"), ShotUse("d", "sh1", replica="synth"))
    nameless = [replica(id="r2", category="", session_at=""), replica(id="synth", category="SYNTH", subject="")]
    found = due(book(*strange, replicas=nameless))
    assert found.accruals == ()
    assert len(found.open) == 3


def test_the_shipped_tables_hold_no_amounts_and_cite_every_formula():
    for table in pay.builtin():
        assert table.formulas and table.note
        for formula in table.formulas:
            assert formula.citation and formula.text
    assert [table.name for table in pay.builtin()] == ["sag-aftra-2026", "sag-aftra-2023", "contract"]


@pytest.mark.parametrize("text", [
    "", "[table]\n", "no toml", '[table]\nname="x"\nversion="1"\ntitle="t"\n[[formula]]\nid="a"\n',
    '[table]\nname="x"\nversion="1"\ntitle="t"\n[estimate]\nshots_per_day=-1\n',
])
def test_a_table_that_is_none_is_refused(text):
    with pytest.raises(ConfigError):
        tables.read_table(text.encode(), "x.toml")


@pytest.mark.parametrize("line", [
    'pays = "gift"', 'pay = "much"', 'categories = ["XX"]', 'sessions = ["long"]', 'minimum = "star"', "worth = 9999",
    'pay = "higher"', "surprise = 1",
])
def test_a_formula_with_a_strange_word_is_refused(line):
    lines = {"id": 'id = "a"', "pays": 'pays = "use"', "pay": 'pay = "none"', "text": 'text = "t"',
             "citation": 'citation = "c"'}
    lines[line.partition(" ")[0]] = line
    head = '[table]\nname="x"\nversion="1"\ntitle="t"\n[[formula]]\n'
    with pytest.raises(ConfigError):
        tables.read_table((head + "\n".join(lines.values())).encode(), "x.toml")


GOOD = b"""
currency = "EUR"
[[minimum]]
name = "performer"
day = "1246.50"
from = 2026-07-01
source = "schedule of minimums"
[[minimum]]
name = "performer"
day = 1100
until = 2026-06-30
source = "schedule before"
[[rate]]
party = "ada"
day = "2500"
source = "contract"
[estimate]
shots_per_day = 4
"""


def test_rates_are_read_and_dated():
    rates = rates_file.read(GOOD)
    assert rates.currency == "EUR"
    assert rates.minimum("performer", TODAY).day == 124_650
    assert rates.minimum("performer", TODAY.replace(month=3)).day == 110_000
    assert rates.contract("ada", TODAY).day == 250_000
    assert rates.contract("ben", TODAY) is None
    assert rates.shots_per_day == 4


@pytest.mark.parametrize("change", [
    (b'"EUR"', b'"eur"'), (b'"EUR"', b"3"), (b'day = "2500"', b"day = 2500.5"), (b'day = "2500"', b'day = "-1"'),
    (b'day = "2500"', b'day = "1,000.00"'), (b'day = "2500"', b'day = "1.234"'), (b'source = "contract"', b""),
    (b'party = "ada"', b'party = ""'), (b'"performer"\nday = "1246.50"', b'"star"\nday = "1"'), (b"[[rate]]", b"[rate]"),
    (b"from = 2026-07-01", b'from = "soon"'), (b"shots_per_day = 4", b"shots_per_day = 0.5"), (b"currency", b"curency"),
    (b'party = "ada"', b'party = "ada"\ncomment = "x"'), (b"[[rate]]", b"[[[rate]]"), (b"EUR", b"\xff\xfe\xff"),
    (b'day = "2500"', b'day = "99999999999999"'),
])
def test_a_rates_file_with_a_mistake_is_refused_whole(change):
    with pytest.raises(ConfigError):
        rates_file.read(GOOD.replace(*change))


def test_a_rate_said_by_hand_comes_first():
    rates = RATES.stating("ada", "3000").stating("performer", "1300.10")
    assert rates.contract("ada", TODAY).day == 300_000
    assert rates.minimum("performer", TODAY).day == 130_010


def test_money_is_written_as_people_write_it():
    assert money.show(124_650, "USD") == "USD 1,246.50"
    assert money.show(1246, "JPY") == "JPY 1,246"
    assert money.show(5, "EUR") == "EUR 0.05"
    assert money.parse("1246", "JPY") == 1246
    assert money.parse("1.234", "KWD") == 1234
    assert [money.days(n) for n in (100, 150, 125, 0, 1200)] == ["1", "1.5", "1.25", "0", "12"]
    with pytest.raises(InputError):
        money.parse("12.5", "JPY")
    with pytest.raises(InputError):
        money.parse(True, "USD")


@pytest.mark.parametrize(("lock", "paid"), [("", 1), ("show", 1), ("other", 0)])
def test_a_session_is_paid_in_the_production_that_it_was_held_for(lock, paid):
    assert len(due(book(replicas=[replica(project_lock=lock)])).accruals) == paid


@pytest.mark.parametrize(("day", "paid"), [("2026-11-03T23:59:00Z", 1), ("2026-11-04T00:00:00Z", 0)])
def test_a_session_of_today_was_held(day, paid):
    assert len(due(book(replicas=[replica(session_at=day)])).accruals) == paid
