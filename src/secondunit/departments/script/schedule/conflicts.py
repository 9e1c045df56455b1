"""Why a board cannot be made: a smallest set of rules that contradict each other, in plain words.

A deletion filter (Chinneck and Dravnieks 1991) finds a set none of whose rules can be left out; implicit hitting
sets (Ignatiev and others 2015) then look for a smaller one. Every step is a CP-SAT proof.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from secondunit.core.errors import InputError
from secondunit.departments.script.schedule.board import Board
from secondunit.departments.script.schedule.facts import Fact
from secondunit.departments.script.schedule.greedy import construct
from secondunit.departments.script.schedule.instance import Instance, loosened
from secondunit.departments.script.schedule.model import Model

CHECK = 6.0  # deterministic limit of one proof
LOCAL = ("forbid", "before", "apart", "next", "together")  # kinds of facts that leave the size of days alone
SHRINK = 40  # proofs spent on looking for a smaller set


class ScheduleConflict(InputError):
    """The rules of the shoot contradict each other; `facts["conflict"]` holds those that do, in words."""

    code = "input.schedule_conflict"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules that cannot hold together. `minimal`: without any one of them they can. `smallest`: no set is smaller."""

    facts: tuple[Fact, ...]
    minimal: bool
    smallest: bool

    def error(self) -> ScheduleConflict:
        """Return the error that a person reads."""
        said = [fact.words for fact in self.facts]
        if len(said) == 1:
            text = f"this cannot be scheduled: {said[0]}"
        else:
            text = "these rules cannot hold together: " + "; ".join(said)
        more = "give up or change one of them" if len(said) > 1 else "change it"
        kind = "smallest" if self.smallest else "minimal" if self.minimal else "not shown to be minimal"
        return ScheduleConflict(text, hint=f"{more}; nothing was lost", conflict=said, set=kind)


def circle(inst: Instance) -> Conflict | None:
    """Return a shortest circle of "comes before", which no day can untangle; None where there is none."""
    after: dict[int, list[tuple[int, Fact]]] = {}
    for fact in inst.facts:
        if fact.kind == "before":
            first, second = fact.strips[0], fact.strips[1]
            after.setdefault(first, []).append((second, fact))
    best: tuple[Fact, ...] = ()
    for start in after:
        ways: dict[int, tuple[Fact, ...]] = {start: ()}
        queue = deque([start])
        while queue:
            at = queue.popleft()
            for onward, fact in after.get(at, ()):
                way = (*ways[at], fact)
                if onward == start and (not best or len(way) < len(best)):
                    best = way
                if onward not in ways:
                    ways[onward] = way
                    queue.append(onward)
    return Conflict(best, True, True) if best else None


def explain(inst: Instance, limit: float = CHECK) -> Conflict:
    """Return a smallest contradictory set of an instance that has no board.

    InputError where the proof does not fit the limit, which is rare: most contradictions are between a few rules.
    """
    facts = list(inst.facts)

    def impossible(chosen: Sequence[int], prove: bool = True) -> bool | None:
        under = [facts[f] for f in chosen]
        loose = loosened(inst, under)
        if not all(loose.allowed):
            return True
        strips: Sequence[int] = range(len(inst.strips))
        if all(fact.kind in LOCAL for fact in under):  # strips that no rule ties to others have a date each
            strips = sorted({at for fact in under if fact.kind != "forbid" for at in fact.strips})
        else:
            board = Board(loose)
            if construct(board, tries=4) and board.feasible():
                return False
            if not prove:
                return None
        if not strips:
            return False
        status = Model(inst, under, range(len(inst.dates)), strips).solve(limit, first=True).status
        return {"impossible": True, "found": False}.get(status)

    start = _first(inst, facts, impossible, limit)
    core, minimal = delete(start, impossible)

    def grow(chosen: Sequence[int]) -> list[int]:
        local = {f for f, fact in enumerate(facts) if fact.kind in LOCAL}
        for wide in (set(range(len(facts))), local | set(chosen)):
            for f in core:
                if f not in chosen and impossible(sorted(wide - {f}), prove=wide <= local) is False:
                    return sorted(wide - {f})
        return list(chosen)

    smaller, smallest = core, len(core) == 1
    if minimal and len(core) > 1:
        smaller, smallest = shrink(core, len(facts), impossible, grow)
    return Conflict(tuple(facts[f] for f in smaller), minimal, smallest)


def _first(
    inst: Instance, facts: Sequence[Fact], impossible: Callable[[Sequence[int]], bool | None], limit: float
) -> list[int]:
    """Return a set to begin with: one strip's rules where those leave it no date, else the solver's own."""
    for at, allowed in enumerate(inst.allowed):
        if not allowed:
            return [f for f, fact in enumerate(facts) if fact.kind == "forbid" and at in fact.strips]
    everything = list(range(len(facts)))
    for kind, sizes, room in (("pages", [s.eighths for s in inst.strips], inst.shoot.rules.max_eighths),
                              ("hours", [s.minutes for s in inst.strips], inst.minutes)):  # fmt: skip
        day = next(f for f in everything if facts[f].kind == kind)
        for f in everything:  # what has to be shot within some dates does not fit into them
            fact = facts[f]
            open_ = len(inst.dates) - (fact.mask & ((1 << len(inst.dates)) - 1)).bit_count()
            if fact.kind == "forbid" and sum(sizes[at] for at in fact.strips) > open_ * room:
                return [f, day]
    local = [f for f in everything if facts[f].kind in LOCAL]
    if impossible(local):
        return local
    if impossible(everything):
        return everything
    raise InputError(
        "no board was found, and it is not proven that there is none", hint="raise the budget, or loosen a rule",
        limit=limit,
    )  # fmt: skip


def delete(core: Sequence[int], impossible: Callable[[Sequence[int]], bool | None]) -> tuple[list[int], bool]:
    """Return a set none of whose members can be left out, and whether every step was proven.

    Runs of members are tried at once, halving from large to small, so that a set of a few among hundreds is quick.
    """
    kept: list[int] = []
    rest, proven = list(core), True
    step = max(1, len(rest) // 2)
    while rest:
        step = min(step, len(rest))
        verdict = impossible([*kept, *rest[step:]])
        if verdict:
            rest = rest[step:]
        elif step > 1:
            step //= 2
        else:
            proven = proven and verdict is not None
            kept.append(rest.pop(0))
            step = max(1, len(rest) // 2)
    return kept, proven


def shrink(
    core: Sequence[int], count: int, impossible: Callable[[Sequence[int]], bool | None],
    grow: Callable[[Sequence[int]], list[int]] = list,
) -> tuple[list[int], bool]:  # fmt: skip
    """Return the smallest contradictory set and True, or `core` and False where it takes too many proofs.

    Every set of rules that can hold leaves out at least one rule of every contradiction; a least set that meets all
    those left out is either a contradiction, and then the smallest, or shows another set that can hold. `grow` makes
    a set that can hold larger, which saves proofs.
    """
    left_out: list[set[int]] = []
    for _ in range(SHRINK):
        chosen = _hit(left_out, count)
        if len(chosen) >= len(core):
            return list(core), True
        verdict = impossible(chosen)
        if verdict is None:
            break
        if verdict:
            return chosen, True
        left_out.append(set(range(count)) - set(grow(chosen)))
    return list(core), False


def _hit(sets: Sequence[set[int]], count: int) -> list[int]:
    """Return a least set of numbers below `count` that meets every given set."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    lits = [model.new_bool_var("") for _ in range(count)]
    for each in sets:
        model.add_bool_or(lits[f] for f in sorted(each))
    model.minimize(sum(lits))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = 2.0
    if solver.solve(model) != cp_model.OPTIMAL:
        return list(range(count))
    return [f for f, lit in enumerate(lits) if solver.boolean_value(lit)]
