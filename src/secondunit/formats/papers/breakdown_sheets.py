"""Breakdown sheets: one for each scene, as an assistant director files them.

Head with sheet and scene number, page and eighths, set, day or night, on the colour of the scene's strip; one box a
category with what the scene needs; the rest of the page is for notes by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from secondunit.core.dossier import Dossier
from secondunit.core.pages import eighths_text
from secondunit.core.schedule import Strip
from secondunit.core.script import Breakdown, Scene
from secondunit.core.tags import CATEGORIES, Category, Tag
from secondunit.formats import typeset
from secondunit.formats.boards.layout import INK, SOFT, say
from secondunit.formats.papers.board_words import date_text, hours_text, number_key, page_of, synopsis
from secondunit.formats.papers.sheet import LEADING, MARGIN, Colour, Sheet, joined, shortened
from secondunit.formats.papers.strip_colours import colour

# One common set of the field's colour marks; houses differ.
MARKS: Mapping[Category, Colour] = {
    Category.CAST: (0.80, 0.16, 0.14), Category.EXTRAS: (0.18, 0.55, 0.24), Category.STUNTS: (0.93, 0.50, 0.10),
    Category.SFX: (0.16, 0.36, 0.75), Category.PROPS: (0.48, 0.22, 0.60), Category.VEHICLES: (0.86, 0.42, 0.60),
    Category.ANIMALS: (0.86, 0.42, 0.60), Category.SOUND: (0.47, 0.32, 0.18), Category.MUSIC: (0.47, 0.32, 0.18),
    Category.WARDROBE: (0.10, 0.52, 0.55), Category.MAKEUP: (0.72, 0.55, 0.10), Category.VFX: (0.16, 0.36, 0.75),
}  # fmt: skip
ORDER = (
    Category.CAST, Category.EXTRAS, Category.STUNTS, Category.PROPS, Category.WARDROBE, Category.MAKEUP,
    Category.DRESSING, Category.VEHICLES, Category.ANIMALS, Category.SFX, Category.VFX, Category.SOUND, Category.MUSIC,
)  # fmt: skip
COLUMNS, SIZE, GAP = 3, 8.6, 8.0
SYNOPSIS_LINES, HEADING_LINES = 3, 12
NOTES = 46.0  # points that the box for notes has at least


@dataclass(frozen=True, slots=True)
class SceneFacts:
    """What a sheet's head says beyond the scene itself."""

    page: str = ""
    script_day: str = ""
    location: str = ""
    minutes: int = 0  # estimated shooting time
    synopsis: str = ""
    shot: str = ""  # shooting days


def item_text(tag: Tag) -> str:
    """Return how a tag stands on a sheet: `SOLDIER (3)`, its note, and who proposed it if no rule or person did."""
    words = tag.name + (f" ({tag.quantity})" if tag.quantity > 1 else "")
    remarks = [tag.note] if tag.note else []
    if tag.task:
        remarks.append(tag.task)
    if tag.origin == "model":
        remarks.append("proposed by a model")
    return words + (f": {', '.join(remarks)}" if remarks else "")


def write(
    breakdown: Breakdown, tags: Sequence[Tag], path: Path, *, title: str, facts: Mapping[str, SceneFacts],
    board_numbers: Mapping[str, str] | None = None, paper: str = "letter",
) -> None:  # fmt: skip
    """Write the sheets as PDF; `facts` by scene id, `board_numbers` by character name in capitals."""
    by_scene: dict[str, list[Tag]] = {}
    for tag in tags:
        by_scene.setdefault(tag.scene, []).append(tag)
    note = "Proposed by rules from the script; a named person decides. Colour marks follow one common set."
    with Sheet(path, title, "Breakdown sheet", paper=paper, note=note) as sheet:
        if not breakdown.scenes:
            sheet.nothing("The script has no scenes.")
        for number, scene in enumerate(breakdown.scenes, 1):
            if number > 1:
                sheet.page()
            _head(sheet, number, scene, facts.get(scene.id, SceneFacts()))
            _boxes(sheet, by_scene.get(scene.id, []), board_numbers or {})
            _notes(sheet)


def write_dossier(dossier: Dossier, path: Path, *, paper: str = "letter") -> None:
    """Write the sheets of a dossier; board numbers, times and days are those of its schedule."""
    pages = page_of(dossier)
    places = {location.id: location.name for location in dossier.breakdown.locations}
    strips: dict[str, list[Strip]] = {}
    numbers: dict[str, str] = {}
    days: dict[str, str] = {}
    if dossier.board:
        schedule = dossier.board.schedule
        for strip in schedule.shoot.strips:
            strips.setdefault(strip.id.partition(".")[0], []).append(strip)
        numbers = {element.name.upper(): element.board_id for element in schedule.shoot.cast()}
        days = {id_: f"{day.number}: {date_text(day.date)}" for day in schedule.days for id_ in day.strips}
    facts = {}
    for scene in dossier.breakdown.scenes:
        theirs = strips.get(scene.id, [])
        facts[scene.id] = SceneFacts(
            pages[scene.id],
            theirs[0].script_day if theirs else "", places.get(scene.location, ""),
            sum(strip.minutes for strip in theirs), synopsis(dossier.script, scene),
            joined((days.get(strip.id, "") for strip in theirs), "; "),
        )  # fmt: skip
    write(dossier.breakdown, dossier.tags, path, title=dossier.title, facts=facts, board_numbers=numbers, paper=paper)


def _head(sheet: Sheet, number: int, scene: Scene, facts: SceneFacts) -> None:
    sheet.mark(scene.id, f"{scene.number} {scene.heading}")
    sheet.continued = f"Scene {scene.number}, {scene.heading}"
    words = scene.heading or "(no heading)"
    size = 13.0 if len(words) < 120 else 10.0  # a heading of many lines must leave room for what the scene needs
    number_width = min(90.0, typeset.width(scene.number, 18, True) + 16)
    lines = shortened(words, sheet.measure - number_width - 10, size, HEADING_LINES, True)
    height = max(28.0, len(lines) * size * LEADING + 11)
    sheet.y -= height
    sheet.fill(MARGIN, sheet.y, sheet.measure, height, colour(scene.setting, scene.time))
    sheet.box(MARGIN, sheet.y, sheet.measure, height, INK, 0.9)
    top = sheet.y + height
    say(sheet.canvas, MARGIN + 6, top - 20, typeset.clip(scene.number, number_width - 8, 18, True), 18, bold=True)
    for at, line in enumerate(lines):
        say(sheet.canvas, MARGIN + number_width, top - 18 - at * size * LEADING, line, size, bold=True)
    sheet.facts((
        ("sheet", str(number)), ("script page", facts.page or "-"), ("pages", eighths_text(scene.eighths)),
        ("int / ext", scene.setting or "-"), ("day / night", scene.time or "-"),
        ("script day", facts.script_day or "-"),
        ("est. time", f"{hours_text(facts.minutes)} h" if facts.minutes else "-"),
    ))  # fmt: skip
    sheet.facts((("set", scene.place or "-"), ("location", facts.location or "-")), height=27)
    sheet.facts((("shooting day", facts.shot or "not scheduled"), ("flags", ", ".join(scene.flags) or "-")), height=27)
    shown = shortened(facts.synopsis, sheet.measure - 64, 9, SYNOPSIS_LINES)
    if shown:
        sheet.y -= 4
        say(sheet.canvas, MARGIN, sheet.y - 8, "SYNOPSIS", 6.4, SOFT, bold=True)
        for words in shown:
            say(sheet.canvas, MARGIN + 60, sheet.y - 9, words, 9)
            sheet.y -= 11.5
    sheet.y -= 9


def _boxes(sheet: Sheet, tags: Sequence[Tag], numbers: Mapping[str, str]) -> None:
    groups = [(category, [t for t in tags if t.category is category]) for category in ORDER]
    groups += [(c, found) for c in Category if c not in ORDER and (found := [t for t in tags if t.category is c])]
    width = (sheet.measure - (COLUMNS - 1) * GAP) / COLUMNS
    step = SIZE * LEADING
    for start in range(0, len(groups), COLUMNS):
        rows = [(c, _lines(c, found, numbers, width)) for c, found in groups[start : start + COLUMNS]]
        while rows:  # boxes of a row share their height; what a page cannot hold goes on over it
            height = 20 + max(1, *(len(lines) for _, lines in rows)) * step + 4
            if height > sheet.room and sheet.room < 160:
                sheet.overflow()
                sheet.y -= 6
            most = max(1, int((sheet.room - 24) / step))
            height = 20 + max(2, *(min(most, len(lines)) for _, lines in rows)) * step + 4
            for at, (category, lines) in enumerate(rows):
                _box(sheet, MARGIN + at * (width + GAP), width, height, category, lines[:most])
            sheet.y -= height + GAP
            rows = [(c, lines[most:]) for c, lines in rows] if any(len(lines) > most for _, lines in rows) else []


def _lines(category: Category, tags: Sequence[Tag], numbers: Mapping[str, str], width: float) -> list[str]:
    items = [(numbers.get(tag.name.upper(), "") if category is Category.CAST else "", item_text(tag)) for tag in tags]
    if category is Category.CAST:
        items.sort(key=lambda item: number_key(item[0]))
    out: list[str] = []
    for number, words in items:
        set_ = typeset.wrap(f"{number}. {words}" if number else words, width - 20, SIZE)
        out += [("" if at == 0 else "   ") + line.shown for at, line in enumerate(set_)]
    return out


def _box(sheet: Sheet, x: float, width: float, height: float, category: Category, lines: Sequence[str]) -> None:
    sheet.box(x, sheet.y - height, width, height)
    mark = MARKS.get(category)
    if mark:
        sheet.fill(x, sheet.y - height, 3, height, mark)
    title = CATEGORIES[category].title.upper()
    say(sheet.canvas, x + 9, sheet.y - 12, title, 7, INK if lines else SOFT, bold=True)
    y = sheet.y - 15
    for line in lines:
        y -= SIZE * LEADING
        say(sheet.canvas, x + 9, y, line, SIZE)


def _notes(sheet: Sheet) -> None:
    """Leave the rest of the page for notes by hand."""
    if sheet.room >= NOTES:
        height = sheet.room
        sheet.box(MARGIN, sheet.y - height, sheet.measure, height)
        say(sheet.canvas, MARGIN + 9, sheet.y - 12, "NOTES", 7, SOFT, bold=True)
        sheet.y -= height
