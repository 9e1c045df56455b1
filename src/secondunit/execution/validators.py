"""What an engine made is looked at before it is stamped: the type it says, readable, and not empty."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from secondunit.core.errors import InputError, OutputInvalid

MAX_OUTPUT_BYTES = 16 << 30


def _starts(*magics: bytes) -> Callable[[Path], bool]:
    def check(path: Path) -> bool:
        with path.open("rb") as stream:
            head = stream.read(16)
        return any(head.startswith(m) for m in magics)

    return check


def _mp4(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(12)[4:8] == b"ftyp"


def _json(path: Path) -> bool:
    try:
        json.loads(path.read_bytes())
    except ValueError:
        return False
    return True


def _png(path: Path) -> bool:
    from PIL import Image

    try:
        with Image.open(path) as image:
            image.verify()
            return image.format == "PNG"
    except (OSError, SyntaxError, ValueError):
        return False


def _frames(path: Path) -> bool:
    from secondunit.formats.frames import LARGEST, FrameTable

    try:
        return path.stat().st_size <= LARGEST and bool(FrameTable.read(path.read_bytes()))
    except InputError:
        return False


def _sealed(path: Path) -> bool:
    from secondunit.formats import frame_zip

    try:
        return bool(frame_zip.read_table(path))
    except InputError:
        return False


def _sound(path: Path) -> bool:
    with path.open("rb") as stream:
        head = stream.read(12)
    return head[:4] in (b"RIFF", b"RF64") and head[8:] == b"WAVE"


def _store(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(8)[4:] == b"jumb"


def _weights(path: Path) -> bool:
    from secondunit.formats import safetensors

    try:
        return bool(safetensors.read(path)[0])
    except InputError:
        return False


def _text(path: Path) -> bool:
    """Whether it is UTF-8 text without bytes that no text has."""
    try:
        return "\0" not in path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return False


CHECKS: Mapping[str, Callable[[Path], bool]] = {
    "image/png": _png,
    "image/jpeg": _starts(b"\xff\xd8\xff"),
    "image/x-exr": _starts(b"\x76\x2f\x31\x01"),
    "model/vnd.usd": _starts(b"PXR-USDC", b"#usda"),
    "video/mp4": _mp4,
    "application/pdf": _starts(b"%PDF-"),
    "application/json": _json,
    "application/vnd.otio+json": _json,
    "text/html": _starts(b"<!doctype html", b"<!DOCTYPE html"),
    "image/svg+xml": _starts(b"<svg", b"<?xml"),
    "image/x-dpx": _starts(b"SDPX", b"XPDS"),
    "image/tiff": _starts(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
    "model/gltf-binary": _starts(b"glTF"),
    "video/quicktime": _mp4,
    "audio/wav": _sound,
    "application/x-zip": _sealed,
    "application/c2pa": _store,
    "application/vnd.secondunit.frames+json": _frames,
    "application/vnd.safetensors": _weights,
    "text/csv": _text, "text/x-python": _text, "text/javascript": _text, "application/x-nuke": _text,
    "application/x-fusion": _text, "application/x-silhouette": _text,
}  # fmt: skip
SUFFIXES: Mapping[str, str] = {
    "image/png": "png", "image/jpeg": "jpg", "image/x-exr": "exr", "model/vnd.usd": "usdc", "video/mp4": "mp4",
    "application/pdf": "pdf", "application/json": "json", "application/vnd.otio+json": "otio", "text/html": "html",
    "image/svg+xml": "svg", "image/x-dpx": "dpx", "image/tiff": "tif", "model/gltf-binary": "glb",
    "video/quicktime": "mov", "audio/wav": "wav", "application/x-zip": "frames.zip",
    "application/c2pa": "c2pa",
    "application/vnd.secondunit.frames+json": "frames.json",
    "application/vnd.safetensors": "safetensors",
    "text/csv": "csv", "text/x-python": "py", "text/javascript": "js", "application/x-nuke": "nk",
    "application/x-fusion": "setting", "application/x-silhouette": "fxs",
}  # fmt: skip


def collect(outputs: list[dict[str, str]], scratch: Path) -> list[tuple[str, Path, str]]:
    """Return (role, path, media type) of what a worker says it made; OutputInvalid for anything odd.

    The worker's word is not trusted: paths must be plain files inside its scratch folder.
    """
    home = scratch.resolve()
    found: list[tuple[str, Path, str]] = []
    roles: set[str] = set()
    for entry in outputs:
        role, kind = str(entry.get("role", "")), str(entry.get("media_type", ""))
        path = home / str(entry.get("path", ""))
        if path.is_symlink() or not path.resolve().is_relative_to(home) or not path.is_file():
            raise OutputInvalid(f"an engine names a file outside its scratch folder for {role[:40]!r}")
        if not role or role in roles or kind not in CHECKS:
            raise OutputInvalid(f"an engine offers {role[:40]!r} of type {kind[:40]!r}, which is not accepted")
        size = path.stat().st_size
        if not 0 < size <= MAX_OUTPUT_BYTES or not CHECKS[kind](path):
            raise OutputInvalid(f"the {role} that an engine made is not a readable {kind}")
        roles.add(role)
        found.append((role, path, kind))
    if not found:
        raise OutputInvalid("an engine made nothing")
    return found
