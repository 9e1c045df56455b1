"""Checks the gate's Ed25519 signatures: what the store needs to admit media without knowing the gates.

A signed record is a mapping with `signature` (base64) over the canonical JSON of all its other fields.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from secondunit.core.errors import ClearanceMismatch, StudioError, VerifyFailed
from secondunit.core.identity import canonical, sha256

REMEMBERED = 4096
# Digest of the bytes, signature and key that were found to fit: they fit for ever, and a run asks at each of its takes.
_held: set[tuple[bytes, str, bytes]] = set()


@cache
def key_id(public_key: bytes) -> str:
    """Return the id of an Ed25519 public key (PEM): 32 hex digits of the SHA-256 of its raw bytes."""
    return sha256(_load(public_key).public_bytes_raw())[:32]


def signature_holds(record: Mapping[str, Any], public_key: bytes) -> bool:
    """Say whether `record` carries a signature by exactly this key over exactly these fields."""
    text = record.get("signature")
    if record.get("key_id") != key_id(public_key):
        return False
    return bytes_signed(canonical({k: v for k, v in record.items() if k != "signature"}), text, public_key)


def bytes_signed(signed: bytes, text: object, public_key: bytes) -> bool:
    """Say whether `text` is this key's signature (base64) over exactly these bytes."""
    from cryptography.exceptions import InvalidSignature

    if not isinstance(text, str) or not text:
        return False
    known = (hashlib.sha256(signed).digest(), text, public_key)
    if known in _held:
        return True
    try:
        signature = base64.b64decode(text, validate=True)
        if base64.b64encode(signature).decode() != text:  # padding bits that decode to the same bytes
            return False
        _load(public_key).verify(signature, signed)
    except (InvalidSignature, binascii.Error, StudioError):
        return False
    if len(_held) >= REMEMBERED:
        _held.clear()
    _held.add(known)
    return True


def check_clearance(
    record: Mapping[str, Any] | None, recipe_hash: str, public_key: bytes, now: datetime
) -> None:
    """Refuse unless the clearance is there, signed by this key, of this recipe and not expired.

    `record` is Clearance JSON, `public_key` the PEM of `keys/gate.pub`, `now` an aware time.
    Raises ClearanceMismatch.
    """
    hint = "ask the gate again: run the step anew, and never copy clearances between recipes"
    if not record:
        raise ClearanceMismatch("there is no clearance for this recipe", hint=hint, recipe=recipe_hash)
    if not signature_holds(record, public_key):
        raise ClearanceMismatch("the clearance is not signed by this production's gate", hint=hint,
                                recipe=recipe_hash)
    if record.get("recipe") != recipe_hash:
        raise ClearanceMismatch("the clearance belongs to another recipe", hint=hint, recipe=recipe_hash)
    issued, expires = _time(record.get("issued")), _time(record.get("expires"))
    if issued is None or expires is None or not issued <= now < expires:
        term = f"from {record.get('issued')} to {record.get('expires')}"
        raise ClearanceMismatch(f"the clearance holds {term}, not now", hint=hint, recipe=recipe_hash)


def check_credential(
    record: Mapping[str, Any] | None, digest: str, recipe_hash: str, public_key: bytes
) -> None:
    """Refuse unless the credential is there, signed by this key, of these stored bytes and this recipe.

    Raises VerifyFailed.
    """
    hint = "media enter a production only through the publisher, which stamps them"
    if not record:
        raise VerifyFailed("there is no credential for these media", hint=hint, digest=digest)
    if not signature_holds(record, public_key):
        raise VerifyFailed("the credential is not signed by this production's gate", hint=hint,
                           digest=digest)
    if record.get("digest") != digest or record.get("recipe") != recipe_hash:
        raise VerifyFailed("the credential belongs to other media or another recipe", hint=hint,
                           digest=digest)


def _time(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


@cache
def _load(public_key: bytes) -> Any:  # noqa: ANN401  # cryptography is imported only when a check runs
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(public_key)
    except ValueError as error:
        raise VerifyFailed(f"the gate's public key cannot be read: {error}",
                           hint="restore keys/gate.pub from a copy of the production") from error
    if not isinstance(key, Ed25519PublicKey):
        raise VerifyFailed("the gate's public key is not an Ed25519 key", hint="restore keys/gate.pub")
    return key
