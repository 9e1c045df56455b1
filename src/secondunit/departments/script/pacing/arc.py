"""The emotional arc: valence over the script, smoothed, with the nearest of six shapes.

The shapes are those that Reagan, Mitchell, Kiley, Danforth and Dodds (2016) found in 1,327 stories: one, two or three
moves up and down. Each is a half, whole or one and a half wave here; nearest is the highest correlation.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from secondunit.core.pacing import Arc, ScenePace

POINTS = 101
WIDTH = 0.08  # one standard deviation of the smoothing window, as a share of the script
NEAR = 0.35  # a lower correlation names no shape
_FEWEST = 5  # scenes
SHUFFLES, BY_CHANCE = 100, 0.1
SHAPES = {
    "rags to riches": tuple(-math.cos(math.pi * at / (POINTS - 1)) for at in range(POINTS)),
    "riches to rags": tuple(math.cos(math.pi * at / (POINTS - 1)) for at in range(POINTS)),
    "man in a hole": tuple(math.cos(2 * math.pi * at / (POINTS - 1)) for at in range(POINTS)),
    "Icarus": tuple(-math.cos(2 * math.pi * at / (POINTS - 1)) for at in range(POINTS)),
    "Cinderella": tuple(-math.cos(3 * math.pi * at / (POINTS - 1)) for at in range(POINTS)),
    "Oedipus": tuple(math.cos(3 * math.pi * at / (POINTS - 1)) for at in range(POINTS)),
}


def arc_of(scenes: Sequence[ScenePace], english: bool) -> Arc:
    """Return the arc; scenes count by their length. Without a language that is read, or without scenes, it is empty.

    A shape is named when it is near and the scenes in another order rarely have one that is as strong.
    """
    if not english or not scenes:
        return Arc(False, (), "", 0.0)
    weights = [_weights(step / (POINTS - 1), scenes) for step in range(POINTS)]
    values = [scene.valence for scene in scenes]
    points = [_product(row, values) for row in weights]
    fits = sorted(((name, _correlation(points, shape)) for name, shape in SHAPES.items()), key=lambda f: (-f[1], f[0]))
    name, best = fits[0]
    told = best >= NEAR and len(scenes) >= _FEWEST and _chance(weights, values) <= BY_CHANCE
    rounded = tuple((each, round(value, 3)) for each, value in fits)
    return Arc(True, tuple(round(value, 4) for value in points), name if told else "", round(best, 3), rounded)


def _weights(position: float, scenes: Sequence[ScenePace]) -> list[float]:
    """Return how much each scene counts at a position; the sum is 1."""
    near = [
        math.exp(-0.5 * (((scene.start + scene.end) / 2 - position) / WIDTH) ** 2) * scene.eighths + 1e-12
        for scene in scenes
    ]
    total = sum(near)
    return [each / total for each in near]


def _chance(weights: Sequence[Sequence[float]], values: Sequence[float]) -> float:
    """Return how often the scenes in a random order draw a shape as strongly as in theirs (permutation test)."""
    parts: list[list[float]] = []  # what each scene adds to each shape; the other three shapes are these turned round
    for shape in list(SHAPES.values())[::2]:
        mean = sum(shape) / POINTS
        norm = math.sqrt(sum((value - mean) ** 2 for value in shape))
        parts.append([sum((v - mean) / norm * w for v, w in zip(shape, column, strict=True))
                      for column in zip(*weights, strict=True)])  # fmt: skip

    def strongest(order: Sequence[float]) -> float:
        return max(abs(_product(part, order)) for part in parts)

    rng = random.Random(0)  # noqa: S311 - the same script, the same answer
    real = strongest(values)
    return sum(strongest(rng.sample(values, len(values))) >= real for _ in range(SHUFFLES)) / SHUFFLES


def _product(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def _correlation(a: Sequence[float], b: Sequence[float]) -> float:
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    over = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    under = math.sqrt(sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b))
    return over / under if under > 1e-9 else 0.0
