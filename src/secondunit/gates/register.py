"""The register: records of rights are written signed, and count only where the signature holds.

A file that somebody lays into `records/consents/` is no consent. The signature is the gate's Ed25519 over the
whole record with its kind, id and revision, so that it can neither be copied from another production, nor stand under
another name, nor come back as a newer revision. What is not signed is not skipped: rights that cannot be read refuse
everything.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from secondunit.core.errors import InputError, NotFound, StateError, VerifyFailed
from secondunit.core.identity import canonical, digest, plain
from secondunit.core.record import Record
from secondunit.core.rights import BOOK, RightsBook
from secondunit.gates.clearance import stamp
from secondunit.gates.keys import Keys
from secondunit.store.records import SCHEMA
from secondunit.store.signature import signature_holds
from secondunit.store.store import Store


class Register:
    """The rights records of one production."""

    def __init__(self, store: Store, keys: Keys) -> None:
        self.store, self.keys = store, keys
        self._verified: set[str] = set()  # digests of bodies whose signature was found to hold
        self._version = -1
        self._book = RightsBook()

    def enter(
        self, kind: str, record: Record, *, by: str, why: str = "", now: datetime | None = None
    ) -> dict[str, Any]:
        """Write the next revision of a record and return its body; the record's `id` names it.

        `by` is the person who enters it, `why` a reason. Raises InputError for a wrong kind or a nameless hand,
        StateError when somebody else wrote the same revision first.
        """
        if kind not in BOOK or type(record) is not BOOK[kind][0]:
            raise InputError(f"a {type(record).__name__} is no record of {kind[:40]!r}",
                             hint="known: " + ", ".join(BOOK))
        if not by.strip():
            raise InputError("a record of rights needs the name of who enters it", hint="say who: --by NAME")
        identity = str(record.id)  # type: ignore[attr-defined]  # every record of the book has one
        seq = self.store.index.last_seq(kind, identity) + 1
        body: dict[str, Any] = {
            BOOK[kind][1]: record.to_json(), "by": by.strip(), "why": why, "at": stamp(now or datetime.now(UTC)),
            "schema": SCHEMA, "kind": kind, "id": identity, "seq": seq, "key_id": self.keys.key_id,
        }  # fmt: skip
        body = plain(body)  # type: ignore[assignment]  # a mapping stays one
        body["signature"] = base64.b64encode(self.keys.sign(canonical(body))).decode()
        written = self.store.append(kind, identity, body)
        if written["seq"] != seq:
            raise StateError(f"{kind} {identity} was changed at the same moment", hint="read it again and retry")
        return written

    def get(self, kind: str, identity: str) -> Record:
        """Return the newest revision of one record; NotFound, or VerifyFailed when it is not ours."""
        body = self.store.get(kind, identity) if kind in BOOK else None
        if body is None:
            raise NotFound(f"there is no {kind.rstrip('s')} {identity[:60]!r}", hint="see: secondunit rights list")
        return self.read(kind, body)

    def read(self, kind: str, body: Mapping[str, Any]) -> Record:
        """Return the record in a body after checking its signature; VerifyFailed, InputError."""
        name = f"records/{kind}/{body.get('id')}@{body.get('seq'):06d}.json"
        known = digest(body)
        if known not in self._verified:
            if not signature_holds(body, self.keys.gate):
                raise VerifyFailed(
                    f"{name} is not signed by this production's gate",
                    hint="somebody wrote or changed it by hand: take it away, and enter it with: secondunit rights",
                )
            self._verified.add(known)
        return BOOK[kind][0].from_json(body[BOOK[kind][1]])

    def book(self) -> RightsBook:
        """Return the book as it stands now; it is read again only when records were written since."""
        version = self._stand()
        if version != self._version:
            self._book = RightsBook.read(self._all)
            self._version = version
        return self._book

    def _all(self, kind: str) -> Iterator[Record]:
        return (self.read(kind, body) for body in self.store.index.all(kind))

    def _stand(self) -> int:
        """A number that changes with every write to the index, by this process or another."""
        db = self.store.index.db
        return int(db.execute("PRAGMA data_version").fetchone()[0]) * 10**9 + db.total_changes
