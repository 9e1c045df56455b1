"""The rules of the Netflix guidance, each on facts alone."""

from datetime import date

import pytest

from rule_cases import QUIET, WAYS, Case, boundary, verdict_and_error
from secondunit.core.rights import HouseFacts
from secondunit.gates.facts import Known
from secondunit.gates.rules import policy, rulebook

ANNA = {"use.persons": ["anna"]}
REPLICA = {**ANNA, "use.use_kinds": ["use_replica"]}
LEARNED, NONE = {"tool.training_data_status": "licensed"}, {"tool.training_data_status": "none"}
FINAL, PROMO = {"use.purpose": "final"}, {"use.purpose": "promo"}
SEEN = ["use.purpose", "tool.training_data_status", "use.prominence"]
REAL = ["use.purpose", "house.fiction", "use.depicts_real_event"]

CASES = [
    Case("netflix/R01", {**LEARNED, "notice.buyer_told": False}, {**NONE, "notice.buyer_told": True},
         ["tool.training_data_status", "notice.buyer_told"], also=[FINAL, {"use.purpose": "ideation"}]),
    Case("netflix/R03", FINAL, {"use.purpose": "temp"}, ["use.purpose"],
         also=[{"use.purpose": "temp", "delivery.leaving": True}, PROMO]),
    Case("netflix/R04.secured", {"tool.deployment": "consumer"}, {"tool.deployment": "enterprise"},
         ["tool.deployment"]),
    Case("netflix/R06", {"tool.deployment": "enterprise", "inputs.confidential": True},
         {"tool.deployment": "local", "inputs.confidential": False}, ["tool.deployment", "inputs.confidential"],
         also=[{"tool.deployment": "consumer"}]),
    Case("netflix/R11", {"prompt.names_works": ["Blue"]}, {"prompt.names_works": []}, ["prompt.names_works"],
         also=[{"prompt.names_works": [], "prompt.names_persons": ["Ada Lovelace"]}]),
    Case("netflix/R12", {**FINAL, **LEARNED, "use.prominence": "story_critical"},
         {"use.purpose": "temp", **NONE, "use.prominence": "prominent"}, SEEN, also=[PROMO]),
    Case("netflix/R13", {**FINAL, **LEARNED, "use.prominence": "incidental"},
         {"use.purpose": "temp", **NONE, "use.prominence": "prominent"}, SEEN, also=[PROMO]),
    Case("netflix/R13.prominent", {**FINAL, **LEARNED, "use.prominence": "prominent"},
         {"use.purpose": "temp", **NONE, "use.prominence": "incidental"}, SEEN, also=[PROMO]),
    Case("netflix/R14", {**FINAL, "house.fiction": False, "use.depicts_real_event": True},
         {"use.purpose": "temp", "house.fiction": True, "use.depicts_real_event": False}, REAL, also=[PROMO]),
    Case("netflix/R14.fiction", {**FINAL, "house.fiction": True, "use.depicts_real_event": True},
         {"use.purpose": "temp", "house.fiction": False, "use.depicts_real_event": False}, REAL, also=[PROMO]),
    Case("netflix/R15", {**FINAL, "use.replaces_covered_work": True},
         {"use.purpose": "temp", "use.replaces_covered_work": False}, ["use.purpose", "use.replaces_covered_work"],
         also=[PROMO]),
    Case("netflix/R16", {**ANNA, "consent.covered": False}, {"use.persons": [], "consent.covered": True},
         ["use.persons", "consent.covered"]),
    Case("netflix/R18", {**REPLICA, "replica.this_production": False},
         {"use.persons": [], "replica.this_production": True}, ["use.persons", "replica.this_production"],
         also=[{"replica.this_production": True, "model.this_production": False}]),
    Case("netflix/R25", {**ANNA, "use.alters_performance": "customary", "use.use_kinds": ["alter"]},
         {"use.persons": [], "use.alters_performance": "none", "use.use_kinds": ["alter", "voice"],
          "use.asserted_by": ""},
         ["use.persons", "use.alters_performance", "use.use_kinds", "use.asserted_by"]),
    Case("netflix/R26", {**REPLICA, "use.exception": "unsafe"},
         {"use.persons": [], "use.exception": "none", "use.use_kinds": ["create_replica"], "replica.known": False,
          "use.asserted_by": ""},
         ["use.persons", "use.exception", "use.use_kinds", "replica.known", "use.asserted_by"],
         also=[{"use.exception": "as_scripted"}, {"use.exception": "unrecognisable"}, {"use.use_kinds": ["alter"]}]),
    Case("netflix/R27", {**ANNA, "use.alters_performance": "material", "consent.covered": False},
         {"use.persons": [], "use.alters_performance": "customary", "consent.covered": True},
         ["use.persons", "use.alters_performance", "consent.covered"]),
    Case("netflix/R27.approval", {**ANNA, "use.alters_performance": "material", "consent.covered": True},
         {"use.persons": [], "use.alters_performance": "customary", "consent.covered": False},
         ["use.persons", "use.alters_performance", "consent.covered"]),
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_row_of_netflix(case, way):
    way(case)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_pack_is_in_force_from_its_first_day(case):
    boundary(case, date(2025, 8, 1), None)


def judged(facts, buyer="Netflix"):
    house = HouseFacts("show", buyer=buyer, guilds=(), territories=("JP",), fiction=True)
    return policy.judge("0" * 64, Known({**QUIET, **facts}, {}, (), ()), house, (), date(2026, 11, 3))


@pytest.mark.parametrize(("buyer", "asked"), [("Netflix", True), ("netflix", True), ("", False), ("Arte", False)])
def test_the_buyer_calls_for_the_pack(buyer, asked):
    assert ("netflix/R03" in judged({}, buyer).rules) is asked


def test_exceptions_of_the_guidance_lift_its_own_rule_alone():
    ruling = judged({**REPLICA, "use.exception": "unsafe", "consent.covered": False})
    assert not ruling.open
    lifted = {f"{f.pack}/{f.rule}": f.suppressed_by for f in ruling.firings if f.suppressed_by}
    assert lifted == {"core/R16": "core/R26", "netflix/R16": "netflix/R26"}


def test_ideation_is_free_once_the_buyer_was_told_of_the_tool():
    assert not judged({}).open and not judged(LEARNED).open
    assert {f.rule for f in judged({**LEARNED, "notice.buyer_told": False}).open} == {"R01"}


def test_an_incidental_prop_still_waits_for_written_approval():
    ruling = judged({**FINAL, **LEARNED, "use.prominence": "incidental"})
    assert {f.rule for f in ruling.open} == {"R03"}
    assert "R13" in {f.rule for f in ruling.firings}


VERDICTS = {name: word for word, names in {
    "escalate": (
        "netflix/R01 netflix/R03 netflix/R04.secured netflix/R06 netflix/R11 netflix/R12 "
        "netflix/R13.prominent netflix/R14.fiction netflix/R15 netflix/R27.approval"
    ),
    "allow": "netflix/R13 netflix/R25 netflix/R26",
    "deny": "netflix/R14",
    "deny, consent_missing": "netflix/R16 netflix/R18 netflix/R27",
}.items() for name in names.split()}  # fmt: skip


def test_every_row_of_the_buyer_has_its_verdict_and_its_error():
    rows = [row for pack in rulebook.builtin() if pack.name == "netflix" for row in pack.rules]
    assert {row.name: verdict_and_error(row) for row in rows} == VERDICTS
    assert all(row.verified for row in rows)
