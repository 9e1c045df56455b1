"""`secondunit rights ledger`: verify, show, head, export."""

from __future__ import annotations

from pathlib import Path

import click

from secondunit.cli.output import clean, emit, json_option

folder_argument = click.argument("path", metavar="[DIR]", required=False, type=click.Path(path_type=Path))


@click.group()
def command() -> None:
    """The signed record of everything that was written, decided or refused."""


@command.command()
@folder_argument
@click.option("--expect", multiple=True, metavar="HEAD", help="A head that you were given; say it again for more.")
@click.option("--against", multiple=True, metavar="DELIVERY", type=click.Path(path_type=Path),
              help="A delivery of this production: the ledger must lead to the head that it carries.")
@json_option
@click.pass_obj
def verify(
    folder: str, path: Path | None, expect: tuple[str, ...], against: tuple[Path, ...], as_json: bool
) -> None:
    """Check the ledger of a production or an export, from its files alone; code 7 when something does not hold."""
    from secondunit.gates.records.ledger_check import show as tell
    from secondunit.production import ledger

    data = ledger.verify(path or Path(folder), expect=expect, against=against)
    emit(data, as_json, lambda: tell(data, lambda text: click.echo("\n".join(map(clean, text.split("\n"))))))
    if not data["ok"]:
        raise click.exceptions.Exit(7)


@command.command()
@folder_argument
@click.option("--kind", default="", metavar="KIND", help="Only entries of a kind of record: consents, takes, rulings.")
@click.option("--entity", default="", metavar="ID", help="Only what concerns a shot, a character, a record's id.")
@click.option("--verb", default="", metavar="VERB", help="Only one thing done: refuse, hold, approve, revoke, deliver.")
@click.option("--since", default="", metavar="DATE", help="Only from this day or time on: 2026-11-03.")
@json_option
@click.pass_obj
def show(folder: str, /, path: Path | None, as_json: bool, **chosen: str) -> None:
    """List entries in plain words, oldest first."""
    from secondunit.production import ledger

    rows = ledger.show(path or Path(folder), **chosen)
    if as_json:
        emit(list(rows), as_json, lambda: None)
        return
    for row in rows:
        click.echo(f"{row['seq']:7d}  {clean(row['at'])}  {clean(row['words'])}")


@command.command()
@folder_argument
@json_option
@click.pass_obj
def head(folder: str, path: Path | None, as_json: bool) -> None:
    """Print the newest head: give it to somebody outside, who can hold the production to it."""
    from secondunit.production import ledger

    data = ledger.head(path or Path(folder))
    emit(data, as_json, lambda: click.echo(data["head"]))


@command.command()
@folder_argument
@click.option("-o", "--output", required=True, metavar="FILE", type=click.Path(path_type=Path), help="A new ZIP file.")
@click.option("--records", is_flag=True, help="With the records themselves, which name people.")
@json_option
@click.pass_obj
def export(folder: str, path: Path | None, output: Path, records: bool, as_json: bool) -> None:
    """Write the ledger, its public key, a program that checks it and how to use it, for a court or a guild."""
    from secondunit.production import ledger

    data = ledger.export(path or Path(folder), output, records=records)

    def human() -> None:
        click.echo(f"{data['entries']} entries, {data['seals']} seals in {clean(data['path'])}")
        click.echo(f"head {data['head']}, key {data['key_id']}")

    emit(data, as_json, human)


@command.command()
@click.option("--by", required=True, metavar="NAME", help="Your name.")
@click.option("--why", required=True, metavar="REASON", help="Why the ledger's time was wrong.")
@json_option
@click.pass_obj
def clock(folder: str, by: str, why: str, as_json: bool) -> None:
    """Say that an entry of the ledger has a time that was wrong, so that the gate accepts this machine's clock."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        data = production.set_clock(by=by, why=why)
    emit(data, as_json, lambda: click.echo(f"the gate goes by {data['now']} again (it stood at {data['was']})"))
