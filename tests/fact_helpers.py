"""Facts of a small making, worked out from records that each test states."""

from gate_helpers import CLEAN_TOOL, HOUSE, PARTIES, SOURCES, TODAY
from secondunit.core.recipe import Facts, Recipe
from secondunit.core.rights import BOOK, RightsBook
from secondunit.gates.facts import Known, gather

MODEL = {"capability": "image.generate", "engine": "painter"}
KINDS = {kind: name for name, (kind, _) in BOOK.items()}


def book(*records: object) -> RightsBook:
    """Return a book of these records; parties and sources of the helpers are there unless some are given."""
    held = {"parties": PARTIES, "sources": SOURCES}
    found: dict[str, tuple[object, ...]] = {}
    for record in records:
        found[KINDS[type(record)]] = (*found.get(KINDS[type(record)], ()), record)
    return RightsBook(**{**held, **found})


def recipe(parameters: object = None, inputs: object = None, weights: object = None, step: str = "board",
           capability: str = "scene.render", engine: str = "ink", **facts: object) -> Recipe:
    return Recipe(step, capability, engine, "1", parameters or {}, 1, inputs or {}, weights or {}, Facts(**facts))


def known(made: Recipe, *records: object, by=CLEAN_TOOL, at=HOUSE, today=TODAY, who: str = "", entity: str = "shot-1",
          **position: object) -> Known:
    """Gather the facts; `by` is the tool, `who` the person who asks."""
    return gather(made, by, at, book(*records), today, entity=entity, by=who, **position)


def fact(name: str, made: Recipe, *records: object, **around: object) -> object:
    return known(made, *records, **around).get(name)
