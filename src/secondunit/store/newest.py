"""The newest revisions of some kinds of record, read from the files themselves and never from the index.

What a gate relies on must not come from a cache that anybody may edit or that another process has not filled yet. A
file that was read is kept in memory until its size, time or inode changes; a look costs one listing a kind and one
`stat` a record.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from secondunit.core.errors import RecordCorrupt, StoreError
from secondunit.store.records import NAME, Records

Mark = tuple[int, int, int]


class Newest:
    """Newest revision of every record of `kinds`; call `refresh` before reading."""

    def __init__(self, records: Records, kinds: Iterable[str]) -> None:
        self.records = records
        self._seen: dict[str, dict[str, tuple[str, Mark, dict[str, Any]]]] = {kind: {} for kind in kinds}
        self._changed: set[str] = set()  # kinds that changed and of which `refresh` has not told yet

    def refresh(self, kinds: Iterable[str] | None = None) -> set[str]:
        """Look at the folders again (of all kinds by default) and return the kinds that changed since it was asked.

        Raises RecordCorrupt or RecordFromFuture for a record that cannot be read, StoreError for a folder that
        cannot be, and RecordCorrupt where a revision between two others is gone: rights that cannot be read
        refuse.
        """
        for kind in self._seen if kinds is None else kinds:
            if self._look(kind):
                self._changed.add(kind)
        if kinds is not None:
            return self._changed.intersection(kinds)
        changed, self._changed = self._changed, set()
        return changed

    def forget(self, kinds: Iterable[str]) -> None:
        """Count these kinds as changed at the next refresh, whatever lies there."""
        self._changed.update(kinds)

    def get(self, kind: str, identity: str) -> Mapping[str, Any] | None:
        """Return the newest revision of one record as of the last refresh, or None."""
        found = self._seen[kind].get(identity)
        return found[2] if found else None

    def all(self, kind: str) -> Iterator[Mapping[str, Any]]:
        """Yield the newest revisions of a kind as of the last refresh, ordered by id."""
        for identity in sorted(self._seen[kind]):
            yield self._seen[kind][identity][2]

    def roll(self) -> dict[tuple[str, str], int]:
        """Return the newest revision that lies in the folders now, by kind and id; no record is read."""
        return {(kind, identity): _seq(name) for kind in self._seen for identity, name in self._names(kind).items()}

    def seen(self) -> dict[tuple[str, str], int]:
        """Return the same as of the last refresh of all kinds, without another look."""
        return {(kind, identity): _seq(known[0])
                for kind, each in self._seen.items() for identity, known in each.items()}  # fmt: skip

    def _look(self, kind: str) -> bool:
        folder = self.records.root / kind
        old, new = self._seen[kind], dict[str, tuple[str, Mark, dict[str, Any]]]()
        for identity, name in self._names(kind).items():
            try:
                stat = os.stat(f"{folder}/{name}")  # noqa: PTH116  # three times as quick, and there may be thousands
            except OSError as error:
                raise StoreError(f"record {kind}/{name} cannot be read: {error.strerror}") from error
            mark = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
            known = old.get(identity)
            if known is not None and known[:2] == (name, mark):
                new[identity] = known
            else:
                new[identity] = (name, mark, self.records.read(folder / name))
        changed = new.keys() != old.keys() or any(new[key] is not old[key] for key in new)
        self._seen[kind] = new
        return changed

    def _names(self, kind: str) -> dict[str, str]:
        """Return the file of the newest revision by id."""
        seqs: dict[str, list[int]] = {}
        try:
            with os.scandir(self.records.root / kind) as entries:
                for entry in entries:
                    if match := NAME.fullmatch(entry.name):
                        seqs.setdefault(match["id"], []).append(int(match["seq"]))
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise StoreError(f"the folder of {kind} cannot be read: {error.strerror}") from error
        for identity, found in seqs.items():
            if max(found) != len(found):
                raise RecordCorrupt(f"a revision of {kind}/{identity} is gone: {len(found)} of {max(found)} are there",
                                    hint="restore it from a backup; until then nothing that needs it is allowed")
        return {identity: f"{identity}@{max(found):06d}.json" for identity, found in seqs.items()}


def _seq(name: str) -> int:
    return int(name.removesuffix(".json").rpartition("@")[2])
