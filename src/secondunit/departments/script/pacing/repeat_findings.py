"""Findings of repetition: the same people in the same place, two scenes alike, a scene that changes nothing."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from secondunit.core.pacing import ScenePace, Suggestion
from secondunit.departments.script.pacing.context import Context, length, minutes, numbers, pages, runs, screen
from secondunit.departments.script.pacing.reading import Reading

REPEATED = 24  # eighths
ALIKE = 0.4  # cosine
STEADY = 0.12  # of tension and mood


def repeated_pairing(context: Context) -> Iterator[Suggestion]:
    """Neighbouring scenes with the same two or more people in the same place, three pages or more together."""
    for run in runs(context.scenes, _same_company):
        if length(run) < REPEATED:
            continue
        first = run[0]
        saved = screen(run) - max(scene.seconds for scene in run)
        yield context.suggestion(
            "repeated pairing", "strong" if len(run) > 2 else "consider", run,
            f"{numbers(run).capitalize()} repeat the same {_count(first)} ({context.who(_company(first))}) in the same "
            f"place ({first.place}) for {pages(length(run))}.",
            f"Cutting or merging to the longest of them saves up to {minutes(saved)} and "
            f"{len(run) - 1} scene change{'s' * (len(run) > 2)}.",
            facts=_company(first), saves=saved / 60,
        )  # fmt: skip


def _company(scene: ScenePace) -> tuple[str, ...]:
    return tuple(sorted(scene.speakers))


def _count(scene: ScenePace) -> str:
    count = len(scene.speakers)
    return f"{('two', 'three', 'four', 'five')[count - 2] if count < 6 else count} characters"


def _same_company(a: ScenePace, b: ScenePace) -> bool:
    return len(a.speakers) > 1 and _company(a) == _company(b) and a.location == b.location


def alike(context: Context) -> Iterator[Suggestion]:
    """Two scenes back to back with the same speakers, share of talk and much the same words."""
    spread = Counter(word for reading in context.readings for word in set(_words(reading)))
    for (a, one), (b, two) in pairwise(zip(context.scenes, context.readings, strict=True)):
        if not a.speakers or _company(a) != _company(b) or abs(a.dialogue_share - b.dialogue_share) > 0.2:
            continue
        near = _nearness(one, two, spread, len(context.scenes))
        if near < ALIKE or min(a.eighths, b.eighths) * 2 < max(a.eighths, b.eighths):
            continue
        short = min((a, b), key=lambda scene: (scene.seconds, scene.start))
        move = " and a place with its company move" if context.only_here([short]) else ""
        yield context.suggestion(
            "alike back to back", "consider", (a, b),
            f"Scenes {a.number} and {b.number} stand back to back with the same speakers ({context.who(_company(a))}), "
            f"{a.length} and {b.length} pages long, and share much of their vocabulary (likeness {near:.2f} of 1).",
            f"Keeping one of them saves {minutes(short.seconds)}{move}.", facts=_company(a), saves=short.seconds / 60,
        )  # fmt: skip


def _nearness(a: Reading, b: Reading, spread: Counter[str], scenes: int) -> float:
    """Return the cosine of two scenes' words, each weighed by how few scenes have it; 0 for less than twenty words."""
    one, two = (Counter(_words(reading)) for reading in (a, b))
    if min(one.total(), two.total()) < 20:
        return 0.0
    weigh = {word: math.log(scenes / spread[word]) ** 2 for word in one.keys() | two.keys()}
    over = sum(count * two[word] * weigh[word] for word, count in one.items())
    under = math.prod(sum(count * count * weigh[word] for word, count in bag.items()) for bag in (one, two))
    return over / math.sqrt(under) if under > 0 else 0.0


def _words(reading: Reading) -> list[str]:
    parts = [*reading.action, *(speech.tokens for speech in reading.speeches)]
    return [word for part in parts for word in part if word[0].isalpha()]


def unchanged(context: Context) -> Iterator[Suggestion]:
    """A scene of a page or more with the people of the one before, nobody and nowhere new, no turn, no more tension."""
    if not context.english or len(context.scenes) < 12:
        return
    turns = {point.scene for point in context.turning}
    middle = sorted(scene.tension for scene in context.scenes)[len(context.scenes) // 2]
    met: set[str] = set()
    places: set[str] = set()
    for at, scene in enumerate(context.scenes):
        fresh = scene.location not in places or not set(scene.characters) <= met
        met |= set(scene.characters)
        places.add(scene.location)
        if at == 0 or fresh or scene.id in turns or scene.eighths < 8 or not scene.characters:
            continue
        before = context.scenes[at - 1]
        level = abs(scene.tension - before.tension) < STEADY and scene.tension < middle
        still = scene.valence * before.valence >= 0 or abs(scene.valence - before.valence) < STEADY
        if level and still and set(scene.characters) <= set(before.characters):
            yield context.suggestion(
                "nothing changes", "note", (scene,),
                f"Scene {scene.number} ({pages(scene.eighths)}) brings nobody and no place that is new after scene "
                f"{before.number}; its tension ({scene.tension:.2f} after {before.tension:.2f}) stays below the "
                f"script's median of {middle:.2f}, and its mood ({scene.valence:+.2f}) on the same side.",
                f"Without it the script is {minutes(scene.seconds)} shorter; or it may carry a turn that words alone "
                "do not show.", saves=scene.seconds / 60,
            )  # fmt: skip
