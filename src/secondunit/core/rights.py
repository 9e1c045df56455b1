"""Words of the rights gates: verdicts, rulings, tools, consents, licences, approvals and clearances.

Pure data. Dates are ISO texts (`2026-11-03`), times ISO texts in UTC with a Z (`2026-11-03T10:00:00Z`), so
that they sort as text. `None` or an empty text means *not known*: the gates treat it as a missing fact.
Every record reads what a newer version wrote: fields it does not know are kept in `unknown`.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from secondunit.core.identity import Json, digest
from secondunit.core.record import Record


class Verdict(enum.IntEnum):
    """What a rule says; the highest of all that fired is the answer."""

    ALLOW = 0
    ESCALATE = 1
    DENY = 2

    @property
    def word(self) -> str:
        """The verdict as records spell it."""
        return self.name.lower()


@dataclass(frozen=True)
class Firing(Record):
    """One rule that fired. `missing` names facts that were not known; `approved_by` is an approval's id."""

    rule: str
    pack: str
    verdict: Verdict
    explanation: str
    remedy: str = ""
    citation: str = ""
    missing: tuple[str, ...] = ()
    error: str = "use_prohibited"  # which PolicyError a denial raises
    approved_by: str = ""
    suppressed_by: str = ""

    @property
    def counts(self) -> Verdict:
        """The verdict after an approval in scope or an allow row that names the rule."""
        return Verdict.ALLOW if self.approved_by or self.suppressed_by else self.verdict


@dataclass(frozen=True)
class Ruling(Record):
    """The answer of the rules for one recipe, with all that is needed to replay it years later.

    `packs` maps pack names to `version sha256`; `facts` is the snapshot that the rules saw; `consents`,
    `licences` and `approvals` are the ids relied upon; `valid_until` is the last day before one of them or a
    rule pack changes (empty: none does). `rules` are all rules that were asked, as pack/rule.
    """

    days: ClassVar[tuple[str, ...]] = ("today", "valid_until")
    recipe: str
    today: str
    gate: str = "making"
    firings: tuple[Firing, ...] = ()
    rules: tuple[str, ...] = ()
    packs: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Json] = field(default_factory=dict)
    consents: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    approvals: tuple[str, ...] = ()
    valid_until: str = ""

    @property
    def verdict(self) -> Verdict:
        """The highest verdict that still counts; allow when no rule fired."""
        return max((firing.counts for firing in self.firings), default=Verdict.ALLOW)

    @property
    def open(self) -> tuple[Firing, ...]:
        """The firings that still stand in the way."""
        return tuple(firing for firing in self.firings if firing.counts > Verdict.ALLOW)

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON."""
        return digest(self.to_json())

    def words(self) -> str:
        """One line for people. A good result reads "no rule fired": it is no legal opinion."""
        if not self.open:
            return "no rule fired"
        kind = "denied" if self.verdict is Verdict.DENY else "on hold, a named person must approve"
        return f"{kind}: " + "; ".join(f"{firing.rule} {firing.explanation}" for firing in self.open)


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


@dataclass(frozen=True)
class Consent(Record):
    """A person's consent to replicas or changes of their likeness or voice.

    `granted_by` is the party, `capacity` self, guardian, executor or union. `use_kinds`: create_replica,
    use_replica, alter, voice, dub, train, promo. Empty `shots` and `languages` do not limit.
    """

    days: ClassVar[tuple[str, ...]] = ("start", "end", "signed_at", "revoked_at")
    id: str
    subject: str
    granted_by: str = ""
    capacity: str = ""
    project_scope: tuple[str, ...] = ()
    use_kinds: tuple[str, ...] = ()
    specific_description: str = ""
    character: str = ""
    shots: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    territory: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    languages: tuple[str, ...] = ()
    nudity_ok: bool = False
    survives_death: bool | None = None
    signed_at: str = ""
    separate_document: bool | None = None
    clear_and_conspicuous: bool | None = None
    counsel: str = ""
    union: str = ""
    doc_sha256: str = ""
    revoked_at: str = ""


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
class Approval(Record):
    """A named person's yes to escalations, in the scope that it names and no wider.

    `rules` are rule ids (`R03`, or `netflix/R03` for one pack). The scope is one `recipe_hash` or one
    `entity`; an approval that names neither covers nothing.
    """

    days: ClassVar[tuple[str, ...]] = ("given_at", "expires", "revoked_at")
    id: str
    approver: str
    role: str
    rules: tuple[str, ...]
    recipe_hash: str = ""
    entity: str = ""
    document_sha256: str = ""
    given_at: str = ""
    expires: str = ""
    revoked_at: str = ""


@dataclass(frozen=True)
class HouseFacts(Record):
    """What the production says of itself. `None` is not known; an empty text or tuple is a stated "none".

    `packs` are rule packs switched on by name besides those that buyer and guilds choose. `switched_off`
    are rules (`pack/rule`) that the production does not follow: only rules marked unverified may stand there.
    """

    days: ClassVar[tuple[str, ...]] = ("photography_start", "engaged_from")
    production: str
    buyer: str | None = None
    guilds: tuple[str, ...] | None = None
    territories: tuple[str, ...] | None = None
    photography_start: str = ""
    engaged_from: str = ""
    fiction: bool | None = None
    packs: tuple[str, ...] = ()
    switched_off: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clearance(Record):
    """The gate's signed yes for one recipe hash (Ed25519 over the canonical JSON without `signature`)."""

    id: str
    recipe: str
    ruling: str  # digest of the Ruling
    rules: tuple[str, ...]  # pack/rule of every rule applied, fired or not
    packs: Mapping[str, str]
    consents: tuple[str, ...]
    licences: tuple[str, ...]
    approvals: tuple[str, ...]
    issued: str
    expires: str
    key_id: str
    signature: str = ""

    def signed_json(self) -> dict[str, Any]:
        """What the signature covers."""
        return {key: value for key, value in self.to_json().items() if key != "signature"}


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

    def signed_json(self) -> dict[str, Any]:
        """What the signature covers."""
        return {key: value for key, value in self.to_json().items() if key != "signature"}


def day(moment: date | datetime) -> str:
    """Return the ISO date of a date or time."""
    return moment.date().isoformat() if isinstance(moment, datetime) else moment.isoformat()
