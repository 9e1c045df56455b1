import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roto_shapes import NASTY, far, point, rotos, square
from secondunit.core.errors import InputError
from secondunit.core.shapes import Blend, ControlPoint, Layer, Roto, Shape, clean_name, named
from secondunit.departments.roto.curves.raster import composite, coverage, draw, lay, polygon, raster
from secondunit.formats.roto_json import read_json, write_json


def test_points_move_on_straight_lines_between_keys_and_stand_still_outside_them():
    shape = Shape("box", {10: square(0), 20: square(10)})
    assert shape.at(5) == shape.at(10) == square(0)
    assert shape.at(15)[0].x == 5 and shape.at(20) == shape.at(99) == square(10)
    assert [shape.at(12.5)[i].x for i in range(4)] == [2.5, 22.5, 22.5, 2.5]


def test_keys_are_kept_in_the_order_of_frames():
    assert list(Shape("box", {9: square(), 3: square()}).keys) == [3, 9]


@pytest.mark.parametrize("wrong", [
    {"keys": {}}, {"keys": {1: square(), 2: square()[:3]}}, {"keys": {1: square()[:1]}}, {"keys": {10**9: square()}},
    {"keys": {1: square()}, "first": 5, "last": 4}, {"keys": {1: square()}, "opacity": 1.5}, {"keys": {1: square()}, "opacity": math.nan},
    {"keys": {1: square()}, "name": ""}, {"keys": {1: square()}, "name": "a\nb"}, {"keys": {1: square()}, "name": "x" * 201},
])  # fmt: skip
def test_a_shape_that_cannot_be_is_one_clear_error(wrong):
    with pytest.raises(InputError):
        Shape(**({"name": "box"} | wrong))


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, 1e7, -1e300])
def test_a_point_outside_of_any_picture_is_an_error(number):
    with pytest.raises(InputError, match="no place in a picture"):
        ControlPoint.of((0, 0, number, 0, 0, 0, 0, 0))


@pytest.mark.parametrize("wrong", [
    {"width": 0}, {"height": -1}, {"width": 10**7}, {"last": -1}, {"pixel_aspect": 0.0}, {"pixel_aspect": math.nan}, {"last": 10**9},
])  # fmt: skip
def test_a_shot_that_cannot_be_is_one_clear_error(wrong):
    with pytest.raises(InputError):
        Roto(**({"width": 10, "height": 10, "first": 0, "last": 5} | wrong))


def test_layers_nested_without_end_are_refused():
    layer = Layer("in")
    for _ in range(40):
        layer = Layer("out", (layer,))
    with pytest.raises(InputError, match="deep"):
        Roto(10, 10, 0, 1, (layer,))


@pytest.mark.parametrize("text", [*NASTY, ""])
def test_any_text_becomes_a_name_that_is_taken(text):
    assert named(clean_name(text))


def test_a_square_covers_its_pixels_in_part_where_it_cuts_them():
    matte = coverage(np.array([[1.5, 1.25], [4.5, 1.25], [4.5, 3.75], [1.5, 3.75]]), 6, 7)
    assert matte[2].tolist() == [0, 0.5, 1, 1, 0.5, 0, 0] and matte[1, 1] == pytest.approx(0.375)
    assert matte.sum() == pytest.approx(7.5)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0.2, 1), st.floats(0, 1)), min_size=3, max_size=20), st.floats(-30, 80), st.floats(-30, 80), st.booleans())
def test_coverage_sums_to_the_area_and_a_window_shows_what_the_whole_shows(spokes, x, y, turned):
    angles = (np.arange(len(spokes)) + [0.9 * share for _, share in spokes]) / len(spokes) * 2 * np.pi
    reach = np.array([30 * radius for radius, _ in spokes])
    points = np.stack([100 + x + reach * np.cos(angles), 100 + y + reach * np.sin(angles)], 1)
    if turned:
        points = points[::-1]
    whole = coverage(points, 250, 250)
    a, b = points, np.roll(points, -1, 0)
    area = abs((a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum() / 2)
    if len(spokes) > 3:  # three spokes may leave the centre outside
        assert whole.sum() == pytest.approx(area, abs=0.02)
    assert whole.min() >= 0 and whole.max() <= 1
    window = coverage(points - 100, 50, 60)
    assert np.abs(window - whole[100:150, 100:160]).max() < 1e-5


def test_a_circle_of_four_points_is_round():
    k, r = 0.5522847498 * 20, 20
    circle = (
        ControlPoint(50 + r, 50, (0, -k), (0, k)), ControlPoint(50, 50 + r, (k, 0), (-k, 0)),
        ControlPoint(50 - r, 50, (0, k), (0, -k)), ControlPoint(50, 50 - r, (-k, 0), (k, 0)),
    )  # fmt: skip
    away = np.hypot(*(polygon(circle) - 50).T)
    assert abs(away - r).max() < 0.01
    y, x = np.mgrid[:100, :100] + 0.5
    assert np.abs((draw(circle, 100, 100) >= 0.5).astype(int) - (np.hypot(x - 50, y - 50) < r)).sum() <= 8


def test_a_feather_falls_evenly_from_the_curve_to_its_end():
    matte = draw(square(20, 20, 40, feather=10), 80, 80)
    across = matte[40, 55:75]
    assert across[:5].min() == 1 and across[15:].max() == 0
    assert np.abs(across[5:15] - np.linspace(0.95, 0.05, 10)).max() < 0.03


def test_shapes_are_laid_over_each_other_by_their_blend_modes():
    one, two = np.float32([[1, 1, 0, 0.5]]), np.float32([[1, 0, 1, 0.5]])
    want = {Blend.ADD: [1, 1, 1, 0.75], Blend.SUBTRACT: [0, 1, 0, 0.25], Blend.MAX: [1, 1, 1, 0.5], Blend.INTERSECT: [1, 0, 0, 0.25], Blend.DIFFERENCE: [0, 1, 1, 0]}
    for blend, values in want.items():
        assert lay(one, two, blend).tolist() == [values]


def test_a_hole_is_cut_out_and_a_shape_is_seen_in_its_lifetime_only():
    body, hole = Shape("body", {0: square(10, 10, 40)}), Shape("hole", {0: square(20, 20, 10)}, blend=Blend.SUBTRACT, first=5, last=9)
    roto = Roto(80, 60, 0, 20, (Layer("object 1", (body, hole)),))
    assert [float(composite(roto, frame).sum()) for frame in (4, 5, 9, 10)] == [1600, 1500, 1500, 1600]
    assert not raster(Shape("open", {0: square()}, closed=False), 0, 60, 80).any()


@settings(max_examples=30, deadline=None)
@given(rotos())
def test_our_own_file_gives_the_tree_back(roto):
    back = read_json(write_json(roto))
    assert far(roto, back) <= 1e-4 and write_json(back) == write_json(roto)
    assert [(s.name, s.blend, s.opacity, s.first, s.last, s.visible) for s in back.shapes()] == [(s.name, s.blend, s.opacity, s.first, s.last, s.visible) for s in roto.shapes()]


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=5), lambda c: st.lists(c, max_size=3) | st.dictionaries(st.sampled_from(["schema", "layers", "kind", "keys", "width", "name"]), c)).map(lambda v: str(v).replace("'", '"').encode())))
def test_a_damaged_file_of_ours_is_one_clear_error(data):
    with pytest.raises(InputError):
        read_json(data)


@pytest.mark.parametrize("data", [
    b"[" * 100_000, b'{"schema": "roto.2"}', b'{"schema": "roto.1", "width": 1e9}', b'{"schema":"roto.1","width":5,"height":5,"first":0,"last":1,"layers":[{"kind":"shape","name":"a","keys":[[0,[[NaN,0,0,0,0,0,0,0]]]]}]}',
    b'{"schema":"roto.1","width":5,"height":5,"first":0,"last":1,"layers":[{"kind":"shape","name":"a","keys":[[0,[[1e999,0,0,0,0,0,0,0],[0,0,0,0,0,0,0,0]]]]}]}',
    b'{"schema":"roto.1","width":5,"height":5,"first":0,"last":1,"layers":' + b'[{"kind":"layer","name":"a","children":' * 50 + b"[]" + b"}]" * 50 + b"}",
])  # fmt: skip
def test_hostile_files_of_ours_are_refused(data):
    with pytest.raises(InputError):
        read_json(data)


@given(point)
def test_a_point_is_its_eight_numbers(one):
    assert ControlPoint.of(one.numbers()) == one
