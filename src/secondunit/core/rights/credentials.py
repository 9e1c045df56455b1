"""What is kept of a file's provenance: its ingredients and its credential."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from secondunit.core.record import Record


@dataclass(frozen=True)
class Ingredient(Record):
    """An input that a picture was made from. `path` is only a way to the bytes; it is never recorded."""

    digest: str
    media_type: str
    title: str
    relationship: str = "inputTo"  # inputTo, componentOf or parentOf
    source_type: str = ""  # digital source type of the input, where known
    manifest: str = ""  # label of its credential


@dataclass(frozen=True)
class Credential(Record):
    """The provenance record of one file.

    `digest` is the SHA-256 of the stamped bytes (the media as stored), `source_digest` that of the bytes
    as the engine made them: stamps hold times and random ids, so repeatability is judged on the latter.
    `form`: embedded (C2PA inside the file) or sidecar (a signed record beside it, `sidecar_digest`).
    Where a watermark was put in, `watermark` is its payload and `source_digest` that of the marked bytes.
    `signature` is the gate key's Ed25519 over the canonical JSON without it.
    """

    digest: str
    source_digest: str
    media_type: str
    recipe: str
    role: str
    clearance: str
    form: str
    source_type: str
    manifest: str = ""
    sidecar_digest: str = ""
    ingredients: tuple[Ingredient, ...] = ()
    stamped: str = ""
    key_id: str = ""
    signature: str = ""
    watermark: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return plain data; without a watermark nothing is said of one, as in records of before."""
        data = super().to_json()
        return data if self.watermark else {key: value for key, value in data.items() if key != "watermark"}

    def signed_json(self) -> dict[str, Any]:
        """What the signature covers."""
        return {key: value for key, value in self.to_json().items() if key != "signature"}
