"""Fountain emphasis (`*`, `**`, `***`, `_`) and backslash escapes, in one pass over a line."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\\[*_\[]|\*+|_")
_SPECIAL = re.compile(r"[*_]|\[(?=\[)|(?<=\\)\[")


def strip_emphasis(line: str) -> str:
    """Return the line as it is read: paired markers gone, escapes resolved, lone markers kept.

    A marker opens before a non-blank and closes after a non-blank, so `dial *69 and *23` stays as it is.
    """
    if "*" not in line and "_" not in line and "\\" not in line:
        return line
    removed: list[tuple[int, int]] = []
    opened: dict[str, int] = {}
    for match in _TOKEN.finditer(line):
        token, start, end = match.group(), match.start(), match.end()
        if token[0] == "\\":
            removed.append((start, start + 1))
            continue
        opens = end < len(line) and not line[end].isspace()
        closes = start > 0 and not line[start - 1].isspace()
        if not (closes and _close(token, start, opened, removed)) and opens and len(token) <= 3:
            opened[token] = start
    removed.sort()
    parts, position = [], 0
    for start, end in removed:
        parts.append(line[position:start])
        position = end
    parts.append(line[position:])
    return "".join(parts)


def _close(token: str, start: int, opened: dict[str, int], removed: list[tuple[int, int]]) -> bool:
    """Match a closing marker with what is open; record both as removed."""
    size = len(token)
    if token in opened and opened[token] + size < start:
        at = opened.pop(token)
        removed += [(at, at + size), (start, start + size)]
        return True
    if token == "***" and "*" in opened and "**" in opened:  # noqa: S105  (a marker, not a secret)
        one, two = opened.pop("*"), opened.pop("**")
        removed += [(one, one + 1), (two, two + 2), (start, start + 3)]
        return True
    if token in ("*", "**") and "***" in opened and opened["***"] + 3 < start:
        at = opened.pop("***")  # bold italic that ends one of the two first
        removed += [(at, at + size), (start, start + size)]
        opened["*" * (3 - size)] = at + size
        return True
    return False


def escape(line: str) -> str:
    """Return the line with emphasis and note markers escaped, so that it reads back as it is."""
    return _SPECIAL.sub(lambda match: "\\" + match.group(), line)
