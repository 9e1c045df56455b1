"""Append-only JSON records: `records/<kind>/<id>@000001.json`. Revisions are added, never edited.

Every record holds `schema`, `kind`, `id`, `seq` and its own fields; fields this version does not know
survive. Older schemas are brought up by registered functions when read; newer ones are refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from secondunit.core.errors import InputError, NotFound, RecordCorrupt, RecordFromFuture, StateError
from secondunit.core.identity import canonical, plain
from secondunit.store.files import write_new

SCHEMA = 1
KINDS = (
    "production", "scripts", "entities", "tasks", "recipes", "clearances", "jobs", "takes", "proposals",
    "versions", "reviews", "deliveries", "parties", "consents", "replicas", "notices", "licences", "sources", "tools",
    "models", "statements", "contributions", "shot_uses", "accruals", "credits", "disclosures", "approvals",
)  # fmt: skip
MAX_BYTES = 64 << 20
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,119}")
NAME = re.compile(r"(?P<id>[a-z0-9][a-z0-9._-]{0,119})@(?P<seq>\d{6})\.json")

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]
UPGRADES: dict[tuple[str, int], Upgrade] = {}  # (kind, from schema) -> function to the next schema


class Records:
    """The record folder of one production."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, kind: str, identity: str, seq: int) -> Path:
        """Return the file of a revision; kinds and ids are checked, so no name leaves the folder."""
        if kind not in KINDS:
            raise InputError(f"there is no kind of record called {kind[:40]!r}")
        if not _ID.fullmatch(identity):
            raise InputError(f"{identity[:60]!r} cannot be the id of a record", hint="use a-z, 0-9, . _ -")
        return self.root / kind / f"{identity}@{seq:06d}.json"

    def append(self, kind: str, identity: str, data: Mapping[str, Any], after: int = 0) -> dict[str, Any]:
        """Write the revision after number `after`; StateError if somebody else already did."""
        seq = after + 1
        body = {**data, "schema": data.get("schema", SCHEMA), "kind": kind, "id": identity, "seq": seq}
        try:
            text = json.dumps(plain(body), ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False).encode()
        except ValueError as error:
            raise InputError(f"{kind} {identity} holds a value that JSON cannot: {error}") from error
        if len(text) >= MAX_BYTES:  # it could never be read back
            raise InputError(f"{kind} {identity} is larger than {MAX_BYTES >> 20} MB", hint="a record is small")
        try:
            write_new(self.path(kind, identity, seq), text + b"\n", 0o444)
        except FileExistsError:
            raise StateError(f"{kind} {identity} already has revision {seq}", hint="read it again and retry") from None
        return body

    def put(self, kind: str, identity: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """Write a record that has one revision only; the same content again is no error."""
        path = self.path(kind, identity, 1)
        if path.exists():
            old = self.read(path)
            new = {**data, "schema": data.get("schema", SCHEMA), "kind": kind, "id": identity, "seq": 1}
            if canonical(old) != canonical(new):
                raise StateError(f"{kind} {identity} exists with other content", hint="records are never edited")
            return old
        return self.append(kind, identity, data)

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
