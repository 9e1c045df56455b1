"""Shots of common kinds for the benchmarks: a two-hander in a kitchen, a crowded bar, a street with a car."""

from __future__ import annotations

from pathlib import Path

from secondunit.scene.layout import Camera, Figure, Light, Placement, ShotLayout, Vec3
from secondunit.scene.layout_json import to_json
from secondunit.scene.stage import build_stage

BOARD = {"width": 960, "height": 540}
BODY = {"gender": 0.5, "age": 0.6, "height": 0.5, "weight": 0.5, "muscle": 0.5, "proportions": 0.5}
WARDROBE = {"top": "shirt", "bottom": "trousers", "shoes": "shoes", "hair": "short"}


def _figure(number: int, pose: str, position: Vec3, heading: float, extra: bool = False) -> Figure:
    body = {**BODY, "gender": float(number % 2), "height": 0.35 + number % 4 * 0.1, "weight": 0.4 + number % 3 * 0.1}
    seat = {"seat_height": 0.45} if pose in ("sit", "drive") else {}
    return Figure(
        f"figure_{number}", "" if extra else f"FIGURE {number}", body, WARDROBE, pose, position, heading, seat,
        extra=extra,
    )


def _piece(piece: str, number: int, position: Vec3, heading: float = 0.0, **params: float | str | bool) -> Placement:
    return Placement(piece, f"{piece}_{number}", position, heading, params=params)


def kitchen(number: int) -> ShotLayout:
    """Two at a table in a furnished room."""
    pieces = (
        _piece("room", 1, (0, 0, 0), length=6.0, width=5.0), _piece("kitchen", 1, (2.6, 0, 0), 180.0),
        _piece("table", 1, (0, 0, 0)), _piece("chair", 1, (-0.95, 0, 0)), _piece("chair", 2, (0.95, 0, 0), 180.0),
        _piece("shelf", 1, (0.4, 2.2, 0), -90.0), _piece("lamp", 1, (-1.8, 2.0, 0)), _piece("cup", 1, (0.2, 0.1, 0.75)),
        _piece("bottle", 1, (-0.2, 0.2, 0.75)), _piece("fridge", 1, (2.5, 2.0, 0), 180.0),
    )
    cast = (_figure(1, "sit", (-0.95, 0, 0), 0.0), _figure(2, "sit", (0.95, 0, 0), 180.0))
    camera = Camera((-1.5 + 0.1 * number, -2.3, 1.5), (0.1, 0.2, 0.95), 28.0)
    light = Light("interior", practicals=((-1.8, 2.0, 1.5),))
    return ShotLayout(f"kitchen_{number}", "sc1", pieces, cast, camera, light, focus=("figure_1", "figure_2"))


def bar(number: int) -> ShotLayout:
    """A crowd of eight at a bar."""
    pieces = (
        _piece("room", 1, (0, 0, 0), length=9.0, width=6.0), _piece("counter", 1, (3.2, 0, 0), 180.0, width=4.0),
        *(_piece("shelf", i, (4.2, i - 2.5, 0), 180.0, fill="bottles") for i in range(1, 4)),
        *(_piece("stool", i, (2.4, i * 0.9 - 2.2, 0), height=0.75) for i in range(1, 5)),
        _piece("table", 1, (-1.6, 1.5, 0), shape="round"), _piece("table", 2, (-2.0, -1.4, 0), shape="round"),
    )
    spots = (
        ("talk", (1.6, -1.0, 0), 0.0), ("listen", (2.2, 0.6, 0), 200.0), ("stand", (0.4, 1.8, 0), -40.0),
        ("hold", (-0.8, 0.4, 0), 20.0), ("talk", (-0.9, 2.0, 0), 200.0), ("lean", (2.3, 1.8, 0), 0.0),
        ("walk", (-2.9, 0.4, 0), 10.0), ("point", (0.2, -1.9, 0), 60.0),
    )
    cast = tuple(_figure(i, pose, spot, turn, extra=i > 2) for i, (pose, spot, turn) in enumerate(spots, 1))
    camera = Camera((-4.0, -2.4 + 0.1 * number, 1.7), (1.2, 0.4, 1.2), 32.0)
    light = Light("interior-night", practicals=((3.0, 0.0, 2.2),))
    return ShotLayout(f"bar_{number}", "sc2", pieces, cast, camera, light, focus=("figure_1",))


def street(number: int) -> ShotLayout:
    """A walk past a parked car, houses and trees, at night."""
    pieces = (
        _piece("street", 1, (0, 0, 0)), _piece("building", 1, (2.0, 9.0, 0), -90.0),
        _piece("building", 2, (-10.0, 9.0, 0), -90.0), _piece("car", 1, (3.5, -1.2, 0), 0.0),
        _piece("tree", 1, (-3.0, 5.2, 0)), _piece("tree", 2, (8.0, 5.2, 0), seed=3),
    )
    cast = (_figure(1, "walk", (-0.5, 4.0, 0), 180.0), _figure(2, "run", (4.0, 4.2, 0), 180.0))
    camera = Camera((-6.0, 0.5 + 0.1 * number, 1.6), (0.5, 3.6, 1.2), 35.0)
    return ShotLayout(f"street_{number}", "sc3", pieces, cast, camera, Light("night"), focus=("figure_1",))


def layouts(count: int) -> list[ShotLayout]:
    """Return so many different shots, the kinds in turn."""
    kinds = (kitchen, bar, street)
    return [kinds[i % 3](i // 3) for i in range(count)]


def parameters(layout: ShotLayout) -> dict[str, object]:
    """Return the recipe parameters of `scene.build`."""
    return {"layout": to_json(layout)}


def write(folder: Path, count: int) -> list[Path]:
    """Write so many stages and return their paths."""
    paths = []
    for layout in layouts(count):
        paths.append(folder / f"{layout.shot}.usdc")
        build_stage(layout, paths[-1])
    return paths
