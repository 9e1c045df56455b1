"""A named person approves what a gate escalated: scoped to one entity, with a document and an end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from secondunit.core.errors import StateError, UsageError
from secondunit.core.identity import digest, sha256
from secondunit.core.rights import Approval, Ruling, Verdict
from secondunit.core.tasks import Status
from secondunit.store.papers import Papers

if TYPE_CHECKING:
    from secondunit.production.folder import Production


def escalated(ruling: Ruling) -> list[str]:
    """Return the rules of a ruling that a named person may approve, as `pack/rule`."""
    return sorted({f"{f.pack}/{f.rule}" for f in ruling.open if f.counts is Verdict.ESCALATE or f.approvable})


def waiting(production: Production, task: str = "") -> dict[str, list[str]]:
    """Return the rules that hold each entity: at its making, or at the last delivery that was tried."""
    found: dict[str, set[str]] = {}
    for row in production.store.index.all("tasks"):
        if row["status"] == Status.HOLD.value and task in ("", row["task"]):
            found.setdefault(row["entity"], set()).update(escalated(Ruling.from_json(row["ruling"])))
    tried = production.store.get("deliveries", "held")
    for entity, rules in (tried or {}).get("held", {}).items():
        found.setdefault(entity, set()).update(rules)
    return {entity: sorted(rules) for entity, rules in found.items()}


def approve(production: Production, entity: str, task: str, *, by: str, role: str, document: bytes, days: int) -> str:
    """Record the approval and return its id. `document` is the signed paper: kept in papers/, its digest on record."""
    rules = waiting(production, task).get(entity)
    if rules == []:
        raise StateError(f"{entity} is denied, and a denial is not approved",
                         hint="record what is missing, for example a consent; then run the department again")
    if not rules:
        raise StateError(f"{entity} is not on hold", hint="only what a gate escalated needs this approval")
    if not role.strip() or not document:
        raise UsageError("an approval needs the person's role and the document that says yes",
                         hint='add --role "legal" --document FILE')
    if not 1 <= days <= 366:
        raise UsageError("an approval lasts 1 to 366 days")
    today = datetime.now(UTC).date()
    approval = Approval(
        id="", approver=by, role=role, rules=tuple(rules), entity=entity, document_sha256=sha256(document),
        given_at=today.isoformat(), expires=(today + timedelta(days=days)).isoformat(),
    )
    identity = f"apr-{digest(approval.to_json())[:20]}"
    named = Approval.from_json({**approval.to_json(), "id": identity})
    Papers(production.root / "papers").keep(document)
    production.shop.gate.register.enter("approvals", named, by=by)
    return identity
