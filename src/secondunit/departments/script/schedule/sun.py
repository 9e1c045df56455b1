"""Sun times of a date and place, and how much daylight and darkness a shooting day holds.

Sunrise and sunset by `astral` (NOAA equations, about a minute exact below 72 degrees); dawn and dusk are civil, sun
6 degrees below the horizon. All times are minutes after local midnight and may run past 1440.
"""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from secondunit.core.errors import InputError
from secondunit.core.schedule import DayKind, Rules

DAY_MINUTES = 1440
TWILIGHT = 30  # minutes of civil twilight assumed where no coordinates are known
EARLY_CALL = 120  # minutes that a day call may come forward for a scene at sunrise


class Sun(NamedTuple):
    """Minutes after local midnight. `rises` is False where the sun stays down or up all day.

    `assumed`: no coordinates are known, so these are the times that the rules state for every date.
    """

    dawn: float
    sunrise: float
    sunset: float
    dusk: float
    rises: bool = True
    assumed: bool = False


class Window(NamedTuple):
    """What one kind of shooting day offers on one date, in minutes; `dawn` and `dusk` say whether it sees them."""

    call: int
    wrap: int
    daylight: int
    darkness: int
    dawn: bool
    dusk: bool


def minutes(at: time) -> int:
    """Return minutes after midnight."""
    return at.hour * 60 + at.minute


def clock(at: float) -> time:
    """Return the time of day of minutes after midnight, of the next day where they run past it."""
    whole = round(at) % DAY_MINUTES
    return time(whole // 60, whole % 60)


def zone(name: str) -> ZoneInfo:
    """Return a time zone; InputError for a name that does not exist."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(f"there is no time zone {name!r}", hint='such as "Europe/London" or "UTC"') from None


@lru_cache(maxsize=8192)
def sun(day: date, latitude: float, longitude: float, zone_name: str) -> Sun:
    """Return the sun times of a date; polar day has daylight round the clock, polar night has none."""
    from astral import Observer
    from astral.sun import dawn, dusk, elevation, sunrise, sunset

    where, local = Observer(latitude, longitude), zone(zone_name)
    midnight = datetime.combine(day, time(), local)

    def at(event: datetime) -> float:
        return (event - midnight).total_seconds() / 60

    noon = 12 * 60.0
    try:
        rise, down = at(sunrise(where, day, tzinfo=local)), at(sunset(where, day, tzinfo=local))
    except ValueError:
        up = elevation(where, datetime.combine(day, time(12), local)) > 0
        return Sun(0, 0, DAY_MINUTES, DAY_MINUTES, False) if up else Sun(noon, noon, noon, noon, False)
    if down < rise:  # at high latitudes the sun may set after midnight
        down += DAY_MINUTES
    try:
        first, last = at(dawn(where, day, tzinfo=local)), at(dusk(where, day, tzinfo=local))
    except ValueError:  # it never gets dark
        return Sun(rise - DAY_MINUTES / 2, rise, down, rise + DAY_MINUTES / 2)
    return Sun(min(first, rise), rise, down, last if last >= down else last + DAY_MINUTES)


def sun_of(rules: Rules, day: date, latitude: float | None = None, longitude: float | None = None) -> Sun:
    """Return the sun times at a place, else at the production's, else those that the rules state."""
    if latitude is None or longitude is None:
        latitude, longitude = rules.latitude, rules.longitude
    if latitude is None or longitude is None:
        rise, down = minutes(rules.sunrise), minutes(rules.sunset)
        return Sun(rise - TWILIGHT, rise, down, down + TWILIGHT, assumed=True)
    return sun(day, latitude, longitude, rules.zone)


def kinds(rules: Rules) -> tuple[DayKind, ...]:
    """Return the kinds of day that the rules allow, the most wanted first."""
    out = [DayKind.DAY]
    out += [DayKind.SPLIT] if rules.split_days else []
    out += [DayKind.NIGHT] if rules.night_days else []
    return tuple(out)


def call_of(rules: Rules, kind: DayKind) -> int:
    """Return the call of a kind of day in minutes after midnight."""
    at = {DayKind.DAY: rules.day_call, DayKind.SPLIT: rules.split_call, DayKind.NIGHT: rules.night_call}[kind]
    return minutes(at)


def window(rules: Rules, day: date, kind: DayKind) -> Window:
    """Return what a kind of day offers on a date. The meal is taken from the whole day, not from the light."""
    call = call_of(rules, kind)
    wrap = call + round(rules.hours * 60)
    light = sun_of(rules, day)
    bright = _overlap(call, wrap, light.sunrise, light.sunset)
    dim = _overlap(call, wrap, light.dawn, light.dusk)
    risen = [light.sunrise, light.sunrise + DAY_MINUTES] if light.rises else []
    down = [light.sunset] if light.rises else []
    return Window(
        call, wrap, int(bright), int(wrap - call - dim),
        any(call - EARLY_CALL <= at <= wrap for at in risen), any(call <= at <= wrap for at in down),
    )  # fmt: skip


def night_falls(have: Window) -> int:
    """Return from when a day's window is dark, in minutes after midnight; far out where it never is."""
    return have.wrap - have.darkness if have.darkness else 2 * DAY_MINUTES


def _overlap(start: float, end: float, first: float, last: float) -> float:
    """Return the minutes from start to end that lie between first and last, on this or the next two days."""
    if last - first >= DAY_MINUTES:
        return end - start
    return sum(max(0.0, min(end, last + shift) - max(start, first + shift)) for shift in (-1440, 0, 1440, 2880))
