"""Breakdown sheets: one for each scene, as an assistant director files them.

Head with sheet and scene number, page and eighths, set, day or night; one box a category with what the scene needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from secondunit.core.dossier import Dossier
from secondunit.core.pages import eighths_text
from secondunit.core.schedule import Strip
from secondunit.core.script import Breakdown, ElementType, Scene, Script
from secondunit.core.tags import CATEGORIES, Category, Tag
from secondunit.formats import typeset
from secondunit.formats.boards_layout import INK, RULE, SOFT, say
from secondunit.formats.sheet import LEADING, MARGIN, Colour, Sheet

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


@dataclass(frozen=True, slots=True)
class SceneFacts:
    """What a sheet's head says beyond the scene itself."""

    page: str = ""
    script_day: str = ""
    location: str = ""
    minutes: int = 0  # estimated shooting time
    synopsis: str = ""


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
    with Sheet(path, title, "Breakdown sheets", paper=paper, note=note) as sheet:
        for number, scene in enumerate(breakdown.scenes, 1):
            if number > 1:
                sheet.page()
            known = facts.get(scene.id, SceneFacts())
            _head(sheet, number, scene, known)
            _boxes(sheet, by_scene.get(scene.id, []), board_numbers or {})


def write_dossier(dossier: Dossier, path: Path, *, paper: str = "letter") -> None:
    """Write the sheets of a dossier; board numbers and times are those of its schedule."""
    starts = {scene.element: scene.label for scene in dossier.pages.scenes}
    places = {location.id: location.name for location in dossier.breakdown.locations}
    strips: dict[str, list[Strip]] = {}
    numbers: dict[str, str] = {}
    if dossier.board:
        shoot = dossier.board.schedule.shoot
        for strip in shoot.strips:
            strips.setdefault(strip.id.partition(".")[0], []).append(strip)
        numbers = {element.name.upper(): element.board_id for element in shoot.cast()}
    facts = {}
    for scene in dossier.breakdown.scenes:
        theirs = strips.get(scene.id, [])
        facts[scene.id] = SceneFacts(
            next((starts[at] for at in scene.elements if at in starts), ""),
            theirs[0].script_day if theirs else "", places.get(scene.location, ""),
            sum(strip.minutes for strip in theirs), _synopsis(dossier.script, scene),
        )  # fmt: skip
    write(dossier.breakdown, dossier.tags, path, title=dossier.title, facts=facts, board_numbers=numbers, paper=paper)


def _synopsis(script: Script, scene: Scene) -> str:
    """Return the writer's own synopsis of a scene, else the first words of its action."""
    for kind in (ElementType.SYNOPSIS, ElementType.ACTION):
        for at in scene.elements:
            if script.elements[at].type is kind and script.elements[at].text.strip():
                return " ".join(script.elements[at].text.split())
    return ""


def _head(sheet: Sheet, number: int, scene: Scene, facts: SceneFacts) -> None:
    sheet.mark(scene.id, f"{scene.number} {scene.heading}")
    sheet.y -= 20
    say(sheet.canvas, MARGIN, sheet.y, typeset.clip(scene.number, 70, 20, True), 20, bold=True)
    heading = typeset.clip(scene.heading or "(no heading)", sheet.right - MARGIN - 84, 13, True)
    say(sheet.canvas, MARGIN + 84, sheet.y + 2, heading, 13, bold=True)
    sheet.y -= 10
    cells = (
        ("sheet", str(number)), ("script page", facts.page or "-"), ("pages", eighths_text(scene.eighths)),
        ("int / ext", scene.setting or "-"), ("day / night", scene.time or "-"),
        ("script day", facts.script_day or "-"), ("est. time", _minutes(facts.minutes)),
        ("flags", ", ".join(scene.flags) or "-"),
    )  # fmt: skip
    width = (sheet.right - MARGIN) / len(cells)
    sheet.y -= 12
    for at, (name, value) in enumerate(cells):
        x = MARGIN + at * width
        say(sheet.canvas, x, sheet.y, name.upper(), 6.4, SOFT, bold=True)
        say(sheet.canvas, x, sheet.y - 13, typeset.clip(value, width - 4, 10.5), 10.5)
    sheet.y -= 22
    for name, value in (("set", scene.place), ("location", facts.location)):
        if value:
            say(sheet.canvas, MARGIN, sheet.y - 6, name.upper(), 6.4, SOFT, bold=True)
            say(sheet.canvas, MARGIN + 50, sheet.y - 7, typeset.clip(value, sheet.right - MARGIN - 50, 9.5), 9.5)
            sheet.y -= 14
    if facts.synopsis:
        say(sheet.canvas, MARGIN, sheet.y - 6, "SYNOPSIS", 6.4, SOFT, bold=True)
        for line in typeset.wrap(facts.synopsis, sheet.right - MARGIN - 50, 9)[:2]:
            say(sheet.canvas, MARGIN + 50, sheet.y - 7, line.shown, 9)
            sheet.y -= 11
        sheet.y -= 3
    sheet.y -= 4
    sheet.line(sheet.y, INK, 1.2)
    sheet.y -= 8


def _minutes(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d} h" if minutes else "-"


def _boxes(sheet: Sheet, tags: Sequence[Tag], numbers: Mapping[str, str]) -> None:
    groups = [(category, [t for t in tags if t.category is category]) for category in ORDER]
    groups += [(c, found) for c in Category if c not in ORDER and (found := [t for t in tags if t.category is c])]
    width = (sheet.right - MARGIN - (COLUMNS - 1) * GAP) / COLUMNS
    for start in range(0, len(groups), COLUMNS):
        rows = [(c, _lines(c, found, numbers, width)) for c, found in groups[start : start + COLUMNS]]
        while rows:  # boxes of a row share their height; what a page cannot hold goes on over it
            height = 20 + max(1, *(len(lines) for _, lines in rows)) * SIZE * LEADING + 4
            if height > sheet.room and sheet.room < 160:
                sheet.page()
            most = max(1, int((sheet.room - 24) / (SIZE * LEADING)))
            height = 20 + max(2, *(min(most, len(lines)) for _, lines in rows)) * SIZE * LEADING + 4
            for at, (category, lines) in enumerate(rows):
                _box(sheet, MARGIN + at * (width + GAP), width, height, category, lines[:most])
            sheet.y -= height + GAP
            rows = [(c, lines[most:]) for c, lines in rows] if any(len(lines) > most for _, lines in rows) else []


def _lines(category: Category, tags: Sequence[Tag], numbers: Mapping[str, str], width: float) -> list[str]:
    out: list[str] = []
    for tag in tags:
        number = numbers.get(tag.name.upper(), "") if category is Category.CAST else ""
        words = f"{number}. {item_text(tag)}" if number else item_text(tag)
        set_ = typeset.wrap(words, width - 20, SIZE)
        out += [("" if at == 0 else "   ") + line.shown for at, line in enumerate(set_)]
    return out


def _box(sheet: Sheet, x: float, width: float, height: float, category: Category, lines: Sequence[str]) -> None:
    canvas = sheet.canvas
    canvas.setStrokeGray(RULE)
    canvas.setLineWidth(0.6)
    canvas.rect(x, sheet.y - height, width, height, stroke=1, fill=0)
    mark = MARKS.get(category)
    if mark:
        sheet.fill(x, sheet.y - height, 3, height, mark)
    say(canvas, x + 9, sheet.y - 12, CATEGORIES[category].title.upper(), 7, INK if lines else SOFT, bold=True)
    y = sheet.y - 15
    for line in lines:
        y -= SIZE * LEADING
        say(canvas, x + 9, y, line, SIZE)
