"""What a person can set for the storyboard department; CLI options and forms come from these fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from secondunit.core.errors import UsageError
from secondunit.departments.storyboard.options import Options


def _set(default: bool | float, help_text: str, low: float | None = None, high: float | None = None) -> Any:  # noqa: ANN401 - a field stands for its value
    """Return a field with its help and range."""
    return field(default=default, metadata={"help": help_text, "low": low, "high": high})


@dataclass(frozen=True, slots=True)
class Parameters:
    """Settings with their defaults. `parse` reads them from `--set key=value` words."""

    width: int = _set(960, "width of a panel in pixels", 64, 8192)
    height: int = _set(540, "height of a panel in pixels", 64, 8192)
    overlays: bool = _set(True, "names and arrows of camera moves on the panel")
    hatching: bool = _set(True, "pencil strokes in the shade")
    count: int = _set(0, "number of shots in the whole script, 0 for the usual number", 0, 100_000)
    per_scene: int = _set(0, "number of shots in each scene, 0 for the usual number", 0, 1000)
    density: float = _set(1.0, "how many shots: 0.25 few long ones, 1 usual, 3 many short ones", 0.25, 3.0)
    max_lines: int = _set(3, "most speeches in one shot", 1, 20)

    def options(self, seed: int, fps: float) -> Options:
        """Return the options of the shot list."""
        return Options(self.count or None, self.per_scene or None, self.density, self.max_lines, seed, fps)


def parse(values: Mapping[str, str]) -> Parameters:
    """Return parameters from text values; UsageError names the key and what it takes."""
    known = {f.name: f for f in fields(Parameters)}
    out: dict[str, Any] = {}
    for key, text in values.items():
        name = key.strip().replace("-", "_")
        if name not in known:
            raise UsageError(f"storyboard has no setting '{key}'", hint=f"it has: {', '.join(sorted(known))}")
        out[name] = _value(name, str(text).strip(), getattr(Parameters(), name), known[name].metadata)
    return Parameters(**out)


def _value(name: str, text: str, default: bool | float, meta: Mapping[str, Any]) -> bool | float:
    if isinstance(default, bool):
        words = {
            "true": True,
            "yes": True,
            "on": True,
            "1": True,
            "false": False,
            "no": False,
            "off": False,
            "0": False,
        }
        if text.lower() not in words:
            raise UsageError(f"{name} takes true or false, not '{text}'", hint=str(meta["help"]))
        return words[text.lower()]
    try:
        value = type(default)(text)
    except ValueError:
        kind = "a whole number" if isinstance(default, int) else "a number"
        raise UsageError(f"{name} takes {kind}, not '{text}'", hint=str(meta["help"])) from None
    if not meta["low"] <= value <= meta["high"]:
        raise UsageError(f"{name} takes {meta['low']:g} to {meta['high']:g}, not {text}", hint=str(meta["help"]))
    return value


def schema() -> list[dict[str, Any]]:
    """Return name, type, default, range and help of every setting, for forms and help pages."""
    return [
        {"name": f.name, "type": type(f.default).__name__, "default": f.default, **dict(f.metadata)}
        for f in fields(Parameters)
    ]
