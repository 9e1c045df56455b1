"""SVG as shapes: our own files with all their keys, any other with every sub-path as a shape that stands still."""

from __future__ import annotations

import math
import re
from xml.etree.ElementTree import Element

from secondunit.core.errors import InputError
from secondunit.core.shapes import MAX_DEPTH, Blend, ControlPoint, Layer, Outline, Roto, Shape, clean_name
from secondunit.formats.roto_svg.paths import SubPath, sub_paths
from secondunit.formats.safe_xml import parse

Matrix = tuple[float, float, float, float, float, float]  # x' = a x + c y + e, y' = b x + d y + f

STILL: Matrix = (1, 0, 0, 1, 0, 0)
_FUNCTION = re.compile(r"\s*(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^()]*)\)[\s,]*")
_WHOLE = re.compile(r"-?\d{1,9}")


def read_svg(data: bytes | str) -> Roto:
    """Return the shapes of an SVG in pixels of its view box; InputError for damaged files and for arcs.

    Notes of the result say what of a file by others is not read.
    """
    root = parse(data, "the SVG")
    if _tag(root) != "svg":
        raise InputError(f"this XML is no SVG: its root is <{_tag(root)[:40]}>")
    width, height, matrix = _size(root)
    notes: list[str] = []
    layers = tuple(_children(root, matrix, notes, 0))
    frames = [frame for shape in Layer("all", layers).shapes() for frame in shape.keys]
    first = _whole(root.get("data-first"), min(frames, default=0))
    last = _whole(root.get("data-last"), max(frames, default=first))
    aspect = _number(root.get("data-pixel-aspect", "1"))
    return Roto(width, height, first, max(first, last), layers, aspect, tuple(dict.fromkeys(notes)))


def _tag(node: Element) -> str:
    return node.tag.rpartition("}")[2].rpartition(":")[2]


def _number(text: str) -> float:
    try:
        found = float(re.sub(r"(px|pt|mm)$", "", text.strip()))
    except ValueError as error:
        raise InputError(f"the SVG has {text[:30]!r} where a number belongs") from error
    if not math.isfinite(found):
        raise InputError(f"the SVG has {text[:30]!r}, no finite number")
    return found


def _whole(text: str | None, otherwise: int) -> int:
    if text is None:
        return otherwise
    if not _WHOLE.fullmatch(text):
        raise InputError(f"the SVG has {text[:30]!r} where a frame belongs")
    return int(text)


def _size(root: Element) -> tuple[int, int, Matrix]:
    box = [_number(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip()) if part]
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        return _pixels(box[2]), _pixels(box[3]), (1, 0, 0, 1, -box[0], -box[1])
    if root.get("width") and root.get("height"):
        return _pixels(_number(root.get("width", ""))), _pixels(_number(root.get("height", ""))), STILL
    raise InputError("the SVG does not say how large it is", hint="give it a viewBox, or width and height")


def _pixels(size: float) -> int:
    return max(1, math.ceil(min(size, 1e9) - 1e-6))


def _children(node: Element, matrix: Matrix, notes: list[str], depth: int) -> list[Layer | Shape]:
    if depth > MAX_DEPTH:
        raise InputError(f"groups of the SVG are nested more than {MAX_DEPTH} deep")
    found: list[Layer | Shape] = []
    for child in node:
        tag = _tag(child)
        here = _moved(matrix, child.get("transform", ""))
        name = clean_name(child.get("data-name") or child.get("id") or "", tag if tag == "path" else "layer")
        if tag == "g" and child.get("class") == "shape":
            found.append(_own(child, here, name))
        elif tag in ("g", "a", "svg"):
            found.append(Layer(name, tuple(_children(child, here, notes, depth + 1))))
        elif tag == "path":
            parts = enumerate(sub_paths(child.get("d", "")))
            found += [_still(path, here, f"{name} {at}" if at else name) for at, path in parts]
        elif tag not in ("title", "desc", "metadata", "defs", "style", "animate", "namedview"):
            notes.append(f"<{tag[:30]}> is not read: convert it to a path")
    return found


def _own(group: Element, matrix: Matrix, name: str) -> Shape:
    keys: dict[int, Outline] = {}
    closed = True
    for path in group:
        if _tag(path) != "path":
            continue
        parts = sub_paths(path.get("d", ""))
        if len(parts) != 1:
            raise InputError(f"a key of shape {name} in the SVG has {len(parts)} outlines", hint="every key has one")
        closed = parts[0].closed
        feathers = [pair.split(",") for pair in path.get("data-feather", "").split()]
        outline = parts[0].outline()
        if feathers:
            if len(feathers) != len(outline) or any(len(pair) != 2 for pair in feathers):
                raise InputError(f"shape {name} in the SVG has a feather of another number of points")
            outline = tuple(ControlPoint.of((*point.numbers()[:6], _number(x), _number(y)))
                            for point, (x, y) in zip(outline, feathers, strict=True))  # fmt: skip
        keys[_whole(path.get("data-frame"), 0)] = _placed(outline, matrix)
    ends = (group.get("data-first"), group.get("data-last"))
    first, last = (None if end is None else _whole(end, 0) for end in ends)
    try:
        blend = Blend(group.get("data-blend", "add"))
    except ValueError as error:
        raise InputError(f"shape {name} in the SVG has the blend mode {group.get('data-blend', '')[:30]!r}") from error
    visible = group.get("visibility") != "hidden"
    return Shape(name, keys, closed, blend, _number(group.get("opacity", "1")), first, last, visible)


def _still(path: SubPath, matrix: Matrix, name: str) -> Shape:
    return Shape(clean_name(name), {0: _placed(path.outline(), matrix)}, path.closed)


def _placed(outline: Outline, matrix: Matrix) -> Outline:
    if matrix == STILL:
        return outline
    a, b, c, d, e, f = matrix
    placed = []
    for p in outline:
        turned = [number for x, y in (p.left, p.right, p.feather) for number in (a * x + c * y, b * x + d * y)]
        placed.append(ControlPoint.of((a * p.x + c * p.y + e, b * p.x + d * p.y + f, *turned)))
    return tuple(placed)


def _moved(outer: Matrix, text: str) -> Matrix:
    """Return a matrix followed by the functions of a `transform`."""
    place, matrix = 0, outer
    while place < len(text.rstrip()):
        match = _FUNCTION.match(text, place)
        if match is None:
            raise InputError(f"the SVG has a transform that cannot be read: {text[:40]!r}")
        numbers = [_number(part) for part in re.split(r"[\s,]+", match.group(2).strip()) if part]
        matrix = _times(matrix, _function(match.group(1), numbers))
        place = match.end()
    return matrix


def _function(kind: str, n: list[float]) -> Matrix:
    if kind == "matrix" and len(n) == 6:
        return (n[0], n[1], n[2], n[3], n[4], n[5])
    if kind == "translate" and len(n) in (1, 2):
        return (1, 0, 0, 1, n[0], n[1] if len(n) == 2 else 0.0)
    if kind == "scale" and len(n) in (1, 2):
        return (n[0], 0, 0, n[-1], 0, 0)
    if kind == "rotate" and len(n) in (1, 3):
        s, c = math.sin(math.radians(n[0])), math.cos(math.radians(n[0]))
        x, y = (n[1], n[2]) if len(n) == 3 else (0.0, 0.0)
        return (c, s, -s, c, x - c * x + s * y, y - s * x - c * y)
    if kind in ("skewX", "skewY") and len(n) == 1:
        t = math.tan(math.radians(n[0]))
        return (1, 0, t, 1, 0, 0) if kind == "skewX" else (1, t, 0, 1, 0, 0)
    raise InputError(f"the SVG has a transform {kind} of {len(n)} numbers")


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[2] * n[1], m[1] * n[0] + m[3] * n[1], m[0] * n[2] + m[2] * n[3], m[1] * n[2] + m[3] * n[3],
        m[0] * n[4] + m[2] * n[5] + m[4], m[1] * n[4] + m[3] * n[5] + m[5],
    )  # fmt: skip
