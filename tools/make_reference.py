"""Write docs/guide/reference.md and docs/guide/errors.md from the code, so that they cannot fall behind it.

`tools/make_reference.py` writes both; `--check` writes nothing and fails if one of them is out of date.
"""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from secondunit import config, plugins
from secondunit.cli import main as command_line
from secondunit.core import errors, parameters
from secondunit.departments.roto.cleanup_plan import Parameters as CleanupParameters
from secondunit.departments.roto.parameters import Parameters as RotoParameters
from secondunit.departments.storyboard.parameters import Parameters as BoardParameters

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "guide"
MADE = "<!-- Made by tools/make_reference.py. Do not edit: change the code, then run it. -->\n"


def commands() -> Iterator[tuple[tuple[str, ...], click.Command, click.Context]]:
    """Yield every command and subcommand with its words and context, in the order of --help."""
    yield from _below((), command_line.cli, click.Context(command_line.cli, info_name="secondunit"))


def _below(
    words: tuple[str, ...], command: click.Command, context: click.Context
) -> Iterator[tuple[tuple[str, ...], click.Command, click.Context]]:
    yield words, command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                yield from _below((*words, name), child, click.Context(child, parent=context, info_name=name))


def cell(text: object) -> str:
    """Return text that may stand in a Markdown table."""
    return " ".join(str(text).split()).replace("|", "\\|")


def table(head: tuple[str, ...], rows: list[tuple[object, ...]]) -> str:
    """Return a Markdown table."""
    lines = [head, ("---",) * len(head), *rows]
    return "".join("| " + " | ".join(cell(c) for c in row) + " |\n" for row in lines) + "\n"


def options(command: click.Command, context: click.Context) -> list[tuple[object, ...]]:
    """Return (option, help) of a command without --help."""
    found = []
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if record and not isinstance(parameter, click.Argument):
            found.append((f"`{record[0]}`", record[1]))
    return found


KINDS = {"storyboard": BoardParameters, "roto": RotoParameters, "cleanup": CleanupParameters}


def reference() -> str:
    """Return the text of reference.md."""
    text = MADE + "# Reference\n\n"
    text += "Every command, and every setting of `production.toml` and of the departments.\n\n"
    text += "`secondunit -C DIR COMMAND` works on the production in DIR; without `-C` it is the current folder, or\n"
    text += "the folder named in the environment variable `SECONDUNIT_PRODUCTION`. Nearly every command has `--json`.\n"
    text += "Exit codes and error codes stand in [errors.md](errors.md).\n\n## Commands\n\n"
    for words, command, context in commands():
        if not words:
            text += table(("option", "meaning"), options(command, context))
            continue
        usage = " ".join(["secondunit", *words, *command.collect_usage_pieces(context)])
        text += f"### {' '.join(words)}\n\n```text\n{usage}\n```\n\n{inspect.cleandoc(command.help or '')}\n\n"
        if rows := options(command, context):
            text += table(("option", "meaning"), rows)
    text += "## Settings of production.toml\n\n"
    rows = [(f"`{key}`", f"`{_toml(default)}`", meaning) for key, (default, meaning) in config.SETTINGS.items()]
    text += table(("key", "default", "meaning"), rows)
    for name, department in plugins.departments().items():
        text += f"## Department {name}\n\n{department.summary}\n\n"
        if name not in KINDS:
            continue
        text += "Settings for `--set key=value`"
        if name == "storyboard":
            text += "; `width`, `height`, `overlays` and `hatching` come from `production.toml` where `--set`\n"
            text += "does not name them"
        rows = [_setting(name, row) for row in parameters.schema(KINDS[name])]
        text += ".\n\n" + table(("key", "default", "range", "meaning"), rows)
    text += "## Engines\n\n"
    engines = [(m.name, m.summary, ", ".join(f"`{c}`" for c in m.capabilities), m.determinism, m.licence)
               for m in plugins.engines().values() if m.origin == "secondunit"]  # fmt: skip
    return text + table(("engine", "what it does", "capabilities", "repeats", "licence"), engines).rstrip("\n") + "\n"


def _setting(department: str, row: dict[str, object]) -> tuple[object, ...]:
    low, high = row["low"], row["high"]
    choices = ", ".join(f"`{each}`" for each in row["choices"])
    word = "true or false" if row["type"] == "bool" else "a word"
    span = choices or word if low is None else f"{low:g} to {high:g}"
    name = str(row["name"])
    ours = (config.SETTINGS.get(f"picture.{name}") or config.SETTINGS.get(f"boards.{name}")
            if department == "storyboard" else None)
    given = ours[0] if ours else row["default"]
    return f"`{name}`", f"`{_toml(given)}`", span, row["help"]


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return '""' if value == "" else str(value)


def error_pages() -> str:
    """Return the text of errors.md."""
    text = MADE + "# Errors\n\n"
    text += "Every error names a code, says what happened and, where it can, what to do. With `--json` the same\n"
    text += "stands under `error` as `code`, `message` and `hint`. The exit code tells the family. An error that is\n"
    text += "worth trying again unchanged says so in the last column.\n\n"
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.StudioError)]
    kinds.sort(key=lambda kind: (kind.exit_code, kind.code.count("."), inspect.getsourcelines(kind)[1]))
    rows: list[tuple[object, ...]] = [
        (kind.exit_code, f"`{kind.code}`", inspect.getdoc(kind), "yes" if kind.retryable else "")
        for kind in kinds if kind is not errors.StudioError
    ]  # fmt: skip
    text += table(("exit", "code", "meaning", "try again"), rows)
    text += "Exit code 0 means that all went well, and 130 that a person stopped the command: what was finished is\n"
    return text + "kept, and the same command goes on from there.\n"


def pages() -> dict[Path, str]:
    """Return what each page should hold."""
    return {FOLDER / "reference.md": reference(), FOLDER / "errors.md": error_pages()}


def main() -> None:
    """Write the pages, or check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale = [p for p, text in pages().items() if not p.exists() or p.read_text(encoding="utf-8") != text]
    if check and stale:
        sys.exit(f"out of date: {', '.join(p.name for p in stale)}; run tools/make_reference.py")
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages()[path], encoding="utf-8")
        print(path)


if __name__ == "__main__":
    main()
