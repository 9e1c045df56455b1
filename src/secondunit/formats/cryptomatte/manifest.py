"""The manifest of a Cryptomatte: JSON of names and ids, in the header or in a file beside the EXR."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from secondunit.core.errors import InputError, StudioError
from secondunit.formats.cryptomatte.hashing import id_of

LARGEST = 64 << 20  # bytes
_HEX = re.compile(r"[0-9a-fA-F]{8}")
_HINT = "Render it again with a manifest, or take the mattes by their 8 hex digits."


def parse(text: str) -> dict[str, int]:
    """Return names and ids of a manifest; InputError when it is not a JSON object of 8 hex digits a name."""
    if len(text) > LARGEST:
        raise InputError("The Cryptomatte manifest is too large.", f"Up to {LARGEST >> 20} MB are read.")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError("The Cryptomatte manifest is not JSON.", _HINT) from error
    if not isinstance(data, dict):
        raise InputError("The Cryptomatte manifest is not a table of names.", _HINT)
    found: dict[str, int] = {}
    for name, digits in data.items():
        if not isinstance(digits, str) or not _HEX.fullmatch(digits):
            raise InputError(f"The Cryptomatte manifest gives {name[:80]!r} no id of 8 hex digits.", _HINT)
        id_of(name)  # refuses what is no text
        found[name] = int(digits, 16)
    return found


def dump(manifest: Mapping[str, int]) -> str:
    """Return a manifest as JSON in ASCII, ordered by name: the same names, the same bytes."""
    return json.dumps({name: f"{manifest[name]:08x}" for name in sorted(manifest)}, separators=(",", ":"))


def beside(picture: Path, relative: str) -> Path:
    """Return the path of a sidecar; InputError when it leaves the picture's folder or is spelled unsafely."""
    parts = relative.split("/")
    if (not relative or "\\" in relative or ":" in relative or relative.startswith("/") or not relative.isprintable()
            or any(part in ("", ".", "..") for part in parts)):  # fmt: skip
        raise InputError(f"The Cryptomatte sidecar path {relative[:120]!r} is not a plain relative path.",
                         "It is relative to the EXR, with forward slashes, and stays below its folder.")
    path = picture.parent.joinpath(*parts)
    if not path.resolve().is_relative_to(picture.parent.resolve()):
        raise InputError(f"The Cryptomatte sidecar {relative!r} is a link that leads out of the folder.",
                         "Copy the file to its place.")
    return path


def read_beside(picture: Path, relative: str) -> dict[str, int]:
    """Return the manifest of a sidecar; InputError when it is missing, too large or damaged."""
    path = beside(picture, relative)
    try:
        if not path.is_file():
            raise InputError(f"The Cryptomatte sidecar {relative} is missing.", "Copy it beside the EXR. " + _HINT)
        if path.stat().st_size > LARGEST:
            raise InputError("The Cryptomatte manifest is too large.", f"Up to {LARGEST >> 20} MB are read.")
        return parse(path.read_text(encoding="utf-8"))
    except StudioError:
        raise
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The Cryptomatte sidecar {relative} cannot be read.", _HINT) from error
