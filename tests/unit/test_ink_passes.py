"""The passes are exact geometry, the board is ink where edges are, and the same stage gives the same picture."""

import hashlib

import numpy as np
import pytest
from scipy.spatial import ConvexHull

from scene_helpers import boxes
from secondunit.core.errors import InputError
from secondunit.scene.ink import InkStyle, render
from secondunit.scene.ink.style import MOODS
from secondunit.scene.ink.trace import Lens
from secondunit.scene.layout import Light
from secondunit.scene.layout_json import MOODS as LAYOUT_MOODS

STYLE = InkStyle(192, 108)
CRATE = ("crate", (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), 0.5, "set")


def test_box_of_known_size_projects_where_it_should():
    passes = render(boxes(CRATE), STYLE)
    wide = 1.0 / 4.5 * 192  # front face at 4.5 m, lens as long as the sensor is wide
    rows, columns = np.nonzero(passes.id == 1)
    assert columns.max() - columns.min() + 1 == pytest.approx(wide, abs=1.0)
    assert rows.max() - rows.min() + 1 == pytest.approx(wide, abs=1.0)
    assert (columns.mean(), rows.mean()) == pytest.approx((95.5, 53.5), abs=0.01)
    assert passes.depth[54, 96] == pytest.approx(4.5, abs=1e-5)
    assert np.isinf(passes.depth[0, 0])
    assert (passes.id[0, 0], passes.normal[0, 0].tolist()) == (0, [0.0, 0.0, 0.0])
    assert passes.normal[54, 96] == pytest.approx([0.0, 0.0, 1.0], abs=1e-6)


def test_id_pass_is_the_projected_hull_of_each_box():
    stage = boxes(
        ("near", (-0.9, -0.4, 0.2), (0.8, 1.3, 0.7), 0.5, "set"),
        ("far", (1.1, 1.5, -0.3), (1.4, 0.6, 1.9), 0.5, "set"),
        camera=((0.7, -5.0, 1.9), (0.1, 0.0, 0.1)))
    passes = render(stage, STYLE)
    lens = Lens(stage.camera, 192, 108)
    y, x = np.mgrid[0:108, 0:192] + 0.5
    for index in (0, 1):
        corners = lens.project(stage.points[8 * index: 8 * index + 8])[:, :2]
        sides = ConvexHull(corners).equations
        deep = (sides[:, 0, None, None] * x + sides[:, 1, None, None] * y + sides[:, 2, None, None]).max(axis=0)
        mask = passes.id == index + 1
        assert mask[deep < -0.02].all()
        assert not mask[deep > 0.02].any()


def test_depth_is_monotone_on_a_floor_and_normals_are_unit():
    floor = ("floor", (0.0, 20.0, -1.55), (60.0, 60.0, 0.1), 0.7, "set")
    stage = boxes(floor, camera=((0.0, -5.0, 0.1), (0.0, 0.0, -0.4)))
    passes = render(stage, STYLE)
    column = passes.depth[:, 96]
    ground = column[np.isfinite(column)]
    assert len(ground) > 50
    assert (np.diff(ground) < 0).all()
    seen = passes.id > 0
    assert np.allclose(np.linalg.norm(passes.normal[seen], axis=1), 1.0, atol=1e-5)
    # depth is along the camera axis: every pixel's point lies on the floor plane
    lens = Lens(stage.camera, 192, 108)
    rays = lens.directions(0, 216).reshape(216, 384, 3)[::2, ::2]
    points = stage.camera.position + rays * np.where(seen, passes.depth, 0.0)[..., None]
    assert np.abs(points[seen][:, 2] + 1.5).max() < 2e-3


def test_edges_follow_the_silhouette():
    figure = ("joe", (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), 0.8, "figure")
    passes = render(boxes(figure, width=480, height=270), InkStyle(480, 270))
    rows, columns = np.nonzero(passes.id == 1)
    left, middle = columns.min(), (rows.min() + rows.max()) // 2
    along = passes.edges[rows.min() + 8: rows.max() - 8, left - 2: left + 3].max(axis=1)
    assert along.min() > 0.3
    assert along.mean() > 0.8
    assert passes.edges[middle - 20: middle + 20, 225:255].max() == 0.0
    dark, paper = passes.panel[middle, left - 2: left + 3].min(), passes.panel[5, 5].min()
    assert dark < paper - 100


def test_no_line_between_two_triangles_of_one_face():
    passes = render(boxes(("wall", (0.0, 0.0, 0.0), (30.0, 1.0, 30.0), 0.5, "set")), STYLE)
    assert passes.edges.max() == 0.0


@pytest.mark.parametrize("mood", sorted(MOODS))
def test_same_stage_same_picture_and_every_mood_draws(mood):
    light = Light(mood, (0.3, 1.0, -0.5), ((0.0, -2.0, 1.0),))
    stage = boxes(CRATE, ("mara", (1.2, -0.5, 0.0), (0.4, 0.4, 1.7), 0.6, "figure"),
                  ("floor", (0.0, 0.0, -0.9), (20.0, 20.0, 0.1), 0.7, "set"), light=light)
    first, second = render(stage, STYLE), render(stage, STYLE)
    for name in ("panel", "depth", "normal", "id", "edges"):
        a, b = (hashlib.sha256(getattr(p, name).tobytes()).hexdigest() for p in (first, second))
        assert a == b, name
    assert first.panel.std() > 8.0
    assert np.isfinite(first.normal).all()
    assert np.isfinite(first.edges).all()


def test_a_take_has_its_own_hand_but_the_same_geometry():
    stage = boxes(CRATE)
    first, second = render(stage, STYLE), render(stage, InkStyle(192, 108, seed=5))
    assert (first.panel != second.panel).any()
    assert (first.id == second.id).all()
    assert (first.depth == second.depth).all()


def test_figures_stand_out_from_the_set():
    """By day the ground around a figure is lighter than the figure's outline; by night it is not lost either."""
    for mood in ("day", "night"):
        stage = boxes(("joe", (0.0, 0.0, 0.0), (0.6, 0.4, 1.8), 0.3, "figure"),
                      ("wall", (0.0, 3.0, 0.0), (20.0, 0.2, 8.0), 0.6, "set"), light=Light(mood, (0.3, 1.0, -0.5)))
        passes = render(stage, STYLE)
        value = passes.panel.mean(axis=2)
        rows, columns = np.nonzero(passes.id == 1)
        middle = (rows.min() + rows.max()) // 2
        line = value[middle, columns.min() - 2: columns.min() + 2].min()
        assert value[middle, columns.min() - 8] - line > 25.0, mood


def test_moods_of_layout_and_ink_agree():
    assert set(MOODS) == set(LAYOUT_MOODS)


@pytest.mark.parametrize(("data", "named"), [
    ({"width": 8}, "width"), ({"height": 10**6}, "height"), ({"hatch": 1}, "hatch"), ({"hatching": "much"}, "hatching"),
    ({"hatching": float("nan")}, "hatching"), ({"grain": 3}, "grain"),
    ({"overlays": 1}, "overlays"), ({"seed": -1}, "seed"),
])
def test_wrong_styles_name_the_key(data, named):
    with pytest.raises(InputError, match=named):
        InkStyle.from_json(data)


def test_style_switches_read_as_strengths():
    assert InkStyle.from_json({"hatching": False, "grain": True}) == InkStyle(hatching=0.0, grain=1.0)
