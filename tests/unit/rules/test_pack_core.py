"""The rules of the house, each on facts alone."""

from datetime import date

import pytest

from rule_cases import QUIET, WAYS, Case, answer, verdict_and_error
from secondunit.core.errors import UseProhibited
from secondunit.core.rights import Approval, HouseFacts, Verdict
from secondunit.gates.facts import Known
from secondunit.gates.rules import policy, rulebook
from secondunit.production.holds import escalated

ANNA = {"use.persons": ["anna"]}
REPLICA = {**ANNA, "use.use_kinds": ["use_replica"]}
LEARNED = {"tool.training_data_status": "licensed"}
FINAL = {"use.purpose": "final"}
PROMO = {"use.purpose": "promo"}
NONE = {"tool.training_data_status": "none"}
ALTERED = {**ANNA, "use.alters_performance": "customary", "use.use_kinds": ["alter"], "consent.covered": False}
AGAIN = {**REPLICA, "use.exception": "as_scripted", "consent.covered": False}

CASES = [
    Case("core/R01", {**FINAL, "inputs.registered": False}, {"use.purpose": "temp", "inputs.registered": True},
         ["use.purpose", "inputs.registered"], also=[PROMO, {"use.purpose": "training"}]),
    Case("core/R01.people", {**ANNA, "people.known": False}, {"use.persons": [], "people.known": True},
         ["use.persons", "people.known"]),
    Case("core/R01.replica", {**REPLICA, "replica.known": False},
         {"use.persons": [], "use.use_kinds": ["create_replica"], "replica.known": True},
         ["use.persons", "use.use_kinds", "replica.known"]),
    Case("core/R02", {},
         {"use.purpose": "temp", "use.persons": ["anna"], "use.input_flags": ["confidential"],
          "tool.trains_on_inputs": True, "tool.retains": True},
         ["use.purpose", "use.persons", "use.input_flags", "tool.trains_on_inputs", "tool.retains"]),
    Case("core/R04", {"tool.trains_on_inputs": True}, {"tool.trains_on_inputs": False}, ["tool.trains_on_inputs"],
         also=[{"tool.trains_on_inputs": False, "tool.retains": True}]),
    Case("core/R05", {"tool.deployment": "consumer", "inputs.confidential": True},
         {"tool.deployment": "enterprise", "inputs.confidential": False}, ["tool.deployment", "inputs.confidential"]),
    Case("core/R06", {"tool.deployment": "enterprise", "inputs.personal_data": True},
         {"tool.deployment": "local", "inputs.personal_data": False}, ["tool.deployment", "inputs.personal_data"],
         also=[{"tool.deployment": "consumer"}, {**ANNA, "inputs.personal_data": False}]),
    Case("core/R07", {"use.purpose": "temp", "tool.terms_current": False},
         {"use.purpose": "ideation", "tool.terms_current": True}, ["use.purpose", "tool.terms_current"],
         also=[{"tool.terms_current": True, "tool.commercial_ok": False}, FINAL, PROMO, {"use.purpose": "training"}]),
    Case("core/R08", {"use.purpose": "training", "licence.train_covered": False},
         {"use.purpose": "temp", "licence.train_covered": True}, ["use.purpose", "licence.train_covered"],
         also=[{"use.purpose": "ideation", "use.training_items": ["plate1"]}]),
    Case("core/R08.subjects", {**LEARNED, "model.subjects_covered": False}, {**NONE, "model.subjects_covered": True},
         ["tool.training_data_status", "model.subjects_covered"]),
    Case("core/R09", {**LEARNED, "inputs.tdm": "notAllowed"}, {**NONE, "inputs.tdm": "unset"},
         ["tool.training_data_status", "inputs.tdm"], also=[{**NONE, "use.purpose": "training"}]),
    Case("core/R09.constrained", {**LEARNED, "inputs.tdm": "constrained"}, {**NONE, "inputs.tdm": "allowed"},
         ["tool.training_data_status", "inputs.tdm"], also=[{**NONE, "use.purpose": "training"}]),
    Case("core/R09.own", {"use.purpose": "training", "use.third_party_training": True, "use.output_mining": "notAllowed"},
         {"use.purpose": "temp", "use.third_party_training": False, "use.output_mining": "allowed"},
         ["use.purpose", "use.third_party_training", "use.output_mining"], also=[{"use.output_mining": "constrained"}]),
    Case("core/R10", {**FINAL, "tool.training_data_status": "unknown"}, {"use.purpose": "temp", **LEARNED},
         ["use.purpose", "tool.training_data_status"], also=[{"tool.training_data_status": "unlicensed"}, PROMO]),
    Case("core/R11", {**FINAL, "prompt.names_works": ["Blue"]}, {"use.purpose": "ideation", "prompt.names_works": []},
         ["use.purpose", "prompt.names_works"],
         also=[{"prompt.names_works": [], "prompt.names_persons": ["Ada Lovelace"]}, PROMO]),
    Case("core/R11.similar", {**FINAL, **LEARNED, "similar.matches": ["plate 7"]},
         {"use.purpose": "temp", **NONE, "similar.matches": []},
         ["use.purpose", "tool.training_data_status", "similar.matches"], also=[PROMO], gate="delivery"),
    Case("core/R11.denied", {**FINAL, **LEARNED, "similar.denied": ["plate 7"]},
         {"use.purpose": "temp", **NONE, "similar.denied": []},
         ["use.purpose", "tool.training_data_status", "similar.denied"], also=[PROMO], gate="delivery"),
    Case("core/R14", {**FINAL, "house.fiction": False, "use.depicts_real_event": True},
         {"use.purpose": "temp", "house.fiction": True, "use.depicts_real_event": False},
         ["use.purpose", "house.fiction", "use.depicts_real_event"], also=[PROMO]),
    Case("core/R16", {**ANNA, "consent.covered": False}, {"use.persons": [], "consent.covered": True},
         ["use.persons", "consent.covered"]),
    Case("core/R17", {**ANNA, "consent.in_scope": False},
         {"use.persons": [], "consent.live": False, "consent.in_scope": True},
         ["use.persons", "consent.live", "consent.in_scope"]),
    Case("core/R18", {**ANNA, "consent.this_production": False},
         {"use.persons": [], "consent.live": False, "consent.this_production": True},
         ["use.persons", "consent.live", "consent.this_production"]),
    Case("core/R18.replica", {**REPLICA, "replica.this_production": False},
         {"use.persons": [], "use.use_kinds": ["alter"], "replica.this_production": True},
         ["use.persons", "use.use_kinds", "replica.this_production"]),
    Case("core/R18.model", {**LEARNED, "model.this_production": False}, {**NONE, "model.this_production": True},
         ["tool.training_data_status", "model.this_production"]),
    Case("core/R25", ALTERED,
         {"use.persons": [], "use.alters_performance": "material", "use.use_kinds": ["alter", "create_replica"],
          "use.asserted_by": ""},
         ["use.persons", "use.alters_performance", "use.use_kinds", "use.asserted_by"]),
    Case("core/R26", AGAIN,
         {"use.persons": [], "use.exception": "free_speech", "use.use_kinds": ["use_replica", "create_replica"],
          "replica.known": False, "use.asserted_by": ""},
         ["use.persons", "use.exception", "use.use_kinds", "replica.known", "use.asserted_by"],
         also=[{"use.exception": "unsafe"}, {"use.exception": "unrecognisable"}, {"use.use_kinds": ["alter"]}]),
    Case("core/R28", {**ANNA, "people.minor": True, "use.content": ["nudity"]},
         {"use.persons": [], "people.minor": False, "use.content": ["none"]},
         ["use.persons", "people.minor", "use.content"],
         also=[{"people.minor": False, "use.depicted_minor": True}, {"use.content": ["sexual"]}]),
    Case("core/R28.invented", {**FINAL, **LEARNED, "use.content": ["sexual"], "use.depicted_minor": True},
         {"use.purpose": "temp", **NONE, "use.content": [], "use.depicted_minor": False},
         ["use.purpose", "tool.training_data_status", "use.content", "use.depicted_minor"],
         also=[{"use.content": ["nudity"]}, PROMO]),
    Case("core/R28.minor", {**REPLICA, "people.minor": True},
         {"use.persons": [], "use.use_kinds": ["alter"], "people.minor": False},
         ["use.persons", "use.use_kinds", "people.minor"],
         also=[{"people.minor": False, "use.depicted_minor": True}, {"use.use_kinds": ["create_replica"]}]),
    Case("core/R38", {**ANNA, **PROMO, "consent.promo": False},
         {"use.persons": [], "use.purpose": "final", "consent.promo": True},
         ["use.persons", "use.purpose", "consent.promo"]),
]  # fmt: skip
BY_NAME = {case.rule: case for case in CASES}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_row_of_the_house(case, way):
    way(case)


@pytest.mark.parametrize("day", [date(2000, 1, 1), date(2099, 12, 31)])
def test_the_house_has_no_first_and_no_last_day(day):
    assert all(answer(case, case.fires, today=day) is not None for case in CASES)


def test_only_one_denial_in_all_packs_can_be_approved():
    rows = [rule for pack in rulebook.builtin() for rule in pack.rules]
    assert [row.name for row in rows if row.verdict is Verdict.DENY and row.approvable] == ["core/R05"]


def judged(facts, **changes):
    house = HouseFacts("show", buyer="", guilds=(), territories=("JP",), fiction=True)
    given = changes.pop("approvals", ())
    return policy.judge("0" * 64, Known({**QUIET, **facts}, {}, (), ()), house, given, date(2026, 11, 3),
                        entity="shot-1", **changes)


def open_rules(ruling):
    return {firing.rule for firing in ruling.open}


UNSAID = {name: None for name in QUIET if not name.startswith(("house.", "tool.", "today", "delivery."))} | {
    name: QUIET[name] for name in (
        "use.purpose", "use.persons", "use.input_flags", "use.training_items", "use.alters_performance")
}


def test_ordinary_ideation_is_never_held_whatever_else_is_unknown():
    ruling = judged(UNSAID)
    assert ruling.words() == "no rule fired" and [firing.rule for firing in ruling.firings] == ["R02"]


@pytest.mark.parametrize("purpose", ["temp", "final", "promo"])
def test_a_drawing_by_a_local_tool_that_learned_nothing_asks_for_no_statement(purpose):
    known = {"inputs.registered": True, "prompt.names_works": [], "prompt.names_persons": []}
    assert not judged({**UNSAID, **known, "use.purpose": purpose}).open


def test_customary_work_lifts_the_consent_that_it_names_and_nothing_else():
    ruling = judged(ALTERED)
    assert not ruling.open
    assert {f.rule: f.suppressed_by for f in ruling.firings} == {"R16": "core/R25", "R25": ""}


@pytest.mark.parametrize(("change", "stays"), [
    ({"use.use_kinds": ["alter", "create_replica"]}, "R16"), ({"consent.in_scope": False}, "R17"),
    ({"consent.this_production": False}, "R18"), ({"people.minor": True, "use.content": ["nudity"]}, "R28"),
    ({"use.purpose": "promo", "consent.promo": False}, "R38"), ({"people.known": False}, "R01.people"),
])
@pytest.mark.parametrize("claim", [ALTERED, AGAIN], ids=["R25", "R26"])
def test_an_exception_covers_neither_making_nor_scope_nor_reuse_nor_a_minor(claim, change, stays):
    assert stays in open_rules(judged({**claim, **change}))


def test_a_further_use_needs_a_replica_on_record_and_a_name_behind_the_claim():
    assert not judged(AGAIN).open
    assert "R16" in open_rules(judged({**AGAIN, "replica.known": None}))
    assert "R16" in open_rules(judged({**AGAIN, "use.asserted_by": None}))


def test_free_speech_is_a_claim_that_lifts_nothing_here():
    assert "R16" in open_rules(judged({**AGAIN, "use.exception": "free_speech"}))


def yes(*rules):
    return [Approval("a1", "Ida Berg", "producer", rules, entity="shot-1", document_sha256="f" * 64,
                     given_at="2026-11-01", expires="2026-12-01")]


@pytest.mark.parametrize(("named", "lifted"), [
    ("R09", True), ("core/R09", True), ("R09.constrained", True), ("core/R09.constrained", True), ("R09.own", False),
    ("netflix/R09", False), ("R0", False), ("R09.", False),
])
def test_an_approval_may_name_a_rule_or_its_family(named, lifted):
    facts = {**LEARNED, "inputs.tdm": "constrained"}
    assert (not judged(facts, approvals=yes(named)).open) is lifted


def test_an_approval_of_a_family_lifts_no_denial_of_it():
    assert open_rules(judged({**LEARNED, "inputs.tdm": "notAllowed"}, approvals=yes("R09"))) == {"R09"}


def test_the_confidential_input_of_a_consumer_tool_can_be_approved():
    facts = {"tool.deployment": "consumer", "inputs.confidential": True}
    ruling = judged(facts)
    assert ruling.verdict is Verdict.DENY and not ruling.refused and ruling.words().startswith("on hold")
    policy.enforce(ruling)
    assert escalated(ruling) == ["core/R05"]
    assert judged(facts, approvals=yes(*escalated(ruling))).verdict is Verdict.ALLOW


def test_a_denial_beside_it_still_refuses():
    ruling = judged({"tool.deployment": "consumer", "inputs.confidential": True, "tool.retains": True})
    assert ruling.refused and ruling.words().startswith("denied") and escalated(ruling) == ["core/R05"]
    with pytest.raises(UseProhibited, match="R04") as caught:
        policy.enforce(ruling)
    assert [each["rule"] for each in caught.value.facts["rules"]] == ["R04"]


def test_an_allow_row_lifts_one_id_and_not_its_family():
    text = b"""
    [pack]
    name = "trial"
    version = "1"
    title = "t"
    always = true
    [[rule]]
    id = "T1"
    text = "t"
    citation = "c"
    verdict = "allow"
    suppresses = ["R28"]
    when = [{fact = "use.persons", op = "not_empty"}]
    explanation = "e"
    """
    shelf = rulebook.collect((*rulebook.builtin(), rulebook.read_pack(text, "trial")))
    facts = {**REPLICA, "people.minor": True, "use.content": ["nudity"]}
    assert open_rules(judged(facts)) == {"R28", "R28.minor"}
    assert open_rules(judged(facts, packs=shelf)) == {"R28.minor"}


VERDICTS = {name: word for word, names in {
    "escalate": (
        "core/R01 core/R01.people core/R01.replica core/R06 core/R07 core/R09.constrained core/R09.own "
        "core/R10 core/R11 core/R11.similar core/R28.minor core/R42"
    ),
    "allow": "core/R02 core/R25 core/R26",
    "deny": "core/R04 core/R05 core/R11.denied core/R14 core/R28 core/R28.invented core/R41",
    "deny, licence_forbids": "core/R08 core/R09 core/R18.model",
    "deny, consent_missing": "core/R08.subjects core/R16 core/R17 core/R18 core/R18.replica core/R38",
}.items() for name in names.split()}  # fmt: skip


def test_every_row_of_the_house_has_its_verdict_and_its_error():
    rows = [row for pack in rulebook.builtin() if pack.name == "core" for row in pack.rules]
    assert {row.name: verdict_and_error(row) for row in rows} == VERDICTS
    assert all(row.verified for row in rows)


def test_what_is_asked_only_at_the_making_or_only_at_the_delivery():
    pack = next(pack for pack in rulebook.builtin() if pack.name == "core")
    assert {row.name: row.gates for row in pack.rules if len(row.gates) == 1} == {
        "core/R02": ("making",), **dict.fromkeys(("core/R11.similar", "core/R11.denied", "core/R41", "core/R42"), ("delivery",))}
