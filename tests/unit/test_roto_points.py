"""Clicks and boxes as people write them down."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondunit.core.errors import InputError, NotFound, UsageError
from secondunit.departments.roto.clicks import Box, Click
from secondunit.production.roto.points import joined, read_boxes, read_points

NUMBERS = [1001, 1002, 1003]


def test_a_table_with_and_without_a_head_and_json_say_the_same(tmp_path):
    wanted = {1: ([Click(10, 20), Click(5, 6, 2, inside=False)], [])}
    texts = {
        "a.csv": "frame,x,y,object,inside\n1002,10,20,,\n1002,5,6,2,no\n",
        "b.csv": "# clicks\n1002, 10, 20\n1002, 5, 6, 2, -\n",
        "c.json": json.dumps([{"frame": 1002, "x": 10, "y": 20}, {"frame": 1002, "x": 5, "y": 6, "object": 2, "inside": False}]),
        "d.json": json.dumps({"points": [{"frame": 1002, "x": 10, "y": 20}, {"frame": 1002, "x": 5, "y": 6, "object": 2, "inside": "out"}]}),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8-sig")
        assert read_points(tmp_path / name, NUMBERS) == wanted, name


def test_without_a_frame_the_first_is_meant(tmp_path):
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    assert read_points(tmp_path / "a.csv", NUMBERS) == {0: ([Click(1, 2)], [])}
    assert read_boxes(["1,2,30,40"], NUMBERS) == {0: ([], [Box(1, 2, 30, 40)])}


def test_boxes_name_frame_and_object():
    assert read_boxes(["1003:1.5,2,30,40=7", "1003:-2,0,9,9"], NUMBERS) == {
        2: ([], [Box(1.5, 2, 30, 40, 7), Box(-2, 0, 9, 9)])}


def test_clicks_and_boxes_of_one_frame_come_together():
    both = joined({1: ([Click(1, 2)], [])}, {1: ([], [Box(1, 2, 3, 4)]), 2: ([Click(5, 5)], [])})
    assert both == {1: ([Click(1, 2)], [Box(1, 2, 3, 4)]), 2: ([Click(5, 5)], [])}


@pytest.mark.parametrize("text, words", [
    ("frame,x,y\n1009,1,2\n", "1001 to 1003"), ("frame,x,y\n1001,nan,2\n", "no place"), ("frame,x,y\n1001,1\n", "not understood"),
    ("frame,x,y,object\n1001,1,2,cat\n", "not understood"), ("frame,x,y,object,inside\n1001,1,2,1,maybe\n", "yes or no"),
    ("[1, 2]", "list of points"), ("{}", "list of points"), ("[", "cannot be read"), ("", "0 points"), ("[" * 100_000, "cannot be read"),
])
def test_a_wrong_list_is_told(tmp_path, text, words):
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(InputError, match=words):
        read_points(tmp_path / "a.csv", NUMBERS)


def test_no_file_and_no_box_are_told(tmp_path):
    with pytest.raises(NotFound):
        read_points(tmp_path / "none.csv", NUMBERS)
    for word in ("1,2,3", "a:1,2,3,4", "1,2,-3,4", "1,2,3,4=x", "1.2.3,4,5,6"):
        with pytest.raises(UsageError, match="no box"):
            read_boxes([word], NUMBERS)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(alphabet="frame,xyobjctinsd0123456789.-\n[]{}\":", max_size=200).map(str.encode)))
def test_any_bytes_are_points_or_one_clear_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("p") / "a.csv"
    path.write_bytes(data)
    try:
        found = read_points(path, NUMBERS)
    except InputError:
        return
    assert all(0 <= index < 3 for index in found)
