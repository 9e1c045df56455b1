"""Append-only JSON records: `records/<kind>/<id>@000001.json`. Revisions are added, never edited.

Every record holds `schema`, `kind`, `id`, `seq` and its own fields; fields this version does not know
survive. Older schemas are brought up by registered functions when read; newer ones are refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from secondunit.core.errors import InputError, NotFound, RecordCorrupt, RecordFromFuture, StateError
from secondunit.core.identity import canonical, plain
from secondunit.store.files import write_all_new
from secondunit.store.ledger import Ledger
from secondunit.store.ledger_lines import of_record

SCHEMA = 1
KINDS = (
    "production", "scripts", "entities", "tasks", "recipes", "clearances", "jobs", "takes", "proposals",
    "versions", "reviews", "deliveries", "parties", "consents", "replicas", "notices", "licences", "sources", "tools",
    "models", "statements", "contributions", "shot_uses", "accruals", "credits", "disclosures", "approvals",
    "references", "similarities",
)  # fmt: skip
MAX_BYTES = 64 << 20
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,119}")
NAME = re.compile(r"(?P<id>[a-z0-9][a-z0-9._-]{0,119})@(?P<seq>\d{6})\.json")

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]
UPGRADES: dict[tuple[str, int], Upgrade] = {}  # (kind, from schema) -> function to the next schema


class Records:
    """The record folder of one production. With a ledger, every record is entered there first."""

    def __init__(self, root: Path, ledger: Ledger | None = None) -> None:
        self.root, self.ledger = root, ledger

    def path(self, kind: str, identity: str, seq: int) -> Path:
        """Return the file of a revision; kinds and ids are checked, so no name leaves the folder."""
        if kind not in KINDS:
            raise InputError(f"there is no kind of record called {kind[:40]!r}")
        if not _ID.fullmatch(identity):
            raise InputError(f"{identity[:60]!r} cannot be the id of a record", hint="use a-z, 0-9, . _ -")
        return self.root / kind / f"{identity}@{seq:06d}.json"

    def append(self, kind: str, identity: str, data: Mapping[str, Any], after: int = 0) -> dict[str, Any]:
        """Write the revision after number `after`; StateError if somebody else already did."""
        fresh = self._spell(kind, identity, data, after + 1)
        self._write([fresh])
        return fresh[0]

    def _spell(self, kind: str, identity: str, fields: Mapping[str, Any], seq: int) -> tuple[dict[str, Any], bytes]:
        body = {**fields, "schema": fields.get("schema", SCHEMA), "kind": kind, "id": identity, "seq": seq}
        try:
            text = json.dumps(plain(body), ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False).encode()
        except ValueError as error:
            raise InputError(f"{kind} {identity} holds a value that JSON cannot: {error}") from error
        if len(text) >= MAX_BYTES:  # it could never be read back
            raise InputError(f"{kind} {identity} is larger than {MAX_BYTES >> 20} MB", hint="a record is small")
        return body, text + b"\n"

    def _write(self, items: Sequence[tuple[dict[str, Any], bytes]]) -> None:
        """Enter records in the ledger, all at once, and write them; StateError if one is there already."""
        files = [(self.path(body["kind"], body["id"], body["seq"]), data) for body, data in items]
        entries = [(path, of_record(body, data)) for (body, _), (path, data) in zip(items, files, strict=True)]
        try:
            with self.ledger.writing(entries) if self.ledger is not None else nullcontext():
                write_all_new(files, 0o444)
        except FileExistsError as error:
            taken = Path(error.filename2 or error.filename)  # a link's target, or what the ledger saw
            identity, _, seq = taken.name.removesuffix(".json").rpartition("@")
            raise StateError(f"{taken.parent.name} {identity} already has revision {int(seq)}",
                             hint="read it again and retry") from None

    def put(self, kind: str, identity: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """Write a record that has one revision only; the same content again is no error."""
        return self.put_many(kind, {identity: data})[0]

    def put_many(self, kind: str, items: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Write several one-revision records together; the bodies are returned in order."""
        bodies: list[dict[str, Any]] = []
        fresh: list[tuple[dict[str, Any], bytes]] = []
        for identity, fields in items.items():
            path = self.path(kind, identity, 1)
            if path.exists():
                old = self.read(path)
                new = {**fields, "schema": fields.get("schema", SCHEMA), "kind": kind, "id": identity, "seq": 1}
                if canonical(old) != canonical(new):
                    raise StateError(f"{kind} {identity} exists with other content", hint="records are never edited")
                bodies.append(old)
            else:
                fresh.append(self._spell(kind, identity, fields, 1))
                bodies.append(fresh[-1][0])
        if fresh:
            self._write(fresh)
        return bodies

    def read(self, path: Path) -> dict[str, Any]:
        """Read and upgrade one record file."""
        try:
            if path.stat().st_size > MAX_BYTES:
                raise RecordCorrupt(f"{path.name} is larger than a record may be")
            data = json.loads(path.read_bytes())
        except FileNotFoundError:
            raise NotFound(f"no record {path.name}") from None
        except (ValueError, RecursionError) as error:
            hint = "restore it from a backup; the others are untouched"
            raise RecordCorrupt(f"record {path.parent.name}/{path.name} is damaged: {error}", hint=hint) from error
        name = NAME.fullmatch(path.name)
        known = isinstance(data, dict) and isinstance(data.get("schema"), int)
        says = (data.get("id"), data.get("kind"), data.get("seq")) if known else ()
        if name is None or says != (name["id"], path.parent.name, int(name["seq"])) or not int(name["seq"]):
            raise RecordCorrupt(f"record {path.parent.name}/{path.name} is not what its name says")
        while data["schema"] < SCHEMA:
            upgrade = UPGRADES.get((data["kind"], data["schema"]))
            if upgrade is None:
                raise RecordCorrupt(f"record {path.name} has schema {data['schema']} and no way up is known")
            data = upgrade(data)
        if data["schema"] > SCHEMA:
            raise RecordFromFuture(
                f"record {path.name} was written by a newer Second Unit (schema {data['schema']})",
                hint="update secondunit; nothing was changed",
            )
        return dict(data)

    def seqs(self, kind: str, identity: str) -> list[int]:
        """Return the revision numbers of one id, in order."""
        folder = self.path(kind, identity, 1).parent
        found = (NAME.fullmatch(p.name) for p in folder.glob(f"{identity}@*.json"))
        return sorted(int(m["seq"]) for m in found if m and m["id"] == identity)

    def latest(self, kind: str, identity: str) -> dict[str, Any]:
        """Return the newest revision or raise NotFound."""
        seqs = self.seqs(kind, identity)
        if not seqs:
            raise NotFound(f"there is no {kind.rstrip('s')} {identity!r}")
        return self.read(self.path(kind, identity, seqs[-1]))

    def files(self) -> Iterator[Path]:
        """Yield every record file, sorted by kind, id and revision; temporary files are not records."""
        for kind in KINDS:
            folder = self.root / kind
            if folder.is_dir():
                yield from sorted(p for p in folder.iterdir() if NAME.fullmatch(p.name))
