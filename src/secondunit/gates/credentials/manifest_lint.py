"""The lint that a claim must pass to be delivered.

Rules 1 to 4 are those of the C2PA Conformance Program 0.2 (31 July 2026), the structure rules those of the C2PA
specification 2.2 to 2.4, both in a vocabulary of our own. Rule 5 (crJSON) is kept where a file is read. Rule 6: source
types come from the closed list. Rule 7: the signals that the asset rubrics look for are those that the record leads to
expect. Ours besides: a trained model is disclosed, and nothing else is; recipe, mining preference and record agree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from secondunit.gates.credentials.particulars import MINING, OVERSIGHT, USES
from secondunit.gates.credentials.source_types import BY_MODEL, CAPTURED, GENERATED, SOURCE_TYPES, Kind, kind_of

TYPED_ACTIONS = frozenset("c2pa." + name for name in (
    "addedText", "adjustedColor", "changedSpeed", "color_adjustments", "created", "cropped", "deleted", "drawing",
    "dubbed", "edited", "filtered", "orientation", "removed", "resized", "translated", "trimmed"))
UNTYPED_ACTIONS = frozenset("c2pa." + name for name in (  # may do without a source type
    "converted", "edited.metadata", "enhanced", "opened", "placed", "published", "redacted", "repackaged",
    "resized.proportional", "transcoded", "watermarked", "watermarked.bound", "watermarked.unbound"))
INCEPTIONS = ("c2pa.created", "c2pa.opened")
_SPEC = re.compile(r"\d+\.\d+(\.\d+)?")

Assertions = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Signals:
    """What the asset rubrics read off a claim.

    `inception`: generated, captured, created (by hand or by algorithm) or opened. `transformation`: generated, edited
    or empty. `generated`: any action counts as generative.
    """

    inception: str
    transformation: str
    generated: bool


def lint(data: Mapping[str, Any], recipe_hash: str, uri: str) -> tuple[str, ...]:
    """Return the faults of one of our claims as read back from a file; empty when it may be delivered.

    `recipe_hash` and `uri` are what the credential record says of recipe and source type.
    """
    faults = list(structure(data))
    assertions = _assertions(data)
    steps = actions_of(data)
    if not steps:
        return tuple(dict.fromkeys(faults))
    types = {str(item.get("digitalSourceType")) for item in steps if item.get("digitalSourceType")}
    if uri and uri not in types:
        faults.append("source_type.differs_from_record")
    own = [_data(item) for item in assertions if item.get("label") == "org.secondunit.recipe"]
    if [item.get("hash") for item in own] != [recipe_hash]:
        faults.append("recipe.differs_from_record")
    kind = kind_of(str(own[0].get("capability"))) if own else Kind.MAKE
    faults += _lint_signals(signals(data), kind, uri)
    faults += _lint_mining(assertions)
    faults += _lint_disclosure(assertions, types)
    return tuple(dict.fromkeys(faults))


def structure(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the faults of any claim, also a stranger's: the rules of the programme and of the specification."""
    faults: list[str] = []
    generator = data.get("claim_generator_info")
    first = generator[0] if isinstance(generator, list) and generator else generator
    if not isinstance(first, Mapping) or not first.get("specVersion"):
        faults.append("generator.spec_version.missing")
    elif not _SPEC.fullmatch(str(first["specVersion"])):
        faults.append("generator.spec_version.malformed")
    tables = [item for item in _assertions(data) if _is_actions(item)]
    if not tables:
        return (*faults, "actions.missing")
    for table in tables:
        content = table.get("data")
        if not isinstance(content, Mapping) or "allActionsIncluded" not in content:
            faults.append("actions.all_included.missing")
        elif not isinstance(content["allActionsIncluded"], bool):
            faults.append("actions.all_included.malformed")
        if not table.get("created"):
            faults.append("actions.not_created_by_signer")
    steps = actions_of(data)
    faults += _lint_actions(steps, _relationships(data))
    bound = any(str(item.get("label", "")).startswith("c2pa.soft-binding") for item in _assertions(data))
    if not bound and any(item.get("action") == "c2pa.watermarked.bound" for item in steps):
        faults.append("actions.watermarked.soft_binding")
    return tuple(dict.fromkeys(faults))


def actions_of(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """All actions of a claim, in order."""
    out: list[Mapping[str, Any]] = []
    for table in _assertions(data):
        content = table.get("data")
        if _is_actions(table) and isinstance(content, Mapping):
            found = content.get("actions")
            out += [item for item in (found if isinstance(found, list) else ()) if isinstance(item, Mapping)]
    return out


def signals(data: Mapping[str, Any]) -> Signals:
    """Read off a claim what the asset rubrics read: how it began, what was done since, and whether a model did it."""
    steps = actions_of(data)
    types = [str(item.get("digitalSourceType") or "") for item in steps]
    names = [str(item.get("action")) for item in steps]
    if not steps or names[0] == "c2pa.opened":
        inception = "opened" if steps else ""
    else:
        inception = "generated" if types[0] in GENERATED else "captured" if types[0] in CAPTURED else "created"
    later = [uri for uri, name in zip(types[1:], names[1:], strict=True) if name in TYPED_ACTIONS or uri]
    transformation = "generated" if any(uri in GENERATED for uri in later) else "edited" if later else ""
    return Signals(inception, transformation, any(uri in GENERATED for uri in types))


def _lint_signals(found: Signals, kind: Kind, uri: str) -> list[str]:
    """Rule 7. The record's source type says which signals must be there."""
    faults = []
    if found.generated != (uri in GENERATED):
        faults.append("rubric.generated")
    if found.inception == "opened":
        if not kind.opens:
            faults.append("rubric.inception")
        expected = "" if kind is Kind.OPEN else "generated" if uri in GENERATED else "edited"
        if found.transformation != expected:
            faults.append("rubric.transformation")
    elif kind is Kind.OPEN or (found.inception == "generated") != (uri in GENERATED):
        faults.append("rubric.inception")
    return faults


def _lint_actions(actions: Sequence[Mapping[str, Any]], relationships: Sequence[str]) -> list[str]:
    faults: list[str] = []
    names = [str(item.get("action")) for item in actions]
    inceptions = [name for name in names if name in INCEPTIONS]
    if not names or names[0] not in INCEPTIONS or len(inceptions) != 1:
        faults.append("actions.inception")
    parents = relationships.count("parentOf")
    if "c2pa.opened" in names and parents != 1:
        faults.append("actions.opened.parent")
    if "c2pa.opened" not in names and parents:
        faults.append("actions.parent.not_opened")
    if "c2pa.placed" in names and "componentOf" not in relationships:
        faults.append("actions.placed.component")
    if "componentOf" in relationships and "c2pa.placed" not in names:
        faults.append("actions.component.not_placed")
    for place, (item, name) in enumerate(zip(actions, names, strict=True)):
        kind = item.get("digitalSourceType")
        if name not in TYPED_ACTIONS and name not in UNTYPED_ACTIONS:
            faults.append(f"actions.unknown:{name}")
        if name in TYPED_ACTIONS and not kind:
            faults.append(f"source_type.missing:{name}")
        if name == "c2pa.opened" and kind:
            faults.append("source_type.on_opened")
        if kind and kind not in SOURCE_TYPES.values():
            faults.append(f"source_type.unknown:{kind}")
        if name in ("c2pa.opened", "c2pa.placed") and not _named(item):
            faults.append(f"actions.ingredient.missing:{name}")
        if name == "c2pa.removed" and "c2pa.placed" not in names[:place] and "componentOf" not in relationships:
            faults.append("actions.removed.component")
        if "changes" in item and not _regions_hold(item["changes"]):
            faults.append(f"actions.changes.malformed:{name}")
    return faults


def _named(action: Mapping[str, Any]) -> bool:
    """Whether the action names what it opens or places: by label in a claim, by hashed address in a manifest."""
    parameters = action.get("parameters")
    if not isinstance(parameters, Mapping):
        return False
    return any(parameters.get(key) for key in ("ingredientIds", "ingredients", "ingredient"))


def _regions_hold(changes: object) -> bool:
    if not isinstance(changes, list) or not changes:
        return False
    for change in changes:
        regions = change.get("region") if isinstance(change, Mapping) else None
        if not isinstance(regions, list) or not regions:
            return False
        for region in regions:
            span = region.get("frame") if isinstance(region, Mapping) else None
            if isinstance(region, Mapping) and region.get("type") == "frame":
                start, end = (span.get("start"), span.get("end")) if isinstance(span, Mapping) else (None, None)
                if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start <= end:
                    return False
    return True


def _lint_mining(assertions: Assertions) -> list[str]:
    found = [_data(item).get("entries") for item in assertions if item.get("label") == "cawg.training-mining"]
    entries = [item for item in found if isinstance(item, Mapping)]
    if not any(set(item) >= set(MINING) for item in entries):
        return ["training_mining.missing"]
    for item in entries:
        for entry in item.values():
            use = entry.get("use") if isinstance(entry, Mapping) else None
            if use not in USES or (use == "constrained" and not entry.get("constraint_info")):
                return ["training_mining.malformed"]
    return []


def _lint_disclosure(assertions: Assertions, types: set[str]) -> list[str]:
    found = [item.get("data") for item in assertions if str(item.get("label", "")).startswith("c2pa.ai-disclosure")]
    by_model = bool(types & BY_MODEL)
    if not found:
        return ["disclosure.missing"] if by_model else []
    if not by_model and SOURCE_TYPES["algorithmicallyEnhanced"] not in types and (
        SOURCE_TYPES["compositeSynthetic"] not in types
    ):
        return ["disclosure.without_model"]
    for data in found:
        profile = data.get("contentProfile") if isinstance(data, Mapping) else None
        level = profile.get("humanOversightLevel") if isinstance(profile, Mapping) else None
        if not isinstance(data, Mapping) or level not in OVERSIGHT or not all(
            data.get(key) for key in ("modelType", "modelName", "modelIdentifier")
        ):
            return ["disclosure.malformed"]
    return []


def _data(item: Mapping[str, Any]) -> Mapping[str, Any]:
    data = item.get("data")
    return data if isinstance(data, Mapping) else {}


def _assertions(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = data.get("assertions")
    return [item for item in (found if isinstance(found, list) else ()) if isinstance(item, Mapping)]


def _relationships(data: Mapping[str, Any]) -> list[str]:
    found = data.get("ingredients")
    return [str(item.get("relationship")) for item in (found if isinstance(found, list) else ())
            if isinstance(item, Mapping)]


def _is_actions(item: Mapping[str, Any]) -> bool:
    return str(item.get("label", "")).startswith("c2pa.actions")
