"""The packs on the finished work: copyright, awards and claims, and content credentials."""

from datetime import date

import pytest

from gate_helpers import house
from rule_cases import WAYS, Case, answer, boundary, verdict_and_error
from secondunit.gates.rules import rulebook

MODEL = {"tool.name": "painter", "tool.training_data_status": "licensed"}
CASES = [
    Case(
        "us-copyright/R37", {**MODEL, "use.purpose": "final", "work.human_contribution": False},
        quiet={"use.purpose": "temp", "tool.training_data_status": "none", "work.human_contribution": True},
        missing=["use.purpose", "tool.training_data_status", "work.human_contribution"],
        also=[{"use.purpose": "promo"}],
    ),
    Case(
        "academy/R39", {"use.purpose": "final", "house.claims": ["awards"], "work.human_performance": False},
        quiet={"use.purpose": "temp", "house.claims": ["human_made"], "work.human_performance": True},
        missing=["use.purpose", "house.claims", "work.human_performance"],
        also=[{"use.purpose": "promo"}, {"work.human_performance": True, "work.human_writing": False}],
    ),
    Case(
        "academy/R39.claim", {**MODEL, "use.purpose": "final", "house.claims": ["awards", "human_made"]},
        quiet={"use.purpose": "temp", "house.claims": ["awards"], "tool.training_data_status": "none"},
        missing=["use.purpose", "house.claims", "tool.training_data_status"],
        also=[
            {"use.purpose": "promo"}, {"tool.training_data_status": "none", "work.human_performance": False},
            {"tool.training_data_status": "none", "work.human_writing": False},
        ],
    ),
    Case(
        "c2pa/R36", {"delivery.credential_valid": False}, quiet={"delivery.credential_valid": True},
        missing=["delivery.credential_valid"],
        also=[{"delivery.credential_valid": True, "delivery.manifest_clean": False}], gate="delivery",
    ),
]
VERDICTS = {"us-copyright/R37": "escalate", "academy/R39": "escalate", "academy/R39.claim": "escalate",
            "c2pa/R36": "deny"}  # fmt: skip


def case_of(name: str) -> Case:
    return next(case for case in CASES if case.rule == name)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_row_on_the_work(case, way):
    way(case)


def test_every_row_on_the_work_has_its_case_and_its_verdict():
    packs = [pack for pack in rulebook.builtin() if pack.name in ("us-copyright", "academy", "c2pa")]
    assert {rule.name: verdict_and_error(rule) for pack in packs for rule in pack.rules} == VERDICTS
    assert {case.rule for case in CASES} == set(VERDICTS)
    assert all(rule.verified for pack in packs for rule in pack.rules)


def test_copyright_and_awards_begin_on_their_day():
    boundary(case_of("us-copyright/R37"), date(2023, 3, 16), None)
    boundary(case_of("academy/R39"), date(2026, 5, 1), None)


@pytest.mark.parametrize("name", ["academy/R39.claim", "c2pa/R36"])
def test_claims_and_credentials_are_asked_at_any_date(name):
    assert answer(case_of(name), case_of(name).fires, today=date(2020, 1, 1)) is not None


def test_credentials_are_asked_only_at_the_door():
    assert case_of("c2pa/R36").row.gates == ("delivery",)


@pytest.mark.parametrize(("territories", "applies"), [
    (("US",), True), (("US-TX",), True), (("world",), True), (("CA",), False), (None, None),
])
def test_registration_matters_in_the_united_states(territories, applies):
    shelf = rulebook.builtin()
    pack = next(pack for pack in shelf if pack.name == "us-copyright")
    assert rulebook.applies(pack, shelf, house(territories=territories), date(2026, 11, 3))[0] is applies


@pytest.mark.parametrize("name", ["academy", "c2pa", "core"])
def test_these_packs_are_asked_of_every_production(name):
    shelf = rulebook.builtin()
    pack = next(pack for pack in shelf if pack.name == name)
    for at in (house(), house(territories=("JP",), buyer="N", guilds=("DGA",)), house(buyer=None, guilds=None, territories=None)):
        assert rulebook.applies(pack, shelf, at, date(2026, 11, 3)) == (True, "")
