"""Cast of a scene: who speaks in it, is heard in it or is seen in it by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondunit.core.script import Character, Element, ElementType
from secondunit.core.tags import Category, Evidence
from secondunit.departments.script import names
from secondunit.departments.script.names import Mention
from secondunit.departments.script.tagging.scene import Found, Stage, cut, stretch
from secondunit.departments.script.tagging.text import Parsed


def spelled(characters: tuple[Character, ...]) -> dict[str, str]:
    """Return every spelling in capitals with the character's name."""
    out = {each.name: each.name for each in characters}
    for each in characters:
        for alias in each.aliases:
            out.setdefault(alias, each.name)
    return out


def cast(stage: Stage) -> Iterator[Found]:
    """Yield who speaks, is heard or is seen; a voice alone carries the note "voice"."""
    known = set(stage.by_name)
    for at, element in enumerate(stage.elements):
        if element.type is not ElementType.CHARACTER:
            continue
        following = stage.elements[at + 1] if at + 1 < len(stage.elements) else None
        cue = names.read_cue(element, following)
        for name in names.speakers(cue.name, known):
            note = "voice" if cue.voice else ""
            yield Found(Category.CAST, name, _cue_words(element, name), 1.0, 1, note)
    for parsed in stage.action:
        for mention in parsed.mentions:
            person = stage.by_name.get(mention.name)
            if person is None or is_extra(person) or nameless(person, parsed, mention):
                continue
            if not names.shows(parsed.text, mention):
                continue
            yield Found(Category.CAST, person.name, stretch(parsed, mention.start, mention.end), 0.95)


_ONE_OF_MANY = re.compile(r"\b(?:an?|another|one|two|three|four|five|six|some|several)\s+(?:[a-z-]+\s+){0,2}$", re.I)


def nameless(person: Character, parsed: Parsed, mention: Mention) -> bool:
    """True for a silent person with an article: "a BOY, ten" is background, "the BRIDE" stands for a name."""
    one = person.name.startswith(("A ", "AN ")) or _ONE_OF_MANY.search(
        parsed.text, max(0, mention.start - 40), mention.start
    )
    return not person.words and bool(one)


def _cue_words(element: Element, name: str) -> Evidence:
    """Return where a cue writes the name; the whole cue where it is written otherwise."""
    at = element.text.find(name)
    return cut(element, at, at + len(name)) if at >= 0 else cut(element, 0, len(element.text))


def is_extra(person: Character) -> bool:
    """True for groups that never speak: PASSENGERS."""
    return not person.words and names.is_group(person.name)
