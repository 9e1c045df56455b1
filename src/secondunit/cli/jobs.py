"""`secondunit jobs`: what ran, why it failed, cancel, retry, eat."""

from __future__ import annotations

import click

from secondunit.cli.output import clean, emit, json_option, show_report, table


@click.group()
def command() -> None:
    """What ran, why it failed, cancel, retry."""


@command.command("list")
@json_option
@click.pass_obj
def list_(folder: str, as_json: bool) -> None:
    """List jobs with their state."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        rows = production.jobs.rows()
    human = [(r["id"], r["state"], r["department"], r["at"], r["by"]) for r in rows]
    emit(rows, as_json, lambda: table("Jobs", ("job", "state", "department", "at", "by"), human))


@command.command(short_help="Say why a job failed, or how a recipe differs.")
@click.argument("what", metavar="JOB|RECIPE")
@json_option
@click.pass_obj
def why(folder: str, what: str, as_json: bool) -> None:
    """Say why a job failed (JOB), or what changed between a recipe and the one before it (RECIPE)."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        data = production.jobs.why(what)

    def human() -> None:
        click.echo(f"{what}: {data['state']}")
        for line in data["lines"]:
            click.echo("  " + clean(line))

    emit(data, as_json, human)


@command.command()
@click.argument("job")
@json_option
@click.pass_obj
def cancel(folder: str, job: str, as_json: bool) -> None:
    """Stop a job within two seconds; what it made is kept."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        production.jobs.cancel(job)
    emit({"job": job}, as_json, lambda: click.echo(f"{job} is told to stop"))


@command.command()
@click.argument("job")
@json_option
@click.pass_obj
def retry(folder: str, job: str, as_json: bool) -> None:
    """Make what a job did not finish; finished takes are not made twice."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        report = production.jobs.retry(job)
    emit(report.to_json(), as_json, lambda: show_report(report))


@command.command()
@click.argument("recipe")
@click.option("--by", required=True, help="Your name: you say that this frame counts as done.")
@json_option
@click.pass_obj
def eat(folder: str, recipe: str, by: str, as_json: bool) -> None:
    """Treat a dead frame as done."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        production.jobs.eat(recipe, by)
    emit({"recipe": recipe}, as_json, lambda: click.echo(f"{clean(recipe)} is eaten by {clean(by)}"))
