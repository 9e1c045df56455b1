"""Entries of the ledger for what the gate decided.

Refusals and holds carry the whole ruling, so that nothing is off the record and each can be replayed.
"""

from __future__ import annotations

from typing import Any

from secondunit.core.errors import StudioError
from secondunit.core.rights import Ruling, Verdict
from secondunit.store.ledger_lines import Draft


def of_ruling(ruling: Ruling, *, entity: str = "", task: str = "", by: str = "") -> Draft:
    """Return the entry of a ruling that `by` asked for; `digest` is the ruling's.

    An allowance is on record with its clearance, so that its entry names it by its digest alone.
    """
    facts: dict[str, Any] = {
        "gate": ruling.gate, "entity": entity, "task": task, "words": ruling.words()[:2000],
        "rules": sorted({f"{firing.pack}/{firing.rule}" for firing in ruling.open}),
    }  # fmt: skip
    if ruling.verdict is not Verdict.ALLOW:
        facts["ruling"] = ruling.to_json()
    verb = "refuse" if ruling.refused else "rule" if ruling.verdict is Verdict.ALLOW else "hold"
    return Draft(verb, "rulings", ruling.recipe, digest=ruling.digest, actor=by, facts=facts)


def of_refusal(error: StudioError, what: str, identity: str, *, entity: str = "") -> Draft:
    """Return the entry of what was turned away at a door without a ruling: the kind of thing and which one."""
    facts = {"entity": entity, "code": error.code, "words": error.message[:2000]}
    return Draft("refuse", what, identity[:120], facts=facts)
