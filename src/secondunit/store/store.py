"""One production's files: records, ledger, media, index and the writer lock, opened together."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from secondunit.store.cas import MediaStore
from secondunit.store.index import Index
from secondunit.store.ledger import Ledger
from secondunit.store.lock import WriterLock
from secondunit.store.records import Records


class Store:
    """Open with `Store(root)`; the index is made, remade or brought up to date at once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.hidden = root / ".secondunit"
        self.ledger = Ledger(root)
        self.records = Records(root / "records", self.ledger)
        self.media = MediaStore(root / "media")
        self.lock = WriterLock(self.hidden / "writer.lock")
        self.index = Index(self.hidden / "index.sqlite", self.records)
        self.ledger.recover()
        self.index.catch_up()

    def put(self, kind: str, identity: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """Write a record with one revision and index it."""
        body = self.records.put(kind, identity, data)
        self.index.add(body)
        return body

    def append(self, kind: str, identity: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """Write the next revision of a record and index it."""
        body = self.records.append(kind, identity, data, self.index.last_seq(kind, identity))
        self.index.add(body)
        return body

    def put_many(self, kind: str, items: Mapping[str, Mapping[str, Any]]) -> None:
        """Write several one-revision records and index them together."""
        self.index.add(*self.records.put_many(kind, items))

    def get(self, kind: str, identity: str) -> dict[str, Any] | None:
        """Return the newest revision, or None."""
        return self.index.get(kind, identity)

    def close(self) -> None:
        """Close the index."""
        self.index.close()
