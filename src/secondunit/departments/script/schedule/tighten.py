"""One shooting day fewer: days may run over for a while, and annealing takes the overrun away again.

A board that is nearly full cannot lose a day by moves that keep every rule. Here the lightest day is given up and its
items go anywhere; what days hold too much of is the cost, and the board comes back only when that is nothing and
every rule holds.
"""

from __future__ import annotations

import math
import random

from secondunit.departments.script.schedule.board import Board

HOT, COLD = 2.5, 0.25  # in eighths of a page too many
BASE, MIXED, QUARTER = 8, 6, 15  # a base or sunrise too many, day with night, minutes that weigh as an eighth


class _Day:
    """The sums of one day while it may run over."""

    __slots__ = ("bases", "dark", "dawn", "day", "dusk", "eighths", "items", "minutes")

    def __init__(self) -> None:
        self.items: list[int] = []
        self.bases: dict[int, int] = {}
        self.eighths = self.minutes = self.day = self.dark = self.dawn = self.dusk = 0


def tighten(board: Board, seed: int, steps: int) -> bool:
    """Bring a feasible board to one day fewer; False, and the board as it was, where the steps do not do it."""
    start = board.snapshot()
    used = sorted((s for s in range(board.slots) if board.load[s].items), key=lambda s: board.load[s].eighths)
    if len(used) < 2:
        return False
    rng = random.Random(seed)  # noqa: S311 - a search, not a secret
    where = list(start)
    left = sorted(used[1:])
    for at in sorted(board.load[used[0]].items):
        fitting = [s for s in left if board.items[at].allowed >> s & 1]
        if not fitting:
            return False
        where[at] = rng.choice(fitting)
    if _anneal(board, where, left, rng, steps):
        groups: dict[int, list[int]] = {}
        for at, s in enumerate(where):
            groups.setdefault(s, []).append(at)
        if redate(board, list(groups.values()), left):
            return True
    board.restore(start)
    return False


def redate(board: Board, groups: list[list[int]], dates: list[int]) -> bool:
    """Give each group of items a date of its own: the least free first, days before nights; False where it fails."""
    items = board.items
    spare = [s for s in range(board.slots) if s not in dates]
    board.restore([-1] * len(items))

    def rank(group: list[int]) -> tuple[bool, int, bool, int, list[int]]:
        allowed, dark = -1, sum(items[at].dark for at in group)
        for at in group:
            allowed &= items[at].allowed
        free = (allowed & ((1 << board.slots) - 1)).bit_count()
        return (2 * free > board.slots, free if 2 * free <= board.slots else 0, dark > 0, dark, group)

    for group in sorted(groups, key=rank):
        for s in (*dates, *spare):
            if board.load[s].items or not all(items[at].allowed >> s & 1 for at in group):
                continue
            for at in group:
                board.put(at, s)
            if board.settle(s) and (not board.ordered or board.in_order()):
                break
            for at in group:
                board.take(at)
        else:
            return False
    return board.feasible()


def _anneal(board: Board, where: list[int], left: list[int], rng: random.Random, steps: int) -> bool:
    items, days = board.items, {s: _Day() for s in left}
    for at, s in enumerate(where):
        _add(days[s], board, at, 1)
    costs = {s: _over(day, board) for s, day in days.items()}
    total, heat, cool = sum(costs.values()), HOT, (COLD / HOT) ** (1 / max(1, steps))
    for _ in range(steps):
        if not total:
            return True
        heat *= cool
        s = left[int(rng.random() * len(left))]
        if not days[s].items or (not costs[s] and rng.random() < 0.6):
            continue
        at = days[s].items[int(rng.random() * len(days[s].items))]
        t = left[int(rng.random() * len(left))]
        if s == t or not items[at].allowed >> t & 1:
            continue
        other = -1
        if days[t].items and rng.random() < 0.8:
            other = days[t].items[int(rng.random() * len(days[t].items))]
            if not items[other].allowed >> s & 1:
                continue
        _swap(days, board, at, other, s, t)
        now = _over(days[s], board) + _over(days[t], board)
        change = now - costs[s] - costs[t]
        if change <= -heat * math.log(1.0 - rng.random()):
            costs[s], costs[t] = _over(days[s], board), _over(days[t], board)
            total += change
            where[at] = t
            if other >= 0:
                where[other] = s
        else:
            _swap(days, board, at, other, t, s)
    return not total


def _swap(days: dict[int, _Day], board: Board, at: int, other: int, s: int, t: int) -> None:
    """Send one item from s to t and, where there is one, another from t to s."""
    _add(days[s], board, at, -1)
    _add(days[t], board, at, 1)
    if other >= 0:
        _add(days[t], board, other, -1)
        _add(days[s], board, other, 1)


def _add(day: _Day, board: Board, at: int, sign: int) -> None:
    item = board.items[at]
    if sign > 0:
        day.items.append(at)
    else:
        day.items.remove(at)
    day.eighths += sign * item.eighths
    day.minutes += sign * item.minutes
    day.day += sign * item.day
    day.dark += sign * item.dark
    day.dawn += sign * item.dawn
    day.dusk += sign * item.dusk
    for b in item.bases:
        count = day.bases.get(b, 0) + sign
        if count:
            day.bases[b] = count
        else:
            del day.bases[b]


def _over(day: _Day, board: Board) -> int:
    """Return how much a day runs over."""
    minutes = day.minutes + board.move_minutes * max(0, len(day.bases) - 1) - board.max_minutes
    return (
        max(0, day.eighths - board.max_eighths)
        + max(0, -(-minutes // QUARTER))
        + BASE * (max(0, len(day.bases) - board.max_places) + max(0, day.dawn - 1) + max(0, day.dusk - 1))
        + MIXED * (day.dark > 0 and day.day > 0)
    )
