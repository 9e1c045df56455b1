"""The list that travels with a delivery, so that the folder can be proved on its own, off line.

`manifest.json` is signed by the gate key and spelt in one way only (sorted keys, one blank of indent), so that no
byte of it can change unnoticed:

    {"kind": "secondunit.delivery", "schema": 1, "production": …, "profile": …, "delivered": time,
     "delivered_by": …, "files": [{"path", "sha256", "size", "role", "credential"}],
     "credentials": [Credential], "clearances": [Clearance], "ledger": {"seq", "head", "seals"},
     "key_id": …, "signature": …}

Roles: `media` has a credential (named by the digest of its record), `sidecar` is one, `record` is a list or note
for people, `key` is ca.pem or gate.pub. Anybody can make a folder with keys of their own: whoever wants to know
*whose* delivery it is compares the key id with the production's.
"""

from __future__ import annotations

import base64
import errno
import json
import os
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from secondunit.core.errors import DiskFull, NotFound, ReadOnly, RecordFromFuture, StudioError, VerifyFailed
from secondunit.core.identity import canonical, plain
from secondunit.core.identity import digest as record_digest
from secondunit.core.rights import Clearance, Credential
from secondunit.gates.credentials.credential import file_digest
from secondunit.gates.credentials.sidecar import SUFFIX
from secondunit.gates.credentials.verify import Finding, Trust, verify_media
from secondunit.gates.signing.certificate import load_all
from secondunit.gates.signing.clearance import stamp as as_text
from secondunit.gates.signing.keys import Keys
from secondunit.store.signature import key_id, signature_holds

NAME, CA, GATE, SCHEMA = "manifest.json", "ca.pem", "gate.pub", 1
LARGEST = 256 << 20
RECORDS = (".json", ".csv", ".txt", ".md")  # what may travel without a credential
REPORT = "delivery_rights.pdf"  # and the one page for people that says what all the rest stands on


@dataclass(frozen=True)
class Report:
    """The findings of a delivered folder; `problems` concern the folder as a whole."""

    findings: tuple[Finding, ...]
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    key_id: str = ""
    production: str = ""
    delivered: str = ""
    ledger: str = ""  # head of the production's ledger when it was delivered

    @property
    def ok(self) -> bool:
        """Whether the folder and every file in it hold."""
        return not self.problems and all(item.ok for item in self.findings)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "ok": self.ok, "production": self.production, "delivered": self.delivered, "key_id": self.key_id,
            "ledger": self.ledger, "problems": list(self.problems), "notes": list(self.notes),
            "files": [item.to_json() for item in self.findings],
        }


@dataclass(frozen=True)
class Listed:
    """One file of a delivery."""

    path: str
    sha256: str
    size: int
    role: str
    credential: str = ""


@dataclass(frozen=True)
class Delivery:
    """A manifest as read."""

    files: tuple[Listed, ...]
    credentials: Mapping[str, Credential]  # by digest of the record
    clearances: Mapping[str, Mapping[str, Any]]  # by id
    record: Mapping[str, Any] = field(repr=False)


def write(
    folder: Path, credentials: Iterable[Credential], clearances: Iterable[Clearance], keys: Keys, now: datetime,
    *, production: str, profile: str = "", delivered_by: str = "", ledger: Mapping[str, Any] | None = None,
) -> Path:
    """Put the public keys and the signed manifest of everything below `folder` into it; return its path.

    `ledger` is the head that the production's ledger had when this left: seq, head, seals. The role of a file
    follows from its credential, its name or its ending; VerifyFailed for a file that has no
    credential and is no record, and for links and special files.
    """
    known = list(credentials)
    try:
        (folder / CA).write_bytes(keys.ca)
        (folder / GATE).write_bytes(keys.gate)
        (folder / NAME).unlink(missing_ok=True)
        files, problems = _listing(folder, known)
    except OSError as error:
        kind = DiskFull if error.errno == errno.ENOSPC else ReadOnly
        raise kind(f"the delivery cannot be written: {error}", hint="choose another folder") from error
    if problems:
        raise VerifyFailed(f"the folder cannot be delivered: {'; '.join(problems[:5])}",
                           hint="deliver through the production, into an empty folder")
    record = {
        "kind": "secondunit.delivery", "schema": SCHEMA, "production": production, "profile": profile,
        "delivered": as_text(now), "delivered_by": delivered_by, "files": files,
        "credentials": [item.to_json() for item in known],
        "clearances": [item.to_json() for item in clearances], "key_id": keys.key_id,
        **({"ledger": dict(ledger)} if ledger else {}),
    }
    signed = {**record, "signature": base64.b64encode(keys.sign(canonical(record))).decode()}
    target = folder / NAME
    part = target.with_name(NAME + ".part")
    with part.open("wb") as file:
        file.write(_spell(signed))
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)
    return target


def read(folder: Path, gate: bytes) -> Delivery:
    """Read the manifest of a delivery and check its signature with this key (PEM).

    Raises NotFound without a manifest, VerifyFailed when it is damaged or not signed by the key.
    """
    path = folder / NAME
    try:
        if not stat.S_ISREG(path.lstat().st_mode) or path.stat().st_size > LARGEST:
            raise VerifyFailed(f"{NAME} is not a plain file of sensible size")
        data = path.read_bytes()
    except OSError as error:
        raise NotFound(f"there is no delivery here: {NAME} cannot be read", hint="give a delivered folder") from error
    try:
        record = json.loads(data)
        good = isinstance(record, dict) and _spell(record) == data and record.get("kind") == "secondunit.delivery"
    except (ValueError, RecursionError, StudioError):
        good = False
    if not good:
        raise VerifyFailed(f"{NAME} is damaged", hint="take the delivery anew from the production")
    if record.get("schema") != SCHEMA:
        raise RecordFromFuture(f"{NAME} has schema {record.get('schema')!r}", hint="update Second Unit")
    if not signature_holds(record, gate):
        raise VerifyFailed(f"{NAME} is not signed by this gate key", hint="take the delivery anew from the production")
    try:
        files = tuple(
            Listed(str(f["path"]), str(f["sha256"]), int(f["size"]), str(f["role"]), str(f.get("credential", "")))
            for f in record["files"])
        credentials = [Credential.from_json(item) for item in record["credentials"]]
        clearances = {str(item["id"]): item for item in record["clearances"]}
    except (KeyError, TypeError, ValueError, StudioError) as error:
        raise VerifyFailed(f"{NAME} lacks what a delivery needs: {error}") from error
    return Delivery(files, {record_digest(item.to_json()): item for item in credentials}, clearances, record)


def verify_delivery(folder: Path, *, trust: Trust | None = None, now: datetime | None = None) -> Report:
    """Check a delivered folder on its own; `trust` are the production's public keys if one has them.

    Reports links, paths that leave the folder, files that are missing, changed, or not on the list. Raises NotFound
    when the folder holds no delivery.
    """
    if not (folder / NAME).exists() and not (folder / NAME).is_symlink():
        raise NotFound("there is no delivery here", hint=f"give a folder with a {NAME}", path=folder.name)
    notes, carried = [], _carried(folder)
    if trust is None:
        notes.append("checked with the keys that lie in the folder; compare the key id with the production's")
    anchors = trust or carried
    if anchors is None:
        return Report((), (f"{CA} or {GATE} is missing, a link or unreadable",))
    problems = []
    if carried is not None and trust is not None and (carried.gate != trust.gate or carried.ca != trust.ca):
        problems.append("the keys in the folder are not the production's")
    try:
        delivery, identity = read(folder, anchors.gate), key_id(anchors.gate)
    except StudioError as error:
        return Report((), (*problems, error.message), tuple(notes))
    paths, oddities = _walk(folder)
    problems += oddities
    listed = [item.path for item in delivery.files]
    problems += [f"{name}: not on the list" for name in sorted(paths - set(listed) - {NAME})]
    problems += [f"{name}: listed twice" for name, times in sorted(Counter(listed).items()) if times > 1]
    findings = [_check(folder, item, delivery, anchors, now) for item in delivery.files]
    return Report(tuple(findings), tuple(problems), tuple(notes), identity,
                  str(delivery.record.get("production", "")), str(delivery.record.get("delivered", "")),
                  head_of(delivery))


def head_of(delivery: Delivery) -> str:
    """Return the head of the ledger that a delivery carries, `seq-hash`; empty when it carries none."""
    head = delivery.record.get("ledger")
    return f"{head.get('seq')}-{head.get('head')}" if isinstance(head, Mapping) else ""


def _check(folder: Path, item: Listed, delivery: Delivery, anchors: Trust, now: datetime | None) -> Finding:
    problem = _unsafe(folder, item.path)
    if problem:
        return Finding(item.path, problems=(problem,))
    path = folder / item.path
    if item.role == "media":
        credential = delivery.credentials.get(item.credential)
        clearance = delivery.clearances.get(credential.clearance) if credential else None
        if credential is not None and credential.digest != item.sha256:
            credential = None  # the list names a record of other media
        return verify_media(path, credential, anchors, clearance, now=now, name=item.path)
    if file_digest(path) != item.sha256 or path.stat().st_size != item.size:
        return Finding(item.path, digest="mismatch", state=item.role, clearance="",
                       problems=("the bytes are not those that were delivered",))
    fits = {"sidecar": item.path.endswith(SUFFIX), "key": item.path in (CA, GATE),
            "record": item.path == REPORT or PurePosixPath(item.path).suffix.lower() in RECORDS}
    problems = () if fits.get(item.role) else (f"a file of this kind may not travel as {item.role or 'nothing'}",)
    return Finding(item.path, digest="ok", state=item.role, clearance="", problems=problems)


def _unsafe(folder: Path, name: str) -> str:
    """Why a listed path must not be followed; empty when it is a plain file inside the folder."""
    parts = PurePosixPath(name).parts
    if not name or name.startswith("/") or "\\" in name or "\0" in name or ":" in name or ".." in parts or (
        "/".join(parts) != name
    ):
        return "the path leaves the folder or is not written plainly"
    path = folder
    for part in parts:
        path = path / part
        try:
            mode = path.lstat().st_mode
        except OSError:
            return "the file is missing"
        if stat.S_ISLNK(mode):
            return "the path goes over a link"
    return "" if stat.S_ISREG(mode) else "it is not a plain file"


def _walk(folder: Path) -> tuple[set[str], list[str]]:
    """All plain files below the folder, and what else lies there. Links are never followed."""
    files, oddities = set(), list[str]()

    def unreadable(error: OSError) -> None:
        oddities.append(f"{error.filename!a}: cannot be read")

    for root, folders, names in os.walk(folder, followlinks=False, onerror=unreadable):
        for name in (*folders, *names):
            path = Path(root, name)
            mode, relative = path.lstat().st_mode, path.relative_to(folder).as_posix()
            if not relative.isprintable() or unicodedata.normalize("NFC", relative) != relative:
                oddities.append(f"{relative!a}: the name is not plain Unicode (NFC)")
            elif stat.S_ISREG(mode):
                files.add(relative)
            elif not stat.S_ISDIR(mode):
                kind = "a link" if stat.S_ISLNK(mode) else "a special file"
                oddities.append(f"{relative}: is {kind}")
    return files, sorted(oddities)


def _listing(folder: Path, known: Sequence[Credential]) -> tuple[list[dict[str, Any]], list[str]]:
    """The list of all files below the folder, and what keeps it from being delivered."""
    paths, problems = _walk(folder)
    digests = {name: file_digest(folder / name) for name in paths}
    sidecars = {item.sidecar_digest for item in known if item.sidecar_digest}
    by_digest: dict[str, list[Credential]] = {}
    for item in known:
        by_digest.setdefault(item.digest, []).append(item)
    files = []
    for name, digest in sorted(digests.items()):
        entry: dict[str, Any] = {"path": name, "sha256": digest, "size": (folder / name).stat().st_size}
        # Two recipes can make the same bytes; the sidecar beside the file says whose record it is.
        beside = digests.get(name + SUFFIX, "")
        mine = next((item for item in by_digest.get(digest, ()) if item.sidecar_digest == beside), None)
        if name in (CA, GATE):
            entry["role"] = "key"
        elif mine is not None:
            entry |= {"role": "media", "credential": record_digest(mine.to_json())}
        elif name.endswith(SUFFIX) and digest in sidecars:
            entry["role"] = "sidecar"
        elif (name == REPORT or PurePosixPath(name).suffix.lower() in RECORDS) and digest not in by_digest:
            entry["role"] = "record"
        else:
            problems.append(f"{name}: has no credential, or its sidecar is not beside it")
        files.append(entry)
    return files, problems


def _carried(folder: Path) -> Trust | None:
    if _unsafe(folder, CA) or _unsafe(folder, GATE):
        return None
    trust = Trust((folder / CA).read_bytes(), (folder / GATE).read_bytes())
    try:
        load_all(trust.ca)
        key_id(trust.gate)
    except StudioError:
        return None
    return trust


def _spell(record: Mapping[str, Any]) -> bytes:
    text = json.dumps(plain(record), ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    return text.encode("utf-8") + b"\n"


def order(findings: Sequence[Finding]) -> list[Finding]:
    """The findings with those that do not hold first, as people want to read them."""
    return sorted(findings, key=lambda item: (item.ok, item.name))
