import json
from fractions import Fraction

import pytest

from panel_makers import item
from secondunit.core.board import BoardItem, frame_rate, scenes_of, screen_time, timecode
from secondunit.core.errors import InputError
from secondunit.formats import typeset
from secondunit.formats.bidi import is_rtl, visual


def test_board_item_survives_json():
    entry = item(4, action="Ω =cmd|x", dialogue=(("A", "b"), ("C", "d")))
    assert BoardItem.from_json(json.loads(json.dumps(entry.to_json()))) == entry


@pytest.mark.parametrize("change", [{"lens": "wide"}, {"dialogue": ["alone"]}, {"duration": None}])
def test_a_garbled_item_is_an_input_error(change):
    with pytest.raises(InputError):
        BoardItem.from_json({**item(0).to_json(), **change})


@pytest.mark.parametrize(("frame", "rate", "code"), [
    (0, 24, "00:00:00:00"), (23, 24, "00:00:00:23"), (24, 24, "00:00:01:00"), (86_399, 24, "00:59:59:23"),
    (86_400, 24, "01:00:00:00"), (24, Fraction(24000, 1001), "00:00:01:00"), (1500, 25, "00:01:00:00"),
])
def test_timecode(frame, rate, code):
    assert timecode(frame, Fraction(rate)) == code


def test_frame_rates_are_read_exactly_or_refused():
    assert frame_rate(23.976) == frame_rate("24000/1001") == Fraction(24000, 1001)
    assert frame_rate(29.97) == Fraction(30000, 1001)
    assert frame_rate(24) == 24 and frame_rate("12.5") == Fraction(25, 2)
    for bad in ("fast", 0, -24, "1/0", 1000, None):
        with pytest.raises(InputError):
            frame_rate(bad)


def test_screen_time():
    assert [screen_time(n, Fraction(24)) for n in (12, 77, 24 * 59, 1440, 24 * 545, 24 * 3661)] == [
        "0.5 s", "3.2 s", "59.0 s", "1:00", "9:05", "1:01:01"]


def test_scenes_of_groups_neighbours_only():
    entries = [item(0), item(1), item(3), item(2)]
    assert [len(group) for group in scenes_of(entries)] == [2, 1, 1]


def test_every_script_has_a_face_and_what_is_missing_becomes_a_box():
    faces = {name for name, _ in typeset.runs("Mara Мара Μάρα שלום مرحبا 李龙 한국 →")}
    assert faces == {"regular", "symbols", "cjk", "hangul"}
    assert typeset.runs("\U000e0041x\ud800", True)[-1] == ("symbols", typeset.MISSING)
    assert typeset.clean("a\x00b\u202ec\ufe0f\u2028d\r\ne\tf") == "abc\nd\ne f"


def test_wrapped_lines_fit_and_lose_nothing():
    for text in ("The road unrolls under them, slate and salt. " * 30, "x" * 500, "李小龙走进房间看见一封信" * 9):
        lines = typeset.wrap(text, 100, 8)
        assert all(typeset.width(line.text, 8) <= 100 for line in lines)
        assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")
    assert typeset.wrap(" \n\n ", 100, 8) == []


def test_clip_fits_and_says_that_it_cut():
    cut = typeset.clip("A heading that is far too long for its strip", 80, 8)
    assert cut.endswith(typeset.ELLIPSIS) and typeset.width(cut, 8) <= 80
    assert typeset.clip("short", 80, 8) == "short"


def test_right_to_left_lines_are_drawn_in_visual_order():
    assert visual("שלום 12:30 (אב)", True) == "(בא) 12:30 םולש"
    assert visual("Mara says שלום now", False) == "Mara says םולש now"
    assert visual("plain", False) == "plain"
    assert is_rtl("12 שלום") and not is_rtl("Mara שלום") and not is_rtl("12")


def test_arabic_letters_join():
    assert visual("سلام", True) == "\ufee1\ufefc\ufeb3"  # meem alone, final lam-alef, initial seen
    assert visual("بب", True) == "\ufe90\ufe91"
