"""`secondunit roto --set screen=...`: clean plates, garbage and holdout mattes, despill, luma and difference keys."""

import json

import numpy as np
import pytest
from PIL import Image

from cli import answer, secondunit
from secondunit.core.errors import InputError, NotFound, UsageError
from secondunit.core.shapes import ControlPoint, Layer, Roto, Shape
from secondunit.departments.roto.keying.despill import LIMITS
from secondunit.departments.roto.parameters import DESPILLS
from secondunit.engines.api import Work
from secondunit.engines.flow_key import key
from secondunit.engines.plate_files import HeldMasks
from secondunit.formats import frame_zip
from secondunit.formats.roto_json import write_json
from secondunit.production.roto.loose import roto

HIGH, WIDE, COUNT = 72, 96, 4
GREEN, SKIN, SET = (40, 190, 60), (205, 150, 125), (150, 140, 130)
QUICK = ("--by", "Ida Berg", "--set", "curves=false", "--set", "preview=false")


def inside(index):
    mask = np.zeros((HIGH, WIDE), bool)
    mask[24:56, 36 + 3 * index : 60 + 3 * index] = True
    return mask


def frame(index, ground=GREEN, grain=2.0):
    """A figure before a screen, a green badge on it, and the edge of the set on the left."""
    picture = np.full((HIGH, WIDE, 3), ground, np.float32)
    picture[:, :10] = SET
    picture[inside(index)] = SKIN
    picture[36:44, 44 + 3 * index : 52 + 3 * index] = GREEN
    return np.clip(picture + np.random.default_rng(index).normal(0, grain, picture.shape), 0, 255).astype(np.uint8)


def save(path, picture):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(path)
    return path


@pytest.fixture
def room(tmp_path):
    for index in range(COUNT):
        save(tmp_path / "plate" / f"g.{101 + index}.png", frame(index))
    empty = np.full((HIGH, WIDE, 3), GREEN, np.float32)
    empty[:, :10] = SET
    save(tmp_path / "empty.png", empty.astype(np.uint8))
    outside = np.zeros((HIGH, WIDE), np.uint8)
    outside[:, :14] = 255
    save(tmp_path / "garbage" / "g.101.png", outside)
    for index in (0, 2):
        save(tmp_path / "holdout" / f"g.{101 + index}.png", inside(index).astype(np.uint8) * 255)
    return tmp_path


def alpha(folder, index):
    return np.asarray(Image.open(folder / "alpha" / f"g.{101 + index}.png")).astype(float) / 255


def test_the_command_takes_a_clean_plate_and_both_mattes(room):
    told = answer("roto", room / "plate", "--set", "screen=green", "--clean-plate", room / "empty.png", "--garbage",
                  room / "garbage", "--holdout", room / "holdout", "-o", room / "out", *QUICK)
    assert told["failed"] == told["held"] == []
    for index in (0, 2):  # the badge is solid where the holdout was drawn, and nothing of the set is left
        matte = alpha(room / "out", index)
        assert (matte[inside(index)] > 0.98).all() and not matte[:, :14].any()
        assert matte[~inside(index)].mean() < 0.01
    assert secondunit("verify", room / "out" / ".production").returncode == 0
    again = answer("roto", room / "plate", "--set", "screen=green", "-o", room / "out", *QUICK)
    assert again["made"] == 0  # they stay on record


def test_without_them_the_set_is_kept_and_the_badge_is_a_hole(room):
    # a box around nothing would fail as a key: what is keyed does not look at it
    roto(room / "plate", room / "out", boxes=("101:70,60,2,2",), settings=("screen=green", "curves=false", "preview=false"), by="Ida Berg")
    matte = alpha(room / "out", 0)
    assert matte[:, :9].mean() > 0.9 and matte[38:42, 46:50].mean() < 0.1


def test_shapes_will_do_as_a_garbage_matte_and_rest_as_one_mask(room):
    corners = ((0, 0), (14, 0), (14, HIGH), (0, HIGH))
    shape = Shape("set", {101: tuple(ControlPoint(float(x), float(y)) for x, y in corners)})
    drawn = Roto(WIDE, HIGH, 101, 100 + COUNT, (Layer("garbage", (shape,)),))
    (room / "set.json").write_bytes(write_json(drawn))
    settings = ("screen=green", "curves=false", "preview=false", "foreground=false")
    result = roto(room / "plate", room / "out", garbage=room / "set.json", settings=settings, by="Ida Berg")
    assert result.report.failed == []
    for index in range(COUNT):
        matte = alpha(room / "out", index)
        assert not matte[:, :13].any() and matte[26:34, 40 + 3 * index : 56 + 3 * index].min() > 0.95


def test_a_difference_key_shows_what_the_clean_plate_does_not(room):
    for index in range(COUNT):
        save(room / "grey" / f"g.{101 + index}.png", frame(index, ground=(90, 90, 96)))
    settings = ("screen=difference", "low=0.1", "high=0.35", "curves=false", "preview=false", "foreground=false")
    with pytest.raises(InputError, match="needs a clean plate"):
        roto(room / "grey", room / "out", settings=settings, by="Ida Berg")
    empty = np.full((HIGH, WIDE, 3), (90, 90, 96), np.uint8)
    empty[:, :10] = SET
    roto(room / "grey", room / "out", clean=save(room / "e.png", empty), settings=settings, by="Ida Berg")
    for index in range(COUNT):
        found = alpha(room / "out", index) > 0.5
        assert (found & inside(index)).sum() / (found | inside(index)).sum() > 0.9


def test_a_luma_key_takes_light_or_darkness_between_its_thresholds(room):
    for index in range(2):
        save(room / "dark" / f"g.{101 + index}.png", frame(index, ground=(30, 30, 34)))
    settings = ("screen=luma", "low=0.3", "high=0.5", "curves=false", "preview=false", "foreground=false")
    roto(room / "dark", room / "out", settings=settings, by="Ida Berg")
    matte = alpha(room / "out", 0)
    assert matte[26:34, 40:56].min() > 0.95 and matte[60:, 20:].max() < 0.05
    roto(room / "dark", room / "out", settings=(*settings, "invert=true"), by="Ida Berg")
    assert np.allclose(alpha(room / "out", 0), 1 - matte, atol=1 / 255)


@pytest.mark.parametrize("given, error, words", [
    ({"clean": "small.png"}, InputError, "8x8"), ({"clean": "two"}, InputError, "2 frames, the plate 4"),
    ({"clean": "nowhere.png"}, NotFound, "no clean plate"), ({"garbage": "black"}, InputError, "cover nothing"),
    ({"holdout": "nowhere"}, NotFound, "nowhere"),
])
def test_what_does_not_fit_is_told(room, given, error, words):
    save(room / "small.png", np.zeros((8, 8, 3), np.uint8))
    save(room / "black" / "g.101.png", np.zeros((HIGH, WIDE), np.uint8))
    for index in range(2):
        save(room / "two" / f"g.{101 + index}.png", frame(index))
    paths = {role: room / name for role, name in given.items()}
    with pytest.raises(error, match=words):
        roto(room / "plate", room / "out", settings=("screen=green",), by="Ida Berg", **paths)


def test_where_nothing_is_keyed_what_helps_a_keyer_is_refused(room):
    with pytest.raises(UsageError, match="none is asked for"):
        roto(room / "plate", room / "out", garbage=room / "garbage", by="Ida Berg")
    assert not (room / "out").exists()


def keyed(room, name, inputs=None, **asked):
    """Run the engine by itself on the plate; returns its mattes and colours."""
    scratch = room / name
    scratch.mkdir()
    if not (room / "plate.zip").exists():
        frame_zip.pack(room / "plate", room / "plate.zip")
    told = {"start": 0, "stop": COUNT, "shot": [0, COUNT], "screen": "green", "clean_plate": "frame", "low": -1.0,
            "high": -1.0, "softness": 0.0, "invert": False, "despill": "average", "despill_amount": 1.0,
            "keep_luminance": 0.5, "feather": 0.0, "shift": 0.0, "foreground": True, **asked}  # fmt: skip
    made = {each.role: each.path for each in key(Work(told, 0, {"plate": room / "plate.zip", **(inputs or {})}, scratch,
                                                      lambda done: None))}  # fmt: skip
    assert json.loads(made["told"].read_text()) == {"frames": {}}
    out = {}
    for role in ("alpha.1", "fg"):
        frame_zip.unpack(made[role], scratch / f"out.{role}", lambda _: True)
        out[role] = [np.asarray(Image.open(path)) for path in sorted((scratch / f"out.{role}").iterdir())]
    return out


def test_despill_is_chosen_by_method_and_strength(room):
    assert ("none", *LIMITS) == DESPILLS
    for index in range(COUNT):  # skin that the screen lights up
        spilled = frame(index).astype(int)
        spilled[inside(index), 1] += 60
        save(room / "plate" / f"g.{101 + index}.png", np.clip(spilled, 0, 255).astype(np.uint8))
    green = {name: np.median(keyed(room, name, **asked)["fg"][0][28:34, 40:56, 1]) for name, asked in {
        "full": {}, "none": {"despill": "none"}, "half": {"despill_amount": 0.5}, "high": {"despill": "maximum"},
    }.items()}  # fmt: skip
    assert green["none"] == pytest.approx(210, abs=4)
    assert green["full"] < green["half"] < green["none"] - 5 and green["full"] < green["high"] - 5 <= green["none"]


def test_the_empty_screen_is_read_once_in_the_shot_or_frame_by_frame(room):
    once = keyed(room, "once", clean_plate="shot")["alpha.1"]
    for index, matte in enumerate(once):
        assert matte[26:34, 40 + 3 * index : 56 + 3 * index].min() > 240 and matte[:, 14:30].max() < 20
    (room / "views").mkdir()
    for index in range(COUNT):  # a screen whose light goes down: one picture is not enough
        dimmed = np.asarray(Image.open(room / "empty.png")) * (1 - 0.15 * index)
        save(room / "views" / f"v.{index}.png", dimmed.astype(np.uint8))
        save(room / "plate" / f"g.{101 + index}.png", (frame(index) * (1 - 0.15 * index)).astype(np.uint8))
    (room / "plate.zip").unlink()
    frame_zip.pack(room / "views", room / "views.zip")
    each = keyed(room, "each", {"clean": room / "views.zip"}, low=0.1)["alpha.1"]
    assert all(matte[60:, 20:].max() < 10 for matte in each)
    piece = keyed(room, "piece", {"clean": room / "views.zip"}, low=0.1, start=2)["alpha.1"]
    assert [np.array_equal(a, b) for a, b in zip(piece, each[2:], strict=True)] == [True, True]


def test_a_mask_holds_until_the_next_one(room):
    (room / "masks").mkdir()
    for index, level in ((3, 60), (10, 120), (500, 180)):
        save(room / "masks" / f"{index:06d}.png", np.full((4, 4), level, np.uint8))
    frame_zip.pack(room / "masks", room / "masks.zip")
    masks = HeldMasks(room / "masks.zip", room / "taken", 0, 400)
    assert [round(float(masks[index][0, 0]) * 255) for index in (0, 3, 9, 10, 399)] == [60, 60, 60, 120, 120]
    assert len(list((room / "taken").iterdir())) == 2


def test_a_frame_that_cannot_be_keyed_is_named(room):
    save(room / "plate" / "g.103.png", np.full((HIGH, WIDE, 3), 128, np.uint8))
    with pytest.raises(InputError, match=r"frame g\.103: .*no screen"):
        keyed(room, "bad")
