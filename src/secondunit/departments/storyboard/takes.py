"""How takes of one shot differ: what a director wants to compare, without touching what a person stated."""

from __future__ import annotations

from dataclasses import replace

from secondunit.core.shots import Angle, Setup, Shot, Size
from secondunit.scene.camera import LADDER, Ask, Solution, solve
from secondunit.scene.layout import Camera
from secondunit.scene.surround import Surround

# (degrees off the face, lens factor, lift in metres, steps closer)
PROFILES: tuple[tuple[float, float, float, int], ...] = (
    (35.0, 1.0, 0.0, 0),
    (58.0, 0.7, -0.28, 0),
    (15.0, 1.4, 0.22, 0),
    (45.0, 1.0, -0.1, 1),
    (70.0, 0.8, 0.3, 0),
    (25.0, 0.6, -0.4, 0),
    (50.0, 1.7, 0.1, -1),
)


def vary(ask: Ask, shot: Shot, take: int, fixed: set[str], surround: Surround, base: Camera | None = None) -> Solution:
    """Solve take 0, and for later takes another vantage that is clearly different from the ones before.

    `base` is the camera of take 0 where it is known already.
    """
    exact = replace(ask, exact_lens="lens" in fixed)
    if base is not None and take > 0:
        seen = [base]
    else:
        best = solve(exact, surround)
        seen = [best.camera]
    for number in range(1, take + 1):
        if number not in (take, take - 1):
            continue  # the neighbour and the proposal are enough to keep away from
        best = solve(_profile(exact, shot, number, fixed, tuple(seen)), surround)
        seen.append(best.camera)
    return best


def _profile(ask: Ask, shot: Shot, take: int, fixed: set[str], seen: tuple[Camera, ...]) -> Ask:
    off, zoom, lift, steps = PROFILES[take % len(PROFILES)] if take % len(PROFILES) else PROFILES[1]
    lens = ask.lens if "lens" in fixed else min(150.0, max(18.0, ask.lens * zoom))
    size = ask.size
    if "size" not in fixed and shot.setup in (Setup.SINGLE, Setup.REACTION, Setup.OTS, Setup.ACTION) and size in LADDER:
        place = LADDER.index(size) - steps
        size = LADDER[max(1, min(len(LADDER) - 2, place))]
    alone = ask.axis is None
    return replace(
        ask,
        prefer=off,
        lens=lens,
        size=size,
        side=-ask.side if alone and take % 2 else ask.side,
        lift=0.0 if "angle" in fixed or ask.angle in (Angle.OVERHEAD, Angle.WORM) else lift,
        variant=take,
        avoid=(*ask.avoid, *seen),
        headroom=ask.headroom if size is not Size.ECU else 0.0,
    )
