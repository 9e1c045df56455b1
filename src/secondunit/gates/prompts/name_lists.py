"""Lists of names as data: those that Second Unit ships and those that a production adds.

A line is `NAME ; KIND ; OTHER NAME, OTHER NAME`; kind and other names may be left out. A name with `*` at its end
counts only beside a cue, because it is an everyday word. `#` begins a comment. The lists are a tripwire and incomplete.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path

from secondunit.core.errors import InputError
from secondunit.gates.prompts import spelling

PERSONS = frozenset((
    "person", "actor", "activist", "architect", "artist", "astronaut", "athlete", "author", "broadcaster",
    "cinematographer", "designer", "director", "entrepreneur", "illustrator", "judge", "model", "musician", "painter",
    "performer", "photographer", "politician", "public figure", "religious leader", "royalty", "scientist",
))  # fmt: skip
WORKS = frozenset((
    "work", "book", "brand", "character", "film", "franchise", "game", "musical", "painting", "series", "song",
    "studio", "style",
))  # fmt: skip
FILE = "names.txt"  # of a production, in its folder
HEAD = 4  # letters by which a reading is given up early
MAX_BYTES, MAX_NAME, MAX_WORDS = 4 << 20, 120, 10


@dataclass(frozen=True)
class Name:
    """A name to look for. `others` are other forms of it; `cued` are the forms that need a cue beside them."""

    text: str
    kind: str = "work"
    others: tuple[str, ...] = ()
    cued: tuple[str, ...] = ()
    origin: str = ""  # which list it stands in
    party: str = ""  # id of the party on record

    @property
    def is_person(self) -> bool:
        """Whether it is the name of a person."""
        return self.kind in PERSONS


@dataclass(frozen=True)
class Form:
    """One way to write a name: the keys of its words and where the words end in the joined key."""

    name: Name
    key: str
    breaks: frozenset[int]
    cued: bool = False
    initial: bool = False  # the given name is one letter
    swapped: bool = False  # the family name comes first


@dataclass(frozen=True)
class NameList:
    """Names with an index of all their forms by joined key, and by key with digits read as letters."""

    names: tuple[Name, ...] = ()
    by_key: Mapping[str, tuple[Form, ...]] = field(default_factory=dict, compare=False, repr=False)
    by_letters: Mapping[str, tuple[Form, ...]] = field(default_factory=dict, compare=False, repr=False)
    heads: frozenset[str] = field(default=frozenset(), compare=False, repr=False)

    @classmethod
    def of(cls, names: Iterable[Name]) -> NameList:
        """Index names."""
        listed = tuple(names)
        by_key: dict[str, dict[Form, None]] = {}
        by_letters: dict[str, dict[Form, None]] = {}
        for name in listed:
            for form in _forms(name):
                by_key.setdefault(form.key, {})[form] = None
                if len(form.key) >= 4:
                    by_letters.setdefault(spelling.letters(form.key), {})[form] = None
        exact, read = ({key: tuple(forms) for key, forms in index.items()} for index in (by_key, by_letters))
        return cls(listed, exact, read, frozenset(spelling.letters(key[:HEAD]) for key in by_key))

    @classmethod
    def read(cls, path: Path) -> NameList:
        """Read a production's list; InputError names the line that cannot be read, a missing file is an empty list."""
        try:
            if path.stat().st_size > MAX_BYTES:
                raise InputError(f"{path.name} is larger than {MAX_BYTES >> 20} MB", hint="one name a line")
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return cls()
        except UnicodeDecodeError as error:
            raise InputError(f"{path.name} is not UTF-8 text: {error.reason}", hint="save it as UTF-8") from error
        return cls.of(parse(text, path.name))


@cache
def builtin() -> NameList:
    """The lists that Second Unit ships."""
    return NameList.of(
        name for each in ("artists", "persons", "works") for name in parse(_shipped(each), f"{each}.txt"))


@cache
def plain_words(file: str) -> frozenset[str]:
    """The folded lines of a shipped list without kinds (`everyday`, `styles`)."""
    return frozenset(_joined(line) for line in _shipped(file).splitlines() if line.strip() and line[0] != "#")


def parse(text: str, origin: str) -> Iterator[Name]:
    """Yield the names of a list; InputError with the line number for a line that cannot be read."""
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if line and not line.startswith("#"):
            yield line_name(line, f"{origin} line {number}", origin)


def line_name(line: str, where: str, origin: str = "") -> Name:
    """Read one line of a list."""
    parts = [part.strip() for part in line.split(";")]
    kind = (parts[1] if len(parts) > 1 and parts[1] else "work").lower()
    if len(parts) > 3 or kind not in PERSONS | WORKS:
        raise InputError(f"{where}: {line[:60]!r} is not NAME ; KIND ; OTHER NAME, OTHER NAME",
                         hint="kinds: " + ", ".join(sorted(PERSONS | WORKS)))
    forms = [parts[0], *((part.strip() for part in parts[2].split(",")) if len(parts) > 2 else ())]
    texts = [form.rstrip("*").strip() for form in forms]
    for text in texts:
        if not _joined(text) or len(text) > MAX_NAME or any(unicodedata.category(c) == "Cc" for c in text):
            raise InputError(f"{where}: {text[:60]!r} is not a name", hint="a name has letters or digits, one line")
    cued = tuple(text for text, form in zip(texts, forms, strict=True) if form.endswith("*"))
    return Name(texts[0], kind, tuple(texts[1:]), cued, origin)


def _forms(name: Name) -> Iterator[Form]:
    for text in (name.text, *name.others):
        cued = text in name.cued
        keys = [word.key for word in spelling.words(text)][:MAX_WORDS]
        yield _form(name, keys, cued)
        if keys[0] == "the" and len(keys) > 2:
            yield _form(name, keys[1:], cued)
        if name.is_person and len(keys) > 1 and not cued:
            if len(keys) == 2 and len(keys[1]) >= 5 and len(keys[0]) > 1:
                yield _form(name, [keys[0][0], keys[1]], cued, initial=True)
            yield _form(name, [keys[-1], *keys[:-1]], cued, swapped=True)


def _form(name: Name, keys: list[str], cued: bool, *, initial: bool = False, swapped: bool = False) -> Form:
    place, breaks = 0, set()
    for key in keys[:-1]:
        place += len(key)
        breaks.add(place)
    return Form(name, "".join(keys), frozenset(breaks), cued, initial, swapped)


def _joined(text: str) -> str:
    return "".join(word.key for word in spelling.words(text))


def _shipped(file: str) -> str:
    return (resources.files("secondunit.gates.prompts") / "lists" / f"{file}.txt").read_text(encoding="utf-8")
