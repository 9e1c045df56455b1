"""J, F and T on shapes whose scores are known."""

import numpy as np
import pytest

from secondunit.departments.roto import metrics


def disc(x: float, y: float, radius: float, size: tuple[int, int] = (120, 160)) -> np.ndarray:
    yy, xx = np.mgrid[0 : size[0], 0 : size[1]]
    return ((xx - x) ** 2 + (yy - y) ** 2 <= radius**2).astype(np.uint8)


def square(x: int, y: int, side: int, size: tuple[int, int] = (120, 160)) -> np.ndarray:
    mask = np.zeros(size, np.uint8)
    mask[y : y + side, x : x + side] = 255
    return mask


EMPTY = np.zeros((120, 160), np.uint8)


def test_region_counts_shared_pixels_over_all_pixels() -> None:
    assert metrics.region_similarity(square(10, 10, 20), square(20, 10, 20)) == pytest.approx(200 / 600)


def test_two_empty_masks_agree_and_one_empty_mask_does_not() -> None:
    assert metrics.region_similarity(EMPTY, EMPTY) == metrics.contour_accuracy(EMPTY, EMPTY) == 1
    assert metrics.region_similarity(EMPTY, disc(60, 60, 20)) == metrics.contour_accuracy(EMPTY, disc(60, 60, 20)) == 0


def test_contours_within_the_tolerance_count_as_found_and_beyond_it_do_not() -> None:
    wide = 0.008 * np.hypot(120, 160)  # 1.6: a radius of 2 px
    assert metrics.contour_accuracy(square(12, 10, 40), square(10, 10, 40)) == pytest.approx(1, abs=0.01)
    shifted = metrics.contour_accuracy(square(14, 10, 40), square(10, 10, 40))
    assert np.ceil(wide) == 2
    assert 0.4 < shifted < 0.65  # the two sides along the shift are found, the two across it are lost


def test_a_frame_wide_tolerance_finds_every_contour() -> None:
    assert metrics.contour_accuracy(square(14, 10, 40), square(90, 60, 20), tolerance=160) == 1


def test_a_shape_that_only_moves_is_steady_and_one_that_grows_a_limb_is_not() -> None:
    plain = disc(60, 60, 25)
    limb = plain | square(60, 55, 60)
    assert metrics.temporal_instability(plain, disc(72, 66, 25)) < 0.02
    assert metrics.temporal_instability(plain, limb) > 0.1


def test_steadiness_does_not_depend_on_where_a_contour_begins() -> None:
    mask = square(30, 30, 50) | square(80, 45, 30)
    rolled = np.rot90(np.rot90(np.rot90(np.rot90(mask))))
    assert metrics.temporal_instability(mask, np.roll(rolled, 7, axis=1)) < 0.02


def test_steadiness_of_an_absent_object_is_not_a_number() -> None:
    assert np.isnan(metrics.temporal_instability(EMPTY, disc(60, 60, 20)))


def test_the_warping_path_is_the_cheapest_of_all_paths() -> None:
    cost = np.random.default_rng(4).random((5, 4)).astype(np.float32)

    def cheapest(row: int, column: int) -> float:
        if row < 0 or column < 0:
            return np.inf
        if row == column == 0:
            return float(cost[0, 0])
        return float(cost[row, column]) + min(
            cheapest(row - 1, column), cheapest(row, column - 1), cheapest(row - 1, column - 1)
        )

    rows, columns = metrics._warping_path(cost)
    assert cost[rows, columns].sum() == pytest.approx(cheapest(4, 3))


def test_a_shot_is_scored_without_its_ends_and_its_keys() -> None:
    truth = [disc(60 + k, 60, 20) for k in range(8)]
    wrong = [EMPTY if k in (0, 3, 7) else mask for k, mask in enumerate(truth)]
    scores = metrics.score(wrong, truth, annotated=[3])
    assert (scores.region, scores.contour, scores.recall, scores.frames) == (1, 1, 1, 5)


def test_decay_is_the_loss_from_the_first_quarter_to_the_last() -> None:
    truth = [square(20, 20, 40)] * 10
    fading = [square(20, 20, 40 - 2 * k) for k in range(10)]
    assert metrics.score(fading, truth).decay > 0.3


def test_a_shot_of_keys_alone_has_no_score() -> None:
    assert np.isnan(metrics.score([EMPTY, EMPTY], [EMPTY, EMPTY]).region)
