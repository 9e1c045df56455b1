"""The actions of a claim, step by step: what was opened, made, placed, dubbed, marked."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gate_helpers import recipe
from secondunit.core.errors import StampFailed
from secondunit.core.rights import Ingredient
from secondunit.gates.credentials.actions import actions

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)
WHEN, AGENT, URI = "2026-11-03T10:00:00Z", {"name": "ink", "version": "1"}, "http://cv.iptc.org/newscodes/digitalsourcetype/humanEdits"


def item(relationship):
    return Ingredient("a" * 64, "image/png", "x", relationship, "")


PARENT, ELEMENT, INPUT = item("parentOf"), item("componentOf"), item("inputTo")


def made(capability, ingredients=(), uri=URI, extra=None, frames=None, **more):
    asked = replace(recipe(extra=extra or {}), capability=capability, frames=frames)
    return actions(asked, uri, ingredients, NOW, **more)


def test_what_is_new_is_created_of_its_inputs_and_its_elements_are_placed():
    assert made("scene.render", [INPUT, ELEMENT, INPUT], consents=("c1",)) == [
        {"action": "c2pa.created", "when": WHEN, "softwareAgent": AGENT, "digitalSourceType": URI,
         "parameters": {"ingredientIds": ["input0", "input2"], "org.secondunit.consents": ["c1"]}},
        {"action": "c2pa.placed", "when": WHEN, "softwareAgent": AGENT, "parameters": {"ingredientIds": ["input1"]}},
    ]
    assert made("scene.render") == [{"action": "c2pa.created", "when": WHEN, "softwareAgent": AGENT, "digitalSourceType": URI}]


@pytest.mark.parametrize(("capability", "verb"), [("video.paint", "edited"), ("video.denoise", "enhanced"), ("scene.render", "edited")])
def test_what_has_a_parent_is_opened_and_worked_on(capability, verb):
    assert made(capability, [INPUT, PARENT], frames=(3, 9)) == [
        {"action": "c2pa.opened", "when": WHEN, "parameters": {"ingredientIds": ["input1"]}},
        {"action": f"c2pa.{verb}", "when": WHEN, "softwareAgent": AGENT, "digitalSourceType": URI,
         "changes": [{"region": [{"type": "frame", "frame": {"start": 3, "end": 9}}]}], "parameters": {"ingredientIds": ["input0"]}},
    ]


def test_what_is_only_taken_in_is_only_opened():
    assert [step["action"] for step in made("media.intake", [PARENT], uri="")] == ["c2pa.opened"]
    with pytest.raises(StampFailed, match="named as the parent"):
        made("media.intake", [INPUT], uri="")


@pytest.mark.parametrize(("verb", "action"), [("dub", "c2pa.dubbed"), ("translate", "c2pa.translated")])
def test_a_dubbing_has_an_action_for_each_language(verb, action):
    said = {"source_language": "en", "languages": ["de", "pt-BR"]}
    words = [{"sourceLanguage": "en", "targetLanguage": "de"}, {"sourceLanguage": "en", "targetLanguage": "pt-BR"}]
    opened = made(f"audio.{verb}", [PARENT], extra=said)
    assert [(step["action"], step["parameters"]) for step in opened[1:]] == [(action, each) for each in words]
    alone = made(f"audio.{verb}", [INPUT], extra={"languages": ["de"]})
    assert [(step["action"], step["parameters"]) for step in alone] == [
        ("c2pa.created", {"ingredientIds": ["input0"]}), (action, {"targetLanguage": "de"})]


@pytest.mark.parametrize(("said", "words"), [
    ({}, "into which language"), ({"languages": []}, "into which language"), ({"languages": "de"}, "into which language"),
    ({"languages": ["de", "x"]}, "no"), ({"languages": ["de"], "source_language": "e n"}, "no"), ({"languages": [3]}, "no"),
    ({"languages": ["de-"]}, "no"),
])  # fmt: skip
def test_a_language_is_a_tag(said, words):
    with pytest.raises(StampFailed, match=words):
        made("audio.dub", [PARENT], extra=said)


def test_a_watermark_is_named_and_ingredients_relate_in_one_of_three_ways():
    marked = made("scene.render", watermark={"name": "w", "bits": 64})
    assert marked[-1] == {"action": "c2pa.watermarked.bound", "when": WHEN,
                          "parameters": {"org.secondunit.watermark": {"name": "w", "bits": 64}}}
    with pytest.raises(StampFailed, match="relationship 'usedBy'"):
        made("scene.render", [item("usedBy")])
    with pytest.raises(StampFailed, match="one parent only"):
        made("video.paint", [PARENT, INPUT, PARENT])
