"""Retake words become changes; words that nobody understands stay with the shot and still change the take."""

from dataclasses import replace

import pytest

from secondunit.core.shots import Angle, Move, Setup, Shot, Size
from secondunit.departments.storyboard import notes
from secondunit.departments.storyboard.language import Cast
from storyboard_scripts import CAST, character

WHO = Cast.of([character(c, g) for c, g in CAST.items()])
BASE = Shot(
    "sc010_sh0010",
    "sc010",
    Setup.SINGLE,
    Size.MS,
    Angle.EYE,
    Move.STATIC,
    50.0,
    ("mara",),
    None,
    None,
    (),
    "Mara waits.",
    (),
    48,
)
PAIR = replace(BASE, setup=Setup.TWO_SHOT, subjects=("mara", "tom"))

TABLE = [
    (BASE, "closer", {"size": Size.MCU}),
    (BASE, "much closer please", {"size": Size.CU}),
    (BASE, "Wider.", {"size": Size.COWBOY}),
    (BASE, "a lot wider", {"size": Size.FS}),
    (BASE, "pull back", {"size": Size.COWBOY}),
    (BASE, "make it a close-up", {"size": Size.CU}),
    (BASE, "ECU", {"size": Size.ECU}),
    (BASE, "wide shot", {"size": Size.WS}),
    (BASE, "lower angle", {"angle": Angle.LOW}),
    (BASE, "from below", {"angle": Angle.LOW}),
    (BASE, "from above", {"angle": Angle.HIGH}),
    (BASE, "higher", {"angle": Angle.HIGH}),
    (BASE, "overhead", {"angle": Angle.OVERHEAD}),
    (BASE, "eye level", {"angle": Angle.EYE}),
    (BASE, "85mm", {"lens": 85.0}),
    (BASE, "on a 24 mm lens", {"lens": 24.0}),
    (BASE, "longer lens", {"lens": 75.0}),
    (BASE, "wider lens", {"lens": 32.0, "size": Size.MS}),
    (BASE, "over TOM's shoulder", {"setup": Setup.OTS, "foreground": "tom", "subjects": ("mara",)}),
    (PAIR, "over Mara's shoulder on Tom", {"setup": Setup.OTS, "foreground": "mara", "subjects": ("tom",)}),
    (BASE, "push in", {"move": Move.DOLLY_IN}),
    (BASE, "static", {"move": Move.STATIC}),
    (replace(BASE, move=Move.PAN), "no camera move", {"move": Move.STATIC}),
    (BASE, "handheld", {"move": Move.HANDHELD}),
    (BASE, "crane up", {"move": Move.CRANE}),
    (BASE, "faster", {"duration": 34}),
    (BASE, "slower", {"duration": 67}),
    (BASE, "shorter", {"duration": 31}),
    (BASE, "hold it longer", {"duration": 72}),
    (BASE, "3 seconds", {"duration": 72}),
    (PAIR, "without TOM", {"subjects": ("mara",), "setup": Setup.SINGLE}),
    (PAIR, "lose Tom", {"subjects": ("mara",)}),
    (BASE, "add TOM", {"subjects": ("mara", "tom"), "setup": Setup.TWO_SHOT}),
]
CHANGES = [
    (BASE, "from the other side", ("side", "other")),
    (BASE, "reverse angle", ("side", "other")),
    (BASE, "more headroom", ("headroom", "more")),
    (BASE, "less headroom", ("headroom", "less")),
    (BASE, "have her sit", ("pose.mara", "sit")),
    (PAIR, "let Tom kneel", ("pose.tom", "kneel")),
    (PAIR, "have him stand up", ("pose.tom", "stand")),
    (PAIR, "without TOM", ("without", "tom")),
    (BASE, "show the monster bigger", ("scale.monster", "1.5")),
    (BASE, "smaller monster", ("scale.monster", "0.65")),
    (BASE, "85mm", ("exact", "lens")),
]


@pytest.mark.parametrize(("shot", "note", "wanted"), TABLE)
def test_words_change_the_shot(shot, note, wanted):
    made, understood, left = notes.apply(shot, note, WHO)
    for name, value in wanted.items():
        assert getattr(made, name) == value, (note, name, getattr(made, name))
    assert understood and not left, (note, understood, left)


@pytest.mark.parametrize(("shot", "note", "wanted"), CHANGES)
def test_words_become_changes(shot, note, wanted):
    made, understood, left = notes.apply(shot, note, WHO)
    assert made.changes[wanted[0]] == wanted[1], (note, made.changes)
    assert understood and not left, (note, understood, left)


def test_several_wishes_in_one_note():
    made, understood, left = notes.apply(BASE, "Closer, lower angle, 85mm and push in. More menace!", WHO)
    assert (made.size, made.angle, made.lens, made.move) == (Size.MCU, Angle.LOW, 85.0, Move.DOLLY_IN)
    assert len(understood) == 4 and left == "menace" and made.changes["note"] == "menace"


def test_unknown_words_are_kept_and_step_the_variation():
    made, understood, left = notes.apply(BASE, "it needs the smell of rain", WHO)
    assert understood == [] and "smell of rain" in left
    assert notes.variation(made) == 1
    again, _, _ = notes.apply(made, "and more rain", WHO)
    assert notes.variation(again) == 2 and again.changes["note"].count("rain") == 2
    close, _, _ = notes.apply(BASE, "closer", WHO)
    assert notes.variation(close) == 0 and close.changes["variation"] == "1"


def test_notes_of_one_shot_build_on_each_other():
    made, _, _ = notes.apply(BASE, "closer", WHO)
    made, _, _ = notes.apply(made, "closer", WHO)
    assert made.size is Size.CU
    back, _, _ = notes.apply(notes.apply(BASE, "from the other side", WHO)[0], "from the other side", WHO)
    assert back.changes["side"] == ""
