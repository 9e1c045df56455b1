"""`secondunit rights import`."""

from __future__ import annotations

from pathlib import Path

import click

from secondunit.cli.output import clean, emit, json_option


@click.command()
@click.argument("source", type=click.Path(path_type=Path), metavar="FILE|DIR")
@click.option("--by", metavar="NAME", default="", help="Your name (default: people.reviewer).")
@json_option
@click.pass_obj
def command(folder: str, source: Path, by: str, as_json: bool) -> None:
    """Take in what `rights export` wrote: a JSON file, or a folder of CSV files. All of it, or nothing.

    A record that is there with the same content is left alone, one with other content gets a new revision. What was
    revoked stays revoked. Approvals are not taken over: they are given where they are needed.
    """
    from secondunit.production import Production

    with Production.open(folder) as production:
        done = production.rights.exchange.accept(source, by=by)

    def human() -> None:
        for what in ("added", "changed", "unchanged"):
            names = [f"{each.form.name}/{each.id}" for each in done.saved if each.what == what]
            if names:
                shown = ", ".join(names[:12]) + (" ..." if len(names) > 12 else "")
                click.echo(f"{len(names)} {what}" + ("" if what == "unchanged" else f": {clean(shown)}"))
        for each in done.saved:
            for warning in each.warnings:
                click.echo(f"note: {clean(warning)}", err=True)
        for name in done.skipped:
            click.echo(f"note: the approval {clean(name)} is not taken over", err=True)
        for name in done.held:
            click.echo(f"on hold: {clean(name)}")

    emit(done.to_json(), as_json, human)
