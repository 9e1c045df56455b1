"""The scene by character chart as PDF: who speaks and who is there in every scene, with each part's totals.

Speaking is black, presence a ring, so that a grey print reads the same. Characters come by their work; what a page
cannot hold beside or below goes on with the heads again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from secondunit.core.dossier import Dossier
from secondunit.core.pages import eighths_text
from secondunit.core.script import Character, Scene
from secondunit.formats import typeset
from secondunit.formats.boards.layout import INK, RULE, SOFT, say
from secondunit.formats.papers.sheet import MARGIN, Sheet, fitted
from secondunit.formats.papers.strip_colours import colour

NOTE = "Full dot: speaks. Ring: is there. Scene numbers stand on the colours of their strips."
SCENE, SET, WIDEST, PAGES, CELL = 32.0, 128.0, 300.0, 30.0, 14.0  # widths of the columns, points
ROW, HEADS, SMALL = 12.5, 102.0, 5.6
SPEAKS, THERE = 2, 1


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is in which scene: `marks[scene][character]` is SPEAKS, THERE or 0."""

    scenes: tuple[Scene, ...]
    people: tuple[Character, ...]
    marks: tuple[tuple[int, ...], ...]


def presence(dossier: Dossier) -> Presence:
    """Return the chart of a dossier: characters with any scene, most scenes first, equals by appearance."""
    ids, rows = dossier.pacing.matrix()
    column = {id_: at for at, id_ in enumerate(ids)}
    people = [person for person in dossier.breakdown.characters if person.scenes and person.id in column]
    people.sort(key=lambda person: -len(person.scenes))
    of = dict(zip((scene.id for scene in dossier.pacing.scenes), rows, strict=True))
    scenes = tuple(scene for scene in dossier.breakdown.scenes if scene.id in of)
    return Presence(scenes, tuple(people), tuple(tuple(of[s.id][column[c.id]] for c in people) for s in scenes))


def write(dossier: Dossier, path: Path, *, paper: str = "letter") -> None:
    """Write the chart."""
    chart = presence(dossier)
    with Sheet(path, dossier.title, "Scene by character", paper=paper, wide=True, note=NOTE) as sheet:
        if not chart.scenes or not chart.people:
            sheet.nothing("The script has no scenes with characters.")
            return
        across = int((sheet.measure - SCENE - SET - PAGES) / CELL)
        room = sheet.measure - SCENE - PAGES - min(across, len(chart.people)) * CELL
        left = SCENE + min(WIDEST, room)  # few characters leave more for the sets
        first = True
        for start in range(0, len(chart.people), across):
            people = range(start, min(start + across, len(chart.people)))
            down = int((sheet.most - HEADS - 3 * ROW) / ROW)
            for top in range(0, len(chart.scenes), down):
                if not first:
                    sheet.page()
                first = False
                end = min(top + down, len(chart.scenes))
                _part(sheet, chart, people, range(top, end), MARGIN + left)
                if end == len(chart.scenes):
                    _totals(sheet, chart, people, MARGIN + left)


def _part(sheet: Sheet, chart: Presence, people: Sequence[int], scenes: Sequence[int], edge: float) -> None:
    """Draw one page's part of the chart; `edge` is where the column of sets ends."""
    canvas = sheet.canvas
    left = edge + PAGES
    sheet.y -= HEADS
    for at, words in ((MARGIN + 3, "SCENE"), (MARGIN + SCENE + 3, "SET")):
        say(canvas, at, sheet.y + 4, words, 6.4, SOFT, True)
    say(canvas, left - 3, sheet.y + 4, "PAGES", 6.4, SOFT, True, right=True)
    for n, at in enumerate(people):
        size, lines = _name(chart.people[at].name)
        canvas.saveState()
        canvas.translate(left + n * CELL + CELL / 2 + size * (0.35 if len(lines) == 1 else -0.2), sheet.y + 4)
        canvas.rotate(90)
        for row, words in enumerate(lines):
            say(canvas, 0, -row * size * 1.15, words, size, INK, True)
        canvas.restoreState()
    top = sheet.y
    for at in scenes:
        scene = chart.scenes[at]
        sheet.y -= ROW
        sheet.fill(MARGIN, sheet.y, SCENE, ROW, colour(scene.setting, scene.time))
        size, words = fitted(scene.number, SCENE - 5, 7.6, True, 4.5)
        say(canvas, MARGIN + 3, sheet.y + 3.4, words, size, INK, True)
        words = f"{scene.setting} {scene.place} {scene.time}".strip()
        say(canvas, MARGIN + SCENE + 3, sheet.y + 3.4, typeset.clip(words, edge - MARGIN - SCENE - 5, 6.6), 6.6)
        say(canvas, left - 3, sheet.y + 3.4, eighths_text(scene.eighths), 7.2, right=True)
        for n, person in enumerate(people):
            _mark(sheet, left + n * CELL + CELL / 2, sheet.y + ROW / 2, chart.marks[at][person])
    _grid(sheet, top, sheet.y, left, len(people), (MARGIN + SCENE, edge))


def _name(name: str) -> tuple[float, list[str]]:
    """Return type size and lines of a head: one line where it fits, else two small ones, cut at last."""
    whole = " ".join(typeset.clean(name).split())
    size, words = fitted(whole, HEADS - 8, 7.6, True, 6.0)
    lines = typeset.wrap(whole, HEADS - 8, SMALL, True)
    if typeset.width(whole, size, True) <= HEADS - 8 or len(lines) < 2:
        return size, [words]
    rest = whole[len(lines[0].text) :].strip()
    return SMALL, [lines[0].shown, typeset.clip(rest, HEADS - 8, SMALL, True)]


def _mark(sheet: Sheet, x: float, y: float, mark: int) -> None:
    if mark:
        sheet.canvas.setStrokeGray(INK)
        sheet.canvas.setFillGray(INK)
        sheet.canvas.setLineWidth(0.9)
        sheet.canvas.circle(x, y, 2.7, stroke=1, fill=1 if mark == SPEAKS else 0)


def _grid(sheet: Sheet, top: float, bottom: float, left: float, people: int, inner: Sequence[float] = ()) -> None:
    """Rule rows and columns of characters, and `inner` columns before them."""
    canvas = sheet.canvas
    right = left + people * CELL
    canvas.setStrokeGray(RULE)
    canvas.setLineWidth(0.5)
    for n in range(round((top - bottom) / ROW) + 1):
        canvas.line(MARGIN, top - n * ROW, right, top - n * ROW)
    for x in (MARGIN, *inner, *(left + n * CELL for n in range(people + 1))):
        canvas.line(x, top, x, bottom)


def _totals(sheet: Sheet, chart: Presence, people: Sequence[int], edge: float) -> None:
    """Set each character's scenes and, of these, those with speech."""
    left = edge + PAGES
    top = sheet.y
    for name, least in (("Scenes", THERE), ("Speaks in", SPEAKS)):
        sheet.y -= ROW
        say(sheet.canvas, MARGIN + 3, sheet.y + 3.4, name, 7.6, INK, True)
        for n, person in enumerate(people):
            words = str(sum(row[person] >= least for row in chart.marks))
            at = left + n * CELL + (CELL - typeset.width(words, 6.6, True)) / 2
            say(sheet.canvas, at, sheet.y + 3.4, words, 6.6, INK, True)
    _grid(sheet, top, sheet.y, left, len(people))
