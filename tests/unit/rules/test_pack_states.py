"""The packs of California, New York and Tennessee, and the federal bill."""

from datetime import date

import pytest

from gate_helpers import house
from rule_cases import WAYS, Case, answer, boundary, verdict_and_error
from secondunit.core.rights import Verdict
from secondunit.gates.rules import rulebook

ANNA = {"use.persons": ["anna"]}
REPLICA = {**ANNA, "use.use_kinds": ["create_replica"]}
DEAD = {**ANNA, "people.deceased": True, "consent.authority": False, "use.asserted_by": ""}
NEW = {"use.purpose": "promo", "use.synthetic_performer": True, "disclosure.promo": False, "use.asserted_by": "",
       "use.consistent_with_work": False, "use.use_kinds": ["promo"]}  # fmt: skip
KINDS = [{"use.use_kinds": ["use_replica", "alter"]}, {"use.use_kinds": ["voice"]}]
CASES = [
    Case(
        "california/R10", {"use.purpose": "final", "tool.training_data_status": "unknown"},
        quiet={"use.purpose": "temp", "tool.training_data_status": "public"},
        missing=["use.purpose", "tool.training_data_status"], also=[{"use.purpose": "promo"}],
    ),
    Case(
        "california/R17", {**REPLICA, "consent.in_scope": False},
        quiet={"use.persons": [], "use.use_kinds": ["alter"], "consent.live": False, "consent.in_scope": True},
        missing=["use.persons", "use.use_kinds", "consent.live", "consent.in_scope"], also=KINDS,
    ),
    Case(
        "california/R19", {**REPLICA, "consent.advised": False},
        quiet={"use.persons": [], "use.use_kinds": ["alter"], "consent.live": False, "consent.advised": True},
        missing=["use.persons", "use.use_kinds", "consent.live", "consent.advised"], also=KINDS,
    ),
    Case(
        "california/R23", DEAD,
        quiet={"use.persons": [], "people.deceased": False, "consent.authority": True},
        missing=["use.persons", "people.deceased", "consent.authority"],
    ),
    Case(
        "california/R23.speech", {**DEAD, "use.exception": "free_speech", "use.asserted_by": "Ida Berg"},
        quiet={"use.persons": [], "people.deceased": False, "consent.authority": True, "use.exception": "unsafe"},
        missing=["use.persons", "people.deceased", "consent.authority", "use.exception"],
    ),
    Case(
        "california/R23.claim", {**DEAD, "use.exception": "free_speech", "use.asserted_by": "Ida Berg"},
        quiet={"use.persons": [], "people.deceased": False, "use.exception": "unsafe", "use.asserted_by": ""},
        missing=["use.persons", "people.deceased", "use.exception", "use.asserted_by"],
    ),
    Case("california/R35.marks", {"inputs.marks_kept": False}, quiet={"inputs.marks_kept": True},
         missing=["inputs.marks_kept"]),
    Case(
        "new-york/R23", {**DEAD, "use.purpose": "final"},
        quiet={"use.purpose": "temp", "use.persons": [], "people.deceased": False, "consent.authority": True},
        missing=["use.purpose", "use.persons", "people.deceased", "consent.authority"],
        also=[{"use.purpose": "promo"}],
    ),
    Case(
        "new-york/R38", {**NEW, "use.audio_only": False},
        quiet={"use.purpose": "final", "use.synthetic_performer": False, "disclosure.promo": True,
               "use.audio_only": True, "use.use_kinds": ["dub"]},
        missing=["use.purpose", "use.synthetic_performer", "disclosure.promo"],
    ),
    Case(
        "new-york/R38.exempt", {**NEW, "use.audio_only": True},
        quiet={"use.purpose": "final", "use.audio_only": False}, missing=["use.purpose", "use.audio_only"],
        also=[{"use.audio_only": False, "use.use_kinds": ["dub"]}],
    ),
    Case(
        "new-york/R38.consistent", {**NEW, "use.consistent_with_work": True, "use.asserted_by": "Ida Berg"},
        quiet={"use.purpose": "final", "use.consistent_with_work": False, "use.asserted_by": ""},
        missing=["use.purpose", "use.consistent_with_work", "use.asserted_by"],
    ),
    Case(
        "new-york/R38.likeness", {**ANNA, "use.purpose": "promo", "consent.promo": False},
        quiet={"use.purpose": "final", "use.persons": [], "consent.promo": True},
        missing=["use.purpose", "use.persons", "consent.promo"],
    ),
    Case(
        "tennessee/R16", {**REPLICA, "consent.covered": False},
        quiet={"use.persons": [], "consent.covered": True}, missing=["use.persons", "consent.covered"],
    ),
    Case(
        "tennessee/R25", {**ANNA, "use.alters_performance": "customary", "use.use_kinds": ["alter"]},
        quiet={"use.persons": [], "use.alters_performance": "material", "use.use_kinds": ["alter", "voice"],
               "use.asserted_by": ""},
        missing=["use.persons", "use.alters_performance", "use.use_kinds", "use.asserted_by"],
    ),
    Case(
        "tennessee/R16.tool", {**ANNA, "tool.primary_purpose_likeness": True},
        quiet={"use.persons": [], "tool.primary_purpose_likeness": False},
        missing=["use.persons", "tool.primary_purpose_likeness"],
    ),
    Case(
        "tennessee/R28", {**ANNA, "people.minor": True, "use.content": ["nudity"]},
        quiet={"use.persons": [], "people.minor": False, "use.content": ["none"]},
        missing=["use.persons", "people.minor", "use.content"],
        also=[{"use.content": ["sexual", "none"]}, {"people.minor": False, "use.depicted_minor": True}],
    ),
    Case(
        "tennessee/R28.guardian", {**ANNA, "people.minor": True},
        quiet={"use.persons": [], "people.minor": False}, missing=["use.persons", "people.minor"],
    ),
    Case(
        "no-fakes/R16", {**ANNA, "consent.live": False}, quiet={"use.persons": [], "consent.live": True},
        missing=["use.persons", "consent.live"],
    ),
    Case(
        "no-fakes/R17", {**ANNA, "consent.in_scope": False}, quiet={"use.persons": [], "consent.in_scope": True},
        missing=["use.persons", "consent.in_scope"],
    ),
    Case(
        "no-fakes/R17.term", {**ANNA, "consent.term_kept": False},
        quiet={"use.persons": [], "consent.term_kept": True}, missing=["use.persons", "consent.term_kept"],
    ),
    Case(
        "no-fakes/R23", DEAD, quiet={"use.persons": [], "people.deceased": False, "consent.authority": True},
        missing=["use.persons", "people.deceased", "consent.authority"],
    ),
    Case(
        "no-fakes/R28", {**ANNA, "people.minor": True}, quiet={"use.persons": [], "people.minor": False},
        missing=["use.persons", "people.minor"],
    ),
]
VERDICTS = {
    "california/R10": "escalate", "california/R17": "deny, consent_missing", "california/R19": "escalate", "california/R23": "deny, consent_missing",
    "california/R23.speech": "escalate", "california/R23.claim": "allow", "new-york/R38.exempt": "allow",
    "new-york/R38.consistent": "allow", "tennessee/R25": "allow", "california/R35.marks": "deny", "new-york/R23": "deny, consent_missing",
    "new-york/R38": "escalate", "new-york/R38.likeness": "deny, consent_missing", "tennessee/R16": "deny, consent_missing",
    "tennessee/R16.tool": "escalate", "tennessee/R28": "deny", "tennessee/R28.guardian": "escalate",
    "no-fakes/R16": "deny, consent_missing", "no-fakes/R17": "deny, consent_missing", "no-fakes/R17.term": "deny, consent_missing", "no-fakes/R23": "deny, consent_missing",
    "no-fakes/R28": "escalate",
}  # fmt: skip
FIRST = {
    "california/R10": date(2026, 1, 1), "california/R17": date(2025, 1, 1), "california/R19": date(2025, 1, 1),
    "california/R23": date(2025, 1, 1), "california/R23.speech": date(2025, 1, 1),
    "california/R35.marks": date(2026, 8, 2), "new-york/R23": date(2025, 12, 11), "new-york/R38": date(2026, 6, 9),
    "tennessee/R16": date(2024, 7, 1), "tennessee/R16.tool": date(2024, 7, 1), "tennessee/R28": date(2024, 7, 1),
    "tennessee/R28.guardian": date(2024, 7, 1), "tennessee/R25": date(2024, 7, 1), "california/R23.claim": date(2025, 1, 1),
    "new-york/R38.exempt": date(2026, 6, 9), "new-york/R38.consistent": date(2026, 6, 9),
}  # fmt: skip
PACKS = {"california", "new-york", "tennessee", "no-fakes"}


def case_of(name: str) -> Case:
    return next(case for case in CASES if case.rule == name)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_state_row(case, way):
    way(case)


def test_every_row_of_the_states_has_its_case_and_its_verdict():
    packs = [pack for pack in rulebook.builtin() if pack.name in PACKS]
    assert {rule.name: verdict_and_error(rule) for pack in packs for rule in pack.rules} == VERDICTS
    assert {case.rule for case in CASES} == set(VERDICTS)
    assert {rule.pack for pack in packs for rule in pack.rules if not rule.verified} == {"no-fakes"}
    assert all(not rule.verified for pack in packs if pack.name == "no-fakes" for rule in pack.rules)


@pytest.mark.parametrize("case", [case for case in CASES if case.rule in FIRST], ids=str)
def test_the_laws_begin_on_their_day(case):
    boundary(case, FIRST[case.rule], None)


def test_consent_to_promotion_is_asked_at_any_date():
    case = case_of("new-york/R38.likeness")
    assert answer(case, case.fires, today=date(2020, 1, 1)).verdict is Verdict.DENY


def test_free_speech_is_held_for_counsel_and_only_when_somebody_claims_it():
    case, speech = case_of("california/R23"), {**DEAD, "use.exception": "free_speech"}
    assert answer(case, speech).verdict is Verdict.DENY
    assert answer(case, {**speech, "use.asserted_by": None}).verdict is Verdict.DENY
    assert answer(case, {**speech, "use.asserted_by": "Ida Berg"}) is None
    assert answer(case, {**DEAD, "use.asserted_by": "Ida Berg", "use.exception": "unsafe"}).verdict is Verdict.DENY
    held = answer(case_of("california/R23.speech"), {**speech, "use.asserted_by": "Ida Berg"})
    assert held.verdict is Verdict.ESCALATE and "Ida Berg" in held.explanation


@pytest.mark.parametrize(("facts", "fires"), [
    ({"use.audio_only": None}, True), ({"use.use_kinds": None}, True), ({"use.use_kinds": []}, True),
    ({"use.use_kinds": ["dub", "voice"]}, True), ({"use.consistent_with_work": True}, True),
    ({"use.asserted_by": "Ida Berg"}, True), ({"use.consistent_with_work": True, "use.asserted_by": "Ida Berg"}, False),
    ({"use.consistent_with_work": True, "use.asserted_by": None}, True),
])
def test_exceptions_for_advertisements_must_be_established(facts, fires):
    assert (answer(case_of("new-york/R38"), {**NEW, "use.audio_only": False, **facts}) is not None) is fires


@pytest.mark.parametrize(("facts", "fires"), [
    ({}, False), ({"use.asserted_by": ""}, True), ({"use.asserted_by": None}, True),
    ({"use.use_kinds": ["alter", "create_replica"]}, True), ({"use.alters_performance": "material"}, True),
    ({"use.use_kinds": None}, True),
])
def test_customary_work_in_tennessee_is_never_the_making_of_a_replica(facts, fires):
    customary = {**ANNA, "consent.covered": False, "use.alters_performance": "customary", "use.use_kinds": ["alter"]}
    assert (answer(case_of("tennessee/R16"), {**customary, **facts}) is not None) is fires


@pytest.mark.parametrize(("territories", "packs"), [
    (("US-CA",), {"california"}), (("us-ny",), {"new-york"}), (("US-TN", "FR"), {"tennessee"}),
    (("US",), {"california", "new-york", "tennessee"}), (("worldwide",), {"california", "new-york", "tennessee"}),
    (("US-TX",), set()), (("CA",), set()), (("DE",), set()),
])
def test_a_state_is_asked_where_the_work_is_shown(territories, packs):
    at, shelf = house(territories=territories), rulebook.builtin()
    assert {p.name for p in shelf if p.name in PACKS and rulebook.applies(p, shelf, at, date(2026, 11, 3))[0]} == packs


def test_the_bill_sleeps_until_a_production_names_it():
    shelf = rulebook.builtin()
    bill = next(pack for pack in shelf if pack.name == "no-fakes")
    assert rulebook.applies(bill, shelf, house(territories=("US",)), date(2026, 11, 3)) == (False, "")
    assert rulebook.applies(bill, shelf, house(packs=("no-fakes",)), date(2026, 11, 3)) == (True, "")


def test_what_is_not_made_for_money_or_consent_says_so():
    assert "There is none" in case_of("tennessee/R28").row.remedy
    assert not case_of("tennessee/R28").row.approvable
