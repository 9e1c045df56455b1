"""Call-sheet data of a shooting day: the sun, who is wanted when, and what is shot in which order.

Times are estimates worked forward from the call by the strips' minutes: outdoor strips wait for their light, the
meal comes after six hours, a company move takes its time. A cast member is on set when their first strip starts, in
make-up before that, picked up before that.
"""

from __future__ import annotations

from datetime import date

from secondunit.core.errors import InputError
from secondunit.core.schedule import CallSheet, CastCall, DayKind, Light, Place, Schedule, ShootDay, Strip
from secondunit.departments.script.schedule.dood import dood
from secondunit.departments.script.schedule.figures import base_of
from secondunit.departments.script.schedule.sun import Sun, call_of, clock, minutes, sun_of

READY, MEAL_AFTER, DAWN_READY, DUSK_EARLY = 30, 360, 60, 20  # minutes


def call_sheet(schedule: Schedule, day: date, *, makeup: int = 60, drive: int = 45) -> CallSheet:
    """Return the call sheet of a date. `makeup` and `drive` are minutes before a cast member is on set.

    InputError where nothing is shot on that date.
    """
    busy = [each for each in schedule.days if each.number]
    found = next((each for each in busy if each.date == day), None)
    if found is None:
        raise InputError(f"nothing is shot on {day}", hint="see the one-liner for the shooting dates")
    strips = tuple(strip for id_ in found.strips if (strip := schedule.strip(id_)).kind == "scene")
    places = {place.id: place for place in schedule.shoot.places}
    rules = schedule.shoot.rules
    light = _sun(schedule, day, strips, places)
    call = call_of(rules, found.kind)
    if any(strip.light is Light.DAWN for strip in strips) and found.kind is not DayKind.NIGHT:
        call = min(call, round(light.sunrise) - DAWN_READY)
    starts, meal, wrap, notes = _clock(schedule, strips, call, light)
    if any(strip.light is not Light.ANY for strip in strips):
        assumed = " (assumed: the rules of the shoot give no latitude and longitude)" if light.assumed else ""
        notes.insert(0, f"sunrise {clock(light.sunrise):%H:%M}, sunset {clock(light.sunset):%H:%M}{assumed}")
    latest = call + round(rules.hours * 60)
    if wrap > latest:
        notes.append(f"the estimate runs {wrap - latest} minutes past {rules.hours:g} hours")
    cast = _calls(schedule, found, strips, starts, makeup, drive)
    notes += _minor_notes(schedule, strips, starts)
    then = next((each for each in busy if each.date > day), None)
    return CallSheet(
        found.number, busy[-1].number, day, found.kind, clock(call), clock(meal) if meal < wrap else None, clock(wrap),
        clock(light.sunrise) if light.rises else None, clock(light.sunset) if light.rises else None,
        tuple(dict.fromkeys(places[s.location].name if s.location in places else s.set for s in strips)),
        strips, tuple(clock(at) for at in starts), cast, sum(strip.eighths for strip in strips), tuple(notes),
        tuple(schedule.strip(id_) for id_ in then.strips) if then else (),
    )  # fmt: skip


def _sun(schedule: Schedule, day: date, strips: tuple[Strip, ...], places: dict[str, Place]) -> Sun:
    place = next((places[s.location] for s in strips if s.location in places), None)
    return sun_of(schedule.shoot.rules, day, place.latitude if place else None, place.longitude if place else None)


def _clock(
    schedule: Schedule, strips: tuple[Strip, ...], call: int, light: Sun
) -> tuple[list[int], int, int, list[str]]:  # fmt: skip
    """Return (start of each strip, meal, wrap, notes) in minutes after midnight."""
    rules, base = schedule.shoot.rules, base_of(schedule.shoot)
    at, meal, starts, notes = call + READY, 0, [], []
    for n, strip in enumerate(strips):
        if n and base[strips[n - 1].id] != base[strip.id]:
            at += rules.move_minutes
            notes.append(f"company move before scene {strip.label}")
        if not meal and n and at - call >= MEAL_AFTER:
            meal, at = at, at + rules.meal_minutes
        at = max(at, _earliest(strip.light, light, at))
        starts.append(at)
        at += strip.minutes
        if strip.light is Light.DAY and light.sunrise < light.sunset < at:
            notes.append(f"scene {strip.label} runs past sunset")
    if not meal:
        meal = call + MEAL_AFTER
        if at > meal:
            at += rules.meal_minutes
    return starts, meal, at, notes


def _earliest(light: Light, sun: Sun, at: int) -> int:
    """Return from when a strip has its light."""
    if light is Light.DAY:
        return round(sun.sunrise)
    if light is Light.DAWN:
        return round(sun.sunrise) if at < sun.sunset else round(sun.sunrise) + 1440
    if light is Light.DUSK:
        return round(sun.sunset) - DUSK_EARLY
    if light is Light.NIGHT and sun.dawn < at < sun.dusk:
        return round(sun.dusk)
    return at


def _calls(
    schedule: Schedule, day: ShootDay, strips: tuple[Strip, ...], starts: list[int], makeup: int, drive: int
) -> tuple[CastCall, ...]:
    table = dood(schedule, cast_only=True)
    column = table.dates.index(day.date)
    rows = {row.element: row for row in table.rows}
    out = []
    for element in schedule.shoot.cast():
        mine = [(at, strip) for at, strip in zip(starts, strips, strict=True) if element.id in strip.cast]
        code = rows[element.id].codes[column] if element.id in rows else ""
        if mine:
            first = min(at for at, _ in mine)
            out.append(CastCall(
                element.id, element.name, element.board_id, code or "W", clock(first - makeup - drive),
                clock(first - makeup), clock(first), tuple(strip.id for _, strip in mine),
                f"minor, {element.age}" if schedule.shoot.rules.minor_rule(element.age) else "",
            ))  # fmt: skip
        elif code in ("H", "TR", "FT", "R"):
            out.append(CastCall(element.id, element.name, element.board_id, code, None, None, None, ()))
    return tuple(out)


def _minor_notes(schedule: Schedule, strips: tuple[Strip, ...], starts: list[int]) -> list[str]:
    notes = []
    for element in schedule.shoot.cast():
        rule = schedule.shoot.rules.minor_rule(element.age)
        ends = [at + s.minutes for at, s in zip(starts, strips, strict=True) if element.id in s.cast]
        if rule and ends:
            late = max(ends) > minutes(rule.latest)
            notes.append(
                f"{element.name} ({element.age}): at most {rule.minutes // 60} h {rule.minutes % 60:02d}, off the set "
                f"by {rule.latest:%H:%M}" + ("; shoot their scenes first" if late else "")
            )
    return notes
