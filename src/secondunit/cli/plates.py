"""What the commands on loose plates share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from secondunit.cli.output import clean, emit, show_report

if TYPE_CHECKING:
    from secondunit.production.roto.loose import PlateResult


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
