"""Pair sheets: a picture beside the reference that it is near to, with title and score, as PNG or PDF.

The sheet states what was measured. Same pairs, same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from secondunit.core.errors import UsageError
from secondunit.formats import typeset

if TYPE_CHECKING:
    from PIL import Image

WIDE, EDGE, HEAD, LABEL, HIGH, GAP = 1000, 30, 66, 74, 250, 16  # pixels
PAPER, INK, SOFT, MARK = "#fbfbf9", "#1c1c1c", "#6f6f6b", "#c2410c"
PAGE = 4  # pairs on a PDF page
MOST = 200  # pairs on a sheet


@dataclass(frozen=True)
class Pair:
    """One row. Pictures are H x W x 3 uint8; `box` marks a part of the first: left, top, right, bottom in 0..1."""

    picture: Any
    reference: Any  # None where no thumbnail was kept
    name: str
    title: str
    words: str  # score, transform, set
    box: tuple[float, float, float, float] | None = None


def write(pairs: Sequence[Pair], path: Path, *, title: str) -> Path:
    """Write a PNG (all rows in one picture) or a PDF (several pages), by the suffix of the path.

    UsageError for another suffix. Of more than MOST pairs the first are shown, and the sheet says so.
    """
    if path.suffix.lower() not in (".png", ".pdf"):
        raise UsageError(f"a pair sheet is a PNG or PDF, not {path.suffix or 'a file without suffix'}",
                         hint="end the name with .png or .pdf")
    shown = pairs[:MOST]
    note = "1 pair" if len(pairs) == 1 else f"{len(pairs)} pairs"
    note += f", the first {MOST} of them shown" if len(pairs) > MOST else ""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() == ".png":
        _sheet(shown, title, note).save(path, "PNG")
    else:
        _document(shown, title, note, path)
    return path


def _sheet(pairs: Sequence[Pair], title: str, note: str) -> Image.Image:
    from PIL import Image, ImageDraw

    from secondunit.formats import panels

    row = LABEL + HIGH + GAP
    sheet = Image.new("RGB", (WIDE, HEAD + EDGE + max(1, len(pairs)) * row), PAPER)
    draw = ImageDraw.Draw(sheet)
    panels.text(draw, (EDGE, 18), typeset.clip(title, WIDE * 0.7, 24, bold=True), 24, INK, bold=True)
    panels.text(draw, (WIDE - EDGE - typeset.width(note, 15), 24), note, 15, SOFT)
    for number, pair in enumerate(pairs):
        top = HEAD + number * row
        draw.line((EDGE, top, WIDE - EDGE, top), SOFT, 1)
        half = (WIDE - 2 * EDGE - GAP) // 2
        panels.text(draw, (EDGE, top + 8), typeset.clip(pair.name, half, 15, bold=True), 15, INK, bold=True)
        panels.text(draw, (EDGE + half + GAP, top + 8), typeset.clip(pair.title, half, 15, bold=True), 15, INK,
                    bold=True)
        panels.text(draw, (EDGE, top + 36), typeset.clip(pair.words, WIDE - 2 * EDGE, 15), 15, MARK)
        _put(sheet, draw, pair.picture, (EDGE, top + LABEL), half, pair.box)
        if pair.reference is None:
            panels.text(draw, (EDGE + half + GAP, top + LABEL), "no thumbnail was kept", 15, SOFT)
        else:
            _put(sheet, draw, pair.reference, (EDGE + half + GAP, top + LABEL), half, None)
    if not pairs:
        panels.text(draw, (EDGE, HEAD), "No reference is near to what was checked.", 15, INK)
    return sheet


def _put(
    sheet: Image.Image, draw: Any, pixels: Any, at: tuple[int, int], half: int,  # noqa: ANN401  # Pillow and numpy
    box: tuple[float, float, float, float] | None,
) -> None:
    from PIL import Image

    image = Image.fromarray(pixels)
    scale = min(half / image.width, HIGH / image.height)
    image = image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    sheet.paste(image, at)
    if box:
        left, top, right, bottom = (min(1.0, max(0.0, value)) for value in box)
        draw.rectangle((at[0] + left * image.width, at[1] + top * image.height, at[0] + right * image.width - 1,
                        at[1] + bottom * image.height - 1), outline=MARK, width=3)


def _document(pairs: Sequence[Pair], title: str, note: str, path: Path) -> None:
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    from secondunit.formats.boards.layout import say

    wide, high = A4
    margin, row, half = 36, 176, (A4[0] - 84) / 2
    canvas = Canvas(str(path), pagesize=A4, invariant=True)
    canvas.setTitle(typeset.clean(title))
    pages = [pairs[at : at + PAGE] for at in range(0, len(pairs), PAGE)] or [()]
    for number, page in enumerate(pages, start=1):
        say(canvas, margin, high - 40, typeset.clip(title, wide * 0.6, 13, bold=True), 13, bold=True)
        say(canvas, wide - margin, high - 40, f"{note} · page {number} / {len(pages)}", 9, 0.4, right=True)
        for place, pair in enumerate(page):
            top = high - 62 - place * row
            say(canvas, margin, top - 10, typeset.clip(pair.name, half, 9, bold=True), 9, bold=True)
            say(canvas, margin + half + 12, top - 10, typeset.clip(pair.title, half, 9, bold=True), 9, bold=True)
            say(canvas, margin, top - 23, typeset.clip(pair.words, wide - 2 * margin, 8.5), 8.5)
            for side, pixels, box in ((0, pair.picture, pair.box), (1, pair.reference, None)):
                left = margin + side * (half + 12)
                if pixels is None:
                    say(canvas, left, top - 44, "no thumbnail was kept", 8.5, 0.4)
                    continue
                _picture(canvas, ImageReader, pixels, (left, top - 30), (half, row - 50), box)
        if not page:
            say(canvas, margin, high - 80, "No reference is near to what was checked.", 10)
        canvas.showPage()
    canvas.save()


def _picture(
    canvas: Any, reader: Any, pixels: Any, at: tuple[float, float], room: tuple[float, float],  # noqa: ANN401
    box: tuple[float, float, float, float] | None,
) -> None:
    from PIL import Image

    image = Image.fromarray(pixels)
    scale = min(room[0] / image.width, room[1] / image.height)
    wide, high = image.width * scale, image.height * scale
    data = BytesIO()
    image.save(data, "PNG")
    data.seek(0)
    canvas.drawImage(reader(data), at[0], at[1] - high, wide, high)
    if box:
        left, top, right, bottom = (min(1.0, max(0.0, value)) for value in box)
        canvas.setStrokeColorRGB(0.76, 0.25, 0.05)
        canvas.setLineWidth(1.5)
        canvas.rect(at[0] + left * wide, at[1] - bottom * high, (right - left) * wide, (bottom - top) * high)
