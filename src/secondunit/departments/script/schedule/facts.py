"""The rules of a shoot as single facts, each in plain words, so that a contradiction can name them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from secondunit.core.pages import eighths_text
from secondunit.core.schedule import BoardElement, DateRange, DayKind, Light, Place, Rules, Strip
from secondunit.departments.script.schedule.sun import Window

_NEEDS = {Light.DAY: "daylight", Light.NIGHT: "darkness", Light.DAWN: "sunrise", Light.DUSK: "sunset"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One rule. `kind` says how it is modelled; `mask` holds forbidden slots as bits, `strips` are indices."""

    kind: str  # forbid, before, together, apart, next, pages, hours, places, light, magic, minor, rest
    words: str
    strips: tuple[int, ...] = ()
    mask: int = 0
    member: int = -1


def fits_light(light: Light, windows: Sequence[Window]) -> bool:
    """Whether any kind of day on a date has the light that a strip needs."""
    if light is Light.DAY:
        return any(w.daylight > 0 for w in windows)
    if light is Light.NIGHT:
        return any(w.darkness > 0 for w in windows)
    if light is Light.DAWN:
        return any(w.dawn for w in windows)
    return light is Light.ANY or any(w.dusk for w in windows)


def day_words(day: date) -> str:
    """Return a date as people read it: Mon 2 Mar 2026."""
    return f"{day:%a} {day.day} {day:%b} {day.year}"


def ranges_words(ranges: Iterable[DateRange]) -> str:
    """Return ranges of dates in words."""
    said = [
        day_words(r.first) if r.first == r.last else f"{day_words(r.first)} to {day_words(r.last)}" for r in ranges
    ]
    return ", ".join(said)


def scenes_words(labels: Sequence[str]) -> str:
    """Return scene labels in words, at most eight of them."""
    if len(labels) == 1:
        return f"scene {labels[0]}"
    tail = f" and {len(labels) - 8} more" if len(labels) > 8 else ""
    return "scenes " + ", ".join(labels[:8]) + tail


class Facts:
    """Collects the facts of a shoot over its slots (candidate shooting dates)."""

    def __init__(self, strips: Sequence[Strip], dates: Sequence[date], windows: Sequence[Sequence[Window]]) -> None:
        self.strips, self.dates, self.windows = strips, dates, windows
        self.index = {strip.id: at for at, strip in enumerate(strips)}
        self.found: list[Fact] = []

    def labels(self, at: Iterable[int]) -> str:
        """Return the scenes of some strips in words."""
        return scenes_words([self.strips[i].label for i in at])

    def forbid(self, words: str, at: Sequence[int], open_: Sequence[bool]) -> None:
        """Add that strips may not be on the slots that are not open."""
        mask = sum(1 << s for s, is_open in enumerate(open_) if not is_open)
        if mask and at:
            self.found.append(Fact("forbid", words, tuple(at), mask))

    def member(self, element: BoardElement, at: Sequence[int]) -> None:
        """Add when a member can work."""
        parts = []
        if element.available:
            parts.append(f"is available only {ranges_words(element.available)}")
        if element.unavailable:
            parts.append(f"is away {ranges_words(element.unavailable)}")
        if element.days_off:
            names = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
            parts.append("does not work on " + ", ".join(names[d] for d in element.days_off))
        if parts:
            words = f"{element.name} {' and '.join(parts)} ({self.labels(at)})"
            self.forbid(words, at, [element.works_on(day) for day in self.dates])

    def place(self, place: Place, at: Sequence[int], rules: Rules) -> None:
        """Add when a place can be had and when its set is built."""
        parts = []
        if place.available:
            parts.append(f"can be had only {ranges_words(place.available)}")
        if place.unavailable:
            parts.append(f"cannot be had {ranges_words(place.unavailable)}")
        if parts:
            words = f"{place.name} {' and '.join(parts)} ({self.labels(at)})"
            self.forbid(words, at, [place.open_on(day) for day in self.dates])
        ready = ready_date(place, rules)
        if ready is not None:
            how = f"takes {place.build_days} working days to build and " if place.build_days else ""
            words = f"{place.name} {how}is ready on {day_words(ready)} ({self.labels(at)})"
            self.forbid(words, at, [day >= ready for day in self.dates])

    def fix(self, strip: str, day: date, locked: bool = False) -> None:
        """Add the date of a strip."""
        at = self.index[strip]
        off = "" if day in self.dates else ", which is no shooting date"
        said = "locked to" if locked else "fixed on"
        words = f"{self.labels([at])} is {said} {day_words(day)}{off}"
        self.forbid(words, [at], [each == day for each in self.dates])

    def light(self) -> None:
        """Add what light strips need."""
        for at, strip in enumerate(self.strips):
            if strip.light is Light.ANY:
                continue
            words = f"{self.labels([at])} ({strip.setting} {strip.set} - {strip.time}) needs {_NEEDS[strip.light]}"
            self.forbid(words, [at], [fits_light(strip.light, each) for each in self.windows])
        if any(strip.light in (Light.DAY, Light.NIGHT) for strip in self.strips):
            words = "exteriors are shot in the hours of daylight or darkness that the day has"
            self.found.append(Fact("light", words))
        for light, name in ((Light.DAWN, "sunrise"), (Light.DUSK, "sunset")):
            at_ = tuple(i for i, strip in enumerate(self.strips) if strip.light is light)
            if len(at_) > 1:
                words = f"a day has one {name} ({self.labels(at_)})"
                self.found.append(Fact("magic", words, at_))

    def order(self, rules: Rules) -> None:
        """Add which strips go before, together, apart or after each other."""
        index = self.index
        for first, then in rules.before:
            words = f"scene {self.strips[index[first]].label} comes before scene {self.strips[index[then]].label}"
            self.found.append(Fact("before", words, (index[first], index[then])))
        for group in rules.together:
            at = tuple(dict.fromkeys(index[each] for each in group))
            if len(at) > 1:
                self.found.append(Fact("together", f"{self.labels(at)} are shot on one day", at))
        for one, other in rules.apart:
            at = (index[one], index[other])
            self.found.append(Fact("apart", f"{self.labels(at)} are never shot on one day", at))
        for at_, strip in enumerate(self.strips):
            if strip.part > 1:
                words = f"the parts of scene {strip.scene} are shot on consecutive shooting dates"
                self.found.append(Fact("next", words, (at_ - 1, at_)))

    def day(self, rules: Rules, kinds: Sequence[DayKind], bases: int) -> None:
        """Add how much a day holds."""
        self.found.append(Fact("pages", f"at most {eighths_text(rules.max_eighths)} pages a day"))
        meal = f", {rules.meal_minutes} minutes of it for the meal" if rules.meal_minutes else ""
        self.found.append(Fact("hours", f"at most {rules.hours:g} hours a day{meal}"))
        if bases > 1:
            self.found.append(Fact("places", f"at most {rules.max_places} location bases on one day"))
        if len(kinds) > 1:
            self.found.append(Fact("rest", f"{rules.rest_hours:g} hours of rest between wrap and the next call"))


def ready_date(place: Place, rules: Rules) -> date | None:
    """Return the first date on which a set can be shot, None where it waits for nothing.

    Building takes working days: weekdays that are neither days off nor holidays.
    """
    ready = place.ready
    if place.build_days > 0:
        day, left = rules.prep or rules.calendar.start, place.build_days
        closed = {event.date for event in rules.calendar.holidays}
        while left:
            if day.weekday() not in rules.calendar.days_off and day not in closed:
                left -= 1
            day += timedelta(days=1)
        ready = max(ready, day) if ready else day
    return ready
