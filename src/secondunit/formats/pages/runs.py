"""Where the printers ask for the emphasis that a script's own format holds, as styled runs of text.

The one place to join a format's runs to `Style`; a format that gives none is printed plain.
"""

from __future__ import annotations

from collections.abc import Sequence

from secondunit.core.script import Element, Run, Script
from secondunit.formats.final_draft import runs as fdx_runs
from secondunit.formats.fountain_syntax.emphasis import element_runs
from secondunit.formats.pages.emphasis import Runs
from secondunit.formats.pages.type import PLAIN, Style


def runs_of(script: Script) -> Runs:
    """Return the function that splits an element of this script in (text, style) runs; their text is `element.text`."""
    if script.source_format == "fdx":
        return _of_fdx
    return _of_fountain if script.source_format == "fountain" else _plain


def _of_fdx(element: Element) -> Sequence[tuple[str, Style]]:
    return _styled(element, fdx_runs.runs(element))


def _of_fountain(element: Element) -> Sequence[tuple[str, Style]]:
    found = [run for at, line in enumerate(element_runs(element)) for run in ((Run("\n"), *line) if at else line)]
    return _styled(element, found)


def _styled(element: Element, found: Sequence[Run]) -> Sequence[tuple[str, Style]]:
    if "".join(run.text for run in found) != element.text:  # edited since it was read
        return _plain(element)
    return [(run.text, Style(run.bold, run.italic, run.underline)) for run in found]


def _plain(element: Element) -> Sequence[tuple[str, Style]]:
    return [(element.text, PLAIN)]
