"""Arrows in the storyboard convention: how the camera moves and where a subject goes.

Camera: a broad arrow in perspective for a dolly, along the frame edge for pan, tilt, truck and pedestal, bent for
crane and orbit, corner arrows to the end frame for a zoom. Subjects that walk or run: an arrow on the ground.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from secondunit.scene.ink.style import InkPasses
from secondunit.scene.ink.trace import Lens
from secondunit.scene.overlay.canvas import Box, Canvas, Point
from secondunit.scene.stage.data import StageData

GOING = {"walk": 1.5, "run": 2.4}  # metres that the arrow is long
POINTS = 13.0


def camera_arrow(canvas: Canvas, stage: StageData, lens: Lens, faces: list[Box]) -> list[Box]:
    """Draw the camera's move, clear of `faces` where it can; return the boxes that it covers."""
    camera = stage.camera
    if not camera.move or camera.move == "static" or camera.end_position is None or camera.end_axes is None:
        return []
    shift = (camera.end_position - camera.position) @ camera.axes.T  # right, up, back in metres
    look = -(camera.end_axes[2] @ camera.axes.T)  # the new view direction in the old camera's frame
    right, up, w, h = float(shift[0]), float(shift[1]), canvas.width, canvas.height
    kind = camera.move
    edge = 34.0 * canvas.size
    if kind in ("dolly in", "dolly out", "follow"):
        inward = kind == "dolly in" or (kind == "follow" and shift[2] < 0)
        return [_dolly(canvas, inward, faces), _caption(canvas, kind)]
    if kind == "zoom":
        return [*_zoom(canvas, stage, lens), _caption(canvas, kind)]
    if kind in ("pan", "truck"):
        sign = np.sign(look[0]) if kind == "pan" else np.sign(right)
        return [_straight(canvas, (w / 2, h - edge), (float(sign or 1.0), 0.0), kind == "truck"),
                _caption(canvas, kind)]
    if kind in ("tilt", "pedestal"):
        sign = np.sign(look[1]) if kind == "tilt" else np.sign(up)
        return [_straight(canvas, (w - edge, h / 2), (0.0, -float(sign or 1.0)), kind == "pedestal"),
                _caption(canvas, kind)]
    if kind == "crane":
        sign = float(np.sign(up) or 1.0)
        x = w - edge * 1.3
        bend = [(x - 26 * canvas.size * np.cos(t), h / 2 - sign * 0.24 * h * np.sin(t)) for t in _turn(-1.3, 1.3)]
        return [_along(canvas, bend, 20.0), _caption(canvas, kind)]
    if kind == "orbit":
        sign = float(np.sign(right) or 1.0)
        arc = [(w / 2 + sign * 0.24 * w * np.sin(t), h - edge * 1.9 + 0.075 * h * np.cos(t)) for t in _turn(-1.2, 1.2)]
        return [_along(canvas, arc, 20.0), _caption(canvas, kind)]
    return [_caption(canvas, kind)]  # handheld and the like: a word says it


def subject_arrows(canvas: Canvas, stage: StageData, lens: Lens, passes: InkPasses) -> list[Box]:
    """Draw ground arrows for principals that walk or run; return the boxes they cover."""
    visible = np.unique(passes.id)
    owners = {stage.objects[i - 1].group for i in visible if 0 < i <= len(stage.objects)}
    boxes = []
    for index, group in enumerate(stage.groups):
        if group.kind != "figure" or group.pose not in GOING or index not in owners:
            continue
        ahead = np.array([np.cos(np.radians(group.heading)), np.sin(np.radians(group.heading)), 0.0])
        side = np.array([-ahead[1], ahead[0], 0.0])
        for height in (0.02, *(group.landmarks[name][2] - group.position[2] for name in ("knee", "waist")
                               if name in group.landmarks)):
            start = np.asarray(group.position) + ahead * 0.45 + (0.0, 0.0, height)
            flat = start + [ahead * f * GOING[group.pose] + side * s for f, s in _OUTLINE]
            shown = lens.project(flat)
            points = [(float(x), float(y)) for x, y in shown[:, :2]]
            box = _around(points)
            sane = box.right - box.left < 0.25 * canvas.width and box.bottom - box.top < 0.25 * canvas.height
            if shown[:, 2].min() > 0.3 and _inside(shown, canvas) and sane:
                canvas.shape(points, 2.0)
                boxes.append(box)
                break
    return boxes


# along the way 0..1, aside in metres
_OUTLINE = ((0.0, 0.09), (0.68, 0.09), (0.68, 0.24), (1.0, 0.0), (0.68, -0.24), (0.68, -0.09), (0.0, -0.09))


def _dolly(canvas: Canvas, inward: bool, faces: list[Box]) -> Box:
    """Draw a broad arrow on the floor of the frame, in one-point perspective."""
    choices = [_floor_arrow(canvas, inward, side, size) for size in (1.0, 0.72) for side in (0.0, -0.34, 0.34)]
    outline = min(choices, key=lambda shape: sum(_around(shape).overlap(face) for face in faces))
    canvas.shape(outline, 2.4)
    return _around(outline)


def _floor_arrow(canvas: Canvas, inward: bool, side: float, size: float) -> list[Point]:
    w, h = canvas.width, canvas.height
    vanish = (w / 2, h * 0.45)

    def floor(across: float, deep: float) -> Point:
        x, y = w / 2 + (side + across * size) * w, h * 0.985
        t = deep * size / (1.0 + deep * size)
        return x + (vanish[0] - x) * t, y + (vanish[1] - y) * t

    tail, head, tip = (0.05, 0.50, 0.85) if inward else (0.85, 0.30, 0.03)
    thin, broad = 0.034, 0.082
    return [floor(-thin, tail), floor(-thin, head), floor(-broad, head), floor(0.0, tip), floor(broad, head),
            floor(thin, head), floor(thin, tail)]


def _straight(canvas: Canvas, middle: Point, way: Point, double: bool) -> Box:
    """Draw a flat arrow around `middle`; a moving camera (`double`) gets a broad one, a turning one a slim one."""
    half, broad = 95.0 * canvas.size, (13.0 if double else 6.0) * canvas.size
    head = (24.0 if double else 17.0) * canvas.size
    ax, ay = way
    sx, sy = -ay, ax

    def at(along: float, aside: float) -> Point:
        return middle[0] + ax * along + sx * aside, middle[1] + ay * along + sy * aside

    neck = half - head * 1.2
    outline = [at(-half, -broad), at(neck, -broad), at(neck, -head), at(half, 0.0), at(neck, head), at(neck, broad),
               at(-half, broad)]
    canvas.shape(outline, 2.2)
    return _around(outline)


def _along(canvas: Canvas, path: list[Point], breadth: float) -> Box:
    """Draw a bent arrow that follows `path`."""
    points = np.asarray(path)
    ahead = np.gradient(points, axis=0)
    ahead /= np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-9)
    aside = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1) * breadth * canvas.size * 0.5
    neck = max(2, len(points) - 5)
    outline = [*(points[:neck] + aside[:neck]), points[neck - 1] + aside[neck - 1] * 2.4, points[-1],
               points[neck - 1] - aside[neck - 1] * 2.4, *(points[:neck] - aside[:neck])[::-1]]
    shape = [(float(x), float(y)) for x, y in outline]
    canvas.shape(shape, 2.2)
    return _around(shape)


def _zoom(canvas: Canvas, stage: StageData, lens: Lens) -> list[Box]:
    """Draw the end frame and an arrow from each corner to it."""
    w, h = canvas.width, canvas.height
    camera = stage.camera
    assert camera.end_position is not None  # noqa: S101 (the caller looked)
    closer = float((camera.end_position - camera.position) @ -camera.axes[2])
    half = 0.31  # of the frame: half the end frame's side
    signs = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    corners = [(w * (0.5 + sx * half), h * (0.5 + sy * half)) for sx, sy in signs]
    canvas.dashes([*corners, corners[0]])
    for (x, y), (ox, oy) in zip(corners, ((0, 0), (w, 0), (w, h), (0, h)), strict=True):
        outer, inner = (ox + (x - ox) * 0.35, oy + (y - oy) * 0.35), (ox + (x - ox) * 0.85, oy + (y - oy) * 0.85)
        start, end = (outer, inner) if closer >= 0 else (inner, outer)
        _along(canvas, [(start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t)
                        for t in np.linspace(0, 1, 9)], 9.0)
    return []


def _caption(canvas: Canvas, kind: str) -> Box:
    label = kind.upper()
    wide, high = canvas.text_box(label, POINTS)
    x, y = canvas.width - wide - 14 * canvas.size, 12 * canvas.size
    canvas.text((x, y), label, POINTS)
    return Box(x, y, x + wide, y + high)


def _turn(start: float, end: float) -> NDArray[np.float64]:
    return np.linspace(start, end, 25)


def _inside(shown: NDArray[np.float64], canvas: Canvas) -> bool:
    x, y = shown[:, 0], shown[:, 1]
    good = (x > 4) & (x < canvas.width - 4) & (y > 4) & (y < canvas.height - 4)
    return bool(good.all())


def _around(points: list[Point]) -> Box:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return Box(min(xs), min(ys), max(xs), max(ys))
