"""`secondunit rights revoke ID`."""

from __future__ import annotations

import click

from secondunit.cli.output import clean, emit, json_option
from secondunit.cli.rights.descendants import show_descendants


@click.command()
@click.argument("identity", metavar="ID")
@click.option("--reason", required=True, help="Why; it goes on record.")
@click.option("--on", metavar="DATE", default="", help="First day on which it does not hold (default: today).")
@click.option("--by", metavar="NAME", default="", help="Your name (default: people.reviewer).")
@json_option
@click.pass_obj
def command(folder: str, identity: str, reason: str, on: str, by: str, as_json: bool) -> None:
    """End the consent, licence, notice, statement, disclosure or approval ID, for good.

    Jobs that run ask again before anything enters, and stop. Tasks whose takes rested on it alone go on hold, and
    leave no more. All that rests on it is listed.
    """
    from secondunit.production import Production

    with Production.open(folder) as production:
        done = production.rights.revoke(identity, reason=reason, by=by, on=on)
    data = done.to_json()

    def human() -> None:
        click.echo(f"revoked {done.of.form.name} {clean(done.of.id)} as of {done.of.revoked}")
        for row in done.held:
            click.echo(f"on hold: {clean(row['entity'])} {clean(row['task'])} (was {row['was']})")
        for job in done.jobs:
            click.echo(f"{job} has not ended: it asks again before anything enters")
        show_descendants(data)

    emit(data, as_json, human)
