"""Music that a scene calls for: sung, played, danced to, or from a loudspeaker."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from secondunit.core.tags import Category
from secondunit.departments.script.lexicon import words
from secondunit.departments.script.tagging.phrases import Phrase
from secondunit.departments.script.tagging.scene import Found, Stage, apart, span
from secondunit.departments.script.tagging.text import Parsed, personal
from secondunit.departments.script.tagging.things import name_of
from secondunit.departments.script.tagging.vocabulary import word_list

_MUSIC = word_list("SOUND_MUSIC")
_WEAK = word_list("SOUND_WEAK_MUSIC")
_PLAYERS = word_list("SOUND_PLAYERS")
_BANDS = word_list("SOUND_BANDS")
_PLAYS = word_list("SOUND_PLAYS")
_STARTS = words("play swell start begin drift blare strike climb crackle")
_SPEAKERS = words("radio loudspeaker loudspeakers jukebox stereo gramophone phonograph speakers speaker piano organ"
                  " accordion guitar fiddle turntable tannoy headphones")  # fmt: skip
_SINGS = {"sing": "SINGING", "hum": "HUMMING", "croon": "SINGING", "yodel": "SINGING", "strum": "STRUMMING"}
_NO_TUNE = words("note part role game trick piece voice word voices message news call scale score")


def music(stage: Stage) -> Iterator[Found]:
    """Yield the music of the action, one for each stretch of words."""
    found: list[Found] = []
    for parsed in stage.action:
        for phrase in parsed.phrases:
            if not phrase.figure and not phrase.negated:
                found.extend(_phrase(parsed, phrase))
    if not found:  # who sings the hymn needs no second row
        for parsed in stage.action:
            found.extend(_verbs(parsed))
    yield from apart(found)


def _phrase(parsed: Parsed, phrase: Phrase) -> Iterator[Found]:
    head = parsed.tokens[phrase.head]
    lemma = head.entry.lemma
    proof = partial(span, parsed, phrase.first, phrase.head)
    played = phrase.verb in _PLAYS and (phrase.object or phrase.prep == "on")
    starts = phrase.subject_of in _STARTS
    from_speaker = _aired(parsed, phrase) and not personal(head) and lemma not in _NO_TUNE
    listed = lemma in _MUSIC
    tune = listed or (head.entry.weight("y") >= 0.3 and lemma not in _NO_TUNE)
    weak = lemma in _WEAK or (not listed and head.entry.weight("y") < 0.7)
    bare = not phrase.verb and not phrase.prep and phrase.det in ("a", "an", "")
    if tune and not phrase.owner.startswith("its") and (not weak or played or starts or from_speaker or bare):
        yield Found(Category.MUSIC, name_of(parsed, phrase), proof(), 0.75)
    elif lemma in _BANDS and (phrase.subject_of or not phrase.prep):
        yield Found(Category.MUSIC, name_of(parsed, phrase), proof(), 0.6)
    elif played and phrase.actor and head.entry.weight("i") >= 0.5:
        yield Found(Category.MUSIC, name_of(parsed, phrase), proof(), 0.75)
    elif phrase.verb == "play" and phrase.object and head.text[0].isupper() and head.kind != "Q":
        yield Found(Category.MUSIC, name_of(parsed, phrase), proof(), 0.7)
    elif from_speaker and head.entry.best in ("", "y", "i", "p"):
        yield Found(Category.MUSIC, name_of(parsed, phrase), proof(), 0.5)


def _aired(parsed: Parsed, phrase: Phrase) -> bool:
    """True for what comes "on the radio" or "from the jukebox"."""
    after = parsed.begins.get(phrase.end + 1)
    return after is not None and after.prep in ("on", "from", "over") and parsed.tokens[after.head].low in _SPEAKERS


def _verbs(parsed: Parsed) -> Iterator[Found]:
    for at in parsed.deeds:
        token = parsed.tokens[at]
        base = token.entry.base
        if token.kind not in "VG" or parsed.denied(at):
            continue
        subject = parsed.subject(at)
        it = at > 0 and parsed.tokens[at - 1].low == "it"
        if base in _SINGS and not it and (subject is None or personal(parsed.tokens[subject.head])):
            yield Found(Category.MUSIC, _SINGS[base], span(parsed, at, at), 0.7)
        elif base == "play" and subject is not None and not subject.figure:
            head = parsed.tokens[subject.head]
            lemma = head.entry.lemma
            if lemma in _PLAYERS or lemma in _BANDS or head.entry.weight("i") >= 0.5 or lemma in ("box", "machine"):
                yield Found(Category.MUSIC, name_of(parsed, subject), span(parsed, subject.first, at), 0.7)
