"""Structure templates laid over a script: three acts, Save the Cat, five acts.

Places are shares of the script. Three acts after Field (1979); the fifteen beats of Snyder (2005) with the pages of his
110-page sheet; five acts after Freytag (1863) in equal parts. They are measures to compare with, not rules.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from secondunit.core.pacing import Beat, ScenePace, Structure, TurningKind, TurningPoint

_K = TurningKind
_Beat = tuple[str, float, float, TurningKind | None]  # name, start, end, turning point


def _snyder(name: str, first: float, last: float, turning: TurningKind | None = None) -> _Beat:
    return name, first / 110, last / 110, turning


_ACTS = {
    "three acts": (("act one", 0.0, 0.25), ("act two", 0.25, 0.75), ("act three", 0.75, 1.0)),
    "Save the Cat": (
        ("act one", 0.0, 25 / 110), ("act two A", 25 / 110, 0.5), ("act two B", 0.5, 85 / 110),
        ("act three", 85 / 110, 1.0),
    ),
    "five acts": tuple((f"act {name}", at / 5, (at + 1) / 5) for at, name in enumerate(("1", "2", "3", "4", "5"))),
}  # fmt: skip
_BEATS: dict[str, tuple[_Beat, ...]] = {
    "three acts": (
        ("inciting incident", 0.10, 0.12, _K.OPPORTUNITY), ("plot point one", 0.22, 0.27, _K.CHANGE_OF_PLANS),
        ("midpoint", 0.48, 0.52, _K.NO_RETURN), ("plot point two", 0.73, 0.77, _K.SETBACK),
        ("climax", 0.90, 0.97, _K.CLIMAX),
    ),
    "Save the Cat": (
        _snyder("opening image", 0, 1), _snyder("theme stated", 5, 5), _snyder("set-up", 1, 10),
        _snyder("catalyst", 12, 12, _K.OPPORTUNITY), _snyder("debate", 12, 25),
        _snyder("break into two", 25, 25, _K.CHANGE_OF_PLANS), _snyder("B story", 30, 30),
        _snyder("fun and games", 30, 55), _snyder("midpoint", 55, 55, _K.NO_RETURN),
        _snyder("bad guys close in", 55, 75), _snyder("all is lost", 75, 75, _K.SETBACK),
        _snyder("dark night of the soul", 75, 85), _snyder("break into three", 85, 85),
        _snyder("finale", 85, 110, _K.CLIMAX), _snyder("final image", 110, 110),
    ),
    "five acts": (
        ("exposition", 0.0, 0.2, _K.OPPORTUNITY), ("rising action", 0.2, 0.4, _K.CHANGE_OF_PLANS),
        ("height", 0.4, 0.6, _K.NO_RETURN), ("falling action", 0.6, 0.8, _K.SETBACK),
        ("catastrophe", 0.8, 1.0, _K.CLIMAX),
    ),
}  # fmt: skip


def structures_of(scenes: Sequence[ScenePace], turning: Sequence[TurningPoint], pages: float) -> tuple[Structure, ...]:
    """Return the templates laid over a script of this many pages; none for a script without scenes."""
    if not scenes:
        return ()
    starts = [scene.start for scene in scenes]
    found = {point.kind: point for point in turning}
    out = []
    for name, acts in _ACTS.items():
        beats = tuple(_beat(beat, scenes, starts, found, pages) for beat in _BEATS[name])
        apart = [abs(beat.deviation) for beat in beats if beat.found]
        out.append(Structure(name, acts, beats, round(sum(apart) / len(apart), 4) if apart else 0.0))
    return tuple(out)


def _beat(
    beat: _Beat, scenes: Sequence[ScenePace], starts: Sequence[float], found: dict[TurningKind, TurningPoint],
    pages: float,
) -> Beat:  # fmt: skip
    name, start, end, kind = beat
    at = (start + end) / 2
    scene = scenes[max(0, min(len(scenes), bisect_right(starts, at)) - 1)]
    point = found.get(kind) if kind else None
    away = 0.0
    if point:
        away = point.position - min(max(point.position, start), end)
    return Beat(
        name, round(at, 4), round(start, 4), round(end, 4), round(1 + at * pages, 1), scene.id, kind,
        point.scene if point else "", round(away, 4), round(away * pages, 1),
    )  # fmt: skip
