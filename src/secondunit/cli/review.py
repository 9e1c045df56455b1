"""`secondunit review`: list, show, approve, retake."""

from __future__ import annotations

from pathlib import Path

import click

from secondunit.cli.output import clean, emit, json_option, progress, show_report, table
from secondunit.core.errors import UsageError
from secondunit.core.tasks import Status

by_option = click.option("--by", default="", help="Your name (default: people.reviewer of production.toml).")
task_option = click.option("--task", default="storyboard", show_default=True,
                           help="storyboard (the boards of a shot) or editorial (the documents).")


@click.group()
def command() -> None:
    """List, show, approve, send back."""


@command.command("list")
@click.option("--status", type=click.Choice([s.value for s in Status]),
              help="Only tasks in this state; wfa waits for approval.")
@json_option
@click.pass_obj
def list_(folder: str, status: str | None, as_json: bool) -> None:
    """List tasks: entity, state, takes and the last note."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        rows = [row.to_json() for row in production.review.tasks(status or "")]
    human = [(r["entity"], r["task"], r["status"], len(r["takes"]), r["note"]) for r in rows]
    emit(rows, as_json, lambda: table("", ("entity", "task", "status", "takes", "note"), human))


@command.command()
@click.argument("entity")
@task_option
@json_option
@click.pass_obj
def show(folder: str, entity: str, task: str, as_json: bool) -> None:
    """Show the takes of ENTITY: files, credentials, history."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        data = production.review.show(entity, task)

    def human() -> None:
        click.echo(f"{data['entity']} {data['task']}: {data['status']}")
        for take in data["takes"]:
            click.echo(f"take {take['take']}  recipe {take['recipe'][:12]}  engine {take['engine'] or 'not made'}")
            for path in Path(folder).glob(f"proposals/panels/{data['entity']}_take{take['take']}.png"):
                click.echo(f"  look at {path}")
            for file in take["files"]:
                click.echo(f"  {file['role']:8} {file['credential']:9} {file['path']}")
        for event in data["history"]:
            click.echo(f"  {event['at']} {event['event']} -> {event['status']} by {clean(event['by'])}"
                       + (f": {clean(event['note'])}" if event.get("note") else ""))  # fmt: skip

    emit(data, as_json, human)


@command.command(short_help="Approve a take; it becomes the next version.")
@click.argument("entities", nargs=-1, metavar="[ENTITY]...")
@click.option("--take", type=click.IntRange(1), metavar="N", default=1, show_default=True, help="Which take.")
@click.option("--all", "all_", is_flag=True, help="Every entity whose task waits: take N of each.")
@click.option("--note", default="", help="A remark that goes on record.")
@click.option("--hold", is_flag=True, help="Approve what a gate escalated (needs --role and --document).")
@click.option("--role", default="", help="With --hold: your role, for example legal.")
@click.option("--document", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="With --hold: the paper that says yes; its digest goes on record.")  # fmt: skip
@click.option("--days", type=click.IntRange(1, 366), metavar="N", default=90, show_default=True,
              help="With --hold: for how many days, at most 366.")
@by_option
@task_option
@json_option
@click.pass_obj
def approve(
    folder: str, entities: tuple[str, ...], take: int, all_: bool, note: str, hold: bool, role: str,
    document: Path | None, days: int, by: str, task: str, as_json: bool,
) -> None:  # fmt: skip
    """Approve a take of each ENTITY; it is published as the next version."""
    from secondunit.production import Production

    if bool(entities) == all_:
        raise UsageError("say which entities to approve, or --all", hint="see: secondunit review list")
    done: dict[str, str] = {}
    with Production.open(folder) as production:
        desk = production.review
        if all_ and hold:
            entities = tuple(desk.held())
        elif all_:
            entities = tuple(r.entity for r in desk.tasks("wfa") if r.task == task)
        paper = document.read_bytes() if document else b""
        for entity in entities:
            if hold:
                done[entity] = desk.approve_hold(entity, by=by, role=role, document=paper, days=days, task=task)
            else:
                done[entity] = desk.approve(entity, take, by=by, note=note, task=task)
    emit(done, as_json, lambda: click.echo("\n".join(f"{k}: {v}" for k, v in done.items()) or "nothing waits"))


@command.command()
@click.argument("entity")
@click.option("--note", required=True, help='What to change: "closer, lower angle, 85mm".')
@click.option("--take", type=int, metavar="N", default=0, help="The take that the note is about.")
@click.option("--later", is_flag=True, help="Only record it; make the new takes with: secondunit run storyboard ENTITY")
@by_option
@task_option
@json_option
@click.pass_obj
def retake(folder: str, entity: str, note: str, take: int, later: bool, by: str, task: str, as_json: bool) -> None:
    """Send ENTITY back with a note, and make the changed takes."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        review = production.review.retake(entity, note, by=by, take=take, task=task)
        if later:
            emit({"review": review}, as_json, lambda: click.echo(f"{entity} is sent back"))
            return
        with progress(as_json, task) as tell:
            report = production.run(task, (entity,), by=by, tell=tell)
        understood = production.boards.understood(entity)
    data = {"review": review, "understood": understood, **report.to_json()}

    def human() -> None:
        click.echo("understood: " + ("; ".join(clean(u) for u in understood) or "kept as a remark, another variation"))
        show_report(report)

    emit(data, as_json, human)
    if report.failed:
        raise click.exceptions.Exit(5)
