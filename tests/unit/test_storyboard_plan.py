"""From a shot list to requests: layouts that keep their seats, takes that differ, retakes that change."""

import math
from dataclasses import replace
from types import GeneratorType

import pytest

from secondunit.core import parameters
from secondunit.core.errors import UsageError
from secondunit.core.identity import digest
from secondunit.core.shots import Setup
from secondunit.departments.storyboard.parameters import Parameters
from secondunit.departments.storyboard.plan import PlanContext, layouts, plan
from secondunit.departments.storyboard.shotlist import propose
from secondunit.scene import continuity, layout_json
from secondunit.scene.bodies import landmarks
from secondunit.scene.framing import View
from storyboard_scripts import CAST, KITCHEN, build

SCRIPT, PARTS = build(KITCHEN, CAST)
SHOTS = propose(SCRIPT, PARTS)
CTX = PlanContext(SCRIPT, PARTS, SHOTS, takes=2, seed=5)
MADE = list(layouts(CTX))


def test_requests_are_stages_and_boards():
    stream = plan(replace(CTX, overlays=False, hatching=False, width=480, height=270))
    assert isinstance(stream, GeneratorType)  # scene by scene, so a long script does not fill memory
    made = list(stream)
    assert len(made) == len(SHOTS) * 2 * 2 and len({r.key for r in made}) == len(made)
    for stage, board in zip(made[::2], made[1::2], strict=True):
        assert (stage.capability, stage.offer, stage.task) == ("scene.build", False, "storyboard")
        assert stage.key == f"{stage.entity}/stage/{stage.take}"
        layout = layout_json.from_json(stage.parameters["layout"])
        assert layout.shot == stage.entity and (layout.width, layout.height) == (480, 270)
        assert board.capability == "scene.render" and board.inputs == {"stage": f"plan:{stage.key}#stage"}
        assert board.parameters == {"width": 480, "height": 270, "style": {"overlays": False, "hatching": False}}
        assert board.facts.purpose == "ideation" and board.facts.task_type == "storyboard"


def test_the_same_context_plans_the_same_bytes():
    again = list(layouts(CTX))
    one, two = ([digest(layout_json.to_json(board)) for _, _, board in made] for made in (again, MADE))
    assert one == two


def test_one_shot_alone_is_planned_as_in_the_whole():
    one = SHOTS[5].id
    alone = [board for _, _, board in layouts(replace(CTX, only={one}))]
    assert alone == [board for s, _, board in MADE if s.id == one]


def test_everyone_keeps_the_seat_and_the_line_is_kept():
    for scene in {s.scene for s in SHOTS}:
        seats = {}
        for _, _, layout in MADE:
            for figure in layout.figures:
                if layout.scene == scene and not figure.extra and figure.pose in ("sit", "drive"):
                    seats.setdefault(figure.name, set()).add(figure.position)
        assert all(len(places) == 1 for places in seats.values())
    for take in (0, 1):
        cuts = [board for _, t, board in MADE if t == take]
        assert [v for v in continuity.check(cuts) if v.rule == "180"] == []


def test_principals_are_in_frame_and_takes_differ():
    for shot, _, layout in MADE:
        view = View.of(layout.camera, layout.width / layout.height)
        for figure in layout.figures:
            if figure.name in shot.subjects[:1] and shot.setup is not Setup.INSERT:
                assert view.sees(landmarks(figure)["eyes"]), shot.id
    for shot in SHOTS:
        a, b = (board.camera for s, _, board in MADE if s.id == shot.id)
        moved = math.dist(a.position, b.position) > 0.08 or a.focal_length != b.focal_length
        assert moved, shot.id


def test_what_the_writer_stated_is_exact_in_every_take():
    stated = next(s for s in SHOTS if s.note.startswith("CU MARA"))
    for shot, _, layout in MADE:
        if shot.id == stated.id:
            eyes = landmarks(next(f for f in layout.figures if f.name == "mara"))["eyes"]
            assert layout.camera.focal_length == 85.0 and layout.camera.position[2] < eyes[2] - 0.1


def test_acting_follows_the_words():
    by = {s.id: board for s, t, board in MADE if t == 0}
    runner = next(s for s in SHOTS if "runs" in s.action)
    assert {f.name: f.pose for f in by[runner.id].figures}["tom"] in ("run", "fall")
    sitting = next(s for s in SHOTS if "sits at the table" in s.action)
    assert {f.name: f.pose for f in by[sitting.id].figures} == {"mara": "sit"}  # Tom has not come in yet
    insert = next(s for s in SHOTS if s.prop == "photograph")
    assert any(p.piece == "photo" for p in by[insert.id].placements)
    creature = next(s for s in SHOTS if "creature" in s.action)
    assert any(p.piece == "monster" for p in by[creature.id].placements)
    hot = next(s for s in SHOTS if any("Letters!" in w for _, w in s.dialogue))
    assert next(f for f in by[hot.id].figures if f.name == "mara").expression.get("jawOpen", 0.0) > 0.3


@pytest.mark.parametrize(
    ("note", "changed"),
    [
        (
            "closer",
            lambda a, b: math.dist(a.camera.position, a.camera.target) != math.dist(b.camera.position, b.camera.target),
        ),
        ("24mm", lambda a, b: b.camera.focal_length == 24.0),
        ("from above", lambda a, b: b.camera.position[2] > a.camera.position[2] + 0.3),
        ("have her kneel", lambda a, b: any(f.pose == "kneel" for f in b.figures)),
        ("smells wrong", lambda a, b: a.camera.position != b.camera.position),
    ],
)
def test_a_note_gives_a_changed_take(note, changed):
    target = next(
        s for s in SHOTS if s.setup in (Setup.SINGLE, Setup.REACTION) and s.origin == "rules" and "mara" in s.subjects
    )
    before = next(board for s, t, board in MADE if s.id == target.id and t == 0)
    ctx = replace(CTX, takes=1, retakes={target.id: [note]}, first_take={target.id: 2}, only={target.id})
    ((shot, take, layout),) = layouts(ctx)
    assert take == 2 and shot.changes["variation"] == "1"
    assert changed(before, layout), note


def test_settings_come_from_words():
    made = parameters.parse(Parameters, "storyboard", {"width": "640", "hatching": "no", "per-scene": "4", "density": "0.5"})
    assert (made.width, made.hatching, made.per_scene, made.density) == (640, False, 4, 0.5)
    assert made.options(3, 25.0).per_scene == 4 and made.options(3, 25.0).count is None
    for bad in ({"colour": "1"}, {"width": "wide"}, {"overlays": "perhaps"}, {"density": "9"}):
        with pytest.raises(UsageError):
            parameters.parse(Parameters, "storyboard", bad)
    assert {row["name"] for row in parameters.schema(Parameters)} >= {"width", "count", "overlays"}
