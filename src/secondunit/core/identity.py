"""Canonical JSON and SHA-256: the identity of recipes and records.

Canonical form: UTF-8, sorted keys, no blanks, NFC strings, no NaN or infinity, integers stay integers,
a float that equals an integer is written as that integer's float (`1.0`), other floats in the shortest
form that reads back the same (Python's repr, as in RFC 8785). Tuples are lists.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from secondunit.core.errors import InputError

Json = None | bool | int | float | str | list[Any] | dict[str, Any]

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def plain(value: object) -> Json:
    """Return `value` as JSON data with NFC strings; raise InputError for anything else."""
    kind = type(value)
    if kind is str:
        text: str = value  # type: ignore[assignment]
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    if value is None or kind is bool or kind is int:
        return value  # type: ignore[return-value]
    if kind is float:
        return 0.0 if value == 0.0 else value  # type: ignore[return-value]  # -0.0 and 0.0 are one value
    if isinstance(value, Mapping):
        out: dict[str, Json] = {}
        for key, item in value.items():
            if not isinstance(key, str):
                raise InputError(f"a key in a record must be text, not {key!r}")
            out[plain(key)] = plain(item)  # type: ignore[index]
        return out
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, str):
        return plain(str(value))
    if isinstance(value, (bool, int)):
        return int(value)
    raise InputError(f"{kind.__name__} cannot be part of a record", hint="use text, numbers, lists and mappings")


def canonical(value: object) -> bytes:
    """Return the canonical JSON bytes of `value`."""
    try:
        return _encode(plain(value)).encode("utf-8")
    except (ValueError, UnicodeEncodeError) as error:
        raise InputError(f"a record holds a value that JSON cannot: {error}") from error


def sha256(data: bytes) -> str:
    """Return the SHA-256 of bytes as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def digest(value: object) -> str:
    """Return the SHA-256 of a value's canonical JSON."""
    return sha256(canonical(value))


def derive_seed(family: str, take: int) -> int:
    """Return the seed of a take: the first 8 hex digits of SHA-256(family hash + take index)."""
    return int(sha256(f"{family}:{take}".encode())[:8], 16)


def slug(text: str, longest: int = 60) -> str:
    """Return a readable id of a name: `Zoë O'Neill` gives `zoe-o-neill`; empty when no letter or digit remains.

    Letters of other scripts have no ASCII form and are left out; accents are dropped.
    """
    plain_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain_text).strip("-")[:longest].rstrip("-")
