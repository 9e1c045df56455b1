"""What a Universal Schedule Standard document must be: key by key, with the path of what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

ROOT = "universalScheduleStandard"
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_SINGLE = {0: "set", 1: "INT/EXT", 2: "day/night"}  # at most one element of these in a breakdown

Test = Callable[[object], str]  # returns what is asked for when the value is wrong, else ""


class Problem(NamedTuple):
    """A key that is wrong, and why."""

    path: str
    words: str


@dataclass(slots=True)
class Report:
    """Errors stop reading; warnings do not."""

    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def _text(value: object) -> str:
    return "" if isinstance(value, str) else "must be text"


def _text_or_null(value: object) -> str:
    return "" if value is None or isinstance(value, str) else "must be text or null"


def _flag(value: object) -> str:
    return "" if value is None or isinstance(value, bool) else "must be true, false or null"


def _number(value: object) -> str:
    right = value is None or (isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e12)
    return "" if right else "must be a number from 0 on, or null"


def _integer(value: object) -> str:
    right = value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1e9)
    return "" if right else "must be a whole number from 0 on, or null"


def _date(value: object) -> str:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            date.fromisoformat(value[:10])
            return ""
        except ValueError:
            pass
    return "must be a date such as 2022-06-24T08:00:00.000Z"


def _date_or_null(value: object) -> str:
    return "" if value is None or value == "" else _date(value)


def _list(value: object) -> str:
    return "" if value is None or isinstance(value, list) else "must be a list"


def _texts(value: object) -> str:
    right = value is None or (isinstance(value, list) and all(isinstance(each, str) for each in value))
    return "" if right else "must be a list of ids"


def _weekdays(value: object) -> str:
    right = value is None or (
        isinstance(value, list) and all(type(each) is int and 0 <= each <= 6 for each in value)
    )  # fmt: skip
    return "" if right else "must be a list of weekdays, 0 (Sunday) to 6"


def _day_lists(value: object) -> str:
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ""
    if isinstance(value, list) and all(isinstance(each, list) and not _texts(each) for each in value):
        return ""
    return "must be a list of ids, or a list of days that are lists of ids"


def _one_of(*words: str) -> Test:
    said = ", ".join(words)
    return lambda value: "" if value in words and isinstance(value, str) else f"must be one of: {said}"


HEADER: Mapping[str, Test] = {
    "id": _text, "author": _text_or_null, "company": _text_or_null, "created": _date_or_null,
    "description": _text_or_null, "episode": _text_or_null, "episodeName": _text_or_null, "name": _text_or_null,
    "project": _text_or_null, "schedColor": _text_or_null, "schedDate": _date_or_null, "scriptColor": _text_or_null,
    "scriptDate": _date_or_null, "season": _text_or_null, "source": _text_or_null, "ussVersion": _text_or_null,
    "breakdowns": _list, "categories": _list, "elements": _list, "stripboards": _list, "calendars": _list,
}  # fmt: skip
BREAKDOWN: Mapping[str, Test] = {
    "id": _text, "bannerText": _text_or_null, "comments": _text_or_null, "created": _date_or_null,
    "description": _text_or_null, "elements": _texts, "pages": _number, "scene": _text_or_null,
    "scriptPage": _text_or_null, "duration": _number, "type": _one_of("scene", "banner", "day"),
}  # fmt: skip
CATEGORY: Mapping[str, Test] = {"id": _text, "created": _date_or_null, "name": _text_or_null, "ucid": _integer}
ELEMENT: Mapping[str, Test] = {
    "id": _text, "category": _text_or_null, "created": _date_or_null, "daysOff": _weekdays, "dropDayCount": _integer,
    "elementId": _text_or_null, "events": _list, "isDood": _flag, "isDrop": _flag, "isHold": _flag, "isIdLock": _flag,
    "linkedElements": _texts, "name": _text_or_null,
}  # fmt: skip
STRIPBOARD: Mapping[str, Test] = {"id": _text, "name": _text_or_null, "calendar": _text_or_null, "boards": _list}
BOARD: Mapping[str, Test] = {"id": _text, "name": _text_or_null, "breakdownIds": _day_lists}
CALENDAR: Mapping[str, Test] = {"id": _text, "name": _text_or_null, "daysOff": _weekdays, "events": _list}
EVENT: Mapping[str, Test] = {
    "id": _text_or_null, "date": _date, "type": _one_of("start", "dayOff", "event"), "name": _text_or_null,
}  # fmt: skip
NEEDED = {"id", "type", "date", "breakdownIds"}  # a record without these says nothing


def check(document: Mapping[str, Any]) -> Report:
    """Return all errors and warnings of a document whose root is an object."""
    report, root = Report(), document[ROOT]
    _keys(report, "", root, HEADER, ("breakdowns", "elements", "categories"))
    for name, keys in (("breakdowns", BREAKDOWN), ("categories", CATEGORY), ("elements", ELEMENT),
                       ("stripboards", STRIPBOARD), ("calendars", CALENDAR)):  # fmt: skip
        _records(report, name, root.get(name), keys)
    for at, owner in _objects(root.get("elements")):
        _records(report, f"elements[{at}].events", owner.get("events"), EVENT, unique=False)
    for at, owner in _objects(root.get("calendars")):
        _records(report, f"calendars[{at}].events", owner.get("events"), EVENT, unique=False)
    for at, owner in _objects(root.get("stripboards")):
        _records(report, f"stripboards[{at}].boards", owner.get("boards"), BOARD)
    if not report.errors:
        _references(report, root)
    return report


def _objects(value: object) -> list[tuple[int, dict[str, Any]]]:
    rows = value if isinstance(value, list) else []
    return [(at, each) for at, each in enumerate(rows) if isinstance(each, dict)]


def _keys(
    report: Report, path: str, record: Mapping[str, Any], keys: Mapping[str, Test], needed: Sequence[str] = ()
) -> None:
    dot = f"{path}." if path else ""
    for key, test in keys.items():
        if key not in record:
            missing = Problem(f"{dot}{key}", "is missing")
            (report.errors if key in NEEDED or key in needed else report.warnings).append(missing)
        elif words := test(record[key]):
            report.errors.append(Problem(f"{dot}{key}", f"{words}, not {_shown(record[key])}"))


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _records(report: Report, path: str, rows: object, keys: Mapping[str, Test], unique: bool = True) -> None:
    seen: dict[str, int] = {}
    for at, record in enumerate(rows if isinstance(rows, list) else []):
        if not isinstance(record, dict):
            report.errors.append(Problem(f"{path}[{at}]", f"must be an object, not {_shown(record)}"))
            continue
        _keys(report, f"{path}[{at}]", record, keys)
        id_ = record.get("id")
        if unique and isinstance(id_, str):
            if id_ in seen:
                report.errors.append(Problem(f"{path}[{at}].id", f"{_shown(id_)} is the id of {path}[{seen[id_]}] too"))
            seen[id_] = at


def _references(report: Report, root: Mapping[str, Any]) -> None:
    """Check that ids lead somewhere: one category an element, one board a breakdown, one set, INT/EXT, day/night."""
    categories = {each["id"]: each.get("ucid") for _, each in _objects(root.get("categories"))}
    elements = {each["id"]: each.get("category") for _, each in _objects(root.get("elements"))}
    breakdowns = [each["id"] for _, each in _objects(root.get("breakdowns"))]
    listed = {id_ for _, each in _objects(root.get("categories")) for id_ in each.get("elements") or ()
              if isinstance(id_, str)}  # fmt: skip
    for at, (id_, category) in enumerate(elements.items()):
        if category not in categories and id_ not in listed:
            report.warnings.append(Problem(f"elements[{at}].category", "is no category of the file"))
    for at, each in _objects(root.get("breakdowns")):
        kinds: dict[int, int] = {}
        for id_ in each.get("elements") or ():
            if id_ not in elements:
                words = f"{_shown(id_)} is no element of the file"
                report.warnings.append(Problem(f"breakdowns[{at}].elements", words))
            elif (ucid := categories.get(elements[id_] or "")) in _SINGLE:
                kinds[ucid] = kinds.get(ucid, 0) + 1
        for ucid, count in kinds.items():
            if count > 1:
                words = f"has {count} elements for {_SINGLE[ucid]}; the first is used"
                report.warnings.append(Problem(f"breakdowns[{at}].elements", words))
    calendars = {each["id"] for _, each in _objects(root.get("calendars"))}
    for at, stripboard in _objects(root.get("stripboards")):
        if stripboard.get("calendar") not in calendars:
            report.warnings.append(Problem(f"stripboards[{at}].calendar", "is no calendar of the file"))
        _boards(report, at, stripboard, breakdowns)


def _boards(report: Report, at: int, stripboard: Mapping[str, Any], breakdowns: Sequence[str]) -> None:
    known, seen = set(breakdowns), set()
    for b, board in _objects(stripboard.get("boards")):
        path = f"stripboards[{at}].boards[{b}].breakdownIds"
        for id_ in flat(board.get("breakdownIds") or []):
            if id_ not in known:
                report.warnings.append(Problem(path, f"{_shown(id_)} is no breakdown of the file"))
            elif id_ in seen:
                report.errors.append(Problem(path, f"{_shown(id_)} stands on the stripboard twice"))
            seen.add(id_)
    if left := known - seen:
        words = f"{len(left)} breakdowns are on none of the boards"
        report.warnings.append(Problem(f"stripboards[{at}].boards", words))


def flat(rows: Sequence[Any]) -> list[str]:
    """Return the ids of a board in order, whether or not they stand in days."""
    return [id_ for row in rows for id_ in (row if isinstance(row, list) else [row])]
