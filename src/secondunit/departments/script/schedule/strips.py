"""Strips, elements and places from a breakdown: what a board is made of.

Shooting minutes are an estimate that people change (`core.schedule.shooting_minutes`), and 20 minutes more for each
of stunts, effects, animals and vehicles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from secondunit.core.pages import Pages
from secondunit.core.schedule import (
    BoardElement,
    Calendar,
    Light,
    Place,
    Rules,
    Shoot,
    Strip,
    light_of,
    shooting_minutes,
)
from secondunit.core.script import Breakdown, Scene
from secondunit.core.tags import CATEGORIES, Category, Tag
from secondunit.departments.script.headings import slug
from secondunit.departments.script.schedule.sun import kinds, window

EXTRA_MINUTES = 20
SLOW = (Category.STUNTS, Category.SFX, Category.ANIMALS, Category.VEHICLES)
_RANK = {
    "DAWN": 0, "SUNRISE": 0, "MORNING": 1, "DAY": 2, "AFTERNOON": 3, "MAGIC HOUR": 4, "SUNSET": 4, "DUSK": 4,
    "EVENING": 5, "NIGHT": 6,
}  # fmt: skip
_NEW_DAY = re.compile(
    r"\b(?:NEXT|FOLLOWING|ANOTHER|SECOND|THIRD) (?:DAY|MORNING|AFTERNOON|EVENING|NIGHT|DAWN)\b"
    r"|\b(?:DAYS?|WEEKS?|MONTHS?|YEARS?) LATER\b"
)
_ASIDE = ("flashback", "dream")


def strips(breakdown: Breakdown, pages: Pages | None = None, tags: Sequence[Tag] = ()) -> tuple[Strip, ...]:
    """Return a strip for each scene, in script order. Cast come by board number, 1 for who has the most work.

    Where `tags` say anything of the cast they are believed, else the characters seen in each scene.
    """
    numbers = {element.id: at for at, element in enumerate(cast_elements(breakdown, tags))}
    labels = {scene.element: scene.label for scene in pages.scenes} if pages else {}
    lengths = {scene.element: scene.eighths for scene in pages.scenes} if pages else {}
    who = _cast(breakdown, tags)
    needs: dict[str, list[Tag]] = {}
    for tag in tags:
        if tag.category is not Category.CAST:
            needs.setdefault(tag.scene, []).append(tag)
    out = []
    for scene, script_day in zip(breakdown.scenes, _script_days(breakdown.scenes), strict=True):
        heading = next((i for i in scene.elements if i in labels), None)
        eighths = max(1, lengths.get(heading, scene.eighths)) if heading is not None else max(1, scene.eighths)
        theirs = needs.get(scene.id, [])
        light = light_of(scene.setting, scene.time)
        out.append(Strip(
            scene.id, scene.number, scene.setting, scene.place, scene.time, eighths,
            _estimate(eighths, light, {tag.category for tag in theirs}),
            tuple(sorted(who[scene.id], key=lambda id_: numbers[id_])),
            tuple(dict.fromkeys(element_id(tag) for tag in theirs)),
            scene.location, script_day, page=labels[heading] if heading is not None else "", light=light,
        ))  # fmt: skip
    return tuple(out)


def shoot_of(
    breakdown: Breakdown, pages: Pages | None = None, tags: Sequence[Tag] = (), *, start: date, title: str = ""
) -> Shoot:  # fmt: skip
    """Return all that a board is made from, with the usual rules, beginning on `start`."""
    elements = (*cast_elements(breakdown, tags), *other_elements(tags))
    return Shoot(strips(breakdown, pages, tags), elements, places(breakdown), Rules(Calendar(start)), title)


def _estimate(eighths: int, light: Light, needs: set[Category]) -> int:
    return 5 * round((shooting_minutes(eighths, light) + EXTRA_MINUTES * len(needs.intersection(SLOW))) / 5)


def element_id(tag: Tag) -> str:
    """Return the id of the element that a tag names."""
    return f"{tag.category.value}:{slug(tag.name) or 'unnamed'}"


def cast_elements(breakdown: Breakdown, tags: Sequence[Tag] = ()) -> tuple[BoardElement, ...]:
    """Return the cast with board numbers, from the most work to the least; equals in order of appearance."""
    work: dict[str, tuple[int, int]] = {}
    who = _cast(breakdown, tags)
    for scene in breakdown.scenes:
        for id_ in who[scene.id]:
            eighths, scenes = work.get(id_, (0, 0))
            work[id_] = (eighths + max(1, scene.eighths), scenes + 1)
    names = {person.id: person.name for person in breakdown.characters}
    names.update({_tag_cast_id(tag, breakdown): tag.name for tag in tags
                  if tag.category is Category.CAST and _tag_cast_id(tag, breakdown) not in names})  # fmt: skip
    order = sorted(work, key=lambda id_: (-work[id_][0], -work[id_][1]))
    return tuple(BoardElement(id_, names.get(id_, id_), board_id=str(at)) for at, id_ in enumerate(order, 1))


def other_elements(tags: Sequence[Tag]) -> tuple[BoardElement, ...]:
    """Return an element for each thing tagged besides the cast, by category, in order of appearance."""
    found: dict[str, BoardElement] = {}
    order = list(CATEGORIES)
    for tag in tags:
        if tag.category is not Category.CAST:
            id_ = element_id(tag)
            facts = CATEGORIES[tag.category]
            found.setdefault(id_, BoardElement(id_, tag.name, facts.ucid, hold=False, drop=False, dood=False))
    rank = {CATEGORIES[category].ucid: at for at, category in enumerate(order)}
    return tuple(sorted(found.values(), key=lambda element: rank[element.ucid]))


def places(breakdown: Breakdown) -> tuple[Place, ...]:
    """Return the places, inside and outside of one name on one base, rooms of one house too."""
    heads: dict[str, int] = {}
    for location in breakdown.locations:
        head = slug(location.name.split(" - ")[0])
        heads[head] = heads.get(head, 0) + 1
    out = []
    for location in breakdown.locations:
        head = slug(location.name.split(" - ")[0])
        out.append(Place(location.id, location.name, head if heads[head] > 1 else location.id))
    return tuple(out)


def _cast(breakdown: Breakdown, tags: Sequence[Tag]) -> dict[str, tuple[str, ...]]:
    """Return who is wanted in each scene."""
    tagged = [tag for tag in tags if tag.category is Category.CAST]
    if not tagged:
        return {scene.id: scene.characters for scene in breakdown.scenes}
    out: dict[str, dict[str, None]] = {scene.id: {} for scene in breakdown.scenes}
    for tag in tagged:
        if tag.scene in out:
            out[tag.scene][_tag_cast_id(tag, breakdown)] = None
    return {scene: tuple(who) for scene, who in out.items()}


def _tag_cast_id(tag: Tag, breakdown: Breakdown) -> str:
    name = tag.name.upper()
    for person in breakdown.characters:
        if person.name.upper() == name or name in (alias.upper() for alias in person.aliases):
            return person.id
    return slug(tag.name) or "unnamed"


def _script_days(scenes: Sequence[Scene]) -> Iterator[str]:
    """Yield the story day of each scene: a new one where the heading says so or the clock goes back.

    Flashbacks and dreams stand outside the count: FB1, FB2, ...
    """
    day, aside, rank, inside = 1, 0, -1, False
    for scene in scenes:
        if any(flag in _ASIDE for flag in scene.flags):
            aside += not inside
            inside = True
            yield f"FB{aside}"
            continue
        inside = False
        now = _RANK.get(scene.time, rank)
        vague = scene.time == "DAY" and rank in (1, 2, 3)
        said = _NEW_DAY.search(" ".join(scene.heading.upper().split()))
        if rank >= 0 and "continuous" not in scene.flags and (said or (now < rank and not vague)):
            day += 1
        rank = now if not vague or said else rank
        yield str(day)


def split_long(shoot: Shoot, locked: Mapping[str, date]) -> tuple[Shoot, dict[str, date]]:
    """Return the shoot with scenes longer than a day in parts of about equal length, and the locks for it.

    Parts are shot on consecutive shooting dates; rules for the scene hold for the parts, and a note says so.
    """
    rules = shoot.rules
    room = max(1, round(rules.hours * 60) - rules.meal_minutes)
    ages = {e.id: e.age for e in shoot.elements if e.age is not None}
    light_room = _light_room(shoot) if any(s.light in (Light.DAY, Light.NIGHT) for s in shoot.strips) else {}
    parts: dict[str, tuple[Strip, ...]] = {}
    notes = list(shoot.notes)
    for strip in shoot.strips:
        most = min(room, light_room.get(strip.light, room))
        for id_ in strip.cast:
            rule = rules.minor_rule(ages.get(id_))
            most = min(most, rule.minutes) if rule else most
        count = max(-(-strip.eighths // max(1, rules.max_eighths)), -(-strip.minutes // max(1, most)))
        if strip.kind != "scene" or count < 2 or strip.parts > 1 or count > strip.eighths:
            continue
        parts[strip.id] = tuple(
            replace(strip, id=f"{strip.id}.{n}", part=n, parts=count, eighths=_share(strip.eighths, n, count),
                    minutes=_share(strip.minutes, n, count))
            for n in range(1, count + 1)
        )  # fmt: skip
        notes.append(f"scene {strip.scene} is longer than a day: it is split over {count} consecutive shooting dates")
    if not parts:
        return shoot, dict(locked)
    rules = replace(
        rules,
        fixed=tuple((_first(parts, id_), day) for id_, day in rules.fixed),
        before=tuple((_last(parts, a), _first(parts, b)) for a, b in rules.before),
        together=tuple(tuple(_first(parts, id_) for id_ in group) for group in rules.together),
        apart=tuple((a, b) for one, other in rules.apart for a in _all(parts, one) for b in _all(parts, other)),
    )
    strips_ = tuple(each for strip in shoot.strips for each in parts.get(strip.id, (strip,)))
    locks = {_first(parts, id_): day for id_, day in locked.items()}
    return replace(shoot, strips=strips_, rules=rules, notes=tuple(notes)), locks


def _share(total: int, part: int, parts: int) -> int:
    return total * part // parts - total * (part - 1) // parts


def _first(parts: Mapping[str, tuple[Strip, ...]], id_: str) -> str:
    return parts[id_][0].id if id_ in parts else id_


def _last(parts: Mapping[str, tuple[Strip, ...]], id_: str) -> str:
    return parts[id_][-1].id if id_ in parts else id_


def _all(parts: Mapping[str, tuple[Strip, ...]], id_: str) -> tuple[str, ...]:
    return tuple(strip.id for strip in parts[id_]) if id_ in parts else (id_,)


def _light_room(shoot: Shoot) -> dict[Light, int]:
    """Return the most minutes of daylight and of darkness that one day near the start of the shoot has."""
    dates = list(islice(shoot.rules.calendar.dates(), 120))
    windows = [window(shoot.rules, day, kind) for day in dates for kind in kinds(shoot.rules)]
    bright, dark = (max((getattr(w, name) for w in windows), default=0) for name in ("daylight", "darkness"))
    return {light: room for light, room in ((Light.DAY, bright), (Light.NIGHT, dark)) if room}
