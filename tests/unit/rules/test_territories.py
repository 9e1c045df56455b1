"""Where a work is shown, and which packs that calls for."""

import pytest

from secondunit.gates.rules import territories


@pytest.mark.parametrize(("one", "other", "answer"), [
    ("DE", "de", True), ("DE", "EU", True), ("EL", "EU", True), ("EU", "EEA", True), ("NO", "EEA", True),
    ("is", "eea", True), ("LI", "EEA", True), ("NO", "EU", False), ("DE-BY", "EU", True), ("EU", "DE-BY", True),
    ("US-CA", "US", True), ("US", "US-CA", True), ("US-CA", "US-NY", False), ("CA", "US-CA", False),
    ("worldwide", "US-TN", True), ("*", "EU", True), ("world", "worldwide", True), ("universe", "NO", True),
    ("GB", "EU", False), ("CH", "EEA", False), ("FR", "DE", False), ("", "EU", False),
])
def test_places_meet_when_one_lies_in_the_other(one, other, answer):
    assert territories.meet(one, other) is answer
    assert territories.meet(other, one) is answer


def test_the_union_has_its_twenty_seven_members():
    # Greece has two codes
    assert " ".join(sorted(territories.EU)) == (
        "at be bg cy cz de dk ee el es fi fr gr hr hu ie it lt lu lv mt nl pl pt ro se si sk")
    assert sorted(territories.EEA - territories.EU) == ["is", "li", "no"]


def test_what_a_place_lies_in():
    assert territories.within("de-by") == {"de-by", "de", "eu", "eea", *territories.WORLD}
    assert territories.within("EU") == {"eu", "eea", *territories.WORLD}
    assert territories.within("NO") == {"no", "eea", *territories.WORLD}
    assert territories.within("US-CA") == {"us-ca", "us", *territories.WORLD}
    assert territories.within("worldwide") == {"world", "worldwide", "universe", "*"}


@pytest.mark.parametrize(("place", "answer"), [
    ("DE", True), ("us-ca", True), ("EU", True), ("EEA", True), ("worldwide", True), ("DE-BY", True), ("FR-75C", True),
    ("California", False), ("USA", False), ("Europe", False), ("", False), ("U", False), ("US-", False), ("US-CALI", False),
    ("US CA", False), ("DE\n", False),
])
def test_what_is_no_code_is_not_known(place, answer):
    assert territories.known(place) is answer


@pytest.mark.parametrize(("place", "places", "answer"), [
    ("US-CA", ("US",), True), ("US", ("US-CA",), False), ("de", ("JP", "EU"), True), ("EU", ("EEA",), True), ("NO", ("EU",), False),
    ("EU", ("DE", "FR"), False), ("worldwide", ("EU", "US"), False), ("worldwide", ("world",), True), ("JP", ("*",), True), ("JP", (), False),
])
def test_a_place_lies_inside_only_when_all_of_it_does(place, places, answer):
    assert territories.inside(place, places) is answer
