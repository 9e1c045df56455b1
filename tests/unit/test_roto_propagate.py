"""Keys carried through drawn shots; errors of keys; what is read and when."""

from dataclasses import replace

import numpy as np
import pytest

from roto_shots import crossing
from secondunit.core.errors import InputError
from secondunit.departments.plates import pixels
from secondunit.departments.plates.flow import flow_between
from secondunit.departments.roto.metrics import region_similarity
from secondunit.departments.roto.propagate import UNKNOWN, Settings, affected, anchors, next_frame_to_fix, propagate

QUICK = Settings(steps=120)


def test_one_key_follows_a_disc_forwards_and_backwards() -> None:
    frames, truth = crossing(9)
    found = list(propagate(frames, {4: truth[4]}, settings=QUICK))
    assert [each.number for each in found] == list(range(9))
    assert [each.key for each in found] == [k == 4 for k in range(9)]
    assert min(region_similarity(each.labels, truth[each.number]) for each in found) > 0.85


def test_two_objects_keep_their_numbers() -> None:
    frames, truth = crossing(7, two=True)
    numbered = [np.where(each == 2, 7, each * 3).astype(np.uint8) for each in truth]
    for each in propagate(frames, {0: numbered[0], 6: numbered[6]}, settings=QUICK):
        assert set(np.unique(each.labels)) == {0, 3, 7} == {0, *each.mattes}
        for label in (3, 7):
            assert region_similarity(each.labels == label, numbered[each.number] == label) > 0.85


def test_a_key_comes_back_as_it_was_given() -> None:
    frames, truth = crossing(3)
    key = next(each for each in propagate(frames, {1: truth[1]}, settings=QUICK) if each.key)
    assert np.array_equal(key.labels, truth[1]) and key.confidence == 1


def test_mattes_are_soft_and_agree_with_the_labels() -> None:
    frames, truth = crossing(4)
    last = list(propagate(frames, {0: truth[0]}, settings=QUICK))[-1]
    matte = last.mattes[1]
    assert matte.dtype == np.float32 and matte.min() >= 0 and matte.max() <= 1
    assert np.array_equal(matte > 0.5, last.labels == 1)
    assert 0 < last.confidence < 1 and last.certainty.shape == truth[0].shape


def test_the_same_shot_gives_the_same_result() -> None:
    frames, truth = crossing(4)
    first, second = (list(propagate(frames, {0: truth[0]}, settings=QUICK)) for _ in range(2))
    assert all(np.array_equal(a.mattes[1], b.mattes[1]) for a, b in zip(first, second, strict=True))


def test_large_frames_are_solved_small_and_come_back_at_their_size() -> None:
    frames, truth = crossing(5, size=(192, 288), speed=4)
    for each in propagate(frames, {0: truth[0], 4: truth[4]}, settings=Settings(width=144, steps=120)):
        assert each.labels.shape == (192, 288)
        assert each.certainty.shape == (96, 144)
        assert region_similarity(each.labels, truth[each.number]) > 0.8


class Counted:
    """Frames that count how often each is read, and how many of them somebody still holds."""

    def __init__(self, frames: list[np.ndarray]) -> None:
        self.frames, self.reads = frames, [0] * len(frames)

    def __len__(self) -> int:
        return len(self.frames)

    def __getitem__(self, number: int) -> np.ndarray:
        self.reads[number] += 1
        return self.frames[number].copy()


def test_with_one_key_little_is_read_ahead() -> None:
    frames, truth = crossing(9)
    counted = Counted(frames)
    run = propagate(counted, {0: truth[0]}, settings=replace(QUICK, renew=3))
    assert next(run).number == 0 and next(run).number == 1
    assert counted.reads[5:] == [0] * 4  # the stretch of three, and the flow to the frame after it


def test_frames_between_keys_are_read_twice() -> None:
    frames, truth = crossing(6)
    counted = Counted(frames)
    list(propagate(counted, {0: truth[0], 5: truth[5]}, settings=QUICK))
    assert counted.reads[1:5] == [2] * 4


def test_keys_beyond_reach_are_bridged_and_the_far_key_is_met() -> None:
    frames, truth = crossing(12)
    near = replace(QUICK, reach=4, renew=3)
    found = list(propagate(frames, {0: truth[0], 11: truth[11]}, settings=near))
    assert [each.number for each in found] == list(range(12))
    assert min(region_similarity(each.labels, truth[each.number]) for each in found) > 0.8


def test_a_shot_of_one_frame_is_its_key() -> None:
    frames, truth = crossing(1)
    (only,) = propagate(frames, {0: truth[0]})
    assert only.key and np.array_equal(only.labels, truth[0])


def test_an_object_missing_in_one_of_the_keys_is_no_error() -> None:
    frames, truth = crossing(4)
    found = list(propagate(frames, {0: truth[0], 3: np.zeros_like(truth[0])}, settings=QUICK))
    assert len(found) == 4 and not found[3].labels.any()


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({}, "no key"),
        ({9: np.ones((96, 144), np.uint8)}, "outside the plate"),
        ({-1: np.ones((96, 144), np.uint8)}, "outside the plate"),
        ({0: np.ones((48, 72), np.uint8)}, "72x48"),
        ({0: np.ones((96, 144), np.float32)}, "float32"),
        ({0: np.zeros((96, 144), np.uint8)}, "No object"),
        ({0: np.full((96, 144), UNKNOWN, np.uint8)}, "No object"),
    ],
)
def test_keys_that_cannot_be_used_are_refused_at_once(keys: dict, says: str) -> None:
    frames, _ = crossing(3)
    with pytest.raises(InputError, match=says) as caught:
        propagate(frames, keys)
    assert caught.value.hint


def test_a_plate_without_frames_and_one_that_changes_size_are_refused() -> None:
    frames, truth = crossing(3)
    with pytest.raises(InputError, match="no frames"):
        propagate([], {0: truth[0]})
    with pytest.raises(InputError, match="Frame 1 is"):
        list(propagate([frames[0], frames[1][:50], frames[2]], {0: truth[0]}, settings=QUICK))


def test_a_new_key_touches_the_frames_up_to_its_neighbours() -> None:
    keys = {k: np.full((2, 2), 1, np.uint8) for k in (0, 10, 20)}
    assert affected(keys, {**keys, 14: keys[0]}, 30) == [range(11, 20)]
    assert affected(keys, {k: v for k, v in keys.items() if k != 10}, 30) == [range(1, 20)]
    assert affected(keys, {**keys, 20: np.array([[0, 1], [1, 1]], np.uint8)}, 30) == [range(11, 30)]
    assert affected(keys, dict(keys), 30) == []


def test_a_key_of_strokes_does_not_hold_a_change_back() -> None:
    keys = {k: np.full((2, 2), 1, np.uint8) for k in (0, 10, 20)}
    keys[10] = np.array([[1, UNKNOWN], [0, 0]], np.uint8)
    assert affected(keys, {**keys, 5: keys[0]}, 30) == [range(1, 20)]


def test_an_object_new_to_the_shot_touches_every_frame() -> None:
    keys = {k: np.full((2, 2), 1, np.uint8) for k in (0, 10)}
    assert affected(keys, {**keys, 5: np.full((2, 2), 2, np.uint8)}, 30) == [range(30)]


def test_changes_in_two_places_give_two_ranges_and_touching_ones_give_one() -> None:
    keys = {k: np.full((2, 2), 1, np.uint8) for k in (0, 10, 20, 30)}
    assert affected(keys, {**keys, 5: keys[0], 25: keys[0]}, 40) == [range(1, 10), range(21, 30)]
    assert affected(keys, {**keys, 5: keys[0], 7: keys[0]}, 40) == [range(1, 10)]


def test_the_frame_to_fix_is_in_the_middle_of_the_doubt() -> None:
    confidence = [1.0] + [0.9] * 9 + [1.0] + [0.5] * 9 + [1.0]
    assert next_frame_to_fix(confidence, [0, 10, 20]) == 15
    assert next_frame_to_fix([1.0, 1.0], [0, 1]) is None


def test_a_walk_is_nowhere_surer_than_where_it_set_out() -> None:
    frames, truth = crossing(8)
    found = list(propagate(frames, {0: truth[0]}, settings=replace(QUICK, renew=2)))
    ends = [found[k].confidence for k in (0, 2, 4, 6)]
    assert ends == sorted(ends, reverse=True)


def test_something_that_covers_the_object_makes_paths_lost_there() -> None:
    frames, _ = crossing(2, speed=8)
    greys = [pixels.grey(each) for each in frames]
    step = anchors.step(flow_between(greys[1], greys[0]), flow_between(greys[0], greys[1]))
    lost = step[..., 2]
    uncovered = lost[27:38, 8:14]  # left of the disc: ground that it covered a frame ago
    assert uncovered.mean() > 4 * lost[:12].mean() and lost[:12].mean() < 0.1
