"""Practical effects and stunts: weather, fire, blasts, breakage, and what nobody asks an actor to do."""

from __future__ import annotations

from collections.abc import Iterator

from secondunit.core.tags import Category
from secondunit.departments.script.lexicon import words
from secondunit.departments.script.tagging.phrases import Phrase
from secondunit.departments.script.tagging.scene import Found, Stage, span
from secondunit.departments.script.tagging.text import Parsed
from secondunit.departments.script.tagging.tokens import Token

_SFX = {
    "rain": "RAIN", "downpour": "RAIN", "drizzle": "RAIN", "raindrop": "RAIN", "storm": "STORM",
    "thunderstorm": "STORM",
    "snow": "SNOW", "blizzard": "SNOW", "snowflake": "SNOW", "snowfall": "SNOW", "hail": "HAIL", "sleet": "SLEET",
    "wind": "WIND", "gale": "WIND", "gust": "WIND", "fog": "FOG", "mist": "MIST", "smoke": "SMOKE", "steam": "STEAM",
    "fire": "FIRE", "flame": "FIRE", "blaze": "FIRE", "bonfire": "BONFIRE", "campfire": "CAMPFIRE", "inferno": "FIRE",
    "explosion": "EXPLOSION", "blast": "EXPLOSION", "fireball": "EXPLOSION", "detonation": "EXPLOSION",
    "spark": "SPARKS", "gunfire": "GUNFIRE", "gunshot": "GUNSHOT", "squib": "SQUIB", "lightning": "LIGHTNING",
    "firework": "FIREWORKS", "pyrotechnic": "PYROTECHNICS", "sandstorm": "SANDSTORM", "dust": "DUST",
    "flood": "FLOOD", "waterfall": "WATERFALL", "ember": "EMBERS", "ash": "ASH", "confetti": "CONFETTI",
    "firestorm": "FIRE", "avalanche": "AVALANCHE", "earthquake": "EARTHQUAKE", "tremor": "TREMOR",
}  # fmt: skip
_STILL = words("snow dust ash fog mist wind fire storm spark flood steam")
_RAINS = {"rain": "RAIN", "snow": "SNOW", "drizzle": "RAIN", "pour": "RAIN", "hail": "HAIL"}
_BURSTS = {"explode": "EXPLOSION", "detonate": "EXPLOSION", "erupt": "EXPLOSION", "burst": "BURST"}
_BREAKS = words("shatter smash splinter")
_BURN = words("burn blaze smoulder smolder ignite")
_STUNTS = {
    "fall": "FALL", "tumble": "FALL", "plummet": "FALL", "plunge": "FALL", "fight": "FIGHT", "brawl": "FIGHT",
    "grapple": "FIGHT", "wrestle": "FIGHT", "punch": "PUNCH", "tackle": "TACKLE", "headbutt": "FIGHT",
    "leap": "LEAP", "dive": "DIVE", "crash": "CRASH", "collide": "CRASH", "skid": "SKID", "swerve": "SWERVE",
    "strangle": "STRANGLE", "choke": "CHOKE", "stab": "STAB", "dangle": "HANG", "collapse": "COLLAPSE", "trip": "TRIP",
    "flip": "FLIP", "somersault": "SOMERSAULT", "vault": "VAULT", "drown": "DROWN", "slap": "SLAP", "kick": "KICK",
    "jump": "JUMP", "stumble": "STUMBLE", "trample": "TRAMPLE", "lunge": "LUNGE", "crash-land": "CRASH",
    "sprawl": "FALL", "topple": "FALL", "chase": "CHASE", "struggle": "STRUGGLE", "throttle": "STRANGLE",
}  # fmt: skip
_STUNT_NOUNS = {"fight": "FIGHT", "fistfight": "FIGHT", "brawl": "FIGHT", "chase": "CHASE", "crash": "CRASH",
                "pursuit": "CHASE", "collision": "CRASH", "struggle": "STRUGGLE", "swordfight": "SWORD FIGHT",
                "shootout": "SHOOTOUT", "melee": "FIGHT", "scuffle": "FIGHT", "duel": "DUEL", "stampede": "STAMPEDE",
                "punch": "PUNCH", "headlock": "FIGHT"}  # fmt: skip
_GENTLE_FALL = words("silent asleep quiet still apart away back behind in into onto upon")
_JUMP_FROM = words("from off over through out across onto into down between")


def effects(stage: Stage) -> Iterator[Found]:
    """Yield practical effects and stunts."""
    for parsed in stage.action:
        for phrase in parsed.phrases:
            if not phrase.negated and not phrase.figure:
                yield from _phrase(parsed, phrase)
        yield from _verbs(parsed)


def _phrase(parsed: Parsed, phrase: Phrase) -> Iterator[Found]:
    head = parsed.tokens[phrase.head]
    lemma = head.entry.lemma
    evidence = span(parsed, phrase.head, phrase.head)
    if lemma in _SFX:
        if (
            lemma in _STILL
            and phrase.prep in ("in", "on", "under", "of", "through")
            and not phrase.subject_of
            and lemma in ("dust", "ash")
        ):
            return
        yield Found(Category.SFX, _SFX[lemma], evidence, 0.75)
    elif lemma in _STUNT_NOUNS:
        yield Found(Category.STUNTS, _STUNT_NOUNS[lemma], evidence, 0.6)


def _verbs(parsed: Parsed) -> Iterator[Found]:
    tokens = parsed.tokens
    for at, token in enumerate(tokens):
        if token.kind not in "VGEA" or not token.kind or not token.entry.base or _negated(tokens, at):
            continue
        base = token.entry.base
        evidence = span(parsed, at, at)
        before = tokens[at - 1] if at else None
        if base in _RAINS and before is not None and before.low == "it":
            yield Found(Category.SFX, _RAINS[base], evidence, 0.7)
        if base in _BURSTS and (base != "burst" or _next(tokens, at, ("flames", "flame"))):
            yield Found(Category.SFX, _BURSTS[base] if base != "burst" else "FIRE", evidence, 0.75)
        elif base in _BREAKS:
            yield from _broken(parsed, at)
        elif base in _BURN and token.kind in "VGA" and not _small_flame(parsed, at):
            yield Found(Category.SFX, "FIRE", evidence, 0.5)
        elif base == "fire" and token.kind in "VG":
            yield Found(Category.SFX, "GUNFIRE", evidence, 0.75)
        elif base in _STUNTS and token.kind in "VG":
            yield from _stunt(parsed, at, base)


def _negated(tokens: list[Token], at: int) -> bool:
    return any(
        tokens[before].low in ("not", "never", "nobody", "doesn't", "don't", "didn't")
        for before in range(max(0, at - 3), at)
    )


def _next(tokens: list[Token], at: int, words_: tuple[str, ...]) -> bool:
    return any(tokens[after].low in words_ for after in range(at + 1, min(at + 4, len(tokens))))


def _broken(parsed: Parsed, at: int) -> Iterator[Found]:
    """What shatters is made to break."""
    near = [p for p in parsed.phrases if 0 <= at - p.end <= 2 or 0 <= p.start - at <= 2]
    for phrase in near:
        lemma = parsed.tokens[phrase.head].entry.lemma
        if lemma in (
            "glass",
            "window",
            "windshield",
            "windscreen",
            "bottle",
            "vase",
            "mirror",
            "pane",
            "windowpane",
            "door",
        ):
            yield Found(Category.SFX, f"BREAKAWAY {lemma.upper()}", span(parsed, at, at), 0.6)
            return


def _small_flame(parsed: Parsed, at: int) -> bool:
    near = [p for p in parsed.phrases if 0 <= at - p.end <= 1 or 0 <= p.start - at <= 1]
    return any(
        parsed.tokens[p.head].entry.lemma
        in ("candle", "lamp", "cigarette", "lantern", "match", "torch", "light", "eye", "face", "cheek")
        for p in near
    )


def _stunt(parsed: Parsed, at: int, base: str) -> Iterator[Found]:
    tokens = parsed.tokens
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    subject = next((p for p in parsed.phrases if 0 <= at - p.end <= 1), None)
    person = subject is None or tokens[subject.head].entry.best in ("p", "g") or tokens[subject.head].kind == "Q"
    vehicle = subject is not None and tokens[subject.head].entry.best == "v"
    if base in ("crash", "collide", "skid", "swerve", "flip"):
        if not (vehicle or (base == "crash" and after is not None and after.low in ("into", "through"))):
            return
    elif not person:
        return
    if (
        base in ("fall", "tumble", "plunge", "dive", "collapse", "trip")
        and after is not None
        and after.low in _GENTLE_FALL
        and base == "fall"
    ):
        return
    if base in ("jump", "leap") and (after is None or after.low not in _JUMP_FROM):
        return
    if (
        base in ("chase", "kick", "stab", "choke", "slap", "flip", "struggle")
        and after is not None
        and after.kind in ".,T"
    ):
        return
    yield Found(Category.STUNTS, _STUNTS[base], span(parsed, at, at), 0.6)
