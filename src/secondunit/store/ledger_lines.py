"""Lines of the ledger: how an entry is spelt, read back and chained, and what it says of a record.

A line is the canonical JSON of an entry with `hash` added as its last member, and `signature` before it in a seal:

    {"actor": …, "at": …, "digest": …, "facts": {…}, "id": …, "kind": …, "prev": …, "rev": …, "seq": …, "verb": …,
     "hash": …}

`hash` is the SHA-256 of the line without its last member, `prev` the hash of the line before, `signature` the gate's
Ed25519 over the line without its last two members. `digest` is the SHA-256 of the file
`records/<kind>/<id>@<rev>.json` that the entry is of; `rev` is 0 where it is of no file. The verifier
(`gates/records/ledger_check.py`) reads the same lines with code of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from secondunit.core.errors import InputError, RecordCorrupt
from secondunit.core.identity import canonical, sha256

START = "0" * 64  # prev of the first entry
LONGEST = 1 << 20  # bytes of a line
FACTS = ("entity", "task", "take", "event", "decision", "status", "profile", "recipe", "version", "why")
# kind of record -> what somebody did by writing it; every other kind is a plain `record`
VERBS = {
    "takes": "admit", "deliveries": "deliver", "versions": "approve", "approvals": "approve", "clearances": "clear",
}  # fmt: skip
DECISIONS = {"approve": "approve", "retake": "retake", "accept": "decide", "refuse": "decide"}


@dataclass(frozen=True)
class Draft:
    """An entry before it has its place in the chain."""

    verb: str
    kind: str = ""
    id: str = ""
    rev: int = 0
    digest: str = ""
    actor: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """An entry as it stands in the ledger."""

    data: bytes
    seq: int
    hash: str
    verb: str
    entry: Mapping[str, Any]


def of_record(body: Mapping[str, Any], data: bytes) -> Draft:
    """Return the entry of a record that is about to be written as `data`."""
    kind, inner = str(body["kind"]), _inner(body)
    verb = VERBS.get(kind, "record")
    if inner.get("revoked_at"):
        verb = "revoke"
    elif kind == "deliveries" and body["id"] == "held":
        verb = "hold" if body.get("held") else "record"
    elif kind == "tasks" and body.get("event") == "escalate":
        verb = "hold"
    elif kind == "reviews":
        verb = DECISIONS.get(str(body.get("decision")), verb)
    facts = {key: _short(body[key]) for key in FACTS if isinstance(body.get(key), (str, int)) and body[key] != ""}
    who = next((body[key] for key in ("by", "approved_by") if isinstance(body.get(key), str)), "")
    return Draft(verb, kind, str(body["id"]), int(body["seq"]), sha256(data), str(who), facts)


def _inner(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The record of rights inside a body, or the body: `{"consent": {...}}` holds a consent."""
    return next((item for item in body.values() if isinstance(item, Mapping) and "revoked_at" in item), body)


def _short(value: str | int) -> str | int:
    return value[:200] if isinstance(value, str) else value


def spell(draft: Draft, seq: int, prev: str, at: str, actor: str = "") -> tuple[bytes, str]:
    """Return the line of an entry and its hash; `actor` counts where the draft names nobody."""
    return close(_body(draft, seq, prev, at, actor))


def _body(draft: Draft, seq: int, prev: str, at: str, actor: str) -> bytes:
    body = canonical({
        "seq": seq, "prev": prev, "at": at, "actor": draft.actor or actor, "verb": draft.verb, "kind": draft.kind,
        "id": draft.id, "rev": draft.rev, "digest": draft.digest, "facts": draft.facts,
    })  # fmt: skip
    if len(body) > LONGEST - 512:
        raise InputError(f"what the ledger shall say of {draft.kind} {draft.id[:60]} is longer than {LONGEST >> 20} MB",
                         hint="put it into a record")
    return body


def body_of_seal(draft: Draft, seq: int, prev: str, at: str) -> bytes:
    """Return what the gate signs."""
    return _body(draft, seq, prev, at, "")


def close(body: bytes, signature: str = "") -> tuple[bytes, str]:
    """Return the line of a body and its hash."""
    if signature:
        body = body[:-1] + b',"signature":"' + signature.encode() + b'"}'
    chain = sha256(body)
    return body[:-1] + b',"hash":"' + chain.encode() + b'"}\n', chain


def signed_part(line: Line) -> tuple[bytes, str]:
    """Return what the signature of a seal covers, and the signature (base64; empty where there is none)."""
    body, _, rest = line.data.rpartition(b',"signature":"')
    return body + b"}", str(line.entry.get("signature", "")) if rest else ""


def parse(line: bytes, where: str) -> Line:
    """Read a whole line; RecordCorrupt when it is not one that `spell` or `close` wrote."""
    hint = "somebody changed the ledger: secondunit rights ledger verify says where; restore it from a backup"
    try:
        entry = json.loads(line)
        good = line[-76:-67] == b',"hash":"' and line.endswith(b'"}\n') and len(line) <= LONGEST
        if not good or sha256(line[:-76] + b"}") != entry["hash"] or type(entry["seq"]) is not int:
            raise ValueError("its hash is not that of its bytes")
        return Line(line, entry["seq"], entry["hash"], str(entry["verb"]), entry)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise RecordCorrupt(f"{where} is damaged: {error}", hint=hint) from error
