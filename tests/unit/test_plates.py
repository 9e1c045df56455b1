"""Plates and keys are read as they are, and what is wrong with them is said in one clear error."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from plate_makers import picture, square, write_exr, write_frames, write_key, write_video
from secondunit.core.errors import InputError, NotFound
from secondunit.formats.plates import open_plate
from secondunit.formats.plates.keys import UNSAID, read_keys


def test_frames_come_in_the_order_of_their_numbers(tmp_path):
    for number in (9, 10, 100):
        Image.fromarray(picture(number % 7)).save(tmp_path / f"a.{number}.png")
    plate = open_plate(tmp_path)
    assert list(plate.names) == ["a.9", "a.10", "a.100"]
    assert list(plate.numbers) == [9, 10, 100]
    assert len(plate.facts.missing) == 89


def test_a_frame_keeps_its_bytes_and_depth(tmp_path):
    write_frames(tmp_path, 2)
    frame = open_plate(tmp_path).read(1)
    assert frame.picture.dtype == np.uint8
    assert np.array_equal(frame.picture, picture(1))
    assert frame.alpha is None and not frame.linear


def test_a_deep_png_with_alpha_is_not_multiplied(tmp_path):
    import OpenImageIO as oiio

    pixels = np.zeros((4, 6, 4), np.uint16)
    pixels[..., 0], pixels[..., 3] = 40000, 32768
    spec = oiio.ImageSpec(6, 4, 4, oiio.UINT16)
    spec.attribute("oiio:UnassociatedAlpha", 1)
    out = oiio.ImageOutput.create(str(tmp_path / "x.0001.png"))
    out.open(str(tmp_path / "x.0001.png"), spec)
    out.write_image(pixels)
    out.close()
    frame = open_plate(tmp_path).read(0)
    assert frame.picture.dtype == np.uint16
    assert int(frame.picture[0, 0, 0]) == 40000
    assert frame.alpha[0, 0] == pytest.approx(0.5, abs=1e-4)


def test_linear_light_above_one_survives_and_the_data_window_is_laid_on_the_display_window(tmp_path):
    pixels = np.full((4, 6, 4), 0.25, np.float32)
    pixels[..., 0], pixels[..., 3] = 8.0, 0.5
    write_exr(tmp_path / "x.1.exr", pixels, ("R", "G", "B", "A"), window=(-2, 1, 10, 8), PixelAspectRatio=2.0)
    plate = open_plate(tmp_path)
    assert (plate.facts.width, plate.facts.height, plate.facts.pixel_aspect) == (10, 8, 2.0)
    frame = plate.read(0)
    assert frame.linear
    assert frame.picture[1, 0].tolist() == [16.0, 0.5, 0.5]  # divided by its alpha
    assert frame.alpha[0].tolist() == [0] * 10
    assert frame.alpha[1].tolist() == [0.5] * 4 + [0] * 6


def test_the_colour_of_a_layer_is_found_by_name(tmp_path):
    pixels = np.zeros((3, 3, 4), np.float32)
    pixels[..., 1:] = (0.1, 0.2, 0.3)
    write_exr(tmp_path / "x.1.exr", pixels, ("Z", "beauty.R", "beauty.G", "beauty.B"))
    assert open_plate(tmp_path).read(0).picture[0, 0].tolist() == pytest.approx([0.1, 0.2, 0.3])


@pytest.mark.parametrize("change, words", [
    (lambda folder: Image.fromarray(picture(0, 32, 48)).save(folder / "plate.1003.png"), "32x48"),
    (lambda folder: (folder / "plate.1003.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken"), "cannot be read"),
    (lambda folder: (folder / "plate.1003.png").write_bytes(b""), "cannot be read"),
    (lambda folder: ((folder / "plate.1003.png").unlink(), Image.fromarray(picture(0)).save(folder / "plate.1003.jpg")), "jpeg"),
    (lambda folder: Image.fromarray(picture(0)).save(folder / "other.1.png"), "several series"),
    (lambda folder: Image.fromarray(picture(0)).save(folder / "plate.01003.png"), "one number"),
    (lambda folder: (folder / "plate.1009.png").symlink_to(folder / "plate.1001.png"), "link"),
])
def test_a_bad_folder_is_told_with_the_frame_that_is_wrong(tmp_path, change, words):
    change(write_frames(tmp_path, 4))
    with pytest.raises(InputError, match=words):
        plate = open_plate(tmp_path)
        for index in range(len(plate)):
            plate.read(index)


def test_nothing_and_an_empty_folder_are_told(tmp_path):
    with pytest.raises(NotFound):
        open_plate(tmp_path / "none")
    with pytest.raises(InputError, match="no frames"):
        open_plate(tmp_path)


def test_notes_beside_the_frames_do_no_harm(tmp_path):
    write_frames(tmp_path, 2)
    (tmp_path / "notes.txt").write_text("shot at dusk")
    (tmp_path / ".DS_Store").write_bytes(b"x")
    assert len(open_plate(tmp_path)) == 2


def test_a_video_gives_any_frame_in_any_order(tmp_path):
    plate = open_plate(write_video(tmp_path / "shot.mp4", 23))
    assert len(plate) == 23 and plate.facts.rate == 24 and not plate.facts.variable
    for index in (0, 1, 2, 17, 3, 22, 21, 0, 12, 13, 5):
        seen = plate.read(index).picture.astype(int)
        assert abs(seen - picture(index)).mean() < 6, index
        assert (seen[16:32, 12 + 2 * index : 20 + 2 * index, 0] > 180).mean() > 0.9 or index > 15
    plate.close()
    assert abs(plate.read(4).picture.astype(int) - picture(4)).mean() < 6


def test_a_variable_rate_is_seen(tmp_path):
    plate = open_plate(write_video(tmp_path / "phone.mp4", 6, times=[0, 40, 80, 200, 240, 300]))
    assert plate.facts.variable
    assert plate.facts.times == pytest.approx([0, 0.04, 0.08, 0.2, 0.24, 0.3], abs=0.002)


@settings(max_examples=40, deadline=None)
@given(data=st.binary(min_size=0, max_size=400), head=st.sampled_from([b"", b"\0\0\0\x18ftypmp42", b"RIFF", b"\x1aE\xdf\xa3"]))
def test_any_bytes_named_as_a_video_give_one_clear_error(tmp_path_factory, data, head):
    path = tmp_path_factory.mktemp("v") / "x.mp4"
    path.write_bytes(head + data)
    with pytest.raises(InputError):
        open_plate(path)


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 400), flips=st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 255)), max_size=6),
       suffix=st.sampled_from(["png", "jpg", "exr", "tif"]))
def test_a_damaged_frame_is_read_or_refused_but_never_breaks(tmp_path_factory, cut, flips, suffix):
    folder = tmp_path_factory.mktemp("f")
    path = folder / f"x.1.{suffix}"
    if suffix == "exr":
        write_exr(path, np.ones((8, 8, 3), np.float32), ("R", "G", "B"))
    else:
        Image.fromarray(picture(0)).save(path)
    data = bytearray(path.read_bytes())
    for place, value in flips:
        data[place % len(data)] = value
    path.write_bytes(bytes(data[: max(0, len(data) - cut)]))
    try:
        frame = open_plate(folder).read(0)
    except InputError as error:
        assert "x.1" in error.message
    else:
        assert frame.picture.ndim == 3


def test_keys_are_found_by_name_and_by_number(tmp_path):
    plate = open_plate(write_frames(tmp_path / "p", 6))
    write_key(tmp_path / "k" / "plate.1001.png", square(0))
    write_key(tmp_path / "k" / "mask_1004.png", square(3))
    keys = read_keys(tmp_path / "k", plate)
    assert sorted(keys.masks) == [0, 3] and keys.objects == (1,)
    assert np.array_equal(keys.masks[3], square(3))


def test_index_colour_means_several_objects_and_255_says_nothing(tmp_path):
    plate = open_plate(write_frames(tmp_path / "p", 2))
    mask = square(0)
    mask[40:, :] = 3
    mask[:4, :] = UNSAID
    write_key(tmp_path / "k" / "plate.1001.png", mask, palette=True)
    keys = read_keys(tmp_path / "k", plate)
    assert keys.objects == (1, 3)
    assert np.array_equal(keys.masks[0], mask)
    one = read_keys(tmp_path / "k", plate, objects=False)
    assert one.objects == (1,)
    assert set(np.unique(one.masks[0])) == {0, 1, UNSAID}


def test_flat_colours_are_objects_with_one_number_over_all_keys(tmp_path):
    plate = open_plate(write_frames(tmp_path / "p", 2))
    for index, colours in enumerate((((255, 0, 0), (0, 0, 255)), ((0, 0, 255), (0, 255, 0)))):
        image = np.zeros((48, 64, 3), np.uint8)
        image[:10], image[20:30] = colours
        (tmp_path / "k").mkdir(exist_ok=True)
        Image.fromarray(image).save(tmp_path / "k" / f"plate.{1001 + index}.png")
    keys = read_keys(tmp_path / "k", plate)
    assert keys.objects == (1, 2, 3)
    assert keys.masks[0][0, 0] == 3 and keys.masks[0][25, 0] == 1
    assert keys.masks[1][0, 0] == 1 and keys.masks[1][25, 0] == 2


def test_a_soft_key_and_one_in_alpha_are_cut_at_a_half(tmp_path):
    plate = open_plate(write_frames(tmp_path / "p", 2))
    ramp = np.tile(np.linspace(0, 255, 64).astype(np.uint8), (48, 1))
    (tmp_path / "k").mkdir()
    Image.fromarray(ramp).save(tmp_path / "k" / "plate.1001.png")
    Image.fromarray(np.dstack([picture(1), ramp])).save(tmp_path / "k" / "plate.1002.png")
    keys = read_keys(tmp_path / "k", plate)
    for mask in keys.masks.values():
        assert mask[:, :30].max() == 0 and mask[:, 34:].min() == 1


@pytest.mark.parametrize("name, mask, words", [
    ("plate.1001.png", np.ones((10, 10), np.uint8), "10x10"),
    ("plate.1999.png", square(0), "no frame"),
    ("plate.1001.png", np.zeros((48, 64), np.uint8), "empty"),
])
def test_a_wrong_key_is_told(tmp_path, name, mask, words):
    plate = open_plate(write_frames(tmp_path / "p", 2))
    write_key(tmp_path / "k" / name, mask)
    with pytest.raises(InputError, match=words):
        read_keys(tmp_path / "k", plate)


def test_no_keys_and_a_photograph_as_a_key_are_told(tmp_path):
    plate = open_plate(write_frames(tmp_path / "p", 2))
    with pytest.raises(NotFound):
        read_keys(tmp_path / "k", plate)
    (tmp_path / "k").mkdir()
    with pytest.raises(InputError, match="no keys"):
        read_keys(tmp_path / "k", plate)
    Image.fromarray(picture(0)).save(tmp_path / "k" / "plate.1001.png")
    with pytest.raises(InputError, match="too many colours"):
        read_keys(tmp_path / "k", plate)
