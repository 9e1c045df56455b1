"""Claims: the source type and actions of everything that can be made, disclosure, mining, people; and their lint."""

import copy
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate_helpers import recipe, tool
from secondunit import plugins
from secondunit.core.errors import StampFailed
from secondunit.core.rights import Clearance, Contribution, Credential, Credit, Ingredient
from secondunit.gates.credentials import manifest, manifest_lint, particulars, provenance, source_types
from secondunit.gates.credentials.particulars import Mining, Particulars

TYPES = manifest.SOURCE_TYPES
NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)
CLEARANCE = Clearance("clr-1", "r", "d", ("core/R01",), {"core": "1"}, (), (), (), "2026-11-03T10:00:00Z",
                      "2026-12-03T10:00:00Z", "k")
CAPABILITIES = sorted({
    *(capability for engine in plugins.engines().values() for capability in engine.capabilities),
    *(f"video.{verb}" for verb in source_types._VERBS if verb != "intake"),
    "image.generate", "audio.voice", "texture.make", "environment.make", "document.boards",
})


def element(uri="algorithmicMedia", relationship="inputTo", digest="a" * 64, kind="image/png"):
    return Ingredient(digest, kind, "x", relationship, TYPES.get(uri, uri))


def made(capability, ingredients=(), status="none", stated="", known=None, clearance=CLEARANCE, generated=frozenset(),
         parameters=None, frames=None, extra=None, **tools):
    asked = replace(recipe(extra=extra or {}), capability=capability, frames=frames, parameters=parameters or {})
    by = tool(training_data_status=status, **tools)
    uri = manifest.source_type(by, ingredients, stated, capability, generated)
    claim = manifest.claim(asked, clearance, "panel", "image/png", "b" * 64, uri, ingredients, NOW, tool=by, known=known)
    return claim, asked, uri


def steps(claim):
    return [(item["action"], item.get("digitalSourceType", "").rpartition("/")[2])
            for item in claim["assertions"][0]["data"]["actions"]]


def data_of(claim, label):
    return next((item["data"] for item in claim["assertions"] if item["label"] == label), None)


PLATE = element("digitalCapture", "parentOf")
ROWS = {  # section 6 of the reference: what is made -> capability, ingredients, trained?, actions with source types
    "a picture from a model": ("image.generate", [element("digitalCreation")], True,
                               [("c2pa.created", "trainedAlgorithmicMedia")]),
    "an artist paints over it": ("image.paint", [element("trainedAlgorithmicMedia", "parentOf")], False,
                                 [("c2pa.opened", ""), ("c2pa.edited", "humanEdits")]),
    "a sketch carried into a render by a model": (
        "image.edit", [element("digitalCreation", "parentOf")], True,
        [("c2pa.opened", ""), ("c2pa.edited", "compositeWithTrainedAlgorithmicMedia")]),
    "a matte painting over a plate": ("video.paint", [PLATE], True, [
        ("c2pa.opened", ""), ("c2pa.edited", "compositeWithTrainedAlgorithmicMedia")]),
    "a texture by a model": ("texture.make", [], True, [("c2pa.created", "trainedAlgorithmicMedia")]),
    "a render with it": ("scene.render", [element("trainedAlgorithmicMedia", "componentOf")], False, [
        ("c2pa.created", "compositeSynthetic"), ("c2pa.placed", "")]),
    "a procedural texture": ("texture.make", [], False, [("c2pa.created", "algorithmicMedia")]),
    "a matte by a model": ("video.matte", [element("digitalCapture")], True,
                           [("c2pa.created", "trainedAlgorithmicData")]),
    "a matte by hand and geometry": ("video.matte", [element("digitalCapture")], False,
                                     [("c2pa.created", "algorithmicMedia")]),
    "a composite that a model's matte only cuts": (
        "video.composite", [element("trainedAlgorithmicData"), element("digitalCapture", "componentOf", "c" * 64)],
        False, [("c2pa.created", "compositeCapture"), ("c2pa.placed", "")]),
    "a denoised plate": ("video.denoise", [PLATE], False, [
        ("c2pa.opened", ""), ("c2pa.enhanced", "algorithmicallyEnhanced")]),
    "an upscale by a model that may invent": ("video.upscale", [PLATE], True, [
        ("c2pa.opened", ""), ("c2pa.enhanced", "compositeWithTrainedAlgorithmicMedia")]),
    "a younger face": ("video.deage", [PLATE], True, [
        ("c2pa.opened", ""), ("c2pa.edited", "compositeWithTrainedAlgorithmicMedia")]),
    "a voice line": ("audio.voice", [], True, [("c2pa.created", "trainedAlgorithmicMedia")]),
    "a dubbing": ("audio.dub", [PLATE], True, [("c2pa.opened", ""), ("c2pa.dubbed", "trainedAlgorithmicMedia")]),
    "a final composite with a model's element": (
        "video.composite", [element("trainedAlgorithmicMedia", "componentOf"), PLATE.__class__(
            "c" * 64, "image/png", "y", "componentOf", TYPES["digitalCapture"])], False,
        [("c2pa.created", "compositeSynthetic"), ("c2pa.placed", "")]),
    "a composite of plate and set": (
        "video.composite", [element("digitalCapture", "componentOf"), element("algorithmicMedia", "componentOf", "c" * 64)],
        False, [("c2pa.created", "composite"), ("c2pa.placed", "")]),
    "a board": ("scene.render", [element(kind="model/vnd.usd")], False, [("c2pa.created", "algorithmicMedia")]),
    "a book of boards": ("document.boards", [element("algorithmicMedia", "componentOf")], False, [
        ("c2pa.created", "algorithmicMedia"), ("c2pa.placed", "")]),
    "a book with a model's panel": ("document.boards", [element("trainedAlgorithmicMedia", "componentOf")], False, [
        ("c2pa.created", "compositeSynthetic"), ("c2pa.placed", "")]),
    "an import": ("media.intake", [PLATE], False, [("c2pa.opened", "")]),
}


@pytest.mark.parametrize("what", ROWS)
def test_every_row_of_the_table_has_its_actions_and_source_type(what):
    capability, ingredients, trained, expected = ROWS[what]
    claim, asked, uri = made(capability, ingredients, "licensed" if trained else "none",
                             extra={"languages": ["de"], "source_language": "en"})
    assert steps(claim) == expected
    assert manifest.lint(claim, asked.hash, uri) == ()
    assert (data_of(claim, "c2pa.ai-disclosure") is not None) is trained
    signals = manifest_lint.signals(claim)
    assert signals.generated is (uri in manifest.GENERATED)


def test_an_enhancer_that_is_known_to_invent_nothing_only_enhances():
    _, _, uri = made("video.upscale", [PLATE], "licensed", invents=False)
    assert uri == TYPES["algorithmicallyEnhanced"]


def test_what_was_painted_over_is_still_a_models_when_it_is_placed():
    painted = element("humanEdits", "componentOf", "c" * 64)
    _, _, quiet = made("video.composite", [painted])
    _, _, told = made("video.composite", [painted], generated=frozenset(["c" * 64]))
    assert (quiet, told) == (TYPES["composite"], TYPES["compositeSynthetic"])


@pytest.mark.parametrize("stated", ["madeUp", "digitalCapture", "softwareImage", "algorithmicallyEnhanced", "humanEdits"])
def test_a_source_type_cannot_be_invented_or_hide_a_model(stated):
    with pytest.raises(StampFailed):
        manifest.source_type(tool(training_data_status="public"), [], stated)


@pytest.mark.parametrize(("status", "stated", "expected"), [
    ("none", "digitalCreation", "digitalCreation"), ("unknown", "trainedAlgorithmicData", "trainedAlgorithmicData"),
    ("", "", "trainedAlgorithmicMedia"),
])
def test_a_source_type_may_be_stated_where_it_hides_nothing(status, stated, expected):
    assert manifest.source_type(tool(training_data_status=status), [], stated) == TYPES[expected]


@given(capability=st.sampled_from(CAPABILITIES), trained=st.booleans(), invents=st.sampled_from([None, False, True]),
       frames=st.none() | st.tuples(st.integers(0, 99), st.integers(100, 200)), prompt=st.sampled_from(["", "a red door"]),
       use=st.sampled_from(particulars.USES), inputs=st.lists(st.tuples(
           st.sampled_from(sorted(TYPES.values())), st.sampled_from(["plate", "stage", "texture", "panel 1"]),
           st.sampled_from(["image/png", "image/x-exr", "model/vnd.usd", "audio/wav"])), max_size=6))
def test_whatever_is_made_of_whatever_its_claim_passes_the_lint(
    capability, trained, invents, frames, prompt, use, inputs
):
    ingredients, opened = [], False
    for number, (uri, role, kind) in enumerate(inputs):
        if role == "plate" and opened:
            continue
        opened = opened or role == "plate"
        record = Credential(f"{number:064x}", "s", kind, "r", role, "c", "sidecar", uri)
        ingredients.append(provenance.ingredient(record, capability, role))
    claim, asked, uri = made(capability, ingredients, "unknown" if trained else "none", frames=frames, invents=invents,
                             parameters={"prompt": prompt}, extra={"languages": ["pt-BR", "de"]},
                             known=Particulars(mining=Mining(use, "ask")))
    assert manifest.lint(claim, asked.hash, uri) == ()
    assert (data_of(claim, "c2pa.ai-disclosure") is not None) is trained
    assert uri in TYPES.values()
    if trained and uri not in manifest.GENERATED:
        assert uri == TYPES["algorithmicallyEnhanced"] and invents is False


def test_frames_that_the_recipe_states_become_a_region():
    claim, _, _ = made("video.deage", [PLATE], "licensed", frames=(12, 48))
    edited = claim["assertions"][0]["data"]["actions"][1]
    assert edited["changes"] == [{"region": [{"type": "frame", "frame": {"start": 12, "end": 48}}]}]


def test_an_edit_of_a_person_names_the_consent_and_its_document_but_no_person():
    clearance = replace(CLEARANCE, consents=("con-7",), licences=("lic-1",))
    known = Particulars(documents={"con-7": "d" * 64, "lic-1": "e" * 64})
    claim, _, _ = made("video.deage", [PLATE], "licensed", clearance=clearance, known=known)
    edited = claim["assertions"][0]["data"]["actions"][1]
    assert edited["parameters"]["org.secondunit.consents"] == ["con-7"]
    assert data_of(claim, "org.secondunit.consent") == {
        "consents": [{"id": "con-7", "document_sha256": "d" * 64}],
        "licences": [{"id": "lic-1", "document_sha256": "e" * 64}]}


def test_credits_and_hands_are_named_by_id_and_their_words_by_hash():
    known = Particulars(
        credits=[Credit("crd-1", "pty-1", "storyboard artist", "Boards by Ida Lund", order=2)],
        contributions=[Contribution("cnt-1", "pty-1", "sc010", "modify", description="Ida drew the eyes anew")])
    claim, _, _ = made("scene.render", known=known)
    assert "Ida" not in str(claim)
    assert data_of(claim, "org.secondunit.credits")["credits"][0]["party"] == "pty-1"
    assert data_of(claim, "org.secondunit.authorship")["contributions"][0]["kind"] == "modify"


@pytest.mark.parametrize(("languages", "source", "expected"), [
    (["de"], "en", [{"sourceLanguage": "en", "targetLanguage": "de"}]),
    (["de", "pt-BR"], "", [{"targetLanguage": "de"}, {"targetLanguage": "pt-BR"}]),
])
def test_a_dubbing_names_its_languages(languages, source, expected):
    claim, _, _ = made("audio.dub", [PLATE], "licensed", extra={"languages": languages, "source_language": source})
    found = [item["parameters"] for item in claim["assertions"][0]["data"]["actions"][1:]]
    assert found == expected


@pytest.mark.parametrize("languages", [None, [], ["deutsch!"], [3], ["a" * 40]])
def test_a_dubbing_without_a_language_is_refused(languages):
    with pytest.raises(StampFailed):
        made("audio.dub", [PLATE], "licensed", extra={"languages": languages})


def test_the_model_is_named_with_its_digest_and_how_far_people_looked():
    claim, _, _ = made("image.generate", status="licensed", parameters={"prompt": "a door", "model": "flow-2"})
    assert data_of(claim, "c2pa.ai-disclosure") == {
        "modelType": "c2pa.types.model", "modelName": "flow-2", "modelIdentifier": "ink:1:flow-2",
        "contentProfile": {"humanOversightLevel": "prompt_guided"}}
    asked = replace(recipe(), weights={"unet": "f" * 64})
    assert particulars.disclosure(tool(training_data_status="licensed"), asked, "fully_autonomous")["data"][
        "modelIdentifier"] == "unet:" + "f" * 64


@pytest.mark.parametrize(("prompt", "kinds", "after", "expected"), [
    ("", (), "", "fully_autonomous"), ("a door", (), "", "prompt_guided"), ("", ("input",), "", "prompt_guided"),
    ("", ("modify",), "", "prompt_guided"), ("", ("modify",), "b" * 64, "human_validated"),
    ("", ("prompt",), "b" * 64, "prompt_guided"),
])
def test_oversight_follows_from_what_people_did(prompt, kinds, after, expected):
    done = [Contribution(f"c{number}", "pty", "x", kind, after_sha256=after) for number, kind in enumerate(kinds)]
    assert particulars.oversight(replace(recipe(), parameters={"prompt": prompt}), done, "b" * 64) == expected


@pytest.mark.parametrize(("setting", "terms", "stated", "inputs", "expected"), [
    ("notAllowed", "", "", [], Mining()), ("notAllowed", "", "allowed", [], Mining()),
    ("allowed", "", "", [], Mining()), ("allowed", "", "allowed", [], Mining("allowed")),
    ("constrained", "ask", "allowed", [], Mining("constrained", "ask")),
    ("constrained", "ask", "", [], Mining()),
    ("allowed", "", "allowed", [("notAllowed", "")], Mining()),
    ("allowed", "", "allowed", [("unset", ""), ("allowed", "")], Mining("allowed")),
    ("allowed", "", "allowed", [("constrained", "only research")], Mining("constrained", "only research")),
    ("allowed", "", "allowed", [("constrained", "")], Mining()),
    ("allowed", "", "allowed", [("sometimes", "")], Mining()),
    ("allowed", "", "perhaps", [], Mining()),
])
def test_mining_is_the_strictest_of_wish_statement_and_sources(setting, terms, stated, inputs, expected):
    assert particulars.mining(setting, terms, stated, inputs) == expected


def break_(claim, change):
    broken = copy.deepcopy(claim)
    change(broken)
    return broken


def actions(claim):
    return claim["assertions"][0]["data"]["actions"]


@pytest.mark.parametrize(("change", "fault"), [
    (lambda c: c["claim_generator_info"][0].update(specVersion="new"), "generator.spec_version.malformed"),
    (lambda c: c["assertions"][0]["data"].update(allActionsIncluded="yes"), "actions.all_included.malformed"),
    (lambda c: actions(c)[0].update(digitalSourceType=TYPES["humanEdits"]), "source_type.on_opened"),
    (lambda c: actions(c)[0].pop("parameters"), "actions.ingredient.missing:c2pa.opened"),
    (lambda c: actions(c)[1].pop("digitalSourceType"), "source_type.missing:c2pa.edited"),
    (lambda c: actions(c)[1].update(digitalSourceType=TYPES["humanEdits"]), "rubric.generated"),
    (lambda c: actions(c)[1].update(changes=[]), "actions.changes.malformed:c2pa.edited"),
    (lambda c: actions(c)[1].update(changes=[{"region": [{"type": "frame", "frame": {"start": 9, "end": 3}}]}]),
     "actions.changes.malformed:c2pa.edited"),
    (lambda c: actions(c).append({"action": "c2pa.removed", "digitalSourceType": TYPES["humanEdits"]}),
     "actions.removed.component"),
    (lambda c: actions(c).pop(0), "actions.inception"),
    (lambda c: actions(c).pop(1), "rubric.transformation"),
    (lambda c: c["ingredients"].clear(), "actions.opened.parent"),
    (lambda c: c["ingredients"].append({"relationship": "parentOf"}), "actions.opened.parent"),
    (lambda c: c["ingredients"].append({"relationship": "componentOf"}), "actions.component.not_placed"),
    (lambda c: actions(c).__setitem__(slice(None), [
        {"action": "c2pa.created", "digitalSourceType": TYPES["compositeWithTrainedAlgorithmicMedia"]}]),
     "actions.parent.not_opened"),
    (lambda c: data_of(c, "c2pa.ai-disclosure").pop("modelName"), "disclosure.malformed"),
    (lambda c: data_of(c, "c2pa.ai-disclosure")["contentProfile"].update(humanOversightLevel="some"),
     "disclosure.malformed"),
    (lambda c: c["assertions"].pop(), "disclosure.missing"),
    (lambda c: data_of(c, "cawg.training-mining")["entries"].popitem(), "training_mining.missing"),
    (lambda c: data_of(c, "cawg.training-mining")["entries"]["cawg.ai_training"].update(use="maybe"),
     "training_mining.malformed"),
    (lambda c: data_of(c, "cawg.training-mining")["entries"]["cawg.ai_training"].update(use="constrained"),
     "training_mining.malformed"),
    (lambda c: data_of(c, "org.secondunit.recipe").update(capability="image.generate"), "rubric.inception"),
])
def test_the_lint_names_each_fault(change, fault):
    claim, asked, uri = made("video.deage", [PLATE], "licensed", frames=(1, 2))
    assert fault in manifest.lint(break_(claim, change), asked.hash, uri)


def test_a_disclosure_of_a_model_that_took_no_part_is_a_fault():
    claim, asked, uri = made("scene.render")
    told, _, _ = made("image.generate", status="licensed")
    extra = next(item for item in told["assertions"] if item["label"] == "c2pa.ai-disclosure")
    found = manifest.lint(break_(claim, lambda c: c["assertions"].append(extra)), asked.hash, uri)
    assert found == ("disclosure.without_model",)


JUNK = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8),
                    lambda child: st.lists(child, max_size=3) | st.dictionaries(st.sampled_from(
                        ["action", "data", "label", "actions", "region", "frame", "start", "changes", "parameters",
                         "relationship", "assertions", "ingredients", "entries"]), child, max_size=4), max_leaves=12)


@given(junk=JUNK, where=st.sampled_from(["assertions", "ingredients", "claim_generator_info", "actions", "data", "entries"]))
def test_the_lint_survives_any_claim(junk, where):
    claim, asked, uri = made("scene.render")
    if where == "actions":
        claim["assertions"][0]["data"]["actions"] = junk
    elif where == "data":
        for item in claim["assertions"][1:]:
            item["data"] = junk
    elif where == "entries":
        claim["assertions"][1]["data"]["entries"] = junk
    else:
        claim[where] = junk
    assert isinstance(manifest.lint(claim, asked.hash, uri), tuple)
    assert isinstance(manifest_lint.structure(claim), tuple)
