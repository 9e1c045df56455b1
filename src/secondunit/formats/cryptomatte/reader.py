"""Read Cryptomatte layers from an EXR, single or multi-part (OpenImageIO)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import OpenImageIO as oiio
from numpy.typing import NDArray

from secondunit.core.errors import InputError, NotFound
from secondunit.formats.cryptomatte import manifest as manifests
from secondunit.formats.cryptomatte.layer import Layer

LARGEST = 32768  # pixels a side
MOST_RANKS = 64
MOST_VALUES = 1 << 29  # ids of all ranks: 8K with sixteen of them
LOSSY = ("pxr24", "dwaa", "dwab")  # they change 32-bit floats, and so the ids; b44 leaves those alone
_KEY = re.compile(r"cryptomatte/([^/]+)/(name|hash|conversion|manifest|manif_file)")
_CHANNEL = re.compile(r"(.+?)(\d{2})\.(r|g|b|a|red|green|blue|alpha)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class _Place:
    """Where a channel lies."""

    part: int
    channel: int


@dataclass
class _Header:
    """What the headers of all parts say."""

    facts: dict[str, dict[str, str]]  # by layer name
    places: dict[str, dict[tuple[int, int], _Place]]  # layer name -> (EXR layer, R G B A as 0..3)
    specs: list[Any]


def layer_names(path: Path) -> tuple[str, ...]:
    """Return the names of the Cryptomatte layers of an EXR, sorted; none is an empty tuple."""
    file = _opened(path)
    try:
        return tuple(sorted(_header(file, path).facts))
    finally:
        file.close()


def read_layer(path: Path, name: str = "") -> Layer:
    """Read a Cryptomatte layer of an EXR by its name, or the only one; pixels lie on the display window.

    NotFound when there is none of that name; InputError for a file that is no EXR or damaged, several layers and no
    name, ids in half floats or under lossy compression, other hashes, and a manifest that cannot be read.
    """
    file = _opened(path)
    try:
        header = _header(file, path)
        if not name and len(header.facts) == 1:
            name = next(iter(header.facts))
        if name not in header.facts:
            known = ", ".join(sorted(header.facts)) or "none"
            if not name and header.facts:
                raise InputError(f"{path.name} holds several Cryptomatte layers.", f"Name one of {known}.")
            raise NotFound(f"{path.name} holds no Cryptomatte layer {name!r}.", f"It holds {known}.")
        facts = header.facts[name]
        for key, right in (("hash", "MurmurHash3_32"), ("conversion", "uint32_to_float32")):
            if facts.get(key, right) != right:
                raise InputError(f"The Cryptomatte layer {name} has the {key} {facts[key][:40]!r}.",
                                 f"Only {right} is in the specification.")
        ids, coverage = _pixels(file, header, name, path)
    finally:
        file.close()
    if "manifest" in facts:
        table = manifests.parse(facts["manifest"])
    elif facts.get("manif_file"):
        table = manifests.read_beside(path, facts["manif_file"])
    else:
        table = {}
    return Layer(name, ids, coverage, table)


def _opened(path: Path) -> Any:  # noqa: ANN401
    if not path.is_file():
        raise NotFound(f"There is no file {path}.", "Give an EXR with a Cryptomatte.")
    try:
        file = oiio.ImageInput.open(str(path))
        why = oiio.geterror() if file is None else ""
    except UnicodeDecodeError:
        file, why = None, "its header is damaged"
    if file is None or file.format_name() != "openexr":
        raise InputError(f"{path.name} cannot be read as OpenEXR.", why[:200] or "Cryptomattes live in EXR files.")
    return file


def _header(file: Any, path: Path) -> _Header:  # noqa: ANN401
    """Collect facts and channels of all parts."""
    keyed: dict[str, dict[str, str]] = {}
    names: list[tuple[str, _Place]] = []
    specs: list[Any] = []
    try:
        while file.seek_subimage(len(specs), 0):
            spec = file.spec()
            part = str(spec.getattribute("oiio:subimagename") or "")
            for attribute in spec.extra_attribs:
                found = _KEY.fullmatch(attribute.name)
                if found:
                    keyed.setdefault(found[1], {}).setdefault(found[2], str(attribute.value))
            for at, channel in enumerate(spec.channelnames):
                full = channel if "." in channel or not part else f"{part}.{channel}"
                names.append((full, _Place(len(specs), at)))
            specs.append(spec)
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} has a damaged header.", "Render or export it again.") from error
    facts = {each["name"]: each for each in keyed.values() if each.get("name")}
    places: dict[str, dict[tuple[int, int], _Place]] = {name: {} for name in facts}
    for full, place in names:
        match = _CHANNEL.fullmatch(full)
        if match and match[1] in places:
            places[match[1]][int(match[2]), "rgba".index(match[3][0].lower())] = place
    return _Header(facts, places, specs)


def _pixels(file: Any, header: _Header, name: str,  # noqa: ANN401
            path: Path) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:  # fmt: skip
    """Read ids and coverages of a layer, rank after rank."""
    pairs: list[tuple[_Place, _Place]] = []
    places = header.places[name]
    while len(pairs) < MOST_RANKS:
        level, half = divmod(len(pairs), 2)
        first, second = places.get((level, 2 * half)), places.get((level, 2 * half + 1))
        if first is None or second is None:
            break
        pairs.append((first, second))
    if not pairs:
        raise InputError(f"{path.name} names the Cryptomatte layer {name} but holds no channels of it.",
                         f"They are called {name}00.R, .G, .B and .A.")
    main = header.specs[pairs[0][0].part]
    high, wide = main.full_height, main.full_width
    _check(main, name, path, (wide, high), [pairs[0][0].channel])
    if high * wide * len(pairs) > MOST_VALUES:
        raise InputError(f"{path.name} says it holds {len(pairs)} ranks of {wide} x {high} pixels.",
                         "That is more than is read; crop it or write fewer ranks.")
    ids = np.zeros((len(pairs), high, wide), np.uint32)
    coverage = np.zeros((len(pairs), high, wide), np.float32)
    for part in sorted({place.part for pair in pairs for place in pair}):
        spec = header.specs[part]
        _check(spec, name, path, (wide, high), [p.channel for pair in pairs for p in pair if p.part == part])
        mine = [p.channel for pair in pairs for p in pair if p.part == part]
        low = min(mine)
        pixels = file.read_image(part, 0, low, max(mine) + 1, oiio.FLOAT)
        if pixels is None:
            raise InputError(f"{path.name} is damaged.", file.geterror()[:200])
        pixels = np.asarray(pixels).reshape(spec.height, spec.width, -1)
        top, left = spec.y - spec.full_y, spec.x - spec.full_x
        inside = (slice(max(top, 0), min(top + spec.height, high)), slice(max(left, 0), min(left + spec.width, wide)))
        cut = (slice(inside[0].start - top, inside[0].stop - top), slice(inside[1].start - left, inside[1].stop - left))
        if inside[0].start >= inside[0].stop or inside[1].start >= inside[1].stop:
            continue  # all of it lies outside the display window
        for rank, (first, second) in enumerate(pairs):
            if first.part == part:
                plane = np.ascontiguousarray(pixels[cut][..., first.channel - low])
                ids[(rank, *inside)] = plane.view(np.uint32)
            if second.part == part:
                amount = pixels[cut][..., second.channel - low]
                coverage[(rank, *inside)] = np.where(np.isfinite(amount), amount, 0)
    return ids, coverage


def _check(spec: Any, name: str, path: Path, size: tuple[int, int], channels: list[int]) -> None:  # noqa: ANN401
    for side in (spec.width, spec.height, spec.full_width, spec.full_height):
        if not 0 < side <= LARGEST:
            raise InputError(f"{path.name} says it is {spec.width} x {spec.height} pixels.",
                             f"Up to {LARGEST} a side are read.")
    if (spec.full_width, spec.full_height) != size:
        raise InputError(f"The parts of {path.name} differ in size.", "Export it again with one display window.")
    if any(spec.channelformat(channel) != oiio.FLOAT for channel in channels):
        raise InputError(f"The Cryptomatte layer {name} is not stored as 32-bit float.",
                         "Half floats cannot hold ids: render it with 32-bit channels.")
    compression = str(spec.getattribute("compression") or "").split(":")[0]
    if compression in LOSSY:
        raise InputError(f"{path.name} is compressed with {compression}, which changes the ids.",
                         "Export the Cryptomatte with ZIP, PIZ or no compression.")
