"""What no board can beat: proven lower bounds of the days and of the cost.

Days: the bin packing bound of Martello and Toth (1990) on pages and on minutes. Cast: members in groups; for each
group the scenes become talent scheduling in eighths of a page, which is exact (`talent`) and never more than what
the group costs on a real board, because a day holds at most so many eighths.
"""

from __future__ import annotations

from collections.abc import Sequence

from secondunit.departments.script.schedule.board import Board
from secondunit.departments.script.schedule.talent import solve_talent

GROUP_TYPES = 20  # different casts of one group that are still solved exactly in a moment


def packing_bound(sizes: Sequence[int], capacity: int) -> int:
    """Return how many bins of `capacity` the sizes need at least (Martello and Toth's L2)."""
    sizes = sorted((size for size in sizes if size > 0), reverse=True)
    if not sizes or capacity <= 0:
        return 0
    best = -(-sum(sizes) // capacity)
    for small in sorted({size for size in sizes if size <= capacity // 2}):
        large = [s for s in sizes if s > capacity - small]
        medium = [s for s in sizes if capacity // 2 < s <= capacity - small]
        rest = sum(s for s in sizes if small <= s <= capacity // 2)
        room = len(medium) * capacity - sum(medium)
        best = max(best, len(large) + len(medium) + max(0, -(-(rest - room) // capacity)))
    return max(best, sum(size > capacity // 2 for size in sizes))


def days_bound(board: Board) -> int:
    """Return the fewest shooting days that the items can take."""
    items, inst = board.items, board.inst
    # every base is moved to at least once, and only the first of a day costs no time
    work = sum(item.minutes for item in items) + board.move_minutes * inst.bases
    out = max(
        packing_bound([item.eighths for item in items], board.max_eighths),
        -(-work // max(1, board.max_minutes + board.move_minutes)),
        -(-inst.bases // max(1, board.max_places)),
        packing_bound([item.minutes for item in items], board.max_minutes),
        sum(item.dawn for item in items), sum(item.dusk for item in items),
    )  # fmt: skip
    for m, minor in enumerate(inst.minors):
        theirs = [used for item in items for which, used, _ in item.minors if which == m]
        out = max(out, packing_bound(theirs, max(minor.most)))
    return out


def work_bound(board: Board, a: int) -> int:
    """Return the fewest days on which a member can do their scenes."""
    theirs = [item for item in board.items if a in item.cast]
    bases = {b for item in theirs for b in item.bases}
    return max(
        packing_bound([item.eighths for item in theirs], board.max_eighths),
        packing_bound([item.minutes for item in theirs], board.max_minutes),
        -(-len(bases) // max(1, board.max_places)),
        sum(item.dawn for item in theirs),
        sum(item.dusk for item in theirs),
    )


def cost_bound(board: Board, limit: int = 40_000) -> int:
    """Return the least that a board can cost apart from shooting days. `limit` caps the states of each proof."""
    inst, w = board.inst, board.inst.shoot.rules.weights
    single = [board.w_work[a] * work_bound(board, a) for a in range(len(inst.members))]
    total, taken = 0, set()
    for group in _groups(board):
        apart = sum(single[a] for a in group)
        total += max(apart, _group_bound(board, group, limit))
        taken.update(group)
    total += sum(cost for a, cost in enumerate(single) if a not in taken)
    return total + w.move * (inst.bases - 1) + _dark_bound(board)


def _groups(board: Board) -> list[list[int]]:
    """Return disjoint groups of busy members whose hold is always paid, each with few different casts."""
    inst = board.inst
    long = (inst.dates[-1] - inst.dates[0]).days
    full = (1 << len(inst.dates)) - 1
    load = [sum(item.eighths for item in board.items if a in item.cast) for a in range(len(inst.members))]
    left = [a for a, e in enumerate(inst.members)
            if e.hold and inst.paid[a] == full and not (e.drop and long > e.drop_days) and load[a]]  # fmt: skip
    left.sort(key=lambda a: (-load[a] * inst.members[a].pay, a))
    groups = []
    while left:
        group = [left.pop(0)]
        for a in list(left):
            if len(_types(board, [*group, a])) <= GROUP_TYPES:
                group.append(a)
                left.remove(a)
        if len(group) > 2:  # two members never need to wait for each other
            groups.append(group)
    return groups


def _types(board: Board, group: Sequence[int]) -> dict[int, int]:
    """Return the eighths of every different cast within a group, as bits of the group's members."""
    place = {a: at for at, a in enumerate(group)}
    out: dict[int, int] = {}
    for item in board.items:
        who = sum(1 << place[a] for a in item.cast if a in place)
        if who:
            out[who] = out.get(who, 0) + item.eighths
    return out


def _group_bound(board: Board, group: Sequence[int], limit: int) -> int:
    types = _types(board, group)
    pay = [min(board.w_work[a], board.w_hold[a]) for a in group]
    found = solve_talent(pay, list(types.values()), list(types), limit=limit)
    extra = sum((board.w_work[a] - p) * e for a, p in zip(group, pay, strict=True)
                for who, e in types.items() if who >> group.index(a) & 1)  # fmt: skip
    return -(-(found.bound + extra) // board.max_eighths)


def _dark_bound(board: Board) -> int:
    """Return the least cost of late days: items whose darkness no day call has need a split or night day."""
    windows = board.inst.windows
    late = [k for k, cost in enumerate(board.w_kind) if cost]
    early = max((w[k].darkness for w in windows for k in range(len(w)) if k not in late), default=0)
    need = sum(item.dark for item in board.items if item.dark > early)
    if not need or not late:
        return 0
    return min(-(-need // max(1, max(w[k].darkness for w in windows))) * board.w_kind[k] for k in late)
