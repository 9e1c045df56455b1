"""What a file is, by its first bytes; its name decides only between kinds that begin alike."""

from __future__ import annotations

from pathlib import Path

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x76\x2f\x31\x01", "image/x-exr"),
    (b"SDPX", "image/x-dpx"), (b"XPDS", "image/x-dpx"), (b"II*\0", "image/tiff"), (b"MM\0*", "image/tiff"),
    (b"II+\0", "image/tiff"), (b"MM\0+", "image/tiff"), (b"PXR-USDC", "model/vnd.usd"), (b"#usda", "model/vnd.usd"),
    (b"glTF", "model/gltf-binary"), (b"%PDF-", "application/pdf"), (b"GIF8", "image/gif"),
    (b"<svg", "image/svg+xml"), (b"<!doctype html", "text/html"), (b"<!DOCTYPE html", "text/html"),
    (b"ID3", "audio/mpeg"), (b"fLaC", "audio/flac"),
)  # fmt: skip
_RIFF = {b"WAVE": "audio/wav", b"WEBP": "image/webp", b"AVI ": "video/avi"}
_BRANDS = {b"qt  ": "video/quicktime", b"M4A ": "audio/mp4", b"heic": "image/heic", b"avif": "image/avif"}


def sniff(path: Path) -> str:
    """Return the media type of a file, or an empty text when it is none that is known here."""
    with path.open("rb") as file:
        head = file.read(16)
    suffix = path.suffix.lower()
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if head[:4] in (b"RIFF", b"RF64"):
        return _RIFF.get(head[8:12], "")
    if head[:4] == b"PK\x03\x04":
        return "" if suffix in (".usdz", ".docx", ".xlsx", ".pptx", ".epub") else "application/x-zip"
    if head[:1] == b"{":
        if suffix == ".otio":
            return "application/vnd.otio+json"
        return "application/vnd.secondunit.frames+json" if path.name.endswith("frames.json") else "application/json"
    if head.startswith(b"<?xml") and suffix == ".svg":
        return "image/svg+xml"
    return next((kind for start, kind in _STARTS if head.startswith(start)), "")
