"""Triangle meshes as numpy arrays: the one currency between kit, bodies, stage and renderers.

Conventions for the whole scene package: metres, right-handed, Z up. A heading is in degrees
counter-clockwise about +Z; heading 0 looks along +X. Faces wind counter-clockwise seen from outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float32]  # (n, 3) metres
Faces = NDArray[np.int32]  # (m, 3) vertex indices


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """A named surface of one tone. `tone` is a linear albedo 0 black..1 white; `smooth` interpolates normals."""

    name: str
    points: Points
    faces: Faces
    tone: float = 0.8
    smooth: bool = False

    def placed(self, position: Sequence[float], heading: float = 0.0, scale: float = 1.0) -> Mesh:
        """Return the mesh scaled, turned by `heading` degrees about +Z, then moved to `position`."""
        angle = np.radians(heading)
        c, s = np.cos(angle), np.sin(angle)
        turn = np.array([[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]])
        points = (self.points * scale) @ turn + np.asarray(position, dtype=np.float64)
        return replace(self, points=points.astype(np.float32))

    def bounds(self) -> tuple[Points, Points]:
        """Return the smallest and largest corner, each (3,)."""
        return self.points.min(axis=0), self.points.max(axis=0)


def merge(name: str, meshes: Sequence[Mesh], tone: float | None = None) -> Mesh:
    """Join meshes into one; tone and smoothness come from the first unless `tone` is given."""
    offsets = np.cumsum([0, *(len(m.points) for m in meshes[:-1])])
    points = np.concatenate([m.points for m in meshes])
    faces = np.concatenate([m.faces + o for m, o in zip(meshes, offsets, strict=True)]).astype(np.int32)
    return Mesh(name, points, faces, meshes[0].tone if tone is None else tone, meshes[0].smooth)
