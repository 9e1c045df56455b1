"""`secondunit status`."""

from __future__ import annotations

import click

from secondunit.cli.output import clean, emit, json_option


@click.command()
@json_option
@click.pass_obj
def command(folder: str, as_json: bool) -> None:
    """Say what the production holds, what is done and what waits for a person."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        data = production.status()

    def human() -> None:
        click.echo(f"{clean(data['title'])}  ({data['path']})")
        click.echo("holds:   " + (", ".join(f"{n} {k}s" for k, n in data["entities"].items()) or "no script yet"))
        click.echo("tasks:   " + (", ".join(f"{n} {k}" for k, n in data["tasks"].items()) or "none"))
        click.echo(f"takes:   {data['takes']}")
        click.echo("jobs:    " + (", ".join(f"{n} {k}" for k, n in data["jobs"].items()) or "none"))
        if data["waiting_for_a_person"]:
            click.echo(f"{data['waiting_for_a_person']} tasks wait for a person: secondunit review list")
        for key in data["unknown_settings"]:
            click.echo(f"warning: production.toml has an unknown setting {clean(key)}", err=True)

    emit(data, as_json, human)
