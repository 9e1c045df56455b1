"""Visual effects that a noun phrase gives away: what does not exist, what is too big, what a screen shows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from secondunit.core.tags import Category, Evidence
from secondunit.departments.script.lexicon import words
from secondunit.departments.script.tagging.phrases import Phrase
from secondunit.departments.script.tagging.scene import Found, phrase_span, span
from secondunit.departments.script.tagging.text import Parsed, personal
from secondunit.departments.script.tagging.things import clothed
from secondunit.departments.script.tagging.vocabulary import ANIMAL, mapping, word_list

CREATURES = word_list("VFX_CREATURES")
_THINGS = mapping("VFX_THINGS")  # noun -> task
_SCREENS = word_list("VFX_SCREENS")
_PANELS = word_list("VFX_PANELS")  # screens that are there to be read
_SHOWN = word_list("VFX_SHOWN")  # what stands on a screen
_SHOWS = word_list("VFX_SHOWS")  # what a screen does
_WATCHED = words("watch study read fill check scan look stare see show")
_SIZES = word_list("VFX_SIZES")
_UNREAL = word_list("VFX_UNREAL")
_SOMETHING = word_list("VFX_SOMETHING")
_LAND = word_list("VFX_LAND")  # ground, sky and buildings
_RUINED = word_list("VFX_RUINED")
_BEAMS = words("beam ray bolt lightning glow light radiance")
_COLOURED = words("red green blue laser energy tractor white violet purple golden amber crimson orange electric")
_LAMPS = words("torch flashlight lantern candle lamp head search")
_FLASHES = words("gunfire volley crossfire broadside fusillade gunfight shootout tracer")
_NO_FLASH = words("camera lightning torch press news hot bulb")
_TOYS = words("fairy garden stone toy rubber christmas sausage")
_FAIRY = words("light cake tale story bread wing")  # "fairy lights", where the second word passes for a verb
_LIMBS = words("wing tail tentacle claw fang hoof gill scale horn antler talon")
_FLEETS = word_list("VFX_FLEETS")
_MANY = words("sea army legion horde thousand million ocean thousands hundreds millions")
_SPIRES = word_list("VFX_SPIRES")


def make(name: str, evidence: Evidence, task: str, confidence: float = 0.6, count: int = 1, note: str = "") -> Found:
    """Return a visual effect."""
    return Found(Category.VFX, name.upper(), evidence, confidence, count, note, task)


def nouns(parsed: Parsed, phrase: Phrase, armed: bool) -> Iterator[Found]:
    """Yield what a noun phrase gives away in any scene."""
    head = parsed.tokens[phrase.head]
    if head.kind == "Q":
        return
    lemma = head.entry.lemma
    proof = partial(phrase_span, parsed, phrase)
    mods = {token.low for token in parsed.tokens[phrase.first : phrase.head]}
    several = head.entry.plural
    if lemma in CREATURES or head.entry.weight("q") >= 0.7:
        after = parsed.tokens[phrase.end].entry.lemma if phrase.end < len(parsed.tokens) else ""
        if not mods & _TOYS and after not in _FAIRY:
            yield make(lemma, proof(), "creature", 0.7, phrase.quantity)
    elif lemma in _THINGS and not (phrase.owner and lemma in ("energy", "spirit", "aura", "shade")):
        yield make(lemma, _on(parsed, phrase), _THINGS[lemma].lower(), 0.6, phrase.quantity)
    elif (mods & _SIZES and (head.entry.best in ("p", "a") or lemma in _SOMETHING)) or (
        "little" in mods and lemma in ("man", "woman", "men", "people")
    ):
        yield make(lemma, proof(), "creature", 0.55, phrase.quantity)
    elif mods & _UNREAL:
        yield make(lemma, proof(), "composite", 0.5)
    elif lemma in _SCREENS:
        yield from _screen(parsed, phrase)
    elif lemma in _SHOWN and (phrase.subject_of in _SHOWS or mods & _SCREENS):
        yield make(lemma, _on(parsed, phrase), "screen", 0.5)
    elif lemma in _BEAMS and mods & _COLOURED and lemma in ("beam", "ray", "bolt"):
        yield make("LASER BEAM", proof(), "composite", 0.6)
    elif (lemma == "flash" and armed and not mods & _NO_FLASH) or (
        lemma in _FLASHES and (several or phrase.det or lemma == "gunfire")
    ):
        yield make("MUZZLE FLASH", proof(), "composite", 0.5)
    elif (lemma in ANIMAL or head.entry.best == "a") and clothed(parsed, phrase):
        yield make(lemma, proof(), "creature", 0.6, phrase.quantity)
    elif lemma == "earth" and head.text[0].isupper() and not phrase.det and phrase.first == phrase.head:
        yield make("EARTH", proof(), "environment", 0.6)
    elif lemma in ("sun", "moon") and (phrase.quantity > 1 or several):
        yield make(f"{lemma}s", proof(), "environment", 0.7)
    elif phrase.quantity >= 1000 and phrase.quantity < 10**6 and head.low not in _UNITS:
        yield make("CROWD", proof(), "composite", 0.65, 1, "crowd multiplication")
    elif phrase.of in _MANY and personal(head):
        yield make("CROWD", proof(), "composite", 0.6, 1, "crowd multiplication")
    elif lemma in _LIMBS and phrase.owner in ("his", "her") and "own" not in mods:
        yield make(lemma, proof(), "creature", 0.5)
    elif mods & _RUINED and lemma in _LAND:
        yield make(f"ruined {lemma}", proof(), "environment", 0.45)
    elif several and lemma in _FLEETS:
        yield make(f"{lemma}s", proof(), "environment", 0.45)
    elif several and lemma in _SPIRES:
        yield make(f"{lemma}s", proof(), "environment", 0.5)


_UNITS = words(
    "year years pound pounds dollar dollars metre metres mile miles feet foot kilometres volts times people's"
)


def odd_nouns(parsed: Parsed, phrase: Phrase) -> Iterator[Found]:
    """Yield what a noun phrase gives away where wonders happen: lights, shapes, giant things, cities."""
    head = parsed.tokens[phrase.head]
    lemma = head.entry.lemma
    mods = {token.low for token in parsed.tokens[phrase.first : phrase.head]}
    if head.kind == "Q":
        return
    if lemma in _BEAMS and not mods & _LAMPS and (mods & _COLOURED or phrase.subject_of):
        yield make(f"{lemma}", _on(parsed, phrase), "composite", 0.45)
    elif lemma in _SOMETHING and (phrase.subject_of or mods):
        yield make(lemma, _on(parsed, phrase), "creature", 0.45)
    elif mods & _SIZES and lemma in _LAND:
        yield make(lemma, _on(parsed, phrase), "environment", 0.45)
    elif lemma in ("city", "cities", "skyline", "palace", "horizon", "valley", "coast") and phrase.prep != "to":
        yield make(lemma, _on(parsed, phrase), "environment", 0.42)


def _on(parsed: Parsed, phrase: Phrase) -> Evidence:
    """Return a phrase and what follows it to the end of the clause within reason."""
    tokens = parsed.tokens
    last = phrase.head
    while last + 1 < len(tokens) and last < phrase.head + 9 and tokens[last + 1].kind not in ".,":
        last += 1
    return span(parsed, phrase.first, last)


def _screen(parsed: Parsed, phrase: Phrase) -> Iterator[Found]:
    """A screen is an effect when it shows something."""
    tokens = parsed.tokens
    head = tokens[phrase.head].entry.lemma
    after = tokens[phrase.end] if phrase.end < len(tokens) else None
    shows = phrase.subject_of in _SHOWS or (
        phrase.prep in ("on", "across")
        and (not phrase.verb or head in _PANELS)
        and phrase.verb not in ("sit", "put", "place", "talk", "speak")
    )
    content = after is not None and (after.text in (":", "--", "—", "–") or after.low in ("showing", "reading", "full"))
    if shows or content or (head in _PANELS and phrase.verb in _WATCHED):
        lead = next((t.low for t in tokens[phrase.first : phrase.head] if t.kind == "N"), "")
        last = phrase.head
        while last + 1 < len(tokens) and last < phrase.head + 18 and tokens[last + 1].text not in (".", "!", "?"):
            last += 1
        yield make(f"{lead} {head}".strip(), span(parsed, phrase.first, last), "screen", 0.6)
