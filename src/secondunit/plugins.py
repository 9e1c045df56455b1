"""Engines and departments found from data, never by importing them.

Built-ins stand in `engines/engines.toml` and `departments/departments.toml`. Installed distributions may add
engines through the entry point group `secondunit.engines` (each names a module that holds an `engines.toml`);
they are used only when production.toml allows them by name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from secondunit.core.errors import ConfigError, NoCapableEngine, NotFound

DETERMINISM = ("exact", "tolerant", "hardware", "external")
API = 1


@dataclass(frozen=True, slots=True)
class EngineManifest:
    """What is known of an engine without loading it."""

    name: str
    module: str
    cls: str
    version: str
    capabilities: tuple[str, ...]
    determinism: str
    licence: str
    summary: str
    priority: int = 0
    requires: tuple[str, ...] = ()  # packages of its own interpreter; empty: runs in ours
    python: str = ""
    memory_gb: float = 1.0
    environment: tuple[str, ...] = ()  # variables that its worker needs and alone is given
    weights: Mapping[str, str] = field(default_factory=dict)
    tool: Mapping[str, Any] = field(default_factory=dict)  # facts for the gates
    origin: str = "secondunit"
    pictures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # ^ by capability, the roles that are pictures to look at: they may carry a watermark. Data (mattes, ids) never.


@dataclass(frozen=True, slots=True)
class DepartmentManifest:
    """A department: where its plan and its parameter schema are."""

    name: str
    module: str
    summary: str
    tasks: tuple[str, ...] = ()


def parse_engines(data: Mapping[str, Any], origin: str) -> dict[str, EngineManifest]:
    """Read the `[engine.NAME]` tables; raise ConfigError for a table that breaks the contract."""
    found: dict[str, EngineManifest] = {}
    for name, table in data.get("engine", {}).items():
        try:
            if table["api"] != API:
                raise ConfigError(f"engine {name} speaks contract {table['api']}, this version speaks {API}")
            if table["determinism"] not in DETERMINISM:
                raise ConfigError(f"engine {name}: determinism must be one of {', '.join(DETERMINISM)}")
            if strange := [v for v in table.get("environment", ()) if not str(v).startswith("SECONDUNIT_")]:
                raise ConfigError(f"engine {name} asks for {strange[0]!r}: only SECONDUNIT_ variables are handed on")
            found[name] = EngineManifest(
                name, table["module"], table["class"], table["version"], tuple(table["capabilities"]),
                table["determinism"], table["licence"], table["summary"], table.get("priority", 0),
                tuple(table.get("requires", ())), table.get("python", ""), table.get("memory_gb", 1.0),
                tuple(table.get("environment", ())), table.get("weights", {}), table.get("tool", {}), origin,
                {capability: tuple(roles) for capability, roles in table.get("pictures", {}).items()},
            )
        except KeyError as error:
            raise ConfigError(f"engine {name} in {origin} has no {error}", hint="see engines/engines.toml") from None
    return found


@cache
def engines() -> Mapping[str, EngineManifest]:
    """Return all engines by name; a built-in is never replaced by a newcomer of the same name."""
    text = resources.files("secondunit.engines").joinpath("engines.toml").read_text(encoding="utf-8")
    found = parse_engines(tomllib.loads(text), "secondunit")
    from importlib.metadata import entry_points

    for point in entry_points(group="secondunit.engines"):
        text = resources.files(point.value).joinpath("engines.toml").read_text(encoding="utf-8")
        for name, manifest in parse_engines(tomllib.loads(text), point.name).items():
            found.setdefault(name, manifest)
    return found


def engine(name: str) -> EngineManifest:
    """Return one engine's manifest or raise NotFound."""
    try:
        return engines()[name]
    except KeyError:
        raise NotFound(f"no engine is called {name!r}", hint="see: secondunit engines list") from None


def resolve(capability: str, allowed: tuple[str, ...] = (), wanted: str = "") -> EngineManifest:
    """Choose the engine for a capability: the wanted one, else the allowed one of highest priority."""
    if wanted:
        manifest = engine(wanted)
        if capability in manifest.capabilities:
            return manifest
        raise NoCapableEngine(
            f"engine {wanted} cannot do {capability}", hint=f"it offers {', '.join(manifest.capabilities)}"
        )
    able = [
        m for m in engines().values()
        if capability in m.capabilities and m.priority >= 0 and (m.origin == "secondunit" or m.name in allowed)
    ]
    if not able:
        raise NoCapableEngine(f"no engine offers {capability}", hint="see: secondunit engines list")
    return min(able, key=lambda m: (-m.priority, m.name))


@cache
def departments() -> Mapping[str, DepartmentManifest]:
    """Return all departments by name."""
    text = resources.files("secondunit.departments").joinpath("departments.toml").read_text(encoding="utf-8")
    tables = tomllib.loads(text)["department"]
    return {
        name: DepartmentManifest(name, t["module"], t["summary"], tuple(t.get("tasks", ())))
        for name, t in tables.items()
    }
