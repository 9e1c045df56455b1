"""Shapes as SVG (W3C SVG 1.1): pixels from the top left, `M ... C ... Z`, one path a key.

A shape is a group whose `data-` attributes hold what SVG has no word for; its paths carry their frame. Drawing
programs show the first key, the others are hidden. With a frame rate the first path also moves (SMIL).
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from secondunit.core.errors import InputError
from secondunit.core.shapes import Blend, Layer, Outline, Roto, Shape
from secondunit.formats.roto_text import has_feather, number


def write_svg(roto: Roto, *, fps: float | None = None) -> bytes:
    """Return the shapes as an SVG document; `fps` frames a second make it move."""
    if fps is not None and not 0 < fps <= 1000:
        raise InputError(f"{fps:g} frames a second cannot be")
    root = Element("svg", {
        "xmlns": "http://www.w3.org/2000/svg", "width": str(roto.width), "height": str(roto.height),
        "viewBox": f"0 0 {roto.width} {roto.height}", "data-roto": "1", "data-first": str(roto.first),
        "data-last": str(roto.last), "data-pixel-aspect": number(roto.pixel_aspect),
    })  # fmt: skip
    for child in roto.layers:
        _child(root, child, roto, fps)
    indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'.encode()


def _child(parent: Element, child: Layer | Shape, roto: Roto, fps: float | None) -> None:
    if isinstance(child, Layer):
        group = SubElement(parent, "g", {"class": "layer", "data-name": child.name})
        for inner in child.children:
            _child(group, inner, roto, fps)
        return
    facts = {"class": "shape", "data-name": child.name, "data-blend": str(child.blend)}
    facts |= {f"data-{end}": str(at) for end, at in (("first", child.first), ("last", child.last)) if at is not None}
    facts |= {"fill": "none" if not child.closed else "#000" if child.blend is Blend.SUBTRACT else "#fff",
              "fill-rule": "nonzero", "opacity": number(child.opacity)}  # fmt: skip
    facts |= {} if child.closed else {"stroke": "#fff"}
    facts |= {} if child.visible else {"visibility": "hidden"}
    group = SubElement(parent, "g", facts)
    for at, (frame, points) in enumerate(child.keys.items()):
        path = SubElement(group, "path", {"data-frame": str(frame), "d": path_data(points, child.closed)})
        if at:
            path.set("display", "none")
        if has_feather(child):
            path.set("data-feather", " ".join(f"{number(p.feather[0])},{number(p.feather[1])}" for p in points))
    if fps is not None and len(child.keys) > 1:
        _move(group[0], child, roto, fps)


def path_data(points: Outline, closed: bool = True) -> str:
    """Return an outline as the commands of a path; a closed one comes back to its first point by a curve."""
    parts = [f"M {number(points[0].x)} {number(points[0].y)}"]
    pairs = list(zip(points, (*points[1:], points[0]), strict=True))
    for a, b in pairs if closed else pairs[:-1]:
        numbers = (a.x + a.right[0], a.y + a.right[1], b.x + b.left[0], b.y + b.left[1], b.x, b.y)
        parts.append("C " + " ".join(number(n) for n in numbers))
    if not closed:  # the outer handles of an open curve draw nothing, so they have no place in the path
        return " ".join(parts)
    return " ".join([*parts, "Z"])


def _move(path: Element, shape: Shape, roto: Roto, fps: float) -> None:
    length = max(1, roto.last - roto.first + 1)
    times = [(frame - roto.first) / length for frame in shape.keys if roto.first <= frame <= roto.last]
    shown = [path_data(points) for frame, points in shape.keys.items() if roto.first <= frame <= roto.last]
    if len(times) < 2:
        return
    first, last = shape.at(roto.first), shape.at(roto.last)
    if times[0] > 0:
        times, shown = [0.0, *times], [path_data(first), *shown]
    if times[-1] < 1:
        times, shown = [*times, 1.0], [*shown, path_data(last)]
    facts = {"dur": f"{number(length / fps, 6)}s", "repeatCount": "indefinite"}
    SubElement(path, "animate", {"attributeName": "d", "values": "; ".join(shown),
                                 "keyTimes": "; ".join(number(t, 6) for t in times)} | facts)  # fmt: skip
    begin = 0 if shape.first is None else min(1.0, max(0.0, (shape.first - roto.first) / length))
    end = 1 if shape.last is None else min(1.0, max(0.0, (shape.last + 1 - roto.first) / length))
    if (begin, end) != (0, 1):
        SubElement(path, "animate", {"attributeName": "visibility", "calcMode": "discrete",
                                     "values": "hidden; visible; hidden" if begin else "visible; visible; hidden",
                                     "keyTimes": f"0; {number(begin, 6)}; {number(end, 6)}"} | facts)  # fmt: skip
