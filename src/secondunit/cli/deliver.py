"""`secondunit deliver`: pack what is approved."""

from __future__ import annotations

from pathlib import Path

import click

from secondunit.cli.output import clean, emit, json_option


@click.command()
@click.option("--profile", metavar="NAME", required=True,
              help="boards (panels and documents), previs (with passes and stages) or final.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="DIR",
              help="A new or empty folder (default: deliveries/ of the production).")
@click.option("--by", default="", help="Who delivers (default: people.reviewer of production.toml).")
@json_option
@click.pass_obj
def command(folder: str, profile: str, output: Path | None, by: str, as_json: bool) -> None:
    """Pack approved versions with boards, timeline, animatic, hash list and credentials."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        data = production.deliver(profile, output, by=by)

    def human() -> None:
        click.echo(f"{data['files']} files of {data['versions']} versions in {clean(data['path'])}")
        for entity, why in data["on_hold"].items():
            click.echo(f"on hold, left out: {clean(entity)}: {clean(why)}", err=True)
        if data["left_out"]:
            click.echo(f"not approved, left out: {', '.join(data['left_out'][:12])}"
                       + (" ..." if len(data["left_out"]) > 12 else ""), err=True)  # fmt: skip
        click.echo(f"check it: secondunit verify {clean(data['path'])}")

    emit(data, as_json, human)
