"""Camera moves on a still board: which part of the picture the frame shows at each moment."""

from __future__ import annotations

import math

Box = tuple[float, float, float, float]  # left, top, right, bottom as shares of the picture

PUSH = 0.12  # how much a dolly or zoom tightens over a shot
SLIDE = 0.10  # how far a pan or tilt travels, in frame widths


def crop(move: str, share: float, seconds: float) -> Box | None:
    """Return the box at `share` (0..1) of a shot, `seconds` into it; None where the camera stands still.

    Moves are the words of `core.shots.Move`. Starts and ends are eased (smoothstep), except for a follow,
    which has neither, and a handheld camera, which drifts on three slow sines.
    """
    eased = share * share * (3 - 2 * share)
    if move in ("dolly in", "zoom"):
        return _around(0.5, 0.5, 1 - PUSH * eased)
    if move == "dolly out":
        return _around(0.5, 0.5, 1 - PUSH * (1 - eased))
    if move in ("pan", "truck", "orbit"):
        across = (eased - 0.5) * SLIDE
        return _around(0.5 + (across if move != "orbit" else -across), 0.5, 1 - SLIDE)
    if move in ("tilt", "pedestal", "crane"):
        return _around(0.5, 0.5 - (eased - 0.5) * SLIDE, 1 - SLIDE)
    if move == "follow":
        return _around(0.5, 0.5, 1 - 0.5 * PUSH * share)
    if move == "handheld":
        x = 0.006 * math.sin(2.1 * seconds) + 0.003 * math.sin(5.3 * seconds + 1.0)
        y = 0.005 * math.sin(1.7 * seconds + 0.5) + 0.003 * math.sin(4.1 * seconds)
        return _around(0.5 + x, 0.5 + y, 0.97)
    return None


def _around(x: float, y: float, size: float) -> Box:
    left = min(max(x - size / 2, 0.0), 1 - size)
    top = min(max(y - size / 2, 0.0), 1 - size)
    return left, top, left + size, top + size
