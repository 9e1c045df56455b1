"""Scenes: which elements belong together, and where they play."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from secondunit.core.script import Element, ElementType, Script
from secondunit.departments.script.headings import KINDS, Slug, slug, split_heading

_PRINTED = (ElementType.ACTION, ElementType.DIALOGUE, ElementType.SHOT, ElementType.LYRIC, ElementType.CHARACTER)
_LEADS_IN = (ElementType.SECTION, ElementType.SYNOPSIS, ElementType.PAGE_BREAK)
_FADE = re.compile(r"\W*(?:FADE IN|FADE UP|BLACK|OVER BLACK)\W*", re.IGNORECASE)
_BEGINS = re.compile(r"\W*(?:BEGIN )?(FLASH-?\s?BACK|MONTAGE|DREAM SEQUENCE|DREAM|SERIES OF SHOTS)\b.{0,40}", re.DOTALL)
_END = re.compile(r"\W*(?:END (?:OF )?(?:FLASH|DREAM|MONTAGE)|BACK TO (?:THE )?(?:PRESENT|REALITY))", re.IGNORECASE)
NOWHERE = "UNNAMED PLACE"


@dataclass(slots=True)
class Part:
    """A scene before its characters are known."""

    elements: list[Element]
    slug: Slug
    heading: str
    number: str
    place: str = ""
    setting: str = ""
    time: str = ""
    flags: tuple[str, ...] = ()
    location: str = ""


def split_scenes(script: Script) -> list[Part]:
    """Return the scenes in order. Text before the first heading is a scene of its own if anything happens in it.

    Omitted scenes are left out; their elements stay in the script. Sections and synopses just before a heading go
    with the scene that follows.
    """
    groups: list[list[Element]] = [[]]
    omitted = False
    for element in script.elements:
        if element.type is ElementType.SCENE_HEADING:
            if omitted := element.attrs.get("omitted") == "yes":
                continue
            groups.append([*_take_lead(groups[-1]), element])
        elif not omitted:
            groups[-1].append(element)
    prelude, rest = groups[0], groups[1:]
    if any(each.type in _PRINTED and not _FADE.fullmatch(each.text) for each in prelude) or not rest:
        rest.insert(0, prelude)
    else:
        rest[0][:0] = prelude
    parts = [_part(group) for group in rest if group]
    _number(parts)
    _inherit(parts)
    _locate(parts)
    return parts


def _take_lead(group: list[Element]) -> list[Element]:
    """Remove and return the sections and synopses at the end of a scene."""
    at = len(group)
    while at and group[at - 1].type in _LEADS_IN:
        at -= 1
    lead = group[at:]
    del group[at:]
    return lead


def _part(group: list[Element]) -> Part:
    heading = next((each for each in group if each.type is ElementType.SCENE_HEADING), None)
    text = heading.text if heading else ""
    return Part(group, split_heading(text), text, (heading.number or "") if heading else "")


def _number(parts: Sequence[Part]) -> None:
    """Keep the writer's numbers; others count headings. Text before the first heading is number 0."""
    running = 0
    for part in parts:
        if part.heading or len(parts) == 1:
            running += 1
            part.number = part.number or str(running)
        else:
            part.number = "0"


def _inherit(parts: Sequence[Part]) -> None:
    """Fill in what a heading leaves to the one before: time after LATER, the side of the door, the place."""
    before: Part | None = None
    running = ""
    for part in parts:
        part.setting, part.place, part.time = part.slug.setting, part.slug.place, part.slug.time
        flags = list(part.slug.flags)
        if before is not None:
            montage = "montage" in flags
            if part.slug.relative or montage:
                part.time = part.time or before.time
            if not part.setting and part.heading and not montage:
                part.setting = before.setting
            if not part.place and not montage:
                part.place = before.place
        if not part.place:
            part.place = "MONTAGE" if "montage" in flags else NOWHERE
        ends, begins = _sequence(part.elements)
        if _END.match(part.heading):
            running = ""
        if running and running not in flags:
            flags.append(running)
        running = begins if begins else "" if ends else running
        part.flags = tuple(flags)
        before = part


def _sequence(elements: Sequence[Element]) -> tuple[bool, str]:
    """Return (a sequence ends here, kind of sequence that begins here and runs on into the next scene)."""
    ends, begins = False, ""
    for element in elements:
        if element.type not in (ElementType.ACTION, ElementType.TRANSITION, ElementType.CENTERED, ElementType.SHOT):
            continue
        text = element.text.split("\n", 1)[0].upper()
        if _END.match(text):
            ends, begins = True, ""
        elif len(text) < 48 and _BEGINS.fullmatch(text) and text.rstrip().endswith(":"):
            begins = next((name for name, pattern in KINDS.items() if pattern.search(text)), "")
    return ends, begins


def _locate(parts: Sequence[Part]) -> None:
    """Give scenes at one place one location id; inside and outside of the same name are two sets."""
    sides: dict[str, list[tuple[str, str]]] = {}
    for part in parts:
        name = slug(re.sub(r"^(?:THE|A|AN) (?=\w)", "", part.place)) or "unnamed_place"
        side = {"INT": "int", "EXT": "ext"}.get(part.setting, "")
        known = sides.setdefault(name, [])
        found = next((id_ for id_, other in known if not side or not other or side == other), None)
        if found is None:
            found = f"{name}_{side}" if known else name
            known.append((found, side))
        elif side:
            known[:] = [(id_, other or side) if id_ == found else (id_, other) for id_, other in known]
        part.location = found
