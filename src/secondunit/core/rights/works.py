"""Records of works and tools: licences, sources, tools and models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from secondunit.core.record import Record


@dataclass(frozen=True)
class Licence(Record):
    """A right to use others' work. `items` are the media digests or source ids that it covers."""

    days: ClassVar[tuple[str, ...]] = ("start", "end", "revoked_at")
    id: str
    holder: str = ""
    work: str = ""
    items: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()  # train, reference, embed, derive
    territory: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    evidence_sha256: str = ""
    revoked_at: str = ""


@dataclass(frozen=True)
class Tool(Record):
    """What an engine's manifest says of it. `None` and empty texts are not known, and escalate.

    `deployment`: local, enterprise or consumer. `retains`: keeps inputs or outputs for reuse or resale.
    `training_data_status`: licensed, public, unknown, unlicensed, or none (nothing was trained).
    """

    days: ClassVar[tuple[str, ...]] = ("terms_date",)
    name: str
    version: str = ""
    vendor: str = ""
    deployment: str = ""
    trains_on_inputs: bool | None = None
    retains: bool | None = None
    licence: str = ""
    licence_tier: str = ""
    terms_sha256: str = ""
    terms_date: str = ""
    training_data_status: str = ""
    certificates: tuple[str, ...] = ()
    primary_purpose_likeness: bool | None = None
    watermarks_outputs: bool | None = None
    commercial_ok: bool | None = None
    photoreal: bool | None = None  # what it makes could be taken for a recording
    invents: bool | None = None  # makes up detail that was not in its input, as a diffusion upscaler does


@dataclass(frozen=True)
class Source(Record):
    """Material from outside: a plate, a reference picture, a scan, a recording, a text.

    `sha256` are the digests of its files. `tdm_pref`: allowed, notAllowed, constrained (with `tdm_details`) or unset
    (asked and none stated). `contains_persons` are parties. `marks` are marks that it carries: c2pa, watermark.
    """

    days: ClassVar[tuple[str, ...]] = ("received_at",)
    id: str
    title: str = ""
    sha256: tuple[str, ...] = ()
    owner: str = ""
    licence: str = ""
    received_at: str = ""
    ai_origin: bool | None = None
    tdm_pref: str = ""
    tdm_details: str = ""
    contains_persons: tuple[str, ...] | None = None
    confidential: bool | None = None
    personal_data: bool | None = None
    third_party: bool | None = None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Model(Record):
    """Weights of a model or adapter on disk, and what they were trained on.

    `subjects` are parties whose likeness it was trained on; `project_lock` the only production that may use it.
    """

    id: str
    name: str = ""
    sha256: str = ""
    base: str = ""  # id of the model that it was made from
    dataset_licences: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    training_data_status: str = ""  # as Tool's
    subjects: tuple[str, ...] | None = None
    project_lock: str = ""
    terms_sha256: str = ""
    licence: str = ""
