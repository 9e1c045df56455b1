"""The tension of scenes, 0 to 1, compared within the script.

Five measures a scene, each set between the script's 10th and 90th percentile (0 to 1):

    tension = 0.30 peril + 0.25 dark + 0.20 pace + 0.15 clash + 0.10 alarm

- peril: words of danger and force per 100 words (`_PERIL`),
- dark: share of dark values among all valence,
- pace: scene changes a minute around the scene,
- clash: changes of speaker and refusals (no, don't, never ...) per 100 spoken words,
- alarm: exclamation marks, and words such as "suddenly", per 100 words.

The sum is smoothed over neighbours (1/4, 1/2, 1/4). Where the language is not read, peril, dark and the words of clash
and alarm are left out and the other weights take their share. Weights are a choice, tried on the project's own scripts.
"""

from __future__ import annotations

from collections.abc import Sequence

from secondunit.departments.script.lexicon import words
from secondunit.departments.script.pacing.reading import Reading

_PERIL = words(
    "gun guns knife knives blade blood bloody scream screams screaming shout shouts shouting run runs running flee"
    " flees chase chases hunt hunted kill kills killed killer dead death die dies dying shoot shoots fire fires fired"
    " explode explodes explosion crash crashes smash smashes punch punches hit hits fight fights fighting attack"
    " attacks attacked threat threaten threatens danger dangerous trap trapped escape escapes escaped police siren"
    " sirens alarm fall falls falling drown drowns drowning bleed bleeds bleeding wound wounded hurt grab grabs slam"
    " slams struggle struggles choke chokes stab stabs bullet bullets bomb weapon weapons hostage murder murdered"
    " panic terror terrified afraid fear fears monster break breaks breaking broken burn burns burning lost flood"
    " storm cliff rope snap snaps snapped hide hides hiding pursue pursues victim corpse body strangle poison"
)
_REFUSALS = words("no don't never stop can't won't not leave wrong liar lie lied lying why")
_ALARM = words("suddenly abruptly instantly now quick quickly hurry fast wait sharp sharply bursts")
WEIGHTS = (0.30, 0.25, 0.20, 0.15, 0.10)


def tension_of(readings: Sequence[Reading], cuts: Sequence[float], english: bool) -> list[float]:
    """Return the tension of each scene; `cuts` are scene changes a minute around it."""
    rows = [_measures(reading, pace, english) for reading, pace in zip(readings, cuts, strict=True)]
    if not rows:
        return []
    weights = WEIGHTS if english else tuple(w if at >= 2 else 0.0 for at, w in enumerate(WEIGHTS))
    columns = [_spread(column) for column in zip(*rows, strict=True)]
    total = sum(weights)
    raw = [sum(w * v for w, v in zip(weights, row, strict=True)) / total for row in zip(*columns, strict=True)]
    return [round(value, 4) for value in smooth(raw)]


def _measures(reading: Reading, pace: float, english: bool) -> tuple[float, float, float, float, float]:
    told = [word for paragraph in reading.action for word in paragraph]
    spoken = [word for speech in reading.speeches for word in speech.tokens]
    count = max(20, reading.words + reading.action_words)
    marks = sum(word == "!" for word in told) + sum(word == "!" for word in spoken)
    turns = sum(a.speakers != b.speakers for a, b in zip(reading.speeches, reading.speeches[1:], strict=False))
    refusals = sum(word in _REFUSALS for word in spoken) if english else 0
    alarm = sum(word in _ALARM for word in told) if english else 0
    peril = sum(word in _PERIL for word in told) + 0.5 * sum(word in _PERIL for word in spoken)
    mood = reading.mood
    return (
        peril / count, mood.dark / (mood.bright + mood.dark + 4.0), pace,
        (turns + 2 * refusals) / max(40, reading.words), (marks + alarm) / count,
    )  # fmt: skip


def _spread(column: Sequence[float]) -> list[float]:
    """Set values between their 10th and 90th percentile; equal values all get a half."""
    order = sorted(column)
    low, high = order[len(order) // 10], order[-1 - len(order) // 10]
    if high - low < 1e-9:
        low, high = order[0], order[-1]
    if high - low < 1e-9:
        return [0.5] * len(order)
    return [min(1.0, max(0.0, (value - low) / (high - low))) for value in column]


def smooth(values: Sequence[float]) -> list[float]:
    """Return the values with a quarter of each neighbour; at the ends the value itself stands in."""
    last = len(values) - 1
    return [values[max(0, at - 1)] / 4 + value / 2 + values[min(last, at + 1)] / 4 for at, value in enumerate(values)]
