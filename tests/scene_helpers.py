"""Small stages made by hand for tests of the stage and the ink renderer."""

from __future__ import annotations

import numpy as np

from secondunit.scene.layout import Light
from secondunit.scene.stage.data import Group, StageCamera, StageData, StageObject, look_axes

BOX = np.array([[x, y, z] for z in (-0.5, 0.5) for y in (-0.5, 0.5) for x in (-0.5, 0.5)], np.float32)
SIDES = np.array([
    [0, 2, 3], [0, 3, 1], [4, 5, 7], [4, 7, 6], [0, 1, 5], [0, 5, 4], [2, 6, 7], [2, 7, 3], [0, 4, 6], [0, 6, 2],
    [1, 3, 7], [1, 7, 5]], np.int32)


def boxes(*items, camera=((0.0, -5.0, 0.0), (0.0, 0.0, 0.0)), focal=36.0, light=None, width=192, height=108):
    """Return a stage of boxes: each (name, centre, size, tone, kind)."""
    points, faces, owner, objects, groups = [], [], [], [], []
    for index, (name, centre, size, tone, kind) in enumerate(items):
        points.append(BOX * np.asarray(size, np.float32) + np.asarray(centre, np.float32))
        faces.append(SIDES + 8 * index)
        owner.append(np.full(len(SIDES), index, np.int32))
        objects.append(StageObject(f"/Shot/Set/{name}/{name}", name, index, name, tone, False))
        groups.append(Group(name, kind, label=name.upper() if kind == "figure" else ""))
    position, target = camera
    view = StageCamera(np.array(position), look_axes(position, target, 0.0), focal, (36.0, 36.0 * height / width))
    world = np.concatenate(points)
    return StageData(
        world, np.zeros_like(world), np.concatenate(faces), np.concatenate(owner), tuple(objects), tuple(groups), view,
        light or Light("day", (0.3, 1.0, -0.5)), "test", width, height)


USDA = """#usda 1.0
(
    defaultPrim = "Shot"
    metersPerUnit = {unit}
    upAxis = "{up}"
)
def Xform "Shot"
{{
    def Scope "Set"
    {{
        def Xform "crate" {extra}
        {{
            double3 xformOp:translate = ({move})
            uniform token[] xformOpOrder = ["xformOp:translate"]
            def Mesh "side"
            {{
                int[] faceVertexCounts = [{counts}]
                int[] faceVertexIndices = [{indices}]
                point3f[] points = [{points}]
            }}
        }}
    }}
    {camera}
}}
{more}
"""
CAMERA = """def Camera "Camera"
    {
        float focalLength = 35
        float horizontalAperture = 36
        float verticalAperture = 20.25
        double3 xformOp:translate = (0, 0, 5)
        uniform token[] xformOpOrder = ["xformOp:translate"]
    }"""


def usda(**changes):
    """Return the text of a stage as another tool would save it: one quad, centimetres or metres, Y or Z up."""
    values = {"unit": "1", "up": "Z", "extra": "", "move": "0, 0, 0", "counts": "4", "indices": "0, 1, 2, 3",
              "points": "(-1, -1, 0), (1, -1, 0), (1, 1, 0), (-1, 1, 0)", "camera": CAMERA, "more": ""}
    return USDA.format(**{**values, **changes})
