"""Frame sequences in credentials: the table of frames is signed, and each frame can be told from its digest.

Sealed: frames in a stored archive that carries a C2PA manifest (`frame_zip`). Loose: frames stay where they are and
the signed thing is the table, with a sidecar. Either way the table's SHA-256 stands in org.secondunit.frames.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from secondunit.core.errors import InputError, StampFailed
from secondunit.formats import frame_zip
from secondunit.formats.frames import LARGEST, Frame, FrameTable, compare, scan

SEALED = frame_zip.MEDIA_TYPE
LOOSE = "application/vnd.secondunit.frames+json"
LABEL = "org.secondunit.frames"
_TOLD = 40  # frames named one by one


def assertion(source: Path, media_type: str) -> dict[str, dict[str, Any]]:
    """Return the assertion for what is about to be signed; nothing for media that are no sequence.

    StampFailed when the table is damaged or does not fit the frames: a wrong table is never signed.
    """
    if media_type not in (SEALED, LOOSE):
        return {}
    try:
        table = table_of(source, media_type)
        wrong = compare(table, frame_zip.frames(source)) if media_type == SEALED else ()
    except InputError as error:
        raise StampFailed(f"{source.name} is no sealed sequence: {error.message}", hint=error.hint) from error
    if wrong:
        raise StampFailed(f"{source.name} does not fit its own table: {wrong[0].words()}", hint="pack it anew")
    return {LABEL: table.facts()}


def table_of(path: Path, media_type: str) -> FrameTable:
    """Return the table of a sealed or a loose sequence; InputError when there is none that can be read."""
    if media_type == SEALED:
        return frame_zip.read_table(path)
    if path.stat().st_size > LARGEST:
        raise InputError(f"{path.name} is larger than a table of frames may be")
    return FrameTable.read(path.read_bytes())


def has_credential(path: Path) -> bool:
    """Whether a sealed sequence carries a credential; StampFailed when it cannot be read."""
    try:
        return any(item.name == frame_zip.CREDENTIAL for item in frame_zip.members(path))
    except InputError as error:
        raise StampFailed(f"{path.name} is no sealed sequence: {error.message}", hint=error.hint) from error


def problems(path: Path, media_type: str, claim: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what does not hold of a sequence: its table against the signed hash, its frames against the table."""
    if media_type not in (SEALED, LOOSE):
        return ()
    try:
        table = table_of(path, media_type)
        found = words(table, frame_zip.frames(path)) if media_type == SEALED else ()
    except InputError as error:
        return (error.message,)
    if signed_table(claim) != table.digest:
        return ("the table of frames is not the one that was signed", *found)
    return found


def signed_table(claim: Mapping[str, Any]) -> str:
    """The SHA-256 of the table that a claim names, or an empty text."""
    for item in claim.get("assertions") or ():
        if isinstance(item, Mapping) and item.get("label") == LABEL and isinstance(item.get("data"), Mapping):
            return str(item["data"].get("table_sha256", ""))
    return ""


def check_folder(table: FrameTable, folder: Path) -> tuple[str, ...]:
    """Return how the loose frames in a folder differ from their table, by name."""
    return words(table, scan(folder).frames)


def words(table: FrameTable, frames: Iterable[Frame]) -> tuple[str, ...]:
    """Return the differences as lines, the first ones by name."""
    found = compare(table, frames)
    more = (f"and {len(found) - _TOLD} more frames",) if len(found) > _TOLD else ()
    return (*(item.words() for item in found[:_TOLD]), *more)
