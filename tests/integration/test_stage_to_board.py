"""Layout to stage to board through the engines: same bytes in any process, no growth, moved things stay moved."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pxr import Gf, Usd

from golden.boards import BOARDS
from secondunit.core.errors import InputError, NoCapableEngine
from secondunit.engines.api import Work
from secondunit.engines.ink import Ink
from secondunit.engines.layout import Layout
from secondunit.scene.layout_json import from_json, to_json
from secondunit.scene.stage import build_stage, read_stage

TABLE = to_json(BOARDS["table"])


def _work(parameters, folder, inputs=None, seed=3):
    folder.mkdir(exist_ok=True)
    return Work(parameters, seed, inputs or {}, folder, lambda _: None)


def _board(folder, **parameters):
    made = Layout().make("scene.build", _work({"layout": TABLE}, folder))
    assert [(o.role, o.media_type) for o in made] == [("stage", "model/vnd.usd")]
    outputs = Ink().make("scene.render", _work(parameters, folder, {"stage": made[0].path}))
    return made[0].path, {o.role: o for o in outputs}


def test_engines_make_panel_and_passes(tmp_path):
    _, outputs = _board(tmp_path / "a", style={"overlays": True}, width=320, height=180)
    assert set(outputs) == {"panel", "clean", "depth", "normal", "id", "edges"}
    panel, clean = (np.asarray(Image.open(outputs[role].path)).astype(int) for role in ("panel", "clean"))
    assert panel.shape == clean.shape == (180, 320, 3)
    assert 0.001 < (np.abs(panel - clean).max(axis=2) > 30).mean() < 0.1  # names, and only names
    _, plain = _board(tmp_path / "b", style={"overlays": False}, width=320, height=180)
    assert set(plain) == {"panel", "depth", "normal", "id", "edges"}
    assert plain["panel"].path.read_bytes() == outputs["clean"].path.read_bytes()


def test_picture_size_is_the_layouts_unless_asked(tmp_path):
    _, outputs = _board(tmp_path / "a", style={})
    assert Image.open(outputs["panel"].path).size == (320, 180)


SCRIPT = """
import hashlib, json, sys
from pathlib import Path
from secondunit.engines.api import Work
from secondunit.engines.ink import Ink
from secondunit.engines.layout import Layout
folder = Path(sys.argv[1])
layout = json.loads(sys.stdin.read())
stage = Layout().make("scene.build", Work({"layout": layout}, 3, {}, folder, lambda _: None))
asked = {"style": {"overlays": True}}
made = Ink().make("scene.render", Work(asked, 3, {"stage": stage[0].path}, folder, lambda _: None))
print(json.dumps({o.role: hashlib.sha256(o.path.read_bytes()).hexdigest() for o in [*stage, *made]}))
"""


def test_same_bytes_in_another_process(tmp_path):
    stage, outputs = _board(tmp_path / "a", style={"overlays": True})
    here = {role: hashlib.sha256(o.path.read_bytes()).hexdigest() for role, o in outputs.items()}
    here["stage"] = hashlib.sha256(stage.read_bytes()).hexdigest()
    (tmp_path / "b").mkdir()
    out = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "b")], input=json.dumps(TABLE), capture_output=True, text=True,
        check=True, env={**os.environ, "PYTHONHASHSEED": "77"})
    assert json.loads(out.stdout) == here


def test_round_trip_of_a_stage(tmp_path):
    layout = BOARDS["table"]
    build_stage(layout, tmp_path / "s.usdc")
    stage = read_stage(tmp_path / "s.usdc")
    assert stage.light.mood == "interior"
    key = np.array((-0.4, 0.5, -0.8))
    assert np.allclose(stage.light.direction, key / np.linalg.norm(key), atol=1e-6)
    assert np.allclose(stage.camera.position, layout.camera.position)
    assert stage.camera.focal_length == pytest.approx(35.0)
    figures = {g.name: g for g in stage.groups if g.kind == "figure"}
    assert {g.label for g in figures.values()} == {"MARA", "JOE"}
    assert figures["mara"].focus
    assert {g.piece for g in stage.groups if g.kind == "set"} >= {"room", "table", "chair", "window"}
    assert figures["joe"].landmarks["eyes"][2] == pytest.approx(1.2, abs=0.25)
    chairs = [o.path for o in stage.objects if "chair_" in o.path]
    assert len(chairs) == len(set(chairs)) >= 2
    opened = Usd.Stage.Open(str(tmp_path / "s.usdc"))
    assert str(opened.GetDefaultPrim().GetPath()) == "/Shot"
    kept = json.loads(opened.GetRootLayer().customLayerData["secondunit"]["layout"])
    assert from_json(kept) == from_json(to_json(layout))


def test_camera_move_is_a_second_time_sample(tmp_path):
    build_stage(BOARDS["crowd"], tmp_path / "s.usdc")
    camera = read_stage(tmp_path / "s.usdc").camera
    assert camera.move == "dolly in"
    assert np.allclose(camera.position, (0.0, -5.2, 1.6))
    assert np.allclose(camera.end_position, (0.0, -3.8, 1.6))


def test_a_person_moves_a_figure_in_another_tool(tmp_path):
    build_stage(BOARDS["table"], tmp_path / "s.usdc")
    before = read_stage(tmp_path / "s.usdc")
    edited = Usd.Stage.Open(str(tmp_path / "s.usdc"))
    edited.GetPrimAtPath("/Shot/Cast/mara").GetAttribute("xformOp:translate").Set(Gf.Vec3d(-0.85, 1.0, 0.0))
    edited.GetPrimAtPath("/Shot/Set/chair_2").SetActive(False)
    edited.Export(str(tmp_path / "edited.usda"))
    after = read_stage(tmp_path / "edited.usda")
    eyes = [next(g for g in s.groups if g.name == "mara").landmarks["eyes"] for s in (before, after)]
    assert np.allclose(np.subtract(eyes[1], eyes[0]), (0.0, 1.0, 0.0), atol=1e-6)
    assert not any("chair_2" in o.path for o in after.objects)


def test_wrong_work_is_one_clear_error(tmp_path):
    with pytest.raises(NoCapableEngine):
        Ink().make("scene.build", _work({}, tmp_path))
    with pytest.raises(NoCapableEngine):
        Layout().make("scene.render", _work({}, tmp_path))
    with pytest.raises(InputError, match="stage"):
        Ink().make("scene.render", _work({}, tmp_path))
    with pytest.raises(InputError, match="layout"):
        Layout().make("scene.build", _work({}, tmp_path))
    broken = {**TABLE, "placements": [{**TABLE["placements"][0], "name": "../../x"}]}
    with pytest.raises(InputError, match="cannot name"):
        Layout().make("scene.build", _work({"layout": broken}, tmp_path))
    unknown = {**TABLE, "placements": [{**TABLE["placements"][0], "piece": "spaceship"}]}
    with pytest.raises(InputError, match="spaceship"):
        Layout().make("scene.build", _work({"layout": unknown}, tmp_path))


def test_memory_does_not_grow(tmp_path):
    """Small boards in one process: scenes and stages are let go."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        pytest.skip("needs /proc")

    def resident():
        return int(statm.read_text().split()[1]) * 4096 / 2**20

    def board():
        _board(tmp_path / "m", style={}, width=160, height=90)

    for _ in range(8):
        board()
    before = resident()
    for _ in range(24):
        board()
    assert resident() - before < 12.0
