"""What moves by itself is told from what the camera passes."""

import cv2
import numpy as np
import pytest
from tests.roto_shots import texture

from secondunit.departments.roto.metrics import region_similarity
from secondunit.departments.roto.propagate import Settings, motion, propagate
from secondunit.departments.roto.propagate.appearance import lab
from secondunit.departments.roto.propagate.shot import UNKNOWN

SHAPE = (60, 90)  # of the grid
SPEED = np.array([-6, 4], np.float32)


def passing() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """A step on the grid while the camera moves all by (8, 2) and a square by SPEED beside: step, square, colours."""
    last = lab(texture(5, SHAPE, (120, 110, 90)))
    square = np.zeros(SHAPE, bool)
    square[20:40, 30:55] = True
    step = np.zeros((*SHAPE, 3), np.float32)
    step[..., :2] = (8, 2)
    step[square, :2] += SPEED
    y, x = np.mgrid[: SHAPE[0], : SHAPE[1]].astype(np.float32)
    here = cv2.remap(last, x + step[..., 0] / 2, y + step[..., 1] / 2, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)
    return step, square, here, last


def test_the_camera_is_taken_away_from_what_moves() -> None:
    step, square, here, last = passing()
    moved = motion.own_motion(step, ~square, here, last)
    inside = np.s_[2:-6, 2:-8]  # what leaves the picture cannot be compared
    assert np.median(moved[square]) == pytest.approx(np.hypot(*SPEED), rel=0.15)
    assert np.quantile(moved[inside][~square[inside]], 0.9) < 0.5


def test_wrong_flow_over_bare_ground_is_no_motion() -> None:
    step, square, here, last = passing()
    bare = np.s_[45:58, 10:80]
    here[bare], last[bare] = 40, 40
    step[bare] = 0  # as flow has it without texture
    moved = motion.own_motion(step, ~square, here, last)
    assert moved[49:52, 20:64].max() < 0.5  # inside it: its own borders do not move with the camera


def test_a_turning_and_nearing_camera_is_no_motion_either() -> None:
    y, x = np.mgrid[: SHAPE[0], : SHAPE[1]].astype(np.float32) * 2
    step = np.zeros((*SHAPE, 3), np.float32)
    step[..., 0], step[..., 1] = 0.03 * x - 0.02 * y + 3, 0.02 * x + 0.03 * y - 1
    colours = lab(texture(6, SHAPE, (100, 100, 100)))
    assert motion.own_motion(step, np.ones(SHAPE, bool), colours, -colours).max() < 0.3


def test_a_step_that_leads_nowhere_gives_numbers() -> None:
    step = np.zeros((*SHAPE, 3), np.float32)
    colours = np.zeros((*SHAPE, 3), np.float32)
    moved = motion.own_motion(step + np.float32(1e6), np.zeros(SHAPE, bool), colours, colours + 100)
    assert np.isfinite(moved).all() and np.isfinite(motion.looks(moved)).all()


def test_a_border_is_found_only_where_motion_tells_objects() -> None:
    classes = np.zeros(SHAPE, np.uint8)
    classes[20:40, 30:55] = 1
    speed = np.where(classes == 1, 8, 0.2).astype(np.float32)  # px of a picture 180 wide
    bound = motion.border(motion.looks(speed), classes)
    assert bound is not None and 0.3 < bound < 0.7
    assert motion.border(motion.looks(np.full(SHAPE, 8, np.float32)), classes) is None  # all moves: water, a crowd
    assert motion.border(motion.looks(speed), np.zeros(SHAPE, np.uint8)) is None
    assert motion.border(motion.looks(speed), np.full(SHAPE, UNKNOWN, np.uint8)) is None


def test_what_an_object_uncovers_and_what_looks_like_it_stays_ground() -> None:
    size = (96, 192)
    ground, look = texture(1, size, (90, 100, 90)), texture(2, size, (190, 80, 60))
    y, x = np.mgrid[: size[0], : size[1]]
    ground[np.hypot(x - 40, y - 50) < 15] = texture(3, size, (190, 80, 60))[np.hypot(x - 40, y - 50) < 15]  # a double
    frames, truth = [], []
    for number in range(25):
        inside = np.hypot(x - 40 - 5 * number, y - 50) < 18
        frame = ground.copy()
        frame[inside] = np.roll(look, 5 * number, axis=1)[inside]
        frames.append(frame)
        truth.append(inside.astype(np.uint8))
    found = {each.number: each.labels for each in propagate(frames, {0: truth[0]}, Settings(steps=150))}
    assert region_similarity(found[24], truth[24]) > 0.8
