"""The packs of the EU: the AI Act and the voluntary Code of Practice."""

from datetime import date

import pytest

from gate_helpers import house
from rule_cases import WAYS, Case, answer, boundary, verdict_and_error
from secondunit.core.rights import Verdict
from secondunit.gates.rules import rulebook

MODEL = {"tool.name": "painter", "tool.training_data_status": "licensed"}
REAL = {"use.purpose": "final", "use.photoreal": True, "disclosure.eu": False}
CASES = [
    Case(
        "eu-ai-act/R14", {**REAL, "house.fiction": False, "use.depicts_real_event": True},
        quiet={"use.purpose": "temp", "house.fiction": True, "use.depicts_real_event": False, "use.photoreal": False,
               "disclosure.eu": True},
        missing=["use.purpose", "house.fiction", "use.depicts_real_event", "use.photoreal", "disclosure.eu"],
        also=[{"use.purpose": "promo"}],
    ),
    Case(
        "eu-ai-act/R35", {**REAL, "use.persons": ["anna"]},
        quiet={"use.purpose": "ideation", "use.persons": [], "use.photoreal": False, "disclosure.eu": True},
        missing=["use.purpose", "use.persons", "use.photoreal", "disclosure.eu"],
        also=[
            {"use.purpose": "promo"}, {**MODEL, "use.persons": [], "use.depicts_real_person": True},
            {**MODEL, "use.persons": [], "use.depicts_real_event": True},
        ],
    ),
    Case("eu-ai-act/R35.marks", {"inputs.marks_kept": False}, quiet={"inputs.marks_kept": True},
         missing=["inputs.marks_kept"]),
    Case(
        "eu-ai-act/R40", {"use.casting_features": ["script", "face"]},
        quiet={"use.casting_features": ["script", "ranking"]}, missing=["use.casting_features"],
        also=[{"use.casting_features": ["voice"]}, {"use.casting_features": ["emotion"]}],
    ),
    Case(
        "eu-ai-act/R40.ranking", {"use.casting_features": ["script", "ranking"]},
        quiet={"use.casting_features": ["script"]}, missing=["use.casting_features"],
    ),
    Case("eu-code-of-practice/R35.marks", {"inputs.marks_kept": False}, quiet={"inputs.marks_kept": True},
         missing=["inputs.marks_kept"]),
    Case(
        "eu-code-of-practice/R35.watermark", {**MODEL, "use.purpose": "final", "delivery.watermarked": False},
        quiet={"use.purpose": "temp", "tool.training_data_status": "none", "delivery.watermarked": True},
        missing=["use.purpose", "tool.training_data_status", "delivery.watermarked"],
        also=[{"use.purpose": "promo"}], gate="delivery",
    ),
]
VERDICTS = {
    "eu-ai-act/R14": "deny", "eu-ai-act/R35": "escalate", "eu-ai-act/R35.marks": "deny", "eu-ai-act/R40": "deny",
    "eu-ai-act/R40.ranking": "escalate", "eu-code-of-practice/R35.marks": "deny",
    "eu-code-of-practice/R35.watermark": "escalate",
}  # fmt: skip
FIRST = {
    "eu-ai-act/R14": date(2026, 8, 2), "eu-ai-act/R35": date(2026, 8, 2), "eu-ai-act/R35.marks": date(2026, 8, 2),
    "eu-code-of-practice/R35.marks": date(2026, 6, 10), "eu-code-of-practice/R35.watermark": date(2026, 6, 10),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_row_of_the_eu(case, way):
    way(case)


def test_every_row_of_the_eu_has_its_case_and_its_verdict():
    packs = [pack for pack in rulebook.builtin() if pack.name in ("eu-ai-act", "eu-code-of-practice")]
    assert {rule.name: verdict_and_error(rule) for pack in packs for rule in pack.rules} == VERDICTS
    assert {case.rule for case in CASES} == set(VERDICTS)
    assert all(rule.verified for pack in packs for rule in pack.rules)


@pytest.mark.parametrize("case", [case for case in CASES if case.rule in FIRST], ids=str)
def test_the_duties_begin_on_their_day(case):
    boundary(case, FIRST[case.rule], None)


@pytest.mark.parametrize("name", ["eu-ai-act/R40", "eu-ai-act/R40.ranking"])
def test_the_rows_on_casting_are_treated_as_in_force(name):
    case = next(case for case in CASES if case.rule == name)
    assert answer(case, case.fires, today=date(2025, 2, 2)).verdict is case.row.verdict


def test_a_picture_without_a_model_and_without_a_person_is_no_deep_fake():
    case = next(case for case in CASES if case.rule == "eu-ai-act/R35")
    drawn = {**REAL, "use.depicts_real_person": True, "tool.training_data_status": "none"}
    assert answer(case, drawn) is None
    assert answer(case, {**drawn, "tool.training_data_status": None}).verdict is Verdict.ESCALATE


def test_a_photoreal_person_who_does_not_exist_is_no_deep_fake():
    case = next(case for case in CASES if case.rule == "eu-ai-act/R35")
    assert answer(case, {**REAL, **MODEL}) is None
    assert answer(case, {**REAL, **MODEL, "use.depicts_real_person": True}).verdict is Verdict.ESCALATE


def test_the_watermark_is_asked_only_when_a_file_leaves():
    case = next(case for case in CASES if case.rule == "eu-code-of-practice/R35.watermark")
    assert case.row.gates == ("delivery",)


@pytest.mark.parametrize(("territories", "applies"), [
    (("DE",), True), (("eu",), True), (("EEA",), True), (("us", "fr"), True), (("worldwide",), True), (("DE-BY",), True),
    (("US",), False), (("NO",), False), (("GB", "CH"), False), ((), False), (None, None), (("Europe",), None),
    (("Europe", "SE"), True),
])
def test_the_act_applies_where_the_work_is_shown(territories, applies):
    packs = {pack.name: pack for pack in rulebook.builtin()}
    at, today = house(territories=territories), date(2026, 11, 3)
    found = rulebook.applies(packs["eu-ai-act"], rulebook.builtin(), at, today)
    assert found == (applies, "house.territories" if applies is None else "")
    assert rulebook.applies(packs["eu-code-of-practice"], rulebook.builtin(), at, today)[0] is False
