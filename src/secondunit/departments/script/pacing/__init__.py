"""Pacing: rhythm, voices, turning points, emotion, tension, running time, structure and suggestions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from secondunit.core.pacing import Pacing, ScenePace
from secondunit.core.pages import Pages
from secondunit.core.script import Breakdown, Script
from secondunit.departments.script.pacing.arc import arc_of
from secondunit.departments.script.pacing.context import Context
from secondunit.departments.script.pacing.reading import Reading, read
from secondunit.departments.script.pacing.rhythm import scenes_of
from secondunit.departments.script.pacing.runtime import pages_of, runtime_of
from secondunit.departments.script.pacing.sentiment import is_english
from secondunit.departments.script.pacing.structure import structures_of
from secondunit.departments.script.pacing.suggest import suggestions
from secondunit.departments.script.pacing.turning import FEWEST, turning_points
from secondunit.departments.script.pacing.voices import pairs_of, talk_of, voices_of

__all__ = ["analyse"]


def analyse(script: Script, breakdown: Breakdown, pages: Pages, *, runtime: int = 0) -> Pacing:
    """Return the pacing of a script from its breakdown and pages; `runtime` is the minutes wanted, 0 for none.

    Rules and counts only: the same script gives the same result. An empty script gives empty results with notes.
    """
    readings = [each for each in read(script, breakdown, pages) if each.scene.heading or each.words + each.action_words]
    language = is_english(part for each in readings for part in _texts(each))
    english = language is True
    length = pages_of(pages)
    appearing: dict[str, list[str]] = {}
    for character in breakdown.characters:
        for scene in character.scenes:
            appearing.setdefault(scene, []).append(character.id)
    scenes = scenes_of(readings, length, appearing, english)
    voices = voices_of(readings, scenes, breakdown)
    turning = turning_points(scenes, voices)
    time = runtime_of([scene.seconds for scene in scenes], length, runtime)
    arc = arc_of(scenes, english)
    structures = structures_of(scenes, turning, length)
    context = Context(scenes, voices, turning, time, tuple(readings), english)
    spoken, told = sum(s.dialogue_words for s in scenes), sum(s.action_words for s in scenes)
    facts = {
        "pages": round(length, 2), "scenes": len(scenes), "places": len({s.location for s in scenes}),
        "dialogue words": spoken, "action words": told,
        "dialogue share": round(spoken / (spoken + told), 4) if spoken + told else 0.0,
        "scene length mean": round(sum(s.eighths for s in scenes) / len(scenes) / 8, 3) if scenes else 0.0,
        "scene length median": _median([s.eighths for s in scenes]) / 8,
        "scenes a minute": round(len(scenes) / time.minutes, 3) if time.minutes else 0.0,
        "speaking parts": sum(v.words > 0 for v in voices),
        "night share": _share(scenes, lambda s: s.time == "NIGHT"),
        "exterior share": _share(scenes, lambda s: s.setting == "EXT"),
    }  # fmt: skip
    notes = _notes(len(scenes), language, spoken)
    return Pacing(scenes, voices, turning, suggestions(context), arc, time, structures, pairs_of(readings, voices),
                  facts, talk_of(readings, voices, breakdown), notes)  # fmt: skip


def _texts(reading: Reading) -> list[list[str]]:
    return [*reading.action, *(speech.tokens for speech in reading.speeches)]


def _share(scenes: Sequence[ScenePace], is_one: Callable[[ScenePace], bool]) -> float:
    """Return the share of the pages whose scenes are such."""
    total = sum(scene.eighths for scene in scenes)
    return round(sum(scene.eighths for scene in scenes if is_one(scene)) / total, 4) if total else 0.0


def _median(values: list[int]) -> float:
    order = sorted(values)
    return (order[(len(order) - 1) // 2] + order[len(order) // 2]) / 2 if order else 0.0


def _notes(scenes: int, language: bool | None, spoken: int) -> tuple[str, ...]:
    out = []
    if not scenes:
        out.append("The script has no scenes, so there is nothing to measure.")
    elif scenes < FEWEST:
        out.append(f"With {scenes} scene{'s' * (scenes > 1)} no turning points are looked for; it takes {FEWEST}.")
    if language is False:
        out.append("The text does not read as English: valence, emotional arc and words of danger are not read; "
                   "tension rests on pace and changes of speaker.")  # fmt: skip
    elif language is None and scenes:
        out.append("There are too few words to tell the language: valence and the emotional arc are not read.")
    if scenes and not spoken:
        out.append("Nobody speaks, so voices and pairs are empty.")
    if scenes:
        out.append("Valence, tension and turning points are counts of words and scenes, not a reader's judgement.")
    return tuple(out)
