"""What a person can set for a department: fields of a dataclass; CLI options and forms come from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, fields
from typing import Any, TypeVar

from secondunit.core.errors import UsageError

Value = bool | int | float | str
P = TypeVar("P")
_WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def setting(
    default: Value, help_text: str, low: float | None = None, high: float | None = None, choices: Sequence[str] = ()
) -> Any:  # noqa: ANN401 - a field stands for its value
    """Return a field with its help and its range or choices."""
    return field(default=default, metadata={"help": help_text, "low": low, "high": high, "choices": tuple(choices)})


def parse(kind: type[P], department: str, values: Mapping[str, str]) -> P:
    """Return parameters of `kind` from text values; UsageError names the key and what it takes."""
    known = {item.name: item for item in fields(kind)}  # type: ignore[arg-type]
    out: dict[str, Any] = {}
    for key, text in values.items():
        name = key.strip().replace("-", "_")
        if name not in known:
            raise UsageError(f"{department} has no setting '{key}'", hint=f"it has: {', '.join(sorted(known))}")
        out[name] = _value(name, str(text).strip(), known[name].default, known[name].metadata)
    return kind(**out)


def pairs(settings: Sequence[str], example: str) -> dict[str, str]:
    """Split `KEY=VALUE` words; UsageError with an example for a word that is none."""
    out = {}
    for text in settings:
        key, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"{text[:60]!r} is not KEY=VALUE", hint=f"for example --set {example}")
        out[key] = value
    return out


def schema(kind: type) -> list[dict[str, Any]]:
    """Return name, type, default, range and help of every setting, for forms and help pages."""
    return [{"name": item.name, "type": type(item.default).__name__, "default": item.default, **dict(item.metadata)}
            for item in fields(kind)]  # fmt: skip


def _value(name: str, text: str, default: object, meta: Mapping[str, Any]) -> Value:
    if isinstance(default, bool):
        if text.lower() not in _WORDS:
            raise UsageError(f"{name} takes true or false, not '{text}'", hint=str(meta["help"]))
        return _WORDS[text.lower()]
    if isinstance(default, str):
        if meta["choices"] and text not in meta["choices"]:
            raise UsageError(f"{name} takes {', '.join(meta['choices'])}, not '{text[:60]}'", hint=str(meta["help"]))
        return text
    number = int if isinstance(default, int) else float
    try:
        value = number(text)
    except ValueError:
        words = "a whole number" if number is int else "a number"
        raise UsageError(f"{name} takes {words}, not '{text}'", hint=str(meta["help"])) from None
    if not meta["low"] <= value <= meta["high"]:
        raise UsageError(f"{name} takes {meta['low']:g} to {meta['high']:g}, not {text}", hint=str(meta["help"]))
    return value
