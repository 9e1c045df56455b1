"""Sounds that have to be made or cued: by things and animals, by crowds, and by people out of view."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from secondunit.core.tags import Category
from secondunit.departments.script.lexicon import words
from secondunit.departments.script.tagging.phrases import Phrase
from secondunit.departments.script.tagging.scene import Found, Stage, apart, span
from secondunit.departments.script.tagging.text import Parsed, personal
from secondunit.departments.script.tagging.things import name_of
from secondunit.departments.script.tagging.tokens import Token
from secondunit.departments.script.tagging.vfx_deeds import gunfire
from secondunit.departments.script.tagging.vocabulary import ANIMAL, word_list

_CUES = word_list("SOUND_CUES")
_UNSURE = word_list("SOUND_UNSURE")  # WordNet hears them, a script mostly does not
_MUTE = words("speak spell recite sniff snort weep cry parrot pipe purl slush heave chorus drip bubble plunk blow")
_RESOUND = word_list("SOUND_VERBS")
_VOICES = word_list("SOUND_VOICES")
_LOUD = word_list("SOUND_LOUD")
_STRIKES = words("pound hammer bang thump beat kick batter rap knock tap drum scratch")
_DOORS = words("door window wall glass ceiling floor hatch gate pipe lid table desk")
_SOUNDED = words("lean blow sound honk hit press thump ring")
_HORNS = words("horn whistle siren alarm bugle doorbell bell buzzer gong")
_SAYS = word_list("SOUND_SAYS")
_OFF = word_list("SOUND_OFF")
_FAR = words("steps step voices shots guns bombs engines wheels hooves heels boots footfalls planes helicopter engine"
             " traffic birds dogs sirens bells")  # fmt: skip
_STRUCK = words(
    "whistle bell gong horn conch siren hoof heel footfall engine drum trumpet bugle clock curlew hooter cricket cicada"
)
_DEVICES = words("radio television tv stereo wireless telly")
_STOPS = words("engine motor radio generator signal machine")
_NATURE = words("rain wind thunder sea sleet hail surf")
_SOMEBODY = words("someone somebody something it")
_CALLS = words("cry call scream sing chatter howl trumpet bellow")
_BABIES = words("baby infant newborn")


def sound(stage: Stage) -> Iterator[Found]:
    """Yield sounds of the action, one for each stretch of words."""
    found: list[Found] = []
    for parsed in stage.action:
        for phrase in parsed.phrases:
            if not phrase.figure and not phrase.negated:
                found.extend(_phrase(parsed, phrase))
        found.extend(_verbs(parsed))
        found.extend(_alone(parsed))
    yield from apart(found)


def _noise(token: Token) -> bool:
    """True for a noun that is a noise."""
    entry = token.entry
    listed = token.low in _CUES or entry.lemma in _CUES
    return listed or (entry.weight("x") >= 0.5 and entry.lemma not in _UNSURE)


def _loud(token: Token) -> bool:
    """True for a verb of making a noise."""
    return token.entry.base in _RESOUND or (token.entry.deed == "n" and token.entry.base not in _MUTE)


def _alone(parsed: Parsed) -> Iterator[Found]:
    """Yield a sentence or clause of one word that is a noise: `Knocking, loud.`"""
    tokens = parsed.tokens
    for at, token in enumerate(tokens):
        starts = at == 0 or tokens[at - 1].kind == "."
        ends = at + 1 == len(tokens) or tokens[at + 1].kind in ".,I"
        if starts and ends and (_noise(token) or _loud(token)) and token.kind not in "NQR":
            yield Found(Category.SOUND, token.low.upper(), span(parsed, at, at), 0.6)


def _phrase(parsed: Parsed, phrase: Phrase) -> Iterator[Found]:
    tokens = parsed.tokens
    head = tokens[phrase.head]
    if head.kind != "N":
        return
    lemma = head.entry.lemma
    proof = partial(span, parsed, phrase.first, phrase.head)
    if lemma in ("sound", "noise"):
        yield from _sound_of(parsed, phrase)
    elif phrase.object and phrase.verb in ("hear", "listen") and head.entry.best not in ("p", "g"):
        yield Found(Category.SOUND, name_of(parsed, phrase), proof(), 0.65)
    elif (head.low in _FAR and _off(parsed, phrase)) or (lemma in _STRUCK and _bare(parsed, phrase)):
        yield Found(Category.SOUND, name_of(parsed, phrase), proof(), 0.6)
    elif _noise(head) and not _echo_of(parsed, phrase):
        uttered = phrase.object and phrase.actor and phrase.verb not in ("", "be")
        silent = lemma in _LOUD and not phrase.subject_of  # a bell on the wall
        if not silent and not (uttered and lemma not in ("knock", "applause", "laughter")):
            yield Found(Category.SOUND, name_of(parsed, phrase), proof(), 0.8 if head.caps else 0.6)


def _bare(parsed: Parsed, phrase: Phrase) -> bool:
    """True for a sentence that is no more than the name of what sounds: "A bell.", "Hooves in the yard."."""
    tokens = parsed.tokens
    if (phrase.start and tokens[phrase.start - 1].kind != ".") or phrase.det in ("the", "his", "her"):
        return False
    last = phrase.end
    while last < len(tokens) and tokens[last].kind != ".":
        if tokens[last].kind in "VX" or tokens[last].text == ",":
            return False
        last += 1
    return last - phrase.end < 6


def _echo_of(parsed: Parsed, phrase: Phrase) -> bool:
    """True for the thunder of "a rumble of thunder": one sound, one tag."""
    before = parsed.ends.get(phrase.start - 1) if phrase.prep == "of" else None
    return before is not None and _noise(parsed.tokens[before.head])


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
        after = tokens[at + 1].low if at + 1 < len(tokens) else ""
        last = tokens[at - 1].low if at else ""
        evidence = span(parsed, at, at)
        if base == "fire" and gunfire(parsed, at):
            yield Found(Category.SOUND, "GUNSHOT", evidence, 0.6)
        if last in _SOMEBODY and _loud(token) and base not in ("ring", "complain"):
            yield Found(Category.SOUND, base.upper(), span(parsed, at - 1, at), 0.55)
        struck = parsed.after(at, 1) if base in _STRIKES else None
        on_door = struck is not None and struck.prep in ("on", "at") and tokens[struck.head].entry.lemma in _DOORS
        if on_door or (base in ("knock", "rap") and after in ("at", "on")):
            yield Found(Category.SOUND, "KNOCK", evidence, 0.6)
            continue
        device = parsed.after(at + 1, 0) if base in ("switch", "turn") and after in ("on", "up") else None
        horn = parsed.after(at, 1) if base in _SOUNDED else device
        if horn is not None and tokens[horn.head].entry.lemma in (_DEVICES if device is horn else _HORNS):
            yield Found(Category.SOUND, name_of(parsed, horn), span(parsed, at, horn.head), 0.6)
        subject = parsed.subject(at)
        if subject is not None and not subject.figure and not tokens[subject.head].name:
            yield from _heard(parsed, at, subject, base, after)


def _heard(parsed: Parsed, at: int, subject: Phrase, base: str, after: str) -> Iterator[Found]:
    """Yield what the subject of a verb lets hear."""
    head = parsed.tokens[subject.head]
    lemma = head.entry.lemma
    crowd = head.entry.plural or head.entry.best == "g" or subject.quantity > 1
    if (lemma in ANIMAL or head.entry.best == "a") and base in _CALLS:
        heard = True
    elif lemma in _BABIES:
        heard = base in ("cry", "scream", "wail", "howl")
    elif head.entry.best in ("p", "g"):
        heard = crowd and base in _VOICES
    elif base == "die" or base == "stop":
        heard = lemma in _STOPS
    else:
        goes_off = base == "go" and after == "off" and (lemma in _LOUD or lemma in _CUES)
        blows = base == "blow" and lemma in _HORNS
        noisy = _loud(parsed.tokens[at]) and head.entry.best not in ("b", "m", "r") and lemma not in _NATURE
        heard = goes_off or blows or noisy or (lemma in _LOUD and base in _SAYS)
    if heard:
        yield Found(Category.SOUND, name_of(parsed, subject), span(parsed, subject.first, at), 0.65)


def _off(parsed: Parsed, phrase: Phrase) -> bool:
    """True for what is somewhere else: "steps above", "guns, far off"."""
    near = parsed.tokens[max(0, phrase.start - 3) : phrase.start] + parsed.tokens[phrase.end : phrase.end + 4]
    near += parsed.tokens[phrase.first : phrase.head]
    return any(token.low in _OFF for token in near) or personal(parsed.tokens[phrase.head])
