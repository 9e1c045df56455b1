"""Visual effects, each with the picture department that it feeds.

Recall goes before precision here: a supervisor strikes a row out in a second, and a forgotten one costs a shoot day.
"""

from __future__ import annotations

from collections.abc import Iterator

from secondunit.core.script import ElementType
from secondunit.core.tags import Category, Evidence
from secondunit.departments.script.lexicon import words
from secondunit.departments.script.tagging import vfx_patterns as patterns
from secondunit.departments.script.tagging.phrases import Phrase
from secondunit.departments.script.tagging.scene import Found, Stage, cut, phrase_span, span, stretch
from secondunit.departments.script.tagging.stunts import high
from secondunit.departments.script.tagging.text import Parsed, personal
from secondunit.departments.script.tagging.things import clothed
from secondunit.departments.script.tagging.vocabulary import ANIMAL, mapping, word_list

_CREATURES = word_list("VFX_CREATURES")
_THINGS = mapping("VFX_THINGS")  # noun -> task
_DEEDS = mapping("VFX_DEEDS")  # verb -> task
_SCREENS = word_list("VFX_SCREENS")
_SHOWN = word_list("VFX_SHOWN")  # what stands on a screen
_SHOWS = word_list("VFX_SHOWS")  # what a screen does
_SIZES = word_list("VFX_SIZES")
_UNREAL = word_list("VFX_UNREAL")
_SOMETHING = word_list("VFX_SOMETHING")
_LAND = word_list("VFX_LAND")  # ground, sky and buildings
_BREAKS_UP = word_list("VFX_BREAKS_UP")  # what they only do in a computer
_ALIVE = word_list("VFX_ALIVE")  # what only the living do
_IMAGES = word_list("VFX_IMAGES")
_SHINES = words("glow shimmer pulse gleam luminesce fluoresce")
_LAMPS = word_list("VFX_LAMPS")
_GUNS = word_list("VFX_GUNS")
_SHOTS = words("fire shoot")
_NO_SHOT = word_list("VFX_NO_SHOT")
_STIRRING = words("something things shape shapes shadow shadows mass")
_STIRS = word_list("VFX_STIRS")
_LIMBS = words("wing tail tentacle claw fang hoof gill scale horn antler talon")
_AIRCRAFT = words("plane bomber jet helicopter fighter spitfire biplane warship gunship warplane destroyer")
_WIRED = word_list("VFX_WIRED")
_ABOVE = word_list("VFX_ABOVE")
_NATURAL = words("float hover fly drift rise fade appear")


def vfx(stage: Stage) -> Iterator[Found]:
    """Yield what the picture departments make or mend."""
    found: list[Found] = [*_ages(stage), *_speaking(stage)]
    for parsed in stage.action:
        for phrase in parsed.phrases:
            if not phrase.negated and not phrase.figure:
                found.extend(_phrase(parsed, phrase))
        found.extend(_verbs(parsed, stage))
        found.extend(_patterns(parsed, stage))
    placed = any(each.task == "environment" for each in found)
    found.extend(each for each in _heading(stage) if not (placed and each.task == "environment"))
    yield from _apart(found)


def _apart(found: list[Found]) -> Iterator[Found]:
    """Yield the finds without those whose words a surer one has: one effect, one row."""
    taken: dict[int, set[int]] = {}
    for each in sorted(found, key=lambda find: -find.confidence):
        letters = range(each.evidence.start, each.evidence.end)
        if taken.setdefault(each.evidence.element, set()).isdisjoint(letters):
            taken[each.evidence.element].update(letters)
            yield each


def _speaking(stage: Stage) -> Iterator[Found]:
    """Yield animals and things that have a line."""
    for element in stage.elements:
        if element.type is ElementType.CHARACTER:
            low = element.text.split("(")[0].strip().lower().removeprefix("the ").removeprefix("talking ")
            if low in ANIMAL or low in _CREATURES or low in _IMAGES:
                yield _make(low, cut(element, 0, len(element.text)), "creature", 0.6)


def _heading(stage: Stage) -> Iterator[Found]:
    moving = patterns.MOVING.search(stage.heading.text.upper()) if stage.heading is not None else None
    if moving is not None and stage.heading is not None and "INT" in stage.scene.setting:
        yield _make("DRIVING PLATE", cut(stage.heading, moving.start(), moving.end()), "composite", 0.5)
    match = patterns.PLACES.search(stage.heading.text.upper()) if stage.heading is not None else None
    if match is not None and stage.heading is not None and stage.scene.setting != "INT":
        evidence = cut(stage.heading, match.start(), match.end())
        yield Found(Category.VFX, match.group(), evidence, 0.6, 1, "", "environment")


def _ages(stage: Stage) -> Iterator[Found]:
    """Yield the younger and older selves of a role."""
    for person in stage.characters.values():
        if person.id not in stage.scene.characters or not (person.variant_of or patterns.OLDER.search(person.name)):
            continue
        evidence = next(
            (stretch(at, m.start, m.end) for at in stage.action for m in at.mentions if m.name == person.name), None
        ) or next((cut(e, 0, len(e.text)) for e in stage.elements if e.text.startswith(person.name)), None)
        if evidence is not None:
            yield Found(Category.VFX, person.name, evidence, 0.6, 1, "another age", "deage")


def _make(name: str, evidence: Evidence, task: str, confidence: float = 0.6, count: int = 1, note: str = "") -> Found:
    return Found(Category.VFX, name.upper(), evidence, confidence, count, note, task)


def _phrase(parsed: Parsed, phrase: Phrase) -> Iterator[Found]:
    tokens = parsed.tokens
    head = tokens[phrase.head]
    lemma = head.entry.lemma
    evidence = phrase_span(parsed, phrase)
    mods = {token.low for token in tokens[phrase.first : phrase.head]}
    if head.kind == "Q":
        return
    if lemma in _CREATURES or head.entry.weight("q") >= 0.7:
        yield _make(lemma, evidence, "creature", 0.7, phrase.quantity)
    elif lemma in _THINGS and not (phrase.owner and lemma in ("energy", "spirit", "aura")):
        yield _make(lemma, evidence, _THINGS[lemma].lower(), 0.6, phrase.quantity)
    elif (mods & _SIZES and (head.entry.best in ("p", "a") or lemma in _SOMETHING)) or (
        "little" in mods and lemma in ("man", "woman", "men", "people")
    ):
        yield _make(lemma, evidence, "creature", 0.55, phrase.quantity)
    elif mods & _UNREAL:
        yield _make(lemma, evidence, "composite", 0.5)
    elif lemma in _SCREENS:
        yield from _screen(parsed, phrase, evidence)
    elif lemma in _SHOWN and (phrase.subject_of in _SHOWS or mods & _SCREENS):
        yield _make(lemma, evidence, "screen", 0.5)
    elif lemma == "beam" and mods & words("red green blue laser energy tractor white"):
        yield _make("LASER BEAM", evidence, "composite", 0.6)
    elif lemma == "flash" and not mods & words("camera lightning torch press news hot"):
        yield _make("MUZZLE FLASH", evidence, "composite", 0.5)
    elif (lemma in ANIMAL or head.entry.best == "a") and clothed(parsed, phrase):
        yield _make(lemma, evidence, "creature", 0.6, phrase.quantity)
    elif lemma == "earth" and head.text[0].isupper() and not phrase.det and phrase.first == phrase.head:
        yield _make("EARTH", evidence, "environment", 0.6)
    elif lemma in ("sun", "moon") and (phrase.quantity > 1 or head.entry.plural):
        yield _make(f"{lemma}s", evidence, "environment", 0.7)
    elif phrase.quantity >= 1000 and (head.entry.weight("pga") >= 0.5 or lemma == "fan"):
        yield _make("CROWD", evidence, "composite", 0.65, 1, "crowd multiplication")
    elif lemma in _LIMBS and (phrase.owner in ("his", "her") or phrase.quantity > 2):
        yield _make(lemma, evidence, "creature", 0.5)
    elif mods & words(
        "burning blazing collapsing sinking exploding crumbling flooded ruined bombed drowned shattered"
    ) and (lemma in _LAND or head.entry.best == "v"):
        yield _make(f"burning {lemma}", evidence, "environment", 0.45)
    elif lemma in ("gunfire", "volley", "crossfire", "broadside", "fusillade", "gunfight", "shootout"):
        yield _make("MUZZLE FLASH", evidence, "composite", 0.55)
    elif head.entry.plural and lemma in _AIRCRAFT:
        yield _make(f"{lemma}s", evidence, "environment", 0.45)
    elif phrase.of in ("sea", "army", "legion", "horde", "thousand", "million", "ocean") and personal(head):
        yield _make("CROWD", evidence, "composite", 0.6, 1, "crowd multiplication")
    elif head.entry.plural and lemma in ("tower", "dome", "spire", "skyscraper", "pyramid", "minaret", "turret"):
        yield _make(f"{lemma}s", evidence, "environment", 0.5)
    elif lemma in _LAND and phrase.subject_of in _BREAKS_UP:
        yield _make(f"{lemma} {phrase.subject_of}s", _to_verb(parsed, phrase), "environment", 0.6)
    elif lemma in _IMAGES and phrase.subject_of in _ALIVE:
        yield _make(f"{lemma} {phrase.subject_of}s", _to_verb(parsed, phrase), "composite", 0.55)


def _to_verb(parsed: Parsed, phrase: Phrase) -> Evidence:
    """Return a subject with the verb that follows it, and what follows to the end of the clause within reason."""
    last = phrase.end
    while last + 1 < len(parsed.tokens) and last < phrase.end + 4 and parsed.tokens[last + 1].kind not in ".,":
        last += 1
    return span(parsed, phrase.first, min(last, len(parsed.tokens) - 1))


def _screen(parsed: Parsed, phrase: Phrase, evidence: Evidence) -> Iterator[Found]:
    """A screen is an effect when it shows something."""
    tokens = parsed.tokens
    after = tokens[phrase.end] if phrase.end < len(tokens) else None
    shows = phrase.subject_of in _SHOWS or (
        phrase.prep in ("on", "across") and phrase.verb not in ("sit", "put", "place")
    )
    content = after is not None and (after.text in (":", "--", "—", "–") or after.low in ("showing", "reading", "full"))
    named = tokens[phrase.head].entry.lemma in (
        "screen",
        "monitor",
        "display",
        "slide",
        "readout",
        "hud",
        "feed",
        "scoreboard",
    )
    if (
        shows
        or content
        or (named and phrase.verb in ("watch", "study", "read", "fill", "check", "scan", "look", "stare", "see"))
    ):
        lead = next((t.low for t in tokens[phrase.first : phrase.head] if t.kind == "N"), "")
        last = phrase.head
        while last + 1 < len(tokens) and last < phrase.head + 14 and tokens[last + 1].text not in (".", "!", "?"):
            last += 1
        yield _make(
            f"{lead} {tokens[phrase.head].entry.lemma}".strip(), span(parsed, phrase.first, last), "screen", 0.6
        )


def _verbs(parsed: Parsed, stage: Stage) -> Iterator[Found]:
    tokens = parsed.tokens
    for at in parsed.deeds:
        token = tokens[at]
        if parsed.denied(at):
            continue
        base = token.entry.base
        subject = parsed.subject(at)
        if subject is not None and subject.figure:
            continue
        thing = tokens[subject.head] if subject is not None else None
        evidence = span(parsed, subject.first if subject is not None else at, at)
        if base in _SHOTS and token.kind in "VG" and gunfire(parsed, at):
            yield _make("MUZZLE FLASH", span(parsed, at, at), "composite", 0.6)
        elif base in _DEEDS and token.kind in "VG":
            natural = base in _NATURAL and not _unnatural(parsed, at, base)
            if natural and not (base in ("float", "drift", "hover") and _weightless(stage)):
                continue
            yield _make(base, evidence, _DEEDS[base].lower(), 0.55)
        elif (
            base in _SHINES
            and thing is not None
            and thing.entry.lemma not in _LAMPS
            and (thing.low == "staff" or not personal(thing))
        ):
            yield _make(f"glowing {thing.entry.lemma}", evidence, "composite", 0.5)
        elif base in _WIRED and token.kind in "VG" and high(parsed, at, _ABOVE):
            yield _make("SAFETY WIRES", span(parsed, at, at), "cleanup", 0.6)
        elif thing is not None and thing.low in _STIRRING and base in _STIRS:
            yield _make(thing.low, evidence, "creature", 0.5)
    yield from _some_thing(parsed)


def _some_thing(parsed: Parsed) -> Iterator[Found]:
    """Yield "something huge moves under the ice": a pronoun, so no noun phrase."""
    tokens = parsed.tokens
    for at, token in enumerate(tokens):
        if token.low != "something" or at + 1 >= len(tokens):
            continue
        here, size = at + 1, False
        while here < len(tokens) and here < at + 8 and tokens[here].kind not in "V.":
            size = (
                size
                or tokens[here].low in _SIZES
                or tokens[here].low in ("large", "big", "dark", "pale", "wet", "legs")
            )
            here += 1
        verb = tokens[here].entry.base if here < len(tokens) and tokens[here].kind == "V" else ""
        if size or verb in (
            "move",
            "stir",
            "slither",
            "crawl",
            "rise",
            "breathe",
            "uncoil",
            "wake",
            "swim",
            "cross",
            "circle",
        ):
            last = here - 1
            while last + 1 < len(tokens) and last < here + 3 and tokens[last + 1].kind != ".":
                last += 1
            yield _make("SOMETHING", span(parsed, at, last), "creature", 0.55)


def _weightless(stage: Stage) -> bool:
    return stage.heading is not None and patterns.IN_SPACE.search(stage.heading.text.upper()) is not None


def gunfire(parsed: Parsed, at: int) -> bool:
    """True when somebody shoots a gun: not a flare, a question or a film."""
    target = parsed.after(at, 1)
    if target is not None and parsed.tokens[target.head].entry.lemma in _NO_SHOT:
        return False
    if parsed.tokens[at].entry.base == "fire":
        subject = parsed.subject(at)
        lemma = parsed.tokens[subject.head].entry.lemma if subject is not None else ""
        return lemma not in ("engine", "rocket", "thruster", "motor", "boiler")
    return target is None or personal(parsed.tokens[target.head]) or parsed.tokens[target.head].entry.best == "a"


def _unnatural(parsed: Parsed, at: int, base: str) -> bool:
    """True when a thing or person that cannot fly does."""
    subject = parsed.subject(at)
    if subject is None:
        return False
    head = parsed.tokens[subject.head]
    if base == "appear" or base == "fade":
        return personal(head) and any(
            t.low in ("air", "nowhere", "mist", "smoke", "away") for t in parsed.tokens[at : at + 8]
        )
    water = any(
        t.low in ("water", "river", "sea", "pool", "surface", "wind", "smoke", "air")
        for t in parsed.tokens[at : at + 8]
    )
    if base in ("rise", "drift", "fly"):
        return personal(head) and any(t.low in ("air", "ceiling", "sky") for t in parsed.tokens[at : at + 8])
    return (
        not water and head.entry.best not in ("a", "v", "e", "m") and head.entry.lemma not in ("boat", "leaf", "dust")
    )


def _patterns(parsed: Parsed, stage: Stage) -> Iterator[Found]:
    """Yield what a phrase of several words gives away."""
    text = parsed.text
    if patterns.ANY.search(text):
        yield from _said(parsed, stage)
    heading = stage.heading.text.upper() if stage.heading is not None else ""
    if "INT" in stage.scene.setting and patterns.RIDES.search(heading):
        view = patterns.WINDOWS.search(text)
        if view is not None:
            yield _make("WINDOW VIEW", stretch(parsed, view.start(), view.end()), "composite", 0.5)
    far = patterns.FAR.search(text) if stage.scene.setting != "INT" else None
    if far is not None:
        yield _make("SET EXTENSION", stretch(parsed, far.start(), far.end()), "environment", 0.5)


def _said(parsed: Parsed, stage: Stage) -> Iterator[Found]:
    text = parsed.text
    aged = any(
        each.id in stage.scene.characters and patterns.OLDER.search(each.name) for each in stage.characters.values()
    )
    for pattern, name, task in patterns.SAID:
        match = pattern.search(text)
        if match is not None and not (aged and task == "deage"):
            start = text.rfind(" ", 0, max(0, match.start() - 1)) + 1
            yield _make(name, stretch(parsed, start, match.end()), task, 0.5)
