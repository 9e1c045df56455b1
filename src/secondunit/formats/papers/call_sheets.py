"""Call sheets as PDF: one a shooting day, with the scenes, who is wanted when, and what the departments bring.

What a schedule cannot know (unit base, hospital, weather) is a line to be filled in by hand, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time
from pathlib import Path

from secondunit.core.pages import eighths_text
from secondunit.core.schedule import CAST_UCID, BoardElement, CallSheet, CastCall, Strip
from secondunit.core.tags import CATEGORIES
from secondunit.formats.boards.layout import SOFT, say
from secondunit.formats.papers.board_words import clock, date_text, number_key, pages_text, scene_count
from secondunit.formats.papers.sheet import MARGIN, Sheet
from secondunit.formats.papers.strip_colours import BANNER, KINDS, colour_of
from secondunit.formats.papers.table import Column, Row, Table

NOTE = "A proposal: a named person decides. Times are estimates; check call and rest times against your agreements."
BY_HAND = ("unit base", "parking", "nearest hospital", "weather")
SCENES = (
    Column("start", 7), Column("scene", 9, bold=True, one_line=True), Column("set and action", 42, bold=True),
    Column("D/N", 10, one_line=True), Column("cast", 18), Column("pages", 8, "right", bold=True),
)  # fmt: skip
CAST = (
    Column("no", 6), Column("cast", 27, bold=True), Column("status", 8, "centre"), Column("pick-up", 9, "centre"),
    Column("make-up", 9, "centre"), Column("on set", 9, "centre"), Column("scenes", 15), Column("note", 17),
)  # fmt: skip
ADVANCE = (
    Column("scene", 9, bold=True, one_line=True), Column("set", 65), Column("D/N", 12, one_line=True),
    Column("pages", 8, "right"),
)  # fmt: skip
_TITLES = {facts.ucid: facts.title for facts in CATEGORIES.values()}


def write_call_sheets(
    calls: Sequence[CallSheet], path: Path, *, title: str, paper: str = "letter", elements: Sequence[BoardElement] = ()
) -> None:
    """Write a call sheet a shooting day; with `elements` each says what its scenes need besides the cast."""
    known = {element.id: element for element in elements if element.ucid != CAST_UCID}
    with Sheet(path, title, "Call sheet", paper=paper, note=NOTE) as sheet:
        if not calls:
            sheet.nothing("Nothing is scheduled, so nobody is called.")
        for at, call in enumerate(calls):
            if at:
                sheet.page()
            _call_sheet(sheet, call, known)


def _call_sheet(sheet: Sheet, call: CallSheet, known: Mapping[str, BoardElement]) -> None:
    day = f"Day {call.number} of {call.of}, {date_text(call.date)}"
    sheet.mark(f"day{call.number}", day)
    sheet.heading(day, 16)
    sheet.continued = day
    sheet.facts((
        ("crew call", clock(call.call)), ("meal", clock(call.meal)), ("wrap, est.", clock(call.wrap)),
        ("sunrise", clock(call.sunrise)), ("sunset", clock(call.sunset)), ("day or night", KINDS[call.kind]),
        ("pages", eighths_text(call.eighths)), ("scenes", str(scene_count(call.strips))),
    ), 13)  # fmt: skip
    sheet.y -= 4
    sheet.paragraph("Locations: " + ("; ".join(call.places) or "-"), 9.5)
    _by_hand(sheet)
    numbers = {person.element: person.board_id or person.name for person in call.cast}
    rows = [_scene(start, strip, numbers) for strip, start in zip(call.strips, call.starts, strict=True)]
    if rows:
        rows.append(Row(("Total", pages_text(call.eighths)), BANNER, wide=True, bold=True, keep=True))
    Table(sheet, SCENES, grid=True).draw(rows)
    if call.cast:
        sheet.heading("Cast", 10.5, keep=40)
        labels = {strip.id: strip.label for strip in call.strips}
        people = sorted(call.cast, key=lambda each: number_key(each.board_id))
        Table(sheet, CAST, grid=True).draw(_person(person, labels) for person in people)
    _needs(sheet, call.strips, known)
    if call.notes:
        sheet.heading("Notes", 10.5, keep=14)
        for words in call.notes:
            sheet.paragraph(words[:1].upper() + words[1:], 9)
    _advance(sheet, call.advance)


def _by_hand(sheet: Sheet) -> None:
    """Rule a line for each thing that a person fills in."""
    width = sheet.measure / len(BY_HAND)
    sheet.y -= 16
    for at, name in enumerate(BY_HAND):
        x = MARGIN + at * width
        say(sheet.canvas, x, sheet.y + 3, name.upper(), 6.2, SOFT, bold=True)
        sheet.canvas.setStrokeGray(0.6)
        sheet.canvas.setLineWidth(0.5)
        sheet.canvas.line(x, sheet.y - 10, x + width - 10, sheet.y - 10)
    sheet.y -= 16


def _scene(start: time, strip: Strip, numbers: Mapping[str, str]) -> Row:
    place = f"{strip.setting}. {strip.set}" if strip.setting else strip.set
    cast = ", ".join(sorted((numbers.get(id_, id_) for id_ in strip.cast), key=number_key))
    return Row((clock(start), strip.label, f"{place}\n{strip.description}", strip.time, cast,
                eighths_text(strip.eighths)), colour_of(strip))  # fmt: skip


def _person(person: CastCall, labels: Mapping[str, str]) -> Row:
    scenes = ", ".join(labels.get(id_, id_) for id_ in person.strips)
    return Row((person.board_id, person.name, person.code, clock(person.pickup), clock(person.makeup),
                clock(person.on_set), scenes, person.note))  # fmt: skip


def _needs(sheet: Sheet, strips: Sequence[Strip], known: Mapping[str, BoardElement]) -> None:
    """Set what the scenes need, a row a category, each thing with the scenes that it is for."""
    found: dict[int, dict[str, list[str]]] = {}
    for strip in strips:
        for id_ in strip.elements:
            if id_ in known:
                found.setdefault(known[id_].ucid, {}).setdefault(known[id_].name, []).append(strip.label)
    rows = [
        Row((_TITLES.get(ucid, "Other"), "; ".join(f"{name} (sc. {', '.join(at)})" for name, at in things.items())))
        for ucid, things in sorted(found.items())
    ]
    if rows:
        sheet.heading("Departments", 10.5, keep=40)
        Table(sheet, (Column("", 16, bold=True), Column("", 84)), size=8, grid=True).draw(rows)


def _advance(sheet: Sheet, strips: Sequence[Strip]) -> None:
    """Set the next shooting day's strips."""
    rows = [
        Row((strip.description or strip.set or "BANNER",), BANNER, wide=True, bold=True) if strip.kind == "banner" else
        Row((strip.label, f"{strip.setting}. {strip.set}" if strip.setting else strip.set, strip.time,
             eighths_text(strip.eighths)), colour_of(strip))
        for strip in strips
    ]  # fmt: skip
    if rows:
        sheet.heading("Advance: next shooting day", 10.5, keep=40)
        Table(sheet, ADVANCE, size=8, grid=True).draw(rows)
