"""`secondunit rights pay (accrue|list|agree|paid)`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from secondunit.cli.output import clean, emit, json_option, table

if TYPE_CHECKING:
    from secondunit.core.rights import Accrual

by_option = click.option("--by", default="", help="Your name (default: people.reviewer of production.toml).")


@click.group()
def command() -> None:
    """What is due to people whose replicas are used: worked out, agreed, paid.

    Rates are those of rights/rates.toml; none is ever guessed.
    """


@command.command()
@click.option("--rate", "rates", multiple=True, metavar="NAME=AMOUNT",
              help="A day's rate: of a party, or the performer or background minimum. Repeat for more.")
@by_option
@json_option
@click.pass_obj
def accrue(folder: str, rates: tuple[str, ...], by: str, as_json: bool) -> None:
    """Work out what is due and not on record yet, and record it as proposed."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        worked = production.pay.accrue(rates=rates, by=by)
    data = {"accruals": [a.to_json() for a in worked.accruals], "open": list(worked.open)}

    def human() -> None:
        _show(worked.accruals)
        if not worked.accruals:
            click.echo("nothing new is due")
        for words in worked.open:
            click.echo(f"open: {clean(words)}", err=True)

    emit(data, as_json, human)


@command.command("list")
@click.option("--party", default="", metavar="ID", help="Only what is due to this party.")
@json_option
@click.pass_obj
def list_(folder: str, party: str, as_json: bool) -> None:
    """List what is due, agreed and paid."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        found = production.pay.accruals(party)
    emit([a.to_json() for a in found], as_json, lambda: _show(found) if found else click.echo("nothing on record"))


@command.command()
@click.argument("accrual")
@click.option("--amount", default="", help="What was agreed in all, as 1246.00; without it, what was worked out.")
@click.option("--document", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True,
              help="The paper that it was agreed in; its digest goes on record.")  # fmt: skip
@by_option
@json_option
@click.pass_obj
def agree(folder: str, accrual: str, amount: str, document: Path, by: str, as_json: bool) -> None:
    """Record that ACCRUAL was agreed."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        done = production.pay.agree(accrual, amount=amount, by=by, document=document)
    emit(done.to_json(), as_json, lambda: _show((done,)))


@command.command()
@click.argument("accrual")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day of the payment (default: today).")
@by_option
@json_option
@click.pass_obj
def paid(folder: str, accrual: str, on: datetime | None, by: str, as_json: bool) -> None:
    """Record that ACCRUAL, which was agreed, is paid."""
    from secondunit.production import Production

    with Production.open(folder) as production:
        done = production.pay.paid(accrual, on=on.date().isoformat() if on else "", by=by)
    emit(done.to_json(), as_json, lambda: _show((done,)))


def _show(accruals: tuple[Accrual, ...]) -> None:
    from secondunit.gates.pay import money

    rows = []
    for each in accruals:
        due = money.show(each.amount + each.session_fee, each.currency) if each.amount_known else "not known"
        flags = [word for word, on in (("residuals", each.residuals), ("benefits", each.benefits)) if on]
        rows.append((each.id, each.subject, each.replica, "use" if each.shot_uses else "session",
                     money.days(each.days_equivalent), due, " ".join(flags) or "-", each.status,
                     "; ".join(each.unverified)))  # fmt: skip
    table("", ("accrual", "party", "replica", "for", "days", "due", "flags", "status", "to check"), rows)
