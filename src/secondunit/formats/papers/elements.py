"""What a whole film needs, thing by thing: each element with its scenes and shooting days, as departments list it."""

from __future__ import annotations

from dataclasses import dataclass

from secondunit.core.dossier import Dossier
from secondunit.core.tags import Category, Tag
from secondunit.formats.papers.breakdown_sheets import ORDER


@dataclass(frozen=True, slots=True)
class Element:
    """One thing: the scenes that need it by number, the most that one scene needs, the days on which it is shot."""

    category: Category
    name: str
    scenes: tuple[str, ...]
    quantity: int
    days: tuple[int, ...]


def days_of(dossier: Dossier) -> dict[str, tuple[int, ...]]:
    """Return scene id -> numbers of its shooting days; a scene in parts may have several."""
    out: dict[str, dict[int, None]] = {}
    for day in dossier.board.schedule.days if dossier.board else ():
        for id_ in day.strips:
            out.setdefault(id_.partition(".")[0], {})[day.number] = None
    return {scene: tuple(sorted(days)) for scene, days in out.items()}


def placed(dossier: Dossier) -> tuple[Tag, ...]:
    """Return the tags of the scenes that there are; one of a scene that was cut stays in the record of edits."""
    known = {scene.id for scene in dossier.breakdown.scenes}
    return tuple(tag for tag in dossier.tags if tag.scene in known)


def elements(dossier: Dossier) -> tuple[Element, ...]:
    """Return every tagged thing once, by category in the order of the sheets, then by name."""
    numbers = {scene.id: scene.number for scene in dossier.breakdown.scenes}
    order = {id_: at for at, id_ in enumerate(numbers)}
    days = days_of(dossier)
    found: dict[tuple[Category, str], dict[str, int]] = {}
    names: dict[tuple[Category, str], str] = {}
    for tag in sorted(placed(dossier), key=lambda tag: order[tag.scene]):
        key = (tag.category, tag.name.casefold())
        names.setdefault(key, tag.name)
        scenes = found.setdefault(key, {})
        scenes[tag.scene] = max(scenes.get(tag.scene, 0), tag.quantity)
    rank = {category: at for at, category in enumerate((*ORDER, *(c for c in Category if c not in ORDER)))}
    return tuple(
        Element(category, names[category, name], tuple(numbers[s] for s in scenes), max(scenes.values()),
                tuple(sorted({day for s in scenes for day in days.get(s, ())})))
        for (category, name), scenes in sorted(found.items(), key=lambda item: (rank[item[0][0]], item[0][1]))
    )  # fmt: skip
