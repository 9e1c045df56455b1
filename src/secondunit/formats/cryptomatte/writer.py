"""Write Cryptomatte layers as one EXR of 32-bit float channels, manifests in the header or beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import OpenImageIO as oiio

from secondunit.core.errors import InputError, StoreError
from secondunit.formats.cryptomatte.hashing import layer_key
from secondunit.formats.cryptomatte.layer import Layer
from secondunit.formats.cryptomatte.manifest import dump

_NAME = re.compile(r"[A-Za-z_][\w.-]{0,99}", re.ASCII)


def write_layers(path: Path, layers: Sequence[Layer], *, sidecar: bool = False) -> list[Path]:
    """Write layers of one size to an EXR and return the files made: the EXR, then with `sidecar` the manifests.

    A manifest file is called `STEM.LAYER.json` and lies beside the EXR. Same layers, same bytes. Raises InputError
    for no layer, sizes that differ or names that the channels cannot bear, StoreError when the disk refuses.
    """
    if not layers:
        raise InputError("There is no Cryptomatte layer to write.", "Give at least one.")
    names = [layer.name for layer in layers]
    for name in names:
        if not _NAME.fullmatch(name) or name[-1].isdigit():
            raise InputError(f"{name[:80]!r} cannot name a Cryptomatte layer.",
                             "Use letters, digits, dots, dashes and underscores; begin with a letter, end without a"
                             " digit.")
    if len({layer_key(name) for name in names}) != len(names):
        raise InputError("Two Cryptomatte layers have one name.", "Name each differently.")
    if len({layer.ids.shape[1:] for layer in layers}) != 1:
        raise InputError("The Cryptomatte layers differ in size.", "Write them to several files.")
    high, wide = layers[0].ids.shape[1:]
    channels: list[str] = []
    planes: list[np.ndarray] = []
    for layer in layers:
        for level in range((len(layer.ids) + 1) // 2):
            channels += [f"{layer.name}{level:02d}.{letter}" for letter in "RGBA"]
            for rank in (2 * level, 2 * level + 1):
                held = rank < len(layer.ids)
                planes.append(layer.ids[rank].view(np.float32) if held else np.zeros((high, wide), np.float32))
                planes.append(layer.coverage[rank] if held else np.zeros((high, wide), np.float32))
    spec = oiio.ImageSpec(wide, high, len(channels), oiio.FLOAT)
    spec.channelnames = tuple(channels)
    spec.attribute("compression", "zip")
    spec.attribute("DateTime", "")  # left out, else the clock of the machine would be written
    files = [path]
    for layer in layers:
        head = f"cryptomatte/{layer_key(layer.name)}/"
        spec.attribute(head + "name", layer.name)
        spec.attribute(head + "hash", "MurmurHash3_32")
        spec.attribute(head + "conversion", "uint32_to_float32")
        if sidecar:
            beside = path.with_name(f"{path.stem}.{layer.name}.json")
            _write_text(beside, dump(layer.manifest))
            files.append(beside)
            spec.attribute(head + "manif_file", beside.name)
        else:
            spec.attribute(head + "manifest", dump(layer.manifest))
    out = oiio.ImageOutput.create(str(path))
    if out is None or not out.open(str(path), spec):
        raise StoreError(f"{path.name} could not be opened for writing.", oiio.geterror()[:200])
    good = out.write_image(np.ascontiguousarray(np.stack(planes, 2), np.float32))
    if not (out.close() and good):
        raise StoreError(f"{path.name} could not be written.", "Check the free space.")
    return files


def _write_text(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{path.name} could not be written.", "Check the free space.") from error
