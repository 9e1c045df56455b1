"""An engine for tests: paints a flat PNG with the standard library, and can misbehave on request.

Parameters: `tone` 0..255, `width`, `height`; `fault` one of crash, raise, empty, escape, garbage, sleep,
memory; `once` names a file: the fault happens only while it exists (and removes it), so that a retry works.
"""

from __future__ import annotations

import os
import struct
import threading
import zlib
from collections.abc import Mapping
from pathlib import Path

from secondunit.core.errors import EngineError
from secondunit.engines.api import Output, Work
from secondunit.plugins import EngineManifest

MANIFEST = EngineManifest(
    "slate", "secondunit.testing.slate", "Slate", "1", ("test.slate",), "exact", "Apache-2.0", "Paints a flat slate.",
    tool={"deployment": "local", "trains_on_inputs": False, "retains": False, "training_data_status": "none",
          "licence_tier": "open source", "commercial_ok": True},
    pictures={"test.slate": ("panel",)},
)  # fmt: skip


def png(width: int, height: int, tone: int) -> bytes:
    """Return an 8-bit grey PNG of one tone."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\x00" + bytes([tone]) * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class Slate:
    """See the module."""

    def make(self, capability: str, work: Work) -> list[Output]:
        """Paint the slate, or misbehave."""
        p = work.parameters
        path = work.scratch / "slate.png"
        fault = _fault(p)
        if fault == "crash":
            os.kill(os.getpid(), 9)
        if fault == "raise":
            raise EngineError("the slate broke on request")
        if fault == "memory":
            raise MemoryError
        if fault == "sleep":
            threading.Event().wait(3600)
        if fault == "empty":
            return []
        if fault == "escape":
            return [Output("panel", Path(__file__), "image/png")]
        work.progress(0.5)
        seed = work.seed % 7  # the seed shows in the picture, so that takes differ
        tone = (int(p.get("tone", 128)) + seed) % 256
        data = b"not a picture" if fault == "garbage" else png(int(p.get("width", 16)), int(p.get("height", 9)), tone)
        path.write_bytes(data)
        return [Output("panel", path, "image/png")]


def _fault(parameters: Mapping[str, object]) -> str:
    fault, once = str(parameters.get("fault", "")), str(parameters.get("once", ""))
    if fault and once:
        try:
            Path(once).unlink()
        except FileNotFoundError:
            return ""
    return fault
