"""Valence of text: how bright or dark its words are, with negation and degree.

Word values come from `data/valence.txt` (means of human ratings, -4 to 4; see ORIGIN.md there). As in Hutto and
Gilbert (2014) a word of degree just before strengthens or weakens a value and a negation within three words turns it
round in part. A text's valence is the balance of its values, drawn to zero where there are few of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import NamedTuple

from secondunit.departments.script.lexicon import words

_TOKEN = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|[.!?;:,]")
_STOP = frozenset(".!?;:")
_TURN = -0.7  # what a negation leaves: "not good" is less bad than "bad"
_REACH = 3  # words back
_DRAWN = 8.0  # sum of absolute values at which a one-sided text reaches half
_NEGATIONS = words(
    "not no never none nobody nothing nowhere neither nor without cannot can't won't don't doesn't didn't isn't wasn't"
    " aren't weren't hasn't haven't hadn't couldn't shouldn't wouldn't ain't hardly barely scarcely"
)
_DEGREE = dict.fromkeys(
    words(
        "very really so too extremely absolutely completely totally utterly deeply incredibly terribly awfully most"
        " entirely truly such especially fiercely wildly bitterly"
    ),
    1.3,
) | dict.fromkeys(words("slightly somewhat almost partly little mildly nearly rather fairly half"), 0.7)
_ENGLISH = words(
    "the and of to is you it that was he she his her with what they not at from this are out up we my your there their"
    " him then who but for as into by have be down back has it's don't i'm"
)
_ENOUGH = 0.15  # share of common English words; English runs at 0.25 to 0.5, other languages below 0.08
_FEW = 12


class Mood(NamedTuple):
    """Sums of bright and of dark values (both positive), and the number of words read."""

    bright: float
    dark: float
    words: int

    @property
    def valence(self) -> float:
        """The balance, -1 to 1."""
        return (self.bright - self.dark) / (self.bright + self.dark + _DRAWN)


@cache
def lexicon() -> dict[str, float]:
    """Return word -> value, -4 to 4."""
    text = (files("secondunit.departments.script") / "data" / "valence.txt").read_text(encoding="utf-8")
    lines = (line.partition("\t") for line in text.splitlines() if not line.startswith("#"))
    return {word: int(tenths) / 10 for word, _, tenths in lines}


def tokens(text: str) -> list[str]:
    """Return words in lower case and the signs that end a clause."""
    return _TOKEN.findall(text.replace("’", "'").lower())


def mood(found: list[str], skip: frozenset[str] = frozenset()) -> Mood:
    """Return the mood of tokens; `skip` holds words that are names here (GRACE, HOPE)."""
    values = lexicon()
    bright = dark = 0.0
    count = 0
    for at, word in enumerate(found):
        if word[0] in ".!?;:,":
            continue
        count += 1
        value = values.get(word)
        if value is None or word in skip:
            continue
        value *= _context(found, at)
        if value > 0:
            bright += value
        else:
            dark -= value
    return Mood(bright, dark, count)


def _context(found: list[str], at: int) -> float:
    """Return the factor of a word for the words before it in the same clause."""
    factor = 1.0
    for back in range(1, _REACH + 1):
        if at < back or (word := found[at - back]) in _STOP:
            break
        if word in _NEGATIONS:
            return factor * _TURN
        if back == 1:
            factor *= _DEGREE.get(word, 1.0)
    return factor


def is_english(texts: Iterable[list[str]]) -> bool | None:
    """True where the common words are English, None for too few words to say."""
    found = [word for word in chain.from_iterable(texts) if word[0] not in ".!?;:,"]
    if len(found) < _FEW:
        return None
    return sum(word in _ENGLISH for word in found) >= _ENOUGH * len(found)
