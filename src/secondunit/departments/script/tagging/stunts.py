"""Stunts: falls, fights, crashes, heights, and driving at the limit."""

from __future__ import annotations

from collections.abc import Iterator

from secondunit.core.tags import Category
from secondunit.departments.script.lexicon import words
from secondunit.departments.script.tagging.phrases import Phrase
from secondunit.departments.script.tagging.scene import Found, Stage, span
from secondunit.departments.script.tagging.text import Parsed, personal
from secondunit.departments.script.tagging.vocabulary import mapping, word_list

_ALONE = mapping("STUNTS_ALONE")  # what a person does or suffers
_AGAINST = mapping("STUNTS_AGAINST")  # what one person does to another
_HIGH = mapping("STUNTS_HIGH")  # what is a stunt from or on a height
_DRIVING = mapping("STUNTS_DRIVING")  # what a vehicle does
_NOUNS = mapping("STUNTS_NOUNS")
_WIRES = words("cable wire rope harness")
_HEIGHTS = word_list("STUNTS_HEIGHTS")
_MILD = word_list("STUNTS_MILD")
_DOWN = word_list("STUNTS_DOWN")
_LEAPS = word_list("STUNTS_LEAPS")
_AFTER = words("him her them me us it")


def stunts(stage: Stage) -> Iterator[Found]:
    """Yield what a stunt coordinator plans."""
    for parsed in stage.action:
        for phrase in parsed.phrases:
            lemma = parsed.tokens[phrase.head].entry.lemma
            if (
                lemma in _NOUNS
                and not phrase.negated
                and not phrase.figure
                and phrase.prep not in ("about", "after", "of")
            ):
                yield Found(Category.STUNTS, _NOUNS[lemma], span(parsed, phrase.head, phrase.head), 0.55)
        for at in parsed.deeds:
            token = parsed.tokens[at]
            if token.kind in "VGE" and not parsed.denied(at):
                yield from _verb(parsed, at, token.entry.base)


def _verb(parsed: Parsed, at: int, base: str) -> Iterator[Found]:
    tokens = parsed.tokens
    subject = parsed.subject(at)
    after = tokens[at + 1].low if at + 1 < len(tokens) else ""
    first = subject.head if subject is not None else at
    person = subject is None or personal(tokens[subject.head])
    vehicle = subject is not None and tokens[subject.head].entry.best == "v"
    if subject is not None and subject.figure:
        return
    if base in _DRIVING and vehicle:
        yield Found(Category.STUNTS, _DRIVING[base], span(parsed, first, at), 0.65)
    elif base in _ALONE and person and not (base == "fall" and _mild(parsed, at, after)):
        yield Found(Category.STUNTS, _ALONE[base], span(parsed, at, at), 0.6)
    elif base in _AGAINST and _victim(parsed, at):
        yield Found(Category.STUNTS, _AGAINST[base], span(parsed, at, min(at + 1, len(tokens) - 1)), 0.6)
    elif base in ("hang", "dangle", "abseil") and any(t.low in _WIRES for t in tokens[at : at + 10]):
        yield Found(Category.STUNTS, "WIRE WORK", span(parsed, at, at), 0.65)
    elif base == "jump" and person and after in _LEAPS:
        yield Found(Category.STUNTS, "JUMP", span(parsed, at, at), 0.5)
    elif base in _HIGH and person and high(parsed, at):
        yield Found(Category.STUNTS, _HIGH[base], span(parsed, at, at), 0.6)
    elif base in ("throw", "fling", "hurl") and after in ("himself", "herself", "themselves"):
        yield Found(Category.STUNTS, "DIVE", span(parsed, at, at + 1), 0.65)
    elif base == "go" and after in ("down", "under", "over") and person and _ends(parsed, at + 2):
        yield Found(Category.STUNTS, "FALL", span(parsed, at, at + 1), 0.5)


def _mild(parsed: Parsed, at: int, after: str) -> bool:
    return after in _MILD or (after in ("on", "to", "over") and not _falls_down(parsed, at))


def _ends(parsed: Parsed, at: int) -> bool:
    return at >= len(parsed.tokens) or parsed.tokens[at].kind in ".,C" or parsed.tokens[at].low in ("on", "hard")


def _falls_down(parsed: Parsed, at: int) -> bool:
    """True for "falls to his knees" and "falls on his back", not for "his eyes fall on the letter"."""
    target = parsed.after(at, 2)
    return target is not None and parsed.tokens[target.head].low in _DOWN


def _victim(parsed: Parsed, at: int) -> bool:
    """True when the object of the verb is a person."""
    tokens = parsed.tokens
    if at + 1 < len(tokens) and (tokens[at + 1].low in _AFTER or tokens[at + 1].kind == "Q"):
        return tokens[at + 1].low != "it" and not tokens[at + 1].owner
    target = parsed.after(at, 0)
    return target is not None and personal(tokens[target.head]) and not tokens[target.head].owner


def high(parsed: Parsed, at: int, places: frozenset[str] | None = None) -> bool:
    """True when a place that is high, or moves, stands in the same clause."""
    wanted = _HEIGHTS if places is None else places
    for phrase in _same_clause(parsed, at):
        head = parsed.tokens[phrase.head]
        if head.entry.lemma in wanted or head.low in wanted:
            return True
    return any(token.low == "upside" for token in parsed.tokens[at : at + 4])


def _same_clause(parsed: Parsed, at: int) -> Iterator[Phrase]:
    here = at + 1
    while here < len(parsed.tokens) and here < at + 12 and parsed.tokens[here].kind not in ".V":
        if here in parsed.begins:
            yield parsed.begins[here]
        here += 1
