"""The packs of the writers (WGA), the directors (DGA) and the crew (IATSE)."""

from datetime import date

import pytest

from gate_helpers import house
from rule_cases import WAYS, Case, answer, boundary, verdict_and_error
from secondunit.core.rights import Verdict
from secondunit.gates.rules import rulebook

MODEL = {"tool.name": "writer-llm", "tool.training_data_status": "licensed"}
SCRIPT = {**MODEL, "use.script_text": True}
CASES = [
    Case(
        "wga-2023/R34", {"use.script_text": True, "credits.ai_writer": True},
        quiet={"use.script_text": False, "credits.ai_writer": False},
        missing=["use.script_text", "credits.ai_writer"],
        also=[{"use.script_text": False, "delivery.leaving": True}],
    ),
    Case(
        "wga-2023/R34.disclosure", {**SCRIPT, "use.handed_to_writer": True, "notice.writer_told": False},
        quiet={"tool.training_data_status": "none", "use.script_text": False, "use.handed_to_writer": False,
               "notice.writer_told": True},
        missing=["tool.training_data_status", "use.script_text", "use.handed_to_writer", "notice.writer_told"],
    ),
    Case(
        "wga-2023/R34.consent", {**SCRIPT, "use.writer_uses_ai": True, "notice.company_consent": False},
        quiet={"tool.training_data_status": "none", "use.script_text": False, "use.writer_uses_ai": False,
               "notice.company_consent": True},
        missing=["tool.training_data_status", "use.script_text", "use.writer_uses_ai", "notice.company_consent"],
    ),
    Case(
        "wga-2023/R34.required", {**SCRIPT, "use.writer_required": True},
        quiet={"tool.training_data_status": "none", "use.script_text": False, "use.writer_required": False},
        missing=["tool.training_data_status", "use.script_text", "use.writer_required"],
    ),
    Case(
        "wga-2026/R33",
        {"use.purpose": "training", "use.third_party_training": True, "notice.union_training": False},
        quiet={"use.purpose": "final", "use.third_party_training": False, "notice.union_training": True},
        missing=["use.purpose", "use.third_party_training", "notice.union_training"],
        also=[{"use.purpose": "final", "delivery.leaving": True}],
    ),
    Case(
        "dga/R15", {**MODEL, "use.purpose": "final", "notice.director_consulted": False},
        quiet={"use.purpose": "ideation", "tool.training_data_status": "none", "notice.director_consulted": True},
        missing=["use.purpose", "tool.training_data_status", "notice.director_consulted"],
        also=[{"use.purpose": "promo"}],
    ),
    Case(
        "dga/R15.footage", {**MODEL, "use.purpose": "temp", "notice.director_consulted": False},
        quiet={"use.purpose": "ideation", "tool.training_data_status": "none", "notice.director_consulted": True},
        missing=["use.purpose", "tool.training_data_status", "notice.director_consulted"],
    ),
    Case(
        "iatse/R15", {"use.purpose": "final", "use.replaces_covered_work": True},
        quiet={"use.purpose": "ideation", "use.replaces_covered_work": False},
        missing=["use.purpose", "use.replaces_covered_work"],
        also=[{"use.purpose": "temp"}, {"use.purpose": "promo"}],
    ),
    Case(
        "iatse/R15.policy", {**MODEL, "use.purpose": "temp", "notice.tool_policy": False},
        quiet={"use.purpose": "ideation", "tool.training_data_status": "none", "notice.tool_policy": True},
        missing=["use.purpose", "tool.training_data_status", "notice.tool_policy"],
        also=[{"use.purpose": "final"}, {"use.purpose": "promo"}, {"use.purpose": "training"}],
    ),
]
VERDICTS = {
    "wga-2023/R34": "deny", "wga-2023/R34.disclosure": "deny", "wga-2023/R34.consent": "escalate",
    "wga-2023/R34.required": "deny", "wga-2026/R33": "escalate", "dga/R15": "escalate", "dga/R15.footage": "escalate",
    "iatse/R15": "escalate", "iatse/R15.policy": "escalate",
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_guild_row(case, way):
    way(case)


def test_every_row_of_the_guilds_has_its_case_and_its_verdict():
    packs = [pack for pack in rulebook.builtin() if pack.name in ("wga-2023", "wga-2026", "dga", "iatse")]
    assert {rule.name: verdict_and_error(rule) for pack in packs for rule in pack.rules} == VERDICTS
    assert {case.rule for case in CASES} == set(VERDICTS)
    assert [rule.name for pack in packs for rule in pack.rules if not rule.verified] == ["dga/R15.footage"]


@pytest.mark.parametrize("case", [case for case in CASES if case.rule in ("wga-2026/R33", "dga/R15.footage")], ids=str)
def test_rows_begin_and_end_on_their_day(case):
    days = {"wga-2026/R33": (date(2026, 5, 2), date(2030, 5, 1)), "dga/R15.footage": (date(2026, 6, 1), None)}
    boundary(case, *days[case.rule])


def chosen(today, start="", engaged="", guilds=("WGA",)):
    """Pack name -> whether it applies, of the packs of this guild that do not stay out."""
    packs = rulebook.builtin()
    at = house(guilds=guilds, photography_start=start, engaged_from=engaged)
    found = {pack.name: rulebook.applies(pack, packs, at, today)[0] for pack in packs if pack.guilds}
    return {name: answer for name, answer in found.items() if answer is not False}


@pytest.mark.parametrize(("day", "packs"), [
    ("2023-09-25", {"wga-2023"}), ("2026-05-01", {"wga-2023"}), ("2026-05-02", {"wga-2023", "wga-2026"}),
    ("2030-05-01", {"wga-2023", "wga-2026"}), ("2030-05-02", set()),
])
def test_the_later_writers_agreement_keeps_the_earlier_one(day, packs):
    assert chosen(date.fromisoformat(day), day, day) == dict.fromkeys(packs, True)


def test_both_writers_agreements_speak_to_the_same_people_and_by_the_same_days():
    packs = {pack.name: pack for pack in rulebook.builtin()}
    old, new = packs["wga-2023"], packs["wga-2026"]
    assert (old.starts, old.until, new.starts, new.until) == ("", "2026-05-01", "2026-05-02", "2030-05-01")
    assert old.guilds == new.guilds == ("WGA", "WGAW", "WGAE", "WGA West", "WGA East")
    assert old.dates_by == new.dates_by == ("today", "photography_start", "engaged_from")


def test_a_start_on_the_other_side_of_the_transition_leaves_the_later_one_open():
    assert chosen(date(2026, 11, 3), "2026-05-01", "2026-05-01") == {"wga-2023": True, "wga-2026": None}


@pytest.mark.parametrize(("guild", "pack"), [
    ("wgaw", "wga-2023"), ("WGAE", "wga-2023"), ("WGA East", "wga-2023"), ("wga west", "wga-2023"), ("DGA", "dga"),
    ("IATSE", "iatse"), ("animation guild", "iatse"), ("The Animation Guild", "iatse"), ("TAG", "iatse"),
])
def test_guilds_are_known_by_their_names(guild, pack):
    assert chosen(date(2025, 6, 1), "2025-06-01", "2025-06-01", (guild,)) == {pack: True}


def test_no_guild_no_pack():
    assert chosen(date(2026, 11, 3), guilds=()) == {}
    assert set(chosen(date(2026, 11, 3), guilds=None).values()) == {None}


def test_a_named_tool_and_its_purpose_stand_in_the_words():
    case = next(case for case in CASES if case.rule == "dga/R15")
    firing = answer(case, case.fires)
    assert firing.verdict is Verdict.ESCALATE and "writer-llm" in firing.explanation and "final" in firing.explanation
    assert "secondunit rights notice add" in firing.remedy
