"""`secondunit rights`: consent, credit, pay and the papers that prove them."""

from __future__ import annotations

import click

from secondunit.cli.main import Lazy

COMMANDS = {
    "pay": ("rights.pay", "What is due to people whose replicas are used."),
}


@click.group(cls=Lazy, table=COMMANDS)
def command() -> None:
    """Consent, credit, pay, and the papers that prove them."""
