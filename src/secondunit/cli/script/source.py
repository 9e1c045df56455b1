"""Where a script command reads: a loose file, or the production with what people decided."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from secondunit.cli.output import clean
from secondunit.core.errors import NotFound

if TYPE_CHECKING:
    from secondunit.departments.script.reading import Reading
    from secondunit.production import Production

LAYOUTS = ("letter", "a4", "multicam")
file_argument = click.argument("file", type=click.Path(path_type=Path), required=False)
layout_option = click.option(
    "--layout", type=click.Choice(LAYOUTS), help="Page layout (default: the file's own, else US Letter)."
)


@contextmanager
def reading(folder: str, file: Path | None, layout: str | None = None) -> Iterator[tuple[Reading, Production | None]]:
    """Yield what is read out of a file, or of the production in `folder`, and that production."""
    from secondunit.departments.script.pages import preset

    setup = preset(layout) if layout else None
    if file is not None:
        from secondunit.departments.script.reading import Reading
        from secondunit.formats import screenplay

        script = screenplay.read(file)
        for warning in script.warnings:
            click.echo(f"warning: {clean(warning)}", err=True)
        yield Reading(script, setup=setup), None
        return
    from secondunit.production import Production

    try:
        production = Production.open(folder)
    except NotFound as error:
        raise NotFound(error.message, hint="give a screenplay file, or -C DIR for a production") from error
    with production:
        yield production.script.reading(setup), production


def tell_draft(draft: dict[str, Any]) -> None:
    """Print what `draft_of` found in a production draft; nothing for any other."""
    for each in draft["revisions"]:
        active = ", active" if each["active"] else ""
        count = each["paragraphs"]
        paragraphs = "paragraph" if count == 1 else "paragraphs"
        click.echo(clean(f"revision {each['name']} ({each['mark']}{active}): {count} {paragraphs}"))
    if locked := draft["locked_pages"]:
        click.echo(clean(f"locked pages: {len(locked)}, {locked[0]} to {locked[-1]}"))
    if omitted := draft["omitted"]:
        click.echo(clean(f"omitted scenes: {', '.join(omitted)}"))
