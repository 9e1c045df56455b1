"""Pay formulas as dated, cited data: which agreement says how replicas of a person are paid.

The shipped tables hold formulas and no amounts: no minimum was verified. Amounts are a production's own (`rates.py`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from secondunit.core.errors import ConfigError, InputError
from secondunit.core.record import Record
from secondunit.core.rights import HouseFacts, Replica
from secondunit.gates.rules import rulebook
from secondunit.gates.rules.rulebook import Pack

SESSIONS = ("work_day", "stand_alone", "four_hours")
CATEGORIES = ("EBDR", "ICDR", "BADR")  # a synthetic performer is nobody: there is no person to pay
MINIMUMS = ("performer", "background")
PAYS, WAYS = ("session", "use"), ("higher", "contract", "bargain", "none")


@dataclass(frozen=True)
class Formula(Record):
    """How one thing is paid.

    `pays`: session or use. `pay`: the higher of the person's own day rate and a minimum, the contract's day rate, what
    is bargained, or none. A session is `worth` hundredths of a day; uses are counted. Empty `categories` are all;
    `reuse` asks for a replica that was made for another production, `principal` for a background replica in the role
    of a principal. `residuals` and `benefits` are due where they are True, not known where None.
    """

    id: str
    pays: str
    pay: str
    text: str
    citation: str
    categories: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    reuse: bool = False
    principal: bool = False
    worth: int = 0
    minimum: str = ""
    residuals: bool | None = None
    benefits: bool | None = None
    verified: bool = True
    table: str = ""

    @property
    def basis(self) -> str:
        """The name by which an accrual says what it rests on."""
        return f"{self.table}/{self.id}"

    def fits(self, replica: Replica, production: str) -> bool:
        """Say whether the formula is for this replica in this production."""
        if self.reuse != (bool(replica.project_lock) and replica.project_lock != production):
            return False
        if self.principal and not replica.principal_role:
            return False
        return not self.categories or replica.category in self.categories


@dataclass(frozen=True)
class PayTable:
    """The formulas of one agreement; it is in force when the rule pack named by `pack` is, or always."""

    name: str
    version: str
    title: str
    pack: str
    always: bool
    note: str
    formulas: tuple[Formula, ...]
    shots_per_day: int = 0


def read_table(data: bytes, where: str) -> PayTable:
    """Read one table; ConfigError says what is wrong in it."""
    try:
        tree = tomllib.loads(data.decode("utf-8"))
        head = tree["table"]
        formulas = tuple(_formula(row, str(head["name"]), where) for row in tree.get("formula", ()))
        table = PayTable(
            str(head["name"]), str(head["version"]), str(head["title"]), str(head.get("pack", "")),
            head.get("always") is True, str(head.get("note", "")), formulas,
            _count(tree.get("estimate", {}).get("shots_per_day", 0), where),
        )
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError, InputError) as error:
        raise ConfigError(f"{where} is not a table of pay: {error}", key=where) from error
    if len({formula.id for formula in formulas}) != len(formulas):
        raise ConfigError(f"{where}: two formulas have the same id", key=where)
    return table


def _formula(row: Mapping[str, Any], table: str, where: str) -> Formula:
    formula = Formula.from_json({**row, "table": table})
    closed = (
        ("pays", (formula.pays,), PAYS), ("pay", (formula.pay,), WAYS), ("sessions", formula.sessions, SESSIONS),
        ("categories", formula.categories, CATEGORIES), ("minimum", (formula.minimum,), ("", *MINIMUMS)),
    )  # fmt: skip
    for key, values, allowed in closed:
        if strange := [value for value in values if value not in allowed]:
            raise ConfigError(f"{where}: {formula.id}: {key} cannot be {strange[0]!r}", key=where,
                              hint="one of " + ", ".join(filter(None, allowed)))
    if formula.unknown:
        raise ConfigError(f"{where}: {formula.id}: unknown key {next(iter(formula.unknown))!r}", key=where)
    if formula.pay == "higher" and not formula.minimum:
        raise ConfigError(f"{where}: {formula.id}: the higher of the contract and what? minimum is missing", key=where)
    if not 0 <= formula.worth <= 1000:
        raise ConfigError(f"{where}: {formula.id}: worth is in hundredths of a day, 0 to 1000", key=where)
    return formula


def _count(value: object, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1000:
        raise ConfigError(f"{where}: shots_per_day is a whole number, 1 to 1000", key=where)
    return value


@cache
def builtin() -> tuple[PayTable, ...]:
    """The tables that Second Unit ships; later agreements first, the contract last."""
    folder = resources.files("secondunit.gates.pay") / "rates"
    found = [read_table(item.read_bytes(), item.name) for item in folder.iterdir() if item.name.endswith(".toml")]
    by_age = sorted(found, key=lambda table: table.name, reverse=True)
    return tuple(sorted(by_age, key=lambda table: table.always))


def in_force(
    house: HouseFacts, today: date, tables: Sequence[PayTable] | None = None, packs: Sequence[Pack] | None = None
) -> tuple[tuple[PayTable, str], ...]:
    """Return the tables that hold for a production, the later agreement first, each with what is unsettled about it.

    A table whose rule pack hangs on a fact that is not known holds too, and says so: pay is rather worked out by an
    agreement that may apply than left out.
    """
    shelf = tuple(packs) if packs is not None else rulebook.builtin()
    by_name = {pack.name: pack for pack in shelf}
    found: list[tuple[PayTable, str]] = []
    for table in builtin() if tables is None else tables:
        if table.always:
            found.append((table, ""))
            continue
        if table.pack not in by_name:
            continue
        answer, open_fact = rulebook.applies(by_name[table.pack], shelf, house, today)
        if answer is not False:
            found.append((table, f"whether {table.title} applies depends on {open_fact}" if open_fact else ""))
    return tuple(found)
