"""Shapes as a Silhouette file (.fxs, Boris FX): XML, to be imported into a roto node.

Places are in units of the picture's height from its centre, y down, x times the pixel aspect; the handles of a point
follow it as places, left before right. Frames count from the first of the range. The lifetime is a held opacity, as
Silhouette's own exporter reads it. No official grammar is public: the form follows a BSD-licensed exporter's account;
the order of the handles is our reading of it, feathers are not written, and nothing was tried in Silhouette itself.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from secondunit.core.shapes import Blend, ControlPoint, Layer, Roto, Shape

MODES = {Blend.ADD: "Add", Blend.SUBTRACT: "Subtract", Blend.MAX: "Max", Blend.INTERSECT: "Inside",
         Blend.DIFFERENCE: "Difference"}  # fmt: skip


def write_silhouette(roto: Roto) -> bytes:
    """Return the shapes as XML; objects list the topmost first, as Silhouette shows them."""
    length = roto.last - roto.first
    root = Element("Silhouette", {
        "width": str(roto.width), "height": str(roto.height), "workRangeStart": "0", "workRangeEnd": str(length),
        "sessionStartFrame": str(roto.first),
    })  # fmt: skip
    for child in reversed(roto.layers):
        if isinstance(child, Layer):
            _layer(SubElement(root, "Layer", {"type": "Layer", "label": child.name, "expanded": "True"}), child, roto)
        else:
            holder = SubElement(root, "Layer", {"type": "Layer", "label": child.name, "expanded": "True"})
            _layer(holder, Layer(child.name, (child,)), roto)
    indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'.encode()


def _layer(node: Element, layer: Layer, roto: Roto) -> None:
    properties = SubElement(node, "Properties")
    _constant(properties, "color", "(1.000000,1.000000,1.000000)")
    _constant(properties, "invert", "false")
    _constant(properties, "mode", "Add")
    objects = SubElement(properties, "Property", {"id": "objects", "constant": "True", "expanded": "True"})
    for child in reversed(layer.children):
        if isinstance(child, Layer):
            facts = {"type": "Layer", "label": child.name, "expanded": "True"}
            _layer(SubElement(objects, "Object", facts), child, roto)
        else:
            _shape(objects, child, roto)


def _constant(properties: Element, name: str, value: str) -> None:
    SubElement(SubElement(properties, "Property", {"constant": "True", "id": name}), "Value").text = value


def _shape(objects: Element, shape: Shape, roto: Roto) -> None:
    node = SubElement(objects, "Object", {"type": "Shape", "label": shape.name, "shape_type": "Bezier",
                                          "hidden": str(not shape.visible), "locked": "False"})  # fmt: skip
    properties = SubElement(node, "Properties")
    if shape.first is None and shape.last is None:
        _constant(properties, "opacity", f"{100 * shape.opacity:f}")
    else:
        opacity = SubElement(properties, "Property", {"id": "opacity"})
        for frame, value in _steps(shape, roto):
            key = SubElement(opacity, "Key", {"frame": str(frame - roto.first), "interp": "hold"})
            key.text = f"{100 * value:f}"
    _constant(properties, "motionBlur", "false")
    _constant(properties, "outlineColor", "(1.0,0.0,0.0)")
    _constant(properties, "mode", MODES[shape.blend])
    _constant(properties, "invert", "false")
    path = SubElement(properties, "Property", {"id": "path"})
    for frame, points in shape.keys.items():
        key = SubElement(path, "Key", {"frame": str(frame - roto.first), "interp": "linear"})
        outline = SubElement(key, "Path", {"closed": str(shape.closed), "type": "Bezier"})
        for point in points:
            SubElement(outline, "Point").text = ",".join(_place(x, y, roto) for x, y in _places(point))


def _steps(shape: Shape, roto: Roto) -> list[tuple[int, float]]:
    steps = [] if shape.first is None or shape.first <= roto.first else [(roto.first, 0.0)]
    steps.append((roto.first if shape.first is None else max(roto.first, shape.first), shape.opacity))
    return steps if shape.last is None or shape.last >= roto.last else [*steps, (shape.last + 1, 0.0)]


def _places(point: ControlPoint) -> list[tuple[float, float]]:
    x, y = point.x, point.y
    return [(x, y), (x + point.left[0], y + point.left[1]), (x + point.right[0], y + point.right[1])]


def _place(x: float, y: float, roto: Roto) -> str:
    return f"({(x - roto.width / 2) / roto.height * roto.pixel_aspect:f},{(y - roto.height / 2) / roto.height:f})"
