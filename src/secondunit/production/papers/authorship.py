"""The human-authorship log: who selected, arranged or modified what, when, and what it was before and after.

From contributions that people recorded, from decisions in review, and from statements by named people. A prompt is an
input, not authorship (US Copyright Office, guidance of 16 March 2023 and report part 2 of January 2025).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from secondunit.core.paper import Grid, Head, Line
from secondunit.production.papers import words
from secondunit.production.papers.evidence import Evidence

AUTHORSHIP = ("select", "arrange", "modify")
COLUMNS = (Head("day", 10), Head("asset", 14, bold=True, one_line=True), Head("who, as what", 18), Head("did", 9),
           Head("what exactly", 27), Head("before → after", 17), Head("min", 5, "right"))


@dataclass(frozen=True)
class Entry:
    """One thing that a person did. `counts` says whether it is more than asking a tool."""

    at: str
    entity: str
    person: str
    role: str
    kind: str
    description: str
    before: str
    after: str
    minutes: int | None
    record: str

    @property
    def counts(self) -> bool:
        """Whether it is selection, arrangement or modification."""
        return self.kind in AUTHORSHIP


def log(facts: Evidence, entity: str = "") -> tuple[Entry, ...]:
    """Return the log of an asset, or of all of them, in order of time."""
    found = [
        Entry(c.at, c.entity, facts.name(c.person), c.role, c.kind, c.description, c.before_sha256, c.after_sha256,
              c.minutes, f"contributions/{c.id}") for c in facts.book.contributions
    ]
    for review in facts.reviews:
        kind = "select" if review["decision"] == "approve" else "input"  # a note steers a tool, as a prompt does
        what = "approved a take" if kind == "select" else "asked for a change"
        digest = _picture(facts, str(review["recipe"]))
        found.append(Entry(str(review["at"]), str(review["entity"]), str(review["by"]), "review", kind,
                           f"{what}: {review['note']}" if review["note"] else what, "" if kind == "select" else digest,
                           digest if kind == "select" else "", None, f"reviews/{review['id']}"))
    found += [
        Entry(s.given_at, s.entity or s.task, s.by, s.role, "state", s.reason or words.listing(sorted(s.facts)), "",
              "", None, f"statements/{s.id}") for s in facts.book.statements
    ]
    return tuple(sorted((e for e in found if entity in ("", e.entity)), key=lambda e: (e.at, e.entity, e.record)))


def grid(entries: Sequence[Entry]) -> Grid:
    """Return the log as a table."""
    return Grid(COLUMNS, tuple(Line((
        words.day(e.at), e.entity, f"{e.person}\n{e.role}", e.kind, e.description,
        f"{words.short(e.before) or '–'} → {words.short(e.after) or '–'}", "–" if e.minutes is None else str(e.minutes),
    )) for e in entries), "No human work is on record.")


def _picture(facts: Evidence, recipe: str) -> str:
    made = facts.by_recipe.get(recipe)
    return next((str(o["digest"]) for o in made.outputs if o["role"] == "panel"), str(made.outputs[0]["digest"])
                ) if made and made.outputs else ""
