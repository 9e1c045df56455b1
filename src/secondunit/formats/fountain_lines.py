"""Logical lines of a Fountain body: notes and boneyards lifted out, source lines remembered."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from secondunit.core.script import ElementType

_BREAK = re.compile("\r\n|[\r\u2028\u2029]")
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
    """What is left of one or more source lines when asides are gone. `raw` keeps the newline."""

    text: str
    raw: str
    start: int
    end: int
    asides: list[Aside]

    @property
    def text_line(self) -> int:
        """The source line where its text begins: an aside before it may span lines."""
        if self.start == self.end or not self.asides:
            return self.start
        lead = self.raw
        line = self.start
        for aside in self.asides:
            before, _, after = lead.partition(aside.raw)
            if before.strip():
                return line + before[: len(before) - len(before.lstrip())].count("\n")
            line += (before + aside.raw).count("\n")
            lead = after
        return line

    @property
    def bare(self) -> bool:
        """True when only asides stood here: the line is then as if it were not there."""
        return bool(self.asides) and not self.text.strip()

    @property
    def blank(self) -> bool:
        """True for an empty line without asides."""
        return not self.asides and not self.text.strip()


def normalise(text: str) -> str:
    """Drop a BOM and turn every line end into a newline."""
    return _BREAK.sub("\n", text.removeprefix("\ufeff"))


def split_lines(text: str, first_line: int) -> tuple[list[Line], list[int]]:
    """Return the logical lines and the source lines of a `/*` that is never closed."""
    spans, unclosed = _spans(text)
    lines: list[Line] = []
    position, number, index, size = 0, first_line, 0, len(text)
    while position < size:
        end = _line_end(text, position)
        if index == len(spans) or spans[index][0] >= end:  # the usual case: nothing to lift out
            raw = text[position : end + 1]
            lines.append(Line(text[position:end], raw, number, number, []))
            number += 1
            position = end + 1
            continue
        parts, asides, cursor, at = [], [], position, number
        while index < len(spans) and spans[index][0] < end:
            start, stop, kind = spans[index]
            parts.append(text[cursor:start])
            at += text.count("\n", cursor, start)
            raw = text[start:stop]
            asides.append(Aside(kind, raw[2:-2].strip(), raw, at, at + raw.count("\n")))
            at += raw.count("\n")
            cursor = stop
            if stop > end:
                end = _line_end(text, stop)
            index += 1
        parts.append(text[cursor:end])
        raw = text[position : end + 1]
        last = number + raw.count("\n", 0, end - position)
        lines.append(Line(_join(parts), raw, number, last, asides))
        number, position = last + 1, end + 1
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
    breaks = [match.start() for match in _EMPTY_LINE.finditer(text)] if "[[" in text else []
    unclosed: list[int] = []
    position, note_end, yard_end = 0, -1, -1
    note, yard = text.find("[["), text.find("/*")
    while note >= 0 or yard >= 0:
        if yard < 0 or 0 <= note < yard:
            start, kind = note, ElementType.NOTE
            if note_end < start + 2 and note_end != len(text):
                found = text.find("]]", start + 2)
                note_end = len(text) if found < 0 else found
            stop = note_end + 2
            nearest = bisect_left(breaks, start)
            if (
                note_end == len(text)
                or (start and text[start - 1] == "\\")
                or (nearest < len(breaks) and breaks[nearest] < note_end)
            ):
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
