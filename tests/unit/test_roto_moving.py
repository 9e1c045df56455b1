"""What moves by itself is found without anybody pointing at it."""

import numpy as np
import pytest
from PIL import Image

from plate_makers import picture, square
from secondunit.core.errors import InputError
from secondunit.departments.roto.moving import find_moving


def overlap(mask, truth):
    return np.logical_and(mask, truth).sum() / max(1, np.logical_or(mask, truth).sum())


def test_a_moving_square_is_found_where_it_stands_out():
    found = find_moving(lambda index: picture(index, 128, 96), 6)
    assert overlap(found.labels, square(found.number, 128, 96)) > 0.9


def test_a_thing_is_told_from_a_camera_that_pans():
    noise = np.random.default_rng(1).integers(0, 140, (36, 64, 3), np.uint8)
    ground = np.asarray(Image.fromarray(noise).resize((256, 144), Image.Resampling.BICUBIC))

    def read(index):
        frame = ground[:, 3 * index : 3 * index + 160].copy()
        frame[50:90, 60 - index : 100 - index] = (230, 200, 40)
        return frame

    found = find_moving(read, 8)
    truth = np.zeros((144, 160), bool)
    truth[50:90, 60 - found.number : 100 - found.number] = True
    assert overlap(found.labels, truth) > 0.8


@pytest.mark.parametrize("count", [1, 4])
def test_where_nothing_moves_nothing_is_made_up(count):
    with pytest.raises(InputError):
        find_moving(lambda index: picture(0), count)
