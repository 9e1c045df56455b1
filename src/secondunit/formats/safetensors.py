"""Weights of nets as safetensors files: a JSON header and raw numbers, nothing that could run.

Layout (safetensors format, version 0.3): eight bytes, little endian, with the length of the header; the header, a JSON
object that gives each tensor its `dtype`, `shape` and `data_offsets` into what follows, and `__metadata__` with words
of ours; then the numbers. Only 32-bit floats are written and read.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError

MEDIA_TYPE = "application/vnd.safetensors"
MAX_HEADER, MAX_BYTES = 1 << 20, 1 << 32
Tensors = dict[str, NDArray[np.float32]]


def write(path: Path, tensors: Mapping[str, NDArray[np.float32]], metadata: Mapping[str, str]) -> None:
    """Write tensors by name, in the order of their names: the same tensors are the same bytes."""
    header: dict[str, Any] = {"__metadata__": dict(sorted(metadata.items()))}
    at, parts = 0, []
    for name, tensor in sorted(tensors.items()):
        data = np.ascontiguousarray(tensor, "<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [at, at + len(data)]}
        at += len(data)
        parts.append(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.writelines(parts)


def read(path: Path) -> tuple[Tensors, dict[str, str]]:
    """Return the tensors by name and the metadata; InputError for a file that breaks the format."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(8)
        length = struct.unpack("<Q", head)[0] if len(head) == 8 else 0
        if not 2 <= length <= min(MAX_HEADER, size - 8) or size > MAX_BYTES:
            raise _broken("its header has no sound length")
        text, data = file.read(length), file.read()
    try:
        header = json.loads(text)
    except ValueError:
        raise _broken("its header is no JSON") from None
    if not isinstance(header, dict):
        raise _broken("its header is no JSON object")
    words = header.pop("__metadata__", {})
    if not isinstance(words, dict) or not all(isinstance(word, str) for word in words.values()):
        raise _broken("its metadata are not words")
    return {name: _tensor(name, row, data) for name, row in header.items()}, words


def _tensor(name: str, row: object, data: bytes) -> NDArray[np.float32]:
    try:
        kind, shape, (start, stop) = row["dtype"], row["shape"], row["data_offsets"]  # type: ignore[index]
        whole = all(type(number) is int and number >= 0 for number in (*shape, start, stop))
    except (KeyError, TypeError, ValueError):
        raise _broken(f"tensor {name[:60]!r} is not described") from None
    if kind != "F32" or not whole or stop > len(data) or stop - start != 4 * math.prod(shape):
        raise _broken(f"tensor {name[:60]!r} does not lie in it as 32-bit floats")
    return np.frombuffer(data[start:stop], "<f4").astype(np.float32).reshape(shape)


def _broken(why: str) -> InputError:
    return InputError(f"a weights file is not read: {why}", hint="take the file that the learning wrote")
