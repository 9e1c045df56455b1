"""Contact sheets: every board of the show on PNG pages of bounded size, so memory does not grow with the show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from PIL import Image, ImageDraw

from secondunit.core.board import BoardItem, screen_time
from secondunit.core.errors import InputError
from secondunit.formats import panels as pictures
from secondunit.formats import typeset

COLUMNS, ROWS = 6, 7
THUMB = 300  # pixels wide
GAP, EDGE, HEAD, LABEL, BAND = 14, 36, 74, 26, 5
PAPER, INK, SOFT = "#fbfbf9", "#1c1c1c", "#6f6f6b"
BANDS = ("#1c1c1c", "#a9a9a4")  # scenes alternate, so that an eye finds where one ends


def write(
    items: Sequence[BoardItem], panels: Mapping[str, Path], folder: Path, *, title: str, rate: Fraction,
    columns: int = COLUMNS, rows: int = ROWS, stem: str = "contact_sheet",
    progress: Callable[[float], None] = lambda share: None,
) -> list[Path]:
    """Write 8-bit sRGB PNG sheets of `columns` x `rows` boards into `folder` and return their paths in order.

    All sheets of a show have one width; the last one is only as high as it must be. A shot without a panel
    gets a slate. Raises InputError for no shots, no panels, an unreadable panel or an unusable grid.
    """
    pictures.check(items, panels)
    if not (1 <= columns <= 12 and 1 <= rows <= 12):
        raise InputError(f"a contact sheet of {columns} x {rows} boards cannot be drawn", hint="1 to 12 each way")
    first = next(item for item in items if item.shot in panels)
    with pictures.open_panel(panels[first.shot], first.shot) as image:
        high = round(THUMB * min(max(image.height / image.width, 0.36), 0.75))
    scenes = list(dict.fromkeys(item.scene for item in items))
    order = {scene: n for n, scene in enumerate(scenes)}
    per_page = columns * rows
    count = -(-len(items) // per_page)
    paths: list[Path] = []
    for page in range(count):
        part = items[page * per_page : (page + 1) * per_page]
        used = -(-len(part) // columns)
        cell = BAND + high + LABEL + GAP
        sheet = Image.new(
            "RGB", (2 * EDGE + columns * THUMB + (columns - 1) * GAP, HEAD + EDGE + used * cell - GAP), PAPER
        )
        draw = ImageDraw.Draw(sheet)
        _head(draw, sheet.width, title, items, rate, (page + 1, count))
        for n, item in enumerate(part):
            x = EDGE + n % columns * (THUMB + GAP)
            y = HEAD + n // columns * cell
            runs_on = n % columns < columns - 1 and n + 1 < len(part) and part[n + 1].scene == item.scene
            draw.rectangle((x, y, x + THUMB - 1 + (GAP if runs_on else 0), y + BAND - 2), BANDS[order[item.scene] % 2])
            sheet.paste(pictures.panel_or_slate(item, panels, (THUMB, high), "black"), (x, y + BAND))
            draw.rectangle((x, y + BAND, x + THUMB - 1, y + BAND + high - 1), outline=INK, width=1)
            _label(draw, (x, y + BAND + high + 3), item, rate)
            progress(0.98 * (page * per_page + n + 1) / len(items))
        paths.append(folder / (f"{stem}.png" if count == 1 else f"{stem}.{page + 1:02d}.png"))
        sheet.save(paths[-1], "PNG", compress_level=6)
        sheet.close()
    progress(1.0)
    return paths


def _head(
    draw: ImageDraw.ImageDraw, wide: int, title: str, items: Sequence[BoardItem], rate: Fraction, page: tuple[int, int]
) -> None:
    pictures.text(draw, (EDGE, 20), typeset.clip(title or "Untitled", wide * 0.6, 28, bold=True), 28, INK, bold=True)
    time = screen_time(sum(item.duration for item in items), rate)
    words = f"{len(items)} shots   ·   {time}   ·   sheet {page[0]} of {page[1]}"
    pictures.text(draw, (wide - EDGE - typeset.width(words, 17), 30), words, 17, SOFT)


def _label(draw: ImageDraw.ImageDraw, at: tuple[int, int], item: BoardItem, rate: Fraction) -> None:
    time = screen_time(item.duration, rate)
    room = THUMB - typeset.width(time, 14) - 8
    name = typeset.clip(item.label, room * 0.6, 15, bold=True)
    pictures.text(draw, at, name, 15, INK, bold=True)
    x = at[0] + typeset.width(name, 15, bold=True) + 9
    pictures.text(draw, (x, at[1] + 1), typeset.clip(item.size, at[0] + room - x, 14), 14, SOFT)
    pictures.text(draw, (at[0] + THUMB - typeset.width(time, 14), at[1] + 1), time, 14, SOFT)
