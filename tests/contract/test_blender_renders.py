"""The real Blender engine on a small stage; needs its managed environment."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import OpenImageIO as oiio
import pytest
from PIL import Image
from pxr import Gf, Usd, UsdGeom, UsdLux, Vt

import secondunit
from secondunit.engines import environments
from secondunit.scene.ink import InkStyle, render
from secondunit.scene.stage import read_stage

SIZE = {"width": 160, "height": 90}
START = (
    "import sys; sys.path.append(sys.argv.pop(1)); "
    "from secondunit.engines.runtime import main; sys.exit(main(sys.argv[1:]))"
)
CORNERS = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)])
SIDES = [[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]]


def _stage(path: Path, boxes: dict[str, tuple[tuple[float, ...], tuple[float, ...]]]) -> Path:
    stage = Usd.Stage.CreateNew(str(path))
    UsdGeom.SetStageUpAxis(stage, UsdGeom.Tokens.z)
    UsdGeom.SetStageMetersPerUnit(stage, 1.0)
    UsdGeom.Xform.Define(stage, "/Shot")
    for group in ("Set", "Cast", "Lights"):
        UsdGeom.Scope.Define(stage, f"/Shot/{group}")
    for name, (centre, size) in boxes.items():
        mesh = UsdGeom.Mesh.Define(stage, f"/Shot/{name}")
        points = CORNERS * size + centre
        mesh.CreatePointsAttr(Vt.Vec3fArray([Gf.Vec3f(*map(float, point)) for point in points]))
        mesh.CreateFaceVertexCountsAttr([4] * 6)
        mesh.CreateFaceVertexIndicesAttr([corner for side in SIDES for corner in side])
        mesh.CreateSubdivisionSchemeAttr("none")
        mesh.CreateDisplayColorAttr([Gf.Vec3f(0.5, 0.5, 0.5)])
    camera = UsdGeom.Camera.Define(stage, "/Shot/Camera")
    look = Gf.Matrix4d().SetLookAt(Gf.Vec3d(-5, -3, 1.6), Gf.Vec3d(0, 0.5, 1), Gf.Vec3d(0, 0, 1))
    camera.AddTransformOp().Set(look.GetInverse())
    camera.CreateFocalLengthAttr(0.35)
    camera.CreateHorizontalApertureAttr(0.36)
    camera.CreateVerticalApertureAttr(0.2025)
    UsdLux.DistantLight.Define(stage, "/Shot/Lights/Key").AddRotateXYZOp().Set(Gf.Vec3f(40, 20, 0))
    stage.Save()
    return path


@pytest.fixture(scope="module")
def blender(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    python = environments.interpreter("blender")
    if python is None:
        pytest.skip("the blender engine is not installed: secondunit engines install blender")
    source = Path(secondunit.__file__).parents[1]
    worker = subprocess.Popen(
        [python, "-c", START, str(source), "secondunit.engines.blender:Blender"], text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        cwd=tmp_path_factory.mktemp("blender"),
    )
    assert worker.stdout is not None
    assert json.loads(worker.stdout.readline())["ready"]
    yield worker
    worker.kill()
    worker.wait()


def _make(worker: subprocess.Popen[str], stage: Path, scratch: Path) -> dict[str, object]:
    scratch.mkdir()
    job = {
        "id": "1", "engine": "secondunit.engines.blender:Blender", "capability": "scene.render", "seed": 3,
        "parameters": {**SIZE, "style": {"samples": 1}}, "inputs": {"stage": str(stage)}, "scratch": str(scratch),
    }
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(json.dumps(job) + "\n")
    worker.stdin.flush()
    seen = 0.0
    while True:
        message = json.loads(worker.stdout.readline())
        if "progress" not in message:
            return message
        assert message["progress"] >= seen
        seen = message["progress"]


def _exr(path: Path) -> np.ndarray:
    return np.squeeze(oiio.ImageInput.open(str(path)).read_image("float"))


def test_its_passes_agree_with_the_ink_engines(blender: subprocess.Popen[str], tmp_path: Path) -> None:
    stage = _stage(tmp_path / "a.usdc", {
        "Set/ground": ((0, 0, -0.05), (20, 20, 0.1)), "Set/table": ((0, 0, 0.4), (1.6, 0.8, 0.8)),
        "Cast/mara": ((0.5, 1.2, 0.9), (0.4, 0.5, 1.8)),
    })
    done = _make(blender, stage, tmp_path / "one")["done"]
    assert isinstance(done, list)
    assert {entry["role"] for entry in done} == {"panel", "depth", "normal", "id"}
    panel = Image.open(tmp_path / "one" / "panel.png")
    assert (panel.size, panel.mode, set(panel.info)) == ((160, 90), "RGB", {"dpi"})

    data = read_stage(stage)
    ours = render(data, InkStyle(**SIZE))
    order = {path: i + 1 for i, path in enumerate(sorted(o.path for o in data.objects))}
    expected = np.array([0, *(order[o.path] for o in data.objects)])[ours.id]
    theirs = _exr(tmp_path / "one" / "id.exr")
    # The pixels off the outlines: what is inside a thing is the same for both.
    inside = np.zeros(expected.shape, bool)
    inside[1:-1, 1:-1] = True
    for step in ((0, 1), (1, 0), (0, -1), (-1, 0)):
        inside &= expected == np.roll(expected, step, (0, 1))
    assert inside.mean() > 0.8
    assert len(np.unique(expected[inside])) == 4
    assert (theirs == expected)[inside].mean() > 0.995
    hit = inside & (expected > 0) & (theirs == expected)
    depth, normal = _exr(tmp_path / "one" / "depth.exr"), _exr(tmp_path / "one" / "normal.exr")
    assert np.isinf(depth[inside & (expected == 0) & (theirs == 0)]).all()
    away = np.abs(depth[hit] - ours.depth[hit]) / ours.depth[hit]
    assert np.quantile(away, 0.99) < 0.001
    facing = (normal[hit] * ours.normal[hit]).sum(axis=-1)
    assert np.quantile(facing, 0.01) > 0.999


def test_jobs_repeat_and_leave_nothing_to_the_next(blender: subprocess.Popen[str], tmp_path: Path) -> None:
    one = _stage(tmp_path / "one.usdc", {"Set/box": ((0, 0, 1), (1, 1, 1)), "Set/far": ((4, 4, 1), (1, 1, 1))})
    two = _stage(tmp_path / "two.usdc", {"Set/other": ((0, 1, 1), (1, 2, 1))})
    for name, stage in (("a", one), ("b", two), ("c", one)):
        assert "done" in _make(blender, stage, tmp_path / name)
    for file in ("panel.png", "depth.exr", "normal.exr", "id.exr"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "c" / file).read_bytes()
    assert sorted(np.unique(_exr(tmp_path / "b" / "id.exr"))) == [0, 1]


def test_a_stage_it_cannot_use_is_one_error_and_the_worker_lives(
    blender: subprocess.Popen[str], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.usda"
    broken.write_text("not a stage")
    empty = tmp_path / "empty.usda"
    empty.write_text("#usda 1.0\n")
    for number, stage in enumerate((broken, empty, tmp_path / "missing.usdc")):
        error = _make(blender, stage, tmp_path / f"e{number}")["error"]
        assert isinstance(error, dict)
        assert error["code"] == "input", error
    good = _stage(tmp_path / "good.usdc", {"Set/box": ((0, 0, 1), (1, 1, 1))})
    assert "done" in _make(blender, good, tmp_path / "good")
