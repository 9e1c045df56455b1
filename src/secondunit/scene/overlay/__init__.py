"""What is written over a board: character names and arrows of camera and subjects, on a layer of its own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from secondunit.scene.ink.style import InkPasses
from secondunit.scene.ink.trace import Lens
from secondunit.scene.overlay.arrows import camera_arrow, subject_arrows
from secondunit.scene.overlay.canvas import Canvas
from secondunit.scene.overlay.names import heads, name_heads
from secondunit.scene.stage.data import StageData

__all__ = ["overlay", "with_overlay"]


def overlay(stage: StageData, passes: InkPasses) -> NDArray[np.uint8]:
    """Return the transparent layer, uint8 (h, w, 4), straight alpha: names, camera arrow, subject arrows."""
    return _draw(stage, passes).layer()


def with_overlay(stage: StageData, passes: InkPasses) -> NDArray[np.uint8]:
    """Return the panel, uint8 (h, w, 3), with the layer over it; the clean panel is left as it is."""
    return _draw(stage, passes).over(passes.panel)


def _draw(stage: StageData, passes: InkPasses) -> Canvas:
    height, width = passes.depth.shape
    canvas, lens = Canvas(width, height), Lens(stage.camera, width, height)
    taken = subject_arrows(canvas, stage, lens, passes)
    faces = [head.box for head in heads(stage, lens, passes) if not head.away]
    taken += camera_arrow(canvas, stage, lens, faces)
    name_heads(canvas, stage, lens, passes, taken)
    return canvas
