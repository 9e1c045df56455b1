"""What was made of a plate as plain files: what compositors open, beside the signed tables that prove it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondunit.core.errors import StateError
from secondunit.execution.views import safe_name
from secondunit.formats import frame_zip
from secondunit.gates.credentials import sidecar
from secondunit.store.files import disk_errors

if TYPE_CHECKING:
    from secondunit.production.folder import Production

# role of sealed frames -> folder
FOLDERS = {"alpha": "alpha", "alpha_exr": "alpha", "fg": "fg", "cryptomatte": "cryptomatte",
           "clean": "clean"}  # fmt: skip
TABLES = {"alpha_table": "alpha", "fg_table": "fg", "clean_table": "clean"}
FILES = {"told": "{task}.json", "qc": "qc.json", "qc_csv": "qc.csv", "preview": "preview.mp4"}
PROOF = "frames.json"


def export(production: Production, entity: str, task: str, folder: Path) -> dict[str, Any]:
    """Write what a task made of a plate below `folder` and return what was written, by kind.

    Files of the same name are replaced one by one; StateError when `folder` is a file.
    """
    if folder.exists() and not folder.is_dir():
        raise StateError(f"{folder} is a file", hint="choose a folder")
    take = production.roto.take(entity, task)
    media = production.store.media
    written: dict[str, Any] = {}
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for row in take["outputs"]:
            role, source = row["role"], media.get(row["digest"])
            if (place := _folder(role)) is not None:
                written[place] = written.get(place, 0) + _frames(source, folder / place, folder)
            elif role in TABLES:
                _with_credential(row, source, folder / f"{TABLES[role]}.{PROOF}", media.get)
            elif role in FILES:
                name = FILES[role].format(task=task)
                _with_credential(row, source, folder / name, media.get)
                written[name] = 1
            elif role.startswith("curves."):
                _with_credential(row, source, folder / "curves" / _curve(role), media.get)
                written["curves"] = written.get("curves", 0) + 1
    return written


def _folder(role: str) -> str | None:
    kind, _, number = role.partition(".")
    if kind == "object" and number.isdecimal():
        return f"objects/{int(number)}"
    return FOLDERS.get(role)


def _curve(role: str) -> str:
    return safe_name(f"roto.{role.partition('.')[2]}")  # a role is an engine's word


def _frames(sealed: Path, place: Path, folder: Path) -> int:
    """Take the frames of a sealed sequence out, each at once whole under its name."""
    room = folder / ".tmp-frames"
    shutil.rmtree(room, ignore_errors=True)
    table = frame_zip.unpack(sealed, room, lambda name: True)
    place.mkdir(parents=True, exist_ok=True)
    for frame in table.frames:
        (room / frame.name).replace(place / frame.name)
    room.rmdir()
    return len(table.frames)


def _with_credential(row: Mapping[str, Any], source: Path, target: Path, get: Callable[[str], Path]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    _copy(source, target)
    if row["sidecar"]:
        _copy(get(row["sidecar"]), sidecar.beside(target))


def _copy(source: Path, target: Path) -> None:
    temp = target.with_name(f".tmp-{target.name}")
    shutil.copyfile(source, temp)
    temp.replace(target)
