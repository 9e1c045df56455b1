"""Colours of the pacing charts: scenes have those of their strips, outlined; curves after Okabe and Ito (2008)."""

from __future__ import annotations

from collections.abc import Sequence

from secondunit.core.pacing import ScenePace
from secondunit.formats.papers import strip_colours

LEGEND = tuple((label, strip_colours.hex_of(shade)) for label, shade in strip_colours.SCENES)
EDGE = "#6a6a6a"  # around a scene: white is the colour of an inside day
TENSION, MOOD, INK, FAINT = "#b84a00", "#00735a", "#222222", "#8a8a8a"
TENSION_AREA, MOOD_DOT = "#f4e2d7", "#5fa896"  # the two, paler
SPEAKS, SILENT = "#5b3a8c", "#cfc3e6"


def colour_of(scene: ScenePace) -> str:
    """Return the colour of a scene's strip as `#rrggbb`."""
    return strip_colours.hex_of(strip_colours.colour(scene.setting, scene.time))


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
