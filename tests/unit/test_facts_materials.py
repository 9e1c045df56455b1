"""Facts of what goes in and of the tool: sources, marks, preferences, licences, weights, terms."""

from datetime import date
from pathlib import Path

import pytest

from fact_helpers import fact, known, recipe
from gate_helpers import consent, licence, tool
from secondunit import plugins
from secondunit.core.identity import sha256
from secondunit.core.rights import Licence, Model, Source, Tool
from secondunit.gates.facts import Input, Media

PLATE = "sha256:" + "a" * 64
WEIGHTS = {"base": "f" * 64}
MADE = recipe(inputs={"plate": PLATE})


def source(**changes):
    return Source(**{"id": "p", "sha256": ("a" * 64,), "tdm_pref": "allowed", "contains_persons": (), "confidential": False,
                     "personal_data": False, "third_party": False, **changes})


def model(**changes):
    return Model(**{"id": "m", "sha256": "f" * 64, "training_data_status": "licensed", "subjects": (), **changes})


def test_an_input_is_registered_when_it_was_made_here_or_has_a_source():
    assert fact("inputs.registered", recipe(inputs={"stage": "recipe:" + "0" * 64 + "#stage"})) is True
    assert fact("inputs.registered", MADE, source()) is True
    assert fact("inputs.registered", MADE) is None
    assert fact("inputs.registered", MADE, media=Media({PLATE: Input(made_here=True)})) is True
    found = known(MADE, media=Media({PLATE: Input()}))
    assert found.get("inputs.registered") is False and "aaaaaaaaaaaa" in found.notes["inputs.registered"]
    assert fact("inputs.registered", MADE, source(sha256=()), media=Media({PLATE: Input(source="p")})) is True
    assert fact("inputs.registered", recipe(purpose="training", training_items=("plate1",))) is True
    assert fact("inputs.registered", recipe(purpose="training", training_items=("other",))) is None


@pytest.mark.parametrize("flag", ["confidential", "personal_data", "third_party"])
def test_flags_of_inputs_are_exact(flag):
    assert fact(f"inputs.{flag}", recipe()) is False
    assert fact(f"inputs.{flag}", recipe(input_flags=(flag,))) is True
    assert fact(f"inputs.{flag}", MADE, source()) is False
    assert fact(f"inputs.{flag}", MADE, source(**{flag: None})) is None
    assert fact(f"inputs.{flag}", MADE, source(**{flag: True})) is True
    assert fact(f"inputs.{flag}", MADE) is None


def test_a_source_with_persons_holds_personal_data():
    assert fact("inputs.personal_data", MADE, source(contains_persons=("anna",))) is True


@pytest.mark.parametrize(("first", "second", "expected"), [
    ({}, {}, "allowed"), ({}, {"tdm_pref": "unset"}, "unset"), ({"tdm_pref": "constrained", "tdm_details": "no faces"}, {}, "constrained"),
    ({"tdm_pref": "constrained"}, {}, "notAllowed"), ({"tdm_pref": "notAllowed"}, {"tdm_pref": ""}, "notAllowed"),
    ({"tdm_pref": ""}, {}, None), ({"tdm_pref": "maybe"}, {}, None),
])
def test_the_strictest_preference_counts(first, second, expected):
    made = recipe(inputs={"a": PLATE, "b": "sha256:" + "b" * 64})
    assert fact("inputs.tdm", made, source(**first), source(id="q", sha256=("b" * 64,), **second)) == expected


def test_the_source_that_forbids_is_named():
    made = recipe(inputs={"a": PLATE, "b": "sha256:" + "b" * 64})
    found = known(made, source(), source(id="q", sha256=("b" * 64,), tdm_pref="notAllowed"))
    assert found.notes["inputs.tdm"] == "stated for q"
    assert not known(made, source(), source(id="q", sha256=("b" * 64,))).notes.get("inputs.tdm")


def test_preferences_of_training_items_count_and_unknown_inputs_have_none():
    assert fact("inputs.tdm", recipe()) == "allowed"
    assert fact("inputs.tdm", recipe(training_items=("p",)), source(tdm_pref="notAllowed")) == "notAllowed"
    assert fact("inputs.tdm", MADE) is None


@pytest.mark.parametrize(("marks", "found", "expected"), [
    ((), {}, True), (("c2pa",), {"c2pa": True}, True), (("c2pa",), {"c2pa": False}, False), (("c2pa",), {}, None),
    (("c2pa", "watermark"), {"c2pa": True}, None), (("c2pa", "watermark"), {"c2pa": False}, False)])
def test_marks_are_kept(marks, found, expected):
    assert fact("inputs.marks_kept", MADE, source(marks=marks), media=Media({PLATE: Input(marks=found)})) is expected


def test_marks_of_what_was_made_here_are_kept():
    assert fact("inputs.marks_kept", recipe()) is True
    assert fact("inputs.marks_kept", MADE, media=Media({PLATE: Input(made_here=True)})) is True
    assert fact("inputs.marks_kept", MADE) is None


@pytest.mark.parametrize("given", [
    licence(items=("p",)), licence(items=("a" * 64,)), licence(id="paper", items=()), licence(items=(PLATE,))])
def test_a_licence_to_train_names_the_item_its_source_or_is_named_by_it(given):
    made = recipe(purpose="training", training_items=(PLATE,))
    found = known(made, source(licence="paper"), given)
    assert found.get("licence.train_covered") is True and [each.id for each in found.licences] == [given.id]


@pytest.mark.parametrize(("change", "expected"), [
    ({"rights": ("reference",)}, False), ({"evidence_sha256": ""}, None), ({"end": "2026-11-02"}, False),
    ({"revoked_at": "2026-11-03"}, False), ({"start": "2026-11-04"}, False)])
def test_a_licence_to_train_must_be_live_and_proven(change, expected):
    made = recipe(purpose="training", training_items=("plate1",))
    assert fact("licence.train_covered", made, licence(**change)) is expected


def test_training_without_items_is_not_known_to_be_covered():
    assert fact("licence.train_covered", recipe()) is True
    assert fact("licence.train_covered", recipe(purpose="training")) is None
    assert fact("licence.train_covered", recipe(training_items="plate1")) is None


def test_a_record_of_the_tool_fills_in_what_its_manifest_leaves_unknown():
    bare = Tool("painter", "2")
    record = Tool("painter", "", deployment="enterprise", trains_on_inputs=False, retains=False, licence_tier="team",
                  training_data_status="licensed", terms_sha256="b" * 64, terms_date="2026-10-01", commercial_ok=True,
                  photoreal=True, primary_purpose_likeness=False, watermarks_outputs=True)  # fmt: skip
    names = ("deployment", "trains_on_inputs", "retains", "licence_tier", "training_data_status", "terms_date",
             "terms_current", "commercial_ok", "photoreal", "primary_purpose_likeness", "watermarks_outputs")  # fmt: skip
    alone, together = known(recipe(), by=bare), known(recipe(), record, by=bare)
    assert [alone.get(f"tool.{name}") for name in names] == [None] * 6 + [False] + [None] * 4
    assert [together.get(f"tool.{name}") for name in names] == [
        "enterprise", False, False, "team", "licensed", "2026-10-01", True, True, True, False, True]
    assert fact("tool.retains", recipe(), Tool("painter", "1", retains=False), by=bare) is None
    assert fact("tool.retains", recipe(), Tool("other", retains=False), by=bare) is None


@pytest.mark.parametrize(("name", "mild", "strict"), [
    ("trains_on_inputs", False, True), ("retains", False, True), ("photoreal", False, True), ("commercial_ok", True, False),
    ("watermarks_outputs", True, False), ("primary_purpose_likeness", False, True), ("deployment", "local", "consumer"),
    ("deployment", "enterprise", "consumer"), ("training_data_status", "none", "unlicensed"),
    ("training_data_status", "licensed", "public"),
])
def test_a_record_makes_a_tool_stricter_and_never_milder(name, mild, strict):
    for manifest, record in ((mild, strict), (strict, mild)):
        found = fact(f"tool.{name}", recipe(), Tool("ink", **{name: record}), by=tool(**{name: manifest}))
        assert found == strict


def test_a_word_that_is_none_is_not_known():
    assert fact("tool.deployment", recipe(), Tool("ink", deployment="cloud")) is None
    assert fact("tool.training_data_status", recipe(), Tool("ink", training_data_status="fine")) is None
    assert fact("tool.training_data_status", recipe(), Tool("ink", training_data_status="fine"),
                by=tool(training_data_status="unlicensed")) == "unlicensed"


@pytest.mark.parametrize(("change", "expected"), [
    ({}, True), ({"terms_date": "2001-01-01"}, True), ({"terms_sha256": ""}, False), ({"terms_date": ""}, False),
    ({"deployment": "enterprise", "terms_date": "2025-11-03"}, True),
    ({"deployment": "enterprise", "terms_date": "2025-11-02"}, False),
    ({"deployment": "enterprise", "terms_date": "2026-11-04"}, False), ({"deployment": "", "terms_date": "2025-01-01"}, False),
])
def test_terms_are_on_record_and_those_of_a_service_are_recent(change, expected):
    assert fact("tool.terms_current", recipe(), by=tool(**change)) is expected


def test_a_ruling_ends_when_the_terms_that_it_rests_on_go_stale():
    found = known(recipe(), by=tool(deployment="enterprise", terms_date="2026-01-01"))
    assert found.ends == ("2027-01-01",) and known(recipe()).ends == ()


@pytest.mark.parametrize(("records", "status", "ours", "covered"), [
    ((), "none", None, None), ((model(),), "licensed", True, True), ((model(project_lock="show"),), "licensed", True, True),
    ((model(project_lock="other"),), "licensed", False, True), ((model(training_data_status=""),), None, True, True),
    ((model(subjects=None),), "licensed", None, None), ((model(base="b"),), None, None, None),
    ((model(base="b"), model(id="b", sha256="1" * 64, training_data_status="unlicensed", project_lock="other")),
     "unlicensed", False, True), ((model(subjects=("anna",), project_lock="show"),), "licensed", True, False),
    ((model(subjects=("anna",)),), "licensed", None, False), ((model(base="m"),), "licensed", True, True),
])
def test_weights_are_judged_by_their_records_and_what_they_were_made_from(records, status, ours, covered):
    made = recipe(weights=WEIGHTS)
    found = known(made, *records)
    assert found.get("tool.training_data_status") == status
    assert (found.get("model.this_production"), found.get("model.subjects_covered")) == (ours, covered)


def test_a_person_in_the_weights_consents_to_training():
    given = consent(use_kinds=("train",))
    found = known(recipe(weights=WEIGHTS), model(subjects=("anna",)), given)
    assert found.get("model.subjects_covered") is True and [each.id for each in found.consents] == ["c1"]


def test_an_adapter_that_is_an_input_is_a_model():
    made = recipe(inputs={"adapter": "sha256:" + "f" * 64})
    assert fact("model.this_production", made, model(project_lock="other")) is False
    assert fact("tool.training_data_status", made, model(training_data_status="unlicensed")) == "unlicensed"


def test_the_built_in_engines_state_their_terms_and_what_they_make():
    text = sha256((Path(__file__).parents[2] / "LICENSE").read_bytes())
    for name, engine in plugins.engines().items():
        if engine.origin != "secondunit":
            continue
        assert date.fromisoformat(engine.tool["terms_date"]) and len(engine.tool["terms_sha256"]) == 64, name
        assert engine.tool["terms_sha256"] == text or not engine.licence.startswith("Apache-2.0"), name
        assert {"photoreal", "primary_purpose_likeness", "watermarks_outputs"} <= set(engine.tool), name


def test_a_licence_without_a_start_is_in_force():
    made = recipe(purpose="training", training_items=("plate1",))
    assert fact("licence.train_covered", made, Licence("l", items=("plate1",), rights=("train",), evidence_sha256="e")) is True


def test_of_many_items_without_a_licence_three_are_named():
    made = recipe(purpose="training", training_items=("d", "b", "c", "a"))
    assert known(made).notes["licence.train_covered"].endswith("covers a, b, c and 1 more")
    assert known(recipe(purpose="training", training_items=("c", "b", "a"))).notes["licence.train_covered"].endswith("a, b, c")


def test_a_preference_that_forbids_nothing_needs_no_words():
    assert known(MADE, source(tdm_pref="unset")).notes.get("inputs.tdm") is None
    assert known(MADE, source(tdm_pref="constrained", tdm_details="no faces")).notes["inputs.tdm"] == "stated for p"


@pytest.mark.parametrize("items", [("plate1", ""), ("plate1", 7), "plate1", None])
def test_items_that_are_no_names_leave_the_training_uncovered_as_far_as_known(items):
    made = recipe(purpose="training", training_items=items)
    assert fact("licence.train_covered", made, licence()) is None


def test_why_a_preference_is_not_known_is_said():
    assert known(MADE).notes["inputs.tdm"] == "not registered as a source: aaaaaaaaaaaa"
    assert known(MADE, source(tdm_pref="")).notes["inputs.tdm"] == "no preference is on record for p"
