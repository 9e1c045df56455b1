"""Removing an object: what is behind it comes back, and nothing outside the mask is touched."""

from itertools import pairwise

import cv2
import numpy as np
import pytest

from secondunit.core.errors import InputError
from secondunit.departments.roto.cleanup.canvas import BORROWED, CARRIED, PATCHED
from secondunit.departments.roto.cleanup.removal import Settings, remove

SIZE = (120, 160)


def wall(seed: int = 1, wide: int = 420) -> np.ndarray:
    """A painted wall with detail at many scales."""
    chance = np.random.default_rng(seed)
    total = np.zeros((140, wide, 3), np.float32)
    for cells in (6, 14, 40):
        total += cv2.resize(chance.random((cells, cells * 3, 3)).astype(np.float32), (wide, 140), interpolation=cv2.INTER_CUBIC)
    total = (total - total.min()) / np.ptp(total)
    return (30 + 190 * total).astype(np.uint8)


def pan(frames: int, speed: float = 4.0, dtype: type = np.uint8) -> list[np.ndarray]:
    """A camera that pans over the wall by whole and part pixels."""
    base = wall()
    out = []
    for n in range(frames):
        shift = np.array([[1, 0, -10 - n * speed], [0, 1, -8.0]], np.float32)
        frame = cv2.warpAffine(base, shift, (SIZE[1], SIZE[0]), flags=cv2.INTER_CUBIC)
        out.append(frame if dtype == np.uint8 else (frame / 255 * (65535 if dtype == np.uint16 else 1)).astype(dtype))
    return out


def square(at: tuple[int, int] = (40, 60), side: int = 30) -> np.ndarray:
    hole = np.zeros(SIZE, np.uint8)
    hole[at[0] : at[0] + side, at[1] : at[1] + side] = 255
    return hole


def spoiled(frames: list[np.ndarray], masks: list[np.ndarray]) -> list[np.ndarray]:
    out = [frame.copy() for frame in frames]
    for frame, mask in zip(out, masks, strict=True):
        frame[mask > 0] = np.array([255, 0, 255]) if frame.dtype == np.uint8 else frame.max()
    return out


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    return float(10 * np.log10(255**2 / max(1e-9, np.mean((a.astype(float) - b) ** 2))))


PLAIN = Settings(regrain=False)


def test_a_hole_under_a_pan_is_borrowed_from_other_frames():
    truth, masks = pan(14), [square()] * 14
    hole = square() > 0
    for done, frame in zip(remove(spoiled(truth, masks), masks, PLAIN), truth, strict=True):
        assert psnr(done.picture[hole], frame[hole]) > 34
        assert (done.source[hole] == BORROWED).all()
        assert (done.confidence[hole] > 0.5).mean() > 0.9


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_outside_the_mask_every_bit_stays_and_the_type_too(dtype):
    frames, masks = pan(5, dtype=dtype), [square()] * 5
    given = spoiled(frames, masks)
    before = [frame.copy() for frame in given]
    for done, frame, kept in zip(remove(given, masks), given, before, strict=True):
        assert done.picture.dtype == frame.dtype
        outside = square() == 0
        assert np.array_equal(done.picture[outside], frame[outside])
        assert np.array_equal(frame, kept), "the frames given are not written to"
        assert (done.confidence[outside] == 1).all() and (done.source[outside] == 0).all()


def test_the_light_of_the_frame_borrowed_from_is_matched():
    truth = [np.clip(frame * (1 - 0.03 * n), 0, 255).astype(np.uint8) for n, frame in enumerate(pan(12))]
    masks = [square()] * 12
    done = list(remove(spoiled(truth, masks), masks, PLAIN))
    hole = square() > 0
    assert min(psnr(d.picture[hole], t[hole]) for d, t in zip(done, truth, strict=True)) > 32


def test_an_object_that_moves_over_a_still_ground_goes():
    truth = [wall()[10:130, 50:210].copy() for _ in range(12)]
    masks = [square((30, 10 + 8 * n), 22) for n in range(12)]
    for done, frame, mask in zip(remove(spoiled(truth, masks), masks, PLAIN), truth, masks, strict=True):
        assert psnr(done.picture[mask > 0], frame[mask > 0]) > 36


def test_several_masks_are_joined():
    truth = pan(8)
    one, two = [square((20, 20), 20)] * 8, [square((70, 110), 20)] * 8
    both = [a | b for a, b in zip(one, two, strict=True)]
    apart = list(remove(spoiled(truth, both), [one, two], PLAIN))
    joined = list(remove(spoiled(truth, both), both, PLAIN))
    assert all(np.array_equal(a.picture, b.picture) for a, b in zip(apart, joined, strict=True))
    assert (apart[0].source[both[0] > 0] > 0).all()


def test_what_is_never_seen_is_made_up_once_and_then_carried():
    frame = wall()[10:130, 50:210].copy()
    plate, masks = [frame.copy() for _ in range(5)], [square()] * 5
    done = list(remove(spoiled(plate, masks), masks, PLAIN))
    hole = square() > 0
    assert (done[0].source[hole] == PATCHED).all()
    assert all((d.source[hole] == CARRIED).all() for d in done[1:])
    steps = [np.abs(a.picture[hole].astype(int) - b.picture[hole]).mean() for a, b in pairwise(done)]
    assert max(steps) < 1.5, "a carried fill stands still"
    assert (done[0].confidence[hole] < 0.5).all()


def test_nothing_is_borrowed_across_a_cut():
    first, second = pan(6), [255 - frame for frame in pan(6)]
    masks = [square()] * 12
    done = list(remove(spoiled(first + second, masks), masks, PLAIN, cuts=(6,)))
    alone = list(remove(spoiled(second, masks[:6]), masks[:6], PLAIN))
    assert all(np.array_equal(a.picture, b.picture) for a, b in zip(done[6:], alone, strict=True))


def test_the_same_input_gives_the_same_bytes():
    frames, masks = spoiled(pan(4), [square()] * 4), [square()] * 4
    runs = [[d.picture.tobytes() for d in remove(frames, masks)] for _ in range(2)]
    assert runs[0] == runs[1]


def test_an_empty_mask_and_a_single_frame_are_fine():
    frame = pan(1)
    assert np.array_equal(next(iter(remove(frame, [np.zeros(SIZE, np.uint8)]))).picture, frame[0])
    done = list(remove(spoiled(frame, [square()]), [square()], PLAIN))
    assert len(done) == 1
    assert (done[0].source[square() > 0] == PATCHED).all()


def test_what_does_not_fit_together_is_one_clear_error():
    frames = pan(3)
    with pytest.raises(InputError, match="mask 1 has 2 frames, the plate has 3"):
        list(remove(frames, [square()] * 2))
    with pytest.raises(InputError, match="the mask of frame 0 is 20 x 10, the frame 160 x 120"):
        list(remove(frames, [np.zeros((10, 20), np.uint8)] * 3))
    with pytest.raises(InputError, match="frame 0 has the shape"):
        list(remove([f[..., 0] for f in frames], [square()] * 3))
    with pytest.raises(InputError, match="frame 2 is 80 x 60"):
        list(remove([*frames[:2], frames[2][:60, :80]], [square(), square(), square()[:60, :80]]))
    with pytest.raises(InputError, match="no frame"):
        list(remove([], []))
    with pytest.raises(InputError, match="settings"):
        Settings(reach=0)


def test_frames_are_held_in_a_bounded_number():
    frames = spoiled(pan(60, 1.5), [square()] * 60)
    read: list[int] = []

    class Reader:
        def __len__(self) -> int:
            return 60

        def __getitem__(self, n: int) -> np.ndarray:
            read.append(n)
            return frames[n]

    work = remove(Reader(), [square()] * 60, Settings(reach=8, layers=2, regrain=False))
    next(work)
    assert max(read) <= 9, "the first frame waits for its window only"
    work.close()


@pytest.mark.parametrize("columns", [1, 3, 7])
def test_a_narrow_hole_at_the_border_of_a_small_picture_is_filled(columns):
    picture = np.random.default_rng(2).integers(0, 255, (48, 64, 3), np.uint8)
    hole = np.zeros((48, 64), bool)
    hole[:, -columns:] = True
    (done,) = remove([picture], [hole])
    assert np.array_equal(done.picture[~hole], picture[~hole])
    assert (done.source[hole] == 3).all()
