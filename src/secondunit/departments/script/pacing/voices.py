"""Voices: who speaks how much, who is there, who talks to whom, and representation as facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from secondunit.core.pacing import Pair, ScenePace, Talk, Voice
from secondunit.core.script import Breakdown, Character
from secondunit.departments.script import names
from secondunit.departments.script.lexicon import words
from secondunit.departments.script.pacing.reading import Reading, Speech

_HE = words("he him his himself he's he'd he'll")
SILENT = 0.5  # share of a scene in which one who is there and does not speak is taken to be on screen


def voices_of(readings: Sequence[Reading], scenes: Sequence[ScenePace], breakdown: Breakdown) -> tuple[Voice, ...]:
    """Return the characters, most words first; crowds without a line are left out."""
    words_of: dict[str, list[int]] = {}
    for reading in readings:
        for speech in reading.speeches:
            for who in speech.speakers:
                counts = words_of.setdefault(who, [0, 0, 0])
                counts[0] += speech.words
                counts[1] += speech.lines
                counts[2] += 1
    spoken = sum(counts[0] for counts in words_of.values()) or 1
    order = {scene.id: at for at, scene in enumerate(scenes)}
    there: dict[str, list[ScenePace]] = {}
    for scene in scenes:
        for who in scene.characters:
            there.setdefault(who, []).append(scene)
    found = [
        _voice(each, words_of.get(each.id, [0, 0, 0]), spoken, there.get(each.id, []))
        for each in breakdown.characters
        if each.id in words_of or (each.id in there and not names.is_group(each.name))
    ]
    return tuple(sorted(found, key=lambda v: (-v.words, -len(v.scenes), order.get(v.first, 0), v.character)))


def _voice(character: Character, counts: Sequence[int], spoken: int, there: Sequence[ScenePace]) -> Voice:
    seconds = sum(scene.seconds * (1.0 if character.id in scene.speakers else SILENT) for scene in there)
    gaps = [(round(b.start - a.end, 5), a.id, b.id) for a, b in pairwise(there)]
    gap, before, after = max(gaps, key=lambda each: each[0], default=(0.0, "", ""))
    return Voice(
        character.id, character.name, counts[0], counts[1], counts[2], round(counts[0] / spoken, 5), round(seconds, 1),
        tuple(scene.id for scene in there), there[0].id if there else "", there[-1].id if there else "",
        max(0.0, gap), (before, after) if gap > 0 else ("", ""), gender_of(character),
    )  # fmt: skip


def gender_of(character: Character) -> str:
    """Return "female", "male", or "" where the script's words do not state it."""
    value = character.body.get("gender", 0.5)
    return "female" if value < 0.25 else "male" if value > 0.75 else ""


def answers(reading: Reading) -> Iterator[tuple[Speech, Speech]]:
    """Yield speeches that follow each other and have different single speakers."""
    for a, b in pairwise(reading.speeches):
        if len(a.speakers) == len(b.speakers) == 1 and a.speakers != b.speakers:
            yield a, b


def pairs_of(readings: Sequence[Reading], voices: Sequence[Voice]) -> tuple[Pair, ...]:
    """Return who talks with whom, most exchanges first. A speech counts once for a pair in each scene."""
    rank = {voice.character: at for at, voice in enumerate(voices)}
    exchanges: dict[tuple[str, str], int] = {}
    said: dict[tuple[str, str], int] = {}
    where: dict[tuple[str, str], dict[str, None]] = {}
    for reading in readings:
        seen: set[tuple[tuple[str, str], int]] = set()
        for a, b in answers(reading):
            one, two = sorted((a.speakers[0], b.speakers[0]), key=lambda who: (rank.get(who, len(rank)), who))
            key = (one, two)
            exchanges[key] = exchanges.get(key, 0) + 1
            where.setdefault(key, {}).setdefault(reading.scene.id)
            for speech in (a, b):
                if (key, id(speech)) not in seen:
                    seen.add((key, id(speech)))
                    said[key] = said.get(key, 0) + speech.words
    order = sorted(exchanges, key=lambda key: (-exchanges[key], key))
    return tuple(Pair(key[0], key[1], exchanges[key], said[key], tuple(where[key])) for key in order)


def is_named(character: Character) -> bool:
    """True for a name of a person, not a role: `JUNE`, not `FISHERMAN`, `COP 2` or `THE KEEPER`."""
    parts = character.name.replace(".", "").split()
    if not parts or parts[0] in ("THE", "A", "AN") or names.is_group(character.name) or any(map(str.isdigit, parts)):
        return False
    return any(part not in names.TITLES and part not in names.PERSONS and part not in names.AGES for part in parts)


def talk_of(readings: Sequence[Reading], voices: Sequence[Voice], breakdown: Breakdown) -> Talk:
    """Return representation as facts. What the script does not state stays under ""."""
    cast = {each.id: each for each in breakdown.characters}
    named: dict[str, int] = {}
    spoken: dict[str, int] = {}
    for voice in voices:
        spoken[voice.gender] = spoken.get(voice.gender, 0) + voice.words
        if is_named(cast[voice.character]):
            named[voice.gender] = named.get(voice.gender, 0) + 1
    women = {v.character for v in voices if v.gender == "female" and is_named(cast[v.character])}
    men = frozenset(_names(cast, (v.character for v in voices if v.gender == "male")))
    both: list[str] = []
    other: list[str] = []
    for reading in readings:
        talks = [(a, b) for a, b in answers(reading) if a.speakers[0] in women and b.speakers[0] in women]
        if talks:
            both.append(reading.scene.id)
            heard = {word for pair in talks for speech in pair for word in speech.tokens}
            if not heard & (_HE | men):
                other.append(reading.scene.id)
    return Talk(_sorted(named), _sorted(spoken), tuple(both), tuple(other))


def _names(cast: Mapping[str, Character], ids: Iterator[str]) -> Iterator[str]:
    for id_ in ids:
        for name in (cast[id_].name, *cast[id_].aliases):
            yield from name.lower().split()


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return {key: counts[key] for key in sorted(counts, reverse=True)}
