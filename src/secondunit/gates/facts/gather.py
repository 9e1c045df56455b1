"""The facts of one making: what its recipe says, then what named people state, then what the records show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from secondunit.core.identity import Json
from secondunit.core.recipe import Recipe
from secondunit.core.rights import Consent, HouseFacts, Licence, RightsBook, Statement, Tool
from secondunit.gates import coverage
from secondunit.gates.facts.vocabulary import EXTRA, FACTS, USE, USE_KINDS


@dataclass(frozen=True)
class Leaving:
    """What is known of media that are about to leave the house; None where it was not checked.

    `purpose` is what they leave for. It counts where it asks for more than the purpose they were made for, so
    that the recipe (and with it approvals of its hash) stays what it is.
    """

    credential_valid: bool | None = None
    manifest_clean: bool | None = None
    purpose: str = ""


@dataclass(frozen=True)
class Known:
    """Facts by name, sentences that explain the derived ones, and the records that they rest on."""

    values: Mapping[str, Json]
    notes: Mapping[str, str]
    consents: tuple[Consent, ...]
    licences: tuple[Licence, ...]

    def get(self, name: str) -> Json:
        """The value, or None when the fact is missing."""
        return self.values.get(name)


def gather(
    recipe: Recipe, tool: Tool, house: HouseFacts, book: RightsBook, today: date, *,
    entity: str = "", task: str = "", leaving: Leaving | None = None,
) -> Known:
    """Bring together all facts of one making; nothing is read from outside the arguments."""
    use = recipe.facts
    extra = use.extra if isinstance(use.extra, Mapping) else {}
    persons, items = _words(use.persons), _words(use.training_items)
    kinds = _words(extra.get("use_kinds"))
    if kinds is not None and (not kinds or not set(kinds) <= set(USE_KINDS)):
        kinds = None
    values: dict[str, Json] = {
        "use.task_type": use.task_type, "use.persons": persons, "use.use_kinds": kinds,
        "use.input_flags": _words(use.input_flags), "use.training_items": items,
        "use.purpose": _purpose(use.purpose, leaving), "use.alters_performance": use.alters_performance,
        "use.asserted_by": _text(extra.get("asserted_by")), "use.capability": recipe.capability,
        "house.production": house.production, "house.buyer": house.buyer,
        "house.guilds": _listed(house.guilds), "house.territories": _listed(house.territories),
        "house.photography_start": house.photography_start or None,
        "house.engaged_from": house.engaged_from or None, "house.fiction": house.fiction,
        "house.claims": list(house.claims),
        "delivery.leaving": leaving is not None,
        "delivery.credential_valid": leaving.credential_valid if leaving else None,
        "delivery.manifest_clean": leaving.manifest_clean if leaving else None,
        "today": today.isoformat(),
    }
    for name in FACTS:
        if name.startswith("tool.") and hasattr(tool, name.removeprefix("tool.")):
            value = getattr(tool, name.removeprefix("tool."))
            values[name] = None if value == "" else value
    for name, value in extra.items():
        values[EXTRA + name] = value
    stated = _stated(book.statements, entity, task, today)
    for name in USE:
        if values.get(name) is None:
            said = extra.get(name.removeprefix("use."))
            values[name] = said if said is not None else stated.get(name)
    for name, kind in FACTS.items():
        if isinstance(kind, tuple) and values.get(name) not in kind:
            values[name] = None
    people = coverage.of_persons(
        persons, coverage.Use(kinds, house, values["use.purpose"] == "promo", extra), book.consents, today)
    training = coverage.of_training(items, values["use.purpose"], book.licences, today)
    values["consent.covered"], values["licence.train_covered"] = people.holds, training.holds
    notes = {"consent.covered": people.note, "licence.train_covered": training.note}
    return Known(values, notes, people.consents, training.licences)


def _stated(statements: Sequence[Statement], entity: str, task: str, today: date) -> dict[str, Json]:
    """What named people stated for this entity, else for all work of this department; the last word counts."""
    day, out = today.isoformat(), dict[str, Json]()
    for narrow in (False, True):
        for each in sorted(statements, key=lambda item: (item.given_at, item.id)):
            named = bool(entity) and each.entity == entity and each.task in ("", task)
            wide = bool(task) and not each.entity and each.task == task
            live = bool(each.given_at) and each.given_at <= day and not (each.revoked_at and each.revoked_at <= day)
            if live and each.by.strip() and (named if narrow else wide):
                out.update(each.facts)
    return out


def _words(value: object) -> list[Json] | None:
    """A list of texts without blanks; None for anything else."""
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) and item for item in value):
        return None
    return list(value)


def _purpose(made_for: str, leaving: Leaving | None) -> str:
    """The stricter of what it was made for and what it leaves for; an unknown word stays one."""
    ranks = ("ideation", "temp", "final", "promo")
    leaves_for = leaving.purpose if leaving else ""
    if not leaves_for or made_for not in ranks:
        return made_for
    return max(made_for, leaves_for, key=ranks.index) if leaves_for in ranks else leaves_for


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _listed(value: tuple[str, ...] | None) -> list[Json] | None:
    return None if value is None else list(value)
