"""Brings together all facts of one making.

The use comes first (`use`), from the recipe, statements and what it is made of; then what the records show of the tool,
the materials, the people, their consents and replicas, pay, notices, human work. Each module's table says which facts
are known by construction. Everything else that no record answers is missing, and a missing fact holds what needs it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from secondunit.core.identity import Json
from secondunit.core.recipe import Recipe
from secondunit.core.rights import HouseFacts, RightsBook, Tool
from secondunit.gates.facts import consents, materials, notices, pay, people, prompts, replicas, tools, use, work
from secondunit.gates.facts.known import Answer, Answers, Case, Known, Leaving, Media
from secondunit.gates.facts.vocabulary import EXTRA, FACTS, fits


def gather(
    recipe: Recipe, tool: Tool, house: HouseFacts, book: RightsBook, today: date, *,
    entity: str = "", task: str = "", by: str = "", leaving: Leaving | None = None, media: Media | None = None,
) -> Known:
    """Return all facts of one making; nothing is read from outside the arguments.

    `entity` is what it is made for, `task` the department, `by` who asks for it. `media` is what was found of its
    inputs, `leaving` of its outputs when they are about to leave the house.
    """
    case = Case(recipe, tool, house, book, today.isoformat(), entity, task, by, leaving, media or Media())
    case = replace(case, tool=tools.strictest(case))
    outside = materials.outside(case)
    case = replace(case, use=use.of(case, outside))
    these, prompted = replicas.concerned(case), prompts.of(case)
    named = [prompted["prompt.names_persons"]]
    case = replace(case, use=use.settled(case.use, named, these.replicas))
    unseen = not outside.persons_known
    answers: Answers = {
        **{name: Answer(value) for name, value in case.use.items()}, **_house(case), **_delivery(case), **prompted,
        **tools.of(case), **materials.of(case, outside), **people.of(case, unseen), **consents.of(case, unseen),
        **replicas.of(case, these), **pay.of(case, these.replicas), **notices.of(case), **work.of(case),
    }
    values: dict[str, Json] = {
        name: answers[name].value if fits(name, answers[name].value) else None for name in FACTS}
    values |= {EXTRA + name: value for name, value in case.extra.items()}
    found = answers.values()
    return Known(
        values, {name: answer.note for name, answer in answers.items() if answer.note},
        tuple({item.id: item for answer in found for item in answer.consents}.values()),
        tuple({item.id: item for answer in found for item in answer.licences}.values()),
        tuple(dict.fromkeys(day for answer in found for day in answer.ends)),
    )


def _house(case: Case) -> Answers:
    house = case.house
    return {
        "house.production": Answer(house.production), "house.buyer": Answer(house.buyer),
        "house.guilds": Answer(_listed(house.guilds)), "house.territories": Answer(_listed(house.territories)),
        "house.photography_start": Answer(house.photography_start or None),
        "house.engaged_from": Answer(house.engaged_from or None), "house.fiction": Answer(house.fiction),
        "house.claims": Answer(_listed(house.claims)), "house.original_language": Answer(house.original_language),
        "today": Answer(case.day),
    }  # fmt: skip


def _delivery(case: Case) -> Answers:
    """What was checked of media that leave; what they are too near to may have been checked at the making."""
    leaving = case.leaving or Leaving()
    near = {name: value if (value := getattr(leaving, name)) is not None else case.extra.get(name)
            for name in ("similar", "similar_denied")}  # fmt: skip
    return {
        "delivery.leaving": Answer(case.leaving is not None),
        "delivery.credential_valid": Answer(leaving.credential_valid),
        "delivery.manifest_clean": Answer(leaving.manifest_clean), "delivery.watermarked": Answer(leaving.watermarked),
        "similar.matches": Answer(_list(near["similar"])), "similar.denied": Answer(_list(near["similar_denied"])),
    }


def _listed(value: tuple[str, ...] | None) -> list[Json] | None:
    return None if value is None else list(value)


def _list(value: object) -> Json:
    return list(value) if isinstance(value, (list, tuple)) else None
