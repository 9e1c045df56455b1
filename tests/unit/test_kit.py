"""Every kit piece: sound geometry, honest footprint, same twice; parameters are checked."""

import hashlib

import numpy as np
import pytest

from secondunit.core.errors import InputError
from secondunit.scene import kit
from secondunit.scene.layout import Placement

OPEN = {"sea", "ground", "cave", "cliff", "mountain", "grass", "wave"}  # surfaces that enclose nothing
BELOW = {"room", "street", "sea", "pier", "cave", "lamp", "cliff", "ground", "washing"}  # parts under their own floor
SHEETS = {"inside", "deck", "hood"}  # open parts: seen from within, or flat with things on them


def build(name: str, **params: float | str | bool) -> tuple:
    return kit.build(Placement(name, name, params=params))


EXTREMES: list[tuple[str, dict[str, float | str | bool]]] = [
    ("monster", {"limbs": 6.0, "horns": 6.0, "size": 30.0}), ("monster", {"limbs": 2.0, "horns": 0.0, "size": 1.5}),
    ("building", {"width": 20.0, "floors": 10.0}), ("building", {"width": 3.0, "floors": 1.0}),
    ("street", {"length": 200.0, "marks": "cobbles"}), ("shelf", {"width": 4.0, "height": 2.6}),
    ("fence", {"length": 40.0, "style": "iron"}), ("stairs", {"steps": 30.0, "rail": True}),
    ("tree", {"style": "bare", "seed": 7.0}), ("tree", {"seed": 3.0}), ("sofa", {"places": 1.0}),
    ("kitchen", {"width": 1.2}), ("table", {"length": 0.4, "width": 0.35, "height": 0.3}),
]  # fmt: skip


def variants() -> list[tuple[str, dict[str, str | bool]]]:
    out: list[tuple[str, dict[str, str | bool]]] = []
    for name, piece in kit.PIECES.items():
        out.append((name, {}))
        for key, spec in piece.params.items():
            for option in getattr(spec, "options", ())[1:]:
                out.append((name, {key: option}))
            if isinstance(spec.default, bool):
                out.append((name, {key: not spec.default}))
    return [*out, *EXTREMES]


@pytest.mark.parametrize(("name", "params"), variants(), ids=str)
def test_geometry(name: str, params: dict[str, str | bool]) -> None:
    meshes = build(name, **params)
    names = [m.name for m in meshes]
    assert len(set(names)) == len(names) > 0
    triangles = 0
    for mesh in meshes:
        assert np.isfinite(mesh.points).all()
        assert mesh.faces.min() >= 0 and mesh.faces.max() < len(mesh.points)
        assert 0.0 <= mesh.tone <= 1.0
        a, b, c = (mesh.points[mesh.faces[:, k]].astype(np.float64) for k in range(3))
        assert np.linalg.norm(np.cross(b - a, c - a), axis=1).min() > 0.0, f"{name}/{mesh.name} has flat triangles"
        triangles += len(mesh.faces)
    assert triangles <= 20_000, f"{triangles} triangles"
    low = np.min([m.bounds()[0] for m in meshes], axis=0)
    high = np.max([m.bounds()[1] for m in meshes], axis=0)
    x, y, z = kit.footprint(Placement(name, name, params=params))
    assert np.all(np.abs([low[:2], high[:2]]) <= np.array([x, y]) / 2 + 1e-4)
    assert high[2] <= z + 1e-4
    if name not in BELOW:
        assert abs(low[2]) < 0.012, f"stands at {low[2]}"
    if name == "window" or params.get("side") == "front":
        return  # curtains hang to one side; a shore is placed by its water line
    # the footprint is centred: what is placed by its middle stands in the middle
    assert np.all(np.abs(low[:2] + high[:2]) / 2 <= 0.08 * np.maximum(high[:2] - low[:2], 0.5))


@pytest.mark.parametrize("name", sorted(set(kit.PIECES) - OPEN))
def test_closed_parts_look_outward(name: str) -> None:
    """The signed volume of each part about its own middle is positive."""
    for mesh in build(name):
        if mesh.name in SHEETS:
            continue
        middle = mesh.points.astype(np.float64).mean(axis=0)
        a, b, c = (mesh.points[mesh.faces[:, k]].astype(np.float64) - middle for k in range(3))
        volume = np.einsum("ij,ij->", a, np.cross(b, c)) / 6.0
        assert volume > -1e-9, f"{name}/{mesh.name} is inside out ({volume})"


@pytest.mark.parametrize("name", ["ground", "sea"])
def test_floors_look_up(name: str) -> None:
    mesh = build(name, **({"hills": 4.0} if name == "ground" else {}))[0]
    a, b, c = (mesh.points[mesh.faces[:, k]].astype(np.float64) for k in range(3))
    assert (np.cross(b - a, c - a)[:, 2] > 0).all()


def digest(name: str) -> str:
    seal = hashlib.sha256()
    for mesh in kit.PIECES[name].make(kit.PIECES[name].values({})):
        seal.update(mesh.name.encode() + mesh.points.tobytes() + mesh.faces.tobytes())
    return seal.hexdigest()


@pytest.mark.parametrize("name", sorted(kit.PIECES))
def test_same_twice(name: str) -> None:
    assert digest(name) == digest(name)


def test_ground_is_level_where_people_act() -> None:
    for style in ("hills", "dunes", "ridges"):
        mesh = build("ground", hills=6.0, flat=9.0, style=style)[0]
        near = np.hypot(mesh.points[:, 0], mesh.points[:, 1]) < 8.9
        assert np.abs(mesh.points[near, 2]).max() < 1e-6
        assert mesh.points[:, 2].max() > 2.0


def test_placement_moves_turns_and_scales() -> None:
    at = Placement("chair", "c", (2.0, 1.0, 0.5), 90.0, 2.0)
    low = np.min([m.bounds()[0] for m in kit.build(at)], axis=0)
    _, y, z = kit.footprint(at)
    assert low[2] == pytest.approx(0.5, abs=0.02)
    assert low[0] == pytest.approx(2.0 - y / 2, abs=0.02)
    assert z == pytest.approx(2 * kit.footprint(Placement("chair", "c"))[2])


def test_bad_input_is_told_clearly() -> None:
    with pytest.raises(InputError, match="no piece called"):
        build("sofa-bed")
    with pytest.raises(InputError, match="no parameter"):
        build("table", colour="red")
    with pytest.raises(InputError, match="cannot take"):
        build("table", length=99.0)
    with pytest.raises(InputError, match="cannot take"):
        build("table", length=float("nan"))
    with pytest.raises(InputError, match="cannot take"):
        build("table", shape="oval")
    with pytest.raises(InputError, match="cannot take"):
        build("room", ceiling=1.0)
    with pytest.raises(InputError, match="cannot be read"):
        build("room", openings="n:1:2")


def test_car_holds_people_and_leaves_them_visible() -> None:
    """A head at each seat is inside the roof, and the eye line through windscreen and side windows is free."""
    from embreex import rtcore_scene
    from embreex.mesh_construction import TriangleMesh

    scene = rtcore_scene.EmbreeScene()
    for mesh in build("car"):
        if mesh.name != "controls":
            TriangleMesh(scene, mesh.points, mesh.faces)
    seats = kit.seats(Placement("car", "car"))
    assert [s.pose for s in seats] == ["drive", "ride", "ride", "ride"]
    for seat in seats[:2]:
        eye = np.array([[seat.x + 0.02, seat.y, seat.floor + seat.height + 0.74]], np.float32)
        out = np.sign(seat.y)
        for way in ((1.0, 0.0, 0.02), (0.55, out, 0.0), (0.0, 0.0, 1.0)):
            hit = scene.run(eye, np.array([way], np.float32) / np.linalg.norm(way).astype(np.float32))
            blocked = hit[0] >= 0
            assert blocked == (way[2] == 1.0), f"{seat} looking {way}"
