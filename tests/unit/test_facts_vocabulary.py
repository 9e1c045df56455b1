"""The vocabulary is closed: these words and no others, for packs, statements and recipes alike."""

import pytest

from fact_helpers import fact, known, recipe
from gate_helpers import consent
from secondunit.core.rights import Replica, Statement
from secondunit.gates.facts import DERIVED, FACTS, USE, Leaving, fits, kind_of
from secondunit.gates.facts.use import purpose

WORDS = {
    "use.purpose": ("ideation", "temp", "final", "promo", "training"),
    "use.alters_performance": ("none", "customary", "material"),
    "use.exception": ("none", "as_scripted", "unsafe", "unrecognisable", "free_speech"),
    "use.prominence": ("none", "incidental", "prominent", "story_critical"),
    "use.output_mining": ("allowed", "constrained", "notAllowed"),
    "tool.deployment": ("local", "enterprise", "consumer"),
    "tool.training_data_status": ("licensed", "public", "unknown", "unlicensed", "none"),
    "inputs.tdm": ("allowed", "unset", "constrained", "notAllowed"),
}  # fmt: skip
LISTS = {
    "use.use_kinds": ("create_replica", "use_replica", "alter", "voice", "dub", "train", "promo"),
    "use.content": ("none", "nudity", "sexual"),
    "use.casting_features": ("script", "face", "voice", "emotion", "ranking"),
    "replica.categories": ("EBDR", "ICDR", "BADR", "SYNTH"),
}  # fmt: skip


def test_each_fact_is_of_one_kind():
    assert set(FACTS) == {*USE, *DERIVED} and len(FACTS) == len(USE) + len(DERIVED)
    assert {name: kind for name, kind in FACTS.items() if isinstance(kind, tuple)} == WORDS
    assert {kind for kind in FACTS.values() if isinstance(kind, str)} == {"flag", "text", "list", "date"}


@pytest.mark.parametrize("name", WORDS)
def test_a_word_of_a_closed_list_fits_and_no_other(name):
    assert all(fits(name, word) for word in WORDS[name])
    assert not any(fits(name, word) for word in ("", "other", WORDS[name][0] + "~", None, True, [WORDS[name][0]]))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_closed_words_holds_only_these(name):
    assert fits(name, list(LISTS[name])) and fits(name, [])
    assert not any(fits(name, value) for value in (["other"], [LISTS[name][0], "other"], LISTS[name][0], [""], [1], None))


@pytest.mark.parametrize(("name", "good", "bad"), [
    ("use.persons", ["anna"], [""]), ("use.shots", ["s1"], [1]), ("use.photoreal", False, "no"), ("today", "2026-11-03", "3 November"),
    ("tool.terms_date", "2026-02-28", "2026-02-30"), ("use.asserted_by", "Ida", " "), ("house.production", "show", ""),
    ("house.buyer", "", None), ("use.task_type", "", 1), ("use.capability", "", []), ("tool.name", "ink", ""),
])  # fmt: skip
def test_values_fit_their_kind(name, good, bad):
    assert fits(name, good) and not fits(name, bad)


def test_open_facts_are_open_and_a_name_that_is_none_has_no_kind():
    assert (kind_of("use.extra.mood"), kind_of("use.extra."), kind_of("use.mood")) == ("any", None, None)
    assert kind_of("use.persons") == "list"


@pytest.mark.parametrize(("made", "leaves", "expected"), [
    ("temp", "final", "final"), ("final", "temp", "final"), ("final", "promo", "promo"), ("promo", "final", "promo"),
    ("ideation", "temp", "temp"), ("temp", "ideation", "temp"), ("ideation", "", "ideation"), ("other", "final", "other"),
    ("temp", "training", "training"), ("training", "final", "training"), ("temp", "other", "other"),
])  # fmt: skip
def test_the_stricter_of_both_purposes_counts_and_an_unknown_one_stays(made, leaves, expected):
    assert purpose(made, Leaving(purpose=leaves)) == expected
    assert purpose(made, None) == made


@pytest.mark.parametrize(("human", "said", "expected"), [
    (True, None, True), (False, None, False), (None, None, None), (None, True, True), (False, True, True), (None, False, None),
])  # fmt: skip
def test_the_role_of_a_synthetic_performer_is_human_where_the_record_or_a_person_says_so(human, said, expected):
    made = recipe(extra={"replicas": ["r1"]})
    stated = (Statement("s1", "Ida", entity="shot-1", facts={"use.role_is_human": said}, given_at="2026-01-01"),)
    found = known(made, Replica("r1", category="SYNTH", human_role=human), *(stated if said is not None else ()))
    assert found.get("use.synthetic_performer") is True
    assert found.get("use.role_is_human") is expected


def test_a_use_whose_media_are_stated_as_none_is_not_known_to_be_inside_a_limit():
    made = recipe(purpose="final", persons=("anna",), extra={"use_kinds": ["alter"], "media": []})
    assert fact("consent.in_scope", made, consent(media=("cinema",))) is None
    shown = recipe(purpose="final", persons=("anna",), extra={"use_kinds": ["alter"], "media": ["Cinema"]})
    assert fact("consent.in_scope", shown, consent(media=("cinema",))) is True
