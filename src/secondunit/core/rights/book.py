"""The rights book: all records of rights of a production at one moment, as the rules see them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

from secondunit.core.record import Record
from secondunit.core.rights.house import Approval
from secondunit.core.rights.lookup import Lookup
from secondunit.core.rights.making import Accrual, Contribution, Credit, Disclosure, ShotUse, Statement
from secondunit.core.rights.people import Consent, Notice, Party, Replica
from secondunit.core.rights.works import Licence, Model, Source, Tool

# kind of record -> (class, the key under which the store keeps it)
BOOK: Mapping[str, tuple[type[Record], str]] = {
    "parties": (Party, "party"), "consents": (Consent, "consent"), "replicas": (Replica, "replica"),
    "notices": (Notice, "notice"), "licences": (Licence, "licence"), "sources": (Source, "source"),
    "tools": (Tool, "tool"), "models": (Model, "model"), "statements": (Statement, "statement"),
    "contributions": (Contribution, "contribution"), "shot_uses": (ShotUse, "shot_use"),
    "accruals": (Accrual, "accrual"), "credits": (Credit, "credit"), "disclosures": (Disclosure, "disclosure"),
    "approvals": (Approval, "approval"),
}  # fmt: skip


@dataclass(frozen=True)
class RightsBook:
    """Newest revision of every record, by kind, ordered by id."""

    parties: tuple[Party, ...] = ()
    consents: tuple[Consent, ...] = ()
    replicas: tuple[Replica, ...] = ()
    notices: tuple[Notice, ...] = ()
    licences: tuple[Licence, ...] = ()
    sources: tuple[Source, ...] = ()
    tools: tuple[Tool, ...] = ()
    models: tuple[Model, ...] = ()
    statements: tuple[Statement, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    shot_uses: tuple[ShotUse, ...] = ()
    accruals: tuple[Accrual, ...] = ()
    credits: tuple[Credit, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    approvals: tuple[Approval, ...] = ()

    @cached_property
    def lookup(self) -> Lookup:
        """The book indexed; made once, for a production may hold thousands of records and ask for each recipe."""
        return Lookup(self)

    @classmethod
    def read(cls, all_of: Callable[[str], Iterable[Record]]) -> RightsBook:
        """Make the book; `all_of` yields the newest records of a kind, in order of their ids."""
        return cls(**{item.name: tuple(all_of(item.name)) for item in fields(cls)})  # type: ignore[arg-type]

    def renew(self, kinds: Iterable[str], all_of: Callable[[str], Iterable[Record]]) -> RightsBook:
        """Return the book with these kinds read anew; the book itself when there are none."""
        anew: dict[str, Any] = {kind: tuple(all_of(kind)) for kind in kinds}
        return replace(self, **anew) if anew else self
