"""The first board, in a moment: best insertion by place, cast and light; then days are emptied one by one."""

from __future__ import annotations

import random

from secondunit.departments.script.schedule.board import Board


def script_order(board: Board) -> None:
    """Fill days in script order by pages and hours alone: what a schedule costs that nobody thinks about.

    Only the size of a day is respected, so this is a yardstick and not a board that could be shot.
    """
    s = 0
    for at, item in enumerate(board.items):
        load = board.load[s]
        if load.items and (
            load.eighths + item.eighths > board.max_eighths or load.minutes + item.minutes > board.max_minutes
        ):
            s = min(s + 1, board.slots - 1)
        board.put(at, s)


def construct(board: Board, tries: int = 20) -> bool:
    """Place every item where it costs least, the least free first. False where an item found no place.

    An item that finds no place goes first in the next try (squeaky wheel, Joslin and Clements 1999).
    """
    order = _order(board)
    for _ in range(tries):
        board.restore([-1] * len(board.items))
        failed = next((at for at in order if not insert(board, at)), None)
        if failed is None:
            return True
        order.remove(failed)
        order.insert(0, failed)
    return False


def _order(board: Board) -> list[int]:
    """Return the items in the order in which they are placed."""
    size = {at: item.minutes / max(1, board.max_minutes) + item.eighths / max(1, board.max_eighths)
            for at, item in enumerate(board.items)}  # fmt: skip
    base_size: dict[tuple[int, ...], float] = {}
    for at, item in enumerate(board.items):
        base_size[item.bases] = base_size.get(item.bases, 0.0) + size[at]
    chained = {at for pair in (*board.chain, *board.before) for at in pair}
    return sorted(
        range(len(board.items)),
        key=lambda at: (
            at not in chained,  # in script order, so that the parts of a scene follow each other
            at if at in chained else 0,
            board.items[at].allowed.bit_count() > board.slots // 2,
            board.items[at].dark > 0, board.items[at].dusk > 0,
            -base_size[board.items[at].bases], board.items[at].bases, -size[at], at,
        ),
    )  # fmt: skip


def insert(board: Board, at: int) -> bool:
    """Put one item on the slot where it costs least; False where no slot takes it."""
    item = board.items[at]
    best, found = None, -1
    top = max((s for s, load in enumerate(board.load) if load.items), default=-1)
    opened = 0
    for s in range(board.slots):
        if not item.allowed >> s & 1:
            continue
        load = board.load[s]
        if not load.items:
            opened += s > top
            if opened > 8 and best is not None:
                break
        if load.eighths + item.eighths > board.max_eighths or load.minutes + item.minutes > board.max_minutes:
            continue
        was = board.kind[s]
        board.put(at, s)
        fits = board.settle(s) and (not board.ordered or board.in_order())
        if fits:
            apart = sum(b not in (board.load[t].bases if 0 <= t < board.slots else ()) for t in (s - 1,)
                        for b in item.bases) if len(load.items) == 1 else 0  # fmt: skip
            news = sum(load.cast[a] == 1 for a in item.cast)
            price = (
                (60 if len(load.items) == 1 else 0) + 30 * (len(load.bases) - 1) + 5 * apart + 4 * news
                + 10 * board.w_kind[board.kind[s]] + max(0, s - top - 1) * 3,
                s,
            )  # fmt: skip
            if best is None or price < best:
                best, found = price, s
        board.take(at)
        board.kind[s] = was
    if found < 0:
        return False
    board.put(at, found)
    board.settle(found)
    return True


def squeeze(board: Board, bound: int, seed: int, steps: int) -> None:
    """Empty the lightest days into the others until `bound` days are left or the steps are used up.

    Items that no day takes push smaller ones out (ejection chains), which then look for a place; a failed try is
    undone.
    """
    rng = random.Random(seed)  # noqa: S311 - a search, not a secret
    while board.used() > bound and steps > 0:
        days = sorted((s for s in range(board.slots) if board.load[s].items), key=lambda s: board.load[s].eighths)
        start, before = board.snapshot(), steps
        for s in days:
            done, spent = _empty(board, s, rng, min(steps, 300))
            steps -= spent
            if done:
                break
            board.restore(start)
            if steps <= 0:
                return
        if steps == before:
            return


def _empty(board: Board, s: int, rng: random.Random, steps: int) -> tuple[bool, int]:
    """Try to send all items of a day elsewhere; return (done, steps spent)."""
    waiting = sorted(board.load[s].items)
    for at in waiting:
        board.take(at)
    spent = 0
    while waiting and spent < steps:
        spent += 1
        waiting.sort(key=lambda at: (board.items[at].eighths, board.items[at].minutes, at))
        at = waiting.pop()
        if not _settle_in(board, at, s):
            pushed = _push(board, at, s, rng)
            if not pushed:
                return False, spent
            waiting += pushed
    return not waiting, spent


def _days_for(board: Board, at: int, banned: int) -> list[int]:
    allowed = board.items[at].allowed
    return [s for s in range(board.slots) if board.load[s].items and s != banned and allowed >> s & 1]


def _settle_in(board: Board, at: int, banned: int) -> bool:
    """Put an item on the fullest open day that takes it."""
    item = board.items[at]
    for s in sorted(_days_for(board, at, banned), key=lambda s: (-board.load[s].eighths, s)):
        load = board.load[s]
        room = load.eighths + item.eighths <= board.max_eighths and load.minutes + item.minutes <= board.max_minutes
        if room and _try(board, (), at, s):
            return True
    return False


def _try(board: Board, out: tuple[int, ...], at: int, s: int) -> bool:
    """Put an item on a day in place of others, if the day is possible then."""
    was = board.kind[s]
    for each in out:
        board.take(each)
    board.put(at, s)
    if board.settle(s) and (not board.ordered or board.in_order()):
        return True
    board.take(at)
    for each in out:
        board.put(each, s)
    board.kind[s] = was
    return False


def _push(board: Board, at: int, banned: int, rng: random.Random) -> list[int]:
    """Put an item on a day that gives up one or two smaller ones for it, as little as will do; return those."""
    item = board.items[at]
    best: list[tuple[int, float, int, tuple[int, ...]]] = []
    for s in _days_for(board, at, banned):
        load = board.load[s]
        need = load.eighths + item.eighths - board.max_eighths
        inside = sorted(load.items)
        choices: list[tuple[int, ...]] = [(x,) for x in inside]
        choices += [(x, y) for x in inside for y in inside if x < y]
        for out in choices:
            freed = sum(board.items[x].eighths for x in out)
            if need <= freed < item.eighths or (freed == item.eighths and rng.random() < 0.2 and len(out) > 1):
                best.append((freed, rng.random(), s, out))
    for _, _, s, out in sorted(best)[:12]:
        if _try(board, out, at, s):
            return list(out)
    return []
