"""Territories as productions state them and as rule packs ask for them: which lie within which.

Codes are ISO 3166-1 countries (`DE`), ISO 3166-2 subdivisions (`US-CA`), the groups `EU` and `EEA`, and a word for
the whole world. Case does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

WORLD = frozenset({"world", "worldwide", "universe", "*"})
# Member states of the European Union, ISO 3166-1; EL is the Union's own code for Greece.
EU = frozenset({
    "at", "be", "bg", "cy", "cz", "de", "dk", "ee", "el", "es", "fi", "fr", "gr", "hr", "hu", "ie", "it", "lt", "lu",
    "lv", "mt", "nl", "pl", "pt", "ro", "se", "si", "sk",
})  # fmt: skip
EEA = EU | {"is", "li", "no"}
_CODE = re.compile(r"[a-z]{2}(-[a-z0-9]{1,3})?")


def known(place: str) -> bool:
    """Say whether a territory is written as one of the codes; "California" and "USA" are not."""
    word = place.casefold()
    return word in WORLD or word == "eea" or _CODE.fullmatch(word) is not None


def within(place: str) -> frozenset[str]:
    """Return the place itself and all that it lies in, in lower case."""
    word = place.casefold()
    country = word.partition("-")[0]
    found = {word, country, *WORLD}
    if country in EU or country == "eu":
        found |= {"eu", "eea"}
    elif country in EEA:
        found.add("eea")
    return frozenset(found)


def meet(one: str, other: str) -> bool:
    """Say whether one of two territories lies in the other.

    What is shown in the United States is shown in California, and what is shown in California is shown in the United
    States. Of two places that overlap without one holding the other there is none among these codes.
    """
    return one.casefold() in within(other) or other.casefold() in within(one)


def inside(place: str, places: Iterable[str]) -> bool:
    """Say whether a territory lies wholly in one of these."""
    around = within(place)
    return any(each.casefold() in around for each in places)
