"""Shapes as Fusion polyline masks (Blackmagic Design): text of a `.setting` file, to be pasted into the flow.

Every shape is a PolylineMask with its spline; the masks of a layer are chained, each laid on the one before it by its
paint mode. Places are shares of the picture from its centre, x to the right and y up; handles are offsets. Keys move
linearly. Feathers are not written: Fusion keeps them as a second outline whose text we have no sure account of.
Written from public accounts of the format, not tried in Fusion itself.
"""

from __future__ import annotations

from secondunit.core.shapes import Blend, Layer, Outline, Roto, Shape
from secondunit.formats.roto_text import identifier, number

MODES = {Blend.ADD: "Merge", Blend.SUBTRACT: "Subtract", Blend.MAX: "Maximum", Blend.INTERSECT: "Multiply",
         Blend.DIFFERENCE: "Difference"}  # fmt: skip
DIGITS = 9  # of a share of the picture


def write_fusion(roto: Roto) -> str:
    """Return the tools as text; names are reduced to letters, digits and `_`, as Fusion's are."""
    taken: set[str] = set()
    tools: list[str] = []
    loose = tuple(child for child in roto.layers if isinstance(child, Shape))
    tops = [child for child in roto.layers if isinstance(child, Layer)] + ([Layer("shapes", loose)] if loose else [])
    for top in tops:
        before = ""
        for shape in top.shapes():
            before = _tool(shape, roto, before, taken, tools)
    return "{\n\tTools = ordered() {\n" + ",\n".join(tools) + "\n\t}\n}\n"


def _tool(shape: Shape, roto: Roto, before: str, taken: set[str], tools: list[str]) -> str:
    name = identifier(shape.name, taken, "Mask")
    inputs = [
        f"MaskWidth = Input {{ Value = {roto.width}, }}", f"MaskHeight = Input {{ Value = {roto.height}, }}",
        f"PixelAspect = Input {{ Value = {{ {number(roto.pixel_aspect)}, 1 }}, }}",
        'ClippingMode = Input { Value = FuID { "None" }, }',
        f'PaintMode = Input {{ Value = FuID {{ "{MODES[shape.blend]}" }}, }}',
    ]  # fmt: skip
    splines = []
    if len(shape.keys) == 1:
        inputs.append(f"Polyline = Input {{ Value = {_polyline(next(iter(shape.keys.values())), shape, roto)}, }}")
    else:
        spline = identifier(f"{name}Polyline", taken)
        inputs.append(f'Polyline = Input {{ SourceOp = "{spline}", Source = "Value", }}')
        straight = "Flags = { Linear = true, LockedY = true }"
        keys = [f"[{frame}] = {{ {frame}, {straight}, Value = {_polyline(points, shape, roto)} }}"
                for frame, points in shape.keys.items()]  # fmt: skip
        splines.append(_spline(spline, keys))
    if not shape.visible:
        inputs.append("Level = Input { Value = 0, }")
    elif shape.first is None and shape.last is None:
        inputs.append(f"Level = Input {{ Value = {number(shape.opacity)}, }}")
    else:
        level = identifier(f"{name}Level", taken)
        inputs.append(f'Level = Input {{ SourceOp = "{level}", Source = "Value", }}')
        splines.append(_spline(level, _level(shape, roto)))
    if before:
        inputs.append(f'EffectMask = Input {{ SourceOp = "{before}", Source = "Mask", }}')
    body = "\n".join(f"\t\t\t\t{line}," for line in inputs)
    tools.append(f"\t\t{name} = PolylineMask {{\n\t\t\tInputs = {{\n{body}\n\t\t\t}},\n\t\t}}")
    tools += splines
    return name


def _spline(name: str, keys: list[str]) -> str:
    body = "\n".join(f"\t\t\t\t{key}," for key in keys)
    return f"\t\t{name} = BezierSpline {{\n\t\t\tKeyFrames = {{\n{body}\n\t\t\t}},\n\t\t}}"


def _level(shape: Shape, roto: Roto) -> list[str]:
    """Steps of the mask's level: it is there in its lifetime only."""
    steps: list[tuple[int, float]] = []
    if shape.first is not None:
        steps += [(min(roto.first, shape.first - 1), 0.0), (shape.first, shape.opacity)]
    else:
        steps.append((roto.first, shape.opacity))
    if shape.last is not None:
        steps.append((shape.last + 1, 0.0))
    return [f"[{frame}] = {{ {number(level)}, Flags = {{ StepIn = true }} }}" for frame, level in steps]


def _polyline(points: Outline, shape: Shape, roto: Roto) -> str:
    wide, high = roto.width, roto.height
    rows = []
    for p in points:
        numbers = {"X": p.x / wide - 0.5, "Y": 0.5 - p.y / high, "LX": p.left[0] / wide, "LY": -p.left[1] / high,
                   "RX": p.right[0] / wide, "RY": -p.right[1] / high}  # fmt: skip
        rows.append("{ " + ", ".join(f"{key} = {number(value, DIGITS)}" for key, value in numbers.items()) + " }")
    closed = "Closed = true, " if shape.closed else ""
    return "Polyline { " + closed + "Points = { " + ", ".join(rows) + " } }"
