"""`secondunit verify PATH`."""

from __future__ import annotations

from pathlib import Path

import click

from secondunit.cli.output import clean, emit, json_option, table


@click.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--failures", is_flag=True, help="List only what does not hold.")
@json_option
@click.pass_obj
def command(folder: str, path: Path | None, failures: bool, as_json: bool) -> None:
    """Check a production or a delivery: per file digest, credential state and clearance."""
    from secondunit.production.verify import verify

    data = verify(path or Path(folder))

    def human() -> None:
        rows = [(f["file"], f["digest"], f["credential"], f["clearance"], "; ".join(f["problems"]))
                for f in data["findings"] if f["problems"] or not failures]  # fmt: skip
        table("", ("file", "digest", "credential", "clearance", "problems"), rows)
        for note in data["notes"]:
            click.echo(f"note: {clean(note)}")
        if data["ledger"]:
            click.echo(f"ledger: head {clean(data['ledger'])}")
        failed = f"{data['failed']} do not hold" if data["failed"] else "all hold"
        click.echo(f"{data['checked']} files checked, {failed}")

    emit(data, as_json, human)
    if data["failed"]:
        raise click.exceptions.Exit(7)
