"""How a script introduces people: a name in capitals, then age, build and clothes."""

from __future__ import annotations

import re
from typing import NamedTuple

from secondunit.departments.script.body import AGE
from secondunit.departments.script.lexicon import words
from secondunit.departments.script.names import GROUPS, PERSONS, is_written
from secondunit.departments.script.wardrobe import wardrobe_from

_CAPS = re.compile(
    r"(?<![\w'’])(?:[A-Z][A-Z0-9]*(?:['’.\-][A-Z0-9]+)*\.?)(?:[ ](?:[A-Z0-9]+(?:['’.\-][A-Z0-9]+)*\.?)){0,4}(?![\w])"
)
_DESCRIBES = re.compile(
    r"\s*(?:,|\(|\s[-–—]{1,2}\s)\s*(?=(?:(?:early|mid|late|in (?:his|her|their))[ -])|\d{1,3}(?:['’]?s)?\b|"
    r"(?:twent|thirt|fort|fift|sixt|sevent|eight|ninet|teen)|(?:an?\s+(?:\w+[ -]){0,3}"
    r"(?:man|woman|boy|girl|child|monster|creature|beast|giant|dragon|figure|teenager|person|ghost|robot|demon)\b))",
    re.IGNORECASE,
)
_ANY = re.compile(r"\s*(?:,|\(|\s[-–—]{1,2}\s)\s*")
_NO_VERBS = words(
    "boots shorts jeans trousers pants glasses sunglasses spectacles eyes hands shoes sneakers trainers sandals heels"
    " overalls dungarees curls braids dreadlocks tattoos twenties thirties forties fifties sixties seventies eighties"
    " slippers leggings freckles scars always pigtails lots sleeves years gloves rags pyjamas pajamas features robes"
    " loss his this shoulders rings earrings braces suspenders stylish ageless fearless priceless restless"
)
_PREPOSITIONS = ("in", "with", "wearing", "dressed", "of", "under", "over", "and", "her", "his", "their", "all")
_WEARS = re.compile(
    r"\s*(?:He|She|They)(?:['’]s|['’]re| is| are)? (?:wears?|wearing|dressed|in an? |has (?:\w+ ){0,3}(?:hair|beard))\b"
)
_LONGEST = 600  # characters after a name that can still describe it
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])")


class Introduction(NamedTuple):
    """A name in capitals with what is said of it."""

    name: str
    start: int
    description: str
    strong: bool  # described like a person, so a character even without a line of dialogue


def introductions(text: str) -> list[Introduction]:
    """Return the introductions in one action paragraph, in order."""
    if not any(char.isupper() for char in text):
        return []
    shouting = shouts(text)
    out = []
    for match in _CAPS.finditer(text):
        name = match.group().replace("’", "'").rstrip(".")
        if sum(char.isalpha() for char in name) < 2 or name.endswith("'S") or is_written(text, match.start()):
            continue
        strong = _DESCRIBES.match(text, match.end())
        weak = strong or _ANY.match(text, match.end())
        description = _description(text, weak.end()) if weak else ""
        person = name.split()[-1] in PERSONS or name.split()[-1] in GROUPS
        if not strong and not wardrobe_from(description):
            description = description if person else ""
        out.append(Introduction(name, match.start(), description, (bool(strong) or person) and not shouting))
        if strong and shouting:
            out[-1] = out[-1]._replace(strong=bool(AGE.match(text, strong.end())))
    return out


def shouts(text: str) -> bool:
    """True when a whole paragraph is in capitals (multi-camera layout): capitals then mean nothing."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 24 and sum(char.isupper() for char in letters) > 0.6 * len(letters)


def _description(text: str, start: int) -> str:
    """Return the descriptive run after a name: to the first verb or the sentence's end, and what is worn next."""
    sentence, *rest = _SENTENCE.split(text[start : start + _LONGEST], maxsplit=2)
    kept: list[str] = []
    for segment in re.split(r"(,|\))", sentence):
        if segment in (",", ")"):
            kept.append(segment)
            continue
        words = segment.split()
        if kept and words and _is_verb(words):
            break
        cut = _cut_verb(segment) if kept and kept[-1] == ")" else segment
        kept.append(cut)
        if cut != segment:
            break
    description = " ".join("".join(kept).replace(")", ",").replace("(", ",").split()).strip(" ,.;-–—")
    if rest and _WEARS.match(rest[0]):
        description += ". " + rest[0].strip().rstrip(".")
    return re.sub(r"\s*,(?:\s*,)*", ",", description)


def _is_verb(words: list[str]) -> bool:
    """True when a segment starts with a verb in the third person: `walks down the stairs`."""
    first = words[0].lower().strip(".,;:")
    if first in ("is", "has", "and") and len(words) > 1:
        return first == "is" or (first == "and" and _is_verb(words[1:]))
    if first in _PREPOSITIONS or first in _NO_VERBS or not first.isalpha():
        return False
    if first.endswith("ing") and first != "wearing":
        return True  # "drawing a wave on the pavement"
    return len(first) > 3 and first.endswith("s") and not first.endswith(("ss", "ous", "less"))


def _cut_verb(segment: str) -> str:
    """After a bracket the sentence goes on without a comma: keep nothing that starts with a verb."""
    words = segment.split()
    return "" if words and _is_verb(words) else segment
