"""Keys of a few strokes are completed and then serve as keys."""

from dataclasses import replace

import numpy as np

from roto_shots import crossing
from secondunit.departments.roto.metrics import region_similarity
from secondunit.departments.roto.propagate import UNKNOWN, Settings, hypotheses, propagate

QUICK = Settings(steps=120)


def strokes(truth: np.ndarray, label: int, half: int = 2) -> np.ndarray:
    """Unknown but for a short bar in the middle of an object and a frame of background along the picture's border."""
    key = np.full_like(truth, UNKNOWN)
    y, x = (round(float(each.mean())) for each in np.nonzero(truth == label))
    key[y - half : y + half + 1, x - 8 : x + 9] = label
    key[:3] = key[-3:] = 0
    return key


def test_strokes_alone_find_the_object() -> None:
    frames, truth = crossing(1)
    (only,) = propagate(frames, {0: strokes(truth[0], 1)}, settings=QUICK)
    assert region_similarity(only.labels, truth[0]) > 0.8


def test_painted_pixels_come_back_as_they_were_painted() -> None:
    frames, truth = crossing(5)
    key = strokes(truth[4], 1)
    key[60:64, 100:110] = 1  # against all evidence
    found = list(propagate(frames, {0: truth[0], 4: key}, settings=QUICK))
    painted = key != UNKNOWN
    assert np.array_equal(found[4].labels[painted], key[painted]) and not (found[4].labels == UNKNOWN).any()


def test_a_stroke_brings_in_an_object_that_the_first_key_did_not_know() -> None:
    frames, truth = crossing(6, two=True)
    first = np.where(truth[0] == 2, 0, truth[0]).astype(np.uint8)
    found = list(propagate(frames, {0: first, 3: strokes(truth[3], 2)}, settings=replace(QUICK, steps=200)))
    assert region_similarity(found[3].labels == 2, truth[3] == 2) > 0.6
    assert region_similarity(found[3].labels == 1, truth[3] == 1) > 0.6


def test_hypotheses_show_what_each_key_says() -> None:
    frames, truth = crossing(5)
    seen = list(hypotheses(frames, {0: truth[0], 4: truth[4]}, settings=QUICK))
    assert [each.number for each in seen] == [1, 2, 3]
    for each in seen:
        answer = each.answer
        assert sum(answer.shares) == 1 and len(answer.carried) == len(answer.trust) == 2
        assert answer.chances.shape == (*truth[0].shape, 2)
        assert all(region_similarity(way.argmax(axis=2), truth[each.number]) > 0.5 for way in answer.carried)
        assert all(trust.min() >= 0 and trust.max() <= 1 for trust in answer.trust)


def test_hypotheses_before_the_first_key_come_last() -> None:
    frames, truth = crossing(5)
    assert [each.number for each in hypotheses(frames, {2: truth[2]}, settings=QUICK)] == [3, 4, 1, 0]
