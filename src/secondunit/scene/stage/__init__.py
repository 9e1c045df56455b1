"""One OpenUSD stage per shot: written from a layout, read back as arrays for renderers."""

from secondunit.scene.stage.data import Group, StageCamera, StageData, StageObject
from secondunit.scene.stage.read import read_stage
from secondunit.scene.stage.write import build_stage

__all__ = ["Group", "StageCamera", "StageData", "StageObject", "build_stage", "read_stage"]
