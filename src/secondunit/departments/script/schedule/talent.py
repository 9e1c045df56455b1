"""Talent scheduling, solved exactly: the order of scenes (or days) that costs the cast least.

Every actor is paid from their first scene to their last. A dynamic programme over the set of scenes already shot:
after set Q the actors on the payroll are those wanted both in Q and in the rest, so the cost of a scene that comes
next hangs on Q alone (Garcia de la Banda, Stuckey and Chu 2011; Qin and others 2016). States are kept layer by layer
as arrays; scenes with equal casts are one; a scene with just the actors on the payroll is shot at once, since nobody
waits for it; states that cannot beat the best order known, by what pairs of actors must wait, are dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError

Masks = NDArray[np.uint64]
Costs = NDArray[np.int64]
MAX_SCENES, MAX_ACTORS = 63, 63
_CHUNK = 12  # actors in one table of pay
PAIRED = 6  # actors, those with the most pay, whose waiting for each other bounds what is to come


@dataclass(frozen=True, slots=True)
class TalentOrder:
    """An order of the scenes with its cost. `bound` is proven; it equals `total` where the order is optimal."""

    order: tuple[int, ...]
    total: int
    hold: int  # of the total, what is paid for scenes in which the actor does not play
    bound: int
    states: int  # sets of scenes that were looked at

    @property
    def optimal(self) -> bool:
        """Whether no cheaper order exists."""
        return self.bound >= self.total


def cost_of(order: Sequence[int], pay: Sequence[int], days: Sequence[int], cast: Sequence[int]) -> int:
    """Return what an order costs; `cast` holds the actors of each scene as bits."""
    total = 0
    for actor, rate in enumerate(pay):
        at = [i for i, scene in enumerate(order) if cast[scene] >> actor & 1]
        if at:
            total += rate * sum(days[scene] for scene in order[at[0] : at[-1] + 1])
    return total


def solve_talent(
    pay: Sequence[int], days: Sequence[int], cast: Sequence[int], *,
    before: int = 0, after: int = 0, limit: int = 2_000_000,
) -> TalentOrder:  # fmt: skip
    """Return the cheapest order of scenes of `days` length with the actors `cast` (bits), paid `pay` a day.

    `before` and `after` are actors (bits) who also work before the first or after the last of these scenes; they are
    on the payroll from, or to, that end. At most `limit` states are kept per layer: beyond that the order is good
    but not proven, and `bound` says how far from the optimum it can be. InputError for sizes that do not fit.
    """
    _check(pay, days, cast)
    groups, merged_days, merged_cast = _merge(days, cast)
    work = sum(pay[a] * days[s] for s in range(len(days)) for a in range(len(pay)) if cast[s] >> a & 1)
    if not merged_cast:
        return TalentOrder(tuple(range(len(days))), work, 0, work, 0)
    tables = _tables(pay)
    best = _beam(tables, pay, merged_days, merged_cast, before, after, 600, None)
    found = _beam(tables, pay, merged_days, merged_cast, before, after, limit, best[0])
    hold, chain, bound, states = found if found[1] and found[0] <= best[0] else (best[0], best[1], found[2], found[3])
    order = tuple(scene for at in chain for scene in groups[at])
    return TalentOrder(order, work + hold, hold, work + min(bound, hold), states)


def _check(pay: Sequence[int], days: Sequence[int], cast: Sequence[int]) -> None:
    if len(days) != len(cast) or len(pay) > MAX_ACTORS:
        raise InputError("talent scheduling needs a length for each scene, and at most 63 actors")
    if any(rate < 0 for rate in pay) or any(length < 0 for length in days):
        raise InputError("pay and length cannot be negative")
    if any(who >> len(pay) for who in cast):
        raise InputError("a scene names an actor that has no pay")
    if len(set(cast)) > MAX_SCENES:
        raise InputError(f"exact talent scheduling takes {MAX_SCENES} different scenes at most", hint="use the board")


def _merge(days: Sequence[int], cast: Sequence[int]) -> tuple[list[list[int]], list[int], list[int]]:
    """Put scenes with the same actors together: shooting them in a row never costs more."""
    where: dict[int, list[int]] = {}
    for scene, who in enumerate(cast):
        where.setdefault(who, []).append(scene)
    groups = list(where.values())
    return groups, [sum(days[s] for s in group) for group in groups], list(where)


def _tables(pay: Sequence[int]) -> list[Costs]:
    """Return sums of pay for every subset of each chunk of actors."""
    out = []
    for first in range(0, len(pay), _CHUNK):
        table = np.zeros(1, dtype=np.int64)
        for rate in pay[first : first + _CHUNK]:
            table = np.concatenate([table, table + rate])
        out.append(table)
    return out


def _wages(tables: Sequence[Costs], masks: Masks) -> Costs:
    total: Costs = np.zeros(len(masks), dtype=np.int64)
    for chunk, table in enumerate(tables):
        total += table[((masks >> np.uint64(chunk * _CHUNK)) & np.uint64(len(table) - 1)).astype(np.int64)]
    return total


class _Waits:
    """What waiting is left at least: of two actors on the payroll, one stays until the other has finished.

    That one waits through the other's scenes without them. Pairs that share nobody add up; of several ways to pair
    the actors the best counts.
    """

    def __init__(self, pay: Sequence[int], days: Sequence[int], cast: Sequence[int]) -> None:
        self.days, self.cast, self.pay = days, cast, pay
        busy = sorted(range(len(pay)), key=lambda a: -pay[a] * sum(d for d, who in zip(days, cast, strict=True)
                                                                     if who >> a & 1))  # fmt: skip
        self.pairs: dict[tuple[int, int], int] = {}
        self.ways = [
            [self.pairs.setdefault((min(pair), max(pair)), len(self.pairs)) for pair in way]
            for way in _pairings(busy[:PAIRED])
        ]

    def least(self, sets: Masks, payroll: Masks) -> Costs:
        """Return the least hold pay that is still to come for each set."""
        if not self.pairs or not len(sets):
            return np.zeros(len(sets), dtype=np.int64)
        left = np.array([~(sets >> np.uint64(j)) & np.uint64(1) for j in range(len(self.days))], dtype=np.float64)
        waits = np.zeros((len(self.pairs), len(sets)), dtype=np.float64)
        for (a, b), at in self.pairs.items():
            both = np.uint64(1 << a | 1 << b)
            waits[at] = np.minimum(self._alone(a, b) @ left, self._alone(b, a) @ left) * ((payroll & both) == both)
        best = np.max([waits[way].sum(axis=0) for way in self.ways], axis=0)
        return np.asarray(np.rint(best), dtype=np.int64)  # sums of whole numbers

    def _alone(self, a: int, b: int) -> NDArray[np.float64]:
        """Return for each scene with a and without b what b earns by waiting through it."""
        scenes = zip(self.days, self.cast, strict=True)
        return np.array([days * self.pay[b] if who >> a & 1 and not who >> b & 1 else 0 for days, who in scenes],
                        dtype=np.float64)  # fmt: skip


def _pairings(actors: Sequence[int]) -> list[list[tuple[int, int]]]:
    """Return all ways to put actors in pairs; one is left over where their number is odd."""
    if len(actors) < 2:
        return [[]]
    first, rest = actors[0], list(actors[1:])
    out = [
        [(first, other), *way] for other in rest for way in _pairings([each for each in rest if each != other])
    ]  # fmt: skip
    return out + (_pairings(rest) if len(actors) % 2 else [])


@dataclass(slots=True)
class _Layer:
    """Candidates of the next layer: sets, their hold pay, the state they came from and the scene that was added."""

    sets: list[Masks] = field(default_factory=list)
    costs: list[Costs] = field(default_factory=list)
    parents: list[NDArray[np.int64]] = field(default_factory=list)
    scenes: list[NDArray[np.int64]] = field(default_factory=list)

    def add(self, at: NDArray[np.int64], j: int, sets: Masks, costs: Costs) -> None:
        self.sets.append(sets[at] | np.uint64(1 << j))
        self.costs.append(costs)
        self.parents.append(at)
        self.scenes.append(np.full(len(at), j, dtype=np.int64))

    def best(self, upper: int | None) -> tuple[Masks, Costs, NDArray[np.int64], NDArray[np.int64]]:
        """Return each set once, with its least cost, where that is not above `upper`."""
        sets, costs = np.concatenate(self.sets), np.concatenate(self.costs)
        parents, scenes = np.concatenate(self.parents), np.concatenate(self.scenes)
        if upper is not None:
            keep = np.flatnonzero(costs < upper)
            sets, costs, parents, scenes = sets[keep], costs[keep], parents[keep], scenes[keep]
        by = np.lexsort((costs, sets))
        first = np.ones(len(by), dtype=bool)
        first[1:] = sets[by][1:] != sets[by][:-1]
        by = by[first]
        return sets[by], costs[by], parents[by], scenes[by]


def _beam(
    tables: Sequence[Costs], pay: Sequence[int], days: Sequence[int], cast: Sequence[int],
    before: int, after: int, limit: int, upper: int | None,
) -> tuple[int, list[int], int, int]:  # fmt: skip
    """Return (hold pay, order, bound, states) of a layered search that keeps at most `limit` states a layer."""
    who = np.array(cast, dtype=np.uint64)
    sets: Masks = np.zeros(1, dtype=np.uint64)
    costs: Costs = np.zeros(1, dtype=np.int64)
    history: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
    bound: int | None = None
    states, waits = 0, _Waits(pay, days, cast)
    for _ in days:
        payroll = _payroll(sets, who, before, after)
        layer = _Layer()
        inside = [(sets >> np.uint64(j) & np.uint64(1)).astype(bool) for j in range(len(days))]
        forced = np.zeros(len(sets), dtype=bool)
        for j in range(len(days)):  # a scene that just the people on the payroll play is shot at once
            free = ~inside[j] & (payroll == who[j]) & ~forced
            forced |= free
            at = np.flatnonzero(free)
            layer.add(at, j, sets, costs[at])
        for j, length in enumerate(days):
            at = np.flatnonzero(~inside[j] & ~forced)
            layer.add(at, j, sets, costs[at] + length * _wages(tables, payroll[at] & ~who[j]))
        sets, costs, parents, scenes = layer.best(upper)
        least = costs + waits.least(sets, _payroll(sets, who, before, after))
        if upper is not None:
            keep = np.flatnonzero(least < upper)
            sets, costs, parents, scenes, least = sets[keep], costs[keep], parents[keep], scenes[keep], least[keep]
        if len(sets) > limit:
            by = np.argsort(least, kind="stable")
            lowest = int(least[by[limit]])
            bound = lowest if bound is None else min(bound, lowest)
            by = by[:limit]
            sets, costs, parents, scenes = sets[by], costs[by], parents[by], scenes[by]
        states += len(sets)
        history.append((parents, scenes))
        if not len(sets):  # no order left costs less than the one known
            known = upper or 0
            return known, [], known if bound is None else min(known, bound), states
    total, at_, order = int(costs[0]), 0, []
    for parents, scenes in reversed(history):
        order.append(int(scenes[at_]))
        at_ = int(parents[at_])
    return total, order[::-1], total if bound is None else min(total, bound), states


def _payroll(sets: Masks, who: Masks, before: int, after: int) -> Masks:
    """Return the actors wanted both in the scenes shot and in those not shot, for each set."""
    shot = np.full(len(sets), before, dtype=np.uint64)
    wanted = np.full(len(sets), after, dtype=np.uint64)
    for j, actors in enumerate(who):
        inside = (sets >> np.uint64(j) & np.uint64(1)).astype(bool)
        shot |= np.where(inside, actors, np.uint64(0))
        wanted |= np.where(inside, np.uint64(0), actors)
    return shot & wanted
