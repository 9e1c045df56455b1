"""`secondunit script`: import a screenplay and read what it breaks down to."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from secondunit.cli.output import clean, emit, json_option, table


@click.group()
def command() -> None:
    """Import a screenplay, read its breakdown."""


@command.command("import", short_help="Read a Fountain or FDX file, or read it again.")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@click.pass_obj
def import_(folder: str, file: Path, as_json: bool) -> None:
    """Read FILE (Fountain or FDX) into the production; again after a rewrite."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        data = production.script.import_(file)

    def human() -> None:
        counts = f"{data['scenes']} scenes, {data['characters']} characters, {data['locations']} locations"
        click.echo(f"{clean(data['name'])}: {counts}; {data['changed']} entities new or changed")
        for warning in data["warnings"]:
            click.echo(f"warning: {clean(warning)}", err=True)

    emit(data, as_json, human)


@command.command()
@json_option
@click.pass_obj
def breakdown(folder: str, as_json: bool) -> None:
    """List scenes, characters and locations."""
    from secondunit.core.identity import plain
    from secondunit.production import Production

    with Production.open(folder) as production:
        _, found = production.script.current

    def human() -> None:
        rows = [(s.number, clean(s.heading), f"{s.eighths}/8", ", ".join(s.characters)) for s in found.scenes]
        table("Scenes", ("no", "heading", "length", "characters"), rows)
        people = [(c.id, c.name, len(c.scenes), c.words, c.description) for c in found.characters]
        table("Characters", ("id", "name", "scenes", "words", "description"), people)
        table("Locations", ("id", "name", "scenes"), [(x.id, x.name, len(x.scenes)) for x in found.locations])

    emit(plain(asdict(found)), as_json, human)
