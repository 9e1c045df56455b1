"""One Cryptomatte layer in memory: ranked ids and coverages of every pixel, and the names that the ids stand for."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError, NotFound
from secondunit.formats.cryptomatte.hashing import id_of

Matte = NDArray[np.float32]
RANKS = 6  # the usual three EXR layers


@dataclass(frozen=True)
class Layer:
    """`ids` uint32 (the bits of the floats) and `coverage` float32, both `(ranks, H, W)`; id 0 is nothing.

    `manifest` maps names to ids; it may be empty, and may name things that this frame does not show.
    """

    name: str
    ids: NDArray[np.uint32]
    coverage: Matte
    manifest: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raise InputError when ids and coverages do not fit together."""
        if self.ids.shape != self.coverage.shape or self.ids.ndim != 3 or not self.ids.size:
            raise InputError(f"Ids of shape {self.ids.shape} and coverages of shape {self.coverage.shape} do not fit.",
                             "Both are ranks x height x width.")

    def present(self) -> dict[str, int]:
        """Return the names (hex digits where the manifest has none) and ids that cover something, by name."""
        names = {bits: name for name, bits in self.manifest.items()}
        seen = np.unique(self.ids[(self.coverage > 0) & (self.ids != 0)])
        return dict(sorted((names.get(int(bits), f"{int(bits):08x}"), int(bits)) for bits in seen))

    def matte(self, name: str) -> Matte:
        """Return the matte of a name, or of an id of 8 hex digits that has no name, float32 `(H, W)` 0..1.

        A name that the manifest holds but the frame does not show gives an empty matte; NotFound, with the nearest
        names, for one that neither knows.
        """
        bits = self.manifest.get(name)
        if bits is not None:
            return self.matte_of(bits)
        present = self.present()
        for guess in (present.get(name), id_of(name)):
            if guess in present.values() and guess is not None:
                return self.matte_of(guess)
        known = sorted({*self.manifest, *present})
        near = difflib.get_close_matches(name, known, 3) or known[:5]
        raise NotFound(f"The Cryptomatte layer {self.name} holds no {name!r}.",
                       f"It holds {len(known)} names, such as {', '.join(near) or 'none'}.")

    def matte_of(self, bits: int) -> Matte:
        """Return the matte of an id: the coverages of all ranks that bear it, at most 1."""
        found = np.where(self.ids == np.uint32(bits), self.coverage, 0).sum(0, dtype=np.float32)
        return np.asarray(np.clip(found, 0, 1), np.float32)


def from_mattes(name: str, mattes: Mapping[str, Matte], ranks: int = RANKS) -> Layer:
    """Build a layer from the mattes `(H, W)` of named things: in each pixel the `ranks` largest are kept.

    Where mattes add up to more than 1 they are scaled down to 1, since coverages share a pixel. Raises InputError for
    no matte, sizes that differ, values that are not finite, or two names with one id.
    """
    if not mattes or ranks < 1:
        raise InputError("A Cryptomatte layer needs at least one matte and one rank.", "Name the mattes to write.")
    manifest = {each: id_of(each) for each in mattes}
    owners: dict[int, str] = {}
    for each, bits in manifest.items():
        if owners.setdefault(bits, each) != each:
            raise InputError(f"The names {owners[bits]!r} and {each!r} have one Cryptomatte id.", "Rename one of them.")
    shapes = {matte.shape for matte in mattes.values()}
    if len(shapes) != 1 or len(next(iter(shapes))) != 2:
        raise InputError(f"The mattes have the shapes {sorted(shapes)}.", "Give one channel of one size for all.")
    high, wide = next(iter(shapes))
    total = np.zeros((high, wide), np.float32)
    for each, matte in mattes.items():
        if not np.isfinite(matte).all():
            raise InputError(f"The matte {each!r} holds NaN or infinity.", "Repair it before writing.")
        total += np.clip(matte, 0, 1).astype(np.float32)
    scale = 1 / np.maximum(total, 1)
    ids = np.zeros((ranks, high, wide), np.uint32)
    coverage = np.zeros((ranks, high, wide), np.float32)
    for each, matte in mattes.items():
        held = np.clip(matte, 0, 1).astype(np.float32) * scale
        owner = np.full((high, wide), manifest[each], np.uint32)
        for rank in range(ranks):  # insert where it is larger, carry the displaced on to the next rank
            wins = held > coverage[rank]
            ids[rank], owner = np.where(wins, owner, ids[rank]), np.where(wins, ids[rank], owner)
            coverage[rank], held = np.where(wins, held, coverage[rank]), np.where(wins, coverage[rank], held)
    return Layer(name, ids, coverage, manifest)
