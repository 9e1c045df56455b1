"""Character names by their heads: never over a face, never over each other, inside the frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secondunit.scene.ink.style import InkPasses
from secondunit.scene.ink.trace import Lens
from secondunit.scene.overlay.canvas import Box, Canvas
from secondunit.scene.stage.data import StageData

POINTS = 17.0
LONGEST = 22  # letters; longer names are cut with an ellipsis
MIN_SHARE = 0.0004  # of the frame: who shows less than this is not named


@dataclass(frozen=True, slots=True)
class Head:
    """A named head on screen. `away` when it shows its back: lettering may lie on it."""

    label: str
    group: int
    box: Box
    depth: float
    away: bool


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
        crown, jaw = np.array(marks["head_top"]), np.array(marks["chin"])
        top, chin = lens.project(np.array([crown, jaw]))
        if top[2] <= 0.05 or chin[2] <= 0.05:
            continue
        tall = float(np.hypot(*(chin[:2] - top[:2])))
        middle = (top[:2] + chin[:2]) / 2
        half = max(tall * 0.62, 3.0)  # hair stands above the crown
        box = Box(middle[0] - half * 0.85, middle[1] - half, middle[0] + half * 0.85, middle[1] + half)
        if box.overlap(Box(0, 0, lens.width, lens.height)) <= 0.0 and box.outside(lens.width, lens.height, 0) > tall:
            # the head is out of frame (an insert of hands): no name
            continue
        front = np.array(marks.get("eyes", marks["chin"])) - (crown * 0.6 + jaw * 0.4)
        away = bool(front @ (lens.camera.position - crown) < 0.0)
        out.append(Head(group.label, index, box, float(top[2]), away))
    return sorted(out, key=lambda head: (head.depth, head.label))


def name_heads(canvas: Canvas, stage: StageData, lens: Lens, passes: InkPasses, taken: list[Box]) -> None:
    """Letter the names; `taken` are boxes to keep free."""
    found = heads(stage, lens, passes)
    owner = _owners(stage, passes)
    faces = [head.box for head in found if not head.away]
    placed = list(taken)
    for head in found:
        label = head.label if len(head.label) <= LONGEST else head.label[: LONGEST - 1] + "…"
        wide, high = canvas.text_box(label, POINTS)
        spots = [_at(x, y, wide, high) for x, y in _spots(head.box, wide, high, canvas)]
        box = min(spots, key=lambda spot: _cost(spot, head, faces, placed, owner, canvas))
        canvas.text((box.left, box.top), label, POINTS)
        placed.append(box)


def _owners(stage: StageData, passes: InkPasses) -> NDArray[np.int32]:
    """Return the figure's group index at every fourth pixel, -1 for set and sky."""
    table = np.array([-1] + [o.group if stage.groups[o.group].kind != "set" else -1 for o in stage.objects], np.int32)
    return table[passes.id[::4, ::4]]


def _spots(head: Box, wide: float, high: float, canvas: Canvas) -> list[tuple[float, float]]:
    """Return places for lettering, best first: above, at the sides, below, then a grid over the frame."""
    gap = 8.0 * canvas.size
    middle = (head.left + head.right) / 2
    left = min(max(middle - wide / 2, gap * 2), canvas.width - wide - gap * 2)
    spots = [(left, head.top - high - gap)]
    for lift in (0.15, 0.5, 0.9):
        y = head.top + (head.bottom - head.top) * lift
        spots += [(head.right + gap, y), (head.left - gap - wide, y)]
    spots += [(left, head.top - (high + gap) * n) for n in (2, 3)]
    spots += [(left, head.bottom + gap * 2 + (head.bottom - head.top) * 0.6)]
    across = np.linspace(gap * 2, canvas.width - wide - gap * 2, 11)
    down = np.linspace(gap * 2, canvas.height - high - gap * 2, 9)
    return spots + [(float(x), float(y)) for y in down for x in across]


def _at(x: float, y: float, wide: float, high: float) -> Box:
    return Box(x, y, x + wide, y + high)


def _cost(
    spot: Box, head: Head, faces: list[Box], placed: list[Box], owner: NDArray[np.int32], canvas: Canvas,
) -> float:
    """Return how bad a place is: out of frame, on a face, on other lettering, on somebody else, far away."""
    gap = 4.0 * canvas.size
    grown = Box(spot.left - gap, spot.top - gap, spot.right + gap, spot.bottom + gap)
    area = (spot.right - spot.left) * (spot.bottom - spot.top)
    cost = 40.0 * spot.outside(canvas.width, canvas.height, 6.0 * canvas.size)
    cost += 2000.0 * sum(grown.overlap(face) for face in faces) / area
    cost += 60.0 * spot.overlap(head.box) / area  # the back of a head may be lettered, but not by choice
    cost += 3000.0 * sum(grown.overlap(other) for other in placed) / area
    rows = slice(max(0, int(grown.top / 4)), max(1, int(grown.bottom / 4) + 1))
    under = owner[rows, max(0, int(grown.left / 4)): max(1, int(grown.right / 4) + 1)]
    if under.size:
        other, own = (under >= 0) & (under != head.group), under == head.group
        # a name lying on somebody else names the wrong person; on its owner it cannot be mistaken
        cost += 700.0 * float(other.mean()) + 25.0 * float(own.mean())
    aside = max(spot.left - head.box.right, head.box.left - spot.right, 0.0)
    above = max(spot.top - head.box.bottom, head.box.top - spot.bottom, 0.0)
    box = head.box
    centre = np.hypot(spot.left + spot.right - box.left - box.right, spot.top + spot.bottom - box.top - box.bottom)
    away = np.hypot(aside, above) * 2.5 + 0.2 * centre
    return float(cost + away / max(canvas.size, 0.2))
