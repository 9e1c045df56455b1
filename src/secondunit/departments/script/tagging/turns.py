"""Turns of phrase of `data/turns.txt`, compiled: what several words together give away."""

from __future__ import annotations

import re
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
def turns(family: str) -> tuple[Turn, ...]:
    """Return the turns of one family."""
    path = files("secondunit.departments.script").joinpath("data", "turns.txt")
    return tuple(turn for turn in read_turns(path.read_text(encoding="utf-8")) if turn.family == family)


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence around a stretch of text starts and ends."""
    first = max(text.rfind(mark, 0, start) for mark in ".!?;\n") + 1
    last = min((at for at in (text.find(mark, end) for mark in ".!?;\n") if at >= 0), default=len(text))
    return first + len(text[first:start]) - len(text[first:start].lstrip()), last
