"""Likeness work names a person: a closed list of capabilities, lifted by no pack, fact or approval."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gate_helpers import CLEAN_TOOL, HOUSE, TODAY, approval, consent, house, recipe
from secondunit.core.recipe import Facts
from secondunit.core.rights import RightsBook, Statement, Verdict
from secondunit.gates.rules import likeness, policy


def of(capability, **facts):
    return replace(recipe(), capability=capability, facts=Facts(**facts))


@pytest.mark.parametrize("capability", [
    "face.swap", "face.restore", "voice.clone", "double.make", "deage.apply", "mocap.person", "casting.lookalike",
])  # fmt: skip
def test_work_on_a_likeness_without_a_name_is_denied(capability):
    ruling = policy.decide(of(capability), CLEAN_TOOL, HOUSE, RightsBook(), TODAY)
    assert ruling.verdict is Verdict.DENY
    assert (ruling.firings[0].rule, ruling.firings[0].pack) == ("likeness", "gate")
    assert ruling.rules[0] == "gate/likeness"
    assert likeness.guard(of(capability, persons=("anna",))) is None


@pytest.mark.parametrize("capability", ["scene.render", "faces", "facet.cut", "image.generate", "mocap.object", "voice"])
def test_other_work_needs_no_name(capability):
    ruling = policy.decide(of(capability), CLEAN_TOOL, HOUSE, RightsBook(), TODAY)
    assert "gate/likeness" not in ruling.rules
    assert likeness.guard(of(capability)) is None


@pytest.mark.parametrize("persons", [(), ("",), (" ", "anna"), "anna", None, (1,)])
def test_what_is_no_name_is_none(persons):
    assert likeness.guard(of("face.swap", persons=persons)) is not None


def test_nothing_lifts_it():
    work = of("face.swap", alters_performance="customary", extra={"use_kinds": ["alter"], "asserted_by": "Ida"})
    stated = Statement("s1", "Ida", entity="s1", facts={"use.persons": ["anna"]}, given_at="2026-01-01")
    book = RightsBook(consents=(consent(),), statements=(stated,),
                      approvals=(approval(("likeness", "gate/likeness"), work),))  # fmt: skip
    at = house(packs=(), switched_off=())
    ruling = policy.decide(work, CLEAN_TOOL, at, book, TODAY, entity="s1", packs=())
    assert [firing.rule for firing in ruling.open] == ["likeness"]
    with pytest.raises(policy.ConsentMissing, match="names nobody"):
        policy.enforce(ruling)
