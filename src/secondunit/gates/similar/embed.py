"""Embedding models for similarity: the adapter that a plug-in implements. Second Unit ships none.

A plug-in lists an engine with the capability `image.embed` in its manifest; the class named there takes no arguments
and has the members of `Embedder`. It runs in this process, so only engines that the production allows are used.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

from secondunit import plugins
from secondunit.core.errors import ConfigError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from secondunit.gates.similar.pictures import Picture

CAPABILITY = "image.embed"
NONE = "no embedding model on disk"


class Embedder(Protocol):
    """A model that puts pictures into a space where near means alike."""

    name: str
    digest: str  # SHA-256 of its weights
    near: float  # cosine from which two pictures count as alike

    def embed(self, picture: Picture) -> NDArray[np.float32]:
        """Return the vector of an H x W x 3 uint8 sRGB picture."""


def find(engines: Mapping[str, plugins.EngineManifest], allowed: Iterable[str]) -> Embedder | None:
    """Return the first allowed embedder, or None; ConfigError for one that does not keep the contract."""
    names = set(allowed)
    for name, manifest in sorted(engines.items()):
        if CAPABILITY not in manifest.capabilities or (manifest.origin != "secondunit" and name not in names):
            continue
        model: Embedder = getattr(importlib.import_module(manifest.module), manifest.cls)()
        if not all(hasattr(model, member) for member in ("name", "digest", "near", "embed")):
            raise ConfigError(f"engine {name} offers {CAPABILITY} but is no Embedder",
                              hint="see secondunit.gates.similar.embed", key=name)
        return model
    return None


def cosine(one: NDArray[np.float32], two: NDArray[np.float32]) -> float:
    """Return the cosine of two vectors, 0 where one has no length."""
    import numpy as np

    lengths = float(np.linalg.norm(one)) * float(np.linalg.norm(two))
    return float(one @ two) / lengths if lengths else 0.0
