"""`secondunit script import FILE`."""

from __future__ import annotations

from pathlib import Path

import click

from secondunit.cli.output import clean, emit, json_option
from secondunit.cli.script.source import tell_draft


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def command(folder: str, file: Path, as_json: bool) -> None:
    """Read FILE (Fountain, Final Draft or PDF) into the production; again after a rewrite."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        data = production.script.import_(file)

    def human() -> None:
        counts = f"{data['scenes']} scenes, {data['characters']} characters, {data['locations']} locations"
        click.echo(f"{clean(data['name'])}: {counts}; {data['changed']} entities new or changed")
        tell_draft(data["draft"])
        for warning in data["warnings"]:
            click.echo(f"warning: {clean(warning)}", err=True)

    emit(data, as_json, human)
