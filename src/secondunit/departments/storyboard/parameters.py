"""What a person can set for the storyboard department; CLI options and forms come from these fields."""

from __future__ import annotations

from dataclasses import dataclass

from secondunit.core.parameters import setting
from secondunit.departments.storyboard.options import Options


@dataclass(frozen=True, slots=True)
class Parameters:
    """Settings with their defaults; `core.parameters.parse` reads them from `--set key=value` words."""

    width: int = setting(960, "width of a panel in pixels", 64, 8192)
    height: int = setting(540, "height of a panel in pixels", 64, 8192)
    overlays: bool = setting(True, "names and arrows of camera moves on the panel")
    hatching: bool = setting(True, "pencil strokes in the shade")
    count: int = setting(0, "number of shots in the whole script, 0 for the usual number", 0, 100_000)
    per_scene: int = setting(0, "number of shots in each scene, 0 for the usual number", 0, 1000)
    density: float = setting(1.0, "how many shots: 0.25 few long ones, 1 usual, 3 many short ones", 0.25, 3.0)
    max_lines: int = setting(3, "most speeches in one shot", 1, 20)

    def options(self, seed: int, fps: float) -> Options:
        """Return the options of the shot list."""
        return Options(self.count or None, self.per_scene or None, self.density, self.max_lines, seed, fps)
