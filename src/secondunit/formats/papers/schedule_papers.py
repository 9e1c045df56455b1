"""The schedule on paper: stripboard and one-liner as PDF; day out of days and call sheets stand beside it.

The day's bar ends its strips, as on a board, and is never parted from the last of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from secondunit.core.pages import eighths_text
from secondunit.core.schedule import OneLine, Schedule, Strip
from secondunit.formats.boards.layout import SOFT, say
from secondunit.formats.papers.board_words import (
    board_numbers,
    cast_text,
    counted,
    date_text,
    day_text,
    hours_text,
    number_key,
    pages_text,
    scene_count,
    scenes_of,
)
from secondunit.formats.papers.call_sheets import write_call_sheets
from secondunit.formats.papers.dood import write_dood
from secondunit.formats.papers.sheet import MARGIN, Sheet, joined
from secondunit.formats.papers.strip_colours import BANNER, DAY_END, LEGEND, SHELF, colour_of
from secondunit.formats.papers.table import Column, Row, Table

__all__ = ["board_numbers", "date_text", "day_text", "write_call_sheets", "write_dood", "write_one_liner",
           "write_stripboard"]  # fmt: skip
NOTE = "A proposal: a named person decides. Pages in eighths; times are estimates."


def write_stripboard(schedule: Schedule, path: Path, *, title: str, paper: str = "letter") -> None:
    """Write the board: strips in the field's colours, a black bar at the end of each day, totals, the proven bound."""
    columns = (
        Column("scene", 7, bold=True, one_line=True), Column("I/E", 6.5, one_line=True),
        Column("D/N", 9, one_line=True), Column("set and action", 50, bold=True),
        Column("script day", 6, "centre"), Column("page", 5, "right"),
        Column("cast", 16), Column("pages", 6.5, "right", bold=True), Column("est. time", 6.5, "right"),
    )  # fmt: skip
    with Sheet(path, title, "Stripboard", paper=paper, wide=True, note=NOTE) as sheet:
        _legend(sheet)
        if schedule.figures:
            sheet.paragraph(schedule.figures.text(), 8, SOFT)
        cast = sorted(schedule.shoot.cast(), key=lambda element: number_key(element.board_id))
        if cast:  # the key to the numbers stands before the strips, as on a board's header
            sheet.continued = "Cast"
            sheet.listing([joined((element.board_id, element.name), "  ") for element in cast], 6, 7.5)
            sheet.continued = ""
        rows = _board_rows(schedule)
        if not rows:
            sheet.nothing("No strips.")
        Table(sheet, columns, size=8.2, grid=True).draw(rows)


def _board_rows(schedule: Schedule) -> list[Row]:
    numbers = board_numbers(schedule)
    strips = {strip.id: strip for strip in schedule.shoot.strips}
    last = max((day.number for day in schedule.days), default=0)
    rows: list[Row] = []
    shot: list[Strip] = []
    for day in schedule.days:
        found = [strips[id_] for id_ in day.strips]
        scenes = scenes_of(found)
        shot += scenes
        rows += [strip_row(strip, numbers, day_text(day)) for strip in found]
        if day.number:
            words = f"END OF {day_text(day).upper()}".replace(",", f" OF {last},", 1)
            rows.append(Row((words, _total(scenes)), DAY_END, 1.0, wide=True, bold=True, keep=bool(found),
                            group=day_text(day)))  # fmt: skip
        else:
            rows.append(Row((f"{date_text(day.date).upper()}: NO SHOOTING",), DAY_END, 1.0, wide=True, bold=True))
    if shot:
        words = f"TOTAL: {counted(last, 'shooting day')}".upper()
        rows.append(Row((words, _total(shot)), SHELF, 1.0, wide=True, bold=True, keep=True))
    for name, ids in (("NOT SCHEDULED", schedule.unscheduled), ("BONEYARD", schedule.boneyard)):
        found = [strips[id_] for id_ in ids]
        if found:
            rows.append(Row((name, _total(scenes_of(found))), SHELF, 1.0, wide=True, bold=True))
            first, *others = [strip_row(strip, numbers, name.capitalize()) for strip in found]
            rows += [replace(first, keep=True), *others]
    return rows


def _total(strips: Sequence[Strip]) -> str:
    pages = pages_text(sum(strip.eighths for strip in strips))
    minutes = sum(strip.minutes for strip in strips)
    return joined((counted(scene_count(strips), "scene"), pages, f"est. {hours_text(minutes)} h"))


def strip_row(strip: Strip, numbers: Mapping[str, str], group: str = "") -> Row:
    """Return a strip as a row of the board, in its colour."""
    if strip.kind == "banner":
        return Row((strip.description or strip.set or "BANNER",), BANNER, wide=True, bold=True, group=group)
    return Row((strip.label, strip.setting, strip.time, f"{strip.set}\n{strip.description}", strip.script_day,
                strip.page, cast_text(strip, numbers), eighths_text(strip.eighths), hours_text(strip.minutes)),
               colour_of(strip), group=group)  # fmt: skip


def _legend(sheet: Sheet) -> None:
    sheet.y -= 14
    x = MARGIN
    for name, colour in LEGEND:
        sheet.fill(x, sheet.y, 16, 9, colour)
        sheet.box(x, sheet.y, 16, 9, 0.4, 0.4)
        x += 20
        x += say(sheet.canvas, x, sheet.y + 1.5, name, 8, SOFT) + 16
    sheet.y -= 6


def write_one_liner(lines: Sequence[OneLine], path: Path, *, title: str, paper: str = "letter") -> None:
    """Write the one-line schedule: scenes in shooting order, what happens in each, and where each day ends."""
    columns = (
        Column("scene", 8, bold=True, one_line=True), Column("I/E", 7.5, one_line=True),
        Column("D/N", 11, one_line=True), Column("set and action", 60, bold=True), Column("page", 6, "right"),
        Column("cast", 15), Column("pages", 7, "right", bold=True),
    )  # fmt: skip
    rows: list[Row] = []
    for line in lines:
        strip = line.strip
        day = f"Day {line.day}, {date_text(line.date)}"
        if line.kind == "day end":
            under = bool(rows) and rows[-1].group == day  # a date without strips stands alone
            rows.append(Row((line.text,), DAY_END, 1.0, wide=True, bold=True, keep=under, group=day))
        elif strip is None or line.kind == "banner":
            rows.append(Row((line.text or "BANNER",), BANNER, wide=True, bold=True, group=day))
        else:
            cast = ", ".join(sorted(line.cast, key=number_key))
            rows.append(Row((strip.label, strip.setting, strip.time, f"{strip.set}\n{strip.description}", strip.page,
                             cast, eighths_text(line.eighths)), colour_of(strip), group=day))  # fmt: skip
    with Sheet(path, title, "One-line schedule", paper=paper, note=NOTE) as sheet:
        if not rows:
            sheet.nothing("Nothing is scheduled.")
        else:
            shot = sum(line.eighths for line in lines if line.kind == "strip")
            rows.append(Row((f"Total: {counted(max(line.day for line in lines), 'shooting day')}", pages_text(shot)),
                            SHELF, 1.0, wide=True, bold=True, keep=True))  # fmt: skip
        Table(sheet, columns, size=8.4, grid=True).draw(rows)
