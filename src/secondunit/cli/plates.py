"""What the commands on loose plates share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from secondunit.cli.output import clean, emit, json_option, show_report
from secondunit.cli.sources import known_options

if TYPE_CHECKING:
    from secondunit.production.roto.loose import PlateResult


def work_options(command: Any) -> Any:  # noqa: ANN401  # a decorator
    """The options of work on a plate: settings, engine, who asks, what is known of the plate; passes the context."""
    for option in reversed((
        click.option("--set", "settings", multiple=True, metavar="KEY=VALUE",
                     help="A setting of the department; may be given several times."),
        click.option("--engine", metavar="NAME", default="", help="Make it with this engine."),
        click.option("--fresh", is_flag=True, help="Make again what was made before; the record says so."),
        click.option("--by", default="", help="Who does it (default: people.reviewer of production.toml)."),
        known_options, json_option, click.pass_context,
    )):  # fmt: skip
        command = option(command)
    return command


def production_of(context: click.Context) -> Path | None:
    """Return the production named by -C or the environment; None where none was named."""
    source = context.find_root().get_parameter_source("production")
    return Path(context.obj) if source is not None and source.name != "DEFAULT" else None


def show_plate(result: PlateResult, output: Path, as_json: bool) -> None:
    """Print what was written and what to look at; exit with 5 when something failed."""

    def human() -> None:
        show_report(result.report)
        for warning in result.warnings:
            click.echo(f"warning: {clean(warning)}", err=True)
        for name, count in result.written.items():
            click.echo(clean(f"  {output / name}" + (f": {count} files" if count > 1 else "")))
        if result.advice:
            click.echo(clean(result.advice))

    emit(result.to_json(), as_json, human)
    if result.report.failed:
        raise click.exceptions.Exit(5)
