"""A layout survives JSON, and a wrong one is refused by the name of its key."""

import copy
import json
import math

import pytest

from secondunit.core.errors import InputError
from secondunit.scene.layout import Camera, CameraMove, Figure, Light, Placement, ShotLayout
from secondunit.scene.layout_json import from_json, to_json

LAYOUT = ShotLayout(
    shot="sc010_sh0010", scene="sc010",
    placements=(
        Placement("table", "table_1", (1, 2, 0), 30.0, 1.0, {"length": 1.6, "kind": "round"}, "a table"),
    ),
    figures=(Figure("mara", "MARA", {"gender": 0.0}, {"top": "coat"}, "sit", (0.0, 0.0, 0.0), 90.0,
                    {"seat_height": 0.45, "seed": 4294967295}, (1.0, 1.0, 1.2), {"smile": 0.5}, False),),
    camera=Camera((3.0, 0.0, 1.5), (0.0, 0.0, 1.2), 50.0, 36.0, 0.0,
                  CameraMove("dolly in", (2.0, 0.0, 1.5), (0.0, 0.0, 1.2))),
    light=Light("night", (-0.5, -0.4, -0.8), ((1.0, 1.0, 2.0),)), focus=("mara",),
)


def test_round_trip_through_text():
    assert from_json(json.loads(json.dumps(to_json(LAYOUT)))) == LAYOUT


def _set(data, path, value):
    *front, last = path
    for key in front:
        data = data[key]
    data[last] = value


@pytest.mark.parametrize(("path", "value", "named"), [
    (["colour"], 1, "colour"),
    (["camera", "zoom"], 1, "zoom"),
    (["figures", 0, "hat"], "no", "hat"),
    (["camera", "position", 1], math.nan, "camera.position[1]"),
    (["figures", 0, "body", "age"], math.inf, "figures[0].body.age"),
    (["placements", 0, "scale"], 0.0, "placements[0].scale"),
    (["placements", 0, "heading"], True, "placements[0].heading"),
    (["width"], 10**400, "width"),
    (["camera", "roll"], 10**400, "camera.roll"),
    (["light", "mood"], "noon", "light.mood"),
    (["figures"], "mara", "figures"),
    (["camera"], None, "camera"),
    (["camera", "target"], [3.0, 0.0, 1.5], "target"),
])
def test_wrong_values_name_the_key(path, value, named):
    data = copy.deepcopy(to_json(LAYOUT))
    _set(data, path, value)
    with pytest.raises(InputError) as caught:
        from_json(data)
    assert named in caught.value.message


def test_missing_and_double_names():
    data = to_json(LAYOUT)
    del data["shot"]
    with pytest.raises(InputError, match="shot"):
        from_json(data)
    data = to_json(LAYOUT)
    data["figures"].append(dict(data["figures"][0]))
    with pytest.raises(InputError, match="mara"):
        from_json(data)
