"""`secondunit rights`: consent, credit, pay and the papers that prove them."""

from __future__ import annotations

import click

from secondunit.cli.main import Lazy

# The forms of production/rights/forms.py: one module makes the commands of all of them.
FORMS = {
    "party": "A person, company, estate or guild.",
    "consent": "What a person agrees to for their likeness or voice.",
    "replica": "A digital replica of a person, or a synthetic performer.",
    "source": "Material from outside: a plate, a picture, a recording, a text.",
    "licence": "A right to use others' work.",
    "tool": "A program or service, its terms and what it was trained on.",
    "model": "Weights of a model or adapter, and what they were trained on.",
    "notice": "What the buyer, a guild, a performer or a writer was told.",
    "statement": "Facts that a named person states for the rules.",
    "contribution": "What a person did to an asset.",
    "shot-use": "An asset in a shot of the cut, with its frames.",
    "credit": "A credit of a person, a company or a tool.",
    "disclosure": "What the audience is told.",
}
COMMANDS = {
    "list": ("rights.list_", "List what is on record."),
    "show": ("rights.show", "Show a record and its history."),
    "check": ("rights.check", "Ask the rules about what is on record."),
    "revoke": ("rights.revoke", "End a consent or licence, and hold what rests on it."),
    "descendants": ("rights.descendants", "List all that rests on a person, consent, licence, source or model."),
    "ledger": ("rights.ledger", "The signed record of what was written, decided or refused."),
    "credential": ("rights.credential", "Read, check and make credentials of files; take media in."),
    "pay": ("rights.pay", "What is due to people whose replicas are used."),
    "similar": ("rights.similar", "What outputs are near to: reference sets, deny list, names in prompts."),
    "export": ("rights.export", "Write the records as JSON, or as a folder of CSV files."),
    "import": ("rights.import_", "Take records in, all or none."),
    "report": ("rights.report", "Write the rights papers: PDF, CSV and JSON."),
}


class Rights(Lazy):
    """The group: the forms besides the commands of the table."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands, then the forms."""
        return [*self.table, *FORMS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command, or make that of a form."""
        if cmd_name in FORMS:
            from secondunit.cli.rights.forms import group

            return group(cmd_name)
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write both tables without importing anything."""
        super().format_commands(ctx, formatter)
        with formatter.section("Records (each with add, change, list, show)"):
            formatter.write_dl(list(FORMS.items()))


@click.group(cls=Rights, table=COMMANDS)
def command() -> None:
    """Keep the rights of a production: who agreed to what, what may be used, and what rests on it.

    Records are never edited: a change is a new revision with a name under it, and a revocation stays. A good answer
    reads "no rule fired"; it is no legal opinion.
    """
