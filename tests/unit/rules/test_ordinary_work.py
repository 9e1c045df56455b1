"""Ordinary work is never held: no pack asks anything of ideation that shows nobody and takes nothing from outside."""

import pytest

from gate_helpers import fired, house, recipe, rule, tool
from secondunit.gates.facts import Leaving

EVERYWHERE = house(
    buyer="", guilds=("SAG-AFTRA", "WGA", "DGA", "IATSE"), territories=("worldwide",), photography_start="2026-10-01",
    engaged_from="2026-09-01", claims=("awards", "human_made"), packs=("no-fakes", "eu-code-of-practice"),
)  # fmt: skip
NOWHERE = house(buyer=None, guilds=None, territories=None)
LAWS = {"wga-2023", "wga-2026", "dga", "iatse", "eu-ai-act", "eu-code-of-practice", "california", "new-york", "tennessee", "us-copyright",
        "academy", "no-fakes", "c2pa"}


@pytest.mark.parametrize(("at", "purpose"), [(EVERYWHERE, "ideation"), (EVERYWHERE, "temp"), (NOWHERE, "ideation")])
def test_drawing_for_oneself_fires_nothing(at, purpose):
    ruling = rule(recipe(purpose=purpose), at=at)
    assert fired(ruling) == {}
    assert set(ruling.packs) >= LAWS - {"no-fakes", "eu-code-of-practice"}


def test_a_final_drawing_that_learned_from_nobody_fires_none_of_the_laws():
    ruling = rule(recipe(purpose="final"), at=house(territories=("worldwide",)), leaving=Leaving(True, True, "final"))
    assert [firing.rule for firing in ruling.open if firing.pack in LAWS] == []


def test_ideation_with_a_model_fires_none_of_the_laws():
    model = tool(training_data_status="unknown")
    ruling = rule(recipe(), by=model, at=EVERYWHERE)
    assert [f"{firing.pack}/{firing.rule}" for firing in ruling.open if firing.pack in LAWS] == []


def test_a_final_picture_of_a_model_meets_them():
    model = tool(training_data_status="unknown", photoreal=True)
    found = {f"{firing.pack}/{firing.rule}" for firing in rule(recipe(purpose="final"), by=model, at=EVERYWHERE).open}
    assert found >= {"us-copyright/R37", "california/R10", "dga/R15", "iatse/R15.policy", "eu-ai-act/R35", "academy/R39.claim"}
