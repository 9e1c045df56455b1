"""The order of strips within each day, so that the company moves as little as the light lets it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, permutations

from secondunit.core.schedule import DayKind, Light, Strip

_PHASE = {Light.DAWN: 0, Light.DAY: 1, Light.ANY: 2, Light.DUSK: 3, Light.NIGHT: 4}
_NIGHT_PHASE = {Light.DUSK: 0, Light.ANY: 2, Light.NIGHT: 1, Light.DAY: 3, Light.DAWN: 4}
MOST_BASES = 5  # bases of a day that are tried in every order


def order_days(
    days: Sequence[Sequence[tuple[Strip, int]]], kinds: Sequence[DayKind], before: Sequence[tuple[str, str]]
) -> list[list[str]]:
    """Return the strip ids of each day in shooting order. Each strip comes with the base where it is shot.

    A day's bases are visited one after the other; which comes first is chosen over all days together by a dynamic
    programme over the base where a day ends. Within a base strips go by light, then cast, then script order.
    """
    choices = [_choices(day, kind, before) for day, kind in zip(days, kinds, strict=True)]
    best: list[tuple[int, list[list[str]]]] = [(0, [])]
    ends: list[int] = [-1]
    for options in choices:
        if not options:
            best = [(cost, [*chain, []]) for cost, chain in best]
            continue
        nexts: dict[int, tuple[int, list[list[str]]]] = {}
        for (cost, chain), end in zip(best, ends, strict=True):
            for moves, first, last, ids in options:
                total = cost + moves + (end >= 0 and end != first)
                if last not in nexts or total < nexts[last][0]:
                    nexts[last] = (total, [*chain, ids])
        ends, best = list(nexts), list(nexts.values())
    return min(best, key=lambda each: each[0])[1]


def _choices(
    day: Sequence[tuple[Strip, int]], kind: DayKind, before: Sequence[tuple[str, str]]
) -> list[tuple[int, int, int, list[str]]]:
    """Return (moves, first base, last base, strip ids) for each order of the bases."""
    if not day:
        return []
    base = {strip.id: b for strip, b in day}
    phase = _NIGHT_PHASE if kind is DayKind.NIGHT else _PHASE
    bases = sorted({b for _, b in day})
    orders = list(permutations(bases)) if len(bases) <= MOST_BASES else [tuple(bases)]
    out = []
    for order in orders:
        rank = {b: at for at, b in enumerate(order)}
        ranked = sorted(
            enumerate(day),
            key=lambda each: (
                _early(phase, each[1][0]), rank[each[1][1]], phase[each[1][0].light], each[1][0].cast, each[0],
            ),
        )  # fmt: skip
        ids = _respect([strip.id for _, (strip, _) in ranked], before)
        moves = sum(base[a] != base[b] for a, b in pairwise(ids))
        out.append((moves, base[ids[0]], base[ids[-1]], ids))
    return out


def _early(phase: dict[Light, int], strip: Strip) -> int:
    """Return 0 for what must open the day, 2 for what must close it, 1 for the rest."""
    at = phase[strip.light]
    return 0 if at == 0 else 2 if at == 4 or (phase is _PHASE and at == 3) else 1


def _respect(ids: list[str], before: Sequence[tuple[str, str]]) -> list[str]:
    """Return the ids with the first of each ordered pair in front (stable topological order)."""
    inside = set(ids)
    need: dict[str, set[str]] = {id_: set() for id_ in ids}
    for first, then in before:
        if first in inside and then in inside and first != then:
            need[then].add(first)
    out: list[str] = []
    waiting = list(ids)
    while waiting:
        ready = next((id_ for id_ in waiting if not need[id_] - set(out)), waiting[0])
        waiting.remove(ready)
        out.append(ready)
    return out
