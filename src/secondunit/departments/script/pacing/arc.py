"""The emotional arc: valence over the script, smoothed, with the nearest of six shapes.

The shapes are those that Reagan, Mitchell, Kiley, Danforth and Dodds (2016) found in 1,327 stories: one, two or three
moves up and down. Each is a half, whole or one and a half wave here; nearest is the highest correlation.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from secondunit.core.pacing import Arc, ScenePace

POINTS = 101
WIDTH = 0.08  # one standard deviation of the smoothing window, as a share of the script
NEAR = 0.35  # a lower correlation names no shape
_FEWEST = 5  # scenes
SHAPES = {
    "rags to riches": tuple(-math.cos(math.pi * at / (POINTS - 1)) for at in range(POINTS)),
    "riches to rags": tuple(math.cos(math.pi * at / (POINTS - 1)) for at in range(POINTS)),
    "man in a hole": tuple(math.cos(2 * math.pi * at / (POINTS - 1)) for at in range(POINTS)),
    "Icarus": tuple(-math.cos(2 * math.pi * at / (POINTS - 1)) for at in range(POINTS)),
    "Cinderella": tuple(-math.cos(3 * math.pi * at / (POINTS - 1)) for at in range(POINTS)),
    "Oedipus": tuple(math.cos(3 * math.pi * at / (POINTS - 1)) for at in range(POINTS)),
}


def arc_of(scenes: Sequence[ScenePace], english: bool) -> Arc:
    """Return the arc; scenes count by their length. Without a language that is read, or without scenes, it is empty."""
    if not english or not scenes:
        return Arc(False, (), "", 0.0)
    middles = [(each.start + each.end) / 2 for each in scenes]
    points = [_at(step / (POINTS - 1), scenes, middles) for step in range(POINTS)]
    fits = sorted(((name, _correlation(points, shape)) for name, shape in SHAPES.items()), key=lambda f: (-f[1], f[0]))
    name, best = fits[0]
    told = best >= NEAR and len(scenes) >= _FEWEST
    rounded = tuple((each, round(value, 3)) for each, value in fits)
    return Arc(True, tuple(round(value, 4) for value in points), name if told else "", round(best, 3), rounded)


def _at(position: float, scenes: Sequence[ScenePace], middles: Sequence[float]) -> float:
    total = weight = 0.0
    for scene, middle in zip(scenes, middles, strict=True):
        near = math.exp(-0.5 * ((middle - position) / WIDTH) ** 2) * scene.eighths + 1e-12
        total += near * scene.valence
        weight += near
    return total / weight


def _correlation(a: Sequence[float], b: Sequence[float]) -> float:
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    over = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    under = math.sqrt(sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b))
    return over / under if under > 1e-9 else 0.0
