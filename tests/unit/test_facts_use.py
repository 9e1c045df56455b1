"""Facts of the use: recipe before statement before what follows by construction, and never milder than known."""

import pytest

from fact_helpers import fact, known, recipe
from gate_helpers import house, tool
from secondunit.core.rights import Replica, Source, Statement
from secondunit.gates.facts import FACTS, Leaving

PAINTER = tool(name="painter", training_data_status="licensed", photoreal=True, deployment="enterprise")
OPEN = {"use.asserted_by", "use.depicted_minor", "use.shots", "use.character", "use.media", "similar.matches",
        "similar.denied", "house.photography_start", "house.engaged_from", "delivery.credential_valid", "delivery.manifest_clean", "delivery.watermarked"}  # fmt: skip


def said(facts, **changes):
    given = {"id": "s1", "by": "Ida Berg", "entity": "shot-1", "given_at": "2026-11-01", **changes}
    return Statement(facts=facts, **given)


def test_of_ordinary_work_nothing_is_missing_but_what_nobody_can_know():
    found = known(recipe(inputs={"stage": "recipe:" + "0" * 64 + "#stage"}), at=house(guilds=("SAG-AFTRA", "IATSE")))
    assert {name for name in FACTS if found.get(name) is None} == OPEN


def test_the_recipe_speaks_before_a_statement_and_a_statement_before_what_is_assumed():
    told = said({"use.prominence": "prominent", "use.photoreal": True})
    assert fact("use.prominence", recipe()) == "none"
    assert fact("use.prominence", recipe(), told) == "prominent"
    assert fact("use.prominence", recipe(extra={"prominence": "incidental"}), told) == "incidental"
    assert fact("use.photoreal", recipe(), told) is True


@pytest.mark.parametrize("change", [
    {"by": " "}, {"given_at": ""}, {"given_at": "2026-11-04"}, {"revoked_at": "2026-11-03"}, {"entity": "shot-2"},
    {"task": "other"}, {"entity": ""},
])
def test_a_statement_counts_only_when_it_is_somebodys_live_and_about_this(change):
    told = said({"use.prominence": "prominent"}, **change)
    assert fact("use.prominence", recipe(), told, task="boards") == "none"


def test_a_statement_of_the_entity_goes_before_one_of_the_department_and_the_last_word_counts():
    wide = said({"use.prominence": "prominent"}, id="s0", entity="", task="boards", given_at="2026-11-03")
    narrow = said({"use.prominence": "incidental"}, given_at="2026-10-01")
    late = said({"use.prominence": "story_critical"}, id="s2", task="boards", given_at="2026-10-02")
    assert fact("use.prominence", recipe(), wide, task="boards") == "prominent"
    assert fact("use.prominence", recipe(), wide, narrow, task="boards") == "incidental"
    assert fact("use.prominence", recipe(), wide, narrow, late, task="boards") == "story_critical"


def test_a_statement_says_nothing_of_what_the_records_show_or_the_recipe_must():
    told = said({"consent.covered": True, "people.minor": False, "use.purpose": "ideation", "use.persons": []})
    found = known(recipe(purpose="final", persons=("zoe",), extra={"use_kinds": ["alter"]}), told)
    assert (found.get("consent.covered"), found.get("people.minor")) == (False, None)
    assert (found.get("use.purpose"), found.get("use.persons")) == ("final", ["zoe"])


@pytest.mark.parametrize(("name", "value"), [
    ("use_kinds", ["alter", "whatever"]), ("use_kinds", "alter"), ("prominence", "huge"), ("photoreal", "no"),
    ("content", ["rude"]), ("content", "none"), ("shots", ["12A", ""]), ("character", " "), ("languages", [1]),
])
def test_a_word_outside_the_vocabulary_was_not_said(name, value):
    made = recipe(purpose="final", persons=("anna",), capability="image.generate", extra={name: value})
    assert fact(f"use.{name}", made, by=PAINTER) == (True if name == "photoreal" else None)


def test_who_stated_an_exception_asserts_it():
    told = said({"use.exception": "as_scripted"})
    assert fact("use.asserted_by", recipe(), told) == "Ida Berg"
    assert fact("use.asserted_by", recipe(extra={"exception": "unsafe"}), told) is None
    assert fact("use.asserted_by", recipe(), said({"use.prominence": "none"})) is None


@pytest.mark.parametrize(("by", "purpose", "persons", "expected"), [
    (tool(), "final", (), False), (tool(photoreal=None), "final", (), None), (PAINTER, "ideation", (), True)])
def test_photoreal_is_what_the_tool_makes_of_what_was_made_here(by, purpose, persons, expected):
    found = known(recipe(purpose=purpose, persons=persons), by=by)
    assert found.get("use.photoreal") is expected
    for name in ("use.depicts_real_event", "use.synthetic_performer", "use.role_is_human"):
        assert found.get(name) is (False if expected is False else None)
    assert found.get("use.content") == ([] if expected is False else None)


def test_a_plate_from_outside_may_be_a_recording_whatever_the_tool():
    plate = Source("p", sha256=("a" * 64,), contains_persons=())
    made = recipe(inputs={"plate": "sha256:" + "a" * 64})
    assert fact("use.photoreal", made, plate) is None
    assert fact("use.photoreal", recipe(inputs={"plate": "sha256:" + "a" * 64}, capability="text.complete"), plate) is False


def test_a_likeness_shows_a_real_person_unless_somebody_says_that_it_does_not():
    assert fact("use.depicts_real_person", recipe()) is False
    assert fact("use.depicts_real_person", recipe(persons=("anna",))) is True
    assert fact("use.depicts_real_person", recipe(persons=("anna",), extra={"depicts_real_person": False})) is False
    named = recipe({"prompt": "Anna on a bench"}, capability="image.generate")
    assert fact("use.depicts_real_person", named, by=PAINTER) is None
    denied = recipe({"prompt": "Anna on a bench"}, capability="image.generate", extra={"depicts_real_person": False})
    assert fact("use.depicts_real_person", denied, by=PAINTER) is False


def test_a_drawn_child_is_never_assumed_away():
    assert fact("use.depicted_minor", recipe()) is None
    assert fact("use.depicted_minor", recipe(), said({"use.depicted_minor": False})) is False


def test_persons_and_flags_of_sources_are_added():
    plate = Source("p", sha256=("a" * 64,), contains_persons=("bert",), confidential=True, personal_data=False,
                   third_party=False)  # fmt: skip
    made = recipe(inputs={"plate": "sha256:" + "a" * 64}, persons=("anna",), input_flags=("third_party",))
    found = known(made, plate)
    assert found.get("use.persons") == ["anna", "bert"]
    assert found.get("use.input_flags") == ["third_party", "confidential", "personal_data"]
    assert (found.get("inputs.confidential"), found.get("inputs.personal_data")) == (True, True)


def test_what_a_source_does_not_say_is_missing_and_what_is_known_of_it_stays():
    plate = Source("p", sha256=("a" * 64,), third_party=True)
    found = known(recipe(inputs={"plate": "sha256:" + "a" * 64}), plate)
    assert (found.get("use.persons"), found.get("use.input_flags"), found.get("use.depicts_real_person")) == (
        None, None, None)
    assert (found.get("inputs.third_party"), found.get("inputs.confidential")) == (True, None)
    named = known(recipe(inputs={"plate": "sha256:" + "a" * 64}, persons=("anna",)), plate)
    assert named.get("use.persons") == ["anna"]  # a person without consent is denied all the same
    assert named.get("consent.covered") is False
    assert (named.get("people.known"), named.get("people.minor")) == (None, None)


def test_a_synthetic_performer_on_record_is_one_in_the_picture():
    walker = Replica("r1", category="SYNTH", human_role=True, asset_digests=("b" * 64,))
    found = known(recipe(inputs={"body": "sha256:" + "b" * 64}), walker)
    assert (found.get("use.synthetic_performer"), found.get("use.role_is_human")) == (True, True)
    named = known(recipe(extra={"replicas": ["r1"]}), walker)
    assert (named.get("use.synthetic_performer"), named.get("replica.categories")) == (True, ["SYNTH"])


@pytest.mark.parametrize(("guilds", "by", "persons", "expected"), [
    ((), PAINTER, ("anna",), False), (None, tool(), (), None), (("SAG-AFTRA",), tool(), (), False),
    (("SAG-AFTRA",), tool(), ("anna",), None), (("SAG-AFTRA",), PAINTER, (), None), (("WGA",), PAINTER, (), False),
    (("IATSE",), PAINTER, (), None), (("IATSE",), tool(), (), False), (("IATSE",), tool(training_data_status=""), (), None),
])
def test_covered_work_is_replaced_unless_no_agreement_covers_it(guilds, by, persons, expected):
    assert fact("use.replaces_covered_work", recipe(persons=persons), by=by, at=house(guilds=guilds)) is expected


def test_third_party_training():
    assert fact("use.third_party_training", recipe()) is False
    assert fact("use.third_party_training", recipe(), by=tool(deployment="enterprise")) is False
    assert fact("use.third_party_training", recipe(), by=tool(deployment="consumer", trains_on_inputs=None)) is None
    assert fact("use.third_party_training", recipe(), by=tool(deployment="consumer", trains_on_inputs=True)) is True
    assert fact("use.third_party_training", recipe(), leaving=Leaving(True, True, "training")) is True


def test_only_text_can_be_script_text():
    assert fact("use.script_text", recipe()) is False
    written = known(recipe(capability="text.complete"), by=tool(training_data_status="unknown"))
    assert [written.get(f"use.{name}") for name in (
        "script_text", "writer_uses_ai", "writer_required", "handed_to_writer")] == [None] * 4
    analysed = known(recipe(capability="text.complete", extra={"script_text": False}))
    assert [analysed.get(f"use.{name}") for name in ("writer_uses_ai", "writer_required")] == [False] * 2


@pytest.mark.parametrize(("capability", "kinds", "audio", "languages"), [
    ("video.edit", ["alter"], False, []), ("video.edit", ["dub"], False, None), ("audio.speak", ["voice"], True, None),
    ("mystery.make", ["alter"], None, None)])
def test_sound_and_languages(capability, kinds, audio, languages):
    found = known(recipe(capability=capability, persons=("anna",), extra={"use_kinds": kinds}))
    assert (found.get("use.audio_only"), found.get("use.languages")) == (audio, languages)


def test_what_it_is_for_comes_from_the_department_or_the_step_when_nobody_says_it():
    assert fact("use.task_type", recipe(step="casting.rank")) == "casting"
    assert fact("use.casting_features", recipe(step="casting.rank")) is None
    assert fact("use.task_type", recipe(step="casting.rank"), task="boards") == "boards"
    assert fact("use.casting_features", recipe()) == []


def test_others_may_learn_from_the_output_only_where_somebody_says_so():
    assert fact("use.output_mining", recipe()) == "notAllowed"
    assert fact("use.output_mining", recipe(), said({"use.output_mining": "allowed"})) == "allowed"


@pytest.mark.parametrize(("kind", "heard"), [
    ("scene", False), ("image", False), ("video", False), ("document", False), ("timeline", False), ("text", False),
    ("audio", True), ("voice", True), ("speech", True), ("music", True), ("body", None)])
def test_whether_it_is_only_heard_is_known_by_the_kind_of_work(kind, heard):
    assert fact("use.audio_only", recipe(capability=f"{kind}.make")) is heard


@pytest.mark.parametrize(("kind", "languages"), [("voice", None), ("dub", None), ("alter", [])])
def test_a_picture_with_a_voice_or_a_dub_speaks_some_language(kind, languages):
    assert fact("use.languages", recipe(persons=("anna",), extra={"use_kinds": [kind]})) == languages


@pytest.mark.parametrize("capability", ["plate.survey", "image.segment", "video.matte", "video.key", "video.roto"])
def test_cutting_out_of_a_plate_uses_nobodys_likeness_and_what_is_made_of_it_does(capability):
    digest = "sha256:" + "d" * 64
    plate = Source("s1", sha256=("d" * 64,), contains_persons=("anna",))
    inputs = {"plate": digest}
    assert fact("use.persons", recipe(inputs=inputs, capability=capability), plate) == []
    assert fact("use.persons", recipe(inputs=inputs, capability=capability, persons=("ben",)), plate) == ["ben"]
    assert fact("use.persons", recipe(inputs=inputs, capability="video.remove"), plate) == ["anna"]
    unsaid = Source("s1", sha256=("d" * 64,))
    assert fact("use.persons", recipe(inputs=inputs, capability=capability), unsaid) == []
    assert fact("use.persons", recipe(inputs=inputs, capability="video.remove"), unsaid) is None
