"""The Fountain title page: `Key: value` lines at the very start."""

from __future__ import annotations

import re

from secondunit.formats.fountain_syntax.emphasis import strip_emphasis
from secondunit.formats.fountain_syntax.rules import is_heading

KEYS = ("Title", "Credit", "Author", "Authors", "Source", "Draft date", "Contact", "Copyright", "Notes", "Revision")
_SPELLING = {key.lower(): key for key in KEYS}
_KEY = re.compile(r"([^\W_][^:\[\]*_\".,;!?\n]{0,40}?)[ \t]*:(?!//)[ \t]*(.*)")
_INDENTED = re.compile(r"(?:\t| {3})\s*\S")


def split_title_page(text: str) -> tuple[dict[str, tuple[str, ...]], str]:
    """Return (values by key, source of the title page); both empty when the text has none.

    Known keys are spelled as in `KEYS`, others as written. A key without value has an empty tuple.
    """
    lead = len(text) - len(text.lstrip("\n"))
    end = text.find("\n\n", lead)
    block = text[lead:] if end < 0 else text[lead:end]
    lines = block.split("\n")
    for at, line in enumerate(lines):  # a line of blanks ends the title page as well
        if not line.strip():
            lines = lines[:at]
            break
    if not lines or not _starts(lines):
        return {}, ""
    found: dict[str, list[str]] = {}
    key = ""
    for line in lines:
        match = None if line[:1] in "\t " else _KEY.match(line)
        if match:
            key = _SPELLING.get(match[1].lower(), match[1])
            found.setdefault(key, [])
            value = match[2]
        else:
            value = line
        if value.strip():
            found[key].append(strip_emphasis(value.strip()))
    stop = lead + len("\n".join(lines))
    head = text[: stop + 1]
    return {key: tuple(values) for key, values in found.items()}, head


def _starts(lines: list[str]) -> bool:
    """True when the first line is a key, and neither a heading nor a transition such as `FADE IN:`."""
    match = _KEY.match(lines[0])
    if match is None or is_heading(lines[0]):
        return False
    if match[2].strip() or match[1].lower() in _SPELLING:
        return True
    return len(lines) > 1 and bool(_INDENTED.match(lines[1]) or _KEY.match(lines[1]))


def write_title_page(values: dict[str, tuple[str, ...]]) -> str:
    """Return title page source for the values, or an empty string."""
    out = []
    for key, lines in values.items():
        if len(lines) == 1:
            out.append(f"{key}: {lines[0]}")
        else:
            out.append(f"{key}:")
            out += [f"    {line}" for line in lines]
    return "\n".join(out) + "\n\n" if out else ""
