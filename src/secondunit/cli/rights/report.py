"""`secondunit rights report PAPER... -o DIR`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from secondunit.cli.output import clean, emit, json_option


@click.command(short_help="Write the rights papers: PDF, CSV and JSON.")
@click.argument("papers", nargs=-1, required=True, metavar="PAPER...")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="DIR", required=True,
              help="The folder to write into, in a production below reports/; files of the same name are replaced.")
@click.option("--party", default="", metavar="ID", help="Papers on persons: of this one alone.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Judge consents as of this day (default: today).")
@json_option
@click.pass_obj
def command(
    folder: str, papers: tuple[str, ...], output: Path, party: str, as_of: datetime | None, as_json: bool
) -> None:
    """Write each PAPER as PDF, CSV and JSON.

    PAPER is one of uses, register, rider, pay, cues, disclosure, copyright, credits, likeness, delivery, awards, or
    all. They are made from the records alone and say plainly where nothing is on record.
    """
    from secondunit.production import Production
    from secondunit.production.papers import report

    with Production.open(folder) as production:
        made = report(production, papers, output, party=party, as_of=as_of.date() if as_of else None)
    emit({"files": [str(path) for path in made]}, as_json,
         lambda: click.echo("\n".join(clean(path) for path in made)))
