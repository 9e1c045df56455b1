"""Right-to-left lines in the order they are drawn, with Arabic letters joined.

A reduced form of the Unicode Bidirectional Algorithm (UAX #9: no explicit embeddings or isolates) and of
Arabic joining by presentation forms, for printers that draw one glyph after another.
"""

from __future__ import annotations

import unicodedata
from functools import cache

_MIRROR = dict(zip("()[]{}<>«»‹›", ")(][}{><»«›‹", strict=True))


def is_rtl(text: str) -> bool:
    """Return whether the first strong character runs right to left."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("R", "AL"):
            return True
        if kind == "L":
            return False
    return False


def visual(line: str, rtl: bool) -> str:
    """Return one line in drawing order, left to right; `rtl` is the direction of its paragraph."""
    if line.isascii() or not any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in line):
        return line
    return reorder(join_arabic(line), rtl)


def reorder(shaped: str, rtl: bool) -> str:
    """Return a line in drawing order, its letters as they are; applied to a drawn line it gives the written one."""
    levels = _levels(shaped, 1 if rtl else 0)
    chars = [_MIRROR.get(char, char) if level % 2 else char for char, level in zip(shaped, levels, strict=True)]
    for level in range(max(levels), 0, -1):
        start = 0
        while start < len(chars):
            end = start
            while end < len(chars) and levels[end] >= level:
                end += 1
            if end > start:
                chars[start:end] = chars[start:end][::-1]
                levels[start:end] = levels[start:end][::-1]
            start = end + 1
    return "".join(chars)


def _levels(text: str, base: int) -> list[int]:
    kinds: list[str] = []  # L, R, N (number) or "" (neutral)
    strong = "R" if base else "L"
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("R", "AL"):
            strong = "R"
            kinds.append("R")
        elif kind == "L":
            strong = "L"
            kinds.append("L")
        elif kind in ("EN", "AN"):
            kinds.append("L" if strong == "L" and kind == "EN" else "N")
        elif kind == "NSM" and kinds:
            kinds.append(kinds[-1])
        else:
            kinds.append("")
    for i in range(1, len(kinds) - 1):  # a separator between digits belongs to the number: 12:30
        if not kinds[i] and text[i] in ".,:/" and kinds[i - 1] == "N" == kinds[i + 1]:
            kinds[i] = "N"
    i = 0
    while i < len(kinds):
        if kinds[i]:
            i += 1
            continue
        end = i
        while end < len(kinds) and not kinds[end]:
            end += 1
        outer = "R" if base else "L"
        before = _side(kinds[i - 1]) if i else outer
        after = _side(kinds[end]) if end < len(kinds) else outer
        kinds[i:end] = [before if before == after else outer] * (end - i)
        i = end
    table = {"L": base * 2, "R": 1, "N": 2}
    return [table[kind] for kind in kinds]


def _side(kind: str) -> str:
    return "R" if kind == "N" else kind


@cache
def _forms() -> tuple[dict[tuple[str, str], str], dict[tuple[str, str, str], str]]:
    """Presentation forms by (letter, form), and lam-alef ligatures by (lam, alef, form)."""
    single: dict[tuple[str, str], str] = {}
    pairs: dict[tuple[str, str, str], str] = {}
    for code in range(0xFB50, 0xFEFD):
        form, _, rest = unicodedata.decomposition(chr(code)).partition(" ")
        letters = [chr(int(part, 16)) for part in rest.split()]
        if form in ("<isolated>", "<final>", "<initial>", "<medial>"):
            if len(letters) == 1:
                single[letters[0], form[1:-1]] = chr(code)
            elif len(letters) == 2 and letters[0] == "\u0644" and code >= 0xFEF5:
                pairs[letters[0], letters[1], form[1:-1]] = chr(code)
    return single, pairs


def join_arabic(text: str) -> str:
    """Replace Arabic letters by the form that their neighbours ask for (logical order)."""
    single, pairs = _forms()

    def after(index: int) -> int | None:
        index += 1
        while index < len(text) and unicodedata.category(text[index]) == "Mn":
            index += 1
        return index if index < len(text) else None

    def joins_on(char: str) -> bool:
        return char == "\u0640" or (char, "initial") in single

    def joins_back(char: str) -> bool:
        return char == "\u0640" or (char, "final") in single

    out: list[str] = []
    joined = False  # the letter before reaches out to this one
    skip: int | None = None
    for i, char in enumerate(text):
        if i == skip:
            continue
        if unicodedata.category(char) == "Mn":
            out.append(char)
            continue
        following = after(i)
        back = joined and joins_back(char)
        if following is not None and (char, text[following], "isolated") in pairs:
            out.append(pairs[char, text[following], "final" if back else "isolated"])
            skip, joined = following, False
            continue
        on = following is not None and joins_on(char) and joins_back(text[following])
        form = "medial" if back and on else "final" if back else "initial" if on else "isolated"
        out.append(single.get((char, form), char))
        joined = joins_on(char)
    return "".join(out)
