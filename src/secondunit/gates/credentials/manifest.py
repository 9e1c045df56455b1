"""What a credential says: the claim that is signed. The same claim goes into a C2PA manifest or a sidecar.

`lint` judges a claim as read back from a file; source types, actions and particulars have modules of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import secondunit
from secondunit.core.identity import digest
from secondunit.core.recipe import Recipe
from secondunit.core.rights import Clearance, Ingredient, Tool
from secondunit.gates.credentials import particulars
from secondunit.gates.credentials.actions import actions
from secondunit.gates.credentials.manifest_lint import lint
from secondunit.gates.credentials.particulars import Particulars
from secondunit.gates.credentials.source_types import GENERATED, SOURCE_TYPES, Kind, kind_of, source_type

__all__ = ["CREATED", "GENERATED", "LISTED", "SOURCE_TYPES", "SPEC_VERSION", "claim", "lint", "source_type"]

SPEC_VERSION = "2.4"
LISTED = 150  # ingredients named one by one; the library's time grows with their square
# What the signer vouches for. The library calls everything else "gathered": found, and not attributed to anybody.
CREATED = (
    "c2pa.actions", "c2pa.ingredient", "c2pa.ai-disclosure", "c2pa.soft-binding", "cawg.training-mining",
    *("org.secondunit." + name for name in (
        "recipe", "decision", "consent", "credits", "authorship", "frames", "inputs", "source", "watermark")),
)


def claim(
    recipe: Recipe, clearance: Clearance, role: str, media_type: str, source_digest: str, uri: str,
    ingredients: Sequence[Ingredient], now: datetime, *, tool: Tool, known: Particulars | None = None,
    extra: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Return the claim: generator, title, assertions and ingredients. Persons appear as ids of records only.

    `extra` are further assertions by label. More than `LISTED` ingredients become one per relationship, whose id is
    the digest of the full list; the list itself stands in the assertion org.secondunit.inputs and in the record.
    """
    known, extra = known or Particulars(), dict(extra or {})
    shown = ingredients if len(ingredients) <= LISTED else _condensed(ingredients)
    if shown is not ingredients:
        extra["org.secondunit.inputs"] = {
            "inputs": [[item.relationship, item.title, item.digest, item.manifest] for item in ingredients]}
    level = particulars.oversight(recipe, known.contributions, source_digest)
    model = particulars.disclosure(tool, recipe, level) if kind_of(recipe.capability) is not Kind.OPEN else None
    watermark = extra.get("org.secondunit.watermark")
    if watermark:  # the library demands it beside the action; 2.4, soft binding assertion
        extra["c2pa.soft-binding"] = {
            "alg": watermark["scheme"], "blocks": [{"scope": {}, "value": watermark["payload"]}]}
    steps = actions(recipe, uri, shown, now, consents=clearance.consents, watermark=watermark)
    return {
        "claim_generator_info": [
            {"name": "Second Unit", "version": secondunit.__version__, "specVersion": SPEC_VERSION}],
        "title": role, "format": media_type,
        "assertions": [
            {"label": "c2pa.actions.v2", "created": True, "data": {"actions": steps, "allActionsIncluded": True}},
            {"label": "cawg.training-mining", "data": {"entries": known.mining.entries()}},
            {"label": "org.secondunit.recipe", "data": {
                "hash": recipe.hash, "step": recipe.step, "capability": recipe.capability, "role": role,
                "engine": recipe.engine, "engine_version": recipe.engine_version, "seed": recipe.seed,
                "weights": dict(recipe.weights), "inputs": dict(recipe.inputs), "source_digest": source_digest}},
            {"label": "org.secondunit.decision", "data": {
                "clearance": clearance.id, "ruling": clearance.ruling, "rules": list(clearance.rules),
                "packs": dict(clearance.packs), "consents": list(clearance.consents),
                "licences": list(clearance.licences), "approvals": list(clearance.approvals)}},
            *([model] if model else ()),
            *particulars.assertions(clearance, known),
            *({"label": label, "data": dict(data)} for label, data in extra.items()),
        ],
        "ingredients": [
            {"title": item.title, "format": item.media_type, "instance_id": "sha256:" + item.digest,
             "relationship": item.relationship, "label": f"input{index}"}
            for index, item in enumerate(shown)],
    }


def _condensed(ingredients: Sequence[Ingredient]) -> list[Ingredient]:
    """One ingredient a relationship; the parent, of which there is one, stays itself."""
    groups: dict[str, list[Ingredient]] = {}
    for item in ingredients:
        groups.setdefault(item.relationship, []).append(item)
    return [found[0] if len(found) == 1 else Ingredient(
        digest([item.digest for item in found]), "application/json", f"{len(found)} inputs", relationship)
        for relationship, found in groups.items()]
