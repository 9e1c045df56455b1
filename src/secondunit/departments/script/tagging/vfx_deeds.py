"""Visual effects that a verb gives away: a subject that does what nothing like it can do."""

from __future__ import annotations

from collections.abc import Iterator

from secondunit.departments.script.lexicon import words
from secondunit.departments.script.tagging import vfx_patterns as patterns
from secondunit.departments.script.tagging.phrases import Phrase
from secondunit.departments.script.tagging.scene import Found, Stage, clause, span
from secondunit.departments.script.tagging.stunts import wired
from secondunit.departments.script.tagging.text import Parsed, personal
from secondunit.departments.script.tagging.tokens import Token
from secondunit.departments.script.tagging.vfx_nouns import make
from secondunit.departments.script.tagging.vocabulary import mapping, word_list

_DEEDS = mapping("VFX_DEEDS")  # verb -> task
_NATURAL = word_list("VFX_NATURAL")  # of these, what smoke, birds and boats do as well
_LAND = word_list("VFX_LAND")  # ground, sky and buildings
_BREAKS_UP = word_list("VFX_BREAKS_UP")  # what they only do in a computer
_ALIVE = word_list("VFX_ALIVE")  # what only the living do
_LIVELY = word_list("VFX_LIVELY")  # what a thing does by itself only in wonders
_IMAGES = word_list("VFX_IMAGES")
_SHINES = words("glow shimmer pulse gleam luminesce fluoresce crackle ripple")
_LAMPS = word_list("VFX_LAMPS")
_SHOTS = words("fire shoot")
_NO_SHOT = word_list("VFX_NO_SHOT")
_STIRRING = words("something things thing shape shapes shadow shadows mass form figure")
_STIRS = word_list("VFX_STIRS")
_VAST = words("huge vast enormous gigantic immense large big dark pale wet massive long black white")
_AIR = words("air skies ceiling sky nowhere mist smoke away above overhead upward upwards space midair mid-air")
_WATERS = words("water river sea pool surface wind smoke lake pond bath stream current")
_ABLE = "aveml"  # animals, vehicles, weather and stuff may drift and rise
_MADE = "hutozcwfijkl"  # things that hands have made or that grow
_COMMON = words("go move turn open close follow point answer reach raise lag rub write show read say announce list")
_WATER = words("water sea wave river flood torrent surf tide")
_GROWS = words("rise heave climb tower rear swallow engulf pour part lift open stand boil")


def deeds(parsed: Parsed, stage: Stage, aloft: bool) -> Iterator[Found]:
    """Yield what a verb gives away in any scene."""
    tokens = parsed.tokens
    for at in parsed.deeds:
        token = tokens[at]
        base = token.entry.base
        if token.kind not in "VGE" or parsed.denied(at):
            continue
        subject = parsed.subject(at)
        if subject is not None and subject.figure:
            continue
        thing = tokens[subject.head] if subject is not None else None
        if base in _SHOTS and token.kind in "VG" and gunfire(parsed, at):
            yield make("MUZZLE FLASH", span(parsed, at, at), "composite", 0.6)
        elif wired(parsed, at, base, aloft):
            yield make("SAFETY WIRES", span(parsed, at, at), "cleanup", 0.6)
        elif base in _DEEDS and token.kind in "VG" and (thing is not None or _pronoun(parsed, at)):
            if base not in _NATURAL or _unnatural(parsed, at, base, thing) or _weightless(stage, base):
                yield make(base, clause(parsed, subject, at), _DEEDS[base].lower(), 0.55)
        elif thing is not None and subject is not None and token.kind in "VG":
            yield from _done_by(parsed, at, base, thing, subject)
    yield from _some_thing(parsed)


def _done_by(parsed: Parsed, at: int, base: str, thing: Token, subject: Phrase) -> Iterator[Found]:
    lemma = thing.entry.lemma
    if lemma in _LAND and base in _BREAKS_UP:
        yield make(f"{lemma} {parsed.tokens[at].low}", clause(parsed, subject, at), "environment", 0.6)
    elif lemma in _WATER and base in _GROWS and not subject.prep:
        yield make(f"{lemma} {parsed.tokens[at].low}", clause(parsed, subject, at), "environment", 0.5)
    elif lemma in _IMAGES and base in _ALIVE and not subject.owner:
        yield make(f"{lemma} {parsed.tokens[at].low}", clause(parsed, subject, at), "composite", 0.55)
    elif base in _SHINES and lemma not in _LAMPS and thing.entry.best not in "pge" and thing.kind == "N":
        yield make(f"glowing {lemma}", clause(parsed, subject, at), "composite", 0.5)
    elif thing.low in _STIRRING and base in _STIRS:
        yield make(thing.low, clause(parsed, subject, at), "creature", 0.5)


def odd_deeds(parsed: Parsed) -> Iterator[Found]:
    """Yield what a verb gives away where wonders happen: things that act as the living do."""
    tokens = parsed.tokens
    for at in parsed.deeds:
        token = tokens[at]
        base = token.entry.base
        subject = parsed.subject(at)
        if token.kind not in "VG" or subject is None or subject.figure or parsed.denied(at):
            continue
        thing = tokens[subject.head]
        if thing.kind != "N" or thing.entry.best not in tuple(_MADE) or subject.owner in ("his", "her", "their"):
            continue
        if base not in _COMMON and (token.entry.deed in ("g", "m") or base in _LIVELY or base in _ALIVE):
            yield make(f"{thing.entry.lemma} {token.low}", clause(parsed, subject, at), "composite", 0.45)


def _some_thing(parsed: Parsed) -> Iterator[Found]:
    """Yield "something huge moves under the ice": a pronoun, so no noun phrase."""
    tokens = parsed.tokens
    for at, token in enumerate(tokens):
        if token.low != "something" or at + 1 >= len(tokens):
            continue
        here, size = at + 1, False
        while here < len(tokens) and here < at + 8 and tokens[here].kind not in "V.":
            size = size or tokens[here].low in _VAST
            here += 1
        verb = tokens[here].entry.base if here < len(tokens) and tokens[here].kind == "V" else ""
        if size or verb in _STIRS:
            last = here - 1
            while last + 1 < len(tokens) and last < here + 3 and tokens[last + 1].kind != ".":
                last += 1
            yield make("SOMETHING", span(parsed, at, last), "creature", 0.55)


def _weightless(stage: Stage, base: str) -> bool:
    at_home = stage.heading is not None and patterns.IN_SPACE.search(stage.heading.text.upper()) is not None
    return at_home and base in ("float", "drift", "hover", "fly", "rise", "tumble")


def gunfire(parsed: Parsed, at: int) -> bool:
    """True when somebody shoots a gun: not a flare, a question or a film."""
    target = parsed.after(at, 1)
    if target is not None and parsed.tokens[target.head].entry.lemma in _NO_SHOT:
        return False
    if parsed.tokens[at].entry.base == "fire":
        subject = parsed.subject(at)
        lemma = parsed.tokens[subject.head].entry.lemma if subject is not None else ""
        return lemma not in ("engine", "rocket", "thruster", "motor", "boiler")
    subject = parsed.subject(at)
    if subject is not None and parsed.tokens[subject.head].entry.best == "b":
        return False  # her feet shoot out
    return target is None or personal(parsed.tokens[target.head]) or parsed.tokens[target.head].entry.best == "a"


def _pronoun(parsed: Parsed, at: int) -> bool:
    """True for a verb right after a pronoun or a name."""
    return at > 0 and parsed.tokens[at - 1].kind in "RQ"


def _unnatural(parsed: Parsed, at: int, base: str, thing: Token | None) -> bool:
    """True when a thing or person that cannot fly does."""
    near = [token.low for token in parsed.tokens[at : at + 8]]
    person = thing is None or personal(thing)
    best = thing.entry.best if thing is not None else "p"
    if base in ("appear", "fade", "disappear", "vanish"):
        return (person or best in "hutzob") and any(word in _AIR for word in near)
    if any(word in _WATERS for word in near):
        return False
    if base in ("rise", "drift", "fly", "melt", "split", "crumble"):
        aloft = any(word in _AIR for word in near)
        return aloft and (person or (base in ("fly", "drift", "rise") and best in "hutzo"))
    return best not in tuple(_ABLE) and (thing is None or thing.entry.lemma not in ("boat", "leaf", "dust"))
