"""Bold, italic and underline of the writer's words, carried over to the printed lines.

A printed line holds the words of its element, wrapped and perhaps put in capitals. Characters are matched in
order, blanks aside, so that a style finds its letters wherever the lines broke.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from secondunit.core.pages import PageLine
from secondunit.core.script import Element, ElementType
from secondunit.formats.pages.type import PLAIN, Style

Runs = Callable[[Element], Sequence[tuple[str, Style]]]
_ITALIC = Style(italic=True)


class Emphasis:
    """Gives the styles of printed lines, asked for in the order of the pages."""

    def __init__(self, elements: Sequence[Element], runs: Runs) -> None:
        self._elements, self._runs = elements, runs
        self._left: dict[int, list[tuple[str, Style]]] = {}

    def of(self, line: PageLine) -> list[Style]:
        """Return one style a character of `line.text`; empty where all of it is plain."""
        if line.role != "text" or not 0 <= line.element < len(self._elements):
            return []
        element = self._elements[line.element]
        if line.element not in self._left:
            self._left[line.element] = [
                (char, style) for text, style in self._runs(element) for char in text if not char.isspace()
            ]
        left = self._left[line.element]
        base = _ITALIC if element.type is ElementType.LYRIC else PLAIN
        if not left or all(style == PLAIN for _, style in left):
            return [base] * len(line.text) if base != PLAIN else []
        out: list[Style] = []
        at, style = 0, base
        for char in line.text:
            if not char.isspace() and at < len(left) and left[at][0].casefold() == char.casefold():
                style = left[at][1]
                at += 1
            out.append(style)
        del left[:at]
        return _close_blanks(line.text, out)


def _close_blanks(text: str, styles: list[Style]) -> list[Style]:
    """A blank is styled only between two characters of that style."""
    for at, char in enumerate(text):
        if char.isspace():
            after = next((styles[n] for n in range(at + 1, len(text)) if not text[n].isspace()), PLAIN)
            if after != styles[at]:
                styles[at] = PLAIN
    return styles
