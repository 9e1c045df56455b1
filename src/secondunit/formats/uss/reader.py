"""A board out of a Universal Schedule Standard document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any

from secondunit.core.errors import InputError
from secondunit.core.schedule import (
    CAST_UCID,
    MAX_SLOTS,
    BoardElement,
    Calendar,
    DatedEvent,
    DateRange,
    DayKind,
    Light,
    Place,
    Rules,
    Schedule,
    Shoot,
    ShootDay,
    Strip,
    light_of,
    shooting_minutes,
)  # fmt: skip
from secondunit.formats.uss.check import ROOT, flat

OURS = "_secondUnit"  # custom keys begin with an underscore in this standard
SET, INT_EXT, DAY_NIGHT, SCRIPT_DAY, UNIT, SEQUENCE, LOCATION = range(7)
MINUTE = 60_000  # milliseconds
NO_RUN = 10_000  # a document's calendar says itself when the company rests
_OLD = {"isHold": "doodHoldAllow", "isDrop": "doodDropAllow", "isDood": "doodInclude"}


@dataclass(slots=True)
class Names:
    """Which id of ours each record of a document has."""

    elements: dict[str, str] = field(default_factory=dict)
    strips: dict[str, str] = field(default_factory=dict)


def read(document: Mapping[str, Any], stripboard: int = 0) -> Schedule:
    """Return a board of the document; `stripboard` picks one of several. See `names` for the ids.

    A document without stripboards gives all strips without days. Dates follow from the calendar's start event.
    InputError for a stripboard that is not there.
    """
    root = document[ROOT]
    known = names(document)
    categories = category_numbers(root)
    elements = tuple(_element(record, categories, known) for record in root["elements"])
    by_id = {record["id"]: record for record in root["elements"]}
    notes: list[str] = []
    places: dict[str, Place] = {}
    strips = tuple(_strip(record, by_id, categories, known, places, notes) for record in root["breakdowns"])
    boards = root.get("stripboards") or []
    if boards and not 0 <= stripboard < len(boards):
        raise InputError(f"the document has {len(boards)} stripboards; there is no number {stripboard + 1}")
    board = boards[stripboard] if boards else None
    calendar, noted = _calendar(root, board)
    notes += noted
    shoot = Shoot(
        strips, tuple(element for element in elements if element.ucid > LOCATION), tuple(places.values()),
        Rules(calendar, max_places=max(2, len(places))), root.get("project") or root.get("name") or "", tuple(notes),
    )  # fmt: skip
    if board is None:
        return Schedule(shoot, (), unscheduled=tuple(strip.id for strip in strips), notes=shoot.notes)
    return _days(shoot, board, root, known)


def names(document: Mapping[str, Any]) -> Names:
    """Return the ids that records have with us: those we gave, else the document's own."""
    root, out = document[ROOT], Names()
    for rows, table in ((root["elements"], out.elements), (root["breakdowns"], out.strips)):
        taken: set[str] = set()
        for record in rows:
            id_ = ours(record).get("id", record["id"])
            id_ = id_ if isinstance(id_, str) and id_ not in taken else record["id"]
            taken.add(id_)
            table[record["id"]] = id_
    return out


def ours(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return our own custom key of a record, empty where it has none."""
    found = record.get(OURS)
    return found if isinstance(found, dict) else {}


def category_numbers(root: Mapping[str, Any]) -> dict[str, int]:
    """Return the category number (UCID) of each element id; 126, other, where the document does not say.

    Older documents list elements in their categories instead.
    """
    ucids = {record["id"]: record.get("ucid") for record in root["categories"]}
    out: dict[str, int] = {}
    for record in root["categories"]:
        for id_ in record.get("elements") or ():
            if isinstance(id_, str):
                out.setdefault(id_, record.get("ucid") if record.get("ucid") is not None else 126)
    for record in root["elements"]:
        ucid = ucids.get(record.get("category") or "")
        if ucid is not None:
            out[record["id"]] = ucid
        out.setdefault(record["id"], 126)
    return out


def _flag(record: Mapping[str, Any], key: str) -> bool:
    value = record.get(key, record.get(_OLD[key]))
    return value if isinstance(value, bool) else True


def to_date(text: str) -> date:
    """Return the date of a time stamp, as written (schedules carry local midnight or morning as UTC)."""
    return date.fromisoformat(text[:10])


def to_weekdays(days: Sequence[int] | None) -> tuple[int, ...]:
    """Return Python's weekdays (0 is Monday) of the standard's (0 is Sunday)."""
    return tuple(sorted({(day - 1) % 7 for day in days or ()}))


def _element(record: Mapping[str, Any], categories: Mapping[str, int], known: Names) -> BoardElement:
    events = [(to_date(e["date"]), e["type"], e.get("name") or "") for e in record.get("events") or ()]
    extra = ours(record)
    age, pay = extra.get("age"), extra.get("pay", 1)
    drop = record.get("dropDayCount", record.get("doodDropDays"))
    return BoardElement(
        known.elements[record["id"]], record.get("name") or "", categories[record["id"]], record.get("elementId") or "",
        _flag(record, "isHold"), _flag(record, "isDrop"), drop if isinstance(drop, int) else 10,
        _flag(record, "isDood"), to_weekdays(record.get("daysOff")),
        tuple(DatedEvent(day, name or "event") for day, kind, name in events if kind == "event"),
        tuple(known.elements[each] for each in record.get("linkedElements") or () if each in known.elements),
        _ranges(extra.get("available")), _runs(sorted(day for day, kind, _ in events if kind == "dayOff")),
        age if type(age) is int and 0 <= age < 200 else None, pay if type(pay) is int and 0 <= pay < 1e6 else 1,
    )  # fmt: skip


def _ranges(value: object) -> tuple[DateRange, ...]:
    """Return ranges that we wrote as pairs of dates; anything else is none."""
    out = []
    for pair in value if isinstance(value, list) else []:
        try:
            first, last = (date.fromisoformat(each) for each in pair)
            out.append(DateRange(first, last))
        except (TypeError, ValueError):
            continue
    return tuple(out)


def _runs(days: Sequence[date]) -> tuple[DateRange, ...]:
    """Return single days as ranges."""
    out: list[DateRange] = []
    for day in days:
        if out and day - out[-1].last <= timedelta(days=1):
            out[-1] = DateRange(out[-1].first, day)
        else:
            out.append(DateRange(day, day))
    return tuple(out)


def _strip(
    record: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]], categories: Mapping[str, int], known: Names,
    places: dict[str, Place], notes: list[str],
) -> Strip:  # fmt: skip
    own = [id_ for id_ in record.get("elements") or () if id_ in by_id]
    first: dict[int, str] = {}
    for id_ in own:
        first.setdefault(categories[id_], id_)

    def name(ucid: int) -> str:
        return (by_id[first[ucid]].get("name") or "") if ucid in first else ""

    scene, extra, pages = record["type"] == "scene", ours(record), record.get("pages")
    eighths = round(pages * 8) if pages else 0
    if scene and not eighths:
        notes.append(f"scene {record.get('scene') or record['id']} has no length: 1/8 is assumed")
        eighths = 1
    setting, time = name(INT_EXT), name(DAY_NIGHT)
    light = light_of(setting, time)
    if extra.get("light") in list(Light):
        light = Light(extra["light"])
    duration = record.get("duration")
    where = first.get(LOCATION) or first.get(SET)
    location = _place(by_id[where], known, places) if where and scene else ""
    part, parts = extra.get("part", 1), extra.get("parts", 1)
    split = type(part) is int and type(parts) is int and 1 <= part <= parts < 100
    return Strip(
        known.strips[record["id"]], record.get("scene") or "", setting, name(SET), time, eighths,
        round(duration / MINUTE) if duration else shooting_minutes(eighths, light) if scene else 0,
        tuple(known.elements[id_] for id_ in own if categories[id_] == CAST_UCID),
        tuple(known.elements[id_] for id_ in own if categories[id_] > LOCATION and categories[id_] != CAST_UCID),
        location, name(SCRIPT_DAY), name(UNIT) or "Main", record.get("scriptPage") or "",
        (record.get("bannerText") or record.get("description") or "") if not scene else record.get("description") or "",
        light, part if split else 1, parts if split else 1, "scene" if scene else "banner",
    )  # fmt: skip


def _place(record: Mapping[str, Any], known: Names, places: dict[str, Place]) -> str:
    extra, id_ = ours(record), known.elements[record["id"]]
    id_ = extra["place"] if isinstance(extra.get("place"), str) else id_
    base = extra.get("base")
    places.setdefault(id_, Place(id_, record.get("name") or "", base if isinstance(base, str) else ""))
    return id_


def _calendar(root: Mapping[str, Any], board: Mapping[str, Any] | None) -> tuple[Calendar, list[str]]:
    calendars = {record["id"]: record for record in root.get("calendars") or ()}
    record = calendars.get((board or {}).get("calendar") or "", next(iter(calendars.values()), {}))
    events = record.get("events") or []
    start = next((to_date(event["date"]) for event in events if event["type"] == "start"), None)
    notes = []
    if start is None:
        said = next((root.get(key) for key in ("schedDate", "created") if root.get(key)), None)
        start = to_date(said) if said else date(2000, 1, 3)
        notes.append(f"the calendar has no start: {start} is assumed")
    off = to_weekdays(record.get("daysOff"))
    if len(off) == 7:
        raise InputError("the calendar has no shooting days: all seven weekdays are off")
    holidays = tuple(DatedEvent(to_date(e["date"]), e.get("name") or "dayOff") for e in events if e["type"] == "dayOff")
    return Calendar(start, None, off, tuple(sorted(holidays, key=lambda e: e.date)), NO_RUN), notes


def _days(shoot: Shoot, board: Mapping[str, Any], root: Mapping[str, Any], known: Names) -> Schedule:
    day_breaks = {record["id"] for record in root["breakdowns"] if record["type"] == "day"}
    days: list[list[str]] = []
    boneyard: list[str] = []
    loose: list[str] = []
    notes, extra = list(shoot.notes), ours(board)
    for at, each in enumerate(board.get("boards") or ()):
        rows = each["breakdownIds"]
        ids = [id_ for id_ in flat(rows) if id_ in known.strips]
        if (each.get("name") or "").strip().lower() == "boneyard":
            boneyard += ids
        elif at and days:
            loose += ids
        elif rows and isinstance(rows[0], list):
            days = [[id_ for id_ in row if id_ in known.strips] for row in rows]
        elif day_breaks.intersection(ids):
            days = _by_breaks(ids, day_breaks)
        else:
            loose += ids
    if loose:
        notes.append(f"{len(loose)} strips stand on a board without days")
    dates = list(islice(shoot.rules.calendar.dates(), len(days)))
    if len(dates) < len(days):
        raise InputError(f"the board has {len(days)} days; the most is {MAX_SLOTS}")
    kinds, locked = (value if isinstance(value := extra.get(key), list) else [] for key in ("kinds", "locked"))
    number, made = 0, []
    for at, (day, row) in enumerate(zip(dates, days, strict=True)):
        number += bool(row)
        kind = kinds[at] if at < len(kinds) and kinds[at] in list(DayKind) else DayKind.DAY
        strips = tuple(known.strips[id_] for id_ in row)
        made.append(ShootDay(number if row else 0, day, strips, DayKind(kind)))
    placed = set(known.strips.values())
    return Schedule(
        shoot, tuple(made), tuple(known.strips[id_] for id_ in boneyard), tuple(known.strips[id_] for id_ in loose),
        tuple(id_ for id_ in locked if isinstance(id_, str) and id_ in placed), notes=tuple(notes),
    )  # fmt: skip


def _by_breaks(ids: Sequence[str], breaks: set[str]) -> list[list[str]]:
    """Return the days of a flat list with day breaks in it, as older documents have them; breaks stay as strips."""
    days: list[list[str]] = [[]]
    for id_ in ids:
        days[-1].append(id_)
        if id_ in breaks:
            days.append([])
    return days if days[-1] else days[:-1]
