"""Conditions of rules as data: three-valued logic over a closed set of facts and operators.

A condition is a list whose parts must all hold. A part is `{fact, op, value}` or `{any = [parts]}`. Nothing
is evaluated as code. The logic is Kleene's: a missing fact makes a part unknown, and the whole is unknown
unless the other parts decide it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from secondunit.core.errors import ConfigError
from secondunit.core.identity import Json
from secondunit.gates.facts import Known, kind_of

OPERATORS: Mapping[str, tuple[tuple[str, ...], Callable[[Any, Any], bool]]] = {
    "is": (("flag", "text", "word", "date", "any"), lambda have, want: bool(have == want)),
    "is_not": (("flag", "text", "word", "date", "any"), lambda have, want: bool(have != want)),
    "in": (("text", "word", "any"), lambda have, want: have in want),
    "not_in": (("text", "word", "any"), lambda have, want: have not in want),
    "contains": (("list",), lambda have, want: want in have),
    "contains_any": (("list",), lambda have, want: bool(set(have) & set(want))),
    "within": (("list",), lambda have, want: bool(have) and set(have) <= set(want)),
    "empty": (("list", "text"), lambda have, _: not have),
    "not_empty": (("list", "text"), lambda have, _: bool(have)),
    "before": (("date",), lambda have, want: bool(have < want)),
    "on_or_after": (("date",), lambda have, want: bool(have >= want)),
}
_MANY, _NONE = ("in", "not_in", "contains_any", "within"), ("empty", "not_empty")


@dataclass(frozen=True)
class Test:
    """One comparison."""

    fact: str
    op: str
    value: Json = None

    def ask(self, known: Known) -> tuple[bool | None, tuple[str, ...]]:
        """Return yes, no or unknown, and the missing facts."""
        have = known.get(self.fact)
        if have is None:
            return None, (self.fact,)
        return OPERATORS[self.op][1](have, self.value), ()

    def facts(self) -> tuple[str, ...]:
        """The facts that it needs."""
        return (self.fact,)


@dataclass(frozen=True)
class AnyOf:
    """Holds when one part holds."""

    parts: tuple[Test | AnyOf, ...]

    def ask(self, known: Known) -> tuple[bool | None, tuple[str, ...]]:
        """Return yes, no or unknown, and the missing facts."""
        answers = [part.ask(known) for part in self.parts]
        if any(answer for answer, _ in answers):
            return True, ()
        missing = _missing(answers)
        return (None, missing) if missing else (False, ())

    def facts(self) -> tuple[str, ...]:
        """The facts that it needs."""
        return tuple(fact for part in self.parts for fact in part.facts())


Condition = tuple[Test | AnyOf, ...]


def holds(condition: Condition, known: Known) -> tuple[bool | None, tuple[str, ...]]:
    """Ask all parts: no if one says no, else unknown with the missing facts, else yes."""
    answers = [part.ask(known) for part in condition]
    if any(answer is False for answer, _ in answers):
        return False, ()
    missing = _missing(answers)
    return (None, missing) if missing else (True, ())


def parse(data: object, where: str) -> Condition:
    """Read a condition; ConfigError names the unknown fact, operator or value."""
    if not isinstance(data, Sequence) or isinstance(data, str) or not data:
        raise ConfigError(f"{where}: a condition is a list of tests, with at least one", key=where)
    return tuple(_part(item, where) for item in data)


def _part(data: object, where: str) -> Test | AnyOf:
    if isinstance(data, Mapping) and set(data) == {"any"}:
        return AnyOf(parse(data["any"], where))
    if not isinstance(data, Mapping) or not {"fact", "op"} <= set(data) <= {"fact", "op", "value"}:
        raise ConfigError(f"{where}: a test has a fact, an op and a value, not {data!r}", key=where)
    fact, op, value = data["fact"], data["op"], data.get("value")
    kind = kind_of(fact) if isinstance(fact, str) else None
    if kind is None:
        raise ConfigError(f"{where}: there is no fact {fact!r}", hint="see gates/facts/vocabulary.py", key=where)
    if op not in OPERATORS:
        raise ConfigError(f"{where}: there is no operator {op!r}",
                          hint="known operators: " + ", ".join(OPERATORS), key=where)
    if ("word" if isinstance(kind, tuple) else kind) not in OPERATORS[op][0]:
        raise ConfigError(f"{where}: {op} does not fit the fact {fact}", key=where)
    if not _fits(kind, op, value, "value" in data):
        raise ConfigError(f"{where}: {value!r} is not a value for {fact} {op}", key=where)
    return Test(fact, op, tuple(value) if isinstance(value, list) else value)  # type: ignore[arg-type]


def _fits(kind: str | tuple[str, ...], op: str, value: object, given: bool) -> bool:
    if op in _NONE:
        return not given
    if op in _MANY:
        return isinstance(value, list) and bool(value) and all(_one(kind, item) for item in value)
    return _one(kind, value)


def _one(kind: str | tuple[str, ...], value: object) -> bool:
    if isinstance(kind, tuple):
        return value in kind
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "any":
        return isinstance(value, (str, bool, int))
    return isinstance(value, str) and bool(value)


def _missing(answers: Iterable[tuple[bool | None, tuple[str, ...]]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact for answer, facts in answers if answer is None for fact in facts))
