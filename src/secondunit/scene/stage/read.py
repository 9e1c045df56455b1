"""Read an OpenUSD stage into arrays: ours, or one that a person edited in another tool.

Hostile files: nothing outside the file is ever opened. The root layer is inspected before composition and
any reference, payload, sublayer or clip that names another asset is refused; so is broken topology.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pxr import Gf, Sdf, Tf, Usd, UsdGeom, UsdLux

from secondunit.core.errors import InputError
from secondunit.scene.layout import Light, Vec3
from secondunit.scene.layout_json import LARGEST, MOODS
from secondunit.scene.stage.data import Group, StageCamera, StageData, StageObject, vertex_normals

MAX_BYTES = 1 << 30
MAX_TRIANGLES = 20_000_000
MM_PER_TENTH = 100.0  # at one metre per unit


def read_stage(path: Path) -> StageData:
    """Return the stage as arrays; raise InputError for a file that cannot be used or reaches outside itself."""
    layer = _open_layer(path)
    try:
        stage = Usd.Stage.Open(layer, Sdf.Layer.CreateAnonymous(), Usd.Stage.LoadAll)
    except Tf.ErrorException as error:
        raise InputError("the stage does not compose", hint="open it in a USD viewer to see why") from error
    return _Reader(stage).read()


def _open_layer(path: Path) -> Any:  # noqa: ANN401 (pxr has no types)
    hint = "an OpenUSD file (.usd, .usda, .usdc) of one shot is needed"
    if not path.is_file():
        raise InputError("there is no such stage", hint=hint)
    if path.stat().st_size > MAX_BYTES:
        raise InputError("the stage is larger than a gibibyte", hint="remove what the shot does not show")
    with path.open("rb") as file:
        head = file.read(8)
    kind = ".usdc" if head == b"PXR-USDC" else ".usda" if head.startswith(b"#usda ") else ""
    if not kind:
        raise InputError("this is not an OpenUSD file", hint=hint)
    # An anonymous layer has no folder: even a path that slipped through could not be found.
    layer = Sdf.Layer.CreateAnonymous(kind)
    try:
        read = layer.Import(str(path))
    except Tf.ErrorException:
        read = False
    if not read:
        raise InputError("the OpenUSD file is damaged", hint=hint)
    outside = sorted(asset for asset in layer.GetCompositionAssetDependencies() if asset)
    clips: list[str] = []
    layer.Traverse(Sdf.Path.absoluteRootPath, lambda at: _find_clips(layer, at, clips))
    if outside or clips:
        raise InputError(
            f"the stage refers to another file: {(outside or clips)[0]}"[:300],
            hint="flatten it into one file; outside assets are never opened")
    return layer


def _find_clips(layer: Any, at: Any, found: list[str]) -> None:  # noqa: ANN401
    if at.IsPrimPath() and layer.GetObjectAtPath(at).HasInfo("clips"):
        found.append(f"value clips at {at}")


class _Reader:
    """Collects meshes, camera and lights of one composed stage."""

    def __init__(self, stage: Any) -> None:  # noqa: ANN401
        self.stage = stage
        self.time = (
            Usd.TimeCode(stage.GetStartTimeCode()) if stage.HasAuthoredTimeCodeRange() else Usd.TimeCode.EarliestTime())
        self.xforms = UsdGeom.XformCache(self.time)
        self.unit = UsdGeom.GetStageMetersPerUnit(stage)
        if not 1e-6 <= self.unit <= 1e6:
            raise InputError(f"the stage says that a unit is {self.unit} metres")
        turn = np.eye(3) if UsdGeom.GetStageUpAxis(stage) == "Z" else np.array(
            [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])  # row vectors: Y up to Z up
        self.turn = turn
        self.points: list[NDArray[np.float32]] = []
        self.normals: list[NDArray[np.float32]] = []
        self.faces: list[NDArray[np.int32]] = []
        self.objects: list[StageObject] = []
        self.groups: list[Group] = []
        self.group_of: dict[str, int] = {}
        self.offset = self.triangles = 0

    def read(self) -> StageData:
        """Walk the stage once."""
        cameras, lamps, key, mood = [], [], None, ""
        for prim in self.stage.Traverse(Usd.TraverseInstanceProxies(Usd.PrimDefaultPredicate)):
            if prim.IsA(UsdGeom.Mesh):
                self._mesh(prim)
            elif prim.IsA(UsdGeom.Camera):
                cameras.append(prim)
            elif prim.IsA(UsdLux.DistantLight):
                key = key or prim
            elif prim.IsA(UsdLux.BoundableLightBase):
                lamps.append(prim)
            mood = mood or str(_custom(prim).get("mood", ""))
        if not self.faces:
            raise InputError("the stage has no mesh to draw", hint="add Mesh prims below /Shot")
        if not cameras:
            raise InputError("the stage has no camera", hint="add a Camera prim, by custom /Shot/Camera")
        camera = next((c for c in cameras if str(c.GetPath()) == "/Shot/Camera"), cameras[0])
        custom = dict(self.stage.GetRootLayer().customLayerData).get("secondunit", {})
        size = _size(custom, camera)
        return StageData(
            points=np.concatenate(self.points), normals=np.concatenate(self.normals),
            faces=np.concatenate(self.faces),
            face_object=np.repeat(np.arange(len(self.faces), dtype=np.int32), [len(f) for f in self.faces]),
            objects=tuple(self.objects), groups=tuple(self.groups), camera=self._camera(camera),
            light=self._light(key, lamps, mood), shot=str(custom.get("shot", "")), width=size[0], height=size[1])

    def _mesh(self, prim: Any) -> None:  # noqa: ANN401
        shape = UsdGeom.Mesh(prim)
        if shape.ComputeVisibility(self.time) == "invisible" or shape.ComputePurpose() in ("guide", "proxy"):
            return
        path = str(prim.GetPath())
        points = _array(shape.GetPointsAttr().Get(self.time), np.float32, (-1, 3))
        counts = _array(shape.GetFaceVertexCountsAttr().Get(self.time), np.int32, (-1,))
        indices = _array(shape.GetFaceVertexIndicesAttr().Get(self.time), np.int32, (-1,))
        if not len(points) or not len(counts):
            return
        faces = _triangulate(counts, indices, len(points), path)
        self.triangles += len(faces)
        if self.triangles > MAX_TRIANGLES:
            raise InputError(f"the stage has more than {MAX_TRIANGLES:,} triangles")
        matrix = np.array(self.xforms.GetLocalToWorldTransform(prim))
        linear = matrix[:3, :3] @ self.turn * self.unit
        world = (points.astype(np.float64) @ linear + matrix[3, :3] @ self.turn * self.unit)
        if not np.isfinite(world).all() or np.abs(world).max() > LARGEST:
            raise InputError(f"{path} has points that are no numbers or too far away")
        world = world.astype(np.float32)
        if (shape.GetOrientationAttr().Get() == "leftHanded") != (np.linalg.det(linear) < 0):
            faces = faces[:, ::-1]
        custom = _custom(prim)
        authored = shape.GetNormalsAttr().Get(self.time) if shape.GetNormalsInterpolation() == "vertex" else None
        smooth = bool(custom.get("smooth", authored is not None))
        if not smooth:
            normals = np.zeros_like(world)
        elif authored is not None and len(authored) == len(points):
            normals = _array(authored, np.float32, (-1, 3)) @ np.linalg.pinv(linear).T
            normals = (normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-20)).astype(np.float32)
            normals = np.nan_to_num(normals)
        else:
            normals = vertex_normals(world, faces)
        self.points.append(world)
        self.normals.append(normals)
        self.faces.append((faces + self.offset).astype(np.int32))
        self.offset += len(points)
        name = prim.GetName()
        self.objects.append(StageObject(
            path, name, self._group(prim), str(custom.get("role", name)), _tone(shape), smooth))

    def _group(self, prim: Any) -> int:  # noqa: ANN401
        """Find the item that a mesh belongs to: the prim below /Shot/Set or /Shot/Cast, else its parent."""
        parts = str(prim.GetPath()).split("/")[1:]
        deep = 3 if len(parts) > 3 and parts[1] in ("Set", "Cast") else max(len(parts) - 1, 1)
        path = "/" + "/".join(parts[:deep])
        if path in self.group_of:
            return self.group_of[path]
        item = self.stage.GetPrimAtPath(path)
        custom = _custom(item)
        default = "figure" if len(parts) > 3 and parts[1] == "Cast" else "set"
        kind = str(custom.get("role", default))
        place = np.array(self.xforms.GetLocalToWorldTransform(item))
        ahead = place[0, :3] @ self.turn
        # Landmarks are stored in the figure's own frame: they follow when a person moves it.
        marks = custom.get("landmarks", {})
        marks = marks if isinstance(marks, Mapping) else {}
        self.groups.append(Group(
            name=item.GetName(), kind=kind if kind in ("figure", "extra", "set") else default,
            label=str(custom.get("label", "")), focus=custom.get("focus") is True, piece=str(custom.get("piece", "")),
            pose=str(custom.get("pose", "")), heading=float(np.degrees(np.arctan2(ahead[1], ahead[0]))),
            position=_vec(place[3, :3] @ self.turn * self.unit),
            landmarks={str(k): _vec((np.array([*v, 1.0]) @ place)[:3] @ self.turn * self.unit)
                       for k, v in marks.items() if isinstance(v, Gf.Vec3d)}))
        self.group_of[path] = len(self.groups) - 1
        return len(self.groups) - 1

    def _frame(self, prim: Any, time: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # noqa: ANN401
        matrix = np.array(UsdGeom.Xformable(prim).ComputeLocalToWorldTransform(time))
        axes = matrix[:3, :3] @ self.turn
        lengths = np.linalg.norm(axes, axis=1, keepdims=True)
        if not np.isfinite(matrix).all() or lengths.min() < 1e-9:
            raise InputError(f"{prim.GetPath()} has no usable transform")
        return matrix[3, :3] @ self.turn * self.unit, axes / lengths

    def _camera(self, prim: Any) -> StageCamera:  # noqa: ANN401
        shape = UsdGeom.Camera(prim)
        position, axes = self._frame(prim, self.time)
        to_mm = MM_PER_TENTH * self.unit
        focal = float(shape.GetFocalLengthAttr().Get(self.time)) * to_mm
        width = float(shape.GetHorizontalApertureAttr().Get(self.time)) * to_mm
        height = float(shape.GetVerticalApertureAttr().Get(self.time)) * to_mm
        near, far = shape.GetClippingRangeAttr().Get(self.time)
        if not (focal > 0 and width > 0 and height > 0):
            raise InputError(f"{prim.GetPath()} has no usable focal length or aperture")
        move = str(_custom(prim).get("move", ""))
        end = None
        samples = UsdGeom.Xformable(prim).GetTimeSamples()
        if len(samples) > 1:
            end = self._frame(prim, Usd.TimeCode(samples[-1]))
            move = move or "dolly in"
        return StageCamera(
            position, axes, focal, (width, height), (max(near * self.unit, 1e-3), far * self.unit),
            move if end else "", end[0] if end else None, end[1] if end else None)

    def _light(self, key: Any, lamps: list[Any], mood: str) -> Light:  # noqa: ANN401
        direction = Light().direction
        if key is not None:
            direction = _vec(-self._frame(key, self.time)[1][2])
        return Light(mood if mood in MOODS else "day", direction,
                     tuple(_vec(self._frame(lamp, self.time)[0]) for lamp in lamps))


def _triangulate(
    counts: NDArray[np.int32], indices: NDArray[np.int32], points: int, path: str,
) -> NDArray[np.int32]:
    """Return triangles (m, 3): polygons become fans around their first corner."""
    if counts.min() < 3 or counts.sum(dtype=np.int64) != len(indices):
        raise InputError(f"{path} has face counts that do not match its indices")
    if indices.min() < 0 or indices.max() >= points:
        raise InputError(f"{path} has face indices beyond its points")
    if (counts == 3).all():
        return indices.reshape(-1, 3)
    starts = np.cumsum(counts, dtype=np.int64) - counts
    fans = counts - 2
    first = np.repeat(starts, fans)
    step = np.arange(fans.sum(), dtype=np.int64) - np.repeat(np.cumsum(fans, dtype=np.int64) - fans, fans)
    return np.stack([indices[first], indices[first + step + 1], indices[first + step + 2]], axis=1)


def _array(value: object, kind: type, shape: tuple[int, ...]) -> NDArray[Any]:
    return np.empty(0, kind).reshape(shape) if value is None else np.asarray(value, dtype=kind).reshape(shape)


def _tone(shape: Any) -> float:  # noqa: ANN401
    colour = shape.GetDisplayColorAttr().Get()
    if not colour:
        return 0.8
    mean = np.asarray(colour, dtype=np.float64).mean(axis=0)
    tone = float(mean @ (0.2126, 0.7152, 0.0722))
    return min(max(tone, 0.0), 1.0) if np.isfinite(tone) else 0.8


def _custom(prim: Any) -> Mapping[str, Any]:  # noqa: ANN401
    value = prim.GetCustomDataByKey("secondunit")
    return value if isinstance(value, Mapping) else {}


def _size(custom: Mapping[str, Any], camera: Any) -> tuple[int, int]:  # noqa: ANN401
    """Return the picture size of the stored layout, else 960 wide in the camera's shape."""
    shape = UsdGeom.Camera(camera)
    width, height = shape.GetHorizontalApertureAttr().Get(), shape.GetVerticalApertureAttr().Get()
    ratio = float(height) / float(width) if width and width > 0 and height > 0 else 0.5625
    wide = custom.get("width", 960)
    wide = wide if isinstance(wide, int) and 16 <= wide <= 16384 else 960
    return wide, max(16, min(16384, round(wide * ratio)))


def _vec(values: NDArray[np.float64]) -> Vec3:
    return (float(values[0]), float(values[1]), float(values[2]))
