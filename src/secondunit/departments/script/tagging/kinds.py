"""What kind of thing a noun names: the hand-made lists say it first, WordNet's classes after them."""

from __future__ import annotations

from secondunit.departments.script.lexicon import words
from secondunit.departments.script.tagging import vocabulary as v
from secondunit.departments.script.tagging.lexicon import entry
from secondunit.departments.script.tagging.phrases import Phrase, collocation
from secondunit.departments.script.tagging.text import Parsed
from secondunit.departments.script.tagging.vocabulary import word_list

_DRINKING = word_list("THINGS_DRINKING")
_NOTED = word_list("THINGS_NOTED")
_PITCH = words("high low flat shrill long single last first top wrong")
_NO_PROP = word_list("NO_PROP")
_PLURAL_SHOES = words("trainer pump runner heel sneaker")
_JEWELS = word_list("JEWELS")


def key_of(parsed: Parsed, phrase: Phrase) -> str:
    """Return the word, or the group of words as the lists spell it, that a phrase ends in."""
    tokens = parsed.tokens
    if phrase.head > phrase.first:
        before = tokens[phrase.head - 1]
        if before.kind not in "DPMQ," and not before.owner:
            pair = f"{before.low}-{tokens[phrase.head].entry.lemma}"
            if pair in v.GROUPS:
                return pair
    return collocation(tokens, phrase)[1]


def kind_of(key: str, lemma: str, parsed: Parsed, phrase: Phrase) -> str:
    """Return the kind: hand, set, either, worn, vehicle, animal, loose, fixed, none; else WordNet's class ("h9")."""
    group = entry(key).best if " " in key else ""
    if group and group not in "pg" and group != entry(lemma).best:
        return _by_class(key)  # a hot dog is no dog
    for word in dict.fromkeys((key, parsed.tokens[phrase.head].low, lemma)):
        listed = _listed(word, parsed, phrase)
        if listed:
            return listed
    return "none" if lemma in _NO_PROP else _by_class(lemma)


def _listed(word: str, parsed: Parsed, phrase: Phrase) -> str:
    """Return the kind that the hand-made lists give; "" where they do not know the word."""
    head = parsed.tokens[phrase.head]
    if word in ("glass", "glasses"):
        return _glass(head.entry.plural, phrase)
    if _another(word, parsed, phrase):
        return "none"
    if word in ("chest", "staff") and phrase.owner:
        return "none" if word == "chest" else "hand"
    if word in _PLURAL_SHOES and not head.entry.plural:
        return "none"  # a trainer is a person, a pump a machine
    if word in _JEWELS:
        return "jewel"
    if word in v.WORN:
        if word in v.HAND:
            return "hand/worn"
        if word in v.FIXED and not head.entry.plural:
            return "fixed/worn"  # the boot of a car
        return "worn"
    if word in v.VEHICLE:
        return "vehicle/fixed" if word in v.FIXED else "vehicle"
    if word in v.HAND:
        return "hand/set" if word in v.SET else "hand/fixed" if word in v.FIXED else "hand"
    for kind, group in (("set", v.SET), ("loose", v.LOOSE), ("fixed", v.FIXED), ("animal", v.ANIMAL)):
        if word in group:
            return kind
    return ""


def _another(word: str, parsed: Parsed, phrase: Phrase) -> bool:
    """True where a word means something else: bars of music, a ring of trees, a note that is sung, a whistle heard."""
    many = parsed.tokens[phrase.head].entry.plural
    follower = parsed.tokens[phrase.end].low if phrase.end < len(parsed.tokens) else ""
    if word == "note":
        mods = {token.low for token in parsed.tokens[phrase.first : phrase.head]}
        return phrase.verb in _NOTED or phrase.subject_of in _NOTED or phrase.quantity > 1 or bool(mods & _PITCH)
    if word in ("ring", "jet", "bolt", "bank", "sheet", "shower", "wall"):
        return follower == "of"
    if word in ("bar", "fan"):
        return many
    alone = phrase.det == "a" and not phrase.object and not phrase.prep
    return word == "whistle" and alone and phrase.head == phrase.first + 1


def _glass(plural: bool, phrase: Phrase) -> str:
    """Tell glasses to see through from those to drink from, and both from the stuff of windows."""
    drinking = phrase.verb in _DRINKING or phrase.subject_of in _DRINKING
    if plural:
        return "hand" if drinking or (phrase.quantity > 1 and phrase.of != "pair") else "worn"
    one = phrase.det in ("a", "an", "his", "her", "another", "each") or drinking
    return "hand" if one else "fixed"


def _by_class(word: str) -> str:
    """Return the strongest class of a word with its share in steps: "h9", "h6", "h3"."""
    e = entry(word)
    if not e.classes or (e.best == "a" and word in v.NO_ANIMAL):
        return "none"
    share = int(e.classes[1])
    return f"{e.best}{9 if share > 7 else 6 if share > 4 else 3}"
