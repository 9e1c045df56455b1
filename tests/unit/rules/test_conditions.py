"""Conditions: what each operator says, what a missing fact does, and what is refused when a pack is read."""

import pytest

from secondunit.core.errors import ConfigError
from secondunit.gates.facts import Known
from secondunit.gates.rules import conditions
from secondunit.gates.rules.conditions import AnyOf
from secondunit.gates.rules.conditions import Test as Part


def ask(part, **facts):
    values = {name.replace("__", "."): value for name, value in facts.items()}
    return part.ask(Known(values, {}, (), ()))


@pytest.mark.parametrize(("op", "have", "want", "answer"), [
    ("is", True, True, True), ("is", True, False, False), ("is", "final", "final", True), ("is", "temp", "final", False),
    ("is_not", True, True, False), ("is_not", "temp", "final", True),
    ("in", "temp", ("temp", "final"), True), ("in", "promo", ("temp", "final"), False),
    ("not_in", "temp", ("temp", "final"), False), ("not_in", "promo", ("temp", "final"), True),
    ("contains", ["a", "b"], "b", True), ("contains", ["a"], "b", False), ("contains", [], "b", False),
    ("contains_any", ["a", "b"], ("b", "c"), True), ("contains_any", ["a"], ("b", "c"), False),
    ("contains_any", [], ("b",), False),
    ("within", ["a"], ("a", "b"), True), ("within", ["a", "b"], ("a", "b"), True), ("within", ["a", "c"], ("a", "b"), False),
    ("within", [], ("a", "b"), False),
    ("empty", [], None, True), ("empty", "", None, True), ("empty", ["a"], None, False), ("empty", "a", None, False),
    ("not_empty", [], None, False), ("not_empty", ["a"], None, True), ("not_empty", "", None, False),
    ("before", "2026-01-01", "2026-01-02", True), ("before", "2026-01-02", "2026-01-02", False),
    ("before", "2026-01-03", "2026-01-02", False),
    ("on_or_after", "2026-01-02", "2026-01-02", True), ("on_or_after", "2026-01-03", "2026-01-02", True),
    ("on_or_after", "2026-01-01", "2026-01-02", False),
])
def test_each_operator(op, have, want, answer):
    assert ask(Part("use.purpose", op, want), use__purpose=have) == (answer, ())
    assert ask(Part("use.purpose", op, want)) == (None, ("use.purpose",))


YES, NO, OPEN = (Part(f"use.{name}", "is", True) for name in ("photoreal", "audio_only", "role_is_human"))
OPEN_TOO = Part("use.script_text", "is", True)
KNOWN = {"use__photoreal": True, "use__audio_only": False}


@pytest.mark.parametrize(("parts", "answer"), [
    ((YES,), (True, ())), ((NO,), (False, ())), ((NO, YES), (True, ())), ((OPEN, YES), (True, ())),
    ((OPEN,), (None, ("use.role_is_human",))), ((NO, OPEN), (None, ("use.role_is_human",))),
    ((OPEN, OPEN_TOO, OPEN), (None, ("use.role_is_human", "use.script_text"))),
])
def test_one_of_several(parts, answer):
    assert ask(AnyOf(parts), **KNOWN) == answer


@pytest.mark.parametrize(("parts", "answer"), [
    ((YES,), (True, ())), ((YES, NO), (False, ())), ((OPEN, NO), (False, ())), ((YES, OPEN), (None, ("use.role_is_human",))),
    ((OPEN_TOO, OPEN, OPEN), (None, ("use.script_text", "use.role_is_human"))),
    ((YES, AnyOf((NO, OPEN))), (None, ("use.role_is_human",))), ((AnyOf((NO, NO)), OPEN), (False, ())),
])
def test_all_of_several(parts, answer):
    values = {name.replace("__", "."): value for name, value in KNOWN.items()}
    assert conditions.holds(parts, Known(values, {}, (), ())) == answer


def test_the_facts_of_a_condition_are_named():
    assert AnyOf((YES, AnyOf((NO, OPEN)))).facts() == ("use.photoreal", "use.audio_only", "use.role_is_human")


def test_conditions_are_read_as_they_are_written():
    assert conditions.parse([
        {"fact": "use.purpose", "op": "in", "value": ["final", "promo"]},
        {"any": [{"fact": "use.persons", "op": "empty"}, {"any": [{"fact": "today", "op": "before", "value": "2026-01-01"}]}]},
        {"fact": "use.extra.shots", "op": "is", "value": 3},
    ], "here") == (
        Part("use.purpose", "in", ("final", "promo")),
        AnyOf((Part("use.persons", "empty"), AnyOf((Part("today", "before", "2026-01-01"),)))),
        Part("use.extra.shots", "is", 3),
    )


GOOD = {"fact": "use.purpose", "op": "is", "value": "final"}


@pytest.mark.parametrize(("data", "message"), [
    (None, "a list of tests"), ([], "at least one"), ("use.purpose", "a list of tests"), ({"fact": 1}, "a list of tests"),
    ([{"any": []}], "at least one"), ([{"any": "x"}], "a list of tests"), ([{"any": [GOOD], "op": "is"}], "has a fact"),
    ([["any"]], "has a fact"), ([["fact", "op"]], "has a fact"), (["use.purpose"], "has a fact, an op and a value, not 'use.purpose'"), ([{"fact": "use.purpose"}], "has a fact"),
    ([{"op": "is"}], "has a fact"), ([{**GOOD, "more": 1}], "has a fact"), ([{**GOOD, "fact": 3}], "no fact 3"),
    ([{**GOOD, "fact": "use.porpoise"}], "no fact 'use.porpoise'"), ([{**GOOD, "fact": "use.extra."}], "no fact"),
    ([{**GOOD, "op": "equals"}], "no operator 'equals'"), ([{**GOOD, "op": "contains"}], "contains does not fit"),
    ([{"fact": "use.persons", "op": "is", "value": "anna"}], "is does not fit the fact use.persons"),
    ([{"fact": "use.photoreal", "op": "in", "value": [True]}], "in does not fit"),
    ([{**GOOD, "value": "finall"}], "'finall' is not a value for use.purpose is"), ([{"fact": "use.purpose", "op": "is"}], "None is not"),
    ([{**GOOD, "op": "in", "value": []}], "is not a value"), ([{**GOOD, "op": "in", "value": "final"}], "is not a value"),
    ([{**GOOD, "op": "in", "value": ["final", "finall"]}], "is not a value"),
    ([{"fact": "use.photoreal", "op": "is", "value": "yes"}], "is not a value"),
    ([{"fact": "use.photoreal", "op": "is", "value": 1}], "is not a value"),
    ([{"fact": "use.persons", "op": "empty", "value": []}], "is not a value"),
    ([{"fact": "use.persons", "op": "contains", "value": ""}], "is not a value"),
    ([{"fact": "use.persons", "op": "contains", "value": 3}], "is not a value"),
    ([{"fact": "use.extra.x", "op": "is", "value": 1.5}], "is not a value"),
])
def test_what_is_no_condition_is_refused(data, message):
    with pytest.raises(ConfigError, match=message) as caught:
        conditions.parse(data, "here")
    assert str(caught.value).startswith("here: ") and caught.value.facts["key"] == "here"


KINDS = {"flag": "use.photoreal", "text": "use.task_type", "word": "use.purpose", "list": "use.persons", "date": "today",
         "any": "use.extra.x"}
VALUES = {"flag": True, "text": "roto", "word": "final", "list": "anna", "date": "2026-01-01", "any": "x"}


@pytest.mark.parametrize(("op", "kinds", "many"), [
    ("is", "flag text word date any", False), ("is_not", "flag text word date any", False), ("in", "text word any", True),
    ("not_in", "text word any", True), ("contains", "list", False), ("contains_any", "list", True), ("within", "list", True),
    ("empty", "list text", None), ("not_empty", "list text", None), ("before", "date", False), ("on_or_after", "date", False),
])
def test_each_operator_fits_its_kinds_of_facts(op, kinds, many):
    for kind, fact in KINDS.items():
        value = VALUES[kind]
        one, several, none = {"value": value}, {"value": [value]}, {}
        good, bad = (none, (one, several)) if many is None else (several, (one, none)) if many else (one, (several, none))
        if kind in kinds.split():
            assert conditions.parse([{"fact": fact, "op": op, **good}], "here")[0].op == op
            for each in bad:
                with pytest.raises(ConfigError, match="is not a value"):
                    conditions.parse([{"fact": fact, "op": op, **each}], "here")
        else:
            with pytest.raises(ConfigError, match=f"{op} does not fit"):
                conditions.parse([{"fact": fact, "op": op, **good}], "here")


def test_the_operators_are_these():
    assert list(conditions.OPERATORS) == ["is", "is_not", "in", "not_in", "contains", "contains_any", "within", "empty", "not_empty",
                                          "before", "on_or_after"]


def test_the_hint_names_what_there_is():
    with pytest.raises(ConfigError) as caught:
        conditions.parse([{**GOOD, "op": "equals"}], "here")
    assert "is, is_not, in" in caught.value.hint and "on_or_after" in caught.value.hint
    with pytest.raises(ConfigError) as caught:
        conditions.parse([{**GOOD, "fact": "use.porpoise"}], "here")
    assert "vocabulary" in caught.value.hint
