"""Checks files against reference sets: all pictures of a file, all sets, one row for each reference that is near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondunit.gates.similar.embed import NONE, Embedder, cosine
from secondunit.gates.similar.pictures import read
from secondunit.gates.similar.prints import METHOD
from secondunit.gates.similar.sets import Reference, ReferenceSet

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from secondunit.gates.similar.pictures import Picture

MOST = 50  # rows kept of one file


@dataclass(frozen=True)
class Match:
    """A reference that a file is near to. `score` 0..1 (0.5 decides); `how`: identical, whole, part or embedding."""

    set: str
    denied: bool
    title: str
    digest: str
    score: float
    how: str
    transform: str
    at: str = ""  # which frame of the file
    reference_at: str = ""  # which frame of the reference
    corners: int = 0
    differing: float = 1.0
    box: tuple[float, float, float, float] | None = None

    def to_json(self) -> dict[str, Any]:
        """Return plain data; numbers are rounded so that the same finding reads the same."""
        return {
            "set": self.set, "denied": self.denied, "title": self.title, "digest": self.digest,
            "score": round(self.score, 3), "how": self.how, "transform": self.transform, "at": self.at,
            "reference_at": self.reference_at, "corners": self.corners, "differing": round(self.differing, 3),
            "box": [round(value, 3) for value in self.box] if self.box else None,
        }  # fmt: skip


@dataclass(frozen=True)
class Checked:
    """What was found of one file: its matches, best first, how many pictures were looked at, and what was not done."""

    matches: tuple[Match, ...]
    pictures: int
    method: str
    embedding: str  # which model compared as well, or that none did


class Checker:
    """Reference sets laid out for scanning, built once for many files."""

    def __init__(self, sets: Sequence[ReferenceSet], embedder: Embedder | None = None) -> None:
        from secondunit.gates.similar.compare import References

        self.listed: list[tuple[ReferenceSet, Reference]] = [(s, each) for s in sets for each in s.pictures]
        self.references = References([each.print for _, each in self.listed])
        self.embedder = embedder
        without = sum(1 for s, e in self.listed if e.vector is None or (embedder and s.model != embedder.digest))
        self.embedding = NONE if embedder is None else embedder.name + (
            f"; {without} references have no vector of it: register their folders again" if without else "")

    def file(self, path: Path, digest: str, suffix: str = "") -> Checked:
        """Check one file; InputError when it cannot be read."""
        best: dict[tuple[str, str, str], Match] = {}
        count, last = 0, None
        for owner, each in self.listed:
            if each.digest == digest:
                _keep(best, Match(owner.name, owner.denied, each.title, each.digest, 1.0, "identical", "as it is",
                                  "", each.at, 0, 0.0))
        for shown in read(path, suffix):
            count += 1
            if last is not None and last.shape == shown.pixels.shape and (last == shown.pixels).all():
                continue  # a film that stands still
            last = shown.pixels
            for match in self.picture(shown.pixels):
                _keep(best, replace(match, at=shown.at))
        found = sorted(best.values(), key=lambda m: (-m.score, m.set, m.title))[:MOST]
        return Checked(tuple(found), count, METHOD, self.embedding)

    def picture(self, pixels: Picture) -> list[Match]:
        """Return what one picture is near to."""
        from secondunit.gates.similar.compare import look

        out = []
        for found in self.references.scan(look(pixels)):
            owner, each = self.listed[found.reference]
            out.append(Match(owner.name, owner.denied, each.title, each.digest, found.score, found.how,
                             found.transform, "", each.at, found.agreeing, found.differing, found.box))
        if self.embedder is not None:
            out += self._embedded(self.embedder, pixels)
        return out

    def _embedded(self, model: Embedder, pixels: Picture) -> list[Match]:
        mine: NDArray[np.float32] = model.embed(pixels)
        out = []
        for owner, each in self.listed:
            if each.vector is None or owner.model != model.digest:
                continue
            value = cosine(mine, each.vector)
            if value >= model.near:
                score = 0.5 + 0.5 * (value - model.near) / max(1 - model.near, 1e-9)
                out.append(Match(owner.name, owner.denied, each.title, each.digest, min(1.0, score), "embedding",
                                 "as it is", "", each.at))
        return out


def _keep(best: dict[tuple[str, str, str], Match], match: Match) -> None:
    key = (match.set, match.digest, match.reference_at)
    old = best.get(key)
    if old is None or match.score > old.score:
        best[key] = match
