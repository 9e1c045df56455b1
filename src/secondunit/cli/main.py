"""The `secondunit` command. Commands load when they are called: `--help` imports click and nothing else."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Mapping, Sequence

import click

from secondunit import __version__
from secondunit.core.errors import Cancelled, InternalFault, StoreError, StudioError, UsageError

# command -> (module with a click command called `command`, one line for --help)
COMMANDS: Mapping[str, tuple[str, str]] = {
    "firstpass": ("firstpass", "Script in; shot list, boards, animatic and report out."),
    "new": ("new", "Make a production folder."),
    "status": ("status", "What is done, what waits for a person."),
    "script": ("script", "Import a screenplay, read its breakdown."),
    "run": ("run", "Run a department: secondunit run storyboard [SHOT...]."),
    "review": ("review", "List, show, approve, send back."),
    "rights": ("rights", "Consent, credit, pay and the papers that prove them."),
    "deliver": ("deliver", "Pack what is approved."),
    "verify": ("verify", "Check digests, credentials and clearances."),
    "roto": ("roto", "Plate and keys in; mattes, shapes and a check of them out."),
    "cleanup": ("cleanup", "Take objects, shadows and wires out of a plate."),
    "jobs": ("jobs", "What ran, why it failed, cancel, retry."),
    "engines": ("engines", "List, examine and install engines."),
    "index": ("index", "Rebuild the index from the records."),
}


class Lazy(click.Group):
    """A group whose commands are imported on use; their one-line help stands in the table."""

    def __init__(self, table: Mapping[str, tuple[str, str]], **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the command names in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command's module and return its command."""
        if cmd_name not in self.table:
            return None
        module = importlib.import_module(f"secondunit.cli.{self.table[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in self.table.items()])


@click.command(cls=Lazy, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="secondunit")
@click.option("-C", "--production", metavar="DIR", envvar="SECONDUNIT_PRODUCTION", default=".",
              help="The production folder (default: this folder).")  # fmt: skip
@click.pass_context
def cli(context: click.Context, production: str) -> None:
    """Second Unit: the machine does the second unit's work and people decide."""
    context.obj = production


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line; the exit code comes from the error class."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    as_json = "--json" in arguments
    try:
        code = cli.main(arguments, prog_name="secondunit", standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        if as_json:
            code = _report(UsageError(error.format_message(), hint="see: secondunit --help"), as_json)
        else:
            error.show()
            code = 2
    except (click.Abort, KeyboardInterrupt):
        words = "stopped; what was finished is kept, run the same command again to go on"
        if as_json:
            _report(Cancelled(words), as_json)
        else:
            click.echo(words, err=True)
        code = 130
    except StudioError as error:
        code = _report(error, as_json)
    except BrokenPipeError:
        code = 0
    except OSError as error:
        code = _report(StoreError(f"{error.strerror or error}: {error.filename or 'output'}"), as_json)
    except Exception as error:  # a fault of ours: one line for people, the whole for who mends it
        if os.environ.get("SECONDUNIT_DEBUG"):
            raise
        hint = "a fault of Second Unit; what was finished is kept. SECONDUNIT_DEBUG=1 shows more"
        code = _report(InternalFault(f"{type(error).__name__}: {error}", hint=hint), as_json)
    sys.exit(code if isinstance(code, int) else 0)


def _report(error: StudioError, as_json: bool) -> int:
    from secondunit.cli.output import report_error

    with contextlib.suppress(OSError):  # nobody is there to read it
        report_error(error, as_json)
    return error.exit_code


if __name__ == "__main__":
    main()
