"""Breaking text into lines as Final Draft does: greedy, blanks hang, dashes may end a line."""

from __future__ import annotations

import re
import unicodedata

# A stretch that stays together, with the blanks before it: up to and with hyphens inside a word, or a dash.
_STRETCH = re.compile(r"[ \t]*(?:--+|[^\s-]+-+(?=[^\s-])|[^\s-]*-+|[^\s-]+)|[ \t]+|\s")


def cells(text: str) -> int:
    """Return the width of text in characters of the grid: wide East Asian ones take two, marks none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def wrap(text: str, width: int, first: int | None = None, over: int = 2) -> list[str]:
    """Return the lines of a paragraph; `first` is the width of the very first line if it differs.

    Blanks at a line's end never cause a break, blanks inside count. A double dash at a line's end may hang `over`
    characters over it. Words longer than a line are cut. A newline always breaks.
    """
    out: list[str] = []
    limit = width if first is None else first
    for paragraph in text.split("\n"):
        line = paragraph.rstrip()
        if len(line) <= limit and (line.isascii() or cells(line) <= limit):
            out.append(line)
            limit = width
            continue
        out += _fill(line, width, limit, over)
        limit = width
    return out


def _fill(paragraph: str, width: int, limit: int, over: int) -> list[str]:
    out: list[str] = []
    line, used = "", 0  # `used` counts the blanks at the end too
    plain = paragraph.isascii()
    for match in _STRETCH.finditer(paragraph):
        stretch = match.group()
        size = len(stretch) if plain else cells(stretch)
        blank = stretch.isspace()
        if blank or used + size <= limit or (stretch.endswith("--") and used + size <= limit + over):
            line += stretch
            used += size
            continue
        if line.strip():
            out.append(line.rstrip())
            limit = width
            line, used = "", 0
        stretch = stretch.lstrip()
        size = len(stretch) if plain else cells(stretch)
        while size > limit:
            at = _cut(stretch, limit)
            out.append(stretch[:at])
            stretch = stretch[at:]
            size = len(stretch) if plain else cells(stretch)
            limit = width
        line, used = stretch, size
    if line.strip():
        out.append(line.rstrip())
    return out


def _cut(word: str, limit: int) -> int:
    """Return where a word that is longer than a line is cut: at least one character from its start."""
    if word.isascii():
        return limit
    used = 0
    for at, char in enumerate(word):
        used += cells(char)
        if used > limit:
            return max(1, at)
    return len(word)
