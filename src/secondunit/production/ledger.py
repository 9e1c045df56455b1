"""The ledger of a production, read from its files: verify it, tell it in plain words, print its head, export it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from secondunit import config as configuration
from secondunit.core.errors import InputError, NotFound, StateError, VerifyFailed
from secondunit.gates.credentials import delivery_manifest
from secondunit.gates.records import ledger_check
from secondunit.store.files import disk_errors, write_new
from secondunit.store.ledger import FOLDER, HEAD, Ledger
from secondunit.store.signature import key_id

WORDS: Mapping[str, str] = {
    "begin": "the ledger begins", "restart": "the ledger was gone; a new one begins", "adopt": "was there before:",
    "record": "wrote", "admit": "admitted", "deliver": "delivered", "approve": "approved", "retake": "sent back",
    "decide": "decided on", "clear": "cleared by the gate:", "revoke": "revoked", "hold": "put on hold",
    "refuse": "refused", "rule": "no rule fired for", "seal": "signed", "void": "never written:",
    "mend": "a torn line was cut off",
}  # fmt: skip
HOW = """\
HOW TO CHECK THIS LEDGER

ledger/            the ledger: one entry a line, in order
records/ledger.json  the newest head, signed
keys/gate.pub      the public key of the production's gate
ledger_check.py    the program that checks it; it needs Python 3.11 and the package "cryptography", and no network

Run:  python ledger_check.py

It ends with code 0 when all holds and 7 when something does not, and names the file and the entry.

Production {production}, key {key}.
This export ends at the head

    {head}

Compare the key and the head with those that the production, or somebody who got a delivery from it, told you by another
way: who has the private key could write another history, but none that leads to a head that was given away before.

Each entry holds the SHA-256 of the record that it speaks of. {records}
The rules that the program goes by stand at its top.
"""


def verify(
    folder: Path, *, expect: Iterable[str] = (), against: Iterable[Path] = (), known: Iterable[tuple[str, str]] = ()
) -> dict[str, Any]:
    """Check the ledger of a production or of an export; nothing that is wrong raises, it is listed.

    `expect` are heads that others hold, `against` deliveries, which carry one, `known` heads and who holds them.
    NotFound where there is no ledger,
    InputError for a head that is none, VerifyFailed for a delivery that is not of this production.
    """
    folder = folder.absolute()
    heads = [*known, *((head, "--expect") for head in expect)]
    heads += [(_head_of(path, folder), str(path)) for path in against]
    try:
        return ledger_check.check(folder, production=_identity(folder), expect=heads).to_json()
    except FileNotFoundError as error:
        raise NotFound(str(error), hint="a production has one from its first record on") from error
    except ValueError as error:
        raise InputError(str(error), hint="print one with: secondunit rights ledger head") from error


def _identity(folder: Path) -> str:
    return str(configuration.load(folder)["id"]) if (folder / configuration.FILE).exists() else ""


def _head_of(delivery: Path, folder: Path) -> str:
    """Return the head that a delivery carries, after checking that this production's gate signed it."""
    try:
        gate = (folder / "keys" / "gate.pub").read_bytes()
    except OSError as error:
        raise NotFound(f"{folder / 'keys' / 'gate.pub'} cannot be read: {error.strerror}") from error
    head = delivery_manifest.head_of(delivery_manifest.read(delivery, gate))
    if not head:
        raise VerifyFailed(f"{delivery} carries no head of a ledger", hint="it was made before there was one")
    return head


def head(folder: Path) -> dict[str, Any]:
    """Return the newest head, for somebody outside to keep."""
    ledger = _open(folder)
    newest = ledger.head()
    gate = folder / "keys" / "gate.pub"
    return {"head": str(newest), "entries": newest.seq, "seals": newest.seals,
            "key_id": key_id(gate.read_bytes()) if gate.exists() else "", "production": _identity(folder)}  # fmt: skip


def show(
    folder: Path, *, kind: str = "", entity: str = "", verb: str = "", since: str = ""
) -> Iterator[dict[str, Any]]:
    """Yield entries, oldest first, each with a sentence `words`. `since` is a date or time; entity also names an id."""
    for entry in _open(folder).entries():
        facts = entry["facts"]
        if (kind and entry["kind"] != kind) or (verb and entry["verb"] != verb) or entry["at"] < since:
            continue
        if entity and entity not in (entry["id"], facts.get("entity"), facts.get("subject")):
            continue
        yield {**entry, "words": words(entry)}


def words(entry: Mapping[str, Any]) -> str:
    """Say an entry in plain words."""
    facts, who = entry["facts"], entry["actor"]
    what = f"{entry['kind']} {entry['id'][:40]}" + (f" revision {entry['rev']}" if entry["rev"] > 1 else "")
    match entry["verb"]:
        case "seal":
            return f"the gate signed entries {facts['from']} to {facts['to']} (seal {facts['number']})"
        case "void":
            return f"{WORDS['void']} {facts['kind']} {facts['id']} of entry {facts['entry']}; its command was killed"
        case "begin" | "restart" | "mend" as verb:
            return f"{WORDS[verb]}" + (f", {facts['records']} records are there" if facts.get("records") else "")
        case "rule" | "refuse" | "hold" if "words" in facts:
            about = f" for {facts['entity']}" if facts.get("entity") else ""
            return f"{who or 'the gate'}: {entry['verb']} {what}{about}: {facts['words']}"
    about = f" of {facts['entity']}" if facts.get("entity") and facts["entity"] not in entry["id"] else ""
    said = ", ".join(f"{key} {facts[key]}" for key in ("event", "decision", "status", "why") if facts.get(key))
    doing = WORDS.get(entry["verb"], entry["verb"])
    return f"{who + ' ' if who else ''}{doing} {what}{about}" + (f" ({said})" if said else "")


def export(folder: Path, target: Path, *, records: bool = False) -> dict[str, Any]:
    """Write a ZIP that can be checked anywhere: the ledger, its head, the public key, a program and how to use it.

    With `records` the records travel too, so that their digests can be compared. The same ledger gives the same bytes.
    """
    newest = head(folder)
    if target.exists():
        raise StateError(f"{target} exists already", hint="choose a new name")
    parts = [*sorted((folder / FOLDER).glob("*.jsonl")), folder / HEAD, folder / "keys" / "gate.pub"]
    if records:
        parts += sorted(p for p in (folder / "records").rglob("*@*.json") if p.is_file() and not p.is_symlink())
    note = "The records are in records/." if records else "The records themselves are not in this export."
    text = HOW.format(production=newest["production"], key=newest["key_id"], head=newest["head"], records=note)
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "HOW-TO-CHECK.txt", text.encode())
        _add(archive, "ledger_check.py", Path(ledger_check.__file__).read_bytes())
        for path in parts:
            if path.exists():
                with disk_errors(path):
                    _add(archive, path.relative_to(folder).as_posix(), path.read_bytes())
    write_new(target, data.getvalue())
    return {**newest, "path": str(target), "files": len(parts) + 2}


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    archive.writestr(info, data)


def _open(folder: Path) -> Ledger:
    ledger = Ledger(folder)
    if not ledger.folder.is_dir():
        raise NotFound(f"there is no ledger in {folder}", hint="a production has one from its first record on")
    return ledger
