"""What the gate decided stands in the ledger: the verb says how, and all that is not allowed keeps its whole ruling."""

import pytest

from secondunit.core.errors import InputError
from secondunit.core.rights import Firing, Ruling, Verdict
from secondunit.gates.records.decisions import of_refusal, of_ruling


def firing(verdict, rule="R03", pack="core", **more):
    return Firing(rule, pack, verdict, "is not so", **more)


def ruling(*firings):
    return Ruling("f" * 64, "2026-11-03", "delivery", firings)


@pytest.mark.parametrize(("firings", "verb"), [
    ((), "rule"), ((firing(Verdict.ALLOW),), "rule"), ((firing(Verdict.ESCALATE),), "hold"), ((firing(Verdict.DENY),), "refuse"),
    ((firing(Verdict.DENY, approvable=True),), "hold"), ((firing(Verdict.DENY, approved_by="a1"),), "rule"),
    ((firing(Verdict.ESCALATE), firing(Verdict.DENY, "R16")), "refuse"),
])  # fmt: skip
def test_the_verb_says_what_was_decided(firings, verb):
    made = ruling(*firings)
    entry = of_ruling(made, entity="s1", task="boards", by="Ida Berg")
    assert (entry.verb, entry.kind, entry.id, entry.digest, entry.actor) == (verb, "rulings", "f" * 64, made.digest, "Ida Berg")
    assert (entry.facts["gate"], entry.facts["entity"], entry.facts["task"]) == ("delivery", "s1", "boards")
    assert entry.facts.get("ruling") == (None if verb == "rule" else made.to_json())


def test_the_rules_that_stand_in_the_way_are_named_once_in_order():
    made = ruling(firing(Verdict.DENY, "R16"), firing(Verdict.ESCALATE), firing(Verdict.ESCALATE), firing(Verdict.ALLOW, "R02"))
    entry = of_ruling(made)
    assert entry.facts["rules"] == ["core/R03", "core/R16"]
    assert entry.facts["words"] == made.words()
    assert (entry.actor, entry.facts["entity"], entry.facts["task"]) == ("", "", "")


def test_long_words_are_cut_so_that_an_entry_stays_one():
    made = ruling(Firing("R1", "core", Verdict.DENY, "x" * 9000))
    assert of_ruling(made).facts["words"] == made.words()[:2000]
    entry = of_refusal(InputError("y" * 9000), "imports", "z" * 900, entity="s1")
    assert (len(entry.facts["words"]), entry.id) == (2000, "z" * 120)


def test_what_was_turned_away_at_a_door_is_named():
    entry = of_refusal(InputError("no picture"), "imports", "plate.exr")
    assert (entry.verb, entry.kind, entry.id, entry.facts) == (
        "refuse", "imports", "plate.exr", {"entity": "", "code": InputError("").code, "words": "no picture"})
    assert of_refusal(InputError("no"), "imports", "x", entity="s1").facts["entity"] == "s1"
