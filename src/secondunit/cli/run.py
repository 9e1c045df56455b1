"""`secondunit run DEPARTMENT [ENTITY...]`."""

from __future__ import annotations

import click

from secondunit.cli.output import emit, json_option, progress, show_report


@click.command()
@click.argument("department")
@click.argument("entities", nargs=-1, metavar="[ENTITY]...")
@click.option("--takes", type=click.IntRange(1, 64), metavar="N",
              help="Takes for each shot (default: boards.takes of production.toml).")
@click.option("--engine", metavar="NAME", default="", help="Make the pictures with this engine.")
@click.option("--seed", type=int, metavar="N",
              help="Another seed gives other takes (default: boards.seed of production.toml).")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE",
              help="A setting of the department; may be given several times.")
@click.option("--fresh", is_flag=True, help="Make again what was made before; the record says so.")
@click.option("--by", default="", help="Who asks for it (default: people.reviewer of production.toml).")
@json_option
@click.pass_obj
def command(
    folder: str, department: str, entities: tuple[str, ...], takes: int | None, engine: str, seed: int | None,
    settings: tuple[str, ...], fresh: bool, by: str, as_json: bool,
) -> None:  # fmt: skip
    """Run DEPARTMENT on the ENTITIES named (shot or scene ids), or on all of them."""
    from secondunit.production import Production

    with Production.open(folder) as production, progress(as_json, department) as tell:
        report = production.run(
            department, entities, takes=takes, engine=engine, seed=seed, settings=settings, fresh=fresh, by=by,
            tell=tell,
        )
    emit(report.to_json(), as_json, lambda: show_report(report))
    if report.failed:
        raise click.exceptions.Exit(5)
