"""The register: records of rights are written signed, and count only where the signature holds.

A file that somebody lays into `records/consents/` is no consent. The signature is the gate's Ed25519 over the
whole record with its kind, id and revision, so that it can neither be copied from another production, nor stand under
another name, nor come back as a newer revision. What is not signed is not skipped: rights that cannot be read refuse
everything. Records are read from their files, not from the index, and are written without the writer lock: a
revocation must not wait for the job that it stops.
"""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from secondunit.core.errors import InputError, NotFound, VerifyFailed, WriterBusy
from secondunit.core.identity import canonical, plain, sha256, slug
from secondunit.core.record import Record
from secondunit.core.rights import BOOK, RightsBook
from secondunit.gates.records import roll
from secondunit.gates.signing.clearance import stamp
from secondunit.gates.signing.keys import Keys
from secondunit.store.ledger import Since
from secondunit.store.newest import Newest
from secondunit.store.records import SCHEMA
from secondunit.store.signature import signature_holds
from secondunit.store.store import Store


class Register:
    """The rights records of one production."""

    def __init__(self, store: Store, keys: Keys) -> None:
        self.store, self.keys = store, keys
        self._files = Newest(store.records, BOOK)
        self._read: dict[tuple[str, str], tuple[Mapping[str, Any], Record]] = {}  # bodies that were found to hold
        self._book = RightsBook()
        self._ledger = ""  # hash of the first entry of the ledger

    def enter(
        self, kind: str, record: Record, *, by: str, why: str = "", now: datetime | None = None,
        after: int | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """Write the next revision of a record and return its body; the record's `id` (of a tool, `name`) names it.

        `by` is the person who enters it, `why` a reason. `after` is the revision that the change was made from (0 for
        a new record); by default the newest there is. Raises InputError for a wrong kind or a nameless hand,
        StateError when somebody else wrote the same revision first.
        """
        if kind not in BOOK or type(record) is not BOOK[kind][0]:
            raise InputError(f"a {type(record).__name__} is no record of {kind[:40]!r}",
                             hint="known: " + ", ".join(BOOK))
        if not by.strip():
            raise InputError("a record of rights needs the name of who enters it", hint="say who: --by NAME")
        identity = identity_of(record)
        if after is None:
            after = max(self.store.records.seqs(kind, identity), default=0)
        seq = after + 1
        body: dict[str, Any] = {
            BOOK[kind][1]: record.to_json(), "by": by.strip(), "why": why, "at": stamp(now or datetime.now(UTC)),
            "ledger": self.store.ledger.first(), "schema": SCHEMA, "kind": kind, "id": identity, "seq": seq,
            "key_id": self.keys.key_id,
        }  # fmt: skip
        body = plain(body)  # type: ignore[assignment]  # a mapping stays one
        body["signature"] = base64.b64encode(self.keys.sign(canonical(body))).decode()
        self.store.records.append(kind, identity, body, after)
        with contextlib.suppress(WriterBusy):  # the file counts; whoever opens the production next indexes it
            self.store.index.add(body)
        return body

    def get(self, kind: str, identity: str) -> Record:
        """Return the newest revision of one record; NotFound, or VerifyFailed when it is not ours."""
        return self.read(kind, self.body(kind, identity))

    def body(self, kind: str, identity: str) -> Mapping[str, Any]:
        """Return the newest body of one record: who entered it, when and why; NotFound when there is none."""
        self._files.refresh((kind,) if kind in BOOK else ())
        body = self._files.get(kind, identity) if kind in BOOK else None
        if body is None:
            raise NotFound(f"there is no {kind.rstrip('s')} {identity[:60]!r}", hint="see: secondunit rights list")
        return body

    def bodies(self, kind: str) -> tuple[Mapping[str, Any], ...]:
        """Return the newest bodies of a kind, checked, in order of their ids."""
        self._files.refresh((kind,))
        tuple(self._all(kind))
        return tuple(self._files.all(kind))

    def read(self, kind: str, body: Mapping[str, Any]) -> Record:
        """Return the record in a body after checking its signature; VerifyFailed, InputError."""
        key = (kind, str(body.get("id")))
        known, record = self._read.get(key, (None, None))
        if record is not None and known is body:
            return record
        name = f"records/{kind}/{body.get('id')}@{body.get('seq'):06d}.json"
        if not signature_holds(body, self.keys.gate):
            raise VerifyFailed(
                f"{name} is not signed by this production's gate",
                hint="somebody wrote or changed it by hand: take it away, and enter it with: secondunit rights",
            )
        if self._ledger and body.get("ledger") != self._ledger:
            raise VerifyFailed(f"{name} was entered under another ledger than the one that is here",
                               hint="restore the folder ledger/ from a backup")
        record = BOOK[kind][0].from_json(body[BOOK[kind][1]])
        if identity_of(record) != body["id"]:
            raise VerifyFailed(f"{name} holds the record {identity_of(record)!r}", hint="restore it from a backup")
        self._read[key] = (body, record)
        return record

    def book(self) -> RightsBook:
        """Return the book as it stands now; it is read again only when records were written since."""
        with self.store.ledger.still() as since:
            changed, self._ledger = self._files.refresh(), since.first
            found = self._files.seen()
        try:
            self._book = self._book.renew(changed, self._all)
            roll.ends_where_signed(since, self.keys.gate)
            roll.call(found, since)
        except BaseException:
            self._files.forget(changed)  # ask for them again: a refusal must not turn into an old book
            raise
        return self._book

    def seal(self, since: Since) -> dict[str, Any]:
        """Return what a seal of the ledger says of the records of rights, after a roll call."""
        found = self._files.roll()
        roll.ends_where_signed(since, self.keys.gate)
        roll.call(found, since)
        return {roll.FACT: roll.digest_of(found)}

    def _all(self, kind: str) -> Iterator[Record]:
        return (self.read(kind, body) for body in self._files.all(kind))


def identity_of(record: Record) -> str:
    """Return the id under which a record of the book stands: its `id`, or for a tool one made of its name."""
    named = getattr(record, "id", None)
    if named is not None:
        return str(named)
    name = str(record.name)  # type: ignore[attr-defined]  # a tool
    return slug(name) or f"tool-{sha256(name.encode())[:12]}"
