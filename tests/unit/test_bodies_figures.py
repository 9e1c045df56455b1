"""Figures: poses touch floor and seat, clothes cover, hair and faces are there, the same input gives the same bytes."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pytest

from secondunit.core.errors import InputError
from secondunit.scene.bodies import build, landmarks
from secondunit.scene.bodies.build import _local_landmarks, _local_meshes, _stance
from secondunit.scene.bodies.tailoring import TAILORING
from secondunit.scene.bodies.words import look_of
from secondunit.scene.layout import Figure
from secondunit.scene.poses import POSES, SEATS

MAN = {"gender": 1.0, "age": 0.7}
WOMAN = {"gender": 0.0, "age": 0.7}
ORDER = ["head_top", "eyes", "chin", "collar", "chest", "waist", "pelvis", "mid_thigh", "knee", "feet"]
NAMES = {*ORDER, "hand_l", "hand_r"}


def figure(pose: str = "stand", body: dict[str, float] | None = None, **other: Any) -> Figure:
    values: dict[str, Any] = {
        "name": "mara",
        "label": "MARA",
        "body": WOMAN if body is None else body,
        "wardrobe": {},
        "position": (0.0, 0.0, 0.0),
    }
    return Figure(pose=pose, **(values | other))


def mesh(model: Any, name: str) -> Any:
    return next(m for m in model.meshes if m.name == name)


@pytest.mark.parametrize("pose", sorted(POSES))
@pytest.mark.parametrize("body", [MAN, {"gender": 0.0, "age": 0.3}], ids=["man", "child"])
def test_every_pose_is_whole_and_touches_the_floor(pose: str, body: dict[str, float]):
    model = build(figure(pose, body))
    points = np.concatenate([m.points for m in model.meshes])
    assert np.isfinite(points).all()
    low = float(points[:, 2].min())
    dangling = 0.2 if pose in SEATS and body is not MAN else 0.05  # a child's feet do not reach the floor
    assert -0.035 < low < dangling, low
    for m in model.meshes:
        assert m.points.dtype == np.float32 and m.faces.dtype == np.int32
        assert m.smooth and 0.0 <= m.tone <= 1.0
        assert m.faces.min() >= 0 and m.faces.max() < len(m.points)
        a, b, c = (m.points[m.faces[:, k]].astype(np.float64) for k in range(3))
        area = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2
        assert (area > 0).mean() > 0.995, m.name
    assert set(model.landmarks) == NAMES


@pytest.mark.parametrize("height", [0.40, 0.46, 0.75])
def test_the_seat_carries_who_sits(height: float):
    model = build(figure("sit", MAN, pose_params={"seat_height": height}))
    trousers = mesh(model, "bottom").points
    hips = model.landmarks["pelvis"]
    near = (np.abs(trousers[:, 0] - hips[0]) < 0.12) & (trousers[:, 2] > height - 0.2)
    assert abs(float(trousers[near, 2].min()) - height) < 0.04
    feet = mesh(model, "shoes").points[:, 2].min()
    assert feet > -0.02
    if height < 0.6:
        assert feet < 0.03


def test_who_kneels_has_a_knee_on_the_floor():
    stance = landmarks(figure("kneel", MAN))
    assert stance["pelvis"][2] < 0.75 * landmarks(figure("stand", MAN))["pelvis"][2]


@pytest.mark.parametrize("body", [MAN, WOMAN, {"gender": 1.0, "age": 0.3}, {"gender": 0.0, "age": 0.95}])
def test_landmarks_are_ordered_when_standing(body: dict[str, float]):
    for seed in range(4):
        where = landmarks(figure("stand", body, pose_params={"seed": seed}))
        heights = [where[k][2] for k in ORDER]
        assert np.all(np.diff(heights) < 0), dict(zip(ORDER, heights, strict=True))
        assert where["hand_l"][1] > where["hand_r"][1]


def test_average_people_have_average_heights():
    assert 1.68 < landmarks(figure("stand", MAN))["head_top"][2] < 1.85
    assert 1.55 < landmarks(figure("stand", WOMAN))["head_top"][2] < 1.75
    tall = landmarks(figure("stand", MAN | {"height": 0.9}))["head_top"][2]
    assert tall > landmarks(figure("stand", MAN | {"height": 0.2}))["head_top"][2] + 0.2


def test_position_and_heading_move_the_whole_figure():
    here, there = build(figure()), build(figure(position=(2.0, -1.0, 0.5), heading=90.0))
    for a, b in zip(here.meshes, there.meshes, strict=True):
        turned = np.stack([-a.points[:, 1], a.points[:, 0], a.points[:, 2]], axis=1)
        turned = turned + np.array([2.0, -1.0, 0.5])
        assert np.abs(turned - b.points).max() < 1e-4
    x, y, z = here.landmarks["eyes"]
    assert np.allclose(there.landmarks["eyes"], (2.0 - y, -1.0 + x, 0.5 + z), atol=1e-6)
    assert landmarks(figure()) == here.landmarks


@pytest.mark.parametrize("gender", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("age", [-0.3, 0.05, 0.3, 0.6, 1.0])
def test_nobody_is_naked_or_bald_by_accident(gender: float, age: float):
    for name in ("ana", "bo", "cy"):
        look = look_of(name, {"gender": gender, "age": age}, {})
        slots = {g.slot for g in look.garments}
        kinds = {g.kind for g in look.garments}
        assert "top" in slots and "shoes" in slots and ("bottom" in slots or "onesie" in kinds)
        assert look.hair != "bald"
    model = build(figure("stand", {"gender": gender, "age": age}))
    names = {m.name for m in model.meshes}
    assert {"skin", "top", "shoes", "hair", "eyes", "irises", "brows", "lips"} <= names
    skin = mesh(model, "skin").points
    where = model.landmarks
    chest, hip = where["chest"], where["pelvis"]
    for spot in (chest, hip):  # no skin is left on the trunk
        flat = np.hypot(skin[:, 0] - spot[0], skin[:, 1] - spot[1])
        arm = np.minimum(*(np.linalg.norm(skin - where[h], axis=1) for h in ("hand_l", "hand_r")))
        level = np.abs(skin[:, 2] - spot[2]) < 0.02
        assert not ((flat < 0.09) & level & (arm > 0.25)).any()


@pytest.mark.parametrize(
    ("wardrobe", "kinds"),
    [
        ({"outer": "oilskin coat"}, {"coat"}),
        ({"top": "dark suit"}, {"jacket", "shirt", "trousers"}),
        ({"dress": "a blue summer dress"}, {"bodice", "skirt"}),
        ({"dress": "evening gown"}, {"bodice", "long skirt"}),
        ({"bottom": "shorts", "top": "t-shirt"}, {"shorts", "tshirt"}),
        ({"shoes": "rubber boots", "bottom": "jeans"}, {"boots", "jeans"}),
        ({"outer": "something unheard of"}, {"jacket"}),
    ],
)
def test_words_become_garments(wardrobe: dict[str, str], kinds: set[str]):
    look = look_of("x", MAN, wardrobe)
    assert kinds <= {g.kind for g in look.garments}


def test_hair_hat_beard_and_tone_words():
    look = look_of("x", WOMAN, {"hair": "grey bob", "hat": "wool cap"})
    assert (look.hair, look.hat) == ("bob", "beanie")
    assert 0.6 <= look.hair_tone < 0.7
    assert look_of("x", MAN, {"hair": "bald"}).hair == "bald"
    assert look_of("x", MAN, {"beard": "full grey beard"}).beard == "full"
    assert look_of("x", {"gender": 1, "age": 0.3}, {"beard": "full"}).beard == ""
    black = look_of("x", MAN, {"outer": "black coat"}).garments
    assert next(g.tone for g in black if g.slot == "outer") < 0.1


@pytest.mark.parametrize("kind", sorted(TAILORING))
def test_every_garment_has_a_surface(kind: str):
    from secondunit.scene.bodies.clothes import dress
    from secondunit.scene.bodies.model import rest
    from secondunit.scene.bodies.words import Garment

    for coarse in (False, True):
        for _, sheet in dress(rest(MAN), (Garment("top", kind, 0.5),), coarse, 1.0):
            assert len(sheet.faces) > 30 and np.isfinite(sheet.points).all()
            assert np.allclose(np.asarray(sheet.weights.sum(axis=1)).ravel(), 1.0, atol=1e-3)


@pytest.mark.parametrize("style", ["cropped", "short", "curly", "bob", "long", "bun", "ponytail"])
@pytest.mark.parametrize("hat", ["", "wool cap", "flat cap", "fedora", "headscarf"])
def test_hair_and_hats_lie_outside_the_skull(style: str, hat: str):
    model = build(figure(wardrobe={"hair": style, "hat": hat} if hat else {"hair": style}))
    names = {m.name for m in model.meshes}
    assert ("hat" in names) == bool(hat)
    top = mesh(model, "hat" if hat else "hair")
    assert top.points[:, 2].max() > model.landmarks["head_top"][2]


def test_the_head_turns_to_what_is_looked_at():
    ahead = build(figure(look_at=(3.0, 0.0, 1.6)))
    left = build(figure(look_at=(1.0, 2.0, 1.6)))

    def gaze(model: Any) -> float:
        iris, eyes = mesh(model, "irises").points.mean(axis=0), mesh(model, "eyes").points.mean(axis=0)
        d = iris - eyes
        return float(np.degrees(np.arctan2(d[1], d[0])))

    assert abs(gaze(ahead)) < 12
    assert gaze(left) > 45
    behind = build(figure(look_at=(-3.0, 0.5, 1.6)))
    assert all(np.isfinite(m.points).all() for m in behind.meshes)
    assert gaze(behind) < 110  # necks have limits


def test_who_points_points_at_it():
    target = np.array([3.0, -1.5, 1.2])
    where = landmarks(figure("point", MAN, look_at=tuple(target)))
    shoulder = np.add(where["collar"], (0.0, -0.17, 0.0))
    hand = np.array(where["hand_r"])
    a, b = hand - shoulder, target - shoulder
    assert np.degrees(np.arccos(a @ b / np.linalg.norm(a) / np.linalg.norm(b))) < 15


def test_walk_and_run_follow_their_phase():
    def feet(phase: float) -> float:
        model = build(figure("walk", MAN, pose_params={"phase": phase, "seed": 1}))
        shoes = mesh(model, "shoes").points
        return float(shoes[shoes[:, 1] > 0, 0].mean() - shoes[shoes[:, 1] < 0, 0].mean())

    assert feet(0.0) > 0.3 > -0.3 > feet(0.5)


def test_two_people_do_not_look_cloned():
    a = build(figure(name="a", wardrobe={"hair": "short"}))
    b = build(figure(name="b", wardrobe={"hair": "short"}))
    assert np.linalg.norm(np.subtract(a.landmarks["hand_l"], b.landmarks["hand_l"])) > 0.005


def test_extras_are_light():
    model = build(figure(extra=True))
    assert sum(len(m.faces) for m in model.meshes) < 12_000
    assert {"skin", "top", "hair"} <= {m.name for m in model.meshes}


def test_a_shout_opens_the_mouth():
    closed = build(figure())
    shout = build(figure(expression={"jawOpen": 1.0}))
    assert "teeth" not in {m.name for m in closed.meshes}
    assert "teeth" in {m.name for m in shout.meshes}


def test_same_figure_same_bytes():
    def digest() -> str:
        for cache in (_stance, _local_landmarks, _local_meshes):
            cache.cache_clear()
        model = build(figure("talk", MAN, wardrobe={"outer": "coat", "hair": "curly"}))
        out = hashlib.sha256()
        for m in model.meshes:
            out.update(m.name.encode() + m.points.tobytes() + m.faces.tobytes())
        return out.hexdigest()

    assert digest() == digest()


@pytest.mark.parametrize(
    "wrong",
    [
        {"pose": "levitate"}, {"body": {"strength": 1.0}}, {"expression": {"wink": 1.0}},
        {"pose_params": {"seat_height": "high"}}, {"pose_params": {"seat_height": -1.0}},
        {"pose": "walk", "pose_params": {"phase": float("nan")}},
        {"heading": float("inf")}, {"position": (0.0, float("nan"), 0.0)}, {"look_at": (0.0, 0.0, float("inf"))},
    ],
)  # fmt: skip
def test_wrong_figures_are_refused(wrong: dict[str, Any]):
    with pytest.raises(InputError):
        build(figure(**wrong))
