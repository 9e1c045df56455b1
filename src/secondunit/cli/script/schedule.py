"""`secondunit script schedule [FILE]`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from secondunit.cli.output import clean, emit, json_option, table
from secondunit.cli.script.source import file_argument, layout_option, reading
from secondunit.core.errors import UsageError

if TYPE_CHECKING:
    from secondunit.core.schedule import Schedule, Violation


@click.command()
@file_argument
@click.option("--budget", type=click.FloatRange(0, 3600), metavar="SECONDS", default=20.0, show_default=True,
              help="Work spent on the board, about so many seconds of one core; the same board every time.")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="With FILE: the first shooting day.")
@click.option("--show", is_flag=True, help="Show the board on record, make none.")
@click.option("--uss", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
              help="Take the days from a Universal Schedule Standard file instead.")
@click.option("--by", default="", help="Who asks for it (default: people.reviewer of production.toml).")
@layout_option
@json_option
@click.pass_obj
def command(
    folder: str, file: Path | None, budget: float, start: datetime | None, show: bool, uss: Path | None, by: str,
    layout: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Make the shooting schedule of FILE, or of the production under the rules of schedule/schedule.toml.

    Prints the board with the proven bound: no schedule that keeps the rules has fewer days, or costs less, than it
    says. Where rules contradict each other, the smallest set that does is named.
    """
    from secondunit.departments.script.schedule.check import violations

    if file is not None and (show or uss):
        raise UsageError("--show and --uss work on a production", hint="leave FILE out, and name it with -C DIR")
    with reading(folder, file, layout) as (read, production):
        if production is None:
            from secondunit.departments.script.schedule import shoot_of, solve

            first = (start or datetime.now(UTC)).date()
            shoot = shoot_of(read.breakdown, read.pages, read.tags, start=first, title=read.script.title)
            made: Schedule | None = solve(shoot, budget=budget)
        elif uss:
            made = production.schedule.import_uss(uss, by=by)
        elif show:
            made = production.schedule.current()
        else:
            made = production.schedule.solve(budget=budget, by=by, read=read)
        if made is None:
            raise UsageError("there is no board yet", hint="make one: secondunit script schedule")
        broken = violations(made)
    emit(data_of(made, broken), as_json, lambda: show_board(made, broken))


def data_of(schedule: Schedule, broken: tuple[Violation, ...]) -> dict[str, Any]:
    """Return a board as plain data."""
    from dataclasses import asdict

    strips = {strip.id: strip for strip in schedule.shoot.strips}
    figures = schedule.figures
    return {
        "days": [
            {"number": d.number, "date": d.date.isoformat(), "kind": d.kind.value,
             "eighths": sum(strips[s].eighths for s in d.strips), "scenes": [strips[s].label for s in d.strips]}
            for d in schedule.days
        ],
        "boneyard": [strips[s].label for s in schedule.boneyard],
        "unscheduled": [strips[s].label for s in schedule.unscheduled],
        "figures": {**asdict(figures), "gap": figures.gap, "optimal": figures.optimal} if figures else None,
        "violations": [{"rule": v.rule, "words": v.words} for v in broken], "notes": list(schedule.notes),
    }  # fmt: skip


def show_board(schedule: Schedule, broken: tuple[Violation, ...]) -> None:
    """Print a board: a row a strip, a row at the end of each day, figures and what is broken."""
    from secondunit.core.pages import eighths_text
    from secondunit.formats.papers.schedule_papers import board_numbers, day_text

    strips = {strip.id: strip for strip in schedule.shoot.strips}
    numbers = board_numbers(schedule)
    rows: list[tuple[object, ...]] = []
    for day in schedule.days:
        for strip in (strips[s] for s in day.strips):
            rows.append((strip.label, strip.setting, clean(strip.set), strip.time, eighths_text(strip.eighths),
                         ", ".join(numbers.get(c, c) for c in strip.cast)))  # fmt: skip
        pages = eighths_text(sum(strips[s].eighths for s in day.strips))
        rows.append(("", "", f"END OF {day_text(day).upper()}", "", pages, ""))
    table("Board", ("scene", "I/E", "set", "D/N", "pages", "cast"), rows)
    if schedule.figures:
        click.echo(schedule.figures.text())
    if schedule.unscheduled:
        click.echo("not scheduled: " + ", ".join(strips[s].label for s in schedule.unscheduled))
    for each in broken:
        click.echo(f"broken rule: {clean(each.words)}", err=True)
    for note in schedule.notes:
        click.echo(clean(note))
