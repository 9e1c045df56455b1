"""Action text as tokens with light parts of speech.

Closed word classes, the lexicon's counts and the neighbours decide, left to right in one pass; no trained model. It is
made for the present tense of screenplays, where "walks" after a name is a verb and in capitals a thing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from secondunit.departments.script.lexicon import words
from secondunit.departments.script.names import Mention
from secondunit.departments.script.tagging.lexicon import Entry, entry

_TOKEN = re.compile(
    r"[^\W\d_]+(?:['’.-][^\W\d_]+)*(?:['’](?=s?\b))?|\d+(?:[.,:]\d+)*(?:['’]?s\b|st\b|nd\b|rd\b|th\b)?|\.\.\.|--+|[^\w\s]"
)
DETERMINERS = words("a an the this that these those some any no every each another both all either neither several many"
                    " few most half more enough such")  # fmt: skip
POSSESSIVE = words("his her their its my your our whose")
PRONOUNS = words("he she they it i you we him them me us himself herself themselves itself who which what everyone"
                 " everybody someone somebody nobody anyone anybody something nothing everything anything none one's"
                 " there here whoever others")  # fmt: skip
SUBJECTS = words("he she they it i you we who everyone everybody someone somebody nobody")
PREPOSITIONS = words("in on at with into onto from of by through under over across behind beside between against"
                     " around round along toward towards near past off out up down inside outside above below beneath"
                     " for about after before during without within among amid upon beyond like as than via per despite"
                     " aboard atop astride opposite until till since throughout underneath alongside amongst versus"
                     " except but-for minus plus back away")  # fmt: skip
CONJUNCTIONS = words("and or but nor yet while when as-if because if though although where so then until once")
AUXILIARIES = words("is are was were be been being am has have had do does did will would can could shall should may"
                    " might must isn't aren't wasn't weren't doesn't don't didn't can't won't hasn't haven't 's 're"
                    " cannot couldn't wouldn't shouldn't gets get")  # fmt: skip
ADVERBS = words("not never just still now then here there slowly quickly suddenly very too also again only almost"
                " already always away together apart once twice even ever soon later forward forwards backward"
                " backwards else instead perhaps maybe quite rather nearly somewhere everywhere nowhere upstairs"
                " downstairs indoors outdoors nearby ahead alone aside abruptly gently finally both-ways sideways"
                " well yes far close hard fast halfway downhill uphill ashore overhead tight open shut"
                " awake asleep askew ajar akimbo aloft agape ablaze adrift")  # fmt: skip
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
           "ten": 10,
           "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
           "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
           "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000, "dozen": 12, "dozens": 24,
           "hundreds": 200, "thousands": 2000, "couple": 2, "pair": 2, "million": 1_000_000}  # fmt: skip
_PRONOUN_FIRST = words("something someone somebody nothing everything anything anyone")
_ADJECTIVES_TOO = words("hard close fast far tight open early late still well only")
_SUBJECT = ("a", "p", "g", "q", "m", "e", "n")  # what lives, and what blows, drips and leaks
_NOMINAL = words("wounded dead infected injured condemned sick homeless undead accused bereaved faithful damned")
_THING_CLASSES = "cavwukhfioj"
_THINGS = _THING_CLASSES + "pgtzlmdne"
_SAME_PAST = words("left set cut shot spread split wound hit put shut let")
_SINGLE = words("a an this that each every")
_NO_SUBJECT = words("is are was were has have it him them 's")
_PLURAL_SENSE = words(
    "people police crowd wounded dead infected injured condemned sick homeless undead faithful damned"
)
_EITHER = words("that this all both each some more")
_ENDS = frozenset(".!?;:\n") | {"--", "---", "—", "–", "..."}


@dataclass(slots=True)
class Token:
    """One word or mark. `kind` is a letter: D determiner, P possessive, M number, R pronoun, I preposition,

    C conjunction, X auxiliary, B adverb, V finite verb, G -ing form, E past participle, N noun, A adjective,
    Q a character's name, `.` the end of a clause, `,` any other mark.
    """

    text: str
    low: str
    start: int
    end: int
    kind: str
    entry: Entry
    caps: bool = False
    owner: bool = False  # ends in 's
    name: str = ""  # the character it names


_CLITIC = words("it he she that there who what here")
_CLOSED = {
    word: kind
    for kind, group in reversed((
        ("D", DETERMINERS), ("P", POSSESSIVE), ("R", PRONOUNS), ("M", NUMBERS), ("C", CONJUNCTIONS), ("T", {"to"}),
        ("I", PREPOSITIONS), ("X", AUXILIARIES), ("B", ADVERBS),
    ))
    for word in group
}  # fmt: skip
_PUNCTUATION = Entry("", "", "", -1, -1, -1, False, "", "")


def tokenise(text: str, mentions: Sequence[Mention], shouting: bool) -> list[Token]:
    """Return the tokens of a paragraph; `shouting` says that capitals mean nothing in it."""
    out: list[Token] = []
    at = 0
    for match in _TOKEN.finditer(text):
        start, end, word = match.start(), match.end(), match.group()
        form = _form(word)
        if form is None:
            out.append(Token(word, word, start, end, "." if word in _ENDS or word[:2] == "--" else ",", _PUNCTUATION))
            continue
        while at < len(mentions) and mentions[at].end <= start:
            at += 1
        name = mentions[at].name if at < len(mentions) and mentions[at].start <= start else ""
        low, kind, caps, owner, known = form
        out.append(Token(word, low, start, end, "Q" if name else kind, known, caps and not shouting, owner, name))
    for here, token in enumerate(out[:-1]):
        if token.text == "." and here and out[here - 1].low in ("mr", "mrs", "ms", "dr", "st", "sgt", "lt", "no"):
            token.kind = ","
    _tag(out)
    return out


class _Form(NamedTuple):
    """What a written word is wherever it stands."""

    low: str
    kind: str  # closed classes; "" for open ones
    caps: bool
    owner: bool
    entry: Entry


@lru_cache(maxsize=50_000)
def _form(word: str) -> _Form | None:
    """Return the form of a word; None for a mark."""
    if not word[0].isalnum():
        return None
    low = word.lower().replace("’", "'")
    owner = low.endswith(("'s", "'"))
    if owner:
        low = low[:-2] if low.endswith("'s") else low[:-1]
    caps = len(low) > 1 and word[: len(low)].isupper() and any(char.isalpha() for char in word)
    return _Form(low, _closed(low, owner), caps, owner, entry(low))


def _closed(low: str, owner: bool) -> str:
    """Return the kind of a word of a closed class; "" for any other."""
    if owner and low in _CLITIC:
        return "R"
    if low[:1].isdigit():
        return "M"
    return _CLOSED.get(low, "")


def _tag(tokens: list[Token]) -> None:
    """Give each token its part of speech, left to right."""
    size = len(tokens)
    before = "."
    det = ""
    told = spoken = False  # the clause has its verb; the sentence has one
    for at, token in enumerate(tokens):
        if not token.kind:
            after = (tokens[at + 1].kind or "?") if at + 1 < size else "."
            token.kind = _open(token, before, after, det, tokens, at)
            if token.kind == "V" and told and before == "N" and token.entry.form == "s" and token.entry.noun >= 0:
                token.kind = "N"  # "share out bacon rolls"
            elif token.kind == "N" and spoken and before == "," and not det and _follows(token.entry):
                token.kind = "V"  # "He swerves, skids, slides"
        elif token.kind == "B" and token.low in _ADJECTIVES_TOO and at + 1 < size and not tokens[at + 1].kind:
            token.kind = "A" if tokens[at + 1].entry.classes else "B"
        elif token.kind in "PD":
            _alone(token, tokens[at + 1].kind if at + 1 < size else ".")
        told = (told and token.kind not in ".,CR") or token.kind == "V"
        if token.kind == "D" or token.kind == "P":
            det = token.low
        elif token.kind not in "AMNGE":
            det = ""
        before = "O" if token.owner else token.kind
        if before == "A" and at and tokens[at - 1].low in _PRONOUN_FIRST:
            before = "R"  # "something vast crosses the moon"


def _follows(e: Entry) -> bool:
    """True for a verb form that goes on with the deeds of one subject."""
    return e.form == "s" and e.verb >= max(e.noun, 1)


def _alone(token: Token, after: str) -> None:
    """Make "her" or "that" a pronoun where no noun can follow."""
    if token.kind == "P":
        alone = token.low == "her" and after in (".", ",", "I", "C", "T", "D", "P")
    else:
        alone = after in (".", ",", "I", "T", "X", "R") and token.low in _EITHER
        alone = alone or (after in ("D", "P") and token.low in ("that", "this", "each", "some", "more"))
    if alone:
        token.kind = "R"


def _open(token: Token, before: str, after: str, det: str, tokens: list[Token], at: int) -> str:
    """Return the part of speech of an open-class word from its forms and neighbours."""
    form = token.entry.form
    if token.low in _NOMINAL and det == "the" and before == "D" and at + 1 < len(tokens):
        doing = tokens[at + 1].entry
        if tokens[at + 1].kind or doing.verb > doing.noun:
            return "N"  # "The wounded lie in rows."
    nominal = before in "DPMAO"
    closes = after in ".,ICXTRBQ"
    if form == "ing":
        beyond = tokens[at + 1].entry if after == "?" else None
        acts = beyond is not None and beyond.form == "s" and beyond.verb > beyond.noun
        return _ing(token.entry, before, nominal, closes or acts)
    if form == "ed":
        return _past(token, before, nominal, closes)
    if form == "s":
        follower = tokens[at + 1] if at + 1 < len(tokens) else None
        held = at + 2 < len(tokens) and tokens[at + 2].kind == "P"
        return _third(token, before, after, det, tokens[at - 1] if at else None, follower, held)
    if form == "base":
        return _base(token, before, after, closes, tokens, at)
    if token.low.endswith("ly") and token.entry.noun < 1:
        return "B"
    if token.entry.noun >= 0 and closes and before in "DPMAO":
        return "N"
    return "A" if token.entry.adjective >= 0 and token.entry.adjective > token.entry.noun else "N"


def _ing(e: Entry, before: str, nominal: bool, closes: bool) -> str:
    if nominal:
        return "N" if closes and e.noun >= 0 else "A"
    if before == "N" and e.noun > max(e.verb, 1) and closes:
        return "N"
    return "N" if e.noun >= e.verb and closes and before in "I.," and e.classes else "G"


def _past(token: Token, before: str, nominal: bool, closes: bool) -> str:
    e = token.entry
    if nominal:
        return "N" if closes and e.noun > 0 and e.classes else "A"
    if before == "N" and e.noun > 3 and e.noun > e.verb and closes and e.classes:
        return "N"
    return "V" if before in "QR" and token.low in _SAME_PAST else "E"


def _third(
    token: Token, before: str, after: str, det: str, last: Token | None, follower: Token | None, held: bool
) -> str:
    """Tell "walks" the verb from "walks" the plural."""
    e = token.entry
    beyond = follower.low if follower is not None else ""
    if token.caps or before in "DPMAO":
        return "N" if e.noun >= 0 or before in "DPMAO" else "V"
    if before in "RQB":
        return "V"
    thing = e.classes != "" and e.verb <= 2  # "gulls": also a verb, but who says so
    if before in "C,.":
        if beyond == "of" or (thing and after in ".,C"):
            return "N"
        if _subject(e, before, after, follower):
            return "N"
        if held and after == "I" and e.best and e.best in _THING_CLASSES and e.verb <= e.noun + 3:
            return "N"  # "Pins in his mouth"
        if e.best in ("p", "g") and before == "." and e.noun >= e.verb - 2 and after not in "DPR":
            return "N"  # "Nurses run out."
        if e.best and e.best in _THING_CLASSES and e.noun >= e.verb - 1 and after in "BI":
            return "N"  # "Boots by the door."
        return "N" if e.noun >= e.verb and (after in ".,CXQ" or e.noun > e.verb + 2) else "V"
    if before == "N" and last is not None:
        if last.caps and not det and e.verb >= 1 and after != "N":
            return "V"  # a name that nobody knows, and what he does
        if e.noun < 0 or det in _SINGLE or last.entry.plural or after in "DPRBT" or (after == "I" and e.verb > e.noun):
            return "V"
        if after in "I.," and (
            not e.classes or ((last.entry.best in _SUBJECT or not (det or last.entry.best)) and e.verb >= e.noun - 3)
        ):
            return "V"  # "Dust blows between the houses", "The dragon lands on the keep"
        if det == "the" and after == "." and last.entry.best in ("p", "g") and e.verb >= 2:
            return "V"  # "The crowd parts."
        if det and beyond in ("up", "out", "down", "off", "away"):
            return "V"  # "His phone lights up"
        return "V" if e.verb > e.noun or (det and e.verb >= e.noun - 1) else "N"
    return "N" if e.noun >= 0 else "V"


def _subject(e: Entry, before: str, after: str, follower: Token | None) -> bool:
    """True for a plural at the start of a clause: "Pans slide", "pins between her lips", "phones raised"."""
    if not e.best or e.best not in _THINGS or e.verb > e.noun + 2 or follower is None:
        return False
    if after == "I":
        return e.verb <= e.noun + 1 if before == "," else e.verb <= min(e.noun, 2)
    if after != "?":
        return after in ".,C" and e.verb <= e.noun + 1
    next_ = follower.entry
    return next_.form in ("ed", "ing") or (next_.form == "base" and next_.verb >= max(next_.noun - 2, next_.adjective))


def _base(token: Token, before: str, after: str, closes: bool, tokens: list[Token], at: int) -> str:
    e = token.entry
    if before == "T":
        return "N" if e.noun > e.verb + 2 and e.classes else "V"
    if before in "DPMAO":
        if e.noun < 0:
            return "A" if e.adjective >= 0 else "V"
        return "A" if e.adjective > (e.noun if closes is False else max(e.noun, e.verb)) and not closes else "N"
    last = tokens[at - 1] if at else None
    if before in "RX" and last is not None and last.low not in _NO_SUBJECT:
        return "V"
    plural_subject = before == "N" and last is not None and (last.entry.plural or last.low in _PLURAL_SENSE)
    if plural_subject and not token.caps and (after in "DPIRBT" or e.verb >= e.noun):
        return "V"
    if plural_subject and not token.caps and e.deed == "n" and after in ".,":
        return "V"  # "The wipers squeak."
    if plural_subject and last is not None and last.entry.best in ("p", "g") and after == "?" and e.verb > e.noun - 4:
        return "V"  # "Officers string tape"
    if before == "Q" and e.verb > e.noun and at > 1 and tokens[at - 2].kind == "C":
        return "V"  # "Mara and June run"
    if e.adjective > max(e.noun, 0) and e.adjective >= e.verb:
        return "A"
    if e.noun < 0:
        return "V"
    order = before in ".,C" and e.verb > e.noun + 1 and after in "DPR" and not token.caps
    return "V" if order else "N"
