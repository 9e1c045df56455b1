"""Over all packs together: no rule without its cases, none of the forty missing, every word of a remedy true."""

from __future__ import annotations

import importlib
import re
from datetime import date
from pathlib import Path

import click
import pytest

from rule_cases import QUIET
from secondunit.cli.main import cli
from secondunit.core.rights import HouseFacts, Verdict
from secondunit.gates.facts import FACTS, Known
from secondunit.gates.rules import policy, rulebook

RULES = {rule.name: rule for pack in rulebook.builtin() for rule in pack.rules}
CASES = [case for file in sorted(Path(__file__).parent.glob("test_pack_*.py"))
         for case in importlib.import_module(file.stem).CASES]  # fmt: skip
COMMAND = re.compile(r"secondunit((?: [a-z-]+)+)")


def test_every_rule_of_every_pack_has_one_case():
    assert sorted(case.rule for case in CASES) == sorted(RULES)


def test_every_case_shows_all_three_answers():
    assert all(case.fires or case.row.verdict is Verdict.ALLOW for case in CASES)
    assert all(case.quiet and case.missing for case in CASES)


def test_all_forty_rules_and_the_two_of_the_house_are_there_and_no_other():
    assert {rule.id.partition(".")[0] for rule in RULES.values()} == {f"R{number:02d}" for number in range(1, 43)}


def test_the_quiet_facts_are_the_whole_vocabulary_and_known():
    assert set(QUIET) == set(FACTS) and None not in QUIET.values()


@pytest.mark.parametrize("name", RULES)
def test_it_is_cited_and_speaks_to_people(name):
    rule = RULES[name]
    assert rule.citation and rule.text and rule.remedy.endswith(".")
    assert rule.explanation[0].islower() or rule.explanation[0] == "{"  # it goes on after the rule's number
    for words in (rule.text, rule.explanation, rule.remedy):
        assert not {"cleared", "clearance"} & set(re.findall(r"\w+", words.lower()))
        assert len(words) < 220, words


@pytest.mark.parametrize("name", RULES)
def test_every_command_in_a_remedy_exists(name):
    for words in COMMAND.findall(RULES[name].remedy):
        command: click.Command | None = cli
        for word in words.split():
            if not isinstance(command, click.Group):
                break
            command = command.get_command(click.Context(command), word)
            assert command is not None, f"there is no command{words}"


def test_an_allow_row_names_rules_that_exist_with_their_pack():
    assert all(name in RULES for rule in RULES.values() for name in rule.suppresses)


def test_only_consent_to_what_needs_none_and_written_exemptions_are_lifted():
    lifted = {name: set(rule.suppresses) for name, rule in RULES.items() if rule.suppresses}
    assert lifted == {
        "core/R25": {"core/R16"}, "core/R26": {"core/R16"}, "netflix/R25": {"netflix/R16"}, "netflix/R26": {"netflix/R16"},
        "sag-aftra-2023/R25": {"sag-aftra-2023/R16"}, "sag-aftra-2023/R26": {"sag-aftra-2023/R16", "sag-aftra-2026/R16"},
        "tennessee/R25": {"tennessee/R16"}, "california/R23.claim": {"california/R23"},
        "new-york/R38.exempt": {"new-york/R38"}, "new-york/R38.consistent": {"new-york/R38"}}
    assert not any(f"{rule.pack}/{rule.id}" in lifted for rule in RULES.values() if rule.id in ("R02", "R13"))


def test_with_every_pack_in_force_ordinary_work_with_its_papers_in_order_is_quiet():
    house = HouseFacts("show", buyer="Netflix", guilds=("SAG-AFTRA", "WGA", "DGA", "IATSE"), territories=("worldwide",),
                       fiction=True, photography_start="2026-11-03", engaged_from="2026-11-03",
                       packs=tuple(pack.name for pack in rulebook.builtin()))  # fmt: skip
    ruling = policy.judge("0" * 64, Known(QUIET, {}, (), ()), house, (), date(2026, 11, 3))
    assert not ruling.open and {f.rule for f in ruling.firings} == {"R02"}
    assert len(ruling.packs) == len(rulebook.builtin())
