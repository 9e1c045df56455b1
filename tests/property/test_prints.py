"""What holds of the prints of any picture: other encodings, other orders and other sides change nothing."""

import io
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from secondunit.gates.similar import compare, pictures, prints
from similar_pictures import picture

WHICH = st.integers(0, 7)
SEEDS = st.integers(0, 5)
FEW = settings(max_examples=8)
words = st.lists(st.integers(0, 2**64 - 1), min_size=prints.WORDS, max_size=prints.WORDS)


def differing(one, two):
    """How many of the 448 bits differ."""
    return int(np.bitwise_count(one ^ two).sum())


@cache
def drawn(seed):
    """A picture, small enough to be looked at often."""
    return picture(seed).convert("RGB").resize((300, 200))


@cache
def listed():
    """Prints of six pictures."""
    return [prints.reference_print(np.asarray(drawn(n))) for n in range(6)]


def encoded(image, kind, **options):
    """The picture as it is read from a file of this kind."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return pictures.from_bytes(out.getvalue())


@FEW
@given(SEEDS, st.sampled_from([("PNG", {"compress_level": 1}), ("BMP", {}), ("TIFF", {}), ("TIFF", {"compression": "tiff_lzw"}),
                               ("WEBP", {"lossless": True})]))  # fmt: skip
def test_a_lossless_encoding_changes_no_print(seed, how):
    image = drawn(seed)
    one, two = (prints.reference_print(each) for each in (np.asarray(image), encoded(image, how[0], **how[1])))
    assert (one.whole == two.whole).all() and (one.colour == two.colour).all()
    assert (one.corners.bits == two.corners.bits).all() and (one.corners.places == two.corners.places).all()


@FEW
@given(SEEDS, st.integers(25, 95), st.sampled_from(["JPEG", "WEBP"]))
def test_a_lossy_encoding_stays_far_below_the_decision(seed, quality, kind):
    image = drawn(seed)
    one, two = prints.brightness(np.asarray(image)), prints.brightness(encoded(image, kind, quality=quality))
    assert differing(prints.whole(one), prints.whole(two)) < 0.1 * 64 * prints.WORDS


@FEW
@given(SEEDS, st.floats(0.4, 2.5))
def test_size_changes_little(seed, scale):
    image = drawn(seed)
    other = image.resize((round(300 * scale), round(200 * scale)), Image.Resampling.LANCZOS)
    one, two = (prints.whole(prints.brightness(np.asarray(each))) for each in (image, other))
    assert differing(one, two) < 0.1 * 64 * prints.WORDS


@given(words, words, words)
def test_the_distance_is_symmetric_and_keeps_the_triangle(one, two, three):
    a, b, c = (np.array(each, np.uint64) for each in (one, two, three))
    assert differing(a, b) == differing(b, a)
    assert differing(a, a) == 0
    assert differing(a, c) <= differing(a, b) + differing(b, c)


@FEW
@given(SEEDS, st.permutations(range(6)))
def test_the_order_of_the_references_does_not_matter(seed, order):
    seen = compare.look(encoded(drawn(seed), "JPEG", quality=60))
    plain = compare.References(listed()).scan(seen)
    mixed = compare.References([listed()[n] for n in order]).scan(seen)
    assert [each.reference for each in plain] == [seed]
    assert [(order[each.reference], each.score, each.how, each.transform, each.box) for each in mixed] == [
        (each.reference, each.score, each.how, each.transform, each.box) for each in plain]


@given(WHICH, WHICH)
def test_turning_and_turning_back_is_nothing(one, two):
    array = np.arange(35).reshape(5, 7)
    assert (prints.variant(prints.variant(array, one), prints.undo(one)) == array).all()
    assert prints.undo(prints.undo(one)) == one
    bits = np.random.default_rng(two).random((3, 32, 8)) < 0.5
    assert (prints.turned(prints.turned(bits, one), prints.undo(one)) == bits).all()


@settings(max_examples=5)
@given(SEEDS, st.integers(1, 7))
def test_a_turned_picture_is_found_as_what_it_is(seed, which):
    made = np.ascontiguousarray(prints.variant(np.asarray(drawn(seed)), which))
    (found,) = compare.References(listed()).scan(compare.look(made))
    assert (found.reference, found.transform) == (seed, prints.VARIANTS[which])


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 20))
def test_means_over_a_grid_keep_the_mean(high, wide, side):
    grey = np.random.default_rng(high * wide).random((high, wide)).astype(np.float32) * 255
    small = prints.resampled(grey, side)
    assert small.shape == (side, side)
    assert small.mean() == pytest.approx(grey.mean(), rel=1e-3)


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 255))
def test_a_picture_of_one_tone_has_no_structure_and_no_corners(high, wide, tone):
    seen = prints.reference_print(np.full((high, wide, 3), tone, np.uint8))
    assert seen.flat and not len(seen.whole) and not len(seen.corners.places)
    assert seen.aspect == pytest.approx(wide / high)
