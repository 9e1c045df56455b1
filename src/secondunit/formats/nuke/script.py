"""A Python script that builds the Roto nodes within Nuke through its own interface: run it in the script editor.

It holds the shapes as one text literal that json reads, so no name of a shape is ever code. It sets keys as straight
lines; where this Nuke does not take that, it sees so between two keys, and sets every frame there.
"""

from __future__ import annotations

import json

from secondunit.core.shapes import Roto
from secondunit.formats.nuke.writer import BLENDS
from secondunit.formats.roto_text import identifier

_DRIVER = '''
import json

import nuke
import nuke.rotopaint as rp

PARTS = (("center", 0, 1), ("leftTangent", 2, 3), ("rightTangent", 4, 5), ("featherCenter", 6, 7),
         ("featherLeftTangent", 2, 3), ("featherRightTangent", 4, 5))


def upright(points, height):
    """Nuke measures y from the bottom."""
    return [[x, height - y, lx, -ly, rx, -ry, fx, -fy] for x, y, lx, ly, rx, ry, fx, fy in points]


def straighten(place, frames, rows):
    """Make the keys straight lines, or set every frame between two keys where that does not hold."""
    for axis in (0, 1):
        curve = place.getPositionAnimCurve(axis)
        try:
            for index in range(curve.getNumberOfKeys()):
                curve.getKey(index).interpolationType = rp.InterpolationType.eLinearInterpolationType
        except Exception:
            pass
    for at in range(len(frames) - 1):
        start, end = frames[at], frames[at + 1]
        want = {}
        for frame in range(start + 1, end):
            share = float(frame - start) / (end - start)
            want[frame] = tuple(a + (b - a) * share for a, b in zip(rows[at], rows[at + 1]))
        curves = [place.getPositionAnimCurve(axis) for axis in (0, 1)]
        if any(abs(curves[axis].evaluate(frame) - want[frame][axis]) > 0.01 for frame in want for axis in (0, 1)):
            for frame in want:
                place.addPositionKey(frame, want[frame])


def build_shape(knob, data, height):
    keys = [(frame, upright(points, height)) for frame, points in data["keys"]]
    frames = [frame for frame, _ in keys]
    shape = rp.Shape(knob, *[(p[0], p[1]) for p in keys[0][1]])
    shape.name = data["name"].encode("ascii", "replace").decode("ascii")
    if not data["closed"]:
        shape.setFlag(rp.FlagType.eOpenFlag, True)
    for index in range(len(keys[0][1])):
        point = shape[index]
        for part, x, y in PARTS:
            place = getattr(point, part)
            rows = [(points[index][x], points[index][y]) for _, points in keys]
            for frame, row in zip(frames, rows):
                place.addPositionKey(frame, row)
            straighten(place, frames, rows)
    attributes = shape.getAttributes()
    for name, value in data["attributes"]:
        attributes.set(name, value)
    return shape


def build_layer(knob, into, children, height):
    for data in children:
        if data["kind"] == "layer":
            layer = rp.Layer(knob)
            layer.name = data["name"].encode("ascii", "replace").decode("ascii")
            into.append(layer)
            build_layer(knob, layer, data["children"], height)
        else:
            into.append(build_shape(knob, data, height))


def build(data):
    nodes = []
    for layer in data["layers"]:
        node = nuke.createNode("Roto", inpanel=False)
        knob = node["curves"]
        build_layer(knob, knob.rootLayer, layer["children"], data["height"])
        knob.changed()
        node.setName(layer["node"])
        nodes.append(node)
    return nodes


build(json.loads(DATA))
'''


def write_nuke_script(roto: Roto) -> str:
    """Return the script; it runs in Nuke 11 and later (Python 2.7 and 3). Not tried in Nuke itself."""
    data = roto.to_json()
    loose = [child for child in data["layers"] if child["kind"] == "shape"]
    data["layers"] = [child for child in data["layers"] if child["kind"] == "layer"]
    if loose:
        data["layers"].append({"kind": "layer", "name": "shapes", "children": loose})
    taken: set[str] = set()
    for layer in data["layers"]:
        layer["node"] = identifier(f"Roto_{layer['name']}", taken)  # a label would run what it holds in brackets
        _attributes(layer)
    literal = repr(json.dumps(data, ensure_ascii=True, sort_keys=True))
    return f'"""Roto shapes from Second Unit: run this in the script editor of Nuke."""\nDATA = {literal}\n{_DRIVER}'


def _attributes(part: dict[str, object]) -> None:
    children = part.get("children")
    if isinstance(children, list):
        for child in children:
            _attributes(child)
        return
    first, last = part["first"], part["last"]
    kind = 4 if first is not None and last is not None else 3 if first is not None else 1 if last is not None else 0
    named = {str(blend): number for blend, number in BLENDS.items()}
    shown, mode = int(bool(part["visible"])), named[str(part["blend"])]
    found = [("vis", shown), ("opc", part["opacity"]), ("bm", mode), ("ltt", kind)]
    if kind:
        found += [("ltn", first if first is not None else last), ("ltm", last if last is not None else first)]
    part["attributes"] = [list(pair) for pair in found]
