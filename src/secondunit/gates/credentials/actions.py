"""The actions of a claim: how the output came to be, in the terms of C2PA actions v2.

The first action is `c2pa.opened` (with its one parent and no source type) or `c2pa.created`; elements are
`c2pa.placed`. Regions give the frames that were worked on; persons appear as ids of consents only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from secondunit.core.errors import StampFailed
from secondunit.core.recipe import Recipe
from secondunit.core.rights import Ingredient
from secondunit.gates.credentials.source_types import Kind, kind_of
from secondunit.gates.signing.clearance import stamp as as_text

RELATIONSHIPS = ("inputTo", "componentOf", "parentOf")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")  # the shape of a BCP 47 tag
_VERBS = {Kind.EDIT: "c2pa.edited", Kind.ENHANCE: "c2pa.enhanced", Kind.DUB: "c2pa.dubbed",
          Kind.TRANSLATE: "c2pa.translated"}


def actions(
    recipe: Recipe, uri: str, ingredients: Sequence[Ingredient], now: datetime, *,
    consents: Sequence[str] = (), watermark: Mapping[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """Return the actions of one making; ingredients are named `input0`, `input1` ... in their order.

    StampFailed for a relationship that does not exist, a second parent, or a language that is no BCP 47 tag.
    """
    kind, when = kind_of(recipe.capability), as_text(now)
    labels = _labels(ingredients)
    agent = {"name": recipe.engine, "version": recipe.engine_version}
    made: dict[str, Any] = {"when": when, "softwareAgent": agent}
    if uri:
        made["digitalSourceType"] = uri
    if recipe.frames:
        made["changes"] = [{"region": [{
            "type": "frame", "frame": {"start": recipe.frames[0], "end": recipe.frames[1]}}]}]
    parameters: dict[str, Any] = {}
    if labels["inputTo"]:
        parameters["ingredientIds"] = labels["inputTo"]
    if consents:
        parameters["org.secondunit.consents"] = list(consents)
    if labels["parentOf"]:
        out = [{"action": "c2pa.opened", "when": when, "parameters": {"ingredientIds": labels["parentOf"]}}]
        if kind is not Kind.OPEN:
            verb = _VERBS.get(kind, "c2pa.edited")
            out += [{"action": verb, **made, **_with(parameters | words)} for words in _languages(recipe, kind)]
    elif kind is Kind.OPEN:
        raise StampFailed("what is opened must be named as the parent", hint="give the file as parentOf")
    else:
        out = [{"action": "c2pa.created", **made, **_with(parameters)}]
        if kind in (Kind.DUB, Kind.TRANSLATE):  # a voice made for a film that is not at hand
            out += [{"action": _VERBS[kind], **made, **_with(words)} for words in _languages(recipe, kind)]
    if labels["componentOf"]:
        out.append({"action": "c2pa.placed", "when": when, "softwareAgent": agent,
                    "parameters": {"ingredientIds": labels["componentOf"]}})
    if watermark:
        out.append({"action": "c2pa.watermarked.bound", "when": when,
                    "parameters": {"org.secondunit.watermark": dict(watermark)}})
    return out


def _with(parameters: dict[str, Any]) -> dict[str, Any]:
    return {"parameters": parameters} if parameters else {}


def _labels(ingredients: Sequence[Ingredient]) -> dict[str, list[str]]:
    labels: dict[str, list[str]] = {name: [] for name in RELATIONSHIPS}
    for index, item in enumerate(ingredients):
        if item.relationship not in labels:
            raise StampFailed(f"there is no ingredient relationship {item.relationship!r}",
                              hint="inputTo, componentOf or parentOf")
        labels[item.relationship].append(f"input{index}")
    if len(labels["parentOf"]) > 1:
        raise StampFailed("a picture can have one parent only", hint="give the others as componentOf or inputTo")
    return labels


def _languages(recipe: Recipe, kind: Kind) -> list[dict[str, Any]]:
    """The language parameters of each action: one a language that is dubbed or translated into."""
    if kind not in (Kind.DUB, Kind.TRANSLATE):
        return [{}]
    said = recipe.facts.extra
    source, targets = said.get("source_language"), said.get("languages")
    words = [*(targets if isinstance(targets, list) else ())]
    for tag in [*words, *([source] if source else [])]:
        if not isinstance(tag, str) or not _LANGUAGE.fullmatch(tag):
            raise StampFailed(f"{tag!r} is not a language tag", hint="write BCP 47, for example de or pt-BR")
    if not words:
        raise StampFailed("a dubbing must say into which language",
                          hint="the recipe's facts need languages, for example [\"de\"]")
    first = {"sourceLanguage": source} if source else {}
    return [{**first, "targetLanguage": tag} for tag in words]
