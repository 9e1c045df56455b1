"""Grain: what is measured is what was there, and what is laid on is like it."""

import cv2
import numpy as np
import pytest

from secondunit.core.errors import InputError
from secondunit.departments.plates import grain


def clean() -> np.ndarray:
    y, x = np.mgrid[0:240, 0:320] / 320
    base = np.stack([0.25 + 0.5 * x, 0.3 + 0.4 * y, 0.45 + 0.2 * x], axis=-1)
    base[60:180, 200:300] += 0.12 * ((np.mgrid[60:180, 200:300].sum(axis=0) // 5) % 2)[..., None]
    return base.astype(np.float32)


def noise(softness: float, share: float, seed: int = 0) -> np.ndarray:
    white = np.random.default_rng(seed).standard_normal((240, 320, 3)).astype(np.float32)
    soft = cv2.GaussianBlur(white, (0, 0), softness) if softness else white
    mix = np.linalg.cholesky(np.full((3, 3), share) + (1 - share) * np.eye(3)).astype(np.float32)
    return (soft / soft.std()) @ mix.T


def neighbours(field: np.ndarray) -> float:
    field = field - field.mean(axis=(0, 1))
    return float((field[:, 1:] * field[:, :-1]).mean() / (field**2).mean())


@pytest.mark.parametrize("softness", [0.0, 0.6, 0.8])
@pytest.mark.parametrize("strength", [0.008, 0.03])
def test_strength_softness_and_colour_are_measured_and_made_again(softness, strength):
    added = noise(softness, 0.6) * strength
    found = grain.measure([clean() + added])
    assert found.mean == pytest.approx(strength, rel=0.2)
    together = found.mix @ found.mix.T
    assert together[0, 1] == pytest.approx(0.6, abs=0.12)
    made = grain.apply(clean(), found, seed=3, frame=7) - clean()
    assert made.std() == pytest.approx(strength, rel=0.2)
    assert neighbours(made) == pytest.approx(neighbours(added), abs=0.15)


def test_grain_that_grows_with_light_is_followed():
    base = clean()
    added = noise(0.6, 0.3) * (0.005 + 0.03 * base)
    found = grain.measure([base + added])
    dark, light = found.strength[2].mean(), found.strength[5].mean()
    assert light > 1.3 * dark


def test_the_same_seed_and_frame_give_the_same_grain_and_others_another():
    found = grain.measure([clean() + noise(0.6, 0.5) * 0.02])
    first = grain.noise(found, (40, 50), 1, 2)
    assert np.array_equal(first, grain.noise(found, (40, 50), 1, 2))
    for other in (grain.noise(found, (40, 50), 1, 3), grain.noise(found, (40, 50), 2, 2)):
        assert abs(float((first * other).mean())) < 0.1


def test_masked_parts_are_not_read():
    picture = clean() + noise(0.0, 0.5) * 0.01
    mask = np.zeros(picture.shape[:2], np.uint8)
    picture[:120] = clean()[:120] + noise(0.0, 0.5, 1)[:120] * 0.08
    mask[:121] = 255
    assert grain.measure([picture], [mask]).mean == pytest.approx(0.01, rel=0.25)


def test_texture_that_moves_along_is_no_grain_and_grain_is():
    chance = np.random.default_rng(2)
    wall = cv2.GaussianBlur(chance.random((260, 340, 3)).astype(np.float32), (0, 0), 1.2)
    still = np.zeros((240, 320), bool)
    first, second = wall[:240, :320], wall[2:242, 3:323]
    assert grain.changing(first, second, still) < 0.004
    grainy = [part + noise(0.0, 0.5, n) * 0.03 for n, part in enumerate((first, second))]
    assert grain.changing(grainy[0], grainy[1], still) == pytest.approx(0.03, rel=0.25)
    assert grain.changing(first, second, ~still) == 0
    found = grain.measure(grainy)
    assert found.at_most(0.01).mean == pytest.approx(0.01)
    assert found.at_most(9.0).mean == pytest.approx(found.mean)


def test_nothing_to_read_from_is_an_error():
    with pytest.raises(InputError, match="grain"):
        grain.measure([clean()], [np.ones((240, 320), np.uint8)])
    with pytest.raises(InputError, match="grain"):
        grain.measure([])
    with pytest.raises(InputError, match="grain"):
        grain.measure([np.ones((240, 320, 3), np.float32)])
