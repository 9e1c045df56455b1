"""Sound cues and music that the picture alone does not give."""

from __future__ import annotations

from collections.abc import Iterator

from secondunit.core.tags import Category
from secondunit.departments.script.lexicon import words
from secondunit.departments.script.tagging.phrases import Phrase
from secondunit.departments.script.tagging.scene import Found, Stage, span
from secondunit.departments.script.tagging.text import Parsed
from secondunit.departments.script.tagging.things import name_of
from secondunit.departments.script.tagging.vocabulary import word_list

_CUES = word_list("SOUND_CUES")
_HEARD_VERBS = {
    "ring": "RING", "bark": "BARK", "howl": "HOWL", "wail": "WAIL", "blare": "BLARE", "beep": "BEEP", "buzz": "BUZZ",
    "creak": "CREAK", "tick": "TICK", "toll": "TOLL", "chime": "CHIME", "hoot": "HOOT", "honk": "HONK",
    "rumble": "RUMBLE", "screech": "SCREECH", "hiss": "HISS", "crackle": "CRACKLE", "squeal": "SQUEAL",
    "whine": "WHINE", "hum": "HUM", "rattle": "RATTLE", "bang": "BANG", "crow": "CROW", "neigh": "NEIGH",
    "whinny": "WHINNY", "growl": "GROWL", "roar": "ROAR", "backfire": "BACKFIRE", "clatter": "CLATTER",
    "shriek": "SHRIEK", "thunder": "THUNDER", "chirp": "CHIRP", "ping": "PING", "click": "CLICK", "boom": "BOOM",
    "drip": "DRIP", "groan": "GROAN", "slam": "SLAM", "squeak": "SQUEAK", "vibrate": "VIBRATE", "whistle": "WHISTLE",
    "sputter": "SPUTTER", "cough": "COUGH", "splutter": "SPLUTTER", "rev": "REV", "meow": "MEOW", "bleat": "BLEAT",
    "caw": "CAW", "hammer": "", "knock": "KNOCK", "scream": "SCREAM", "echo": "ECHO", "clang": "CLANG",
}  # fmt: skip
_MUSIC = word_list("SOUND_MUSIC")
_WEAK_MUSIC = words("score beat chord march rock blues rhythm chorus chant choir opera")
_PLAYS = words("play sing hum strum bow pluck whistle blow perform bang pound drum tune")
_SINGS = words("sing hum")
_PLAYERS = word_list("SOUND_PLAYERS")


def sound(stage: Stage) -> Iterator[Found]:
    """Yield sounds that have to be made, and music, sung, played or from a loudspeaker."""
    for parsed in stage.action:
        for phrase in parsed.phrases:
            if phrase.figure or phrase.negated:
                continue
            yield from _phrase(parsed, phrase)
        yield from _verbs(parsed)


def _phrase(parsed: Parsed, phrase: Phrase) -> Iterator[Found]:
    head = parsed.tokens[phrase.head]
    lemma = head.entry.lemma if head.low not in _CUES else head.low
    evidence = span(parsed, phrase.head, phrase.head)
    if lemma in ("sound", "noise"):
        at = phrase.head + 1
        if at < len(parsed.tokens) and parsed.tokens[at].low == "of":
            inner = next((each for each in parsed.phrases if each.start in (at + 1, at + 2)), None)
            if inner is not None:
                yield Found(Category.SOUND, name_of(parsed, inner), span(parsed, phrase.head, inner.head), 0.8)
            elif at + 1 < len(parsed.tokens) and parsed.tokens[at + 1].kind in "GV":
                token = parsed.tokens[at + 1]
                yield Found(Category.SOUND, token.low.upper(), span(parsed, phrase.head, at + 1), 0.7)
        return
    if lemma in _MUSIC and (lemma not in _WEAK_MUSIC or phrase.subject_of in ("play", "swell", "start")):
        yield Found(Category.MUSIC, name_of(parsed, phrase), evidence, 0.8)
    elif lemma in _CUES:
        yield Found(Category.SOUND, name_of(parsed, phrase), evidence, 0.8 if head.caps else 0.65)
    elif phrase.object and phrase.verb in _PLAYS and (head.entry.weight("i") >= 0.5):
        yield Found(Category.MUSIC, name_of(parsed, phrase), evidence, 0.8)


def _verbs(parsed: Parsed) -> Iterator[Found]:
    tokens = parsed.tokens
    for at, token in enumerate(tokens):
        if token.kind not in "VG" or not token.kind:
            continue
        base = token.entry.base
        subject = next((each for each in parsed.phrases if each.end <= at and at - each.end <= 1), None)
        if base in _SINGS:
            yield Found(Category.MUSIC, "SINGING" if base == "sing" else "HUMMING", span(parsed, at, at), 0.7)
        if subject is None or subject.figure:
            continue
        head = tokens[subject.head]
        if base == "play" and head.entry.lemma in _PLAYERS:
            yield Found(Category.MUSIC, name_of(parsed, subject), span(parsed, subject.head, at), 0.7)
        elif base in _HEARD_VERBS and _HEARD_VERBS[base] and head.entry.best not in ("p", "g") and not head.name:
            name = f"{name_of(parsed, subject)} {_HEARD_VERBS[base]}"
            yield Found(Category.SOUND, name, span(parsed, subject.head, at), 0.65)
