"""`secondunit script decide SUGGESTION accept|refuse`."""

from __future__ import annotations

from dataclasses import asdict

import click

from secondunit.cli.output import clean, emit, json_option


@click.command()
@click.argument("suggestion")
@click.argument("decision", type=click.Choice(["accept", "refuse"]))
@click.option("--note", default="", help="Why; it goes on record.")
@click.option("--by", default="", help="Your name (default: people.reviewer of production.toml).")
@json_option
@click.pass_obj
def command(folder: str, suggestion: str, decision: str, note: str, by: str, as_json: bool) -> None:
    """Accept or refuse a SUGGESTION, by its id. The script itself is never changed."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        made = production.pacing.decide(suggestion, accept=decision == "accept", by=by, note=note)
    words = f"{suggestion} is {'accepted' if made.accepted else 'refused'} by {clean(made.by)}"
    emit(asdict(made), as_json, lambda: click.echo(words))
