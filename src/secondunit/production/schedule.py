"""The schedule of a production: the rules that people edit, the board that follows, and moves by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondunit.core.dossier import Board
from secondunit.core.errors import InputError, NotFound
from secondunit.core.schedule import DayKind, Figures, Schedule, Shoot, ShootDay
from secondunit.execution import journal
from secondunit.store.files import write_over

if TYPE_CHECKING:
    from secondunit.departments.script.reading import Reading
    from secondunit.departments.script.schedule.edits import Change
    from secondunit.production.folder import Production

RULES = "schedule/schedule.toml"
RECORD = "schedule.board"
FIRST_PASS = 2.0  # work spent on a board that nobody asked for in particular, about seconds of one core


class ScheduleDesk:
    """Rules and board of one production."""

    def __init__(self, production: Production) -> None:
        self.production = production
        self.store = production.store

    def shoot(self, read: Reading | None = None) -> Shoot:
        """Return all that a board is made from, and bring `schedule/schedule.toml` up to date with the script."""
        from secondunit.departments.script.schedule import shoot_of
        from secondunit.formats import schedule_file, schedule_read

        read = read or self.production.script.reading()
        shoot = shoot_of(read.breakdown, read.pages, read.tags, start=self._start(), title=self.production.title)
        path = self.production.root / RULES
        before = path.read_bytes().decode("utf-8-sig", "strict") if path.exists() else ""
        text = schedule_file.dump(shoot, before)
        ruled = schedule_read.apply(shoot, text)  # refused before anything is written
        if text != before:
            write_over(path, text.encode())
        return ruled

    def _start(self) -> date:
        """Return the first day of photography as it is set, else the Monday after next."""
        stated = self.production.config["rights.photography_start"]
        return date.fromisoformat(stated) if stated else usual_start()

    def solve(self, *, budget: float = 20.0, by: str = "", read: Reading | None = None) -> Schedule:
        """Make the board anew and record it; strips that a person has locked keep their dates."""
        from secondunit.departments.script.schedule import solve
        from secondunit.departments.script.schedule.edits import locks

        with self.store.lock:
            shoot = self.shoot(read)
            before = self.current(shoot)
            made = solve(shoot, budget=budget, locked=locks(before) if before else None)
            if before:
                made = replace(made, locked=before.locked)
            self._record(made, "solve", by or self.production.config["people.reviewer"] or "unnamed")
        return made

    def current(self, shoot: Shoot | None = None) -> Schedule | None:
        """Return the board on record for the script as it is now: new scenes have no day yet, lost ones are gone."""
        row = self.store.get("entities", RECORD)
        if row is None:
            return None
        return arranged(shoot or self.shoot(), row["data"])

    def move(self, scene: str, day: str, position: int | None = None, *, by: str = "", lock: bool = False) -> Change:
        """Move a strip to a day (its number or date), or to the `boneyard`; rules that break are told, not enforced."""
        from secondunit.departments.script.schedule import edits

        by = self.production.review.person(by)
        with self.store.lock:
            schedule = self.current()
            if schedule is None:
                raise NotFound("there is no board yet", hint="make one: secondunit script schedule")
            strip = _strip(schedule, scene)
            if day == "boneyard":
                change = edits.rest(schedule, strip)
            else:
                change = edits.move(schedule, strip, _date(schedule, day), position)
            after = edits.lock(change.schedule, [strip]) if lock and day != "boneyard" else change.schedule
            self._record(after, "move", by, strip=strip, to=day)
        return replace(change, schedule=after)

    def import_uss(self, path: Path, *, by: str = "") -> Schedule:
        """Take the order of days from a Universal Schedule Standard file; scenes are matched by their numbers."""
        from secondunit.formats import uss
        from secondunit.formats.uss import reader as uss_read

        by = self.production.review.person(by)
        theirs = uss_read.read(uss.loads(path.read_bytes()))
        with self.store.lock:
            shoot = self.shoot()
            ours = {strip.scene: strip.id for strip in shoot.strips}
            known = {strip.id: ours.get(strip.scene, "") for strip in theirs.shoot.strips}
            data = _plain(theirs)
            for day in data["days"]:
                day["strips"] = [known[id_] for id_ in day["strips"] if known.get(id_)]
            data["boneyard"] = [known[id_] for id_ in data["boneyard"] if known.get(id_)]
            data["locked"], data["figures"] = [], None
            schedule = arranged(shoot, data)
            if not any(day.strips for day in schedule.days):
                raise InputError(f"{path.name} schedules no scene of this script", hint="compare the scene numbers")
            self._record(schedule, "import", by)
        return schedule

    def board(self, schedule: Schedule) -> Board:
        """Return a schedule with its day out of days, one-liner and call sheets."""
        return board_of(schedule)

    def _record(self, schedule: Schedule, event: str, by: str, **facts: str) -> None:
        data = _plain(schedule)
        row = self.store.get("entities", RECORD)
        if row is None or row["data"] != data:
            body = {"type": "schedule", "data": data, "event": event, "by": by, "at": journal.now(), **facts}
            self.store.append("entities", RECORD, body)


def usual_start() -> date:
    """Return the Monday after next."""
    today = datetime.now(UTC).date()
    return today + timedelta(days=14 - today.weekday())


def board_of(schedule: Schedule) -> Board:
    """Return a schedule with the papers that follow from it."""
    from secondunit.departments.script.schedule.callsheet import call_sheet
    from secondunit.departments.script.schedule.dood import dood
    from secondunit.departments.script.schedule.oneliner import one_liner

    calls = tuple(call_sheet(schedule, day.date) for day in schedule.days if day.strips)
    return Board(schedule, dood(schedule, cast_only=True), one_liner(schedule), calls)


def arranged(shoot: Shoot, data: Mapping[str, Any]) -> Schedule:
    """Return the board that `data` describes, for the strips that a shoot has now."""
    from secondunit.departments.script.schedule.strips import split_long

    shoot, _ = split_long(shoot, {})
    known = {strip.id for strip in shoot.strips}
    days = tuple(
        ShootDay(day["number"], date.fromisoformat(day["date"]), tuple(s for s in day["strips"] if s in known),
                 DayKind(day["kind"]))
        for day in data["days"]
    )  # fmt: skip
    boneyard = tuple(s for s in data["boneyard"] if s in known)
    placed = {s for day in days for s in day.strips} | set(boneyard)
    waiting = tuple(strip.id for strip in shoot.strips if strip.id not in placed)
    figures = Figures(**data["figures"]) if data.get("figures") and not waiting else None
    locked = tuple(s for s in data["locked"] if s in placed)
    return Schedule(shoot, days, boneyard, waiting, locked, figures, tuple(data["notes"]))


def _plain(schedule: Schedule) -> dict[str, Any]:
    return {
        "days": [{"number": d.number, "date": d.date.isoformat(), "strips": list(d.strips), "kind": d.kind.value}
                 for d in schedule.days],
        "boneyard": list(schedule.boneyard), "locked": list(schedule.locked), "notes": list(schedule.notes),
        "figures": asdict(schedule.figures) if schedule.figures else None,
    }  # fmt: skip


def _strip(schedule: Schedule, scene: str) -> str:
    for strip in schedule.shoot.strips:
        if scene in (strip.id, strip.label, strip.scene):
            return strip.id
    raise NotFound(f"there is no strip of scene {scene[:40]!r}", hint="give a scene number: secondunit script schedule")


def _date(schedule: Schedule, day: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError:
        found = next((each.date for each in schedule.days if str(each.number) == day), None)
    if found is None:
        raise NotFound(f"there is no shooting day {day[:40]!r}", hint="give a day's number, a date or boneyard")
    return found
