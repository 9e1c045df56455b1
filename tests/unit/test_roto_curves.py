"""Masks to curves: few keys, few points, holes, parts that come and go, feathers, and clear errors."""

import cv2
import numpy as np
import pytest

from secondunit.core.errors import InputError
from secondunit.core.shapes import Blend
from secondunit.departments.roto.curves.fit import Settings, fit
from secondunit.departments.roto.curves.pieces import pieces
from secondunit.departments.roto.curves.quality import jerk, measure, overlap
from secondunit.departments.roto.curves.raster import composite, layer_matte, polygon
from secondunit.departments.roto.curves.simple import crossings, untangled

HEIGHT, WIDTH = 120, 160
Y, X = np.mgrid[:HEIGHT, :WIDTH] + 0.5


def disc(x, y, radius, squeeze=1.0):
    return np.hypot((X - x) / squeeze, Y - y) < radius


def walking(frames=24):
    """A blob that moves one way and back again."""
    return {f: disc(50 + 3 * min(f, 23 - f), 60 + f / 3, 28, 1.3).astype(np.uint8) for f in range(frames)}


def test_a_moving_blob_gets_few_keys_at_its_extremes_and_few_points():
    masks = walking()
    roto = fit(masks)
    (shape,) = roto.shapes()
    found = measure(roto, masks)
    assert shape.points <= 12 and len(shape.keys) <= 5 and {11, 12} & set(shape.keys)
    assert np.mean([f.iou for f in found]) >= 0.97 and min(f.iou for f in found) >= 0.94 and max(f.worst for f in found) < 3.5
    assert (shape.first, shape.last, roto.first, roto.last) == (0, 23, 0, 23) and not roto.notes


def test_the_same_masks_give_the_same_shapes():
    assert fit(walking(8)).to_json() == fit(walking(8)).to_json()


def test_a_hole_becomes_a_shape_that_subtracts_and_an_island_in_it_is_kept():
    mask = (disc(80, 60, 50) & ~disc(80, 60, 30) | disc(80, 60, 12)).astype(np.uint8)
    roto = fit([mask, mask, mask])
    blends = [shape.blend for shape in roto.shapes()]
    assert blends == [Blend.ADD, Blend.SUBTRACT, Blend.ADD]
    assert overlap(composite(roto, 1) >= 0.5, mask > 0) > 0.97


def test_every_object_is_a_layer_of_its_own():
    mask = (disc(45, 60, 25) + 2 * disc(115, 60, 25)).astype(np.uint8)
    roto = fit({5: mask, 6: mask})
    assert [layer.name for layer in roto.layers] == ["object 1", "object 2"]
    assert overlap(layer_matte(roto.layers[1], 5, HEIGHT, WIDTH) >= 0.5, mask == 2) > 0.97


def test_parts_that_meet_and_part_again_are_shapes_with_lifetimes():
    masks = {f: (disc(40 + 4 * f, 60, 20) | disc(120, 60, 20)).astype(np.uint8) for f in range(24)}
    roto = fit(masks)
    shapes = list(roto.shapes())
    assert len(shapes) >= 2 and min(s.first for s in shapes) == 0 and max(s.last for s in shapes) == 23
    assert all(sum(s.lives(f) for s in shapes) >= 1 for f in masks)
    assert np.mean([f.iou for f in measure(roto, masks)]) > 0.93


def test_a_gap_in_the_frames_ends_the_shape():
    mask = disc(80, 60, 30).astype(np.uint8)
    roto = fit({0: mask, 1: mask, 7: mask})
    assert [(s.first, s.last) for s in roto.shapes()] == [(0, 1), (7, 7)]


def test_an_object_that_leaves_the_picture_is_drawn_on_beyond_its_border():
    masks = {f: disc(150 + f, 60, 30).astype(np.uint8) for f in range(6)}
    roto = fit(masks)
    assert max(p.x for s in roto.shapes() for points in s.keys.values() for p in points) > WIDTH + 4
    assert min(f.iou for f in measure(roto, masks)) > 0.95


def test_a_soft_matte_becomes_a_feather_as_wide_as_its_ramp():
    away = np.hypot(X - 80, Y - 60)
    matte = np.clip((44 - away) / 12, 0, 1).astype(np.float32)
    mask = (matte >= 0.5).astype(np.uint8)
    roto = fit([mask], mattes={1: {0: matte}})
    (shape,) = roto.shapes()
    widths = [np.hypot(*p.feather) for p in shape.keys[0]]
    assert all(abs(width - 12) < 1.5 for width in widths)
    assert np.abs(composite(roto, 0) - matte).mean() < 0.01
    hard = fit([mask], mattes={1: {0: mask.astype(np.float32)}})
    assert all(p.feather == (0.0, 0.0) for s in hard.shapes() for p in s.keys[0])


def test_flow_keeps_points_on_a_surface_that_turns():
    masks, flow = {}, {}
    for f in range(8):
        a = 0.12 * f
        u, v = (X - 80) * np.cos(a) + (Y - 60) * np.sin(a), -(X - 80) * np.sin(a) + (Y - 60) * np.cos(a)
        masks[f] = ((np.abs(u) < 45) & (np.abs(v) < 14)).astype(np.uint8)
        turn = np.array([[np.cos(0.12), -np.sin(0.12)], [np.sin(0.12), np.cos(0.12)]]) - np.eye(2)
        flow[f] = np.einsum("ij,hwj->hwi", turn, np.stack([X - 80, Y - 60], -1)).astype(np.float32)
    (shape,) = fit(masks, flow=flow, settings=Settings(keys=0.5)).shapes()
    first, last = (np.array([(p.x - 80, p.y - 60) for p in shape.at(f)]) for f in (0, 7))
    a = 0.12 * 7
    turned = first @ np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
    assert np.median(np.hypot(*(turned - last).T)) < 2.5 and jerk(shape) < 1.5


def test_specks_are_left_out_and_an_empty_frame_has_no_shape():
    mask = disc(80, 60, 30).astype(np.uint8)
    mask[3, 3] = 1
    roto = fit({0: mask, 1: np.zeros_like(mask)})
    assert len(list(roto.shapes())) == 1 and not composite(roto, 1).any()


@pytest.mark.parametrize("masks", [
    {}, [], [np.zeros((10, 10), np.uint8)], [np.ones((10, 10), np.uint8), np.ones((10, 11), np.uint8)], [np.ones((10, 10), np.float32)], [np.ones((10, 10, 3), np.uint8)],
])  # fmt: skip
def test_masks_that_cannot_be_fitted_are_one_clear_error(masks):
    with pytest.raises(InputError):
        fit(masks)


@pytest.mark.parametrize("wrong", [{"points": 3}, {"keys": 0}, {"keys": 1.5}, {"iou": 1.0}])
def test_settings_that_cannot_be_are_one_clear_error(wrong):
    with pytest.raises(InputError):
        Settings(**wrong)


def test_a_shape_that_stands_still_has_two_keys_however_long_it_lives():
    mask = disc(80, 60, 30).astype(np.uint8)
    (shape,) = fit(dict.fromkeys(range(70), mask)).shapes()
    assert list(shape.keys) == [0, 69] and shape.points <= 8


def test_masks_are_read_frame_by_frame():
    class Lazy(dict):
        def __getitem__(self, frame):
            return disc(60 + frame, 60, 30).astype(np.uint8)

    roto = fit(Lazy.fromkeys(range(10, 16)))
    assert (roto.first, roto.last) == (10, 15) and len(list(roto.shapes())) == 1


def puppet(f):
    """A body with two arms that wave out of step: a comb of small teeth on it wants more points than one shape has."""
    mask = (np.abs(X - 80) < 26) & (np.abs(Y - 62) < 40)
    mask |= (np.abs(Y - 102 - 3 * (np.floor(X / 4) % 2)) < 3) & (np.abs(X - 80) < 26)
    for side, phase in ((-1, 0.0), (1, 1.5)):
        angle = 0.5 * np.sin(0.35 * f + phase)
        u, v = (X - 80) * side * np.cos(angle) + (Y - 45) * np.sin(angle), -(X - 80) * side * np.sin(angle) + (Y - 45) * np.cos(angle)
        mask |= (u > 0) & (u < 66) & (np.abs(v) < 8)
    return mask.astype(np.uint8)


def test_a_body_with_waving_arms_is_cut_at_its_necks_and_shows_no_seam():
    masks = {f: puppet(f) for f in range(20)}
    roto = fit(masks, settings=Settings(points=10))
    shapes = list(roto.shapes())
    assert len(shapes) >= 2 and all(s.first == 0 and s.last == 19 for s in shapes)
    assert np.mean([f.iou for f in measure(roto, masks)]) > 0.93
    inside = (np.abs(X - 80) < 20) & (np.abs(Y - 62) < 30)
    assert min(composite(roto, f)[inside].min() for f in (0, 7, 13)) > 0.99


def test_a_line_a_pixel_wide_keeps_a_width_and_an_object_too_small_is_said_to_be():
    line = np.zeros((HEIGHT, WIDTH), np.uint8)
    line[40, 20:120] = 1
    line[3, 3] = 2
    roto = fit([line, line])
    (shape,) = roto.shapes()
    assert composite(roto, 0)[40, 30:110].min() > 0.5
    assert any("object 2: no outline" in note for note in roto.notes) and shape.name.startswith("object 1")


@pytest.mark.parametrize("seed", range(4))
def test_any_mask_gives_valid_shapes_within_the_bounds(seed):
    chance = np.random.default_rng(seed)
    masks = {}
    for f in range(6):
        mask = np.zeros((60, 80), np.uint8)
        for _ in range(3):
            x, y, radius = chance.uniform((0, 0, 2), (80, 60, 25))
            mask |= (np.hypot(X[:60, :80] - x, Y[:60, :80] - y) < radius).astype(np.uint8)
        masks[f] = mask ^ (chance.random(mask.shape) < 0.02).astype(np.uint8)
    roto = fit(masks)
    for shape in roto.shapes():
        assert 4 <= shape.points <= 24 and min(shape.keys) == shape.first and max(shape.keys) == shape.last
    assert np.mean([f.iou for f in measure(roto, masks)]) > 0.85


def test_caps_inside_an_object_get_no_feather():
    masks = {f: puppet(f) for f in range(0, 12)}
    mattes = {f: cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 2.0) for f, mask in masks.items()}
    shapes = list(fit(masks, mattes={1: mattes}, settings=Settings(points=10)).shapes())
    widths = [np.hypot(*p.feather) for s in shapes for points in s.keys.values() for p in points]
    assert len(shapes) >= 2 and max(widths) < 14 and np.median(widths) > 3


def crossing(f):
    """A body, and an arm that swings across it from one side to the other."""
    angle = 0.6 + 0.11 * f
    u, v = (X - 80) * np.cos(angle) + (Y - 30) * np.sin(angle), -(X - 80) * np.sin(angle) + (Y - 30) * np.cos(angle)
    return ((np.abs(X - 80) < 20) & (np.abs(Y - 62) < 42) | (u > 0) & (u < 58) & (np.abs(v) < 8)).astype(np.uint8)


def test_a_limb_that_crosses_the_body_leaves_the_body_one_shape():
    masks = {f: crossing(f) for f in range(18)}
    roto = fit(masks)
    shapes = list(roto.shapes())
    assert sum((s.first, s.last) == (0, 17) for s in shapes) >= 1 and len(shapes) <= 6
    assert sum(len(s.keys) for s in shapes) <= 0.5 * sum(s.last - s.first + 1 for s in shapes)
    assert np.mean([f.iou for f in measure(roto, masks)]) > 0.95


def test_no_key_of_a_shape_crosses_itself():
    for shape in fit({f: crossing(f) for f in range(0, 18)}).shapes():
        assert not any(len(crossings(polygon(points, steps=6))) for points in shape.keys.values())


def test_a_large_mask_is_followed_in_small_and_drawn_in_full():
    small = crossing(3)
    large = cv2.resize(small, None, fx=17, fy=17, interpolation=cv2.INTER_NEAREST)[:, :-3]
    assert fit([large]).width == large.shape[1] > 2 * 1280
    assert min(f.iou for f in measure(fit([large]), {0: large})) > 0.97


def test_small_loops_of_a_ring_are_pulled_straight_and_a_large_one_is_refused():
    turn = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    ring = 40 * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    assert not len(crossings(ring)) and np.array_equal(untangled(ring), ring)
    folded = ring.copy()
    folded[[20, 21]] = folded[[21, 20]]
    assert len(crossings(folded)) and not len(crossings(untangled(folded))) and np.abs(untangled(folded) - ring).max() < 6
    eight = 40 * np.stack([np.sin(2 * turn), np.sin(turn + 0.05)], axis=1)
    assert untangled(eight) is None


def test_pieces_of_a_region_overlap_and_cover_it_and_an_arm_akimbo_is_a_piece():
    body = (np.abs(X - 60) < 25) & (np.abs(Y - 60) < 45)
    arm = ((np.abs(X - 100) < 7) & (np.abs(Y - 60) < 32)) | ((np.abs(Y - 34) < 7) | (np.abs(Y - 86) < 7)) & (X > 80) & (X < 106)
    found = pieces(body | arm, float((body | arm).sum()))
    assert len(found) == 2 and np.array_equal(found[0] | found[1], body | arm) and (found[0] & found[1]).sum() > 50
    assert not found[0][60, 100] and found[1][60, 100]
    assert len(pieces(body, float(body.sum()))) == 1 and pieces(np.zeros_like(body), 1.0) == []
