"""Panel pictures for printed outputs: opened safely, fitted, or a plain slate where a shot has none yet."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from secondunit.core.board import BoardItem, check_items
from secondunit.core.errors import InputError
from secondunit.formats import typeset

PIXELS_MOST = 64_000_000  # a 10k x 6k panel; more is a mistake or an attack on memory


def check(items: Sequence[BoardItem], panels: Mapping[str, Path]) -> None:
    """Raise InputError for no shots, shots listed twice or no panel at all."""
    check_items(items)
    if not any(item.shot in panels for item in items):
        raise InputError("there is no panel to print", hint="make panels first: secondunit run storyboard")


def open_panel(path: Path, shot: str) -> Image.Image:
    """Return a panel as an 8-bit RGB image (display sRGB); raise InputError where it is not a picture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                if image.width * image.height > PIXELS_MOST:
                    raise InputError(f"the panel of {shot} is too large: {image.width} x {image.height}")
                if image.mode.startswith("I") or image.mode == "F":
                    raise InputError(f"the panel of {shot} is not an 8-bit picture", hint="give a display PNG")
                return _flat(image)
    except FileNotFoundError as error:
        raise InputError(f"the panel of {shot} is missing") from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning) as error:
        raise InputError(
            f"the panel of {shot} cannot be read as a picture", hint="make it again: secondunit run storyboard"
        ) from error


def _flat(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(paper, layer).convert("RGB")
    return image.convert("RGB")


def fit(image: Image.Image, size: tuple[int, int], ground: str = "black") -> Image.Image:
    """Return the image scaled to fit into `size`, centred on a ground; the whole picture stays visible."""
    if image.size == size:
        return image
    scale = min(size[0] / image.width, size[1] / image.height)
    inner = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    scaled = image.resize(inner, Image.Resampling.LANCZOS) if inner != image.size else image
    if inner == size:
        return scaled
    page = Image.new("RGB", size, ground)
    page.paste(scaled, ((size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2))
    return page


def slate(size: tuple[int, int], words: str = "no panel yet") -> Image.Image:
    """Return a grey slate that says that a shot has no panel."""
    image = Image.new("RGB", size, "#d9d9d6")
    draw = ImageDraw.Draw(image)
    draw.line((0, 0, size[0], size[1]), fill="#c2c2be", width=2)
    draw.line((0, size[1], size[0], 0), fill="#c2c2be", width=2)
    type_size = max(9, size[1] // 14)
    long = typeset.width(words, type_size, bold=True)
    text(draw, ((size[0] - long) / 2, size[1] / 2 - type_size * 0.7), words, type_size, "#6b6b68", bold=True)
    return image


def panel_or_slate(item: BoardItem, panels: Mapping[str, Path], size: tuple[int, int], ground: str) -> Image.Image:
    """Return a shot's panel fitted into `size`, or its slate."""
    path = panels.get(item.shot)
    return slate(size) if path is None else fit(open_panel(path, item.shot), size, ground)


_fonts: dict[tuple[str, int], ImageFont.FreeTypeFont] = {}


def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    if (name, size) not in _fonts:
        path = str(typeset.face(name).path)
        _fonts[name, size] = ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
    return _fonts[name, size]


def text(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], line: str, size: int, fill: str | int, bold: bool = False
) -> None:
    """Draw one line (drawing order) with its left end and the top of its type box at `at`, in pixels."""
    x, base = at[0], at[1] + size * 1.07  # Noto Sans: ascent 1.069 em
    for name, part in typeset.runs(line, bold):
        draw.text((x, base), part, font=_font(name, size), fill=fill, anchor="ls")
        x += sum(typeset.width(char, size, bold) for char in part)
