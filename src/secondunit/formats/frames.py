"""Frame sequences: a table of every frame's SHA-256, and what differs from it, frame by frame.

A table is JSON in one spelling only (`frames.json`) so that its own SHA-256 stands for it; the CSV says the same for
people and other tools. Names are plain file names of one folder; times and paths are no part of it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import stat
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from secondunit.core.errors import InputError, NotFound
from secondunit.core.identity import canonical, sha256

JSON_NAME, CSV_NAME = "frames.json", "frames.csv"
KIND = "secondunit.frames"
SUFFIXES = (".exr", ".dpx", ".cin", ".png", ".tif", ".tiff", ".jpg", ".jpeg")
MOST = 200_000  # frames of one table: more than two hours at 24 a second
LARGEST = 64 << 20  # bytes of a table
_NUMBER = re.compile(r"(\d+)(?=\.[^.]*$)")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: file name, SHA-256 and size in bytes."""

    name: str
    sha256: str
    size: int

    @property
    def number(self) -> int | None:
        """The number before the ending, as in `beauty.1001.exr`."""
        found = _NUMBER.search(self.name)
        return int(found[1]) if found and len(found[1]) < 12 else None


@dataclass(frozen=True)
class FrameTable:
    """Frames in their order: by name without the number, then by number."""

    frames: tuple[Frame, ...]

    @cached_property
    def data(self) -> bytes:
        """The table as JSON, always the same bytes."""
        return canonical({"kind": KIND, "schema": 1, "frames": [
            {"name": item.name, "sha256": item.sha256, "size": item.size} for item in self.frames]})

    @property
    def digest(self) -> str:
        """SHA-256 of the JSON: what a credential names the table by."""
        return sha256(self.data)

    @property
    def size(self) -> int:
        """Bytes of all frames."""
        return sum(item.size for item in self.frames)

    def to_csv(self) -> bytes:
        """The table for people: name, frame, sha256, bytes."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(("name", "frame", "sha256", "bytes"))
        writer.writerows((item.name, "" if item.number is None else item.number, item.sha256, item.size)
                         for item in self.frames)
        return text.getvalue().encode("utf-8")

    def facts(self) -> dict[str, Any]:
        """What a credential says of it; numbers that are not there between first and last are `gaps`."""
        numbers = [item.number for item in self.frames if item.number is not None]
        span = {"first": min(numbers), "last": max(numbers)} if numbers else {}
        gaps = len(range(min(numbers), max(numbers) + 1)) - len(set(numbers)) if numbers else 0
        return {"table_sha256": self.digest, "count": len(self.frames), "bytes": self.size, "gaps": gaps, **span}

    @classmethod
    def of(cls, frames: Iterable[Frame]) -> FrameTable:
        """Bring frames into order; InputError for none, too many, or two that only differ in case."""
        found = tuple(sorted(frames, key=_order))
        if not found:
            raise InputError("there are no frames", hint="give a folder of EXR, DPX, PNG, TIFF or JPEG frames")
        if len(found) > MOST:
            raise InputError(f"{len(found)} frames are more than the {MOST} that one table may hold")
        seen: dict[str, str] = {}
        for item in found:
            other = seen.setdefault(item.name.casefold(), item.name)
            if other is not item.name:
                raise InputError(f"{item.name} and {other} are one name on many disks", hint="rename one of them")
        return cls(found)

    @classmethod
    def read(cls, data: bytes) -> FrameTable:
        """Read a table; InputError unless it is exactly what `data` writes."""
        try:
            tree = json.loads(data) if len(data) <= LARGEST else None
            if not isinstance(tree, dict) or (tree.get("kind"), tree.get("schema")) != (KIND, 1):
                raise ValueError("not a table of frames")
            table = cls.of(_frame(item) for item in tree["frames"])
            if table.data != data:
                raise ValueError("not spelt as tables are")
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise InputError(f"the table of frames cannot be read: {error}", hint="take it anew from the sealed file",
                             ) from error
        return table


@dataclass(frozen=True, slots=True)
class Difference:
    """How a frame differs from its table. `kind`: changed, missing, added, renamed or reordered."""

    kind: str
    name: str
    other: str = ""  # the frame whose picture it holds, or its new name

    def words(self) -> str:
        """One line for people."""
        match self.kind:
            case "renamed":
                return f"frame {self.name}: renamed to {self.other}"
            case "reordered":
                return f"frame {self.name}: reordered, it holds the picture of {self.other}"
            case "added" if self.other:
                return f"frame {self.name}: added, a copy of {self.other}"
            case _:
                return f"frame {self.name}: {self.kind}"


def scan(folder: Path) -> FrameTable:
    """Hash every frame of a folder, one after another in little memory.

    InputError for what is no frame (links, folders, other files, odd names), NotFound without the folder.
    """
    if not folder.is_dir():
        raise NotFound(f"there is no folder {folder}", hint="give a folder of frames")
    frames = []
    for path in sorted(folder.iterdir()):
        if problem := fault(path.name):
            raise InputError(f"{path.name!a} {problem}", hint="leave only the frames in the folder")
        if not stat.S_ISREG(path.lstat().st_mode):
            raise InputError(f"{path.name} is a link or a folder, not a frame", hint="leave only frames in the folder")
        with path.open("rb") as file:
            frames.append(Frame(path.name, hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size))
    return FrameTable.of(frames)


def fault(name: str) -> str:
    """Return why a name may not be that of a frame; empty when it may."""
    if not name.lower().endswith(SUFFIXES):
        return "is no frame: known are " + " ".join(SUFFIXES)
    if not name.isprintable() or unicodedata.normalize("NFC", name) != name or len(name.encode()) > 200:
        return "has a name that is too long or not plain Unicode (NFC)"
    if any(sign in name for sign in '/\\:*?"<>|') or name[0] in "=+-@. " or name in (".", ".."):
        return "has a name that other systems or spreadsheets take for something else"
    return ""


def compare(table: FrameTable, found: Iterable[Frame]) -> tuple[Difference, ...]:
    """Return how frames differ from their table, in its order; what was added comes last."""
    want = {item.name: item for item in table.frames}
    have = {item.name: item for item in found}
    pictures: dict[str, list[str]] = defaultdict(list)
    for item in table.frames:
        pictures[item.sha256].append(item.name)
    strays: dict[str, list[str]] = defaultdict(list)  # of each picture, the names that the table does not know
    for name in sorted(have.keys() - want.keys()):
        strays[have[name].sha256].append(name)
    out = []
    for name, item in want.items():
        other = have.get(name)
        if other is None:
            moved = strays[item.sha256].pop(0) if strays.get(item.sha256) else ""
            out.append(Difference("renamed", name, moved) if moved else Difference("missing", name))
        elif other.sha256 != item.sha256:
            same = pictures.get(other.sha256)
            out.append(Difference("reordered", name, same[0]) if same else Difference("changed", name))
    for picture, names in strays.items():
        out += [Difference("added", name, (pictures.get(picture) or [""])[0]) for name in names]
    return tuple(out)


def _order(item: Frame) -> tuple[str, int, str]:
    number = item.number
    return (_NUMBER.sub("", item.name), -1 if number is None else number, item.name)


def _frame(item: object) -> Frame:
    if not isinstance(item, Mapping) or set(item) != {"name", "sha256", "size"}:
        raise ValueError("a row lacks name, sha256 or size")
    name, digest, size = item["name"], item["sha256"], item["size"]
    if not isinstance(name, str) or not isinstance(digest, str) or type(size) is not int or size < 0:
        raise ValueError("a row holds values of the wrong kind")
    if not _DIGEST.fullmatch(digest) or fault(name):
        raise ValueError(f"{name[:60]!a} is no frame, or its digest is none")
    return Frame(name, digest, size)


