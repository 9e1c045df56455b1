"""The title page of a PDF: its keys by what the words say and where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from secondunit.formats.fountain_syntax.rules import is_heading
from secondunit.formats.screenplay_pdf.words import Row, Sheet, Text

_CREDIT = re.compile(
    r"(?:an? )?(?:original )?(?:(?:screen|tele)?play|script|story|written|created|adapted|adaptation|directed|draft|"
    r"revisions|novel|characters|film|short film|pilot)?(?: (?:and|&) (?:story|teleplay|screenplay|directed|created))?"
    r"(?: written)?(?: for television)? ?(?:by|for):?",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"(?:based (?:on|upon)|adapted from|from the|inspired by|suggested by)\b.*", re.IGNORECASE)
_DATE = re.compile(
    r"\b(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:, ?\d{4})?"
    r"|\d{1,2}\.? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?: \d{4})?|(?:19|20)\d\d)\b|"
    r"\b(?:draft|revision|revised|rev\.|shooting script|final)\b",
    re.IGNORECASE,
)
_RIGHTS = re.compile(r"©|\(c\)|copyright|rights\s+reserved|\bCC0\b|\bCC BY\b", re.IGNORECASE)
_REACHED = re.compile(
    r"@|\bwww\.|\b\d{3,5}[-. ]\d{3,}|\b\d+ \w+ (?:street|st\.?|avenue|ave\.?|road|rd\.?|blvd)\b", re.IGNORECASE
)


def title_sheet(text: Text) -> Sheet | None:
    """Return the first sheet with text if it is a title page: few lines, no heading, a credit or a centred title."""
    sheets = [sheet for sheet in text.sheets if sheet.rows]
    if not sheets:
        return None
    sheet = sheets[0]
    rows = sheet.rows
    if len(rows) > 45 or any(is_heading(row.text) or row.text.upper().startswith("FADE IN") for row in rows):
        return None
    credit = any(_CREDIT.fullmatch(row.text) for row in rows)
    upper = [row for row in rows if row.y < 0.65 * sheet.height] or rows
    centred = sum(_is_centred(row, sheet, text) for row in upper)
    if not (credit or (len(sheets) > 1 and centred >= 0.6 * len(upper) and rows[0].y > 0.15 * sheet.height)):
        return None
    return sheet


def _is_centred(row: Row, sheet: Sheet, text: Text) -> bool:
    middle = (row.words[0].x0 + row.words[-1].x1) / 2
    return any(abs(middle - centre) < 2.5 * text.advance for centre in (sheet.width / 2, sheet.width / 2 + 18))


def read_title(sheet: Sheet, text: Text) -> dict[str, tuple[str, ...]]:
    """Return Title, Credit, Author, Source, Contact, Copyright, Draft date and Notes, as far as they are there."""
    found: dict[str, list[str]] = {}
    foot = _foot_top(sheet)
    _read_head(found, _groups([(row.text, row.y, row.size) for row in sheet.rows if row.y < foot]))
    pieces = [(*part, row.y, row.size) for row in sheet.rows if row.y >= foot for part in _parts(row, text)]
    for right in (False, True):
        side = [(words, y, size) for words, x, y, size in pieces if (x > 0.5 * sheet.width) is right]
        for group in _groups(side):
            found.setdefault(_foot_key(group, right, "Contact" in found), []).extend(group)
    order = ("Title", "Episode", "Credit", "Author", "Source", "Draft date", "Contact", "Copyright", "Notes")
    return {key: tuple(found[key]) for key in order if key in found}


def _groups(rows: Sequence[tuple[str, float, float]]) -> list[list[str]]:
    """Return the rows (words, y, size) in groups that blank lines part."""
    out: list[list[str]] = []
    last = -1e9
    for words, y, size in rows:
        if y - last > 1.7 * size:
            out.append([])
        out[-1].append(words)
        last = y
    return out


def _read_head(found: dict[str, list[str]], groups: Sequence[list[str]]) -> None:
    """Name the groups of the upper part: by their words, else title, credit and writers in this order."""
    told = any(_CREDIT.fullmatch(line) for group in groups for line in group)
    key = "Title"
    for number, group in enumerate(groups):
        if number == 1 and not told:
            key = "Credit" if len(groups) > 2 and len(group) == 1 else "Author"
        elif number >= 2 and not told:
            key = "Author" if number == 2 else "Notes"
        elif number >= 1 and key == "Title":
            key = "Episode"
        elif key == "Author" and found.get("Author"):
            key = "Notes"
        for line in group:
            if _RIGHTS.search(line):
                found.setdefault("Copyright", []).append(line)
            elif found and _SOURCE.fullmatch(line):
                key = "Source"
                found.setdefault(key, []).append(line)
            elif found and _CREDIT.fullmatch(line):
                found.setdefault("Credit", []).append(line)
                key = "Author"
            elif key == "Notes" and _DATE.search(line):
                found.setdefault("Draft date", []).append(line)
            else:
                found.setdefault(key, []).append(line)


def _foot_top(sheet: Sheet) -> float:
    """Return the y where the foot of the page begins: below the widest gap in the lower half."""
    rows: Sequence[Row] = sheet.rows
    gaps = [
        (below.y - above.y, below.y)
        for above, below in pairwise(rows)
        if below.y > 0.5 * sheet.height
    ]
    widest = max(gaps, default=(0.0, sheet.height))
    return widest[1] if widest[0] > 40.0 else sheet.height


def _parts(row: Row, text: Text) -> list[tuple[str, float]]:
    """Return (words, left edge) of the pieces of a row that stand far apart."""
    pieces = [[row.words[0]]]
    for before, word in pairwise(row.words):
        if word.x0 - before.x1 > 3.5 * text.advance:
            pieces.append([])
        pieces[-1].append(word)
    return [(" ".join(word.text for word in piece), piece[0].x0) for piece in pieces]


def _foot_key(group: Sequence[str], right: bool, contact: bool) -> str:
    """Return the key of a group at the foot of the page."""
    words = " ".join(group)
    if _RIGHTS.search(words):
        return "Copyright"
    if _REACHED.search(words):
        return "Contact"
    if right or _DATE.search(words):
        return "Draft date"
    return "Notes" if contact else "Contact"
