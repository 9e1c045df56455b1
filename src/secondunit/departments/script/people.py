"""People as they are collected, and as characters with body and wardrobe."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from secondunit.core.script import Character
from secondunit.departments.script import names
from secondunit.departments.script.body import AVERAGE, anny_age, body_from, gender_in, years_in
from secondunit.departments.script.headings import slug
from secondunit.departments.script.wardrobe import wardrobe_from

_VARIANT_AGE = {"YOUNG": 20, "YOUNGER": 24, "TEEN": 16, "TEENAGE": 16, "LITTLE": 8, "KID": 9, "BABY": 1, "OLD": 75,
                "OLDER": 65, "ELDERLY": 76, "ADULT": 35, "FUTURE": 60}  # fmt: skip
_KIN = re.compile(r"(?:[\w-]+ ){0,3}$")


@dataclass(slots=True)
class Person:
    """What the script says of one person so far. `before` is the text just before the introduction."""

    name: str
    spellings: dict[str, None] = field(default_factory=dict)
    description: str = ""
    before: str = ""
    evidence: list[int] = field(default_factory=list)
    words: int = 0
    scenes: list[str] = field(default_factory=list)
    female: int = 0
    male: int = 0

    def gender(self) -> float | None:
        """Return 0 or 1: words of the description, then of the kinship before it, then pronouns, then the name."""
        kin = _KIN.search(self.before)
        for words in (self.description, kin.group() if kin else ""):
            found = gender_in(_without_pronouns(words))
            if found is not None:
                return found
        if self.female != self.male:
            return 0.0 if self.female > self.male else 1.0
        found = gender_in(_without_pronouns(self.name))
        return found if found is not None else gender_in(self.description)


def _without_pronouns(text: str) -> str:
    return re.sub(r"\b(?:she|her|hers|he|him|his)\b", " ", text, flags=re.IGNORECASE)


def spellings(people: dict[str, Person]) -> dict[str, str]:
    """Return every spelling in capitals with the name it means; a given name counts where it is unique."""
    out: dict[str, str] = {}
    for name, person in people.items():
        for each in (name, names.bare_name(name), *person.spellings):
            out.setdefault(each, name)
    parts: dict[str, dict[str, None]] = {}
    for name, person in people.items():
        for full in (name, *person.spellings):
            if is_proper(full):
                for part in name_parts(full):
                    parts.setdefault(part, {}).setdefault(name)
    for part, owners in parts.items():
        if len(owners) == 1 and len(part) > 2:
            out.setdefault(part, next(iter(owners)))
    return out


def is_proper(full: str) -> bool:
    """True for a name of two or more words whose parts alone mean the person: `MARA VOSS`, not `THE TALL MAN`."""
    words = full.split()
    if len(words) < 2 or words[0] in ("THE", "A", "AN") or words[0] in _VARIANT_AGE or words[-1].isdigit():
        return False
    return not any(_common(word) for word in words if word.strip(".") not in names.TITLES)


def name_parts(full: str) -> list[str]:
    """Return the given name and the family name of a full name, titles left out."""
    words = [word for word in full.split() if word.strip(".") not in names.TITLES]
    return [words[0], words[-1]] if len(words) > 1 else words


def _common(word: str) -> bool:
    """True for a word that a script also uses for somebody or something else: `GUARD`, `TALL`, `POLICE`."""
    return word in names.PERSONS or word in names.GROUPS or not word.replace("'", "").replace("-", "").isalpha()


def characters(people: Sequence[Person]) -> tuple[Character, ...]:
    """Return the people as characters, in the same order."""
    by_name = {person.name: person for person in people}
    ids: dict[str, str] = {}
    for person in people:
        base = slug(names.bare_name(person.name)) or "character"
        number, id_ = 2, base
        while id_ in ids.values():
            id_, number = f"{base}_{number}", number + 1
        ids[person.name] = id_
    meanings: dict[str, list[str]] = {}
    for spelling, name in spellings(by_name).items():
        if spelling != name:
            meanings.setdefault(name, []).append(spelling)
    return tuple(_character(person, by_name, ids, tuple(meanings.get(person.name, ()))) for person in people)


def _character(person: Person, people: dict[str, Person], ids: dict[str, str], aliases: tuple[str, ...]) -> Character:
    base = names.base_of(person.name, set(people))
    gender = person.gender()
    if base is not None:
        older = people[base]
        gender = older.gender() if gender is None else gender
        body = body_from(older.description, gender) | body_from_stated(person.description)
        if years_in(person.description) is None:
            body["age"] = anny_age(_VARIANT_AGE.get(person.name.split()[0], 30))
        wardrobe = wardrobe_from(person.description)
    else:
        body = body_from(person.description or person.name.lower(), gender)
        wardrobe = wardrobe_from(person.description)
    return Character(
        ids[person.name], person.name, aliases, person.description, body, wardrobe, tuple(person.scenes),
        person.words, ids[base] if base is not None else None, tuple(person.evidence),
    )  # fmt: skip


def body_from_stated(description: str) -> dict[str, float]:
    """Return only the body values that the description states."""
    return {key: value for key, value in body_from(description, None).items() if value != AVERAGE[key]}
