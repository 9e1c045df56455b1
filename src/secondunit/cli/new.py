"""`secondunit new`."""

from __future__ import annotations

from pathlib import Path

import click

from secondunit.cli.output import emit, json_option


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--script", type=click.Path(path_type=Path), help="Import this screenplay at once.")
@click.option("--title", default="", help="Title of the show (default: the script's).")
@json_option
def command(folder: Path, script: Path | None, title: str, as_json: bool) -> None:
    """Make a production in FOLDER: settings, keys and a development certificate."""
    from secondunit.production import Production

    with Production.new(folder, title=title, script=script) as production:
        data = {"path": str(production.root), "id": production.config["id"], "title": production.title}
        emit(data, as_json, lambda: click.echo(f"made {production.title} in {folder}"))
