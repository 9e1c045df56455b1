"""Credentials of single files: what they say, whether they hold, and which certificate signs."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondunit.core.errors import InputError, NotFound
from secondunit.core.rights import Credential
from secondunit.execution.publisher import locate
from secondunit.gates.credentials import sequence, sidecar
from secondunit.gates.credentials.credential import file_digest
from secondunit.gates.credentials.inspect import Seen, inspect
from secondunit.gates.credentials.verify import Trust, verify_media
from secondunit.gates.credentials.watermark import advice
from secondunit.gates.signing import certificate, keys

if TYPE_CHECKING:
    from secondunit.production.folder import Production


def anchors(production: Production | None, anchor: Path | None) -> bytes:
    """The authorities to trust: those of the production, and the one in a PEM file."""
    found = b""
    if production is not None:
        found += keys.load(production.root / "keys").ca
    if anchor is not None:
        try:
            data = anchor.read_bytes()
        except OSError as error:
            raise NotFound(f"{anchor} cannot be read: {error.strerror}", hint="give a PEM file") from error
        certificate.load_all(data)
        found += data
    return found


def show(path: Path, production: Production | None, anchor: Path | None = None) -> Seen:
    """Read a file's credential."""
    return inspect(path, anchors(production, anchor))


def verify(
    path: Path, production: Production | None, anchor: Path | None = None, frames: Path | None = None
) -> dict[str, Any]:
    """Check one file, and loose `frames` against its table; nothing that is wrong raises, it is listed.

    A file that the production has on record is checked against that record too. Frames in a folder are named one by
    one: changed, missing, added, renamed or reordered.
    """
    seen = show(path, production, anchor)
    problems: list[str] = []
    notes: list[str] = []
    recorded = _recorded(path, production) if production is not None else None
    if recorded is not None and production is not None:
        problems += _on_record(path, production, recorded, notes)
    elif seen.form == "none":
        problems.append("there is no credential")
        notes += filter(None, (advice(seen.media_type),))
    else:
        if not seen.trusted:
            problems.append(f"the credential is {seen.state}: {', '.join(seen.codes) or 'not trusted'}")
        problems += seen.frames
        problems += [f"the claim fails the lint: {fault}" for fault in seen.faults]
        notes.append("no production has it on record: only its own credential was checked")
    if frames is not None:
        problems += _frames(path, seen, frames)
    return {"file": path.name, "ok": not problems, "problems": list(dict.fromkeys(problems)), "notes": notes,
            "recorded": recorded is not None, "seen": seen.to_json()}  # fmt: skip


def watermark(path: Path, production: Production) -> dict[str, Any]:
    """Look for this production's invisible mark in a picture, and for the take that it leads to.

    `chance` bounds the probability that a picture without the mark answers like this one; below `level` a mark counts
    as found. InputError for what cannot carry one. What is found is a hint: only a credential says what a file is.
    """
    from secondunit.formats.watermark import files, read
    from secondunit.gates.credentials.watermark import DIGITS

    keys_of = keys.load(production.root / "keys")
    found = files.find(path, keys_of.watermark_secret())
    payload = f"{found.payload:0{DIGITS}x}" if found.found else ""
    row = _recorded(path, production)
    take = production.store.get("takes", row["credential"]["recipe"]) if row else None
    return {
        "file": path.name, "found": found.found, "payload": payload, "chance": found.chance, "level": read.LEVEL,
        "scale": round(found.scale, 4) if found.found else None, "score": round(found.score, 2),
        "takes": _marked_takes(production, payload) if payload else [], "recorded": row is not None,
        "unmarked": str(((take or {}).get("unmarked") or {}).get(row["role"], "")) if row else "",
    }  # fmt: skip


def _marked_takes(production: Production, payload: str) -> list[dict[str, Any]]:
    """The takes whose recipe begins with the payload, as people know them; more than one only by a great chance."""
    sql = "SELECT DISTINCT recipe FROM media WHERE substr(recipe, 1, ?) = ? ORDER BY recipe"
    found = production.store.index.db.execute(sql, (len(payload), payload)).fetchall()
    takes = [production.store.get("takes", recipe) or {} for (recipe,) in found]
    return [{**{key: take.get(key) for key in ("recipe", "entity", "task", "take", "step")},
             "roles": [row["role"] for row in take.get("outputs", ()) if row["credential"].get("watermark")]}
            for take in takes if take]  # fmt: skip


def _recorded(path: Path, production: Production) -> dict[str, Any] | None:
    with suppress(NotFound):
        return locate(production.store, f"sha256:{file_digest(path)}")
    return None


def _on_record(path: Path, production: Production, row: dict[str, Any], notes: list[str]) -> list[str]:
    record = Credential.from_json(row["credential"])
    loaded = keys.load(production.root / "keys")
    body = production.store.get("clearances", record.clearance)
    beside = production.store.media.path(row["sidecar"]) if row["sidecar"] else sidecar.beside(path)
    given = body["clearance"] if body else None
    finding = verify_media(path, record, Trust(loaded.ca, loaded.gate), given, beside=beside)
    notes += finding.notes
    return [*keys.swapped(production.root / "keys", loaded), *finding.problems]


def _frames(path: Path, seen: Seen, folder: Path) -> tuple[str, ...]:
    if seen.media_type not in (sequence.SEALED, sequence.LOOSE):
        raise InputError(f"{path.name} holds no table of frames", hint="give a sealed sequence or its frames.json")
    try:
        return sequence.check_folder(sequence.table_of(path, seen.media_type), folder)
    except InputError as error:
        return (error.message,)


def use_certificate(production: Production, chain: Path, key: Path, anchor: Path | None) -> dict[str, Any]:
    """Sign with the user's own certificate from now on; return what is known of it."""
    with production.store.lock:
        keys.use_certificate(production.root / "keys", chain, key, anchor, datetime.now(UTC))
    production.__dict__.pop("shop", None)  # it holds the old keys
    return signer(production)


def signer(production: Production) -> dict[str, Any]:
    """Describe the certificate that signs: names, term, algorithm, and what a listed signer would need besides."""
    loaded = keys.load(production.root / "keys")
    leaf = certificate.load_all(loaded.leaf)[0]
    return {
        "subject": leaf.subject.rfc4514_string(), "issuer": leaf.issuer.rfc4514_string(),
        "algorithm": loaded.algorithm, "from": leaf.not_valid_before_utc.date().isoformat(),
        "until": leaf.not_valid_after_utc.date().isoformat(), "fingerprint": certificate.fingerprint(leaf),
        "development": certificate.by_development(leaf), "shortfalls": certificate.shortfalls(leaf),
        "problems": keys.swapped(production.root / "keys", loaded), "key_id": loaded.key_id,
    }  # fmt: skip
