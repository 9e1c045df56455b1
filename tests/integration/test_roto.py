"""`secondunit roto`: keys or clicks in, mattes, shapes and a check out; only what a key changes is made anew."""

import json
import shutil

import numpy as np
import OpenImageIO as oiio
import pytest
from PIL import Image

from cli import answer, secondunit
from plate_makers import picture, square, write_exr, write_frames, write_key, write_video
from secondunit.formats.cryptomatte import read_layer

QUICK = ("--by", "Ida Berg", "--set", "width=64")
FEW = (*QUICK, "--set", "curves=false", "--set", "preview=false", "--set", "foreground=false")


def overlap(mask, truth):
    return np.logical_and(mask, truth).sum() / max(1, np.logical_or(mask, truth).sum())


def alpha(folder, name):
    return np.asarray(Image.open(folder / "alpha" / f"{name}.png")) > 127


@pytest.fixture(scope="module")
def shot(tmp_path_factory):
    """Six frames, a key on the first and on the last; the command run once."""
    root = tmp_path_factory.mktemp("roto")
    write_frames(root / "plate", 6)
    write_key(root / "keys" / "plate.1001.png", square(0))
    write_key(root / "keys" / "plate.1006.png", square(5))
    told = answer("roto", root / "plate", "--keys", root / "keys", "-o", root / "out", *QUICK)
    return root, told


def test_every_frame_gets_a_matte_named_like_it(shot):
    root, told = shot
    assert sorted(path.name for path in (root / "out" / "alpha").iterdir()) == [f"plate.{n}.png" for n in range(1001, 1007)]
    assert told["written"]["alpha"] == 6
    for index in range(6):
        assert overlap(alpha(root / "out", f"plate.{1001 + index}"), square(index)) > 0.93, index


def test_colours_shapes_check_and_a_film_lie_beside(shot):
    out = shot[0] / "out"
    colours = np.asarray(Image.open(out / "fg" / "plate.1003.png"))
    assert colours.shape == (48, 64, 4)
    assert abs(colours[24, 20, :3].astype(int) - (220, 180, 60)).max() < 30
    assert {path.name for path in (out / "curves").iterdir() if "c2pa" not in path.name} == {
        "roto.json", "roto.svg", "roto.nk", "roto.nuke.py", "roto.fxs", "roto.setting", "roto.ae.json", "roto.ae.jsx"}
    shapes = json.loads((out / "curves" / "roto.json").read_text())
    assert (shapes["first"], shapes["last"]) == (1001, 1006)
    report = json.loads((out / "qc.json").read_text())
    assert [row["frame"] for row in report["frames"]] == list(range(1001, 1007))
    assert (out / "preview.mp4").stat().st_size > 1000


def test_confidence_is_whole_at_keys_and_the_next_frame_is_named(shot):
    told = json.loads((shot[0] / "out" / "roto.json").read_text())
    assert told["confidence"][0] == told["confidence"][5] == 1.0
    assert all(0 < value <= 1 for value in told["confidence"])
    assert told["fix_next"] in range(1, 5)
    assert "frame 100" in shot[1]["advice"]


def test_the_frames_that_lie_loose_are_proved_by_their_table(shot):
    root, _ = shot
    home = root / "out" / ".production"
    good = secondunit("-C", home, "rights", "credential", "verify", root / "out" / "alpha.frames.json",
                      "--frames", root / "out" / "alpha")
    assert good.returncode == 0, good.stdout + good.stderr
    changed = shutil.copytree(root / "out" / "alpha", root / "changed")
    Image.fromarray(np.zeros((48, 64), np.uint8)).save(changed / "plate.1002.png")
    bad = secondunit("-C", home, "rights", "credential", "verify", root / "out" / "alpha.frames.json", "--frames", changed)
    assert bad.returncode == 7 and "plate.1002.png" in bad.stdout


def test_the_small_production_holds_and_verifies(shot):
    done = secondunit("verify", shot[0] / "out" / ".production")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_same_again_makes_nothing_and_a_new_key_only_its_neighbours(tmp_path):
    write_frames(tmp_path / "plate", 8)
    for index in (0, 3, 7):
        write_key(tmp_path / "keys" / f"plate.{1001 + index}.png", square(index))
    call = ("roto", tmp_path / "plate", "--keys", tmp_path / "keys", "-o", tmp_path / "out", *FEW)
    first = answer(*call)
    assert first["made"] == 1 + 3 + 1  # survey, three stretches, the whole
    assert answer(*call)["made"] == 0
    write_key(tmp_path / "keys" / "plate.1006.png", square(5))
    again = answer(*call)
    assert again["made"] == 2 + 1  # the two stretches beside the new key, and the whole
    assert json.loads((tmp_path / "out" / "roto.json").read_text())["keys"] == [0, 3, 5, 7]
    assert overlap(alpha(tmp_path / "out", "plate.1006"), square(5)) > 0.95


def test_a_click_will_do_and_so_will_a_box_on_a_video(tmp_path):
    write_frames(tmp_path / "plate", 4)
    (tmp_path / "clicks.csv").write_text("frame,x,y\n1002,18,24\n")
    answer("roto", tmp_path / "plate", "--points", tmp_path / "clicks.csv", "-o", tmp_path / "out", *FEW)
    for index in range(4):
        assert overlap(alpha(tmp_path / "out", f"plate.{1001 + index}"), square(index)) > 0.9, index
    video = write_video(tmp_path / "shot.mp4", 5)
    answer("roto", video, "--box", "0:5,13,22,22", "-o", tmp_path / "film", *FEW)
    assert sorted(path.name for path in (tmp_path / "film" / "alpha").iterdir()) == [f"{n:06d}.png" for n in range(5)]
    assert overlap(alpha(tmp_path / "film", "000004"), square(4)) > 0.85


def test_shapes_that_were_corrected_elsewhere_are_keys(shot, tmp_path):
    root, _ = shot
    for ending in ("nk", "svg", "json"):
        told = answer("roto", root / "plate", "--keys", root / "out" / "curves" / f"roto.{ending}", "-o", tmp_path / ending, *FEW)
        assert told["written"]["alpha"] == 6
        assert overlap(alpha(tmp_path / ending, "plate.1003"), square(2)) > 0.85, ending


def test_a_green_screen_needs_no_key(tmp_path):
    (tmp_path / "plate").mkdir()
    for index in range(3):
        frame = np.full((96, 128, 3), (40, 190, 60), np.uint8)
        frame[30:70, 40 + 3 * index : 80 + 3 * index] = (200, 150, 120)
        grain = np.random.default_rng(index).normal(0, 2, frame.shape)
        Image.fromarray(np.clip(frame + grain, 0, 255).astype(np.uint8)).save(tmp_path / "plate" / f"g.{index}.png")
    told = answer("roto", tmp_path / "plate", "-o", tmp_path / "out", *QUICK, "--set", "screen=green", "--set", "preview=false")
    truth = np.zeros((96, 128), bool)
    truth[30:70, 46:86] = True
    assert overlap(alpha(tmp_path / "out", "g.2"), truth) > 0.95
    colours = np.asarray(Image.open(tmp_path / "out" / "fg" / "g.2.png"))
    assert abs(colours[50, 60, :3].astype(int) - (200, 150, 120)).max() < 12
    assert told["advice"] == "" and told["warnings"] == []


def test_objects_are_kept_apart_when_asked(tmp_path):
    write_frames(tmp_path / "plate", 3)
    mask = square(0)
    mask[40:, :] = 2
    write_key(tmp_path / "keys" / "plate.1001.png", mask, palette=True)
    call = ("roto", tmp_path / "plate", "-o", tmp_path / "out", "--objects", "--set", "cryptomatte=true", *FEW)
    answer(*call, "--keys", tmp_path / "keys")
    one = np.asarray(Image.open(tmp_path / "out" / "objects" / "1" / "plate.1003.png")) > 127
    two = np.asarray(Image.open(tmp_path / "out" / "objects" / "2" / "plate.1003.png")) > 127
    assert overlap(one, square(2)) > 0.9
    assert two[42:].mean() > 0.9 and not two[:36].any()
    assert np.array_equal(alpha(tmp_path / "out", "plate.1003"), one | two)
    layer = read_layer(tmp_path / "out" / "cryptomatte" / "plate.1003.exr")
    assert np.array_equal(layer.matte("object 2") > 0.5, two)
    back = answer(*call, "--keys", tmp_path / "out" / "cryptomatte")  # and in again, as keys on every frame
    assert back["failed"] == [] and json.loads((tmp_path / "out" / "roto.json").read_text())["keys"] == [0, 1, 2]


def test_a_cut_is_found_and_a_shot_without_a_key_is_told(tmp_path):
    write_frames(tmp_path / "plate", 6)
    for index in range(6, 12):
        other = np.random.default_rng(index // 6).integers(0, 255, (6, 8, 3), np.uint8)
        Image.fromarray(other).resize((64, 48), Image.Resampling.NEAREST).save(tmp_path / "plate" / f"plate.{1001 + index}.png")
    write_key(tmp_path / "keys" / "plate.1001.png", square(0))
    told = answer("roto", tmp_path / "plate", "--keys", tmp_path / "keys", "-o", tmp_path / "out", *FEW)
    assert any("1007 to 1012" in line for line in told["warnings"])
    assert not alpha(tmp_path / "out", "plate.1009").any()
    assert overlap(alpha(tmp_path / "out", "plate.1006"), square(5)) > 0.85


def test_linear_light_comes_back_as_light(tmp_path):
    (tmp_path / "plate").mkdir()
    for index in range(3):
        light = (picture(index) / np.float32(255)) ** np.float32(2.2) * np.float32(4)
        write_exr(tmp_path / "plate" / f"x.{index + 1}.exr", light, ("R", "G", "B"))
    write_key(tmp_path / "keys" / "x.1.png", square(0))
    answer("roto", tmp_path / "plate", "--keys", tmp_path / "keys", "-o", tmp_path / "out", *QUICK,
           "--set", "curves=false", "--set", "preview=false")
    deep = oiio.ImageBuf(str(tmp_path / "out" / "alpha" / "x.2.exr")).get_pixels()
    assert overlap(deep[..., 0] > 0.5, square(1)) > 0.9
    colours = oiio.ImageBuf(str(tmp_path / "out" / "fg" / "x.2.exr")).get_pixels()
    assert colours[24, 18, 0] == pytest.approx((220 / 255) ** 2.2 * 4, rel=0.02)
    assert colours[5, 60].tolist() == [0, 0, 0, 0]


def test_in_a_production_the_mattes_wait_for_a_decision(tmp_path):
    home = tmp_path / "show"
    assert secondunit("new", home).returncode == 0
    write_frames(tmp_path / "sh010", 3)
    write_key(tmp_path / "keys" / "plate.1001.png", square(0))
    told = answer("-C", home, "roto", tmp_path / "sh010", "--keys", tmp_path / "keys", "-o", tmp_path / "out", *FEW)
    assert told["plate"] == "plate.sh010"
    assert not (tmp_path / "out" / ".production").exists()
    assert answer("-C", home, "status")["waiting_for_a_person"] == 1
    assert answer("-C", home, "run", "roto", "plate.sh010", *FEW[:2], "--set", "width=64", "--set", "curves=false",
                  "--set", "preview=false", "--set", "foreground=false")["made"] == 0
    unsaid = secondunit("-C", home, "review", "approve", "plate.sh010", "--by", "Ida Berg")
    assert unsaid.returncode == 3 and "--task roto" in unsaid.stderr
    answer("-C", home, "review", "approve", "plate.sh010", "--task", "roto", "--by", "Ida Berg")
    assert (home / "publish" / "roto" / "plate.sh010" / "v001").is_dir()


@pytest.mark.parametrize("change, words, code", [
    (lambda root: write_key(root / "keys" / "plate.1002.png", np.ones((9, 9), np.uint8)), "9x9", 3),
    (lambda root: write_key(root / "keys" / "other.7.png", square(0)), "no frame", 3),
    (lambda root: (root / "plate" / "plate.1002.png").write_bytes(b"\x89PNG\r\n\x1a\n"), "plate.1002.png cannot be read", 5),
    (lambda root: shutil.rmtree(root / "keys"), "no folder of keys", 3),
    (lambda root: write_key(root / "keys" / "plate.1001.png", np.zeros((48, 64), np.uint8)), "empty", 3),
])
def test_what_is_wrong_is_said_once_with_its_frame(tmp_path, change, words, code):
    write_frames(tmp_path / "plate", 3)
    write_key(tmp_path / "keys" / "plate.1001.png", square(0))
    change(tmp_path)
    done = secondunit("roto", tmp_path / "plate", "--keys", tmp_path / "keys", "-o", tmp_path / "out", *FEW)
    assert done.returncode == code, done.stdout + done.stderr
    assert words in done.stderr and done.stderr.count("error:" if code == 3 else "failed:") == 1


def test_with_nothing_given_what_moves_by_itself_is_taken_and_told(tmp_path):
    write_frames(tmp_path / "plate", 6, width=128, height=96)
    told = answer("roto", tmp_path / "plate", "-o", tmp_path / "out", *FEW)
    assert any("nobody pointed" in line for line in told["warnings"])
    assert overlap(alpha(tmp_path / "out", "plate.1003"), square(2, 128, 96)) > 0.6
    write_key(tmp_path / "keys" / "plate.1001.png", square(0, 128, 96))
    told = answer("roto", tmp_path / "plate", "--keys", tmp_path / "keys", "-o", tmp_path / "out", *FEW)
    assert told["warnings"] == [] and overlap(alpha(tmp_path / "out", "plate.1003"), square(2, 128, 96)) > 0.9


def test_where_nothing_moves_you_are_asked_to_point(tmp_path):
    (tmp_path / "plate").mkdir()
    for index in range(3):
        Image.fromarray(picture(0)).save(tmp_path / "plate" / f"x.{index}.png")
    done = secondunit("roto", tmp_path / "plate", "-o", tmp_path / "out", *FEW)
    assert done.returncode == 5 and "nothing in this plate moves" in done.stderr and "--points" in done.stderr


def test_a_plate_of_one_frame_works(tmp_path):
    write_frames(tmp_path / "plate", 1)
    write_key(tmp_path / "keys" / "plate.1001.png", square(0))
    answer("roto", tmp_path / "plate", "--keys", tmp_path / "keys", "-o", tmp_path / "out", *QUICK)
    assert overlap(alpha(tmp_path / "out", "plate.1001"), square(0)) > 0.97
