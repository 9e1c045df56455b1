"""Signing certificates: which are fit to sign credentials, with which algorithm, and who vouches for them.

The leaf profile is that of the C2PA specification and its conformance programme (version 3, cA=FALSE,
digitalSignature, an extended use for claims, documents or mail, the authority key identifier). What only the trust list
of the programme asks for (term of a year, policy, OCSP address) is a shortfall and no fault: a studio may have an
authority of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from secondunit.core.errors import ConfigError, VerifyFailed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography import x509

ALGORITHMS = ("ES256", "ES384", "PS256", "Ed25519")
CLAIM_SIGNING, POLICY = "1.3.6.1.4.1.62558.2.1", "1.3.6.1.4.1.62558.1.1"
USES = {"1.3.6.1.5.5.7.3.4": "emailProtection", "1.3.6.1.5.5.7.3.36": "documentSigning",
        CLAIM_SIGNING: "claimSigning"}  # extended key uses that may sign claims
ANY_USE = "2.5.29.37.0"
LONGEST = timedelta(days=366)
DEVELOPMENT = "Second Unit development"  # organisational unit of the authorities that productions make
_HASHES = ("sha256", "sha384", "sha512")
_MOST = 8  # certificates of one chain


@dataclass(frozen=True)
class Chain:
    """A signing certificate that passed: PEM of the leaf and what is between it and the anchor, and of the anchor."""

    leaf: bytes
    anchor: bytes
    algorithm: str
    shortfalls: tuple[str, ...] = ()


def algorithm(public: object) -> str:
    """Return the signature algorithm of a public key; ConfigError when it is weak or not one that C2PA knows."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    if isinstance(public, ec.EllipticCurvePublicKey):
        found = {"secp256r1": "ES256", "secp384r1": "ES384"}.get(public.curve.name)
        if found:
            return found
    if isinstance(public, rsa.RSAPublicKey) and public.key_size >= 2048:
        return "PS256"
    if isinstance(public, ed25519.Ed25519PublicKey):
        return "Ed25519"
    raise ConfigError("the signing key must be an EC key (P-256 or P-384), RSA of 2048 bits or more, or Ed25519",
                      hint="other keys are weak or unknown to C2PA", key="keys")


def examine(chain: bytes, private: bytes, anchor: bytes | None, now: datetime) -> Chain:
    """Check a PEM chain (leaf first), its private key and the authority; `now` is an aware time.

    Without `anchor` the last certificate of the chain is it. Raises ConfigError that names every fault; its facts hold
    them as a list.
    """
    certificates = load_all(chain)
    leaf = certificates[0]
    found = faults(leaf, now)
    key = _private_key(private)
    if key.public_key() != leaf.public_key():
        found.append("the private key is not that of the certificate")
    if anchor is None and len(certificates) == 1 and leaf.issuer != leaf.subject:
        found.append("nothing says who issued it: give the chain up to the authority, or the authority as anchor")
    _refuse(found)
    top = load_all(anchor)[0] if anchor else certificates[-1]
    between = [each for each in certificates[1:] if each != top]
    if not leads(leaf, between, [top]):
        _refuse(["the chain does not lead from the certificate to the authority"])
    pem = b"".join(to_pem(each) for each in (leaf, *between))
    return Chain(pem, to_pem(top), algorithm(leaf.public_key()), tuple(shortfalls(leaf)))


def faults(leaf: x509.Certificate, now: datetime) -> list[str]:
    """Return why a certificate may not sign credentials, a sentence each."""
    from cryptography import x509

    found = []
    if leaf.version is not x509.Version.v3:
        found.append("it is not an X.509 version 3 certificate")
    if now < leaf.not_valid_before_utc:
        found.append(f"it is valid only from {leaf.not_valid_before_utc:%Y-%m-%d}")
    if now > leaf.not_valid_after_utc:
        found.append(f"it has expired on {leaf.not_valid_after_utc:%Y-%m-%d}")
    try:
        algorithm(leaf.public_key())
    except (ConfigError, ValueError, TypeError) as error:
        found.append(f"its key is too weak or of a wrong kind: {error}")
    digest = getattr(leaf.signature_hash_algorithm, "name", "") if leaf.signature_hash_algorithm else ""
    if digest and digest not in _HASHES:
        found.append(f"it is signed with {digest.upper()}, which is broken")
    basic = _extension(leaf, x509.BasicConstraints)
    if basic is None or basic.ca:
        found.append("it is an authority's certificate (CA:TRUE)" if basic else "it lacks basic constraints (CA:FALSE)")
    usage = _extension(leaf, x509.KeyUsage)
    if usage is None or not usage.digital_signature:
        found.append("its key usage lacks digitalSignature")
    if usage is not None and usage.key_cert_sign:
        found.append("its key may sign certificates (keyCertSign)")
    uses = {each.dotted_string for each in _extension(leaf, x509.ExtendedKeyUsage) or ()}
    if not uses & USES.keys():
        found.append("its extended key usage names none of claimSigning, documentSigning, emailProtection")
    if ANY_USE in uses:
        found.append("its extended key usage is anyExtendedKeyUsage")
    if _extension(leaf, x509.AuthorityKeyIdentifier) is None:
        found.append("it lacks the authority key identifier")
    if not leaf.subject.get_attributes_for_oid(x509.NameOID.ORGANIZATION_NAME):
        found.append("its subject names no organisation (O)")
    return found


def shortfalls(leaf: x509.Certificate) -> list[str]:
    """Return what the conformance programme asks of a listed signer (assurance level 1) and this one lacks."""
    from cryptography import x509
    from cryptography.x509.oid import AuthorityInformationAccessOID

    found = []
    if leaf.not_valid_after_utc - leaf.not_valid_before_utc > LONGEST:
        found.append("its term is longer than 366 days")
    usage = _extension(leaf, x509.KeyUsage)
    if usage is not None and not usage.content_commitment:
        found.append("its key usage lacks nonRepudiation")
    if CLAIM_SIGNING not in {each.dotted_string for each in _extension(leaf, x509.ExtendedKeyUsage) or ()}:
        found.append("its extended key usage lacks claimSigning")
    if _extension(leaf, x509.SubjectKeyIdentifier) is None:
        found.append("it lacks the subject key identifier")
    policies = _extension(leaf, x509.CertificatePolicies) or ()
    if POLICY not in {each.policy_identifier.dotted_string for each in policies}:
        found.append("it lacks the C2PA certificate policy")
    access = _extension(leaf, x509.AuthorityInformationAccess) or ()
    if not any(each.access_method == AuthorityInformationAccessOID.OCSP for each in access):
        found.append("it names no OCSP address")
    names = {x509.NameOID.COUNTRY_NAME: "C", x509.NameOID.COMMON_NAME: "CN"}
    lacking = [short for oid, short in names.items() if not leaf.subject.get_attributes_for_oid(oid)]
    if lacking:
        found.append(f"its subject lacks {', '.join(lacking)}")
    return found


def leads(leaf: x509.Certificate, between: Sequence[x509.Certificate], anchors: Sequence[x509.Certificate]) -> bool:
    """Whether each certificate was issued by the next and the last by an anchor; all of `between` must be used."""
    path = [leaf, *between]
    if len(path) > _MOST:
        return False
    return all(_issued(lower, upper) for lower, upper in pairwise(path)) and any(
        _issued(path[-1], top) for top in anchors)


def _issued(lower: x509.Certificate, upper: x509.Certificate) -> bool:
    from cryptography import x509

    try:
        lower.verify_directly_issued_by(upper)
        basic = _extension(upper, x509.BasicConstraints)
    except Exception:  # a hostile certificate can raise any of a dozen kinds; none of them holds
        return False
    return bool(basic and basic.ca)


def load_all(pem: bytes) -> list[x509.Certificate]:
    """Read the certificates of a PEM file; ConfigError for anything else."""
    from cryptography import x509

    try:
        found = x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise ConfigError(f"the certificate cannot be read: {error}", hint="give a PEM file", key="keys") from error
    if len(found) > 64:
        raise ConfigError(f"{len(found)} certificates are no chain", key="keys", hint="give the leaf and its issuers")
    return found


def sign(private: bytes, data: bytes) -> bytes:
    """Sign with a private key (PEM) by the algorithm of its kind; ECDSA signatures are DER."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding

    key = _private_key(private)
    name = algorithm(key.public_key())
    if name == "Ed25519":
        return bytes(key.sign(data))
    if name == "PS256":
        pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
        return bytes(key.sign(data, pss, hashes.SHA256()))
    return bytes(key.sign(data, ec.ECDSA(hashes.SHA384() if name == "ES384" else hashes.SHA256())))


def check(leaf: x509.Certificate, name: str, signature: bytes, data: bytes) -> None:
    """Raise unless `signature` is the leaf's over `data` by exactly this algorithm."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding

    public: Any = leaf.public_key()
    if name != algorithm(public):
        raise VerifyFailed(f"the certificate is not one for {name[:20]}")
    if name == "Ed25519":
        public.verify(signature, data)
    elif name == "PS256":
        pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
        public.verify(signature, data, pss, hashes.SHA256())
    else:
        public.verify(signature, data, ec.ECDSA(hashes.SHA384() if name == "ES384" else hashes.SHA256()))


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate (DER), 64 hex digits."""
    from cryptography.hazmat.primitives import hashes

    return certificate.fingerprint(hashes.SHA256()).hex()


def by_development(certificate: x509.Certificate) -> bool:
    """Whether the issuer is an authority that a production made for itself."""
    from cryptography import x509

    units = certificate.issuer.get_attributes_for_oid(x509.NameOID.ORGANIZATIONAL_UNIT_NAME)
    return any(unit.value == DEVELOPMENT for unit in units)


def _extension(certificate: x509.Certificate, kind: type[Any]) -> Any:  # noqa: ANN401  # the extension's value
    from cryptography import x509

    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except (x509.ExtensionNotFound, ValueError):
        return None


def _private_key(pem: bytes) -> Any:  # noqa: ANN401  # one of four kinds
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        return load_pem_private_key(pem, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ConfigError(f"the private key cannot be read: {error}", hint="use an unencrypted PEM file",
                          key="keys") from error


def to_pem(certificate: x509.Certificate) -> bytes:
    """Return the certificate as PEM."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.PEM)


def _refuse(found: list[str]) -> None:
    if found:
        raise ConfigError("the certificate cannot sign credentials: " + "; ".join(found), key="keys", faults=found,
                          hint="ask the authority for one of the C2PA profile; docs/guide/credentials.md lists it")
