"""`secondunit new`."""

from __future__ import annotations

from pathlib import Path

import click

from secondunit.cli.output import clean, emit, json_option


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--script", type=click.Path(path_type=Path), metavar="FILE", help="Import this screenplay at once.")
@click.option("--title", default="", help="Title of the show (default: the script's).")
@json_option
def command(folder: Path, script: Path | None, title: str, as_json: bool) -> None:
    """Make a production in DIR: settings, keys and a development certificate."""
    from secondunit.production import Production

    with Production.new(folder, title=title, script=script) as production:
        data = {"path": str(production.root), "id": production.config["id"], "title": production.title}

        def human() -> None:
            click.echo(f"made {clean(production.title)} in {folder}")
            click.echo(f"next: secondunit firstpass {script or 'SCRIPT'} -o {folder}")

        emit(data, as_json, human)
