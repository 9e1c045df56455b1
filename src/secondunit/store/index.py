"""The SQLite index over records: queries, never truth. One writer; deleted and rebuilt at will."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from secondunit.core.errors import DiskFull, RecordCorrupt, StoreError, WriterBusy
from secondunit.store.files import RESUME, disk_errors
from secondunit.store.records import Records

VERSION = "1"


@contextlib.contextmanager
def _index_errors() -> Iterator[None]:
    """Turn SQLite's refusals into our store errors. The record is on disk by then: nothing is lost."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            raise DiskFull("no space left while writing the index", hint=RESUME) from error
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            hint = "run the same command again; what was written is kept"
            raise WriterBusy("another command is busy with the index of this production", hint=hint) from error
        hint = "is the folder writable? the index can be deleted: secondunit index --rebuild"
        raise StoreError(f"the index cannot be written: {error}", hint=hint) from error


class Index:
    """A connection to `.secondunit/index.sqlite`, made or remade when absent, damaged or of another version."""

    def __init__(self, path: Path, records: Records) -> None:
        self.path = path
        self.records = records
        self.db = self._open()

    def _open(self) -> sqlite3.Connection:
        if not self._writable():
            return self._build()
        with self._alone():
            if self.path.exists():
                db = None
                try:
                    db = self._connect()
                    row = db.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()
                    if row and row[0] == VERSION:
                        return db
                except sqlite3.DatabaseError:
                    pass  # damaged: the records are the truth
                if db:
                    db.close()
            self._remove()
            return self._build()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait until no other process judges or builds the file: a half-built index looks like a damaged one."""
        with disk_errors(self.path):
            handle = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _writable(self) -> bool:
        """Tell whether the index can lie on disk; a folder that can only be read gets one in memory."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            return False
        return os.access(self.path.parent, os.W_OK)

    def _connect(self) -> sqlite3.Connection:
        place = self.path if self._writable() else ":memory:"
        db = sqlite3.connect(place, isolation_level=None, timeout=10, check_same_thread=False)
        db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;")
        return db

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    def _build(self) -> sqlite3.Connection:
        with _index_errors():
            db = self._connect()
            db.executescript(resources.files("secondunit.store").joinpath("schema.sql").read_text(encoding="utf-8"))
            with self._transaction(db):
                for path in self.records.files():
                    self._add(db, self.records.read(path))
                db.execute("INSERT INTO meta VALUES ('version', ?)", (VERSION,))
        return db

    def catch_up(self) -> int:
        """Index records that a dead process wrote last; remake the index if records went away. Return how many."""
        try:
            known = set(self.db.execute("SELECT kind, id, seq FROM record"))
        except sqlite3.DatabaseError:  # a damaged page: the records are the truth
            self.rebuild()
            return 0
        on_disk: dict[tuple[str, str, int], Path] = {}
        for path in self.records.files():
            identity, _, seq = path.name.removesuffix(".json").rpartition("@")
            on_disk[path.parent.name, identity, int(seq)] = path
        if known - on_disk.keys():
            self.rebuild()
            return 0
        missing = [path for key, path in on_disk.items() if key not in known]
        if missing:
            self.add(*(self.records.read(path) for path in missing))
        return len(missing)

    def rebuild(self) -> dict[str, int]:
        """Delete and remake the index from the records; return the number of records by kind."""
        self.db.close()
        if self._writable():
            with self._alone():
                self._remove()
                self.db = self._build()
        else:
            self.db = self._build()
        return self.counts()

    def counts(self) -> dict[str, int]:
        """Return the number of records by kind."""
        return dict(self.db.execute("SELECT kind, count(*) FROM record GROUP BY kind ORDER BY kind"))

    @staticmethod
    @contextlib.contextmanager
    def _transaction(db: sqlite3.Connection) -> Iterator[None]:
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:  # a full disk has ended it already
                db.execute("ROLLBACK")
            raise

    def add(self, *bodies: Mapping[str, Any]) -> None:
        """Index records that were just written, all or none."""
        with _index_errors(), self._transaction(self.db):
            for body in bodies:
                self._add(self.db, body)

    @classmethod
    def _add(cls, db: sqlite3.Connection, body: Mapping[str, Any]) -> None:
        try:
            cls._insert(db, body)
        except (KeyError, TypeError, AttributeError, sqlite3.IntegrityError) as error:
            name = f"{body['kind']}/{body['id']}@{body['seq']:06d}"
            raise RecordCorrupt(f"record {name} does not hold together: {type(error).__name__} {error}",
                                hint="restore it from a backup; the others are untouched") from error

    @staticmethod
    def _insert(db: sqlite3.Connection, body: Mapping[str, Any]) -> None:
        """Index one record; a take also fills credential and media, and the constraints judge it."""
        kind, identity = body["kind"], body["id"]
        row = (kind, identity, body["seq"], json.dumps(body, ensure_ascii=False, sort_keys=True))
        db.execute("INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?)", row)
        if kind == "clearances":
            db.execute(
                "INSERT OR REPLACE INTO clearance VALUES (?, ?, ?)", (identity, body["recipe"], body["signature"])
            )
        elif kind == "takes":
            for output in body["outputs"]:
                credential = output["credential"]
                db.execute(
                    "INSERT OR REPLACE INTO credential VALUES (?, ?, ?)",
                    (credential["digest"], credential["recipe"], credential["signature"]),
                )
                db.execute(
                    "INSERT OR IGNORE INTO media VALUES (?, ?, ?, ?, ?, ?)",
                    (output["digest"], identity, output["role"], output["media_type"], output["size"],
                     body["clearance"]),
                )

    def get(self, kind: str, identity: str) -> dict[str, Any] | None:
        """Return the newest revision of a record, or None."""
        sql = "SELECT data FROM record WHERE kind = ? AND id = ? ORDER BY seq DESC LIMIT 1"
        row = self.db.execute(sql, (kind, identity)).fetchone()
        return json.loads(row[0]) if row else None

    def all(self, kind: str) -> Iterator[dict[str, Any]]:
        """Yield the newest revision of every record of a kind, ordered by id."""
        for (data,) in self.db.execute("SELECT data FROM latest WHERE kind = ? ORDER BY id", (kind,)):
            yield json.loads(data)

    def history(self, kind: str, identity: str) -> Iterator[dict[str, Any]]:
        """Yield every revision of a record, oldest first."""
        sql = "SELECT data FROM record WHERE kind = ? AND id = ? ORDER BY seq"
        for (data,) in self.db.execute(sql, (kind, identity)):
            yield json.loads(data)

    def has_take(self, recipe: str) -> bool:
        """Tell whether this recipe has been made and admitted."""
        sql = "SELECT 1 FROM record WHERE kind = 'takes' AND id = ?"
        return self.db.execute(sql, (recipe,)).fetchone() is not None

    def outputs(self, digest: str) -> Iterator[dict[str, Any]]:
        """Yield the outputs of takes that these media are said to be; their credentials are for the reader to check."""
        for (recipe,) in self.db.execute("SELECT recipe FROM media WHERE digest = ?", (digest,)).fetchall():
            take = self.get("takes", recipe)
            yield from (dict(row) for row in (take or {}).get("outputs", ()) if row["digest"] == digest)

    def last_seq(self, kind: str, identity: str) -> int:
        """Return the newest revision number, 0 when there is none."""
        sql = "SELECT max(seq) FROM record WHERE kind = ? AND id = ?"
        return int(self.db.execute(sql, (kind, identity)).fetchone()[0] or 0)

    def clearances(self, recipe: str) -> list[dict[str, Any]]:
        """Return the clearances of a recipe, as the gate signed them."""
        sql = "SELECT id FROM clearance WHERE recipe = ? ORDER BY id"
        found = (self.get("clearances", row[0]) for row in self.db.execute(sql, (recipe,)).fetchall())
        return [body["clearance"] for body in found if body]

    def where(self, kind: str, field: str, value: str) -> Iterator[dict[str, Any]]:
        """Yield newest records of a kind whose top-level field has this value."""
        sql = "SELECT data FROM latest WHERE kind = ? AND data ->> ? = ? ORDER BY id"
        for (data,) in self.db.execute(sql, (kind, f"$.{field}", value)):
            yield json.loads(data)

    def dump(self) -> list[tuple[Any, ...]]:
        """Return every row of every table in order: what a rebuild must reproduce."""
        rows: list[tuple[Any, ...]] = []
        for table in ("record", "clearance", "credential", "media"):
            rows += [(table, *r) for r in self.db.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3")]  # noqa: S608
        return rows

    def close(self) -> None:
        """Close the connection."""
        self.db.close()


