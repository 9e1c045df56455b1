"""The ledger: a hash chain of everything that was written or refused, in `ledger/000001.jsonl` and on.

An entry is on disk *before* the record that it speaks of. So a record without an entry was never written by us, and
an entry without its record is either the last one of a command that was killed (the next one says `void`) or a record
that was taken away. Only the end of the last file ever changes. The store knows no keys: `sealer` gives what signs, and
seals are written when the production asks and at the latest after `EVERY` entries. `records/ledger.json`, also signed,
holds the newest head, so that an end that was cut off is missed.
"""

from __future__ import annotations

import base64
import contextlib
import errno
import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from secondunit.core.errors import RecordCorrupt, StoreError, VerifyFailed
from secondunit.core.identity import canonical, sha256
from secondunit.store.files import disk_errors, sync_folders, write_over
from secondunit.store.ledger_end import EndReader
from secondunit.store.ledger_lines import START, Draft, Line, body_of_seal, close, parse, spell

EVERY = 256  # entries after which a seal is due
SEGMENT = 2 << 20  # bytes after which the next file begins
FOLDER, HEAD = "ledger", "records/ledger.json"


@dataclass(frozen=True)
class Sealer:
    """What signs for a production: its id, the id of its key, and the signature of bytes (Ed25519, 64 bytes).

    `facts` says what else a seal shall hold, given what came since the one before; it raises when that does not hold.
    """

    production: str
    key_id: str
    sign: Callable[[bytes], bytes]
    facts: Callable[[Since], Mapping[str, Any]] = lambda since: {}


@dataclass(frozen=True)
class Head:
    """An entry and all before it, in one hash; `seals` of them are seals."""

    seq: int = 0
    hash: str = START
    seals: int = 0

    def __str__(self) -> str:
        return f"{self.seq}-{self.hash}"

    def to_json(self) -> dict[str, Any]:
        """Return plain data, as deliveries carry it."""
        return {"seq": self.seq, "head": self.hash, "seals": self.seals}


@dataclass(frozen=True)
class Since:
    """The last seal's facts (none before the first), the entries after it, the first entry's hash, the latest time."""

    seal: Mapping[str, Any]
    lines: tuple[Line, ...]
    first: str
    at: str
    head: Head
    sealed: Line | None  # the last seal itself; the store knows no keys, so who relies on it checks its signature
    signed: Mapping[str, Any]  # `records/ledger.json`, as it lies there; empty when it does not


@dataclass
class _Tail:
    """The end of the ledger as it stood when this process last looked."""

    segment: int = 0
    size: int = 0
    head: Head = Head()
    sealed: int = 0  # seq of the last seal
    first: str = ""  # hash of entry 1
    open: list[Line] = field(default_factory=list)  # entries after the last seal, right after a look only
    seal: Mapping[str, Any] = field(default_factory=dict)  # facts of the last seal
    at: str = ""  # latest time of any entry
    line: Line | None = None  # the last seal, right after a scan only


class Ledger:
    """The ledger of one production; safe to use from several processes and threads."""

    def __init__(self, root: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.root, self.folder, self.clock = root, root / FOLDER, clock
        self.actor = ""  # who acts, where a record does not say
        self.sealer: Callable[[], Sealer] | None = None
        self.wrote = False
        self._end = EndReader(self.folder)
        self._tail: _Tail | None = None

    # writing

    @contextlib.contextmanager
    def writing(self, items: Sequence[tuple[Path, Draft]]) -> Iterator[None]:
        """Enter records that the caller writes inside; FileExistsError before anything if one is there already."""
        with self._alone():
            for path, _ in items:
                if path.exists():
                    raise FileExistsError(errno.EEXIST, "there is a record already", str(path))
            self._append([draft for _, draft in items])
            try:
                yield
            except BaseException:
                self._tail = None  # entries without a record: the next look says so
                raise

    def note(self, *drafts: Draft) -> None:
        """Enter what is no record: a refusal, a ruling, a hold."""
        if drafts:
            with self._alone():
                self._append(list(drafts))

    def seal(self, *, clock: bool = False) -> Head:
        """Sign all that is not signed yet, if there is a sealer, and return the head.

        With `clock` the latest time begins anew with this seal: a named person said that an earlier one was wrong.
        """
        with self._alone():
            tail = self._look()
            if self.sealer is not None and tail.head.seq > tail.sealed:
                tail = self._seal(self.sealer(), clock)
            return tail.head

    def recover(self) -> None:
        """Repair what a killed command left at the end. What stands in the way is told by the first write, not here:
        a production on a full or read-only disk, or with a damaged ledger, can still be looked at.
        """
        if self._end.segments() and os.access(self.folder, os.W_OK):
            with contextlib.suppress(StoreError), self._alone():
                self._look()

    # reading

    def head(self) -> Head:
        """Return the newest entry, sealed or not."""
        return self._scan().head

    @contextlib.contextmanager
    def still(self) -> Iterator[Since]:
        """Hold the ledger still and yield what came since the last seal: nobody writes a record meanwhile."""
        writable = os.access(self.root, os.W_OK)
        with self._alone() if writable else contextlib.nullcontext():
            if writable and self._end.segments():
                self._look()  # mends what a killed command left
            tail = self._scan()
            yield self._since(tail)

    def _since(self, tail: _Tail) -> Since:
        signed: Mapping[str, Any] = {}
        with contextlib.suppress(OSError):
            try:
                signed = json.loads((self.root / HEAD).read_bytes())
            except (ValueError, RecursionError) as error:
                raise RecordCorrupt(f"{HEAD} is damaged: {error}", hint="restore it from a backup") from error
        return Since(tail.seal, tuple(tail.open), tail.first, tail.at, tail.head, tail.line, signed)

    def first(self) -> str:
        """Return the hash of the first entry, which names this ledger; it begins when there is none yet."""
        with self._alone():
            return self._look().first

    def latest(self) -> str:
        """Return the latest time of any entry, empty before the first: a clock that shows less was set back.

        It begins anew with a seal that was made for that, and with nothing that is not signed.
        """
        tail = self._tail
        with contextlib.suppress(OSError):
            if tail is not None and tail.at and self._end.path(tail.segment).stat().st_size == tail.size:
                return tail.at
        return self._scan().at

    def entries(self) -> Iterator[dict[str, Any]]:
        """Yield every whole entry, oldest first; RecordCorrupt at one that is damaged."""
        for number in self._end.segments():
            with self._end.path(number).open("rb") as stream:
                for place, line in enumerate(stream, 1):
                    if line.endswith(b"\n"):
                        yield dict(parse(line, f"{FOLDER}/{number:06d}.jsonl:{place}").entry)

    # the end of the chain

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait until no other process or thread is at the end of the ledger."""
        place = self.root / ".secondunit" / "ledger.lock"
        with disk_errors(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(place, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _look(self) -> _Tail:
        """Return the end; look anew when another process wrote, repair it when one was killed."""
        tail = self._tail
        if tail is not None and not self._end.path(tail.segment + 1).exists():
            with contextlib.suppress(OSError):
                if self._end.path(tail.segment).stat().st_size == tail.size:
                    return tail
        torn = self._mend()
        self._tail = self._begin() if not self._end.segments() else self._scan()
        drafts = [*torn, *self._voids(self._tail)]
        if drafts:
            self._write(self._tail, drafts)
            _tell(drafts)
        return self._tail

    def _scan(self) -> _Tail:
        """Read back to the last seal, and check the chain of what is not sealed yet."""
        end = self._end.read()
        seal, found = end.seal, list(end.lines)
        before = found[-1] if found else seal
        facts = seal.entry["facts"] if seal else {}
        head = Head(before.seq, before.hash, int(facts.get("number", 0))) if before else Head()
        first = str(facts.get("first", "")) or (found[0].hash if found else "")
        at = max([str(facts.get("latest", seal.entry["at"] if seal else "")), *(str(e.entry["at"]) for e in found)])
        return _Tail(end.segment, end.size, head, seal.seq if seal else 0, first, found, facts, at, seal)

    def _begin(self) -> _Tail:
        """Start the chain, with the records that are there already and what is known of a ledger that was lost."""
        from secondunit.store.records import Records

        old = Records(self.root / "records").files()
        drafts = []
        for path in old:
            identity, _, seq = path.name.removesuffix(".json").rpartition("@")
            drafts.append(Draft("adopt", path.parent.name, identity, int(seq), sha256(path.read_bytes())))
        facts: dict[str, Any] = {"records": len(drafts), "name": secrets.token_hex(16)}  # no two ledgers begin alike
        head = self.root / HEAD
        if head.exists():
            facts["lost"] = head.read_bytes()[:2000].decode("utf-8", "replace")
        start = Draft("restart" if "lost" in facts else "begin", facts=facts)
        data, _ = self._spell(_Tail(), [start, *drafts])
        write_over(self._end.path(1), data)  # whole or not at all: a crash here begins it again
        if drafts or "lost" in facts:
            _tell([start])
        self.wrote = True
        return self._scan()

    def _mend(self) -> list[Draft]:
        """Cut a torn last line off and keep its bytes beside; return the entry that says so."""
        numbers = self._end.segments()
        if not numbers:
            return []
        path = self._end.path(numbers[-1])
        with disk_errors(path):
            data = path.read_bytes()
            whole = data.rfind(b"\n") + 1
            torn = data[whole:]
            if not torn:
                return []
            beside = path.with_name(f"{path.stem}-{whole}.torn")
            write_over(beside, torn, 0o444)
            with path.open("r+b") as stream:
                stream.truncate(whole)
                os.fsync(stream.fileno())
        return [Draft("mend", facts={"file": path.name, "at": whole, "bytes": len(torn), "sha256": sha256(torn),
                                     "kept": beside.name})]  # fmt: skip

    def _voids(self, tail: _Tail) -> list[Draft]:
        """Return an entry for each of the last ones whose record never came: its command was killed in between."""
        drafts = []
        for line in reversed(tail.open):
            entry = line.entry
            path = self.root / "records" / str(entry["kind"]) / f"{entry['id']}@{entry['rev']:06d}.json"
            if not entry["rev"] or path.exists():
                break
            drafts.append(Draft("void", facts={"entry": line.seq, "kind": entry["kind"], "id": entry["id"],
                                               "rev": entry["rev"]}))  # fmt: skip
        drafts.reverse()
        tail.open = []
        return drafts

    def _append(self, drafts: list[Draft]) -> None:
        tail = self._look()
        if self.sealer is not None and tail.head.seq - tail.sealed >= EVERY:
            tail = self._seal(self.sealer())
        self._write(tail, drafts)

    def _write(self, tail: _Tail, drafts: Sequence[Draft]) -> None:
        """Write entries at the end, in one piece with one fsync."""
        self._put(tail, *self._spell(tail, drafts))

    def _spell(self, tail: _Tail, drafts: Sequence[Draft]) -> tuple[bytes, Head]:
        at, lines, seq, prev = _stamp(self.clock()), [], tail.head.seq, tail.head.hash
        for draft in drafts:
            seq += 1
            line, prev = spell(draft, seq, prev, at, self.actor)
            tail.first = tail.first or prev
            lines.append(line)
        tail.at = max(tail.at, at)
        return b"".join(lines), Head(seq, prev, tail.head.seals)

    def _put(self, tail: _Tail, data: bytes, head: Head) -> None:
        number = tail.segment if tail.segment and tail.size < SEGMENT else tail.segment + 1
        path = self._end.path(number)
        self._tail = None  # until it is on disk
        size = tail.size if number == tail.segment else 0
        with disk_errors(path):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o644)
            try:
                left = memoryview(data)
                while left:
                    left = left[os.write(handle, left) :]
                os.fsync(handle)
            except OSError:
                os.ftruncate(handle, size)  # a full disk: what is not whole was never written
                raise
            finally:
                os.close(handle)
            if number != tail.segment:
                sync_folders([self.folder])
        tail.segment, tail.size, tail.head = number, size + len(data), head
        self._tail = tail
        self.wrote = True

    # seals

    def _seal(self, sealer: Sealer, clock: bool = False) -> _Tail:
        """Sign the entries since the last seal, after a look at what is really on disk."""
        remembered = self._tail
        tail = self._scan()  # RecordCorrupt when the chain does not hold
        if remembered is not None and remembered.head != tail.head:
            raise VerifyFailed("the end of the ledger is not what was written",
                               hint="secondunit rights ledger verify says what was changed")
        more = sealer.facts(self._since(tail))
        tail.open, self._tail = [], tail
        at, seq = _stamp(self.clock()), tail.head.seq + 1
        facts = {**more, "from": tail.sealed + 1, "to": tail.head.seq, "number": tail.head.seals + 1,
                 "first": tail.first, "latest": at if clock else max(tail.at, at), "production": sealer.production,
                 "key_id": sealer.key_id}  # fmt: skip
        body = body_of_seal(Draft("seal", facts=facts), seq, tail.head.hash, at)
        line, chain = close(body, base64.b64encode(sealer.sign(body)).decode())
        self._put(tail, line, Head(seq, chain, tail.head.seals + 1))
        tail.sealed, tail.seal, tail.at = seq, facts, str(facts["latest"])
        record = {"kind": "secondunit.ledger.head", "production": sealer.production, "seq": seq, "head": chain,
                  "seals": tail.head.seals, "first": tail.first, "at": at, "key_id": sealer.key_id}  # fmt: skip
        signed = {**record, "signature": base64.b64encode(sealer.sign(canonical(record))).decode()}
        write_over(self.root / HEAD, canonical(signed) + b"\n")
        return tail


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _tell(drafts: Sequence[Draft]) -> None:
    """Say on stderr what was repaired; the entries say it for good."""
    import logging

    log = logging.getLogger("secondunit.ledger")
    for draft in drafts:
        facts = draft.facts
        if draft.verb == "mend":
            log.warning("note: the ledger's last line was cut off by a crash; its %s bytes are kept in ledger/%s",
                        facts["bytes"], facts["kept"])  # fmt: skip
        elif draft.verb == "void":
            log.warning("note: %s %s was not written before its command ended; the ledger says so",
                        facts["kind"], facts["id"])  # fmt: skip
        elif draft.verb == "restart":
            log.warning("note: the ledger was gone: a new one begins with %s records; verify tells", facts["records"])
        else:
            log.warning("note: the ledger begins here, with %s records that were written before it", facts["records"])
