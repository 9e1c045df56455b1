"""The shoot as data: strips, elements and places, the rules of the shoot, and the board that comes out.

Lengths are eighths of a page, durations whole minutes, weekdays Python's (0 is Monday), times local to `Rules.zone`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum

CAST_UCID = 100  # Universal Schedule Standard category number of the cast
MAX_SLOTS = 1000  # shooting dates that one schedule may look at


class Light(StrEnum):
    """What light a strip needs when it is shot."""

    ANY = "any"  # interiors: the light is made
    DAY = "day"
    NIGHT = "night"
    DAWN = "dawn"  # sunrise; one strip a day
    DUSK = "dusk"  # sunset; one strip a day


class DayKind(StrEnum):
    """When a shooting day begins."""

    DAY = "day"
    SPLIT = "split"  # half by day, half by night
    NIGHT = "night"


SETUP_MINUTES, EIGHTH_MINUTES = 20, 15  # an estimate that people change: two hours a page and a set-up
_DAWN, _DUSK = ("DAWN", "SUNRISE"), ("DUSK", "SUNSET", "MAGIC HOUR")
_NIGHT = ("NIGHT", "EVENING", "N")


def light_of(setting: str, time: str) -> Light:
    """Return the light a scene needs: outside it is the sun's, inside it is made."""
    if "EXT" not in setting.upper():
        return Light.ANY
    said = time.upper().strip()
    if said in _DAWN:
        return Light.DAWN
    if said in _DUSK:
        return Light.DUSK
    return Light.NIGHT if said in _NIGHT else Light.DAY


def shooting_minutes(eighths: int, light: Light = Light.ANY) -> int:
    """Return the estimated minutes to shoot a scene; outside at night a quarter more."""
    base = SETUP_MINUTES + EIGHTH_MINUTES * eighths
    return base * 5 // 4 if light is Light.NIGHT else base


@dataclass(frozen=True, slots=True)
class Strip:
    """One strip of the board: a scene, a part of one, or a banner (text and no work)."""

    id: str  # Scene.id; a part adds ".1", ".2"
    scene: str  # scene number as printed
    setting: str = ""  # "INT", "EXT", "INT/EXT"
    set: str = ""  # "MARA'S KITCHEN"
    time: str = ""  # "DAY", "NIGHT", "DAWN", ...
    eighths: int = 1
    minutes: int = 60  # estimated time to shoot it
    cast: tuple[str, ...] = ()  # element ids of the cast, in order of board numbers
    elements: tuple[str, ...] = ()  # ids of all other elements
    location: str = ""  # id of the Place where it is shot
    script_day: str = ""  # "1", "2", ... days of the story
    unit: str = "Main"
    page: str = ""  # printed label of the page where the scene starts
    description: str = ""
    light: Light = Light.ANY
    part: int = 1
    parts: int = 1
    kind: str = "scene"  # or "banner"

    @property
    def label(self) -> str:
        """The scene number, with the part where a scene takes several days."""
        return f"{self.scene} pt {self.part}/{self.parts}" if self.parts > 1 else self.scene


@dataclass(frozen=True, slots=True, order=True)
class DateRange:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.first}" if self.first == self.last else f"{self.first} to {self.last}"


@dataclass(frozen=True, slots=True)
class DatedEvent:
    """Something on a date: for an element "travel", "fitting", "rehearsal"; for a calendar "holiday" and others."""

    date: date
    name: str


@dataclass(frozen=True, slots=True)
class BoardElement:
    """A cast member or anything else that strips need. `pay` weighs a day of theirs against another's."""

    id: str
    name: str
    ucid: int = CAST_UCID
    board_id: str = ""
    hold: bool = True  # may be kept on hold between work days
    drop: bool = True  # may be dropped and picked up again, once
    drop_days: int = 10  # calendar days from drop to pick-up, at least
    dood: bool = True  # has a row in the day out of days
    days_off: tuple[int, ...] = ()  # weekdays of their own
    events: tuple[DatedEvent, ...] = ()
    linked: tuple[str, ...] = ()  # elements that come along
    available: tuple[DateRange, ...] = ()  # empty: always
    unavailable: tuple[DateRange, ...] = ()
    age: int | None = None  # years, for a minor
    pay: int = 1

    def works_on(self, day: date) -> bool:
        """Whether they can be called on that date."""
        if day.weekday() in self.days_off or any(day in each for each in self.unavailable):
            return False
        return not self.available or any(day in each for each in self.available)


@dataclass(frozen=True, slots=True)
class Place:
    """Where strips are shot. Places with the same `base` are one company base: no move between them."""

    id: str
    name: str
    base: str = ""  # empty: the place itself
    available: tuple[DateRange, ...] = ()  # empty: always
    unavailable: tuple[DateRange, ...] = ()
    ready: date | None = None  # first day the set can be shot
    build_days: int = 0  # working days of building, counted from Rules.prep or the start of the shoot
    latitude: float | None = None
    longitude: float | None = None

    def open_on(self, day: date) -> bool:
        """Whether the place can be had on that date; building time is not looked at."""
        if any(day in each for each in self.unavailable):
            return False
        return not self.available or any(day in each for each in self.available)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which dates are shooting dates."""

    start: date
    end: date | None = None
    days_off: tuple[int, ...] = (5, 6)
    holidays: tuple[DatedEvent, ...] = ()
    longest_run: int = 6  # shooting dates in a row before a day off

    def dates(self) -> Iterator[date]:
        """Yield shooting dates from the start on, past the end, at most MAX_SLOTS and ten years."""
        closed = {event.date for event in self.holidays}
        run, found = 0, 0
        for offset in range(3660):
            day = self.start + timedelta(days=offset)
            if day.weekday() in self.days_off or day in closed or run >= self.longest_run:
                run = 0
                continue
            run += 1
            found += 1
            yield day
            if found >= MAX_SLOTS:
                return


@dataclass(frozen=True, slots=True)
class MinorRule:
    """Limits for cast younger than `under` years. Rules differ by country: check the law of the place."""

    under: int
    minutes: int  # work on one day
    latest: time  # off the set by then


@dataclass(frozen=True, slots=True)
class Weights:
    """What a schedule costs, in one unit. Shooting days come first, before all of these.

    A cast day counts `work` or `hold` times the member's `pay`; a day of hold costs a little more than one of work,
    so that of two boards with equal pay the one with fewer idle people wins.
    """

    work: int = 4
    hold: int = 5
    move: int = 6  # company move
    split: int = 3  # day that ends late
    night: int = 8  # night shoot
    idle: int = 20  # shooting date left empty before the last one


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of the shoot that people set."""

    calendar: Calendar
    max_eighths: int = 40
    hours: float = 12.0  # from call to wrap
    meal_minutes: int = 60
    move_minutes: int = 45  # lost at a company move within a day
    max_places: int = 2  # bases on one day
    rest_hours: float = 11.0  # between wrap and the next call
    day_call: time = time(7)
    split_call: time = time(13)
    night_call: time = time(18)
    split_days: bool = True
    night_days: bool = True
    sunrise: time = time(7)  # used where no coordinates are known
    sunset: time = time(18, 30)
    latitude: float | None = None
    longitude: float | None = None
    zone: str = "UTC"
    prep: date | None = None  # from when sets are built
    minors: tuple[MinorRule, ...] = (
        MinorRule(6, 180, time(19)),
        MinorRule(13, 300, time(20)),
        MinorRule(16, 420, time(22)),
        MinorRule(18, 480, time(23)),
    )
    fixed: tuple[tuple[str, date], ...] = ()  # strip id, date
    before: tuple[tuple[str, str], ...] = ()  # strip ids: the first on an earlier day, or before it on the same day
    together: tuple[tuple[str, ...], ...] = ()  # strip ids on one day
    apart: tuple[tuple[str, str], ...] = ()  # strip ids never on one day
    weights: Weights = field(default_factory=Weights)

    def minor_rule(self, age: int | None) -> MinorRule | None:
        """Return the limits for a member of that age, None for an adult or where the age is not known."""
        fitting = [rule for rule in self.minors if age is not None and age < rule.under]
        return min(fitting, key=lambda rule: rule.under, default=None)


@dataclass(frozen=True, slots=True)
class Shoot:
    """Everything that a board is made from."""

    strips: tuple[Strip, ...]
    elements: tuple[BoardElement, ...]
    places: tuple[Place, ...]
    rules: Rules
    title: str = ""
    notes: tuple[str, ...] = ()  # what was assumed or changed on the way here

    def cast(self) -> tuple[BoardElement, ...]:
        """The cast, in the order of the elements."""
        return tuple(element for element in self.elements if element.ucid == CAST_UCID)


@dataclass(frozen=True, slots=True)
class ShootDay:
    """One date of the board; `strips` are ids in shooting order. A date with no strips is idle."""

    number: int  # shooting day, from 1; 0 for an idle date
    date: date
    strips: tuple[str, ...]
    kind: DayKind = DayKind.DAY


@dataclass(frozen=True, slots=True)
class Figures:
    """What a board costs, and what is proven about it.

    `days_bound` and `cost_bound` are proven: no board that keeps the rules has fewer days, or costs less. `cost` is
    in the unit of `Weights`, without shooting days.
    """

    days: int
    days_bound: int
    cost: int
    cost_bound: int
    work_days: int = 0  # of all cast together
    hold_days: int = 0
    moves: int = 0
    split_days: int = 0
    night_days: int = 0
    idle_days: int = 0

    @property
    def gap(self) -> float:
        """How much of the cost may still be saved at most, 0 to 1; 0 is a proven optimum."""
        return (self.cost - self.cost_bound) / self.cost if self.cost else 0.0

    @property
    def optimal(self) -> bool:
        """Whether no better board exists."""
        return self.days == self.days_bound and self.cost == self.cost_bound

    def text(self) -> str:
        """Return bound and gap in one line, as they are printed."""
        proof = "proven optimal" if self.optimal else f"gap {self.gap:.1%}"
        return (
            f"{self.days} days (proven bound {self.days_bound}), cost {self.cost} (proven bound {self.cost_bound}, "
            f"{proof}); {self.hold_days} hold days, {self.moves} company moves, {self.night_days} nights, "
            f"{self.split_days} split days, {self.idle_days} idle dates"
        )


@dataclass(frozen=True, slots=True)
class Schedule:
    """A board: shooting days with their strips. `locked` strips keep their date when it is made again."""

    shoot: Shoot
    days: tuple[ShootDay, ...]
    boneyard: tuple[str, ...] = ()  # strips left out on purpose
    unscheduled: tuple[str, ...] = ()  # strips in board order that no day has been given to
    locked: tuple[str, ...] = ()
    figures: Figures | None = None
    notes: tuple[str, ...] = ()

    def strip(self, id_: str) -> Strip:
        """Return a strip by id; KeyError for none."""
        return next(strip for strip in self.shoot.strips if strip.id == id_)

    def day_of(self, id_: str) -> ShootDay | None:
        """Return the day that holds a strip, None in the boneyard."""
        return next((day for day in self.days if id_ in day.strips), None)


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a board breaks, in plain words."""

    rule: str  # "pages", "hours", "cast", "place", "light", "rest", "minor", "order", "fixed", ...
    words: str
    strips: tuple[str, ...] = ()
    date: date | None = None


@dataclass(frozen=True, slots=True)
class DoodRow:
    """One element's day out of days; `codes` run along the calendar dates of the table."""

    element: str
    name: str
    board_id: str
    codes: tuple[str, ...]
    worked: int
    held: int
    travel: int
    fittings: int
    rehearsals: int
    holidays: int
    start: date | None
    finish: date | None

    @property
    def total(self) -> int:
        """Days paid for: worked, held and travelled."""
        return self.worked + self.held + self.travel


@dataclass(frozen=True, slots=True)
class Dood:
    """Day out of days: calendar dates, the number of each shooting day (0: none), a row an element."""

    dates: tuple[date, ...]
    numbers: tuple[int, ...]
    company: tuple[str, ...]  # "/" holiday, "off" weekly day off, "M" company move, "" for the rest
    rows: tuple[DoodRow, ...]


@dataclass(frozen=True, slots=True)
class OneLine:
    """One row of the one-liner; a day break has no strip."""

    day: int
    date: date
    kind: str  # "strip", "banner" or "day end"
    text: str
    strip: Strip | None = None
    cast: tuple[str, ...] = ()  # board numbers
    eighths: int = 0


@dataclass(frozen=True, slots=True)
class CastCall:
    """When one of the cast is picked up, made up and on set."""

    element: str
    name: str
    board_id: str
    code: str  # SW, W, WF, SWF, H
    pickup: time | None
    makeup: time | None
    on_set: time | None
    strips: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class CallSheet:
    """The data of a day's call sheet. Times are local."""

    number: int
    of: int
    date: date
    kind: DayKind
    call: time
    meal: time | None  # None where the day is over before
    wrap: time  # estimated from the strips' minutes
    sunrise: time | None
    sunset: time | None
    places: tuple[str, ...]
    strips: tuple[Strip, ...]
    starts: tuple[time, ...]  # estimated start of each strip
    cast: tuple[CastCall, ...]
    eighths: int
    notes: tuple[str, ...] = ()
    advance: tuple[Strip, ...] = ()  # the next shooting day's strips
