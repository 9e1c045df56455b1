"""Words of a PDF with their places: characters from PDFium, put together by geometry alone.

The order of drawing and the blanks in the file are not trusted: rows come from baselines, words from gaps.
Rotated text, big grey text and text that stands at the same place on most pages (watermarks, running heads)
is left out. Lengths are points; y counts down from the top of the page.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from types import ModuleType
from typing import TYPE_CHECKING

from secondunit.core.errors import ScriptError

if TYPE_CHECKING:
    import pypdfium2

MAX_PAGES = 3000
MAX_CHARS = 6_000_000
MAX_CHARS_A_PAGE = 60_000
_LIGATURES = str.maketrans({
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st",
    "\xa0": " ", "\u2010": "-", "\u2011": "-", "\u2212": "-", "\xad": "-", "\x02": "-",
})  # fmt: skip


@dataclass(slots=True)
class Word:
    """Characters without a gap between them."""

    text: str
    x0: float
    x1: float


@dataclass(slots=True)
class Row:
    """Words on one baseline, left to right. `number` counts rows from 1 over the document."""

    page: int
    y: float
    size: float
    words: list[Word]
    number: int = 0

    @property
    def text(self) -> str:
        """The words, one blank apart."""
        return " ".join(word.text for word in self.words)


@dataclass(slots=True)
class Sheet:
    """A page of the PDF: its size, its rows from top to bottom, and whether it shows pictures."""

    index: int
    width: float
    height: float
    rows: list[Row] = field(default_factory=list)
    pictures: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """All sheets, with the usual size of type and the width of a character in it."""

    sheets: tuple[Sheet, ...]
    size: float
    advance: float
    fixed: bool  # all characters are equally wide


@dataclass(slots=True)
class _Run:
    """Characters drawn one after the other on a baseline: (text, left, right, after a blank)."""

    y: float
    size: float
    grey: bool
    angle: int  # degrees, whole
    chars: list[tuple[str, float, float, bool]]


def read_words(document: pypdfium2.PdfDocument) -> Text:
    """Read all pages of an open PDFium document. Raises ScriptError where it is far too large for a script."""
    if len(document) > MAX_PAGES:
        raise ScriptError(
            f"the PDF has {len(document)} pages, more than {MAX_PAGES}", hint="is this one screenplay? split the file"
        )
    total, bad = 0, 0
    pages: list[tuple[Sheet, list[_Run]]] = []
    for index in range(len(document)):
        sheet, runs, unmapped = _page(document, index)
        total += sum(len(run.chars) for run in runs)
        bad += unmapped
        if total > MAX_CHARS:
            raise ScriptError("the PDF holds far more text than a screenplay", hint="is this one screenplay?")
        pages.append((sheet, runs))
    if bad > 20 and bad > total * 0.2:
        raise ScriptError(
            "the PDF's letters have no Unicode values: its text cannot be read",
            hint="print it to PDF again with fonts embedded as text, or run OCR, e.g. ocrmypdf --force-ocr",
        )
    size = max(_usual([(run.size, len(run.chars)) for _, runs in pages for run in runs]), 1.0)
    repeated = _repeated(pages)
    advances: Counter[float] = Counter()
    number = 0
    for sheet, runs in pages:
        runs[:] = [
            run for run in runs
            if not (run.grey and run.size > size * 1.4) and (sheet.index, id(run)) not in repeated
        ]
        for run in runs:
            if abs(run.size - size) < 0.6:  # Latin tells the pitch; other letters come from other faces
                advances.update(round(right - left, 2) for text, left, right, _ in run.chars if text < "\u0370")
    advance, share = _advance(advances, size)
    fixed = share > 0.9
    for sheet, runs in pages:
        sheet.rows = _rows(sheet.index, runs, advance if fixed else 0.0)
        for row in sheet.rows:
            number += 1
            row.number = number
    return Text(tuple(sheet for sheet, _ in pages), size, advance, fixed)


def _advance(advances: Counter[float], size: float) -> tuple[float, float]:
    """Return the width of a character and the share of characters that have it."""
    total = sum(advances.values())
    if not total:
        return size * 0.6, 0.0
    common = advances.most_common(1)[0][0]
    share = sum(n for value, n in advances.items() if abs(value - common) < 0.04 * size) / total
    usual = common if share > 0.9 else median(advances.elements())
    return max(usual, 0.2 * size), share  # damaged fonts have no widths


def _usual(weighted: Sequence[tuple[float, int]]) -> float:
    counts: Counter[float] = Counter()
    for value, weight in weighted:
        counts[round(value, 1)] += weight
    return counts.most_common(1)[0][0] if counts else 0.0


def _page(document: pypdfium2.PdfDocument, index: int) -> tuple[Sheet, list[_Run], int]:
    """Return the sheet without rows, its runs, and how many characters had no Unicode value."""
    import pypdfium2.raw as pdfium
    from pypdfium2 import PdfiumError

    try:
        page = document[index]
    except PdfiumError:
        return Sheet(index, 612.0, 792.0), [], 0
    try:
        left, bottom, right, top = page.get_bbox()
        sheet = Sheet(index, right - left, top - bottom, label=_label(document, index))
        textpage = page.get_textpage()
        try:
            count = textpage.count_chars()
            if count > MAX_CHARS_A_PAGE:
                raise ScriptError(
                    f"page {index + 1} of the PDF holds {count:,} characters: that is no page of a screenplay",
                    hint="is this the script?",
                )
            frame = (left, bottom, right, top)
            runs, bad = _runs(pdfium, textpage.raw, count, frame)
            turn = _main_angle(runs)
            if turn in (90, 180, 270):  # a page stored on its side
                runs, bad = _runs(pdfium, textpage.raw, count, frame, turn)
                if turn != 180:
                    sheet.width, sheet.height = sheet.height, sheet.width
            runs = [run for run in runs if abs((run.angle - turn + 180) % 360 - 180) <= 2]
        finally:
            textpage.close()
        if not runs:
            images = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)
            sheet.pictures = next(iter(images), None) is not None
        return sheet, runs, bad
    except PdfiumError:
        return Sheet(index, 612.0, 792.0), [], 0
    finally:
        page.close()


def _label(document: pypdfium2.PdfDocument, index: int) -> str:
    try:
        return (document.get_page_label(index) or "").strip()[:20]
    except (AttributeError, UnicodeDecodeError):
        return ""


def _runs(
    pdfium: ModuleType, page: ctypes.c_void_p, count: int, frame: tuple[float, float, float, float], turn: int = 0
) -> tuple[list[_Run], int]:
    """Read characters with baseline and box; style is asked for once a word, since every question costs.

    `frame` is left, bottom, right, top of the page; `turn` is the angle that is to read as upright.
    """
    left, bottom, right, top = frame
    x, y = ctypes.c_double(), ctypes.c_double()
    box = pdfium.FS_RECTF()
    at_x, at_y, at_box = ctypes.byref(x), ctypes.byref(y), ctypes.byref(box)
    unicode_of, origin = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetCharOrigin
    loose = pdfium.FPDFText_GetLooseCharBox
    out: list[_Run] = []
    style = (0.0, False, 0)
    bad, blank, base, end = 0, True, 0.0, 0.0
    for i in range(count):
        code = unicode_of(page, i)
        if (code <= 32 and code != 2) or code == 0xA0:
            blank = True
            continue
        if not origin(page, i, at_x, at_y) or not loose(page, i, at_box):
            continue
        if turn == 0:
            x0, x1, down = box.left - left, box.right - left, top - y.value
        elif turn == 270:  # the angle counts clockwise: this text climbs the page
            x0, x1, down = box.bottom - bottom, box.top - bottom, x.value - left
        elif turn == 180:
            x0, x1, down = right - box.right, right - box.left, y.value - bottom
        else:
            x0, x1, down = top - box.top, top - box.bottom, right - x.value
        if not (-1e4 < x0 <= x1 < 1e5 and -1e4 < down < 1e5):
            continue  # not a number, or far off the paper
        if code == 0xFFFD or 0xE000 <= code <= 0xF8FF:
            bad += 1
        moved = abs(down - base) > 0.2 or abs(x0 - end) > 3.0
        if not out or blank or moved:
            before, style = style, _style(pdfium, page, i)
            if not out or style != before or abs(down - base) > 0.2 or abs(x0 - end) > 2 * style[0]:
                out.append(_Run(down, *style, []))
        char = chr(code) if code < 0x110000 and not 0xD800 <= code <= 0xDFFF else "\ufffd"
        if not 32 < code < 127:
            char = char.translate(_LIGATURES)
        out[-1].chars.append((char, x0, x1, blank))
        blank, base, end = False, down, x1
    return out, bad


def _style(pdfium: ModuleType, page: ctypes.c_void_p, i: int) -> tuple[float, bool, int]:
    """Return size in points, whether the ink is faint, and the angle in whole degrees."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    size = abs(pdfium.FPDFText_GetFontSize(page, i))
    matrix = pdfium.FS_MATRIX()
    if pdfium.FPDFText_GetMatrix(page, i, ctypes.byref(matrix)):  # many programs scale the page instead of the type
        size *= math.hypot(matrix.c, matrix.d)
    angle = round(pdfium.FPDFText_GetCharAngle(page, i) * 57.29578) % 360
    known = pdfium.FPDFText_GetFillColor(page, i, *map(ctypes.byref, (red, green, blue, alpha)))
    faint = bool(known) and _faint(red.value, green.value, blue.value, alpha.value)
    return round(size, 2) if 0.01 < size < 1e4 else 12.0, faint, angle


def _faint(red: int, green: int, blue: int, alpha: int) -> bool:
    """True for light grey or half transparent ink, as watermarks have."""
    return alpha < 140 or (max(red, green, blue) - min(red, green, blue) < 40 and min(red, green, blue) > 120)


def _main_angle(runs: Sequence[_Run]) -> int:
    """Return the direction that most of the page's text has, in degrees; 0 without text."""
    counts: Counter[int] = Counter()
    for run in runs:
        counts[run.angle] += len(run.chars)
    return counts.most_common(1)[0][0] if counts else 0


def _repeated(pages: Sequence[tuple[Sheet, list[_Run]]]) -> set[tuple[int, int]]:
    """Return (page, id) of runs with the same words at the same place on most pages: a watermark or a running head."""
    if len(pages) < 4:
        return set()
    places: dict[tuple[str, int, int], list[tuple[int, int]]] = {}
    for sheet, runs in pages:
        for run in runs:
            text = "".join(char for char, *_ in run.chars)
            if sum(char.isalpha() for char in text) >= 3:
                key = (text, round(run.chars[0][1] / 2), round(run.y / 2))
                places.setdefault(key, []).append((sheet.index, id(run)))
    most = max(3, 0.55 * sum(1 for _, runs in pages if runs))
    return {place for found in places.values() if len({page for page, _ in found}) >= most for place in found}


def _rows(page: int, runs: Sequence[_Run], grid: float) -> list[Row]:
    """Group runs by baseline, top to bottom, and characters to words by gaps; `grid` is the fixed pitch or 0."""
    out: list[Row] = []
    group: list[_Run] = []
    for run in sorted(runs, key=lambda run: (run.y, run.chars[0][1])):
        if group and run.y - group[0].y > 0.3 * min(run.size, group[0].size):
            out += _row(page, group, grid)
            group = []
        group.append(run)
    return out + (list(_row(page, group, grid)) if group else [])


def _row(page: int, runs: Sequence[_Run], grid: float) -> Iterator[Row]:
    drawn = [char for run in runs for char in run.chars]
    # letters of one glyph share its box; those of a right-to-left ligature stand in the file's reading order
    order = sorted(range(len(drawn)), key=lambda i: (drawn[i][1], -i if drawn[i][0] >= "\u0590" else i))
    chars = [drawn[i] for i in order]
    size = max(runs, key=lambda run: len(run.chars)).size
    if grid and not _on_grid(chars, grid):
        grid = 0.0
    words: list[Word] = []
    before: tuple[str, float, float, bool] | None = None
    for char in chars:
        text, left, right, blank = char
        if before and before[0] == text and left - before[1] < 0.12 * size:
            continue  # drawn twice for a bolder look
        if before is None or _apart(words[-1], text, left, blank, size, grid):
            words.append(Word(text, left, right))
        else:
            words[-1].text += text
            words[-1].x1 = max(words[-1].x1, right)
        before = char
    if words:
        yield Row(page, runs[0].y, size, words)


def _apart(word: Word, char: str, left: float, blank: bool, size: float, grid: float) -> bool:
    """True when a new word starts: after a gap, or after a blank of the file that is a gap as well."""
    gap = left - word.x1
    if grid:
        return gap > 0.6 * grid if char < "\u2e80" or word.text[-1] < "\u2e80" else gap > 0.9 * grid
    return gap > 0.15 * size or (blank and gap > 0.08 * size)  # PDFium sees blanks in kerned words too


def _on_grid(chars: Sequence[tuple[str, float, float, bool]], grid: float) -> bool:
    """True for a row in the fixed pitch of the file; letters beyond Latin are fitted in its cells."""
    inside = sum(abs(right - left - grid) < 0.06 * grid or text >= "\u0370" for text, left, right, _ in chars)
    return inside > 0.5 * len(chars)
