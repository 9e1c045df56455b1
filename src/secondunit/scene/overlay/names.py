"""Character names by their heads: never over a face, never over each other, inside the frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from secondunit.scene.ink.style import InkPasses
from secondunit.scene.ink.trace import Lens
from secondunit.scene.overlay.canvas import Box, Canvas
from secondunit.scene.stage.data import StageData

POINTS = 17.0
LONGEST = 22  # letters; longer names are cut with an ellipsis
MIN_SHARE = 0.0004  # of the frame: who shows less than this is not named


@dataclass(frozen=True, slots=True)
class Head:
    """A named head on screen."""

    label: str
    box: Box
    depth: float


def heads(stage: StageData, lens: Lens, passes: InkPasses) -> list[Head]:
    """Return the visible heads of labelled figures, nearest first."""
    count = np.bincount(passes.id.ravel(), minlength=len(stage.objects) + 1)[1:]
    seen = np.zeros(len(stage.groups), np.int64)
    np.add.at(seen, [o.group for o in stage.objects], count[: len(stage.objects)])
    out = []
    for index, group in enumerate(stage.groups):
        marks = group.landmarks
        if not group.label or group.kind == "set" or seen[index] < MIN_SHARE * passes.id.size:
            continue
        if "head_top" not in marks or "chin" not in marks:
            continue
        top, chin = lens.project(np.array([marks["head_top"], marks["chin"]]))
        if top[2] <= 0.05 or chin[2] <= 0.05:
            continue
        tall = float(np.hypot(*(chin[:2] - top[:2])))
        middle = (top[:2] + chin[:2]) / 2
        half = max(tall * 0.55, 3.0)
        box = Box(middle[0] - half * 0.85, middle[1] - half, middle[0] + half * 0.85, middle[1] + half)
        if box.overlap(Box(0, 0, lens.width, lens.height)) <= 0.0 and box.outside(lens.width, lens.height, 0) > tall:
            # the head is out of frame (an insert of hands): no name
            continue
        out.append(Head(group.label, box, float(top[2])))
    return sorted(out, key=lambda head: (head.depth, head.label))


def name_heads(canvas: Canvas, stage: StageData, lens: Lens, passes: InkPasses, taken: list[Box]) -> None:
    """Letter the names; `taken` are boxes to keep free."""
    found = heads(stage, lens, passes)
    faces = [head.box for head in found]
    placed = list(taken)
    for head in found:
        label = head.label if len(head.label) <= LONGEST else head.label[: LONGEST - 1] + "…"
        wide, high = canvas.text_box(label, POINTS)
        box = min(
            (_at(x, y, wide, high) for x, y in _spots(head.box, wide, high, canvas)),
            key=lambda spot: _cost(spot, faces, placed, canvas, head.box))
        canvas.text((box.left, box.top), label, POINTS)
        placed.append(box)


def _spots(head: Box, wide: float, high: float, canvas: Canvas) -> list[tuple[float, float]]:
    """Return places for lettering, best first: above, at the sides, below, then along the lower edge."""
    gap = 8.0 * canvas.size
    middle = (head.left + head.right) / 2
    left = min(max(middle - wide / 2, gap * 2), canvas.width - wide - gap * 2)
    spots = [(left, head.top - high - gap)]
    for lift in (0.15, 0.5, 0.9):
        y = head.top + (head.bottom - head.top) * lift
        spots += [(head.right + gap, y), (head.left - gap - wide, y)]
    spots += [(left, head.top - (high + gap) * n) for n in (2, 3)]
    spots += [(left, head.bottom + gap * 2 + (head.bottom - head.top) * 0.6)]
    low = canvas.height - high - gap * 2
    spots += [(left, low), (gap * 2, low), (canvas.width - wide - gap * 2, low)]
    spots += [(gap * 2, gap * 2), (canvas.width - wide - gap * 2, gap * 2)]
    return spots


def _at(x: float, y: float, wide: float, high: float) -> Box:
    return Box(x, y, x + wide, y + high)


def _cost(spot: Box, faces: list[Box], placed: list[Box], canvas: Canvas, own: Box) -> float:
    gap = 4.0 * canvas.size
    grown = Box(spot.left - gap, spot.top - gap, spot.right + gap, spot.bottom + gap)
    area = (spot.right - spot.left) * (spot.bottom - spot.top)
    cost = 40.0 * spot.outside(canvas.width, canvas.height, 6.0 * canvas.size)
    cost += 2000.0 * sum(grown.overlap(face) for face in faces) / area
    cost += 3000.0 * sum(grown.overlap(other) for other in placed) / area
    away = np.hypot(spot.left + spot.right - own.left - own.right, spot.top + spot.bottom - own.top - own.bottom)
    return float(cost + 0.25 * away / max(canvas.size, 0.2))
