"""What an assistant director knows of things: hand-made word lists (`data/vocabulary.txt`) that go before the lexicon.

Words are singular nouns or base forms of verbs; groups of words are joined with hyphens.
"""

from __future__ import annotations

from importlib.resources import files


def read_lists(text: str) -> dict[str, frozenset[str]]:
    """Return the sections of a word-list file: `[NAME]`, then words; lines that start with `#` are remarks."""
    found: dict[str, set[str]] = {}
    section: set[str] = set()
    for line in text.splitlines():
        if line.startswith("["):
            section = found.setdefault(line.strip("[] "), set())
        elif not line.startswith("#"):
            section.update(line.split())
    return {name: frozenset(words) for name, words in found.items()}


_LISTS = read_lists(
    files("secondunit.departments.script").joinpath("data", "vocabulary.txt").read_text(encoding="utf-8")
)


def word_list(name: str) -> frozenset[str]:
    """Return one section of the word lists."""
    return _LISTS[name]


def mapping(name: str) -> dict[str, str]:
    """Return a section of `word=NAME` entries; underscores in a name are spaces, a word without a name is its own."""
    pairs = (entry.partition("=") for entry in sorted(_LISTS[name]))
    return {word: (name or word.upper()).replace("_", " ") for word, _, name in pairs}


HAND = _LISTS["HAND"]  # a prop wherever it is seen
SET = _LISTS["SET"]  # dresses a set without anyone's hand
FIXED = _LISTS["FIXED"]  # part of the building or the land
LOOSE = _LISTS["LOOSE"]  # a prop only in somebody's hand
STAND = _LISTS["STAND"]  # verbs of resting on or behind something
WORN = _LISTS["WORN"]
VEHICLE = _LISTS["VEHICLE"]
ANIMAL = _LISTS["ANIMAL"]
NO_ANIMAL = _LISTS["NO_ANIMAL"]  # what WordNet calls an animal and a script seldom does
HANDLING = _LISTS["HANDLING"]  # verbs of hands
MENTAL = _LISTS["MENTAL"]  # what these verbs govern may be anywhere
TOY = _LISTS["TOY"]  # "toy car" is a prop
PICTURED = _LISTS["PICTURED"]  # "a photograph of a horse" is no horse
COLOURS = _LISTS["COLOURS"]
PLAIN = _LISTS["PLAIN"]  # adjectives that tell nothing apart in a list
GROUPS = frozenset(word for group in (HAND, SET, FIXED, WORN, VEHICLE) for word in group if "-" in word)
KNOWN = HAND | SET | WORN | VEHICLE
