"""Background: people in a scene who have no name and no line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondunit.core.tags import Category
from secondunit.departments.script import names
from secondunit.departments.script.lexicon import words
from secondunit.departments.script.tagging import vocabulary as v
from secondunit.departments.script.tagging.cast import is_extra, nameless
from secondunit.departments.script.tagging.phrases import Phrase, collocation
from secondunit.departments.script.tagging.scene import Found, Stage, phrase_span, stretch
from secondunit.departments.script.tagging.text import Parsed
from secondunit.departments.script.tagging.things import pictured
from secondunit.departments.script.tagging.vocabulary import word_list

_AFFLICTED = words("wounded dead infected injured condemned sick homeless undead accused bereaved faithful damned")
_INDEFINITE = words("a an another some several more one")
_THINGS = v.VEHICLE | v.ANIMAL | v.HAND | v.SET | v.WORN | v.FIXED
# "A man in a raincoat sits down. This is HALE.": he is of the cast after all.
_NAMED_LATER = re.compile(r"\b(?:This|It|He|She) is [A-Z]{2}|(?:--|[—–:]) ?[A-Z]{3}")
_POINTS = word_list("EXTRAS_POINTS")
_NEVER = word_list("EXTRAS_NEVER")
_GROUPS = word_list("EXTRAS_GROUPS")
_ROLES = word_list("EXTRAS_ROLES")


def extras(stage: Stage) -> Iterator[Found]:
    """Yield groups and functions without lines."""
    speaking = {
        word for person in stage.characters.values() if not is_extra(person) for word in person.name.split()
    }  # fmt: skip
    for parsed in stage.action:
        for mention in parsed.mentions:
            person = stage.by_name.get(mention.name)
            if person is None or mention.possessive:
                continue
            if is_extra(person) or nameless(person, parsed, mention) or (person.words and names.is_group(person.name)):
                evidence = stretch(parsed, mention.start, mention.end)
                yield Found(Category.EXTRAS, names.bare_name(person.name), evidence, 0.9, _count(parsed, mention.start))
        for phrase in parsed.phrases:
            found = _extra(parsed, phrase, speaking)
            if found is not None:
                yield found


def _count(parsed: Parsed, start: int) -> int:
    """Return the number in front of a word: 3 for "three SOLDIERS"."""
    for each in parsed.phrases:
        if parsed.tokens[each.start].start <= start <= parsed.tokens[each.head].start:
            return each.quantity
    return 1


def _extra(parsed: Parsed, phrase: Phrase, speaking: set[str]) -> Found | None:
    head = parsed.tokens[phrase.head]
    if phrase.figure or phrase.negated or head.name or phrase.verb in v.MENTAL or pictured(parsed, phrase):
        return None
    lemma = head.entry.lemma
    if head.low in _AFFLICTED and phrase.det == "the" and phrase.head == phrase.first + 1:
        return Found(Category.EXTRAS, head.low.upper(), phrase_span(parsed, phrase), 0.6, phrase.quantity)
    group = collocation(parsed.tokens, phrase)
    if head.kind != "N" or _introduces(parsed, phrase) or (" " in group[1] and group[2][:1] not in ("p", "g")):
        return None  # "the clerk, BO" is of the cast; a cassette player is a thing
    if lemma in _NEVER or lemma in _THINGS:
        return None
    if lemma.upper() in speaking and not (head.entry.plural or phrase.quantity > 1):
        return None
    role = lemma in _ROLES or head.low in _GROUPS
    if not role and head.entry.weight("pg") < 0.7 and not lemma.endswith(("man", "woman", "men")):
        return None
    after = parsed.tokens[phrase.end] if phrase.end < len(parsed.tokens) else None
    if (phrase.owner and phrase.quantity == 1) or (after is not None and after.kind == "Q"):
        return None  # "her brother" and "Captain Okoro" are of the cast
    if _apposition(parsed, phrase) or (phrase.verb == "be" and not phrase.prep and phrase.subject_of == ""):
        return None
    several = head.entry.plural or phrase.quantity > 1 or head.low in _GROUPS
    if lemma in _POINTS and not head.caps:
        indefinite = phrase.det in _INDEFINITE or (several and (not phrase.det or head.low in _GROUPS))
        if not indefinite or _NAMED_LATER.search(parsed.text, head.end):
            return None
    proper = head.text[0].isupper() and not head.caps and phrase.head > phrase.first
    if (head.caps and not role and not several and phrase.det == "") or proper:
        return None  # a name that nobody knows: "IVY", "a Lancaster"
    if not head.caps and phrase.det in ("this", "that", "these", "those", "both") and not role:
        return None
    if head.caps and not several and phrase.det == "the" and not parsed.shouting:
        return Found(Category.CAST, head.low.upper(), phrase_span(parsed, phrase), 0.7)  # there is one in the story
    confidence = 0.85 if head.caps else 0.7 if role else 0.5
    name = _name(parsed, phrase)
    return Found(Category.EXTRAS, name, phrase_span(parsed, phrase), confidence, phrase.quantity)


def _apposition(parsed: Parsed, phrase: Phrase) -> bool:
    """True for what describes a person just named: "MARA, a doctor"."""
    tokens = parsed.tokens
    at = phrase.start - 1
    if at < 1 or tokens[at].text not in (",", "(", "--", "—", "–"):
        return False
    before = tokens[at - 1]
    return before.kind == "Q" or before.kind == "M" or before.text in (",", ")")


def _introduces(parsed: Parsed, phrase: Phrase) -> bool:
    """True for what a person is before or after the name: "the clerk, BO", "WILFRA the ferrywoman"."""
    tokens = parsed.tokens
    if phrase.start and tokens[phrase.start - 1].kind == "Q":
        return True
    comma = phrase.end + 1 < len(tokens) and tokens[phrase.end].text == ","
    return comma and not tokens[phrase.head].entry.plural and tokens[phrase.end + 1].kind == "Q"


def _name(parsed: Parsed, phrase: Phrase) -> str:
    tokens = parsed.tokens
    head = tokens[phrase.head]
    kept = [
        token.low for token in tokens[phrase.start : phrase.head]
        if token.kind in "NA" and not token.owner and token.low not in v.COLOURS and token.low not in v.PLAIN
        and token.kind != "A"
    ]  # fmt: skip
    if phrase.of and head.entry.plural:
        return " ".join([*kept, head.low]).upper()
    last = head.low if head.entry.plural else head.entry.lemma
    return " ".join([*kept, last]).upper()
