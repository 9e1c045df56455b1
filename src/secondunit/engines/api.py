"""What an engine is: one class with `make`, run in a worker that sees neither store nor gates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

API = 1  # the version of this contract; manifests say which they speak


@dataclass(frozen=True, slots=True)
class Work:
    """One recipe to make. `inputs` are read-only files by role; write only below `scratch`."""

    parameters: Mapping[str, Any]
    seed: int
    inputs: Mapping[str, Path]
    scratch: Path
    progress: Callable[[float], None]  # 0..1, never falling; raises Cancelled when asked to stop


@dataclass(frozen=True, slots=True)
class Output:
    """One file that was made. `role` is unique in the recipe ("stage", "panel", "depth", ...)."""

    role: str
    path: Path
    media_type: str  # "image/png", "image/x-exr", "model/vnd.usd", "video/mp4", "application/pdf", ...


class Engine(Protocol):
    """Implemented once per file in `engines/`; described in engines.toml."""

    def make(self, capability: str, work: Work) -> list[Output]:
        """Make one recipe; raise an EngineError on failure."""
        ...
