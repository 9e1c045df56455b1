"""Write a shot's layout as one OpenUSD stage (binary crate), the same bytes for the same layout.

Specs are authored on the layer (Sdf) inside one change block: several times faster than the schema classes
and no composition runs while writing. Conventions follow the OpenUSD schemas UsdGeom and UsdLux; camera
lengths are in tenths of a scene unit as UsdGeomCamera defines them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from pxr import Gf, Sdf, Tf, Vt

from secondunit.core.errors import InputError, StoreError
from secondunit.core.identity import canonical
from secondunit.scene import bodies, kit
from secondunit.scene.layout import Camera, Figure, Light, Placement, ShotLayout, Vec3
from secondunit.scene.layout_json import to_json
from secondunit.scene.mesh import Mesh
from secondunit.scene.stage.data import look_axes, vertex_normals

SCHEMA = 1
TENTHS_PER_MM = 0.01  # a tenth of a metre is 100 mm
FPS = 24.0
MOVE_END = 24.0  # time code of the end pose: a move is written as one second and retimed by the editor
TYPES = Sdf.ValueTypeNames


def build_stage(layout: ShotLayout, path: Path) -> None:
    """Write the stage of `layout` to `path` (.usdc); raise InputError for a layout that cannot be built."""
    layer = Sdf.Layer.CreateAnonymous(".usdc")
    layer.customLayerData = {
        "secondunit": {"schema": SCHEMA, "shot": layout.shot, "scene": layout.scene, "width": layout.width,
                       "layout": canonical(to_json(layout)).decode("utf-8")}}
    layer.defaultPrim = "Shot"
    layer.pseudoRoot.SetInfo("upAxis", "Z")
    layer.pseudoRoot.SetInfo("metersPerUnit", 1.0)
    layer.timeCodesPerSecond = FPS
    if layout.camera.move is not None:
        layer.startTimeCode, layer.endTimeCode = 0.0, MOVE_END
    with Sdf.ChangeBlock():
        shared = _prototypes(layer, layout.placements)
        shot = _prim(layer, None, "Shot", "Xform")
        sets, cast = _prim(layer, shot, "Set", "Scope"), _prim(layer, shot, "Cast", "Scope")
        for placement in layout.placements:
            _place(sets, placement, placement.name in layout.focus, shared)
        for figure in layout.figures:
            _cast(cast, figure, figure.name in layout.focus)
        _camera(shot, layout.camera, layout.height / layout.width)
        _lights(_prim(layer, shot, "Lights", "Scope"), layout.light)
    path.unlink(missing_ok=True)
    if not layer.Export(str(path)):
        raise StoreError("the stage could not be written", hint="check free space and rights of the folder")


def _kind(item: Placement) -> tuple[object, ...]:
    """Return what makes two placements the same thing but for where they stand."""
    return (item.piece, *sorted((k, str(v)) for k, v in item.params.items()))


def _prototypes(layer: Any, placements: Sequence[Placement]) -> dict[tuple[object, ...], str]:  # noqa: ANN401
    """Write pieces that stand more than once as classes under /Kit; return their paths by kind."""
    counts = Counter(_kind(item) for item in placements)
    paths: dict[tuple[object, ...], str] = {}
    home = None
    for item in placements:
        kind = _kind(item)
        if counts[kind] < 2 or kind in paths:
            continue
        home = home or _prim(layer, None, "Kit", "Scope", Sdf.SpecifierClass)
        name = Tf.MakeValidIdentifier(f"{item.piece}_{len(paths) + 1}")
        prim = _prim(layer, home, name, "Xform", Sdf.SpecifierClass)
        _meshes(prim, kit.build(replace(item, position=(0.0, 0.0, 0.0), heading=0.0, scale=1.0)))
        paths[kind] = str(prim.path)
    return paths


def _place(parent: Any, item: Placement, focus: bool, shared: Mapping[tuple[object, ...], str]) -> None:  # noqa: ANN401
    custom = {"label": "", "focus": focus, "role": "set", "piece": item.piece, "span": item.span}
    prim = _item(parent, item.name, item.position, item.heading, item.scale, custom)
    prototype = shared.get(_kind(item))
    if prototype is None:
        # built where its own frame is: a person can move and turn the item as a whole
        _meshes(prim, kit.build(replace(item, position=(0.0, 0.0, 0.0), heading=0.0, scale=1.0)))
    else:
        prim.referenceList.prependedItems = [Sdf.Reference("", prototype)]


def _cast(parent: Any, figure: Figure, focus: bool) -> None:  # noqa: ANN401
    model = bodies.build(figure)
    turn_back = _turn_back(figure.heading)
    custom = {
        "label": figure.label, "focus": focus, "role": "extra" if figure.extra else "figure",
        "pose": figure.pose,
        "landmarks": {
            name: Gf.Vec3d(*map(float, (np.subtract(point, figure.position)) @ turn_back))
            for name, point in sorted(model.landmarks.items())}}
    prim = _item(parent, figure.name, figure.position, figure.heading, 1.0, custom)
    own = tuple(
        replace(m, points=((m.points - np.asarray(figure.position)) @ turn_back).astype(np.float32))
        for m in model.meshes)
    _meshes(prim, own)


def _item(
    parent: Any, name: str, position: Vec3, heading: float, scale: float, custom: Mapping[str, object],  # noqa: ANN401
) -> Any:  # noqa: ANN401
    if not Sdf.Path.IsValidIdentifier(name):
        raise InputError(f"{name!r} cannot name a thing on a stage", hint="letters, digits and _, no digit first")
    prim = _prim(parent.layer, parent, name, "Xform")
    prim.customData = {"secondunit": dict(custom)}
    _attribute(prim, "xformOp:translate", TYPES.Double3, Gf.Vec3d(*position))
    order = ["xformOp:translate"]
    if heading:
        _attribute(prim, "xformOp:rotateZ", TYPES.Double, float(heading))
        order.append("xformOp:rotateZ")
    if scale != 1.0:
        _attribute(prim, "xformOp:scale", TYPES.Double3, Gf.Vec3d(scale, scale, scale))
        order.append("xformOp:scale")
    _attribute(prim, "xformOpOrder", TYPES.TokenArray, order, uniform=True)
    return prim


def _meshes(prim: Any, meshes: Sequence[Mesh]) -> None:  # noqa: ANN401
    """Write meshes that are in their item's own frame."""
    taken: set[str] = set()
    for mesh in meshes:
        if not len(mesh.faces):
            continue
        name = base = Tf.MakeValidIdentifier(mesh.name)
        number = 1
        while name in taken:
            number += 1
            name = f"{base}_{number}"
        taken.add(name)
        _mesh(prim, name, mesh, np.ascontiguousarray(mesh.points, dtype=np.float32))


def _turn_back(heading: float) -> np.ndarray:
    angle = np.radians(heading)
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def _mesh(parent: Any, name: str, mesh: Mesh, points: np.ndarray) -> None:  # noqa: ANN401
    prim = _prim(parent.layer, parent, name, "Mesh")
    prim.customData = {"secondunit": {"role": mesh.name, "smooth": bool(mesh.smooth)}}
    low, high = points.min(axis=0), points.max(axis=0)
    faces = np.ascontiguousarray(mesh.faces, dtype=np.int32)
    _attribute(prim, "points", TYPES.Point3fArray, Vt.Vec3fArray.FromNumpy(points))
    _attribute(prim, "faceVertexIndices", TYPES.IntArray, Vt.IntArray.FromNumpy(faces.ravel()))
    counts = Vt.IntArray.FromNumpy(np.full(len(faces), 3, dtype=np.int32))
    _attribute(prim, "faceVertexCounts", TYPES.IntArray, counts)
    _attribute(prim, "extent", TYPES.Float3Array,
               Vt.Vec3fArray([Gf.Vec3f(*map(float, low)), Gf.Vec3f(*map(float, high))]))
    _attribute(prim, "subdivisionScheme", TYPES.Token, "none", uniform=True)
    tone = float(mesh.tone)
    _attribute(prim, "primvars:displayColor", TYPES.Color3fArray, Vt.Vec3fArray([Gf.Vec3f(tone, tone, tone)]))
    if mesh.smooth:
        normals = _attribute(prim, "normals", TYPES.Normal3fArray,
                             Vt.Vec3fArray.FromNumpy(vertex_normals(points, faces)))
        normals.SetInfo("interpolation", "vertex")


def _camera(parent: Any, camera: Camera, height_to_width: float) -> None:  # noqa: ANN401
    prim = _prim(parent.layer, parent, "Camera", "Camera")
    _attribute(prim, "projection", TYPES.Token, "perspective")
    _attribute(prim, "focalLength", TYPES.Float, camera.focal_length * TENTHS_PER_MM)
    width = camera.sensor_width * TENTHS_PER_MM
    _attribute(prim, "horizontalAperture", TYPES.Float, width)
    _attribute(prim, "verticalAperture", TYPES.Float, width * height_to_width)
    _attribute(prim, "clippingRange", TYPES.Float2, Gf.Vec2f(0.05, 5000.0))
    start = _matrix(camera.position, camera.target, camera.roll)
    transform = _attribute(prim, "xformOp:transform", TYPES.Matrix4d, start)
    _attribute(prim, "xformOpOrder", TYPES.TokenArray, ["xformOp:transform"], uniform=True)
    custom: dict[str, object] = {"role": "camera"}
    if camera.move is not None:
        move = camera.move
        if np.linalg.norm(np.subtract(move.end_position, move.end_target)) < 1e-6:
            raise InputError("the camera's move ends on its own target", hint="change end_position or end_target")
        end = _matrix(move.end_position, move.end_target, camera.roll)
        parent.layer.SetTimeSample(transform.path, 0.0, start)
        parent.layer.SetTimeSample(transform.path, MOVE_END, end)
        custom["move"] = str(move.kind)
    prim.customData = {"secondunit": custom}


def _matrix(position: Vec3, target: Vec3, roll: float) -> Any:  # noqa: ANN401
    matrix = np.eye(4)
    matrix[:3, :3] = look_axes(position, target, roll)
    matrix[3, :3] = position
    return Gf.Matrix4d(matrix.tolist())


def _lights(parent: Any, light: Light) -> None:  # noqa: ANN401
    parent.customData = {"secondunit": {"mood": light.mood}}
    length = float(np.linalg.norm(light.direction))
    if length < 1e-6:
        raise InputError("the key light has no direction", hint="light.direction must not be zero")
    key = _prim(parent.layer, parent, "Key", "DistantLight")
    # a distant light shines along its own -Z, like the camera looks
    _attribute(key, "xformOp:transform", TYPES.Matrix4d, _matrix((0.0, 0.0, 0.0), light.direction, 0.0))
    _attribute(key, "xformOpOrder", TYPES.TokenArray, ["xformOp:transform"], uniform=True)
    for number, position in enumerate(light.practicals, 1):
        lamp = _prim(parent.layer, parent, f"Practical_{number}", "SphereLight")
        _attribute(lamp, "inputs:radius", TYPES.Float, 0.05)
        _attribute(lamp, "xformOp:translate", TYPES.Double3, Gf.Vec3d(*position))
        _attribute(lamp, "xformOpOrder", TYPES.TokenArray, ["xformOp:translate"], uniform=True)


def _prim(layer: Any, parent: Any, name: str, kind: str, how: Any = Sdf.SpecifierDef) -> Any:  # noqa: ANN401
    return Sdf.PrimSpec(layer if parent is None else parent, name, how, kind)


def _attribute(prim: Any, name: str, kind: Any, value: object, uniform: bool = False) -> Any:  # noqa: ANN401
    variability = Sdf.VariabilityUniform if uniform else Sdf.VariabilityVarying
    spec = Sdf.AttributeSpec(prim, name, kind, variability)
    spec.default = value
    return spec
