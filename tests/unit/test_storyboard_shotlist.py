"""The shot list: idioms that a director expects, and the writer's own shots kept exactly."""

import time

import pytest

from secondunit.core.errors import InputError
from secondunit.core.shots import Angle, Move, Setup, Size
from secondunit.departments.storyboard import coverage
from secondunit.departments.storyboard.language import Cast, detail
from secondunit.departments.storyboard.options import Options
from secondunit.departments.storyboard.shotlist import propose
from secondunit.departments.storyboard.shotwords import parse
from storyboard_scripts import CAST, KITCHEN, build

WHO = Cast.of(build(KITCHEN, {**CAST, "young_mara": 0.0, "abel_pike": 1.0})[1].characters)


def shots_of(lines, cast=CAST, **options):
    script, breakdown = build(lines, cast)
    shots = propose(script, breakdown, Options(**options))
    assert coverage.check(script, shots) == []
    return shots


def test_a_scene_opens_wide_comes_closer_and_cuts_to_the_object():
    shots = shots_of(KITCHEN)
    assert (shots[0].setup, shots[0].size) == (Setup.ESTABLISHING, Size.WS)
    setups = [s.setup for s in shots if s.scene == "sc010"]
    assert setups.index(Setup.TWO_SHOT) < setups.index(Setup.OTS)
    insert = next(s for s in shots if s.setup is Setup.INSERT)
    assert insert.prop == "photograph" and insert.action.startswith("The photograph:")
    hot = next(s for s in shots if any("Letters!" in words for _, words in s.dialogue))
    assert hot.size is Size.CU
    entrance = next(s for s in shots if "enters" in s.action)
    assert entrance.move is Move.PAN
    creature = next(s for s in shots if "creature" in s.action)
    assert creature.angle is Angle.LOW and creature.size in (Size.WS, Size.EWS)
    assert [s.id for s in shots if s.scene == "sc020"] == [f"sc020_sh{n * 10:04d}" for n in range(1, 5)]


STATED = [
    ("CU MARA, low angle, 85mm", {"size": Size.CU, "angle": Angle.LOW, "lens": 85.0, "subjects": ("mara",)}),
    ("EWS MARA, high angle, 24mm", {"size": Size.EWS, "angle": Angle.HIGH, "lens": 24.0, "subjects": ("mara",)}),
    ("OTS TOM on MARA, 65mm", {"setup": Setup.OTS, "foreground": "tom", "subjects": ("mara",), "lens": 65.0}),
    (
        "over TOM's shoulder, MCU MARA",
        {"setup": Setup.OTS, "foreground": "tom", "subjects": ("mara",), "size": Size.MCU},
    ),
    ("insert PHOTO", {"setup": Setup.INSERT, "prop": "photo", "size": Size.INSERT}),
    (
        "INSERT TIDE BOOK, overhead, 100mm",
        {"setup": Setup.INSERT, "prop": "tide book", "angle": Angle.OVERHEAD, "lens": 100.0},
    ),
    ("ECU ROPE END, high angle", {"setup": Setup.INSERT, "prop": "rope end", "angle": Angle.HIGH}),
    ("wide", {"size": Size.WS}),
    ("dolly in", {"move": Move.DOLLY_IN}),
    ("two-shot MARA TOM, static", {"setup": Setup.TWO_SHOT, "subjects": ("mara", "tom"), "move": Move.STATIC}),
    (
        "MS MARA TOM, high angle, 35mm, handheld",
        {"size": Size.MS, "subjects": ("mara", "tom"), "angle": Angle.HIGH, "move": Move.HANDHELD, "lens": 35.0},
    ),
    ("WS TOM, worm angle, 18mm", {"size": Size.WS, "angle": Angle.WORM, "lens": 18.0, "subjects": ("tom",)}),
    ("FS MARA PIKE, eye level, 35mm, follow", {"size": Size.FS, "move": Move.FOLLOW, "angle": Angle.EYE}),
    ("CU YOUNG MARA, crane up", {"size": Size.CU, "subjects": ("young_mara",), "move": Move.CRANE}),
    ("extreme close-up on Mara, zoom", {"size": Size.ECU, "subjects": ("mara",), "move": Move.ZOOM}),
    ("medium close up TOM, orbit, 50 mm", {"size": Size.MCU, "move": Move.ORBIT, "lens": 50.0, "subjects": ("tom",)}),
]


@pytest.mark.parametrize(("words", "wanted"), STATED)
def test_a_stated_shot_is_kept_exactly(words, wanted):
    said = parse(words, WHO)
    for name, value in wanted.items():
        assert getattr(said, name) == value, (words, name, said)
    lines = [
        ("scene_heading", "INT. ROOM - DAY"),
        ("action", "Mara and Tom wait."),
        ("note", f"shot: {words}"),
        ("action", "The door opens."),
    ]
    shots = shots_of(lines, {**CAST, "young_mara": 0.0})
    mine = [s for s in shots if s.origin == "writer"]
    assert [(s.note, s.action) for s in mine] == [(words, "The door opens.")]
    for name, value in wanted.items():
        assert getattr(mine[0], name) == value


def test_a_note_covers_what_follows_else_what_precedes():
    after = shots_of(
        [
            ("scene_heading", "INT. A - DAY"),
            ("action", "Tom waits."),
            ("note", "shot: CU TOM"),
            ("character", "TOM"),
            ("dialogue", "Now."),
        ]
    )
    assert [s.dialogue for s in after if s.origin == "writer"] == [(("TOM", "Now."),)]
    before = shots_of(
        [
            ("scene_heading", "INT. A - DAY"),
            ("action", "Tom waits for a long time at the door."),
            ("character", "MARA"),
            ("dialogue", "No."),
            ("action", "He goes."),
            ("note", "shot: CU TOM, 85mm"),
        ]
    )
    assert [s.action for s in before if s.origin == "writer"] == ["He goes."]
    insert = shots_of(
        [
            ("scene_heading", "INT. A - DAY"),
            ("action", "Tom waits."),
            ("shot", "INSERT - THE TIDE BOOK"),
            ("action", "A column of dates."),
            ("note", "shot: INSERT TIDE BOOK, overhead, 100mm"),
            ("action", "BACK TO SCENE"),
            ("action", "Tom shuts it."),
        ]
    )
    book = next(s for s in insert if s.setup is Setup.INSERT)
    assert (book.action, book.lens, book.angle) == ("INSERT - THE TIDE BOOK A column of dates.", 100.0, Angle.OVERHEAD)


def test_shot_elements_state_shots():
    shots = shots_of(KITCHEN)
    key = shots[-1]
    assert (key.origin, key.setup, key.prop) == ("writer", Setup.INSERT, "key")
    assert key.action == "CLOSE ON - THE KEY It slides toward the edge."


def test_three_people_get_a_group_and_singles():
    lines = [("scene_heading", "INT. BAR - NIGHT"), ("action", "A long bar. Mara, Tom and Ann drink.")]
    for n in range(9):
        lines += [
            ("character", ("MARA", "TOM", "ANN")[n % 3]),
            ("dialogue", "A sentence of a middling length, said slowly."),
        ]
    setups = [s.setup for s in shots_of(lines, {**CAST, "ann": 0.0})]
    assert Setup.GROUP in setups and Setup.SINGLE in setups


def test_a_long_speech_cuts_to_the_listener():
    speech = "I waited there for nine days. The boats came back without him. " * 5
    shots = shots_of(
        [
            ("scene_heading", "INT. A - DAY"),
            ("action", "Mara sits with Tom."),
            ("character", "TOM"),
            ("dialogue", "Go on."),
            ("character", "MARA"),
            ("dialogue", "I will."),
            ("character", "TOM"),
            ("dialogue", "Tell me everything about it please."),
            ("character", "MARA"),
            ("dialogue", speech),
        ]
    )
    listening = [s for s in shots if s.setup is Setup.REACTION]
    assert listening and listening[0].subjects == ("tom",) and listening[0].dialogue[0][0] == "MARA"


def test_voices_off_screen_are_not_framed():
    shots = shots_of(
        [
            ("scene_heading", "INT. A - DAY"),
            ("action", "Mara sits alone."),
            ("character", "TOM (V.O.)"),
            ("dialogue", "I will be late tonight, do not wait for me."),
        ]
    )
    said = next(s for s in shots if s.dialogue)
    assert said.subjects == ("mara",) and said.setup is Setup.REACTION


def test_a_walk_is_followed_and_a_montage_has_one_image_each():
    walk = shots_of(
        [
            ("scene_heading", "EXT. STREET - DAY"),
            ("action", "A steep street. Mara and Tom walk uphill."),
            *[
                (
                    "character" if n % 2 == 0 else "dialogue",
                    ("MARA", "TOM")[n // 2 % 2] if n % 2 == 0 else "A few words here.",
                )
                for n in range(8)
            ],
        ]
    )
    assert any(s.setup is Setup.FOLLOW and len(s.subjects) == 2 for s in walk)
    images = [("action", f"- Image {n}: Mara coils the rope. Tom waits.") for n in range(5)]
    script, breakdown = build([("scene_heading", "INT. HOUSE - NIGHT"), *images], CAST, {1: ("montage",)})
    shots = propose(script, breakdown)
    assert len(shots) == 5 and all(len(s.covers) == 1 for s in shots)


@pytest.mark.parametrize("count", [4, 9, 20, 40])
def test_the_user_sets_how_many(count):
    script, breakdown = build(KITCHEN, CAST)
    shots = propose(script, breakdown, Options(count=count))
    assert len(shots) == count and coverage.check(script, shots) == []
    assert sum(s.origin == "writer" for s in shots) == 2  # stated shots stay


def test_impossible_numbers_are_refused():
    script, breakdown = build(KITCHEN, CAST)
    with pytest.raises(InputError, match="takes 4 to"):
        propose(script, breakdown, Options(count=1))
    with pytest.raises(InputError):
        Options(density=9)
    from secondunit.core.script import Breakdown

    with pytest.raises(InputError, match="no scene"):
        propose(script, Breakdown((), (), ()))


def test_details_and_groups():
    assert detail("The photograph: two children.") == "photograph"
    assert detail("INSERT - A BRASS KEY") == "brass key"
    assert detail("Mara: we should not see an object here") is None
    from secondunit.departments.storyboard.language import is_group

    assert is_group("PATRONS") and is_group("POLICE OFFICERS") and not is_group("JAMES") and not is_group("MARA")


def test_a_hundred_scenes_take_less_than_five_seconds():
    script, breakdown = build(KITCHEN * 60, CAST)
    start = time.perf_counter()
    shots = propose(script, breakdown)
    assert time.perf_counter() - start < 5.0
    assert len(breakdown.scenes) == 120 and coverage.check(script, shots) == []


def test_durations_follow_the_text():
    shots = shots_of(KITCHEN)
    assert all(s.duration >= 20 for s in shots)
    minutes = sum(s.duration for s in shots) / 24 / 60
    assert 0.35 < minutes < 1.2  # the scene is a good half page
