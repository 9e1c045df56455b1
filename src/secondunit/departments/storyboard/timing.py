"""How long a shot lasts on screen, from its text. One page is about one minute."""

from __future__ import annotations

import math
from collections.abc import Sequence

from secondunit.core.shots import Setup
from secondunit.departments.storyboard import language

WORDS_PER_MINUTE = 165.0  # spoken dialogue in films runs at about 160 to 170
_LINE = 60.0 / 54.0  # seconds: a page has 54 lines and plays about a minute
_LINE_CHARACTERS = 61
_SHORTEST = {Setup.ACTION: 0.9, Setup.MONTAGE: 1.5, Setup.REACTION: 1.2, Setup.INSERT: 1.25, Setup.ESTABLISHING: 2.5}


def seconds(action: str, dialogue: Sequence[tuple[str, str]], setup: Setup) -> float:
    """Return the seconds that a shot with this text plays."""
    total = 0.0
    for _, words in dialogue:
        total += language.count_words(words) * 60.0 / WORDS_PER_MINUTE + 0.35
        total += 0.5 * words.count("(")  # a parenthetical is a breath, not spoken
        total -= _parenthetical_words(words) * 60.0 / WORDS_PER_MINUTE
    if action:
        pace = 1.0
        fast, slow = len(language.FAST.findall(action)), len(language.SLOW.findall(action))
        if fast > slow:
            pace = 0.75
        elif slow > fast:
            pace = 1.35
        total += (len(action) / _LINE_CHARACTERS + 0.6) * _LINE * pace
    return max(total, _SHORTEST.get(setup, 1.25))


def frames(action: str, dialogue: Sequence[tuple[str, str]], setup: Setup, fps: float = 24.0) -> int:
    """Return `seconds` in whole frames."""
    return max(1, math.ceil(seconds(action, dialogue, setup) * fps - 1e-9))


def _parenthetical_words(words: str) -> int:
    depth, inside = 0, []
    for char in words:
        depth += (char == "(") - (char == ")")
        inside.append(char if depth > 0 else " ")
    return language.count_words("".join(inside))
