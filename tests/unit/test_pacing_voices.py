"""Voices: absences, screen time, genders and names; and the words in which lengths and times are told."""

import pytest

from secondunit.departments.script.pacing.context import listed, minutes, numbers, pages, runs, stretches
from secondunit.departments.script.pacing.rhythm import cuts_a_minute
from secondunit.departments.script.reading import Reading
from secondunit.formats import fountain


def pace(*scenes):
    return Reading(fountain.parse("\n\n".join(scenes) + "\n")).pacing


def scene(place, *said, told="Something happens in the room, and then something else."):
    return "\n\n".join([f"INT. {place} - DAY", told, *(f"{name}\nA line of talk." for name in said)])


def voice(pacing, name):
    return next(each for each in pacing.voices if each.name == name)


def test_the_longest_absence_lies_between_two_scenes():
    pacing = pace(scene("A", "ADA", "BEN"), *(scene(f"B {at}", "ADA") for at in range(6)), scene("C", "ADA", "BEN"))
    ben = voice(pacing, "BEN")
    first, last = pacing.scenes[0], pacing.scenes[-1]
    assert ben.absence == (first.id, last.id)
    assert ben.longest_absence == pytest.approx(last.start - first.end, abs=1e-4)
    assert (ben.first, ben.last) == (first.id, last.id)
    ada = voice(pacing, "ADA")
    assert (ada.longest_absence, ada.absence) == (0.0, ("", ""))


def test_who_is_there_without_a_word_gets_half_of_the_scene():
    pacing = pace(scene("A", "ADA", "BEN"), scene("B", "ADA", told="Ben stands at the window and looks out."))
    a, b = pacing.scenes
    assert voice(pacing, "ADA").seconds == pytest.approx(a.seconds + b.seconds, abs=0.1)
    assert voice(pacing, "BEN").seconds == pytest.approx(a.seconds + b.seconds / 2, abs=0.1)


def test_gender_is_told_only_where_the_script_states_it():
    pacing = pace(
        scene("A", told="MRS. HALE, 60, a woman in black. ROBIN, 30, in a coat."), scene("B", "MRS. HALE", "ROBIN")
    )
    assert voice(pacing, "MRS. HALE").gender == "female"
    assert voice(pacing, "ROBIN").gender == ""


def test_crowds_without_a_line_are_no_voices():
    pacing = pace(scene("A", "ADA", told="SOLDIERS march past the window. A CROWD cheers."))
    assert [each.name for each in pacing.voices] == ["ADA"]


def test_an_unknown_character_keeps_its_id():
    pacing = pace(scene("A", "ADA"))
    assert pacing.name_of("ada") == "ADA"
    assert pacing.name_of("nobody") == "nobody"


def test_scene_changes_a_minute_are_counted_around_each_scene():
    assert cuts_a_minute([60.0] * 9) == [1.0] * 9
    quick = cuts_a_minute([60.0] * 4 + [10.0] * 8)
    assert quick[0] == 1.0
    assert quick[-1] == 6.0
    assert quick == sorted(quick)
    assert cuts_a_minute([]) == []


@pytest.mark.parametrize(
    ("eighths", "text"),
    [(3, "3/8 of a page"), (8, "1 page"), (11, "1 3/8 pages"), (16, "2 pages")],
)
def test_lengths_are_told_in_pages_and_eighths(eighths, text):
    assert pages(eighths) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(2, "about 5 seconds"), (38, "about 40 seconds"), (61, "about a minute"), (170, "about 3 minutes")],
)
def test_times_are_told_in_round_words(seconds, text):
    assert minutes(seconds) == text


def test_scenes_and_names_are_told_as_running_text():
    pacing = pace(*(scene(f"R {at}") for at in range(4)))
    assert [numbers(pacing.scenes[:count]) for count in (1, 2, 4)] == ["scene 1", "scenes 1 and 2", "scenes 1-4"]
    assert [listed(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == ["", "A", "A and B", "A, B and C"]


def test_stretches_and_runs_are_the_longest_there_are():
    pacing = pace(*(scene("A" if at in (1, 2, 3, 6) else f"B {at}") for at in range(8)))
    at_a = [[each.number for each in run] for run in stretches(pacing.scenes, lambda each: each.place == "A")]
    assert at_a == [["2", "3", "4"], ["7"]]
    together = [[each.number for each in run] for run in runs(pacing.scenes, lambda a, b: a.place == b.place)]
    assert together == [["2", "3", "4"]]
