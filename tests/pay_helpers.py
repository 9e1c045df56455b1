"""A performer, replicas of hers and their uses, each with what is asked changed."""

from dataclasses import replace
from datetime import date

from gate_helpers import HOUSE
from secondunit.core.rights import Replica, RightsBook, ShotUse
from secondunit.gates import pay
from secondunit.gates.pay import Rates, Stated

TODAY = date(2026, 11, 3)
GUILD = replace(HOUSE, guilds=("SAG-AFTRA",), photography_start="2026-08-01", engaged_from="2026-08-01")
RATES = Rates("USD", (Stated("performer", 124_600), Stated("background", 23_900)), (Stated("ada", 250_000),))
REPLICA = Replica("r1", "ada", "EBDR", "scan", session_at="2026-09-01", session_kind="stand_alone",
                  project_lock="show")


def replica(**changes: object) -> Replica:
    return replace(REPLICA, **changes)


def use(name: str, entity: str = "", *, days: int | None = None, of: str = "r1") -> ShotUse:
    return ShotUse(name, entity or f"sh_{name}", subject="ada", replica=of, days_worked=days)


def book(*uses: ShotUse, replicas=(REPLICA,), accruals=()) -> RightsBook:
    return RightsBook(replicas=tuple(replicas), shot_uses=uses, accruals=tuple(accruals))


TABLES = pay.in_force(GUILD, TODAY)


def due(whole: RightsBook, rates: Rates = RATES, house=GUILD, **options: object) -> pay.Due:
    if house is GUILD:
        options["tables"] = TABLES
    return pay.accrue(whole, house, rates, TODAY, **options)


def grown(whole: RightsBook, found: pay.Due) -> RightsBook:
    return replace(whole, accruals=(*whole.accruals, *found.accruals))


def total(whole: RightsBook) -> int:
    return sum(a.amount + a.session_fee for a in whole.accruals)
