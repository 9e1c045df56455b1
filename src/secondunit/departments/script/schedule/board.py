"""A board under change: strips in days, days on dates, and the exact cost of every change.

Strips that must be shot together are one item. A day's content is a `Load`; loads can trade dates. Work days of a
member are bits of an integer, so that a change of date costs a few operations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from secondunit.core.schedule import DayKind, Light
from secondunit.departments.script.schedule.instance import Instance, light_minutes

FAR = 1 << 40  # cost of a shooting day: before everything else


class Load:
    """What one day holds, with its sums."""

    __slots__ = ("allowed", "bases", "cast", "dark", "dawn", "day", "dusk", "eighths", "items", "minors", "minutes")

    def __init__(self, minors: int) -> None:
        self.items: set[int] = set()
        self.eighths = self.minutes = self.day = self.dark = self.dawn = self.dusk = 0
        self.bases: dict[int, int] = {}
        self.cast: dict[int, int] = {}
        self.minors: list[tuple[int, int]] = [(0, 0)] * minors  # minutes, minutes in the dark
        self.allowed = -1


class Item:
    """Strips that go on one day, as one."""

    __slots__ = ("allowed", "bases", "cast", "dark", "dawn", "day", "dusk", "eighths", "minors", "minutes", "strips")

    def __init__(self, inst: Instance, strips: Sequence[int]) -> None:
        self.strips = tuple(strips)
        self.eighths = sum(inst.strips[i].eighths for i in strips)
        self.minutes = sum(inst.strips[i].minutes for i in strips)
        lights = [light_minutes(inst.strips[i]) for i in strips]
        self.day, self.dark = sum(d for d, _ in lights), sum(n for _, n in lights)
        self.dawn = sum(inst.strips[i].light is Light.DAWN for i in strips)
        self.dusk = sum(inst.strips[i].light is Light.DUSK for i in strips)
        self.bases = tuple(sorted({inst.base[i] for i in strips}))
        self.cast = tuple(sorted({a for i in strips for a in inst.cast[i]}))
        self.minors = tuple(
            (m, sum(inst.strips[i].minutes for i in strips if minor.member in inst.cast[i]),
             sum(light_minutes(inst.strips[i])[1] for i in strips if minor.member in inst.cast[i]))
            for m, minor in enumerate(inst.minors) if minor.member in self.cast
        )  # fmt: skip
        self.allowed = -1
        for i in strips:
            self.allowed &= inst.allowed[i]


class Board:
    """The state of a search. `load[s]` is the content of slot s; costs are kept exact by every change."""

    def __init__(self, inst: Instance) -> None:
        self.inst = inst
        rules, w = inst.shoot.rules, inst.shoot.rules.weights
        self.items = [Item(inst, group) for group in _groups(inst)]
        self.slots = len(inst.dates)
        self.load = [Load(len(inst.minors)) for _ in range(self.slots)]
        self.where = [-1] * len(self.items)  # slot of each item
        self.mask = [0] * len(inst.members)
        self.max_eighths, self.max_minutes, self.move_minutes = rules.max_eighths, inst.minutes, rules.move_minutes
        self.max_places = rules.max_places
        self.w_move, self.w_idle = w.move, w.idle
        late = {DayKind.DAY: 0, DayKind.SPLIT: w.split, DayKind.NIGHT: w.night}
        self.w_kind = [late[kind] for kind in inst.kinds]
        self.w_work = [w.work * e.pay for e in inst.members]
        self.w_hold = [w.hold * e.pay if e.hold else 0 for e in inst.members]
        self.drop = [e.hold and e.drop for e in inst.members]
        self.kind = [0] * self.slots
        self.joined = [inst.next_day(s) for s in range(self.slots)]
        item_of = {i: at for at, item in enumerate(self.items) for i in item.strips}
        self.before: list[tuple[int, int]] = []
        self.apart: list[tuple[int, int]] = []
        self.chain: list[tuple[int, int]] = []
        for fact in inst.facts:
            pairs = {"before": self.before, "apart": self.apart, "next": self.chain}.get(fact.kind)
            if pairs is not None:
                pairs.append((item_of[fact.strips[0]], item_of[fact.strips[1]]))
        self.ordered = bool(self.before or self.apart or self.chain)
        self.item_of = item_of

    # ---- what a day may hold -------------------------------------------------

    def kinds_for(self, load: Load, s: int) -> list[int]:
        """Return the kinds of day that can shoot this content on slot s, the most wanted first."""
        if (
            load.eighths > self.max_eighths
            or len(load.bases) > self.max_places
            or load.minutes + self.move_minutes * (len(load.bases) - 1) > self.max_minutes
            or load.dawn > 1
            or load.dusk > 1
        ):
            return []
        out = []
        for k, window in enumerate(self.inst.windows[s]):
            if load.day > window.daylight or load.dark > window.darkness:
                continue
            if (load.dawn and not window.dawn) or (load.dusk and not window.dusk):
                continue
            if load.minors and any(
                used > minor.most[k] or dark > minor.dark[k][s]
                for (used, dark), minor in zip(load.minors, self.inst.minors, strict=True)
            ):
                continue
            out.append(k)
        return out

    def rested(self, s: int) -> bool:
        """Whether the company has its rest before and after slot s."""
        if not self.load[s].items:
            return True
        short = self.inst.short_rest
        if s and self.joined[s - 1] and self.load[s - 1].items and short[self.kind[s - 1]][self.kind[s]]:
            return False
        return not (
            self.joined[s] and s + 1 < self.slots and self.load[s + 1].items and short[self.kind[s]][self.kind[s + 1]]
        )

    def in_order(self) -> bool:
        """Whether order, apart and consecutive rules hold among what is placed."""
        where = self.where
        return (
            all(where[a] <= where[b] or where[b] < 0 for a, b in self.before)
            and all(where[a] != where[b] or where[a] < 0 for a, b in self.apart)
            and all(where[a] + 1 == where[b] or where[a] < 0 or where[b] < 0 for a, b in self.chain)
        )

    # ---- cost ----------------------------------------------------------------

    def member_cost(self, a: int, mask: int) -> int:
        """Return what a member costs with these work slots: work, and hold from first to last."""
        cost = self.w_work[a] * mask.bit_count()
        hold = self.w_hold[a]
        if hold and mask:
            gaps = ((1 << mask.bit_length()) - (mask & -mask)) & ~mask & self.inst.paid[a]
            if gaps:
                if self.drop[a]:
                    gaps &= ~self.dropped(a, mask)
                cost += hold * gaps.bit_count()
        return cost

    def dropped(self, a: int, mask: int) -> int:
        """Return the slots for which a member is dropped: the first gap that is long enough in calendar days."""
        dates, need = self.inst.dates, self.inst.members[a].drop_days
        rest, last = mask, -1
        while rest:
            low = rest & -rest
            s = low.bit_length() - 1
            if last >= 0 and s - last > 1 and (dates[s] - dates[last]).days - 1 >= need:
                return (low - 1) & ~((1 << (last + 1)) - 1)
            last, rest = s, rest ^ low
        return 0

    def cast_cost(self) -> int:
        """Return what all members cost."""
        return sum(self.member_cost(a, mask) for a, mask in enumerate(self.mask))

    def day_cost(self) -> int:
        """Return shooting days, idle dates, kinds of day and company moves together."""
        cost, used, before, last = 0, 0, None, -1
        for s, load in enumerate(self.load):
            if load.items:
                used, last = used + 1, s
                cost += self.w_kind[self.kind[s]] + self.w_move * (len(load.bases) - 1)
                if before is not None and before.keys().isdisjoint(load.bases):
                    cost += self.w_move
                before = load.bases
        return cost + FAR * used + self.w_idle * (last + 1 - used)

    def near_cost(self, spots: Iterable[int]) -> int:
        """Return the part of `day_cost` that hangs on these slots, while the same slots stay in use."""
        cost, pairs = 0, set()
        for s in spots:
            load = self.load[s]
            if not load.items:
                continue
            cost += self.w_kind[self.kind[s]] + self.w_move * (len(load.bases) - 1)
            t = s - 1
            while t >= 0 and not self.load[t].items:
                t -= 1
            pairs.add((t, s))
            u = s + 1
            while u < self.slots and not self.load[u].items:
                u += 1
            pairs.add((s, u))
        for t, u in pairs:
            if t >= 0 and u < self.slots and self.load[t].bases.keys().isdisjoint(self.load[u].bases):
                cost += self.w_move
        return cost

    def cost(self) -> int:
        """Return the whole cost; shooting days count FAR each."""
        return self.cast_cost() + self.day_cost()

    # ---- changes -------------------------------------------------------------

    def put(self, at: int, s: int) -> None:
        """Put an item on a slot without asking."""
        item, load, bit = self.items[at], self.load[s], 1 << s
        load.items.add(at)
        load.eighths += item.eighths
        load.minutes += item.minutes
        load.day += item.day
        load.dark += item.dark
        load.dawn += item.dawn
        load.dusk += item.dusk
        for b in item.bases:
            load.bases[b] = load.bases.get(b, 0) + 1
        cast = load.cast
        for a in item.cast:
            cast[a] = cast.get(a, 0) + 1
            self.mask[a] |= bit
        for m, used, dark in item.minors:
            was = load.minors[m]
            load.minors[m] = (was[0] + used, was[1] + dark)
        load.allowed &= item.allowed
        self.where[at] = s

    def take(self, at: int) -> None:
        """Take an item off its slot."""
        s = self.where[at]
        item, load = self.items[at], self.load[s]
        bit = 1 << s
        load.items.discard(at)
        load.eighths -= item.eighths
        load.minutes -= item.minutes
        load.day -= item.day
        load.dark -= item.dark
        load.dawn -= item.dawn
        load.dusk -= item.dusk
        for b in item.bases:
            load.bases[b] -= 1
            if not load.bases[b]:
                del load.bases[b]
        cast = load.cast
        for a in item.cast:
            cast[a] -= 1
            if not cast[a]:
                del cast[a]
                self.mask[a] &= ~bit
        for m, used, dark in item.minors:
            was = load.minors[m]
            load.minors[m] = (was[0] - used, was[1] - dark)
        load.allowed = -1
        for each in load.items:
            load.allowed &= self.items[each].allowed
        self.where[at] = -1

    def settle(self, s: int) -> bool:
        """Choose the kind of day for slot s and say whether the day is possible there, rest included."""
        load = self.load[s]
        if not load.items:
            return True
        for k in self.kinds_for(load, s):
            self.kind[s] = k
            if self.rested(s):
                return True
        return False

    def snapshot(self) -> list[int]:
        """Return the slot of each item."""
        return list(self.where)

    def restore(self, where: Sequence[int]) -> None:
        """Put every item where a snapshot says."""
        self.load = [Load(len(self.inst.minors)) for _ in range(self.slots)]
        self.mask = [0] * len(self.mask)
        for at, s in enumerate(where):
            self.where[at] = -1
            if s >= 0:
                self.put(at, s)
        self.choose_kinds()

    def choose_kinds(self) -> None:
        """Give all days the kinds that cost least with the rest between them kept, where that can be done."""
        short = self.inst.short_rest
        best: dict[int, tuple[int, list[int]]] = {0: (0, [])}
        tight = False  # whether the slot before is in use and the calendar date before
        for s, load in enumerate(self.load):
            if not load.items:
                cost, chain = min(best.values())
                best, tight = {0: (cost, [*chain, 0])}, False
                continue
            nexts: dict[int, tuple[int, list[int]]] = {}
            for k in self.kinds_for(load, s):
                ways = [way for before, way in best.items() if not (tight and short[before][k])]
                if ways:
                    cost, chain = min(ways)
                    nexts[k] = (cost + self.w_kind[k], [*chain, k])
            if not nexts:  # no kind will do: the board is not feasible, whatever is chosen
                cost, chain = min(best.values())
                nexts = {0: (cost, [*chain, 0])}
            best, tight = nexts, self.joined[s]
        self.kind = min(best.values())[1]

    def feasible(self) -> bool:
        """Whether every item is placed and every rule holds."""
        return (
            all(s >= 0 and item.allowed >> s & 1 for s, item in zip(self.where, self.items, strict=True))
            and all(self.kind[s] in self.kinds_for(load, s) for s, load in enumerate(self.load) if load.items)
            and all(self.rested(s) for s in range(self.slots))
            and self.in_order()
        )

    def strips_at(self, s: int) -> list[int]:
        """Return the strips on a slot, in script order."""
        return sorted(i for at in self.load[s].items for i in self.items[at].strips)

    def used(self) -> int:
        """Return how many shooting days there are."""
        return sum(bool(load.items) for load in self.load)


def _groups(inst: Instance) -> list[list[int]]:
    """Return strips that must be together as groups, all others alone, in script order."""
    parent = list(range(len(inst.strips)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for fact in inst.facts:
        if fact.kind == "together":
            for i in fact.strips[1:]:
                parent[root(i)] = root(fact.strips[0])
    groups: dict[int, list[int]] = {}
    for i in range(len(inst.strips)):
        groups.setdefault(root(i), []).append(i)
    return list(groups.values())
