"""`secondunit script export [FILE] -o DIR`."""

from __future__ import annotations

from pathlib import Path

import click

from secondunit.cli.output import clean, emit, json_option
from secondunit.cli.script.source import file_argument, layout_option, reading
from secondunit.core.errors import UsageError

NAMES = ("fountain", "fdx", "pdf", "html", "sheets", "chart", "csv", "kitsu", "pacing", "plots", "stripboard",
         "one-liner", "dood", "call-sheets", "uss", "ics", "xlsx", "dossier")  # fmt: skip


@click.command()
@file_argument
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="PATH", required=True,
              help="A folder; or with one --only, the file to write.")
@click.option("--only", multiple=True, type=click.Choice(NAMES), help="Only this; may be given several times.")
@click.option("--paper", type=click.Choice(["letter", "a4"]), default="letter", show_default=True,
              help="Paper of the reports.")
@click.option("--budget", type=click.FloatRange(0, 3600), metavar="SECONDS", default=5.0, show_default=True,
              help="With FILE: work spent on the schedule.")
@layout_option
@json_option
@click.pass_obj
def command(
    folder: str, file: Path | None, output: Path, only: tuple[str, ...], paper: str, budget: float,
    layout: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Write FILE, or the production's script, in other formats, and its reports.

    The script as Fountain, Final Draft (with the breakdown as tags), PDF and HTML; breakdown sheets, CSV for
    spreadsheets and for Kitsu; the pacing page and plots; stripboard, one-liner, day out of days, call sheets, USS and
    ICS; and all of it as one workbook (xlsx) and one page (dossier).
    """
    from secondunit.production import exports

    with reading(folder, file, layout) as (read, production):
        scheduled = not only or bool({*only} & {*exports.OF_SCHEDULE, "xlsx", "dossier"})
        dossier = exports.dossier(read, production, budget=budget, scheduled=scheduled)
        names = [name for each in only for name in (exports.PLOTS if each == "plots" else (each,))]
        if output.suffix and not output.is_dir():
            if len(names) != 1:
                raise UsageError(f"{output.name} is one file", hint="give a folder, or one --only")
            paths: tuple[Path, ...] = (exports.write(dossier, names[0], output, paper=paper),)
        else:
            paths = exports.export(dossier, output, names, paper=paper)
        warnings = exports.warnings(dossier, names or exports.REPORTS)

    def human() -> None:
        click.echo("\n".join(str(path) for path in paths))
        for warning in warnings:
            click.echo(f"warning: {clean(warning)}", err=True)

    emit({"files": [str(path) for path in paths], "warnings": list(warnings)}, as_json, human)
