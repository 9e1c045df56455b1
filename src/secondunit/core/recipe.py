"""A recipe is the frozen description of one making; its SHA-256 is its identity.

No paths, clocks, users or hosts go in. An input is either media (`sha256:<digest>`) or what another
recipe makes (`recipe:<hash>#<role>`), so that a chain can be planned before its first link is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from secondunit.core.identity import Json, digest, plain

SCHEMA = 1


@dataclass(frozen=True)
class Facts:
    """What the gate needs to know of a making beyond its tool: part of the recipe, so it cannot drift.

    `purpose`: ideation, temp, final, promo or training. `persons`: ids of real people whose likeness is
    used. `inputs`: flags of outside material ("confidential", "personal_data", "third_party").
    """

    purpose: str = "ideation"
    task_type: str = ""
    persons: tuple[str, ...] = ()
    input_flags: tuple[str, ...] = ()
    training_items: tuple[str, ...] = ()
    alters_performance: str = "none"
    extra: Mapping[str, Json] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the facts as plain data."""
        return {
            "purpose": self.purpose, "task_type": self.task_type, "persons": list(self.persons),
            "input_flags": list(self.input_flags), "training_items": list(self.training_items),
            "alters_performance": self.alters_performance, "extra": dict(self.extra),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Facts:
        """Read the facts back."""
        return cls(
            data["purpose"], data["task_type"], tuple(data["persons"]), tuple(data["input_flags"]),
            tuple(data["training_items"]), data["alters_performance"], dict(data.get("extra", {})),
        )


@dataclass(frozen=True)
class Request:
    """What a department asks for: a capability, not an engine.

    `key` is unique in the plan; an input value may be `plan:<key>#<role>` (another request of the same
    plan), `sha256:<digest>` or `recipe:<hash>#<role>`. The planner turns requests into recipes.
    """

    key: str
    step: str
    capability: str
    parameters: Mapping[str, Any]
    inputs: Mapping[str, str] = field(default_factory=dict)
    entity: str = ""  # entity id the output belongs to: a shot, a scene or the production
    task: str = ""  # department name
    take: int = 0
    seed: int | None = None
    facts: Facts = field(default_factory=Facts)
    offer: bool = True  # the output is a take offered for review; False for intermediate media


@dataclass(frozen=True)
class Recipe:
    """Frozen; see the module. `weights` maps weight names to digests."""

    step: str
    capability: str
    engine: str
    engine_version: str
    parameters: Mapping[str, Any]
    seed: int
    inputs: Mapping[str, str] = field(default_factory=dict)
    weights: Mapping[str, str] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    colour: str = "srgb"
    frames: tuple[int, int] | None = None
    nonce: str = ""  # only with --fresh: says that this was made again on purpose
    watermark: str = ""  # scheme of the mark that its pictures get before they are stamped; empty for none

    @cached_property
    def hash(self) -> str:
        """The identity: 64 hex digits."""
        return digest(self.to_json())

    def to_json(self) -> dict[str, Any]:
        """Return the recipe as plain JSON data; `Recipe.from_json` reads it back."""
        data: dict[str, Any] = {
            "schema": SCHEMA, "step": self.step, "capability": self.capability, "engine": self.engine,
            "engine_version": self.engine_version, "parameters": plain(self.parameters), "seed": self.seed,
            "inputs": dict(self.inputs), "weights": dict(self.weights), "facts": self.facts.to_json(),
            "colour": self.colour, "frames": list(self.frames) if self.frames else None,
        }
        if self.nonce:
            data["nonce"] = self.nonce
        if self.watermark:  # left out otherwise: recipes of before keep their hash
            data["watermark"] = self.watermark
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Recipe:
        """Read a recipe back; its hash is the same."""
        frames = data.get("frames")
        return cls(
            data["step"], data["capability"], data["engine"], data["engine_version"], data["parameters"],
            data["seed"], data["inputs"], data["weights"], Facts.from_json(data["facts"]), data["colour"],
            (frames[0], frames[1]) if frames else None, data.get("nonce", ""),
            data.get("watermark", ""),
        )
