"""What the production's records say of one making: the part of its credential that no engine knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from secondunit.config import Config
from secondunit.core.recipe import Recipe
from secondunit.core.rights import Clearance, Credential, RightsBook, Statement
from secondunit.gates.credentials.particulars import Particulars, mining
from secondunit.gates.credentials.provenance import INTAKE
from secondunit.gates.credentials.source_types import GENERATED, OPAQUE
from secondunit.store.store import Store

LOOSENS = "use.output_mining"  # the fact by which a named person lets others mine what is made


@dataclass(frozen=True)
class Terms:
    """What the production wants others to do with its work by machine (`rights.mining` of production.toml)."""

    use: str = "notAllowed"
    terms: str = ""

    @classmethod
    def of(cls, config: Config) -> Terms:
        """Read them from the settings."""
        return cls(config["rights.mining"], config["rights.mining_terms"])


def particulars(
    book: RightsBook, terms: Terms, recipe: Recipe, clearance: Clearance, inputs: Iterable[Credential], entity: str,
    task: str,
) -> Particulars:
    """Gather documents, credits, contributions and mining preference for one making from the rights book."""
    consents = {item.id: item.doc_sha256 for item in book.consents if item.id in clearance.consents}
    licences = {item.id: item.evidence_sha256 for item in book.licences if item.id in clearance.licences}
    digests = {value for item in inputs for value in (item.digest, item.source_digest)}
    digests.update(value.removeprefix("sha256:") for value in recipe.inputs.values())
    preferences = [(item.tdm_pref, item.tdm_details) for item in book.sources if digests.intersection(item.sha256)]
    return Particulars(
        documents={**consents, **licences},
        contributions=tuple(item for item in book.contributions if item.entity == entity),
        credits=tuple(item for item in book.credits if entity in item.entities),
        mining=mining(terms.use, terms.terms, _stated(book.statements, entity, task), preferences),
        source=recipe.parameters if recipe.capability == INTAKE else {},
    )


def _stated(statements: Iterable[Statement], entity: str, task: str) -> str:
    """The last live statement that loosens the default, for this entity or else for the whole department."""
    found = [item for item in statements
             if LOOSENS in item.facts and item.by.strip() and item.given_at and not item.revoked_at
             and item.task in ("", task) and (item.entity == entity or (not item.entity and item.task == task))]
    last = max(found, key=lambda item: (bool(item.entity), item.given_at, item.id), default=None)
    return str(last.facts[LOOSENS]) if last else ""


def by_model(store: Store, credential: Credential, depth: int = 64) -> bool:
    """Whether a trained model took part in a medium or anything that it was worked from.

    Only a credential whose source type could hide it is followed up to what it was made from.
    """
    if credential.source_type in GENERATED:
        return True
    if credential.source_type not in OPAQUE or depth == 0:
        return False
    for item in credential.ingredients:
        if item.source_type in GENERATED:
            return True
        row = _row(store, item.digest)
        if row is not None and by_model(store, Credential.from_json(row["credential"]), depth - 1):
            return True
    return False


def _row(store: Store, digest: str) -> Mapping[str, Any] | None:
    sql = "SELECT recipe, role FROM media WHERE digest = ? LIMIT 1"
    found = store.index.db.execute(sql, (digest,)).fetchone()
    take = store.get("takes", found[0]) if found else None
    return next((row for row in (take or {}).get("outputs", ()) if row["role"] == found[1]), None) if found else None
