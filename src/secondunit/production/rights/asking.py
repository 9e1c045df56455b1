"""Asks the gate about what is on record: which rules fire today for an entity, a recipe, or the whole production."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from secondunit.core.errors import NotFound, StudioError
from secondunit.core.recipe import Recipe
from secondunit.core.rights import Firing, Ruling, Verdict
from secondunit.gates.facts import Leaving

if TYPE_CHECKING:
    from secondunit.production.folder import Production

SHORTEST = 6  # digits of a recipe that a person may name it by


@dataclass(frozen=True)
class Answer:
    """What the rules say of one recipe today."""

    entity: str
    task: str
    take: int  # 1 for the first of the proposal; 0 where it was not offered
    recipe: str
    ruling: Ruling

    def to_json(self) -> dict[str, Any]:
        """Return plain data: the firings that stand in the way, and those that an approval lifted or that explain."""
        return {
            "entity": self.entity, "task": self.task, "take": self.take, "recipe": self.recipe,
            "verdict": self.ruling.verdict.word, "words": self.ruling.words(),
            "valid_until": self.ruling.valid_until, "packs": dict(self.ruling.packs),
            "consents": list(self.ruling.consents), "licences": list(self.ruling.licences),
            "firings": [{"rule": f.rule, "pack": f.pack, "verdict": f.verdict.word, "counts": f.counts.word,
                         "explanation": f.explanation, "remedy": f.remedy, "citation": f.citation,
                         "missing": list(f.missing), "approved_by": f.approved_by, "suppressed_by": f.suppressed_by}
                        for f in self.ruling.firings],
        }  # fmt: skip


def check(production: Production, what: str = "", *, leaving: str = "", by: str = "") -> list[Answer]:
    """Ask the rules about all takes on record for `what`: an entity, a recipe (or its first digits), or everything.

    `by` is who asks: a replica, for one, may be used by some people only. With `leaving` (temp, final, promo) they are
    asked as if the media left the house for that purpose and their files held. NotFound when there is nothing of that
    name.
    """
    production.shop.gate.refresh()
    rows = list(_rows(production, what))
    if what and not rows:
        raise NotFound(f"nothing is on record for {what[:60]!r}", hint="an entity of review list, or a recipe's digits")
    return [
        Answer(entity, task, take, recipe, ask(
            production, recipe, entity, task, _leaving(production, recipe, leaving), by))
        for entity, task, take, recipe in rows
    ]  # fmt: skip


def ask(
    production: Production, recipe: str, entity: str, task: str, leaving: Leaving | None = None,
    by: str = "",
) -> Ruling:  # fmt: skip
    """Return today's ruling on a recipe on record, as `by` would get it; what cannot be judged is denied."""
    gate = production.shop.gate
    try:
        body = production.store.get("recipes", recipe)
        if body is None:
            raise NotFound(f"recipe {recipe[:12]} is not on record")
        return gate.standing(Recipe.from_json(body["recipe"]), entity=entity, task=task, by=by, leaving=leaving)
    except StudioError as error:
        firing = Firing("cannot-be-judged", "gate", Verdict.DENY, error.message, error.hint)
        return Ruling(recipe, datetime.now(UTC).date().isoformat(), firings=(firing,))


def _leaving(production: Production, recipe: str, purpose: str) -> Leaving | None:
    """Return the position of a take's pictures that leave for a purpose, with what is known of their likeness."""
    if not purpose:
        return None
    rows = (production.store.get("takes", recipe) or {}).get("outputs", ())
    shown = [row for row in rows if row["media_type"] in ("image/png", "image/jpeg")]
    found = [production.similar.near(row["digest"], row["media_type"]) for row in rows]
    matches, denied = [near.matches for near in found], [near.denied for near in found]
    return Leaving(
        credential_valid=True, manifest_clean=True, purpose=purpose,
        watermarked=bool(shown) and all(row["credential"].get("watermark") for row in shown),
        similar=None if None in matches else tuple(title for each in matches for title in each or ()),
        similar_denied=None if None in denied else tuple(title for each in denied for title in each or ()))


def _rows(production: Production, what: str) -> Iterator[tuple[str, str, int, str]]:
    """Yield entity, task, take and recipe: of each task what is offered, and what is approved where it is another."""
    store = production.store
    seen: set[str] = set()
    for row in store.index.all("tasks"):
        offer = store.get("proposals", row["proposal"]) if row.get("proposal") else None
        takes = list(offer["takes"]) if offer else []
        version = store.get("versions", row["version"]) if row.get("version") else None
        numbered = list(enumerate(takes, 1))
        if version and version["recipe"] not in takes:
            numbered.append((0, version["recipe"]))
        for number, recipe in numbered:
            seen.add(recipe)
            if _named(what, row["entity"], recipe):
                yield row["entity"], row["task"], number, recipe
    for take in store.index.all("takes"):
        if what and take["id"] not in seen and _named(what, "", take["id"]):  # not offered: by its recipe alone
            yield take["entity"], take["task"], 0, take["id"]


def _named(what: str, entity: str, recipe: str) -> bool:
    return not what or what == entity or (len(what) >= SHORTEST and recipe.startswith(what))
