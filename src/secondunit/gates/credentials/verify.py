"""Checks files against their credentials: digest, signed record, C2PA state or sidecar, clearance, lint.

C2PA alone is not enough: it leaves padding in its own box unprotected, and the state "Valid" is given to a
signature by anyone. A file holds when its bytes are those of the signed record, its state is Trusted under the
production's own authority, and the clearance was live when it was stamped.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from secondunit.core.errors import ClearanceMismatch, StudioError, VerifyFailed
from secondunit.core.identity import sha256
from secondunit.core.rights import Clearance, Credential
from secondunit.gates.credentials import manifest, sequence, sidecar, watermark
from secondunit.gates.credentials.credential import EMBEDDED, context, file_digest
from secondunit.gates.credentials.manifest_lint import actions_of
from secondunit.gates.facts import Leaving
from secondunit.gates.signing.certificate import DEVELOPMENT, by_development, load_all
from secondunit.store.signature import check_clearance, signature_holds


class Anchors(Protocol):
    """The public keys to trust: `Keys` has them, and so has a delivered folder."""

    @property
    def ca(self) -> bytes:
        """Certificate of the authority (PEM)."""

    @property
    def gate(self) -> bytes:
        """Public key of the gate (PEM)."""


@dataclass(frozen=True)
class Trust:
    """Public keys on their own."""

    ca: bytes
    gate: bytes


@dataclass(frozen=True)
class Finding:
    """What was found of one file. `problems` say why it does not hold; `notes` are for information.

    `state`: Trusted, Expired (all holds but the certificate's term), Valid (signed, by an authority that is
    not the production's), Invalid or missing.
    """

    name: str
    media_type: str = ""
    digest: str = "missing"  # ok, mismatch or missing
    state: str = "missing"
    codes: tuple[str, ...] = ()
    development: bool = False  # signed by a certificate of the production's own making
    clearance: str = "missing"  # ok, or why it does not hold
    lint: tuple[str, ...] = ()
    watermarked: bool = False  # the claim and the signed record name the same mark
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return not self.problems

    def leaving(self) -> Leaving:
        """The facts for the delivery gate: there an expired certificate does not do."""
        return Leaving(credential_valid=self.ok and self.state == "Trusted", manifest_clean=not self.lint,
                       watermarked=self.ok and self.watermarked)

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "name": self.name, "media_type": self.media_type, "digest": self.digest, "state": self.state,
            "codes": list(self.codes), "development": self.development, "clearance": self.clearance,
            "lint": list(self.lint), "watermarked": self.watermarked, "problems": list(self.problems),
            "notes": list(self.notes), "ok": self.ok,
        }


@dataclass
class _Notes:
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def verify_media(
    path: Path,
    credential: Credential | None,
    anchors: Anchors,
    clearance: Clearance | Mapping[str, Any] | None,
    *,
    now: datetime | None = None,
    name: str = "",
    beside: Path | None = None,
) -> Finding:
    """Check one file. `beside` is its sidecar, by default the file of that name next to it.

    `now` (an aware time, by default the present) decides only on the term of sidecar certificates; the term of
    embedded ones is judged by the machine's clock. Never raises for what is wrong with the file.
    """
    seen, name = _Notes(), name or path.name
    if not _is_plain_file(path):
        return Finding(name, problems=("the file is missing, a link, or not a plain file",))
    if credential is None:
        return Finding(name, digest="unknown", problems=("there is no credential for this file",))
    if not signature_holds(credential.to_json(), anchors.gate):
        seen.problems.append("the credential record is not signed by this production's gate")
    found = file_digest(path)
    digest = "ok" if found == credential.digest else "mismatch"
    if digest != "ok":
        seen.problems.append("the bytes are not those that were stamped")
    moment = now or datetime.now(UTC)
    beside = beside or sidecar.beside(path)
    if credential.form == "embedded":
        state, codes, claim, label = _read_embedded(path, credential.media_type, anchors.ca)
        if label != credential.manifest:
            seen.problems.append("the manifest in the file is not the one on record")
    else:
        state, codes, claim = _read_beside(
            beside, credential, (found, path.stat().st_size), anchors.ca, moment)
    if not _form_fits(credential, claim):
        seen.problems.append(f"{credential.media_type} must not have a credential of the form {credential.form}")
    if state == "Expired":
        seen.notes.append("the signing certificate has run out since the file was stamped")
    elif state != "Trusted" or codes:
        seen.problems.append(f"the credential is {state}: {', '.join(codes) or 'no manifest'}")
    faults = manifest.lint(claim, credential.recipe, credential.source_type) if claim else ("claim.missing",)
    seen.problems += [f"the claim fails the lint: {fault}" for fault in faults]
    seen.problems += sequence.problems(path, credential.media_type, claim)
    named = watermark.named(claim)
    if claim and named != credential.watermark:
        seen.problems.append("the watermark that the claim names is not the one on record")
    if state == "missing" and credential.watermark:
        seen.notes.append(watermark.advice(credential.media_type))
    told = _clearance(clearance, credential, anchors.gate)
    if told != "ok":
        seen.problems.append(told)
    development = state in ("Trusted", "Expired") and _development(claim, credential, beside)
    if development:
        seen.notes.append("signed with the production's development certificate: no listed authority vouches for it")
    return Finding(name, credential.media_type, digest, state, codes, development, told, faults,
                   bool(named) and named == credential.watermark, tuple(seen.problems), tuple(seen.notes))


def _form_fits(credential: Credential, claim: Mapping[str, Any]) -> bool:
    """A format that can carry its manifest must; media from outside keep their bytes and have a sidecar."""
    if (credential.form == "embedded") == (credential.media_type in EMBEDDED):
        return True
    steps = actions_of(claim)
    return credential.form == "sidecar" and [item.get("action") for item in steps] == ["c2pa.opened"]


def require(findings: Iterable[Finding]) -> None:
    """Raise VerifyFailed that names every file that does not hold."""
    bad = [item for item in findings if not item.ok]
    if bad:
        told = "; ".join(f"{item.name}: {item.problems[0]}" for item in bad[:5])
        more = f" and {len(bad) - 5} more" if len(bad) > 5 else ""
        raise VerifyFailed(f"{len(bad)} file(s) do not hold: {told}{more}",
                           hint="take the files anew from the production; do not edit delivered media",
                           files=[item.to_json() for item in bad])


def _is_plain_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _read_embedded(path: Path, media_type: str, ca: bytes) -> tuple[str, tuple[str, ...], dict[str, Any], str]:
    """State, failure codes (of the file and of the ingredients it carries), claim and label."""
    from c2pa import C2paError, Reader

    try:
        with path.open("rb") as file, Reader(media_type, file, context=context(ca)) as reader:
            state, results = reader.get_validation_state(), reader.get_validation_results()
            store = json.loads(reader.json())
            told = json.loads(reader.crjson())  # the conformance programme wants a validator's crJSON to be readable
    except C2paError.ManifestNotFound:
        return "missing", ("no manifest",), {}, ""
    except (C2paError, ValueError, OSError) as error:
        return "Invalid", (f"unreadable: {type(error).__name__.removeprefix('_C2pa')}",), {}, ""
    label = str(store.get("active_manifest", ""))
    claim = dict(store.get("manifests", {}).get(label, {}))
    claim["signature_info"] = {**(claim.get("signature_info") or {}), "authority": _authority(told, label)}
    codes = failures(results or {})
    if state == "Invalid" and "signingCredential.expired" in codes and set(codes) <= {
        "signingCredential.expired", "signingCredential.untrusted"
    }:
        # The library calls an expired certificate untrusted too, so its authority has to be compared here.
        state = "Expired" if _same_authority(claim, ca) else "Invalid"
    return state or "Invalid", codes, claim, label


def _authority(told: Mapping[str, Any], label: str) -> str:
    """The organisational unit of the issuer of the active manifest's certificate, as the crJSON tells it."""
    for item in told.get("manifests") or ():
        if item.get("label") == label:
            issuer = ((item.get("signature") or {}).get("certificateInfo") or {}).get("issuer") or {}
            return str(issuer.get("OU", ""))
    return ""


def failures(results: Mapping[str, Any]) -> tuple[str, ...]:
    """The failure codes of a manifest and of the ingredients that it carries, as the library found them."""
    groups = [results.get("activeManifest") or {}]
    groups += [item.get("validationDeltas") or {} for item in results.get("ingredientDeltas") or ()]
    return tuple(dict.fromkeys(str(item.get("code")) for group in groups for item in group.get("failure") or ()))


def _same_authority(claim: Mapping[str, Any], ca: bytes) -> bool:
    from cryptography import x509

    names = {str(item.value) for each in load_all(ca)
             for item in each.subject.get_attributes_for_oid(x509.NameOID.ORGANIZATION_NAME)}
    return (claim.get("signature_info") or {}).get("issuer") in names


def _development(claim: Mapping[str, Any], credential: Credential, beside: Path) -> bool:
    """Whether an authority of a production's own making vouches for the signature that was just found to hold."""
    if credential.form == "embedded":
        return (claim.get("signature_info") or {}).get("authority") == DEVELOPMENT
    signer = sidecar.signer(beside.read_bytes())
    return signer is not None and by_development(signer)


def _read_beside(
    beside: Path, credential: Credential, media: tuple[str, int], ca: bytes, moment: datetime
) -> tuple[str, tuple[str, ...], dict[str, Any]]:
    if not _is_plain_file(beside) or beside.stat().st_size > sidecar.LARGEST:
        return "missing", ("sidecar.missing",), {}
    data = beside.read_bytes()
    if sha256(data) != credential.sidecar_digest:
        return "Invalid", ("sidecar.digest.mismatch",), {}
    return sidecar.check(data, *media, ca, moment)


def _clearance(clearance: Clearance | Mapping[str, Any] | None, credential: Credential, gate: bytes) -> str:
    """A clearance counts if it was live when the file was stamped: later expiry undoes no making."""
    record = clearance.to_json() if isinstance(clearance, Clearance) else clearance
    try:
        check_clearance(record, credential.recipe, gate, datetime.fromisoformat(credential.stamped))
    except ClearanceMismatch as error:
        return error.message
    except (StudioError, ValueError, TypeError):
        return "the clearance cannot be checked"
    if record is not None and record.get("id") != credential.clearance:
        return "the clearance is not the one that the credential names"
    return "ok"
