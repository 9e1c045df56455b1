"""The board as a CP-SAT model: whole boards for proofs, runs of days for improvement, chosen facts for explanation.

One worker and a deterministic limit, so that the same input gives the same answer. A limit is about a second of one
core per unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from secondunit.core.schedule import DayKind, Light
from secondunit.departments.script.schedule.facts import Fact
from secondunit.departments.script.schedule.instance import Instance

Expression: TypeAlias = Any  # a literal, a linear expression or a number of CP-SAT, which has no type stubs


@dataclass(frozen=True, slots=True)
class Answer:
    """What the solver says: "found" (`where` holds the slot of each strip), "impossible" or "unknown"."""

    status: str
    where: dict[int, int]
    cost: int = 0
    bound: int = 0  # proven lower bound of the objective
    optimal: bool = False


class Model:
    """A model of some strips on a run of slots, under some facts.

    `around` gives for strips outside their slots; they stay where they are and count for the cast, moves and rest at
    the edges. `minimise_cost` asks for a cheap one.
    """

    def __init__(
        self, inst: Instance, facts: Sequence[Fact], slots: range, strips: Sequence[int],
        around: Mapping[int, int] | None = None, kinds: Mapping[int, int] | None = None,
    ) -> None:  # fmt: skip
        from ortools.sat.python import cp_model

        self.inst, self.slots, self.free = inst, slots, list(strips)
        self.around, self.kinds_around = dict(around or {}), dict(kinds or {})
        self.m: Expression = cp_model.CpModel()
        closed = dict.fromkeys(self.free, 0)
        for fact in facts:
            if fact.kind == "forbid":
                for i in fact.strips:
                    if i in closed:
                        closed[i] |= fact.mask
        self.x: dict[tuple[int, int], Any] = {
            (i, s): self.m.new_bool_var("") for i in self.free for s in slots if not closed[i] >> s & 1
        }
        self.by_slot: dict[int, list[int]] = {s: [] for s in slots}
        self.by_strip: dict[int, list[int]] = {i: [] for i in self.free}
        for i, s in self.x:
            self.by_slot[s].append(i)
            self.by_strip[i].append(s)
        for i in self.free:
            self.m.add_exactly_one(self.x[i, s] for s in self.by_strip[i])
        self.used = {s: self._any([self.x[i, s] for i in self.by_slot[s]]) for s in slots}
        self.at_base: dict[tuple[int, int], Any] = {}
        for s in slots:
            inside: dict[int, list[Any]] = {}
            for i in self.by_slot[s]:
                inside.setdefault(inst.base[i], []).append(self.x[i, s])
            self.at_base.update({(b, s): self._any(each) for b, each in inside.items()})
        self.kind = {(k, s): self.m.new_bool_var("") for k in range(len(inst.kinds)) for s in slots}
        for s in slots:
            self.m.add_exactly_one(self.kind[k, s] for k in range(len(inst.kinds)))
        for fact in facts:
            self._add(fact)

    def _any(self, literals: Sequence[Expression]) -> Expression:
        """Return a variable that is true when one of the literals is."""
        out = self.m.new_bool_var("")
        self.m.add_max_equality(out, literals) if literals else self.m.add(out == 0)
        return out

    def _sum(self, s: int, weigh: Sequence[int]) -> Expression:
        return sum(weigh[i] * self.x[i, s] for i in self.by_slot[s] if weigh[i])

    def _add(self, fact: Fact) -> None:
        inst, rules, strips = self.inst, self.inst.shoot.rules, self.inst.strips
        kinds = range(len(inst.kinds))
        if fact.kind == "pages":
            sizes = [strip.eighths for strip in strips]
            for s in self.slots:
                self.m.add(self._sum(s, sizes) <= rules.max_eighths)
        elif fact.kind == "hours":
            sizes = [strip.minutes for strip in strips]
            for s in self.slots:
                bases = sum(lit for (_, t), lit in self.at_base.items() if t == s)
                self.m.add(self._sum(s, sizes) + rules.move_minutes * bases <= inst.minutes + rules.move_minutes)
        elif fact.kind == "places":
            for s in self.slots:
                self.m.add(sum(lit for (_, t), lit in self.at_base.items() if t == s) <= rules.max_places)
        elif fact.kind == "light":
            for light in (Light.DAY, Light.NIGHT):
                sizes = [strip.minutes if strip.light is light else 0 for strip in strips]
                for s in self.slots:
                    have = [w.daylight if light is Light.DAY else w.darkness for w in inst.windows[s]]
                    self.m.add(self._sum(s, sizes) <= sum(have[k] * self.kind[k, s] for k in kinds))
            self._sunrise()
        elif fact.kind == "magic":
            for s in self.slots:
                self.m.add_at_most_one(self.x[i, s] for i in fact.strips if (i, s) in self.x)
        elif fact.kind == "minor":
            self._minor(fact.member)
        elif fact.kind == "rest":
            self._rest()
        elif fact.kind in ("before", "apart", "next", "together"):
            self._order(fact)

    def _sunrise(self) -> None:
        for (i, s), lit in self.x.items():
            light = self.inst.strips[i].light
            if light in (Light.DAWN, Light.DUSK):
                fits = [k for k, w in enumerate(self.inst.windows[s]) if (w.dawn if light is Light.DAWN else w.dusk)]
                self.m.add_bool_or([*(self.kind[k, s] for k in fits), lit.negated()])

    def _minor(self, member: int) -> None:
        minor = next(each for each in self.inst.minors if each.member == member)
        strips, kinds = self.inst.strips, range(len(self.inst.kinds))
        theirs = [strip.minutes if member in self.inst.cast[i] else 0 for i, strip in enumerate(strips)]
        dark = [size if strips[i].light is Light.NIGHT else 0 for i, size in enumerate(theirs)]
        for s in self.slots:
            self.m.add(self._sum(s, theirs) <= sum(minor.most[k] * self.kind[k, s] for k in kinds))
            if any(dark):
                self.m.add(self._sum(s, dark) <= sum(minor.dark[k][s] * self.kind[k, s] for k in kinds))

    def _rest(self) -> None:
        inst, first, last = self.inst, self.slots[0], self.slots[-1]
        for k, row in enumerate(inst.short_rest):
            for then, short in enumerate(row):
                if not short:
                    continue
                for s in range(first, last):
                    if inst.next_day(s):
                        self.m.add_bool_or(
                            lit.negated()
                            for lit in (self.kind[k, s], self.kind[then, s + 1], self.used[s], self.used[s + 1])
                        )
                if self.kinds_around.get(first - 1) == k and inst.next_day(first - 1):
                    self.m.add_bool_or(self.kind[then, first].negated(), self.used[first].negated())
                if self.kinds_around.get(last + 1) == then and inst.next_day(last):
                    self.m.add_bool_or(self.kind[k, last].negated(), self.used[last].negated())

    def _place(self, i: int) -> Expression:
        """Return the slot of a strip as an expression or a number."""
        if i in self.by_strip:
            return sum(s * self.x[i, s] for s in self.by_strip[i])
        return self.around.get(i)

    def _order(self, fact: Fact) -> None:
        if not any(i in self.by_strip for i in fact.strips):
            return
        if fact.kind == "together":
            for i in fact.strips[1:]:
                self.m.add(self._place(i) == self._place(fact.strips[0]))
            return
        one, other = fact.strips
        a, b = self._place(one), self._place(other)
        if a is None or b is None:
            return
        if fact.kind == "before":
            self.m.add(a <= b)
        elif fact.kind == "next":
            self.m.add(a + 1 == b)
        else:
            for s in self.slots:
                if (one, s) in self.x and (other, s) in self.x:
                    self.m.add_at_most_one(self.x[one, s], self.x[other, s])

    # ---- objectives ----------------------------------------------------------

    def limit_days(self, days: int) -> None:
        """Allow at most so many shooting days."""
        self.m.add(sum(self.used.values()) <= days)

    def minimise_cost(self, relax_drops: bool) -> None:
        """Ask for the least cost. `relax_drops` leaves out the hold of members who could be dropped: a bound."""
        self.m.minimize(self._cast_terms(relax_drops) + self._day_terms())

    def _cast_terms(self, relax_drops: bool) -> Expression:
        inst, w = self.inst, self.inst.shoot.rules.weights
        first, last = self.slots[0], self.slots[-1]
        terms = []
        outside = [0] * len(inst.members)
        for i, s in self.around.items():
            for a in inst.cast[i]:
                outside[a] |= 1 << s
        for a, element in enumerate(inst.members):
            theirs: dict[int, list[Any]] = {s: [] for s in self.slots}
            for i in self.free:
                if a in inst.cast[i]:
                    for s in self.by_strip[i]:
                        theirs[s].append(self.x[i, s])
            if not any(theirs.values()):
                continue
            work = {s: self._any(each) for s, each in theirs.items()}
            terms += [w.work * element.pay * lit for lit in work.values()]
            droppable = element.drop and (inst.dates[-1] - inst.dates[0]).days > element.drop_days
            if not element.hold or (relax_drops and droppable):
                continue
            rate = w.hold * element.pay
            ahead, behind = outside[a] & ((1 << first) - 1), outside[a] >> (last + 1)
            begun, to_come = self._spans(work, bool(ahead), bool(behind))
            for s in self.slots:
                if inst.paid[a] >> s & 1:
                    held = self.m.new_bool_var("")
                    self.m.add_bool_or(held, work[s], begun[s].negated(), to_come[s].negated())
                    terms.append(rate * held)
            if ahead and not behind:  # the days from the last one outside up to this run
                gap = ((1 << first) - 1) & ~((1 << ahead.bit_length()) - 1) & inst.paid[a]
                terms.append(rate * gap.bit_count() * to_come[first])
            if behind and not ahead:
                low = (outside[a] & -outside[a]).bit_length() - 1
                gap = ((1 << low) - 1) & ~((1 << (last + 1)) - 1) & inst.paid[a]
                terms.append(rate * gap.bit_count() * begun[last])
        return sum(terms)

    def _spans(self, work: Mapping[int, Any], ahead: bool, behind: bool) -> tuple[dict[int, Any], dict[int, Any]]:
        """Return for each slot: has worked by then, will work from then on."""
        begun: dict[int, Any] = {}
        to_come: dict[int, Any] = {}
        for out, order, fixed in ((begun, list(self.slots), ahead), (to_come, list(self.slots)[::-1], behind)):
            before = None
            for s in order:
                lit = self.m.new_bool_var("")
                if fixed:
                    self.m.add(lit == 1)
                else:
                    self.m.add_implication(work[s], lit)
                    if before is not None:
                        self.m.add_implication(before, lit)
                        self.m.add_bool_or(lit.negated(), before, work[s])
                    else:
                        self.m.add_implication(lit, work[s])
                out[s] = before = lit
        return begun, to_come

    def _day_terms(self) -> Expression:
        inst, w = self.inst, self.inst.shoot.rules.weights
        late = {DayKind.DAY: 0, DayKind.SPLIT: w.split, DayKind.NIGHT: w.night}
        terms = []
        for s in self.slots:
            bases = [lit for (_, t), lit in self.at_base.items() if t == s]
            terms.append(w.move * (sum(bases) - self.used[s]))
            for k, kind in enumerate(inst.kinds):
                if late[kind]:
                    both = self.m.new_bool_var("")
                    self.m.add_bool_or(both, self.kind[k, s].negated(), self.used[s].negated())
                    terms.append(late[kind] * both)
        stands = {s: [i for i, t in self.around.items() if t == s] for s in (self.slots[0] - 1, self.slots[-1] + 1)}
        for s in range(self.slots[0] - 1, self.slots[-1] + 1):
            here, there = self._bases(s, stands), self._bases(s + 1, stands)
            if not here or not there:
                continue
            moved = self.m.new_bool_var("")
            shared = []
            for b in here.keys() & there.keys():
                both = self.m.new_bool_var("")
                self.m.add_implication(both, here[b])
                self.m.add_implication(both, there[b])
                shared.append(both)
            idle = [self.used[t].negated() for t in (s, s + 1) if t in self.used]
            self.m.add_bool_or([moved, *shared, *idle])
            terms.append(w.move * moved)
        top = self.m.new_int_var(0, self.slots[-1] + 1, "")
        for s in self.slots:
            self.m.add(top >= s + 1).only_enforce_if(self.used[s])
        if not self.around:
            terms.append(w.idle * (top - sum(self.used.values())))
        return sum(terms)

    def _bases(self, s: int, stands: Mapping[int, Sequence[int]]) -> dict[int, Any]:
        if s in self.used:
            return {b: lit for (b, t), lit in self.at_base.items() if t == s}
        return {self.inst.base[i]: self.m.new_constant(1) for i in stands.get(s, ())}

    # ---- solving -------------------------------------------------------------

    def hint(self, where: Mapping[int, int]) -> None:
        """Start the search from a known board."""
        for (i, s), lit in self.x.items():
            self.m.add_hint(lit, int(where.get(i) == s))

    def solve(self, limit: float, seed: int = 0, first: bool = False) -> Answer:
        """Solve within a deterministic limit; `first` stops at the first board."""
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        solver.parameters.max_deterministic_time = limit
        solver.parameters.stop_after_first_solution = first
        solver.parameters.linearization_level = 2
        status = solver.solve(self.m)
        if status == cp_model.INFEASIBLE:
            return Answer("impossible", {})
        bound = int(solver.best_objective_bound + 0.999999) if self.m.has_objective() else 0
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            where = {i: s for (i, s), lit in self.x.items() if solver.boolean_value(lit)}
            cost = round(solver.objective_value) if self.m.has_objective() else 0
            return Answer("found", where, cost, bound, status == cp_model.OPTIMAL)
        return Answer("unknown", {}, bound=bound)


def whole(inst: Instance, facts: Sequence[Fact] | None = None) -> Model:
    """Return the model of the whole board under these facts, or under all."""
    return Model(inst, inst.facts if facts is None else facts, range(len(inst.dates)), range(len(inst.strips)))
