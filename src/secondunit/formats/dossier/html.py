"""The dossier: one self-contained page with everything that is read out of a script.

No script, no outside request (a strict content security policy says so too); all text from outside is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from secondunit.core.dossier import Board, Dossier
from secondunit.core.pages import eighths_text
from secondunit.core.tags import CATEGORIES, Category, Tag
from secondunit.formats import webpage
from secondunit.formats.dossier import board as dossier_board
from secondunit.formats.dossier.parts import colour_class, colour_rules, facts, table
from secondunit.formats.papers.board_words import (
    board_numbers_of,
    counted,
    number_key,
    page_of,
    pages_text,
    synopsis,
    told,
)
from secondunit.formats.papers.breakdown_sheets import item_text
from secondunit.formats.papers.elements import elements
from secondunit.formats.papers.scene_chart import SPEAKS, presence
from secondunit.formats.papers.sheet import joined
from secondunit.formats.papers.strip_colours import colour
from secondunit.formats.webpage import safe


def write(dossier: Dossier, path: Path) -> None:
    """Write the page as UTF-8."""
    here = Path(__file__).parent
    files = (here.parent / "report.css", here / "dossier.css")
    css = "".join(file.read_text(encoding="utf-8") for file in files) + colour_rules()
    webpage.write(path, f"{dossier.title}: dossier", css, _body(dossier, told(dossier)))


def _body(dossier: Dossier, board: Board | None) -> Iterator[str]:
    parts = [
        ("Scenes", "scenes"), ("Breakdown", "breakdown"), ("Elements", "elements"), ("Cast", "cast"),
        ("Scene by character", "matrix"), ("Locations", "locations"), ("Pacing", "pacing"),
        ("Suggestions", "suggestions"),
    ]  # fmt: skip
    if board:
        parts += dossier_board.PARTS
    yield '<a class="skip" href="#scenes">Skip to the scenes</a>\n<header>'
    yield f'<h1 dir="auto">{safe(dossier.title)}</h1>'
    yield '<p class="sub">Dossier of the script · a proposal: a named person decides</p>'
    time = dossier.pacing.runtime
    known: list[tuple[str, object]] = [
        ("Pages", len(dossier.pages.pages)), ("Scenes", len(dossier.breakdown.scenes)),
        ("Speaking parts", sum(1 for c in dossier.breakdown.characters if c.words)),
        ("Locations", len(dossier.breakdown.locations)),
        ("Running time, est.", f"{time.minutes:.0f} min ({time.low:.0f} to {time.high:.0f})"),
    ]  # fmt: skip
    if board:
        known.append(("Shooting days", sum(1 for day in board.schedule.days if day.number)))
    yield facts(known)
    yield "<nav><ul>" + "".join(f'<li><a href="#{key}">{safe(name)}</a></li>' for name, key in parts) + "</ul></nav>"
    yield "</header>\n<main>"
    yield from _scenes(dossier)
    yield from _breakdown(dossier)
    yield from _elements(dossier)
    yield from _cast(dossier)
    yield from _matrix(dossier)
    yield from _locations(dossier)
    yield from _pacing(dossier)
    if board:
        yield from dossier_board.body(board)
    yield "</main>\n<footer>"
    for warning in dossier.warnings:
        yield f"<p>{safe(warning)}</p>"
    yield "<p>Breakdown and pacing are proposed by rules; what a language model proposed is marked."
    yield "Times are estimates.</p></footer>"


def _scenes(dossier: Dossier) -> Iterator[str]:
    pages = page_of(dossier)
    names = {c.id: c.name for c in dossier.breakdown.characters}
    scenes = dossier.breakdown.scenes
    rows = [
        (s.number, s.heading, s.time, pages[s.id], eighths_text(s.eighths),
         ", ".join(names.get(c, c) for c in s.characters))
        for s in scenes
    ]  # fmt: skip
    yield '<h2 id="scenes">Scenes</h2>'
    if not scenes:
        yield '<p class="soft">The script has no scenes.</p>'
        return
    total = ("", counted(len(scenes), "scene"), "", "", eighths_text(sum(s.eighths for s in scenes)), "")
    shades = [colour_class(colour(s.setting, s.time)) for s in scenes]
    yield table(("no", "heading", "D/N", "page", "length", "cast"), rows, (3, 4), "list", (0, 2), shades, total)


def _breakdown(dossier: Dossier) -> Iterator[str]:
    yield '<h2 id="breakdown">Breakdown</h2>'
    by_scene: dict[str, list[Tag]] = {}
    for tag in dossier.tags:
        by_scene.setdefault(tag.scene, []).append(tag)
    pages = page_of(dossier)
    for scene in dossier.breakdown.scenes:
        tags = by_scene.get(scene.id, [])
        shade = colour_class(colour(scene.setting, scene.time))
        where = joined((f"page {pages[scene.id]}" if pages[scene.id] else "", pages_text(scene.eighths)))
        yield f'<section class="scene"><h3 dir="auto"><span class="no {shade}">{safe(scene.number)}</span>'
        yield f'{safe(scene.heading or "(no heading)")} <span class="soft">{safe(where)}</span></h3>'
        words = synopsis(dossier.script, scene)
        if words:
            yield f'<p dir="auto">{safe(words)}</p>'
        groups = [(c, [item_text(tag) for tag in tags if tag.category is c]) for c in Category]
        found = [(CATEGORIES[c].title, "; ".join(items)) for c, items in groups if items]
        yield facts(found, "needs") if found else '<p class="soft">Nothing found.</p>'
        yield "</section>"


def _elements(dossier: Dossier) -> Iterator[str]:
    yield '<h2 id="elements">Elements</h2>'
    found = [each for each in elements(dossier) if each.category is not Category.CAST]
    if not found:
        yield '<p class="soft">Nothing found.</p>'
        return
    rows = [(CATEGORIES[each.category].title, each.name, each.quantity, ", ".join(each.scenes),
             ", ".join(map(str, each.days))) for each in found]  # fmt: skip
    yield table(("category", "name", "most in a scene", "scenes", "shooting days"), rows, (2,), "list", (0,))


def _cast(dossier: Dossier) -> Iterator[str]:
    yield '<h2 id="cast">Cast</h2>'
    voices = {voice.character: voice for voice in dossier.pacing.voices}
    numbers = {s.id: s.number for s in dossier.breakdown.scenes}
    board = board_numbers_of(dossier)
    rows = []
    for person in sorted(dossier.breakdown.characters, key=lambda c: number_key(board.get(c.id, ""))):
        voice = voices.get(person.id)
        rows.append((board.get(person.id, ""), person.name, person.description, len(person.scenes), person.words,
                     f"{voice.share:.0%}" if voice else "", f"{voice.seconds / 60:.1f}" if voice else "",
                     ", ".join(numbers[s] for s in person.scenes)))  # fmt: skip
    head = ("no", "character", "description", "scenes", "words", "share", "minutes, est.", "in scenes")
    yield table(head, rows, (3, 4, 5, 6), "list", (0,))


def _matrix(dossier: Dossier) -> Iterator[str]:
    chart = presence(dossier)
    yield '<h2 id="matrix">Scene by character</h2>'
    if not chart.people:
        yield '<p class="soft">No characters.</p>'
        return
    yield '<p class="soft">Full dot: speaks. Ring: is there. Most scenes first.</p>'
    heads = "".join(f'<th class="up" scope="col"><span>{safe(c.name)}</span></th>' for c in chart.people)
    yield f'<div class="scroll"><table class="matrix"><thead><tr><th scope="col">scene</th>{heads}</tr></thead><tbody>'
    for scene, marks in zip(chart.scenes, chart.marks, strict=True):
        cells = "".join(("<td>●</td>" if mark == SPEAKS else "<td>○</td>") if mark else "<td></td>" for mark in marks)
        shade = colour_class(colour(scene.setting, scene.time))
        yield f'<tr><th scope="row" class="{shade}" title="{safe(scene.heading)}">{safe(scene.number)}</th>{cells}</tr>'
    sums = "".join(f"<td>{sum(1 for row in chart.marks if row[at])}</td>" for at in range(len(chart.people)))
    yield f'</tbody><tfoot><tr><th scope="row">scenes</th>{sums}</tr></tfoot></table></div>'


def _locations(dossier: Dossier) -> Iterator[str]:
    scenes = {s.id: s for s in dossier.breakdown.scenes}
    rows = [
        (x.name, x.setting, len(x.scenes), eighths_text(sum(scenes[s].eighths for s in x.scenes)),
         ", ".join(scenes[s].number for s in x.scenes))
        for x in dossier.breakdown.locations
    ]  # fmt: skip
    yield '<h2 id="locations">Locations</h2>'
    yield table(("location", "I/E", "scenes", "pages", "in scenes"), rows, (2, 3), "list", (1,))


def _pacing(dossier: Dossier) -> Iterator[str]:
    pacing = dossier.pacing
    numbers = {s.id: s.number for s in pacing.scenes}
    yield '<h2 id="pacing">Pacing</h2>'
    yield f"<p>{safe(pacing.runtime.model)}</p>"
    if pacing.arc.read and pacing.arc.shape:
        yield f"<p>Emotional arc: {safe(pacing.arc.shape)} (correlation {pacing.arc.correlation:.2f}).</p>"
    points = [(p.kind.value, numbers.get(p.scene, ""), f"{p.position:.0%}", f"{p.expected:.0%}", f"{p.confidence:.0%}",
               p.why) for p in pacing.turning]  # fmt: skip
    yield table(("turning point", "scene", "at", "usual", "confidence", "why"), points, (2, 3, 4), "list")
    for structure in pacing.structures:
        yield f"<h3>{safe(structure.name)}</h3>"
        beats = [(b.name, f"{b.position:.0%}", f"{b.page:.0f}", numbers.get(b.scene, ""), numbers.get(b.found, ""),
                  f"{b.deviation_pages:+.1f}" if b.found else "") for b in structure.beats]  # fmt: skip
        yield table(("beat", "at", "page", "scene there", "turning point found", "pages off"), beats, (1, 2, 5), "list")
    for note in pacing.notes:
        yield f'<p class="soft">{safe(note)}</p>'
    yield '<h2 id="suggestions">Suggestions</h2>'
    rows = []
    for each in pacing.suggestions:
        decision = dossier.decisions.get(each.id)
        state = "open" if decision is None else f"{'accepted' if decision.accepted else 'refused'} by {decision.by}"
        rows.append((each.id, each.severity, each.text, each.effect, state))
    head = ("id", "weight", "reason", "expected effect", "decision")
    yield table(head, rows, (), "list", (0, 1)) if rows else '<p class="soft">None.</p>'
