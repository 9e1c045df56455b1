"""Colours of the pacing charts, after Okabe and Ito (2008): told apart with every common colour vision and in grey.

Day is warm and night blue; inside is the lighter of each.
"""

from __future__ import annotations

from secondunit.core.pacing import ScenePace

INT_DAY, EXT_DAY, INT_NIGHT, EXT_NIGHT, TURN, OPEN = "#f6cf71", "#d98200", "#8cc8ee", "#0060a0", "#cc79a7", "#b4b4b4"
LEGEND = (
    ("inside, day", INT_DAY), ("outside, day", EXT_DAY), ("inside, night", INT_NIGHT), ("outside, night", EXT_NIGHT),
    ("dawn or dusk", TURN), ("not stated", OPEN),
)  # fmt: skip
TENSION, MOOD, INK, FAINT = "#b84a00", "#00735a", "#222222", "#8a8a8a"
SPEAKS, SILENT = "#0060a0", "#b9d6ea"
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
