"""Turns of phrase of `data/turns.txt`, compiled: what several words together give away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Turn(NamedTuple):
    """One kind of event and the pattern of its wordings."""

    family: str
    name: str
    task: str
    pattern: re.Pattern[str]


def read_turns(text: str) -> tuple[Turn, ...]:
    """Return the turns of a file: `= family NAME task`, then one regular expression a line."""
    sections: list[tuple[list[str], list[str]]] = []
    for line in text.splitlines():
        if line.startswith("= "):
            sections.append((line[2:].split(), []))
        elif line and not line.startswith("#"):
            sections[-1][1].append(line)
    return tuple(
        Turn(family, name.replace("_", " "), task, re.compile(rf"\b(?:{'|'.join(lines)})(?!\w)"))
        for (family, name, task), lines in sections
    )


@cache
def _table() -> tuple[Turn, ...]:
    path = files("secondunit.departments.script").joinpath("data", "turns.txt")
    return read_turns(path.read_text(encoding="utf-8"))


@cache
def _of(families: tuple[str, ...]) -> tuple[tuple[Turn, ...], re.Pattern[str]]:
    """Return the turns of some families, and one pattern for all of them."""
    chosen = tuple(turn for turn in _table() if turn.family in families)
    return chosen, re.compile("|".join(turn.pattern.pattern for turn in chosen))


def told(text: str, families: tuple[str, ...]) -> Iterator[tuple[Turn, re.Match[str]]]:
    """Yield the turns of some families that a text holds, with the words."""
    chosen, any_of_them = _of(families)
    if any_of_them.search(text):
        for turn in chosen:
            for match in turn.pattern.finditer(text):
                yield turn, match


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence around a stretch of text starts and ends."""
    first = max(text.rfind(mark, 0, start) for mark in ".!?;\n") + 1
    last = min((at for at in (text.find(mark, end) for mark in ".!?;\n") if at >= 0), default=len(text))
    return first + len(text[first:start]) - len(text[first:start].lstrip()), last
