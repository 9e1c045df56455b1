"""Annealing of a board with exact differences: strips move, strips trade days, days trade dates.

Kirkpatrick, Gelatt and Vecchi (1983). A change that breaks a rule is undone, so the board is feasible at every step.
The number of steps, not a clock, ends the search: the same seed gives the same board on every machine.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from secondunit.departments.script.schedule.board import Board

HOT, COLD = 7.0, 0.22  # temperatures in days of work of a member with the usual pay


def anneal(board: Board, steps: int, seed: int, hot: float = HOT, cold: float = COLD) -> int:
    """Improve a feasible board in so many steps; return its cost. The board ends at the best state seen."""
    if len(board.items) < 2:
        return board.cost()
    unit = max(1.0, sum(board.w_work) / max(1, len(board.w_work)), board.w_move / 2)
    rng = random.Random(seed)  # noqa: S311 - a search, not a secret
    mates = _mates(board)
    cost = board.cost()
    best, best_at = cost, board.snapshot()
    cool = (cold / hot) ** (1 / max(1, steps))
    heat = hot * unit
    for _ in range(steps):
        heat *= cool
        roll = rng.random()
        limit = -heat * math.log(1.0 - rng.random())  # a worse board is taken while it is worse by less than this
        if roll < 0.35:
            change = _move(board, rng, mates, limit)
        elif roll < 0.7:
            change = _trade(board, rng, mates, limit)
        elif roll < 0.94:
            change = _trade_dates(board, rng, limit)
        else:
            change = _shift(board, rng, limit)
        cost += change
        if cost < best:
            best, best_at = cost, board.snapshot()
    board.restore(best_at)
    return best


def _mates(board: Board) -> list[list[int]]:
    """Return for each item those that share a base or a member, which is where it may want to go."""
    by_base: dict[int, list[int]] = {}
    by_member: dict[int, list[int]] = {}
    for at, item in enumerate(board.items):
        for b in item.bases:
            by_base.setdefault(b, []).append(at)
        for a in item.cast:
            by_member.setdefault(a, []).append(at)
    everyone = list(range(len(board.items)))
    out = []
    for at, item in enumerate(board.items):
        near = [x for b in item.bases for x in by_base[b] if x != at]
        rare = min((by_member[a] for a in item.cast), key=len, default=[])
        near += [x for x in rare if x != at]
        out.append(near or [x for x in everyone if x != at])
    return out


def _pick_slot(board: Board, rng: random.Random, mates: Sequence[Sequence[int]], at: int) -> int:
    if rng.random() < 0.7:
        near = mates[at]
        return board.where[near[int(rng.random() * len(near))]]
    return board.where[int(rng.random() * len(board.where))]


def _move(board: Board, rng: random.Random, mates: Sequence[Sequence[int]], limit: float) -> int:
    """Move one item to another day in use."""
    at = int(rng.random() * len(board.items))
    s, t = board.where[at], _pick_slot(board, rng, mates, at)
    item, there = board.items[at], board.load[t]
    if (
        s == t or not item.allowed >> t & 1 or there.eighths + item.eighths > board.max_eighths
        or there.minutes + item.minutes > board.max_minutes
    ):  # fmt: skip
        return 0
    return _exchange(board, ((at, t),), (s, t), limit)


def _trade(board: Board, rng: random.Random, mates: Sequence[Sequence[int]], limit: float) -> int:
    """Let two items trade days."""
    at = int(rng.random() * len(board.items))
    s, t = board.where[at], _pick_slot(board, rng, mates, at)
    if s == t:
        return 0
    others = board.load[t].items
    other = sorted(others)[int(rng.random() * len(others))]
    one, two = board.items[at], board.items[other]
    here, there = board.load[s], board.load[t]
    more, longer = one.eighths - two.eighths, one.minutes - two.minutes
    if (
        not one.allowed >> t & 1 or not two.allowed >> s & 1
        or there.eighths + more > board.max_eighths or here.eighths - more > board.max_eighths
        or there.minutes + longer > board.max_minutes or here.minutes - longer > board.max_minutes
    ):  # fmt: skip
        return 0
    return _exchange(board, ((at, t), (other, s)), (s, t), limit)


def _exchange(board: Board, moves: Sequence[tuple[int, int]], spots: tuple[int, int], limit: float) -> int:
    """Do some moves between two slots; undo them and return 0 where they break a rule or cost more than `limit`."""
    touched: set[int] = set()
    for at, _ in moves:
        touched.update(board.items[at].cast)
    empties = len(moves) == 1 and len(board.load[spots[0]].items) == 1
    was = [board.where[at] for at, _ in moves]
    kinds = (board.kind[spots[0]], board.kind[spots[1]])
    before = sum(board.member_cost(a, board.mask[a]) for a in touched)
    before += board.day_cost() if empties else board.near_cost(spots)
    for at, _ in moves:
        board.take(at)
    for at, t in moves:
        board.put(at, t)
    settled = board.settle(spots[0]) and board.settle(spots[1]) and board.rested(spots[0])
    if settled and (not board.ordered or board.in_order()):
        after = sum(board.member_cost(a, board.mask[a]) for a in touched)
        after += board.day_cost() if empties else board.near_cost(spots)
        if after - before <= limit:
            return after - before
    for at, _ in moves:
        board.take(at)
    for (at, _), s in zip(moves, was, strict=True):
        board.put(at, s)
    board.kind[spots[0]], board.kind[spots[1]] = kinds
    return 0


def _trade_dates(board: Board, rng: random.Random, limit: float) -> int:
    """Let two days trade their dates."""
    s = board.where[int(rng.random() * len(board.where))]
    if rng.random() < 0.95:
        t = board.where[int(rng.random() * len(board.where))]
    else:  # a date that may be idle
        t = int(rng.random() * board.slots)
    if s == t:
        return 0
    return _permute(board, {s: t, t: s}, limit)


def _shift(board: Board, rng: random.Random, limit: float) -> int:
    """Turn a run of days round, or move one day over a run of others."""
    s = board.where[int(rng.random() * len(board.where))]
    t = min(board.slots - 1, max(0, s + int((rng.random() - 0.5) * 24)))
    low, high = min(s, t), max(s, t)
    if high - low < 2:
        return 0
    if rng.random() < 0.4:
        to = {u: low + high - u for u in range(low, high + 1)}
    else:
        step = 1 if s > t else -1
        to = {u: u + step for u in range(low, high + 1)}
        to[s] = t
    return _permute(board, to, limit)


def _permute(board: Board, to: dict[int, int], limit: float) -> int:
    """Send the loads of some slots to others; undone like `_exchange`. `to` is a permutation of its keys."""
    for s, t in to.items():
        load = board.load[s]
        if load.items and not load.allowed >> t & 1:
            return 0
    emptied = any(not board.load[s].items for s in to)
    touched: set[int] = set()
    for s in to:
        touched.update(board.load[s].cast)
    if len(to) == 2:
        first, second = (board.load[s].cast.keys() for s in to)
        touched = set(first ^ second)
    far = emptied or len(to) > 2
    before = board.day_cost() if far else board.near_cost(to)
    old = {a: board.mask[a] for a in touched}
    before += sum(board.member_cost(a, mask) for a, mask in old.items())
    loads = {s: board.load[s] for s in to}
    kinds = {s: board.kind[s] for s in to}
    window = 0
    for s, t in to.items():
        window |= 1 << s
        board.load[t] = loads[s]
        for at in loads[s].items:
            board.where[at] = t
    for a in touched:
        board.mask[a] &= ~window
    for t in to:
        bit = 1 << t
        for a in board.load[t].cast:
            if a in touched:
                board.mask[a] |= bit
    possible = True
    for t in to:
        if board.load[t].items:
            fitting = board.kinds_for(board.load[t], t)
            if not fitting:
                possible = False
                break
            board.kind[t] = fitting[0]
    if possible and all(board.rested(t) for t in to) and (not board.ordered or board.in_order()):
        after = board.day_cost() if far else board.near_cost(to)
        after += sum(board.member_cost(a, board.mask[a]) for a in touched)
        if after - before <= limit:
            return after - before
    for s, load in loads.items():
        board.load[s] = load
        board.kind[s] = kinds[s]
        for at in load.items:
            board.where[at] = s
    for a, mask in old.items():
        board.mask[a] = mask
    return 0
