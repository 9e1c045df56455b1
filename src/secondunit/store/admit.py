"""The door: media become part of a production here and nowhere else.

A take is admitted when its clearance is signed by this production's gate for that very recipe hash and is
in force, and every output has a credential signed by it for that very digest. Media go in first, then one
atomic record; a crash between leaves unrecorded bytes, which are not part of the production.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from secondunit.core.errors import ClearanceMismatch, DigestMismatch, VerifyFailed
from secondunit.core.recipe import Recipe
from secondunit.store.cas import file_digest
from secondunit.store.signature import check_clearance, check_credential
from secondunit.store.store import Store


@dataclass(frozen=True, slots=True)
class Stamped:
    """An output that carries its credential: where it lies now, and the sidecar if its format needs one."""

    role: str
    path: Path
    media_type: str
    credential: Mapping[str, Any]
    sidecar: Path | None = None


def admit(
    store: Store, recipe: Recipe, clearance: Mapping[str, Any], outputs: Sequence[Stamped],
    meta: Mapping[str, Any], public_key: bytes, now: datetime,
) -> dict[str, Any]:  # fmt: skip
    """Take the outputs of a recipe in and return the take record; the same recipe again changes nothing.

    Raises ClearanceMismatch, VerifyFailed or DigestMismatch, and then nothing was admitted.
    """
    recorded = store.get("recipes", recipe.hash)
    if recorded is None or Recipe.from_json(recorded["recipe"]).hash != recipe.hash:
        raise ClearanceMismatch("this recipe was never planned in this production", recipe=recipe.hash)
    check_clearance(clearance, recipe.hash, public_key, now)
    known = store.get("clearances", str(clearance["id"]))
    if known is None or known["clearance"] != clearance:
        raise ClearanceMismatch("this clearance is not on record here", recipe=recipe.hash)
    if not outputs or len({o.role for o in outputs}) != len(outputs):
        raise VerifyFailed("a take needs outputs with a role of their own each", recipe=recipe.hash)
    rows: list[dict[str, Any]] = []
    for output in outputs:
        digest = file_digest(output.path)
        check_credential(output.credential, digest, recipe.hash, public_key)
        said = (output.role, output.media_type, clearance["id"])
        if tuple(output.credential.get(key) for key in ("role", "media_type", "clearance")) != said:
            raise VerifyFailed(f"the credential of {output.role} is for another use", recipe=recipe.hash)
        sidecar = output.credential.get("sidecar_digest") or ""
        if output.credential.get("form") != ("sidecar" if sidecar else "embedded"):
            raise VerifyFailed(f"the credential of {output.role} lacks its sidecar", recipe=recipe.hash)
        if sidecar and (output.sidecar is None or file_digest(output.sidecar) != sidecar):
            raise DigestMismatch(f"the sidecar of {output.role} is not the one that was signed", recipe=recipe.hash)
        rows.append({
            "role": output.role, "digest": digest, "media_type": output.media_type, "sidecar": sidecar,
            "size": output.path.stat().st_size, "credential": dict(output.credential),
        })  # fmt: skip
    if store.index.has_take(recipe.hash):
        take = store.get("takes", recipe.hash)
        if take is not None:
            return take
    files = [(output.path, row["digest"]) for output, row in zip(outputs, rows, strict=True)]
    files += [(output.sidecar, row["sidecar"]) for output, row in zip(outputs, rows, strict=True)
              if output.sidecar is not None and row["sidecar"]]  # fmt: skip
    store.media.take_in(files)
    take = {**meta, "recipe": recipe.hash, "clearance": clearance["id"], "outputs": rows}
    return store.put("takes", recipe.hash, take)
