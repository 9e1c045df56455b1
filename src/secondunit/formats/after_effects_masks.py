"""Shapes as After Effects masks: plain JSON data, and a script (.jsx) that makes them in the open composition.

Vertices are composition pixels from the top left, tangents offsets, as in After Effects and mocha. The script holds
the shapes as a literal of ASCII JSON, so no name is ever code. Keys move linearly there as here; the lifetime is a
held opacity; feathers become variable-width feather points (CS6 and later). Not tried in After Effects itself.
"""

from __future__ import annotations

import json
import math
from typing import Any

from secondunit.core.errors import InputError
from secondunit.core.shapes import Blend, ControlPoint, Layer, Outline, Roto, Shape
from secondunit.formats.roto_text import has_feather

MODES = {Blend.ADD: "ADD", Blend.SUBTRACT: "SUBTRACT", Blend.MAX: "LIGHTEN", Blend.INTERSECT: "INTERSECT",
         Blend.DIFFERENCE: "DIFFERENCE"}  # fmt: skip


def write_after_effects_json(roto: Roto, *, fps: float = 24.0) -> bytes:
    """Return the masks as JSON: a layer for every layer at the top of the tree, times in seconds from the start."""
    return (json.dumps(_data(roto, fps), ensure_ascii=True, indent=1) + "\n").encode("ascii")


def write_after_effects_script(roto: Roto, *, fps: float = 24.0) -> str:
    """Return the .jsx script: it makes a solid with masks for every layer, in the open composition or in a new one."""
    literal = json.dumps(_data(roto, fps), ensure_ascii=True)
    return f"// Roto shapes from Second Unit: run this in After Effects.\nvar ROTO = {literal};\n{_DRIVER}"


def _data(roto: Roto, fps: float) -> dict[str, Any]:
    if not (math.isfinite(fps) and 0 < fps <= 1000):
        raise InputError(f"{fps:g} frames a second cannot be")
    loose = tuple(child for child in roto.layers if isinstance(child, Shape))
    tops = [child for child in roto.layers if isinstance(child, Layer)] + ([Layer("shapes", loose)] if loose else [])
    return {
        "format": "after-effects-masks.1", "width": roto.width, "height": roto.height, "pixelAspect": roto.pixel_aspect,
        "frameRate": fps, "firstFrame": roto.first, "lastFrame": roto.last,
        "layers": [{"name": top.name, "masks": [_mask(shape, roto, fps) for shape in top.shapes()]} for top in tops],
    }  # fmt: skip


def _mask(shape: Shape, roto: Roto, fps: float) -> dict[str, Any]:
    keys = []
    for frame, points in shape.keys.items():
        key: dict[str, Any] = {
            "frame": frame, "time": round((frame - roto.first) / fps, 9),
            "vertices": [[_round(p.x), _round(p.y)] for p in points],
            "inTangents": [[_round(n) for n in p.left] for p in points],
            "outTangents": [[_round(n) for n in p.right] for p in points],
        }  # fmt: skip
        if has_feather(shape):
            key["featherRadii"] = [_round(radius) for radius in _radii(points)]
        keys.append(key)
    life = None
    if shape.first is not None or shape.last is not None:
        first = roto.first if shape.first is None else shape.first
        last = roto.last if shape.last is None else shape.last
        life = [round((first - roto.first) / fps, 9), round((last + 1 - roto.first) / fps, 9)]
    return {"name": shape.name, "mode": MODES[shape.blend], "closed": shape.closed, "visible": shape.visible,
            "opacity": _round(100 * shape.opacity), "life": life, "keys": keys}  # fmt: skip


def _round(value: float) -> float:
    return round(value, 4) + 0.0


def _radii(points: Outline) -> list[float]:
    """Return the width of the feather at each point, below 0 where it lies inside the curve."""
    x, y = [p.x for p in points], [p.y for p in points]
    turn = sum(a * d - b * c for a, b, c, d in zip(x, y, (*x[1:], x[0]), (*y[1:], y[0]), strict=True))
    radii = []
    for at, p in enumerate(points):
        before, after = points[at - 1], points[(at + 1) % len(points)]
        along = _ahead(before, p, after)
        outwards = (along[1] * p.feather[0] - along[0] * p.feather[1]) * (1 if turn > 0 else -1)
        radii.append(math.copysign(math.hypot(*p.feather), outwards) if p.feather != (0.0, 0.0) else 0.0)
    return radii


def _ahead(before: ControlPoint, at: ControlPoint, after: ControlPoint) -> tuple[float, float]:
    handles = (at.right[0] - at.left[0], at.right[1] - at.left[1])
    return handles if handles != (0.0, 0.0) else (after.x - before.x, after.y - before.y)


_DRIVER = """
(function () {
    function composition() {
        var item = app.project.activeItem;
        if (item && item instanceof CompItem) { return item; }
        var length = (ROTO.lastFrame - ROTO.firstFrame + 1) / ROTO.frameRate;
        return app.project.items.addComp("Roto", ROTO.width, ROTO.height, ROTO.pixelAspect, length, ROTO.frameRate);
    }
    function path(mask, key) {
        var shape = new Shape();
        shape.vertices = key.vertices;
        shape.inTangents = key.inTangents;
        shape.outTangents = key.outTangents;
        shape.closed = mask.closed;
        if (key.featherRadii) {
            var segments = [], places = [], types = [], none = [];
            for (var i = 0; i < key.featherRadii.length; i++) {
                segments.push(i);
                places.push(0);
                types.push(key.featherRadii[i] < 0 ? 1 : 0);
                none.push(0);
            }
            shape.featherSegLocs = segments;
            shape.featherRelSegLocs = places;
            shape.featherRadii = key.featherRadii;
            shape.featherTypes = types;
            shape.featherInterps = none;
            shape.featherTensions = none;
            shape.featherRelCornerAngles = none;
        }
        return shape;
    }
    function build() {
        var comp = composition();
        for (var l = 0; l < ROTO.layers.length; l++) {
            var layer = comp.layers.addSolid([1, 1, 1], ROTO.layers[l].name, ROTO.width, ROTO.height, ROTO.pixelAspect);
            for (var m = 0; m < ROTO.layers[l].masks.length; m++) {
                var data = ROTO.layers[l].masks[m];
                var mask = layer.property("ADBE Mask Parade").addProperty("ADBE Mask Atom");
                mask.name = data.name;
                mask.maskMode = data.visible ? MaskMode[data.mode] : MaskMode.NONE;
                var outline = mask.property("ADBE Mask Shape");
                for (var k = 0; k < data.keys.length; k++) {
                    if (data.keys.length === 1) { outline.setValue(path(data, data.keys[k])); }
                    else { outline.setValueAtTime(data.keys[k].time, path(data, data.keys[k])); }
                }
                var opacity = mask.property("ADBE Mask Opacity");
                if (data.life) {
                    var times = [data.life[0], data.life[1]], values = [data.opacity, 0];
                    if (data.life[0] > 0) { times = [0].concat(times); values = [0].concat(values); }
                    for (var t = 0; t < times.length; t++) { opacity.setValueAtTime(times[t], values[t]); }
                    for (var h = 1; h <= opacity.numKeys; h++) {
                        opacity.setInterpolationTypeAtKey(h, KeyframeInterpolationType.HOLD);
                    }
                } else { opacity.setValue(data.opacity); }
            }
        }
    }
    app.beginUndoGroup("Roto shapes");
    try { build(); } finally { app.endUndoGroup(); }
})();
"""
