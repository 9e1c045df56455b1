"""Roto and RotoPaint nodes of a Nuke script as shapes.

Bezier shapes are read with their layers, keys, feathers, opacity, blend mode and lifetime. What is left out (paint
strokes, B-splines, transforms, feather handles of their own, eased interpolation) is said in `Roto.notes`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TypeGuard

from secondunit.core.errors import InputError
from secondunit.core.shapes import MAX_DEPTH, MAX_POINTS, Blend, ControlPoint, Layer, Roto, Shape, clean_name
from secondunit.formats.nuke.braces import SIZE, Tree, Word, parse, value
from secondunit.formats.nuke.writer import BLENDS, FROM, OPEN, RANGE, UNTIL

Curve = list[tuple[float, float]]  # (time, value); one key at time None is a constant
SINGLE = 2  # lifetime type: one frame
_BLENDS = {number: blend for blend, number in BLENDS.items()}
_MOST_KEYS = 200_000  # of a shape: points times keys


def read_nuke(data: bytes | str, *, width: int | None = None, height: int | None = None) -> Roto:
    """Return the shapes of all Roto nodes of a script or of what Nuke put on the clipboard, a layer a node.

    The picture's size is that of the first node's format, or of the script's root; give it where the text has
    neither (y runs upwards in Nuke, so the height is needed). Raises InputError for damaged text and for none.
    """
    if len(data) > SIZE:
        raise InputError("the Nuke script is too large", hint=f"at most {SIZE // 1_000_000} MB")
    if isinstance(data, bytes):
        try:
            data = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise InputError("the Nuke script is no UTF-8 text", hint="is this the right file?") from error
    tree = parse(data)
    nodes = [body for kind, body in _pairs(tree) if kind in ("Roto", "RotoPaint")]
    if not nodes:
        raise InputError("there is no Roto node in the Nuke script", hint="copy the Roto node in Nuke")
    wide, high, aspect = _size(tree, nodes, width, height)
    reading = _Reading(high)
    layers = [reading.node(body) for body in nodes]
    frames = [frame for layer in layers for shape in layer.shapes() for frame in shape.keys]
    return Roto(wide, high, min(frames, default=0), max(frames, default=0), tuple(layers), aspect, tuple(reading.notes))


def _pairs(tree: Tree) -> Iterator[tuple[Word, Tree]]:
    for word, body in pairwise(tree):
        if isinstance(word, str) and isinstance(body, list):
            yield word, body


def _after(body: Tree, name: str) -> Word | Tree | None:
    for word, following in pairwise(body):
        if word == name:
            return following
    return None


def _size(tree: Tree, nodes: list[Tree], width: int | None, height: int | None) -> tuple[int, int, float]:
    roots = [body for kind, body in _pairs(tree) if kind == "Root"]
    for body in (*nodes, *roots):
        text = _after(body, "format")
        numbers = text.split() if isinstance(text, str) else []
        if len(numbers) >= 7:
            aspect = value(numbers[6])
            return width or int(value(numbers[0])), height or int(value(numbers[1])), aspect
    if not (width and height):
        raise InputError("the Nuke script does not say how large the picture is",
                         hint="give width and height in pixels: Nuke measures y from the bottom")  # fmt: skip
    return width, height, 1.0


def _word(item: object) -> TypeGuard[str]:
    return isinstance(item, str)


class _Reading:
    def __init__(self, height: int) -> None:
        self.height = height
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        if text not in self.notes and len(self.notes) < 100:
            self.notes.append(text)

    def node(self, body: Tree) -> Layer:
        name = _after(body, "name")
        title = clean_name(name if isinstance(name, str) else "", "Roto")
        place = body.index("curves") if "curves" in body else len(body)
        curves = next((item for item in body[place + 1 :] if isinstance(item, list)), [])
        children: list[Layer | Shape] = []
        for root in self._find(curves, "layer", 0):
            children += self.layer(root, 0).children
        return Layer(title, tuple(children))

    def _find(self, tree: Tree, kind: str, depth: int) -> Iterator[Tree]:
        for item in tree:
            if isinstance(item, list) and depth < MAX_DEPTH:
                if item[:1] == [kind]:
                    yield item
                else:
                    yield from self._find(item, kind, depth + 1)

    def layer(self, tree: Tree, depth: int) -> Layer:
        if depth > MAX_DEPTH:
            raise InputError(f"layers of the Nuke script are nested more than {MAX_DEPTH} deep")
        name = clean_name(tree[1] if len(tree) > 1 and _word(tree[1]) else "", "Layer")
        children: list[Layer | Shape] = []
        for item in tree[2:]:
            kind = item[0] if isinstance(item, list) and item else None
            if kind == "layer" and isinstance(item, list):
                children.append(self.layer(item, depth + 1))
            elif kind == "curvegroup" and isinstance(item, list):
                shape = self.shape(item)
                children += [shape] if shape else []
            elif kind == "cubiccurve":
                self.note("paint strokes are not read")
            elif kind == "t" and isinstance(item, list):
                self.transform(item, name)
        return Layer(name, tuple(children))

    def shape(self, tree: Tree) -> Shape | None:
        name = clean_name(tree[1] if len(tree) > 1 and _word(tree[1]) else "")
        if len(tree) < 5 or tree[3] != "bezier" or not isinstance(tree[4], list):
            self.note(f"{name}: only Bezier shapes are read")
            return None
        curves = [item for item in tree[4] if isinstance(item, list) and item[:1] == ["cc"]]
        if not curves:
            raise InputError(f"shape {name} of the Nuke script has no curve")
        main, closed = self.curve(curves[0], name)
        feather = self.curve(curves[1], name)[0] if len(curves) > 1 else []
        if feather and len(feather) != len(main):
            raise InputError(f"shape {name} of the Nuke script has a feather of another number of points")
        for item in tree[5:]:
            if isinstance(item, list) and item[:1] == ["t"]:
                self.transform(item, name)
        found = [item for item in tree[5:] if isinstance(item, list) and item[:1] == ["a"]]
        return self.made(name, main, feather, closed, self.attributes(found[0]) if found else {})

    def attributes(self, tree: Tree) -> dict[str, float]:
        found = {}
        for name, item in zip(tree[1::2], tree[2::2], strict=False):
            if _word(name):
                curve = self.animated(item)
                found[name] = curve[0][1] if curve else 0.0
                if len(curve) > 1 and name in ("opc", "vis", "bm", "inv"):
                    self.note(f"attribute {name} is animated; its first value is read")
        return found

    def curve(self, tree: Tree, name: str) -> tuple[list[tuple[Curve, ...]], bool]:
        """Return for every point the curves of left x, y, x, y, right x, y, and whether the outline is closed."""
        flags = next((item for item in tree if isinstance(item, list) and item[:1] == ["f"]), ["f", "0"])
        closed = not (int(value(flags[1])) & OPEN if len(flags) > 1 and _word(flags[1]) else 0)
        places = next((item for item in tree if isinstance(item, list) and item[:1] in (["px"], ["p"])), None)
        if places is None:
            raise InputError(f"shape {name} of the Nuke script has a curve without points")
        time = value(places[1]) if places[0] == "px" and len(places) > 1 and _word(places[1]) else 0.0
        pairs: list[tuple[Curve, Curve]] = []
        for item in places[1:]:
            if isinstance(item, list):
                if len(item) < 2:
                    raise InputError(f"shape {name} of the Nuke script has a point without two coordinates")
                x, y = (self.animated(part, time) for part in item[:2])
                pairs.append((x, y))
        if not pairs or len(pairs) % 3 or len(pairs) > 3 * MAX_POINTS:
            raise InputError(f"shape {name} of the Nuke script has {len(pairs)} places",
                             hint="every point has three: left handle, point, right handle")  # fmt: skip
        return [(*pairs[at], *pairs[at + 1], *pairs[at + 2]) for at in range(0, len(pairs), 3)], closed

    def animated(self, item: Word | Tree, time: float = 0.0) -> Curve:
        """Return the keys of a number: a constant is one key."""
        if isinstance(item, str):
            return [(time, value(item))]
        keys: Curve = []
        for key in item:
            if isinstance(key, list) and len(key) >= 2 and _word(key[0]) and _word(key[1]):
                keys.append((value(key[0]), value(key[1])))
                if len(key) > 2:
                    self.note("keys with handles or easing are read as straight lines")
        if not keys:
            raise InputError("the Nuke script has an animated number without keys")
        return sorted(keys)

    def transform(self, tree: Tree, name: str) -> None:
        """Note a transform that moves something: pivot, translation, rotation and scale by three, and skew."""
        still = (*(None,) * 3, *(0.0,) * 6, *(1.0,) * 3, *(0.0,))
        for item, rest in zip(tree[1:], still, strict=False):
            if rest is not None and any(number != rest for _, number in self.animated(item)):
                self.note(f"{name}: its transform is not read")
                return

    def made(
        self, name: str, main: list[tuple[Curve, ...]], feather: list[tuple[Curve, ...]], closed: bool,
        attributes: dict[str, float],
    ) -> Shape:  # fmt: skip
        times = sorted({time for point in (*main, *feather) for curve in point for time, _ in curve})
        moving = sorted({time for point in (*main, *feather) for curve in point if len(curve) > 1 for time, _ in curve})
        frames = moving or times[:1]
        if len(frames) * len(main) > _MOST_KEYS:
            raise InputError(f"shape {name} of the Nuke script has too many keys")
        if any(frame != round(frame) for frame in frames):
            self.note(f"{name}: keys between frames are moved to the nearest")
        keys = {}
        for frame in frames:
            points = []
            for at, point in enumerate(main):
                lx, ly, x, y, rx, ry = (_evaluate(curve, frame) for curve in point)
                fx, fy = (_evaluate(curve, frame) for curve in feather[at][2:4]) if feather else (0.0, 0.0)
                points.append(ControlPoint.of((x, self.height - y, lx, -ly, rx, -ry, fx, -fy)))
            keys[round(frame)] = tuple(points)
        if attributes.get("inv"):
            self.note(f"{name}: inverted in Nuke, read as it is drawn")
        blend = _BLENDS.get(round(attributes.get("bm", 0)))
        if blend is None:
            self.note(f"{name}: blend mode {attributes['bm']:g} is read as add")
        first, last = self.life(attributes)
        opacity = min(1.0, max(0.0, attributes.get("opc", 1.0)))
        return Shape(name, keys, closed, blend or Blend.ADD, opacity, first, last, attributes.get("vis", 1) != 0)

    def life(self, attributes: dict[str, float]) -> tuple[int | None, int | None]:
        kind = round(attributes.get("ltt", 0))
        begin, end = round(attributes.get("ltn", 0)), round(attributes.get("ltm", 0))
        if kind == SINGLE:
            return begin, begin
        return (begin if kind in (RANGE, FROM) else None), (end if kind in (RANGE, UNTIL) else None)


def _evaluate(curve: Curve, frame: float) -> float:
    for (start, a), (end, b) in pairwise(curve):
        if start <= frame <= end:
            return a if end == start else a + (b - a) * (frame - start) / (end - start)
    return curve[0][1] if frame < curve[0][0] else curve[-1][1]
