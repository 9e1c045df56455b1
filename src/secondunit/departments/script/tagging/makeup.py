"""Make-up and hair: blood, wounds, sweat, dirt, age and hair that somebody must put on an actor."""

from __future__ import annotations

from collections.abc import Iterator

from secondunit.core.tags import Category
from secondunit.departments.script.tagging.phrases import Phrase
from secondunit.departments.script.tagging.scene import Found, Stage, apart, span
from secondunit.departments.script.tagging.text import Parsed
from secondunit.departments.script.tagging.things import name_of
from secondunit.departments.script.tagging.tokens import Token
from secondunit.departments.script.tagging.vocabulary import COLOURS, KNOWN, LOOSE, WORN, word_list

_ALWAYS = word_list("MAKEUP_ALWAYS")  # scars, beards, wigs
_NEVER = word_list("MAKEUP_NEVER")  # what WordNet calls a wound or a hairdo and a script seldom does
_ON_SKIN = word_list("MAKEUP_ON_SKIN")  # blood or mud: make-up when it is on somebody
_BODY = word_list("MAKEUP_BODY")
_HAIRY = word_list("MAKEUP_HAIRY")  # hair, beard, fringe: whatever is said of them counts
_STATES = word_list("MAKEUP_STATES")  # "cracked lips", "nose black"
_POSTURE = word_list("MAKEUP_POSTURE")  # "arms folded": no make-up
_WHOLE = word_list("MAKEUP_WHOLE")  # "soaked", "unshaven": said of the whole person
_HAIR = word_list("MAKEUP_HAIR")  # what the script may say of hair
_BE = word_list("MAKEUP_BE")
_COVERED = word_list("MAKEUP_COVERED")
_EDGES = word_list("MAKEUP_EDGES")  # "mud to the knee", "grey from head to foot"
_HOLDING = ("teeth", "hand", "hands", "mouth", "fist", "fists", "arms", "cheek", "heel", "hip")
_THINGS = KNOWN | LOOSE
_REACH = ("on", "in", "down", "over", "across", "to", "round", "around", "along", "up", "from", "through")
_SOFT = "mfdelr"  # classes of what may stick to skin
_SHED = (
    "run",
    "bead",
    "gather",
    "trickle",
    "drip",
    "well",
    "bubble",
    "sheet",
    "start",
    "crawl",
    "seep",
    "pour",
    "fly",
    "stand",
    "shine",
    "glisten",
)


def makeup(stage: Stage) -> Iterator[Found]:
    """Yield what make-up and hair prepare, one for each stretch of words."""
    found: list[Found] = []
    for parsed in stage.action:
        for phrase in parsed.phrases:
            if not phrase.figure and not phrase.negated:
                found.extend(_phrase(parsed, phrase))
        found.extend(_states(parsed))
    yield from apart(found)


def _phrase(parsed: Parsed, phrase: Phrase) -> Iterator[Found]:
    tokens = parsed.tokens
    head = tokens[phrase.head]
    lemma = head.low if head.low in _ALWAYS or head.low in _BODY else head.entry.lemma
    bearer = _bearer(parsed, phrase)
    pair = f"{tokens[phrase.head - 1].low}-{lemma}" if phrase.head > phrase.first else ""
    if (
        lemma in _ALWAYS
        or pair in _ALWAYS
        or (head.entry.weight("r") >= 0.5 and lemma not in _NEVER and not phrase.object)
    ):
        yield Found(Category.MAKEUP, name_of(parsed, phrase), span(parsed, phrase.first, phrase.head), 0.75)
    elif pair not in WORN and (lemma in _BODY or lemma in _HAIRY or head.entry.lemma in _BODY):
        yield from _body(parsed, phrase, lemma)
    elif (
        bearer is not None
        and (lemma in _ON_SKIN or (head.entry.best in tuple(_SOFT) and lemma not in _THINGS))
        and _lies(phrase)
    ):
        yield Found(Category.MAKEUP, name_of(parsed, phrase), span(parsed, phrase.first, bearer.head), 0.7)
    elif lemma in _ON_SKIN and _on_somebody(parsed, phrase):
        yield Found(Category.MAKEUP, name_of(parsed, phrase), span(parsed, phrase.head, phrase.head), 0.7)


def _lies(phrase: Phrase) -> bool:
    """True for what nobody puts there in the scene: "has dust in his hair", not "rubs dust in his hair"."""
    return not phrase.object or phrase.verb in ("have", "wear", "get")


def _bearer(parsed: Parsed, phrase: Phrase) -> Phrase | None:
    """Return the part of the body that something is on: the eyebrows of "plaster dust in his eyebrows"."""
    after = parsed.after(phrase.head, 3)
    if after is None or after.prep not in _REACH:
        return None
    head = parsed.tokens[after.head]
    if head.low in _HOLDING and after.prep in ("in", "from"):
        return None  # chalk in his teeth
    part = head.low in _BODY or head.entry.lemma in _BODY or head.low in _EDGES or head.entry.lemma in _HAIRY
    owned = after.owner in ("his", "her", "their") or (after.owner != "" and parsed.tokens[after.start].kind == "Q")
    return after if part and (owned or (after.det == "the" and head.low in _EDGES)) else None


def _body(parsed: Parsed, phrase: Phrase, lemma: str) -> Iterator[Found]:
    """Yield the state of a part of the body, said before or after it."""
    tokens = parsed.tokens
    hairy = lemma in _HAIRY or tokens[phrase.head].entry.lemma in _HAIRY
    own = phrase.owner in ("his", "her", "their") or phrase.det in ("", "a", "an", "one", "both")
    first = phrase.first - (phrase.first > 0 and tokens[phrase.first - 1].kind in "EG" and phrase.det == "")
    free = not phrase.prep or (phrase.start > 0 and tokens[phrase.start - 1].text == ",")
    before = [at for at in range(first, phrase.head) if tokens[at].kind in "AENG" and not tokens[at].owner]
    state = next((at for at in before if _tells(tokens[at], hairy, own)), -1)
    if state < 0:
        after = phrase.end
        while (
            after < len(tokens) - 1
            and after < phrase.end + 3
            and (tokens[after].low in _BE or tokens[after].kind in "BX")
        ):
            after += 1
        if after < len(tokens) and tokens[after].kind in "AEGNV" and (free or phrase.owner):
            said = tokens[after].kind != "V" and (free or hairy)
            state = after if _tells(tokens[after], hairy and said, own and said) else -1
    if state >= 0:
        first, last = min(state, phrase.head), max(state, phrase.head)
        yield Found(Category.MAKEUP, f"{tokens[state].low} {lemma}".upper(), span(parsed, first, last), 0.7)


def _tells(token: Token, hairy: bool, own: bool) -> bool:
    """True for a word that says what make-up did to a part of the body."""
    low, base = token.low, token.entry.base
    if low in _POSTURE or base in _POSTURE:
        return False
    if low in _STATES or (hairy and (low in _HAIR or low in COLOURS)):
        return True
    worked = token.entry.form == "ed" and token.kind in "EA" and token.entry.deed in ("h", "c", "b", "k", "n")
    coined = low.endswith("ed") and not token.entry.classes and token.entry.verb < 0
    return own and (worked or coined or (hairy and token.kind in "AE"))


def _on_somebody(parsed: Parsed, phrase: Phrase) -> bool:
    """True when blood, mud or sweat is on a person, not on the floor."""
    if phrase.owner in ("his", "her", "their"):
        return True
    if phrase.verb in _COVERED and phrase.prep in ("in", "with", "by") and phrase.actor:
        return True
    before = parsed.ends.get(phrase.start - 1)
    if before is not None and before is not phrase and phrase.prep in ("with", "of", "in"):
        head = parsed.tokens[before.head]
        if head.low in _BODY or head.entry.lemma in _BODY:
            return True
    lemma = parsed.tokens[phrase.head].entry.lemma
    return lemma in ("blood", "sweat") and phrase.subject_of in _SHED


def _states(parsed: Parsed) -> Iterator[Found]:
    """Yield what is said of a whole person: "soaked", "unshaven", "grey from head to foot"."""
    tokens = parsed.tokens
    for at, token in enumerate(tokens):
        if token.entry.base == "bleed" and token.kind in "VGA":
            yield Found(Category.MAKEUP, "BLOOD", span(parsed, at, at), 0.7)
        if token.entry.base == "sweat" and token.kind in "VG":
            yield Found(Category.MAKEUP, "SWEAT", span(parsed, at, at), 0.6)
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        told = token.low in _STATES or token.low in COLOURS or token.low in _WHOLE
        if after is not None and after.low in ("from", "to") and told and _edge(parsed, at):
            yield Found(Category.MAKEUP, token.low.upper(), span(parsed, at, at + 2), 0.7)
            continue
        with_skin = at + 2 < len(tokens) and tokens[at + 1].low == "with" and tokens[at + 2].entry.lemma in _ON_SKIN
        if with_skin and (told or token.entry.base in _COVERED):
            yield Found(Category.MAKEUP, tokens[at + 2].low.upper(), span(parsed, at, at + 2), 0.65)
        elif token.low in _WHOLE and token.kind in "AEGN" and _of_person(parsed, at, after):
            yield Found(Category.MAKEUP, token.low.upper(), span(parsed, at, at), 0.55)


def _of_person(parsed: Parsed, at: int, after: Token | None) -> bool:
    """True where a state is not said of a thing: "a wet road", "his shirt soaked"."""
    tokens = parsed.tokens
    if after is not None and after.kind in "NAQ" and after.entry.best not in ("p", "g"):
        return False
    thing = parsed.before(at, 3)
    while thing is not None and thing.prep and thing.start in parsed.ends:
        thing = parsed.ends[thing.start]  # "the seat beside him is wet"
    if thing is not None and tokens[thing.head].entry.best not in ("p", "g", "q") and tokens[thing.head].kind != "Q":
        return False
    return at == 0 or tokens[at - 1].kind in "QR.,BNXCI" or tokens[at - 1].low in ("the", "a", "an")


def _edge(parsed: Parsed, at: int) -> bool:
    return any(token.low in _EDGES for token in parsed.tokens[at + 2 : at + 5])
