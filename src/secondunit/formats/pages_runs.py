"""Where the printers ask for the emphasis that a script's own format holds, as styled runs of text.

The one place to join a format's runs to `Style`; a format that gives none is printed plain.
"""

from __future__ import annotations

from collections.abc import Sequence

from secondunit.core.script import Element, Script
from secondunit.formats.pages_emphasis import Runs
from secondunit.formats.pages_type import PLAIN, Style


def runs_of(script: Script) -> Runs:
    """Return the function that splits an element of this script in (text, style) runs; their text is `element.text`."""
    return _plain


def _plain(element: Element) -> Sequence[tuple[str, Style]]:
    return [(element.text, PLAIN)]
