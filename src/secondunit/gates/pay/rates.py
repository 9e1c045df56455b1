"""A production's own rates (`rights/rates.toml`): minimums and day rates, dated, each with the paper that it is from.

    currency = "USD"

    [[minimum]]                 # what an agreement sets as the least for a day: performer or background
    name = "performer"
    day = "1246.00"
    from = 2026-07-01
    source = "schedule of minimums, received from the guild on 2026-07-02"

    [[rate]]                    # what a person's contract says
    party = "ada-lind"
    day = "2500.00"
    from = 2026-08-01
    source = "engagement letter of 2026-07-20"

    [estimate]
    shots_per_day = 8           # see the shipped contract.toml

Nothing here is filled in for you: a rate that nobody stated is not known.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from secondunit.core.errors import ConfigError, InputError
from secondunit.gates.pay import money
from secondunit.gates.pay.tables import MINIMUMS

FILE = "rights/rates.toml"


@dataclass(frozen=True)
class Stated:
    """A day's rate that somebody stated: in the smallest unit, with its dates (both included) and its source."""

    name: str
    day: int
    starts: str = ""
    until: str = ""
    source: str = ""


@dataclass(frozen=True)
class Rates:
    """The rates of one production. `shots_per_day` 0: as the shipped table has it."""

    currency: str = "USD"
    minimums: tuple[Stated, ...] = ()
    contracts: tuple[Stated, ...] = ()
    shots_per_day: int = 0

    def minimum(self, name: str, today: date) -> Stated | None:
        """Return the minimum of that name in force, the one that began last where several are."""
        return _in_force(self.minimums, name, today)

    def contract(self, party: str, today: date) -> Stated | None:
        """Return a person's day rate in force."""
        return _in_force(self.contracts, party, today)

    def stating(self, name: str, amount: str) -> Rates:
        """Return the rates with one more, as said on the command line: it comes before those of the file."""
        stated = Stated(name, money.parse(amount, self.currency), source="stated by hand when pay was worked out")
        if name in MINIMUMS:
            return replace(self, minimums=(stated, *(m for m in self.minimums if m.name != name)))
        return replace(self, contracts=(stated, *(c for c in self.contracts if c.name != name)))


def _in_force(rows: Sequence[Stated], name: str, today: date) -> Stated | None:
    day = today.isoformat()
    live = [row for row in rows if row.name == name and (not row.starts or row.starts <= day)
            and (not row.until or day <= row.until)]  # fmt: skip
    return max(live, key=lambda row: (row.starts, row.day), default=None)


def read(data: bytes, where: str = FILE) -> Rates:
    """Read a rates file; ConfigError names what is wrong, and nothing of the file is used."""
    try:
        tree = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{where} cannot be read: {error}", hint="mend that line", key=where) from error
    _only(tree, {"currency", "minimum", "rate", "estimate"}, where)
    try:
        code = money.currency(tree.get("currency", "USD"))
        minimums = tuple(_row(row, "name", code, where) for row in _list(tree, "minimum", where))
        contracts = tuple(_row(row, "party", code, where) for row in _list(tree, "rate", where))
    except InputError as error:
        raise ConfigError(f"{where}: {error.message}", hint=error.hint, key=where) from error
    if strange := [row.name for row in minimums if row.name not in MINIMUMS]:
        raise ConfigError(f"{where}: there is no minimum {strange[0][:40]!r}", hint="one of " + ", ".join(MINIMUMS),
                          key=where)
    estimate = tree.get("estimate", {})
    if not isinstance(estimate, Mapping):
        raise ConfigError(f"{where}: [estimate] is a table", key=where)
    _only(estimate, {"shots_per_day"}, where)
    shots = estimate.get("shots_per_day", 0)
    if isinstance(shots, bool) or not isinstance(shots, int) or not 0 <= shots <= 1000:
        raise ConfigError(f"{where}: shots_per_day is a whole number, 1 to 1000", key=where)
    return Rates(code, minimums, contracts, shots)


def _row(row: object, key: str, code: str, where: str) -> Stated:
    if not isinstance(row, Mapping):
        raise ConfigError(f"{where}: a rate is a table", key=where)
    _only(row, {key, "day", "from", "until", "source"}, where)
    name = row.get(key)
    if not isinstance(name, str) or not name.strip():
        raise ConfigError(f"{where}: a rate has no {key}", key=where)
    source = row.get("source", "")
    if not isinstance(source, str) or not source.strip():
        raise ConfigError(f"{where}: the rate of {name[:40]} names no source", key=where,
                          hint='say which paper it is from: source = "contract of 2026-07-20"')
    return Stated(name, money.parse(row.get("day", ""), code), _day(row, "from", where), _day(row, "until", where),
                  source.strip())  # fmt: skip


def _list(tree: Mapping[str, Any], key: str, where: str) -> Sequence[object]:
    rows = tree.get(key, [])
    if not isinstance(rows, list):
        raise ConfigError(f"{where}: write [[{key}]], in double brackets", key=where)
    return rows


def _day(row: Mapping[str, Any], key: str, where: str) -> str:
    value = row.get(key, "")
    if value == "" or type(value) is date:
        return value.isoformat() if value else ""
    raise ConfigError(f"{where}: {key} is a TOML date such as 2026-11-03", key=where)


def _only(data: Mapping[str, Any], known: set[str], where: str) -> None:
    if strange := [key for key in data if key not in known]:
        raise ConfigError(f"{where}: unknown key {strange[0][:40]!r}", hint="known: " + ", ".join(sorted(known)),
                          key=where)
