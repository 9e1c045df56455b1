"""A shoot compiled to numbers: strips and slots as indices, what is allowed as bits of an integer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, takewhile

from secondunit.core.errors import InputError
from secondunit.core.schedule import CAST_UCID, MAX_SLOTS, BoardElement, DayKind, Light, Place, Shoot, Strip
from secondunit.departments.script.schedule.facts import Fact, Facts
from secondunit.departments.script.schedule.figures import wanted
from secondunit.departments.script.schedule.sun import DAY_MINUTES, Window, kinds, minutes, night_falls, window

MAX_STRIPS = 5000


@dataclass(frozen=True, slots=True)
class Minor:
    """One minor's limits: minutes a day, and per kind and slot the minutes (all, and in the dark) they may work."""

    member: int
    most: tuple[int, ...]  # by kind
    dark: tuple[tuple[int, ...], ...]  # by kind and slot


@dataclass(frozen=True, slots=True)
class Instance:
    """What the solvers see. Slots are candidate shooting dates in order; bases are where the company stands."""

    shoot: Shoot
    strips: tuple[Strip, ...]
    dates: tuple[date, ...]
    kinds: tuple[DayKind, ...]
    windows: tuple[tuple[Window, ...], ...]  # by slot and kind
    members: tuple[BoardElement, ...]
    cast: tuple[tuple[int, ...], ...]  # by strip: member indices
    base: tuple[int, ...]  # by strip
    bases: int
    minutes: int  # that can be shot in a day
    allowed: tuple[int, ...]  # by strip: slots as bits
    paid: tuple[int, ...]  # by member: slots that count as hold when between work days, as bits
    minors: tuple[Minor, ...]
    facts: tuple[Fact, ...]
    short_rest: tuple[tuple[bool, ...], ...]  # by kind and kind of the next date: too little rest
    locked: tuple[tuple[str, date], ...] = ()  # strip id and date

    def next_day(self, slot: int) -> bool:
        """Whether the slot after this one is the next calendar date."""
        return slot + 1 < len(self.dates) and (self.dates[slot + 1] - self.dates[slot]).days == 1


def compile_shoot(shoot: Shoot, locked: Mapping[str, date] | None = None, slots: int = 0) -> Instance:
    """Return the instance of a shoot. `slots` asks for at least so many dates; InputError for impossible input."""
    rules = shoot.rules
    strips = tuple(strip for strip in shoot.strips if strip.kind == "scene")
    _check(shoot, strips)
    dates = _dates(shoot, strips, locked or {}, slots)
    which = kinds(rules)
    windows = tuple(tuple(window(rules, day, kind) for kind in which) for day in dates)
    needs = wanted(shoot)
    inside = {id_ for strip in strips for id_ in needs[strip.id]}
    members = tuple(e for e in shoot.elements if e.ucid == CAST_UCID and e.id in inside)
    number = {element.id: at for at, element in enumerate(members)}
    cast = tuple(tuple(number[id_] for id_ in needs[strip.id] if id_ in number) for strip in strips)
    places = {place.id: place for place in shoot.places}
    names: dict[str, int] = {}
    base = tuple(
        names.setdefault((places[s.location].base or s.location) if s.location in places else s.location, len(names))
        for s in strips
    )
    facts = Facts(strips, dates, windows)
    for element in shoot.elements:
        if element.id in inside:
            facts.member(element, [i for i, strip in enumerate(strips) if element.id in needs[strip.id]])
    for place in shoot.places:
        facts.place(place, [i for i, strip in enumerate(strips) if strip.location == place.id], rules)
    for id_, day in rules.fixed:
        facts.fix(id_, day)
    for id_, day in (locked or {}).items():
        facts.fix(id_, day, locked=True)
    facts.light()
    facts.order(rules)
    if rules.calendar.end:
        words = f"the shoot ends on {rules.calendar.end:%d %b %Y} at the latest"
        facts.forbid(words, range(len(strips)), [day <= rules.calendar.end for day in dates])
    facts.day(rules, which, len(names))
    minors = _minors(shoot, members, cast, which, windows, facts)
    allowed = [(1 << len(dates)) - 1] * len(strips)
    for fact in facts.found:
        if fact.kind == "forbid":
            for at in fact.strips:
                allowed[at] &= ~fact.mask
    return Instance(
        shoot, strips, dates, which, windows, members, cast, base, len(names),
        max(0, round(rules.hours * 60) - rules.meal_minutes), tuple(allowed),
        tuple(sum(1 << s for s, day in enumerate(dates) if e.works_on(day)) for e in members),
        minors, tuple(facts.found), _rest(shoot, which, windows), tuple((locked or {}).items()),
    )  # fmt: skip


def _check(shoot: Shoot, strips: tuple[Strip, ...]) -> None:
    if not strips:
        raise InputError("there are no scenes to schedule", hint="the script has no scene headings")
    if len(strips) > MAX_STRIPS:
        raise InputError(f"{len(strips)} strips are too many; the most is {MAX_STRIPS}", hint="schedule by episode")
    known = {strip.id for strip in strips}
    if len(known) != len(strips):
        raise InputError("two strips have the same id", hint="each strip needs an id of its own")
    rules = shoot.rules
    named = [id_ for id_, _ in rules.fixed] + [id_ for pair in (*rules.before, *rules.apart) for id_ in pair]
    for id_ in (*named, *(id_ for group in rules.together for id_ in group)):
        if id_ not in known:
            raise InputError(f"the rules name a strip {id_!r} that is not on the board", hint="was the scene cut?")


def _dates(shoot: Shoot, strips: tuple[Strip, ...], locked: Mapping[str, date], slots: int) -> tuple[date, ...]:
    """Return the candidate dates: the days that the pages need and room to spare, and all dates that are named."""
    rules = shoot.rules
    need = max(
        -(-sum(s.eighths for s in strips) // max(1, rules.max_eighths)),
        -(-sum(s.minutes for s in strips) // max(1, round(rules.hours * 60) - rules.meal_minutes)), 1,
    )  # fmt: skip
    count = max(slots, need + need // 4 + 6)
    named = [day for _, day in rules.fixed] + list(locked.values())
    owners: list[BoardElement | Place] = [*shoot.elements, *shoot.places]
    named += [r.first for owner in owners for r in owner.available]
    named += [r.last for owner in owners for r in owner.unavailable]
    named += [place.ready for place in shoot.places if place.ready]
    latest = max((day for day in named if rules.calendar.start <= day), default=rules.calendar.start)
    if rules.calendar.end:  # all dates that may be used, within reason
        until = sum(1 for _ in takewhile(lambda day: day <= (rules.calendar.end or day), rules.calendar.dates()))
        count = max(count, min(until, 3 * need + 60))
    dates: list[date] = []
    for day in islice(rules.calendar.dates(), MAX_SLOTS):
        if len(dates) >= count and day > latest:
            break
        dates.append(day)
    if not dates:
        raise InputError("the calendar has no shooting date", hint="not every weekday can be a day off")
    if len(dates) < need:
        raise InputError(f"the board needs {need} days, more than the {MAX_SLOTS} that one schedule holds",
                         hint="raise the pages and hours of a day, or schedule by episode")  # fmt: skip
    return tuple(dates)


def _minors(
    shoot: Shoot, members: tuple[BoardElement, ...], cast: tuple[tuple[int, ...], ...], which: tuple[DayKind, ...],
    windows: tuple[tuple[Window, ...], ...], facts: Facts,
) -> tuple[Minor, ...]:  # fmt: skip
    out = []
    for at, element in enumerate(members):
        rule = shoot.rules.minor_rule(element.age)
        if rule is None:
            continue
        latest = minutes(rule.latest)
        most = tuple(max(0, min(rule.minutes, latest - windows[0][k].call)) for k in range(len(which)))
        dark = tuple(
            tuple(max(0, min(most[k], each[k].darkness, latest - night_falls(each[k]))) for each in windows)
            for k in range(len(which))
        )
        minor = Minor(at, most, dark)
        out.append(minor)
        strips = tuple(i for i, who in enumerate(cast) if at in who)
        words = (
            f"{element.name} ({element.age}) works at most {rule.minutes // 60} h {rule.minutes % 60:02d} a day "
            f"and not after {rule.latest:%H:%M} ({facts.labels(strips)})"
        )
        facts.found.append(Fact("minor", words, strips, member=at))
    return tuple(out)


def _rest(
    shoot: Shoot, which: tuple[DayKind, ...], windows: tuple[tuple[Window, ...], ...]
) -> tuple[tuple[bool, ...], ...]:
    need = shoot.rules.rest_hours * 60
    calls = [(w.call, w.wrap) for w in windows[0]] if windows else []
    return tuple(
        tuple(DAY_MINUTES + calls[then][0] - calls[first][1] < need for then in range(len(which)))
        for first in range(len(which))
    )


def loosened(inst: Instance, facts: Sequence[Fact]) -> Instance:
    """Return the instance under only some of its facts: what no fact says is allowed."""
    have, many = {fact.kind for fact in facts}, 1 << 40
    full = (1 << len(inst.dates)) - 1
    allowed = [full] * len(inst.strips)
    for fact in facts:
        if fact.kind == "forbid":
            for at in fact.strips:
                allowed[at] &= ~fact.mask
    rules = inst.shoot.rules
    rules = replace(
        rules, max_eighths=rules.max_eighths if "pages" in have else many,
        max_places=rules.max_places if "places" in have else many,
        move_minutes=rules.move_minutes if "hours" in have else 0,
    )  # fmt: skip
    windows = inst.windows
    if "light" not in have:
        open_ = tuple(Window(w.call, w.wrap, many, many, True, True) for w in windows[0])
        windows = (open_,) * len(windows)
    short = inst.short_rest if "rest" in have else tuple((False,) * len(inst.kinds) for _ in inst.kinds)
    members = {fact.member for fact in facts if fact.kind == "minor"}
    return replace(
        inst, shoot=replace(inst.shoot, rules=rules), windows=windows, allowed=tuple(allowed), facts=tuple(facts),
        minutes=inst.minutes if "hours" in have else many, short_rest=short,
        minors=tuple(minor for minor in inst.minors if minor.member in members),
    )  # fmt: skip


def light_minutes(strip: Strip) -> tuple[int, int]:
    """Return the minutes of daylight and of darkness that a strip takes."""
    return (strip.minutes if strip.light is Light.DAY else 0, strip.minutes if strip.light is Light.NIGHT else 0)
