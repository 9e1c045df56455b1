"""Settings of a production: `production.toml`, with a default and a place for every value.

`explain(key)` says where a value came from. A file of a newer format is refused before anything is touched.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from secondunit.core.errors import ConfigError, NotFound, RecordFromFuture

FORMAT = 1
FILE = "production.toml"

# key -> (default, what it means); the type of the default is the type of the value
SETTINGS: Mapping[str, tuple[Any, str]] = {
    "title": ("", "shown on boards and reports"),
    "id": ("", "made once, never changed"),
    "picture.fps": (24, "frames a second of the timeline"),
    "picture.width": (960, "width of a board in pixels"),
    "picture.height": (540, "height of a board in pixels"),
    "picture.colour": ("srgb", "colour space of boards"),
    "boards.takes": (2, "takes offered for each shot"),
    "boards.seed": (1, "seed of the production; another one gives other takes"),
    "boards.shots": (0, "shots wanted in all; 0 lets the rules decide"),
    "boards.overlays": (True, "names and arrows on the panels"),
    "boards.hatching": (False, "pencil hatching on the panels"),
    "script.runtime": (0, "minutes wanted; pacing compares its estimate with them, 0 for none"),
    "script.layout": ("", "page layout: letter, a4 or multicam; empty for the script's own"),
    "text.model": ("", "language model that may propose, by the name its server knows; empty for none"),
    "people.reviewer": ("", "who decides when --by is not given"),
    "engines.allowed": ([], "engines of other distributions that may be used"),
    "rights.buyer": ("", "who commissions it: chooses the buyer's rule pack, for example netflix"),
    "rights.guilds": ([], "guild agreements in force, for example sag-aftra"),
    "rights.territories": ([], "where it will be shown, ISO codes"),
    "rights.photography_start": ("", "first day of principal photography, 2027-03-01"),
    "rights.engaged_from": ("", "first day that anybody was engaged"),
    "rights.fiction": (True, "false for documentary and news"),
    "rights.packs": ([], "rule packs switched on by name"),
    "rights.switched_off": ([], "rules not followed, as pack/rule; only such as are marked unverified"),
    "rights.strikes": ([], "guilds that are on strike"),
    "rights.claims": ([], "what is publicly said of the work: human_made, awards"),
    "rights.mining": ("notAllowed", "machine learning on what is made: notAllowed, constrained or allowed; "
                      "milder than notAllowed only with a named person's statement"),
    "rights.mining_terms": ("", "on which terms, where it is constrained"),
    "rights.watermark": (False, "put an invisible mark, readable with the production's key, into the pictures that are "
                         "made from now on"),
    "rights.language": ("en", "original language, BCP 47"),
}  # fmt: skip


@dataclass(frozen=True)
class Config:
    """The settings in force. Unknown keys are kept and reported, not obeyed."""

    values: Mapping[str, Any]
    unknown: tuple[str, ...] = ()
    given: frozenset[str] = field(default_factory=frozenset)

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401
        """Return the value of a dotted key."""
        return self.values[key]

    def explain(self, key: str) -> str:
        """Say the value and where it came from."""
        if key not in SETTINGS:
            raise ConfigError(f"there is no setting {key!r}", hint="known: " + ", ".join(SETTINGS), key=key)
        source = FILE if key in self.given else "the default"
        return f"{key} = {json.dumps(self.values[key])} (from {source}: {SETTINGS[key][1]})"


def load(folder: Path) -> Config:
    """Read `production.toml` of a production folder."""
    path = folder / FILE
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotFound(f"{folder} is not a production", hint="make one with: secondunit new DIR") from None
    except NotADirectoryError:
        raise NotFound(f"{folder} is not a folder", hint="give the folder of a production") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{FILE} cannot be read: {error}", hint="mend that line; nothing was changed") from error
    version = data.pop("format", None)
    if not isinstance(version, int):
        raise ConfigError(f"{FILE} has no format number", hint=f"write: format = {FORMAT}", key="format")
    if version > FORMAT:
        raise RecordFromFuture(
            f"this production was made by a newer Second Unit (format {version}, this one knows {FORMAT})",
            hint="update secondunit; nothing was changed",
        )
    flat = dict(_flatten("", data))
    values = {key: default for key, (default, _) in SETTINGS.items()}
    for key, value in flat.items():
        if key in SETTINGS:
            default = SETTINGS[key][0]
            if type(value) is not type(default):
                kind = type(default).__name__
                raise ConfigError(f"{FILE}: {key} must be {kind}, not {value!r}", hint=SETTINGS[key][1], key=key)
            if isinstance(value, list) and not all(isinstance(item, str) for item in value):
                raise ConfigError(f"{FILE}: {key} must hold texts, not {value!r}", hint=SETTINGS[key][1], key=key)
            values[key] = value
    _check(values)
    return Config(values, tuple(k for k in flat if k not in SETTINGS), frozenset(flat) & SETTINGS.keys())


def _check(values: Mapping[str, Any]) -> None:
    for key, low, high in (
        ("picture.fps", 1, 240), ("picture.width", 64, 4096), ("picture.height", 64, 4096), ("boards.takes", 1, 64),
        ("script.runtime", 0, 1000),
    ):  # fmt: skip
        if not low <= values[key] <= high:
            raise ConfigError(f"{FILE}: {key} must be {low} to {high}, not {values[key]}", key=key)
    if values["script.layout"] not in ("", "letter", "a4", "multicam"):
        raise ConfigError(f"{FILE}: script.layout must be letter, a4 or multicam", key="script.layout")
    if values["rights.mining"] not in ("notAllowed", "constrained", "allowed"):
        raise ConfigError(f"{FILE}: rights.mining must be notAllowed, constrained or allowed", key="rights.mining")
    if values["rights.mining"] == "constrained" and not values["rights.mining_terms"].strip():
        raise ConfigError(f"{FILE}: rights.mining is constrained, but on no terms", key="rights.mining_terms",
                          hint="write rights.mining_terms, for example: with a licence by the production")
    for key in ("rights.photography_start", "rights.engaged_from"):
        try:
            date.fromisoformat(values[key] or "2000-01-01")
        except ValueError:
            raise ConfigError(f"{FILE}: {key} is not a date: {values[key]!r}", hint=SETTINGS[key][1], key=key) from None


def _flatten(prefix: str, data: Mapping[str, Any]) -> list[tuple[str, Any]]:
    out: list[tuple[str, Any]] = []
    for key, value in data.items():
        name = f"{prefix}.{key}" if prefix else key
        out += _flatten(name, value) if isinstance(value, dict) else [(name, value)]
    return out


def template(title: str, identity: str) -> str:
    """Return the text of a new `production.toml`: every setting with its meaning."""
    lines = ["# A Second Unit production. Every setting has a default; delete a line to go back to it.",
             f"format = {FORMAT}"]  # fmt: skip
    table = ""
    for key, (default, meaning) in SETTINGS.items():
        head, _, name = key.rpartition(".")
        if head != table:
            lines += ["", f"[{head}]"]
            table = head
        value = {"title": title, "id": identity}.get(key, default)
        text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # JSON allows it raw, TOML does not
        lines.append(f"{name} = {text}  # {meaning}")
    return "\n".join(lines) + "\n"
