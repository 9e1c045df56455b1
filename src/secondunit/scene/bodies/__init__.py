"""Bodies: CC0 shapes evaluated in numpy, posed, dressed and placed on the stage.

`build(figure)` gives meshes and landmarks, `landmarks(figure)` the landmarks alone; `evaluate` gives bare vertices.
"""

from secondunit.scene.bodies.build import FigureModel, build, landmarks
from secondunit.scene.bodies.model import evaluate

__all__ = ["FigureModel", "build", "evaluate", "landmarks"]
