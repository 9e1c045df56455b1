"""The rhythm of a script: its scenes in figures, with positions by pages and scene changes a minute."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

from secondunit.core.pacing import ScenePace
from secondunit.departments.script.pacing.reading import Reading
from secondunit.departments.script.pacing.runtime import seconds_of
from secondunit.departments.script.pacing.tension import tension_of

AROUND = 3  # scenes on either side that count for scene changes a minute


def scenes_of(
    readings: Sequence[Reading], pages: float, appearing: Mapping[str, Sequence[str]], english: bool
) -> tuple[ScenePace, ...]:
    """Return every scene in figures. `appearing` is scene id -> characters seen or heard."""
    total = sum(each.scene.eighths for each in readings) or 1
    scale = min(1.0, pages * 8 / total)
    seconds = [seconds_of(each, scale) for each in readings]
    cuts = cuts_a_minute(seconds)
    tension = tension_of(readings, cuts, english)
    ends = list(accumulate(each.scene.eighths for each in readings))
    return tuple(
        _pace(reading, seconds[at], cuts[at], tension[at], (ends[at] - reading.scene.eighths) / total, ends[at] / total,
              appearing.get(reading.scene.id, ()), english)
        for at, reading in enumerate(readings)
    )  # fmt: skip


def cuts_a_minute(seconds: Sequence[float]) -> list[float]:
    """Return scene changes a minute around each scene: scenes over their running time, three on either side."""
    out = []
    for at in range(len(seconds)):
        near = seconds[max(0, at - AROUND) : at + AROUND + 1]
        time = sum(near)
        out.append(round(60 * len(near) / time, 3) if time else 0.0)
    return out


def _pace(
    reading: Reading, seconds: float, cuts: float, tension: float, start: float, end: float,
    appearing: Sequence[str], english: bool,
) -> ScenePace:  # fmt: skip
    scene, spoken = reading.scene, reading.words
    count = spoken + reading.action_words
    speakers = tuple(dict.fromkeys(who for speech in reading.speeches for who in speech.speakers))
    return ScenePace(
        id=scene.id, number=scene.number, heading=scene.heading, setting=scene.setting, place=scene.place,
        location=scene.location, time=scene.time, page=reading.page, label=reading.label, eighths=scene.eighths,
        seconds=seconds, dialogue_words=spoken, action_words=reading.action_words,
        dialogue_share=round(spoken / count, 4) if count else 0.0, speeches=len(reading.speeches),
        longest_speech=max((speech.words for speech in reading.speeches), default=0), speakers=speakers,
        characters=tuple(dict.fromkeys((*scene.characters, *appearing, *speakers))),
        valence=round(reading.mood.valence, 4) if english else 0.0, tension=tension,
        start=round(start, 5), end=round(end, 5), cuts=cuts, flags=scene.flags,
    )  # fmt: skip
