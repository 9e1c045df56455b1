"""What the gates answer: verdicts, the rules that fired, rulings and signed clearances."""

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
    """One rule that fired. `missing` names facts that were not known; `approved_by` is an approval's id.

    `approvable` marks a denial that a named person may approve all the same, because its own row says so.
    """

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
    approvable: bool = False

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
    def refused(self) -> bool:
        """Whether a denial stands in the way that no person may approve; else what is open waits for one."""
        return any(firing.counts is Verdict.DENY and not firing.approvable for firing in self.firings)

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON."""
        return digest(self.to_json())

    def words(self) -> str:
        """One line for people. A good result reads "no rule fired": it is no legal opinion."""
        if not self.open:
            return "no rule fired"
        kind = "denied" if self.refused else "on hold, a named person must approve"
        return f"{kind}: " + "; ".join(f"{firing.rule} {firing.explanation}" for firing in self.open)


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


def day(moment: date | datetime) -> str:
    """Return the ISO date of a date or time."""
    return moment.date().isoformat() if isinstance(moment, datetime) else moment.isoformat()
