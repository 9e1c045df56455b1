"""`secondunit rights check [ENTITY|RECIPE]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from secondunit.cli.output import clean, emit, json_option
from secondunit.core.errors import PolicyError, UsageError
from secondunit.core.rights import Verdict

if TYPE_CHECKING:
    from secondunit.production.rights.asking import Answer


@click.command()
@click.argument("what", metavar="[ENTITY|RECIPE]", required=False, default="")
@click.option("--leaving", type=click.Choice(["temp", "final", "promo"]),
              help="Ask as if the media left the house for this purpose.")
@click.option("--hold", is_flag=True, help="Put on hold what may not be used any more, approved or not.")
@click.option("--by", metavar="NAME", default="", help="Who asks: your name (default: people.reviewer).")
@click.option("--quiet-too", is_flag=True, help="Name the takes on which no rule fired, too.")
@json_option
@click.pass_obj
def command(
    folder: str, what: str, leaving: str | None, hold: bool, by: str, quiet_too: bool, as_json: bool
) -> None:  # fmt: skip
    """Ask the rules about what is on record: for ENTITY, for a RECIPE (a take is named by its recipe), or for all.

    Prints the rules that fired with pack, verdict, explanation and remedy, and the facts that were missing. Ends with
    code 4 when something is denied or must wait for a person. With --hold, tasks whose takes may not be used as of
    today (a consent ran out, say) go on hold and stay here.
    """
    from secondunit.production import Production

    if hold and leaving:
        raise UsageError("--hold is about what is made, --leaving about what would leave", hint="give one of them")
    with Production.open(folder) as production:
        answers = production.rights.check(what, leaving=leaving or "", by=by)
        held = production.rights.hold_fallen(answers, by=by) if hold else []
    data = [answer.to_json() for answer in answers]

    def human() -> None:
        _show(answers, quiet_too or bool(what))
        for row in held:
            click.echo(f"on hold: {clean(row['entity'])} {clean(row['task'])} (was {row['was']})")

    emit(data, as_json, human)
    if any(answer.ruling.open for answer in answers):
        raise click.exceptions.Exit(PolicyError.exit_code)


def _show(answers: list[Answer], all_: bool) -> None:
    fired = [answer for answer in answers if answer.ruling.open]
    for answer in answers if all_ else fired:
        take = f" take {answer.take}" if answer.take else ""
        click.echo(f"{clean(answer.entity)} {clean(answer.task)}{take} {answer.recipe[:12]}: "
                   + ("no rule fired" if not answer.ruling.open else answer.ruling.verdict.word))  # fmt: skip
        for each in answer.ruling.firings:
            if each.counts is Verdict.ALLOW and not each.approved_by:
                continue
            lifted = f", approved by {each.approved_by}" if each.approved_by else ""
            click.echo(f"  {each.pack}/{each.rule} {each.verdict.word}{lifted}: {clean(each.explanation)}")
            if each.missing and not lifted:
                click.echo(f"    not known: {', '.join(each.missing)}")
            if each.remedy and not lifted:
                click.echo(f"    what helps: {clean(each.remedy)}")
    click.echo(f"{len(answers)} takes asked about: " + (f"rules fired on {len(fired)}" if fired else "no rule fired"))
