"""`secondunit index --rebuild`."""

from __future__ import annotations

import click

from secondunit.cli.output import emit, json_option


@click.command()
@click.option("--rebuild", is_flag=True, help="Delete the index and make it again from the records.")
@json_option
@click.pass_obj
def command(folder: str, rebuild: bool, as_json: bool) -> None:
    """Show what is indexed; with --rebuild make the index again from the records."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        if rebuild:
            with production.store.lock:
                counts = production.store.index.rebuild()
        else:
            counts = production.store.index.counts()
    emit(counts, as_json, lambda: click.echo("\n".join(f"{n:7d} {kind}" for kind, n in counts.items()) or "empty"))
