"""The edge of a matte: soft where the picture is, moved and feathered by what is asked, clean elsewhere."""

import numpy as np
import pytest

from plate_makers import picture, square
from secondunit.departments.roto.edges import moved, settled, softened


def test_specks_and_pinholes_go_and_the_object_stays():
    mask = square(3) > 0
    dirty = mask.copy()
    dirty[2, 2], dirty[22, 20] = True, False
    assert np.array_equal(settled(dirty), mask)


def test_a_mask_of_nothing_and_of_everything_stay():
    for value in (False, True):
        assert np.array_equal(settled(np.full((9, 9), value)), np.full((9, 9), value))
        assert np.array_equal(softened(np.full((48, 64), value), picture(0)), np.full((48, 64), float(value), np.float32))


def test_a_tiny_object_is_no_speck():
    mask = np.zeros((48, 64), bool)
    mask[10, 10] = True
    assert np.array_equal(settled(mask), mask)


def test_softness_stays_in_a_band_around_the_edge():
    mask = square(3) > 0
    matte = softened(mask, picture(3))
    assert matte[24, 22] == 1 and matte[5, 50] == 0
    assert ((matte > 0.5) == mask).mean() > 0.99


@pytest.mark.parametrize("shift", [-3, -1.5, 2, 4])
def test_the_edge_moves_by_as_much_as_is_asked(shift):
    mask = (square(3) > 0).astype(np.float32)
    width = moved(mask, shift, 0)[24].sum()
    assert width == pytest.approx(16 + 2 * shift, abs=0.01)


def test_feather_is_the_width_from_a_tenth_to_nine_tenths():
    mask = np.zeros((40, 80), np.float32)
    mask[:, 40:] = 1
    row = moved(mask, 0, 10)[20]
    width = np.count_nonzero((row > 0.1) & (row < 0.9))
    assert 9 <= width <= 11


@pytest.mark.parametrize("slope", [0.0, 0.3, 1.0])
def test_a_rope_of_a_pixel_does_not_fade_where_the_picture_is_flat(slope):
    x = np.arange(10, 110)
    mask = np.zeros((120, 120), bool)
    mask[np.rint(5 + slope * x).astype(int), x] = True
    mask[60:110, :8] = True
    soft = softened(mask, np.full((120, 120, 3), 120, np.uint8))
    assert soft[:, 20:][mask[:, 20:]].min() > 0.6
    assert soft.sum() < 2.5 * mask.sum()
