"""A named person approves what a gate escalated: scoped to one entity, with a document and an end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from secondunit.core.errors import StateError, UsageError
from secondunit.core.identity import digest, sha256
from secondunit.core.rights import Approval, Ruling, Verdict
from secondunit.core.tasks import Status
from secondunit.execution import journal

if TYPE_CHECKING:
    from secondunit.production.folder import Production


def approve(production: Production, entity: str, task: str, *, by: str, role: str, document: bytes, days: int) -> str:
    """Record the approval and return its id. `document` is the signed paper; its digest is kept."""
    row = production.store.get("tasks", journal.task_id(entity, task))
    if row is None or row["status"] != Status.HOLD.value:
        raise StateError(f"{entity} is not on hold", hint="only what a gate escalated needs this approval")
    if not role.strip() or not document:
        raise UsageError("an approval needs the person's role and the document that says yes",
                         hint='add --role "legal" --document FILE')
    if not 1 <= days <= 366:
        raise UsageError("an approval lasts 1 to 366 days")
    rules = sorted({f"{f.pack}/{f.rule}" for f in Ruling.from_json(row["ruling"]).open if f.counts is Verdict.ESCALATE})
    today = datetime.now(UTC).date()
    approval = Approval(
        id="", approver=by, role=role, rules=tuple(rules), entity=entity, document_sha256=sha256(document),
        given_at=today.isoformat(), expires=(today + timedelta(days=days)).isoformat(),
    )
    identity = f"apr-{digest(approval.to_json())[:20]}"
    named = Approval.from_json({**approval.to_json(), "id": identity})
    production.store.put("approvals", identity, {"approval": named.to_json()})
    return identity
