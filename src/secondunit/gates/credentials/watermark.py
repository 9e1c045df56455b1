"""The watermark as a credential tells it: put in before the stamp, named in the claim only when it reads back.

The payload is the first 64 bits of the recipe's hash, so that a picture which lost its credential leads to its take. A
mark is a hint, never a proof: only the signed credential and its digest say what a file is.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from secondunit.core.errors import StampFailed
from secondunit.formats.watermark import SCHEME
from secondunit.gates.credentials.manifest_lint import actions_of
from secondunit.gates.signing.keys import Keys

LABEL = "org.secondunit.watermark"
ACTION = "c2pa.watermarked.bound"
DIGITS = 16  # hexadecimal, of the recipe's hash


def put(source: Path, target: Path, recipe: str, keys: Keys) -> dict[str, str]:
    """Write `source` with the mark of a recipe (its hash) to `target` and return what the claim says of it.

    Unmarkable, and nothing at `target`, when the picture cannot carry it.
    """
    from secondunit.formats.watermark import files, read
    from secondunit.gates.credentials.credential import file_digest

    files.mark(source, target, keys.watermark_secret(), int(recipe[:DIGITS], 16))
    return {"scheme": SCHEME, "payload": recipe[:DIGITS], "false_alarm": f"{read.LEVEL:g}",
            "unmarked_sha256": file_digest(source)}  # fmt: skip


def require(path: Path, said: Mapping[str, Any], recipe: str, keys: Keys) -> None:
    """Raise StampFailed unless a file carries the very mark that its claim is to name."""
    from secondunit.core.errors import InputError
    from secondunit.formats.watermark import files

    try:
        found = files.find(path, keys.watermark_secret())
    except InputError as error:
        raise StampFailed(f"the claim names a watermark, but {error.message}", hint=error.hint) from error
    carried = f"{found.payload:0{DIGITS}x}" if found.found else ""
    if said.get("scheme") != SCHEME or not carried or carried != said.get("payload") or carried != recipe[:DIGITS]:
        raise StampFailed(f"the claim names a watermark that {path.name} does not carry",
                          hint="the mark is put in by the publisher, just before the stamp")


def named(claim: Mapping[str, Any]) -> str:
    """Return the payload of the watermark that a claim names, or an empty text."""
    for item in actions_of(claim):
        if item.get("action") == ACTION:
            parameters = item.get("parameters")
            said = parameters.get(LABEL) if isinstance(parameters, Mapping) else None
            return str(said.get("payload") or "") if isinstance(said, Mapping) else ""
    return ""


def advice(kind: str) -> str:
    """How to look for a mark in a file of this media type that has no credential; empty where it cannot have one."""
    if kind not in ("image/png", "image/jpeg"):
        return ""
    return ("it may still carry an invisible watermark; with the production's key: "
            "secondunit -C DIR rights credential watermark FILE")
