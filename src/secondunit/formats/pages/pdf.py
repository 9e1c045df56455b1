"""The screenplay as a PDF: the paginator's pages, line for line, in Courier on the field's grid.

Page numbers stand top right from the second page on, scene numbers in both margins, revision asterisks at
7.8 inches. Scenes are bookmarks; viewers show the printed page labels. The bytes depend on the arguments alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from secondunit.core.errors import InputError
from secondunit.core.pages import Page, PageLine, Pages
from secondunit.core.script import Script
from secondunit.formats import typeset
from secondunit.formats.bidi import is_rtl, visual
from secondunit.formats.pages.emphasis import Emphasis
from secondunit.formats.pages.runs import runs_of
from secondunit.formats.pages.title import TitleLine, title_sheets
from secondunit.formats.pages.type import (
    ASTERISK,
    BASELINE,
    CELL,
    LEADING,
    NUMBER_LEFT,
    POINTS,
    Style,
    cells,
    header_right,
    narrower,
    number_right,
    stretches,
)

INCH = 72.0
_SLANT = 0.2  # tangent of the slope of fallback faces in italics


def write(script: Script, pages: Pages, path: str | Path, *, title: str = "") -> int:
    """Write title page and pages to `path` and return the number of sheets.

    `title` is for the file's metadata where the script has no title. Raises InputError for no pages or a file
    that cannot be written.
    """
    if not pages.pages:
        raise InputError("there are no pages to print", hint="the script has no text that is printed")
    rl_config.useA85 = 0  # binary streams: a fifth smaller
    setup = pages.setup
    size = (setup.width * INCH, setup.height * INCH)
    canvas = Canvas(str(path), pagesize=size, invariant=1, pageCompression=1, initialFontName=_font("courier"))
    name = typeset.clean(script.title or title or "Untitled")
    canvas.setTitle(name)
    canvas.setAuthor(typeset.clean(", ".join(script.title_page.get("Author") or script.title_page.get("Authors", ()))))
    canvas.setSubject("Screenplay")
    canvas.setCreator("Second Unit")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    sheets = title_sheets(script, setup)
    for sheet in sheets:
        _title(canvas, sheet, size[1])
        canvas.showPage()
    _labels(canvas, len(sheets), pages)
    emphasis = Emphasis(script.elements, runs_of(script))
    for number, page in enumerate(pages.pages):
        _bookmarks(canvas, pages, number)
        _page(canvas, page, pages, emphasis, first=number == 0)
        canvas.showPage()
    if pages.scenes:
        canvas.showOutline()
    try:
        canvas.save()
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"{path} cannot be written: {reason}", hint="check folder and disk") from error
    return len(sheets) + len(pages.pages)


def _labels(canvas: Canvas, front: int, pages: Pages) -> None:
    """Tell viewers the printed labels, so that "go to page 12A" works."""
    for number in range(front):
        canvas.addPageLabel(number, prefix="Title" if front == 1 else f"Title {number + 1}")
    for number, page in enumerate(pages.pages, start=front):
        canvas.addPageLabel(number, prefix=typeset.clean(page.label))


def _title(canvas: Canvas, lines: list[TitleLine], height: float) -> None:
    for line in lines:
        _draw(canvas, line.column * CELL, height - line.row * LEADING - BASELINE, line.text)


def _bookmarks(canvas: Canvas, pages: Pages, number: int) -> None:
    rows = {line.element: line.row for line in reversed(pages.pages[number].lines)}
    for scene in pages.scenes:
        if scene.page == number + 1:
            key = f"scene-{scene.element}"
            top = pages.setup.height * INCH - pages.setup.top * INCH - rows.get(scene.element, 0.0) * LEADING
            canvas.bookmarkHorizontal(key, 0, top + LEADING)
            label = " ".join(typeset.clean(f"{scene.number}  {scene.heading}").split("\n"))
            canvas.addOutlineEntry(label.strip(), key, level=0)


def _page(canvas: Canvas, page: Page, pages: Pages, emphasis: Emphasis, first: bool) -> None:
    setup = pages.setup
    height = setup.height * INCH
    if not first:
        label = typeset.clean(page.label) + "."
        x = header_right(setup.width) * INCH - cells(label) * CELL
        _draw(canvas, x, height - setup.header * INCH - BASELINE, label)
    for line in page.lines:
        y = height - setup.top * INCH - line.row * LEADING - BASELINE
        text, styles, column = _laid(line, emphasis)
        _draw(canvas, column * CELL, y, text, styles)
        if line.number:
            number = typeset.clean(line.number)
            _draw(canvas, NUMBER_LEFT * INCH, y, number)
            _draw(canvas, number_right(setup.width) * INCH, y, number)
        if line.revised:
            _draw(canvas, (ASTERISK + narrower(setup.width)) * INCH, y, "*")


def _laid(line: PageLine, emphasis: Emphasis) -> tuple[str, list[Style], int]:
    """Return text in drawing order, its styles and its column; leading blanks move the column."""
    styles = emphasis.of(line)
    text = typeset.clean(line.text).replace("\n", " ")
    if len(text) != len(line.text):
        styles = []
    if not text.isascii() and (drawn := visual(text, is_rtl(text))) != text:
        return drawn, [], line.column
    body = text.lstrip(" ")
    lead = len(text) - len(body)
    return body.rstrip(), styles[lead:], line.column + lead


def _draw(canvas: Canvas, x: float, y: float, text: str, styles: list[Style] | tuple[()] = ()) -> None:
    """Draw a line with its baseline at y, every stretch at its place on the grid."""
    for part in stretches(text, styles):
        drawn: Any = canvas.beginText()
        at = x + part.cell * CELL + part.shift
        drawn.setFont(_font(part.face), POINTS)
        own = part.face.startswith("courier")
        if own:
            drawn.setTextOrigin(at, y)
        else:
            drawn.setTextTransform(1, 0, _SLANT if part.style.italic else 0, 1, at, y)
            drawn.setHorizScale(part.squeeze * 100.0)
            if part.style.bold:
                drawn.setTextRenderMode(2)  # filled and stroked: a bold where the face has none
        drawn.textOut(part.text)
        if not own:
            drawn.setHorizScale(100.0)
            if part.style.bold:
                drawn.setTextRenderMode(0)
        canvas.setLineWidth(0.35)
        canvas.drawText(drawn)
        if part.style.underline and part.cells:
            canvas.setLineWidth(0.6)
            left = x + part.cell * CELL
            canvas.line(left, y - 1.8, left + part.cells * CELL, y - 1.8)


def _font(name: str) -> str:
    """Return the PDF name of a shipped face, registered at its first use."""
    known = f"su-{name}"
    if known not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(known, str(typeset.FOLDER / typeset.FILES[name])))
    return known
