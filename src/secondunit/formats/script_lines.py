"""What each line of a screenplay is: one record a source line, for tools that mark up the writer's own text."""

from __future__ import annotations

from dataclasses import dataclass

from secondunit.core.script import Element, ElementType, Script
from secondunit.formats.fountain_syntax.writer import HEAD


@dataclass(frozen=True, slots=True)
class LineRecord:
    """A line with text: its number in the source from 1, what it is, and its words as they are read."""

    line: int
    type: ElementType
    text: str


def line_records(script: Script) -> list[LineRecord]:
    """Return the records in the order of the source.

    Blank lines and boneyards have none. A line that holds text and a note is that of the text; a note that stands by
    itself has one record a line. Of formats without lines of their own (Final Draft, PDF) a paragraph is one record;
    one of a kind that only Final Draft knows is printed as action, and so called.
    """
    if script.source_format != "fountain":
        return [
            LineRecord(e.line, ElementType.ACTION if e.type is ElementType.OTHER else e.type, e.text)
            for e in script.elements if e.text.strip() or e.type is ElementType.PAGE_BREAK
        ]  # fmt: skip
    head = script.unknown.get(HEAD, "") if script.title_page else ""
    found = {
        at: LineRecord(at, ElementType.TITLE, line.strip())
        for at, line in enumerate(head.split("\n"), 1) if line.strip()
    }  # fmt: skip
    asides = []
    for element in script.elements:
        if element.type in (ElementType.NOTE, ElementType.BONEYARD):
            asides.append(element)
            continue
        for at, text in _lines(element):
            if text.strip() or element.type is ElementType.PAGE_BREAK:
                found.setdefault(at, LineRecord(at, element.type, text))
    for element in asides:
        if element.type is ElementType.NOTE:
            for at, text in _lines(element):
                if text.strip():
                    found.setdefault(at, LineRecord(at, ElementType.NOTE, text.strip()))
    return [found[at] for at in sorted(found)]


def _lines(element: Element) -> list[tuple[int, str]]:
    texts = element.text.split("\n")
    if element.type is ElementType.NOTE:
        inside = element.raw.partition("[[")[2] or element.raw
        lead = len(inside) - len(inside.lstrip())
        first = element.line + inside[:lead].count("\n")
        return list(enumerate(texts, first))
    return list(zip(element.lines or range(element.line, element.line + len(texts)), texts, strict=True))
