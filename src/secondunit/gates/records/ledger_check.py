#!/usr/bin/env python3
"""Checks the ledger of a production from its files alone: one file, the standard library and `cryptography`.

    python ledger_check.py [FOLDER] [--key gate.pub] [--expect HEAD] [--production ID] [--json]

FOLDER is a production or an exported ledger: `ledger/000001.jsonl` and on, `records/ledger.json`, `keys/gate.pub` and,
where they are there, the records. It needs no other part of Second Unit, reads only, keeps nothing in memory that grows
with the ledger, and ends with 0 when all holds, 7 when something does not, 2 when there is nothing to check.

The rules it goes by. A line is canonical JSON (UTF-8, sorted keys, no blanks) of an entry, to which `hash` was added as
the last member and, in a seal, `signature` before it. `hash` is the SHA-256 of the line without its last member; `prev`
is the hash of the line before, 64 zeros in the first; `seq` counts from 1 through all files. `signature` is Ed25519
by keys/gate.pub over the line without its last two members, base64. A seal says `from` and `to`, the entries since the
seal before, and counts the seals. An entry with `rev` above 0 is of the file `records/<kind>/<id>@<rev>.json`, whose
SHA-256 is `digest`; a later `void` entry says that the file was never written. `records/ledger.json` is the newest
head, signed likewise over its canonical JSON without `signature`.
"""

from __future__ import annotations

import base64
import binascii
import errno
import hashlib
import json
import os
import re
import stat
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

START, LONGEST, LARGEST, MOST, AHEAD = "0" * 64, 1 << 20, 64 << 20, 200, 64
CLOCK_S = 120.0  # clocks of two machines differ by less
HEAD = "records/ledger.json"
SEGMENT = re.compile(r"[0-9]{6}\.jsonl")
RECORD = re.compile(r"(?P<id>[a-z0-9][a-z0-9._-]{0,119})@(?P<rev>[0-9]{6})\.json")
KIND = re.compile(r"[a-z][a-z_]{0,40}")
# in the order of canonical JSON
MEMBERS = {"actor": str, "at": str, "digest": str, "facts": dict, "id": str, "kind": str, "prev": str, "rev": int,
           "seq": int, "verb": str}  # fmt: skip
HINTS = {
    "changed": "somebody changed it after it was written: compare it with a copy that you trust",
    "removed": "somebody took it away: restore it from a copy that you trust",
    "inserted": "somebody added it by hand: it is none of the production's own",
    "reordered": "somebody moved it: restore the file from a copy that you trust",
    "unrecorded": "it was not written by the production: do not rely on it, take it away",
    "seal": "what lies between this seal and the one before is not what the gate signed",
    "key": "it was signed with another key: is this the production's own ledger and its own keys/gate.pub?",
    "foreign": "this ledger belongs to another production",
    "rolled back": "the folder is an older copy, or its end was cut off: ask for the newest one",
    "lost": "what was on record before cannot be shown any more: look for a copy of ledger/",
}

NAMES, TYPES = tuple(MEMBERS), tuple(MEMBERS.values())
_read = json.JSONDecoder().decode
_spell = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


@dataclass
class Entry:
    """A line that was read: `hash` as it says, `true` as it is."""

    where: str
    seq: int
    prev: str
    hash: str
    true: str
    data: dict[str, Any]
    signed: bytes = b""
    loose: bool = False  # lines came after it that cannot be read


@dataclass
class Report:
    """What was found."""

    entries: int = 0
    seals: int = 0
    seq: int = 0
    head: str = START
    sealed: int = 0
    first: str = ""
    production: str = ""
    key_id: str = ""
    records: int = 0
    problems: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unlisted: int = 0

    def fault(self, kind: str, where: str, seq: int, what: str) -> None:
        """List a problem; after many only their number is kept."""
        if len(self.problems) < MOST:
            self.problems.append({"fault": kind, "where": where, "seq": seq, "what": what, "hint": HINTS[kind]})
        else:
            self.unlisted += 1

    def note(self, text: str) -> None:
        """Add a remark that is no problem."""
        if text not in self.notes and len(self.notes) < MOST:
            self.notes.append(text)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        more = [f"{self.unlisted} more problems are not listed"] if self.unlisted else []
        return {
            "ok": not self.problems, "entries": self.entries, "seals": self.seals, "sealed": self.sealed,
            "head": f"{self.seq}-{self.head}", "production": self.production, "key_id": self.key_id,
            "records": self.records, "problems": self.problems, "notes": [*self.notes, *more],
        }  # fmt: skip


class Key:
    """A gate's public key (PEM)."""

    def __init__(self, pem: bytes) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from cryptography.hazmat.primitives.serialization import load_pem_public_key

        key = load_pem_public_key(pem)
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError("not an Ed25519 key")
        self.key, self.id = key, hashlib.sha256(key.public_bytes_raw()).hexdigest()[:32]

    def holds(self, signature: object, data: bytes) -> bool:
        """Say whether this is the signature of these bytes, spelt in the only way."""
        from cryptography.exceptions import InvalidSignature

        try:
            raw = base64.b64decode(str(signature), validate=True)
            self.key.verify(raw, data)
        except (InvalidSignature, binascii.Error, ValueError):
            return False
        return base64.b64encode(raw).decode() == signature


def check(
    folder: Path, *, key: bytes | None = None, production: str = "", records: bool = True,
    expect: Iterable[tuple[str, str]] = (),
) -> Report:  # fmt: skip
    """Check a ledger. `key` is the public key to trust (default: keys/gate.pub), `expect` are heads that others hold,
    as (head, who). FileNotFoundError when there is no ledger and nothing says that there was one.
    """
    report = Report(production=production)
    head = folder / HEAD
    if not (folder / "ledger").exists() and not head.exists():
        raise FileNotFoundError(f"there is no ledger in {folder}")
    try:
        trusted = Key(key if key is not None else (folder / "keys" / "gate.pub").read_bytes())
        report.key_id = trusted.id
    except (OSError, ValueError) as error:
        report.fault("key", "keys/gate.pub", 0, f"the public key cannot be read: {error}")
        return report
    chain = _Chain(report, trusted, _Held(expect))
    newest = _read_head(head, trusted, report)
    if newest:
        chain.held.add(newest["seq"], newest["head"], HEAD)
    for where, line, torn in _lines(folder / "ledger", report):
        if torn:
            report.note(f"{where}: the last line is not whole: a command was killed while it wrote")
        else:
            chain.step(_parse(where, line))
    chain.end()
    if newest:
        if newest["production"] != report.production:
            report.fault("foreign", HEAD, 0, f"the head is of {newest['production']}, not of {report.production}")
        if newest["first"] != report.first and report.entries:
            report.fault("lost", HEAD, 1, "the ledger does not begin with the entry that the head knows")
        if newest["seals"] > report.seals:
            report.fault("removed", HEAD, newest["seq"], f"of {newest['seals']} seals {report.seals} are here")
    elif report.seals > 1 and not os.path.lexists(head):
        report.fault("removed", HEAD, 0, "the file with the newest head is gone")
    elif report.seals and not os.path.lexists(head):
        report.note(f"{HEAD} is not here: a command was killed between the first seal and the head")
    if records and (folder / "records").is_dir() and any(p.is_dir() for p in (folder / "records").iterdir()):
        _Records(folder, report, chain).check()
    elif records:
        report.note("the records are not here: only the ledger itself was checked")
    return report


def _lines(folder: Path, report: Report) -> Iterator[tuple[str, bytes, bool]]:
    """Yield (where, line, torn) of all files in order; torn is what has no end of line at the very end."""
    names = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
    files = [name for name in names if SEGMENT.fullmatch(name)]
    for name in names:
        if name.endswith(".torn"):
            report.note(f"ledger/{name} keeps a line that a killed command left unfinished")
        elif not SEGMENT.fullmatch(name) and not name.startswith(".tmp-"):
            report.note(f"ledger/{name} is no part of the ledger")
    due = 1
    for name in files:
        if int(name[:6]) != due:
            report.fault("removed", f"ledger/{due:06d}.jsonl", 0, f"the file before {name} is gone")
        due = int(name[:6]) + 1
        path = folder / name
        if not stat.S_ISREG(path.lstat().st_mode):
            report.fault("changed", f"ledger/{name}", 0, "it is a link or a special file: it was not read")
            continue
        with path.open("rb") as stream:
            number = 0
            while line := stream.readline(LONGEST + 1):
                number += 1
                whole = line.endswith(b"\n")
                yield f"ledger/{name}:{number}", line, not whole and name == files[-1] and len(line) <= LONGEST
                while not whole and len(line) > LONGEST:  # too long for an entry: skip to its end
                    line = stream.readline(LONGEST + 1)
                    whole = line.endswith(b"\n")


def _parse(where: str, line: bytes) -> Entry | str:
    """Return the entry of a line, or where it is when it is none."""
    try:
        data = _read(line.decode())
        said, signature = data.pop("hash"), data.pop("signature", None)
        if tuple(data) != NAMES or tuple(map(type, data.values())) != TYPES:
            return where
        signed = closed = _spell(data).encode()
        if signature is not None or data["verb"] == "seal":
            closed = signed[:-1] + b',"signature":' + _spell(signature).encode() + b"}"
        spelt = b'%s,"hash":"%s"}\n' % (closed[:-1], said.encode())
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return where
    # what is spelt otherwise than the ledger does has a hash of its own
    true = hashlib.sha256(closed if line == spelt else line).hexdigest()
    data["signature"] = signature
    return Entry(where, data["seq"], data["prev"], said, true, data, signed)


class _Held:
    """Heads that others hold, compared as the entries go by."""

    def __init__(self, expect: Iterable[tuple[str, str]]) -> None:
        self.wanted: list[tuple[int, str, str]] = []
        self.seen: dict[int, str] = {}
        for head, who in expect:
            found = re.fullmatch(r"([0-9]{1,12})-([0-9a-f]{64})", head.strip().lower())
            if not found:
                raise ValueError(f"{head[:100]!r} is not a head: it reads 1234-<64 hex digits>")
            self.add(int(found[1]), found[2], who)

    def add(self, seq: int, chain: str, who: str) -> None:
        """Hold one more."""
        self.wanted.append((seq, chain, who))
        self.seen.setdefault(seq, "")

    def judge(self, last: int) -> Iterator[tuple[str, int, str]]:
        """Yield (who, seq, what) of each head that the ledger does not lead to."""
        for seq, chain, who in self.wanted:
            if seq > last:
                yield who, last, f"{who} holds the head of entry {seq}; this ledger ends at entry {last}"
            elif seq and self.seen[seq] != chain:
                yield who, seq, f"entry {seq} is not the one whose head {who} holds: history was rewritten"


class _Chain:
    """Follows the chain and says where it breaks.

    An entry that does not follow waits: when the next one follows what was before it, it was put in or moved; when
    the next one follows it, the break is before it.
    """

    def __init__(self, report: Report, key: Key, held: _Held) -> None:
        self.report, self.key, self.held = report, key, held
        self.last = Entry("", 0, "", START, START, {})
        self.waiting: list[Entry] = []
        self.gaps: list[tuple[int, int, str]] = []
        self.astray: list[Entry] = []
        self.latest = ""
        self.trailing = 1  # first of the records that were entered last: after the last seal, void or other event
        self.voids: set[int] = set()
        self.adopted = 0

    def step(self, entry: Entry | str) -> None:
        """Take the next line."""
        if not isinstance(entry, Entry):
            self._give_up()
            self.report.fault("changed", entry, self.last.seq + 1, "the line is not an entry of a ledger")
            self.last = replace(self.last, loose=True)  # it stands for an entry, for two that ran together, or for none
            return
        if entry.hash != entry.true:
            self._give_up()
            seq = self.last.seq + 1
            self.report.fault("changed", entry.where, seq, f"entry {seq}: its hash is not that of its bytes")
            entry.seq = seq
            self._take(entry)
        elif self._follows(entry, self.last):
            self._put_aside(self.waiting)
            self._take(entry)
        elif self.waiting and self._follows(entry, self.waiting[-1]):
            self._give_up()
            self._take(entry)
        else:
            self.waiting.append(entry)
            if len(self.waiting) > AHEAD:
                self._give_up()

    @staticmethod
    def _follows(entry: Entry, last: Entry) -> bool:
        if last.loose:
            return last.seq < entry.seq <= last.seq + 3
        return entry.seq == last.seq + 1 and entry.prev in (last.hash, last.true)  # of a changed one also what it was

    def _put_aside(self, entries: list[Entry]) -> None:
        for entry in entries:
            if len(self.astray) < MOST:
                self.astray.append(entry)
            else:
                self.report.unlisted += 1
        self.waiting = []

    def _give_up(self) -> None:
        """Nothing follows what was before the waiting entries: the break lies before the last of them."""
        if not self.waiting:
            return
        *others, entry = self.waiting
        self._put_aside(others)
        last = self.last
        if entry.seq > last.seq + 1:
            self.gaps.append((last.seq + 1, entry.seq - 1, entry.where))
        elif entry.seq == last.seq and entry.prev == last.prev:
            self.report.fault("inserted", last.where, last.seq,
                              f"two entries have the number {last.seq}; the chain goes on from {entry.where}")
        elif entry.seq == last.seq + 1:
            where = last.where or entry.where
            self.report.fault("changed", where, last.seq,
                              f"entry {last.seq} is not the one that entry {entry.seq} was written after")  # fmt: skip
        else:
            self.report.fault("inserted", entry.where, entry.seq,
                              f"the numbers go from {last.seq} to {entry.seq}: two ledgers are mixed here")  # fmt: skip
        self._take(entry)

    def _take(self, entry: Entry) -> None:
        report, data = self.report, entry.data
        if not report.entries:
            report.first = entry.hash
            if data["verb"] == "restart":
                report.fault("lost", entry.where, entry.seq, "an earlier ledger was gone when this one was begun")
        report.entries += 1
        self._time(entry)
        if data["verb"] == "seal":
            self._seal(entry)
        elif data["verb"] == "void":
            self._void(entry)
        elif data["verb"] == "mend":
            report.note(f"{entry.where}: a torn line was cut off at {data['at']}")
        elif data["verb"] == "adopt":
            self.adopted += 1
        if not data["rev"]:
            self.trailing = entry.seq + 1
        if entry.seq in self.held.seen:
            self.held.seen[entry.seq] = entry.true
        self.last = entry

    def _time(self, entry: Entry) -> None:
        at = entry.data["at"]
        if at < self.latest and _seconds(at, self.latest) > CLOCK_S:
            self.report.note(f"{entry.where}: entry {entry.seq} is dated {at}, after one of {self.latest}: "
                             "the clock was set back")
            self.latest = at
        self.latest = max(at, self.latest)

    def _seal(self, entry: Entry) -> None:
        report, facts = self.report, entry.data["facts"]
        report.seals += 1
        owner = str(facts.get("production", ""))
        report.production = report.production or owner
        said = (facts.get("from"), facts.get("to"), facts.get("number"))
        if facts.get("key_id") != self.key.id:
            report.fault("key", entry.where, entry.seq, f"seal {report.seals} is signed by key {facts.get('key_id')}, "
                         f"not by {self.key.id}")  # fmt: skip
        elif not self.key.holds(entry.data["signature"], entry.signed):
            report.fault("seal", entry.where, entry.seq,
                         f"the signature of entries {report.sealed + 1} to {entry.seq - 1} does not hold")
        elif owner != report.production:
            report.fault("foreign", entry.where, entry.seq, f"this seal is of {owner or 'no production'}, not of "
                         f"{report.production}")  # fmt: skip
        elif said != (report.sealed + 1, entry.seq - 1, report.seals):
            report.fault("seal", entry.where, entry.seq, f"seal {said[2]} of entries {said[0]} to {said[1]} stands "
                         f"where seal {report.seals} of entries {report.sealed + 1} to {entry.seq - 1} should")
            if type(facts.get("number")) is int:
                report.seals = max(report.seals, facts["number"])
        report.sealed = entry.seq

    def _void(self, entry: Entry) -> None:
        target = entry.data["facts"].get("entry")
        if type(target) is not int or not self.report.sealed < target < entry.seq:
            self.report.fault("inserted", entry.where, entry.seq, "it takes back an entry that was sealed already")
        else:
            self.voids.add(target)
            self.report.note(f"{entry.where}: entry {target} was never written: its command was killed")

    def end(self) -> None:
        """Judge what still waits, and what was moved rather than taken away."""
        report = self.report
        self._give_up()
        found = {entry.seq for entry in self.astray}
        for entry in self.astray:
            moved = any(low <= entry.seq <= high for low, high, _ in self.gaps)
            words = "was moved here from its place" if moved else "was put in here"
            report.fault("reordered" if moved else "inserted", entry.where, entry.seq, f"entry {entry.seq} {words}")
        for low, high, where in self.gaps:
            missing = high - low + 1 - sum(1 for seq in found if low <= seq <= high)
            if missing:
                which = f"entry {low}" if low == high else f"{missing} of the entries {low} to {high}"
                verb = "is" if missing == 1 else "are"
                report.fault("removed", where, low, f"{which} {verb} gone before this line")
        report.seq, report.head = self.last.seq, self.last.true
        for who, seq, what in self.held.judge(self.last.seq):
            report.fault("removed" if who == HEAD else "rolled back", who, seq, what)
        if report.seq > report.sealed:
            report.note(f"{report.seq - report.sealed} entries after entry {report.sealed} are not yet sealed")
        if self.adopted:
            report.note(f"{self.adopted} records were there before the ledger began: it says nothing of how they came")


def _seconds(early: str, late: str) -> float:
    try:
        return (datetime.fromisoformat(late) - datetime.fromisoformat(early)).total_seconds()
    except (ValueError, TypeError):
        return CLOCK_S + 1


def _read_head(path: Path, key: Key, report: Report) -> dict[str, Any] | None:
    try:
        if not stat.S_ISREG(path.lstat().st_mode) or path.stat().st_size > LONGEST:
            raise ValueError("it is a link, or too large")
        data = path.read_bytes()
        record: dict[str, Any] = json.loads(data)
        body = {name: value for name, value in record.items() if name != "signature"}
        kinds = {"seq": int, "seals": int, "head": str, "first": str, "production": str}
        if any(type(body.get(name)) is not kind for name, kind in kinds.items()) or (
            _spell(record).encode() + b"\n" != data or record["kind"] != "secondunit.ledger.head"
        ):
            raise ValueError("it is not written as a head is")
        if not key.holds(record.get("signature"), _spell(body).encode()):
            report.fault("changed", HEAD, body["seq"], "the head is not signed by this gate key")
            return None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, AttributeError, TypeError, KeyError, RecursionError) as error:
        report.fault("changed", HEAD, 0, f"the head cannot be read: {error}")
        return None
    return record


class _Records:
    """Compares the record files with the entries: a pass over the ledger, then one over the folder.

    What was entered and what lies there are compared by their sums, so that memory does not grow; only where these
    differ are names collected, to say which.
    """

    def __init__(self, folder: Path, report: Report, chain: _Chain) -> None:
        self.folder, self.report, self.chain = folder, report, chain
        self.plain: set[str] = set()  # kinds whose folder is no link
        self.absent: list[tuple[str, int, str]] = []  # entered last: perhaps a killed command's

    def check(self) -> None:
        """List changed, missing and unrecorded files."""
        entered = 0
        for entry in self._entries():
            name = self._name(entry)
            if not name:
                self.report.fault("changed", entry.where, entry.seq, "the entry is of a record that cannot be")
            elif self._compare(entry, name):
                entered += _number(name)
        for name, _, _ in self.absent:
            self.report.note(f"{name}: entered last and not there: its command was killed, or it was taken away")
        if sum(map(_number, self._files())) != entered:
            self._locate()

    def _entries(self) -> Iterator[Entry]:
        for where, line, torn in _lines(self.folder / "ledger", Report()):
            entry = _parse(where, line) if not torn else None
            if isinstance(entry, Entry) and entry.data["rev"] and entry.seq not in self.chain.voids:
                yield entry

    @staticmethod
    def _name(entry: Entry) -> str:
        data = entry.data
        file = f"{data['id']}@{data['rev']:06d}.json"
        return f"records/{data['kind']}/{file}" if KIND.fullmatch(data["kind"]) and RECORD.fullmatch(file) else ""

    def _digest(self, kind: str, name: str) -> str:
        """Return the SHA-256 of a record file; OSError for a link and for what no record can be."""
        if kind not in self.plain:
            if not stat.S_ISDIR((self.folder / "records" / kind).lstat().st_mode):
                raise OSError(errno.ELOOP, "")
            self.plain.add(kind)
        handle = os.open(f"{self.folder}/{name}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb", buffering=0) as stream:
            mark = os.fstat(handle)
            if not stat.S_ISREG(mark.st_mode) or mark.st_size > LARGEST:
                raise OSError(errno.EFBIG, "it is a special file or too large")
            return hashlib.sha256(stream.read()).hexdigest()

    def _compare(self, entry: Entry, name: str) -> bool:
        try:
            digest = self._digest(entry.data["kind"], name)
        except FileNotFoundError:
            if entry.seq >= self.chain.trailing:
                self.absent.append((name, entry.seq, entry.where))
            else:
                self._missing(name, entry.seq, entry.where)
            return False
        except OSError as error:
            why = "it or its folder is a link" if error.errno == errno.ELOOP else error.strerror
            self.report.fault("changed", name, entry.seq, f"the record cannot be read: {why}")
            return True
        for row in self.absent:  # something was written after them: they were there
            self._missing(*row)
        self.absent = []
        self.report.records += 1
        if digest != entry.data["digest"]:
            self.report.fault("changed", name, entry.seq, f"the record is not the one that entry {entry.seq} "
                              f"({entry.where}) was written for")  # fmt: skip
        return True

    def _missing(self, name: str, seq: int, where: str) -> None:
        self.report.fault("removed", name, seq, f"the record of entry {seq} ({where}) is gone")

    def _files(self) -> Iterator[str]:
        for folder in sorted((self.folder / "records").iterdir()):
            if folder.is_dir():
                with os.scandir(folder) as files:
                    yield from (f"records/{folder.name}/{f.name}" for f in files if RECORD.fullmatch(f.name))

    def _locate(self) -> None:
        names = Counter(self._name(entry) for entry in self._entries())
        for name in self._files():
            if name not in names:
                self.report.fault("unrecorded", name, 0, "no entry of the ledger speaks of this record")
        for name, times in names.items():
            if times > 1:
                self.report.fault("inserted", name, 0, f"{times} entries say that they wrote this record")


def _number(name: str) -> int:
    """A number for a name, so that two sets of names can be compared by their sums (AdHash, Bellare and Micciancio)."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest())


def main(arguments: list[str]) -> int:
    """Run as a program; return the exit code."""
    import argparse

    parser = argparse.ArgumentParser(description="Check the ledger of a production.")
    parser.add_argument("folder", nargs="?", default=".", type=Path)
    parser.add_argument("--key", type=Path, help="the public key to trust (default: keys/gate.pub of the folder)")
    parser.add_argument("--expect", action="append", default=[], metavar="HEAD", help="a head that you hold")
    parser.add_argument("--production", default="", metavar="ID", help="the production that it must be of")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    try:
        key = options.key.read_bytes() if options.key else None
        heads = [(head, "--expect") for head in options.expect]
        report = check(options.folder, key=key, production=options.production, expect=heads).to_json()
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201  # a program of its own
        return 2
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=1))  # noqa: T201
    else:
        show(report, print)
    return 0 if report["ok"] else 7


def show(report: dict[str, Any], tell: Callable[[str], object]) -> None:
    """Tell a report to people, line by line."""
    for row in report["problems"]:
        tell(f"{row['where']}: {row['fault']}: {row['what']}\n  {row['hint']}")
    for note in report["notes"]:
        tell(f"note: {note}")
    result = "all hold" if report["ok"] else f"{len(report['problems'])} problems"
    tell(f"{report['entries']} entries, {report['seals']} seals, {report['records']} records: {result}")
    tell(f"head {report['head']}, key {report['key_id']}, production {report['production'] or 'not stated'}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
