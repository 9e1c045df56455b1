"""The numpy body against anny's own vertices, and what its parameters must do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from secondunit.core.errors import InputError
from secondunit.scene.bodies import model
from secondunit.scene.bodies.asset import load

FIXTURE = Path(__file__).parent.parent / "fixtures" / "bodies" / "anny.npz"


def stature(**phenotype: float) -> float:
    return float(np.ptp(model.evaluate(phenotype)[:, 2]))


def test_equals_anny_within_a_fifth_of_a_millimetre():
    asset = load()
    with np.load(FIXTURE) as data:
        case = {k: data[k] for k in data.files}
    assert [str(b) for b in case["bones"]] == list(asset.bones)
    worst = 0.0
    for phenotype, rotations, actions, expected in zip(
        case["phenotypes"], case["rotations"], case["actions"], case["vertices"], strict=True
    ):
        got = model.evaluate(
            dict(zip(map(str, case["names"]), map(float, phenotype), strict=True)),
            dict(zip(asset.bones, rotations, strict=True)),
            dict(zip(asset.actions, map(float, actions), strict=True)),
            grounded=False,
        )
        worst = max(worst, float(np.linalg.norm(got[case["chosen"]] - expected, axis=1).max()))
    assert len(case["phenotypes"]) >= 12
    assert np.abs(case["rotations"][1:] - np.eye(3)).max() > 0.3  # the cases do move
    assert worst < 0.0002


def test_asset_is_small_and_complete():
    asset = load()
    path = Path(model.__file__).parent / "data"
    assert (path / "body.npz").stat().st_size < 8_000_000
    assert "CC0" in (path / "ORIGIN.md").read_text()
    assert asset.body_count == 13718
    assert asset.faces.shape == (27420, 3)
    assert len(np.unique(asset.surfaces["coarse"])) <= 3000
    assert np.allclose(np.asarray(asset.skin.sum(axis=1)).ravel(), 1.0, atol=1e-4)


def test_height_and_age_are_monotone():
    heights = [stature(height=h, age=0.7) for h in np.linspace(0, 1, 6)]
    assert np.all(np.diff(heights) > 0.05)
    ages = [stature(age=a) for a in (-1 / 3, 0.0, 1 / 3, 2 / 3)]
    assert np.all(np.diff(ages) > 0.1)


def test_weight_widens_and_gender_broadens_the_shoulders():
    def width(**p: float) -> float:
        asset = load()
        body = model.rest(p)
        rows = np.unique(asset.faces_of("body"))
        waist = body.heads[asset.index("spine04")][2]
        ring = body.vertices[rows]
        return float(np.ptp(ring[np.abs(ring[:, 2] - waist) < 0.03][:, 1]))

    assert width(weight=0.9) > width(weight=0.5) > width(weight=0.1)

    def shoulders(gender: float) -> float:
        return float(model.rest({"gender": gender, "age": 0.7}).heads[load().index("upperarm01.L")][1])

    assert shoulders(1.0) > shoulders(0.0) + 0.01


def test_faces_left_and_stands_on_the_floor():
    asset = load()
    points = model.evaluate({})
    assert points[:, 2].min() == 0.0
    head = model.rest({}).heads
    assert head[asset.index("eye.L")][0] > head[asset.index("head")][0]  # +X is the front
    assert head[asset.index("upperarm01.L")][1] > 0.1  # +Y is the left
    coarse = model.evaluate({}, lod="coarse")
    assert len(coarse) == len(np.unique(asset.surfaces["coarse"]))
    fine = points[np.unique(asset.surfaces["coarse"])]
    assert np.abs(coarse - fine).max() < 0.003


def test_facial_actions_move_the_face_alone():
    asset = load()
    moved = np.linalg.norm(model.evaluate({}, None, {"jawOpen": 1.0}) - model.evaluate({}), axis=1)
    assert moved.max() > 0.015
    feet = np.unique(asset.faces_of("foot.L", "foot.R", "hand.L", "hand.R"))
    assert moved[feet].max() < 1e-6


@pytest.mark.parametrize(
    "phenotype",
    [{"african": 1.0}, {"cupsize": 0.5}, {"heigth": 0.5}, {"height": float("nan")}, {"height": True}],
)
def test_other_parameters_are_refused(phenotype: dict[str, float]):
    with pytest.raises(InputError):
        model.evaluate(phenotype)


def test_unknown_bones_actions_and_levels_are_refused():
    with pytest.raises(InputError):
        model.evaluate({}, {"tail": np.eye(3)})
    with pytest.raises(InputError):
        model.evaluate({}, None, {"smirk": 1.0})
    with pytest.raises(InputError):
        model.evaluate({}, lod="medium")


def test_values_beyond_their_range_are_clamped():
    assert np.array_equal(model.evaluate({"height": 3.0}), model.evaluate({"height": 1.0}))
    assert np.array_equal(model.evaluate({"age": -1.0}), model.evaluate({"age": -1 / 3}))
