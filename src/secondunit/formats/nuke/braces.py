"""Nuke's script text as nested lists of words: braces, quoted strings, decimal and hexadecimal numbers."""

from __future__ import annotations

import math
import re
import struct

from secondunit.core.errors import InputError

Word = str
Tree = list["Word | Tree"]

SIZE = 100_000_000  # bytes
WORDS = 8_000_000
DEEP = 64
_TOKEN = re.compile(r'\s+|([{}])|"((?:[^"\\]|\\.)*)"|((?:[^\s{}"\\]|\\.)+)|(.)', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def parse(text: str) -> Tree:
    """Return the words of a script, what stands in braces as lists; InputError where they do not match."""
    top: Tree = []
    stack = [top]
    words = 0
    for match in _TOKEN.finditer(text):
        brace, quoted, word, stray = match.groups()
        if brace == "{":
            if len(stack) > DEEP:
                raise InputError(f"the Nuke script nests braces more than {DEEP} deep", hint="it is damaged")
            inner: Tree = []
            stack[-1].append(inner)
            stack.append(inner)
        elif brace == "}":
            if len(stack) == 1:
                line = text.count("\n", 0, match.start()) + 1
                raise InputError(f"line {line}: the Nuke script closes a brace that it did not open")
            stack.pop()
        elif quoted is not None or word is not None:
            words += 1
            if words > WORDS:
                raise InputError("the Nuke script is too long", hint=f"at most {WORDS:,} words; export fewer shapes")
            stack[-1].append(_ESCAPED.sub(r"\1", quoted if quoted is not None else word))
        elif stray is not None:
            line = text.count("\n", 0, match.start()) + 1
            raise InputError(f"line {line}: the Nuke script has a quote that is not closed")
    if len(stack) > 1:
        raise InputError("the Nuke script ends within braces", hint="it is cut off; copy the whole node again")
    return top


def value(word: Word) -> float:
    """Return a number: decimal, or the eight hexadecimal digits of a 32-bit float after `x` or `0x`."""
    digits = word.removeprefix("0").removeprefix("x") if word.startswith(("x", "0x")) else ""
    try:
        found = struct.unpack(">f", bytes.fromhex(digits.rjust(8, "0")))[0] if digits else float(word)
    except (ValueError, struct.error) as error:
        raise InputError(f"the Nuke script has {word[:30]!r} where a number belongs") from error
    if not math.isfinite(found):
        raise InputError(f"the Nuke script has {word[:30]!r}, no finite number")
    return float(found)
