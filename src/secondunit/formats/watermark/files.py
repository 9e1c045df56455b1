"""Marks PNG and JPEG files and reads marks from them: colours are decoded and encoded, all else in the file is kept.

PNG keeps its depth (8 or 16 bit), its alpha and its other chunks; JPEG keeps its tables, its subsampling and its
metadata. The same file, key and payload give the same bytes. Scene-referred pictures (EXR, DPX) are not marked: their
values are measurements of light that compositing relies on, and they have no white that visibility could be judged by.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, JpegImagePlugin

from secondunit.core.errors import InputError, Unmarkable
from secondunit.formats.sniff import sniff
from secondunit.formats.watermark.embed import embed
from secondunit.formats.watermark.pattern import TILE, Pattern
from secondunit.formats.watermark.read import Reading, read

KINDS = ("image/png", "image/jpeg")
MAX_PIXELS = 64 << 20
MAX_BYTES = 1 << 30
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# What is written anew, or speaks of the old pixels. `caBX` is a credential: it was made for other bytes.
_DROPPED = (b"IHDR", b"IDAT", b"IEND", b"PLTE", b"tRNS", b"sBIT", b"hIST", b"bKGD", b"caBX")
_WHY_NOT = {
    "image/x-exr": "scene-referred pictures (EXR) are not marked: their values are measurements that compositing needs",
    "image/x-dpx": "scene-referred pictures (DPX) are not marked: their values are measurements that compositing needs",
    "video/mp4": "films are not marked themselves, only still pictures",
    "video/quicktime": "films are not marked themselves, only still pictures",
}


@dataclass(frozen=True)
class Still:
    """A decoded picture: `colours` (H, W) or (H, W, 3) in RGB, 8 or 16 bit, and `alpha` (H, W) or None."""

    kind: str
    colours: NDArray[np.unsignedinteger]
    alpha: NDArray[np.unsignedinteger] | None = None


def mark(source: Path, target: Path, key: bytes, payload: int) -> Reading:
    """Write `source` with the mark to `target`, read it back from there, and return what was read.

    Unmarkable for what cannot carry it, also when the mark cannot be read back; then nothing is left at `target`.
    """
    data, pattern = _bytes(source), Pattern.of(key)
    still = decode(data, sniff(source), source.name)
    if min(still.colours.shape[:2]) < TILE:
        high, wide = still.colours.shape[:2]
        raise Unmarkable(f"{source.name} has {wide} x {high} pixels, too few for a mark",
                         hint=f"pictures of at least {TILE} x {TILE} pixels can carry one")
    marked = Still(still.kind, embed(still.colours, pattern, payload), still.alpha)
    out = _png(marked, data) if still.kind == "image/png" else _jpeg(marked, data)
    found = read(decode(out, still.kind, source.name).colours, pattern)
    if not found.found or found.payload != payload:
        raise Unmarkable(f"{source.name} does not hold the mark: there is too little in it that could carry one",
                         hint="use a larger picture")
    target.write_bytes(out)
    return found


def find(path: Path, key: bytes) -> Reading:
    """Look for the key's mark in a file; InputError for what is no picture that could carry one."""
    return read(decode(_bytes(path), sniff(path), path.name).colours, Pattern.of(key))


def decode(data: bytes, kind: str, name: str) -> Still:
    """Decode a PNG or JPEG; Unmarkable for kinds that carry no mark, InputError for what cannot be read."""
    if kind not in KINDS:
        why = _WHY_NOT.get(kind, f"this kind of file ({kind or 'unknown'}) carries no mark")
        hint = "take a frame out as PNG or JPEG" if kind.startswith("video/") else "PNG and JPEG can carry one"
        raise Unmarkable(f"{name}: {why}", hint=hint)
    return _from_png(data, name) if kind == "image/png" else _from_jpeg(data, name)


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file() or not 0 < path.stat().st_size <= MAX_BYTES:
            raise InputError(f"{path.name} is empty, too large or no file", hint="give a PNG or JPEG")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error.strerror}", hint="give a PNG or JPEG") from error


def _check_size(wide: int, high: int, name: str) -> None:
    if not 0 < wide * high <= MAX_PIXELS:
        raise Unmarkable(f"{name} has {wide} x {high} pixels: more than can be marked")


def _chunks(data: bytes, name: str) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG up to its end: type, and the chunk as it stands."""
    at = len(_SIGNATURE)
    while at + 12 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        whole = data[at : at + 12 + size]
        if len(whole) != 12 + size:
            break
        yield kind, whole
        if kind == b"IEND":
            return
        at += 12 + size
    raise InputError(f"{name} is no whole PNG", hint="open it in a viewer")


def _from_png(data: bytes, name: str) -> Still:
    chunks = dict(_chunks(data, name))
    header = chunks.get(b"IHDR", b"")
    if len(header) != 25:
        raise InputError(f"{name} is no whole PNG", hint="open it in a viewer")
    wide, high, depth, colour = struct.unpack_from(">IIBB", header, 8)
    _check_size(wide, high, name)
    if colour == 3 or depth < 8 or b"tRNS" in chunks:
        raise Unmarkable(f"{name} has a palette, fewer than 8 bits or one transparent colour: no mark fits in",
                         hint="save it as RGB or RGBA with 8 or 16 bits")
    if b"acTL" in chunks:
        raise Unmarkable(f"{name} is animated: only still pictures are marked")
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error:
        pixels = None
    if pixels is None or pixels.shape[:2] != (high, wide) or pixels.dtype not in (np.uint8, np.uint16):
        raise InputError(f"{name} cannot be read as a picture", hint="is the file whole? open it in a viewer")
    if pixels.ndim == 2:
        return Still("image/png", pixels)
    alpha = np.ascontiguousarray(pixels[..., 3]) if pixels.shape[2] == 4 else None
    return Still("image/png", np.ascontiguousarray(pixels[..., 2::-1]), alpha)


def _png(still: Still, original: bytes) -> bytes:
    """Encode a PNG and put the original's other chunks before the pixels."""
    pixels = still.colours if still.colours.ndim == 2 else still.colours[..., ::-1]
    if still.alpha is not None:
        pixels = np.dstack([pixels, still.alpha])
    done, coded = cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, 6])
    if not done:
        raise InputError("the marked picture cannot be written as PNG")
    fresh = list(_chunks(coded.tobytes(), "the marked picture"))
    kept = [whole for kind, whole in _chunks(original, "the picture") if kind not in _DROPPED and _sound(whole)]
    pixels_only = [whole for kind, whole in fresh if kind in (b"IDAT", b"IEND")]
    return b"".join([_SIGNATURE, fresh[0][1], *kept, *pixels_only])


def _sound(chunk: bytes) -> bool:
    return zlib.crc32(chunk[4:-4]) == int.from_bytes(chunk[-4:], "big")


def _open_jpeg(data: bytes, name: str) -> JpegImagePlugin.JpegImageFile:
    try:
        image = Image.open(io.BytesIO(data), formats=("JPEG",))
        _check_size(*image.size, name)
        image.load()
    except InputError:
        raise
    except Exception as error:  # Pillow's decoders raise all kinds of errors for broken files
        raise InputError(f"{name} cannot be read as a picture: {type(error).__name__}",
                         hint="is the file whole? open it in a viewer") from error
    if image.mode not in ("RGB", "L") or not isinstance(image, JpegImagePlugin.JpegImageFile):
        raise Unmarkable(f"{name} is {image.mode}: only grey and RGB pictures are marked", hint="convert it to RGB")
    return image


def _from_jpeg(data: bytes, name: str) -> Still:
    return Still("image/jpeg", np.array(_open_jpeg(data, name)))


def _jpeg(still: Still, original: bytes) -> bytes:
    old = _open_jpeg(original, "the picture")
    extra = {key: old.info[key] for key in ("icc_profile", "exif", "dpi", "comment") if old.info.get(key)}
    out = io.BytesIO()
    sampling = JpegImagePlugin.get_sampling(old)
    Image.fromarray(still.colours).save(
        out, "JPEG", qtables=old.quantization, optimize=True, progressive=bool(old.info.get("progressive")),
        **({"subsampling": sampling} if sampling >= 0 and old.mode == "RGB" else {}), **extra)
    return out.getvalue()
