"""ShotLayout to plain JSON data and back. Reading is strict: a wrong key or number is one InputError.

The JSON is a recipe parameter, so it must be complete and canonical: every field is written, tuples are
lists, numbers of the layout are floats. `from_json(to_json(x)) == x` for every valid layout.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from secondunit.core.errors import InputError
from secondunit.scene.layout import Camera, CameraMove, Figure, Light, Param, Placement, ShotLayout, Vec3

T = TypeVar("T")
MOODS = ("day", "dusk", "interior", "interior-night", "night")
LARGEST = 1e6  # metres or degrees; beyond this float32 geometry breaks down
SEEDS = 2.0**53  # params may hold seeds; beyond this a float loses whole numbers
MAX_ITEMS = 5000  # placements or figures on one stage
MAX_PIXELS = 16384  # longest side of a picture


def to_json(layout: ShotLayout) -> dict[str, Any]:
    """Return the layout as JSON data."""
    camera, move = layout.camera, layout.camera.move
    return {
        "shot": layout.shot,
        "scene": layout.scene,
        "placements": [
            {
                "piece": p.piece,
                "name": p.name,
                "position": _floats(p.position),
                "heading": float(p.heading),
                "scale": float(p.scale),
                "params": _param_data(p.params),
                "span": p.span,
            }
            for p in layout.placements
        ],
        "figures": [
            {
                "name": f.name,
                "label": f.label,
                "body": {k: float(v) for k, v in f.body.items()},
                "wardrobe": dict(f.wardrobe),
                "pose": f.pose,
                "position": _floats(f.position),
                "heading": float(f.heading),
                "pose_params": _param_data(f.pose_params),
                "look_at": None if f.look_at is None else _floats(f.look_at),
                "expression": {k: float(v) for k, v in f.expression.items()},
                "extra": f.extra,
            }
            for f in layout.figures
        ],
        "camera": {
            "position": _floats(camera.position),
            "target": _floats(camera.target),
            "focal_length": float(camera.focal_length),
            "sensor_width": float(camera.sensor_width),
            "roll": float(camera.roll),
            "move": None
            if move is None
            else {
                "kind": str(move.kind),
                "end_position": _floats(move.end_position),
                "end_target": _floats(move.end_target),
            },
        },
        "light": {
            "mood": layout.light.mood,
            "direction": _floats(layout.light.direction),
            "practicals": [_floats(p) for p in layout.light.practicals],
        },
        "width": int(layout.width),
        "height": int(layout.height),
        "focus": list(layout.focus),
    }


def from_json(data: object) -> ShotLayout:
    """Read a layout; raise InputError that names the key for anything missing, unknown, NaN or mistyped."""
    top = _Reader(data, "layout")
    layout = ShotLayout(
        shot=top.text("shot"),
        scene=top.text("scene"),
        placements=top.items("placements", _placement),
        figures=top.items("figures", _figure),
        camera=_camera(top.child("camera")),
        light=_light(top.child("light")),
        width=top.whole("width", 960, 16, MAX_PIXELS),
        height=top.whole("height", 540, 16, MAX_PIXELS),
        focus=top.strings("focus"),
    )
    top.done()
    names = [p.name for p in layout.placements] + [f.name for f in layout.figures]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"the layout has two things named {twice!r}", hint="names are unique in a shot")
    return layout


def _placement(read: _Reader) -> Placement:
    item = Placement(
        read.text("piece"),
        read.text("name"),
        read.vector("position", (0.0, 0.0, 0.0)),
        read.number("heading", 0.0),
        read.number("scale", 1.0, low=1e-6),
        read.params("params"),
        read.text("span", ""),
    )
    read.done()
    return item


def _figure(read: _Reader) -> Figure:
    item = Figure(
        name=read.text("name"),
        label=read.text("label", ""),
        body=read.numbers("body"),
        wardrobe=read.words("wardrobe"),
        pose=read.text("pose"),
        position=read.vector("position"),
        heading=read.number("heading", 0.0),
        pose_params=read.params("pose_params"),
        look_at=read.vector("look_at") if read.has("look_at") else None,
        expression=read.numbers("expression"),
        extra=read.flag("extra", False),
    )
    read.done()
    return item


def _camera(read: _Reader) -> Camera:
    move = None
    if read.has("move"):
        inner = read.child("move")
        move = CameraMove(inner.text("kind"), inner.vector("end_position"), inner.vector("end_target"))
        inner.done()
    item = Camera(
        read.vector("position"),
        read.vector("target"),
        read.number("focal_length", 35.0, low=1.0),
        read.number("sensor_width", 36.0, low=1.0),
        read.number("roll", 0.0),
        move,
    )
    read.done()
    if math.dist(item.position, item.target) < 1e-6:
        raise InputError("the camera stands on its own target", hint="move camera.position or camera.target")
    return item


def _light(read: _Reader) -> Light:
    mood = read.text("mood", "day")
    if mood not in MOODS:
        raise InputError(f"layout.light.mood is {mood!r}", hint=f"one of: {', '.join(MOODS)}")
    item = Light(mood, read.vector("direction", (-0.5, -0.4, -0.8)), read.items("practicals", lambda r: r.as_vector()))
    read.done()
    return item


class _Reader:
    """One JSON object being read; remembers which keys were used so that the rest can be refused."""

    def __init__(self, data: object, path: str) -> None:
        self.data, self.path = data, path
        self.used: set[str] = set()

    def has(self, key: str) -> bool:
        """Say whether the key is there and not null."""
        self.used.add(key)
        return self._mapping().get(key) is not None

    def done(self) -> None:
        """Refuse keys that nobody asked for."""
        unknown = sorted(str(key) for key in self._mapping() if key not in self.used)
        if unknown:
            raise InputError(f"{self.path} has an unknown key {unknown[0]!r}", hint="check its spelling")

    def child(self, key: str) -> _Reader:
        return _Reader(self._get(key, None, required=True), f"{self.path}.{key}")

    def items(self, key: str, build: Callable[[_Reader], T]) -> tuple[T, ...]:
        value = self._get(key, [])
        if not isinstance(value, (list, tuple)) or len(value) > MAX_ITEMS:
            raise InputError(f"{self.path}.{key} must be a list of at most {MAX_ITEMS} items")
        return tuple(build(_Reader(item, f"{self.path}.{key}[{i}]")) for i, item in enumerate(value))

    def text(self, key: str, default: str | None = None) -> str:
        value = self._get(key, default, required=default is None)
        if not isinstance(value, str):
            raise InputError(f"{self.path}.{key} must be text, not {value!r}")
        return str(value)

    def flag(self, key: str, default: bool) -> bool:
        value = self._get(key, default)
        if not isinstance(value, bool):
            raise InputError(f"{self.path}.{key} must be true or false, not {value!r}")
        return value

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        value = self._get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise InputError(f"{self.path}.{key} must be a whole number from {low} to {high}, not {value!r}")
        return value

    def number(self, key: str, default: float | None = None, low: float = -LARGEST) -> float:
        return _number(self._get(key, default, required=default is None), f"{self.path}.{key}", low)

    def vector(self, key: str, default: Vec3 | None = None) -> Vec3:
        value = self._get(key, default, required=default is None)
        return _Reader(value, f"{self.path}.{key}").as_vector()

    def as_vector(self) -> Vec3:
        value = self.data
        if not isinstance(value, (list, tuple)) or len(value) != 3:
            raise InputError(f"{self.path} must be three numbers, not {value!r}")
        x, y, z = (_number(part, f"{self.path}[{i}]") for i, part in enumerate(value))
        return (x, y, z)

    def strings(self, key: str) -> tuple[str, ...]:
        value = self._get(key, [])
        if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
            raise InputError(f"{self.path}.{key} must be a list of texts")
        return tuple(value)

    def numbers(self, key: str) -> dict[str, float]:
        return {name: _number(value, f"{self.path}.{key}.{name}") for name, value in self._pairs(key)}

    def words(self, key: str) -> dict[str, str]:
        out = {}
        for name, value in self._pairs(key):
            if not isinstance(value, str):
                raise InputError(f"{self.path}.{key}.{name} must be text, not {value!r}")
            out[name] = value
        return out

    def params(self, key: str) -> dict[str, Param]:
        out: dict[str, Param] = {}
        for name, value in self._pairs(key):
            keep = isinstance(value, (str, bool))
            out[name] = value if keep else _number(value, f"{self.path}.{key}.{name}", -SEEDS, SEEDS)
        return out

    def _pairs(self, key: str) -> list[tuple[str, Any]]:
        value = self._get(key, {})
        if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
            raise InputError(f"{self.path}.{key} must be an object")
        return list(value.items())

    def _get(self, key: str, default: object, required: bool = False) -> Any:  # noqa: ANN401
        self.used.add(key)
        mapping = self._mapping()
        if key not in mapping and required:
            raise InputError(f"{self.path} has no {key!r}", hint="the layout is incomplete")
        return mapping.get(key, default)

    def _mapping(self) -> Mapping[Any, Any]:
        if not isinstance(self.data, Mapping):
            raise InputError(f"{self.path} must be an object, not {self.data!r}"[:200])
        return self.data


def _number(value: object, path: str, low: float = -LARGEST, high: float = LARGEST) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InputError(f"{path} must be a number, not {value!r}"[:200])
    if not low <= value <= high:  # NaN fails this too
        raise InputError(f"{path} is {value}"[:200], hint=f"a finite number from {low:g} to {high:g}")
    return float(value)


def _floats(vector: Vec3) -> list[float]:
    return [float(v) for v in vector]


def _param_data(params: Mapping[str, Param]) -> dict[str, Param]:
    return {k: v if isinstance(v, (str, bool)) else float(v) for k, v in params.items()}
