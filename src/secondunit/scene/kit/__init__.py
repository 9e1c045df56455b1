"""The kit: procedural set pieces by name. Metres, Z up, fronts to +X, footprint centred on the origin."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from secondunit.core.errors import InputError
from secondunit.scene.kit import fantasy, furniture, keepsakes, nature, props, rooms, storage, streets, vehicles, yards
from secondunit.scene.kit.piece import Piece, Seat
from secondunit.scene.layout import Param, Placement, Vec3
from secondunit.scene.mesh import Mesh

__all__ = ["PIECES", "Piece", "Seat", "build", "footprint", "lamps", "piece", "seats", "top"]

_MODULES = (furniture, storage, rooms, vehicles, nature, streets, yards, props, keepsakes, fantasy)
PIECES: Mapping[str, Piece] = {p.name: p for module in _MODULES for p in module.PIECES}


def piece(name: str) -> Piece:
    """Return a kind of piece by name; raise InputError when the kit has none."""
    try:
        return PIECES[name]
    except KeyError:
        raise InputError(
            f"The kit has no piece called {name[:60]!r}.", f"It has: {', '.join(sorted(PIECES))}.", piece=name
        ) from None


def _frozen(placement: Placement) -> tuple[tuple[str, Param], ...]:
    """Return all parameters, checked and with defaults: equal pieces share one entry of the cache."""
    kind = piece(placement.piece)
    return tuple(sorted(kind.values(placement.params).all().items()))


@lru_cache(maxsize=256)
def _local(name: str, params: tuple[tuple[str, Param], ...]) -> tuple[Mesh, ...]:
    kind = piece(name)
    return tuple(kind.make(kind.values(dict(params))))


def build(placement: Placement) -> tuple[Mesh, ...]:
    """Return the meshes of a placed piece in world space; part names are unique within the piece."""
    local = _local(placement.piece, _frozen(placement))
    return tuple(m.placed(placement.position, placement.heading, placement.scale) for m in local)


@lru_cache(maxsize=512)
def _extent(name: str, params: tuple[tuple[str, Param], ...]) -> tuple[float, float, float]:
    meshes = _local(name, params)
    low = np.min([m.points.min(axis=0) for m in meshes], axis=0)
    high = np.max([m.points.max(axis=0) for m in meshes], axis=0)
    reach = np.maximum(np.abs(low), np.abs(high))
    return float(2 * reach[0]), float(2 * reach[1]), float(high[2])


def footprint(placement: Placement) -> tuple[float, float, float]:
    """Return (length along its own X, width along its own Y, height above its floor) in metres."""
    x, y, z = _extent(placement.piece, _frozen(placement))
    return x * placement.scale, y * placement.scale, z * placement.scale


def seats(placement: Placement) -> tuple[Seat, ...]:
    """Return the piece's seats and standing spots in its own axes, unscaled."""
    kind = piece(placement.piece)
    return kind.seats(kind.values(placement.params))


def lamps(placement: Placement) -> tuple[Vec3, ...]:
    """Return where the piece gives light, in its own axes, unscaled."""
    kind = piece(placement.piece)
    return kind.lamps(kind.values(placement.params))


def top(placement: Placement) -> float:
    """Return the height of the surface that things stand on; 0 where there is none."""
    kind = piece(placement.piece)
    return kind.top(kind.values(placement.params)) * placement.scale
