"""What the production says of itself, and the approvals that named people give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from secondunit.core.record import Record


@dataclass(frozen=True)
class HouseFacts(Record):
    """What the production says of itself. `None` is not known; an empty text or tuple is a stated "none".

    `packs` are rule packs switched on by name besides those that buyer and guilds choose. `switched_off`
    are rules (`pack/rule`) that the production does not follow: only rules marked unverified may stand there.
    `strikes`: guilds on strike; `claims`: human_made, awards.
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
    strikes: tuple[str, ...] | None = ()  # guilds that are on strike today
    claims: tuple[str, ...] = ()  # what is publicly said of the work: human_made, awards
    original_language: str = "en"  # BCP 47


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
