"""Things that noun phrases name: props, set dressing, wardrobe, vehicles and animals.

The word says what a thing is (hand-made lists first, WordNet's classes after), its role in the sentence says which
department brings it: what a hand holds is a prop, what stands in the room is dressing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondunit.core.tags import Category
from secondunit.departments.script.lexicon import words
from secondunit.departments.script.tagging import vocabulary as v
from secondunit.departments.script.tagging.lexicon import entry
from secondunit.departments.script.tagging.phrases import Phrase, collocation
from secondunit.departments.script.tagging.scene import Found, Stage, cut, phrase_span, span
from secondunit.departments.script.tagging.text import Parsed, personal
from secondunit.departments.script.tagging.tokens import Token
from secondunit.departments.script.tagging.vocabulary import word_list

_HANDS = word_list("THINGS_HANDS")
_MATERIAL = ("ic", "al", "en", "tal")
_WEAR = words("wear don dress")
_CLAD = words("dressed wrapped clad swathed bundled swaddled zipped buttoned laced he she woman man")
_WEARABLE = ("worn", "thing", "faint", "loose", "animal", "held", "")
_MOVES_SET = word_list("THINGS_MOVES_SET")
_STAYS = word_list("THINGS_STAYS")
_BODY_OF = word_list("THINGS_BODY_OF")
_NO_PROP = word_list("THINGS_NO_PROP")
_CLASSES = (
    ("vehicle", "v", 0.6), ("worn", "c", 0.6), ("hand", "w", 0.5), ("hand", "fdi", 0.6), ("held", "h", 0.4),
    ("set", "u", 0.5),
)  # fmt: skip
_PLAIN_KINDS: dict[str, tuple[Category | None, float]] = {
    "vehicle": (Category.VEHICLES, 0.85), "animal": (Category.ANIMALS, 0.85), "worn": (Category.WARDROBE, 0.8),
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NO_CAR = word_list("THINGS_NO_CAR")
_UNREAL = frozenset(v.mapping("VFX_THINGS")) | word_list("VFX_CREATURES")
_BEAMS = words("beam light glow flame")
_TORCHES = words("torch flashlight lantern candle phone")
_RESTING = words("on at behind against beside onto upon")
_MOTION = word_list("THINGS_MOTION")
_DRINKING = word_list("THINGS_DRINKING")
_NOTED = word_list("THINGS_NOTED")
_PLURAL_SHOES = words("trainer pump runner heel sneaker")
_CARRIED = word_list("THINGS_CARRIED")
_JEWELS = words("ring necklace bracelet brooch locket pendant earring medal watch badge holster headset wristwatch"
                " wedding-ring wrist-watch")  # fmt: skip
_LOOKED_AT = words("check study examine consult adjust tap read touch turn straighten see")
_CALLS = words("bark howl crow neigh whinny bray bleat caw hoot cry call scream low roar growl yap")
_AWAY = words("off far distant distance somewhere outside beyond away")
_CLOTHED = words("coat suit hat waistcoat dress tie jacket trousers boots bonnet spectacles helmet cap")
_SMOKED = words("cigarette cigar pipe joint cheroot cigarillo vape")
_LAUNCHED = words("flare rocket arrow bow crossbow cannon catapult")
_HUNG = ("on", "over", "from")
_PEGS = words("hook peg hanger nail rail hatstand line stand pegs hooks rack mannequin dummy chair")
_PARTITIVE = words("slip sheet scrap roll spool ball bar reel")


def things(stage: Stage) -> Iterator[Found]:
    """Yield the props, dressing, wardrobe, vehicles and animals that the action of a scene names."""
    yield from _heading(stage)
    yield from _implied(stage)
    for parsed in stage.action:
        for at, phrase in enumerate(parsed.phrases):
            found = _thing(parsed, phrase, at)
            if found is not None:
                yield found


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


def _thing(parsed: Parsed, phrase: Phrase, at: int) -> Found | None:
    tokens = parsed.tokens
    head = tokens[phrase.head]
    if phrase.figure or phrase.negated or head.name or head.kind == "M":
        return None
    if head.entry.lemma in _UNREAL and head.entry.lemma not in v.KNOWN:
        return None  # made by the picture departments
    if phrase.verb in v.MENTAL or _pictured(parsed, phrase):
        return None
    key = key_of(parsed, phrase)
    lemma = head.entry.lemma if "-" not in head.low else head.low
    if "-" in lemma and lemma not in v.KNOWN and lemma.rpartition("-")[2] in v.KNOWN:
        lemma = lemma.rpartition("-")[2]
    evidence, count = phrase_span(parsed, phrase), phrase.quantity
    if lemma in _BEAMS:
        torch = next((token.low for token in tokens[phrase.first : phrase.head] if token.low in _TORCHES), "")
        return Found(Category.PROPS, torch.upper(), evidence, 0.7) if torch else None
    kind = kind_of(key, lemma, parsed, phrase)
    if not kind and lemma in v.FIXED:
        owner = next((at for at in range(phrase.first, phrase.head) if tokens[at].entry.lemma in v.VEHICLE), -1)
        if owner >= 0:  # "the bus doors": there is a bus
            return Found(Category.VEHICLES, tokens[owner].entry.lemma.upper(), span(parsed, owner, phrase.head), 0.7)
    if kind in ("vehicle", "animal", "hand") and any(t.low in v.TOY for t in tokens[phrase.first : phrase.head]):
        kind = "hand"
    if kind in _WEARABLE and _worn_by_somebody(parsed, phrase, lemma):
        kind = "worn"
    if kind == "animal" and (_far_off(parsed, phrase) or clothed(parsed, phrase) or lemma.upper() in parsed.speakers):
        return None  # heard only, or the picture departments' own
    category, confidence = _department(parsed, phrase, at, kind, lemma)
    if category is None:
        return None
    return Found(category, name_of(parsed, phrase), evidence, confidence, count)


def _department(parsed: Parsed, phrase: Phrase, at: int, kind: str, lemma: str) -> tuple[Category | None, float]:
    """Return who brings a thing of this kind in this role, and how sure that is."""
    if kind == "worn" and phrase.object and phrase.verb in _CARRIED and phrase.owner not in ("his", "her", "their"):
        return Category.PROPS, 0.6  # a glove that is dropped is not worn
    if kind == "worn":
        place = parsed.begins.get(phrase.end + 1)
        where = parsed.tokens[place.head].entry.lemma if place is not None and place.prep in _HUNG else ""
        if where in _PEGS:
            return Category.DRESSING, 0.6  # a coat on a hook
        if where == "arm":
            return Category.PROPS, 0.6  # a coat over an arm
    if kind in _PLAIN_KINDS:
        return _PLAIN_KINDS[kind]
    if not kind:
        return None, 0.0
    caps = parsed.tokens[phrase.head].caps
    handled = _handled(parsed, phrase, at, kind)
    contained = phrase.prep == "of" and _container(parsed, phrase)
    if kind != "set" and not handled and phrase.verb in v.STAND and phrase.prep in _RESTING:
        return Category.DRESSING, 0.5
    if kind == "hand":
        return Category.PROPS, 0.9 if handled or caps else 0.6
    if kind == "either":
        own = phrase.owner in ("his", "her", "their") or contained
        return (Category.PROPS, 0.8) if handled or caps or own else (Category.DRESSING, 0.5)
    if kind == "set":
        moved = handled and lemma not in _STAYS and phrase.verb in _MOVES_SET
        played = phrase.object and phrase.verb == "play"
        return (Category.PROPS, 0.6) if moved or played else (Category.DRESSING, 0.7)
    own = phrase.owner in ("his", "her", "their") and kind != "faint"
    moving = kind == "thing" and phrase.subject_of in _MOTION and phrase.det in ("a", "an")
    if handled or (
        kind != "faint" and (contained or moving or phrase.prep == "with" or (caps and not parsed.shouting))
    ):
        return Category.PROPS, 0.6
    if kind == "held" and (own or not parsed.tokens[phrase.head].entry.plural):
        return Category.PROPS, 0.5
    return (Category.PROPS, 0.45) if kind == "thing" and (own or (phrase.object and phrase.actor)) else (None, 0.0)


def _worn_by_somebody(parsed: Parsed, phrase: Phrase, lemma: str) -> bool:
    """True for "ANNA in sealskin", "wrapped in furs" and what stands bare after a name: "BELL, tracksuit, chews"."""
    tokens = parsed.tokens
    head = tokens[phrase.head]
    at = phrase.start - 1
    if phrase.prep == "in" and at > 0 and phrase.det not in ("the", "this", "that"):
        before = tokens[at - 1]
        wearer = before.kind == "Q" or (before.kind == "N" and before.entry.best in ("p", "g")) or before.low in _CLAD
        return wearer and head.entry.weight("cmtzahj") >= 0.3
    if phrase.verb in _WEAR and phrase.object and phrase.actor:
        return True
    if at > 0 and tokens[at].text == "," and not phrase.det and not phrase.prep and not phrase.verb:
        before = tokens[at - 1]
        described = before.kind == "Q" or before.kind == "M" or before.low == "barefoot"
        return described and lemma not in v.HAND and head.entry.weight("c") >= 0.3
    return False


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
    head = parsed.tokens[after.head]
    many = after.quantity > 2 and head.entry.lemma in ("wing", "leg", "eye", "head", "arm", "tail", "horn")
    return many or head.entry.lemma in _CLOTHED


def _container(parsed: Parsed, phrase: Phrase) -> bool:
    """True for what is in something: "punch" in "a glass of punch"."""
    before = parsed.ends.get(phrase.start - 1)
    return before is not None and (
        parsed.tokens[before.head].entry.lemma in v.HAND or parsed.tokens[before.head].entry.best in ("k", "h")
    )


def kind_of(key: str, lemma: str, parsed: Parsed, phrase: Phrase) -> str:
    """Return vehicle, animal, worn, hand, either, set, loose or thing; "" for what no department brings."""
    group = entry(key).best if " " in key else ""
    if group and group not in "pg" and group != entry(lemma).best:
        return _by_class(key)  # a hot dog is no dog
    for word in dict.fromkeys((key, lemma, parsed.tokens[phrase.head].low)):
        listed = _listed(word, parsed, phrase)
        if listed is not None:
            return listed
    return "" if lemma in _NO_PROP else _by_class(lemma)


def _listed(word: str, parsed: Parsed, phrase: Phrase) -> str | None:
    """Return the kind that the hand-made lists give; None where they do not know the word."""
    head = parsed.tokens[phrase.head]
    if word in ("glass", "glasses"):
        return _glass(head.entry.plural, phrase)
    if word == "note" and (phrase.verb in _NOTED or phrase.subject_of in _NOTED):
        return ""
    if word == "staff":
        return "hand" if phrase.owner in ("his", "her") else ""
    if word == "chest" and phrase.owner:
        return ""
    if word in _PLURAL_SHOES and not head.entry.plural:
        return ""  # a trainer is a person, a pump a machine
    if word in ("carpet", "rug") and phrase.prep in ("across", "over", "on", "onto", "into"):
        return ""  # the floor
    if word in _JEWELS:
        given = phrase.object and phrase.actor and phrase.verb in v.HANDLING and phrase.verb not in _LOOKED_AT
        return "hand" if given else "worn"
    if word in v.WORN:
        if word in v.HAND:
            return "worn" if phrase.verb in _WEAR else "hand"
        if word in v.FIXED and not head.entry.plural and not phrase.owner and phrase.verb not in _WEAR:
            return ""  # the boot of a car
        return "worn"
    if word in v.VEHICLE:
        return "vehicle"
    if word in v.HAND:
        return "either" if word in v.SET else "hand"
    if word in v.SET:
        return "set"
    if word in v.LOOSE:
        return "loose"
    if word in v.FIXED:
        return ""
    return "animal" if word in v.ANIMAL else None


def _glass(plural: bool, phrase: Phrase) -> str:
    """Tell glasses to see through from those to drink from, and both from the stuff of windows."""
    drinking = phrase.verb in _DRINKING or phrase.subject_of in _DRINKING
    if plural:
        return "hand" if drinking or (phrase.quantity > 1 and phrase.of != "pair") else "worn"
    one = phrase.det in ("a", "an", "his", "her", "another", "each") or drinking
    return "hand" if one else "loose"


def _by_class(word: str) -> str:
    e = entry(word)
    if not e.classes:
        return ""
    for kind, letters, least in _CLASSES:
        if e.weight(letters) >= least:
            return kind
    if e.weight("a") >= 0.6 and word not in v.NO_ANIMAL:
        return "animal"
    return "thing" if e.weight("hktozmjlwfu") >= 0.5 else "faint" if e.weight("hktozjwf") >= 0.2 else ""


def _pictured(parsed: Parsed, phrase: Phrase) -> bool:
    """True for what is only shown or named: "a photograph of a horse", "the word gun"."""
    if phrase.prep != "of" and phrase.prep != "about":
        return False
    at = phrase.start - 2
    return at >= 0 and parsed.tokens[at].entry.lemma in v.PICTURED


def _handled(parsed: Parsed, phrase: Phrase, at: int, kind: str) -> bool:
    """True when somebody has it in hand: object of a handling verb, or "in her hand"."""
    if phrase.object and phrase.actor and (phrase.verb in v.HANDLING or phrase.verb == "have"):
        return True
    if phrase.prep == "with" and phrase.verb and phrase.actor and (kind != "loose" or phrase.det):
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
