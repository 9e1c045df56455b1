"""What is near to what: copies in every dress are found, strangers are not, broken files say so."""

import numpy as np
import pytest
from PIL import Image

from secondunit.core.errors import InputError
from secondunit.gates.similar import compare, pictures, prints, sets
from similar_pictures import CHANGES, picture, pixels

COUNT = 6


@pytest.fixture(scope="module")
def images():
    return [picture(seed) for seed in range(COUNT)]


@pytest.fixture(scope="module")
def listed(images):
    return [prints.reference_print(pixels(image)) for image in images]


@pytest.fixture(scope="module")
def references(listed):
    return compare.References(listed)


@pytest.mark.parametrize("change", sorted(set(CHANGES) - {"half of it"}))
def test_a_changed_copy_is_found_and_nothing_else(images, references, change):
    seed = sorted(CHANGES).index(change) % COUNT
    found = references.scan(compare.look(pixels(CHANGES[change](images[seed], picture(900 + seed)))))
    assert [each.reference for each in found] == [seed] and found[0].score >= compare.DECISION


def test_the_transform_and_the_place_are_told(images, references):
    mirrored = references.scan(compare.look(pixels(CHANGES["mirrored"](images[3], images[0]))))[0]
    assert (mirrored.transform, mirrored.how) == ("mirrored", "whole")
    hung = references.scan(compare.look(pixels(CHANGES["poster, 25 % of the area"](images[3], picture(901)))))[0]
    assert hung.how == "part" and hung.transform == "as it is" and hung.box is not None
    left, top, right, bottom = hung.box
    assert 0.2 < (right - left) * (bottom - top) < 0.32


def test_strangers_are_not_near(references):
    for seed in range(700, 706):
        assert references.scan(compare.look(pixels(picture(seed)))) == []


def test_a_picture_without_structure_is_near_to_nothing(references):
    flat = np.full((90, 160, 3), 200, np.uint8)
    assert prints.reference_print(flat).flat
    assert references.scan(compare.look(flat)) == []
    assert compare.References([prints.reference_print(flat)]).scan(compare.look(flat)) == []
    assert compare.References([]).scan(compare.look(flat)) == []


def test_descriptors_follow_the_symmetries_of_the_square():
    grey = np.random.default_rng(1).random((101, 101)).astype(np.float32) * 255
    at = np.array([[50, 50], [40, 60]])
    bits = prints._describe(grey, at)
    for which in range(8):
        places = prints.moved((at[:, ::-1] + 0.5) / 101.0, which)
        there = np.round(places * 101 - 0.5).astype(int)[:, ::-1]
        turned = prints._describe(np.ascontiguousarray(prints.variant(grey, which)), there)
        assert (turned == prints.turned(bits, which)).mean() > 0.99
        assert (prints.turned(prints.turned(bits, which), prints.undo(which)) == bits).all()


def test_a_set_is_read_back_as_it_was_written(listed):
    whole = sets.ReferenceSet("posters", True, tuple(
        sets.Reference(f"{n:064x}", f"{n}.png", each) for n, each in enumerate(listed)), prints.METHOD)  # fmt: skip
    back = sets.from_pages(sets.to_pages(whole))
    assert back.digest == whole.digest and back.denied
    for one, two in zip(whole.pictures, back.pictures, strict=True):
        assert (one.print.whole == two.print.whole).all() and (one.print.corners.bits == two.print.corners.bits).all()


def test_a_damaged_set_is_refused(listed):
    page = sets.to_pages(sets.ReferenceSet("a", False, (sets.Reference("0" * 64, "a", listed[0]),), prints.METHOD))[0]
    page["pictures"][0]["whole"] = "?"
    with pytest.raises(InputError, match="cannot be read"):
        sets.from_pages([page])


def test_what_the_rules_may_know():
    row = {"title": "a.png", "set": "posters", "denied": True}
    assert sets.near_of({}, None) == sets.Near((), ())
    assert sets.near_of({"posters": "1"}, None) == sets.Near(None, None)
    assert sets.near_of({"posters": "2"}, {"sets": {"posters": "1"}, "matches": []}) == sets.Near(None, None)
    assert sets.near_of({"posters": "1"}, {"sets": {"posters": "1"}, "matches": [row]}) == sets.Near(
        ("a.png (posters)",), ("a.png (posters)",))


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "CMYK", "I;16", "LA", "F"])
def test_pictures_of_every_mode_are_read(tmp_path, mode):
    image = picture(0).resize((64, 40))
    if mode == "I;16":
        image = Image.fromarray(np.asarray(image.convert("L"), np.uint16) * 257)
    else:
        image = image.convert("L").convert(mode) if mode in ("1", "F", "LA") else image.convert(mode)
    file = tmp_path / ("a.tif" if mode in ("CMYK", "F") else "a.png")
    image.save(file)
    (shown,) = pictures.read(file)
    assert shown.pixels.shape == (40, 64, 3) and shown.pixels.dtype == np.uint8 and shown.pixels.std() > 5


def test_a_picture_of_one_pixel_is_read_and_compared(tmp_path, references):
    Image.new("RGB", (1, 1)).save(tmp_path / "a.png")
    (shown,) = pictures.read(tmp_path / "a.png")
    assert references.scan(compare.look(shown.pixels)) == []


@pytest.mark.parametrize(("name", "data"), [
    ("a.png", b""), ("a.png", b"not a picture"), ("a.exr", b"v/1\x01" * 9), ("a.mp4", b"\0" * 400), ("a.txt", b"text"),
])
def test_what_is_no_picture_says_so(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError):
        list(pictures.read(tmp_path / name))


def test_a_cut_off_and_a_huge_picture_are_refused(tmp_path):
    picture(1).save(tmp_path / "a.jpg")
    whole = (tmp_path / "a.jpg").read_bytes()
    (tmp_path / "a.jpg").write_bytes(whole[: len(whole) // 3])
    with pytest.raises(InputError, match="cannot be read"):
        list(pictures.read(tmp_path / "a.jpg"))
    Image.new("1", (20_000, 20_000)).save(tmp_path / "b.png")
    with pytest.raises(InputError, match="can be compared"):
        list(pictures.read(tmp_path / "b.png"))


def test_an_animated_picture_gives_its_frames(tmp_path):
    frames = [picture(n).resize((60, 40)) for n in range(3)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    assert [shown.at for shown in pictures.read(tmp_path / "a.gif")] == ["frame 0", "frame 1", "frame 2"]
