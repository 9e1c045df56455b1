"""The parts of the comparison, each by itself: scores, distances, placements, bars, what is kept of a file."""

from dataclasses import replace

import numpy as np
import pytest

from secondunit.core.errors import InputError
from secondunit.gates.similar import check, compare, pictures, prints, sets
from secondunit.gates.similar.check import Checker, Match


@pytest.mark.parametrize(("differing", "colour", "score"), [
    (0.0, 0.0, 1.0), (0.3, 60.0, 0.5), (0.3, 60.1, 0.5 * 0.2 / 0.23), (0.27, 999.0, 0.5), (0.15, 0.0, 0.75), (0.4, 0.0, 0.25),
    (0.5, 0.0, 0.0), (0.7, 0.0, 0.0), (0.135, 999.0, 0.75),
])  # fmt: skip
def test_the_score_of_two_hashes_is_one_half_where_it_is_decided(differing, colour, score):
    assert compare.whole_score(differing, colour) == pytest.approx(score)


def test_low_frequencies_weigh_more_in_the_distance_of_colours():
    none = np.zeros(12, np.int16)
    alone = [compare.colour_distance(np.eye(12, dtype=np.int16)[at] * 3, none) ** 2 / 9 for at in range(12)]
    assert alone == pytest.approx([2, 2, 2, 1, 1, 1, 2, 1, 1, 4, 2, 2])
    assert compare.colour_distance(none, none) == 0
    assert compare.colour_distance(np.full(12, -900, np.int16), np.full(12, 900, np.int16)) == pytest.approx(1800 * np.sqrt(21))


def test_a_placement_is_fitted_by_least_squares():
    there = np.array([[0.1, 0.2], [0.9, 0.4], [0.5, 0.8]])
    scale, start = compare._fit(there, there * [0.5, 0.25] + [0.1, 0.3])
    assert scale == pytest.approx([0.5, 0.25]) and start == pytest.approx([0.1, 0.3])


@pytest.mark.parametrize(("box", "area"), [
    ((0, 0, 1, 1), 1), ((0.25, 0.5, 0.75, 1.0), 0.25), ((-0.5, 0, 0.5, 1), 0.5), ((0.5, 0.5, 2, 2), 0.25)])
def test_the_area_of_a_box_counts_what_lies_in_the_picture(box, area):
    assert compare._area(box) == pytest.approx(area)


def test_a_corner_counts_once_on_either_side():
    known, asked = np.array([1, 1, 2, 3]), np.array([5, 6, 7, 7])
    assert compare._distinct(asked, known, np.array([True] * 4)) == 3
    assert compare._distinct(asked, known, np.array([True, True, False, False])) == 1


@pytest.mark.parametrize(("agreeing", "score"), [(0, 0), (7, 0.245), (13, 0.455), (14, 0.5), (24, 0.75), (34, 1.0), (40, 1.0)])
def test_as_many_corners_as_are_asked_for_decide(agreeing, score):
    references = compare.References([])
    references.corner_counts = np.array([42])  # a third of them: 14
    assert references._corner_score(agreeing, 0) == pytest.approx(score, abs=0.006)
    references.corner_counts = np.array([10])  # never fewer than seven
    assert references._corner_score(7, 0) == 0.5 and references._corner_score(6, 0) < 0.5


# bars and layouts


def barred(top=0, bottom=0, left=0, right=0, size=(60, 90), tone=0):
    noise = np.random.default_rng(1).integers(0, 255, (*size, 3), np.uint8)
    return np.pad(noise, ((top, bottom), (left, right), (0, 0)), constant_values=tone), noise


@pytest.mark.parametrize("sides", [{"top": 12, "bottom": 12}, {"left": 20, "right": 5}, {"top": 9, "left": 9}, {}])
@pytest.mark.parametrize("tone", [0, 255, 90])
def test_bars_of_one_tone_are_cut_off_and_nothing_else(sides, tone):
    picture, inner = barred(**sides, tone=tone)
    assert (prints.without_bars(picture) == inner).all() and prints.without_bars(picture).shape == inner.shape


def test_what_is_mostly_bars_is_left_as_it_is():
    picture, _ = barred(top=60, bottom=3)
    assert prints.without_bars(picture).shape == (120, 90, 3)  # nearly half: no bar
    small, _ = barred(top=3, bottom=3, size=(6, 90))
    assert prints.without_bars(small).shape == small.shape
    flat = np.full((40, 40, 3), 7, np.uint8)
    assert prints.without_bars(flat).shape == flat.shape


def test_the_layout_of_a_grey_is_its_brightness_alone():
    layout = prints.colour_layout(np.full((30, 50, 3), 100, np.uint8))
    assert layout.tolist() == [100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    red = prints.colour_layout(np.full((8, 8, 3), (200, 0, 0), np.uint8))
    assert (red[0], red[6], red[9]) == (60, -34, 100)  # Y, Cb, Cr of BT.601


def test_brightness_is_luma():
    pixels = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]], np.uint8)
    assert prints.brightness(pixels)[0] == pytest.approx([76.245, 149.685, 29.07, 255])


def test_the_mean_brightness_is_no_part_of_the_hash():
    grey = np.random.default_rng(2).random((64, 64)).astype(np.float32) * 100
    assert (prints.whole(grey) == prints.whole(grey + 100)).all()
    assert prints.whole(grey).shape == (prints.WORDS,)


# what is kept of a file


def match(**changes):
    return replace(Match("a", False, "x.png", "1" * 64, 0.6, "whole", "as it is"), **changes)


def test_the_better_match_of_a_reference_is_kept():
    best = {}
    for each in (match(), match(score=0.9), match(score=0.7), match(reference_at="1.00 s"), match(digest="2" * 64), match(set="b")):
        check._keep(best, each)
    assert sorted(each.score for each in best.values()) == [0.6, 0.6, 0.6, 0.9]


def test_a_finding_reads_the_same_whenever_it_is_written():
    told = match(score=0.123456, differing=0.98765, box=(0.12345, 0, 1, 1)).to_json()
    assert (told["score"], told["differing"], told["box"]) == (0.123, 0.988, [0.123, 0, 1, 1])
    assert match().to_json()["box"] is None and match().to_json()["differing"] == 1.0


def test_a_file_that_is_a_reference_is_identical_and_the_best_come_first(tmp_path, monkeypatch):
    flat = prints.reference_print(np.zeros((9, 9, 3), np.uint8))
    listed = [sets.Reference(f"{n:064x}", f"{n:02}.png", flat) for n in range(60)]
    checker = Checker([sets.ReferenceSet("a", True, tuple(listed), prints.METHOD)])
    shown = pictures.Shown(np.zeros((9, 9, 3), np.uint8), "frame 0")
    monkeypatch.setattr(check, "read", lambda *_: iter([shown]))
    monkeypatch.setattr(checker, "picture", lambda _: [
        match(digest=each.digest, title=each.title, score=0.5 + n / 200) for n, each in enumerate(listed)])
    found = checker.file(tmp_path, listed[7].digest)
    assert len(found.matches) == check.MOST and found.pictures == 1
    assert (found.matches[0].title, found.matches[0].how, found.matches[0].denied) == ("07.png", "identical", True)
    assert (found.matches[1].title, found.matches[1].at) == ("59.png", "frame 0")
    scores = [each.score for each in found.matches]
    assert scores == sorted(scores, reverse=True)


# sets


def row(**changes):
    flat = prints.reference_print(np.random.default_rng(3).integers(0, 255, (200, 300, 3), np.uint8))
    return {**sets.to_pages(sets.ReferenceSet("a", False, (sets.Reference("1" * 64, "x", flat, "2.00 s"),), "m"))[0]["pictures"][0],
            **changes}  # fmt: skip


def test_a_large_set_is_kept_in_pages_and_read_in_their_order(monkeypatch):
    monkeypatch.setattr(sets, "PAGE", 2)
    flat = prints.reference_print(np.zeros((9, 9, 3), np.uint8))
    whole = sets.ReferenceSet("a", True, tuple(sets.Reference(f"{n:064x}", str(n), flat) for n in range(5)), "m")
    pages = sets.to_pages(whole)
    assert [(page["page"], page["pages"], len(page["pictures"])) for page in pages] == [(1, 3, 2), (2, 3, 2), (3, 3, 1)]
    back = sets.from_pages(reversed(pages))
    assert back.digest == whole.digest and [each.title for each in back.pictures] == ["0", "1", "2", "3", "4"]
    assert len(sets.to_pages(replace(whole, pictures=()))) == 1


@pytest.mark.parametrize("change", [
    {"places": ""}, {"colour": [1] * 11}, {"colour": [1] * 13}, {"whole": "AAAA"}, {"corners": "?"}, {"digest": None, "places": "AAAA"}])
def test_a_page_whose_parts_do_not_fit_is_refused(change):
    page = {"page": 1, "name": "a", "denied": False, "method": "m", "pictures": [row(**change)]}
    with pytest.raises(InputError, match="cannot be read"):
        sets.from_pages([page])


def test_which_frame_of_a_film_a_reference_is_stays_known():
    page = {"page": 1, "name": "a", "denied": False, "method": "m", "pictures": [row()]}
    (back,) = sets.from_pages([page]).pictures
    assert (back.at, back.title, back.vector) == ("2.00 s", "x", None)


@pytest.mark.parametrize(("size", "side", "wanted"), [((40, 80), 20, (10, 20)), ((80, 40), 160, (160, 80)), ((1, 500), 10, (1, 10))])
def test_a_picture_is_fitted_to_its_long_side(size, side, wanted):
    assert pictures.fitted(np.zeros((*size, 3), np.uint8), side).shape[:2] == wanted
