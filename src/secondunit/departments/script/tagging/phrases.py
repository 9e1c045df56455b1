"""Noun phrases: where they start and end, their head, number and owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from secondunit.departments.script.tagging.lexicon import classes
from secondunit.departments.script.tagging.tokens import NUMBERS, Token

MOST = 100_000  # of anything in one scene
_LONGEST = 40  # tokens of a phrase
_INSIDE = "MANGEQ"  # parts of speech that may stand in a phrase after its article


@dataclass(slots=True)
class Phrase:
    """A noun phrase. Places are token numbers; `head` is the place of its last noun."""

    start: int
    end: int
    head: int
    quantity: int = 1
    det: str = ""
    prep: str = ""  # preposition right before it
    verb: str = ""  # base of the verb that governs it
    object: bool = False  # direct object of that verb
    subject_of: str = ""  # base of the verb that follows it
    negated: bool = False
    figure: bool = False  # inside a simile or another figure of speech
    owner: str = ""  # "mara" in "Mara's coat"; "his" in "his coat"
    core: int = -1  # first token of what is counted, where a counting word stands before it
    of: str = ""  # what a counting noun counts: "pile" in "a pile of books"
    actor: bool = False  # the governing verb has a person as subject

    @property
    def first(self) -> int:
        """The place where the thing itself starts: "black boots" in "a pair of black boots"."""
        return self.core if self.core >= 0 else self.start


def starts(tokens: Sequence[Token], at: int) -> bool:
    """True where a noun phrase may start; a participle does only in front of a noun ("burning cars")."""
    kind = tokens[at].kind
    if kind not in "GE":
        return kind in "DPMANQ"
    if at + 1 >= len(tokens):
        return False
    before, after = tokens[at - 1].kind if at else ".", tokens[at + 1]
    return before in "DPMA" or (before in ".,I" and after.kind == "N" and after.entry.plural)


def read_phrase(tokens: Sequence[Token], at: int) -> Phrase | None:
    """Return the noun phrase that starts here; None where no noun follows."""
    size = min(len(tokens), at + _LONGEST)
    phrase = Phrase(at, at, -1)
    counted = False
    here = at
    while here < size:
        token = tokens[here]
        kind = token.kind
        after = tokens[here + 1].kind if here + 1 < size else "."
        if kind == "Q":
            if token.owner and after in "MANGE":
                phrase.owner = token.name.lower()
            elif phrase.head >= 0:
                break
            else:
                return _name(tokens, phrase, here)
        elif kind in "DP":
            if phrase.head >= 0:
                break
            phrase.det = token.low
            if kind == "P":
                phrase.owner = token.low
        elif kind == "M":
            if phrase.head >= 0 and after != "N":
                break
            value = _value(token)
            if counted and value >= 10:
                phrase.quantity *= value  # "two dozen"
            elif not counted:
                phrase.quantity, counted = max(1, value), value > 0
            phrase.quantity = min(phrase.quantity, MOST)
            if after not in _INSIDE:
                if here + 1 < size and tokens[here + 1].low == "of":
                    phrase.head, phrase.end = here, here + 1
                    return phrase
                break
        elif kind == "N":
            if phrase.head >= 0 and tokens[phrase.head].owner:
                phrase.owner = tokens[phrase.head].low
            phrase.head = here
        elif kind == "A":
            if phrase.head >= 0 and after != "N":
                break
        elif kind in "GE":
            if phrase.head >= 0 or after not in "NA":
                break
        elif not _listed_adjectives(tokens, at, here, after, phrase.head):
            break
        here += 1
    if phrase.head < 0:
        last = here - 1
        if last <= at or tokens[last].kind != "A" or tokens[at].kind not in "DP":
            return None
        phrase.head = last  # "the wounded": an adjective as head
    phrase.end = phrase.head + 1
    return phrase


def _name(tokens: Sequence[Token], phrase: Phrase, here: int) -> Phrase:
    """End a phrase with a character's name of one or more words."""
    stop = here + 1
    while stop < len(tokens) and tokens[stop].kind == "Q" and tokens[stop].name == tokens[here].name:
        stop += 1
    phrase.head, phrase.end = stop - 1, stop
    return phrase


def _value(token: Token) -> int:
    if token.low in NUMBERS:
        return NUMBERS[token.low]
    return int(token.low) if token.low.isascii() and token.low.isdigit() and len(token.low) <= 4 else 0


def _listed_adjectives(tokens: Sequence[Token], at: int, here: int, after: str, head: int) -> bool:
    """True for the comma of "a long, red coat"."""
    return tokens[here].text == "," and head < 0 and here > at and tokens[here - 1].kind == "A" and after in "AN"


def collocation(tokens: Sequence[Token], phrase: Phrase) -> tuple[int, str, str]:
    """Return (first place, words, class letters) of the longest listed group of words that ends at the head."""
    head = tokens[phrase.head]
    for size in (3, 2):
        first = phrase.head - size + 1
        if first < phrase.start:
            continue
        chosen = tokens[first : phrase.head + 1]
        if any(token.kind in "DPM,Q" or token.owner for token in chosen):
            continue
        name = " ".join([*(token.low for token in chosen[:-1]), head.entry.lemma])
        found = classes(name)
        if found:
            return first, name, found
    return phrase.head, head.entry.lemma, head.entry.classes
