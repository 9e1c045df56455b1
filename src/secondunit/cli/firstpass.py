"""`secondunit firstpass SCRIPT -o DIR`: the main job."""

from __future__ import annotations

from pathlib import Path

import click

from secondunit.cli.output import clean, emit, json_option, progress, show_report


@click.command()
@click.argument("script", type=click.Path(path_type=Path))
@click.option("-o", "--output", "folder", type=click.Path(path_type=Path), required=True, help="Production to make.")
@click.option("--scenes", default="", metavar="1-5", help="Only these scenes of the script, counted from 1.")
@click.option("--takes", type=click.IntRange(1, 64), help="Takes for each shot (default 2).")
@click.option("--shots", type=click.IntRange(1, 100_000), help="How many shots in all (default: the rules decide).")
@json_option
def command(
    script: Path, folder: Path, scenes: str, takes: int | None, shots: int | None, as_json: bool
) -> None:
    """Make a production from SCRIPT: shot list, a stage and a board per shot, PDF, timeline, animatic, report.

    Run again on the same folder, it goes on where it was stopped.
    """
    from secondunit.production.firstpass import firstpass

    with progress(as_json, "boards") as tell:
        result = firstpass(script, folder, scenes=scenes, takes=takes, shots=shots, tell=tell)

    def human() -> None:
        show_report(result.report)
        for warning in result.warnings:
            click.echo(f"warning: {clean(warning)}", err=True)
        click.echo(f"{result.scenes} scenes, {result.shots} shots, {result.boards} boards")
        for name in result.outputs:
            click.echo(f"  {folder / name}")
        click.echo(f"next: secondunit -C {folder} review list")

    emit(result.to_json(), as_json, human)
    if result.report.failed:
        raise click.exceptions.Exit(5)
