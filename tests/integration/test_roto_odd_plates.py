"""`secondunit roto` on plates that are odd: gaps, variable rates, wide pixels, half floats, alpha."""

from __future__ import annotations

import json

import numpy as np
import OpenImageIO as oiio
import pytest
from PIL import Image

from cli import answer, secondunit
from plate_makers import picture, square, write_exr, write_frames, write_key, write_video

QUICK = ("--by", "Ida Berg", "--set", "width=64", "--set", "preview=false")
FEW = (*QUICK, "--set", "curves=false", "--set", "foreground=false")


def overlap(mask, truth):
    return np.logical_and(mask, truth).sum() / max(1, np.logical_or(mask, truth).sum())


def alpha(folder, name):
    return np.asarray(Image.open(folder / "alpha" / f"{name}.png")) > 127


def light(index):
    return (picture(index) / np.float32(255)) ** np.float32(2.2) * np.float32(4)


def test_frames_that_are_missing_are_told_and_the_others_keep_their_numbers(tmp_path):
    write_frames(tmp_path / "plate", 7)
    for number in (1003, 1004):
        (tmp_path / "plate" / f"plate.{number}.png").unlink()
    write_key(tmp_path / "keys" / "plate.1001.png", square(0))
    told = answer("roto", tmp_path / "plate", "--keys", tmp_path / "keys", "-o", tmp_path / "out", *FEW)
    assert told["warnings"] == ["2 frames are not there: 1003, 1004"]
    assert sorted(path.stem for path in (tmp_path / "out" / "alpha").iterdir()) == [
        f"plate.{number}" for number in (1001, 1002, 1005, 1006, 1007)]  # fmt: skip
    assert overlap(alpha(tmp_path / "out", "plate.1006"), square(5)) > 0.9
    assert [row["frame"] for row in json.loads((tmp_path / "out" / "qc.json").read_text())["frames"]][2] == 1005


def test_a_key_for_a_missing_frame_is_refused_and_once_it_is_gone_the_run_succeeds(tmp_path):
    write_frames(tmp_path / "plate", 4)
    (tmp_path / "plate" / "plate.1002.png").unlink()
    write_key(tmp_path / "keys" / "plate.1002.png", square(1))
    call = ("roto", tmp_path / "plate", "--keys", tmp_path / "keys", "-o", tmp_path / "out", *FEW)
    done = secondunit(*call)
    assert done.returncode == 3
    assert done.stderr.count("error:") == 1 and "plate.1002.png" in done.stderr and "Traceback" not in done.stderr
    (tmp_path / "keys" / "plate.1002.png").rename(tmp_path / "keys" / "plate.1003.png")
    assert answer(*call)["written"]["alpha"] == 3


def test_a_variable_rate_is_told_and_every_frame_gets_its_matte(tmp_path):
    video = write_video(tmp_path / "shot.mp4", 5, times=[0, 40, 200, 240, 500])
    write_key(tmp_path / "keys" / "000000.png", square(0))
    told = answer("roto", video, "--keys", tmp_path / "keys", "-o", tmp_path / "out", *FEW)
    assert told["warnings"] == ["the video has a variable rate: the work goes by its frames, not by its time"]
    assert told["written"]["alpha"] == 5
    assert overlap(alpha(tmp_path / "out", "000004"), square(4)) > 0.85


def test_wide_pixels_stay_as_they_are_and_shapes_say_so(tmp_path):
    (tmp_path / "plate").mkdir()
    for index in range(3):
        path = tmp_path / "plate" / f"x.{index + 1}.exr"
        write_exr(path, light(index), ("R", "G", "B"), oiio.HALF, PixelAspectRatio=2.0)
    write_key(tmp_path / "keys" / "x.1.png", square(0))
    answer("roto", tmp_path / "plate", "--keys", tmp_path / "keys", "-o", tmp_path / "out", *QUICK)
    assert overlap(alpha(tmp_path / "out", "x.3"), square(2)) > 0.9, "mattes lie over the pixels as they are stored"
    shapes = json.loads((tmp_path / "out" / "curves" / "roto.json").read_text())
    assert (shapes["width"], shapes["height"], shapes["pixel_aspect"]) == (64, 48, 2.0)
    masks = json.loads((tmp_path / "out" / "curves" / "roto.ae.json").read_text())
    assert masks["pixelAspect"] == 2.0


def test_half_floats_with_alpha_come_back_as_light_and_their_own_alpha_does_no_harm(tmp_path):
    (tmp_path / "plate").mkdir()
    for index in range(3):
        own = np.full((48, 64, 1), 0.5, np.float32)
        own[:, 40:] = 0  # as a render has it: nothing there, and black
        pixels = np.dstack([light(index) * own, own])
        write_exr(tmp_path / "plate" / f"x.{index + 1}.exr", pixels, ("R", "G", "B", "A"), oiio.HALF)
    write_key(tmp_path / "keys" / "x.1.png", square(0))
    answer("roto", tmp_path / "plate", "--keys", tmp_path / "keys", "-o", tmp_path / "out", *QUICK,
           "--set", "curves=false")  # fmt: skip
    assert overlap(alpha(tmp_path / "out", "x.3"), square(2)) > 0.9
    colours = oiio.ImageBuf(str(tmp_path / "out" / "fg" / "x.2.exr")).get_pixels()
    assert colours[24, 18, 0] == pytest.approx((220 / 255) ** 2.2 * 4, rel=0.03), "its alpha was taken out of the colour"
    assert colours[5, 60].tolist() == [0, 0, 0, 0]


def test_a_png_plate_with_alpha_is_carried_by_its_colour(tmp_path):
    (tmp_path / "plate").mkdir()
    for index in range(3):
        frame = Image.fromarray(picture(index))
        frame.putalpha(Image.fromarray(np.tile(np.arange(64, dtype=np.uint8) * 4, (48, 1))))
        frame.save(tmp_path / "plate" / f"x.{index + 1}.png")
    write_key(tmp_path / "keys" / "x.1.png", square(0))
    answer("roto", tmp_path / "plate", "--keys", tmp_path / "keys", "-o", tmp_path / "out", *FEW)
    assert overlap(alpha(tmp_path / "out", "x.3"), square(2)) > 0.9


def test_frames_of_several_sizes_are_one_error_and_leave_nothing(tmp_path):
    write_frames(tmp_path / "plate", 3)
    Image.fromarray(picture(3, 32, 24)).save(tmp_path / "plate" / "plate.1004.png")
    write_key(tmp_path / "keys" / "plate.1001.png", square(0))
    done = secondunit("roto", tmp_path / "plate", "--keys", tmp_path / "keys", "-o", tmp_path / "out", *FEW)
    assert done.returncode in (3, 5)
    assert "plate.1004.png is 32x24, the first frame is 64x48" in done.stderr
    assert "Traceback" not in done.stderr and not (tmp_path / "out" / "alpha").exists()
