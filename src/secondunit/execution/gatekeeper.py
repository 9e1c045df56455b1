"""Brings the facts of a production to the rules and turns a good ruling into a signed clearance."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from secondunit import plugins
from secondunit.config import Config
from secondunit.core.errors import ClearanceMismatch, ClockBack
from secondunit.core.recipe import Recipe
from secondunit.core.rights import HouseFacts, Ruling, Tool, Verdict
from secondunit.execution.inputs import Finder
from secondunit.gates.records.decisions import of_ruling
from secondunit.gates.records.register import Register
from secondunit.gates.rules import policy
from secondunit.gates.signing import clearance as clearances
from secondunit.gates.signing.keys import Keys
from secondunit.store.signature import check_clearance
from secondunit.store.store import Store

PATIENCE = timedelta(minutes=15)  # clocks of two machines that share a folder differ a little


class Gatekeeper:
    """One production's gate. Rights records are read anew for each run, so a revocation counts at once."""

    def __init__(self, store: Store, config: Config, keys: Keys) -> None:
        self.store, self.keys = store, keys
        self.register, self.finder = Register(store, keys), Finder(store, keys.gate)
        self.house = HouseFacts(
            production=config["id"], buyer=config["rights.buyer"], guilds=tuple(config["rights.guilds"]),
            territories=tuple(config["rights.territories"]), photography_start=config["rights.photography_start"],
            engaged_from=config["rights.engaged_from"], fiction=config["rights.fiction"],
            packs=tuple(config["rights.packs"]), switched_off=tuple(config["rights.switched_off"]),
            strikes=tuple(config["rights.strikes"]), claims=tuple(config["rights.claims"]),
            original_language=config["rights.language"],
        )  # fmt: skip
        self._logged: set[tuple[str, ...]] = set()
        self.book = self.register.book()

    def refresh(self) -> bool:
        """Read the rights book again and say whether it changed, here or by another process.

        VerifyFailed when a record is not signed by this production's gate; what cannot be read refuses likewise.
        """
        before, self.book = self.book, self.register.book()
        return self.book is not before

    def ask(self, recipe: Recipe, now: datetime | None = None, **position: Any) -> Ruling:  # noqa: ANN401
        """Ask the rules about a recipe as of now; a denial is returned like any other answer."""
        now, media = now or datetime.now(UTC), self.finder.media(recipe, self.book)
        self._on_time(now)
        return policy.decide(recipe, tool_of(recipe), self.house, self.book, now.date(), media=media, **position)

    def _on_time(self, now: datetime) -> None:
        """Refuse while the clock shows less than the ledger: a consent that ended must not come back that way."""
        last = self.store.ledger.latest()
        if last and now < datetime.fromisoformat(last) - PATIENCE:
            raise ClockBack(
                f"the clock of this machine shows {clearances.stamp(now)}, but the ledger has an entry of {last}",
                hint="set the clock right; if the ledger's time is the wrong one, a named person may say so: "
                     "secondunit rights ledger clock --by NAME --why REASON",
            )  # fmt: skip

    def standing(self, recipe: Recipe, now: datetime | None = None, **position: Any) -> Ruling:  # noqa: ANN401
        """Return the ruling on a recipe, or the denial of one that it rests on: a picture of a face that may not be
        used any more may not be used either.
        """
        ruling = self.ask(recipe, now, **position)
        if ruling.verdict is Verdict.DENY:
            return ruling
        for below in self.below(recipe):
            if _concerns_rights(below):
                told = self.ask(below, now, **position)
                if told.verdict is Verdict.DENY:
                    return told
        return ruling

    def below(self, recipe: Recipe) -> Iterator[Recipe]:
        """Yield every recipe that went into this one, directly or further down, each once."""
        seen, queue = {recipe.hash}, [recipe]
        while queue:
            for reference in queue.pop().inputs.values():
                name = made_by(self.store, reference)
                body = self.store.get("recipes", name) if name and name not in seen else None
                if body is not None:
                    seen.add(name)
                    queue.append(Recipe.from_json(body["recipe"]))
                    yield queue[-1]

    def judge(self, recipe: Recipe, now: datetime | None = None, **position: Any) -> Ruling:  # noqa: ANN401
        """Return the standing of a recipe; what is not allowed is entered in the ledger."""
        ruling = self.standing(recipe, now, **position)
        if ruling.verdict is not Verdict.ALLOW:
            self.store.put("recipes", recipe.hash, {"recipe": recipe.to_json()})  # what was asked
            self.log(ruling, **position)
        return ruling

    def rule(self, recipe: Recipe, now: datetime | None = None, **position: Any) -> Ruling:  # noqa: ANN401
        """Ask the rules about a recipe and all it rests on as of now; a denial raises the error that names it."""
        ruling = self.judge(recipe, now, **position)
        policy.enforce(ruling)
        return ruling

    def log(self, ruling: Ruling, *, entity: str = "", task: str = "", by: str = "", **_: object) -> None:
        """Enter a ruling in the ledger; the same answer to the same person for the same work once for each gate."""
        draft = of_ruling(ruling, entity=entity, task=task, by=by)
        key = (draft.digest, entity, task, by)
        if key not in self._logged:
            self.store.ledger.note(draft)
            self._logged.add(key)

    def clear(
        self, recipe: Recipe, entity: str, task: str = "", by: str = ""
    ) -> tuple[Ruling, dict[str, Any] | None]:
        """Return the ruling and, unless a person must approve first, the clearance on record for the recipe.

        `by` is the person who asks for it.
        """
        now = datetime.now(UTC)  # one moment for ruling and clearance: between two of them lies midnight
        ruling = self.rule(recipe, now, entity=entity, task=task, by=by)
        if ruling.verdict is not Verdict.ALLOW:
            return ruling, None
        for old in self.store.index.clearances(recipe.hash):
            if old["ruling"] == ruling.digest:
                with suppress(ClearanceMismatch):  # expired or of another key: ask anew
                    check_clearance(old, recipe.hash, self.keys.gate, now)
                    return ruling, old
        made = clearances.issue(recipe, ruling, self.keys, now)
        return ruling, made.to_json()


def made_by(store: Store, reference: str) -> str:
    """Return the recipe that made an input (`recipe:<hash>#<role>` or `sha256:<digest>`), empty for outside media."""
    if reference.startswith("recipe:"):
        return reference[7:].partition("#")[0]
    sql = "SELECT recipe FROM media WHERE digest = ? ORDER BY recipe LIMIT 1"
    row = store.index.db.execute(sql, (reference.removeprefix("sha256:"),)).fetchone()
    return str(row[0]) if row else ""


def _concerns_rights(recipe: Recipe) -> bool:
    facts = recipe.facts
    return bool(facts.persons or facts.training_items or facts.input_flags or facts.extra)


def tool_of(recipe: Recipe) -> Tool:
    """Return the facts that an engine's manifest states for the rules."""
    manifest = plugins.engine(recipe.engine)
    return Tool.from_json({
        **manifest.tool, "name": manifest.name, "version": manifest.version, "licence": manifest.licence
    })  # fmt: skip
