"""Visual effects, each with the picture department that it feeds.

Recall goes before precision here: a supervisor strikes a row out in a second, and a forgotten one costs a shoot day.
What may mean an effect or a figure of speech counts only where the scene shows plainly that it is fantastic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondunit.core.script import ElementType
from secondunit.core.tags import Category, Evidence
from secondunit.departments.script.tagging import vfx_patterns as patterns
from secondunit.departments.script.tagging.scene import Found, Stage, apart, cut, stretch
from secondunit.departments.script.tagging.turns import sentence, told
from secondunit.departments.script.tagging.vfx_deeds import deeds, odd_deeds
from secondunit.departments.script.tagging.vfx_nouns import CREATURES, make, nouns, odd_nouns
from secondunit.departments.script.tagging.vocabulary import ANIMAL, word_list

_IMAGES = word_list("VFX_IMAGES")
_PLAIN = ("MUZZLE FLASH", "SAFETY WIRES")
_TAME = (*_PLAIN, "WINDOW VIEW", "CROWD", "SET EXTENSION", "SCOPE VIEW", "DOUBLE")
_MADE = re.compile(
    r"^(?:THE )?(?:(?:UNIT|ROBOT|DROID|ANDROID|MODEL) \w+|\w+BOT"
    r"|(?:TIN|CLAY|PAPER|WOODEN|STONE|RAG|TOY|CHINA|GLASS|CLOCKWORK|SNOW|IRON) \w+)$"
)


def vfx(stage: Stage, aloft: bool) -> Iterator[Found]:
    """Yield what the picture departments make or mend."""
    found: list[Found] = [*_ages(stage), *_speaking(stage)]
    armed = any(
        parsed.tokens[each.head].entry.weight("w") >= 0.4 for parsed in stage.action for each in parsed.phrases
    )  # fmt: skip
    aged = any(each.task == "deage" for each in found)
    for parsed in stage.action:
        for phrase in parsed.phrases:
            if not phrase.negated and not phrase.figure:
                found.extend(nouns(parsed, phrase, armed))
        found.extend(deeds(parsed, stage, aloft))
        found.extend(_turns(parsed.text, parsed.element, stage, aged))
    places = list(_heading(stage))
    wonders = [each for each in found if each.name not in _TAME and each.task not in ("screen", "deage")]
    if wonders or any(each.task == "environment" for each in places):
        for parsed in stage.action:
            for phrase in parsed.phrases:
                if not phrase.negated and not phrase.figure:
                    found.extend(odd_nouns(parsed, phrase))
            found.extend(odd_deeds(parsed))
    placed = any(each.task == "environment" for each in found)
    found.extend(each for each in places if not (placed and each.task == "environment"))
    yield from (each for each in found if each.name in _PLAIN)
    yield from apart(each for each in found if each.name not in _PLAIN)


def _speaking(stage: Stage) -> Iterator[Found]:
    """Yield animals and things that have a line: the hedgehog of "a hedgehog waddles out"."""
    lines = [each for each in stage.elements if each.type is ElementType.CHARACTER]
    names = {
        each.text.split("(")[0].strip().lower().removeprefix("the ").removeprefix("talking "): each for each in lines
    }
    for low, element in names.items():
        if low in CREATURES:
            yield make(low, cut(element, 0, len(element.text)), "creature", 0.6)
        elif _MADE.fullmatch(low.upper()):
            seen = [(at, m) for at in stage.action for m in at.mentions if m.name.lower().endswith(low)]
            proof = (
                stretch(seen[0][0], seen[0][1].start, seen[0][1].end) if seen else cut(element, 0, len(element.text))
            )
            yield make(low, proof, "creature", 0.65)
    for parsed in stage.action:
        for phrase in parsed.phrases:
            head = parsed.tokens[phrase.head]
            last = head.low if head.kind != "Q" else head.name.lower().split()[-1]
            if phrase.figure or phrase.owner or not any(last == name.split()[-1] for name in names):
                continue
            lower = head.kind != "Q" or phrase.det in ("a", "an", "the")
            if lower and (last in ANIMAL or last in _IMAGES):
                yield make(last, stretch(parsed, parsed.tokens[phrase.first].start, head.end), "creature", 0.65)
                names = {name: each for name, each in names.items() if name.split()[-1] != last}


def _heading(stage: Stage) -> Iterator[Found]:
    if stage.heading is None:
        return
    text = stage.heading.text.upper()
    match = patterns.PLACES.search(text)
    if match is not None and stage.scene.setting != "INT":
        evidence = cut(stage.heading, match.start(), match.end())
        yield Found(Category.VFX, match.group(), evidence, 0.6, 1, "", "environment")


def _ages(stage: Stage) -> Iterator[Found]:
    """Yield the younger and older selves of a role."""
    for person in stage.characters.values():
        if person.id not in stage.scene.characters or not (person.variant_of or patterns.OLDER.search(person.name)):
            continue
        evidence = next(
            (stretch(at, m.start, m.end) for at in stage.action for m in at.mentions if m.name == person.name), None
        ) or next((cut(e, 0, len(e.text)) for e in stage.elements if e.text.startswith(person.name)), None)
        if evidence is not None:
            yield Found(Category.VFX, person.name, evidence, 0.9, 1, "another age", "deage")


def _turns(text: str, element: int, stage: Stage, aged: bool) -> Iterator[Found]:
    """Yield what a turn of phrase gives away."""
    families = ("vfx", "gun") if stage.scene.setting == "INT" else ("vfx", "gun", "far")
    for turn, match in told(text, families):
        if not (aged and turn.task == "deage"):
            start, end = match.span() if turn.family == "gun" else sentence(text, *match.span())
            yield make(turn.name, Evidence(element, start, end, text[start:end]), turn.task, 0.58)
    heading = stage.heading.text.upper() if stage.heading is not None else ""
    view = patterns.WINDOWS.search(text) if patterns.RIDES.search(heading) else None
    if view is not None:
        start, end = view.span()
        yield make("WINDOW VIEW", Evidence(element, start, end, text[start:end]), "roto", 0.5)
