"""Findings in scenes and stretches of scenes: length, talk, action, moves, montages."""

from __future__ import annotations

from collections.abc import Iterator

from secondunit.core.pacing import ScenePace, Suggestion
from secondunit.departments.script.pacing.context import Context, length, minutes, numbers, pages, screen, stretches

OVERLONG, TALK, FACELESS, MONTAGE = 24, 48, 12, 16  # eighths
SPEECH, MANY_VOICES = 120, 6  # words, speakers


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
            talk = "talk" if len(run) > 1 else "talks"
            yield context.suggestion(
                "talk-heavy stretch", "consider", run,
                f"{numbers(run).capitalize()} {talk} for {pages(length(run))}: {spoken} words, {share:.0%} of what is "
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
