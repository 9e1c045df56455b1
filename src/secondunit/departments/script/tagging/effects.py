"""Practical effects: weather, fire, smoke, blasts, water, and things that are made to break."""

from __future__ import annotations

from collections.abc import Iterator

from secondunit.core.tags import Category
from secondunit.departments.script.lexicon import words
from secondunit.departments.script.tagging.phrases import Phrase
from secondunit.departments.script.tagging.scene import Found, Stage, span
from secondunit.departments.script.tagging.text import Parsed, personal
from secondunit.departments.script.tagging.vocabulary import mapping, word_list

_NOUNS = mapping("SFX_NOUNS")
_MOVING = word_list("SFX_MOVING")  # dust or water is an effect when it does something
_BREAKABLE = word_list("SFX_BREAKABLE")
_WET = words("water sea river pipe tap wave rainwater mud")
_FLOWS = word_list("SFX_FLOWS")
_BOMBS = words("bomb charge grenade mine device firework dynamite shell detonator gas")
_SHELLS = words("shell bomb mortar cannonball missile grenade torpedo")
_SPURTS = words("spurt spray fountain jet splatter spatter gush burst")
_SKY = words("it rain snow sleet hail sky")
_BLASTS = words("explode detonate erupt combust")
_BREAKS = words("shatter smash splinter break crack burst explode")
_LITTER = words("sawdust powder feather splinter glitter flour confetti plaster ash petals debris rubble")
_FLIES = words("fly shower spray rain shoot burst erupt spout")
_BURNS = words("burn blaze smoulder smolder ignite")
_BURNT = words("burnt burned charred")
_SMALL = word_list("EFFECTS_SMALL")
_SHAKES = word_list("EFFECTS_SHAKES")
_SHAKEN = word_list("EFFECTS_SHAKEN")
_HITS = word_list("EFFECTS_HITS")
_OF_BODY = words("sweat blood tear hair spit saliva skin")
_GIVES = words("collapse cave topple crumble give buckle disintegrate")
_RIGGED = word_list("EFFECTS_RIGGED")  # what the crew makes collapse
_HANGS = words("ceiling chandelier plaster beam rafter scaffold masonry tile slate icicle")
_TOLD = _NOUNS.keys() | _WET | words("glass bullet hole") | {pair.rpartition("-")[2] for pair in _NOUNS if "-" in pair}
_DEEDS = (
    _BLASTS | _BREAKS | _FLIES | _BURNS | _SHAKES | _SPURTS | _GIVES
    | words("go land hit burst fall rain snow hail drizzle blow catch set leak flood gush smoke steam come")
)  # fmt: skip


def effects(stage: Stage) -> Iterator[Found]:
    """Yield what the special-effects crew makes on the set."""
    for parsed in stage.action:
        for phrase in parsed.phrases:
            if not phrase.negated and not phrase.figure:
                yield from _phrase(parsed, phrase)
        yield from _verbs(parsed)


def _phrase(parsed: Parsed, phrase: Phrase) -> Iterator[Found]:
    tokens = parsed.tokens
    head = tokens[phrase.head]
    lemma = head.entry.lemma
    if lemma not in _TOLD:
        return
    evidence = span(parsed, phrase.head, phrase.head)
    mods = [token.low for token in tokens[phrase.first : phrase.head]]
    pair = f"{mods[-1]}-{lemma}" if mods else ""
    if pair in _NOUNS:
        yield Found(Category.SFX, _NOUNS[pair], span(parsed, phrase.head - 1, phrase.head), 0.75)
    elif lemma in _NOUNS:
        if mods and mods[-1] in ("camp", "bon"):
            evidence = span(parsed, phrase.head - 1, phrase.head)
        still = phrase.prep and not phrase.subject_of and phrase.prep in ("under", "of", "at", "like", "near", "for")
        if lemma in _MOVING and not phrase.subject_of and (still or phrase.prep in ("in", "on", "into", "through")):
            return
        if lemma == "fire" and phrase.verb in ("open", "return", "cease", "hold"):
            return
        if lemma in ("flame", "fire") and any(word in _SMALL for word in mods):
            return
        if (lemma == "storm" and phrase.prep) or (lemma in _LITTER and not phrase.subject_of):
            return
        if lemma == "drip" and (phrase.owner or phrase.object):
            return  # the one at a sickbed
        if lemma == "blast" and mods and mods[-1] in ("whistle", "horn", "trumpet", "siren"):
            return
        yield Found(Category.SFX, _NOUNS[lemma], evidence, 0.75)
    elif lemma == "glass" and not phrase.det and not phrase.object and not mods and phrase.prep in ("", "of"):
        yield Found(Category.SFX, "BREAKING GLASS", evidence, 0.6)
    elif lemma == "bullet" and (phrase.subject_of in _HITS or (mods and mods[-1] == "bullet")):
        yield Found(Category.SFX, "BULLET HITS", evidence, 0.75)
    elif lemma == "hole" and "bullet" in mods:
        yield Found(Category.SFX, "BULLET HITS", evidence, 0.6)
    elif lemma in _WET and phrase.subject_of in _FLOWS:
        yield Found(Category.SFX, "WATER", evidence, 0.6)


def _verbs(parsed: Parsed) -> Iterator[Found]:
    tokens = parsed.tokens
    for at in parsed.deeds:
        token = tokens[at]
        base = token.entry.base
        if base not in _DEEDS or parsed.denied(at):
            continue
        subject = parsed.subject(at)
        thing = tokens[subject.head].entry.lemma if subject is not None else ""
        evidence = span(parsed, subject.head if subject is not None else at, at)
        off = at + 1 < len(tokens) and tokens[at + 1].low == "off"
        if (base == "go" and off and thing in _BOMBS) or (
            base in ("land", "hit", "burst", "fall") and thing in _SHELLS
        ):
            yield Found(Category.SFX, "EXPLOSION", evidence, 0.65)
        if thing == "blood" and base in _SPURTS:
            yield Found(Category.SFX, "BLOOD SQUIB", evidence, 0.6)
        up = at + 1 < len(tokens) and tokens[at + 1].low == "up"
        if base in ("rain", "snow", "hail", "drizzle") and token.kind in "VG" and (not thing or thing in _SKY):
            yield Found(Category.SFX, _NOUNS[base], span(parsed, at, at), 0.7)
        elif (base in _BLASTS and thing not in ("crowd", "audience", "room")) or (base == "blow" and up):
            yield Found(Category.SFX, "EXPLOSION", evidence, 0.75)
        elif base in _BREAKS and token.kind in "VGE":
            yield from _broken(parsed, at)
        elif base in _FLIES and token.kind in "VG" and subject is not None and _stuff(parsed, subject):
            yield Found(Category.SFX, f"FLYING {thing.upper()}", evidence, 0.55)
        elif base in _BURNS and token.kind in "VGA" and token.low not in _BURNT and not _small(parsed, at):
            yield Found(Category.SFX, "FIRE", evidence, 0.55)
        elif base in ("catch", "set") and at + 1 < len(tokens) and _soon(parsed, at, ("fire", "alight")):
            yield Found(Category.SFX, "FIRE", evidence, 0.7)
        elif base in _SHAKES and token.kind in "VG" and thing in _SHAKEN:
            yield Found(Category.SFX, f"SHAKING {thing.upper()}", evidence, 0.55)
        elif (base in _GIVES and thing in _RIGGED and token.kind in "VG") or (
            (base == "fall" or (base == "come" and at + 1 < len(tokens) and tokens[at + 1].low == "down"))
            and thing in _HANGS
        ):
            yield Found(Category.SFX, f"FALLING {thing.upper()}", evidence, 0.5)
        elif base in ("leak", "flood", "gush") and token.kind in "VG":
            yield Found(Category.SFX, "WATER", evidence, 0.5)
        elif base in ("smoke", "steam") and token.kind in "VG" and _thing_before(parsed, at):
            yield Found(Category.SFX, base.upper(), evidence, 0.6)


def _stuff(parsed: Parsed, phrase: Phrase) -> bool:
    """True for clods, chips, panes and the like: what flies when something bursts."""
    head = parsed.tokens[phrase.head]
    return (
        head.kind == "N"
        and not phrase.owner
        and head.entry.lemma not in _OF_BODY
        and (head.entry.best in ("m", "n", "z") or head.entry.lemma in _BREAKABLE)
    )


def _thing_before(parsed: Parsed, at: int) -> bool:
    """True for a thing right before a verb: "the gun smokes", not "TOM, hat off, smokes"."""
    phrase = parsed.before(at, 0)
    return phrase is not None and not personal(parsed.tokens[phrase.head])


def _soon(parsed: Parsed, at: int, wanted: tuple[str, ...]) -> bool:
    return any(token.low in wanted for token in parsed.tokens[at + 1 : at + 5])


def _broken(parsed: Parsed, at: int) -> Iterator[Found]:
    """What shatters is made to break."""
    for phrase in (parsed.before(at), parsed.after(at)):
        if phrase is None or phrase.figure:
            continue
        lemma = parsed.tokens[phrase.head].entry.lemma
        if lemma in _BREAKABLE:
            first, last = min(at, phrase.head), max(at, phrase.head)
            yield Found(Category.SFX, f"BREAKING {lemma.upper()}", span(parsed, first, last), 0.65)
            return


def _small(parsed: Parsed, at: int) -> bool:
    """True for a flame that is a prop's own."""
    near = (parsed.before(at), parsed.after(at))
    return any(each is not None and parsed.tokens[each.head].entry.lemma in _SMALL for each in near)
