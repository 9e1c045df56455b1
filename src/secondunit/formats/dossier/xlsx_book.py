"""A workbook of tables: frozen heads, filters, print set-up, and cells that are text, numbers, dates or times.

No cell is a formula, whatever its text begins with; the bytes depend on the arguments alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from secondunit.core.errors import InputError
from secondunit.formats.typeset import clean

MADE = datetime(2000, 1, 1)  # a fixed date: the same dossier gives the same bytes
Cell = str | int | float | date | time | None
LONGEST, WIDEST = 32_767, 16_384  # characters in a cell, columns in a sheet
CUT = " … (cut)"
PAPERS = {"letter": 1, "a4": 9}  # the format's own numbers
_RISKY = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Look:
    """The colours and weight of a row or cell; colours are `#rrggbb`."""

    ground: str = ""
    ink: str = ""
    bold: bool = False
    centre: bool = False
    turned: bool = False  # text runs upwards


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet; `looks` overrides the look of single cells."""

    cells: Sequence[Cell]
    look: Look = Look()
    looks: dict[int, Look] = field(default_factory=dict)


HEAD = Look(ground="#e8e8e8", bold=True)
TURNED = Look(ground="#e8e8e8", bold=True, centre=True, turned=True)


class Book:
    """A workbook in the making; `close` writes it."""

    def __init__(self, path: Path, title: str, paper: str = "letter") -> None:
        """Start a workbook. Raises InputError for an unknown paper."""
        import xlsxwriter

        if paper not in PAPERS:
            raise InputError(f"no paper is called {paper[:40]!r}", hint="letter or a4")
        self.title, self.paper = " ".join(clean(title).split()) or "Untitled", PAPERS[paper]
        self.book = xlsxwriter.Workbook(str(path), {
            "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        })  # fmt: skip
        self.book.set_properties({"created": MADE, "author": "Second Unit", "title": self.title[:200]})
        self.formats: dict[tuple[Look, str, bool], Any] = {}

    def close(self) -> None:
        """Write the file."""
        self.book.close()

    def sheet(
        self, name: str, heads: Sequence[Line], widths: Sequence[float], lines: Iterable[Line], *,
        freeze: int = 0, fit: bool = True, filters: bool = True, tall: float = 0.0,
    ) -> None:  # fmt: skip
        """Add a sheet.

        `heads` stay in sight and are printed on every page, and so are the first `freeze` columns. `fit` prints it
        one page wide; `tall` is the height in points of the first head's row.
        """
        if len(widths) > WIDEST:
            raise InputError(f"the sheet {name!r} needs {len(widths)} columns; a workbook has {WIDEST}",
                             hint="use the PDF or the page")  # fmt: skip
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(len(heads), freeze)
        self._print(sheet, name, len(heads), freeze, fit=fit)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        if tall:
            sheet.set_row(0, tall)
        count = 0
        for count, line in enumerate((*heads, *lines), 1):
            for at, value in enumerate(line.cells):
                self._cell(sheet, count - 1, at, value, line.looks.get(at, line.look))
        if filters and count > len(heads):
            sheet.autofilter(len(heads) - 1, 0, count - 1, len(widths) - 1)

    def _print(self, sheet: Any, name: str, heads: int, freeze: int, *, fit: bool) -> None:  # noqa: ANN401
        sheet.set_landscape()
        sheet.set_paper(self.paper)
        sheet.set_margins(0.4, 0.4, 0.7, 0.6)
        title = self.title[:100].replace("&", "&&")  # a single one would start a code
        sheet.set_header(f'&L&"-,Bold"{_apart(title)}&R{name}')
        sheet.set_footer("&LA proposal: a named person decides.&RPage &P of &N")
        if heads:
            sheet.repeat_rows(0, heads - 1)
        if freeze:
            sheet.repeat_columns(0, freeze - 1)
        if fit:
            sheet.fit_to_pages(1, 0)

    def _cell(self, sheet: Any, row: int, at: int, value: Cell, look: Look) -> None:  # noqa: ANN401
        if value is None or value == "":
            sheet.write_blank(row, at, None, self._format(look, "text"))
        elif isinstance(value, str):
            text = clean(value)
            text = text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT
            sheet.write_string(row, at, text, self._format(look, "text", quoted=text.startswith(_RISKY)))
        elif isinstance(value, time):
            sheet.write_datetime(row, at, value, self._format(look, "time"))
        elif isinstance(value, date):
            moment = datetime(value.year, value.month, value.day)
            sheet.write_datetime(row, at, moment, self._format(look, "date"))
        else:
            sheet.write_number(row, at, value, self._format(look, "number"))

    def _format(self, look: Look, kind: str, quoted: bool = False) -> Any:  # noqa: ANN401  # xlsxwriter has no types
        key = (look, kind, quoted)
        if key not in self.formats:
            facts: dict[str, object] = {"valign": "top", "border": 1, "border_color": "#b8b8b8"}
            if kind == "text" and not look.turned:
                facts["text_wrap"] = True
            if kind in ("date", "time"):
                facts |= {"num_format": "ddd d mmm yyyy" if kind == "date" else "hh:mm", "align": "left"}
            facts |= {"bg_color": look.ground} if look.ground else {}
            facts |= {"font_color": look.ink} if look.ink else {}
            facts |= {"bold": True} if look.bold else {}
            facts |= {"align": "center"} if look.centre else {}
            facts |= {"rotation": 90, "valign": "bottom"} if look.turned else {}
            facts |= {"quote_prefix": True} if quoted else {}  # stays text when somebody edits the cell
            self.formats[key] = self.book.add_format(facts)
        return self.formats[key]


def _apart(title: str) -> str:
    """Return a title that no code before it can swallow: a digit would be read as a type size."""
    return f" {title}" if title[:1].isdigit() else title


def number_or_text(words: str) -> Cell:
    """Return a whole number as a number, so that it sorts as one, and anything else (`12A`) as it is."""
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 and words == str(int(words)) else words


def heads(*names: str) -> tuple[Line]:
    """Return a single head row."""
    return (Line(names, HEAD),)
