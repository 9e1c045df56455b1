"""Signed records beside files that cannot carry a manifest: EXR, USD, OTIO, JSON, SVG, HTML.

`NAME.c2pa.json` holds the digest and size of the file, the same claim that a C2PA manifest would hold, and an
ES256 signature by the same leaf certificate. The file is canonical JSON: any other spelling is refused, so
that no byte of it can change unnoticed.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from secondunit.core.errors import InputError
from secondunit.core.identity import canonical
from secondunit.gates.keys import Keys

SUFFIX = ".c2pa.json"
KIND = "secondunit.sidecar"
LARGEST = 16 << 20  # bytes; a sidecar is small, a huge one is hostile


def beside(path: Path) -> Path:
    """Where the sidecar of a file lies."""
    return path.with_name(path.name + SUFFIX)


def make(claim: Mapping[str, Any], digest: str, size: int, keys: Keys) -> bytes:
    """Return the bytes of a sidecar for the file with this SHA-256 and size."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

    leaf = x509.load_pem_x509_certificate(keys.leaf).public_bytes(Encoding.DER)
    key = load_pem_private_key(keys.leaf_key, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)  # noqa: S101  # `keys.load` made sure of it
    signed = {"kind": KIND, "schema": 1, "media": {"sha256": digest, "size": size}, "claim": dict(claim)}
    value = key.sign(canonical(signed), ec.ECDSA(hashes.SHA256()))
    signature = {"alg": "ES256", "certificate": base64.b64encode(leaf).decode(),
                 "value": base64.b64encode(value).decode()}
    return canonical({**signed, "signature": signature})


def check(data: bytes, digest: str, size: int, ca: bytes, at: datetime) -> tuple[str, tuple[str, ...], dict[str, Any]]:
    """Return state, failure codes and claim of a sidecar.

    The state is Trusted, Expired (all holds but the certificate's term), Valid (signed by a certificate of
    another authority) or Invalid. `ca` is PEM, `at` an aware time.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    tree = _tree(data)
    if tree is None:
        return "Invalid", ("sidecar.malformed",), {}
    claim, codes = tree["claim"], []
    if tree["media"] != {"sha256": digest, "size": size}:
        codes.append("sidecar.media.mismatch")
    signed = {key: value for key, value in tree.items() if key != "signature"}
    try:
        leaf = x509.load_der_x509_certificate(_bytes(tree["signature"]["certificate"]))
        public = leaf.public_key()
        if not isinstance(public, ec.EllipticCurvePublicKey) or tree["signature"]["alg"] != "ES256":
            raise ValueError("not an ES256 certificate")
        public.verify(_bytes(tree["signature"]["value"]), canonical(signed), ec.ECDSA(hashes.SHA256()))
    except Exception:  # a hostile certificate can raise any of a dozen kinds; none of them holds
        return "Invalid", (*codes, "sidecar.signature.mismatch"), claim
    if codes:
        return "Invalid", tuple(codes), claim
    if not _issued(leaf, ca):
        return "Valid", ("signingCredential.untrusted",), claim
    if not leaf.not_valid_before_utc <= at <= leaf.not_valid_after_utc:
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


def _issued(leaf: Any, ca: bytes) -> bool:  # noqa: ANN401  # a certificate; cryptography loads on use
    from cryptography import x509

    try:
        leaf.verify_directly_issued_by(x509.load_pem_x509_certificate(ca))
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
        basic = leaf.extensions.get_extension_for_class(x509.BasicConstraints).value
    except Exception:  # see above: a certificate that cannot be judged is not one of ours
        return False
    return bool(usage.digital_signature and not basic.ca)
