"""The parts of the Blender engine that need no bpy."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from secondunit.core.errors import InputError, NoCapableEngine, OutputInvalid, Unavailable
from secondunit.engines import blender
from secondunit.engines.api import Work


def _work(tmp_path: Path, **inputs: Path) -> Work:
    return Work({"width": 64, "height": 36}, 1, inputs, tmp_path, lambda value: None)


def test_it_imports_without_numpy_bpy_or_pxr() -> None:
    code = (
        "import sys\nfor heavy in ('numpy', 'bpy', 'pxr', 'click', 'PIL'): sys.modules[heavy] = None\n"
        "import secondunit.engines.blender, secondunit.engines.runtime"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_bpy_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bpy", None)
    with pytest.raises(Unavailable) as caught:
        blender.Blender().make("scene.render", _work(tmp_path, stage=tmp_path / "stage.usdc"))
    assert caught.value.hint == "secondunit engines install blender"


def test_other_capabilities_and_missing_stages_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NoCapableEngine):
        blender.Blender().make("scene.build", _work(tmp_path))
    with pytest.raises(InputError, match="needs a stage"):
        blender.Blender().make("scene.render", _work(tmp_path))


def test_the_look_has_defaults_and_leaves_other_engines_words_alone() -> None:
    look = blender.Look.read({"style": {"hatching": 1.0, "samples": 2}})
    assert (look.width, look.height, look.samples) == (960, 540, 2)


@pytest.mark.parametrize(
    "parameters",
    [
        {"width": 0}, {"width": 10**6}, {"height": "540"}, {"width": True}, {"width": 960.5},
        {"style": {"samples": 64}},
        {"style": {"line": -1}}, {"style": {"sky": float("nan")}}, {"height": None}, {"style": "pencil"},
    ],
)
def test_a_look_that_cannot_be_rendered_is_an_input_error(parameters: dict[str, object]) -> None:
    with pytest.raises(InputError):
        blender.Look.read(parameters)


def _png(**texts: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    for key, value in texts.items():
        info.add_text(key, value)
        info.add_itxt(key, value)
    file = io.BytesIO()
    Image.new("RGB", (8, 4), (10, 20, 30)).save(file, "PNG", pnginfo=info, exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08")
    return file.getvalue()


def test_render_times_leave_the_picture_and_its_pixels_stay() -> None:
    one, two = _png(render_time="00:01.96"), _png(render_time="00:02.07")
    assert one != two
    assert blender.strip_png(one) == blender.strip_png(two)
    picture = Image.open(io.BytesIO(blender.strip_png(one)))
    assert picture.info == {}
    assert picture.getpixel((3, 2)) == (10, 20, 30)


@pytest.mark.parametrize("data", [b"", b"GIF89a", _png()[:-1], _png()[:40], _png() + b"x"])
def test_a_broken_png_is_an_invalid_output(data: bytes) -> None:
    with pytest.raises(OutputInvalid):
        blender.strip_png(data)
