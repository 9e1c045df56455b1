"""How the papers of a schedule write dates, times, cast and what happens in a scene. The same in every locale."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, time

from secondunit.core.dossier import Board, Dossier
from secondunit.core.pages import eighths_text
from secondunit.core.schedule import OneLine, Schedule, ShootDay, Strip
from secondunit.core.script import ElementType, Scene, Script
from secondunit.formats.papers.strip_colours import KINDS

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SENTENCE = re.compile(r"(?<!\bMR)(?<!\bMS)(?<!\bMRS)(?<!\bDR)(?<!\bST)(?<!\b[A-Z])[.!?]+(?= )", re.IGNORECASE)
SHORTEST, LONGEST = 30, 84  # characters of a scene's line on board, one-liner and call sheet


def date_text(day: date) -> str:
    """Return `Wed 4 Nov 2026`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def short_date(day: date | None) -> str:
    """Return `4 Nov`, nothing for no date."""
    return f"{day.day} {MONTHS[day.month - 1]}" if day else ""


def day_text(day: ShootDay) -> str:
    """Return `Day 3, Wed 4 Nov 2026 (night)`."""
    kind = KINDS[day.kind]
    return f"Day {day.number}, {date_text(day.date)}" + (f" ({kind})" if kind != "day" else "")


def clock(moment: time | None) -> str:
    """Return `07:30`, a dash for no time."""
    return moment.strftime("%H:%M") if moment else "-"


def hours_text(minutes: int) -> str:
    """Return `2:05` for 125 minutes."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def pages_text(eighths: int) -> str:
    """Return `2 3/8 pages`, `1 page`, `3/8 page`."""
    return f"{eighths_text(eighths)} {'page' if 0 < eighths <= 8 else 'pages'}"


def counted(number: int, word: str) -> str:
    """Return `1 strip`, `3 strips`."""
    return f"{number} {word}" + ("" if number == 1 else "s")


def board_numbers(schedule: Schedule) -> dict[str, str]:
    """Return element id -> board number, or the name where it has none."""
    return {element.id: element.board_id or element.name for element in schedule.shoot.elements}


def page_of(dossier: Dossier) -> dict[str, str]:
    """Return scene id -> printed label of the script page where it starts."""
    starts = {scene.element: scene.label for scene in dossier.pages.scenes}
    return {s.id: next((starts[at] for at in s.elements if at in starts), "") for s in dossier.breakdown.scenes}


def board_numbers_of(dossier: Dossier) -> dict[str, str]:
    """Return character id -> board number, empty without a schedule."""
    cast = dossier.board.schedule.shoot.cast() if dossier.board else ()
    return {element.id: element.board_id for element in cast}


def cast_text(strip: Strip, numbers: Mapping[str, str]) -> str:
    """Return a strip's cast by board number, small numbers first."""
    return ", ".join(sorted((numbers.get(id_, id_) for id_ in strip.cast), key=number_key))


def number_key(number: str) -> tuple[int, str]:
    """Return what sorts board numbers: 2 before 10, 10 before 10A, names after numbers."""
    digits = number[: len(number) - len(number.lstrip("0123456789"))]
    return (int(digits[:9]) if digits.isascii() and digits else 10**9, number)


def scenes_of(strips: Iterable[Strip]) -> list[Strip]:
    """Return the strips that are scenes, without banners."""
    return [strip for strip in strips if strip.kind != "banner"]


def scene_count(strips: Iterable[Strip]) -> int:
    """Return how many scenes strips are of: two parts of one are one scene, banners none."""
    return len({strip.id.partition(".")[0] for strip in scenes_of(strips)})


def synopsis(script: Script, scene: Scene) -> str:
    """Return the writer's own synopsis of a scene, else the first paragraph of its action, else nothing."""
    for kind in (ElementType.SYNOPSIS, ElementType.ACTION):
        for at in scene.elements:
            if script.elements[at].type is kind and script.elements[at].text.strip():
                return " ".join(script.elements[at].text.split())
    return ""


def one_line(words: str) -> str:
    """Return as many whole sentences as a line of the one-liner takes, or the first, cut at a word."""
    text = " ".join(words.split()).lstrip("-\u2013\u2014 ")
    if len(text) <= LONGEST:
        return text
    ends = [end.end() for end in _SENTENCE.finditer(text, 0, LONGEST)]
    if ends and ends[-1] >= SHORTEST:
        return text[: ends[-1]]
    start = text[: LONGEST - 1]
    return (start.rpartition(" ")[0].rstrip(" ,;:") or start) + "…"


def told(dossier: Dossier) -> Board | None:
    """Return the dossier's board with what happens on every strip that has no description of its own.

    It is the writer's synopsis, else the beginning of the action; strips are known by their scene's id.
    """
    board = dossier.board
    if board is None:
        return None
    lines = {scene.id: one_line(synopsis(dossier.script, scene)) for scene in dossier.breakdown.scenes}

    def said(strip: Strip) -> Strip:
        if strip.description or strip.kind == "banner":
            return strip
        return replace(strip, description=lines.get(strip.id) or lines.get(strip.id.partition(".")[0], ""))

    def line_of(line: OneLine) -> OneLine:
        return replace(line, strip=said(line.strip)) if line.strip else line

    shoot = replace(board.schedule.shoot, strips=tuple(said(strip) for strip in board.schedule.shoot.strips))
    calls = tuple(
        replace(call, strips=tuple(map(said, call.strips)), advance=tuple(map(said, call.advance)))
        for call in board.calls
    )
    return replace(board, schedule=replace(board.schedule, shoot=shoot), calls=calls,
                   lines=tuple(line_of(line) for line in board.lines))  # fmt: skip
