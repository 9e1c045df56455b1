"""`secondunit engines`: list, doctor, install."""

from __future__ import annotations

import click

from secondunit.cli.output import clean, emit, json_option, table
from secondunit.core.errors import UsageError


@click.group()
def command() -> None:
    """List, examine and install engines."""


@command.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List engines: what they can do, how far they repeat, their licence."""
    from secondunit import plugins

    rows = [{"name": m.name, "capabilities": list(m.capabilities), "determinism": m.determinism, "licence": m.licence,
             "version": m.version, "summary": m.summary} for m in plugins.engines().values()]  # fmt: skip
    human = [(m.name, ", ".join(m.capabilities), m.determinism, m.licence) for m in plugins.engines().values()]
    emit(rows, as_json, lambda: table("Engines", ("engine", "capabilities", "repeats", "licence"), human))


@command.command()
@json_option
def doctor(as_json: bool) -> None:
    """Start every engine's worker and say whether it is ready, and if not what to do."""
    from secondunit.execution.doctor import examine

    rows = examine()

    def human() -> None:
        lines = [(r["name"], r["state"], r["start"], r["hint"]) for r in rows]
        table("", ("engine", "state", "start", "what to do"), lines)

    emit(rows, as_json, human)


@command.command()
@click.argument("name")
@json_option
def install(name: str, as_json: bool) -> None:
    """Make the managed environment of engine NAME: the only command that installs anything."""
    from secondunit import plugins
    from secondunit.engines import environments

    manifest = plugins.engine(name)
    if not manifest.requires:
        raise UsageError(f"{name} needs no environment of its own", hint="it works as it is: secondunit engines doctor")
    say = (lambda line: None) if as_json else (lambda line: click.echo(clean(line), err=True))
    place = environments.install(name, manifest.requires, manifest.python, say=say)
    emit({"engine": name, "path": str(place)}, as_json, lambda: click.echo(f"{name} is installed in {place}"))
