"""Sounds that have to be made or cued, and music: sung, played, or from a loudspeaker."""

from __future__ import annotations

from collections.abc import Iterator

from secondunit.core.tags import Category
from secondunit.departments.script.lexicon import words
from secondunit.departments.script.tagging.phrases import Phrase
from secondunit.departments.script.tagging.scene import Found, Stage, span
from secondunit.departments.script.tagging.text import Parsed, personal
from secondunit.departments.script.tagging.things import name_of
from secondunit.departments.script.tagging.vfx import gunfire
from secondunit.departments.script.tagging.vocabulary import word_list

_CUES = word_list("SOUND_CUES")
_RESOUND = word_list("SOUND_VERBS")
_VOICES = word_list("SOUND_VOICES")
_LOUD = word_list("SOUND_LOUD")
_STRIKES = words("pound hammer bang thump beat kick batter rap knock tap drum scratch")
_DOORS = words("door window wall glass ceiling floor hatch gate pipe lid")
_SOUNDED = words("lean blow sound honk hit press thump")
_HORNS = words("horn whistle siren alarm bugle doorbell")
_SAYS = word_list("SOUND_SAYS")
_OFF = word_list("SOUND_OFF")
_MUSIC = word_list("SOUND_MUSIC")
_WEAK_MUSIC = word_list("SOUND_WEAK_MUSIC")
_PLAYERS = word_list("SOUND_PLAYERS")
_BANDS = word_list("SOUND_BANDS")
_PLAYS = word_list("SOUND_PLAYS")
_SINGS = {"sing": "SINGING", "hum": "HUMMING"}


def sound(stage: Stage) -> Iterator[Found]:
    """Yield sounds and music of the action."""
    for parsed in stage.action:
        for phrase in parsed.phrases:
            if not phrase.figure and not phrase.negated:
                yield from _phrase(parsed, phrase)
        yield from _verbs(parsed)
        yield from _alone(parsed)


def _alone(parsed: Parsed) -> Iterator[Found]:
    """Yield a sentence of one word that is a noise: `Knocking, loud.`"""
    tokens = parsed.tokens
    for at, token in enumerate(tokens):
        starts = at == 0 or tokens[at - 1].kind == "."
        ends = at + 1 == len(tokens) or tokens[at + 1].kind in ".,"
        noise = token.low in _CUES or token.entry.base in _RESOUND or token.entry.lemma in _RESOUND
        if starts and ends and noise and token.kind != "N" and token.kind not in "QR":
            yield Found(Category.SOUND, token.low.upper(), span(parsed, at, at), 0.6)


def _echo_of(parsed: Parsed, phrase: Phrase) -> bool:
    """True for the thunder of "a rumble of thunder": one sound, one tag."""
    before = parsed.ends.get(phrase.start - 1) if phrase.prep == "of" else None
    return before is not None and parsed.tokens[before.head].low in _CUES


def _phrase(parsed: Parsed, phrase: Phrase) -> Iterator[Found]:
    tokens = parsed.tokens
    head = tokens[phrase.head]
    lemma = head.low if head.low in _CUES else head.entry.lemma
    evidence = span(parsed, phrase.first, phrase.head)
    if lemma in ("sound", "noise"):
        yield from _sound_of(parsed, phrase)
    elif lemma in _MUSIC:
        plays = phrase.subject_of in ("play", "swell", "start", "begin", "drift", "blare") or phrase.verb == "play"
        if (lemma not in _WEAK_MUSIC or plays) and not phrase.owner.startswith("its"):
            yield Found(Category.MUSIC, name_of(parsed, phrase), evidence, 0.75)
    elif lemma in _BANDS:
        yield Found(Category.MUSIC, name_of(parsed, phrase), evidence, 0.65)
    elif phrase.object and phrase.verb == "hear" and head.entry.best not in ("p", "g"):
        yield Found(Category.SOUND, name_of(parsed, phrase), evidence, 0.65)
    elif head.low in ("steps", "voices", "shots", "guns", "bombs", "engines", "wheels", "hooves") and _off(
        parsed, phrase
    ):
        yield Found(Category.SOUND, name_of(parsed, phrase), evidence, 0.6)
    elif _echo_of(parsed, phrase):
        return
    elif (
        lemma in _CUES or (head.entry.lemma in _RESOUND and not head.entry.classes and phrase.det in ("a", "an", ""))
    ) and not (phrase.object and phrase.actor and phrase.verb in ("hear", "stifle", "give", "let")):
        if lemma in _LOUD and not phrase.subject_of:
            return  # a bell on the wall is silent
        yield Found(Category.SOUND, name_of(parsed, phrase), evidence, 0.8 if head.caps else 0.6)
    elif phrase.verb in _PLAYS and (phrase.object or phrase.prep == "on") and head.entry.weight("i") >= 0.5:
        yield Found(Category.MUSIC, name_of(parsed, phrase), evidence, 0.75)


def _sound_of(parsed: Parsed, phrase: Phrase) -> Iterator[Found]:
    """Yield what "the sound of water" or "a noise above" is."""
    tokens, at = parsed.tokens, phrase.head + 1
    if at < len(tokens) and tokens[at].low == "of":
        inner = parsed.after(at, 0)
        if inner is not None:
            yield Found(Category.SOUND, name_of(parsed, inner), span(parsed, phrase.head, inner.head), 0.8)
        elif at + 1 < len(tokens) and tokens[at + 1].kind in "GVN":
            yield Found(Category.SOUND, tokens[at + 1].low.upper(), span(parsed, phrase.head, at + 1), 0.7)
    elif phrase.det != "the" or tokens[phrase.head].caps:
        yield Found(Category.SOUND, name_of(parsed, phrase), span(parsed, phrase.first, phrase.head), 0.55)


def _verbs(parsed: Parsed) -> Iterator[Found]:
    tokens = parsed.tokens
    for at in parsed.deeds:
        token = tokens[at]
        if token.kind not in "VG" or parsed.denied(at):
            continue
        base = token.entry.base
        last = tokens[at - 1] if at else None
        if base in _RESOUND and last is not None and last.low == "it":
            yield Found(Category.SOUND, base.upper(), span(parsed, at, at), 0.55)
        horn = parsed.after(at, 1) if base in _SOUNDED else None
        if horn is not None and tokens[horn.head].entry.lemma in _HORNS:
            yield Found(Category.SOUND, name_of(parsed, horn), span(parsed, at, horn.head), 0.6)
        if base in _SINGS and not _machine(parsed, at):
            yield Found(Category.MUSIC, _SINGS[base], span(parsed, at, at), 0.7)
        if base == "fire" and gunfire(parsed, at):
            yield Found(Category.SOUND, "GUNSHOT", span(parsed, at, at), 0.6)
        struck = parsed.after(at, 1) if base in _STRIKES else None
        on_door = struck is not None and struck.prep in ("on", "at") and tokens[struck.head].entry.lemma in _DOORS
        if on_door or (base in ("knock", "rap") and at + 1 < len(tokens) and tokens[at + 1].low in ("at", "on")):
            yield Found(Category.SOUND, "KNOCK", span(parsed, at, at), 0.6)
        if base in ("switch", "turn") and at + 1 < len(tokens) and tokens[at + 1].low in ("on", "up"):
            device = parsed.after(at + 1, 0)
            if device is not None and tokens[device.head].entry.lemma in (
                "radio",
                "television",
                "tv",
                "stereo",
                "music",
            ):
                yield Found(Category.SOUND, name_of(parsed, device), span(parsed, at, device.head), 0.6)
        subject = parsed.subject(at)
        if subject is None or subject.figure or tokens[subject.head].name:
            continue
        yield from _heard(parsed, at, subject, base)


def _off(parsed: Parsed, phrase: Phrase) -> bool:
    """True for what is somewhere else: "steps above", "guns, far off"."""
    near = parsed.tokens[max(0, phrase.start - 3) : phrase.start] + parsed.tokens[phrase.end : phrase.end + 4]
    return any(token.low in _OFF for token in near) or any(
        t.low in _OFF for t in parsed.tokens[phrase.first : phrase.head]
    )


def _machine(parsed: Parsed, at: int) -> bool:
    """True where a thing hums: a fridge makes no music."""
    subject = parsed.subject(at)
    return subject is not None and not personal(parsed.tokens[subject.head])


def _heard(parsed: Parsed, at: int, subject: Phrase, base: str) -> Iterator[Found]:
    tokens = parsed.tokens
    head = tokens[subject.head]
    lemma = head.entry.lemma
    evidence = span(parsed, subject.first, at)
    if base == "play" and (lemma in _PLAYERS or lemma in _BANDS or head.entry.weight("i") >= 0.5):
        yield Found(Category.MUSIC, name_of(parsed, subject), evidence, 0.7)
    elif base == "play" and lemma in ("box", "machine"):
        yield Found(Category.MUSIC, name_of(parsed, subject), evidence, 0.6)
    elif base == "go" and at + 1 < len(tokens) and tokens[at + 1].low == "off" and lemma in _LOUD | _CUES:
        yield Found(Category.SOUND, name_of(parsed, subject), evidence, 0.65)
    elif (lemma in ("baby", "infant", "newborn") and base in ("cry", "scream", "wail", "howl")) or (
        base == "die" and lemma in ("engine", "motor", "radio", "music", "generator", "signal")
    ):
        yield Found(Category.SOUND, name_of(parsed, subject), evidence, 0.6)
    elif head.entry.best in ("p", "g"):
        crowd = head.entry.plural or head.entry.best == "g"
        if base in _VOICES and crowd:
            yield Found(Category.SOUND, name_of(parsed, subject), evidence, 0.6)
    elif (
        base in _RESOUND
        or (lemma in _LOUD and base in _SAYS)
        or (base == "blow" and lemma in ("whistle", "horn", "siren", "foghorn", "bugle"))
    ):
        yield Found(Category.SOUND, name_of(parsed, subject), evidence, 0.65)
