"""What a page of a screenplay shows beside the text: running heads, page and scene numbers, asterisks, CONTINUED.

All of it is taken off the rows and kept as facts: page labels, scene numbers, revised lines, and where a scene
or a speech goes on over the page break.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from secondunit.formats.bidi import reorder
from secondunit.formats.fountain_syntax.rules import is_heading
from secondunit.formats.screenplay_pdf.words import Row, Sheet, Text, Word

_TOP, _BOTTOM = 0.13, 0.9  # running heads stand above, feet below these shares of the page
_PAGE = re.compile(
    r"[-–—(\[]?\s*(?:page\s+)?(\d{1,4}[A-Za-z]{0,2})\s*(?:(?:of|/)\s*\d+)?\s*[-–—)\]]?\.?", re.IGNORECASE
)
_REVISED_HEAD = re.compile(
    r"\b(?:rev(?:\.|ised|isions?|s\.?)?|draft|white|blue|pink|yellow|green|goldenrod|buff|salmon|cherry|tan)\b"
    r".*\b(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|(?:19|20)\d\d)\b"
    r"|\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b",
    re.IGNORECASE,
)  # a revision by colour and date, or a date alone  # fmt: skip
_SCENE = re.compile(r"[A-Z]{0,3}\d{1,4}[A-Z]{0,3}(?:[.\-–]\d{1,4}[A-Z]{0,2})?[.)]?")
_CONTINUED = re.compile(r"\(?\s*cont(?:inued|['’]?d\.?)\s*\)?\s*:?\s*(?:\(\d+\))?", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?P<number>[A-Z]{0,2}\d{1,4}[A-Z]{0,2})[.)]?\s+(?P<slug>.{3,}?)(?P<again>\s+(?P=number)[.)]?)?"
)
_BRACKETS = str.maketrans("()[]{}<>«»", ")(][}{><»«")
MORE = re.compile(r"(?:\(\s*more\s*\)\s*){1,2}", re.IGNORECASE)


@dataclass(slots=True)
class Line:
    """A row, or one half of a row of dual dialogue, without marginalia."""

    page: int  # index of the sheet
    label: str  # printed page label
    y: float
    x0: float
    x1: float
    text: str
    first: float  # width of the first word
    row: int
    number: str | None = None
    revised: bool = False
    column: str = ""
    side: str | None = None
    after: str = ""  # "more" or "continued": what stood at the foot of the page before, on its first line
    joined: bool = True  # no blank line above
    above: float = 0.0  # distance to the line above in usual line distances; 0 at the top of a page


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of all sheets in order, and the left edge and the usual distance of lines."""

    lines: list[Line]
    rows: dict[int, list[Word]]  # words of each row, for splitting columns
    left: float
    pitch: float
    advance: float
    fixed: bool


def read_body(text: Text, sheets: Sequence[Sheet]) -> Body:
    """Return the text lines of the sheets. The rows' words are left without what stands in the margins."""
    pitch = _pitch(sheets, text.size) or text.size
    labels = _take_heads(sheets, pitch)
    left = _left_edge(sheets, text.advance)
    lines: list[Line] = []
    kept: dict[int, list[Word]] = {}
    after = ""
    for sheet in sheets:
        start, foot = len(lines), ""
        for at, row in enumerate(sheet.rows):
            number, revised, words = _strip(row.words, left, text.advance)
            if not words:
                continue  # a lone asterisk or number
            plain = " ".join(word.text for word in words)
            outer = at < 3 or at >= len(sheet.rows) - 3
            if outer and _CONTINUED.fullmatch(plain):
                foot = foot or ("continued" if at >= 3 else "")
                if at < 3:
                    after = after or "continued"
                continue
            if at >= len(sheet.rows) - 4 and MORE.fullmatch(plain):
                foot = "more"
                continue
            kept[row.number] = words
            lines.append(make_line(row, words, labels[sheet.index], text.advance, text.fixed))
            lines[-1].number, lines[-1].revised = number, revised
            if number is None:
                _take_number(lines[-1])
        if len(lines) > start:
            lines[start].after = after
            after = ""
        after = foot or after
    return Body(lines, kept, left, pitch, text.advance, text.fixed)


def make_line(row: Row, words: Sequence[Word], label: str, advance: float, fixed: bool) -> Line:
    """Return the line of some words of a row; in a fixed pitch its inner blanks are counted."""
    parts = [words[0].text]
    for before, word in pairwise(words):
        blanks = round((word.x0 - before.x1) / advance) if fixed else 1
        parts.append(" " * min(max(blanks, 1), 12) + word.text)
    text = _logical("".join(parts))
    return Line(row.page, label, row.y, words[0].x0, words[-1].x1, text, words[0].x1 - words[0].x0, row.number)


def _take_number(line: Line) -> None:
    """Take the scene number out of a heading that was set without margins: `12 INT. HALL - DAY 12`."""
    match = _NUMBERED.fullmatch(line.text)
    if match and (is_heading(match["slug"]) or (match["again"] and match["slug"].isupper())):
        line.number, line.text = match["number"], match["slug"]


def _logical(text: str) -> str:
    """Return a line in reading order: pages hold Hebrew and Arabic as drawn, from left to right, and joined."""
    if text.isascii() or not any(unicodedata.bidirectional(char) in ("R", "AL") for char in text):
        return text
    flat = "".join(_unmirrored(text, at) for at in range(len(text)))
    turned = reorder(flat, rtl=True)
    return "".join(unicodedata.normalize("NFKC", c) if "\ufb1d" <= c <= "\ufefc" else c for c in turned)


def _unmirrored(text: str, at: int) -> str:
    """Return a character as drawn; PDFium has turned brackets between right-to-left letters already."""
    char = text[at]
    if not unicodedata.mirrored(char):
        return char
    around = text[:at].rstrip()[-1:] + text[at + 1 :].lstrip()[:1]
    turned = any(unicodedata.bidirectional(each) in ("R", "AL") for each in around)
    return char.translate(_BRACKETS) if turned else char


def _pitch(sheets: Sequence[Sheet], size: float) -> float:
    """Return the smallest distance between two rows that is usual."""
    counts: Counter[float] = Counter()
    for sheet in sheets:
        for above, row in pairwise(sheet.rows):
            counts[round((row.y - above.y) * 2) / 2] += 1
    counts = Counter({step: n for step, n in counts.items() if step >= 0.8 * size})
    usual = [step for step, n in counts.items() if n >= 0.08 * max(counts.values())]
    if not usual:
        return 0.0
    few = sum(counts.values()) < 40  # a page or less of single lines says nothing on double spacing
    return min(*usual, 1.2 * size) if few else min(usual)


def _take_heads(sheets: Sequence[Sheet], pitch: float) -> dict[int, str]:
    """Remove running heads and feet from the sheets; return the printed label of each sheet."""
    shapes: Counter[tuple[str, str]] = Counter()
    for sheet in sheets:
        for zone, row, _ in _outer(sheet, pitch):
            shapes[zone, _shape(row.text)] += 1
    least = max(2, 0.4 * len(sheets))
    found: dict[int, list[str]] = {}
    for sheet in sheets:
        while True:
            for zone, row, apart in _outer(sheet, pitch):
                shape = _shape(row.text)
                outside = row.y < 0.09 * sheet.height or row.y > 0.94 * sheet.height
                marks = outside and _REVISED_HEAD.search(row.text)
                often = shapes[zone, shape] >= least and (outside or "#" in shape)  # names top pages too
                lone = _PAGE.fullmatch(row.text) and (outside or often)
                if is_heading(row.text) or not (lone or (apart and (often or marks))):
                    continue
                found.setdefault(sheet.index, []).extend(_numbers(row))
                sheet.rows.remove(row)
                break
            else:
                break
    return _labels(sheets, found)


def _outer(sheet: Sheet, pitch: float) -> list[tuple[str, Row, bool]]:
    """Return (zone, row, stands apart from the text) for the outermost rows of a sheet."""
    rows = sheet.rows
    out: list[tuple[str, Row, bool]] = []
    if rows and rows[0].y < _TOP * sheet.height:
        out.append(("top", rows[0], len(rows) == 1 or rows[1].y - rows[0].y > 1.2 * pitch))
        if len(rows) > 1 and rows[1].y < _TOP * sheet.height and rows[1].y - rows[0].y < 1.2 * pitch:
            out.append(("top", rows[1], len(rows) == 2 or rows[2].y - rows[1].y > 1.2 * pitch))
            if out[-1][2]:  # two lines of a head stand apart together
                out[0] = ("top", rows[0], True)
    if len(rows) > 1 and rows[-1].y > _BOTTOM * sheet.height:
        out.append(("foot", rows[-1], rows[-1].y - rows[-2].y > 1.2 * pitch))
    return out


def _shape(text: str) -> str:
    return re.sub(r"\d+[A-Za-z]?\b", "#", text.lower())


def _numbers(row: Row) -> list[str]:
    """Return what can be the page number in a running head."""
    whole = _PAGE.fullmatch(row.text)
    if whole:
        return [whole[1].upper()]
    return [match[1].upper() for word in row.words if (match := _PAGE.fullmatch(word.text))]


def _labels(sheets: Sequence[Sheet], found: dict[int, list[str]]) -> dict[int, str]:
    """Choose the number that fits the place of the page; a page without number counts on from the page before."""
    out: dict[int, str] = {}
    offsets = [
        int(match[0]) - at
        for at, sheet in enumerate(sheets)
        for label in found.get(sheet.index, ())
        if (match := re.match(r"\d+", label))
    ]
    offset = median(offsets) if offsets else 1
    used = any(found.get(sheet.index) for sheet in sheets)
    for at, sheet in enumerate(sheets):
        candidates = found.get(sheet.index, [])
        if candidates:
            out[sheet.index] = min(candidates, key=lambda label: abs(_int(label) - at - offset))
        elif not used and sheet.label:
            out[sheet.index] = sheet.label
        else:
            before = out.get(sheets[at - 1].index, "") if at else ""
            out[sheet.index] = str(_int(before) + 1) if before else str(max(int(offset), 1))
    return out


def _int(label: str) -> int:
    match = re.search(r"\d+", label)
    return int(match[0]) if match else 0


def _left_edge(sheets: Sequence[Sheet], advance: float) -> float:
    """Return the left edge of headings and action: the leftmost place where many rows start."""
    starts: list[float] = []
    for sheet in sheets:
        for row in sheet.rows:
            words = row.words
            if len(words) > 1 and _SCENE.fullmatch(words[0].text) and words[1].x0 - words[0].x1 > 1.8 * advance:
                starts.append(words[1].x0)
            elif words[0].text.strip("*"):
                starts.append(words[0].x0)
    if not starts:
        return 0.0
    counts: Counter[int] = Counter(round(x / advance) for x in starts)
    least = max(1, 0.05 * len(starts))
    good = [cell for cell in sorted(counts) if counts[cell] + counts[cell + 1] >= least]
    cell = good[0] if good else min(counts)
    near = [x for x in starts if abs(x / advance - cell) < 1.6]
    return median(near)


def _strip(words: Sequence[Word], left: float, advance: float) -> tuple[str | None, bool, list[Word]]:
    """Return scene number, whether an asterisk marks the row, and the words between the margins."""
    rest = list(words)
    revised = False
    while rest and not rest[-1].text.strip("*") and (
        len(rest) == 1 or rest[-1].x0 - rest[-2].x1 > 1.8 * advance or rest[-1].x0 > left + 58 * advance
    ):  # fmt: skip
        rest.pop()
        revised = True
    if rest and not rest[0].text.strip("*") and rest[0].x1 < left:
        rest.pop(0)
        revised = True
    number: str | None = None
    if rest and rest[0].x1 < left - 0.4 * advance and _SCENE.fullmatch(rest[0].text):
        number = rest.pop(0).text.rstrip(".)")
    if rest and _SCENE.fullmatch(rest[-1].text):
        mark = rest[-1]
        beyond = mark.x0 > left + 54 * advance and (len(rest) == 1 or mark.x0 - rest[-2].x1 > 1.2 * advance)
        same = number is not None and mark.text.rstrip(".)") == number
        if same or (beyond and (len(rest) == 1 or mark.x0 > left + 57 * advance)):
            number = number or mark.text.rstrip(".)")
            rest.pop()
    return number, revised, rest
