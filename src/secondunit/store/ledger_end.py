"""The end of a ledger as it lies on disk, back to its last seal; what was looked at before is not parsed again.

The bytes since the last seal are read anew each time and compared with those that were parsed and found to hold. Only
what was added is parsed. Where one byte differs, all of it is parsed and checked as if for the first time. So a change
is noticed in the same moment as without this memory, and costs the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from secondunit.core.errors import RecordCorrupt
from secondunit.store.files import disk_errors
from secondunit.store.ledger_lines import START, Line, parse

_SEGMENT = re.compile(r"\d{6}\.jsonl")


@dataclass(frozen=True)
class End:
    """The last seal (none before the first), the entries after it, oldest first, and where the last file ends."""

    segment: int
    size: int
    seal: Line | None
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class _Part:
    """Whole lines of a segment that hold: from which byte and which line on (both from 0), and their bytes."""

    segment: int
    start: int
    line: int
    data: bytes


class EndReader:
    """Reads the end of the ledger in `folder`; several threads may share one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: tuple[tuple[_Part, ...], End] | None = None

    def segments(self) -> list[int]:
        """Return the numbers of the files that are there, oldest first."""
        if not self.folder.is_dir():
            return []
        return sorted(int(p.name[:6]) for p in self.folder.iterdir() if _SEGMENT.fullmatch(p.name))

    def path(self, number: int) -> Path:
        """Return the file of a segment."""
        return self.folder / f"{number:06d}.jsonl"

    def read(self) -> End:
        """Return the end after a look at all its bytes; RecordCorrupt where a line or the chain does not hold."""
        numbers = self.segments()
        if not numbers:
            return End(0, 0, None, ())
        parts, end = self._further(numbers) or self._anew(numbers)
        self._seen = parts, end
        return end

    def _further(self, numbers: Sequence[int]) -> tuple[tuple[_Part, ...], End] | None:
        """Return what is there if it only grew since it was looked at."""
        if self._seen is None:
            return None
        parts, end = self._seen
        first = parts[0].segment if end.seal else 0  # what lies before the seal is not looked at
        if [part.segment for part in parts] != [number for number in numbers if number >= first]:
            return None
        for part in parts[:-1]:
            if self._bytes(part.segment, part.start) != part.data:
                return None
        last = parts[-1]
        data = self._bytes(last.segment, last.start)
        if not data.startswith(last.data):
            return None
        size, data = last.start + len(data), data[: data.rfind(b"\n") + 1]
        added = _Part(last.segment, last.start + len(last.data), last.line + last.data.count(b"\n"),
                      data[len(last.data) :])  # fmt: skip
        kept, seal, found = self._back(added)
        if seal is None:
            whole = _Part(last.segment, last.start, last.line, data)
            return (*parts[:-1], whole), End(last.segment, size, end.seal, _chained(end.seal, end.lines, found))
        return (kept,), End(last.segment, size, seal, _chained(seal, (), found))

    def _anew(self, numbers: Sequence[int]) -> tuple[tuple[_Part, ...], End]:
        parts: list[_Part] = []
        lines: list[Line] = []
        seal, size = None, 0
        for number in reversed(numbers):
            data = self._bytes(number, 0)
            size = size if parts else len(data)
            kept, seal, found = self._back(_Part(number, 0, 0, data[: data.rfind(b"\n") + 1]))
            parts.insert(0, kept)
            lines[:0] = found
            if seal:
                break
        return tuple(parts), End(numbers[-1], size, seal, _chained(seal, (), lines))

    def _bytes(self, number: int, start: int) -> bytes:
        with disk_errors(self.path(number)), self.path(number).open("rb") as stream:
            stream.seek(start)
            return stream.read()

    def _back(self, part: _Part) -> tuple[_Part, Line | None, list[Line]]:
        """Parse whole lines from the last one back to a seal; return the part from it on, it, and what follows it."""
        rows = [row + b"\n" for row in part.data.split(b"\n")[:-1]]
        found: list[Line] = []
        seal, at = None, len(part.data)
        for place in range(len(rows), 0, -1):
            line = parse(rows[place - 1], f"{self.folder.name}/{part.segment:06d}.jsonl:{part.line + place}")
            at -= len(rows[place - 1])
            if line.verb == "seal":
                seal = line
                part = _Part(part.segment, part.start + at, part.line + place - 1, part.data[at:])
                break
            found.append(line)
        found.reverse()
        return part, seal, found


def _chained(seal: Line | None, known: tuple[Line, ...], more: Sequence[Line]) -> tuple[Line, ...]:
    """Return all lines after the seal once those that are new are seen to follow; RecordCorrupt where they do not."""
    before = known[-1] if known else seal
    for line in more:
        said = (line.seq, line.entry["prev"])
        if said != ((before.seq + 1, before.hash) if before else (1, START)):
            raise RecordCorrupt(f"the ledger breaks before entry {line.seq}",
                                hint="secondunit rights ledger verify says what was changed")
        before = line
    return (*known, *more)
