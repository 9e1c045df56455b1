"""Layouts made by hand for golden boards: a table, a car at night, a crowd, a monster."""

from __future__ import annotations

from secondunit.scene.layout import Camera, CameraMove, Figure, Light, Placement, ShotLayout

WOMAN = {"gender": 0.0, "age": 0.6, "height": 0.5, "weight": 0.45, "muscle": 0.4}
MAN = {"gender": 1.0, "age": 0.6, "height": 0.6, "weight": 0.5, "muscle": 0.5}
COAT = {"top": "coat", "bottom": "trousers", "shoes": "boots", "hair": "long"}
SHIRT = {"top": "shirt", "bottom": "trousers", "shoes": "shoes", "hair": "short"}


def _piece(piece, name, position=(0.0, 0.0, 0.0), heading=0.0, **params):
    return Placement(piece, name, position, heading, 1.0, params)


def _person(name, body, wardrobe, pose, position, heading, extra=False, look=None, **params):
    label = "" if extra else name.upper()
    return Figure(name, label, body, wardrobe, pose, position, heading, params, look, {}, extra)


ROOM = (
    _piece("room", "room", length=6.0, width=5.0, wild="s", openings="n:0.3:1.4:0.95:2.15"),
    _piece("window", "window_1", (0.3, 2.5, 0.95), -90.0, width=1.4, height=1.2),
    _piece("table", "table_1"), _piece("chair", "chair_1", (-0.95, 0.0, 0.0)),
    _piece("chair", "chair_2", (0.95, 0.0, 0.0), 180.0), _piece("shelf", "shelf_1", (-2.2, 2.3, 0.0), -90.0),
    _piece("cup", "cup_1", (0.2, 0.1, 0.75)), _piece("lamp", "lamp_1", (-0.1, 0.25, 0.75)),
)
PAIR = (
    _person("mara", WOMAN, COAT, "sit", (-0.85, 0.0, 0.0), 0.0, look=(0.8, 0.0, 1.2), seat_height=0.46),
    _person("joe", MAN, SHIRT, "sit", (0.85, 0.0, 0.0), 180.0, look=(-0.8, 0.0, 1.2), seat_height=0.46),
)
CROWD = tuple(
    _person(f"extra_{i}", WOMAN if i % 2 else MAN, SHIRT if i % 3 else COAT, ("stand", "talk", "listen")[i % 3],
            (-4.0 + 1.7 * (i % 6), 0.6 + 1.4 * (i // 6), 0.0), 50.0 * i, True)
    for i in range(12))

BOARDS = {
    "table": ShotLayout(
        "table", "golden", ROOM, PAIR, Camera((0.0, -3.6, 1.35), (0.0, 0.0, 1.0)), Light("interior", (-0.4, 0.5, -0.8)),
        320, 180, ("mara", "joe")),
    "night_car": ShotLayout(
        "night_car", "golden",
        (_piece("ground", "ground_1"), _piece("street", "street_1", (0.0, 0.0, 0.02)),
         _piece("car", "car_1", (0.0, 0.0, 0.02)), _piece("tree", "tree_1", (7.0, 7.0, 0.0))),
        (_person("mara", WOMAN, COAT, "drive", (-0.2, 0.38, 0.02), 0.0, seat_height=0.5),),
        Camera((6.2, -3.6, 1.5), (0.3, 0.0, 0.9), 40.0),
        Light("night", (-0.5, 0.4, -0.8), ((2.4, 0.56, 0.6), (2.4, -0.56, 0.6))), 320, 180, ("mara",)),
    "crowd": ShotLayout(
        "crowd", "golden",
        (_piece("room", "room", length=14.0, width=12.0, height=3.5, wild="s"),
         _piece("counter", "counter_1", (-3.0, 5.0, 0.0), -90.0)),
        (_person("mara", WOMAN, COAT, "stand", (0.0, -1.9, 0.0), 270.0), *CROWD),
        Camera((0.0, -5.2, 1.6), (0.0, 0.0, 1.3), move=CameraMove("dolly in", (0.0, -3.8, 1.6), (0.0, 0.0, 1.3))),
        Light("interior-night", (-0.4, 0.5, -0.8), ((0.0, 1.0, 2.6),)), 320, 180, ("mara",)),
    "monster": ShotLayout(
        "monster", "golden",
        (_piece("ground", "ground_1"), _piece("boulders", "boulders_1", (-3.0, 4.0, 0.0)),
         _piece("monster", "monster_1", (1.5, 7.0, 0.0), -110.0)),
        (_person("mara", WOMAN, COAT, "stand", (-0.8, -0.5, 0.0), 80.0),),
        Camera((-1.6, -4.5, 1.0), (0.6, 4.0, 2.6), 24.0), Light("dusk", (-0.3, -0.8, -0.3)), 320, 180,
        ("monster_1", "mara")),
}
