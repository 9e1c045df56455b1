"""The dossier as one XLSX workbook: summary, scenes, breakdown, cast, locations, pacing; the board's sheets follow.

Lengths stand twice: as printed (`1 3/8`) and as whole eighths to reckon with.
"""

from __future__ import annotations

from pathlib import Path

from secondunit.core.dossier import Dossier
from secondunit.core.pages import eighths_text
from secondunit.core.tags import CATEGORIES, Category, Tag
from secondunit.formats.dossier import xlsx_board as dossier_xlsx_board
from secondunit.formats.dossier.xlsx_book import HEAD, TURNED, Book, Cell, Line, Look, heads, number_or_text
from secondunit.formats.papers.board_words import board_numbers_of, number_key, page_of, pages_text, synopsis, told
from secondunit.formats.papers.elements import days_of, elements, placed
from secondunit.formats.papers.scene_chart import SPEAKS, presence
from secondunit.formats.papers.strip_colours import LEGEND, colour, hex_of


def write(dossier: Dossier, path: Path, *, paper: str = "letter") -> None:
    """Write the workbook."""
    book = Book(path, dossier.title, paper)
    board = told(dossier)
    _summary(book, dossier)
    _scenes(book, dossier)
    _breakdown(book, dossier)
    _elements(book, dossier)
    _cast(book, dossier)
    _locations(book, dossier)
    _chart(book, dossier)
    _suggestions(book, dossier)
    if board:
        dossier_xlsx_board.write(book, board)
    book.close()


def _summary(book: Book, dossier: Dossier) -> None:
    scenes, people, time = dossier.breakdown.scenes, dossier.breakdown.characters, dossier.pacing.runtime
    eighths = sum(scene.eighths for scene in scenes)
    rows: list[tuple[Cell, ...]] = [
        ("Title", dossier.title), ("Script pages", len(dossier.pages.pages)), ("Scenes", len(scenes)),
        ("Length of all scenes", pages_text(eighths)), ("Length of all scenes, eighths", eighths),
        ("Characters", len(people)), ("Speaking parts", sum(1 for c in people if c.words)),
        ("Locations", len(dossier.breakdown.locations)),
        ("Running time, minutes (est.)", round(time.minutes, 1)), ("Running time, at least", round(time.low, 1)),
        ("Running time, at most", round(time.high, 1)),
    ]  # fmt: skip
    if dossier.board:
        rows += dossier_xlsx_board.summary(dossier.board.schedule)
    rows += [("Note", words) for words in dossier.warnings]
    lines = [Line(row, looks={0: Look(bold=True)}) for row in rows]
    lines.append(Line(("Strip colours", ""), HEAD))
    lines += [Line((name, ""), looks={1: Look(ground=hex_of(shade))}) for name, shade in LEGEND]
    book.sheet("Summary", heads("what", "figure"), (34, 70), lines, filters=False)


def _scenes(book: Book, dossier: Dossier) -> None:
    counts: dict[tuple[str, Category], int] = {}
    for tag in dossier.tags:
        counts[tag.scene, tag.category] = counts.get((tag.scene, tag.category), 0) + 1
    shown = [c for c in Category if any(key[1] is c for key in counts) and c is not Category.CAST]
    names = {c.id: c.name for c in dossier.breakdown.characters}
    pages = page_of(dossier)
    head = ("scene", "heading", "I/E", "set", "D/N", "page", "length", "eighths", "cast", "synopsis",
            *(CATEGORIES[c].title for c in shown))  # fmt: skip
    lines = [
        Line((number_or_text(s.number), s.heading, s.setting, s.place, s.time, number_or_text(pages[s.id]),
              eighths_text(s.eighths), s.eighths, ", ".join(names.get(c, c) for c in s.characters),
              synopsis(dossier.script, s), *(counts.get((s.id, c)) for c in shown)),
             looks={0: Look(ground=hex_of(colour(s.setting, s.time)), bold=True)})
        for s in dossier.breakdown.scenes
    ]  # fmt: skip
    book.sheet("Scenes", heads(*head), (8, 36, 8, 26, 11, 7, 8, 9, 34, 60, *(11 for _ in shown)), lines, freeze=2)


def _breakdown(book: Book, dossier: Dossier) -> None:
    scenes = {s.id: s for s in dossier.breakdown.scenes}
    order = {id_: at for at, id_ in enumerate(scenes)}

    def line(tag: Tag) -> Line:
        scene = scenes[tag.scene]
        return Line((number_or_text(scene.number), scene.heading, CATEGORIES[tag.category].title, tag.name,
                     tag.quantity, tag.note, tag.task, tag.origin, round(tag.confidence, 2),
                     " | ".join(each.text for each in tag.evidence)))  # fmt: skip

    names = ("scene", "heading", "category", "name", "quantity", "note", "task", "proposed by", "confidence",
             "evidence")  # fmt: skip
    lines = [line(tag) for tag in sorted(placed(dossier), key=lambda tag: order[tag.scene])]
    book.sheet("Breakdown", heads(*names), (8, 34, 18, 30, 10, 24, 14, 13, 12, 60), lines, freeze=1)


def _elements(book: Book, dossier: Dossier) -> None:
    lines = [
        Line((CATEGORIES[each.category].title, each.name, len(each.scenes), each.quantity, ", ".join(each.scenes),
              len(each.days) or None, ", ".join(map(str, each.days))))
        for each in elements(dossier)
    ]  # fmt: skip
    names = ("category", "name", "scenes", "most in a scene", "in scenes", "days", "shooting days")
    book.sheet("Elements", heads(*names), (20, 36, 9, 10, 60, 8, 40), lines, freeze=2)


def _cast(book: Book, dossier: Dossier) -> None:
    numbers = {s.id: s.number for s in dossier.breakdown.scenes}
    eighths = {s.id: s.eighths for s in dossier.breakdown.scenes}
    voices = {voice.character: voice for voice in dossier.pacing.voices}
    board = board_numbers_of(dossier)
    dood = {row.element: row for row in dossier.board.dood.rows} if dossier.board else {}
    lines = []
    for c in sorted(dossier.breakdown.characters, key=lambda c: number_key(board.get(c.id, ""))):
        voice = voices.get(c.id)
        there = sum(eighths[s] for s in c.scenes)
        lines.append(Line((
            number_or_text(board.get(c.id, "")), c.name, c.description, len(c.scenes), eighths_text(there), there,
            c.words, round(100 * voice.share, 1) if voice else 0.0, round(voice.seconds / 60, 1) if voice else 0.0,
            *((row.worked, row.held, row.total, row.start, row.finish) if (row := dood.get(c.id)) else (None,) * 5),
            ", ".join(numbers[s] for s in c.scenes),
        )))  # fmt: skip
    names = (
        "no", "character", "description", "scenes", "pages", "eighths", "words", "share of words %",
        "screen minutes, est.", "work days", "hold days", "days in all", "start", "finish", "in scenes",
    )  # fmt: skip
    widths = (6, 26, 44, 9, 9, 9, 9, 12, 12, 9, 9, 9, 18, 18, 60)
    book.sheet("Cast", heads(*names), widths, lines, freeze=2)


def _locations(book: Book, dossier: Dossier) -> None:
    scenes = {s.id: s for s in dossier.breakdown.scenes}
    shot = days_of(dossier)
    lines = []
    for place in dossier.breakdown.locations:
        days = sorted({day for s in place.scenes for day in shot.get(s, ())})
        eighths = sum(scenes[s].eighths for s in place.scenes)
        lines.append(Line((place.name, place.setting, len(place.scenes), eighths_text(eighths), eighths,
                           ", ".join(scenes[s].number for s in place.scenes), len(days) or None,
                           ", ".join(map(str, days)))))  # fmt: skip
    names = ("location", "I/E", "scenes", "pages", "eighths", "in scenes", "days", "shooting days")
    book.sheet("Locations", heads(*names), (44, 10, 9, 9, 9, 60, 8, 40), lines, freeze=1)


def _chart(book: Book, dossier: Dossier) -> None:
    chart = presence(dossier)
    board = board_numbers_of(dossier)
    head = Line(("scene (S speaks, x is there)", "heading", "pages",
                 *(f"{board[c.id]} {c.name}" if board.get(c.id) else c.name for c in chart.people)),
                TURNED, {0: HEAD, 1: HEAD, 2: HEAD})  # fmt: skip
    there, speaks = Look(centre=True), Look(centre=True, bold=True, ground="#d9d9d9")
    lines = []
    for scene, marks in zip(chart.scenes, chart.marks, strict=True):
        looks = {at: speaks if mark == SPEAKS else there for at, mark in enumerate(marks, 3)}
        looks[0] = Look(ground=hex_of(colour(scene.setting, scene.time)), bold=True)
        words = ("S" if mark == SPEAKS else "x" if mark else "" for mark in marks)
        cells = (number_or_text(scene.number), scene.heading, eighths_text(scene.eighths), *words)
        lines.append(Line(cells, looks=looks))
    totals = [sum(1 for row in chart.marks if row[at]) for at in range(len(chart.people))]
    lines.append(Line(("", "scenes", "", *totals), HEAD))
    widths = (9, 34, 8, *(4 for _ in chart.people))
    narrow = len(chart.people) <= 40  # more are not legible on one page's width
    tall = min(360.0, 40.0 + 5.8 * max((len(c.name) for c in chart.people), default=0))  # the longest name, turned
    book.sheet("Scene x character", (head,), widths, lines, freeze=2, fit=narrow, filters=False, tall=tall)


def _suggestions(book: Book, dossier: Dossier) -> None:
    numbers = {s.id: s.number for s in dossier.breakdown.scenes}
    lines = []
    for each in dossier.pacing.suggestions:
        decision = dossier.decisions.get(each.id)
        word = "" if decision is None else "accepted" if decision.accepted else "refused"
        scenes = ", ".join(numbers.get(s, s) for s in each.scenes)
        lines.append(Line((each.id, each.kind, scenes, each.text, each.effect, word, decision.by if decision else "")))
    names = ("id", "kind", "scenes", "reason", "expected effect", "decision", "by")
    book.sheet("Suggestions", heads(*names), (14, 18, 16, 70, 50, 12, 18), lines)
