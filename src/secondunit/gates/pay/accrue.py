"""Works out what is due to people whose replicas are used: days of use, session fees, residual flags.

Pure integer arithmetic. Days are hundredths, amounts the smallest unit of the currency; a division rounds up, in favour
of the person. What is not known (a rate, a bargain) makes an accrual whose amount is "not known"; it is never guessed.

Days of use, "the days that the performer would have worked" (S7), are found in this order: as stated on the use; as the
shooting days on which the schedule on record has the scenes of those shots; else `shots_per_day` different shots to a
day, a begun day counted whole. The last two are estimates and marked unverified.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from secondunit.core.identity import digest
from secondunit.core.rights import Accrual, HouseFacts, Replica, RightsBook, ShotUse
from secondunit.gates.pay import money
from secondunit.gates.pay.rates import Rates
from secondunit.gates.pay.tables import CATEGORIES, SESSIONS, Formula, PayTable, in_force

SHOTS_PER_DAY = 6  # where no table states it


@dataclass(frozen=True)
class Due:
    """What a run of the accrual found: new accruals, and what a person must settle, in words."""

    accruals: tuple[Accrual, ...]
    open: tuple[str, ...]


def use_days(
    uses: Iterable[ShotUse], shooting_days: Mapping[str, frozenset[str]], shots_per_day: int
) -> tuple[int, tuple[str, ...]]:
    """Return hundredths of days for the uses of one replica, and what about them is an estimate.

    `shooting_days` maps shots to the days on which their scenes are shot. The result does not depend on the order, it
    never falls when a use is added, and parts counted apart never give less than the whole.
    """
    stated, scheduled, loose = 0, set[str](), set[str]()
    for use in uses:
        if use.days_worked is not None:
            stated += max(0, use.days_worked)
        elif days := shooting_days.get(use.entity):
            scheduled |= days
        else:
            loose.add(use.entity)
    guessed = money.upwards(len(loose), max(1, shots_per_day))
    notes = []
    if scheduled:
        notes.append(f"{len(scheduled)} days are the shooting days of these scenes in the schedule on record")
    if loose:
        notes.append(f"{guessed} days are estimated: {len(loose)} shots, {max(1, shots_per_day)} to a day")
    return 100 * (stated + len(scheduled) + guessed), tuple(notes)


def accrue(
    book: RightsBook, house: HouseFacts, rates: Rates, today: date, *,
    shooting_days: Mapping[str, frozenset[str]] | None = None, tables: Sequence[tuple[PayTable, str]] | None = None,
    by: str = "",
) -> Due:  # fmt: skip
    """Return the accruals that are missing in the book: run again after recording them, it returns none.

    Accruals on record are never made smaller; where more is on record than is due now, a sentence says so.
    """
    chosen = in_force(house, today) if tables is None else tuple(tables)
    made: list[Accrual] = []
    words: list[str] = []
    known = {replica.id: replica for replica in book.replicas}
    for replica in book.replicas:
        if replica.category in CATEGORIES:
            _session(replica, book, chosen, rates, today, by, house, made, words)
    groups: dict[tuple[str, str], list[ShotUse]] = {}
    for use in book.shot_uses:
        if use.replica and use.replica not in known:
            words.append(f"use {use.id} names the replica {use.replica}, which is not on record")
        elif use.replica and known[use.replica].category not in CATEGORIES:
            if known[use.replica].category != "SYNTH":
                words.append(f"replica {use.replica} has no category: say EBDR, ICDR or BADR")
        elif use.replica:
            groups.setdefault((known[use.replica].subject, use.replica), []).append(use)
        elif use.subject:
            words.append(f"use {use.id} of {use.subject} in {use.entity} names no replica: no pay is worked out for it")
    shots = rates.shots_per_day or next((t.shots_per_day for t, _ in chosen if t.shots_per_day), SHOTS_PER_DAY)
    for (_, name), uses in sorted(groups.items()):
        ordered = sorted(uses, key=lambda use: use.id)
        total, notes = use_days(ordered, shooting_days or {}, shots)
        _uses(known[name], ordered, total, notes, book, chosen, rates, today, by, house, made, words)
    return Due(tuple(made), tuple(dict.fromkeys(words)))


def formula_for(
    replica: Replica, tables: Sequence[tuple[PayTable, str]], production: str, pays: str
) -> tuple[Formula | None, str]:
    """Return the first formula that is for this replica, the later agreement first, and what is unsettled about it."""
    for table, unsettled in tables:
        for formula in table.formulas:
            session = not formula.sessions or replica.session_kind in formula.sessions
            if formula.pays == pays and formula.fits(replica, production) and (pays == "use" or session):
                return formula, unsettled
    return None, ""


def _session(
    replica: Replica, book: RightsBook, tables: Sequence[tuple[PayTable, str]], rates: Rates, today: date, by: str,
    house: HouseFacts, made: list[Accrual], words: list[str],
) -> None:  # fmt: skip
    """Add the fee of the session in which a replica was made, once."""
    if not replica.session_at:
        return
    if replica.session_at[:10] > today.isoformat() or (replica.project_lock not in ("", house.production)):
        return  # not held yet, or held and paid in the production that it was made for
    if any(a.replica == replica.id and not a.shot_uses for a in book.accruals):
        return
    if replica.session_kind not in SESSIONS:
        words.append(f"the session of replica {replica.id} on {replica.session_at[:10]} is of no stated kind: "
                     f"session_kind is one of {', '.join(SESSIONS)}")  # fmt: skip
        return
    formula, unsettled = formula_for(replica, tables, house.production, "session")
    if formula is None:
        words.append(f"no formula pays the session of replica {replica.id}")
        return
    rate, known, notes = _rate(formula, replica.subject, rates, today)
    fee = money.upwards(formula.worth * rate, 100)
    made.append(_identified(Accrual(
        "", replica.subject, replica.id, (), formula.worth, rate, 0, fee, formula.benefits, formula.residuals,
        rates.currency, formula.basis, "proposed", by, today.isoformat(), amount_known=known,
        unverified=_notes(formula, unsettled, notes),
    )))  # fmt: skip


def _uses(
    replica: Replica, uses: Sequence[ShotUse], total: int, estimates: Sequence[str], book: RightsBook,
    tables: Sequence[tuple[PayTable, str]], rates: Rates, today: date, by: str, house: HouseFacts,
    made: list[Accrual], words: list[str],
) -> None:  # fmt: skip
    """Add what the uses of a replica come to beyond what is on record."""
    before = [a for a in book.accruals if a.replica == replica.id and a.shot_uses]
    paid = sum(a.days_equivalent for a in before)
    covered = {use for a in before for use in a.shot_uses}
    fresh = tuple(use.id for use in uses if use.id not in covered)
    if total < paid:
        words.append(f"replica {replica.id}: {money.days(paid)} days are on record and {money.days(total)} are due "
                     "now; a named person settles the difference")
    if not fresh and total <= paid:
        return
    formula, unsettled = formula_for(replica, tables, house.production, "use")
    if formula is None:
        words.append(f"no formula pays the use of replica {replica.id}")
        return
    more = max(0, total - paid)
    rate, known, notes = _rate(formula, replica.subject, rates, today)
    made.append(_identified(Accrual(
        "", replica.subject, replica.id, fresh or tuple(use.id for use in uses), more, rate,
        money.upwards(more * rate, 100), 0, formula.benefits, formula.residuals, rates.currency, formula.basis,
        "proposed", by, today.isoformat(), amount_known=known or (more == 0 and formula.pay != "bargain"),
        unverified=_notes(formula, unsettled, [*(estimates if more else ()), *notes]),
    ), len(before)))  # fmt: skip


def _rate(formula: Formula, subject: str, rates: Rates, today: date) -> tuple[int, bool, list[str]]:
    """Return the rate of a day, whether it is known, and what is to be checked about it."""
    own, least = rates.contract(subject, today), rates.minimum(formula.minimum, today) if formula.minimum else None
    if formula.pay == "none":
        return 0, True, []
    if formula.pay == "bargain":
        floor = f", at least {money.show(least.day, rates.currency)} a day" if least else ""
        return 0, False, [f"the amount is bargained with the person{floor}; a named person records what was agreed"]
    if formula.pay == "contract" or not formula.minimum:
        return (own.day, True, []) if own else (0, False, ["no day rate of the person is stated in the rates"])
    if own and least:
        return max(own.day, least.day), True, []
    if own:
        return own.day, True, [f"the {formula.minimum} minimum is not stated: check that the rate is not below it"]
    if least:
        return least.day, True, ["the person's own day rate is not stated: the minimum is used, more may be due"]
    return 0, False, [f"neither the person's day rate nor the {formula.minimum} minimum is stated in the rates"]


def _notes(formula: Formula, unsettled: str, notes: Iterable[str]) -> tuple[str, ...]:
    source = "" if formula.verified else f"the formula is not verified: {formula.citation}"
    return tuple(note for note in (source, unsettled, *notes) if note)


def _identified(accrual: Accrual, nth: int = 0) -> Accrual:
    """Name an accrual by what it says, so that the same finding never goes on record twice."""
    body = replace(accrual, by="", at="").to_json()
    return replace(accrual, id=f"pay-{digest([body, nth])[:20]}")


def floor_of(accrual: Accrual, rates: Rates, tables: Sequence[PayTable], today: date) -> int | None:
    """Return the least that may be agreed for an accrual; None where no minimum is known."""
    formula = next((f for t in tables for f in t.formulas if f.basis == accrual.basis), None)
    least = rates.minimum(formula.minimum, today) if formula and formula.minimum else None
    return money.upwards(accrual.days_equivalent * least.day, 100) if least else None

