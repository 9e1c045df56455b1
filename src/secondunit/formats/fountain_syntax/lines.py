"""Logical lines of a Fountain body: notes and boneyards lifted out, source lines remembered."""

from __future__ import annotations

import re
from dataclasses import dataclass

from secondunit.core.script import ElementType

_EMPTY_LINE = re.compile(r"\n(?=[ \t]?\n)")


@dataclass(slots=True)
class Aside:
    """A note or boneyard lifted out of the text."""

    type: ElementType
    text: str  # between the marks
    raw: str
    line: int
    end_line: int


@dataclass(slots=True)
class Line:
    """What is left of one or more source lines when asides are gone.

    An empty line is none: it only shows as the `gap` before the next one. A line of two or more blanks is one without
    words, as it may keep a speech open.
    """

    text: str
    words: str  # the text without the blanks around it
    at: int  # place of its first character in the source
    start: int  # source lines
    end: int
    text_line: int  # where the words begin: an aside before them may span lines
    gap: bool  # an empty line stands before
    asides: list[Aside]

    @property
    def bare(self) -> bool:
        """True when only asides stood here: the line is then as if it were not there."""
        return not self.words and bool(self.asides)


def normalise(text: str) -> str:
    """Drop byte order marks and turn every line end into a newline."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\u2028", "\n").replace("\u2029", "\n")


def split_lines(text: str, first_line: int) -> tuple[list[Line], list[int]]:
    """Return the logical lines and the source lines of a `/*` that is never closed."""
    spans, unclosed = _spans(text)
    lines: list[Line] = []
    position, number, index, size, gap = 0, first_line, 0, len(text), False
    aside = spans[0][0] if spans else size  # where the next one begins
    while position < size:
        end = _line_end(text, position)
        if aside >= end:  # the usual case: nothing to lift out
            line = text[position:end]
            words = line.strip()
            if words or (line[:2] == "  " and not line.strip(" ")):
                lines.append(Line(line, words, position, number, number, number, gap, []))
                gap = False
            else:
                gap = True
            number += 1
            position = end + 1
            continue
        parts, asides, cursor, at, text_line = [], [], position, number, 0
        while index < len(spans) and spans[index][0] < end:
            start, stop, kind = spans[index]
            parts.append(text[cursor:start])
            text_line = text_line or (at if parts[-1].strip() else 0)
            raw = text[start:stop]
            asides.append(Aside(kind, raw[2:-2].strip(), raw, at, at + raw.count("\n")))
            at = asides[-1].end_line
            cursor = stop
            if stop > end:
                end = _line_end(text, stop)
            index += 1
        parts.append(text[cursor:end])
        joined = _join(parts)
        lines.append(Line(joined, joined.strip(), position, number, at, text_line or at, gap, asides))
        number, position, gap = at + 1, end + 1, False
        aside = spans[index][0] if index < len(spans) else size
    return lines, [first_line + text.count("\n", 0, at) for at in unclosed]


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _join(parts: list[str]) -> str:
    """Join what stood around asides without doubling the blank."""
    out = [parts[0]]
    last = parts[0][-1:] or " "
    for part in parts[1:]:
        kept = part[1:] if part[:1] == " " and last == " " else part
        out.append(kept)
        last = kept[-1:] or last
    return "".join(out)


def _spans(text: str) -> tuple[list[tuple[int, int, ElementType]], list[int]]:
    """Find notes and boneyards from left to right in linear time."""
    spans: list[tuple[int, int, ElementType]] = []
    if "[[" not in text and "/*" not in text:
        return spans, []
    unclosed: list[int] = []
    position, note_end, yard_end, empty_line = 0, -1, -1, -1
    note, yard = text.find("[["), text.find("/*")
    while note >= 0 or yard >= 0:
        if yard < 0 or 0 <= note < yard:
            start, kind = note, ElementType.NOTE
            if note_end < start + 2 and note_end != len(text):
                found = text.find("]]", start + 2)
                note_end = len(text) if found < 0 else found
            stop = note_end + 2
            if empty_line < start:
                match = _EMPTY_LINE.search(text, start)
                empty_line = match.start() if match else len(text)
            if note_end == len(text) or (start and text[start - 1] == "\\") or empty_line < note_end:
                note = text.find("[[", start + 1)
                continue
        else:
            start, kind = yard, ElementType.BONEYARD
            if yard_end < start + 2:
                yard_end = text.find("*/", start + 2)
            if yard_end < 0:
                unclosed.append(start)
                yard = -1
                continue
            stop = yard_end + 2
        spans.append((start, stop, kind))
        position = stop
        if note < position:
            note = text.find("[[", position) if note >= 0 else -1
        if yard < position:
            yard = text.find("/*", position) if yard >= 0 else -1
    return spans, unclosed
