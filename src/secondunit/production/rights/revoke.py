"""Revocation: it ends a consent or licence at once, and what rested on it alone goes on hold.

The record is written first and without the writer lock: a job that runs in another process asks the gate again before
anything enters, and stops. Then every task whose takes rest on the record is asked about anew; where another consent
covers it, it stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from secondunit.core.errors import InputError, StateError, UsageError
from secondunit.core.rights import Ruling, Verdict
from secondunit.core.tasks import Event, Status
from secondunit.execution import journal
from secondunit.production.rights.asking import ask

if TYPE_CHECKING:
    from secondunit.production.rights.asking import Answer
    from secondunit.production.rights.desk import Entry, RightsDesk
    from secondunit.production.rights.lineage import Descendants

LONGEST = 4000  # characters of a reason
NOT_HELD = (Status.HOLD.value, Status.OMITTED.value)  # states that a task need not be held from


@dataclass(frozen=True)
class Revocation:
    """What a revocation did: all that rests on the record, the tasks now on hold, and those that still stand."""

    of: Entry
    descendants: Descendants
    held: tuple[Mapping[str, str], ...]  # entity, task, was, why
    jobs: tuple[str, ...]  # jobs that had not ended: they ask again before anything enters

    def to_json(self) -> dict[str, Any]:
        """Return plain data."""
        return {**self.descendants.to_json(), "revoked_at": self.of.revoked, "held": [dict(row) for row in self.held],
                "jobs": list(self.jobs)}  # fmt: skip


def revoke(desk: RightsDesk, identity: str, *, reason: str, by: str = "", on: str = "") -> Revocation:
    """Write the revocation, hold what rested on the record, and say what that is.

    `on` is the first day on which it does not hold any more (by default today). InputError for what cannot be
    revoked, StateError for what was, UsageError without a reason.
    """
    by = desk.production.review.person(by)
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST or not reason.isprintable():
        raise UsageError("a revocation needs a reason", hint='add --reason "withdrawn by letter of 3 November"')
    old = desk.get(identity)
    if not hasattr(old.record, "revoked_at"):
        raise InputError(f"a {old.form.name} is not revoked",
                         hint="revoke the consent or licence that stands behind it; see: secondunit rights list")
    if old.revoked:
        raise StateError(f"{old.form.name} {old.id} was revoked on {old.revoked} already", hint="it stays revoked")
    day = _day(on)
    gone: Any = replace(old.record, revoked_at=day)  # type: ignore[call-arg]  # it has the field
    desk.register.enter(old.form.kind, gone, by=by, why=reason, after=old.seq)
    entry = desk.get(old.id, old.form.name)
    from secondunit.production.rights.lineage import descendants

    found = descendants(desk, entry)
    held = hold(desk, entry, by=by, why=reason, found=found)
    running = tuple(row["id"] for row in desk.store.index.all("jobs")
                    if journal.state(desk.store, row["id"]) == "interrupted")  # fmt: skip
    return Revocation(entry, found, tuple(held), running)


def hold(
    desk: RightsDesk, entry: Entry, *, by: str, why: str, found: Descendants | None = None
) -> list[dict[str, str]]:
    """Hold every task whose takes rest on a record and may not be used as of today; return what was held."""
    from secondunit.production.rights.lineage import descendants

    store = desk.store
    desk.production.shop.gate.refresh()
    touched: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in (found or descendants(desk, entry)).recipes:
        touched[each.entity, each.task].append(each.recipe)
    held = []
    for (entity, task), recipes in touched.items():
        row = store.get("tasks", journal.task_id(entity, task)) if entity else None
        if row is None or row["status"] in NOT_HELD:
            continue
        for recipe in _current(desk, row, recipes):
            ruling = ask(desk.production, recipe, entity, task, by=by)
            if ruling.verdict is Verdict.ALLOW:
                continue
            words = f"{entry.form.name} {entry.id} {_ended(entry)}: {why}; {ruling.words()}"
            held.append(_stop(desk, row, ruling, by, words))
            break
    return held


def hold_fallen(desk: RightsDesk, answers: Iterable[Answer], *, by: str) -> list[dict[str, str]]:
    """Hold every task whose takes may not be used as of today, for example because a consent ran out.

    `answers` are what the rules say now of making them (not of their leaving). Returns what was held.
    """
    by = desk.production.review.person(by)
    held = []
    for answer in answers:
        row = desk.store.get("tasks", journal.task_id(answer.entity, answer.task))
        if answer.ruling.verdict is Verdict.ALLOW or row is None or row["status"] in NOT_HELD:
            continue
        if _current(desk, row, [answer.recipe]):
            held.append(_stop(desk, row, answer.ruling, by, answer.ruling.words()))
    return held


def _stop(desk: RightsDesk, row: Mapping[str, Any], ruling: Ruling, by: str, words: str) -> dict[str, str]:
    """Move a task to hold; what it offers and what was approved stay named."""
    kept = {key: row[key] for key in ("proposal", "version") if row.get(key)}
    entity, task = str(row["entity"]), str(row["task"])
    journal.happen(desk.store, entity, task, Event.ESCALATE, by, why=words, ruling=ruling.to_json(), **kept)
    return {"entity": entity, "task": task, "was": str(row["status"]), "why": words}


def _current(desk: RightsDesk, row: Mapping[str, Any], recipes: list[str]) -> list[str]:
    """Return those of the recipes that a task offers or has approved; older takes hold nothing."""
    offer = desk.store.get("proposals", row["proposal"]) if row.get("proposal") else None
    version = desk.store.get("versions", row["version"]) if row.get("version") else None
    if row["status"] == Status.DONE.value and version:
        return [recipe for recipe in recipes if recipe == version["recipe"]]
    return [recipe for recipe in recipes if offer and recipe in offer["takes"]]


def _ended(entry: Entry) -> str:
    return f"was revoked on {entry.revoked}" if entry.revoked else "is not in force"


def _day(on: str) -> str:
    if not on:
        return datetime.now(UTC).date().isoformat()
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise UsageError(f"{on[:40]!r} is not a date", hint="write dates as 2026-11-03") from None
    return day.isoformat()
