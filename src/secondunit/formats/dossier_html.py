"""The dossier: one self-contained page with everything that is read out of a script.

No script, no outside request (a strict content security policy says so too); all text from outside is escaped.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from secondunit.core.dossier import Board, Dossier
from secondunit.core.pages import eighths_text
from secondunit.core.tags import CATEGORIES, Category, Tag
from secondunit.formats import typeset
from secondunit.formats.breakdown_sheets import item_text
from secondunit.formats.schedule_papers import board_numbers, date_text, day_text
from secondunit.formats.strip_colours import colour_of, hex_of

SPEAKS, THERE = 2, 1


def write(dossier: Dossier, path: Path) -> None:
    """Write the page as UTF-8."""
    here = Path(__file__).parent
    css = "".join((here / name).read_text(encoding="utf-8") for name in ("report.css", "dossier.css"))
    css += _fills(dossier.board)
    digest = base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write('<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n')
        out.write(f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n')
        out.write('<meta name="viewport" content="width=device-width, initial-scale=1">\n')
        out.write(f"<title>{_t(dossier.title)}: dossier</title>\n<style>{css}</style>\n</head>\n<body>\n")
        for part in _body(dossier):
            out.write(part + "\n")
        out.write("</body>\n</html>\n")


def _t(value: object) -> str:
    return escape(typeset.clean(str(value)), quote=True)


def _fills(board: Board | None) -> str:
    """Return a style a strip colour: the policy allows no style attributes."""
    if board is None:
        return ""
    colours = {hex_of(colour_of(strip)) for strip in board.schedule.shoot.strips}
    return "".join(f"tr.c{c[1:]} td {{ background: {c}; color: #111; }}\n" for c in sorted(colours))


def _table(head: Sequence[str], rows: Iterable[Sequence[object]], numbers: Sequence[int] = (), kind: str = "") -> str:
    heads = "".join(f'<th scope="col"{_n(at, numbers)}>{_t(name)}</th>' for at, name in enumerate(head))
    lines = "".join(
        "<tr>" + "".join(f"<td{_n(at, numbers)}>{_t(cell)}</td>" for at, cell in enumerate(row)) + "</tr>\n"
        for row in rows
    )
    body = f"<thead><tr>{heads}</tr></thead><tbody>\n{lines}</tbody>"
    return f'<div class="scroll"><table class="{kind}">{body}</table></div>'


def _n(at: int, numbers: Sequence[int]) -> str:
    return ' class="n"' if at in numbers else ""


def _body(dossier: Dossier) -> Iterator[str]:
    parts = [("Scenes", "scenes"), ("Breakdown", "breakdown"), ("Cast", "cast"), ("Scene by character", "matrix"),
             ("Locations", "locations"), ("Pacing", "pacing"), ("Suggestions", "suggestions")]  # fmt: skip
    if dossier.board:
        parts += [("Stripboard", "board"), ("Day out of days", "dood")]
    yield '<a class="skip" href="#scenes">Skip to the scenes</a>\n<header>'
    yield f'<h1 dir="auto">{_t(dossier.title)}</h1>'
    yield '<p class="sub">Dossier of the script · a proposal: a named person decides</p>'
    time = dossier.pacing.runtime
    facts = [
        ("Pages", str(len(dossier.pages.pages))), ("Scenes", str(len(dossier.breakdown.scenes))),
        ("Speaking parts", str(sum(1 for c in dossier.breakdown.characters if c.words))),
        ("Locations", str(len(dossier.breakdown.locations))),
        ("Running time, est.", f"{time.minutes:.0f} min ({time.low:.0f} to {time.high:.0f})"),
    ]  # fmt: skip
    if dossier.board and dossier.board.schedule.figures:
        facts.append(("Shooting days", str(dossier.board.schedule.figures.days)))
    yield '<dl class="facts">' + "".join(f"<div><dt>{_t(k)}</dt><dd>{_t(v)}</dd></div>" for k, v in facts) + "</dl>"
    yield "<nav><ul>" + "".join(f'<li><a href="#{key}">{_t(name)}</a></li>' for name, key in parts) + "</ul></nav>"
    yield "</header>\n<main>"
    yield from _scenes(dossier)
    yield from _breakdown(dossier)
    yield from _cast(dossier)
    yield from _matrix(dossier)
    yield from _locations(dossier)
    yield from _pacing(dossier)
    if dossier.board:
        yield from _board(dossier.board)
        yield from _dood(dossier.board)
    yield "</main>\n<footer>"
    for warning in dossier.warnings:
        yield f"<p>{_t(warning)}</p>"
    yield "<p>Breakdown and pacing are proposed by rules; what a language model proposed is marked."
    yield "Times are estimates.</p></footer>"


def _scenes(dossier: Dossier) -> Iterator[str]:
    starts = {scene.element: scene.label for scene in dossier.pages.scenes}
    names = {c.id: c.name for c in dossier.breakdown.characters}
    rows = [
        (s.number, s.heading, s.time, next((starts[at] for at in s.elements if at in starts), ""),
         eighths_text(s.eighths), ", ".join(names.get(c, c) for c in s.characters))
        for s in dossier.breakdown.scenes
    ]  # fmt: skip
    yield '<h2 id="scenes">Scenes</h2>'
    yield _table(("no", "heading", "D/N", "page", "length", "cast"), rows, (3, 4))


def _breakdown(dossier: Dossier) -> Iterator[str]:
    yield '<h2 id="breakdown">Breakdown</h2>'
    by_scene: dict[str, list[Tag]] = {}
    for tag in dossier.tags:
        by_scene.setdefault(tag.scene, []).append(tag)
    for scene in dossier.breakdown.scenes:
        tags = by_scene.get(scene.id, [])
        yield f'<h3 dir="auto">{_t(scene.number)} {_t(scene.heading)}</h3>'
        if not tags:
            yield '<p class="soft">Nothing found.</p>'
            continue
        rows = []
        for category in Category:
            found = [item_text(tag) for tag in tags if tag.category is category]
            if found:
                rows.append((CATEGORIES[category].title, "; ".join(found)))
        yield _table(("category", "needs"), rows)


def _cast(dossier: Dossier) -> Iterator[str]:
    yield '<h2 id="cast">Cast</h2>'
    voices = {voice.character: voice for voice in dossier.pacing.voices}
    numbers = {s.id: s.number for s in dossier.breakdown.scenes}
    rows = []
    for person in dossier.breakdown.characters:
        voice = voices.get(person.id)
        rows.append((person.name, person.description, len(person.scenes), person.words,
                     f"{voice.share:.0%}" if voice else "", f"{voice.seconds / 60:.1f}" if voice else "",
                     ", ".join(numbers[s] for s in person.scenes)))  # fmt: skip
    head = ("character", "description", "scenes", "words", "share", "minutes, est.", "in scenes")
    yield _table(head, rows, (2, 3, 4, 5))


def _matrix(dossier: Dossier) -> Iterator[str]:
    yield '<h2 id="matrix">Scene by character</h2><p class="soft">Dark: speaks. Light: is there.</p>'
    ids, rows = dossier.pacing.matrix()
    kept = [at for at in range(len(ids)) if any(row[at] for row in rows)][:60]
    heads = "".join(f'<th class="up" scope="col">{_t(dossier.pacing.name_of(ids[at]))}</th>' for at in kept)
    yield f'<div class="scroll"><table class="matrix"><thead><tr><th></th>{heads}</tr></thead><tbody>'
    words = {SPEAKS: ("s", "speaks"), THERE: ("p", "is there")}
    for scene, row in zip(dossier.pacing.scenes, rows, strict=True):
        cells = "".join(
            f'<td class="{words[row[at]][0]}" title="{words[row[at]][1]}"></td>' if row[at] else "<td></td>"
            for at in kept
        )
        yield f'<tr><th scope="row">{_t(scene.number)}</th>{cells}</tr>'
    yield "</tbody></table></div>"


def _locations(dossier: Dossier) -> Iterator[str]:
    scenes = {s.id: s for s in dossier.breakdown.scenes}
    rows = [
        (x.name, x.setting, len(x.scenes), eighths_text(sum(scenes[s].eighths for s in x.scenes)),
         ", ".join(scenes[s].number for s in x.scenes))
        for x in dossier.breakdown.locations
    ]  # fmt: skip
    yield '<h2 id="locations">Locations</h2>'
    yield _table(("location", "I/E", "scenes", "pages", "in scenes"), rows, (2, 3))


def _pacing(dossier: Dossier) -> Iterator[str]:
    pacing = dossier.pacing
    numbers = {s.id: s.number for s in pacing.scenes}
    yield '<h2 id="pacing">Pacing</h2>'
    yield f"<p>{_t(pacing.runtime.model)}</p>"
    if pacing.arc.read and pacing.arc.shape:
        yield f"<p>Emotional arc: {_t(pacing.arc.shape)} (correlation {pacing.arc.correlation:.2f}).</p>"
    points = [(p.kind.value, numbers.get(p.scene, ""), f"{p.position:.0%}", f"{p.expected:.0%}", f"{p.confidence:.0%}",
               p.why) for p in pacing.turning]  # fmt: skip
    yield _table(("turning point", "scene", "at", "usual", "confidence", "why"), points, (2, 3, 4))
    for structure in pacing.structures:
        yield f"<h3>{_t(structure.name)}</h3>"
        beats = [(b.name, f"{b.position:.0%}", f"{b.page:.0f}", numbers.get(b.scene, ""), numbers.get(b.found, ""),
                  f"{b.deviation_pages:+.1f}" if b.found else "") for b in structure.beats]  # fmt: skip
        yield _table(("beat", "at", "page", "scene there", "turning point found", "pages off"), beats, (1, 2, 5))
    for note in pacing.notes:
        yield f'<p class="soft">{_t(note)}</p>'
    yield '<h2 id="suggestions">Suggestions</h2>'
    rows = []
    for each in pacing.suggestions:
        decision = dossier.decisions.get(each.id)
        state = "open" if decision is None else f"{'accepted' if decision.accepted else 'refused'} by {decision.by}"
        rows.append((each.id, each.severity, each.text, each.effect, state))
    yield _table(("id", "weight", "reason", "expected effect", "decision"), rows) if rows else "<p>None.</p>"


def _board(board: Board) -> Iterator[str]:
    schedule, numbers = board.schedule, board_numbers(board.schedule)
    strips = {strip.id: strip for strip in schedule.shoot.strips}
    yield '<h2 id="board">Stripboard</h2>'
    if schedule.figures:
        yield f"<p>{_t(schedule.figures.text())}</p>"
    heads = "".join(f'<th scope="col">{name}</th>' for name in ("scene", "I/E", "set", "D/N", "pages", "cast"))
    yield f'<div class="scroll"><table class="board"><thead><tr>{heads}</tr></thead><tbody>'
    for day in schedule.days:
        for strip in (strips[id_] for id_ in day.strips):
            cast = ", ".join(numbers.get(c, c) for c in strip.cast)
            pages = eighths_text(strip.eighths)
            cells = (strip.label, strip.setting, strip.set or strip.description, strip.time, pages, cast)
            row = "".join(f"<td>{_t(cell)}</td>" for cell in cells)
            yield f'<tr class="c{hex_of(colour_of(strip))[1:]}">{row}</tr>'
        pages = eighths_text(sum(strips[id_].eighths for id_ in day.strips))
        yield f'<tr class="day"><td colspan="6">End of {_t(day_text(day))} · {_t(pages)} pages</td></tr>'
    yield "</tbody></table></div>"


def _dood(board: Board) -> Iterator[str]:
    dood = board.dood
    yield '<h2 id="dood">Day out of days</h2>'
    if dood.dates:
        yield f"<p>{_t(date_text(dood.dates[0]))} to {_t(date_text(dood.dates[-1]))}</p>"
    head = ("no", "cast", *(f"{day.day}" for day in dood.dates), "work", "hold", "total")
    rows = [(row.board_id, row.name, *row.codes, row.worked, row.held, row.total) for row in dood.rows]
    yield _table(head, rows, kind="dood")
