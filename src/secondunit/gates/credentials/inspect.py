"""Reads the credentials of any file, ours or a stranger's, and says in plain words what they tell.

Nothing in a stranger's file is believed beyond what makes us stricter: a preference that forbids counts even where the
signature does not hold, one that allows counts only where a trusted authority vouches for it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from secondunit.core.errors import InputError, NotFound
from secondunit.formats.sniff import sniff
from secondunit.gates.credentials import manifest_lint, sequence, sidecar, watermark
from secondunit.gates.credentials.credential import context, file_digest
from secondunit.gates.credentials.particulars import USES
from secondunit.gates.credentials.source_types import GENERATED, SOURCE_TYPES
from secondunit.gates.credentials.verify import failures

_SHORT = {uri: name for name, uri in SOURCE_TYPES.items()}
STORE = ".c2pa"  # a manifest store beside the file, as other tools write it
_LARGEST = 64 << 20


@dataclass(frozen=True)
class Seen:
    """What a file's credential says. `ai` is None where nothing is known; `state` is none without a credential."""

    media_type: str
    form: str = "none"  # embedded, beside or none
    beside: Path | None = None  # the file that holds the credential, where it is not embedded
    state: str = "none"
    codes: tuple[str, ...] = ()
    signer: str = ""
    generator: str = ""
    title: str = ""
    label: str = ""
    actions: tuple[str, ...] = ()
    ingredients: tuple[str, ...] = ()
    source_type: str = ""
    ai: bool | None = None
    models: tuple[str, ...] = ()
    mining: str = "unset"
    mining_details: str = ""
    marks: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    claim: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def trusted(self) -> bool:
        """Whether a trusted authority vouches for it and nothing is wrong."""
        return self.state == "Trusted" and not self.codes and not self.frames

    @property
    def tdm_pref(self) -> str:
        """The preference as a Source record holds it: what allows counts only where it can be trusted."""
        return "" if self.mining == "allowed" and not self.trusted else self.mining

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "media_type": self.media_type, "form": self.form, "state": self.state, "trusted": self.trusted,
            "codes": list(self.codes), "signer": self.signer, "generator": self.generator, "title": self.title,
            "label": self.label, "actions": list(self.actions), "ingredients": list(self.ingredients),
            "source_type": self.source_type, "ai": self.ai, "models": list(self.models), "mining": self.mining,
            "mining_details": self.mining_details, "marks": list(self.marks), "faults": list(self.faults),
            "frames": list(self.frames),
        }  # fmt: skip

    def words(self) -> list[str]:
        """Say it in sentences for people."""
        if self.form == "none":
            hint = watermark.advice(self.media_type)
            return ["no credential: nothing is known of how it was made", *([hint] if hint else [])]
        trust = {"Trusted": "a trusted authority vouches for the signer",
                 "Valid": "the signature holds, but nobody that is trusted here vouches for the signer",
                 "Expired": "the signature holds, the certificate has run out since"}
        out = [f"signed by {self.signer or 'nobody'}, with {self.generator or 'an unnamed tool'}"]
        out.append(trust.get(self.state, f"the credential does not hold: {', '.join(self.codes) or self.state}"))
        out += self.actions
        out += [f"made from {each}" for each in self.ingredients]
        out.append({True: "a trained model took part", False: "no trained model took part, says the credential",
                    None: "whether a trained model took part is not said"}[self.ai])
        out += [f"model: {each}" for each in self.models]
        details = f" ({self.mining_details})" if self.mining_details else ""
        out.append(f"machine learning on it: {'not stated' if self.mining == 'unset' else self.mining}{details}")
        return [*out, *self.frames]


def inspect(path: Path, ca: bytes = b"", now: datetime | None = None) -> Seen:
    """Read a file's credential. `ca` is the PEM of the authorities that are trusted; `now` an aware time.

    InputError for what is no plain file; never raises for what is wrong with the credential.
    """
    if not path.exists():
        raise NotFound(f"there is no file {path}")
    if path.is_symlink() or not path.is_file():
        raise InputError(f"{path} is not a plain file", hint="give the file itself")
    kind = sniff(path)
    beside = companion(path)
    if beside is not None and beside.name.endswith(sidecar.SUFFIX):
        return _ours(path, kind, beside, ca, now or datetime.now(UTC))
    return _read(path, kind, ca, beside)


def companion(path: Path) -> Path | None:
    """The file beside a file that holds its credential: our sidecar, or a manifest store of another tool."""
    for beside in (sidecar.beside(path), path.with_name(path.name + STORE), path.with_suffix(STORE)):
        if beside != path and beside.is_file() and not beside.is_symlink() and beside.stat().st_size <= _LARGEST:
            return beside
    return None


def _ours(path: Path, kind: str, beside: Path, ca: bytes, now: datetime) -> Seen:
    data = beside.read_bytes()
    state, codes, claim = sidecar.check(data, file_digest(path), path.stat().st_size, ca, now)
    signer = sidecar.signer(data)
    names = [str(item.value) for item in signer.subject if item.oid.dotted_string in ("2.5.4.10", "2.5.4.3")] if (
        signer) else []
    return _seen(path, kind, "beside", beside, state, codes, claim, [claim], ", ".join(names), "")


def _read(path: Path, kind: str, ca: bytes, beside: Path | None) -> Seen:
    from c2pa import C2paError, Reader

    if kind not in Reader.get_supported_mime_types():
        if beside is None:
            return Seen(kind)
        return Seen(kind, "beside", beside, "Invalid", ("unreadable: this kind of file cannot be checked",))
    form, given = ("beside", beside.read_bytes()) if beside else ("embedded", None)
    try:
        with path.open("rb") as file, Reader(kind, file, manifest_data=given, context=context(ca)) as reader:
            state, codes = reader.get_validation_state() or "Invalid", failures(reader.get_validation_results() or {})
            store = json.loads(reader.json())
    except C2paError.ManifestNotFound:
        return Seen(kind)
    except (C2paError, ValueError, OSError) as error:
        named = type(error).__name__.removeprefix("_C2pa")
        return Seen(kind, form, beside, "Invalid", (f"unreadable: {named}",), marks=("c2pa",))
    label = str(store.get("active_manifest", ""))
    claims = store.get("manifests") if isinstance(store.get("manifests"), dict) else {}
    claim = claims.get(label) or {}
    info = claim.get("signature_info") or {}
    signer = ", ".join(str(info[key]) for key in ("issuer", "common_name") if info.get(key))
    return _seen(path, kind, form, beside, state, codes, claim, list(claims.values()), signer, label)


def _seen(
    path: Path, kind: str, form: str, beside: Path | None, state: str, codes: tuple[str, ...], claim: Mapping[str, Any],
    claims: Sequence[Mapping[str, Any]], signer: str, label: str,
) -> Seen:  # fmt: skip
    steps = manifest_lint.actions_of(claim)
    types = [str(item.get("digitalSourceType") or "") for each in claims for item in manifest_lint.actions_of(each)]
    own = [str(item.get("digitalSourceType") or "") for item in steps]
    models = [item for each in claims for item in _data(each, "c2pa.ai-disclosure")]
    generated = bool(models) or any(uri in GENERATED for uri in types)
    mining, details = _mining(_data(claim, "cawg.training-mining", "c2pa.training-mining"))
    names = [str(item.get("action")) for each in claims for item in manifest_lint.actions_of(each)]
    marked = any(name.startswith("c2pa.watermarked") and "unbound" not in name for name in names) or any(
        _data(each, "c2pa.soft-binding") for each in claims)
    said = state in ("Trusted", "Expired") and any(uri in SOURCE_TYPES.values() for uri in own)
    generator = claim.get("claim_generator_info")
    first = generator[0] if isinstance(generator, list) and generator else generator
    return Seen(
        media_type=kind, form=form, beside=beside, state=state, codes=codes, signer=signer, label=label, claim=claim,
        generator=str(first.get("name", "")) if isinstance(first, Mapping) else "", title=str(claim.get("title") or ""),
        actions=tuple(_action(item) for item in steps),
        ingredients=tuple(_ingredient(item) for item in claim.get("ingredients") or () if isinstance(item, Mapping)),
        source_type=next((_SHORT[uri] for uri in own if uri in _SHORT), ""),
        ai=True if generated else False if said else None,
        models=tuple(dict.fromkeys(str(item.get("modelName") or item.get("modelType") or "") for item in models)),
        mining=mining, mining_details=details, marks=("c2pa", *(("watermark",) if marked else ())),
        faults=manifest_lint.structure(claim), frames=sequence.problems(path, kind, claim) if _sequence(claim) else (),
    )


def _sequence(claim: Mapping[str, Any]) -> bool:
    return bool(_data(claim, sequence.LABEL))


def _data(claim: Mapping[str, Any], *labels: str) -> list[Mapping[str, Any]]:
    found = claim.get("assertions")
    return [item["data"] for item in (found if isinstance(found, list) else ()) if isinstance(item, Mapping)
            and str(item.get("label", "")).startswith(labels) and isinstance(item.get("data"), Mapping)]


def _mining(found: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """The strictest of all entries; a word that is not one of the three forbids."""
    uses, details = [], list[str]()
    for data in found:
        entries = data.get("entries")
        for entry in entries.values() if isinstance(entries, Mapping) else ():
            use = entry.get("use") if isinstance(entry, Mapping) else None
            uses.append(use if use in USES else "notAllowed")
            if isinstance(entry, Mapping) and entry.get("constraint_info"):
                details.append(str(entry["constraint_info"]))
    if not uses:
        return "unset", ""
    use = max(uses, key=USES.index)
    return use, "; ".join(dict.fromkeys(details)) if use == "constrained" else ""


def _action(item: Mapping[str, Any]) -> str:
    uri = str(item.get("digitalSourceType") or "")
    agent = item.get("softwareAgent")
    tool = str(agent.get("name", "")) if isinstance(agent, Mapping) else str(agent or "")
    kind = _SHORT.get(uri, uri)
    name = str(item.get("action")).removeprefix("c2pa.")
    return " ".join(filter(None, (name, f"as {kind}" if kind else "", f"with {tool}" if tool else "")))


def _ingredient(item: Mapping[str, Any]) -> str:
    known = " (with its credential)" if item.get("active_manifest") else ""
    how = {"parentOf": "which was opened", "componentOf": "which was placed in it", "inputTo": "as input"}
    told = how.get(str(item.get("relationship")), "in an unknown way")
    return f"{item.get('title') or 'an unnamed file'}, {told}{known}"


def origin(seen: Seen) -> str:
    """The source type to go on with for a file from outside.

    A model that is named always counts; that it was a camera counts only where a trusted authority says so.
    """
    uri = SOURCE_TYPES.get(seen.source_type, "")
    if seen.ai:
        return uri if uri in GENERATED else SOURCE_TYPES["compositeWithTrainedAlgorithmicMedia"]
    return uri if seen.trusted else ""
