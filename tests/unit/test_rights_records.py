"""Records of rights read back what they wrote, keep what they do not know, and refuse what they cannot read."""

import pytest

from gate_helpers import CLEAN_TOOL, CONSENT, HOUSE, LICENCE, approval, recipe, rule
from secondunit.core.errors import InputError, RecordFromFuture
from secondunit.core.rights import Consent, Firing, HouseFacts, Ruling, Tool, Verdict

RECORDS = [CLEAN_TOOL, CONSENT, HOUSE, LICENCE, approval(("R03",), recipe()), rule(recipe(persons=("anna",)))]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_round_trip_keeps_unknown_fields(record):
    data = {**record.to_json(), "added_later": {"x": [1, 2]}}
    read = type(record).from_json(data)
    assert read.to_json() == data
    assert type(record).from_json(record.to_json()) == record


@pytest.mark.parametrize("change", [
    {"separate_document": "yes"}, {"project_scope": "show"}, {"project_scope": [1]}, {"start": "1 May 2026"},
    {"end": "2026-5-1"}, {"nudity_ok": 0}, {"subject": None},
])
def test_a_wrong_type_is_refused(change):
    with pytest.raises(InputError):
        Consent.from_json({**CONSENT.to_json(), **change})


def test_what_cannot_be_read_is_refused():
    with pytest.raises(RecordFromFuture):
        Tool.from_json({"schema": 2, "name": "x"})
    with pytest.raises(InputError, match="incomplete"):
        Consent.from_json({"id": "c1"})
    with pytest.raises(InputError, match="mapping"):
        Tool.from_json(["x"])
    with pytest.raises(InputError):
        Firing.from_json({"rule": "R1", "pack": "p", "verdict": "cleared", "explanation": "e"})


def test_verdicts_are_ordered_and_words_are_careful():
    assert Verdict.ALLOW < Verdict.ESCALATE < Verdict.DENY
    held = Ruling("r", "2026-01-01", firings=(Firing("R03", "netflix", Verdict.ESCALATE, "is final"),))
    assert held.words() == "on hold, a named person must approve: R03 is final"
    assert Ruling("r", "2026-01-01").words() == "no rule fired"
    assert HouseFacts("show").buyer is None
