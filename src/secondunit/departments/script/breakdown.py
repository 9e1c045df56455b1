"""The breakdown: scenes with their cast, characters with body and wardrobe, locations."""

from __future__ import annotations

from secondunit.core.pages import Pages
from secondunit.core.script import Breakdown, Location, Scene, Script
from secondunit.departments.script.cast import read_cast
from secondunit.departments.script.headings import slug
from secondunit.departments.script.pages import length_of, paginate
from secondunit.departments.script.scenes import Part, split_scenes


def breakdown(script: Script, pages: Pages | None = None) -> Breakdown:
    """Return scenes, characters and locations of a script; lengths are those of its `pages`, set here if not given.

    Rules only, so the same script gives the same breakdown. A character's scenes are all where they are seen or
    heard; a scene's characters are those seen in it (V.O. and O.S. alone do not count), crowds included. What the
    words do not say stays average, so scripts in any language, or in none, give a neutral breakdown.
    """
    parts = split_scenes(script)
    pages = pages or paginate(script)
    starts = {scene.element: scene.eighths for scene in pages.scenes}
    ids = [f"sc{(at + 1) * 10:03d}" for at in range(len(parts))]
    cast = read_cast(parts, ids)
    scenes = tuple(
        Scene(
            id_, part.number, part.heading, part.setting, part.place, part.time,
            tuple(sorted(element.index for element in part.elements)), cast.present[id_], part.location, part.flags,
            _length(part, pages, starts),
        )
        for id_, part in zip(ids, parts, strict=True)
    )  # fmt: skip
    return Breakdown(scenes, cast.characters, _locations(parts, ids))


def _length(part: Part, pages: Pages, starts: dict[int, int]) -> int:
    for element in part.elements:
        if element.index in starts:
            return starts[element.index]
    return length_of(pages, {element.index for element in part.elements})


def _locations(parts: list[Part], ids: list[str]) -> tuple[Location, ...]:
    """Return the locations in order of appearance, with the name as first written."""
    names: dict[str, str] = {}
    settings: dict[str, list[str]] = {}
    scenes: dict[str, list[str]] = {}
    for id_, part in zip(ids, parts, strict=True):
        names.setdefault(part.location, part.place)
        settings.setdefault(part.location, [])
        if part.setting and part.setting not in settings[part.location]:
            settings[part.location].append(part.setting)
        scenes.setdefault(part.location, []).append(id_)
    return tuple(
        Location(key, name, (settings[key] or [""])[0] if len(settings[key]) < 2 else "INT/EXT", tuple(scenes[key]))
        for key, name in names.items()
    )


__all__ = ["breakdown", "slug"]
