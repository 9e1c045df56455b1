"""Things that noun phrases name: props, set dressing, wardrobe, vehicles and animals.

The word says what a thing is (hand-made lists first, WordNet's classes after), its role in the sentence says which
department brings it: what a hand holds is a prop, what stands in the room is dressing.
"""

from __future__ import annotations

from collections.abc import Iterator

from secondunit.core.tags import Category
from secondunit.departments.script.lexicon import words
from secondunit.departments.script.tagging import vocabulary as v
from secondunit.departments.script.tagging.lexicon import entry
from secondunit.departments.script.tagging.phrases import Phrase, collocation
from secondunit.departments.script.tagging.scene import Found, Stage, phrase_span
from secondunit.departments.script.tagging.text import Parsed
from secondunit.departments.script.tagging.tokens import Token
from secondunit.departments.script.tagging.vocabulary import word_list

_HANDS = word_list("THINGS_HANDS")
_MATERIAL = ("ic", "al", "en", "tal")
_WEAR = words("wear don dress")
_MOVES_SET = word_list("THINGS_MOVES_SET")
_STAYS = word_list("THINGS_STAYS")
_BODY_OF = word_list("THINGS_BODY_OF")
_NO_PROP = word_list("THINGS_NO_PROP")
_FLYING = words("fly circle perch soar")


def things(stage: Stage) -> Iterator[Found]:
    """Yield the props, dressing, wardrobe, vehicles and animals that the action of a scene names."""
    for parsed in stage.action:
        for at, phrase in enumerate(parsed.phrases):
            found = _thing(parsed, phrase, at)
            if found is not None:
                yield found


def key_of(parsed: Parsed, phrase: Phrase) -> tuple[str, int]:
    """Return (word or group as the lists spell it, place of its first word)."""
    tokens = parsed.tokens
    head = tokens[phrase.head]
    if phrase.head > phrase.start:
        before = tokens[phrase.head - 1]
        if before.kind not in "DPMQ," and not before.owner:
            pair = f"{before.low}-{head.entry.lemma}"
            if pair in v.GROUPS:
                return pair, phrase.head - 1
    first, name, _ = collocation(tokens, phrase)
    return name, first


def _thing(parsed: Parsed, phrase: Phrase, at: int) -> Found | None:
    tokens = parsed.tokens
    head = tokens[phrase.head]
    if phrase.figure or head.name or head.kind == "M":
        return None
    if phrase.negated or phrase.verb in v.MENTAL or _pictured(parsed, phrase):
        return None
    key, _ = key_of(parsed, phrase)
    lemma = head.entry.lemma if "-" not in head.low else head.low
    if "-" in lemma and lemma not in v.KNOWN and lemma.rpartition("-")[2] in v.KNOWN:
        lemma = lemma.rpartition("-")[2]
    toy = any(token.low in v.TOY for token in tokens[phrase.start : phrase.head])
    kind = kind_of(key, lemma, parsed, phrase)
    if not kind:
        return None
    handled = _handled(parsed, phrase, at)
    name = name_of(parsed, phrase)
    evidence = phrase_span(parsed, phrase)
    count = phrase.quantity
    if toy and kind in ("vehicle", "animal", "hand"):
        return Found(Category.PROPS, name, evidence, 0.7, count)
    if kind == "vehicle":
        return Found(Category.VEHICLES, name, evidence, 0.85, count)
    if kind == "animal":
        return Found(Category.ANIMALS, name, evidence, 0.85, count)
    if kind == "worn":
        return Found(Category.WARDROBE, name, evidence, 0.8, count)
    if kind == "hand":
        if handled or head.caps:
            return Found(Category.PROPS, name, evidence, 0.9, count)
        if head.entry.plural and not phrase.owner and not phrase.actor and count == 1:
            return Found(Category.DRESSING, name, evidence, 0.5, count)
        return Found(Category.PROPS, name, evidence, 0.6, count)
    if kind == "set":
        if handled and phrase.verb in _MOVES_SET and lemma not in _STAYS:
            return Found(Category.PROPS, name, evidence, 0.6, count)
        return Found(Category.DRESSING, name, evidence, 0.7, count)
    if kind == "thing":
        if handled:
            return Found(Category.PROPS, name, evidence, 0.6, count)
        if head.caps:
            return Found(Category.PROPS, name, evidence, 0.5, count)
        if phrase.prep in ("with", "on", "by", "beside", "of") or phrase.subject_of or phrase.object:
            return Found(Category.DRESSING, name, evidence, 0.35, count)
    return None


def kind_of(key: str, lemma: str, parsed: Parsed, phrase: Phrase) -> str:
    """Return vehicle, animal, worn, hand, set or thing; "" for what no department brings."""
    for word in (key, lemma):
        worn = word in v.WORN
        if worn and (word in v.HAND or word in v.FIXED):
            owned = phrase.owner or phrase.verb in _WEAR or phrase.prep in ("in", "under")
            if word in v.HAND:
                return "worn" if phrase.verb in _WEAR else "hand"
            if word in ("boot", "bonnet", "hood") and parsed.tokens[phrase.head].entry.plural is False and not owned:
                return ""
            return "worn"
        if worn:
            return "worn"
        if word in v.VEHICLE:
            return "vehicle"
        if word in v.HAND:
            return "hand"
        if word in v.SET:
            return "set"
        if word in v.FIXED:
            return ""
        if word in v.ANIMAL:
            return "animal"
        if word == key and key != lemma and " " in key:
            found = _by_class(key, phrase)
            if found:
                return found
    if lemma in _NO_PROP:
        return ""
    return _by_class(lemma, phrase)


def _by_class(word: str, phrase: Phrase) -> str:
    e = entry(word)
    if not e.classes:
        return ""
    for kind, letters in (("vehicle", "v"), ("worn", "c"), ("hand", "w"), ("set", "u"), ("hand", "fd")):
        if e.weight(letters) >= 0.6:
            return kind
    if e.weight("a") >= 0.6 and word not in v.NO_ANIMAL:
        return "animal"
    return "thing" if e.weight("ktoizmjl") >= 0.6 else ""


def _pictured(parsed: Parsed, phrase: Phrase) -> bool:
    """True for what is only shown or named: "a photograph of a horse", "the word gun"."""
    if phrase.prep != "of" and phrase.prep != "about":
        return False
    at = phrase.start - 2
    return at >= 0 and parsed.tokens[at].entry.lemma in v.PICTURED


def _handled(parsed: Parsed, phrase: Phrase, at: int) -> bool:
    """True when somebody has it in hand: object of a handling verb, or "in her hand"."""
    if phrase.object and phrase.actor and (phrase.verb in v.HANDLING or phrase.verb == "have"):
        return True
    if phrase.prep == "with" and phrase.verb and phrase.actor:
        return True
    if at + 1 < len(parsed.phrases):
        after = parsed.phrases[at + 1]
        near = after.prep in ("in", "to", "under", "over", "from", "between", "on") and after.start - phrase.end <= 2
        if near and parsed.tokens[after.head].low in _HANDS and after.det != "a":
            return True
    return False


def name_of(parsed: Parsed, phrase: Phrase) -> str:
    """Return the name in lists: the head in the singular with the nouns and materials that tell it apart."""
    tokens = parsed.tokens
    kept = [token.low for token in tokens[phrase.start : phrase.head] if _distinguishes(token)]
    head = tokens[phrase.head]
    return " ".join([*kept, head.entry.lemma]).upper()


def _distinguishes(token: Token) -> bool:
    if token.owner or token.kind not in "NA" or not token.kind:
        return False
    if token.low in v.COLOURS or token.low in v.PLAIN:
        return False
    if token.kind == "N":
        return True
    return token.low.endswith(_MATERIAL) and token.entry.form != "ed"
