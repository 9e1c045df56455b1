"""Length of a scene in eighths of a page, by counting lines as a page would set them.

Courier 12 on US Letter: 54 lines a page; action 61 characters wide, dialogue 35, parentheticals 26, columns of
dual dialogue 29. A scene is rounded up to the next eighth and has at least one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from secondunit.core.script import Element, ElementType

LINES_PER_PAGE = 54
_WIDTH = {ElementType.DIALOGUE: 35, ElementType.LYRIC: 35, ElementType.PARENTHETICAL: 26}
_DUAL_WIDTH = 29
_HIDDEN = (ElementType.NOTE, ElementType.BONEYARD, ElementType.SECTION, ElementType.SYNOPSIS, ElementType.PAGE_BREAK)
_TIGHT = (ElementType.DIALOGUE, ElementType.PARENTHETICAL)
_STATED = re.compile(r"(?:(\d+)\s+)?(\d+)/8|(\d+)")


def eighths(elements: Iterable[Element]) -> int:
    """Return the length of a scene: Final Draft's own figure where the heading has one, else the count."""
    elements = tuple(elements)
    for element in elements:
        if element.type is ElementType.SCENE_HEADING and (found := _STATED.fullmatch(element.attrs.get("length", ""))):
            whole = int(found[1] or found[3] or 0)
            return max(1, whole * 8 + int(found[2] or 0))
    return max(1, math.ceil(count_lines(elements) * 8 / LINES_PER_PAGE))


def count_lines(elements: Iterable[Element]) -> int:
    """Return the lines that the elements take, blank lines above them included."""
    total = 0
    columns = {"left": 0, "right": 0}
    for element in elements:
        if element.type in _HIDDEN:
            continue
        if element.dual is None and any(columns.values()):
            total += max(columns.values())
            columns = {"left": 0, "right": 0}
        lines = _height(element)
        if element.dual is None:
            total += lines
        else:
            columns[element.dual] = columns.get(element.dual, 0) + lines
    return total + max(columns.values())


def _height(element: Element) -> int:
    width = _WIDTH.get(element.type, 61)
    if element.dual is not None and element.type in _TIGHT:
        width = _DUAL_WIDTH
    above = 0 if element.type in _TIGHT else 2 if element.type is ElementType.SCENE_HEADING else 1
    return above + sum(_wrap(line, width) for line in element.text.split("\n"))


def _wrap(text: str, width: int) -> int:
    """Return the number of lines that greedy wrapping gives."""
    if len(text) <= width:
        return 1
    lines, used = 1, 0
    for word in text.split(" "):
        size = len(word)
        if used and used + 1 + size > width:
            lines, used = lines + 1, 0
        used += size + (1 if used else 0)
        if used > width:  # a word longer than the line
            lines += (used - 1) // width
            used = (used - 1) % width + 1
    return lines
