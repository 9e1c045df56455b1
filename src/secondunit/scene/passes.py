"""Write passes and panels as files: EXR with named channels (OpenImageIO), PNG (Pillow). Same array, same bytes.

EXR: ZIP compression, no date and no host attributes. Channels follow the OpenEXR and Nuke habits: depth `Z` in
metres along the camera axis (float, inf where sky), normal `N.X N.Y N.Z` in camera space (half), object number
`id` (uint32), ink coverage `edges` (half).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import OpenImageIO as oiio
from numpy.typing import NDArray
from PIL import Image

from secondunit.core.errors import InputError, StoreError
from secondunit.scene.ink.style import InkPasses

PNG_LEVEL = 1  # the grain of paper hardly compresses; more effort costs time and saves little


def write_exr(path: Path, pixels: NDArray[np.generic], channels: Sequence[str], kind: str = "float") -> None:
    """Write `pixels` (h, w) or (h, w, n) with one name a channel; `kind` is float, half or uint32."""
    image = pixels[..., None] if pixels.ndim == 2 else pixels
    if image.ndim != 3 or image.shape[2] != len(channels):
        raise InputError(f"{len(channels)} channel names for an image of shape {pixels.shape}")
    spec = oiio.ImageSpec(
        image.shape[1],
        image.shape[0],
        image.shape[2],
        {"float": oiio.FLOAT, "half": oiio.HALF, "uint32": oiio.UINT32}[kind],
    )
    spec.channelnames = tuple(channels)
    spec.attribute("compression", "zip")
    spec.attribute("DateTime", "")  # left out, else the clock of the machine would be written
    dtype = np.uint32 if kind == "uint32" else np.float32
    out = oiio.ImageOutput.create(str(path))
    if out is None or not out.open(str(path), spec):
        raise StoreError("an EXR file could not be opened for writing", hint=oiio.geterror()[:200])
    good = out.write_image(np.ascontiguousarray(image, dtype=dtype))
    if not (out.close() and good):
        raise StoreError("an EXR file could not be written", hint="check free space")


def read_exr(path: Path) -> tuple[NDArray[np.generic], tuple[str, ...]]:
    """Return pixels (h, w, n) in the file's own type and the channel names."""
    file = oiio.ImageInput.open(str(path))
    if file is None:
        raise InputError("this EXR file cannot be read", hint=oiio.geterror()[:200])
    try:
        spec = file.spec()
        kind = oiio.UINT32 if str(spec.format) == "uint" else oiio.FLOAT
        pixels = file.read_image(format=kind)
        if pixels is None:
            raise InputError("this EXR file is damaged", hint=file.geterror()[:200])
        return pixels, tuple(spec.channelnames)
    finally:
        file.close()


def write_png(path: Path, pixels: NDArray[np.uint8] | NDArray[np.uint16]) -> None:
    """Write grey (h, w) or RGB (h, w, 3) 8-bit pixels, or grey 16-bit, without any metadata."""
    try:
        Image.fromarray(pixels).save(path, format="PNG", compress_level=PNG_LEVEL)
    except OSError as error:
        raise StoreError("a PNG file could not be written", hint="check free space") from error


def _rounded(depth: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return depth with 15 bits of mantissa (0.15 mm at 10 m): noise below that doubles the size of a file."""
    bits = depth.astype(np.float32).view(np.uint32)
    rounded = ((bits + np.uint32(0x80)) & np.uint32(0xFFFFFF00)).view(np.float32)
    return np.where(np.isfinite(depth), rounded, depth)


def write_passes(passes: InkPasses, folder: Path) -> dict[str, Path]:
    """Write depth, normal, id and edges below `folder`; return the files by role."""
    files = {role: folder / f"{role}.exr" for role in ("depth", "normal", "id", "edges")}
    write_exr(files["depth"], _rounded(passes.depth), ("Z",))
    write_exr(files["normal"], passes.normal, ("N.X", "N.Y", "N.Z"), "half")
    write_exr(files["id"], passes.id, ("id",), "uint32")
    write_exr(files["edges"], passes.edges, ("edges",), "half")
    return files
