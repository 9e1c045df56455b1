"""Films and EXR files are looked at as well as stills: the frame is named, the light is brought to the screen."""

import av
import numpy as np
import OpenImageIO as oiio
import pytest

from secondunit.core.errors import InputError
from secondunit.gates.similar import pictures, prints, sets
from secondunit.gates.similar.check import Checker
from similar_pictures import picture, pixels

SIZE = (320, 180)


@pytest.fixture(scope="module")
def posters():
    """A set of three pictures."""
    return sets.ReferenceSet("posters", True, tuple(
        sets.Reference(f"{seed:064x}", f"{seed}.png", prints.reference_print(pixels(picture(seed))))
        for seed in range(3)), prints.METHOD)  # fmt: skip


def film(path, images, each, rate=12):
    """An MP4 that shows each picture for `each` frames."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("mpeg4", rate=rate)
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = *SIZE, "yuv420p", 4_000_000
        for image in images:
            data = np.asarray(image.convert("RGB").resize(SIZE))
            for _ in range(each):
                out.mux(stream.encode(av.VideoFrame.from_ndarray(data, format="rgb24")))
        out.mux(stream.encode())
    return path


def exr(path, array, names):
    """An EXR of half floats with these channels."""
    high, wide, count = array.shape
    spec = oiio.ImageSpec(wide, high, count, oiio.HALF)
    spec.channelnames = names
    out = oiio.ImageOutput.create(str(path))
    assert out.open(str(path), spec) and out.write_image(np.ascontiguousarray(array, np.float32)) and out.close()
    return path


def linear(image, size=SIZE):
    """A picture as scene light (IEC 61966-2-1)."""
    value = np.asarray(image.convert("RGB").resize(size), np.float64) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def test_a_reference_inside_a_film_is_found_at_its_time(tmp_path, posters):
    path = film(tmp_path / "a.mp4", [picture(700), picture(1), picture(701)], 8)
    seen = Checker([posters]).file(path, "f" * 64)
    assert (seen.pictures, seen.method) == (24, prints.METHOD)
    (match,) = seen.matches
    assert (match.title, match.denied, match.how) == ("1.png", True, "whole")
    assert 8 / 12 - 0.01 <= float(match.at.removesuffix(" s")) < 16 / 12


def test_a_film_of_strangers_is_near_to_nothing(tmp_path, posters):
    path = film(tmp_path / "a.mp4", [picture(700), picture(701)], 6)
    assert Checker([posters]).file(path, "f" * 64).matches == ()


def test_of_a_longer_film_frames_are_taken_evenly_and_never_more_than_may_be(tmp_path):
    path = film(tmp_path / "a.mp4", [picture(n) for n in range(6)], 10)
    shown = list(pictures.read(path))
    assert len(shown) == pictures.MAX_FRAMES
    assert [each.at for each in shown[:4]] == ["0.00 s", "0.17 s", "0.33 s", "0.50 s"]
    assert max(shown[0].pixels.shape) == pictures.LONGEST and shown[0].pixels.shape[2] == 3


def test_a_film_that_stands_still_is_looked_at_once(tmp_path, posters, monkeypatch):
    checker, looked = Checker([posters]), []
    monkeypatch.setattr(checker, "picture", lambda array: looked.append(array) or [])
    shown = pictures.Shown(pixels(picture(3)))
    other = pictures.Shown(pixels(picture(4)))
    monkeypatch.setattr("secondunit.gates.similar.check.read", lambda *_: iter([shown, shown, other, shown, shown]))
    assert checker.file(tmp_path, "f" * 64).pictures == 5
    assert len(looked) == 3


def test_a_film_is_known_by_its_kind_where_its_name_says_nothing(tmp_path):
    bare = film(tmp_path / "a.mp4", [picture(0)], 2).rename(tmp_path / ("0" * 64))
    assert len(list(pictures.read(bare, ".mp4"))) == 2
    with pytest.raises(InputError, match="no kind of picture"):
        list(pictures.read(bare))


def test_a_film_without_a_picture_track_says_so(tmp_path):
    with av.open(str(tmp_path / "a.mp4"), "w") as out:
        stream = out.add_stream("aac", rate=48000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 48000
        out.mux(stream.encode(frame))
        out.mux(stream.encode())
    with pytest.raises(InputError, match="no picture track"):
        list(pictures.read(tmp_path / "a.mp4"))


@pytest.mark.parametrize("names", [("R", "G", "B"), ("R", "G", "B", "A"), ("A", "R", "G", "B")])
def test_an_exr_is_shown_as_on_a_screen(tmp_path, posters, names):
    light = linear(picture(2))
    planes = {"R": light[..., 0], "G": light[..., 1], "B": light[..., 2], "A": np.full(light.shape[:2], 0.25)}
    path = exr(tmp_path / "a.exr", np.stack([planes[name] for name in names], axis=-1), names)
    (shown,) = pictures.read(path)
    wanted = np.asarray(picture(2).convert("RGB").resize(SIZE), int)
    assert np.abs(shown.pixels.astype(int) - wanted).max() <= 2  # half floats
    assert shown.at == ""
    assert [match.title for match in Checker([posters]).file(path, "f" * 64).matches] == ["2.png"]


def test_light_beyond_white_and_numbers_that_are_none_are_clipped(tmp_path):
    array = np.zeros((20, 30, 3), np.float32)
    array[0, 0], array[0, 1], array[0, 2], array[0, 3] = 40.0, -3.0, np.nan, np.inf
    (shown,) = pictures.read(exr(tmp_path / "a.exr", array, ("R", "G", "B")))
    assert shown.pixels[0, :4, 0].tolist() == [255, 0, 0, 255]


def test_depth_is_shown_over_its_own_range(tmp_path):
    depth = np.linspace(3, 900, 40 * 60, dtype=np.float32).reshape(40, 60, 1)
    (shown,) = pictures.read(exr(tmp_path / "a.exr", depth, ("Z",)))
    assert shown.pixels.shape == (40, 60, 3)
    assert (shown.pixels[0, 0].tolist(), shown.pixels[-1, -1].tolist()) == ([0] * 3, [255] * 3)
    assert (shown.pixels[..., 0] == shown.pixels[..., 2]).all()


def test_a_large_exr_is_made_small(tmp_path):
    (shown,) = pictures.read(exr(tmp_path / "a.exr", linear(picture(0), (1200, 600)), ("R", "G", "B")))
    assert shown.pixels.shape == (256, 512, 3)


def test_only_pictures_and_films_are_readable(tmp_path):
    names = ("a.PNG", "b.exr", "c.Mov", "d.txt", "e", "f.mp3")
    assert [name for name in names if pictures.readable(tmp_path / name)] == ["a.PNG", "b.exr", "c.Mov"]
