"""`secondunit cleanup`: what masks cover goes, what was behind comes back, all else stays bit for bit."""

import json

import numpy as np
import OpenImageIO as oiio
import pytest
from PIL import Image

from cli import answer, secondunit
from plate_makers import write_exr, write_frames

QUICK = ("--by", "Ida Berg", "--nobody", "--set", "preview=false")
SIZE = (96, 128)


def ground(index):
    """A textured ground under a camera that pans two pixels a frame."""
    noise = np.random.default_rng(5).integers(40, 200, (24, 48, 3), np.uint8)
    whole = np.asarray(Image.fromarray(noise).resize((192, 96), Image.Resampling.BICUBIC))
    return whole[:, 2 * index : 2 * index + 128].copy()


def hole(index):
    mask = np.zeros(SIZE, np.uint8)
    mask[40:60, 50:66] = 255
    return mask


@pytest.fixture(scope="module")
def shot(tmp_path_factory):
    """Ten frames of a moving ground; on all but the last a logo stands still, and a mask covers it."""
    root = tmp_path_factory.mktemp("cleanup")
    (root / "plate").mkdir()
    (root / "masks").mkdir()
    for index in range(10):
        frame = ground(index)
        if index < 9:
            frame[hole(index) > 0] = (250, 20, 20)
        Image.fromarray(frame).save(root / "plate" / f"s.{index + 1}.png")
        if index < 9:
            Image.fromarray(hole(index)).save(root / "masks" / f"s.{index + 1}.png")
    told = answer("cleanup", root / "plate", "--mask", root / "masks", "-o", root / "out", "--by", "Ida Berg", "--nobody")
    return root, told


def test_what_was_behind_comes_back_from_other_frames(shot):
    root, told = shot
    assert told["written"]["clean"] == 10
    for index in range(9):
        clean = np.asarray(Image.open(root / "out" / "clean" / f"s.{index + 1}.png")).astype(float)
        inside = hole(index) > 0
        assert abs(clean[inside] - ground(index)[inside]).mean() < 12, index


def test_all_else_stays_bit_for_bit_and_a_frame_without_a_mask_stays_whole(shot):
    root, _ = shot
    for index in range(10):
        clean, plate = (np.asarray(Image.open(root / name / f"s.{index + 1}.png")) for name in ("out/clean", "plate"))
        outside = hole(index) == 0 if index < 9 else np.ones(SIZE, bool)
        assert np.array_equal(clean[outside], plate[outside])


def test_it_says_where_each_fill_comes_from_and_shows_it(shot):
    root, told = shot
    rows = json.loads((root / "out" / "cleanup.json").read_text())["frames"]
    assert [row["frame"] for row in rows] == list(range(1, 11))
    assert rows[4]["pixels"] == 320 and rows[9]["pixels"] == 0
    for row in rows[:9]:
        assert row["borrowed"] + row["carried"] + row["made_up"] == pytest.approx(1, abs=0.01)
    assert (root / "out" / "preview.mp4").stat().st_size > 1000
    assert "first" in told["advice"]


def test_the_cleaned_frames_are_an_edit_of_the_plate_and_prove_themselves(shot):
    root, _ = shot
    home = root / "out" / ".production"
    good = secondunit("-C", home, "rights", "credential", "verify", root / "out" / "clean.frames.json",
                      "--frames", root / "out" / "clean")
    assert good.returncode == 0, good.stdout + good.stderr
    shown = secondunit("-C", home, "rights", "credential", "show", root / "out" / "clean.frames.json")
    assert "edited" in shown.stdout.lower()
    assert secondunit("verify", home).returncode == 0


def test_light_stays_light_and_alpha_stays(tmp_path):
    (tmp_path / "plate").mkdir()
    (tmp_path / "masks").mkdir()
    for index in range(3):
        light = (ground(index) / np.float32(255)) ** 2 * np.float32(6)
        light[hole(index) > 0] = 0.01
        alpha = np.full((*SIZE, 1), 0.5, np.float32)
        write_exr(tmp_path / "plate" / f"x.{index}.exr", np.dstack([light * alpha, alpha]), ("R", "G", "B", "A"))
        Image.fromarray(hole(index)).save(tmp_path / "masks" / f"x.{index}.png")
    answer("cleanup", tmp_path / "plate", "--mask", tmp_path / "masks", "-o", tmp_path / "out", *QUICK)
    before = oiio.ImageBuf(str(tmp_path / "plate" / "x.1.exr")).get_pixels()
    after = oiio.ImageBuf(str(tmp_path / "out" / "clean" / "x.1.exr")).get_pixels()
    outside = hole(1) == 0
    assert np.allclose(before[outside], after[outside], rtol=1e-6)
    assert (after[hole(1) > 0][:, 0] > 0.02).mean() > 0.9 and np.all(after[..., 3] == 0.5)


def test_a_plate_of_which_nobody_says_who_is_seen_waits_for_a_person(tmp_path):
    write_frames(tmp_path / "plate", 2)
    (tmp_path / "masks").mkdir()
    Image.fromarray(np.full((48, 64), 0, np.uint8) + (np.arange(64) > 56).astype(np.uint8) * 255).save(tmp_path / "masks" / "plate.1001.png")
    call = ("cleanup", tmp_path / "plate", "--mask", tmp_path / "masks", "-o", tmp_path / "out", "--by", "Ida Berg", "--set", "preview=false")
    told = answer(*call)
    assert told["held"] and "persons" in told["held"][0]["why"]
    assert not (tmp_path / "out" / "clean").exists()
    assert answer(*call, "--nobody")["held"] == []  # what was not known is added to the record
    other = secondunit(*call, "--person", "anna")
    assert other.returncode == 3 and "contains persons" in other.stderr  # what somebody said is not overwritten


@pytest.mark.parametrize("mask, words", [
    (None, "no mask"), (np.zeros((48, 64), np.uint8), "cover nothing"), (np.ones((9, 9), np.uint8) * 255, "9x9"),
])
def test_a_mask_that_is_wrong_is_told(tmp_path, mask, words):
    write_frames(tmp_path / "plate", 2)
    call = ["cleanup", tmp_path / "plate", "-o", tmp_path / "out", *QUICK]
    if mask is not None:
        (tmp_path / "masks").mkdir()
        Image.fromarray(mask).save(tmp_path / "masks" / "plate.1001.png")
        call += ["--mask", tmp_path / "masks"]
    done = secondunit(*call)
    assert done.returncode == 3 and words in done.stderr, done.stderr
