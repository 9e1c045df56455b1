"""What a credential says: the claim that is signed, and the lint that a claim must pass to be delivered.

The same claim goes into a C2PA manifest or a sidecar. Source types are a closed list, because the signing
library accepts any text. The lint holds the rules of the C2PA Conformance Program 0.2 and the structure rules of the
C2PA specification, in a vocabulary of our own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import secondunit
from secondunit.core.errors import StampFailed
from secondunit.core.identity import digest
from secondunit.core.recipe import Recipe
from secondunit.core.rights import Clearance, Ingredient, Tool
from secondunit.gates.clearance import stamp as as_text

SPEC_VERSION = "2.4"
LISTED = 150  # ingredients named one by one; the library's time grows with their square
IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
C2PA = "http://c2pa.org/digitalsourcetype/"
SOURCE_TYPES: Mapping[str, str] = {
    **{name: IPTC + name for name in (
        "digitalCapture", "computationalCapture", "negativeFilm", "positiveFilm", "print", "humanEdits",
        "compositeWithTrainedAlgorithmicMedia", "algorithmicallyEnhanced", "digitalCreation", "dataDrivenMedia",
        "trainedAlgorithmicMedia", "algorithmicMedia", "screenCapture", "virtualRecording", "composite",
        "compositeCapture", "compositeSynthetic")},
    **{name: C2PA + name for name in ("empty", "trainedAlgorithmicData")},
}
GENERATED = frozenset(SOURCE_TYPES[name] for name in (
    "trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic",
    "trainedAlgorithmicData"))  # what the C2PA asset rubrics count as made by a trained model

# Actions of the specification; those on the right carry no source type or need none.
TYPED_ACTIONS = frozenset("c2pa." + name for name in (
    "addedText", "adjustedColor", "changedSpeed", "color_adjustments", "created", "cropped", "deleted", "drawing",
    "dubbed", "edited", "filtered", "orientation", "removed", "resized", "translated", "trimmed"))
UNTYPED_ACTIONS = frozenset("c2pa." + name for name in (
    "converted", "edited.metadata", "enhanced", "opened", "placed", "published", "redacted", "repackaged",
    "resized.proportional", "transcoded", "watermarked", "watermarked.bound", "watermarked.unbound"))
_NO_MINING = {"cawg.data_mining", "cawg.ai_inference", "cawg.ai_generative_training", "cawg.ai_training"}


def source_type(tool: Tool, ingredients: Sequence[Ingredient], stated: str = "") -> str:
    """Return the digital source type of an output as a URI from the closed list.

    A tool without any trained part makes algorithmic media, a composite once an input came from a trained model;
    every other tool makes trained algorithmic media. `stated` (a short name or URI) wins; StampFailed when
    it is not in the list, or would hide that a trained model took part.
    """
    generated = any(item.source_type in GENERATED for item in ingredients)
    if tool.training_data_status != "none":
        derived = SOURCE_TYPES["trainedAlgorithmicMedia"]
    else:
        derived = SOURCE_TYPES["compositeSynthetic" if generated else "algorithmicMedia"]
    if not stated:
        return derived
    uri = SOURCE_TYPES.get(stated, stated)
    if uri not in SOURCE_TYPES.values():
        raise StampFailed(f"there is no digital source type {stated!r}",
                          hint="known: " + ", ".join(SOURCE_TYPES))
    if derived in GENERATED and uri not in GENERATED and uri != SOURCE_TYPES["algorithmicallyEnhanced"]:
        raise StampFailed(f"{stated} would hide that a trained model took part",
                          hint="state one of " + ", ".join(sorted(GENERATED)))
    return uri


def claim(
    recipe: Recipe, clearance: Clearance, role: str, media_type: str, source_digest: str, uri: str,
    ingredients: Sequence[Ingredient], now: datetime,
) -> dict[str, Any]:
    """Return the claim: generator, title, assertions and ingredients. Persons appear as ids of records only.

    More than `LISTED` ingredients become one per relationship, whose id is the digest of the full list; the list
    itself stands in the assertion org.secondunit.inputs and in the credential record.
    """
    shown = ingredients if len(ingredients) <= LISTED else _condensed(ingredients)
    whole = [] if shown is ingredients else [{"label": "org.secondunit.inputs", "data": {
        "inputs": [[item.relationship, item.title, item.digest, item.manifest] for item in ingredients]}}]
    return {
        "claim_generator_info": [
            {"name": "Second Unit", "version": secondunit.__version__, "specVersion": SPEC_VERSION}],
        "title": role, "format": media_type,
        "assertions": [
            {"label": "c2pa.actions.v2", "created": True,
             "data": {"actions": _actions(recipe, uri, shown, now), "allActionsIncluded": True}},
            {"label": "cawg.training-mining",
             "data": {"entries": {name: {"use": "notAllowed"} for name in sorted(_NO_MINING)}}},
            {"label": "org.secondunit.recipe", "data": {
                "hash": recipe.hash, "step": recipe.step, "capability": recipe.capability, "role": role,
                "engine": recipe.engine, "engine_version": recipe.engine_version, "seed": recipe.seed,
                "weights": dict(recipe.weights), "inputs": dict(recipe.inputs), "source_digest": source_digest}},
            {"label": "org.secondunit.decision", "data": {
                "clearance": clearance.id, "ruling": clearance.ruling, "rules": list(clearance.rules),
                "packs": dict(clearance.packs), "consents": list(clearance.consents),
                "licences": list(clearance.licences), "approvals": list(clearance.approvals)}},
            *whole,
        ],
        "ingredients": [
            {"title": item.title, "format": item.media_type, "instance_id": "sha256:" + item.digest,
             "relationship": item.relationship, "label": f"input{index}"}
            for index, item in enumerate(shown)],
    }


def _condensed(ingredients: Sequence[Ingredient]) -> list[Ingredient]:
    groups: dict[str, list[str]] = {}
    for item in ingredients:
        groups.setdefault(item.relationship, []).append(item.digest)
    return [Ingredient(digest(found), "application/json", f"{len(found)} inputs", relationship)
            for relationship, found in groups.items()]


def _actions(
    recipe: Recipe, uri: str, ingredients: Sequence[Ingredient], now: datetime
) -> list[dict[str, Any]]:
    agent = {"name": recipe.engine, "version": recipe.engine_version}
    labels: dict[str, list[str]] = {"inputTo": [], "componentOf": [], "parentOf": []}
    for index, item in enumerate(ingredients):
        if item.relationship not in labels:
            raise StampFailed(f"there is no ingredient relationship {item.relationship!r}",
                              hint="inputTo, componentOf or parentOf")
        labels[item.relationship].append(f"input{index}")
    if len(labels["parentOf"]) > 1:
        raise StampFailed("a picture can have one parent only", hint="give the others as componentOf or inputTo")
    made: dict[str, Any] = {"when": as_text(now), "softwareAgent": agent, "digitalSourceType": uri}
    if labels["inputTo"]:
        made["parameters"] = {"ingredientIds": labels["inputTo"]}
    if labels["parentOf"]:
        opened = {"action": "c2pa.opened", "when": as_text(now),
                  "parameters": {"ingredientIds": labels["parentOf"]}}
        actions = [opened, {"action": "c2pa.edited", **made}]
    else:
        actions = [{"action": "c2pa.created", **made}]
    if labels["componentOf"]:
        actions.append({"action": "c2pa.placed", "when": as_text(now), "softwareAgent": agent,
                        "parameters": {"ingredientIds": labels["componentOf"]}})
    return actions


def lint(data: Mapping[str, Any], recipe_hash: str, uri: str) -> tuple[str, ...]:
    """Return the faults of a claim as read back from a file; empty when it may be delivered.

    `recipe_hash` and `uri` are what the credential record says of recipe and source type.
    """
    faults: list[str] = []
    generator = data.get("claim_generator_info")
    first = generator[0] if isinstance(generator, list) and generator else generator
    if not isinstance(first, Mapping) or not first.get("specVersion"):
        faults.append("generator.spec_version.missing")
    assertions = [item for item in data.get("assertions") or () if isinstance(item, Mapping)]
    tables = [item for item in assertions if str(item.get("label", "")).startswith("c2pa.actions")]
    if not tables:
        return (*faults, "actions.missing")
    actions: list[Mapping[str, Any]] = []
    for table in tables:
        content = table.get("data") or {}
        if "allActionsIncluded" not in content:
            faults.append("actions.all_included.missing")
        if not table.get("created"):
            faults.append("actions.not_created_by_signer")
        actions += [item for item in content.get("actions") or () if isinstance(item, Mapping)]
    faults += _lint_actions(actions, [str(item.get("relationship")) for item in data.get("ingredients") or ()])
    if uri and uri not in [item.get("digitalSourceType") for item in actions]:
        faults.append("source_type.differs_from_record")
    own = [item.get("data") or {} for item in assertions if item.get("label") == "org.secondunit.recipe"]
    if [item.get("hash") for item in own] != [recipe_hash]:
        faults.append("recipe.differs_from_record")
    mining = [item.get("data") or {} for item in assertions if item.get("label") == "cawg.training-mining"]
    if not any(set(item.get("entries") or {}) >= _NO_MINING for item in mining):
        faults.append("training_mining.missing")
    return tuple(dict.fromkeys(faults))


def _lint_actions(actions: Sequence[Mapping[str, Any]], relationships: Sequence[str]) -> list[str]:
    faults: list[str] = []
    names = [str(item.get("action")) for item in actions]
    inceptions = [name for name in names if name in ("c2pa.created", "c2pa.opened")]
    if not names or names[0] not in ("c2pa.created", "c2pa.opened") or len(inceptions) != 1:
        faults.append("actions.inception")
    if "c2pa.opened" in names and relationships.count("parentOf") != 1:
        faults.append("actions.opened.parent")
    if "c2pa.placed" in names and "componentOf" not in relationships:
        faults.append("actions.placed.component")
    for item, name in zip(actions, names, strict=True):
        kind = item.get("digitalSourceType")
        if name not in TYPED_ACTIONS and name not in UNTYPED_ACTIONS:
            faults.append(f"actions.unknown:{name}")
        if name in TYPED_ACTIONS and not kind:
            faults.append(f"source_type.missing:{name}")
        if name == "c2pa.opened" and kind:
            faults.append("source_type.on_opened")
        if kind and kind not in SOURCE_TYPES.values():
            faults.append(f"source_type.unknown:{kind}")
    return faults
