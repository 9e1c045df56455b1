"""Mutants of rule packs: a verdict lowered, an operator flipped, a part of a condition dropped, a date moved by a day.

A pack is changed as data and written out again, so that the mutants do not depend on how its file is laid out.
"""

from __future__ import annotations

import copy
import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

FLIPPED = {
    "is": "is_not", "is_not": "is", "in": "not_in", "not_in": "in", "empty": "not_empty", "not_empty": "empty",
    "contains_any": "within", "within": "contains_any", "before": "on_or_after", "on_or_after": "before",
}  # fmt: skip
LOWER = {"deny": "escalate", "escalate": "allow", "allow": "escalate"}


@dataclass(frozen=True)
class PackMutant:
    """One fault in a pack; `data` is the file with it."""

    id: str
    before: str
    after: str
    data: bytes


def mutants(data: bytes, name: str) -> Iterator[PackMutant]:
    """Yield every mutant of a pack; `name` begins their ids."""
    tree = tomllib.loads(data.decode("utf-8"))
    seen: Counter[str] = Counter()
    for where, what, before, faulty in _changes(tree):
        base = f"{name}::{where}::{what}"
        seen[base] += 1
        number = f" #{seen[base]}" if seen[base] > 1 else ""
        yield PackMutant(base + number, before, what, write(faulty))


def write(tree: Mapping[str, Any]) -> bytes:
    """Write a pack as TOML: tables, arrays of tables and plain values, as packs have them."""
    lines: list[str] = []
    _table(tree, "", lines)
    return "\n".join(lines).encode("utf-8")


def _changes(tree: dict[str, Any]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    for where, path in _tables(tree):
        table = _at(tree, path)
        for key, value in table.items():
            at = (*path, key)
            if isinstance(value, date):
                for days in (-1, 1):
                    moved = value + timedelta(days=days)
                    yield where, f"{key} = {moved}", f"{key} = {value}", _with(tree, at, moved)
            elif key == "verdict":
                yield where, f"verdict = {LOWER[value]}", f"verdict = {value}", _with(tree, at, LOWER[value])
            elif key in ("verified", "approvable", "always", "error"):
                yield where, f"no {key}", f"{key} = {value}", _without(tree, at)
            elif key in ("gates", "suppresses", "includes", "guilds", "buyers", "territories", "dates_by"):
                yield where, f"no {key}", f"{key} = {value}", _without(tree, at)
                for index in range(len(value)) if len(value) > 1 else ():
                    yield where, f"{key} without {value[index]}", f"{key} = {value}", _without(tree, (*at, index))
            elif key == "when":
                yield from ((where, *each) for each in _conditions(tree, at))


def _conditions(tree: dict[str, Any], at: tuple[Any, ...]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    parts = _at(tree, at)
    for index, part in enumerate(parts):
        here = (*at, index)
        words = _part(part)
        if len(parts) > 1:
            yield f"dropped {words}", words, _without(tree, here)
        if set(part) == {"any"}:
            yield from _conditions(tree, (*here, "any"))
            continue
        flipped = FLIPPED.get(part["op"])
        if flipped:
            yield f"{words}: op = {flipped}", words, _with(tree, (*here, "op"), flipped)
        value = part.get("value")
        if isinstance(value, bool):
            yield f"{words}: value = {not value}", words, _with(tree, (*here, "value"), not value)
        if isinstance(value, list) and len(value) > 1:
            for place, item in enumerate(value):
                yield f"{words}: without {item}", words, _without(tree, (*here, "value", place))


def _tables(tree: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    yield "pack", ("pack",)
    for index, rule in enumerate(tree["rule"]):
        yield rule["id"], ("rule", index)


def _at(tree: Any, path: tuple[Any, ...]) -> Any:  # noqa: ANN401
    for key in path:
        tree = tree[key]
    return tree


def _with(tree: dict[str, Any], path: tuple[Any, ...], value: object) -> dict[str, Any]:
    new = copy.deepcopy(tree)
    _at(new, path[:-1])[path[-1]] = value
    return new


def _without(tree: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    new = copy.deepcopy(tree)
    del _at(new, path[:-1])[path[-1]]
    return new


def _part(part: Mapping[str, Any]) -> str:
    if set(part) == {"any"}:
        return f"any of {len(part['any'])}: {part['any'][0].get('fact', 'any')} ..."
    return " ".join([part["fact"], part["op"], *([json.dumps(part["value"])] if "value" in part else [])])


def _table(table: Mapping[str, Any], name: str, lines: list[str]) -> None:
    nested = {key: value for key, value in table.items() if _is_table(key, value)}
    lines.extend(f"{key} = {_value(value)}" for key, value in table.items() if key not in nested)
    for key, value in nested.items():
        full = f"{name}.{key}" if name else key
        for item in value if isinstance(value, list) else [value]:
            lines.append(f"[[{full}]]" if isinstance(value, list) else f"[{full}]")
            _table(item, full, lines)


def _is_table(key: str, value: object) -> bool:
    return isinstance(value, Mapping) or (key == "rule" and isinstance(value, list))


def _value(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} = {_value(item)}" for key, item in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)
