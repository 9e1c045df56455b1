"""Certificates of a studio's own authority, right and wrong in one point each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID, ObjectIdentifier

MAIL, DOCUMENTS, CLAIMS = "1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.36", "1.3.6.1.4.1.62558.2.1"
KEYS = {
    "ES256": lambda: ec.generate_private_key(ec.SECP256R1()), "ES384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "PS256": lambda: rsa.generate_private_key(65537, 2048), "Ed25519": ed25519.Ed25519PrivateKey.generate,
    "ES512": lambda: ec.generate_private_key(ec.SECP521R1()), "RSA1024": lambda: rsa.generate_private_key(65537, 1024),
    "secp256k1": lambda: ec.generate_private_key(ec.SECP256K1()),
}


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def private(key) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def name(common: str, organisation: str = "Fjord Film") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "NO")]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, common)])


@dataclass
class Authority:
    """An authority and its certificate; `issue` makes what it vouches for."""

    key: object
    certificate: x509.Certificate

    @classmethod
    def root(cls, organisation: str = "Fjord Film") -> Authority:
        key = KEYS["ES256"]()
        itself = name("Root", organisation)
        return cls(key, _build(itself, key, itself, key, ca=True, days=3000))

    def under(self) -> Authority:
        """An intermediate authority."""
        key = KEYS["ES256"]()
        return Authority(key, _build(name("Intermediate"), key, self.certificate.subject, self.key, ca=True, days=2000))

    def issue(self, kind: str = "ES256", **changes) -> tuple[x509.Certificate, object]:
        """A signing certificate of this kind of key, changed in what is named, and its key."""
        key = KEYS[kind]()
        subject = name("Signer", changes.pop("organisation", "Fjord Film"))
        return _build(subject, key, self.certificate.subject, self.key, **changes), key


def _build(subject, key, issuer, issuer_key, *, ca=False, days=365, start=0, uses=(MAIL,), digital=True, basic=True,
           cert_sign=None, authority=True, digest=None):  # fmt: skip
    begin = datetime.now(UTC) - timedelta(minutes=5) + timedelta(days=start)
    signs = ca if cert_sign is None else cert_sign
    builder = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(begin).not_valid_after(begin + timedelta(days=days))
        .add_extension(x509.KeyUsage(digital and not ca, digital and not ca, False, False, False, signs, signs, False, False),
                       critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False))
    if basic:
        builder = builder.add_extension(x509.BasicConstraints(ca, None), critical=True)
    if uses and not ca:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ObjectIdentifier(use) for use in uses]), critical=False)
    if authority:
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    return builder.sign(issuer_key, digest or hashes.SHA256())
