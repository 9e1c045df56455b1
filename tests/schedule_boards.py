"""Small shoots for the schedule's tests."""

from dataclasses import replace
from datetime import date, timedelta

from secondunit.core.schedule import BoardElement, Calendar, Light, Place, Rules, Schedule, Shoot, ShootDay, Strip

START = date(2027, 3, 1)  # a Monday


def day(n):
    """The date n days after the start."""
    return START + timedelta(days=n)


def shoot(rows, places=("kitchen", "harbour", "street"), **rules):
    """A shoot from rows (id, cast letters, eighths, place, light); sizes in minutes follow from the eighths."""
    strips = []
    for row in rows:
        id_, who, eighths, *rest = row
        place = rest[0] if rest else "kitchen"
        light = Light(rest[1]) if len(rest) > 1 else Light.ANY
        setting = "INT" if light is Light.ANY else "EXT"
        strips.append(Strip(id_, id_.removeprefix("s"), setting, place.upper(), "DAY" if light is not Light.NIGHT else "NIGHT",
                            eighths, 15 * eighths + 20, tuple(who), (), place, light=light))
    letters = sorted({each for strip in strips for each in strip.cast})
    cast = tuple(BoardElement(a, f"MEMBER {a.upper()}", board_id=str(n), drop=False) for n, a in enumerate(letters, 1))
    calendar = rules.pop("calendar", Calendar(START))
    where = tuple(Place(each, each.upper()) for each in places)
    return Shoot(tuple(strips), cast, where, Rules(calendar, **rules), "Test")


def with_cast(shoot_, id_, **changes):
    """The shoot with one member changed."""
    return replace(shoot_, elements=tuple(replace(e, **changes) if e.id == id_ else e for e in shoot_.elements))


def board(shoot_, *days):
    """A board by hand: (offset of the date, ids) for each day."""
    made = tuple(ShootDay(n, day(at), tuple(ids)) for n, (at, ids) in enumerate(days, 1))
    return Schedule(shoot_, made)
