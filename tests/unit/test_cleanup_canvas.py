"""A hole is filled source by source, and each fill is fitted to what was there before it."""

import numpy as np
import pytest

from secondunit.departments.roto.cleanup.canvas import BORROWED, PATCHED, PLATE, SAME, Canvas

SIZE = (60, 80)


def ramp() -> np.ndarray:
    """A soft slope of light from left to right."""
    return np.repeat(np.linspace(0.2, 0.6, SIZE[1], dtype=np.float32)[None, :, None], SIZE[0], axis=0).repeat(3, axis=2)


def hole() -> np.ndarray:
    box = np.zeros(SIZE, bool)
    box[20:40, 30:50] = True
    return box


def punched() -> np.ndarray:
    return np.where(hole()[..., None], np.float32(0), ramp())


def test_a_fill_of_another_brightness_is_fitted_without_a_step() -> None:
    canvas = Canvas(punched(), hole())
    canvas.put(ramp() + np.float32(SAME / 2), np.ones(SIZE, bool), BORROWED, sure=1.0, grain=0.0)
    assert not canvas.open.any() and (canvas.source[hole()] == BORROWED).all()
    assert np.abs(canvas.picture - ramp()).max() < 0.01


def test_the_plate_is_never_touched_outside_the_hole() -> None:
    canvas = Canvas(punched(), hole())
    canvas.put(ramp() + np.float32(SAME / 2), np.ones(SIZE, bool), BORROWED, sure=1.0, grain=0.0)
    assert np.array_equal(canvas.picture[~hole()], ramp()[~hole()])
    assert (canvas.source[~hole()] == PLATE).all() and not canvas.sure[~hole()].any()


def test_what_the_surroundings_contradict_stays_open_unless_it_is_made_up() -> None:
    canvas = Canvas(punched(), hole())
    other = ramp() + np.float32(4 * SAME)
    canvas.put(other, np.ones(SIZE, bool), BORROWED, sure=1.0, grain=0.0)
    assert np.array_equal(canvas.open, hole()) and np.array_equal(canvas.picture, punched())
    canvas.put(ramp(), np.ones(SIZE, bool), PATCHED, sure=0.2, grain=0.5)
    assert not canvas.open.any() and canvas.sure[30, 40] == pytest.approx(0.2) and canvas.grain[30, 40] == 0.5


def test_a_later_source_fills_only_what_is_still_open() -> None:
    canvas = Canvas(punched(), hole())
    left = np.zeros(SIZE, bool)
    left[:, :40] = True
    canvas.put(ramp(), left, BORROWED, sure=1.0, grain=1.0)
    assert canvas.open.sum() == 20 * 10
    canvas.put(ramp(), np.ones(SIZE, bool), PATCHED, sure=0.2, grain=0.0)
    assert (canvas.source[20:40, 30:40] == BORROWED).all() and (canvas.source[20:40, 40:50] == PATCHED).all()


def test_a_fill_with_nothing_beside_it_is_taken_as_it_is() -> None:
    whole = np.ones(SIZE, bool)
    canvas = Canvas(np.zeros_like(ramp()), whole)
    canvas.put(ramp(), whole, BORROWED, sure=1.0, grain=0.0)
    assert np.array_equal(canvas.picture, ramp())
