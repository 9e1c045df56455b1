"""Names stay off faces and off each other and inside the frame; the clean panel is not touched."""

from dataclasses import replace

import numpy as np
import pytest

from scene_helpers import boxes
from secondunit.scene.ink import InkStyle, render
from secondunit.scene.ink.trace import Lens
from secondunit.scene.overlay import overlay, with_overlay
from secondunit.scene.overlay.canvas import Canvas
from secondunit.scene.overlay.names import heads, name_heads
from secondunit.scene.stage.data import look_axes

STYLE = InkStyle(480, 270)


def _cast(*places, camera=((0.0, -5.0, 0.0), (0.0, 0.0, 0.0))):
    items = [(f"person_{i}", (x, y, 0.0), (0.4, 0.3, 1.7), 0.6, "figure") for i, (x, y) in enumerate(places)]
    stage = boxes(*items, camera=camera, width=480, height=270)
    groups = tuple(
        replace(g, label=f"PERSON {i}",
                landmarks={"head_top": (x, y, 0.85), "chin": (x, y, 0.62), "eyes": (x, y - 0.1, 0.74)},
                position=(x, y, -0.85))
        for i, (g, (x, y)) in enumerate(zip(stage.groups, places, strict=True)))
    return replace(stage, groups=groups)


class Recorder(Canvas):
    """A canvas that remembers where it lettered."""

    def __init__(self, *size):
        super().__init__(*size)
        self.lettered = []

    def text(self, at, text, points):
        self.lettered.append((*at, *self.text_box(text, points)))
        super().text(at, text, points)


@pytest.mark.parametrize("stage", [
    _cast((-1.0, 0.0), (1.0, 0.0)),
    _cast((-0.25, 0.0), (0.25, 0.1), (0.6, 0.9), (-0.7, 1.0)),
    _cast((0.0, 0.0), camera=((0.1, -0.75, 0.72), (0.0, 0.0, 0.72))),
    _cast((0.0, 0.0), (0.3, 0.6), camera=((0.0, -1.4, 0.9), (0.1, 0.0, 0.7))),
])
def test_names_keep_clear(stage):
    passes = render(stage, STYLE)
    lens = Lens(stage.camera, 480, 270)
    canvas = Recorder(480, 270)
    name_heads(canvas, stage, lens, passes, [])
    faces = heads(stage, lens, passes)
    assert len(canvas.lettered) == len(faces) >= 1
    boxes_ = [(x, y, x + w, y + h) for x, y, w, h in canvas.lettered]
    for i, (left, top, right, bottom) in enumerate(boxes_):
        assert left >= 0
        assert top >= 0
        assert right <= 480
        assert bottom <= 270
        for head in faces:
            wide = min(right, head.box.right) - max(left, head.box.left)
            high = min(bottom, head.box.bottom) - max(top, head.box.top)
            assert min(wide, high) <= 0.0
        for other in boxes_[:i]:
            assert min(right, other[2]) - max(left, other[0]) <= 0 or min(bottom, other[3]) - max(top, other[1]) <= 0


def test_hidden_people_are_not_named():
    stage = _cast((0.0, 0.0))
    wall = boxes(("person_0", (0.0, 0.0, 0.0), (0.4, 0.3, 1.7), 0.6, "figure"),
                 ("wall", (0, -1, 0), (9, 0.1, 9), 0.6, "set"), width=480, height=270)
    stage = replace(wall, groups=(stage.groups[0], wall.groups[1]))
    assert heads(stage, Lens(stage.camera, 480, 270), render(stage, STYLE)) == []


def test_layer_and_panel_agree_and_clean_is_untouched():
    stage = _cast((-1.0, 0.0), (1.0, 0.0))
    passes = render(stage, STYLE)
    before = passes.panel.copy()
    layer = overlay(stage, passes).astype(np.float32)
    over = with_overlay(stage, passes)
    assert (passes.panel == before).all()
    alpha = layer[..., 3:] / 255.0
    assert 0.001 < (alpha > 0.5).mean() < 0.1
    assert np.abs(before * (1 - alpha) + layer[..., :3] * alpha - over).max() < 3.0


MOVES = {"dolly in": (0, -3, 0), "dolly out": (0, -8, 0), "truck": (2, -5, 0), "pedestal": (0, -5, 1),
         "crane": (0, -4, 3),
         "orbit": (3, -4, 0), "zoom": (0, -3, 0), "follow": (0, -3, 0), "handheld": (0, -5, 0), "pan": (0, -5, 0),
         "tilt": (0, -5, 0)}


@pytest.mark.parametrize("kind", sorted(MOVES))
def test_each_move_is_drawn_and_static_is_not(kind):
    stage = _cast((0.0, 0.0))
    stage = replace(stage, groups=tuple(replace(g, label="") for g in stage.groups))
    passes = render(stage, STYLE)
    assert overlay(stage, passes)[..., 3].max() == 0
    target = {"pan": (3.0, 0.0, 0.0), "tilt": (0.0, 0.0, 3.0)}.get(kind, (0.0, 0.0, 0.0))
    camera = replace(stage.camera, move=kind, end_position=np.array(MOVES[kind], float),
                     end_axes=look_axes(MOVES[kind], target, 0.0))
    alpha = overlay(replace(stage, camera=camera), passes)[..., 3]
    assert (alpha > 128).mean() > 0.001


def test_pan_arrow_points_where_the_camera_turns():
    stage = _cast((0.0, 0.0))
    passes = render(stage, STYLE)
    pictures = []
    for x in (-3.0, 3.0):
        camera = replace(stage.camera, move="pan", end_position=np.array((0.0, -5.0, 0.0)),
                         end_axes=look_axes((0.0, -5.0, 0.0), (x, 0.0, 0.0), 0.0))
        layer = overlay(replace(stage, camera=camera), passes)[200:, :, 3] > 128
        columns = np.nonzero(layer.any(axis=0))[0]
        tall = layer[:, columns.min(): columns.max() + 1].sum(axis=0)
        pictures.append(tall[: len(tall) // 2].max() - tall[len(tall) // 2:].max())
    assert pictures[0] > 0 > pictures[1]  # the head is the tall end
