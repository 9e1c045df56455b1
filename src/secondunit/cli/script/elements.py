"""`secondunit script elements [FILE]`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from secondunit.cli.output import emit, json_option, table
from secondunit.cli.script.source import file_argument


@click.command()
@file_argument
@json_option
@click.pass_obj
def command(folder: str, file: Path | None, as_json: bool) -> None:
    """Print one record for each line of FILE: its number, what it is, and its words.

    A paragraph of a Final Draft or PDF file is one record. Blank lines and omitted text (boneyards) have none.
    """
    from secondunit.formats.script_lines import line_records

    if file is not None:
        from secondunit.formats import screenplay

        script = screenplay.read(file)
    else:
        from secondunit.production import Production

        with Production.open(folder) as production:
            script = production.script.current[0]
    rows = line_records(script)
    human = [(row.line, row.type.value, row.text) for row in rows]
    data = [{**asdict(row), "type": row.type.value} for row in rows]
    emit(data, as_json, lambda: table("", ("line", "type", "text"), human))
