"""Records of people: parties, their consents, replicas of them, and notices sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from secondunit.core.record import Record


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
class Party(Record):
    """A person, company, estate or guild.

    `kind`: person, company, estate or guild. `is_minor` may be stated instead of `born`; `status`: living or
    deceased. `represented_by` are parties who may sign for it (guardian, executor, agent). `performer`: its face,
    body or voice is or may be seen or heard. `rsl_consent_id` is a registry's number for standing preferences.
    """

    days: ClassVar[tuple[str, ...]] = ("born", "died")
    id: str
    kind: str = ""
    legal_name: str = ""
    known_as: tuple[str, ...] = ()
    born: str = ""
    is_minor: bool | None = None
    status: str = ""
    died: str = ""
    residence: str = ""
    guilds: tuple[str, ...] = ()
    guild_ids: tuple[str, ...] = ()
    represented_by: tuple[str, ...] = ()
    performer: bool | None = None
    rsl_consent_id: str = ""


@dataclass(frozen=True)
class Transfer(Record):
    """A replica or its data handed to another party."""

    days: ClassVar[tuple[str, ...]] = ("at", "union_asked", "union_approved")
    to: str
    at: str = ""
    union_asked: str = ""
    union_approved: str = ""
    written_commitment: bool | None = None  # with arbitration
    document_sha256: str = ""


@dataclass(frozen=True)
class Replica(Record):
    """A digital replica of a person, or a synthetic performer.

    `category`: EBDR (employment-based), ICDR (independently created), BADR (background) or SYNTH (no recognisable
    person). `source`: scan, no_scan (built from set photography), archive or none. `access` are the parties who may
    use it.
    `engaged_at` is the day of engagement, `notice_at` that of the notice of a scan session on `session_at`
    (ISO times or days). `session_kind`: work_day (the performer worked that day), stand_alone, four_hours (a
    stand-alone session of at most four hours at a time that suits the performer) or none. `asset_digests` are the media
    that hold it.
    """

    days: ClassVar[tuple[str, ...]] = ("delete_by", "deleted_at")
    id: str
    subject: str = ""
    category: str = ""
    source: str = ""
    engaged_at: str = ""
    notice_at: str = ""
    session_at: str = ""
    business_reason: str = ""
    storage_policy: str = ""
    access: tuple[str, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    project_lock: str = ""  # the production that it was made for
    biometrics: tuple[str, ...] = ()  # prints and iris scans taken: fingerprint, palm_print, iris
    human_role: bool | None = None  # a synthetic performer in the role of a human
    value_statement: str = ""  # why a synthetic performer adds significant value over a human
    principal_role: bool | None = None  # a background replica used as a principal performer
    background_hired: int | None = None
    background_required: int | None = None
    asset_digests: tuple[str, ...] = ()
    delete_by: str = ""
    deleted_at: str = ""
    session_kind: str = ""


@dataclass(frozen=True)
class Notice(Record):
    """Something that somebody was told: the buyer, a guild, a performer, a writer, the director.

    `kind`: buyer_use, scan, synthetic_performer, bargaining, training_licence, ai_material, director_consultation,
    company_consent, tool_policy, tdm, other. `entities` (shots, scenes, assets) and `tasks` (departments) limit what it
    was about; empty: the whole production. `answer`: none, agreed or objected.
    """

    days: ClassVar[tuple[str, ...]] = ("sent_at", "due_at", "answered_at", "revoked_at")
    id: str
    to: str
    kind: str
    about: str = ""  # subject: a party, replica or source
    entities: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    text: str = ""
    sent_at: str = ""
    due_at: str = ""
    answer: str = ""
    answered_at: str = ""
    evidence_sha256: str = ""
    revoked_at: str = ""
