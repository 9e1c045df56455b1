"""Rule packs: dated, cited rules read from TOML, and which of them are in force for a production."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from secondunit.core.errors import ConfigError
from secondunit.core.identity import sha256
from secondunit.core.rights import HouseFacts, Verdict
from secondunit.gates.facts import kind_of
from secondunit.gates.rules import conditions, territories

GATES = ("making", "delivery")
ERRORS = ("use_prohibited", "consent_missing", "licence_forbids")
CLOCKS = ("today", "photography_start", "engaged_from")
_PACK_KEYS = {"name", "version", "title", "from", "until", "always", "buyers", "guilds", "territories",
              "includes", "dates_by", "note"}
_RULE_KEYS = {"id", "text", "citation", "verified", "verdict", "gates", "when", "explanation", "remedy", "error",
              "suppresses", "from", "until", "approvable"}
_HOLE = re.compile(r"\{([a-z_.]+)\}")
_ID = re.compile(r"[A-Z0-9]+(\.[a-z_]+)?")  # R09, and of its family R09.constrained


@dataclass(frozen=True)
class Rule:
    """One rule. `text` is for people, `when` is what makes it fire."""

    id: str
    pack: str
    text: str
    citation: str
    verdict: Verdict
    gates: tuple[str, ...]
    when: conditions.Condition
    explanation: str
    remedy: str
    error: str = "use_prohibited"
    suppresses: tuple[str, ...] = ()
    starts: str = ""
    until: str = ""
    verified: bool = True
    approvable: bool = True  # by a named person; for a denial only where the row itself says so

    @property
    def needs(self) -> tuple[str, ...]:
        """The facts that the rule asks for."""
        return tuple(dict.fromkeys(fact for part in self.when for fact in part.facts()))

    @property
    def name(self) -> str:
        """The id with its pack, unique over all packs."""
        return f"{self.pack}/{self.id}"

    @property
    def names(self) -> frozenset[str]:
        """All names that an approval may use for it: id or family (R09 for R09.constrained), with the pack or without.

        An allow row names the one id that it lifts, with the pack or without, never a family.
        """
        family = self.id.partition(".")[0]
        return frozenset((self.id, family, self.name, f"{self.pack}/{family}"))


@dataclass(frozen=True)
class Pack:
    """Rules of one source with the dates in which they are in force (both days included)."""

    name: str
    version: str
    title: str
    digest: str
    starts: str
    until: str
    always: bool
    buyers: tuple[str, ...]
    guilds: tuple[str, ...]
    territories: tuple[str, ...]
    includes: tuple[str, ...]
    dates_by: tuple[str, ...]
    rules: tuple[Rule, ...]


def read_pack(data: bytes, where: str) -> Pack:
    """Read one pack; ConfigError says what is wrong in which rule."""
    try:
        tree = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{where} is not a rule pack: {error}", key=where) from error
    head = tree.get("pack")
    if set(tree) != {"pack", "rule"} or not isinstance(head, Mapping) or not isinstance(tree["rule"], list):
        raise ConfigError(f"{where}: a rule pack has one [pack] and its [[rule]] tables", key=where)
    _only(head, _PACK_KEYS, where)
    name = _text(head, "name", where)
    rules = tuple(_rule(item, name, where) for item in tree["rule"])
    if len({rule.id for rule in rules}) != len(rules):
        raise ConfigError(f"{where}: two rules have the same id", key=where)
    clocks = _texts(head, "dates_by", where) or ("today",)
    if not set(clocks) <= set(CLOCKS) or "today" not in clocks:
        raise ConfigError(f"{where}: dates_by holds today and perhaps other of {', '.join(CLOCKS)}", key=where)
    return Pack(
        name, _text(head, "version", where), _text(head, "title", where), sha256(data),
        _day(head, "from", where), _day(head, "until", where), head.get("always", False) is True,
        _texts(head, "buyers", where), _texts(head, "guilds", where), _texts(head, "territories", where),
        _texts(head, "includes", where), clocks, rules,
    )


@cache
def builtin() -> tuple[Pack, ...]:
    """The packs that Second Unit ships."""
    folder = resources.files("secondunit.gates") / "packs"
    files = sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name)
    return collect(read_pack(item.read_bytes(), item.name) for item in files)


def with_folder(folder: Path) -> tuple[Pack, ...]:
    """The shipped packs and those of a production's own folder, which may add packs but replace none."""
    own = []
    for path in sorted(folder.glob("*.toml")):
        try:
            own.append(read_pack(path.read_bytes(), path.name))
        except OSError as error:
            raise ConfigError(f"the rule pack {path.name} cannot be read: {error}", key=path.name) from error
    return collect((*builtin(), *own))


def collect(packs: Iterable[Pack]) -> tuple[Pack, ...]:
    """Return the packs after checking names and includes."""
    found = tuple(packs)
    names = [pack.name for pack in found]
    for pack in found:
        if names.count(pack.name) > 1:
            raise ConfigError(f"there are two rule packs named {pack.name}", key="packs")
        for other in pack.includes:
            if other not in names:
                raise ConfigError(f"the rule pack {pack.name} includes {other}, which is not there", key="packs")
    by_name, checked = {pack.name: pack for pack in found}, set[str]()
    for pack in found:
        _no_circle(pack, by_name, (), checked)
    return found


def _no_circle(pack: Pack, by_name: Mapping[str, Pack], above: tuple[str, ...], checked: set[str]) -> None:
    """Refuse packs that include each other: which of them is the later one could not be said."""
    if pack.name in above:
        circle = " includes ".join((*above[above.index(pack.name):], pack.name))
        raise ConfigError(f"rule packs include each other: {circle}", key="packs")
    if pack.name not in checked:
        for other in pack.includes:
            _no_circle(by_name[other], by_name, (*above, pack.name), checked)
        checked.add(pack.name)


def applies(pack: Pack, packs: Sequence[Pack], house: HouseFacts, today: date) -> tuple[bool | None, str]:
    """Say whether a pack applies: yes, no, or unknown with the name of the fact that leaves it open."""
    wanted, fact = chosen(pack, packs, house)
    if wanted is False:
        return False, ""
    clocks = {"today": today.isoformat(), "photography_start": house.photography_start,
              "engaged_from": house.engaged_from}
    days = [(f"house.{clock}" if clock != "today" else clock, clocks[clock]) for clock in pack.dates_by]
    in_force = [_in_force(pack, packs, day) for _, day in days if day]
    if not any(in_force):
        stated = [name for name, day in days if not day]
        return (None, stated[0]) if stated else (False, "")
    if wanted is None:
        return None, fact
    if not all(in_force):  # the date that decides is not settled: apply, and escalate what differs
        other = next(name for name, day in days if day and name != "today")
        return None, other
    return True, ""


def boundaries(packs: Sequence[Pack], today: date) -> str:
    """The last day before one of these packs or rules begins or ends; empty when none does."""
    day = today.isoformat()
    terms = [(pack.starts, pack.until) for pack in packs]
    terms += [(rule.starts, rule.until) for pack in packs for rule in pack.rules]
    ends = [until for _, until in terms if until >= day]
    starts = [start for start, _ in terms if start > day]
    before = [date.fromordinal(date.fromisoformat(start).toordinal() - 1).isoformat() for start in starts]
    return min((*ends, *before), default="")


def chosen(pack: Pack, packs: Sequence[Pack], house: HouseFacts) -> tuple[bool | None, str]:
    """Say whether buyer, guilds, territories or the production's own choice call for a pack, dates aside."""
    if pack.always or pack.name in house.packs:
        return True, ""
    guilds, places = house.guilds, house.territories
    calls = [(fact, answer(wanted, stated)) for fact, answer, wanted, stated in (
        ("house.buyer", _named, pack.buyers, None if house.buyer is None else (house.buyer,)),
        ("house.guilds", _named, pack.guilds, guilds), ("house.territories", _shown, pack.territories, places),
    ) if wanted]
    if any(answer is False for _, answer in calls):
        return False, ""
    for other in packs:
        if pack.name in other.includes and chosen(other, packs, house)[0]:
            return True, ""
    unknown = next((fact for fact, answer in calls if answer is None), "")
    return (None, unknown) if unknown else (bool(calls), "")


def _named(wanted: Sequence[str], stated: Sequence[str] | None) -> bool | None:
    """Say whether a buyer or guild that is wanted is among the stated ones; None where none are stated."""
    if stated is None:
        return None
    known = {item.casefold() for item in wanted}
    return any(item.casefold() in known for item in stated)


def _shown(wanted: Sequence[str], stated: Sequence[str] | None) -> bool | None:
    """Say whether the work is shown in a wanted territory; a place that is no code may lie anywhere."""
    if stated is None:
        return None
    if any(territories.meet(item, other) for item in stated for other in wanted):
        return True
    return False if all(territories.known(item) for item in stated) else None


def _in_force(pack: Pack, packs: Sequence[Pack], day: str) -> bool:
    """A later agreement adds to the earlier one: what it includes stays in force with it."""
    if pack.starts <= day and (not pack.until or day <= pack.until):  # an empty start sorts before every day
        return True
    return any(pack.name in other.includes and _in_force(other, packs, day) for other in packs)


def _rule(data: object, pack: str, file: str) -> Rule:
    if not isinstance(data, Mapping):
        raise ConfigError(f"{file}: a rule is a table", key=file)
    where = f"{file}: rule {data.get('id', '?')}"
    _only(data, _RULE_KEYS, where)
    verdict = _text(data, "verdict", where)
    if verdict.upper() not in Verdict.__members__:
        raise ConfigError(f"{where}: there is no verdict {verdict!r}", key=where)
    gates, error = _texts(data, "gates", where) or GATES, data.get("error", "use_prohibited")
    if not set(gates) <= set(GATES):
        raise ConfigError(f"{where}: gates are {' and '.join(GATES)}", key=where)
    if error not in ERRORS:
        raise ConfigError(f"{where}: there is no error {error!r}", key=where)
    suppresses, severity = _texts(data, "suppresses", where), Verdict[verdict.upper()]
    if suppresses and severity is not Verdict.ALLOW:
        raise ConfigError(f"{where}: only an allow rule may suppress others", key=where)
    explanation = _text(data, "explanation", where)
    identity = _text(data, "id", where)
    if _ID.fullmatch(identity) is None:
        raise ConfigError(f"{where}: an id is letters and digits, and perhaps a word after a dot (R09.constrained)",
                          key=where)
    for fact in _HOLE.findall(explanation):
        if kind_of(fact) is None:
            raise ConfigError(f"{where}: the explanation names no fact {fact!r}", key=where)
    return Rule(
        identity, pack, _text(data, "text", where), _text(data, "citation", where), severity,
        gates, conditions.parse(data.get("when"), where), explanation, str(data.get("remedy", "")), error,
        suppresses, _day(data, "from", where), _day(data, "until", where), data.get("verified", True) is True,
        data.get("approvable", severity is not Verdict.DENY) is True,
    )


def _only(data: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in data:
        if key not in known:
            raise ConfigError(f"{where}: unknown key {key!r}", hint="known: " + ", ".join(sorted(known)),
                              key=where)


def _text(data: Mapping[str, Any], key: str, where: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ConfigError(f"{where}: {key} is missing or is not text", key=where)
    return value.strip()


def _texts(data: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise ConfigError(f"{where}: {key} is a list of texts", key=where)
    return tuple(value)


def _day(data: Mapping[str, Any], key: str, where: str) -> str:
    value = data.get(key, "")
    if value == "" or type(value) is date:
        return value.isoformat() if value else ""
    raise ConfigError(f"{where}: {key} is a TOML date such as 2026-11-03", key=where)


def fill(explanation: str, values: Mapping[str, object]) -> str:
    """Put facts into the holes of an explanation; `{fact}` becomes its value."""
    def shown(match: re.Match[str]) -> str:
        value = values.get(match[1])
        if isinstance(value, (list, tuple)):
            return ", ".join(str(item) for item in value) or "none"
        return "not known" if value is None else str(value)
    return _HOLE.sub(shown, explanation)
