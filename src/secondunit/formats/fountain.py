"""Fountain 1.1: read, write back without loss, and reach the writer's notes.

Source: the Fountain syntax page, version 1.1 (https://fountain.io/syntax).
"""

from __future__ import annotations

from collections.abc import Iterator

from secondunit.core.script import Element, ElementType, Script
from secondunit.formats.fountain_syntax.blocks import parse_body
from secondunit.formats.fountain_syntax.lines import normalise
from secondunit.formats.fountain_syntax.losses import losses
from secondunit.formats.fountain_syntax.title import split_title_page
from secondunit.formats.fountain_syntax.writer import HEAD, write

__all__ = ["losses", "notes", "parse", "shot_notes", "write"]


def parse(text: str) -> Script:
    """Parse Fountain text; any text is valid Fountain, so this never fails.

    CRLF, CR, U+2028 and U+2029 count as line ends, a BOM is dropped. Notes and boneyards are elements of
    their own and are not part of any other element's `text`; those that stand inside a paragraph follow it
    and have `attrs["inline"] == "yes"`.
    """
    source = normalise(text)
    title_page, head = split_title_page(source)
    body = parse_body(source[len(head) :], first_line=head.count("\n") + 1)
    unknown = {HEAD: head + body.lead} if head or body.lead else {}
    return Script(title_page, body.elements, "fountain", body.warnings, unknown)


def notes(script: Script) -> tuple[Element, ...]:
    """Return all notes `[[...]]` in order; `text` is what stands between the brackets."""
    return tuple(element for element in script.elements if element.type is ElementType.NOTE)


def shot_notes(script: Script) -> Iterator[tuple[Element, str]]:
    """Yield (note, words) for every `[[shot: words]]` that the writer stated."""
    for note in notes(script):
        key, colon, words = note.text.partition(":")
        if colon and key.strip().lower() == "shot":
            yield note, " ".join(words.split())
