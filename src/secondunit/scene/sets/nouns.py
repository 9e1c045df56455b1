"""Nouns of the action: which pieces the words ask for, and which are already on the set."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from secondunit.scene.sets.templates import Noun, nouns, pattern

MOST = 14  # pieces that words alone may add to one set
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")


@dataclass(frozen=True, slots=True)
class Mention:
    """A word of the action that stands for a piece, with the sentence it was found in."""

    word: str  # as in the lexicon
    phrase: str  # with the word before it: "tide book"
    noun: Noun
    span: str


def mentions(texts: Sequence[str]) -> list[Mention]:
    """Return each lexicon word once, in the order of the text; longer phrases hide the words inside them."""
    action = "\n".join(texts)
    found: dict[str, Mention] = {}
    entries = [
        (word, noun)
        for noun in nouns()
        if not noun.cues or any(pattern(c).search(action) for c in noun.cues)
        for word in noun.words
    ]
    entries.sort(key=lambda e: -len(e[0]))
    for sentence in _SENTENCE.findall(action):
        masked = sentence
        hits: list[tuple[int, Mention]] = []
        for word, noun in entries:
            match = plural(word).search(masked)
            if match is None:
                continue
            before = re.search(r"([A-Za-z']+)\s+$", sentence[: match.start()])
            phrase = f"{before.group(1)} {match.group(0)}" if before else match.group(0)
            hits.append((match.start(), Mention(word, phrase.lower(), noun, sentence.strip()[:160])))
            masked = masked[: match.start()] + "\0" * (match.end() - match.start()) + masked[match.end() :]
        for _, mention in sorted(hits, key=lambda h: h[0]):
            found.setdefault(mention.word, mention)
    return list(found.values())


def plural(word: str) -> re.Pattern[str]:
    """Return a pattern for a word and its regular plural."""
    return _plural(word)


_cache: dict[str, re.Pattern[str]] = {}


def _plural(word: str) -> re.Pattern[str]:
    if word not in _cache:
        _cache[word] = re.compile(rf"(?<![\w']){re.escape(word)}(?:e?s)?(?![\w])", re.IGNORECASE)
    return _cache[word]
