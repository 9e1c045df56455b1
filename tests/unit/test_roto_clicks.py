"""Clicks and boxes become masks of what they point at."""

import numpy as np
import pytest

from plate_makers import picture, square
from secondunit.core.errors import InputError
from secondunit.departments.plates.flow import flow_between
from secondunit.departments.plates.pixels import grey
from secondunit.departments.roto.clicks import Box, Click, segment


def overlap(mask, truth):
    return np.logical_and(mask, truth).sum() / max(1, np.logical_or(mask, truth).sum())


def test_one_click_takes_the_thing_that_is_clicked():
    assert overlap(segment(picture(4), [Click(24, 24)]), square(4)) > 0.95


def test_a_box_takes_what_stands_in_it():
    assert overlap(segment(picture(4), [], [Box(11, 11, 26, 26)]), square(4)) > 0.95


def test_two_things_get_their_own_numbers():
    two = picture(2)
    two[4:12, 44:60] = (40, 160, 220)
    mask = segment(two, [Click(20, 24, 2), Click(50, 8, 5)])
    assert overlap(mask == 2, square(2)) > 0.9
    assert (mask[5:11, 45:59] == 5).mean() > 0.9
    assert set(np.unique(mask)) == {0, 2, 5}


def test_a_click_outside_takes_a_part_away():
    two = picture(2)
    two[16:32, 40:56] = (220, 180, 60)
    two[20:28, 28:40] = (220, 180, 60)  # a bridge to a thing that looks the same
    both = segment(two, [Click(20, 24)])
    less = segment(two, [Click(20, 24), Click(48, 24, inside=False)])
    assert both[24, 48] == 1
    assert less[24, 48] == 0 and less[24, 20] == 1


def test_what_moves_is_told_from_what_looks_the_same():
    ground = np.random.default_rng(3).integers(60, 190, (96, 128, 3), np.uint8)
    patch = np.random.default_rng(4).integers(60, 190, (32, 32, 3), np.uint8)
    frames = []
    for x in (40, 46):
        frame = ground.copy()
        frame[30:62, x : x + 32] = patch
        frames.append(frame)
    truth = np.zeros((96, 128), bool)
    truth[30:62, 40:72] = True
    flow = flow_between(grey(frames[0]), grey(frames[1]))
    click = [Click(56, 46)]
    assert overlap(segment(frames[0], click, flow=flow), truth) > overlap(segment(frames[0], click), truth)


def test_the_same_clicks_give_the_same_mask():
    first = segment(picture(3), [Click(20, 24)])
    np.random.default_rng(0).random(10)
    assert np.array_equal(first, segment(picture(3), [Click(20, 24)]))


@pytest.mark.parametrize("clicks, boxes, words", [
    ([], [], "no click"),
    ([Click(64, 10)], [], "outside the picture"),
    ([Click(10, 10, inside=False)], [], "only clicks that are outside"),
    ([Click(10, 10, 300)], [], "no number"),
    ([], [Box(70, 10, 10, 10)], "not in the picture"),
    ([], [Box(10, 10, 1, 10)], "not in the picture"),
])
def test_what_points_at_nothing_is_told(clicks, boxes, words):
    with pytest.raises(InputError, match=words):
        segment(picture(0), clicks, boxes)
