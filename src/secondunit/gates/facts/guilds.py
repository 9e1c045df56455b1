"""Guilds by the work that their agreements cover, as far as the gates need to tell them apart."""

from __future__ import annotations

from collections.abc import Iterable

PERFORMERS = frozenset({"sag-aftra", "sag", "aftra", "actra", "equity"})
WRITERS = frozenset({"wga", "wgaw", "wgae", "wgc", "wggb"})
DIRECTORS = frozenset({"dga", "dgc", "directors uk"})


def is_one_of(guilds: Iterable[str], kind: frozenset[str]) -> bool:
    """Say whether one of the guilds is of this kind."""
    return any(guild.strip().casefold() in kind for guild in guilds)
