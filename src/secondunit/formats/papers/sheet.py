"""Printed reports: a page with head and foot, headings, text, lists and tables. Shared by the production papers.

The bytes depend on the arguments alone. Lengths are points, y grows upwards as in PDF.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from reportlab import rl_config
from reportlab.lib.pagesizes import A4, LETTER, landscape
from reportlab.pdfgen.canvas import Canvas

from secondunit.core.errors import InputError
from secondunit.formats import typeset
from secondunit.formats.boards.layout import INK, RULE, SOFT, say

PAPERS = {"letter": LETTER, "a4": A4}
MARGIN, HEAD, FOOT = 36.0, 46.0, 30.0
LEADING = 1.25
FOOT_SIZE = 8.0
Colour = tuple[float, float, float]  # sRGB, 0..1


class Sheet:
    """A report in the making. Use as a context manager; the file is written when it closes, and not after an error.

    `continued` stands at the top of pages that begin because the one before was full.
    """

    def __init__(
        self, path: Path, title: str, report: str, *, paper: str = "letter", wide: bool = False, note: str = ""
    ) -> None:
        """Start the first page. Raises InputError for an unknown paper."""
        if paper not in PAPERS:
            raise InputError(f"no paper is called {paper[:40]!r}", hint="letter or a4")
        self.width, self.height = landscape(PAPERS[paper]) if wide else PAPERS[paper]
        self.title, self.report, self.note = " ".join(typeset.clean(title).split()) or "Untitled", report, note
        self.continued = ""
        rl_config.useA85 = 0
        self.canvas = Canvas(str(path), pagesize=(self.width, self.height), invariant=1, pageCompression=1)
        self.canvas.setTitle(f"{self.title}: {report}")
        self.canvas.setCreator("Second Unit")
        self.number = 0
        self.y = 0.0
        self._begin()

    def __enter__(self) -> Sheet:
        """Return the report itself."""
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """Write the number of pages into every foot and close the file; nothing is written after an error."""
        if kind is not None:
            return
        self.canvas.showPage()
        self.canvas.beginForm("pages")
        say(self.canvas, 0, 0, str(self.number), FOOT_SIZE, SOFT)
        self.canvas.endForm()
        self.canvas.save()

    @property
    def left(self) -> float:
        """Left edge of the text."""
        return MARGIN

    @property
    def right(self) -> float:
        """Right edge of the text."""
        return float(self.width) - MARGIN

    @property
    def measure(self) -> float:
        """Width of the text."""
        return self.right - MARGIN

    @property
    def room(self) -> float:
        """Height that is left on the page."""
        return self.y - FOOT - 8

    @property
    def most(self) -> float:
        """Height that an empty page has."""
        return float(self.height) - HEAD - FOOT - 8

    def _begin(self) -> None:
        self.number += 1
        top = self.height - 28
        name = typeset.clip(self.title, self.measure * 0.6, 10.5, True)
        say(self.canvas, MARGIN, top, name, 10.5, bold=True)
        say(self.canvas, self.right, top, self.report, 9, SOFT, right=True)
        self.line(top - 6, INK, 0.9)
        say(self.canvas, MARGIN, 18, typeset.clip(self.note, self.measure - 90, 7.4), 7.4, SOFT)
        say(self.canvas, self.right - 14, 18, f"Page {self.number} of ", FOOT_SIZE, SOFT, right=True)
        self.canvas.saveState()
        self.canvas.translate(self.right - 14, 18)
        self.canvas.doForm("pages")
        self.canvas.restoreState()
        self.y = self.height - HEAD

    def page(self) -> None:
        """Start a new page for something new."""
        self.continued = ""
        self.canvas.showPage()
        self._begin()

    def overflow(self) -> None:
        """Start a new page because this one is full; it says at its top what goes on."""
        self.canvas.showPage()
        self._begin()
        if self.continued:
            self.y -= 10
            words = typeset.clip(f"{self.continued} (continued)", self.measure, 9, True)
            say(self.canvas, MARGIN, self.y, words, 9, bold=True)
            self.y -= 6

    def need(self, height: float) -> None:
        """Start a new page unless so much height is left, or no page would hold it."""
        if self.room < min(height, self.most - 40):
            self.overflow()

    def line(self, y: float, grey: float = RULE, width: float = 0.5) -> None:
        """Draw a rule across the text."""
        self.canvas.setStrokeGray(grey)
        self.canvas.setLineWidth(width)
        self.canvas.line(MARGIN, y, self.right, y)

    def fill(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """Draw a filled box with its lower left at (x, y)."""
        self.canvas.setFillColorRGB(*colour)
        self.canvas.rect(x, y, width, height, stroke=0, fill=1)

    def box(self, x: float, y: float, width: float, height: float, grey: float = RULE, line: float = 0.6) -> None:
        """Draw the outline of a box with its lower left at (x, y)."""
        self.canvas.setStrokeGray(grey)
        self.canvas.setLineWidth(line)
        self.canvas.rect(x, y, width, height, stroke=1, fill=0)

    def mark(self, key: str, words: str, level: int = 0) -> None:
        """Put a bookmark of the outline here."""
        self.canvas.bookmarkPage(key)
        self.canvas.addOutlineEntry(" ".join(typeset.clean(words).split())[:120] or key, key, level)

    def heading(self, words: str, size: float = 13.0, *, keep: float = 0.0) -> None:
        """Set a heading and move down; it goes to the next page unless `keep` more fits below it."""
        self.need(size * 2.2 + max(keep, size * 2))
        self.y -= size * 1.5 if self.y < self.height - HEAD - 1 else size
        say(self.canvas, MARGIN, self.y, typeset.clip(words, self.measure, size, True), size, bold=True)
        self.y -= size * 0.6

    def paragraph(self, words: str, size: float = 9.0, grey: float = INK) -> None:
        """Set wrapped text over the width of the page and move down."""
        for line in typeset.wrap(words, self.measure, size):
            self.need(size * LEADING)
            self.y -= size * LEADING
            say(self.canvas, MARGIN, self.y, line.shown, size, grey)
        self.y -= size * 0.4

    def facts(self, cells: Sequence[tuple[str, str]], size: float = 10.5, height: float = 30.0) -> None:
        """Set labelled values side by side in boxes and move down; a value too long for its box is made smaller."""
        width = self.measure / len(cells)
        self.y -= height
        for at, (name, value) in enumerate(cells):
            x = MARGIN + at * width
            self.box(x, self.y, width, height)
            small, label = fitted(name.upper(), width - 6, 6.2, True, 4.5)
            say(self.canvas, x + 4, self.y + height - 9, label, small, SOFT, True)
            fit, words = fitted(value, width - 7, size)
            say(self.canvas, x + 4, self.y + 6, words, fit)

    def listing(self, items: Sequence[str], columns: int = 4, size: float = 8.0) -> None:
        """Set short items in columns, read down, and move down; long ones wrap in their column."""
        width = self.measure / columns
        texts = [shortened(item, width - 10, size, 12) for item in items]
        deep = -(-len(texts) // columns)
        for row in range(deep):
            cells = [texts[at] for at in range(row, len(texts), deep)]
            height = max(len(cell) for cell in cells) * size * LEADING
            self.need(height)
            for at, cell in enumerate(cells):
                for n, line in enumerate(cell, 1):
                    x = MARGIN + at * width + (0 if n == 1 else 8)
                    say(self.canvas, x, self.y - n * size * LEADING, line, size)
            self.y -= height
        self.y -= 4

    def nothing(self, words: str) -> None:
        """Say that there is nothing to report, so that an empty paper is not taken for a broken one."""
        self.y -= 10
        self.paragraph(words, 10, SOFT)


def fitted(words: str, measure: float, size: float, bold: bool = False, least: float = 5.6) -> tuple[float, str]:
    """Return the type size, no smaller than `least`, at which words stand on one line, and the line to draw."""
    line = " ".join(typeset.clean(words).split())
    long = typeset.width(line, size, bold)
    fit = size if long <= measure else max(least, int(size * measure / long * 10) / 10)
    return fit, typeset.clip(line, measure, fit, bold)


def shortened(words: str, measure: float, size: float, most: int, bold: bool = False) -> list[str]:
    """Return wrapped lines to draw, at most so many; the last says with an ellipsis that there were more."""
    lines = typeset.wrap(words, measure, size, bold)
    shown = [line.shown for line in lines[:most]]
    if len(lines) > most:
        shown[-1] = typeset.clip(f"{lines[most - 1].text} {typeset.ELLIPSIS}", measure, size, bold)
    return shown


def joined(items: Iterable[str], between: str = " · ") -> str:
    """Return the items that say something, with a mark between them."""
    return between.join(item for item in items if item)
