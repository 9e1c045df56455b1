"""Clicks and boxes as they are written down: a table or JSON of points, and `--box` words."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from secondunit.core.errors import InputError, NotFound, UsageError
from secondunit.departments.roto.clicks import Box, Click

LARGEST = 4 << 20  # bytes of a file of points
MOST = 10_000  # points
_HINT = 'a line a click: frame,x,y and, where wanted, object,inside; or JSON: [{"frame": 1001, "x": 320, "y": 200}]'
_BOX = re.compile(r"(?:(-?\d+):)?(-?[\d.]+),(-?[\d.]+),([\d.]+),([\d.]+)(?:=(\d+))?")
Marks = dict[int, tuple[list[Click], list[Box]]]


def read_points(path: Path, numbers: Sequence[int]) -> Marks:
    """Read clicks from CSV or JSON, by frame index; a frame is named by its number.

    InputError for a file that is none, a number that is none, or a frame that the plate does not have.
    """
    if not path.is_file():
        raise NotFound(f"there is no file {path}", hint=_HINT)
    if path.stat().st_size > LARGEST:
        raise InputError(f"{path.name} is too large for a list of points", hint=_HINT)
    try:
        text = path.read_bytes().decode("utf-8-sig")
        rows = _json(text) if text.lstrip()[:1] in ("[", "{") else _csv(text)
    except (ValueError, csv.Error, RecursionError) as error:
        raise InputError(f"{path.name} cannot be read: {str(error)[:120]}", hint=_HINT) from error
    if not rows or len(rows) > MOST:
        raise InputError(f"{path.name} holds {len(rows)} points", hint=_HINT)
    out: Marks = {}
    for line, row in enumerate(rows, 1):
        try:
            click = Click(_number(row["x"]), _number(row["y"]), int(row.get("object") or 1), _yes(row.get("inside")))
            frame = int(row.get("frame") or numbers[0])
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"point {line} of {path.name} is not understood: {str(error)[:80]}", hint=_HINT) from error
        out.setdefault(_place(frame, numbers), ([], []))[0].append(click)
    return out


def read_boxes(words: Iterable[str], numbers: Sequence[int]) -> Marks:
    """Read `[FRAME:]X,Y,WIDTH,HEIGHT[=OBJECT]` words; UsageError for a word that is none."""
    out: Marks = {}
    for word in words:
        found = _BOX.fullmatch(word.strip())
        try:
            if found is None:
                raise ValueError(word)
            frame, thing = int(found[1] or numbers[0]), int(found[6] or 1)
            box = Box(float(found[2]), float(found[3]), float(found[4]), float(found[5]), thing)
        except ValueError:
            raise UsageError(f"{word[:60]!r} is no box", hint="write --box X,Y,WIDTH,HEIGHT, or with frame and object "
                                                             "--box 1001:X,Y,WIDTH,HEIGHT=2") from None  # fmt: skip
        out.setdefault(_place(frame, numbers), ([], []))[1].append(box)
    return out


def joined(*parts: Marks) -> Marks:
    """Bring clicks and boxes of the same frames together."""
    out: Marks = {}
    for part in parts:
        for index, (clicks, boxes) in part.items():
            mine = out.setdefault(index, ([], []))
            mine[0].extend(clicks)
            mine[1].extend(boxes)
    return out


def _place(frame: int, numbers: Sequence[int]) -> int:
    try:
        return numbers.index(frame)
    except ValueError:
        raise InputError(f"a point is on frame {frame}, the plate runs from {numbers[0]} to {numbers[-1]}",
                         hint="name the frame by its number") from None  # fmt: skip


def _json(text: str) -> list[Mapping[str, Any]]:
    tree = json.loads(text)
    rows = tree.get("points") if isinstance(tree, dict) else tree
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError("not a list of points")
    return rows


def _csv(text: str) -> list[Mapping[str, Any]]:
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    head = lines[0].replace(" ", "").lower().split(",") if lines else []
    if "x" not in head:
        lines.insert(0, "frame,x,y,object,inside")
    return list(csv.DictReader(io.StringIO("\n".join(lines).replace(" ", "").lower())))


def _number(value: object) -> float:
    number = float(str(value))
    if not math.isfinite(number):
        raise ValueError(f"{value} is no place")
    return number


def _yes(value: object) -> bool:
    text = str("" if value is None else value).strip().lower()
    if text in ("", "1", "yes", "true", "in", "inside", "+"):
        return True
    if text in ("0", "no", "false", "out", "outside", "-"):
        return False
    raise ValueError(f"inside is yes or no, not {text!r}")
