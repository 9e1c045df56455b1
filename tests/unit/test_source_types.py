"""Source types of the closed list, what each kind of work is, and the lint on claims that are written out by hand."""

import copy

import pytest

from gate_helpers import tool
from secondunit.core.rights import Ingredient
from secondunit.gates.credentials import manifest_lint
from secondunit.gates.credentials.manifest_lint import Signals, signals, structure
from secondunit.gates.credentials.source_types import (
    BY_MODEL,
    CAPTURED,
    GENERATED,
    OPAQUE,
    SOURCE_TYPES,
    Kind,
    kind_of,
    source_type,
)

IPTC, OURS = "http://cv.iptc.org/newscodes/digitalsourcetype/", "http://c2pa.org/digitalsourcetype/"
NAMES = {
    IPTC: ("digitalCapture computationalCapture negativeFilm positiveFilm print humanEdits algorithmicallyEnhanced digitalCreation "
           "compositeWithTrainedAlgorithmicMedia dataDrivenMedia trainedAlgorithmicMedia algorithmicMedia screenCapture "
           "virtualRecording composite compositeCapture compositeSynthetic"),
    OURS: "empty trainedAlgorithmicData",
}  # fmt: skip
KINDS = {
    Kind.ASSEMBLE: "video.animatic video.composite video.conform image.contact_sheet image.montage document.boards timeline.cut",
    Kind.DATA: ("video.matte video.roto image.segment image.depth image.normals video.flow video.track video.matchmove "
                "video.pose video.mocap video.key"),
    Kind.EDIT: ("image.edit video.inpaint image.outpaint video.extend video.paint image.retouch video.relight video.deage "
                "video.age video.face video.double video.lipsync video.remove image.stylise"),
    Kind.ENHANCE: ("video.upscale video.denoise video.degrain video.deblur image.sharpen video.stabilise video.grade "
                   "video.interpolate"),
    Kind.DUB: "audio.dub", Kind.TRANSLATE: "text.translate", Kind.OPEN: "media.intake",
    Kind.MAKE: "image.generate scene.render audio.voice new",
}  # fmt: skip
MODEL, HAND = IPTC + "compositeWithTrainedAlgorithmicMedia", IPTC + "humanEdits"


def short(uris):
    return {uri.rpartition("/")[2] for uri in uris}


def test_the_list_is_closed():
    assert {f"{root}{name}" for root, names in NAMES.items() for name in names.split()} == set(SOURCE_TYPES.values())
    assert all(uri.rpartition("/")[2] == name for name, uri in SOURCE_TYPES.items())
    assert short(GENERATED) == {"trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic",
                                "trainedAlgorithmicData"}  # fmt: skip
    assert short(BY_MODEL) == short(GENERATED) - {"compositeSynthetic"}
    assert short(CAPTURED) == {"digitalCapture", "computationalCapture", "negativeFilm", "positiveFilm", "print", "screenCapture",
                               "compositeCapture"}  # fmt: skip
    assert short(OPAQUE) == {"", "humanEdits", "algorithmicallyEnhanced", "composite"}


@pytest.mark.parametrize("kind", KINDS)
def test_what_each_work_does(kind):
    assert {kind_of(capability) for capability in KINDS[kind].split()} == {kind}
    assert kind.opens is (kind in (Kind.EDIT, Kind.ENHANCE, Kind.DUB, Kind.TRANSLATE, Kind.OPEN))


@pytest.mark.parametrize(("relationship", "data", "expected"), [
    ("inputTo", "trainedAlgorithmicData", "algorithmicMedia"), ("componentOf", "trainedAlgorithmicData", "compositeSynthetic"),
    ("inputTo", "trainedAlgorithmicMedia", "compositeSynthetic"), ("componentOf", "compositeSynthetic", "compositeSynthetic"),
    ("componentOf", "digitalCapture", "algorithmicMedia"),
])  # fmt: skip
def test_a_models_matte_shows_only_where_it_is_placed(relationship, data, expected):
    used = Ingredient("a" * 64, "image/png", "x", relationship, SOURCE_TYPES[data])
    assert source_type(tool(), [used], capability="scene.render") == SOURCE_TYPES[expected]
    assert source_type(tool(), [used], capability="scene.render", generated=frozenset({"a" * 64})) == SOURCE_TYPES[
        "algorithmicMedia" if (relationship, data) == ("inputTo", "trainedAlgorithmicData") else "compositeSynthetic"]


# the lint


def table(*steps, **changes):
    actions = [{"action": "c2pa." + name, **({"digitalSourceType": kind} if kind else {}), **more} for name, kind, more in steps]
    return {"label": "c2pa.actions.v2", "created": True, "data": {"allActionsIncluded": True, "actions": actions}, **changes}


def claim(*steps, ingredients=(), **changes):
    return {"claim_generator_info": [{"name": "x", "specVersion": "2.2"}], "assertions": [table(*steps)],
            "ingredients": [{"relationship": each} for each in ingredients], **changes}  # fmt: skip


CREATED = ("created", HAND, {})
OPENED = ("opened", "", {"parameters": {"ingredientIds": ["p"]}})
PLACED = ("placed", "", {"parameters": {"ingredients": ["c"]}})
GOOD = claim(OPENED, ("edited", HAND, {}), PLACED, ingredients=("parentOf", "componentOf"))


def test_a_claim_in_order_has_no_fault():
    assert structure(GOOD) == ()
    assert structure(claim(CREATED)) == ()
    assert structure(claim(CREATED, claim_generator_info={"specVersion": "2.4.1"})) == ()


@pytest.mark.parametrize(("info", "fault"), [
    (None, "missing"), ([], "missing"), ([{"name": "x"}], "missing"), ({"specVersion": ""}, "missing"), ("x", "missing"),
    ([{"specVersion": "2"}], "malformed"), ([{"specVersion": "2.2-rc"}], "malformed"), ({"specVersion": 22}, "malformed"),
])  # fmt: skip
def test_the_generator_says_which_specification_it_keeps(info, fault):
    assert structure(claim(CREATED, claim_generator_info=info)) == (f"generator.spec_version.{fault}",)


@pytest.mark.parametrize(("changes", "fault"), [
    ({"data": {"actions": []}}, "actions.all_included.missing"), ({"data": None}, "actions.all_included.missing"),
    ({"data": {"allActionsIncluded": 1, "actions": []}}, "actions.all_included.malformed"),
    ({"created": False}, "actions.not_created_by_signer"), ({"created": None}, "actions.not_created_by_signer"),
    ({"label": "other"}, "actions.missing"),
])  # fmt: skip
def test_the_table_of_actions_is_whole_and_the_signers_own(changes, fault):
    assert fault in structure(claim(assertions=[table(CREATED, **changes)]))


def test_every_table_of_actions_is_looked_at():
    assert structure(claim(assertions=[table(CREATED), table(("edited", "", {}))])) == ("source_type.missing:c2pa.edited",)
    assert structure(claim(assertions="none")) == structure(claim(assertions=[])) == ("actions.missing",)


@pytest.mark.parametrize(("steps", "ingredients", "faults"), [
    ((("edited", HAND, {}),), (), {"actions.inception"}), ((CREATED, CREATED), (), {"actions.inception"}),
    ((("edited", HAND, {}), CREATED), (), {"actions.inception"}), ((), (), {"actions.inception"}),
    ((OPENED, CREATED), ("parentOf",), {"actions.inception"}),
    ((OPENED,), (), {"actions.opened.parent"}), ((OPENED,), ("parentOf", "parentOf"), {"actions.opened.parent"}),
    ((CREATED,), ("parentOf",), {"actions.parent.not_opened"}),
    ((CREATED, PLACED), (), {"actions.placed.component"}), ((CREATED,), ("componentOf",), {"actions.component.not_placed"}),
    ((CREATED, PLACED), ("componentOf",), set()), ((CREATED,), ("inputTo",), set()),
    ((CREATED, ("invented", HAND, {})), (), {"actions.unknown:c2pa.invented"}),
    ((CREATED, ("cropped", "", {})), (), {"source_type.missing:c2pa.cropped"}),
    ((("opened", HAND, OPENED[2]),), ("parentOf",), {"source_type.on_opened"}),
    ((CREATED, ("edited", IPTC + "invented", {})), (), {f"source_type.unknown:{IPTC}invented"}),
    ((("opened", "", {}),), ("parentOf",), {"actions.ingredient.missing:c2pa.opened"}),
    ((("opened", "", {"parameters": {"ingredientIds": []}}),), ("parentOf",), {"actions.ingredient.missing:c2pa.opened"}),
    ((("opened", "", {"parameters": {"ingredient": "p"}}),), ("parentOf",), set()),
    ((CREATED, ("placed", "", {"parameters": {"other": "p"}})), ("componentOf",), {"actions.ingredient.missing:c2pa.placed"}),
    ((CREATED, ("removed", HAND, {})), (), {"actions.removed.component"}),
    ((CREATED, PLACED, ("removed", HAND, {})), ("componentOf",), set()),
    ((CREATED, ("removed", HAND, {}), PLACED), (), {"actions.removed.component", "actions.placed.component"}),
])  # fmt: skip
def test_actions_and_ingredients_belong_together(steps, ingredients, faults):
    assert set(structure(claim(*steps, ingredients=ingredients))) == faults


def test_actions_that_need_a_source_type_and_those_that_may_do_without():
    typed = ["addedText", "adjustedColor", "changedSpeed", "color_adjustments", "cropped", "deleted", "drawing", "dubbed", "edited", "filtered", "orientation", "resized", "translated", "trimmed"]  # fmt: skip
    for name in typed:
        assert structure(claim(CREATED, (name, HAND, {}))) == ()
        assert structure(claim(CREATED, (name, "", {}))) == (f"source_type.missing:c2pa.{name}",)
    for name in ["converted", "edited.metadata", "enhanced", "published", "redacted", "repackaged", "resized.proportional", "transcoded", "watermarked", "watermarked.unbound"]:  # fmt: skip
        assert structure(claim(CREATED, (name, "", {}))) == ()
    assert structure(claim(CREATED, ("watermarked.bound", "", {}))) == ("actions.watermarked.soft_binding",)
    assert structure(claim(("created", "", {}))) == ("source_type.missing:c2pa.created",)


def region(**frame):
    return [{"region": [{"type": "frame", "frame": frame}]}]


@pytest.mark.parametrize(("changes", "good"), [
    (region(start=0, end=0), True), (region(start=3, end=9), True), (region(start=9, end=3), False), (region(start=-1, end=3), False),
    (region(start=0), False), (region(end=3), False), (region(start="0", end=3), False), (region(start=0, end=None), False),
    ([{"region": [{"type": "frame", "frame": 3}]}], False), ([{"region": [{"type": "spatial"}]}], True), ([], False), (None, False),
    ([{"region": []}], False), ([{"region": "all"}], False), (["x"], False), ([*region(start=0, end=1), {"region": []}], False),
    ([{"region": [{"type": "spatial"}, {"type": "frame", "frame": {}}]}], False),
])  # fmt: skip
def test_changes_say_where_in_frames_that_can_be(changes, good):
    found = structure(claim(CREATED, ("edited", HAND, {"changes": changes})))
    assert found == (() if good else ("actions.changes.malformed:c2pa.edited",))


@pytest.mark.parametrize(("steps", "expected"), [
    ((), ("", "", False)), ((OPENED,), ("opened", "", False)), ((OPENED, ("edited", HAND, {})), ("opened", "edited", False)),
    ((OPENED, ("edited", MODEL, {})), ("opened", "generated", True)), ((OPENED, ("enhanced", "", {})), ("opened", "", False)),
    ((OPENED, ("enhanced", HAND, {})), ("opened", "edited", False)), ((OPENED, ("cropped", "", {})), ("opened", "edited", False)),
    ((("created", MODEL, {}),), ("generated", "", True)), ((("created", IPTC + "print", {}),), ("captured", "", False)),
    ((CREATED,), ("created", "", False)), ((CREATED, ("edited", HAND, {}), ("edited", MODEL, {})), ("created", "generated", True)),
    ((("created", MODEL, {}), ("edited", HAND, {})), ("generated", "edited", True)),
])  # fmt: skip
def test_what_a_rubric_reads_off_a_claim(steps, expected):
    assert signals(claim(*steps)) == Signals(*expected)


# one of our own claims


ENTRIES = {f"cawg.{name}": {"use": "notAllowed"} for name in ("ai_generative_training", "ai_inference", "ai_training", "data_mining")}
RECIPE = {"label": "org.secondunit.recipe", "data": {"hash": "h", "capability": "video.paint"}}
MINING = {"label": "cawg.training-mining", "data": {"entries": ENTRIES}}
TOLD = {"label": "c2pa.ai-disclosure", "data": {"modelType": "t", "modelName": "n", "modelIdentifier": "i",
                                                "contentProfile": {"humanOversightLevel": "prompt_guided"}}}  # fmt: skip


def ours(uri, *more, capability="video.paint", steps=None):
    steps = steps or (OPENED, ("edited", uri, {}))
    made = claim(*steps, ingredients=("parentOf",) if steps[0] == OPENED else ())
    own = {**RECIPE, "data": {**RECIPE["data"], "capability": capability}}
    made["assertions"] += [own, MINING, *more]
    return copy.deepcopy(made)


def faults(made, uri, digest="h"):
    return set(manifest_lint.lint(made, digest, uri))


def test_our_own_claims_in_order():
    assert faults(ours(HAND), HAND) == faults(ours(MODEL, TOLD), MODEL) == set()
    made = IPTC + "trainedAlgorithmicMedia"
    assert faults(ours(made, TOLD, capability="image.generate", steps=(("created", made, {}),)), made) == set()
    assert faults(ours("", capability="media.intake", steps=(OPENED,)), "") == set()


def test_a_claim_that_differs_from_its_record():
    assert faults(ours(HAND), HAND, "other") == {"recipe.differs_from_record"}
    assert faults(ours(HAND), IPTC + "digitalCreation") == {"source_type.differs_from_record"}
    bare = ours(HAND)
    bare["assertions"] = [item for item in bare["assertions"] if item is not bare["assertions"][1]]
    assert "recipe.differs_from_record" in faults(bare, HAND)
    assert "rubric.generated" in faults(ours(HAND), MODEL) and "rubric.generated" in faults(ours(MODEL, TOLD), HAND)


@pytest.mark.parametrize(("capability", "steps", "uri", "fault"), [
    ("image.generate", (OPENED, ("edited", HAND, {})), HAND, "rubric.inception"),
    ("media.intake", (OPENED, ("edited", HAND, {})), HAND, "rubric.transformation"),
    ("media.intake", (CREATED,), HAND, "rubric.inception"), ("video.paint", (OPENED,), "", "rubric.transformation"),
    ("image.generate", (CREATED, ("edited", MODEL, {})), MODEL, "rubric.inception"),
])  # fmt: skip
def test_how_it_began_and_went_on_is_what_the_work_does(capability, steps, uri, fault):
    made = ours(uri, *((TOLD,) if uri == MODEL else ()), capability=capability, steps=steps)
    assert faults(made, uri) == {fault}


@pytest.mark.parametrize(("entries", "fault"), [
    ({**ENTRIES, "cawg.data_mining": {"use": "allowed"}}, set()),
    ({**ENTRIES, "cawg.data_mining": {"use": "constrained", "constraint_info": "ask"}}, set()),
    ({**ENTRIES, "cawg.data_mining": {"use": "constrained"}}, {"training_mining.malformed"}),
    ({**ENTRIES, "cawg.data_mining": {"use": "other"}}, {"training_mining.malformed"}),
    ({**ENTRIES, "cawg.data_mining": None}, {"training_mining.malformed"}), ({**ENTRIES, "more": {}}, {"training_mining.malformed"}),
    ({name: ENTRIES[name] for name in list(ENTRIES)[1:]}, {"training_mining.missing"}), ({}, {"training_mining.missing"}),
    (None, {"training_mining.missing"}),
])  # fmt: skip
def test_what_others_may_learn_is_said_for_each_use(entries, fault):
    made = ours(HAND)
    made["assertions"][2]["data"]["entries"] = entries
    assert faults(made, HAND) == fault


def test_a_model_is_disclosed_and_nothing_else_is():
    assert faults(ours(MODEL), MODEL) == {"disclosure.missing"}
    assert faults(ours(HAND, TOLD), HAND) == {"disclosure.without_model"}
    enhanced = IPTC + "algorithmicallyEnhanced"
    assert faults(ours(enhanced, TOLD, capability="video.denoise", steps=(OPENED, ("enhanced", enhanced, {}))), enhanced) == set()
    mixed = IPTC + "compositeSynthetic"
    assert faults(ours(mixed, TOLD, capability="scene.render", steps=(("created", mixed, {}),)), mixed) == set()
    assert faults(ours(mixed, capability="scene.render", steps=(("created", mixed, {}),)), mixed) == set()


@pytest.mark.parametrize("change", [
    {"modelType": ""}, {"modelName": None}, {"modelIdentifier": ""}, {"contentProfile": {}}, {"contentProfile": None},
    {"contentProfile": {"humanOversightLevel": "some"}}])
def test_a_disclosure_names_the_model_and_how_far_people_looked(change):
    told = {**TOLD, "data": {**TOLD["data"], **change}}
    assert faults(ours(MODEL, told), MODEL) == {"disclosure.malformed"}
    assert faults(ours(MODEL, TOLD, told), MODEL) == {"disclosure.malformed"}
    for level in ("fully_autonomous", "prompt_guided", "human_validated"):
        good = {**TOLD, "data": {**TOLD["data"], "contentProfile": {"humanOversightLevel": level}}}
        assert faults(ours(MODEL, good), MODEL) == set()
