"""`secondunit script pages [FILE]`."""

from __future__ import annotations

from pathlib import Path

import click

from secondunit.cli.output import emit, json_option, table
from secondunit.cli.script.source import file_argument, layout_option, reading, tell_draft


@click.command()
@file_argument
@layout_option
@json_option
@click.pass_obj
def command(folder: str, file: Path | None, layout: str | None, as_json: bool) -> None:
    """Print how many pages FILE has, and for each scene its first page and its length in eighths.

    Pages are counted from the first page of the body, set and broken as Final Draft does.
    """
    from secondunit.production.scripts import draft_of

    with reading(folder, file, layout) as (read, _):
        pages, script = read.pages, read.script
    rows = [{"number": s.number, "heading": s.heading, "page": s.page, "length": s.length} for s in pages.scenes]
    data = {"pages": len(pages.pages), "scenes": rows}

    def human() -> None:
        table("", ("scene", "heading", "page", "length"), [tuple(row.values()) for row in rows])
        click.echo(f"{len(pages.pages)} pages, {len(rows)} scenes")
        tell_draft(draft_of(script))

    emit(data, as_json, human)
