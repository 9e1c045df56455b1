"""Pay for replicas in one production: works out what is due, records what people agree and pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from secondunit.core.errors import InputError, NotFound, StateError, UsageError
from secondunit.core.rights import Accrual
from secondunit.gates import pay
from secondunit.gates.pay import Rates, money
from secondunit.gates.pay import rates as rates_file
from secondunit.store.papers import Papers, load

if TYPE_CHECKING:
    from pathlib import Path

    from secondunit.gates.records.register import Register
    from secondunit.production.folder import Production

LARGEST = 1 << 20  # a rates file of more bytes is something else


@dataclass(frozen=True)
class Worked:
    """What a run recorded, and what a person must settle first."""

    accruals: tuple[Accrual, ...]
    open: tuple[str, ...]


class PayDesk:
    """Accruals of one production. Records are appended to, never edited."""

    def __init__(self, production: Production) -> None:
        self.production = production
        self.store = production.store

    def rates(self, stated: Sequence[str] = ()) -> Rates:
        """Return the production's rates (`rights/rates.toml`) with those stated by hand, as `NAME=AMOUNT`."""
        path = self.production.root / pay.FILE
        found = Rates()
        if path.is_file():
            if path.stat().st_size > LARGEST:
                raise InputError(f"{pay.FILE} is too large to be a rates file")
            found = rates_file.read(path.read_bytes())
        for item in stated:
            name, equals, amount = item.partition("=")
            if not equals or not name.strip():
                raise UsageError(f"{item[:60]!r} is not NAME=AMOUNT",
                                 hint="for example --rate performer=1246.00 or --rate ada-lind=2500")
            found = found.stating(name.strip(), amount.strip())
        return found

    def accruals(self, party: str = "") -> tuple[Accrual, ...]:
        """Return the accruals on record, of one party if it is named."""
        return tuple(a for a in self._register.book().accruals if party in ("", a.subject))

    def accrue(self, *, rates: Sequence[str] = (), by: str = "") -> Worked:
        """Record what is due and not on record yet; running it again records nothing new."""
        by = self.production.review.person(by)
        with self.store.lock:
            due = pay.accrue(
                self._register.book(), self.production.shop.gate.house, self.rates(rates), _today(),
                shooting_days=shooting_days(self.production), by=by,
            )  # fmt: skip
            for accrual in due.accruals:
                self._write(accrual)
        return Worked(due.accruals, due.open)

    def agree(self, identity: str, *, document: Path, amount: str = "", by: str = "") -> Accrual:
        """Record that an amount was agreed, and keep the paper that says so.

        StateError where it is paid already, no amount is known or the amount is below the agreement's minimum.
        """
        by = self.production.review.person(by)
        with self.store.lock:
            old = self._one(identity)
            if old.status == "paid":
                raise StateError(f"{identity} is paid: it cannot be agreed again")
            if not amount and not old.amount_known:
                raise StateError(f"the amount of {identity} is not known: {'; '.join(old.unverified)}",
                                 hint="say what was agreed: --amount 1246.00")
            worth = money.parse(amount, old.currency) if amount else old.amount + old.session_fee
            tables = tuple(table for table, _ in pay.in_force(self.production.shop.gate.house, _today()))
            least = pay.floor_of(old, self.rates(), tables, _today())
            if least is not None and worth < least:
                said, floor = money.show(worth, old.currency), money.show(least, old.currency)
                raise StateError(f"{said} is below the minimum of {floor} for {money.days(old.days_equivalent)} days",
                                 hint="bargain again: less than the agreement's minimum is refused")
            use, paper = bool(old.shot_uses), Papers(self.production.root / "papers").keep(load(document))
            return self._write(replace(
                old, status="agreed", amount=worth if use else 0, session_fee=0 if use else worth, amount_known=True,
                by=by, agreed_at=_today().isoformat(), document_sha256=paper,
            ))  # fmt: skip

    def paid(self, identity: str, *, on: str = "", by: str = "") -> Accrual:
        """Record that an agreed amount was paid. StateError for one that nobody agreed to."""
        by = self.production.review.person(by)
        with self.store.lock:
            old = self._one(identity)
            if old.status != "agreed":
                raise StateError(f"{identity} is {old.status}, not agreed",
                                 hint=f"secondunit rights pay agree {identity} --document FILE --by NAME")
            day = on or _today().isoformat()
            if day > _today().isoformat():
                raise UsageError(f"{day} is still to come: record a payment when it is made")
            return self._write(replace(old, status="paid", by=by, paid_at=day))

    @property
    def _register(self) -> Register:
        return self.production.shop.gate.register

    def _one(self, identity: str) -> Accrual:
        try:
            found = self._register.get("accruals", identity)
        except NotFound as error:
            raise NotFound(error.message, hint="see: secondunit rights pay list") from None
        assert isinstance(found, Accrual)  # noqa: S101  # for the type checker: the register knows the class
        return found

    def _write(self, accrual: Accrual) -> Accrual:
        self._register.enter("accruals", accrual, by=accrual.by)
        return accrual


def shooting_days(production: Production) -> Mapping[str, frozenset[str]]:
    """Return the shooting days of each shot and scene by the schedule on record; empty where there is none."""
    try:
        schedule = production.schedule.current()
    except NotFound:  # no script yet
        return {}
    if schedule is None:
        return {}
    found: dict[str, set[str]] = {}
    for day in schedule.days:
        for strip in day.strips:
            found.setdefault(strip.partition(".")[0], set()).add(day.date.isoformat())
    for shot in production.boards.listed():
        if shot.scene in found:
            found[shot.id] = found[shot.scene]
    return {entity: frozenset(days) for entity, days in found.items()}


def _today() -> date:
    return datetime.now(UTC).date()
