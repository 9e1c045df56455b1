"""The closed vocabulary of facts that rules may ask for, and their values for one making.

A value of None is a missing fact. A word outside its closed list counts as missing, so that a typing
error holds a making instead of letting it slip by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from secondunit.core.identity import Json
from secondunit.core.recipe import Recipe
from secondunit.core.rights import Consent, HouseFacts, Licence, Tool
from secondunit.gates import coverage

PURPOSES = ("ideation", "temp", "final", "promo", "training")
USE_KINDS = ("create_replica", "use_replica", "alter", "voice", "dub", "train", "promo")

# Fact name -> kind, or for a closed word its list. Facts below `use.extra.` are open to pack authors.
FACTS: Mapping[str, str | tuple[str, ...]] = {
    "use.purpose": PURPOSES,
    "use.task_type": "text",
    "use.persons": "list",
    "use.use_kinds": "list",
    "use.input_flags": "list",
    "use.training_items": "list",
    "use.alters_performance": ("none", "customary", "material"),
    "use.asserted_by": "text",
    "use.capability": "text",
    "tool.name": "text",
    "tool.version": "text",
    "tool.deployment": ("local", "enterprise", "consumer"),
    "tool.trains_on_inputs": "flag",
    "tool.retains": "flag",
    "tool.licence_tier": "text",
    "tool.training_data_status": ("licensed", "public", "unknown", "unlicensed", "none"),
    "tool.terms_date": "date",
    "tool.primary_purpose_likeness": "flag",
    "tool.watermarks_outputs": "flag",
    "tool.commercial_ok": "flag",
    "house.production": "text",
    "house.buyer": "text",
    "house.guilds": "list",
    "house.territories": "list",
    "house.photography_start": "date",
    "house.engaged_from": "date",
    "house.fiction": "flag",
    "consent.covered": "flag",
    "licence.train_covered": "flag",
    "delivery.leaving": "flag",
    "delivery.credential_valid": "flag",
    "delivery.manifest_clean": "flag",
    "today": "date",
}
EXTRA = "use.extra."


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


def kind_of(name: str) -> str | tuple[str, ...] | None:
    """Return the kind of a fact, "any" for the open ones, None for a name that does not exist."""
    if name.startswith(EXTRA) and len(name) > len(EXTRA):
        return "any"
    return FACTS.get(name)


def gather(
    recipe: Recipe, tool: Tool, house: HouseFacts, consents: Sequence[Consent], licences: Sequence[Licence],
    today: date, leaving: Leaving | None = None,
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
        "delivery.leaving": leaving is not None,
        "delivery.credential_valid": leaving.credential_valid if leaving else None,
        "delivery.manifest_clean": leaving.manifest_clean if leaving else None,
        "today": today.isoformat(),
    }
    for name in FACTS:
        if name.startswith("tool."):
            value = getattr(tool, name.removeprefix("tool."))
            values[name] = None if value == "" else value
    for name, value in extra.items():
        values[EXTRA + name] = value
    for name, kind in FACTS.items():
        if isinstance(kind, tuple) and values.get(name) not in kind:
            values[name] = None
    people = coverage.of_persons(
        persons, coverage.Use(kinds, house, values["use.purpose"] == "promo", extra), consents, today)
    training = coverage.of_training(items, values["use.purpose"], licences, today)
    values["consent.covered"], values["licence.train_covered"] = people.holds, training.holds
    notes = {"consent.covered": people.note, "licence.train_covered": training.note}
    return Known(values, notes, people.consents, training.licences)


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
