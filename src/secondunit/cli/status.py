"""`secondunit status`."""

from __future__ import annotations

import click

from secondunit.cli.output import clean, emit, json_option


def count(number: int, what: str) -> str:
    """Return `1 scene` or `3 scenes`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


@click.command()
@json_option
@click.pass_obj
def command(folder: str, as_json: bool) -> None:
    """Say what the production holds, what is done and what waits for a person."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        data = production.status()

    def human() -> None:
        holds = ", ".join(count(n, k) for k, n in data["entities"].items() if k != "shotlist")
        click.echo(f"{clean(data['title'])}  ({data['path']})")
        click.echo("holds:   " + (holds or "no script yet"))
        click.echo("tasks:   " + (", ".join(f"{n} {k}" for k, n in data["tasks"].items()) or "none"))
        click.echo(f"takes:   {data['takes']}")
        click.echo("jobs:    " + (", ".join(f"{n} {k}" for k, n in data["jobs"].items()) or "none"))
        if data["waiting_for_a_person"]:
            waiting = data["waiting_for_a_person"]
            verb = "waits" if waiting == 1 else "wait"
            click.echo(f"{count(waiting, 'task')} {verb} for a person: secondunit review list")
        for key in data["unknown_settings"]:
            click.echo(f"warning: production.toml has an unknown setting {clean(key)}", err=True)

    emit(data, as_json, human)
