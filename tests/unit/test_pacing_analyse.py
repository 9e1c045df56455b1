"""Pacing through `analyse`: counts that are exact, curves, templates, running time, notes."""

import pytest

from secondunit.core.pacing import TurningKind
from secondunit.departments.script import breakdown
from secondunit.departments.script.pacing import analyse
from secondunit.departments.script.pages import paginate
from secondunit.departments.script.reading import Reading
from secondunit.formats import fountain

TWO = """\
INT. KITCHEN - DAY

Ada pours tea and looks at the door.

ADA
One two three four.

BEN
(low)
Five six.

ADA
Seven.

EXT. YARD - NIGHT

Ben digs alone.

BEN
Eight nine ten.

"""
CALM = "The sun is warm and the garden is full of flowers. She smiles and they laugh together."
GRIM = "A gun fires! Blood runs down the wall. He screams and falls dead. They run from the fire!"


def pace(text, runtime=0):
    return Reading(fountain.parse(text), runtime=runtime).pacing


def story(*parts):
    """Return a script: each part is (place, text) or (place, text, name, speech)."""
    out = []
    for place, text, *said in parts:
        out += [f"{place} - DAY", text]
        if said:
            out.append(f"{said[0]}\n{said[1]}")
    return "\n\n".join(out) + "\n"


def voice(pacing, name):
    return next(each for each in pacing.voices if each.name == name)


def test_words_lines_and_speeches_are_counted_exactly():
    pacing = pace(TWO)
    ada, ben = voice(pacing, "ADA"), voice(pacing, "BEN")
    assert (ada.words, ada.speeches, ada.lines) == (5, 2, 2)
    assert (ben.words, ben.speeches, ben.lines) == (5, 2, 2)
    kitchen, yard = pacing.scenes
    assert (kitchen.dialogue_words, kitchen.action_words, kitchen.speeches) == (7, 8, 3)
    assert (yard.dialogue_words, yard.action_words, yard.speeches) == (3, 3, 1)
    assert kitchen.dialogue_share == pytest.approx(7 / 15, abs=1e-4)
    assert kitchen.longest_speech == 4
    assert [len(scene.speakers) for scene in pacing.scenes] == [2, 1]


def test_lengths_are_those_of_the_pages_and_positions_fill_the_script():
    script = fountain.parse(TWO * 9)
    pages = paginate(script)
    pacing = analyse(script, breakdown(script, pages), pages)
    assert [scene.eighths for scene in pacing.scenes] == [scene.eighths for scene in pages.scenes]
    assert [scene.page for scene in pacing.scenes] == [scene.page for scene in pages.scenes]
    assert pacing.scenes[0].start == 0.0
    assert pacing.scenes[-1].end == 1.0
    assert all(a.end == b.start for a, b in zip(pacing.scenes, pacing.scenes[1:], strict=False))


def test_shares_of_speech_sum_to_one_and_order_the_voices():
    pacing = pace(TWO + "ADA\nAnd once more, louder.\n")
    assert sum(each.share for each in pacing.voices) == pytest.approx(1.0, abs=1e-4)
    assert [each.name for each in pacing.voices] == ["ADA", "BEN"]
    assert voice(pacing, "ADA").share == pytest.approx(9 / 14, abs=1e-4)


def test_the_matrix_says_who_speaks_and_who_is_there():
    pacing = pace(TWO)
    ids, rows = pacing.matrix()
    at = {pacing.name_of(each): column for column, each in enumerate(ids)}
    assert [row[at["ADA"]] for row in rows] == [2, 0]
    assert [row[at["BEN"]] for row in rows] == [2, 2]
    silent = pace(TWO + "INT. HALL - DAY\n\nAda listens at the wall.\n")
    ids, rows = silent.matrix()
    assert rows[2][ids.index("ada")] == 1


def test_a_pair_answers_each_other():
    pair = pace(TWO).pairs[0]
    assert (pair.exchanges, pair.words, len(pair.scenes)) == (2, 7, 1)


def test_dual_dialogue_counts_for_both():
    pacing = pace("INT. HALL - DAY\n\nADA\nYes it is.\n\nBEN ^\nNo.\n")
    assert voice(pacing, "ADA").words == 3
    assert voice(pacing, "BEN").words == 1


def test_the_running_time_lies_in_its_interval_and_is_the_sum_of_the_scenes():
    pacing = pace(TWO * 30)
    time = pacing.runtime
    assert time.low < time.minutes < time.high
    assert time.minutes == pytest.approx(sum(scene.seconds for scene in pacing.scenes) / 60, abs=0.06)
    assert time.minutes == pytest.approx(time.pages, rel=0.12)
    assert "80 %" in time.model


def test_talk_plays_faster_than_action_but_no_faster_than_speech():
    talk = story(*(("INT. HALL", "They sit.", "ADA", " ".join(["word"] * 60)) for _ in range(12)))
    act = story(*(("INT. HALL", " ".join(["stone"] * 90)) for _ in range(12)))
    quick, slow = pace(talk).runtime, pace(act).runtime
    assert quick.minutes / quick.pages < 1 < slow.minutes / slow.pages
    stuffed = story(("INT. HALL", "They sit.", "ADA", " ".join(["a"] * 2000)))
    assert pace(stuffed).runtime.minutes >= 2000 / 200


def test_templates_put_their_beats_where_they_belong():
    pacing = pace(TWO * 55)
    by_name = {each.name: each for each in pacing.structures}
    assert set(by_name) == {"three acts", "Save the Cat", "five acts"}
    assert [act[1:] for act in by_name["three acts"].acts] == [(0.0, 0.25), (0.25, 0.75), (0.75, 1.0)]
    assert len(by_name["Save the Cat"].beats) == 15
    catalyst = next(beat for beat in by_name["Save the Cat"].beats if beat.name == "catalyst")
    assert catalyst.position == pytest.approx(12 / 110, abs=1e-4)
    assert catalyst.page == pytest.approx(1 + 12 / 110 * pacing.runtime.pages, abs=0.1)
    assert catalyst.turning is TurningKind.OPPORTUNITY
    for structure in pacing.structures:
        assert structure.acts[0][1] == 0.0
        assert structure.acts[-1][2] == pytest.approx(1.0)
        for beat in structure.beats:
            scene = next(each for each in pacing.scenes if each.id == beat.scene)
            assert scene.start <= beat.position <= scene.end + 1e-4


def test_five_turning_points_come_in_order_with_reasons():
    pacing = pace(TWO * 20)
    assert [point.kind for point in pacing.turning] == list(TurningKind)
    positions = [point.position for point in pacing.turning]
    assert positions == sorted(positions)
    assert all(point.why and 0 <= point.confidence <= 1 for point in pacing.turning)
    assert pace(TWO).turning == ()


def test_a_violent_turn_raises_tension_and_darkens_mood():
    pacing = pace(story(*([("INT. GARDEN", CALM)] * 8 + [("EXT. QUARRY", GRIM)] * 8)))
    tension = [scene.tension for scene in pacing.scenes]
    valence = [scene.valence for scene in pacing.scenes]
    assert max(tension[:7]) < min(tension[9:])
    assert min(valence[:8]) > 0 > max(valence[8:])


def test_the_arc_of_a_fall_and_rise_is_a_man_in_a_hole():
    pacing = pace(story(*[("INT. GARDEN", CALM)] * 6, *[("EXT. QUARRY", GRIM)] * 8, *[("INT. GARDEN", CALM)] * 6))
    assert pacing.arc.shape == "man in a hole"
    assert len(pacing.arc.points) == 101
    assert pacing.arc.correlation == max(value for _, value in pacing.arc.others)


def test_an_arc_that_scenes_in_any_order_would_have_gets_no_shape():
    pacing = pace(story(*[("INT. GARDEN", CALM), ("EXT. QUARRY", GRIM)] * 12))
    assert pacing.arc.shape == ""
    assert len(pacing.arc.points) == 101
    level = pace(story(*[("INT. GARDEN", CALM)] * 20))
    assert level.arc.shape == ""


@pytest.mark.parametrize(("moods", "shape"), [
    ("+" * 6 + "-" * 12, "riches to rags"), ("-" * 6 + "+" * 12, "rags to riches"),
    ("-" * 5 + "+" * 8 + "-" * 5, "Icarus"), ("-" * 5 + "+" * 6 + "-" * 6 + "+" * 5, "Cinderella"),
    ("+" * 5 + "-" * 6 + "+" * 6 + "-" * 5, "Oedipus"),
])  # fmt: skip
def test_each_shape_is_told_from_its_moves(moods, shape):
    scenes = {"+": ("INT. GARDEN", CALM), "-": ("EXT. QUARRY", GRIM)}
    assert pace(story(*(scenes[mood] for mood in moods))).arc.shape == shape


def test_representation_is_told_as_facts():
    text = """\
INT. ROOM - DAY

ADA, 40, a woman in a coat. BEA, 30, her sister. CARL, 50, a man with a beard, waits outside.

ADA
The roof leaks.

BEA
It always leaked.

INT. ROOM - NIGHT

ADA
Where is he?

BEA
Carl went home.
"""
    talk = pace(text).talk
    assert talk.women_talk == ("sc010", "sc020")
    assert talk.not_about_men == ("sc010",)
    assert talk.words["female"] == 12


def test_an_empty_script_gives_empty_results_and_says_so():
    pacing = pace("")
    assert (pacing.scenes, pacing.voices, pacing.turning, pacing.suggestions, pacing.structures) == ((),) * 5
    assert pacing.runtime.minutes == 0.0
    assert pacing.matrix() == ((), ())
    assert "no scenes" in pacing.notes[0]


def test_one_scene_without_dialogue_is_measured_and_explained():
    pacing = pace("EXT. FIELD - DAY\n\nWind in the grass, and nothing else for a long time.\n")
    assert len(pacing.scenes) == 1
    assert (pacing.voices, pacing.turning, pacing.pairs) == ((), (), ())
    assert pacing.scenes[0].dialogue_share == 0.0
    assert pacing.runtime.minutes > 0
    assert any("Nobody speaks" in note for note in pacing.notes)


def test_another_language_is_not_read_for_mood():
    german = "Der Mann geht langsam durch den Garten und sieht die alte Frau am Fenster stehen, ohne ein Wort zu sagen."
    pacing = pace(story(*[("INT. HAUS", german)] * 12))
    assert pacing.arc.read is False
    assert all(scene.valence == 0.0 for scene in pacing.scenes)
    assert any("English" in note for note in pacing.notes)
    assert not {"flat tension", "no breath", "nothing changes", "late inciting incident"} & {
        each.kind for each in pacing.suggestions
    }


def test_two_thousand_scenes_are_all_there():
    pacing = pace(TWO * 1000)
    assert len(pacing.scenes) == 2000
    assert voice(pacing, "ADA").words == 5000
    assert pacing.scenes[-1].end == 1.0
    assert len(pacing.turning) == 5


def test_the_same_script_gives_the_same_pacing():
    assert pace(TWO * 8) == pace(TWO * 8)
