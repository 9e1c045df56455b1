"""Records of what happened to the work: statements of facts, human work, uses in the cut, pay, credits, disclosures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from secondunit.core.identity import Json
from secondunit.core.record import Record


@dataclass(frozen=True)
class Statement(Record):
    """Facts that a named person states for what the gate does not know by itself.

    They answer for one `entity`, or for all work of a department (`task`) where no entity is named, and only where the
    recipe itself says nothing. `facts` maps names of `gates.facts` to values; `reason` is why it is so.
    """

    days: ClassVar[tuple[str, ...]] = ("given_at", "revoked_at")
    id: str
    by: str
    role: str = ""
    entity: str = ""
    task: str = ""
    facts: Mapping[str, Json] = field(default_factory=dict)
    reason: str = ""
    document_sha256: str = ""
    given_at: str = ""
    revoked_at: str = ""


@dataclass(frozen=True)
class Contribution(Record):
    """What a person did to an asset. `kind`: input, prompt, select, arrange or modify."""

    days: ClassVar[tuple[str, ...]] = ("at",)
    id: str
    person: str
    entity: str
    kind: str
    role: str = ""
    description: str = ""
    before_sha256: str = ""
    after_sha256: str = ""
    minutes: int | None = None
    at: str = ""


@dataclass(frozen=True)
class ShotUse(Record):
    """An asset in a shot of the cut. Times are frames of the production's rate, `tc_out` exclusive.

    `share` is the part of the picture area in hundredths, `visible` whether it can be made out. `days_worked` states
    how many days the person would have worked for it, where the agreement asks for that.
    """

    days: ClassVar[tuple[str, ...]] = ("at",)
    id: str
    entity: str
    subject: str = ""  # the party whose likeness it shows, or empty
    replica: str = ""
    asset_sha256: str = ""
    tc_in: int | None = None
    tc_out: int | None = None
    share: int | None = None
    visible: bool | None = None
    character: str = ""
    days_worked: int | None = None
    purpose: str = "final"  # temp, final or promo
    at: str = ""


@dataclass(frozen=True)
class Accrual(Record):
    """Pay that is due: amounts in the smallest unit of `currency`.

    `basis` says by which formula (`PACK/FORMULA`), `days_equivalent` is in hundredths of a day. `status`: proposed,
    agreed or paid. `benefits`: pension and health contributions are due besides. `amount` is for the days of use,
    `session_fee` for making the replica; where `amount_known` is False both are 0 and stand for "not known".
    `unverified` are sentences on what a person must check before it is paid; `document_sha256` is the paper that the
    payment was agreed by.
    """

    days: ClassVar[tuple[str, ...]] = ("at", "agreed_at", "paid_at")
    id: str
    subject: str
    replica: str = ""
    shot_uses: tuple[str, ...] = ()
    days_equivalent: int = 0
    rate: int = 0  # a day
    amount: int = 0
    session_fee: int = 0
    benefits: bool | None = None
    residuals: bool | None = None
    currency: str = "USD"
    basis: str = ""
    status: str = "proposed"
    by: str = ""
    at: str = ""
    agreed_at: str = ""
    paid_at: str = ""
    amount_known: bool = True
    unverified: tuple[str, ...] = ()
    document_sha256: str = ""


@dataclass(frozen=True)
class Credit(Record):
    """A credit of a party (or, named by `tool`, of a tool where a pack asks for it)."""

    id: str
    party: str = ""
    role: str = ""
    text: str = ""
    entities: tuple[str, ...] = ()
    tool: str = ""
    order: int = 0


@dataclass(frozen=True)
class Disclosure(Record):
    """What the audience is told. `kind`: end_credit, label, icon, audible, promo. Empty `entities`: the whole work."""

    days: ClassVar[tuple[str, ...]] = ("at", "revoked_at")
    id: str
    kind: str
    text: str = ""
    placement: str = ""
    languages: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    at: str = ""
    revoked_at: str = ""
