"""Findings in scenes and stretches of scenes: length, repetition, talk, action, moves, montages."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from secondunit.core.pacing import ScenePace, Suggestion
from secondunit.departments.script.pacing.context import (
    Context,
    length,
    minutes,
    numbers,
    pages,
    runs,
    screen,
    stretches,
)
from secondunit.departments.script.pacing.reading import Reading

REPEATED, OVERLONG, TALK, FACELESS, MONTAGE = 24, 24, 48, 12, 16  # eighths
ALIKE = 0.4  # cosine
SPEECH, MANY_VOICES = 120, 6  # words, speakers
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


def overlong(context: Context) -> Iterator[Suggestion]:
    """A scene of three pages or more, over two and a half times as long as the scenes around it and as the mean."""
    scenes = context.scenes
    mean = context.total / max(1, len(scenes))
    for at, scene in enumerate(scenes):
        near = sorted(each.eighths for each in (*scenes[max(0, at - 3) : at], *scenes[at + 1 : at + 4]))
        if scene.eighths < OVERLONG or len(near) < 3:
            continue
        usual = near[len(near) // 2]
        if scene.eighths >= 2.5 * max(usual, mean):
            saved = scene.seconds / 3
            yield context.suggestion(
                "overlong scene", "strong" if scene.eighths >= 48 else "consider", (scene,),
                f"Scene {scene.number} runs {pages(scene.eighths)}; the scenes around it have a median of "
                f"{pages(usual)}.",
                f"A third less saves {minutes(saved)}; another scene cut into it would break it up at no loss.",
                saves=saved / 60,
            )  # fmt: skip


def talk_heavy(context: Context) -> Iterator[Suggestion]:
    """Six pages or more in which four words of five are spoken."""
    for run in stretches(context.scenes, lambda scene: scene.dialogue_share >= 0.8):
        if length(run) >= TALK:
            spoken = sum(scene.dialogue_words for scene in run)
            share = spoken / sum(scene.dialogue_words + scene.action_words for scene in run)
            yield context.suggestion(
                "talk-heavy stretch", "consider", run,
                f"{numbers(run).capitalize()} talk for {pages(length(run))}: {spoken} words, {share:.0%} of what is "
                "on the page.",
                f"A fifth less talk saves {minutes(screen(run) / 5)}; something to see between would vary the rhythm.",
                saves=screen(run) / 300,
            )  # fmt: skip


def faceless(context: Context) -> Iterator[Suggestion]:
    """A page and a half or more of action in which no character is seen or heard."""
    for run in stretches(context.scenes, lambda s: not s.characters and not s.dialogue_words and s.action_words > 0):
        if length(run) >= FACELESS:
            yield context.suggestion(
                "action without a character", "consider", run,
                f"{numbers(run).capitalize()} play {pages(length(run))} of action without a named character.",
                "A face to follow would hold attention; cutting to half saves " f"{minutes(screen(run) / 2)}.",
                saves=screen(run) / 120,
            )  # fmt: skip


def company_moves(context: Context) -> Iterator[Suggestion]:
    """Five or more short scenes in a row, each in a place of its own."""
    run: list[ScenePace] = []
    for scene in (*context.scenes, None):
        short = scene is not None and scene.eighths <= 4 and "montage" not in scene.flags
        if scene is not None and short and scene.location not in {each.location for each in run}:
            run.append(scene)
            continue
        if len(run) >= 5:
            yield context.suggestion(
                "company moves", "consider", run,
                f"{numbers(run).capitalize()} are {len(run)} short scenes at {len(run)} places, {pages(length(run))} "
                "together.",
                f"Each place is a company move of an hour or more; playing two of them together saves "
                f"{'one' if len(run) < 8 else 'two'} or more.",
            )  # fmt: skip
        run = [scene] if scene is not None and short else []


def long_montage(context: Context) -> Iterator[Suggestion]:
    """A montage of two pages or more."""
    for run in stretches(context.scenes, lambda scene: "montage" in scene.flags):
        if length(run) >= MONTAGE:
            saved = screen(run) - screen(run) * 8 / length(run)
            yield context.suggestion(
                "long montage", "consider", run,
                f"The montage of {numbers(run)} runs {pages(length(run))}, {minutes(screen(run))} on screen.",
                f"At one page it saves {minutes(saved)}, and each image left out a set-up.", saves=saved / 60,
            )  # fmt: skip


def monologue(context: Context) -> Iterator[Suggestion]:
    """A speech of 120 words or more: three quarters of a minute."""
    for scene, reading in zip(context.scenes, context.readings, strict=True):
        long = [speech for speech in reading.speeches if speech.words >= SPEECH]
        for number, speech in enumerate(long, 1):
            who = context.who(speech.speakers) or "somebody"
            yield context.suggestion(
                "long speech", "strong" if speech.words >= 2 * SPEECH else "note", (scene,),
                f"In scene {scene.number} {who} speaks {speech.words} words without a break "
                f"({minutes(speech.words / 2.7)}; scene {pages(scene.eighths)}).",
                f"At {SPEECH // 2} words it saves {minutes((speech.words - SPEECH // 2) / 2.7)}; an answer or an "
                "action between would show who listens.",
                facts=(who, str(number)), saves=(speech.words - SPEECH // 2) / 2.7 / 60,
            )  # fmt: skip


def crowded(context: Context) -> Iterator[Suggestion]:
    """Seven or more speakers in one scene."""
    for scene in context.scenes:
        if len(scene.speakers) > MANY_VOICES:
            yield context.suggestion(
                "many voices", "note", (scene,),
                f"{len(scene.speakers)} characters speak in scene {scene.number} ({pages(scene.eighths)}): "
                f"{context.who(scene.speakers)}.",
                "Each speaker needs coverage; one voice less saves a set-up or two.",
                facts=tuple(sorted(scene.speakers)),
            )  # fmt: skip


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
