"""People decide: strips moved and locked by hand. Rules that break are reported, never in the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from secondunit.core.errors import InputError
from secondunit.core.schedule import Figures, Schedule, ShootDay, Violation
from secondunit.departments.script.schedule.check import best_kind, violations
from secondunit.departments.script.schedule.figures import figures, numbered


@dataclass(frozen=True, slots=True)
class Change:
    """A board after an edit: all rules that it breaks now, those that the edit broke, and those that it mended."""

    schedule: Schedule
    violations: tuple[Violation, ...]
    broken: tuple[Violation, ...]
    mended: tuple[Violation, ...]


def move(schedule: Schedule, strip: str, day: date, position: int | None = None) -> Change:
    """Move a strip to a date, at a place in that day from 0 (the end without one); a new date becomes a day.

    InputError for a strip that is not on the board.
    """
    _known(schedule, [strip])
    bare = _without(schedule, strip)
    days = list(bare.days)
    if all(each.date != day for each in days):
        days.append(ShootDay(0, day, ()))
    for at, each in enumerate(days):
        if each.date == day:
            order = list(each.strips)
            order.insert(len(order) if position is None else max(0, min(position, len(order))), strip)
            days[at] = replace(each, strips=tuple(order))
    return _changed(schedule, replace(bare, days=tuple(days)))


def rest(schedule: Schedule, strip: str) -> Change:
    """Move a strip to the boneyard."""
    _known(schedule, [strip])
    bare = _without(schedule, strip)
    return _changed(schedule, replace(bare, boneyard=(*bare.boneyard, strip)))


def lock(schedule: Schedule, strips: Iterable[str]) -> Schedule:
    """Lock strips to the dates they have; a board made anew keeps them there (`locks`)."""
    wanted = list(strips)
    _known(schedule, wanted)
    for id_ in wanted:
        if schedule.day_of(id_) is None:
            raise InputError(f"strip {id_!r} has no date to be locked to", hint="move it to a day first")
    return replace(schedule, locked=tuple(dict.fromkeys((*schedule.locked, *wanted))))


def unlock(schedule: Schedule, strips: Iterable[str]) -> Schedule:
    """Unlock strips."""
    free = set(strips)
    return replace(schedule, locked=tuple(id_ for id_ in schedule.locked if id_ not in free))


def locks(schedule: Schedule) -> dict[str, date]:
    """Return the date of each locked strip, as `solve` takes them."""
    return {id_: day.date for id_ in schedule.locked if (day := schedule.day_of(id_)) is not None}


def _known(schedule: Schedule, strips: Iterable[str]) -> None:
    known = {strip.id for strip in schedule.shoot.strips}
    for id_ in strips:
        if id_ not in known:
            raise InputError(f"there is no strip {id_!r} on the board", hint="strips are named by their scene's id")


def _without(schedule: Schedule, strip: str) -> Schedule:
    def drop(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(id_ for id_ in ids if id_ != strip)

    days = tuple(replace(day, strips=drop(day.strips)) for day in schedule.days)
    return replace(
        schedule, days=days, boneyard=drop(schedule.boneyard), unscheduled=drop(schedule.unscheduled)
    )  # fmt: skip


def _changed(before: Schedule, after: Schedule) -> Change:
    days = numbered(
        replace(day, kind=best_kind(after, day)) if day.strips != _strips_on(before, day.date) else day
        for day in after.days
    )
    after = replace(after, days=days)
    found = figures(after)
    old = before.figures or Figures(0, 0, 0, 0)
    bounded = replace(found, days_bound=min(old.days_bound, found.days), cost_bound=min(old.cost_bound, found.cost))
    after = replace(after, figures=bounded)
    now, then = violations(after), violations(before)
    return Change(
        after, now, tuple(v for v in now if v not in then), tuple(v for v in then if v not in now)
    )  # fmt: skip


def _strips_on(schedule: Schedule, day: date) -> tuple[str, ...]:
    return next((each.strips for each in schedule.days if each.date == day), ())
