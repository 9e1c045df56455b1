"""Stages that people edited elsewhere are read; hostile ones are one clear error and open no other file."""

import numpy as np
import pytest

from scene_helpers import CAMERA, usda
from secondunit.core.errors import InputError
from secondunit.scene.stage.read import read_stage


def _read(tmp_path, text):
    path = tmp_path / "stage.usda"
    path.write_text(text, encoding="utf-8")
    return read_stage(path)


def test_plain_quad_and_defaults(tmp_path):
    stage = _read(tmp_path, usda(move="1, 2, 3"))
    assert stage.faces.tolist() == [[0, 1, 2], [0, 2, 3]]
    assert stage.points[0].tolist() == [0.0, 1.0, 3.0]
    assert (stage.objects[0].tone, stage.objects[0].smooth, stage.groups[0].kind) == (0.8, False, "set")
    assert stage.light.mood == "day"
    assert (stage.width, stage.height) == (960, 540)


def test_pentagon_becomes_a_fan(tmp_path):
    points = "(0, 0, 0), (2, 0, 0), (3, 1, 0), (1, 3, 0), (-1, 1, 0), (9, 9, 9)"
    stage = _read(tmp_path, usda(counts="3, 5", indices="0, 1, 5, 0, 1, 2, 3, 4", points=points))
    assert stage.faces.tolist() == [[0, 1, 5], [0, 1, 2], [0, 2, 3], [0, 3, 4]]


def test_centimetres_and_y_up(tmp_path):
    stage = _read(tmp_path, usda(unit="0.01", up="Y", move="100, 200, 300"))
    assert np.allclose(stage.points[0], [0.99, -3.0, 1.99], atol=1e-5)
    assert np.allclose(stage.camera.position, [0, -0.05, 0])
    assert np.allclose(stage.camera.axes, [[1, 0, 0], [0, 0, 1], [0, -1, 0]])


def test_reference_inside_the_file(tmp_path):
    more = 'def Xform "Copy" (references = </Shot/Set/crate>)\n{\n    double3 xformOp:translate = (0, 0, 7)\n}'
    stage = _read(tmp_path, usda(more=more))
    assert len(stage.objects) == 2
    assert stage.points[:, 2].max() == 7.0


def test_hidden_things_are_not_drawn(tmp_path):
    more = 'def Mesh "ghost"\n{\n token visibility = "invisible"\n int[] faceVertexCounts = [3]\n' \
           ' int[] faceVertexIndices = [0, 1, 2]\n point3f[] points = [(0,0,0), (1,0,0), (0,1,0)]\n}'
    assert len(_read(tmp_path, usda(more=more)).objects) == 1


@pytest.mark.parametrize("arc", [
    "(references = @{other}@)", "(references = @./other.usda@)", "(payload = @{other}@)",
    "(prepend references = @../../etc/x.usd@</A>)", "(references = [@{other}@, @http://example.org/a.usd@])",
    '(variantSets = "v"\n variants = {{ string v = "a" }})',
])
def test_references_out_of_the_file_are_refused(tmp_path, arc):
    other = tmp_path / "other.usda"
    other.write_text(usda(), encoding="utf-8")
    text = usda(extra=arc.format(other=other))
    if "variantSets" in arc:
        variant = 'variantSet "v" = {\n "a" (references = @./other.usda@) { }\n}\n'
        text = text.replace('def Mesh "side"', variant + 'def Mesh "side"')
    with pytest.raises(InputError, match="refers to another file"):
        _read(tmp_path, text)


def test_sublayers_and_clips_are_refused(tmp_path):
    with pytest.raises(InputError, match="refers to another file"):
        _read(tmp_path, usda().replace("(\n    default", "(\n    subLayers = [@./other.usda@]\n    default", 1))
    clips = '(\nclips = {\ndictionary default = {\nasset[] assetPaths = [@./o.usda@]\nstring primPath = "/A"\n}\n}\n)'
    with pytest.raises(InputError, match="refers to another file"):
        _read(tmp_path, usda(extra=clips))


@pytest.mark.parametrize(("changes", "message"), [
    ({"indices": "0, 1, 2, 9"}, "beyond its points"),
    ({"indices": "0, 1, 2, -1"}, "beyond its points"),
    ({"indices": "0, 1, 2"}, "do not match"),
    ({"counts": "2, 2"}, "do not match"),
    ({"points": "(nan, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)"}, "no numbers"),
    ({"points": "(1e30, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)"}, "no numbers"),
    ({"move": "inf, 0, 0"}, "no numbers"),
    ({"camera": ""}, "no camera"),
    ({"camera": CAMERA.replace("focalLength = 35", "focalLength = 0")}, "focal length"),
    ({"camera": CAMERA.replace("(0, 0, 5)", "(nan, 0, 5)")}, "transform"),
    ({"counts": "", "indices": ""}, "no mesh"),
    ({"unit": "0"}, "unit"),
])
def test_broken_stages(tmp_path, changes, message):
    with pytest.raises(InputError, match=message):
        _read(tmp_path, usda(**changes))


@pytest.mark.parametrize("data", [b"", b"PNG", b"#usda 1.0\ndef Xform {", b"PXR-USDC" + bytes(200), b"\x00" * 64])
def test_not_a_stage(tmp_path, data):
    path = tmp_path / "stage.usdc"
    path.write_bytes(data)
    with pytest.raises(InputError):
        read_stage(path)


def test_missing_file(tmp_path):
    with pytest.raises(InputError, match="no such stage"):
        read_stage(tmp_path / "nothing.usdc")
