"""A board from a shoot: feasible in a moment, better with every second, with a proven bound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from secondunit.core.errors import InputError
from secondunit.core.schedule import Schedule, Shoot, ShootDay
from secondunit.departments.script.schedule.anneal import anneal
from secondunit.departments.script.schedule.board import FAR, Board
from secondunit.departments.script.schedule.bounds import cost_bound, days_bound
from secondunit.departments.script.schedule.conflicts import circle, explain
from secondunit.departments.script.schedule.figures import figures, numbered
from secondunit.departments.script.schedule.greedy import construct, squeeze
from secondunit.departments.script.schedule.instance import Instance, compile_shoot
from secondunit.departments.script.schedule.model import Model, whole
from secondunit.departments.script.schedule.order import order_days
from secondunit.departments.script.schedule.packing import pack
from secondunit.departments.script.schedule.strips import split_long
from secondunit.departments.script.schedule.tighten import redate, tighten

STEPS = 33_000  # annealing steps of one unit of budget, about a second of one core
PROOF = 0.3  # CP-SAT's deterministic limit of one unit of budget
SMALL = 1_600  # strips times dates up to which the whole board is proven by CP-SAT
LOOSE = 400_000  # steps of one try to do with a day fewer
PACKED = 3_000  # items times days up to which CP-SAT looks for a packing into fewer days
YEAR = 366  # shooting dates that are looked at before a strip is said to have none
WINDOW = 5  # shooting dates that CP-SAT arranges anew at once
SHARE = 0.4  # deterministic limit for one of those


def solve(
    shoot: Shoot, *, budget: float = 20.0, seed: int = 0, locked: Mapping[str, date] | None = None
) -> Schedule:  # fmt: skip
    """Return the best board found for a shoot, with its proven bounds in `figures`.

    `budget` is work, about seconds of one core, and not a clock: the same input gives the same board anywhere. With
    0 the first board comes back as it is built. `locked` strips stay on their dates. Scenes longer than a day are
    split, which the notes say. ScheduleConflict (an InputError) names a smallest set of contradictory rules.
    """
    shoot, locks = split_long(shoot, locked or {})
    inst = compile_shoot(shoot, locks)
    board = first_board(inst, budget)
    inst = board.inst
    least = days_bound(board)
    squeeze(board, least, seed, 4000 if budget else 300)
    if budget <= 0:
        return to_schedule(board, least, cost_bound(board, 500), tuple(locks))
    least = fewer_days(board, least, budget, seed)
    bound = cost_bound(board)
    improve(board, budget, seed, bound)
    if len(inst.strips) * len(inst.dates) <= SMALL and bound < board.cost() - FAR * board.used():
        bound = max(bound, _prove_cost(board, budget))
    return to_schedule(board, least, bound, tuple(locks))


def first_board(inst: Instance, budget: float) -> Board:
    """Return a feasible board; ScheduleConflict where there is none."""
    if not all(inst.allowed) and len(inst.dates) < YEAR:  # the light, say, may come later in the year
        wide = compile_shoot(inst.shoot, dict(inst.locked), slots=YEAR)
        inst = wide if all(wide.allowed) else inst
    if not all(inst.allowed):
        raise explain(inst).error()
    if tangled := circle(inst):
        raise tangled.error()
    board = Board(inst)
    if construct(board) and board.feasible():
        return board
    found = _by_model(inst, budget)
    if found is None and inst.shoot.rules.calendar.end is None:
        # nothing says when the shoot must end: with a date for every strip and one to rest there is room for all
        wide = compile_shoot(inst.shoot, dict(inst.locked), slots=2 * len(inst.strips) + len(inst.dates))
        if len(wide.dates) > len(inst.dates):
            inst = wide
            board = Board(inst)
            if construct(board) and board.feasible():
                return board
            found = _by_model(inst, budget)
    if found is None:
        raise explain(inst).error()
    return found


def _by_model(inst: Instance, budget: float) -> Board | None:
    """Return a board that CP-SAT finds, None where it proves that there is none."""
    limit = max(20.0, budget * PROOF)
    answer = whole(inst).solve(limit, first=True)
    if answer.status == "unknown":
        raise InputError(
            "no board was found, and it is not proven that there is none", hint="raise the budget, or loosen a rule"
        )
    return _adopt(Board(inst), answer.where) if answer.status == "found" else None


def _adopt(board: Board, where: Mapping[int, int]) -> Board:
    board.restore([where[item.strips[0]] for item in board.items])
    return board


def fewer_days(board: Board, least: int, budget: float, seed: int) -> int:
    """Bring a board down to fewer days, as far as it goes; return the proven fewest."""
    tries = 0
    while board.used() > least and tries < 2:
        tries = 0 if tighten(board, seed + tries, min(LOOSE, round(budget * STEPS / 3))) else tries + 1
    while board.used() > least and len(board.items) * board.used() <= PACKED:
        days, before = board.used() - 1, board.snapshot()
        answer = pack(board, days, budget * PROOF * 0.25)
        if answer.status == "impossible":
            return days + 1
        groups: dict[int, list[int]] = {}
        for at, day in answer.where.items():
            groups.setdefault(day, []).append(at)
        dates = [s for s in range(board.slots) if board.load[s].items][:days]
        if answer.status == "unknown" or not redate(board, list(groups.values()), dates):
            board.restore(before)
            return least
    return least


def improve(board: Board, budget: float, seed: int, bound: int) -> None:
    """Spend a budget on a better board: annealing, CP-SAT on runs of days, annealing from there; to the bound."""
    steps = min(round(budget * STEPS), 20_000 + 200 * len(board.items) ** 2)
    for work in (
        lambda: anneal(board, steps * 7 // 10, seed),
        lambda: polish(board, budget * PROOF * 0.15, seed),
        lambda: anneal(board, steps // 10, seed + 1, hot=0.6, cold=0.1),
    ):
        if board.cost() - FAR * board.used() > bound:
            work()


def polish(board: Board, budget: float, seed: int) -> None:
    """Arrange runs of days anew by CP-SAT while the budget lasts; a run is kept only where the board gets better."""
    inst, spent, at = board.inst, 0.0, 0
    while spent < budget:
        used = [s for s in range(board.slots) if board.load[s].items]
        first = used[(at * (WINDOW - 2)) % len(used)]
        slots = range(first, min(board.slots, first + WINDOW))
        inside = [i for s in slots for i in board.strips_at(s)]
        at, spent = at + 1, spent + SHARE
        where = {i: board.where[board.item_of[i]] for i in range(len(inst.strips))}
        around = {i: s for i, s in where.items() if s not in slots}
        kinds = {s: board.kind[s] for s in (first - 1, slots[-1] + 1) if 0 <= s < board.slots and board.load[s].items}
        model = Model(inst, inst.facts, slots, inside, around, kinds)
        model.limit_days(sum(bool(board.load[s].items) for s in slots))
        model.hint(where)
        model.minimise_cost(relax_drops=False)
        _take_better(board, {**around, **model.solve(SHARE, seed).where})


def _take_better(board: Board, where: Mapping[int, int]) -> None:
    """Adopt a solver's board where it is whole, feasible and better by the exact cost."""
    if len(where) < len(board.inst.strips):
        return
    before, cost = board.snapshot(), board.cost()
    _adopt(board, where)
    if not board.feasible() or board.cost() > cost:
        board.restore(before)


def _prove_cost(board: Board, budget: float) -> int:
    """Return the proven least cost by CP-SAT on a whole small board of no more days; a better board is kept."""
    model = whole(board.inst)
    model.limit_days(board.used())
    model.hint({i: board.where[board.item_of[i]] for i in range(len(board.inst.strips))})
    model.minimise_cost(relax_drops=True)
    answer = model.solve(budget * PROOF * 0.5)
    _take_better(board, answer.where)
    return answer.bound


def to_schedule(board: Board, least: int, bound: int, locked: tuple[str, ...]) -> Schedule:
    """Return the board as days with strips in shooting order, and its figures."""
    inst = board.inst
    top = max(s for s in range(board.slots) if board.load[s].items)
    order = order_days(
        [[(inst.strips[i], inst.base[i]) for i in board.strips_at(s)] for s in range(top + 1)],
        [inst.kinds[board.kind[s]] for s in range(top + 1)], inst.shoot.rules.before,
    )  # fmt: skip
    days = numbered(
        ShootDay(0, inst.dates[s], tuple(order[s]), inst.kinds[board.kind[s]] if order[s] else inst.kinds[0])
        for s in range(top + 1)
    )
    made = Schedule(inst.shoot, days, locked=locked, notes=inst.shoot.notes)
    found = figures(made)
    return replace(made, figures=replace(found, days_bound=least, cost_bound=min(bound, found.cost)))

