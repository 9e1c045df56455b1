"""Fewer days: can the items be packed into so many days at all?

Bin packing with pages, hours, bases and light, without dates: when it is impossible, so is every board of so many
days. Days are alike here, so the first items may be told which day to take (symmetry breaking).
"""

from __future__ import annotations

from secondunit.departments.script.schedule.board import Board
from secondunit.departments.script.schedule.model import Answer, Expression


def pack(board: Board, days: int, limit: float) -> Answer:
    """Return a packing (`where`: day of each item), "impossible", or "unknown" within the deterministic limit."""
    from ortools.sat.python import cp_model

    items, inst = board.items, board.inst
    model: Expression = cp_model.CpModel()
    order = sorted(range(len(items)), key=lambda at: (-items[at].eighths, -items[at].minutes, at))
    x = {(at, d): model.new_bool_var("") for n, at in enumerate(order) for d in range(min(days, n + 1))}
    for at in order:
        model.add_exactly_one(x[at, d] for d in range(days) if (at, d) in x)
    windows = [window for row in inst.windows for window in row]
    bright, dark = (max(getattr(w, name) for w in windows) for name in ("daylight", "darkness"))
    bases = sorted({b for item in items for b in item.bases})
    for d in range(days):
        here = [at for at in order if (at, d) in x]

        def total(name: str, here: list[int] = here, d: int = d) -> Expression:
            return sum(getattr(items[at], name) * x[at, d] for at in here if getattr(items[at], name))

        stands = {b: model.new_bool_var("") for b in bases}
        for at in here:
            for b in items[at].bases:
                model.add_implication(x[at, d], stands[b])
        model.add(sum(stands.values()) <= board.max_places)
        model.add(total("eighths") <= board.max_eighths)
        moves = board.move_minutes * (sum(stands.values()) - 1)
        model.add(total("minutes") + moves <= board.max_minutes)
        for name, most in (("day", bright), ("dark", dark), ("dawn", 1), ("dusk", 1)):
            if any(getattr(item, name) for item in items):
                model.add(total(name) <= most)
        for one, other in board.apart:
            if (one, d) in x and (other, d) in x:
                model.add_at_most_one(x[one, d], x[other, d])
        for m, minor in enumerate(inst.minors):
            used = sum(size * x[at, d] for at in here for which, size, _ in items[at].minors if which == m)
            model.add(used <= max(minor.most))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = limit
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return Answer("impossible", {})
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer("found", {at: d for (at, d), lit in x.items() if solver.boolean_value(lit)})
    return Answer("unknown", {})
