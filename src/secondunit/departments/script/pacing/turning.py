"""The five turning points: change points of the scenes' series, where films have them, and what happens there.

Kinds and usual places (10, 25, 50, 75 and 94.5 % of a film) are those of Papalampidi, Keller and Lapata (2019). Each
scene gets for each kind a score: a bell around the usual place, plus evidence - how strongly the series change there
(`change.py`), tension, a move of valence, a new place or person, the lead. The five
scenes in order with the highest sum are told (dynamic programme). The confidence is the scene's weight among all that
could have been the point (one half is a tie between two), less where there is little evidence beside the place.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from secondunit.core.pacing import ScenePace, TurningKind, TurningPoint, Voice
from secondunit.departments.script.pacing.change import strength

EXPECTED = {
    TurningKind.OPPORTUNITY: (0.10, 0.06), TurningKind.CHANGE_OF_PLANS: (0.25, 0.08),
    TurningKind.NO_RETURN: (0.50, 0.09), TurningKind.SETBACK: (0.75, 0.08), TurningKind.CLIMAX: (0.945, 0.045),
}  # fmt: skip
FEWEST = 6  # scenes
WEIGHTY_SHARE, WEIGHTY_SCENES = 0.02, 4  # of all words, or of scenes: who comes is news
_SHARP = 1.5
_COMPANY = 6  # characters whose coming and going counts


@dataclass(frozen=True, slots=True)
class _Evidence:
    change: float  # all 0 to 1, but move
    tension: float
    move: float  # valence against the scenes before, -1 to 1
    fresh: float  # new people of weight and a new place
    lead: float
    seconds: float  # length against the longest


_WEIGHTS: dict[TurningKind, tuple[float, float, float, float, float, float]] = {
    TurningKind.OPPORTUNITY: (0.8, 0.1, 0.0, 0.8, 0.3, 0.2),
    TurningKind.CHANGE_OF_PLANS: (1.0, 0.3, 0.0, 0.5, 0.4, 0.2),
    TurningKind.NO_RETURN: (1.0, 0.5, 0.0, 0.2, 0.5, 0.4),
    TurningKind.SETBACK: (0.8, 0.5, -1.2, 0.0, 0.5, 0.3),
    TurningKind.CLIMAX: (0.5, 1.2, 0.0, 0.0, 0.5, 0.6),
}


def turning_points(scenes: Sequence[ScenePace], voices: Sequence[Voice]) -> tuple[TurningPoint, ...]:
    """Return five turning points in order, or none for fewer than six scenes."""
    if len(scenes) < FEWEST:
        return ()
    evidence = _evidence(scenes, voices)
    kinds = list(EXPECTED)
    scores = [[_score(kind, scene, seen) for scene, seen in zip(scenes, evidence, strict=True)] for kind in kinds]
    chosen = _best(scores)
    return tuple(
        TurningPoint(
            kind, scenes[at].id, round(middle(scenes[at]), 4), EXPECTED[kind][0],
            _confidence(scores[row], at, _support(kind, evidence[at])), _why(scenes[at], evidence[at], kind),
        )
        for row, (kind, at) in enumerate(zip(kinds, chosen, strict=True))
    )  # fmt: skip


def middle(scene: ScenePace) -> float:
    """Return the position of a scene's middle."""
    return (scene.start + scene.end) / 2


def _score(kind: TurningKind, scene: ScenePace, seen: _Evidence) -> float:
    place, width = EXPECTED[kind]
    bell = -0.5 * ((middle(scene) - place) / width) ** 2
    values = (seen.change, seen.tension, seen.move, seen.fresh, seen.lead, seen.seconds)
    return bell + sum(w * v for w, v in zip(_WEIGHTS[kind], values, strict=True))


def _best(scores: Sequence[Sequence[float]]) -> list[int]:
    """Return one column a row, rising, with the highest sum; the first of equals."""
    count = len(scores[0])
    back: list[list[int]] = []
    before = list(scores[0])
    for row in scores[1:]:
        best, where, now, links = -math.inf, -1, [], []
        for at in range(count):
            now.append(best + row[at] if where >= 0 else -math.inf)
            links.append(where)
            if before[at] > best:
                best, where = before[at], at
        back.append(links)
        before = now
    at = max(range(count), key=lambda each: before[each])
    chosen = [at]
    for links in reversed(back):
        at = links[at]
        chosen.append(at)
    return chosen[::-1]


def _support(kind: TurningKind, seen: _Evidence) -> float:
    """Return how much of the evidence that a kind could have is there, 0 to 1."""
    weights = _WEIGHTS[kind]
    values = (seen.change, seen.tension, seen.move, seen.fresh, seen.lead, seen.seconds)
    got = sum(max(0.0, w * v) for w, v in zip(weights, values, strict=True))
    return got / sum(abs(w) for w in weights)


def _confidence(row: Sequence[float], at: int, support: float) -> float:
    top = max(row)
    weights = [math.exp(_SHARP * (value - top)) for value in row]
    return round(weights[at] / sum(weights) * (0.4 + 0.6 * support), 3)


def _evidence(scenes: Sequence[ScenePace], voices: Sequence[Voice]) -> list[_Evidence]:
    change = changes(scenes)
    lead = voices[0].character if voices and voices[0].words else ""
    longest = max(scene.seconds for scene in scenes) or 1.0
    low, high = min(s.tension for s in scenes), max(s.tension for s in scenes)
    weighty = {v.character for v in voices if v.share >= WEIGHTY_SHARE or len(v.scenes) >= WEIGHTY_SCENES}
    people: set[str] = set()
    places: set[str] = set()
    out = []
    for at, scene in enumerate(scenes):
        new = len([who for who in scene.characters if who in weighty and who not in people])
        fresh = min(1.0, 0.5 * new + (0.3 if scene.location not in places else 0.0)) if at else 0.0
        before = [each.valence for each in scenes[max(0, at - 3) : at]]
        move = scene.valence - sum(before) / len(before) if before else 0.0
        out.append(_Evidence(
            change[at], (scene.tension - low) / (high - low) if high > low else 0.0, max(-1.0, min(1.0, move)), fresh,
            1.0 if lead in scene.characters else 0.0, math.sqrt(scene.seconds / longest),
        ))  # fmt: skip
        people.update(scene.characters)
        places.add(scene.location)
    return out


def changes(scenes: Sequence[ScenePace]) -> list[float]:
    """Return how strongly the series change at each scene, 0 to 1 (see `change.strength`).

    The series are valence, tension, share of talk, length (log), outside, night and who is there, each to unit spread.
    """
    often = Counter(who for scene in scenes for who in scene.characters)
    leading = sorted(often, key=lambda who: (-often[who], who))[:_COMPANY]
    columns = [
        [scene.valence for scene in scenes], [scene.tension for scene in scenes],
        [scene.dialogue_share for scene in scenes], [math.log(scene.eighths) for scene in scenes],
        [float(scene.setting == "EXT") for scene in scenes], [float(scene.time == "NIGHT") for scene in scenes],
    ]  # fmt: skip
    columns = [_unit(column) for column in columns]
    columns += [[0.6 * each for each in _unit([float(who in s.characters) for s in scenes])] for who in leading]
    return strength(list(zip(*columns, strict=True)))


def _unit(column: Sequence[float]) -> list[float]:
    """Return a column with mean 0 and spread 1; a level one is all 0."""
    mean = sum(column) / len(column)
    spread = math.sqrt(sum((value - mean) ** 2 for value in column) / len(column))
    return [(value - mean) / spread if spread > 1e-9 else 0.0 for value in column]


def _why(scene: ScenePace, seen: _Evidence, kind: TurningKind) -> str:
    place = EXPECTED[kind][0]
    reasons = [f"plays at {middle(scene):.0%} of the script, where {place:.1%} is usual".replace(".0%", "%")]
    if seen.change >= 0.3:
        reasons.append("people, places and tone change here")
    if seen.tension >= 0.7:
        reasons.append(f"tension is high ({scene.tension:.2f})")
    if abs(seen.move) >= 0.15:
        reasons.append(f"the mood turns {'darker' if seen.move < 0 else 'brighter'} ({seen.move:+.2f})")
    if seen.fresh >= 0.3:
        reasons.append("somebody or somewhere new")
    if seen.lead:
        reasons.append("the lead is there")
    return "; ".join(reasons)
