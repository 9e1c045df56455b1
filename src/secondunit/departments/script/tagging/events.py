"""Stunts and visual effects of a scene: what the rules find, weighed with the sentence it stands in.

A sentence without a find of the rules is one itself where its signs are strong enough; a find whose sentence speaks
against it is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator

from secondunit.core.tags import Category
from secondunit.departments.script.tagging import weights
from secondunit.departments.script.tagging.scene import Found, Stage, span
from secondunit.departments.script.tagging.sentences import Sentence, scene_signs, sentence_signs, sentences
from secondunit.departments.script.tagging.stunts import is_aloft, stunts
from secondunit.departments.script.tagging.vfx import vfx
from secondunit.departments.script.tagging.vocabulary import mapping, word_list

LEAST = {Category.STUNTS: (0.1, 0.3), Category.VFX: (0.15, 0.3)}  # for a find of the rules, for a sentence alone
_SURE = ("MUZZLE FLASH", "SAFETY WIRES")  # they stand beside the event that calls for them
_FALLS = ("FALL", "HANGING", "JUMP", "DIVE", "CLIMB", "SWING", "THROWN", "FIGHT", "DESCENT", "BALANCE", "BLOW")
_LAND = word_list("VFX_LAND")
_SCREENS = word_list("VFX_SCREENS") | word_list("VFX_SHOWN")
_CREATURES = word_list("VFX_CREATURES")
_THINGS = mapping("VFX_THINGS")


def finds(stage: Stage) -> tuple[list[Found], list[str]]:
    """Return what the rules find, and the signs that the sentences of the scene share."""
    aloft = is_aloft(stage)
    perils, wonders = list(stunts(stage, aloft)), list(vfx(stage, aloft))
    if aloft and not any(each.name == "SAFETY WIRES" for each in wonders):
        fall = next((each for each in perils if each.name in _FALLS), None)
        if fall is not None:
            wonders.append(Found(Category.VFX, "SAFETY WIRES", fall.evidence, 0.5, 1, "", "cleanup"))
    found = [*perils, *wonders]
    return found, scene_signs(stage, found, aloft)


def events(stage: Stage) -> Iterator[Found]:
    """Yield stunts and visual effects."""
    found, shared = finds(stage)
    seen: set[int] = set()
    for sentence in sentences(stage):
        inside = [each for each in found if sentence.holds(each)]
        seen.update(map(id, inside))
        chances = weights.chances(sentence_signs(sentence, shared, inside), weights.event_table())
        for category, chance in zip(weights.EVENTS, chances, strict=True):
            least, alone = LEAST[category]
            told = [each for each in inside if each.category is category and each.name not in _SURE]
            yield from (each._replace(confidence=max(0.4, round(chance, 2))) for each in told if chance >= least)
            if not told and chance >= alone:
                yield _whole(sentence, category, round(chance, 2))
    yield from (each for each in found if id(each) not in seen or each.name in _SURE)


def _whole(sentence: Sentence, category: Category, chance: float) -> Found:
    """Return a sentence as a stunt or visual effect, named after its subject and verb."""
    parsed = sentence.parsed
    inside = range(sentence.first, sentence.last + 1)
    phrases = [each for each in parsed.phrases if each.head in inside]
    verb = next((parsed.tokens[at] for at in parsed.deeds if at in inside and parsed.tokens[at].kind in "VG"), None)
    thing = parsed.tokens[phrases[0].head] if phrases else parsed.tokens[sentence.first]
    name = f"{thing.entry.lemma or thing.low} {verb.low if verb is not None and verb is not thing else ''}".strip()
    task = ""
    if category is Category.VFX:
        lemmas = [parsed.tokens[each.head].entry.lemma for each in phrases]
        task = _task(lemmas, thing.entry.best)
    return Found(category, name.upper(), span(parsed, sentence.first, sentence.last), max(0.4, chance), 1, "", task)


def _task(lemmas: list[str], best: str) -> str:
    """Return the picture department that the nouns of a sentence point to."""
    for lemma in lemmas:
        if lemma in _SCREENS:
            return "screen"
        if lemma in _THINGS:
            return _THINGS[lemma].lower()
        if lemma in _CREATURES:
            return "creature"
        if lemma in _LAND:
            return "environment"
    return "creature" if best in ("a", "q") else "composite"
