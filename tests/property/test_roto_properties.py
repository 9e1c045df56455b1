"""What holds of scores, advice and paths whatever the masks, keys and shifts are."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from secondunit.departments.roto import metrics
from secondunit.departments.roto.propagate import affected, anchors, next_frame_to_fix
from secondunit.departments.roto.propagate.network import Perceptron, softmax

MASKS = arrays(np.uint8, (12, 17), elements=st.integers(0, 1))
COUNT = 24
KEYS = st.dictionaries(st.integers(0, COUNT - 1), st.integers(1, 3), min_size=1, max_size=6)


def as_labels(keys: dict[int, int]) -> dict[int, np.ndarray]:
    """Keys that all hold objects 1 to 3, in an order that tells them apart: no object is new to the shot."""
    return {number: np.roll(np.array([1, 2, 3], np.uint8), value)[None] for number, value in keys.items()}


def neighbours(keys: dict[int, int], frame: int) -> tuple[object, object]:
    """The keys that decide a frame: the nearest at or before it and at or after it, with what they say."""
    before = max((key for key in keys if key <= frame), default=None)
    after = min((key for key in keys if key >= frame), default=None)
    return (before, keys.get(before) if before is not None else 0), (after, keys.get(after) if after is not None else 0)


@given(MASKS, MASKS)
def test_region_and_contour_scores_are_fractions_and_do_not_care_which_mask_is_the_truth(a: np.ndarray, b: np.ndarray) -> None:
    for measure in (metrics.region_similarity, metrics.contour_accuracy):
        assert 0 <= measure(a, b) <= 1
        assert measure(a, b) == measure(b, a)
        assert measure(a, a) == 1


@given(MASKS, MASKS)
def test_a_wider_tolerance_never_lowers_the_contour_score(a: np.ndarray, b: np.ndarray) -> None:
    scores = [metrics.contour_accuracy(a, b, radius) for radius in (1, 2, 4)]
    assert scores == sorted(scores)


@given(MASKS, MASKS)
@settings(max_examples=40)
def test_unsteadiness_is_a_fraction_where_there_are_contours(a: np.ndarray, b: np.ndarray) -> None:
    found = metrics.temporal_instability(a, b)
    assert np.isnan(found) or 0 <= found <= 1


@given(KEYS, KEYS)
def test_frames_outside_what_is_affected_stand_between_the_same_keys_as_before(before: dict, after: dict) -> None:
    touched = {frame for part in affected(as_labels(before), as_labels(after), COUNT) for frame in part}
    for frame in set(range(COUNT)) - touched:
        assert neighbours(before, frame) == neighbours(after, frame)


@given(KEYS, KEYS)
def test_affected_ranges_are_in_order_and_apart(before: dict, after: dict) -> None:
    parts = affected(as_labels(before), as_labels(after), COUNT)
    assert all(len(part) and part.start >= 0 and part.stop <= COUNT for part in parts)
    assert all(left.stop < right.start for left, right in pairwise(parts))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.sets(st.integers(0, 29), min_size=1))
def test_advice_names_a_frame_of_the_shot_that_is_no_key(confidence: list[float], keys: set[int]) -> None:
    inside = {key for key in keys if key < len(confidence)}
    found = next_frame_to_fix(confidence, inside)
    if found is None:
        assert not inside or len(inside) == len(confidence)
    else:
        assert found not in inside and 0 <= found < len(confidence)


@given(st.integers(-6, 6), st.integers(-6, 6))
def test_a_shift_turned_round_leads_back(u: int, v: int) -> None:
    path = np.full((20, 30, 3), (2 * u, 2 * v, 0), np.float32)
    back = anchors.inverse(path)
    assert np.allclose(back[..., :2], -path[..., :2], atol=1e-3)
    assert np.allclose(anchors.through(path, back)[..., :2], 0, atol=1e-3)
    assert back[..., 2].sum() == 20 * 30 - (20 - abs(v)) * (30 - abs(u))  # nothing leads there


@given(st.integers(2, 21), st.integers(2, 21))
def test_enlarging_keeps_the_grid_where_it_was(height: int, width: int) -> None:
    full = np.random.default_rng(3).random((height, width, 3)).astype(np.float32)
    assert np.allclose(anchors.larger(full[::2, ::2], height, width)[::2, ::2], full[::2, ::2], atol=1e-6)


@given(st.integers(0, 5))
@settings(max_examples=6)
def test_the_net_learns_what_is_linearly_separable(seed: int) -> None:
    chance = np.random.default_rng(seed)
    inputs = chance.normal(0, 1, (400, 3)).astype(np.float32)
    answers = (inputs @ np.array([1, -2, 0.5]) > 0).astype(np.intp)
    net = Perceptron.fresh((3, 8, 2), seed)
    net.fit(lambda: (inputs, answers, np.ones(400, np.float32)), 300)
    chances = softmax(net.logits(inputs))
    assert np.allclose(chances.sum(axis=1), 1, atol=1e-5)
    assert (chances.argmax(axis=1) == answers).mean() > 0.95
