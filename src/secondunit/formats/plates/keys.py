"""Keys of a roto: masks on some frames, named like the frames that they belong to.

A key is a picture of the plate's size. Index colour (a palette) means one object a colour number; small whole numbers
in grey mean the same; black and white, or a soft grey, is one object; an alpha channel is taken where there is one;
flat colours in RGB are objects in the order of their values over all keys, and so are the things of a Cryptomatte in an
EXR (of its first layer by name). 255 in an index picture means "not said".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from secondunit.core.errors import InputError, NotFound
from secondunit.formats.plates.plate import LARGEST, Plate

UNSAID = 255  # a pixel of a key that says nothing
OBJECTS = 64  # objects of one roto
_LABELS = 16  # grey values at most that are read as object numbers
_SUFFIXES = (".png", ".tif", ".tiff", ".bmp", ".exr", ".jpg", ".jpeg")
_HINT = "a key is a mask of the plate's size, named like its frame: 8-bit, index colour for several objects"


@dataclass(frozen=True)
class Keys:
    """Label masks by frame index; `objects` are the object numbers that occur, rising."""

    masks: Mapping[int, NDArray[np.uint8]]
    objects: tuple[int, ...]


def read_keys(folder: Path, plate: Plate, *, objects: bool = True) -> Keys:
    """Read the keys that lie in a folder; `objects=False` takes all objects as one.

    NotFound without the folder; InputError without keys, for a key that belongs to no frame, is of another size,
    cannot be read, or where no key shows an object.
    """
    masks = _labels({index: _fitting(path, plate) for index, path in listed(folder, plate).items()})
    if not objects:
        masks = {index: np.where((mask > 0) & (mask != UNSAID), 1, mask).astype(np.uint8)
                 for index, mask in masks.items()}  # fmt: skip
    found = sorted({int(n) for mask in masks.values() for n in np.unique(mask)} - {0, UNSAID})
    if not found:
        raise InputError("no key shows an object: every mask is empty", hint=_HINT)
    if len(found) > OBJECTS:
        raise InputError(f"the keys show {len(found)} objects", hint=f"a roto has up to {OBJECTS}; split it")
    return Keys(masks, tuple(found))


def each_mask(folder: Path, plate: Plate) -> Iterator[tuple[int, NDArray[np.bool_]]]:
    """Yield frame index and mask of each picture in a folder, one at a time; all objects are one. Errors as above."""
    for index, path in listed(folder, plate).items():
        labels = _labels({index: _fitting(path, plate)})[index]
        yield index, (labels > 0) & (labels != UNSAID)


def each_matte(folder: Path, plate: Plate) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Yield frame index and soft mask 0..1 of each picture in a folder; all objects are one. Errors as above."""
    for index, path in listed(folder, plate).items():
        values = _fitting(path, plate)
        if values.ndim == 2 and values.dtype == np.float32:
            yield index, np.clip(np.nan_to_num(values), 0, 1)
        else:
            labels = _labels({index: values})[index]
            yield index, ((labels > 0) & (labels != UNSAID)).astype(np.float32)


def listed(folder: Path, plate: Plate) -> dict[int, Path]:
    """Return the pictures of a folder by the index of the frame that they are named like, rising.

    NotFound without the folder; InputError for two of one frame, for one that belongs to no frame, and for none.
    """
    if not folder.is_dir():
        raise NotFound(f"there is no folder of keys {folder}", hint=_HINT)
    found: dict[int, Path] = {}
    places = _places(plate)
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.suffix.lower() not in _SUFFIXES or not path.is_file():
            continue
        index = _frame_of(path, places)
        if index in found:
            raise InputError(f"{found[index].name} and {path.name} are keys of one frame", hint="keep one of them")
        found[index] = path
    if not found:
        raise InputError(f"{folder} holds no keys", hint=_HINT)
    return dict(sorted(found.items()))


def _fitting(path: Path, plate: Plate) -> NDArray[Any]:
    """A key's values; InputError unless it has the plate's size."""
    values = _read(path)
    if values.shape[:2] != (plate.facts.height, plate.facts.width):
        high, wide = values.shape[:2]
        raise InputError(f"key {path.name} is {wide}x{high}, the plate is {plate.facts.width}x{plate.facts.height}",
                         hint=_HINT)  # fmt: skip
    return values


def _places(plate: Plate) -> dict[str, int]:
    """Index of a frame by its full name, and by its number where no name says otherwise."""
    by_number = {str(number): index for index, number in enumerate(plate.numbers)}
    return by_number | {f"={name}": index for index, name in enumerate(plate.names)}


def _frame_of(path: Path, places: Mapping[str, int]) -> int:
    if (found := places.get(f"={path.stem}")) is not None:
        return found
    digits = path.stem[len(path.stem.rstrip("0123456789")) :]
    if digits and len(digits) < 12 and (found := places.get(str(int(digits)))) is not None:
        return found
    raise InputError(f"key {path.name} belongs to no frame of the plate", hint=_HINT)


def _read(path: Path) -> NDArray[Any]:
    """A key's values: uint8 `(H, W)` of labels, float32 `(H, W)` of a soft mask, uint32 `(H, W)` of ids, or uint8
    `(H, W, 3)` of colours.
    """
    if path.suffix.lower() == ".exr":
        from secondunit.formats.cryptomatte import layer_names, read_layer
        from secondunit.formats.plates.folder import read_picture

        if layers := layer_names(path):
            layer = read_layer(path, layers[0])
            return np.asarray(np.where(layer.coverage[0] >= 0.5, layer.ids[0], 0), np.uint32)
        frame = read_picture(path)
        return frame.alpha if frame.alpha is not None else np.asarray(frame.picture.max(axis=2), np.float32)
    try:
        with Image.open(path) as image:
            if not (0 < image.width <= LARGEST and 0 < image.height <= LARGEST):
                raise InputError(f"key {path.name} is {image.width}x{image.height}", hint=_HINT)
            if image.mode == "P":
                return np.asarray(image)
            if image.mode in ("LA", "RGBA", "PA"):
                alpha = np.asarray(image.convert("RGBA"))[..., 3]
                if alpha.min() < 255:  # an alpha that says something
                    return alpha.astype(np.float32) / np.float32(255)
            if image.mode in ("I;16", "I;16B", "I", "F"):
                deep = np.asarray(image).astype(np.float32)
                return deep / np.float32(65535 if deep.max() > 1 else 1)
            if image.mode in ("L", "1", "LA"):
                return _grey(np.asarray(image.convert("L")))
            colours = np.asarray(image.convert("RGB"))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise InputError(f"key {path.name} cannot be read: {str(error)[:120]}", hint=_HINT) from error
    if (colours[..., 0] == colours[..., 1]).all() and (colours[..., 0] == colours[..., 2]).all():
        return _grey(np.ascontiguousarray(colours[..., 0]))
    return colours


def _grey(values: NDArray[np.uint8]) -> NDArray[Any]:
    """Small whole numbers are labels; anything else is one object, black to white."""
    if int(values.max(initial=0)) <= _LABELS:
        return values
    return values.astype(np.float32) / np.float32(255)


def _labels(raw: Mapping[int, NDArray[Any]]) -> dict[int, NDArray[np.uint8]]:
    """Bring all keys to labels; flat colours and ids get their numbers over all keys together."""
    palette: list[int] = []
    packed: dict[int, NDArray[np.int64]] = {}
    for index, values in raw.items():
        if values.ndim == 3 or values.dtype == np.uint32:
            wide = values.astype(np.int64)
            packed[index] = wide if wide.ndim == 2 else (wide << np.array([16, 8, 0])).sum(axis=2)
            palette = sorted({*palette, *(int(v) for v in np.unique(packed[index]))} - {0})
            if len(palette) > OBJECTS:
                raise InputError("a key in colour has soft edges or is no mask: it holds too many colours", hint=_HINT)
    out = {}
    for index, values in raw.items():
        if index in packed:
            out[index] = np.asarray(np.searchsorted(np.array([0, *palette]), packed[index]), np.uint8)
        elif values.dtype == np.float32:
            out[index] = np.asarray(values >= 0.5, np.uint8)
        else:
            out[index] = values.astype(np.uint8)
    return out
