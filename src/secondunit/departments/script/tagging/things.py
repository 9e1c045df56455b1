"""Things that noun phrases name: props, set dressing, wardrobe, vehicles and animals.

The word says what kind a thing is (`kinds`), its role in the sentence says which department brings it (`signs`): what a
hand holds is a prop, what stands in the room is dressing. `weights` weighs both; every mention in a scene has a say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondunit.core.tags import Category
from secondunit.departments.script.lexicon import words
from secondunit.departments.script.tagging import vocabulary as v
from secondunit.departments.script.tagging import weights
from secondunit.departments.script.tagging.kinds import key_of, kind_of
from secondunit.departments.script.tagging.lexicon import entry
from secondunit.departments.script.tagging.phrases import Phrase
from secondunit.departments.script.tagging.scene import Found, Stage, cut, phrase_span, span
from secondunit.departments.script.tagging.signs import signs
from secondunit.departments.script.tagging.text import Parsed, personal
from secondunit.departments.script.tagging.tokens import Token
from secondunit.departments.script.tagging.vocabulary import word_list

_MATERIAL = ("ic", "al", "en", "tal")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*(?=\s*(?:[-–—,/(.]|$))")  # the last word of a place
_NO_CAR = word_list("THINGS_NO_CAR")
_UNREAL = frozenset(v.mapping("VFX_THINGS")) | word_list("VFX_CREATURES")
_BEAMS = words("beam light glow flame")
_TORCHES = words("torch flashlight lantern candle phone")
_CALLS = words("bark howl crow neigh whinny bray bleat caw hoot cry call scream low roar growl yap")
_AWAY = words("off far distant distance somewhere outside beyond away")
_CLOTHED = words("coat suit hat waistcoat dress tie jacket trousers boots bonnet spectacles helmet cap")
_LIMBS = words("wing leg eye head arm tail horn")
_SMOKED = words("cigarette cigar pipe joint cheroot cigarillo vape")
_LAUNCHED = words("flare rocket arrow bow crossbow cannon catapult")
_NOBODYS = "pgbxyq"  # classes of WordNet
_LIKENESS = words("size colour color shape smell sound taste width length height noise look")
_PARTITIVE = words("slip sheet scrap roll spool ball bar reel")
LEAST = {  # the share from which a department is named
    Category.PROPS: 0.33,
    Category.DRESSING: 0.28,
    Category.WARDROBE: 0.3,
    Category.VEHICLES: 0.28,
    Category.ANIMALS: 0.3,
}


def things(stage: Stage) -> Iterator[Found]:
    """Yield the props, dressing, wardrobe, vehicles and animals that the action of a scene names."""
    yield from _heading(stage)
    yield from _implied(stage)
    groups: dict[str, list[tuple[Parsed, Phrase, list[float]]]] = {}
    for parsed, phrase, found in candidates(stage):
        lemma = parsed.tokens[phrase.head].entry.lemma
        groups.setdefault(lemma, []).append((parsed, phrase, weights.shares(found, weights.table())))
    for group in groups.values():
        yield from _decided(group)
    for parsed in stage.action:
        for phrase in parsed.phrases:
            found_beam = _beam(parsed, phrase) or _of_vehicle(parsed, phrase)
            if found_beam is not None:
                yield found_beam


def candidates(stage: Stage) -> Iterator[tuple[Parsed, Phrase, list[str]]]:
    """Yield the noun phrases that may name a thing, with their signs."""
    for parsed in stage.action:
        for phrase in parsed.phrases:
            head = parsed.tokens[phrase.head]
            lemma = head.entry.lemma if "-" not in head.low else head.low
            if phrase.figure or phrase.negated or head.name or head.kind == "M" or pictured(parsed, phrase):
                continue
            if _title(parsed, phrase) or _likened(parsed, phrase):
                continue  # "her producer KIT", "the size of a teacup"
            if (lemma in _UNREAL and lemma not in v.KNOWN) or phrase.verb in v.MENTAL:
                continue  # made by the picture departments, or only thought of
            if "-" in lemma and lemma not in v.KNOWN and lemma.rpartition("-")[2] in v.KNOWN:
                lemma = lemma.rpartition("-")[2]
            toy = any(token.low in v.TOY for token in parsed.tokens[phrase.first : phrase.head])
            kind = "hand" if toy else kind_of(key_of(parsed, phrase), lemma, parsed, phrase)
            if head.caps and not phrase.det and kind[-1].isdigit() and not parsed.shouting:
                continue  # a name that nobody knows
            if kind == "none" or (kind[0] in _NOBODYS and kind[-1].isdigit()):
                continue  # people, parts of the body, sounds and whatever no department brings
            if kind in ("animal", "a9") and (
                _far_off(parsed, phrase) or clothed(parsed, phrase) or lemma.upper() in parsed.speakers
            ):
                continue  # heard only, or the picture departments' own
            yield parsed, phrase, signs(parsed, phrase, kind)


def _decided(group: list[tuple[Parsed, Phrase, list[float]]]) -> Iterator[Found]:
    """Yield the mentions of one word under the department that its surest mention shows."""
    best = max(range(1, len(weights.DEPARTMENTS)), key=lambda at: sum(each[2][at] ** 2 for each in group))
    category = weights.DEPARTMENTS[best]
    sure = max(each[2][best] for each in group)
    if category is None or sure < LEAST[category]:
        return
    for parsed, phrase, share in group:
        if share[best] >= LEAST[category] / 2:
            name = name_of(parsed, phrase)
            yield Found(category, name, phrase_span(parsed, phrase), max(0.4, round(share[best], 2)), phrase.quantity)


def _heading(stage: Stage) -> Iterator[Found]:
    """Yield the vehicle that a scene plays in: INT. TAXI - MOVING."""
    if stage.heading is None or "INT" not in stage.scene.setting:
        return
    for match in _WORD.finditer(stage.heading.text):
        if match.group().lower() in v.VEHICLE and match.group().lower() not in _NO_CAR:
            yield Found(Category.VEHICLES, match.group().upper(), cut(stage.heading, match.start(), match.end()), 0.7)


def _implied(stage: Stage) -> Iterator[Found]:
    """Yield what an action cannot be done without: somebody smokes, somebody fires."""
    named = {parsed.tokens[phrase.head].entry.lemma for parsed in stage.action for phrase in parsed.phrases}
    for parsed in stage.action:
        for at in parsed.deeds:
            token = parsed.tokens[at]
            base = token.entry.base
            subject = parsed.subject(at) if base in ("smoke", "fire") and token.kind in "VG" else None
            if subject is None and not (at and parsed.tokens[at - 1].kind in "QR" and base in ("smoke", "fire")):
                continue
            if subject is not None and not personal(parsed.tokens[subject.head]):
                continue
            if base == "smoke" and not named & _SMOKED:
                yield Found(Category.PROPS, "CIGARETTE", span(parsed, at, at), 0.5)
            elif base == "fire" and not any(entry(each).weight("w") >= 0.4 or each in _LAUNCHED for each in named):
                yield Found(Category.PROPS, "GUN", span(parsed, at, at), 0.5)


def _beam(parsed: Parsed, phrase: Phrase) -> Found | None:
    """Return the torch of "a torch beam"."""
    tokens = parsed.tokens
    if tokens[phrase.head].entry.lemma not in _BEAMS or phrase.figure or phrase.negated:
        return None
    torch = next((token.low for token in tokens[phrase.first : phrase.head] if token.low in _TORCHES), "")
    return Found(Category.PROPS, torch.upper(), phrase_span(parsed, phrase), 0.7) if torch else None


def _of_vehicle(parsed: Parsed, phrase: Phrase) -> Found | None:
    """Return the bus of "the bus doors"."""
    tokens = parsed.tokens
    if tokens[phrase.head].entry.lemma not in v.FIXED or phrase.figure or phrase.negated:
        return None
    owner = next((at for at in range(phrase.first, phrase.head) if tokens[at].entry.lemma in v.VEHICLE), -1)
    if owner < 0:
        return None
    return Found(Category.VEHICLES, tokens[owner].entry.lemma.upper(), span(parsed, owner, phrase.head), 0.7)


def _far_off(parsed: Parsed, phrase: Phrase) -> bool:
    """True for an animal that is only heard: "somewhere a dog barks"."""
    if phrase.subject_of not in _CALLS:
        return False
    near = parsed.tokens[max(0, phrase.start - 3) : phrase.start] + parsed.tokens[phrase.end : phrase.end + 6]
    return any(token.low in _AWAY for token in near)


def clothed(parsed: Parsed, phrase: Phrase) -> bool:
    """True for animals as no nature made them: "a bird with six wings", "a fox in a coat"."""
    after = parsed.begins.get(phrase.end + 1)
    if after is None or after.prep not in ("with", "in"):
        return False
    lemma = parsed.tokens[after.head].entry.lemma
    return (after.quantity > 2 and lemma in _LIMBS) or lemma in _CLOTHED


def _title(parsed: Parsed, phrase: Phrase) -> bool:
    """True for what a person is called before the name."""
    return phrase.end < len(parsed.tokens) and parsed.tokens[phrase.end].kind == "Q" and not phrase.object


def _likened(parsed: Parsed, phrase: Phrase) -> bool:
    """True for what something else is compared with."""
    at = phrase.start - 2
    return phrase.prep == "of" and at >= 0 and parsed.tokens[at].low in _LIKENESS


def pictured(parsed: Parsed, phrase: Phrase) -> bool:
    """True for what is only shown or named: "a photograph of a horse", "the word gun"."""
    if phrase.prep != "of" and phrase.prep != "about":
        return False
    at = phrase.start - 2
    return at >= 0 and parsed.tokens[at].entry.lemma in v.PICTURED


def name_of(parsed: Parsed, phrase: Phrase) -> str:
    """Return the name in lists: the head in the singular with the nouns and materials that tell it apart."""
    tokens = parsed.tokens
    kept = [token.low for token in tokens[phrase.first : phrase.head] if _distinguishes(token)]
    head = tokens[phrase.head]
    if phrase.of in _PARTITIVE:
        kept = [phrase.of, "of", *kept]
    return " ".join([*kept, "glass" if head.low == "glasses" and phrase.quantity > 1 else head.entry.lemma]).upper()


def _distinguishes(token: Token) -> bool:
    if token.owner or token.kind not in "NA" or not token.kind:
        return False
    if token.low in v.COLOURS or token.low in v.PLAIN:
        return False
    if token.kind == "N":
        return True
    return token.low.endswith(_MATERIAL) and token.entry.form != "ed"
