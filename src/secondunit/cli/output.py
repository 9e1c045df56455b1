"""Printing: JSON when asked, tables and a progress bar on a terminal, plain lines otherwise."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from secondunit.core.errors import StudioError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from secondunit.core.jobs import Frame
    from secondunit.execution.job import JobReport

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def clean(text: object) -> str:
    """Return text without control characters: a script must not steer the terminal."""
    return "".join(c if c.isprintable() else " " for c in str(text))


def emit(data: Any, as_json: bool, human: Callable[[], None]) -> None:  # noqa: ANN401
    """Print `data` as JSON, or call `human` to print it for people."""
    if as_json:
        _echo_json(data)
    else:
        human()


def _echo_json(data: object) -> None:
    """Print JSON; a file name that is not UTF-8 becomes escapes that JSON knows."""
    text = json.dumps(data, ensure_ascii=False, indent=1, default=str)
    click.echo(text.encode("utf-8", "backslashreplace").decode("utf-8"))


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table: rich on a terminal, tab-separated lines in a pipe."""
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.markup import escape
        from rich.table import Table

        view = Table(*head, title=title or None, title_justify="left")
        for row in rows:
            view.add_row(*(escape(clean(cell)) for cell in row))
        Console().print(view)
        return
    for row in rows:
        click.echo("\t".join(clean(cell) for cell in row))


def report_error(error: StudioError, as_json: bool) -> None:
    """Print an error: what happened, its code, what to do."""
    if as_json:
        _echo_json({"error": error.to_json()})
        return
    line = error.facts.get("line")
    where = f" (line {line})" if line and f"line {line}" not in error.message else ""
    click.echo(f"error: {clean(error.message)}{where} [{error.code}]", err=True)
    if error.hint:
        click.echo(f"hint: {clean(error.hint)}", err=True)


@contextmanager
def progress(quiet: bool, what: str) -> Iterator[Callable[[str, Frame], None]]:
    """Yield a function to call as frames end: a live count on a terminal, a line for each board otherwise."""
    if quiet:
        yield lambda state, frame: None
        return
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        made = TextColumn("{task.completed} made")
        columns = (TextColumn("{task.description}"), BarColumn(), made, TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(what, total=None)

            def advance(state: str, frame: Frame) -> None:
                bar.update(task, advance=1, description=f"{what} {frame.entity}")

            yield advance
        return

    def line(state: str, frame: Frame) -> None:
        if frame.offer or state == "dead":
            click.echo(f"{state} {frame.entity} {frame.task} take {frame.take + 1}", err=True)
        elif frame.entity == "production":
            click.echo(f"{state} {frame.recipe.step}", err=True)

    yield line


def show_report(report: JobReport) -> None:
    """Print how a job went."""
    click.echo(f"{report.job}: {report.made} made, {report.cached} already there")
    for row in report.held:
        click.echo(f"on hold: {row['entity']}: {clean(row['why'])}")
    for row in report.failed:
        which = f"{row['entity']} take {int(row['take']) + 1}"
        click.echo(f"failed: {which}: {clean(row['message'])} [{row['code']}]", err=True)
    for hint in dict.fromkeys(row["hint"] for row in report.failed if row.get("hint")):
        click.echo(f"hint: {clean(hint)}", err=True)
    if report.blocked:
        click.echo(f"{report.blocked} frames wait for what failed", err=True)
