"""The cast: who speaks, who is introduced, who is seen where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from secondunit.core.script import Character, Element, ElementType
from secondunit.departments.script import names
from secondunit.departments.script.introductions import introductions, shouts
from secondunit.departments.script.lexicon import words
from secondunit.departments.script.named import named
from secondunit.departments.script.people import Person, characters, spellings
from secondunit.departments.script.pronouns import vote
from secondunit.departments.script.scenes import Part

_SPOKEN = (ElementType.DIALOGUE, ElementType.LYRIC)
_NO_PERSON = words(
    "INSERT BACK CUT CLOSE ANGLE POV SUPER TITLE MONTAGE FLASHBACK CONTINUED END FADE INTERCUT LATER WIDE SERIES ON"
    " TO CAMERA VOICE SOUND NIGHT DAY INT EXT"
)


class Cast(NamedTuple):
    """Characters in order of appearance, and who is seen in each scene, by id."""

    characters: tuple[Character, ...]
    present: dict[str, tuple[str, ...]]


def read_cast(parts: Sequence[Part], ids: Sequence[str]) -> Cast:
    """Return the cast of the scenes; `ids` are the scenes' ids."""
    people = _speakers(parts)
    _introduce(people, parts)
    _name(people, parts)
    finder = names.Finder(spellings(people))
    seen: dict[str, list[str]] = {}
    order: dict[str, None] = {}
    for part, scene in zip(parts, ids, strict=True):
        on_screen: dict[str, None] = {}
        heard: dict[str, None] = {}
        for name, visible in _events(part.elements, people, finder):
            heard.setdefault(name)
            if visible:
                on_screen.setdefault(name)
        for name in heard:
            order.setdefault(name)
            people[name].scenes.append(scene)
        seen[scene] = list(on_screen)
    found = characters([people[name] for name in order])
    by_name = dict(zip(order, (each.id for each in found), strict=True))
    return Cast(found, {scene: tuple(by_name[name] for name in who) for scene, who in seen.items()})


def _cues(elements: Sequence[Element]) -> Iterator[tuple[int, names.Cue]]:
    """Yield (place in the scene, cue)."""
    for at, element in enumerate(elements):
        if element.type is ElementType.CHARACTER:
            following = elements[at + 1] if at + 1 < len(elements) else None
            yield at, names.read_cue(element, following)


def _speakers(parts: Sequence[Part]) -> dict[str, Person]:
    """Collect everyone with a cue, and count their words."""
    known = {cue.name for part in parts for _, cue in _cues(part.elements)}
    found: dict[str, Person] = {}
    for part in parts:
        cues = dict(_cues(part.elements))
        speaking: tuple[str, ...] = ()
        for at, element in enumerate(part.elements):
            if at in cues:
                speaking = names.speakers(cues[at].name, known)
                for name in speaking:
                    found.setdefault(name, Person(name))
            elif element.type in _SPOKEN:
                for name in speaking:
                    found[name].words += len(element.text.split())
            elif element.told or element.centred or element.type is ElementType.SCENE_HEADING:
                speaking = ()
    return found


def _introduce(people: dict[str, Person], parts: Sequence[Part]) -> None:
    """Join introductions in action to speakers; a person who is described but never speaks is new."""
    speaking = {names.bare_name(name): name for name in people}
    for part in parts:
        for element in part.elements:
            if not element.told:
                continue
            for intro in introductions(element.text):
                name = _match(intro.name, speaking)
                if name is None:
                    words = set(intro.name.split())
                    if not intro.strong or words & _NO_PERSON or len(words) > 4:
                        continue
                    name = intro.name
                    people[name] = Person(name)
                    speaking[names.bare_name(name)] = name
                person = people[name]
                if intro.name != name:
                    person.spellings.setdefault(intro.name)
                if intro.description and not person.description:
                    person.description = intro.description
                    person.evidence.append(element.index)
                    person.before = element.text[max(0, intro.start - 24) : intro.start]


def _name(people: dict[str, Person], parts: Sequence[Part]) -> None:
    """Add those who are only named: neither a line nor a description."""
    known = {word for spelling in spellings(people) for word in spelling.split()}
    places = {word for part in parts for word in re.findall(r"[^\W\d_]+", part.heading.upper())}
    taken = frozenset(known | places)
    for part in parts:
        for element in part.elements:
            if element.told and not shouts(element.text):
                for name in named(element.text, taken):
                    people.setdefault(name, Person(name))


def _match(name: str, speaking: dict[str, str]) -> str | None:
    """Return the person a name in capitals means: itself, else the one whose name it holds: MAE for BIG MAE TURNER."""
    bare = names.bare_name(name)
    if bare in speaking:
        return speaking[bare]
    words = bare.split()
    if len(words) < 2 or names.base_of(bare, set(speaking)) is not None:
        return None
    for part in (words[0], words[-1], " ".join(words[:2]), " ".join(words[-2:]), *words[1:-1]):
        if part in speaking:
            return speaking[part]
    return None


def _events(elements: Sequence[Element], people: dict[str, Person], finder: names.Finder) -> Iterator[tuple[str, bool]]:
    """Yield (name, seen) in the order of a scene, and let pronouns vote on the way."""
    cues = dict(_cues(elements))
    for at, element in enumerate(elements):
        if at in cues:
            for name in names.speakers(cues[at].name, set(people)):
                yield name, not cues[at].voice
        elif element.told:
            found = finder.find(element.text)
            vote(element.text, found, people)
            for mention in found:
                if names.shows(element.text, mention):
                    yield mention.name, True
