"""Suggestions on pacing: a named person accepts or refuses each; nothing is changed in the script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from secondunit.core.dossier import Decision
from secondunit.core.errors import NotFound, UsageError
from secondunit.execution import journal

if TYPE_CHECKING:
    from secondunit.production.folder import Production

PREFIX = "pacing."


class PacingDesk:
    """Decisions on the suggestions of one production."""

    def __init__(self, production: Production) -> None:
        self.production = production
        self.store = production.store

    def decisions(self) -> dict[str, Decision]:
        """Return the newest decision on each suggestion, by its id; of suggestions that are gone too."""
        rows = (row for row in self.store.index.all("reviews") if row["id"].startswith(PREFIX))
        return {row["id"].removeprefix(PREFIX): Decision(row["decision"] == "accept", row["by"], row["note"])
                for row in rows}  # fmt: skip

    def decide(self, identity: str, *, accept: bool, by: str = "", note: str = "") -> Decision:
        """Record what a named person says to a suggestion; NotFound for one that is not made."""
        by = self.production.review.person(by)
        if len(note) > 4000:
            raise UsageError("a note has at most 4000 characters")
        with self.store.lock:
            known = {each.id: each for each in self.production.script.reading().pacing.suggestions}
            if identity not in known:
                raise NotFound(f"there is no suggestion {identity[:40]!r}", hint="see: secondunit script pacing")
            self.store.append("reviews", PREFIX + identity, {
                "decision": "accept" if accept else "refuse", "by": by, "note": note, "at": journal.now(),
                "text": known[identity].text,
            })  # fmt: skip
        return Decision(accept, by, note)
