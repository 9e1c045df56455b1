"""What a single Fountain line can be: the line rules of Fountain 1.1 as small predicates."""

from __future__ import annotations

import re
from typing import NamedTuple

_HEADING = re.compile(r"(?:INT\.?/EXT|EXT\.?/INT|I\.?/E|INT|EXT|EST)(?:\.|[ \t])", re.IGNORECASE)
_NUMBER = re.compile(r"[\w.\-]+")
_LONGEST_CUE = 250  # a longer line in capitals is action
_EXTENSIONS = re.compile(r"(?:[ \t]*\([^()]*\))+$")


class Cue(NamedTuple):
    """A character cue without `@` and `^`."""

    text: str  # name and extensions as read
    dual: bool
    forced: bool


def is_heading(line: str) -> bool:
    """True for INT, EXT, EST, INT/EXT, I/E and their spellings, followed by a dot or a blank."""
    return _HEADING.match(line) is not None


def is_forced_heading(line: str) -> bool:
    """True for one leading dot and a letter or digit."""
    return line[:1] == "." and line[1:2].isalnum()


def split_number(line: str) -> tuple[str, str | None]:
    """Split `INT. HOUSE #12A#` in text and scene number."""
    text = line.rstrip()
    start = text.rfind("#", 0, -1) if text.endswith("#") else -1
    if start < 0 or not _NUMBER.fullmatch(text, start + 1, len(text) - 1):
        return line, None
    return text[:start].rstrip(), text[start + 1 : -1]


def is_page_break(line: str) -> bool:
    """True for three or more equals signs and nothing else."""
    line = line.strip()
    return len(line) >= 3 and not line.strip("=")


def is_upper(text: str) -> bool:
    """True with at least one capital and no small letter."""
    return text.isupper() or (text.upper() == text and any(char.isupper() for char in text))


def is_transition(line: str) -> bool:
    """True for a line in capitals that ends in `TO:`."""
    line = line.strip()
    return line.endswith("TO:") and line[0] not in "!@" and is_upper(line)


def cue(line: str) -> Cue | None:
    """Return the cue that the line can be, else None. Extensions in brackets may be in small letters."""
    text = line.strip()
    dual = text.endswith("^")
    if dual:
        text = text[:-1].rstrip()
    if text[:1] == "@":
        name = text[1:].strip()
        return Cue(name, dual, True) if name else None
    if not text or len(text) > _LONGEST_CUE or text[0] in "!.>~=#(":
        return None
    match = _EXTENSIONS.search(text) if text.endswith(")") else None
    name = text[: match.start()] if match else text
    return Cue(text, dual, False) if is_upper(name) else None
