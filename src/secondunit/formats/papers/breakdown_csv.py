"""The breakdown as CSV: one row a thing, and the asset list that Kitsu imports.

Cells that a spreadsheet would run as a formula get an apostrophe in front (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from secondunit.core.pages import Pages, eighths_text
from secondunit.core.script import Breakdown
from secondunit.core.tags import CATEGORIES, Category, Tag
from secondunit.formats.typeset import clean

HEAD = ("scene", "heading", "page", "length", "category", "name", "quantity", "note", "task", "origin", "confidence",
        "evidence")  # fmt: skip
KITSU = ("Episode", "Parent", "Name", "Asset Type", "Asset", "Occurences", "Label")  # spelled so by Kitsu
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # also in full width, as some locales type them
_TYPES = {
    Category.CAST: "Characters", Category.EXTRAS: "Characters", Category.PROPS: "Props", Category.VEHICLES: "Vehicles",
    Category.ANIMALS: "Creatures", Category.DRESSING: "Set dressing", Category.VFX: "FX", Category.SFX: "FX",
}  # fmt: skip


def safe(value: object) -> str:
    """Return text that no spreadsheet runs: one line, controls out, an apostrophe before what begins a formula."""
    text = " ".join(clean(str(value)).split("\n"))
    return "'" + text if text.lstrip()[:1] in FORMULA and text.strip() else text


def breakdown_csv(breakdown: Breakdown, pages: Pages, tags: Sequence[Tag]) -> str:
    """Return a row a tag, in the order of the scenes; CRLF line ends as RFC 4180 has them.

    A tag of a scene that the script no longer has is left out; it stays in the record of edits.
    """
    starts = {scene.element: scene for scene in pages.scenes}
    scenes = {}
    for scene in breakdown.scenes:
        start = next((starts[at] for at in scene.elements if at in starts), None)
        scenes[scene.id] = (scene.number, scene.heading, start.label if start else "", eighths_text(scene.eighths))
    order = {id_: at for at, id_ in enumerate(scenes)}
    rows = (
        (*scenes[tag.scene], CATEGORIES[tag.category].title, tag.name, tag.quantity, tag.note, tag.task, tag.origin,
         f"{tag.confidence:.2f}", " | ".join(each.text for each in tag.evidence))
        for tag in sorted((tag for tag in tags if tag.scene in order), key=lambda tag: order[tag.scene])
    )  # fmt: skip
    return _csv(HEAD, rows)


def kitsu_csv(breakdown: Breakdown, tags: Sequence[Tag]) -> str:
    """Return the casting that Kitsu imports: parent is the sequence (here the scene), the first shot stands for it."""
    numbers = {scene.id: scene.number for scene in breakdown.scenes}
    rows = (
        ("", f"SC{numbers[tag.scene]}", f"SC{numbers[tag.scene]}", _TYPES[tag.category], tag.name, tag.quantity,
         "animate" if tag.category in (Category.CAST, Category.ANIMALS) else "fixed")
        for tag in tags if tag.category in _TYPES and tag.scene in numbers
    )  # fmt: skip
    return _csv(KITSU, rows)


def _csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue()
