"""The emphasis that a script's own format knows, as styled runs of text."""

from __future__ import annotations

from collections.abc import Sequence

from secondunit.core.script import Element, Script
from secondunit.formats.pages_emphasis import Runs
from secondunit.formats.pages_type import PLAIN, Style


def runs_of(script: Script) -> Runs:
    """Return the function that splits an element of this script in (text, style) runs."""
    return _plain


def _plain(element: Element) -> Sequence[tuple[str, Style]]:
    return [(element.text, PLAIN)]
