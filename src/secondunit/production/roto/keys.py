"""Keys as people bring them: a folder of masks, or shapes drawn in another program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from secondunit.core.errors import InputError, NotFound
from secondunit.departments.roto.curves.raster import composite
from secondunit.departments.roto.shape_keys import fits, masks_of
from secondunit.formats.plates.keys import each_matte, read_keys

if TYPE_CHECKING:
    from secondunit.core.shapes import Roto
    from secondunit.departments.plates.pixels import Labels, Matte
    from secondunit.formats.plates import Plate

LARGEST = 64 << 20  # bytes of a file of shapes


def read_mattes(path: Path, plate: Plate) -> Iterator[tuple[int, Matte]]:
    """Yield the soft masks `(H, W)` of a folder, or of a file of shapes on every frame, by frame index.

    All objects are one. NotFound when nothing is there; InputError for masks or shapes that do not fit the plate.
    """
    if path.is_dir():
        yield from each_matte(path, plate)
        return
    roto = _shapes(path, plate)
    fits(roto, plate.facts.height, plate.facts.width)
    for index, number in enumerate(plate.numbers):
        yield index, np.clip(composite(roto, number), 0, 1)


def read(path: Path, plate: Plate, *, objects: bool) -> Mapping[int, Labels]:
    """Return label masks by frame index; without `objects` all objects are one.

    NotFound when nothing is there; InputError for masks or shapes that do not fit the plate.
    """
    if path.is_dir():
        return read_keys(path, plate, objects=objects).masks
    masks = masks_of(_shapes(path, plate), plate.numbers, plate.facts.height, plate.facts.width)
    return masks if objects else {index: (mask > 0).astype(np.uint8) for index, mask in masks.items()}


def _shapes(path: Path, plate: Plate) -> Roto:
    if not path.is_file():
        raise NotFound(f"there is no folder of keys {path}", hint="give a folder of masks, or shapes: .nk .svg .json")
    reader = _readers(plate).get(path.suffix.lower())
    if reader is None:
        raise InputError(f"{path.name} is no folder of masks and no file of shapes",
                         hint="give a folder of masks, or shapes as .nk, .svg or our .json")  # fmt: skip
    if path.stat().st_size > LARGEST:
        raise InputError(f"{path.name} is too large for a file of shapes")
    return reader(path.read_bytes())


def _readers(plate: Plate) -> Mapping[str, Callable[[bytes], Roto]]:
    from secondunit.formats.nuke.reader import read_nuke
    from secondunit.formats.roto_json import read_json
    from secondunit.formats.roto_svg.reader import read_svg

    size = {"width": plate.facts.width, "height": plate.facts.height}
    return {".nk": lambda data: read_nuke(data, **size), ".svg": read_svg, ".json": read_json}
