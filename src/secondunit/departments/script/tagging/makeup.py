"""Make-up and hair: blood, wounds, sweat, dirt, age and hair that somebody must put on an actor."""

from __future__ import annotations

from collections.abc import Iterator

from secondunit.core.tags import Category
from secondunit.departments.script.tagging.phrases import Phrase
from secondunit.departments.script.tagging.scene import Found, Stage, span
from secondunit.departments.script.tagging.text import Parsed, personal
from secondunit.departments.script.tagging.things import name_of
from secondunit.departments.script.tagging.vocabulary import COLOURS, word_list

_ALWAYS = word_list("MAKEUP_ALWAYS")  # scars, beards, wigs
_ON_SKIN = word_list("MAKEUP_ON_SKIN")  # blood or mud: make-up when it is on somebody
_BODY = word_list("MAKEUP_BODY")
_STATES = word_list("MAKEUP_STATES")  # "cracked lips", "hair wet"
_WHOLE = word_list("MAKEUP_WHOLE")  # "soaked", "unshaven": said of the whole person
_HAIR = word_list("MAKEUP_HAIR")  # what the script may say of hair
_ALL_OVER = word_list("MAKEUP_ALL_OVER")
_BE = word_list("MAKEUP_BE")
_FACE = word_list("MAKEUP_FACE")
_COVERED = word_list("MAKEUP_COVERED")


def makeup(stage: Stage) -> Iterator[Found]:
    """Yield what make-up and hair prepare."""
    for parsed in stage.action:
        for phrase in parsed.phrases:
            if not phrase.figure and not phrase.negated:
                yield from _phrase(parsed, phrase)
        yield from _states(parsed)


def _phrase(parsed: Parsed, phrase: Phrase) -> Iterator[Found]:
    tokens = parsed.tokens
    head = tokens[phrase.head]
    lemma = head.low if head.low in _ALWAYS or head.low in _BODY else head.entry.lemma
    if lemma in _ALWAYS:
        yield Found(Category.MAKEUP, name_of(parsed, phrase), span(parsed, phrase.head, phrase.head), 0.75)
    elif lemma in _ON_SKIN and _on_somebody(parsed, phrase):
        yield Found(Category.MAKEUP, name_of(parsed, phrase), span(parsed, phrase.head, phrase.head), 0.7)
    elif lemma not in _BODY and _on_face(parsed, phrase):
        yield Found(Category.MAKEUP, name_of(parsed, phrase), span(parsed, phrase.first, phrase.head), 0.6)
    elif lemma in _BODY:
        yield from _body(parsed, phrase, lemma)


def _body(parsed: Parsed, phrase: Phrase, lemma: str) -> Iterator[Found]:
    """Yield the state of a part of the body, said before or after it."""
    tokens = parsed.tokens
    known = _STATES | _HAIR if lemma in ("hair", "head") else _STATES
    state = next((at for at in range(phrase.first, phrase.head) if tokens[at].low in known), -1)
    if state < 0:
        after = phrase.end
        while (
            after < len(tokens) and after < phrase.end + 3 and (tokens[after].low in _BE or tokens[after].kind == "B")
        ):
            after += 1
        if after < len(tokens) and tokens[after].low in known:
            state = after
    if state >= 0:
        first, last = min(state, phrase.head), max(state, phrase.head)
        yield Found(Category.MAKEUP, f"{tokens[state].low} {lemma}".upper(), span(parsed, first, last), 0.75)


def _on_face(parsed: Parsed, phrase: Phrase) -> bool:
    """True for whatever is on somebody's face or in the hair: "custard in her perm"."""
    after = parsed.after(phrase.head, 2)
    if (
        after is None
        or after.owner not in ("his", "her", "their")
        or after.prep not in ("on", "in", "down", "over", "across")
    ):
        return False
    soft = phrase.object is False and parsed.tokens[phrase.head].entry.best in ("m", "f", "d", "e", "l", "")
    return soft and parsed.tokens[after.head].entry.lemma in _FACE and not personal(parsed.tokens[phrase.head])


def _on_somebody(parsed: Parsed, phrase: Phrase) -> bool:
    """True when blood, mud or sweat is on a person, not on the floor."""
    if phrase.owner in ("his", "her", "their", "its"):
        return True
    if phrase.verb in _COVERED and phrase.prep in ("in", "with", "by") and phrase.actor:
        return True
    for each in (parsed.after(phrase.head, 3), parsed.ends.get(phrase.start - 1)):
        if each is not None and each is not phrase:
            head = parsed.tokens[each.head]
            if head.low in _BODY or head.entry.lemma in _BODY or head.low in _ALL_OVER:
                return True
    lemma = parsed.tokens[phrase.head].entry.lemma
    return lemma in ("blood", "sweat") and bool(
        phrase.subject_of in ("run", "bead", "gather", "trickle", "drip", "well")
    )


def _states(parsed: Parsed) -> Iterator[Found]:
    """Yield what is said of a whole person: "soaked", "unshaven", "grey from head to foot"."""
    tokens = parsed.tokens
    for at, token in enumerate(tokens):
        if token.entry.base == "bleed" and token.kind in "VGA":
            yield Found(Category.MAKEUP, "BLOOD", span(parsed, at, at), 0.7)
        if token.entry.base == "sweat" and token.kind in "VG":
            yield Found(Category.MAKEUP, "SWEAT", span(parsed, at, at), 0.6)
        with_skin = at + 2 < len(tokens) and tokens[at + 1].low == "with" and tokens[at + 2].entry.lemma in _ON_SKIN
        if with_skin and (token.low in _STATES or token.low in COLOURS or token.entry.base in _COVERED):
            yield Found(Category.MAKEUP, tokens[at + 2].low.upper(), span(parsed, at, at + 2), 0.65)
            continue
        if token.low not in _WHOLE and token.low not in _STATES:
            continue
        before, after = (tokens[at - 1] if at else None), (tokens[at + 1] if at + 1 < len(tokens) else None)
        if after is not None and after.low == "from" and _all_over(parsed, at):
            yield Found(Category.MAKEUP, token.low.upper(), span(parsed, at, at + 2), 0.7)
        elif token.low in _WHOLE and token.kind in "AEGN":
            if after is not None and after.kind in "NAQ" and after.entry.best not in ("p", "g"):
                continue  # "a wet road": what it says is of the noun that follows
            thing = parsed.before(at, 0)
            if (
                thing is not None
                and tokens[thing.head].entry.best not in ("p", "g", "q")
                and tokens[thing.head].kind != "Q"
            ):
                continue  # "his shirt soaked" is the wardrobe's, "hair wet" is found with the hair
            if before is None or before.kind in "QR.,BNXCI" or before.low in ("the", "a", "an"):
                yield Found(Category.MAKEUP, token.low.upper(), span(parsed, at, at), 0.55)


def _all_over(parsed: Parsed, at: int) -> bool:
    return any(token.low in ("head", "top") for token in parsed.tokens[at + 2 : at + 4])
