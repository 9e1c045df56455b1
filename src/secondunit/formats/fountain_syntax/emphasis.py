"""Fountain emphasis (`*`, `**`, `***`, `_`) and backslash escapes, in one pass over a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from secondunit.core.script import Element, Run

_TOKEN = re.compile(r"\\[*_\[]|\*+|_")
_SPECIAL = re.compile(r"[*_]|\[(?=\[)|(?<=\\)\[")


def strip_emphasis(line: str) -> str:
    """Return the line as it is read: paired markers gone, escapes resolved, lone markers kept.

    A marker opens before a non-blank and closes after a non-blank, so `dial *69 and *23` stays as it is.
    """
    if _plain(line):
        return line
    parts, position = [], 0
    for start, end, _ in _marks(line):
        parts.append(line[position:start])
        position = end
    parts.append(line[position:])
    return "".join(parts)


def runs(line: str) -> tuple[Run, ...]:
    """Return the line as it is read, in runs of one style each."""
    if _plain(line):
        return (Run(line),)
    out: list[Run] = []
    bold = italic = underline = False
    position = 0
    for start, end, mark in (*_marks(line), (len(line), len(line), "")):
        if start > position:
            out.append(Run(line[position:start], bold, italic, underline))
        position = end
        italic ^= mark in ("*", "***")
        bold ^= mark in ("**", "***")
        underline ^= mark == "_"
    return tuple(out) or (Run(""),)


def element_runs(element: Element) -> tuple[tuple[Run, ...], ...]:
    """Return the runs of each line of an element's text; plain ones where its source has no emphasis."""
    texts = element.text.split("\n")
    if element.raw.startswith("<Paragraph") or _plain(element.raw):
        return tuple((Run(text),) for text in texts)
    sources = iter(element.raw.split("\n"))
    return tuple(_runs_in(text, sources) for text in texts)


def _runs_in(text: str, sources: Iterator[str]) -> tuple[Run, ...]:
    """Return the runs of a line of text out of the source line that holds it."""
    for source in sources:
        found = runs(source.replace("\t", "    "))
        at = "".join(run.text for run in found).find(text)
        if at >= 0 and text:
            return cut(found, at, at + len(text))
        if not text and not source.strip():
            break
    return (Run(text),)


def cut(found: Sequence[Run], start: int, end: int) -> tuple[Run, ...]:
    """Return the runs of a stretch of a text."""
    out, position = [], 0
    for run in found:
        part = run.text[max(0, start - position) : max(0, end - position)]
        position += len(run.text)
        if part:
            out.append(replace(run, text=part))
    return tuple(out)


def _plain(line: str) -> bool:
    return "*" not in line and "_" not in line and "\\" not in line


def _marks(line: str) -> list[tuple[int, int, str]]:
    """Return what is no text, in order: (start, end, mark), an escape having an empty mark."""
    removed: list[tuple[int, int, str]] = []
    opened: dict[str, int] = {}
    for match in _TOKEN.finditer(line):
        token, start, end = match.group(), match.start(), match.end()
        if token[0] == "\\":
            removed.append((start, start + 1, ""))
            continue
        opens = end < len(line) and not line[end].isspace()
        closes = start > 0 and not line[start - 1].isspace()
        if not (closes and _close(token, start, opened, removed)) and opens and len(token) <= 3:
            opened[token] = start
    return sorted(removed)


def _close(token: str, start: int, opened: dict[str, int], removed: list[tuple[int, int, str]]) -> bool:
    """Match a closing marker with what is open; record both as removed."""
    size = len(token)
    if token in opened and opened[token] + size < start:
        at = opened.pop(token)
        removed += [(at, at + size, token), (start, start + size, token)]
        return True
    if token == "***" and "*" in opened and "**" in opened:  # noqa: S105  (a marker, not a secret)
        one, two = opened.pop("*"), opened.pop("**")
        removed += [(one, one + 1, "*"), (two, two + 2, "**"), (start, start + 3, "***")]
        return True
    if token in ("*", "**") and "***" in opened and opened["***"] + 3 < start:
        at = opened.pop("***")  # bold italic that ends one of the two first
        removed += [(at, at + size, token), (start, start + size, token)]
        opened["*" * (3 - size)] = at + size
        return True
    return False


def escape(line: str) -> str:
    """Return the line with emphasis and note markers escaped, so that it reads back as it is."""
    return _SPECIAL.sub(lambda match: "\\" + match.group(), line)


def split_runs(found: Sequence[Run]) -> list[list[Run]]:
    """Return the runs of each line of a text."""
    out: list[list[Run]] = [[]]
    for run in found:
        for number, words in enumerate(run.text.split("\n")):
            if number:
                out.append([])
            if words:
                out[-1].append(replace(run, text=words))
    return out


def mark(line: Sequence[Run]) -> str:
    """Return Fountain source for a line of runs; plain words where marks cannot say it.

    Blanks stay outside of marks, and what goes on over several runs is marked once. Italic that turns to bold inside a
    word (`*a***b**`) has no unambiguous source.
    """
    out: list[str] = []
    open_: list[str] = []
    blanks = ""
    for at, run in enumerate(line):
        words = run.text.strip()
        if not words:
            blanks += run.text
            continue
        start = run.text.index(words)
        wanted = _wanted(run)
        while open_ and not set(open_) <= wanted:
            out.append(open_.pop())
        new = sorted(wanted - set(open_), key=lambda each: (-_lasts(each, line[at:]), each))
        out += [blanks, run.text[:start], *new, escape(words)]
        open_ += new
        blanks = run.text[start + len(words) :]
    source = "".join([*out, *reversed(open_), blanks])
    return source if _styles(runs(source)) == _styles(line) else escape("".join(run.text for run in line))


def _wanted(run: Run) -> set[str]:
    return {mark for mark, on in (("*", run.italic), ("**", run.bold), ("_", run.underline)) if on}


def _lasts(mark: str, line: Sequence[Run]) -> int:
    """Return how many runs from here on are in a style."""
    return next((at for at, run in enumerate(line) if run.text.strip() and mark not in _wanted(run)), len(line))


def _styles(line: Sequence[Run]) -> list[tuple[str, bool, bool, bool]]:
    """Return each character with its style; blanks have none to see."""
    return [
        (char, *((False,) * 3 if char.isspace() else (run.bold, run.italic, run.underline)))
        for run in line for char in run.text
    ]  # fmt: skip
