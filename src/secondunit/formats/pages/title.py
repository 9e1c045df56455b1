"""The title page on the screenplay grid: title a third down, credit and writers below, contact and date at the foot."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from secondunit.core.pages import CHARS_PER_INCH, LINES_PER_INCH, PageSetup
from secondunit.core.script import Script
from secondunit.formats import typeset
from secondunit.formats.pages.type import cells

_LEFT, _RIGHT = 15, 75  # columns of the foot on Letter: 1.5 and 7.5 inches
_HALF = 28  # columns of each block at the foot
_MEASURE = 48  # columns of the centred lines


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A line of the title page; row and column count from the top left corner of the paper."""

    row: int
    column: int
    text: str
    key: str


def title_sheets(script: Script, setup: PageSetup) -> list[list[TitleLine]]:
    """Return the lines of each title sheet; none without a title page, more than one where the foot is very long.

    Values are printed as written. Keys that are not of the title page's standard set (settings of a program,
    say) are not printed.
    """
    values = {key.lower(): value for key, value in script.title_page.items()}

    def of(*keys: str) -> list[str]:
        return [typeset.clean(line).replace("\n", " ") for key in keys for line in values.get(key, ())]

    groups = [
        ("Title", of("title"), 2), ("Episode", of("episode", "episode title"), 2),
        ("Credit", of("credit"), 1), ("Author", of("author", "authors"), 2), ("Source", of("source"), 2),
    ]  # fmt: skip
    wide, high = round(setup.width * CHARS_PER_INCH), round(setup.height * LINES_PER_INCH)
    lines: list[TitleLine] = []
    row = high // 3 - 2
    for key, texts, gap in groups:
        for text in (part for each in texts for part in _wrap(each, _MEASURE)):
            lines.append(TitleLine(row, max((wide - cells(text)) // 2, 0), text, key))
            row += 1
        row += gap if texts else 0
    left = _foot([("Contact", of("contact")), ("Copyright", of("copyright")), ("Notes", of("notes"))])
    right = _foot([("Draft date", of("draft date", "date", "draft")), ("Revision", of("revision"))])
    edge = min(_RIGHT, wide - 8)
    bottom = high - 7  # the last line ends an inch above the edge
    first, sheets = row + 1, [lines]
    while left or right:
        room = bottom - first + 1
        for block in (left, right):
            part = block[:room]
            start = bottom - len(part) + 1
            sheets[-1] += [
                TitleLine(start + at, edge - cells(text) if block is right else _LEFT, text, key)
                for at, (key, text) in enumerate(part) if text
            ]
        left, right = left[room:], right[room:]
        if left or right:
            sheets.append([])
            first = LINES_PER_INCH
    return [sheet for sheet in sheets if sheet]


def _foot(groups: list[tuple[str, list[str]]]) -> list[tuple[str, str]]:
    """Return (key, line) of a block at the foot, its groups a blank line apart."""
    out: list[tuple[str, str]] = []
    for key, texts in groups:
        if texts and out:
            out.append((key, ""))
        out += [(key, part) for text in texts for part in _wrap(text, _HALF)]
    return out


def _wrap(text: str, measure: int) -> list[str]:
    return textwrap.wrap(text, measure, break_on_hyphens=False) or []
