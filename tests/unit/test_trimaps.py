"""Trimaps, foreground colours and steady mattes: the band is as wide as the edge, colours return, chatter goes."""

import cv2
import numpy as np
import pytest

from matte_makers import cloth, error, mixed, soft_disk, strands
from secondunit.core.errors import InputError
from secondunit.departments.plates.pixels import as_bytes, to_display, to_linear
from secondunit.departments.roto.matting.foreground import foreground, premultiplied
from secondunit.departments.roto.matting.temporal import smooth_over_time
from secondunit.departments.roto.matting.trimap import trimap_of, trimaps_of


def covered(tri, alpha):
    """The share of mixed pixels that are unknown."""
    part = (alpha > 0.05) & (alpha < 0.95)
    return (tri == 128)[part].mean()


@pytest.mark.parametrize("soft", [1, 8, 20])
def test_the_band_is_as_wide_as_the_edge_is_soft(soft):
    alpha = soft_disk(160, 200, 45, soft)
    picture, _, _ = mixed(alpha)
    tri = trimap_of(alpha > 0.5, picture, most=14)
    assert covered(tri, alpha) > 0.9
    around = 2 * np.pi * 45
    assert (tri == 128).sum() / around < soft + 14
    assert (alpha[tri == 255] > 0.85).all() and (alpha[tri == 0] < 0.15).all()


def test_strands_outside_the_mask_widen_the_band_where_they_are():
    alpha = strands(160, 200)
    middle = np.zeros(alpha.shape, bool)
    cv2.circle(whole := middle.astype(np.uint8), (100, 80), 22, 1, -1)
    bald = soft_disk(160, 200, 22, 1)
    with_hair = trimap_of(whole, mixed(np.maximum(alpha, bald))[0], most=18)
    without = trimap_of(whole, mixed(bald)[0], most=18)
    assert (with_hair == 128).sum() > 1.6 * (without == 128).sum()


def test_flow_across_the_edge_widens_the_band_and_flow_along_it_does_not():
    mask = np.zeros((120, 160), bool)
    mask[:, 80:] = True
    picture, _, _ = mixed(mask.astype(np.float32), rough=0.02)
    flow = np.zeros((120, 160, 2), np.float32)
    still = (trimap_of(mask, picture, flow=flow, most=20) == 128).sum()
    flow[..., 1] = 40
    assert (trimap_of(mask, picture, flow=flow, most=20) == 128).sum() == still
    flow[..., :] = (40, 0)
    assert (trimap_of(mask, picture, flow=flow, most=20) == 128).sum() > 2 * still


@pytest.mark.parametrize("thick", [3, 4, 7])
@pytest.mark.parametrize("gap", [False, True])
def test_thin_parts_and_gaps_are_not_swallowed(thick, gap):
    mask = np.zeros((100, 140), bool)
    mask[48 : 48 + thick, 20:120] = True
    mask[20:80, 5:25] = True
    if gap:
        mask = ~mask
    tri = trimap_of(mask, mixed(mask.astype(np.float32))[0], edge_radius=6)
    line = tri[48 : 48 + thick, 30:110]
    assert ((line == (0 if gap else 255)).any(0)).all()


def test_the_artists_handles_do_what_they_say():
    alpha = soft_disk(160, 200, 45, 1)
    picture, _, _ = mixed(alpha)
    mask = alpha > 0.5
    narrow, wide = (trimap_of(mask, picture, edge_radius=r) for r in (3, 9))
    assert (wide == 128).sum() > 2.5 * (narrow == 128).sum()
    assert (trimap_of(mask, picture, edge_radius=3, feather=6) == wide).all()
    out = trimap_of(mask, picture, edge_radius=3, shift_edge=5)
    into = trimap_of(mask, picture, edge_radius=3, shift_edge=-5)
    assert (out == 255).sum() > (narrow == 255).sum() > (into == 255).sum()
    soft = trimap_of(soft_disk(160, 200, 45, 30), picture, edge_radius=1)
    assert (soft == 128).sum() > 25 * 2 * np.pi * 45


def test_each_object_gets_its_trimap_and_empty_masks_pass_through():
    labels = np.zeros((80, 120), np.uint8)
    labels[10:40, 10:50] = 1
    labels[30:70, 60:110] = 4
    picture = cloth(80, 120, (0.4, 0.5, 0.6), 1)
    tris = trimaps_of(labels, picture, edge_radius=2)
    assert sorted(tris) == [1, 4] and (tris[1][30:70, 60:110] == 0).all() and (tris[4][40:60, 70:100] == 255).all()
    assert all(set(np.unique(tri)) == {0, 128, 255} and tri.dtype == np.uint8 for tri in tris.values())
    assert not trimap_of(np.zeros((80, 120)), picture).any()
    assert (trimap_of(np.ones((80, 120), bool), picture) == 255).all()
    assert trimaps_of(np.zeros((80, 120), np.uint8), picture) == {}
    with pytest.raises(InputError, match="mask"):
        trimap_of(labels[:10], picture)
    with pytest.raises(InputError, match="radius"):
        trimap_of(labels == 1, picture, edge_radius=-1)


def scene(alpha):
    """A picture mixed in linear light, and its foreground."""
    high, wide = alpha.shape
    front, back = cloth(high, wide, (0.7, 0.35, 0.2), 1), cloth(high, wide, (0.15, 0.5, 0.7), 2)
    light = alpha[..., None] * to_linear(front) + (1 - alpha[..., None]) * to_linear(back)
    return light, front


@pytest.mark.parametrize("alpha", [soft_disk(160, 200, 45, 12), strands(160, 200)], ids=["soft", "strands"])
def test_the_foreground_is_free_of_the_background(alpha):
    light, front = scene(alpha)
    found = foreground(as_bytes(to_display(light)), alpha)
    part = (alpha > 0.1) & (alpha < 1)
    assert np.abs(found - front)[part].mean() < 0.25 * np.abs(to_display(light) - front)[part].mean()
    assert found.dtype == np.float32 and np.abs(found - front)[alpha == 1].max() < 0.01


def test_highlights_survive_in_the_foreground_and_strips_change_nothing(monkeypatch):
    alpha = soft_disk(160, 200, 45, 12)
    light, front = scene(alpha)
    bright = light + 6 * alpha[..., None]
    found = foreground(bright, alpha, linear=True)
    assert np.abs(found - 6 - to_linear(front))[alpha > 0.5].mean() < 0.1
    monkeypatch.setattr("secondunit.departments.roto.matting.foreground.STRIP", 40)
    assert np.array_equal(foreground(bright, alpha, linear=True), found)
    out = premultiplied(found, alpha, linear=True)
    assert np.abs(out + (1 - alpha[..., None]) * cloth(160, 200, (0, 0, 0), 1, 0) - found * alpha[..., None]).max() < 1e-6
    assert premultiplied(to_display(found), alpha) == pytest.approx(to_display(out), abs=1e-4)


def test_foregrounds_of_nothing_and_of_broken_mattes():
    picture = cloth(20, 30, (0.4, 0.5, 0.6), 1)
    assert not foreground(picture, np.zeros((20, 30))).any()
    assert np.allclose(foreground(picture, np.ones((20, 30))), picture, atol=1e-6)
    with pytest.raises(InputError, match="matte"):
        foreground(picture, np.ones((20, 31)))
    with pytest.raises(InputError, match="NaN"):
        foreground(picture, np.full((20, 30), np.nan))


def moving(frames=6, shift=3, noise=0.08):
    """A soft disk that moves over cloth: (picture, true alpha, chattering alpha) of each frame."""
    chance = np.random.default_rng(7)
    big, skin = cloth(120, 260, (0.2, 0.4, 0.6), 2, 0.08), cloth(120, 260, (0.7, 0.4, 0.2), 3, 0.08)
    out = []
    for k in range(frames):
        alpha = np.roll(soft_disk(120, 260, 28, 9), k * shift - 40, 1)[:, 20:200]
        picture = alpha[..., None] * np.roll(skin, k * shift, 1)[:, 20:200] + (1 - alpha[..., None]) * big[:, 20:200]
        rough = cv2.GaussianBlur(chance.normal(0, 1, alpha.shape).astype(np.float32), (0, 0), 2)
        chatter = np.where((alpha > 0) & (alpha < 1), alpha + noise * rough / rough.std(), alpha)
        out.append((as_bytes(picture), alpha, np.clip(chatter, 0, 1).astype(np.float32)))
    return out


def unsteadiness(mattes, truths):
    """dtSSD: the root mean square of what differs between the changes of alpha over time."""
    steps = [(b - a) - (d - c) for a, b, c, d in zip(mattes, mattes[1:], truths, truths[1:], strict=False)]
    return float(np.sqrt(np.mean(np.square(steps))))


def test_smoothing_takes_chatter_out_and_leaves_the_edge_where_it_is():
    shot = moving()
    truths, rough = [each[1] for each in shot], [each[2] for each in shot]
    calm = list(smooth_over_time((each[0], each[2]) for each in shot))
    assert len(calm) == len(shot) and all(each.dtype == np.float32 for each in calm)
    assert unsteadiness(calm, truths) < 0.75 * unsteadiness(rough, truths)
    assert sum(map(error, calm, truths)) < sum(map(error, rough, truths))
    wider = list(smooth_over_time(((each[0], each[2]) for each in shot), reach=2))
    assert unsteadiness(wider, truths) < unsteadiness(calm, truths)
    true = list(smooth_over_time((each[0], each[1]) for each in shot))
    assert sum(map(error, true, truths)) / len(shot) < 1e-4


def test_smoothing_reads_no_further_than_it_must():
    read = []

    def frames():
        for number, (picture, _, matte) in enumerate(moving(6)):
            read.append(number)
            yield picture, matte

    for done, _ in enumerate(smooth_over_time(frames())):
        assert len(read) <= done + 2 or len(read) == 6


def test_smoothing_of_strength_zero_single_frames_and_bad_input():
    shot = moving(3)
    same = list(smooth_over_time(((each[0], each[2]) for each in shot), strength=0))
    assert all(np.array_equal(each, shot[k][2]) for k, each in enumerate(same))
    assert list(smooth_over_time([])) == []
    assert np.array_equal(next(smooth_over_time([(shot[0][0], shot[0][2])])), shot[0][2])
    with pytest.raises(InputError, match="strength"):
        list(smooth_over_time([], strength=2))
    with pytest.raises(InputError, match="follows"):
        list(smooth_over_time([(shot[0][0], shot[0][2]), (shot[1][0][:50], shot[1][2][:50])]))
