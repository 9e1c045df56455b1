"""What a credential says of people and terms, beside what was done: documents, credits, work by hand, mining.

Persons appear as ids of records, papers as their SHA-256; names and addresses stay in the production.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from secondunit.core.identity import sha256
from secondunit.core.recipe import Recipe
from secondunit.core.rights import Clearance, Contribution, Credit, Tool

MINING = ("cawg.ai_generative_training", "cawg.ai_inference", "cawg.ai_training", "cawg.data_mining")
USES = ("allowed", "constrained", "notAllowed")  # from mild to strict; CAWG training and data mining 1.1
OVERSIGHT = ("fully_autonomous", "prompt_guided", "human_validated")
MODEL = "c2pa.types.model"
_PROMPTS = ("prompt", "negative_prompt", "notes")  # parameters that a person wrote


@dataclass(frozen=True)
class Mining:
    """What others may do with the output by machine; `terms` say how where it is constrained."""

    use: str = "notAllowed"
    terms: str = ""

    def entries(self) -> dict[str, dict[str, str]]:
        """The entries of the assertion cawg.training-mining."""
        entry = {"use": self.use, **({"constraint_info": self.terms} if self.use == "constrained" else {})}
        return {name: dict(entry) for name in MINING}


@dataclass(frozen=True)
class Particulars:
    """What the production's records say of one making. `documents`: id of a consent or licence -> SHA-256."""

    documents: Mapping[str, str] = field(default_factory=dict)
    contributions: Sequence[Contribution] = ()
    credits: Sequence[Credit] = ()
    mining: Mining = Mining()
    source: Mapping[str, Any] = field(default_factory=dict)  # of media from outside: record, digest, marks, signer


def mining(setting: str, terms: str, stated: str, inputs: Sequence[tuple[str, str]]) -> Mining:
    """Return the strictest of what the production wants and what its inputs allow.

    `setting` counts beyond notAllowed only as far as a recorded statement (`stated`) goes too; `inputs` are
    preference and details of each source. Constrained without terms is notAllowed.
    """
    wanted = max(_rank(setting), _rank(stated)) if setting != "notAllowed" else _rank("notAllowed")
    details = [terms] if USES[wanted] == "constrained" else []
    for use, said in inputs:
        if use in ("", "unset"):
            continue
        wanted = max(wanted, _rank(use))
        details += [said] if use == "constrained" else []
    if USES[wanted] != "constrained":
        return Mining(USES[wanted])
    words = "; ".join(dict.fromkeys(text.strip() for text in details if text.strip()))
    return Mining("constrained", words) if words else Mining()


def _rank(use: str) -> int:
    """Its place in `USES`; a word that is not one of them is read as the strictest."""
    return USES.index(use) if use in USES else len(USES) - 1


def oversight(recipe: Recipe, contributions: Sequence[Contribution], source_digest: str) -> str:
    """Return the human oversight level (C2PA 2.4): what people did so far, not what they may do at the review.

    human_validated: somebody selected, arranged or changed these very bytes. prompt_guided: a person wrote the
    prompt or gave the input. fully_autonomous: neither.
    """
    if any(item.kind in ("select", "arrange", "modify") and item.after_sha256 == source_digest
           for item in contributions):
        return "human_validated"
    wrote = any(str(recipe.parameters.get(name) or "").strip() for name in _PROMPTS)
    return "prompt_guided" if wrote or contributions else "fully_autonomous"


def disclosure(tool: Tool, recipe: Recipe, level: str) -> dict[str, Any] | None:
    """Return the assertion c2pa.ai-disclosure, or None where no part of the tool was trained."""
    if tool.training_data_status == "none":
        return None
    weights = ",".join(f"{name}:{digest}" for name, digest in sorted(recipe.weights.items()))
    model = str(recipe.parameters.get("model") or "").strip()
    return {"label": "c2pa.ai-disclosure", "data": {
        "modelType": MODEL, "modelName": model or tool.name or recipe.engine,
        "modelIdentifier": weights or f"{recipe.engine}:{recipe.engine_version}{':' + model if model else ''}",
        "contentProfile": {"humanOversightLevel": level}}}


def assertions(clearance: Clearance, known: Particulars) -> list[dict[str, Any]]:
    """Return the project's own assertions of consents, licences, credits and authorship; empty ones are left out."""
    papers = {
        "consents": [_paper(name, known) for name in clearance.consents],
        "licences": [_paper(name, known) for name in clearance.licences],
    }
    out = []
    if known.source:
        out.append({"label": "org.secondunit.source", "data": dict(known.source)})
    if any(papers.values()):
        out.append({"label": "org.secondunit.consent", "data": papers})
    if known.credits:
        out.append({"label": "org.secondunit.credits", "data": {"credits": [
            {"id": item.id, "party": item.party, "role": item.role, "tool": item.tool, "order": item.order,
             "text_sha256": sha256(item.text.encode()) if item.text else ""}
            for item in sorted(known.credits, key=lambda credit: (credit.order, credit.id))]}})
    if known.contributions:
        out.append({"label": "org.secondunit.authorship", "data": {"contributions": [
            {"id": item.id, "person": item.person, "kind": item.kind, "at": item.at,
             "before_sha256": item.before_sha256, "after_sha256": item.after_sha256}
            for item in sorted(known.contributions, key=lambda each: (each.at, each.id))]}})
    return out


def _paper(name: str, known: Particulars) -> dict[str, str]:
    return {"id": name, "document_sha256": known.documents.get(name, "")}
