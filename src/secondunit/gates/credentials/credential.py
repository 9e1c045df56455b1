"""Stamps media with their provenance: a C2PA manifest inside the file, or a signed sidecar beside it.

A stamp holds the time and random ids, so stamping twice gives different bytes; `source_digest` keeps the
digest of the bytes as the engine made them. C2PA leaves padding in its own box unprotected: the signed
Credential record over the whole file is what makes one flipped byte anywhere show.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import json
import os
import shutil
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from secondunit.core.errors import DiskFull, StampFailed
from secondunit.core.identity import canonical
from secondunit.core.recipe import Recipe
from secondunit.core.rights import Clearance, Credential, Ingredient, Tool
from secondunit.gates.credentials import manifest, sequence, sidecar
from secondunit.gates.credentials import watermark as marks
from secondunit.gates.credentials.particulars import Particulars
from secondunit.gates.credentials.provenance import taken_in
from secondunit.gates.signing.certificate import USES
from secondunit.gates.signing.clearance import check as check_clearance
from secondunit.gates.signing.clearance import stamp as as_text
from secondunit.gates.signing.keys import Keys

EMBEDDED = frozenset({
    "image/png", "image/jpeg", "image/tiff", "video/mp4", "video/quicktime", "audio/wav", "application/pdf",
    sequence.SEALED})
IN_MEMORY = 32  # MB that the library keeps of what it signs; the rest goes to a temporary file


@dataclass(frozen=True)
class Input:
    """An ingredient and, where its own manifest shall travel with the new one, the file that holds it.

    `generated`: a trained model took part somewhere in its history, though its own source type does not say so.
    """

    ingredient: Ingredient
    path: Path | None = None
    generated: bool = False


def stamp(
    source: Path,
    destination: Path,
    media_type: str,
    recipe: Recipe,
    clearance: Clearance,
    role: str,
    ingredients: Sequence[Input],
    keys: Keys,
    now: datetime,
    *,
    tool: Tool,
    source_type: str = "",
    known: Particulars | None = None,
    watermark: Mapping[str, Any] | None = None,
) -> Credential:
    """Write `source` with its credential to `destination` and return the credential record.

    What is in `EMBEDDED` carries the manifest; others get `destination` + ".c2pa.json".
    `source_type` is what the recipe states of it, `known` what the records say, `watermark` the mark that `source`
    carries: it is read back before the claim may name it. `now` is an aware time. Raises ClearanceMismatch without a
    live clearance of this recipe, StampFailed when the file cannot be signed or lacks the mark, DiskFull.
    """
    check_clearance(clearance, recipe.hash, keys.gate, now)
    named = [item.ingredient for item in ingredients]
    generated = frozenset(item.ingredient.digest for item in ingredients if item.generated)
    uri = manifest.source_type(tool, named, source_type, recipe.capability, generated)
    try:
        if watermark:
            marks.require(source, watermark, recipe.hash, keys)
        source_digest = file_digest(source)
        claim = manifest.claim(
            recipe, clearance, role, media_type, source_digest, uri, named, now, tool=tool, known=known,
            extra={**sequence.assertion(source, media_type), **({marks.LABEL: watermark} if watermark else {})})
        form = form_of(recipe.capability, media_type, source)
        if form == "embedded":
            label, beside = _embed(source, destination, media_type, claim, ingredients, keys), ""
            digest = file_digest(destination)
        else:
            outside = recipe.parameters.get("manifest", "") if taken_in(recipe.capability) else ""
            label, digest = str(outside), source_digest
            beside = _beside(source, destination, claim, source_digest, keys)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull("the disk is full; the stamp was not written", hint="make room and run again") from error
        raise StampFailed(f"{source.name} cannot be stamped: {error}", hint="check the scratch folder") from error
    record = Credential(
        digest=digest, source_digest=source_digest, media_type=media_type, recipe=recipe.hash, role=role,
        clearance=clearance.id, form=form, source_type=uri,
        manifest=label, sidecar_digest=beside, ingredients=tuple(named), stamped=as_text(now),
        key_id=keys.key_id, watermark=str(watermark["payload"]) if watermark else "",
    )
    signature = keys.sign(canonical(record.signed_json()))
    return replace(record, signature=base64.b64encode(signature).decode())


def form_of(capability: str, media_type: str, source: Path) -> str:
    """Return embedded or sidecar. What comes from outside keeps its bytes, and with them its own credential."""
    if media_type not in EMBEDDED:
        return "sidecar"
    if not taken_in(capability):
        return "embedded"
    ours = media_type == sequence.SEALED and not sequence.has_credential(source)  # packed here, a moment ago
    return "embedded" if ours else "sidecar"


def file_digest(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def context(ca: bytes) -> Any:  # noqa: ANN401  # a c2pa Context; the library loads on use
    """Return the C2PA settings that trust this authority (PEM) and never go on line; kept for reuse."""
    return _context(ca, threading.get_ident(), os.getpid())


@lru_cache(maxsize=8)
def _context(ca: bytes, thread: int, process: int) -> Any:  # noqa: ANN401
    from c2pa import Context

    anchors = {"user_anchors": ca.decode("ascii")} if ca else {}  # without any, nobody is trusted
    return Context.from_dict({
        "trust": {**anchors, "trust_config": "\n".join(USES)},
        "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
        "core": {"backing_store_memory_threshold_in_mb": IN_MEMORY},
        "builder": {"thumbnail": {"enabled": False},
                    "created_assertion_labels": list(manifest.CREATED)},
    })


@lru_cache(maxsize=8)
def _signer(leaf: bytes, leaf_key: bytes, algorithm: str, thread: int, process: int) -> Any:  # noqa: ANN401
    """A native signer serves one thread at a time, so each has its own."""
    from c2pa import C2paSignerInfo, C2paSigningAlg, Signer

    return Signer.from_info(C2paSignerInfo(C2paSigningAlg[algorithm.upper()], leaf, leaf_key, None))


def _embed(
    source: Path, destination: Path, media_type: str, claim: Mapping[str, Any], inputs: Sequence[Input], keys: Keys
) -> str:
    from c2pa import Builder, C2paError

    assertions = [{"label": item["label"], "data": item["data"]} for item in claim["assertions"]]
    streams: list[tuple[Path, str, Mapping[str, Any]]] = []  # inputs whose own manifests travel inside
    by_name = list(claim["ingredients"])
    if len(inputs) <= manifest.LISTED:
        by_name = []
        for item, entry in zip(inputs, claim["ingredients"], strict=True):
            if item.path is not None and item.ingredient.media_type in EMBEDDED:
                streams.append((item.path, item.ingredient.media_type, entry))
            else:
                by_name.append(entry)
    definition = {**claim, "assertions": assertions, "ingredients": by_name}
    part = destination.with_name(destination.name + ".part")
    try:
        signer = _signer(keys.leaf, keys.leaf_key, keys.algorithm, threading.get_ident(), os.getpid())
        with Builder(json.dumps(definition), context(keys.ca)) as builder:
            for path, kind, entry in streams:
                with path.open("rb") as file:
                    builder.add_ingredient(json.dumps(entry), kind, file)
            with source.open("rb") as file, part.open("w+b") as out:
                builder.sign(signer, media_type, file, out)  # made durable when it is admitted
        part.replace(destination)
    except C2paError as error:
        if shutil.disk_usage(part.parent).free < source.stat().st_size:  # the library swallows what the stream said
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        hint = "the signing certificate has run out: renew the leaf in the keys folder" if (
            "not valid at time" in str(error)) else "check that the file is intact"
        raise StampFailed(f"{source.name} cannot be signed: {error}", hint=hint) from error
    finally:
        part.unlink(missing_ok=True)
    return _label(destination, media_type, keys.ca)


def _label(path: Path, media_type: str, ca: bytes) -> str:
    """Read the new file back as anyone will: it must be trusted before it is called stamped."""
    from c2pa import C2paError, Reader

    try:
        with path.open("rb") as file, Reader(media_type, file, context=context(ca)) as reader:
            state, label = reader.get_validation_state(), json.loads(reader.json()).get("active_manifest")
    except C2paError as error:
        raise StampFailed(f"the stamp of {path.name} cannot be read back: {error}") from error
    if state != "Trusted" or not isinstance(label, str):
        raise StampFailed(f"the stamp of {path.name} reads back as {state}",
                          hint="check that the signing certificate was issued by the authority in keys/ca.pem")
    return label


def _beside(source: Path, destination: Path, claim: Mapping[str, Any], digest: str, keys: Keys) -> str:
    data = sidecar.make(claim, digest, source.stat().st_size, keys)
    part = destination.with_name(destination.name + ".part")
    try:
        if source != destination:
            shutil.copyfile(source, part)
            part.replace(destination)
        part.write_bytes(data)
        part.replace(sidecar.beside(destination))
    finally:
        part.unlink(missing_ok=True)
    return hashlib.sha256(data).hexdigest()
