"""`secondunit rights descendants ID`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from secondunit.cli.output import clean, emit, json_option


@click.command()
@click.argument("identity", metavar="ID")
@json_option
@click.pass_obj
def command(folder: str, identity: str, as_json: bool) -> None:
    """List everything that rests on ID: a person, consent, licence, source, replica, model, tool or approval.

    Takes, versions and deliveries, also those that were made from others.
    """
    from secondunit.production import Production

    with Production.open(folder) as production:
        data = production.rights.descendants(identity).to_json()
    emit(data, as_json, lambda: show_descendants(data))


def show_descendants(data: Mapping[str, Any]) -> None:
    """Print what rests on a record."""
    of = data["of"]
    made = sum(1 for row in data["recipes"] if row["made"])
    click.echo(f"on {of['kind']} {clean(of['id'])} rest {made} takes, {len(data['versions'])} versions, "
               f"{len(data['deliveries'])} deliveries")  # fmt: skip
    for name in data["records"]:
        click.echo(f"record   {clean(name)}")
    for row in data["recipes"]:
        take = f" take {row['take']}" if row["take"] else ""
        state = "" if row["made"] else " (not made)"
        click.echo(f"take     {clean(row['entity'] or '-')} {clean(row['task'])}{take} {row['recipe'][:12]}{state}: "
                   f"{clean(row['why'])}")  # fmt: skip
    for name in data["versions"]:
        click.echo(f"version  {clean(name)}")
    for row in data["deliveries"]:
        click.echo(f"delivery {clean(row['id'])} {clean(row['profile'])} {row['at']}: {len(row['paths'])} files")
