"""Which rules a board breaks, each in plain words. Reads only the board itself, so it also judges hand-made ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise, takewhile

from secondunit.core.pages import eighths_text
from secondunit.core.schedule import DayKind, Light, Schedule, ShootDay, Strip, Violation
from secondunit.departments.script.schedule.facts import day_words, fits_light, ready_date, scenes_words
from secondunit.departments.script.schedule.figures import base_of, wanted
from secondunit.departments.script.schedule.sun import DAY_MINUTES, Window, kinds, minutes, night_falls, window


def violations(schedule: Schedule) -> tuple[Violation, ...]:
    """Return every broken rule; an empty tuple is a board that can be shot."""
    strips = {strip.id: strip for strip in schedule.shoot.strips}
    scenes = {day.date: [strips[i] for i in day.strips if strips[i].kind == "scene"] for day in schedule.days}
    found = [*_complete(schedule), *_calendar(schedule, scenes), *_order(schedule), *_rest(schedule, scenes)]
    for day in schedule.days:
        if scenes[day.date]:
            found += [*_size(schedule, day, scenes[day.date]), *_people(schedule, day, scenes[day.date])]
            found += _light(schedule, day, scenes[day.date])
    return tuple(found)


def best_kind(schedule: Schedule, day: ShootDay) -> DayKind:
    """Return the kind of day that breaks the fewest rules of light and minors; the earliest of equals."""
    strips = [strip for id_ in day.strips if (strip := schedule.strip(id_)).kind == "scene"]
    return min(
        kinds(schedule.shoot.rules), key=lambda kind: len(list(_light(schedule, replace(day, kind=kind), strips)))
    )


def _labels(strips: Sequence[Strip]) -> str:
    return scenes_words([strip.label for strip in strips])


def _ids(strips: Sequence[Strip]) -> tuple[str, ...]:
    return tuple(strip.id for strip in strips)


def _complete(schedule: Schedule) -> Iterator[Violation]:
    placed = Counter([id_ for day in schedule.days for id_ in day.strips])
    placed.update(schedule.boneyard)
    placed.update(schedule.unscheduled)
    for strip in schedule.shoot.strips:
        if placed[strip.id] > 1:
            yield Violation("twice", f"{_labels([strip])} is on the board {placed[strip.id]} times", (strip.id,))
        elif not placed[strip.id] and strip.kind == "scene":
            yield Violation("missing", f"{_labels([strip])} is not on the board", (strip.id,))
    for strip in schedule.shoot.strips:
        if strip.id in schedule.unscheduled and strip.kind == "scene":
            yield Violation("missing", f"{_labels([strip])} has no shooting day", (strip.id,))


def _calendar(schedule: Schedule, scenes: dict[date, list[Strip]]) -> Iterator[Violation]:
    calendar = schedule.shoot.rules.calendar
    last = schedule.days[-1].date if schedule.days else calendar.start
    open_ = set(takewhile(lambda each: each <= last, calendar.dates()))
    for day in schedule.days:
        if scenes[day.date] and day.date not in open_:
            yield Violation("day off", f"{day_words(day.date)} is no shooting date", _ids(scenes[day.date]), day.date)
        if scenes[day.date] and calendar.end and day.date > calendar.end:
            words = f"{day_words(day.date)} is after the end of the shoot, {day_words(calendar.end)}"
            yield Violation("end", words, _ids(scenes[day.date]), day.date)


def _size(schedule: Schedule, day: ShootDay, strips: Sequence[Strip]) -> Iterator[Violation]:
    rules, base = schedule.shoot.rules, base_of(schedule.shoot)
    pages = sum(strip.eighths for strip in strips)
    if pages > rules.max_eighths:
        words = f"{day_words(day.date)} has {eighths_text(pages)} pages, more than {eighths_text(rules.max_eighths)}"
        yield Violation("pages", words, _ids(strips), day.date)
    bases = {base[strip.id] for strip in strips}
    total = sum(strip.minutes for strip in strips) + rules.move_minutes * (len(bases) - 1)
    room = round(rules.hours * 60) - rules.meal_minutes
    if total > room:
        words = f"{day_words(day.date)} takes {_time(total)} of work, more than {_time(room)}"
        yield Violation("hours", words, _ids(strips), day.date)
    if len(bases) > rules.max_places:
        words = f"{day_words(day.date)} is at {len(bases)} bases, more than {rules.max_places}"
        yield Violation("places", words, _ids(strips), day.date)


def _time(total: int) -> str:
    return f"{total // 60} h {total % 60:02d}"


def _people(schedule: Schedule, day: ShootDay, strips: Sequence[Strip]) -> Iterator[Violation]:
    needs = wanted(schedule.shoot)
    for element in schedule.shoot.elements:
        theirs = [strip for strip in strips if element.id in needs[strip.id]]
        if theirs and not element.works_on(day.date):
            words = f"{element.name} cannot work on {day_words(day.date)} ({_labels(theirs)})"
            yield Violation("cast", words, _ids(theirs), day.date)
    for place in schedule.shoot.places:
        theirs = [strip for strip in strips if strip.location == place.id]
        ready = ready_date(place, schedule.shoot.rules)
        if theirs and not place.open_on(day.date):
            words = f"{place.name} cannot be had on {day_words(day.date)} ({_labels(theirs)})"
            yield Violation("place", words, _ids(theirs), day.date)
        if theirs and ready and day.date < ready:
            words = f"{place.name} is ready only on {day_words(ready)} ({_labels(theirs)})"
            yield Violation("build", words, _ids(theirs), day.date)


def _light(schedule: Schedule, day: ShootDay, strips: Sequence[Strip]) -> Iterator[Violation]:
    rules = schedule.shoot.rules
    have = window(rules, day.date, day.kind)
    for light, room, name in ((Light.DAY, have.daylight, "daylight"), (Light.NIGHT, have.darkness, "darkness")):
        theirs = [strip for strip in strips if strip.light is light]
        total = sum(strip.minutes for strip in theirs)
        if total > room:
            words = f"{day_words(day.date)} has {_time(room)} of {name} for {_time(total)} of work ({_labels(theirs)})"
            yield Violation("light", words, _ids(theirs), day.date)
    for light, name in ((Light.DAWN, "sunrise"), (Light.DUSK, "sunset")):
        theirs = [strip for strip in strips if strip.light is light]
        if len(theirs) > 1:
            words = f"{day_words(day.date)} has one {name} for {_labels(theirs)}"
            yield Violation("light", words, _ids(theirs), day.date)
        if theirs and not fits_light(light, [have]):
            words = f"a {day.kind} call on {day_words(day.date)} does not see the {name} ({_labels(theirs)})"
            yield Violation("light", words, _ids(theirs), day.date)
    yield from _minors(schedule, day, strips, have)


def _minors(schedule: Schedule, day: ShootDay, strips: Sequence[Strip], have: Window) -> Iterator[Violation]:
    for element in schedule.shoot.cast():
        theirs = [strip for strip in strips if element.id in strip.cast]
        age, rule = element.age, schedule.shoot.rules.minor_rule(element.age)
        if rule is None or not theirs:
            continue
        latest = minutes(rule.latest)
        most = max(0, min(rule.minutes, latest - have.call))
        total = sum(strip.minutes for strip in theirs)
        if total > most:
            words = f"{element.name} ({age}) works {_time(total)} on {day_words(day.date)}, more than {_time(most)}"
            yield Violation("minor", words, _ids(theirs), day.date)
        dark = [strip for strip in theirs if strip.light is Light.NIGHT]
        room = max(0, min(most, have.darkness, latest - night_falls(have)))
        if sum(strip.minutes for strip in dark) > room:
            words = f"{element.name} ({age}) may not be on set late enough on {day_words(day.date)} for {_labels(dark)}"
            yield Violation("minor", words, _ids(dark), day.date)


def _order(schedule: Schedule) -> Iterator[Violation]:
    rules = schedule.shoot.rules
    strips = {strip.id: strip for strip in schedule.shoot.strips}
    place = {id_: (n, at) for n, day in enumerate(schedule.days) for at, id_ in enumerate(day.strips)}
    dates = {id_: day.date for day in schedule.days for id_ in day.strips}
    for first, then in rules.before:
        if first in place and then in place and place[first] > place[then]:
            words = f"{_labels([strips[first]])} must come before {_labels([strips[then]])}"
            yield Violation("order", words, (first, then))
    for group in rules.together:
        if len({place[id_][0] for id_ in group if id_ in place}) > 1:
            yield Violation("together", f"{_labels([strips[i] for i in group])} must be on one day", tuple(group))
    for one, other in rules.apart:
        if one in place and other in place and place[one][0] == place[other][0]:
            yield Violation("apart", f"{_labels([strips[one], strips[other]])} must not be on one day", (one, other))
    for id_, day in rules.fixed:
        if id_ in dates and dates[id_] != day:
            yield Violation("fixed", f"{_labels([strips[id_]])} is fixed on {day_words(day)}", (id_,), dates[id_])
    for a, b in pairwise(schedule.shoot.strips):
        if b.part > 1 and a.id in place and b.id in place and place[a.id][0] + 1 != place[b.id][0]:
            words = f"the parts of scene {b.scene} must be on consecutive shooting dates"
            yield Violation("parts", words, (a.id, b.id))


def _rest(schedule: Schedule, scenes: dict[date, list[Strip]]) -> Iterator[Violation]:
    rules = schedule.shoot.rules
    busy = [day for day in schedule.days if scenes[day.date]]
    for day, then in pairwise(busy):
        wrap, call = window(rules, day.date, day.kind).wrap, window(rules, then.date, then.kind).call
        rest = (then.date - day.date).days * DAY_MINUTES + call - wrap
        if rest < rules.rest_hours * 60:
            words = (
                f"{rest / 60:g} hours of rest between the {day.kind} of {day_words(day.date)} and the {then.kind} of "
                f"{day_words(then.date)}, fewer than {rules.rest_hours:g}"
            )
            yield Violation("rest", words, (*day.strips, *then.strips), then.date)
