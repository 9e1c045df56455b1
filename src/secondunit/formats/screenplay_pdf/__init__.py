"""Screenplay PDFs: text with places in, a script out.

The columns of each file are found anew (`screenplay_pdf_columns`), marginalia become facts
(`screenplay_pdf_margins`), a sequence model names the lines (`screenplay_pdf_sequence`), and paragraphs are
closed over page breaks (`screenplay_pdf_elements`). Bold, underline and italics are not read.
"""

from __future__ import annotations

from typing import Any

from secondunit.core.errors import ScriptError
from secondunit.core.script import ElementType, Script
from secondunit.formats.screenplay_pdf.columns import name_columns, split_dual
from secondunit.formats.screenplay_pdf.elements import build
from secondunit.formats.screenplay_pdf.margins import Line, read_body
from secondunit.formats.screenplay_pdf.sequence import Habits, label_lines, learn_habits
from secondunit.formats.screenplay_pdf.title import read_title, title_sheet
from secondunit.formats.screenplay_pdf.words import Text, read_words

_SCANNED = "run OCR first, e.g. ocrmypdf"


def parse(data: bytes) -> Script:
    """Read a screenplay from the bytes of a text PDF.

    `Element.line` and `end_line` count the printed rows of the document from 1; `attrs["pdf_page"]` is the
    printed label of the page; `attrs["revision"]` is "*" where an asterisk stands in the margin. Raises
    ScriptError for files that are damaged, encrypted, far too large, without text, or of pictures alone.
    """
    text = _read(data)
    pictures = [str(sheet.index + 1) for sheet in text.sheets if sheet.pictures]
    if not any(sheet.rows for sheet in text.sheets):
        if pictures:
            raise ScriptError("the PDF has pictures of pages and no text", hint=_SCANNED)
        raise ScriptError("the PDF has no text", hint="export the script again from the program that made it")
    front = title_sheet(text)
    title = read_title(front, text) if front is not None else {}
    body = read_body(text, [sheet for sheet in text.sheets if sheet.rows and sheet is not front])
    lines = split_dual(body)
    name_columns(body, lines)
    habits = learn_habits([line for line in lines if line.side is None], body.advance)
    elements = build(lines, _states(lines, habits), habits)
    warnings = []
    if pictures:
        shown = ", ".join(pictures[:10]) + (" and more" if len(pictures) > 10 else "")
        warnings.append(f"pages without text, only pictures (sheets {shown}): {_SCANNED}")
    if not any(element.type is ElementType.SCENE_HEADING for element in elements):
        warnings.append("no scene heading (such as INT. KITCHEN - DAY) found: is this PDF a screenplay?")
    return Script(title, elements, "pdf", tuple(warnings))


def _states(lines: list[Line], habits: Habits) -> str:
    """Return one state a line: the model's for plain lines, by order within a column of dual dialogue."""
    plain = iter(label_lines([line for line in lines if line.side is None], habits))
    out: list[str] = []
    side: str | None = None
    opened = False  # inside a parenthetical
    for line in lines:
        if line.side is None:
            out.append(next(plain))
        elif line.side != side:
            out.append("C")
            opened = False
        else:
            opened = opened or line.text.startswith("(")
            out.append("E" if opened else "D")
            opened = opened and ")" not in line.text
        side = line.side
    return "".join(out)


def _read(data: bytes) -> Text:
    """Open the file and read its words; every fault of PDFium becomes a ScriptError."""
    import pypdfium2

    document: Any = None
    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) == 0:
            raise ScriptError("the PDF has no pages", hint="export the script again")
        return read_words(document)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ScriptError(
                "the PDF is encrypted and asks for a password", hint="save a copy without a password and give that"
            ) from error
        raise ScriptError(
            "the PDF is damaged and cannot be opened", hint="open it in a viewer and print it to PDF again"
        ) from error
    finally:
        if document is not None:
            document.close()
