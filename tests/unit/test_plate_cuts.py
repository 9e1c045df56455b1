"""Cuts inside a plate: found, told apart from flashes and moves, and nothing else is called one."""

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from secondunit.core.errors import InputError
from secondunit.departments.plates import cuts
from shared_data import shared


def scene(seed: int, frames: int, move: float = 3.0) -> list[np.ndarray]:
    """A picture of coloured blobs that the camera pans over."""
    chance = np.random.default_rng(seed)
    wide = np.zeros((120, 400, 3), np.float32)
    wide[:] = chance.uniform(40, 160, 3)
    for _ in range(60):
        centre = (int(chance.integers(400)), int(chance.integers(120)))
        cv2.circle(wide, centre, int(chance.integers(4, 26)), chance.uniform(0, 220, 3).tolist(), -1)
    return [wide[:, int(n * move) : int(n * move) + 200].clip(0, 255).astype(np.uint8) for n in range(frames)]


def test_hard_cuts_are_found_at_their_frames():
    frames = scene(1, 12) + scene(2, 9) + scene(3, 20)
    found = cuts.find(frames)
    assert (found.cuts, found.flashes, found.count) == ((12, 21), (), 41)
    assert found.shots() == (range(0, 12), range(12, 21), range(21, 41))


@pytest.mark.parametrize("frames", [1, 2, 5])
def test_a_flash_is_no_cut(frames):
    plate = scene(4, 40)
    for n in range(15, 15 + frames):
        plate[n] = np.clip(plate[n].astype(int) + 150, 0, 255).astype(np.uint8)
    found = cuts.find(plate)
    assert (found.cuts, found.flashes) == ((), (range(15, 15 + frames),))


def test_a_change_of_exposure_is_neither():
    plate = scene(5, 30)
    for n in range(14, 30):
        plate[n] = (plate[n] * 0.6).astype(np.uint8)
    found = cuts.find(plate)
    assert (found.cuts, found.flashes) == ((), ())


def test_a_fast_pan_is_no_cut():
    assert cuts.find(scene(6, 14, move=14.0)).cuts == ()


def test_a_flash_on_the_cut_moves_it_nowhere():
    plate = scene(7, 12) + scene(8, 14)
    plate[12] = np.clip(plate[12].astype(int) + 130, 0, 255).astype(np.uint8)
    found = cuts.find(plate)
    assert found.cuts == (12,)
    assert found.flashes == (range(12, 13),)


def test_cuts_close_to_the_ends_and_to_each_other_are_found():
    found = cuts.find(scene(9, 1) + scene(10, 14) + scene(11, 3) + scene(12, 10) + scene(13, 1))
    assert found.cuts == (1, 15, 18, 28)


def test_one_frame_is_one_shot_and_none_is_an_error():
    assert cuts.find(scene(1, 1)).shots() == (range(0, 1),)
    with pytest.raises(InputError, match="without a frame"):
        cuts.find([])


def test_a_new_size_is_a_cut():
    assert cuts.find([*scene(1, 5), *(cv2.resize(f, (100, 100)) for f in scene(1, 5))]).cuts == (5,)


def test_frames_are_read_once_and_not_kept():
    alive = 0

    class Held(np.ndarray):
        def __del__(self):
            nonlocal alive
            alive -= 1

    def plate() -> Iterator[np.ndarray]:
        nonlocal alive
        for frame in scene(3, 30):
            alive += 1
            assert alive <= 3
            yield frame.view(Held)

    cuts.find(plate())


def test_real_plates_joined_are_split_where_they_were_joined():
    folder = shared("vfx/davis2016/JPEGImages")
    joined, edges = [], []
    for name in ("dance-twirl", "bmx-trees", "kite-surf", "breakdance", "blackswan", "car-roundabout"):
        paths = sorted((folder / name).glob("*.jpg"))[:30]
        edges.append(len(joined))
        joined += [cv2.imread(str(path), cv2.IMREAD_REDUCED_COLOR_2)[..., ::-1] for path in paths]
    found = cuts.find(joined)
    assert found.cuts == tuple(edges[1:])
    assert found.flashes == ()
