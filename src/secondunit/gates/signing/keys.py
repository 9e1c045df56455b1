"""Keys of a production: a development certificate authority, a signing leaf and the gate's own key.

    keys/ca.pem    public   the authorities that `verify` trusts: today's first, then those of earlier certificates
    keys/leaf.pem  public   certificate that signs C2PA manifests and sidecars, and what leads to its authority
    keys/leaf.key  private  its key
    keys/ca.key    private  renews the leaf
    keys/gate.pub  public   checks clearances and credential records (Ed25519)
    keys/gate.key  private  signs them
    keys/certificates.json  the certificates that were put here on purpose, signed by the gate

The leaf follows the C2PA certificate profile as far as one can without a listed authority: cA=FALSE,
digitalSignature + nonRepudiation, subject and authority key identifiers, extended use emailProtection,
subject with C, O and CN. A production may use a certificate of its own (`use_certificate`); what was delivered before
stays verifiable, because the old authority stays in ca.pem. A certificate that somebody lays into the folder by hand
is not on the signed list, and `swapped` tells.
"""

from __future__ import annotations

import base64
import errno
import json
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondunit.core.errors import ConfigError, DiskFull, NotFound, ReadOnly, StampFailed, StudioError, VerifyFailed
from secondunit.core.identity import canonical
from secondunit.gates.signing import certificate as certificates
from secondunit.store.signature import key_id, signature_holds

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

LEAF_DAYS, CA_DAYS = 365, 3650
NAMES = {"ca": "ca.pem", "ca_key": "ca.key", "leaf": "leaf.pem", "leaf_key": "leaf.key",
         "gate": "gate.pub", "gate_key": "gate.key"}
LISTED = "certificates.json"


@dataclass(frozen=True, repr=False)
class Keys:
    """The production's keys as PEM bytes; `repr` shows no private part."""

    ca: bytes
    leaf: bytes
    leaf_key: bytes
    gate: bytes
    gate_key: bytes

    @property
    def algorithm(self) -> str:
        """The algorithm of the signing certificate: ES256, ES384, PS256 or Ed25519."""
        return certificates.algorithm(certificates.load_all(self.leaf)[0].public_key())

    @property
    def key_id(self) -> str:
        """Id of the gate key, as clearances and credentials name it."""
        return key_id(self.gate)

    def sign(self, data: bytes) -> bytes:
        """Return the gate's Ed25519 signature (64 bytes)."""
        return self._gate().sign(data)

    def _gate(self) -> Ed25519PrivateKey:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        key = load_pem_private_key(self.gate_key, None)
        if not isinstance(key, Ed25519PrivateKey):
            raise StampFailed("the gate's private key is not an Ed25519 key", hint="restore keys/gate.key")
        return key

    def watermark_secret(self) -> bytes:
        """The secret (32 bytes) that places the watermark: derived from the gate's key, and no way back to it.

        HKDF with SHA-256 (RFC 5869). The gate's key stays for the production's life, so marks stay readable.
        """
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        derive = HKDF(hashes.SHA256(), 32, salt=None, info=b"secondunit watermark 1")
        return derive.derive(self._gate().private_bytes_raw())

    def leaf_expires(self) -> datetime:
        """When the signing certificate ends (UTC)."""
        from cryptography import x509

        return x509.load_pem_x509_certificate(self.leaf).not_valid_after_utc

    def __repr__(self) -> str:
        return f"Keys({self.key_id})"


def make(folder: Path, production_name: str, now: datetime) -> Keys:
    """Make and store the keys of a new production below `folder`; `now` is an aware time.

    Existing keys are never overwritten: a ConfigError says so. All appear at once, by renaming a folder.
    """
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    if folder.exists() and any(folder.iterdir()):
        raise ConfigError("this production already has keys", hint="they are never overwritten", key="keys")
    organisation = " ".join(production_name.split())[:64] or "Unnamed production"
    ca_key, leaf_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    gate_key = ed25519.Ed25519PrivateKey.generate()
    ca = _ca(organisation, ca_key, now)
    leaf = _leaf(organisation, leaf_key, ca, ca_key, now)
    parts = {"ca": _pem(ca), "leaf": _pem(leaf), "gate": _public(gate_key),
             "ca_key": _private(ca_key), "leaf_key": _private(leaf_key), "gate_key": _private(gate_key)}
    try:
        fresh = folder.with_name(folder.name + ".new")
        if fresh.exists():  # left by a run that was killed
            shutil.rmtree(fresh)
        fresh.mkdir(mode=0o700, parents=True)
        for part, data in parts.items():
            _write(fresh / NAMES[part], data, 0o600 if part.endswith("_key") else 0o644)
        _enter(fresh, load(fresh), now)
        fresh.rename(folder)
    except OSError as error:
        kind = DiskFull if error.errno == errno.ENOSPC else ReadOnly
        raise kind(f"cannot write the keys: {error}", hint="choose a folder that you may write") from error
    return load(folder)


def load(folder: Path) -> Keys:
    """Read the keys; NotFound when one is missing, ConfigError when certificate and key do not match."""
    values = {}
    for part in ("ca", "leaf", "leaf_key", "gate", "gate_key"):
        path = folder / NAMES[part]
        try:
            values[part] = path.read_bytes()
        except OSError as error:
            raise NotFound(f"the production's key {path.name} cannot be read: {error.strerror}",
                           hint="restore the keys folder from a copy of the production") from error
    keys = Keys(**values)
    _check_pair(keys.leaf, keys.leaf_key)
    return keys


def renew(folder: Path, now: datetime) -> Keys:
    """Make a new leaf by the same authority, for when the old one has run out; the gate key stays."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    ca = x509.load_pem_x509_certificate((folder / NAMES["ca"]).read_bytes())
    try:
        ca_key = load_pem_private_key((folder / NAMES["ca_key"]).read_bytes(), None)
    except (OSError, ValueError) as error:
        raise ConfigError("the development authority's key cannot be read: the certificate is not ours",
                          hint="use a certificate of your own", key="keys") from error
    if not isinstance(ca_key, ec.EllipticCurvePrivateKey):
        raise ConfigError("the authority's key is not an EC key", hint="restore keys/ca.key", key="keys")
    names = ca.subject.get_attributes_for_oid(x509.NameOID.ORGANIZATION_NAME)
    leaf_key = ec.generate_private_key(ec.SECP256R1())
    leaf = _leaf(str(names[0].value), leaf_key, ca, ca_key, now)
    _replace(folder, _pem(leaf), _private(leaf_key), now)
    return load(folder)


def use_certificate(folder: Path, chain: Path, private_key: Path, anchor: Path | None, now: datetime) -> Keys:
    """Sign with the user's own certificate from now on; `anchor` is the authority that `verify` shall trust.

    `chain` is PEM: the signing certificate, then what issued it; without `anchor` its last is the authority. The
    earlier authorities stay trusted, so that what they vouch for still verifies. Raises ConfigError that names each
    fault of the certificate, NotFound for a file that cannot be read.
    """
    try:
        parts = [path.read_bytes() for path in (chain, private_key)]
        top = anchor.read_bytes() if anchor else None
    except OSError as error:
        raise NotFound(f"the certificate cannot be read: {error}", hint="give PEM files") from error
    fit = certificates.examine(parts[0], parts[1], top, now)
    before = load(folder)
    known = [each for each in certificates.load_all(before.ca) if certificates.to_pem(each) != fit.anchor]
    _write(folder / NAMES["ca"], fit.anchor + b"".join(map(certificates.to_pem, known)), 0o644)
    _replace(folder, fit.leaf, parts[1], now)
    (folder / NAMES["ca_key"]).unlink(missing_ok=True)  # it belongs to the authority that was replaced
    return load(folder)


def swapped(folder: Path, keys: Keys) -> list[str]:
    """Return what lies in the keys folder and was never put there by a command; empty when all is on the signed list.

    A folder without a list is one of an earlier version: it is not judged (see `is_listed`).
    """
    record = _listed(folder)
    if record is None:
        return []
    if not signature_holds(record, keys.gate):
        return [f"keys/{LISTED} is not signed by this production's gate"]
    rows = [row for row in record.get("certificates", ()) if isinstance(row, dict)]
    leaf = certificates.fingerprint(certificates.load_all(keys.leaf)[0])
    found = []
    if not rows or rows[-1].get("leaf") != leaf:
        found.append("keys/leaf.pem is not the certificate that was entered last: somebody swapped it")
    trusted = {row.get("anchor") for row in rows}
    for each in certificates.load_all(keys.ca):
        if certificates.fingerprint(each) not in trusted:
            found.append("keys/ca.pem trusts an authority that was never entered: somebody added it")
    return found


def is_listed(folder: Path) -> bool:
    """Whether the folder has the signed list of its certificates."""
    return (folder / LISTED).exists()


def _listed(folder: Path) -> dict[str, Any] | None:
    path = folder / LISTED
    try:
        record = json.loads(path.read_bytes()) if path.stat().st_size < 1 << 20 else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError):
        record = None
    return record if isinstance(record, dict) else {}


def _enter(folder: Path, keys: Keys, now: datetime) -> None:
    """Put the certificate that is now in use on the signed list."""
    record = _listed(folder)
    rows = list(record.get("certificates", ())) if record and signature_holds(record, keys.gate) else []
    anchors = [certificates.fingerprint(each) for each in certificates.load_all(keys.ca)]
    known = {row.get("anchor") for row in rows}
    if record is None:  # of an earlier version: what it trusted so far was its own
        rows += [{"leaf": "", "anchor": each, "since": ""} for each in anchors[1:] if each not in known]
    leaf = certificates.load_all(keys.leaf)[0]
    rows.append({"leaf": certificates.fingerprint(leaf), "anchor": anchors[0], "algorithm": keys.algorithm,
                 "since": now.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")})
    body = {"kind": "secondunit.certificates", "schema": 1, "certificates": rows, "key_id": keys.key_id}
    signed = {**body, "signature": base64.b64encode(keys.sign(canonical(body))).decode()}
    _write(folder / LISTED, json.dumps(signed, indent=1, sort_keys=True).encode() + b"\n", 0o644)


def is_development(certificate: bytes) -> bool:
    """Say whether an authority certificate (PEM; of several the first) is one that `make` wrote."""
    from cryptography import x509

    try:
        subject = x509.load_pem_x509_certificate(certificate).subject
    except ValueError as error:
        raise VerifyFailed(f"the authority's certificate cannot be read: {error}",
                           hint="restore keys/ca.pem") from error
    units = subject.get_attributes_for_oid(x509.NameOID.ORGANIZATIONAL_UNIT_NAME)
    return any(unit.value == certificates.DEVELOPMENT for unit in units)


def _name(organisation: str, common: str) -> x509.Name:
    from cryptography import x509

    return x509.Name([
        x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "XX"),  # user-assigned: a production states no country
        x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, organisation),
        x509.NameAttribute(x509.NameOID.ORGANIZATIONAL_UNIT_NAME, certificates.DEVELOPMENT),
        x509.NameAttribute(x509.NameOID.COMMON_NAME, common),
    ])


def _ca(organisation: str, key: EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    name = _name(organisation, "Development certificate authority")
    start = now.astimezone(UTC) - timedelta(minutes=5)  # clocks of two machines differ
    return (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(start)
        .not_valid_after(start + timedelta(days=CA_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _leaf(organisation: str, key: EllipticCurvePrivateKey, ca: x509.Certificate,
          ca_key: EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID

    start = now.astimezone(UTC) - timedelta(minutes=5)
    return (
        x509.CertificateBuilder().subject_name(_name(organisation, "Second Unit development signer"))
        .issuer_name(ca.subject).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(start).not_valid_after(start + timedelta(days=LEAF_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        .sign(ca_key, hashes.SHA256())
    )


def _usage(signs: bool) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=signs, content_commitment=signs, key_cert_sign=not signs, crl_sign=not signs,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
        decipher_only=False)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificates.to_pem(certificate)


def _private(key: object) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())  # type: ignore[attr-defined,no-any-return]


def _public(key: object) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return key.public_key().public_bytes(  # type: ignore[attr-defined,no-any-return]
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _check_pair(leaf: bytes, leaf_key: bytes) -> None:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        public = load_pem_private_key(leaf_key, None).public_key()
    except (ValueError, TypeError) as error:
        raise ConfigError(f"the signing certificate or its key cannot be read: {error}",
                          hint="use unencrypted PEM files", key="keys") from error
    certificates.algorithm(public)
    if certificates.load_all(leaf)[0].public_key() != public:
        raise ConfigError("the signing certificate and its key do not belong together", key="keys")


def _write(path: Path, data: bytes, mode: int) -> None:
    """Write tmp, fsync, rename, with the mode set before the first byte is in the file."""
    temporary = path.with_name(path.name + ".tmp")
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(file.fileno(), mode)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(path)


def _replace(folder: Path, leaf: bytes, leaf_key: bytes, now: datetime) -> None:
    try:
        _write(folder / NAMES["leaf_key"], leaf_key, 0o600)
        _write(folder / NAMES["leaf"], leaf, 0o644)
        _enter(folder, load(folder), now)
    except (OSError, StudioError) as error:
        raise ReadOnly(f"cannot write the keys: {error}", hint="check the keys folder") from error
