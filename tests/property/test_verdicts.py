"""The verdict algebra: a lattice, and no rule that is added makes a ruling milder unless it is an allow row."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from gate_helpers import consent, house, recipe, rule, tool
from secondunit.core.rights import Firing, Ruling, Verdict
from secondunit.gates.facts import FACTS, Known
from secondunit.gates.rules import conditions, rulebook

verdicts = st.sampled_from(list(Verdict))
maybe = st.sampled_from([True, False, None])
facts = st.fixed_dictionaries({
    "purpose": st.sampled_from(["ideation", "temp", "final", "promo", "training", "?"]),
    "persons": st.sampled_from([(), ("anna",), ("anna", "bert")]),
    "training_items": st.sampled_from([(), ("plate1",)]),
    "alters_performance": st.sampled_from(["none", "customary", "material", "?"]),
    "extra": st.fixed_dictionaries({}, optional={
        "use_kinds": st.sampled_from([["alter"], ["create_replica"], "?"]), "asserted_by": st.just("Ida")}),
})
tools = st.builds(tool, trains_on_inputs=maybe, retains=maybe,
                  training_data_status=st.sampled_from(["", "none", "unknown", "licensed"]))
houses = st.builds(house, buyer=st.sampled_from([None, "", "Netflix"]),
                   guilds=st.sampled_from([None, (), ("SAG-AFTRA",)]),
                   photography_start=st.sampled_from(["", "2024-01-01", "2026-08-01"]))
consents = st.lists(st.builds(consent, separate_document=maybe, end=st.sampled_from(["", "2026-01-01"])), max_size=2)
flags = st.sampled_from([name for name, kind in FACTS.items() if kind == "flag"])
tests = st.builds(conditions.Test, flags, st.sampled_from(["is", "is_not"]), st.booleans())
parts = st.one_of(tests, st.builds(conditions.AnyOf, st.lists(tests, min_size=1, max_size=3).map(tuple)))


@given(verdicts, verdicts, verdicts)
def test_verdicts_form_a_lattice(a, b, c):
    assert max(a, b) == max(b, a) and max(a, max(b, c)) == max(max(a, b), c) and max(a, a) == a
    assert max(a, min(a, b)) == a and min(a, max(a, b)) == a
    assert max(a, Verdict.ALLOW) == a and max(a, Verdict.DENY) == Verdict.DENY


@given(st.lists(verdicts, max_size=6))
def test_the_highest_verdict_wins(found):
    firings = tuple(Firing(f"X{i}", "p", verdict, "e") for i, verdict in enumerate(found))
    assert Ruling("r", "2026-01-01", firings=firings).verdict == max(found, default=Verdict.ALLOW)


def shelf(*rules):
    trial = rulebook.Pack("trial", "1", "t", "0" * 64, "", "", True, (), (), (), (), ("today",), tuple(rules))
    return (*rulebook.builtin(), trial)


def a_rule(verdict, when, suppresses=()):
    return rulebook.Rule("X1", "trial", "t", "c", verdict, rulebook.GATES, tuple(when), "e", "r",
                         suppresses=suppresses)


@given(facts, tools, houses, consents, verdicts, st.lists(parts, min_size=1, max_size=3))
def test_adding_a_rule_never_lowers_the_verdict(use, by, at, given_consents, verdict, when):
    made = recipe(**use)
    before = rule(made, by=by, at=at, consents=given_consents)
    after = rule(made, by=by, at=at, consents=given_consents, packs=shelf(a_rule(verdict, when)))
    assert after.verdict >= before.verdict
    assert {f.rule for f in before.open} <= {f.rule for f in after.open}


@given(facts, tools, houses, consents, st.sampled_from(["R03", "R04", "R16", "core/R16"]),
       st.lists(parts, min_size=1, max_size=2))
def test_an_allow_row_lifts_nothing_but_what_it_names(use, by, at, given_consents, named, when):
    made = recipe(**use)
    before = rule(made, by=by, at=at, consents=given_consents)
    after = rule(made, by=by, at=at, consents=given_consents, packs=shelf(a_rule(Verdict.ALLOW, when, (named,))))
    gone = {f"{f.pack}/{f.rule}" for f in before.open} - {f"{f.pack}/{f.rule}" for f in after.open}
    assert all(name == named or name.endswith("/" + named) for name in gone)


@given(facts, tools, houses, consents)
def test_knowing_less_never_allows_more(use, by, at, given_consents):
    made = recipe(**use)
    known = rule(made, by=by, at=at, consents=given_consents)
    blind = rule(made, by=replace(by, trains_on_inputs=None, retains=None, training_data_status=""), at=at,
                 consents=given_consents)
    assert min(known.verdict, Verdict.ESCALATE) <= blind.verdict


@given(st.lists(parts, min_size=1, max_size=4), st.dictionaries(flags, maybe))
def test_three_valued_logic_agrees_with_every_completion(condition, values):
    """Unknown means: some completion of the missing facts holds or it cannot be ruled out; yes and no are certain."""
    needed = {name for part in condition for name in part.facts()}
    missing = sorted(name for name in needed if values.get(name) is None)
    answer, named = conditions.holds(tuple(condition), Known(values, {}, (), ()))
    outcomes = set()
    for number in range(2 ** len(missing)):
        filled = {**values, **{name: bool(number >> i & 1) for i, name in enumerate(missing)}}
        outcomes.add(conditions.holds(tuple(condition), Known(filled, {}, (), ()))[0])
    if answer is not None:
        assert outcomes == {answer}
    else:
        assert set(named) <= set(missing) and named
    assert None not in outcomes
