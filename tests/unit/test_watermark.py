"""The watermark as craft: it comes back through what happens to pictures, it does not show, and it is not seen where it is not."""

import io

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from secondunit.core.errors import InputError, Unmarkable
from secondunit.formats.watermark import convolution, files
from secondunit.formats.watermark.embed import embed
from secondunit.formats.watermark.pattern import CHIPS, Pattern
from secondunit.formats.watermark.read import LEVEL, bound, read, scales
from watermark_pictures import drawing, landscape, psnr, ssim

KEY, OTHER, PAYLOAD = b"k" * 32, b"o" * 32, 0x0123456789ABCDEF
PATTERN = Pattern.of(KEY)
PICTURES = {"a photograph": landscape(), "a board": drawing(paper=208, grain=2.0), "a drawing on white": drawing()}
MARKED = {name: embed(picture, PATTERN, PAYLOAD) for name, picture in PICTURES.items()}


def jpeg(quality):
    def change(picture):
        out = io.BytesIO()
        Image.fromarray(picture).save(out, "JPEG", quality=quality)
        return np.asarray(Image.open(out))

    return change


def resized(factor):
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return lambda picture: cv2.resize(picture, None, fx=factor, fy=factor, interpolation=how)


def cropped(share, y=0.31, x=0.67):
    def change(picture):
        high, wide = picture.shape[:2]
        top, left = int(high * (1 - share) * y), int(wide * (1 - share) * x)
        return picture[top : top + int(high * share), left : left + int(wide * share)]

    return change


def toned(factor, gamma):
    return lambda picture: np.clip(np.rint(255 * factor * (picture / 255.0) ** gamma), 0, 255).astype(np.uint8)


def noisy(sigma):
    return lambda picture: np.clip(np.rint(picture + np.random.default_rng(3).normal(0, sigma, picture.shape)), 0, 255).astype(np.uint8)


ATTACKS = {
    "nothing": lambda picture: picture, "JPEG 75": jpeg(75), "JPEG 50": jpeg(50), "half the size": resized(0.5),
    "73 %": resized(0.73), "137 %": resized(1.37), "twice the size": resized(2.0), "crop to 60 % of the area": cropped(0.775),
    "darker": toned(0.75, 1.0), "brighter": toned(1.2, 1.0), "gamma 0.7": toned(1.0, 0.7), "gamma 1.5": toned(1.0, 1.5), "noise": noisy(4.0),
    "blur": lambda picture: cv2.GaussianBlur(picture, (0, 0), 1.0),
    "crop, 80 % and JPEG 80": lambda picture: jpeg(80)(resized(0.8)(cropped(0.85)(picture))),
}
ON_WHITE = {"JPEG 50", "brighter", "crop, 80 % and JPEG 80"}  # on pure white there is too little room for these
CASES = [(name, attack) for name in PICTURES for attack in ATTACKS if name != "a drawing on white" or attack not in ON_WHITE]


@pytest.mark.parametrize(("name", "attack"), CASES)
def test_the_payload_comes_back_through(name, attack):
    found = read(ATTACKS[attack](MARKED[name]), PATTERN)
    assert found.found and found.payload == PAYLOAD and found.chance <= LEVEL


@pytest.mark.parametrize("name", PICTURES)
def test_the_mark_does_not_show(name):
    assert psnr(PICTURES[name], MARKED[name]) >= 40 and ssim(PICTURES[name], MARKED[name]) >= 0.98


def test_paper_white_is_at_most_a_few_levels_from_white():
    assert MARKED["a drawing on white"][PICTURES["a drawing on white"] == 255].min() >= 249


def test_the_loudest_picture_stays_above_40_db():
    noise = np.random.default_rng(1).integers(0, 256, (256, 256, 3)).astype(np.uint8)
    assert psnr(noise, embed(noise, PATTERN, PAYLOAD)) >= 40


@pytest.mark.parametrize("seed", range(2))
def test_an_unmarked_picture_holds_no_mark(seed):
    assert not read(landscape(100 + seed), PATTERN).found
    assert not read(drawing(100 + seed), PATTERN).found


@pytest.mark.parametrize("name", PICTURES)
def test_another_key_finds_nothing(name):
    assert not read(MARKED[name], Pattern.of(OTHER)).found


def test_scores_of_unmarked_pictures_keep_to_the_stated_bound():
    """For one payload at one place: of 4,000 keys on a picture of any kind about 4000 exp(-t^2/2) may pass t."""
    values = np.abs(landscape(5)[: CHIPS // 64, :64, 0].astype(float).ravel()) ** 2  # as far from normal as can be
    signs = np.array([Pattern.of(bytes([n % 256, n // 256])).chips(7) for n in range(4000)])
    scores = signs @ values / np.linalg.norm(values)
    for t in (1.0, 2.0, 3.0):
        assert (scores >= t).mean() <= np.exp(-t * t / 2) + 0.003


def test_the_bound_grows_with_what_is_tried_and_falls_with_the_score():
    assert bound(0, 1) == 1 and bound(11, 1e6) > bound(13, 1e6) > bound(13, 1) > bound(14, 1)
    assert bound(13, 1e6) <= LEVEL * 10


def test_the_sizes_tried_reach_from_half_to_twice_and_begin_with_one():
    sizes = scales(960)
    assert sizes[0] == 1.0 and min(sizes) <= 0.5 and max(sizes) >= 2.0 and len(sizes) == len(set(sizes))


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**64 - 1), st.binary(min_size=32, max_size=32))
def test_any_payload_under_any_key_comes_back(payload, key):
    pattern = Pattern.of(key)
    found = read(embed(PICTURES["a board"], pattern, payload), pattern)
    assert found.found and found.payload == payload


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**64 - 1), st.integers(0, 2**32))
def test_the_code_mends_a_seventh_of_its_signs(payload, seed):
    bits = np.unpackbits(np.frombuffer(payload.to_bytes(8, "big"), np.uint8))
    sent = convolution.encode(bits)
    wrong = np.random.default_rng(seed).choice(len(sent), len(sent) // 7, replace=False)
    sent[wrong] *= -0.5
    assert (convolution.decode(sent) == bits).all()


def test_the_same_key_payload_and_picture_give_the_same_picture():
    again = embed(PICTURES["a photograph"], Pattern.of(KEY), PAYLOAD)
    assert np.array_equal(again, MARKED["a photograph"])


def test_a_second_mark_takes_the_place_of_the_first():
    twice = embed(MARKED["a photograph"], PATTERN, 42)
    assert read(twice, PATTERN).payload == 42


def test_16_bits_stay_16_bits_and_read_the_same_as_8():
    deep = PICTURES["a photograph"].astype(np.uint16) * 257
    marked = embed(deep, PATTERN, PAYLOAD)
    assert marked.dtype == np.uint16 and len(np.unique(marked)) > 256
    assert read(marked, PATTERN).payload == PAYLOAD == read((marked / 257).astype(np.uint8), PATTERN).payload


def save(path, pixels, **options):
    if pixels.dtype == np.uint16:
        assert cv2.imwrite(str(path), pixels[..., [2, 1, 0, 3][: pixels.shape[2]]] if pixels.ndim == 3 else pixels)
    else:
        Image.fromarray(pixels).save(path, **options)
    return path


def with_alpha(pixels):
    alpha = (np.indices(pixels.shape[:2]).sum(0) % 256).astype(pixels.dtype)
    return np.dstack([pixels, alpha])


@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize("channels", ["grey", "RGB", "RGBA"])
def test_png_files_keep_depth_and_alpha(tmp_path, depth, channels):
    pixels = PICTURES["a photograph"] if depth == 8 else PICTURES["a photograph"].astype(np.uint16) * 257
    pixels = {"grey": lambda p: p[..., 0], "RGB": lambda p: p, "RGBA": with_alpha}[channels](pixels)
    source, target = save(tmp_path / "a.png", pixels), tmp_path / "b.png"
    found = files.mark(source, target, KEY, PAYLOAD)
    assert found.found and files.find(target, KEY).payload == PAYLOAD
    before, after = (files.decode(path.read_bytes(), "image/png", "x") for path in (source, target))
    assert after.colours.dtype == before.colours.dtype and after.colours.shape == before.colours.shape
    assert (before.alpha is None and after.alpha is None) or np.array_equal(before.alpha, after.alpha)


def test_other_chunks_of_a_png_stay_and_an_old_credential_goes(tmp_path):
    info = PngImagePlugin.PngInfo()
    info.add_text("Title", "A tide")
    info.add(b"caBX", b"old credential")
    source, target = save(tmp_path / "a.png", PICTURES["a board"], pnginfo=info, dpi=(300, 300)), tmp_path / "b.png"
    files.mark(source, target, KEY, PAYLOAD)
    image = Image.open(target)
    assert image.text == {"Title": "A tide"} and round(image.info["dpi"][0]) == 300
    assert b"caBX" in source.read_bytes() and b"caBX" not in target.read_bytes()


@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_jpeg_files_keep_their_tables(tmp_path, mode):
    source, target = tmp_path / "a.jpg", tmp_path / "b.jpg"
    Image.fromarray(PICTURES["a photograph"]).convert(mode).save(source, quality=85, subsampling=0 if mode == "RGB" else -1)
    assert files.mark(source, target, KEY, PAYLOAD).found and files.find(target, KEY).payload == PAYLOAD
    before, after = Image.open(source), Image.open(target)
    assert after.mode == mode and after.quantization == before.quantization


def test_the_same_file_gives_the_same_bytes(tmp_path):
    source = save(tmp_path / "a.png", PICTURES["a board"])
    for name in ("b.png", "c.png"):
        files.mark(source, tmp_path / name, KEY, PAYLOAD)
    assert (tmp_path / "b.png").read_bytes() == (tmp_path / "c.png").read_bytes()


@pytest.mark.parametrize(("name", "data", "words"), [
    ("a.png", b"", "empty"), ("a.png", b"\x89PNG\r\n\x1a\n" + b"x" * 40, "no whole PNG"), ("a.jpg", b"\xff\xd8\xff" + b"x" * 40, "cannot be read"),
    ("a.exr", b"\x76\x2f\x31\x01" + b"x" * 40, "measurements"), ("a.mp4", b"\0\0\0\x18ftypisom" + b"x" * 40, "films"), ("a.bin", b"hello there, you", "no mark")])
def test_what_cannot_carry_a_mark_is_refused_with_one_reason(tmp_path, name, data, words):
    path = tmp_path / name
    path.write_bytes(data)
    for work in (lambda: files.find(path, KEY), lambda: files.mark(path, tmp_path / "out", KEY, 1)):
        with pytest.raises(InputError, match=words):
            work()
    assert not (tmp_path / "out").exists()


def test_small_palette_and_animated_pictures_are_refused(tmp_path):
    with pytest.raises(Unmarkable, match="too few"):
        files.mark(save(tmp_path / "a.png", PICTURES["a board"][:100, :500]), tmp_path / "out", KEY, 1)
    Image.fromarray(PICTURES["a board"]).quantize(16).save(tmp_path / "p.png")
    with pytest.raises(Unmarkable, match="palette"):
        files.mark(tmp_path / "p.png", tmp_path / "out", KEY, 1)
    frames = [Image.fromarray(PICTURES[name]) for name in PICTURES]
    frames[0].save(tmp_path / "m.png", save_all=True, append_images=frames[1:])
    with pytest.raises(Unmarkable, match="animated"):
        files.find(tmp_path / "m.png", KEY)


def test_a_damaged_png_is_one_clear_error(tmp_path):
    whole = save(tmp_path / "a.png", PICTURES["a photograph"]).read_bytes()
    for cut in (30, 200, len(whole) // 2):
        (tmp_path / "b.png").write_bytes(whole[:cut])
        with pytest.raises(InputError):
            files.find(tmp_path / "b.png", KEY)
