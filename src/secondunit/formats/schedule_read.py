"""Reads `schedule.toml` into a shoot; every error names the key and its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time
from typing import Any, NoReturn

from secondunit.core.errors import InputError
from secondunit.core.pages import parse_eighths
from secondunit.core.schedule import (
    BoardElement,
    Calendar,
    DatedEvent,
    DateRange,
    Light,
    MinorRule,
    Place,
    Rules,
    Shoot,
    Strip,
    Weights,
)  # fmt: skip
from secondunit.formats.schedule_file import NAME, WEEKDAYS, tables

FAR = 200  # years from the start that a date may lie
_KEYS = {
    "calendar": ("start", "end", "days_off", "longest_run", "holidays", "prep"),
    "day": ("pages", "hours", "meal_minutes", "move_minutes", "places", "rest_hours", "day_call", "split_call",
            "night_call", "split_days", "night_days"),
    "sun": ("zone", "latitude", "longitude", "sunrise", "sunset"),
    "weights": tuple(each.name for each in fields(Weights)),
    "order": ("before", "together", "apart"),
}  # fmt: skip
_CAST = ("pay", "hold", "drop", "drop_days", "age", "days_off", "linked", "available", "unavailable", "travel",
         "fitting", "rehearsal")  # fmt: skip
_PLACE = ("name", "base", "available", "unavailable", "ready", "build_days", "latitude", "longitude")
_SCENE = ("minutes", "date", "light", "place")


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the file; its values are asked for by kind and checked."""

    text: str
    path: str
    values: Mapping[str, Any]

    def fail(self, key: str, words: str, hint: str = "") -> NoReturn:
        """Raise the error for a key, with its line."""
        line = _line(self.text, self.path, key)
        where = f"line {line}: " if line else ""
        raise InputError(f"{NAME}: {where}{self.path}.{key} {words}", hint=hint, key=f"{self.path}.{key}", line=line)

    def known(self, keys: tuple[str, ...]) -> Table:
        """Refuse keys that mean nothing here, which are misspelt most of the time."""
        for key in self.values:
            if key not in keys:
                self.fail(key, "is unknown", hint="one of " + ", ".join(keys))
        return self

    def number(self, key: str, default: float, low: float, high: float) -> float:
        """Return a number from low to high."""
        value = self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            self.fail(key, f"must be a number from {low:g} to {high:g}, not {_shown(value)}")
        return value

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        """Return a whole number from low to high."""
        value = self.values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.fail(key, f"must be a whole number from {low} to {high}, not {_shown(value)}")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            self.fail(key, f"must be true or false, not {_shown(value)}")
        return value

    def words(self, key: str, default: str) -> str:
        """Return a short text."""
        value = self.values.get(key, default)
        if not isinstance(value, str) or len(value) > 400:
            self.fail(key, f"must be a short text, not {_shown(value)}")
        return value

    def day(self, key: str, value: object) -> date:
        """Return a date."""
        if isinstance(value, datetime) or not isinstance(value, date):
            self.fail(key, f"must be a date such as 2027-03-01 without quotes, not {_shown(value)}")
        return value

    def day_or(self, key: str, default: date | None) -> date | None:
        """Return a date, or the default where the file says none."""
        return self.day(key, self.values[key]) if key in self.values else default

    def clock(self, key: str, default: time) -> time:
        """Return a time of day."""
        value = self.values.get(key, default)
        if not isinstance(value, time) or value.tzinfo:
            self.fail(key, f"must be a time such as 07:00:00 without quotes, not {_shown(value)}")
        return value

    def rows(self, key: str) -> list[Any]:
        """Return a list."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or len(value) > 5000:
            self.fail(key, f"must be a list, not {_shown(value)}")
        return value

    def weekdays(self, key: str, default: tuple[int, ...]) -> tuple[int, ...]:
        """Return weekdays written Mon to Sun."""
        if key not in self.values:
            return default
        out = []
        for each in self.rows(key):
            if not isinstance(each, str) or each[:3].title() not in WEEKDAYS:
                self.fail(key, f"has no weekday {_shown(each)}", hint="weekdays are " + ", ".join(WEEKDAYS))
            out.append(WEEKDAYS.index(each[:3].title()))
        return tuple(sorted(set(out)))

    def ranges(self, key: str, default: tuple[DateRange, ...]) -> tuple[DateRange, ...]:
        """Return dates and pairs of dates as ranges."""
        if key not in self.values:
            return default
        out = []
        for each in self.rows(key):
            pair = each if isinstance(each, list) else [each, each]
            if len(pair) != 2:
                self.fail(key, f"needs dates or pairs of dates, not {_shown(each)}", hint="[[2027-03-01, 2027-03-05]]")
            first, last = self.day(key, pair[0]), self.day(key, pair[1])
            if last < first:
                self.fail(key, f"ends before it begins: {first} to {last}")
            out.append(DateRange(first, last))
        return tuple(out)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) < 40 else text[:37] + "..."


def _line(text: str, path: str, key: str) -> int:
    """Return the line where a key of a table stands, else the table's, else 0."""
    head, _, rest = path.partition(".")
    name = rf"""\[+\s*{re.escape(head)}\s*(?:\.\s*["']?{re.escape(rest)}["']?\s*)?\]+""" if rest else \
        rf"""\[+\s*{re.escape(head)}\s*\]+"""  # fmt: skip
    inside, found = 0, re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""")
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"\s*\[", line):
            inside = number if re.match(r"\s*" + name, line) else 0
        elif inside and found.match(line):
            return number
    table = re.compile(r"\s*" + name)
    return next((n for n, line in enumerate(text.splitlines(), 1) if table.match(line)), 0)


def apply(shoot: Shoot, text: str | bytes) -> Shoot:
    """Return the shoot with what the file says; InputError names key and line.

    Cast, places and scenes that left the script stay in the file and do no harm, except where a rule needs them: an
    order of a scene that is not there is an error.
    """
    data = tables(text)
    plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text
    known = (*_KEYS, "minors", "cast", "place", "scene")
    for name in data:
        if name not in known:
            Table(plain, name, {}).fail("*", "is no table of this file", hint="tables are " + ", ".join(known))

    def table(name: str) -> Table:
        return Table(plain, name, data.get(name, {})).known(_KEYS[name])

    places = _merge(plain, data, "place", shoot.places, _place)
    elements = _merge(plain, data, "cast", shoot.elements, _cast)
    rules = _rules(shoot.rules, table("calendar"), table("day"), table("sun"), table("weights"))
    if "minors" in data:
        rules = replace(rules, minors=_minors(plain, data["minors"]))
    strips, fixed = _scenes(plain, data, shoot, {place.id for place in places})
    rules = replace(rules, fixed=fixed)
    if "order" in data:
        rules = _order(rules, table("order"), strips)
    return replace(shoot, strips=strips, elements=elements, places=places, rules=rules)


def _merge(
    text: str, data: Mapping[str, Any], name: str, records: tuple[Any, ...], change: Callable[[Any, Table], Any]
) -> tuple[Any, ...]:
    group = data.get(name, {})
    for id_, values in group.items():
        if not isinstance(values, dict):
            Table(text, name, group).fail(id_, "must be a table", hint=f"written as [{name}.{id_}]")
        Table(text, f"{name}.{id_}", values).known(_CAST if name == "cast" else _PLACE)
    out = []
    for record in records:
        at = group.get(record.id)
        out.append(change(record, Table(text, f"{name}.{record.id}", at)) if isinstance(at, dict) else record)
    return tuple(out)


def _rules(rules: Rules, calendar: Table, day: Table, sun: Table, weights: Table) -> Rules:
    old = rules.calendar
    start = calendar.day_or("start", old.start) or old.start
    end = calendar.day_or("end", old.end)
    off = calendar.weekdays("days_off", old.days_off)
    if len(off) == 7:
        calendar.fail("days_off", "leaves no shooting day", hint="at least one weekday must be worked")
    if not 1900 < start.year < 2200:
        calendar.fail("start", f"is the year {start.year}", hint="is it a slip of the keyboard?")
    if end is not None and end < start:
        calendar.fail("end", f"is before the start: {end} and {start}")
    holidays = old.holidays
    if "holidays" in calendar.values:
        holidays = tuple(_holiday(calendar, each) for each in calendar.rows("holidays"))
    pages = day.values.get("pages", rules.max_eighths / 8)
    size = parse_eighths(pages) if isinstance(pages, str) else None
    if not isinstance(pages, (str, bool)) and isinstance(pages, (int, float)) and 0 < pages <= 100:
        size = round(pages * 8)
    if not size or size > 800:
        day.fail("pages", f"must be pages and eighths such as \"5 2/8\", not {_shown(pages)}")
    zone = sun.words("zone", rules.zone)
    if not re.fullmatch(r"[A-Za-z0-9_+/-]{1,64}", zone):
        sun.fail("zone", f"is no time zone: {_shown(zone)}", hint='such as "Europe/London"')
    longitude = _degrees(sun, "longitude", rules.longitude, 180)
    latitude = _degrees(sun, "latitude", rules.latitude, 90)
    run = calendar.whole("longest_run", old.longest_run, 1, 10_000)
    return replace(
        rules,
        calendar=Calendar(start, end, off, holidays, run),
        prep=calendar.day_or("prep", rules.prep), max_eighths=size,
        hours=float(day.number("hours", rules.hours, 1, 24)),
        meal_minutes=day.whole("meal_minutes", rules.meal_minutes, 0, 240),
        move_minutes=day.whole("move_minutes", rules.move_minutes, 0, 600),
        max_places=day.whole("places", rules.max_places, 1, 20),
        rest_hours=float(day.number("rest_hours", rules.rest_hours, 0, 24)),
        day_call=day.clock("day_call", rules.day_call), split_call=day.clock("split_call", rules.split_call),
        night_call=day.clock("night_call", rules.night_call), split_days=day.flag("split_days", rules.split_days),
        night_days=day.flag("night_days", rules.night_days), zone=zone, latitude=latitude, longitude=longitude,
        sunrise=sun.clock("sunrise", rules.sunrise), sunset=sun.clock("sunset", rules.sunset),
        weights=Weights(*(weights.whole(each.name, getattr(rules.weights, each.name), 0, 10_000)
                          for each in fields(Weights))),
    )  # fmt: skip


def _degrees(table: Table, key: str, default: float | None, most: float) -> float | None:
    return float(table.number(key, 0, -most, most)) if key in table.values else default


def _holiday(calendar: Table, value: object) -> DatedEvent:
    if isinstance(value, dict) and set(value) <= {"date", "name"} and "date" in value:
        name = value.get("name", "holiday")
        return DatedEvent(calendar.day("holidays", value["date"]), name if isinstance(name, str) else "holiday")
    return DatedEvent(calendar.day("holidays", value), "holiday")


def _minors(text: str, rows: object) -> tuple[MinorRule, ...]:
    out = []
    for row in rows if isinstance(rows, list) else [rows]:
        if not isinstance(row, dict):
            raise InputError(f"{NAME}: minors must be [[minors]] blocks", key="minors")
        table = Table(text, "minors", row).known(("under", "minutes", "latest"))
        out.append(MinorRule(table.whole("under", 18, 1, 30), table.whole("minutes", 480, 0, 1440),
                             table.clock("latest", time(22))))  # fmt: skip
    return tuple(out)


def _cast(element: BoardElement, table: Table) -> BoardElement:
    age = table.whole("age", 0, 0, 120) if "age" in table.values else element.age
    events = tuple(event for event in element.events if event.name not in table.values)
    for kind in ("travel", "fitting", "rehearsal"):
        events += tuple(DatedEvent(table.day(kind, each), kind) for each in table.rows(kind))
    linked = element.linked
    if "linked" in table.values:
        linked = tuple(each for each in table.rows("linked") if isinstance(each, str))
    return replace(
        element, pay=table.whole("pay", element.pay, 0, 1000), hold=table.flag("hold", element.hold),
        drop=table.flag("drop", element.drop), drop_days=table.whole("drop_days", element.drop_days, 1, 365), age=age,
        days_off=table.weekdays("days_off", element.days_off), linked=linked, events=events,
        available=table.ranges("available", element.available),
        unavailable=table.ranges("unavailable", element.unavailable),
    )  # fmt: skip


def _place(place: Place, table: Table) -> Place:
    return replace(
        place, name=table.words("name", place.name), base=table.words("base", place.base),
        available=table.ranges("available", place.available),
        unavailable=table.ranges("unavailable", place.unavailable), ready=table.day_or("ready", place.ready),
        build_days=table.whole("build_days", place.build_days, 0, 1000),
        latitude=_degrees(table, "latitude", place.latitude, 90),
        longitude=_degrees(table, "longitude", place.longitude, 180),
    )  # fmt: skip


def _scenes(
    text: str, data: Mapping[str, Any], shoot: Shoot, places: set[str]
) -> tuple[tuple[Strip, ...], tuple[tuple[str, date], ...]]:
    group = data.get("scene", {})
    fixed = dict(shoot.rules.fixed)
    for number, values in group.items():
        if not isinstance(values, dict):
            Table(text, "scene", group).fail(number, "must be a table", hint=f'written as [scene."{number}"]')
        Table(text, f"scene.{number}", values).known(_SCENE)
    out = []
    for strip in shoot.strips:
        table = Table(text, f"scene.{strip.scene}", group.get(strip.scene, {}))
        light = table.words("light", strip.light.value)
        if light not in list(Light):
            table.fail("light", f"cannot be {_shown(light)}", hint="one of " + ", ".join(Light))
        place = table.words("place", strip.location)
        if place not in places and "place" in table.values:
            table.fail("place", f"names no place: {_shown(place)}", hint="places are listed under [place.…]")
        if "date" in table.values:
            fixed[strip.id] = table.day("date", table.values["date"])
        out.append(replace(strip, minutes=table.whole("minutes", strip.minutes, 1, 20_000), light=Light(light),
                           location=place))  # fmt: skip
    return tuple(out), tuple(fixed.items())


def _order(rules: Rules, table: Table, strips: tuple[Strip, ...]) -> Rules:
    ids: dict[str, list[str]] = {}
    for strip in strips:
        if strip.kind == "scene":
            ids.setdefault(strip.scene, []).append(strip.id)

    def groups(key: str, default: tuple[tuple[str, ...], ...], most: int) -> tuple[tuple[str, ...], ...]:
        if key not in table.values:
            return default
        out = []
        for row in table.rows(key):
            if not isinstance(row, list) or not 2 <= len(row) <= most or not all(isinstance(n, str) for n in row):
                table.fail(key, f'needs scene numbers in pairs such as ["3", "7"], not {_shown(row)}')
            for number in row:
                if len(ids.get(number, [])) != 1:
                    how = "stands twice in the script" if number in ids else "is not in the script"
                    table.fail(key, f"names scene {_shown(number)}, which {how}")
            out.append(tuple(ids[number][0] for number in row))
        return tuple(out)

    return replace(
        rules, before=tuple((a, b) for a, b in groups("before", rules.before, 2)),
        together=groups("together", rules.together, 200),
        apart=tuple((a, b) for a, b in groups("apart", rules.apart, 2)),
    )  # fmt: skip
