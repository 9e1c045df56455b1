"""Pass files: named channels, no clock inside, the same bytes each time, readable back exactly."""

import time

import numpy as np
import pytest
from PIL import Image

from scene_helpers import boxes
from secondunit.core.errors import InputError
from secondunit.scene.ink import InkStyle, render
from secondunit.scene.passes import read_exr, write_exr, write_passes, write_png

STAGE = boxes(("crate", (0.0, 0.0, 0.0), (1.0, 1.0, 1.0), 0.5, "set"))
CHANNELS = {"depth": ("Z",), "normal": ("N.X", "N.Y", "N.Z"), "id": ("id",), "edges": ("edges",)}


def test_files_hold_the_arrays(tmp_path):
    passes = render(STAGE, InkStyle(64, 36))
    files = write_passes(passes, tmp_path)
    assert set(files) == set(CHANNELS)
    for role, path in files.items():
        pixels, channels = read_exr(path)
        assert channels == CHANNELS[role]
        expected = np.asarray(getattr(passes, role)).reshape(pixels.shape)
        if role == "edges":
            assert np.abs(pixels - expected).max() < 1e-3  # half float
        elif role == "depth":
            assert np.allclose(pixels, expected, rtol=2.0**-16, atol=0)  # written with 15 bits
        else:
            assert (pixels == expected).all()
    assert read_exr(files["id"])[0].dtype == np.uint32


def test_bytes_do_not_know_the_time(tmp_path):
    passes = render(STAGE, InkStyle(64, 36))
    write_exr(tmp_path / "a.exr", passes.depth, ("Z",))
    write_png(tmp_path / "a.png", passes.panel)
    time.sleep(1.1)
    write_exr(tmp_path / "b.exr", passes.depth, ("Z",))
    write_png(tmp_path / "b.png", passes.panel)
    assert (tmp_path / "a.exr").read_bytes() == (tmp_path / "b.exr").read_bytes()
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert b"capDate" not in (tmp_path / "a.exr").read_bytes()
    assert Image.open(tmp_path / "a.png").size == (64, 36)


def test_wrong_channels_and_files(tmp_path):
    with pytest.raises(InputError):
        write_exr(tmp_path / "x.exr", np.zeros((4, 4, 3), np.float32), ("Z",))
    (tmp_path / "bad.exr").write_bytes(b"no picture")
    with pytest.raises(InputError):
        read_exr(tmp_path / "bad.exr")
