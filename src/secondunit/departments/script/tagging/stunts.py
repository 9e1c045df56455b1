"""Stunts: falls, fights, blows, crashes, heights, fire on a person, and driving at the limit.

Frames of verbs: what a person does or suffers, what one does to another, what a vehicle does, what is done on a height;
and turns of phrase (`data/turns.txt`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondunit.core.tags import Category
from secondunit.departments.script.lexicon import words
from secondunit.departments.script.tagging.phrases import Phrase
from secondunit.departments.script.tagging.scene import Found, Stage, clause, span, stretch
from secondunit.departments.script.tagging.text import Parsed, personal
from secondunit.departments.script.tagging.turns import told
from secondunit.departments.script.tagging.vocabulary import mapping, word_list

_ALONE = mapping("STUNTS_ALONE")  # what a person does or suffers
_AGAINST = mapping("STUNTS_AGAINST")  # what one person does to another
_SUFFERED = mapping("STUNTS_SUFFERED")  # what is done to a person: "is flung against the wall"
_HIGH = mapping("STUNTS_HIGH")  # what is a stunt from or on a height
_DRIVING = mapping("STUNTS_DRIVING")  # what a vehicle does
_NOUNS = mapping("STUNTS_NOUNS")
_HEIGHTS = word_list("STUNTS_HEIGHTS")
_MILD = word_list("STUNTS_MILD")
_DOWN = word_list("STUNTS_DOWN")
_MOUNTS = words("horse mare stallion mount pony camel mule steed elephant bull")
_DEEDS = (
    _ALONE.keys() | _AGAINST.keys() | _SUFFERED.keys() | _HIGH.keys() | _DRIVING.keys()
    | words("rear bolt fall throw stumble buck fling hurl go pitch stagger reel jump leap dive plunge hit strike crash"
            " smash burst break")
)  # fmt: skip
_TRANSITIVE = words("lower drop swing hang roll slide balance run crawl dance walk")
_AFTER = words("him her them me us")
_DEEP = words("sea river lake ocean harbour harbor canal well surf waves rapids quarry torrent flood dock")
_ALOFT = re.compile(
    r"\b(?:ROOFS?|ROOFTOPS?|CLIFF|LEDGE|TOWER|SCAFFOLD(?:ING)?|CRANE|MAST|RIGGING|GANTRY|(?:NORTH|SOUTH|EAST|WEST) FACE"
    r"|PEAK|SUMMIT|SHAFT|TRUSS|CATWALK|CHIMNEY|SPIRE|GORGE|RAVINE|CABLE CAR|TRAPEZE|BIG TOP|HIGH WIRE|SKYSCRAPER"
    r"|GIRDER|FLYOVER|CREVASSE|FERRIS WHEEL|STEEPLE|BELFRY|CLOCK TOWER|DIVING|PASS|FLOATING|\w+TH FLOOR|ELEVATOR"
    r"|WING|GALLERY)\b"
)
_HOW_HIGH = re.compile(
    r"\b(?:\w+ (?:metres|meters|feet|storeys|stories|floors|fathoms) (?:up|down|below|above|over|high"
    r"|of (?:nothing|air))"
    r"|(?:a )?long way (?:up|down|below)|over nothing|thin air|over the (?:rail|parapet|drop)|off the (?:edge|roof)"
    r"|(?:into|in) the (?:empty )?shaft|(?:over|across) \w+ storeys|top wing|(?:dizzying|sheer) drop)\b"
)


def stunts(stage: Stage, aloft: bool) -> Iterator[Found]:
    """Yield what a stunt coordinator plans."""
    for parsed in stage.action:
        found = [*_nouns(parsed), *_verbs(parsed, aloft)]
        taken = {letter for each in found for letter in range(each.evidence.start, each.evidence.end)}
        yield from found
        for turn, match in told(parsed.text, ("stunt",)):
            if taken.isdisjoint(range(match.start(), match.end())):
                taken.update(range(match.start(), match.end()))
                yield Found(Category.STUNTS, turn.name, stretch(parsed, match.start(), match.end()), 0.5)


def is_aloft(stage: Stage) -> bool:
    """True for a scene that plays high above ground."""
    if stage.heading is not None and _ALOFT.search(stage.heading.text.upper()):
        return True
    return any(_HOW_HIGH.search(parsed.text) for parsed in stage.action)


def _nouns(parsed: Parsed) -> Iterator[Found]:
    for phrase in parsed.phrases:
        head = parsed.tokens[phrase.head]
        wanted = head.entry.lemma in _NOUNS and head.kind == "N" and not phrase.negated and not phrase.figure
        if wanted and phrase.prep not in ("about", "after", "of", "from", "before"):
            yield Found(Category.STUNTS, _NOUNS[head.entry.lemma], span(parsed, phrase.head, phrase.head), 0.5)


def _verbs(parsed: Parsed, aloft: bool) -> Iterator[Found]:
    for at in parsed.deeds:
        token = parsed.tokens[at]
        if token.kind in "VGE" and token.entry.base in _DEEDS and not parsed.denied(at):
            name = _name(parsed, at, token.entry.base, aloft)
            if name:
                yield Found(Category.STUNTS, name, clause(parsed, None, at), 0.55)


def _name(parsed: Parsed, at: int, base: str, aloft: bool) -> str:
    """Return the stunt that a verb tells; "" for none."""
    tokens = parsed.tokens
    subject = parsed.subject(at)
    if subject is not None and subject.figure:
        return ""
    after = tokens[at + 1].low if at + 1 < len(tokens) else ""
    thing = tokens[subject.head] if subject is not None else None
    person = thing is None or personal(thing) or (thing.kind == "M" and not subject_prep(subject))
    if base in _SUFFERED and tokens[at].kind == "E" and _passive(parsed, at) and person:
        return _SUFFERED[base]
    jet = subject is not None and subject.end < len(tokens) and tokens[subject.end].low == "of"
    if thing is not None and thing.entry.best == "v" and not jet and base in _DRIVING and tokens[at].kind in "VG":
        return _DRIVING[base] if after not in ("up", "along", "away", "past", "by", "slowly", "gently") else ""
    if (
        thing is not None
        and thing.entry.lemma in _MOUNTS
        and base in ("rear", "bolt", "fall", "throw", "stumble", "buck")
    ):
        return "HORSE FALL" if base in ("fall", "stumble") else "HORSE STUNT"
    if not person or tokens[at].kind == "E":
        return ""
    if base in _AGAINST and _victim(parsed, at):
        contest = base == "beat" and any(token.low in ("at", "to") for token in tokens[at : at + 5])
        return "" if contest else _AGAINST[base]
    if base in ("swerve", "skid", "fishtail"):
        return "SKID"
    if base in _HIGH and not _moved(parsed, at, base) and (high(parsed, at) or (aloft and base in _CLIMBS)):
        return _HIGH[base]
    if base in ("throw", "fling", "hurl") and after in ("himself", "herself", "themselves"):
        return "DIVE"
    if base == "go" and after in ("down", "under", "over", "flying", "sprawling") and _ends(parsed, at + 2):
        return "FALL"
    if base in ("pitch", "stagger", "reel") and after in (
        "forward",
        "over",
        "backwards",
        "back",
        "headlong",
        "backward",
    ):
        return "FALL"
    if base in ("jump", "leap", "dive", "plunge") and any(t.low in _DEEP for t in tokens[at : at + 7]):
        return "DIVE"
    if base in ("jump", "leap") and after in ("down", "from", "off", "over", "across", "out"):
        return "JUMP"
    if base in ("hit", "strike") and any(t.low in _DOWN for t in tokens[at + 1 : at + 4]):
        return "FALL"
    if base in ("crash", "smash", "burst", "break") and after in ("through", "into", "down"):
        return "CRASH"
    if base in _ALONE and not _mild(parsed, at, base, after):
        return _ALONE[base]
    return ""


_CLIMBS = words(
    "climb hang dangle swing leap jump drop fall cling descend lower abseil balance slip tumble plunge plummet"
)


def subject_prep(subject: Phrase | None) -> str:
    """Return the preposition of a subject; "" for none."""
    return subject.prep if subject is not None else ""


def _moved(parsed: Parsed, at: int, base: str) -> bool:
    """True where somebody moves a thing: "lowers a wire into the tank"."""
    target = parsed.after(at, 0) if base in _TRANSITIVE else None
    return target is not None and target.object


def _passive(parsed: Parsed, at: int) -> bool:
    return any(token.kind == "X" for token in parsed.tokens[max(0, at - 2) : at])


def _mild(parsed: Parsed, at: int, base: str, after: str) -> bool:
    """True for "falls asleep", "falls in love", "sprawls on the sofa", "slips a note into his hand"."""
    if after in _MILD:
        return True
    if base in ("fall", "collapse", "drop", "topple") and after in ("on", "to", "over", "into", "against"):
        return not _falls_down(parsed, at)
    if base in ("slip", "drop", "trip", "stumble", "fence", "box", "plunge"):
        return (
            at + 1 < len(parsed.tokens)
            and not _ends(parsed, at + 1)
            and after not in ("over", "down", "off", "backwards")
        )
    return False


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
        return not tokens[at + 1].owner and not (
            at + 2 < len(tokens) and tokens[at + 1].low == "her" and tokens[at + 2].kind in "NA"
        )
    target = parsed.after(at, 0)
    if target is None or tokens[target.head].owner:
        return False
    head = tokens[target.head]
    return (personal(head) and head.entry.best != "g") or (
        head.caps and not target.det and not parsed.shouting
    )  # a name that nobody knows


def high(parsed: Parsed, at: int) -> bool:
    """True when a place that is high stands in the same clause."""
    for phrase in _same_clause(parsed, at):
        head = parsed.tokens[phrase.head]
        if head.entry.lemma in _HEIGHTS or head.low in _HEIGHTS:
            return True
    return any(token.low == "upside" for token in parsed.tokens[at : at + 4])


def wired(parsed: Parsed, at: int, base: str, aloft: bool) -> bool:
    """True for a person on or from a height, whose wires are to be taken out of the picture."""
    subject = parsed.subject(at)
    person = subject is None or personal(parsed.tokens[subject.head])
    if not person or base not in _CLIMBS or _moved(parsed, at, base) or (subject is not None and subject.figure):
        return False
    return aloft or high(parsed, at)


def _same_clause(parsed: Parsed, at: int) -> Iterator[Phrase]:
    here = at + 1
    while here < len(parsed.tokens) and here < at + 12 and parsed.tokens[here].kind not in ".V":
        if here in parsed.begins:
            yield parsed.begins[here]
        here += 1
