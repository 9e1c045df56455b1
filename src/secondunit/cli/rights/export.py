"""`secondunit rights export`."""

from __future__ import annotations

from pathlib import Path

import click

from secondunit.cli.output import clean, emit, json_option


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE|DIR",
              help="A file that ends in .json (nothing is lost), or a new folder for a CSV file of each kind.")
@json_option
@click.pass_obj
def command(folder: str, output: Path, as_json: bool) -> None:
    """Write all records of rights as one JSON file, or as a folder of CSV files.

    Documents stay in papers/; the records hold their digests.
    """
    from secondunit.production import Production

    with Production.open(folder) as production:
        data = production.rights.exchange.export(output)

    def human() -> None:
        words = ", ".join(f"{count} {name}" for name, count in data["records"].items())
        click.echo(f"{words or 'no records'} in {clean(data['path'])}")
        for line in data["left_out"]:
            click.echo(f"note: CSV has no column for what a newer version wrote: {clean(line)}", err=True)

    emit(data, as_json, human)
