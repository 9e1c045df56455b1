"""Facts of pay: whether the uses of replicas on record have been worked out, and by what they are paid.

| fact | known by construction |
|---|---|
| `pay.accrued` | yes, where no use of a replica of the persons, or in the entity, is on record, and no session |
| `pay.icdr_floor` | yes, where no use of an independently created replica is on record |
"""

from __future__ import annotations

from collections.abc import Sequence

from secondunit.core.rights import Accrual, Replica, ShotUse
from secondunit.gates.facts.known import Answer, Answers, Case, every

SETTLED = ("agreed", "paid")


def of(case: Case, replicas: Sequence[Replica]) -> Answers:
    """Answer for the pay of these replicas, of the persons used, and of the entity."""
    uses = _uses(case)
    look = case.book.lookup
    found = {each.id: each for each in replicas}
    found |= {use.replica: look.replicas[use.replica] for use in uses if use.replica in look.replicas}
    said = [_use(case, use) for use in uses] + [_days(case, each) for each in found.values()]
    said += [_session(case, each) for each in found.values()]
    value = every(said)
    open_ones = [use.id for use in uses if _use(case, use) is not True]
    note = "" if value else f"pay is not worked out: {', '.join(open_ones) or ', '.join(found)}"
    independent = [_floor(case, each) for each in found.values() if each.category == "ICDR"]
    return {"pay.accrued": Answer(value, note), "pay.icdr_floor": Answer(every(independent))}


def agreed(case: Case, replica: str, formula: str = "") -> bool | None:
    """Say whether pay for a replica, by a formula with this word in its name, was agreed; None while it is proposed."""
    found = [each for each in case.book.lookup.accruals.get(replica, ()) if formula in each.basis]
    return True if any(each.status in SETTLED for each in found) else None if found else False


def _uses(case: Case) -> list[ShotUse]:
    """Uses of replicas: of the persons of this making, and all in its entity. Nobody is paid for a synthetic one."""
    look = case.book.lookup
    found: dict[str, ShotUse] = {}
    for name in (*(case.persons or ()), case.entity):
        found |= {use.id: use for use in look.shot_uses.get(name, ())}
    return [use for use in found.values() if _to_pay(case, use)]


def _to_pay(case: Case, use: ShotUse) -> bool:
    replica = case.book.lookup.replicas.get(use.replica)
    if replica is not None:
        return replica.category != "SYNTH"
    return bool(use.replica) or use.subject in case.book.lookup.replicas_of  # an alteration alone uses no replica


def _use(case: Case, use: ShotUse) -> bool | None:
    found = case.book.lookup.accruals.get(use.id, ())
    if not found:
        return False if use.replica else None
    return True if any(known(each) for each in found) else None


def _days(case: Case, replica: Replica) -> bool:
    """As many days are on record as the uses state that the person would have worked."""
    stated = sum(max(0, use.days_worked or 0) for use in case.book.lookup.uses_of.get(replica.id, ()))
    paid = sum(each.days_equivalent for each in case.book.lookup.accruals.get(replica.id, ()) if each.shot_uses)
    return paid >= 100 * stated


def _session(case: Case, replica: Replica) -> bool:
    """A session that was held for this production has its own accrual, even one of nothing."""
    held = bool(replica.session_at) and replica.session_at[:10] <= case.day
    if not held or replica.category == "SYNTH" or replica.project_lock not in ("", case.house.production):
        return True
    return any(not each.shot_uses for each in case.book.lookup.accruals.get(replica.id, ()))


def _floor(case: Case, replica: Replica) -> bool | None:
    """Each use is paid by the day rate or more, with pension and health contributions (S9; SAG-AFTRA 2026, 39.C)."""
    look, said = case.book.lookup, list[bool | None]()
    for use in look.uses_of.get(replica.id, ()):
        paid = look.accruals.get(use.id, ())
        said.append(every([_at_floor(each) for each in paid]) if paid else False)
    return every(said)


def _at_floor(accrual: Accrual) -> bool | None:
    if not known(accrual) or accrual.rate <= 0:
        return None
    return every([100 * accrual.amount >= accrual.rate * accrual.days_equivalent, accrual.benefits])


def known(accrual: Accrual) -> bool:
    """Say whether the amount was worked out."""
    return accrual.amount_known
