"""Boards look as they did when a person last looked at them, within a tolerance.

On failure expected, actual and difference lie side by side in tests/golden/failed. When a change is meant, look at
them, then run with UPDATE_GOLDEN=1 and commit the new pictures.
"""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from golden.boards import BOARDS
from secondunit.scene.ink import InkStyle, render
from secondunit.scene.overlay import with_overlay
from secondunit.scene.stage import build_stage, read_stage

HERE = Path(__file__).parent
MEAN, SHARE = 2.0, 0.02  # mean difference in 8-bit steps; share of pixels that may differ by more than 40 steps


def _compare(name, actual):
    expected_file = HERE / f"{name}.png"
    if os.environ.get("UPDATE_GOLDEN"):
        Image.fromarray(actual).save(expected_file)
    expected = np.asarray(Image.open(expected_file).convert("RGB"))
    difference = np.abs(actual.astype(int) - expected.astype(int)).max(axis=2)
    good = bool(difference.mean() <= MEAN and (difference > 40).mean() <= SHARE)
    if not good:
        (HERE / "failed").mkdir(exist_ok=True)
        gap = np.repeat(np.clip(255 - 4 * difference, 0, 255).astype(np.uint8)[..., None], 3, axis=2)
        Image.fromarray(np.concatenate([expected, actual, gap], axis=1)).save(HERE / "failed" / f"{name}.png")
    return good, difference


@pytest.mark.parametrize("name", sorted(BOARDS))
def test_board(name, tmp_path):
    build_stage(BOARDS[name], tmp_path / "stage.usdc")
    stage = read_stage(tmp_path / "stage.usdc")
    passes = render(stage, InkStyle(320, 180))
    good, difference = _compare(name, with_overlay(stage, passes))
    far = (difference > 40).mean()
    assert good, f"mean {difference.mean():.2f}, far off {far:.2%}; see tests/golden/failed/{name}.png"


def test_a_changed_board_fails_and_leaves_a_triptych(tmp_path, monkeypatch):
    """The comparison itself: a shifted light must not pass."""
    monkeypatch.setattr(f"{__name__}.HERE", tmp_path)
    picture = np.full((40, 60, 3), 200, np.uint8)
    Image.fromarray(picture).save(tmp_path / "x.png")
    assert _compare("x", picture)[0]
    moved = picture.copy()
    moved[:, :20] = 90
    monkeypatch.delenv("UPDATE_GOLDEN", raising=False)
    assert not _compare("x", moved)[0]
    assert Image.open(tmp_path / "failed" / "x.png").size == (180, 40)
