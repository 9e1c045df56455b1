"""Signed records beside files that cannot carry a manifest: EXR, USD, OTIO, JSON, SVG, HTML.

`NAME.c2pa.json` holds the digest and size of the file, the same claim that a C2PA manifest would hold, and a
signature by the same certificate (ES256, ES384, PS256 or Ed25519), with what leads to its authority. The file is
canonical JSON: any other spelling is refused, so that no byte of it can change unnoticed.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondunit.core.errors import InputError
from secondunit.core.identity import canonical
from secondunit.gates.signing import certificate as certificates
from secondunit.gates.signing.keys import Keys

if TYPE_CHECKING:
    from cryptography import x509

SUFFIX = ".c2pa.json"
KIND = "secondunit.sidecar"
LARGEST = 16 << 20  # bytes; a sidecar is small, a huge one is hostile


def beside(path: Path) -> Path:
    """Where the sidecar of a file lies."""
    return path.with_name(path.name + SUFFIX)


def make(claim: Mapping[str, Any], digest: str, size: int, keys: Keys) -> bytes:
    """Return the bytes of a sidecar for the file with this SHA-256 and size."""
    from cryptography.hazmat.primitives.serialization import Encoding

    leaf, *between = (each.public_bytes(Encoding.DER) for each in certificates.load_all(keys.leaf))
    signed = {"kind": KIND, "schema": 1, "media": {"sha256": digest, "size": size}, "claim": dict(claim)}
    signature: dict[str, Any] = {
        "alg": keys.algorithm, "certificate": base64.b64encode(leaf).decode(),
        "value": base64.b64encode(certificates.sign(keys.leaf_key, canonical(signed))).decode()}
    if between:
        signature["chain"] = [base64.b64encode(each).decode() for each in between]
    return canonical({**signed, "signature": signature})


def check(data: bytes, digest: str, size: int, ca: bytes, at: datetime) -> tuple[str, tuple[str, ...], dict[str, Any]]:
    """Return state, failure codes and claim of a sidecar.

    The state is Trusted, Expired (all holds but the certificate's term), Valid (signed by a certificate of
    another authority) or Invalid. `ca` is PEM of all that are trusted, `at` an aware time.
    """
    from cryptography import x509

    tree = _tree(data)
    if tree is None:
        return "Invalid", ("sidecar.malformed",), {}
    claim, codes = tree["claim"], []
    if tree["media"] != {"sha256": digest, "size": size}:
        codes.append("sidecar.media.mismatch")
    signed = {key: value for key, value in tree.items() if key != "signature"}
    try:
        leaf = x509.load_der_x509_certificate(_bytes(tree["signature"]["certificate"]))
        between = [x509.load_der_x509_certificate(_bytes(each)) for each in tree["signature"].get("chain", ())]
        certificates.check(leaf, tree["signature"]["alg"], _bytes(tree["signature"]["value"]), canonical(signed))
    except Exception:  # a hostile certificate can raise any of a dozen kinds; none of them holds
        return "Invalid", (*codes, "sidecar.signature.mismatch"), claim
    if codes:
        return "Invalid", tuple(codes), claim
    if not _trusted(leaf, between, ca):
        return "Valid", ("signingCredential.untrusted",), claim
    if not all(each.not_valid_before_utc <= at <= each.not_valid_after_utc for each in (leaf, *between)):
        return "Expired", ("signingCredential.expired",), claim
    return "Trusted", (), claim


def _tree(data: bytes) -> dict[str, Any] | None:
    """The record, or None when it is not exactly the canonical spelling of one."""
    if len(data) > LARGEST:
        return None
    try:
        tree = json.loads(data)
        good = isinstance(tree, dict) and canonical(tree) == data
    except (ValueError, RecursionError, InputError):
        return None
    parts = {"kind": str, "schema": int, "media": dict, "claim": dict, "signature": dict}
    if not good or set(tree) != set(parts) or tree["kind"] != KIND or tree["schema"] != 1:
        return None
    return tree if all(isinstance(tree[key], kind) for key, kind in parts.items()) else None


def _bytes(text: str) -> bytes:
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:  # unused bits at the end that decode to the same bytes
        raise ValueError("not the canonical base64")
    return data


def signer(data: bytes) -> x509.Certificate | None:
    """The certificate that a sidecar names as its signer's; None where there is none that can be read."""
    from cryptography import x509

    tree = _tree(data)
    try:
        return x509.load_der_x509_certificate(_bytes(tree["signature"]["certificate"])) if tree else None
    except Exception:  # see above
        return None


def _trusted(leaf: x509.Certificate, between: list[x509.Certificate], ca: bytes) -> bool:
    from cryptography import x509

    try:
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
        basic = leaf.extensions.get_extension_for_class(x509.BasicConstraints).value
    except Exception:  # see above: a certificate that cannot be judged is not one of ours
        return False
    if not ca:
        return False
    fit = bool(usage.digital_signature and not basic.ca)
    return fit and certificates.leads(leaf, between, certificates.load_all(ca))
