"""A Roto node as text, as Nuke puts it on the clipboard: paste it into the node graph.

The grammar is Foundry's NDK guide ("Roto serialisation format", Nuke 7 and later): braces nest; a curve `cc` lists
for every point the left handle, the point and the right handle, handles as offsets (flag 8192), a second curve the
feather as offsets. A number is a constant, or a curve of `{time value}` keys. Nuke measures y upwards from the
bottom. Keys have no interpolation of their own in this text, so between them Nuke may ease where we go straight:
write every frame where that matters, or use the Python script. Not tried in Nuke itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from secondunit.core.shapes import Blend, ControlPoint, Layer, Roto, Shape
from secondunit.formats.roto_text import every_frame, has_feather, identifier, number

BLENDS = {Blend.ADD: 0, Blend.MAX: 4, Blend.INTERSECT: 5, Blend.SUBTRACT: 12, Blend.DIFFERENCE: 13}
OPEN, RELATIVE, RENDERABLE = 32, 8192, 512  # flags
RANGE, FROM, UNTIL = 4, 3, 1  # lifetime types: frame range, frame to end, start to frame


def write_nuke(roto: Roto, *, all_frames: bool = False) -> str:
    """Return one Roto node for every layer at the top of the tree, and one for shapes beside them."""
    lines = ["set cut_paste_input [stack 0]", "version 13.0 v1", "push $cut_paste_input"]
    taken: set[str] = set()
    loose = tuple(child for child in roto.layers if isinstance(child, Shape))
    parts = [Layer("shapes", loose)] if loose else []
    for layer in (*(child for child in roto.layers if isinstance(child, Layer)), *parts):
        lines += ["Roto {", " cliptype none", f' format "{_format(roto)}"',
                  f" curves {{{_tree(roto, layer, all_frames)}}}",
                  f" name {identifier('Roto_' + layer.name, taken)}", " selected true", "}"]  # fmt: skip
    return "\n".join(lines) + "\n"


def _format(roto: Roto) -> str:
    size = f"{roto.width} {roto.height}"
    return f"{size} 0 0 {size} {number(roto.pixel_aspect)} roto"


def _tree(roto: Roto, top: Layer, all_frames: bool) -> str:
    centre = f"{number(roto.width / 2)} {number(roto.height / 2)}"
    taken = {"Root"}

    def children(layer: Layer) -> Iterator[str]:
        for child in layer.children:
            if isinstance(child, Layer):
                name = identifier(child.name, taken, "Layer")
                yield "\n".join([f"{{layer {name}", "{f 2097152}", f"{{t {centre}}}", "{a}", *children(child)]) + "}"
            else:
                shape = every_frame(child, roto.first, roto.last) if all_frames else child
                yield _shape(shape, roto, identifier(child.name, taken))

    inside = "\n".join(["{layer Root", "{f 2097152}", f"{{t {centre}}}", "{a}", *children(top)]) + "}"
    return f"{{{{v x3f99999a}}\n{{f 0}}\n{{n\n{inside}}}}}"


def _shape(shape: Shape, roto: Roto, name: str) -> str:
    flags = RELATIVE | (0 if shape.closed else OPEN)
    curve = _curve([_flipped(p, roto.height) for p in _columns(shape)], list(shape.keys), flags)
    feather = "idem"
    if has_feather(shape):
        offsets = [[ControlPoint(p.feather[0], -p.feather[1], (p.left[0], -p.left[1]), (p.right[0], -p.right[1]))
                    for p in column] for column in _columns(shape)]  # fmt: skip
        feather = _curve(offsets, list(shape.keys), flags)
    start = next(iter(shape.keys.values()))
    x = number(sum(p.x for p in start) / len(start))
    y = number(roto.height - sum(p.y for p in start) / len(start))
    frame = next(iter(shape.keys))
    return (
        f"{{curvegroup {name} {RENDERABLE} bezier\n{{{curve}\n{feather}}}\n{{tx {frame} {x} {y}}}\n"
        f"{{a vis {int(shape.visible)} opc {number(shape.opacity)} bm {BLENDS[shape.blend]} str 1 tt 4"
        f"{_life(shape)}}}}}"
    )


def _columns(shape: Shape) -> list[list[ControlPoint]]:
    """Return for every point its values at the keys."""
    return [list(column) for column in zip(*shape.keys.values(), strict=True)]


def _flipped(column: list[ControlPoint], height: int) -> list[ControlPoint]:
    return [ControlPoint(p.x, height - p.y, (p.left[0], -p.left[1]), (p.right[0], -p.right[1])) for p in column]


def _curve(columns: list[list[ControlPoint]], frames: list[int], flags: int) -> str:
    head = f"{{cc\n{{f {flags}}}\n"
    rows = []
    for column in columns:
        for pairs in ([p.left for p in column], [(p.x, p.y) for p in column], [p.right for p in column]):
            if len(frames) == 1:
                rows.append(f"{{{number(pairs[0][0])} {number(pairs[0][1])}}}")
            else:
                rows.append("{" + " ".join(_animated(frames, [pair[axis] for pair in pairs]) for axis in (0, 1)) + "}")
    opening = f"{{px {frames[0]}\n" if len(frames) == 1 else "{p\n"
    return head + opening + "\n".join(rows) + "}}"


def _animated(frames: list[int], values: list[float]) -> str:
    return "{" + " ".join(f"{{{frame} {number(value)}}}" for frame, value in zip(frames, values, strict=True)) + "}"


def _life(shape: Shape) -> str:
    if shape.first is not None and shape.last is not None:
        return f" ltn {shape.first} ltm {shape.last} ltt {RANGE}"
    if shape.first is not None:
        return f" ltn {shape.first} ltm {shape.first} ltt {FROM}"
    if shape.last is not None:
        return f" ltn {shape.last} ltm {shape.last} ltt {UNTIL}"
    return ""
