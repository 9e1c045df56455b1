"""`secondunit rights list`."""

from __future__ import annotations

import click

from secondunit.cli.output import emit, json_option, table
from secondunit.core.errors import NotFound


@click.command()
@click.argument("kind", required=False, default="")
@click.option("--of", metavar="PARTY", default="", help="Only what names this party.")
@json_option
@click.pass_obj
def command(folder: str, kind: str, of: str, as_json: bool) -> None:
    """List what is on record, all of it or of one KIND (consent, licence, ...)."""
    show_list(folder, kind, as_json, of)


def show_list(folder: str, kind: str, as_json: bool, of: str = "") -> None:
    """Print records: kind, id, what they are, who entered them and when."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        desk = production.rights
        if of and desk.find("parties", of) is None:
            raise NotFound(f"there is no party {of[:60]!r}", hint="see: secondunit rights party list")
        entries = [entry for entry in desk.entries(kind) if not of or _names(entry.record.to_json(), of)]
    rows = [(e.form.name, e.id, e.title, f"revoked {e.revoked}" if e.revoked else "", e.by, e.at) for e in entries]

    def human() -> None:
        table("", ("kind", "id", "what", "", "by", "at"), rows)
        if not rows:
            click.echo(f"nothing is on record{' of this kind' if kind else ''}")

    emit([entry.to_json() for entry in entries], as_json, human)


def _names(data: object, party: str) -> bool:
    if isinstance(data, dict):
        return any(_names(value, party) for value in data.values())
    return any(_names(item, party) for item in data) if isinstance(data, list) else data == party
