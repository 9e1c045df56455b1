"""What a board costs, counted from its days; the same figures for a board made by hand or by machine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import pairwise

from secondunit.core.schedule import BoardElement, DayKind, Figures, Schedule, Shoot, ShootDay


def base_of(shoot: Shoot) -> dict[str, str]:
    """Return the company base of each strip that is a scene."""
    bases = {place.id: place.base or place.id for place in shoot.places}
    return {strip.id: bases.get(strip.location, strip.location) for strip in shoot.strips if strip.kind == "scene"}


def work_dates(schedule: Schedule) -> dict[str, list[date]]:
    """Return the dates on which each element is wanted, in order."""
    needs = wanted(schedule.shoot)
    out: dict[str, list[date]] = {}
    for day in schedule.days:
        for each in dict.fromkeys(each for id_ in day.strips for each in needs[id_]):
            out.setdefault(each, []).append(day.date)
    return out


def wanted(shoot: Shoot) -> dict[str, tuple[str, ...]]:
    """Return the elements that each strip needs; linked elements come along."""
    linked = {element.id: element.linked for element in shoot.elements}
    out = {}
    for strip in shoot.strips:
        found: dict[str, None] = {}
        queue = [*strip.cast, *strip.elements]
        while queue:
            each = queue.pop(0)
            if each not in found:
                found[each] = None
                queue += linked.get(each, ())
        out[strip.id] = tuple(found)
    return out


def drop_gap(element: BoardElement, work: list[date]) -> tuple[date, date] | None:
    """Return the last work day before the drop and the first after it, None where nobody is dropped.

    The first gap with at least `drop_days` calendar days between two work days; once for each member.
    """
    if element.hold and element.drop:
        for last, then in pairwise(work):
            if (then - last).days - 1 >= max(1, element.drop_days):
                return last, then
    return None


def hold_dates(element: BoardElement, work: list[date], shooting: list[date]) -> list[date]:
    """Return the shooting dates on which an element is held: between work days, not dropped, not its own day off."""
    if not element.hold or not work:
        return []
    gap = drop_gap(element, work)
    busy = set(work)
    return [
        day for day in shooting
        if work[0] < day < work[-1] and day not in busy and element.works_on(day)
        and not (gap and gap[0] < day < gap[1])
    ]  # fmt: skip


def numbered(days: Iterable[ShootDay]) -> tuple[ShootDay, ...]:
    """Return the days in order of date with their shooting day numbers; idle dates have none."""
    out, at = [], 0
    for day in sorted(days, key=lambda day: day.date):
        at += bool(day.strips)
        out.append(replace(day, number=at if day.strips else 0))
    return tuple(out)


def figures(schedule: Schedule) -> Figures:
    """Return a board's figures with trivial bounds (as many days as it has, no cost)."""
    shoot, w = schedule.shoot, schedule.shoot.rules.weights
    base = base_of(shoot)
    dates = work_dates(schedule)
    shooting = [day.date for day in schedule.days]
    cost = worked = held = 0
    for element in shoot.cast():
        theirs = dates.get(element.id, [])
        holds = hold_dates(element, theirs, shooting)
        worked, held = worked + len(theirs), held + len(holds)
        cost += element.pay * (w.work * len(theirs) + w.hold * len(holds))
    moves = 0
    stands = None
    busy = [day for day in schedule.days if any(id_ in base for id_ in day.strips)]
    for day in busy:
        for id_ in day.strips:
            if id_ in base:
                moves += stands is not None and stands != base[id_]
                stands = base[id_]
    split, night = (sum(day.kind is kind for day in busy) for kind in (DayKind.SPLIT, DayKind.NIGHT))
    idle = next((n for n in range(len(schedule.days), 0, -1) if schedule.days[n - 1] in busy), 0) - len(busy)
    cost += w.move * moves + w.split * split + w.night * night + w.idle * idle
    return Figures(len(busy), 0, cost, 0, worked, held, moves, split, night, idle)
