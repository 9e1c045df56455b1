"""The rules of the shoot as a TOML file that people edit: `schedule/schedule.toml`.

What a person writes wins over what is assumed. When the script changes, new cast and places are added at the end and
everything else stays as it stands.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from datetime import date, time

from secondunit.core.errors import InputError
from secondunit.core.pages import eighths_text
from secondunit.core.schedule import BoardElement, DateRange, Place, Rules, Shoot

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NAME = "schedule.toml"
MAX_BYTES = 8 * 1024 * 1024
_HEAD = """\
# The rules of the shoot. Change what you like and make the schedule again; a line taken out goes back to what is
# assumed. Dates are written 2027-03-01, times 07:00:00, dates and ranges [2027-03-01, [2027-03-05, 2027-03-09]].
"""
_TAIL = """\

# Scenes, by number:
# [scene."12A"]
# minutes = 90                # estimated time to shoot it
# date = 2027-03-12           # shot on that date and no other
# light = "night"             # any, day, night, dawn, dusk
# place = "harbour"           # shot at another place than the script's

[order]
before = []                   # [["3", "7"]]: scene 3 is shot before scene 7
together = []                 # [["3", "4"]]: on one day
apart = []                    # [["5", "6"]]: never on one day
"""
_CAST = """\

# Cast, by id. Also: age = 12 (limits for minors), available = [...], unavailable = [...], travel = [...],
# fitting = [...], rehearsal = [...], days_off = ["Sun"], linked = ["prop:cane"], drop_days = 10 (least calendar days).
# pay weighs their day against others'; hold: may wait between work days; drop: may be let go and picked up once.
"""
_PLACES = """\

# Places, by id. Also: available, unavailable, ready = 2027-03-08 (first day the set can be shot), build_days = 4,
# latitude and longitude. Places with one base are next to each other: no company move between them.
"""


def dump(shoot: Shoot, before: str = "") -> str:
    """Return the file for a shoot; what `before` says stays as it stands, new cast and places come at the end."""
    if before:
        data = tables(before)
        text = before.rstrip("\n") + "\n"
    else:
        data, text = {}, _HEAD + _rules(shoot.rules) + _CAST
    for element in shoot.cast():
        if element.id not in data.get("cast", {}):
            text += _cast(element)
    if not before:
        text += _PLACES
    for place in shoot.places:
        if place.id not in data.get("place", {}):
            text += _place(place)
    return text if before else text + _TAIL


def tables(text: str | bytes) -> dict[str, dict[str, object]]:
    """Return the file's tables; InputError with the line where it is not TOML."""
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError(f"{NAME} is not UTF-8 text (byte {error.start})", hint="save it as UTF-8") from None
    if len(text) > MAX_BYTES:
        raise InputError(f"{NAME} is larger than 8 MB", hint="was another file saved in its place?")
    try:
        data = tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise InputError(
            f"{NAME} is not valid TOML: {str(error) or 'nested too deeply'}", hint="mend that line; nothing was lost"
        ) from None
    for name, table in data.items():
        if name == "minors" and isinstance(table, list):
            continue
        if not isinstance(table, dict):
            raise InputError(f"{NAME}: {name} must be a table", hint=f"written as [{name}]", key=name)
    return data


def _quote(value: str) -> str:
    return json.dumps("".join(c if c.isprintable() else " " for c in value), ensure_ascii=False)


def _comment(value: str) -> str:
    return "".join(c if c.isprintable() else " " for c in value)


def _time(value: time) -> str:
    return value.strftime("%H:%M:%S")


def _days(days: Sequence[int]) -> str:
    return "[" + ", ".join(f'"{WEEKDAYS[day]}"' for day in days) + "]"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if value == float(f"{value:g}") else repr(value)


def ranges_text(ranges: Sequence[DateRange]) -> str:
    """Return ranges of dates as TOML: a date alone, or a pair."""
    return "[" + ", ".join(f"{r.first}" if r.first == r.last else f"[{r.first}, {r.last}]" for r in ranges) + "]"


def _rules(rules: Rules) -> str:
    calendar, w = rules.calendar, rules.weights

    def line(key: str, value: str, words: str, known: bool = True) -> str:
        head = f"{key} = {value}"
        if not words:
            return f"{head}\n"
        return f"{head:<30}# {words}\n" if known else f"# {head:<28}# {words}\n"

    holidays = ", ".join(f"{{ date = {e.date}, name = {_quote(e.name)} }}" for e in calendar.holidays)
    some = date(2027, 3, 1)
    return "".join((
        "\n[calendar]\n",
        line("start", str(calendar.start), "first shooting date"),
        line("end", str(calendar.end or some), "last date that may be used", calendar.end is not None),
        line("days_off", _days(calendar.days_off), "weekly rest days"),
        line("longest_run", str(calendar.longest_run), "shooting dates in a row before a rest day"),
        line("holidays", f"[{holidays}]", '{ date = 2027-04-05, name = "Easter Monday" }'),
        line("prep", str(rules.prep or some), "when sets begin to be built", rules.prep is not None),
        "\n[day]\n",
        line("pages", _quote(eighths_text(rules.max_eighths)), "at most, in pages and eighths"),
        line("hours", _number(rules.hours), "from call to wrap"),
        line("meal_minutes", str(rules.meal_minutes), "taken out of the hours"),
        line("move_minutes", str(rules.move_minutes), "lost at a company move within the day"),
        line("places", str(rules.max_places), "bases on one day, at most"),
        line("rest_hours", _number(rules.rest_hours), "between wrap and the next call"),
        line("day_call", _time(rules.day_call), ""), line("split_call", _time(rules.split_call), ""),
        line("night_call", _time(rules.night_call), ""),
        line("split_days", str(rules.split_days).lower(), "days that begin at noon and end at night"),
        line("night_days", str(rules.night_days).lower(), "night shoots"),
        "\n[sun]\n",
        line("zone", _quote(rules.zone), "time zone of the shoot"),
        line("latitude", _number(rules.latitude) or "51.5", "of the production's base; with it the sun is exact",
             rules.latitude is not None),
        line("longitude", _number(rules.longitude) or "-0.12", "east is positive", rules.longitude is not None),
        line("sunrise", _time(rules.sunrise), "assumed where no coordinates are given"),
        line("sunset", _time(rules.sunset), ""),
        "\n[weights]\n",
        *(line(key, str(getattr(w, key)), words) for key, words in (
            ("work", "a cast member's day of work, times their pay"), ("hold", "their day of waiting"),
            ("move", "a company move"), ("split", "a day that ends late"), ("night", "a night shoot"),
            ("idle", "a shooting date left empty"))),
        "\n# Limits for minors. They differ by country: check the law of the place.\n",
        *(f"[[minors]]\nunder = {rule.under}\nminutes = {rule.minutes}\nlatest = {_time(rule.latest)}\n"
          for rule in rules.minors),
    ))  # fmt: skip


def _cast(element: BoardElement) -> str:
    rows = [f"\n[cast.{_quote(element.id)}]", f"# {_comment(element.board_id)} {_comment(element.name)}".rstrip()]
    rows += [f"pay = {element.pay}", f"hold = {str(element.hold).lower()}", f"drop = {str(element.drop).lower()}"]
    if element.drop and element.drop_days != 10:
        rows.append(f"drop_days = {element.drop_days}")
    if element.age is not None:
        rows.append(f"age = {element.age}")
    if element.days_off:
        rows.append(f"days_off = {_days(element.days_off)}")
    if element.linked:
        rows.append("linked = [" + ", ".join(_quote(each) for each in element.linked) + "]")
    for key, ranges in (("available", element.available), ("unavailable", element.unavailable)):
        if ranges:
            rows.append(f"{key} = {ranges_text(ranges)}")
    for kind in ("travel", "fitting", "rehearsal"):
        if days := [str(event.date) for event in element.events if event.name == kind]:
            rows.append(f"{kind} = [{', '.join(days)}]")
    return "\n".join(rows) + "\n"


def _place(place: Place) -> str:
    rows = [f"\n[place.{_quote(place.id)}]", f"name = {_quote(place.name)}"]
    if place.base and place.base != place.id:
        rows.append(f"base = {_quote(place.base)}")
    for key, ranges in (("available", place.available), ("unavailable", place.unavailable)):
        if ranges:
            rows.append(f"{key} = {ranges_text(ranges)}")
    if place.ready:
        rows.append(f"ready = {place.ready}")
    if place.build_days:
        rows.append(f"build_days = {place.build_days}")
    for key, value in (("latitude", place.latitude), ("longitude", place.longitude)):
        if value is not None:
            rows.append(f"{key} = {_number(value)}")
    return "\n".join(rows) + "\n"
