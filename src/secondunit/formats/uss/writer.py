"""A board into a Universal Schedule Standard document: a new one, or one from elsewhere that keeps its rest."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from secondunit.core.schedule import CAST_UCID, BoardElement, Schedule, Strip
from secondunit.core.tags import CATEGORIES
from secondunit.formats.uss import Document
from secondunit.formats.uss.check import ROOT, flat
from secondunit.formats.uss.reader import (
    DAY_NIGHT,
    INT_EXT,
    LOCATION,
    MINUTE,
    OURS,
    SCRIPT_DAY,
    SEQUENCE,
    SET,
    UNIT,
    Names,
    category_numbers,
    names,
    ours,
    read,
)  # fmt: skip

VERSION, SOURCE = "1.0.0", "Second Unit"
NAMES = {SET: "Set", INT_EXT: "INT/EXT", DAY_NIGHT: "Day/Night", SCRIPT_DAY: "Script Day", UNIT: "Unit",
         SEQUENCE: "Sequence", LOCATION: "Location", 126: "Other"}  # fmt: skip
NAMES |= {facts.ucid: facts.title for facts in CATEGORIES.values()}
EPOCH = "1970-01-01T00:00:00.000Z"  # unless the caller says when


def uid(*parts: object) -> str:
    """Return an id of 12 bytes in hex that follows from what it names."""
    return sha256("\0".join(str(part) for part in parts).encode("utf-8", "replace")).hexdigest()[:24]


def stamp(day: date) -> str:
    """Return a date as the standard writes it."""
    return f"{day.isoformat()}T08:00:00.000Z"


def write(
    schedule: Schedule, base: Mapping[str, Any] | None = None, *, stripboard: int = 0, created: str = EPOCH
) -> Document:  # fmt: skip
    """Return a document of a board. With `base`, the document it was read from, only what changed is put in.

    `created` is a time stamp of the standard's form for new records. What the standard has no key for (age, pay,
    light, parts, kinds of day, locks) stands under `_secondUnit`.
    """
    document: Document = copy.deepcopy(dict(base)) if base else {ROOT: _empty(schedule, created)}
    writer = _Writer(document[ROOT], names(document), created)
    before = read(document, stripboard) if base else None
    old_elements = {element.id: element for element in before.shoot.elements} if before else {}
    for element in schedule.shoot.elements:
        if element != old_elements.get(element.id):
            writer.element(element)
    old_strips = {strip.id: strip for strip in before.shoot.strips} if before else {}
    for strip in schedule.shoot.strips:
        if strip != old_strips.get(strip.id):
            writer.strip(strip, schedule, old_strips.get(strip.id))
    if before is None or _arrangement(before) != _arrangement(schedule):
        writer.board(schedule, stripboard)
    return document


def _arrangement(schedule: Schedule) -> tuple[object, ...]:
    return (
        schedule.days, schedule.boneyard, schedule.unscheduled, schedule.locked, schedule.shoot.rules.calendar
    )  # fmt: skip


def _empty(schedule: Schedule, created: str) -> dict[str, Any]:
    title = schedule.shoot.title
    return {
        "id": uid("document", title), "author": None, "company": None, "created": created, "description": None,
        "episode": None, "episodeName": None, "name": title or "Schedule", "project": title or None,
        "schedColor": None, "schedDate": created, "scriptColor": None, "scriptDate": None, "season": None,
        "source": SOURCE, "ussVersion": VERSION, "breakdowns": [], "categories": [], "elements": [],
        "stripboards": [], "calendars": [],
    }  # fmt: skip


def _set(record: dict[str, Any], values: Mapping[str, Any]) -> None:
    """Put our own values in a record, keeping others of ours; none left takes the key away."""
    kept = {**ours(record), **values}
    kept = {key: value for key, value in kept.items() if value is not None}
    if kept:
        record[OURS] = kept
    else:
        record.pop(OURS, None)


class _Writer:
    """Puts records into a document's root."""

    def __init__(self, root: dict[str, Any], known: Names, created: str) -> None:
        self.root, self.created = root, created
        self.elements = {our: their for their, our in known.elements.items()}
        self.strips = {our: their for their, our in known.strips.items()}
        self.ucid = category_numbers(root)
        self.records = {record["id"]: record for record in [*root["elements"], *root["breakdowns"]]}
        self.named: dict[tuple[int, str, str], str] = {}
        for record in root["elements"]:
            place = ours(record).get("place")
            key = (self.ucid[record["id"]], record.get("name") or "", place if isinstance(place, str) else "")
            self.named.setdefault(key, record["id"])

    def category(self, ucid: int) -> str:
        """Return the id of a category, made when the document has none."""
        for record in self.root["categories"]:
            if record.get("ucid") == ucid:
                return str(record["id"])
        id_ = uid("category", ucid)
        self.root["categories"].append({
            "id": id_, "created": self.created, "name": NAMES.get(ucid, f"Category {ucid}"), "ucid": ucid,
        })  # fmt: skip
        return id_

    def new_element(self, id_: str, ucid: int, name: str) -> dict[str, Any]:
        """Add an element record with the standard's defaults."""
        record = {
            "id": id_, "category": self.category(ucid), "created": self.created, "daysOff": [], "dropDayCount": 10,
            "elementId": "", "events": [], "isDood": ucid == CAST_UCID, "isDrop": True, "isHold": True,
            "isIdLock": False, "linkedElements": [], "name": name,
        }  # fmt: skip
        self.root["elements"].append(record)
        self.ucid[id_], self.records[id_] = ucid, record
        return record

    def element(self, element: BoardElement) -> None:
        """Write an element of ours."""
        id_ = self.elements.get(element.id)
        record = self.records[id_] if id_ else self.new_element(uid("element", element.id), element.ucid, element.name)
        self.elements[element.id] = record["id"]
        off = [day for each in element.unavailable for day in _days(each.first, each.last)]
        record.update({
            "name": element.name, "elementId": element.board_id, "isHold": element.hold, "isDrop": element.drop,
            "isDood": element.dood, "dropDayCount": element.drop_days,
            "daysOff": sorted((day + 1) % 7 for day in element.days_off),
            "events": [_event(record["id"], e.date, "event", e.name) for e in element.events]
            + [_event(record["id"], day, "dayOff", "dayOff") for day in off],
            "linkedElements": [self.elements.get(each) or uid("element", each) for each in element.linked],
        })  # fmt: skip
        _set(record, {
            "id": element.id if element.id != record["id"] else None, "age": element.age,
            "pay": element.pay if element.pay != 1 else None,
            "available": [[str(r.first), str(r.last)] for r in element.available] or None,
        })  # fmt: skip

    def single(self, ucid: int, name: str, place: str = "", base: str = "") -> str:
        """Return the id of an element such as INT or a set, made when the document has none."""
        if (ucid, name, place) not in self.named:
            record = self.new_element(uid("single", ucid, name, place), ucid, name)
            if place:
                _set(record, {"place": place, "base": base or None})
            self.named[ucid, name, place] = record["id"]
        return self.named[ucid, name, place]

    def strip(self, strip: Strip, schedule: Schedule, old: Strip | None) -> None:
        """Write a strip; of one that the document has, only what changed."""
        id_ = self.strips.get(strip.id)
        if id_ is None:
            id_ = uid("breakdown", strip.id)
            record: dict[str, Any] = {
                "id": id_, "bannerText": None, "comments": None, "created": self.created, "description": None,
                "elements": [], "pages": 0, "scene": None, "scriptPage": None, "duration": 0,
                "type": "scene" if strip.kind == "scene" else "banner",
            }  # fmt: skip
            self.root["breakdowns"].append(record)
            self.strips[strip.id] = id_
            self.records[id_] = record
        record = self.records[id_]
        if strip.kind == "banner":
            record["bannerText"] = strip.description
            _set(record, {"id": strip.id if strip.id != id_ else None})
            return
        new = old is None
        if new or strip.eighths != old.eighths:  # type: ignore[union-attr]
            record["pages"] = strip.eighths / 8
        if new or strip.minutes != old.minutes:  # type: ignore[union-attr]
            record["duration"] = strip.minutes * MINUTE
        record["scene"], record["scriptPage"] = strip.scene, strip.page or record.get("scriptPage") or ""
        if new or strip.description != old.description:  # type: ignore[union-attr]
            record["description"] = strip.description
        if new or _needs(strip) != _needs(old):  # type: ignore[arg-type]
            record["elements"] = self._elements(strip, schedule, record["elements"] or [])
        _set(record, {
            "id": strip.id if strip.id != id_ else None,
            "light": str(strip.light) if new or strip.light != old.light else None,  # type: ignore[union-attr]
            "part": strip.part if strip.parts > 1 else None, "parts": strip.parts if strip.parts > 1 else None,
        })  # fmt: skip

    def _elements(self, strip: Strip, schedule: Schedule, had: Sequence[str]) -> list[str]:
        place = next((each for each in schedule.shoot.places if each.id == strip.location), None)
        out = [
            self.single(ucid, name)
            for ucid, name in ((SET, strip.set), (INT_EXT, strip.setting), (DAY_NIGHT, strip.time),
                               (SCRIPT_DAY, strip.script_day), (UNIT, strip.unit)) if name
        ]  # fmt: skip
        if place:
            out.append(self.single(LOCATION, place.name, place.id, place.base))
        out += [self.elements[each] for each in (*strip.cast, *strip.elements) if each in self.elements]
        return out + [id_ for id_ in had if self.ucid.get(id_) == SEQUENCE]

    def board(self, schedule: Schedule, at: int) -> None:
        """Write the days, the boneyard and the calendar."""
        boards = self.root["stripboards"] = self.root.get("stripboards") or []
        calendars = self.root["calendars"] = self.root.get("calendars") or []
        if at >= len(boards):
            boards.append({
                "id": uid("stripboard", at), "name": schedule.shoot.title or "Schedule", "calendar": None,
                "boards": [
                    {"id": uid("board", at, name), "name": name, "breakdownIds": []}
                    for name in ("stripboard", "boneyard")
                ],
            })  # fmt: skip
        stripboard = boards[at]
        calendar = next((each for each in calendars if each["id"] == stripboard.get("calendar")), None)
        if calendar is None:
            calendar = {"id": uid("calendar", at), "name": "Calendar", "daysOff": [], "events": []}
            calendars.append(calendar)
            stripboard["calendar"] = calendar["id"]
        self._calendar(calendar, schedule)
        self._boards(stripboard, schedule)
        kinds = [str(day.kind) for day in schedule.days]
        _set(stripboard, {"kinds": kinds if set(kinds) - {"day"} else None, "locked": list(schedule.locked) or None})

    def _boards(self, stripboard: dict[str, Any], schedule: Schedule) -> None:
        def theirs(ids: Sequence[str]) -> list[str]:
            return [self.strips[id_] for id_ in ids]

        boards = stripboard["boards"]
        main = next((b for b in boards if (b.get("name") or "").strip().lower() != "boneyard"), None)
        bones = next((b for b in boards if (b.get("name") or "").strip().lower() == "boneyard"), None)
        if main is None:
            main = {"id": uid("board", stripboard["id"], "stripboard"), "name": "stripboard", "breakdownIds": []}
            boards.insert(0, main)
        if bones is None:
            bones = {"id": uid("board", stripboard["id"], "boneyard"), "name": "boneyard", "breakdownIds": []}
            boards.append(bones)
        placed = {self.strips[i] for day in schedule.days for i in day.strips} | set(theirs(schedule.boneyard))
        elsewhere: set[str] = set()
        for each in boards:  # other boards (a second unit's) keep what no day took
            if each is not main and each is not bones:
                rows = each["breakdownIds"]
                each["breakdownIds"] = [
                    [i for i in row if i not in placed] if isinstance(row, list) else row
                    for row in rows if isinstance(row, list) or row not in placed
                ]  # fmt: skip
                elsewhere.update(flat(each["breakdownIds"]))
        loose = [id_ for id_ in theirs(schedule.unscheduled) if id_ not in elsewhere]
        if schedule.days:
            main["breakdownIds"] = [theirs(day.strips) for day in schedule.days]
            bones["breakdownIds"] = theirs(schedule.boneyard) + loose
        else:
            main["breakdownIds"], bones["breakdownIds"] = loose, theirs(schedule.boneyard)

    def _calendar(self, record: dict[str, Any], schedule: Schedule) -> None:
        calendar = schedule.shoot.rules.calendar
        dates = {day.date for day in schedule.days}
        off = set(calendar.days_off) - {day.weekday() for day in dates}  # a day off that is shot on is none
        record["daysOff"] = sorted((day + 1) % 7 for day in off)
        first, last = min([calendar.start, *dates]), max(dates, default=calendar.start)
        closed = {event.date: event.name for event in calendar.holidays if event.date not in dates}
        for day in _days(first, last):
            if day not in dates and day.weekday() not in off:
                closed.setdefault(day, "dayOff")  # a rest day that is no weekly one
        id_ = record["id"]
        kept = [e for e in record["events"] or [] if e["type"] == "event"]
        had = {(e["type"], e["date"][:10]): e for e in record["events"] or []}
        wanted: list[tuple[str, date, str | None]] = [("start", first, None)]
        wanted += [("dayOff", day, name) for day, name in sorted(closed.items())]
        record["events"] = [
            had.get((kind, day.isoformat())) or _event(id_, day, kind, name) for kind, day, name in wanted
        ] + kept  # fmt: skip


def _needs(strip: Strip) -> tuple[object, ...]:
    return (
        strip.set, strip.setting, strip.time, strip.script_day, strip.unit, strip.location, strip.cast, strip.elements
    )  # fmt: skip


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range(min((last - first).days + 1, 3660))]


def _event(owner: str, day: date, kind: str, name: str | None) -> dict[str, Any]:
    return {"id": uid("event", owner, day, kind, name), "date": stamp(day), "type": kind, "name": name}
