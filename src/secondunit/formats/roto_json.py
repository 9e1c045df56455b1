"""Our own file of roto shapes: JSON, schema `roto.1`, numbers to 1/10,000 px; the form that loses nothing.

A key is `[frame, points]`, a point its eight numbers (see `core.shapes.ControlPoint`), in pixels from the top left.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from secondunit.core.errors import InputError
from secondunit.core.shapes import MAX_DEPTH, Blend, ControlPoint, Layer, Roto, Shape

SIZE = 200_000_000  # bytes of a file
DIGITS = 4  # after the point, of pixels


def write_json(roto: Roto) -> bytes:
    """Return the shapes as JSON, one line a key."""
    return (_text(roto.to_json(), "") + "\n").encode("utf-8")


def _text(value: object, indent: str) -> str:
    if isinstance(value, dict):
        inner = [f'{indent} {json.dumps(key)}: {_text(item, indent + " ")}' for key, item in value.items()]
        return "{\n" + ",\n".join(inner) + "\n" + indent + "}"
    if isinstance(value, list) and value and isinstance(value[0], (dict, list)):
        if isinstance(value[0], list):  # keys
            return "[\n" + ",\n".join(indent + " " + json.dumps(_rounded(item)) for item in value) + "\n" + indent + "]"
        return "[\n" + ",\n".join(indent + " " + _text(item, indent + " ") for item in value) + "\n" + indent + "]"
    return json.dumps(value, ensure_ascii=False)


def _rounded(value: object) -> object:
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return round(value, DIGITS) + 0.0 if isinstance(value, float) else value


def read_json(data: bytes) -> Roto:
    """Read a file of ours; InputError with what is wrong for any other."""
    if len(data) > SIZE:
        raise InputError("the file of shapes is too large", hint=f"at most {SIZE // 1_000_000} MB")
    try:
        whole = json.loads(data, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise InputError(f"the file of shapes is no JSON: {str(error)[:120]}", hint="export it again") from error
    try:
        if whole["schema"] != "roto.1":
            raise InputError(f"this is no file of shapes: its schema is {str(whole['schema'])[:40]}",
                             hint="a newer version of Second Unit may have written it")  # fmt: skip
        return Roto(_whole(whole["width"]), _whole(whole["height"]), _whole(whole["first"]), _whole(whole["last"]),
                    tuple(_child(child, 0) for child in whole["layers"]),
                    float(whole.get("pixel_aspect", 1.0)))  # fmt: skip
    except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise InputError(f"the file of shapes cannot be read: {error!r}"[:200], hint="export it again") from error


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{value!r} is no whole number")
    return value


def _child(data: dict[str, Any], depth: int) -> Layer | Shape:
    if depth > MAX_DEPTH:
        raise InputError(f"layers are nested more than {MAX_DEPTH} deep")
    if data["kind"] == "layer":
        return Layer(str(data["name"]), tuple(_child(child, depth + 1) for child in data["children"]))
    keys = {
        _whole(frame): tuple(ControlPoint.of(tuple(float(n) for n in point)) for point in points)
        for frame, points in data["keys"]
    }
    ends = [None if data.get(end) is None else _whole(data[end]) for end in ("first", "last")]
    return Shape(str(data["name"]), keys, bool(data.get("closed", True)), Blend(data.get("blend", "add")),
                 float(data.get("opacity", 1.0)), ends[0], ends[1], bool(data.get("visible", True)))  # fmt: skip
