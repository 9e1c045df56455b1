"""Colours of the pacing charts, after Okabe and Ito (2008): told apart with every common colour vision and in grey.

Day is warm and night blue; inside is the lighter of each.
"""

from __future__ import annotations

from collections.abc import Sequence

from secondunit.core.pacing import ScenePace

INT_DAY, EXT_DAY, INT_NIGHT, EXT_NIGHT, TURN, OPEN = "#f6cf71", "#d98200", "#8cc8ee", "#0060a0", "#cc79a7", "#b4b4b4"
LEGEND = (
    ("INT day", INT_DAY), ("EXT day", EXT_DAY), ("INT night", INT_NIGHT), ("EXT night", EXT_NIGHT),
    ("dawn or dusk", TURN), ("not stated", OPEN),
)  # fmt: skip
TENSION, MOOD, INK, FAINT = "#b84a00", "#00735a", "#222222", "#8a8a8a"
TENSION_AREA, MOOD_DOT = "#f4e2d7", "#5fa896"  # the two, paler
SPEAKS, SILENT = "#5b3a8c", "#cfc3e6"
_NIGHT = ("NIGHT", "EVENING", "MIDNIGHT")
_TURN = ("DAWN", "DUSK", "SUNRISE", "SUNSET", "MAGIC HOUR", "BEFORE DAWN")


def colour_of(scene: ScenePace) -> str:
    """Return the colour of a scene as `#rrggbb`. INT/EXT counts as outside, as it is on a board."""
    time = scene.time.upper()
    if time in _TURN:
        return TURN
    if not scene.setting or not time:
        return OPEN
    outside = "EXT" in scene.setting
    if time in _NIGHT:
        return EXT_NIGHT if outside else INT_NIGHT
    return EXT_DAY if outside else INT_DAY


def step(count: int, room: int) -> int:
    """Return 1, 2, 5, 10, 20 ...: each how many of `count` marks are labelled when `room` labels fit."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if count <= room * size * factor:
                return size * factor
        size *= 10


def apart(middles: Sequence[float], room: float) -> list[int]:
    """Return the indices of marks to label, from the first, so that neighbours are at least `room` apart."""
    out: list[int] = []
    for at, middle in enumerate(middles):
        if not out or middle - middles[out[-1]] >= room:
            out.append(at)
    return out


def tiers(spans: Sequence[tuple[float, float]]) -> list[int]:
    """Return for labels that run from left to right the tier of each, 0 the lowest, so that none meets another."""
    ends: list[float] = []
    out = []
    for start, end in spans:
        tier = next((at for at, last in enumerate(ends) if start > last), len(ends))
        ends[tier : tier + 1] = [end]
        out.append(tier)
    return out
