"""`secondunit script move SCENE DAY`."""

from __future__ import annotations

import click

from secondunit.cli.output import clean, emit, json_option
from secondunit.cli.script.schedule import data_of


@click.command()
@click.argument("scene")
@click.argument("day")
@click.option("--position", type=click.IntRange(1), metavar="N", help="Its place in that day (default: the last).")
@click.option("--lock", is_flag=True, help="Keep it on that date when the board is made anew.")
@click.option("--by", default="", help="Your name (default: people.reviewer of production.toml).")
@json_option
@click.pass_obj
def command(
    folder: str, scene: str, day: str, position: int | None, lock: bool, by: str, as_json: bool
) -> None:
    """Move the strip of SCENE to DAY: the number of a shooting day, a date, or boneyard.

    Rules that the move breaks are told and recorded; it is your board.
    """
    from secondunit.production import Production

    with Production.open(folder) as production:
        place = position - 1 if position else None
        change = production.schedule.move(scene, day, place, by=by, lock=lock)

    def human() -> None:
        click.echo(f"scene {clean(scene)} is moved to {clean(day)}" + (" and locked" if lock else ""))
        for each in change.broken:
            click.echo(f"this breaks a rule: {clean(each.words)}", err=True)
        for each in change.mended:
            click.echo(f"this mends: {clean(each.words)}")

    emit(data_of(change.schedule, change.violations), as_json, human)
