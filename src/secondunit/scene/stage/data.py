"""What a renderer needs of a stage, as arrays. Metres, Z up, right-handed, whatever the file said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from secondunit.scene.layout import Light, Vec3

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StageObject:
    """One mesh prim. `role` is what it is made of (skin, hair, top, seat, ...): lines and tones differ by it."""

    path: str
    name: str
    group: int  # index into StageData.groups
    role: str
    tone: float  # linear albedo 0..1
    smooth: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A figure or a set piece: the meshes that belong together. `kind`: "figure", "extra" or "set"."""

    name: str
    kind: str
    label: str = ""
    focus: bool = False
    piece: str = ""  # kit registry key of a set piece
    pose: str = ""
    heading: float = 0.0
    position: Vec3 = (0.0, 0.0, 0.0)
    landmarks: Mapping[str, Vec3] = field(default_factory=dict)  # world space


@dataclass(frozen=True, slots=True, eq=False)
class StageCamera:
    """A pinhole camera. `axes` rows are right, up and back (the camera looks along -back), each a unit vector."""

    position: NDArray[np.float64]  # (3,)
    axes: Matrix  # (3, 3)
    focal_length: float  # mm
    aperture: tuple[float, float]  # mm, width and height
    clipping: tuple[float, float] = (0.05, 5000.0)
    move: str = ""  # value of core.shots.Move, "" when it stands
    end_position: NDArray[np.float64] | None = None
    end_axes: Matrix | None = None


@dataclass(frozen=True, slots=True, eq=False)
class StageData:
    """All triangles of a stage in world space, with who they belong to."""

    points: NDArray[np.float32]  # (n, 3)
    normals: NDArray[np.float32]  # (n, 3) unit; meaningful where the object is smooth
    faces: NDArray[np.int32]  # (m, 3)
    face_object: NDArray[np.int32]  # (m,) index into objects
    objects: tuple[StageObject, ...]
    groups: tuple[Group, ...]
    camera: StageCamera
    light: Light
    shot: str = ""
    width: int = 960
    height: int = 540


def vertex_normals(points: NDArray[np.float32], faces: NDArray[np.int32]) -> NDArray[np.float32]:
    """Return unit vertex normals (n, 3), the face normals weighted by area."""
    a, b, c = (points[faces[:, i]] for i in range(3))
    cross = np.cross(b - a, c - a)
    corners = faces.T.ravel()
    out = np.stack(
        [np.bincount(corners, np.tile(cross[:, axis], 3), len(points)) for axis in range(3)], axis=1)
    length = np.linalg.norm(out, axis=1, keepdims=True)
    unit: NDArray[np.float32] = (out / np.maximum(length, 1e-20)).astype(np.float32)
    return unit


def look_axes(position: Vec3, target: Vec3, roll: float) -> Matrix:
    """Return the camera's right, up and back vectors as rows; `roll` in degrees turns it clockwise on screen."""
    back = np.asarray(position, dtype=np.float64) - np.asarray(target, dtype=np.float64)
    back /= np.linalg.norm(back)
    # straight up or down there is no horizon: the top of the picture is then +Y
    sky = np.array([0.0, 0.0, 1.0]) if abs(back[2]) < 0.9999 else np.array([0.0, 1.0, 0.0])
    right = np.cross(sky, back)
    right /= np.linalg.norm(right)
    up = np.cross(back, right)
    angle = np.radians(roll)
    c, s = np.cos(angle), np.sin(angle)
    return np.stack([c * right + s * up, c * up - s * right, back])
