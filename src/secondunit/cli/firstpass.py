"""`secondunit firstpass SCRIPT -o DIR`: the main job."""

from __future__ import annotations

from pathlib import Path

import click

from secondunit.cli.output import clean, emit, json_option, progress, show_report


@click.command()
@click.argument("script", type=click.Path(path_type=Path))
@click.option("-o", "--output", "folder", type=click.Path(path_type=Path), metavar="DIR", required=True,
              help="The production to make, or to go on with.")
@click.option("--scenes", default="", metavar="1-5",
              help="Only these scenes of the script, counted from 1: 1-5 or 2,4,7-9.")
@click.option("--takes", type=click.IntRange(1, 64), metavar="N",
              help="Takes for each shot (default: boards.takes of production.toml, 2 at first).")
@click.option("--shots", type=click.IntRange(1, 100_000), metavar="N",
              help="How many shots in all (default: the rules decide).")
@json_option
def command(
    script: Path, folder: Path, scenes: str, takes: int | None, shots: int | None, as_json: bool
) -> None:
    """Make a production from SCRIPT: shot list, a stage and a board per shot, PDF, timeline, animatic, report.

    Run again on the same folder, it goes on where it was stopped, reads the script and your edits anew, makes
    only what has changed and writes the documents again.
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
        click.echo(f"change: {folder}/boards/shots.toml and cast.toml, then run this again")
        click.echo(f"next: secondunit -C {folder} review list")

    emit(result.to_json(), as_json, human)
    if result.report.failed:
        raise click.exceptions.Exit(5)
