"""The screenplay as one HTML file: the paginator's pages as sheets, a list of scenes, and a print style with them.

Nothing is loaded from elsewhere and no script runs. All places are multiples of a character's width, so a sheet
shrinks to a narrow window and prints at its true size. The bytes depend on the arguments alone.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from secondunit.core.errors import InputError
from secondunit.core.pages import CHARS_PER_INCH, LINES_PER_INCH, Page, PageLine, Pages, PageSetup
from secondunit.core.script import ElementType, Script
from secondunit.formats import typeset, webpage
from secondunit.formats.bidi import is_rtl
from secondunit.formats.pages.emphasis import Emphasis
from secondunit.formats.pages.runs import runs_of
from secondunit.formats.pages.title import title_sheets
from secondunit.formats.pages.type import (
    ASTERISK,
    NUMBER_LEFT,
    Style,
    cells,
    header_right,
    narrower,
    number_right,
    stretches,
)

_CSS = Path(__file__).with_name("pages.css")
_FACES = {"courier": "", "courier-bold": "font-weight:700;", "courier-italic": "font-style:italic;",
          "courier-bold-italic": "font-weight:700;font-style:italic;"}  # fmt: skip


def write(script: Script, pages: Pages, path: str | Path, *, title: str = "") -> int:
    """Write title page and pages to `path` and return the number of sheets.

    `title` is used where the script has none. Raises InputError for no pages or a file that cannot be written.
    """
    if not pages.pages:
        raise InputError("there are no pages to print", hint="the script has no text that is printed")
    name = _clean(script.title or title or "Untitled")
    sheet = _Sheets(script, pages)
    sheets = list(sheet.all())  # first, because they decide which faces are needed
    skip = '<a class="skip" href="#page-1">Skip to the pages</a>'
    body = (skip, _contents(name, pages), "<main>", *sheets, "</main>")
    try:
        webpage.write(path, name, _style(pages.setup, sheet.faces), body, lang="und", placed=True)
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"{path} cannot be written: {reason}", hint="check folder and disk") from error
    return sheet.count


def _clean(text: str) -> str:
    return " ".join(typeset.clean(text).split("\n"))


def _style(setup: PageSetup, faces: set[str]) -> str:
    """Return the style sheet: the faces in use, the size of the paper, and what holds for all."""
    parts = []
    for name in sorted(faces):
        data = base64.b64encode((typeset.FOLDER / typeset.FILES[name]).read_bytes()).decode("ascii")
        parts.append(f'@font-face {{font-family:"Script";{_FACES[name]}src:url(data:font/ttf;base64,{data})}}\n')
    wide, high = setup.width * CHARS_PER_INCH, setup.height * CHARS_PER_INCH
    parts.append(f"@page {{ size: {setup.width:g}in {setup.height:g}in; margin: 0; }}\n")
    parts.append(f":root {{ --wide: {wide:g}; --high: {high:g}; }}\n")
    return "".join(parts) + _CSS.read_text(encoding="utf-8")


def _contents(name: str, pages: Pages) -> str:
    """Return the list of scenes, each with its page and its length in eighths."""
    items = [
        f'<li><a href="#scene-{scene.element}"><span class="n">{escape(_clean(scene.number))}</span>'
        f'<span dir="auto">{escape(_clean(scene.heading))}</span>'
        f'<span class="p">p. {escape(_clean(scene.label))}, {scene.length}</span></a></li>'
        for scene in pages.scenes
    ]
    count = ", ".join(
        f"{n} {word}{'s' * (n != 1)}" for n, word in ((len(pages.pages), "page"), (len(items), "scene"))
    )
    return (
        f'<nav aria-label="Scenes">\n<h1 dir="auto">{escape(name)}</h1>\n<p>{count}</p>\n'
        "<ol>\n" + "\n".join(items) + "\n</ol>\n</nav>"
    )


class _Sheets:
    """Makes the sheets and remembers which faces they use."""

    def __init__(self, script: Script, pages: Pages) -> None:
        self.script, self.pages, self.setup = script, pages, pages.setup
        self.emphasis = Emphasis(script.elements, runs_of(script))
        self.faces = {"courier"}
        self.count = 0
        self._anchors = {scene.element for scene in pages.scenes}

    def all(self) -> Iterator[str]:
        """Yield title sheets and pages."""
        for lines in title_sheets(self.script, self.setup):
            self.count += 1
            yield '<section class="page" aria-label="Title page">'
            for line in lines:
                top = line.row / LINES_PER_INCH
                yield f"<p>{self._span(top, float(line.column), line.text, ())}</p>"
            yield "</section>"
        for number, page in enumerate(self.pages.pages, start=1):
            self.count += 1
            yield f'<section class="page" id="page-{number}" aria-label="Page {escape(_clean(page.label))}">'
            yield from self._page(page, number)
            yield "</section>"

    def _page(self, page: Page, number: int) -> Iterator[str]:
        setup = self.setup
        if number > 1:
            label = _clean(page.label) + "."
            at = header_right(setup.width) * CHARS_PER_INCH - cells(label)
            yield f'<p class="head">{self._span(setup.header, at, label, ())}</p>'
        lines = self._in_reading_order(page.lines)
        for key, group in groupby(lines, key=lambda line: (line.element, line.kind, line.role)):
            element, kind, role = key
            heading = kind is ElementType.SCENE_HEADING and role == "text"
            tag = "h2" if heading else "p"
            anchor = ""
            if heading and element in self._anchors:
                self._anchors.discard(element)
                anchor = f' id="scene-{element}"'
            inner = "\n".join(part for line in group for part in self._line(line))
            yield f'<{tag} class="{kind.value}{" " + role if role != "text" else ""}"{anchor}>{inner}</{tag}>'

    def _in_reading_order(self, lines: Sequence[PageLine]) -> Iterator[PageLine]:
        """Yield the lines; speeches that stand side by side come one after the other."""
        elements = self.script.elements

        def dual(line: PageLine) -> bool:
            return 0 <= line.element < len(elements) and elements[line.element].dual is not None

        for side_by_side, group in groupby(lines, key=dual):
            part = list(group)
            yield from sorted(part, key=lambda line: line.element) if side_by_side else part

    def _line(self, line: PageLine) -> Iterator[str]:
        setup = self.setup
        top = setup.top + line.row / LINES_PER_INCH
        text = line.text.replace("\t", " ")
        lead = len(text) - len(text.lstrip(" "))
        styles = self.emphasis.of(line)[lead:]
        if line.number:
            yield self._span(top, NUMBER_LEFT * CHARS_PER_INCH, _clean(line.number), ())
        yield self._span(top, float(line.column + lead), text.strip(" "), styles)
        if line.number:
            again = self._span(top, number_right(setup.width) * CHARS_PER_INCH, _clean(line.number), ())
            yield again.replace("<span", '<span aria-hidden="true"', 1)
        if line.revised:
            yield self._span(top, (ASTERISK + narrower(setup.width)) * CHARS_PER_INCH, "*", ())

    def _span(self, top: float, column: float, text: str, styles: Sequence[Style]) -> str:
        """Return a line at its place; `top` is in inches, `column` in characters."""
        shown = _clean(text)
        styles = styles if len(shown) == len(text) else ()
        place = f"--t:{top * CHARS_PER_INCH:.4g};--l:{column:.4g}"
        if is_rtl(shown):  # the browser orders and joins the letters
            return f'<span dir="rtl" style="{place}">{escape(shown)}</span>'
        return f'<span style="{place}">{"".join(self._inner(shown, styles))}</span>'

    def _inner(self, text: str, styles: Sequence[Style]) -> Iterator[str]:
        for part in stretches(text, styles):
            inner = escape(part.text)
            if part.face.startswith("courier"):
                self.faces.add(part.face)
            elif part.cells:
                inner = f'<span class="g" style="--w:{part.cells}">{inner}</span>'
            for on, tag in ((part.style.bold, "b"), (part.style.italic, "i"), (part.style.underline, "u")):
                if on:
                    inner = f"<{tag}>{inner}</{tag}>"
            yield inner
