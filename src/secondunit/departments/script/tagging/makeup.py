"""Make-up and hair: blood, wounds, sweat, dirt, age and hair that somebody must put on an actor."""

from __future__ import annotations

from collections.abc import Iterator

from secondunit.core.tags import Category
from secondunit.departments.script.tagging.phrases import Phrase
from secondunit.departments.script.tagging.scene import Found, Stage, span
from secondunit.departments.script.tagging.text import Parsed
from secondunit.departments.script.tagging.things import name_of
from secondunit.departments.script.tagging.vocabulary import word_list

_ALWAYS = word_list("MAKEUP_ALWAYS")
_UNSURE = word_list("MAKEUP_UNSURE")
_BODY = word_list("MAKEUP_BODY")
_STATES = word_list("MAKEUP_STATES")
_NEEDS_BODY = word_list("MAKEUP_NEEDS_BODY")


def makeup(stage: Stage) -> Iterator[Found]:
    """Yield what make-up and hair prepare."""
    for parsed in stage.action:
        for phrase in parsed.phrases:
            if not phrase.figure and not phrase.negated:
                yield from _phrase(parsed, phrase)
        yield from _bleeding(parsed)


def _phrase(parsed: Parsed, phrase: Phrase) -> Iterator[Found]:
    tokens = parsed.tokens
    head = tokens[phrase.head]
    lemma = head.low if head.low in _ALWAYS else head.entry.lemma
    if lemma in _ALWAYS and (lemma not in _UNSURE or _on_body(parsed, phrase, lemma)):
        yield Found(Category.MAKEUP, name_of(parsed, phrase), span(parsed, phrase.head, phrase.head), 0.75)
    elif head.low in _BODY or head.entry.lemma in _BODY:
        state = next((t for t in range(phrase.start, phrase.head) if tokens[t].low in _STATES), None)
        if state is None:
            after = phrase.end
            if after < len(tokens) and tokens[after].low in ("is", "are", "still"):
                after += 1
            if after < len(tokens) and tokens[after].low in _STATES:
                state = after
        if state is not None:
            first, last = sorted((state, phrase.head))
            name = f"{tokens[state].low} {head.entry.lemma if head.low != 'hair' else 'hair'}".upper()
            yield Found(Category.MAKEUP, name, span(parsed, first, last), 0.75)


def _on_body(parsed: Parsed, phrase: Phrase, lemma: str) -> bool:
    """True when blood or sweat is on somebody, not on the floor."""
    if phrase.owner or phrase.det in ("his", "her", "their"):
        return True
    near = [each for each in parsed.phrases if each.start >= phrase.end and each.start - phrase.end <= 3]
    near += [each for each in parsed.phrases if each.end <= phrase.start and phrase.start - each.end <= 3]
    for each in near:
        head = parsed.tokens[each.head]
        if head.low in _BODY or head.entry.lemma in _BODY:
            return True
    if lemma in ("scar", "tattoo", "stubble"):
        return True
    return phrase.actor and phrase.prep in ("with", "in") and lemma in ("blood", "sweat", "makeup")


def _bleeding(parsed: Parsed) -> Iterator[Found]:
    tokens = parsed.tokens
    for at, token in enumerate(tokens):
        if token.entry.base == "bleed" and token.kind in "VGA" and token.kind:
            yield Found(Category.MAKEUP, "BLOOD", span(parsed, at, at), 0.7)
        elif token.low in _STATES and token.low not in _NEEDS_BODY and token.kind in "AEG" and token.kind:
            before = tokens[at - 1] if at else None
            after = tokens[at + 1] if at + 1 < len(tokens) else None
            if after is not None and after.kind in "NAQ":
                continue  # "a wet road": what it says is of the noun that follows
            if before is not None and (before.kind in "QR.,BN" or before.low in ("is", "are", "and", "looks")):
                yield Found(Category.MAKEUP, token.low.upper(), span(parsed, at, at), 0.5)
