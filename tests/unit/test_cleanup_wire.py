"""Wires: read across, outside untouched, paths and masks alike."""

import cv2
import numpy as np
import pytest

from secondunit.core.errors import InputError
from secondunit.departments.roto.cleanup.wire import Path, remove_wires

SIZE = (120, 160)


def sky(seed: int = 0) -> np.ndarray:
    """A soft sky with clouds and a little grain."""
    chance = np.random.default_rng(seed)
    clouds = cv2.resize(chance.random((7, 9, 3)).astype(np.float32), SIZE[::-1], interpolation=cv2.INTER_CUBIC)
    return np.clip(90 + 110 * clouds + chance.normal(0, 1.5, (*SIZE, 3)), 0, 255).astype(np.uint8)


LINE = Path([(5.0, 20.0), (80.0, 45.5), (150.0, 110.0)], 3.0)


def wired(picture: np.ndarray, mask: np.ndarray) -> np.ndarray:
    out = picture.copy()
    out[mask] = (20, 15, 10)
    return out


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    return float(10 * np.log10(255**2 / np.mean((a.astype(float) - b) ** 2)))


def test_a_wire_over_the_sky_goes():
    mask = LINE.mask(SIZE)
    truth = [sky(n) for n in range(3)]
    for done, frame in zip(remove_wires([wired(f, mask) for f in truth], [LINE] * 3), truth, strict=True):
        assert psnr(done.picture[mask], frame[mask]) > 34
        assert done.confidence[mask].mean() > 0.6


def test_it_is_read_across_and_not_along():
    """Behind a level wire stand upright stripes: a fill from all around would smear them."""
    x = np.arange(SIZE[1])
    stripes = np.repeat((127 + 90 * np.sign(np.sin(x / 4)))[None, :, None], SIZE[0], axis=0)
    frame = np.repeat(stripes, 3, axis=2).astype(np.uint8)
    mask = np.zeros(SIZE, np.uint8)
    mask[58:63] = 255
    done = next(remove_wires([wired(frame, mask > 0)], [mask], regrain=False))
    inner = mask > 0
    inner[:, :3] = inner[:, -3:] = False
    assert np.array_equal(done.picture[inner], frame[inner])


def test_a_path_and_its_mask_do_the_same_and_outside_nothing_changes():
    mask = LINE.mask(SIZE)
    frame = wired(sky(), mask)
    kept = frame.copy()
    by_path = next(remove_wires([frame], [LINE], seed=4))
    by_mask = next(remove_wires([frame], [mask.astype(np.uint8)], seed=4))
    assert np.array_equal(by_path.picture, by_mask.picture)
    assert np.array_equal(by_path.picture[~mask], frame[~mask])
    assert np.array_equal(frame, kept)


def test_several_wires_and_wires_that_leave_the_frame_go():
    two = [Path([(-20.0, 30.0), (200.0, 40.0)], 2.0), Path([(60.0, -9.0), (62.0, 140.0)], 2.0)]
    mask = two[0].mask(SIZE) | two[1].mask(SIZE)
    frame = sky()
    done = next(remove_wires([wired(frame, mask)], [two]))
    assert psnr(done.picture[mask], frame[mask]) > 34


def test_a_wire_along_the_edge_of_the_frame_is_read_from_its_one_side():
    mask = np.zeros(SIZE, np.uint8)
    mask[:, :4] = 1
    done = next(remove_wires([wired(sky(), mask > 0)], [mask]))
    assert psnr(done.picture[mask > 0], sky()[mask > 0]) > 27
    assert (done.confidence[mask > 0] < 0.5).all()


def test_grain_is_laid_over_it():
    chance = np.random.default_rng(5)
    frame = np.clip(128 + chance.normal(0, 8, (*SIZE, 3)), 0, 255).astype(np.uint8)
    mask = Path([(0.0, 60.0), (160.0, 64.0)], 9.0).mask(SIZE)
    plain = next(remove_wires([wired(frame, mask)], [mask], regrain=False)).picture[mask]
    grained = next(remove_wires([wired(frame, mask)], [mask])).picture[mask]
    assert abs(grained.std() - frame[mask].std()) < 0.5 * abs(plain.std() - frame[mask].std())


def test_what_is_no_wire_is_one_clear_error():
    frame, thick = sky(), np.zeros(SIZE, np.uint8)
    thick[30:90, 30:90] = 1
    with pytest.raises(InputError, match="no wire"):
        list(remove_wires([frame], [thick]))
    with pytest.raises(InputError, match="for 2 frames, the plate has 1"):
        list(remove_wires([frame], [thick, thick]))
    with pytest.raises(InputError, match="not of the frame's size"):
        list(remove_wires([frame], [thick[:50]]))
    for points in ([(1.0, 2.0)], [(1.0, 2.0), (float("nan"), 3.0)], []):
        with pytest.raises(InputError, match="at least two points"):
            list(remove_wires([frame], [Path(points, 3.0)]))
    with pytest.raises(InputError, match="cannot be drawn"):
        list(remove_wires([frame], [Path([(1.0, 2.0), (9.0, 9.0)], 0.0)]))
