"""The camera solver on the project's own bodies: exact sizes, nobody off screen, no camera in the furniture."""

import math
import random

import numpy as np
import pytest

from secondunit.core.shots import Angle, Setup, Size
from secondunit.scene.bodies import landmarks
from secondunit.scene.camera import LADDER, WEIGHTS, Ask, Box, Subject, side_of, solve
from secondunit.scene.framing import View, ahead, bearing, size_of, turn
from secondunit.scene.layout import Camera, Figure
from secondunit.scene.mesh import Mesh
from secondunit.scene.sight import Sight, capsule_hits
from secondunit.scene.surround import Surround, surround_of
from storyboard_bodies import marks as rough
from storyboard_sets import ground, kitchen

ASPECT = 16 / 9
OPEN = Surround(((-9, -9, 0), (9, 9, 30)), False, Sight([]), Sight([]), Sight([]))


def box_mesh(low, high):
    points = np.array(
        [[x, y, z] for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])], np.float32
    )
    faces = np.array(
        [
            [0, 1, 3],
            [0, 3, 2],
            [4, 6, 7],
            [4, 7, 5],
            [0, 4, 5],
            [0, 5, 1],
            [2, 3, 7],
            [2, 7, 6],
            [0, 2, 6],
            [0, 6, 4],
            [1, 5, 7],
            [1, 7, 3],
        ],
        np.int32,
    )
    return Mesh("box", points, faces)


def figure(name, x, y, heading, height, pose, age=0.7):
    body = {"gender": 0.4, "age": age, "height": height, "weight": 0.5, "muscle": 0.5, "proportions": 0.5}
    return Figure(name, name, body, {}, pose, (x, y, 0.0), heading, {"seat_height": 0.45} if pose == "sit" else {})


def test_sizes_of_two_hundred_set_ups_are_exact(capsys):
    rng = random.Random(20)
    bodies = [(rng.choice(["stand", "sit", "talk", "listen"]), rng.uniform(0.1, 0.9)) for _ in range(12)]
    exact = off_screen = 0
    wrong = []
    for _ in range(200):
        (pose, height), (pose_b, height_b) = rng.choice(bodies), rng.choice(bodies)
        gap, way = rng.uniform(0.9, 2.0), rng.uniform(0, 360)
        far = ahead(way, gap)
        one = landmarks(figure("a", 0.0, 0.0, way, height, pose))
        two = landmarks(figure("b", far[0], far[1], way + 180, height_b, pose_b if pose != "sit" else "sit"))
        setup = rng.choice([Setup.SINGLE, Setup.SINGLE, Setup.OTS, Setup.TWO_SHOT])
        size = rng.choice(
            {
                Setup.SINGLE: LADDER,
                Setup.OTS: (Size.MS, Size.MCU, Size.CU),
                Setup.TWO_SHOT: (Size.COWBOY, Size.FS, Size.WS),
            }[setup]
        )
        subjects = (Subject(one, way),) if setup is not Setup.TWO_SHOT else (Subject(one, way), Subject(two, way + 180))
        ask = Ask(
            setup,
            size,
            rng.choice([Angle.EYE, Angle.EYE, Angle.LOW, Angle.HIGH]),
            rng.choice([28.0, 35.0, 50.0, 85.0]),
            subjects,
            Subject(two, way + 180) if setup is Setup.OTS else None,
            side=rng.choice([1.0, -1.0]),
            axis=(one["eyes"], two["eyes"]),
        )
        found = solve(ask, OPEN)
        view = View.of(found.camera, ASPECT)
        off_screen += not view.sees(one["eyes"])
        if size_of(found.camera, one, ASPECT) is size:
            exact += 1
        else:
            wrong.append((setup.value, size.value, ask.angle.value, pose, found.size))
    with capsys.disabled():
        print(f"\ncamera: size exact {exact}/200, principal off screen {off_screen}/200; wrong: {wrong}")
    assert off_screen == 0
    assert exact >= 190


@pytest.mark.parametrize(
    ("size", "cut"),
    [
        (Size.CU, "collar"),
        (Size.MCU, "chest"),
        (Size.MS, "waist"),
        (Size.COWBOY, "mid_thigh"),
        (Size.FS, "feet"),
    ],
)
@pytest.mark.parametrize("angle", [Angle.EYE, Angle.LOW, Angle.HIGH])
def test_the_lower_edge_cuts_where_the_size_says(size, cut, angle):
    body = rough(heading=20.0)
    found = solve(Ask(Setup.SINGLE, size, angle, 50.0, (Subject(body, 20.0),), exact_lens=True), OPEN)
    assert found.camera.focal_length == 50.0
    view = View.of(found.camera, ASPECT)
    y = view.project(body[cut])[1]
    assert y == pytest.approx(-0.86 if size is Size.FS else -1.0, abs=0.02)
    assert 0.6 < view.project(body["head_top"])[1] < 0.98  # headroom, no cut hair


def test_looking_room_is_before_the_face():
    body = rough()
    for side in (1.0, -1.0):
        found = solve(Ask(Setup.SINGLE, Size.MS, Angle.EYE, 50.0, (Subject(body, 0.0),), side=side), OPEN)
        view = View.of(found.camera, ASPECT)
        look = (
            view.project((body["eyes"][0] + 0.3, body["eyes"][1], body["eyes"][2]))[0] - view.project(body["eyes"])[0]
        )
        assert view.project(body["eyes"])[0] * look < 0  # the face on one third, the gaze towards the other


def test_over_the_shoulder_keeps_both_where_they_belong():
    one, two = rough(0.0, 0.0, 0.0), rough(1.4, 0.0, 180.0)
    ask = Ask(
        Setup.OTS,
        Size.MCU,
        Angle.EYE,
        65.0,
        (Subject(one, 0.0),),
        Subject(two, 180.0),
        side=1.0,
        axis=(one["eyes"], two["eyes"]),
    )
    for side in (1.0, -1.0):
        from dataclasses import replace

        found = solve(replace(ask, side=side), OPEN)
        view = View.of(found.camera, ASPECT)
        x, front = view.project(one["eyes"]), view.project(two["head_top"])
        assert found.size is Size.MCU and front[2] < x[2]
        assert x[0] * front[0] < 0 and abs(x[0]) < 0.4
        assert side_of((one["eyes"], two["eyes"]), found.camera.position) * side > 0
        assert abs(turn(bearing(one["eyes"], found.camera.position))) < 60  # we see the face, not the profile


def test_the_cut_avoids_a_jump():
    body = rough()
    ask = Ask(Setup.SINGLE, Size.MS, Angle.EYE, 50.0, (Subject(body, 0.0),))
    from dataclasses import replace

    first = solve(ask, OPEN)
    second = solve(replace(ask, previous=first.camera, previous_size=Size.MS), OPEN)
    swing = turn(bearing(body["eyes"], first.camera.position) - bearing(body["eyes"], second.camera.position))
    assert first.terms["thirty"] == 0.0 and abs(swing) >= 25.0


def test_walls_and_furniture_are_respected():
    """A wall between them: the camera stays on the subject's side; never inside a block."""
    wall = box_mesh((1.0, -6.0, 0.0), (1.2, 6.0, 3.0))
    block = box_mesh((0.3, 0.5, 0.0), (0.9, 2.5, 2.4))
    place = Surround(((-5, -5, 0), (5, 5, 3)), False, Sight([wall, block]), Sight([wall, block]), Sight([wall, block]))
    body = rough(-1.0, 0.0, 0.0)
    found = solve(Ask(Setup.SINGLE, Size.MS, Angle.EYE, 50.0, (Subject(body, 0.0),)), place)
    assert found.camera.position[0] < 1.0 and found.terms["occlusion"] == 0.0 and found.terms["geometry"] == 0.0
    assert place.solid.inside(np.array([[0.6, 1.5, 1.0], [0.0, 0.0, 1.0]], np.float32)).tolist() == [True, False]
    assert not place.sight.blocked(*(np.array([p], np.float32) for p in ((-2, 0, 1), (0, 0, 1)))).any()
    assert place.sight.blocked(*(np.array([p], np.float32) for p in ((-2, 0, 1), (2, 0, 1)))).all()
    assert capsule_hits(*(np.array([p], np.float32) for p in ((-3, 0, 1.2), (3, 0, 1.2))), [body]).all()


def test_rooms_open_wild_walls_only_where_the_camera_needs_them():
    plan = kitchen()
    place = surround_of(plan)
    body = rough(-0.85, 0.0, 0.0, pose="sit")
    for size in (Size.CU, Size.FS, Size.WS):
        found = solve(Ask(Setup.SINGLE, size, Angle.EYE, 28.0, (Subject(body, 0.0),)), place)
        low, high = plan.bounds
        p = found.camera.position
        inside = low[0] - 0.1 <= p[0] <= high[0] + 0.1 and low[1] - 0.1 <= p[1] <= high[1] + 0.1
        assert inside or found.wild
        assert found.terms["geometry"] < 0.5 and found.terms["occlusion"] < 0.4


def test_objects_and_places_fill_their_frames():
    key = Box((0.2, 0.3, 0.77), (0.1, 0.05, 0.02))
    found = solve(Ask(Setup.INSERT, Size.INSERT, Angle.HIGH, 100.0, thing=key, exact_lens=True), OPEN)
    view = View.of(found.camera, ASPECT)
    xs = [view.project((0.2 + dx, 0.3 + dy, 0.77)) for dx in (-0.05, 0.05) for dy in (-0.025, 0.025)]
    assert found.camera.focal_length == 100.0 and all(abs(p[0]) < 0.95 and abs(p[1]) < 0.95 for p in xs)
    assert math.dist(found.camera.position, key.centre) < 1.5
    plan = ground()
    hero = Box((6.0, 4.0, 0.6), (2.0, 2.0, 1.2))
    wide = solve(Ask(Setup.ESTABLISHING, Size.EWS, Angle.HIGH, 24.0, thing=hero), surround_of(plan))
    assert View.of(wide.camera, ASPECT).sees(hero.centre)


def test_same_ask_same_camera_and_all_terms_reported():
    ask = Ask(Setup.SINGLE, Size.MCU, Angle.EYE, 65.0, (Subject(rough(), 0.0),))
    first, second = solve(ask, OPEN), solve(ask, OPEN)
    assert first == second and set(first.terms) == set(WEIGHTS)
    assert first.score == pytest.approx(sum(WEIGHTS[k] * v for k, v in first.terms.items()))


def test_other_takes_stand_elsewhere():
    from dataclasses import replace

    ask = Ask(Setup.SINGLE, Size.MS, Angle.EYE, 50.0, (Subject(rough(), 0.0),))
    first = solve(ask, OPEN).camera
    second = solve(replace(ask, avoid=(first,), prefer=58.0, lens=35.0), OPEN).camera
    assert math.dist(first.position, second.position) > 0.5


def test_projection_matches_a_pinhole():
    view = View.of(Camera((0.0, 0.0, 1.0), (5.0, 0.0, 1.0), 18.0), 2.0)
    assert view.project((2.0, -2.0, 1.0)) == pytest.approx((1.0, 0.0, 2.0))  # -Y is to the right when looking along +X
    assert view.project((2.0, 0.0, 2.0)) == pytest.approx((0.0, 1.0, 2.0))
