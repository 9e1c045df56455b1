"""The base of small records: frozen, read from and written to JSON, unknown fields kept.

Enumerations are written as their lower-case names, tuples as lists. A wrong type is an InputError: a
record of rights that cannot be read must refuse, not guess.
"""

from __future__ import annotations

import dataclasses
import enum
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, ClassVar, Self

from secondunit.core.errors import InputError, RecordFromFuture
from secondunit.core.identity import Json


@dataclass(frozen=True, kw_only=True)
class Record:
    """A record that keeps fields it does not know; the base of all below."""

    schema: ClassVar[int] = 1
    days: ClassVar[tuple[str, ...]] = ()  # names of fields that hold a date or are empty
    unknown: Mapping[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in self.days:
            text = getattr(self, name)
            if text and not is_day(text):
                raise InputError(f"{type(self).__name__}.{name} is not a date: {text!r}",
                                 hint="write dates as 2026-11-03")

    def to_json(self) -> dict[str, Any]:
        """Return plain data; `from_json` reads it back."""
        data: dict[str, Any] = {"schema": self.schema, **self.unknown}
        for item in dataclasses.fields(self):
            if item.name != "unknown":
                data[item.name] = _write(getattr(self, item.name))
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read the record; raise InputError for a wrong type, RecordFromFuture for a newer schema."""
        if not isinstance(data, Mapping):
            raise InputError(f"a {cls.__name__} record must be a mapping, not {type(data).__name__}")
        version = data.get("schema", cls.schema)
        if not isinstance(version, int) or version > cls.schema:
            raise RecordFromFuture(f"a {cls.__name__} record has schema {version!r}; this version reads "
                                   f"{cls.schema}", hint="update Second Unit")
        known = _hints(cls)  # type: ignore[arg-type]  # a class is hashable
        values = {name: _read(kind, data[name], f"{cls.__name__}.{name}")
                  for name, kind in known.items() if name in data}
        rest = {key: value for key, value in data.items() if key not in known and key != "schema"}
        try:
            return cls(**values, unknown=rest)
        except TypeError as error:
            raise InputError(f"a {cls.__name__} record is incomplete: {error}") from error


@cache
def _hints(kind: type[Record]) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {item.name: hints[item.name] for item in dataclasses.fields(kind) if item.name != "unknown"}


def is_day(text: str) -> bool:
    """Say whether a text is an ISO day as records spell it: 2026-11-03."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except (ValueError, TypeError):
        return False


def _write(value: object) -> object:
    if isinstance(value, enum.IntEnum):
        return value.name.lower()
    if isinstance(value, Record):
        return value.to_json()
    if isinstance(value, tuple):
        return [_write(item) for item in value]
    return dict(value) if isinstance(value, Mapping) else value


def _read(kind: Any, value: object, where: str) -> object:  # noqa: ANN401  # a type hint
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        if value is None:
            return None
        return _read(next(arg for arg in typing.get_args(kind) if arg is not type(None)), value, where)
    if origin is tuple and isinstance(value, (list, tuple)):
        return tuple(_read(typing.get_args(kind)[0], item, where) for item in value)
    if origin is not None and issubclass(origin, Mapping) and isinstance(value, Mapping):
        return dict(value)
    if isinstance(kind, type) and issubclass(kind, enum.IntEnum) and isinstance(value, str):
        names = {item.name.lower(): item for item in kind}
        if value in names:
            return names[value]
    if isinstance(kind, type) and issubclass(kind, Record):
        return kind.from_json(value)  # type: ignore[arg-type]  # from_json checks it
    if isinstance(kind, type) and type(value) is kind:
        return value
    raise InputError(f"{where} holds {value!r}, which is not what the field takes")
