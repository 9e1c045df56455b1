"""Shapes that an artist drew elsewhere, as keys: the frames on which they have keys become masks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from secondunit.core.errors import InputError
from secondunit.core.shapes import Layer, Roto, Shape
from secondunit.departments.plates.pixels import Labels
from secondunit.departments.roto.curves.raster import layer_matte

OBJECTS = 64


def fits(roto: Roto, height: int, width: int) -> None:
    """Raise InputError for shapes that are drawn for another picture size."""
    if (roto.width, roto.height) != (width, height):
        raise InputError(f"the shapes are drawn for {roto.width}x{roto.height}, the plate is {width}x{height}",
                         hint="export them for the size of the plate")  # fmt: skip


def masks_of(roto: Roto, numbers: Sequence[int], height: int, width: int) -> dict[int, Labels]:
    """Return label masks by index into `numbers` (frame numbers of the plate), `(height, width)`.

    Each layer at the top of the tree is an object, 1 and up; shapes beside the layers are one object more. A frame is
    taken where any of them has a key. InputError for shapes of another picture size, without a key in the plate, or
    for too many layers.
    """
    fits(roto, height, width)
    loose = tuple(child for child in roto.layers if isinstance(child, Shape))
    layers = [child for child in roto.layers if isinstance(child, Layer)] + ([Layer("shapes", loose)] if loose else [])
    if len(layers) > OBJECTS:
        raise InputError(f"{len(layers)} layers are more than the {OBJECTS} objects that a roto may have")
    keyed = {frame for layer in layers for shape in layer.shapes() if shape.visible for frame in shape.keys}
    out = {}
    for index, number in enumerate(numbers):
        if number not in keyed:
            continue
        mask = np.zeros((height, width), np.uint8)
        for each, layer in enumerate(layers, 1):  # later layers lie above earlier ones
            mask[layer_matte(layer, number, height, width) >= 0.5] = each
        out[index] = mask
    if not any(mask.any() for mask in out.values()):
        raise InputError("the shapes have no key on a frame of the plate that shows something",
                         hint=f"the plate runs from {numbers[0]} to {numbers[-1]}")  # fmt: skip
    return out
