"""Brings the facts of a production to the rules and turns a good ruling into a signed clearance."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from secondunit import plugins
from secondunit.config import Config
from secondunit.core.errors import ClearanceMismatch, ClockBack
from secondunit.core.recipe import Recipe
from secondunit.core.rights import Firing, HouseFacts, RightsBook, Ruling, Tool, Verdict
from secondunit.execution.inputs import Finder
from secondunit.gates.facts import Leaving, Media
from secondunit.gates.records.decisions import of_ruling
from secondunit.gates.records.register import Register
from secondunit.gates.rules import policy
from secondunit.gates.signing import clearance as clearances
from secondunit.gates.signing.keys import Keys
from secondunit.store.signature import check_clearance
from secondunit.store.store import Store

REMEMBERED = 256  # rulings
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
        self._asked: dict[tuple[Any, ...], tuple[RightsBook, tuple[Tool, Media], Ruling]] = {}
        self.book = self.register.book()

    def refresh(self) -> bool:
        """Read the rights book again and say whether it changed, here or by another process.

        VerifyFailed when a record is not signed by this production's gate; what cannot be read refuses likewise.
        """
        before, self.book = self.book, self.register.book()
        return self.book is not before

    def ask(self, recipe: Recipe, now: datetime | None = None, **position: Any) -> Ruling:  # noqa: ANN401
        """Ask the rules about a recipe as of now; a denial is returned like any other answer.

        The rules are a function of what they are told: with the same book, day, tool, media and position they need not
        be asked twice. A run asks when it plans a recipe, and again before what was made of it enters.
        """
        now, media = now or datetime.now(UTC), self.finder.media(recipe, self.book)
        self._on_time(now)
        key, told = (recipe.hash, now.date(), *sorted(position.items())), (tool_of(recipe), media)
        known = self._asked.get(key)
        if known is not None and known[0] is self.book and known[1] == told:
            return known[2]
        ruling = policy.decide(recipe, told[0], self.house, self.book, now.date(), media=media, **position)
        if len(self._asked) >= REMEMBERED:
            self._asked.clear()
        self._asked[key] = self.book, told, ruling
        return ruling

    def _concerns_rights(self, recipe: Recipe) -> bool:
        """Whether a recipe states anything about rights, or takes in what came from outside, or was made of it."""
        facts = recipe.facts
        return bool(facts.persons or facts.training_items or facts.input_flags or facts.extra) or any(
            not told.made_here or told.origins for told in self.finder.media(recipe, self.book).inputs.values())

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

        When media leave, what is open of anything that went into them is open for them too, until a person approves
        it for either: at the making it was not, or it would not be there, but an approval ends and a purpose changes.
        """
        ruling = self.ask(recipe, now, **position)
        if ruling.verdict is Verdict.DENY:
            return ruling
        inherited: dict[str, Firing] = {}
        for below in self.below(recipe):
            if self._concerns_rights(below):
                told = self.ask(below, now, **position)
                if told.verdict is Verdict.DENY:
                    return told
                for firing in self._open(below, now, **position):
                    why = f"{firing.explanation} (of {below.hash[:12]}, which it was made from)"
                    inherited.setdefault(f"{firing.pack}/{firing.rule}", replace(firing, explanation=why))
        own = {f"{firing.pack}/{firing.rule}" for firing in ruling.open}
        more = (firing for name, firing in inherited.items() if name not in own)
        return replace(ruling, firings=(*ruling.firings, *more))

    def _open(
        self, below: Recipe, now: datetime | None, *, entity: str = "", by: str = "", leaving: Leaving | None = None,
        **_: object,
    ) -> tuple[Firing, ...]:  # fmt: skip
        """What still waits for a person, for a recipe whose picture leaves as a part of what `entity` shows.

        It is asked in its own place, where its own approvals and statements are. What was checked of the file that
        leaves is no fact of it.
        """
        if leaving is None:
            return ()
        take = self.store.get("takes", below.hash) or {}
        part = replace(leaving, credential_valid=True, manifest_clean=True, similar=(), similar_denied=())
        return self.ask(below, now, entity=str(take.get("entity", "")), task=str(take.get("task", "")), by=by,
                        leaving=part, within=entity).open  # fmt: skip

    def below(self, recipe: Recipe) -> Iterator[Recipe]:
        """Yield every recipe that went into this one, directly or further down, each once."""
        seen, queue = {recipe.hash}, [recipe]
        while queue:
            for reference in queue.pop().inputs.values():
                for name in self.finder.makers(reference):
                    made = self.finder.recipe(name) if name not in seen else None
                    if made is not None:
                        seen.add(name)
                        queue.append(made)
                        yield made

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


def tool_of(recipe: Recipe) -> Tool:
    """Return the facts that an engine's manifest states for the rules."""
    manifest = plugins.engine(recipe.engine)
    return Tool.from_json({
        **manifest.tool, "name": manifest.name, "version": manifest.version, "licence": manifest.licence
    })  # fmt: skip
