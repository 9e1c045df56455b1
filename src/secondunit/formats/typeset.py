"""Type for printed outputs: which shipped face holds a character, how wide text runs, where lines break.

Widths are the sums of the faces' own advances (no kerning), the same for PDF and pixels. A character that
no face holds is printed as a hollow box; nothing is dropped but invisible format characters.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from secondunit.formats.bidi import is_rtl, visual

FOLDER = Path(__file__).parent / "fonts"
FILES = {
    "regular": "NotoSans-Regular.ttf", "bold": "NotoSans-Bold.ttf",
    "symbols": "DejaVuSans.ttf", "cjk": "DroidSansFallbackFull.ttf", "hangul": "NanumSquareR.ttf",
    "courier": "CourierPrime-Regular.ttf", "courier-bold": "CourierPrime-Bold.ttf",
    "courier-italic": "CourierPrime-Italic.ttf", "courier-bold-italic": "CourierPrime-BoldItalic.ttf",
    "mono": "DejaVuSansMono.ttf",
}
MISSING = "\u25af"
ELLIPSIS = "\u2026"


@dataclass(frozen=True)
class Face:
    """A TrueType file: advance widths by code point in thousandths of the type size."""

    name: str
    path: Path
    advances: dict[int, float]


@lru_cache(maxsize=len(FILES))
def face(name: str) -> Face:
    """Load a shipped face by its role, a key of `FILES`."""
    path = FOLDER / FILES[name]
    data = path.read_bytes()
    count = struct.unpack_from(">H", data, 4)[0]
    tables = {
        data[12 + 16 * i : 16 + 16 * i].decode("ascii"): struct.unpack_from(">I", data, 20 + 16 * i)[0]
        for i in range(count)
    }
    scale = 1000.0 / struct.unpack_from(">H", data, tables["head"] + 18)[0]
    metrics = struct.unpack_from(">H", data, tables["hhea"] + 34)[0]
    widths = struct.unpack_from(f">{metrics * 2}H", data, tables["hmtx"])[::2]
    glyphs = _character_map(data, tables["cmap"])
    advances = {code: widths[min(glyph, metrics - 1)] * scale for code, glyph in glyphs.items()}
    return Face(name, path, advances)


def _character_map(data: bytes, at: int) -> dict[int, int]:
    """Read the Unicode subtable (format 12, else 4) of an OpenType cmap: code point to glyph."""
    best: tuple[int, int] = (0, 0)
    for i in range(struct.unpack_from(">H", data, at + 2)[0]):
        platform, _, offset = struct.unpack_from(">HHI", data, at + 4 + 8 * i)
        kind = struct.unpack_from(">H", data, at + offset)[0]
        if platform in (0, 3) and kind in (4, 12) and kind > best[0]:
            best = (kind, at + offset)
    kind, start = best
    out: dict[int, int] = {}
    if kind == 12:
        for group in range(struct.unpack_from(">I", data, start + 12)[0]):
            first, last, glyph = struct.unpack_from(">III", data, start + 16 + 12 * group)
            out.update(zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True))
        return out
    n = struct.unpack_from(">H", data, start + 6)[0] // 2
    ends = struct.unpack_from(f">{n}H", data, start + 14)
    starts = struct.unpack_from(f">{n}H", data, start + 16 + 2 * n)
    deltas = struct.unpack_from(f">{n}H", data, start + 16 + 4 * n)
    at_ranges = start + 16 + 6 * n
    ranges = struct.unpack_from(f">{n}H", data, at_ranges)
    for i in range(n):
        for code in range(starts[i], min(ends[i], 0xFFFE) + 1):
            if ranges[i] == 0:
                glyph = (code + deltas[i]) & 0xFFFF
            else:
                place = at_ranges + 2 * i + ranges[i] + 2 * (code - starts[i])
                glyph = struct.unpack_from(">H", data, place)[0]
                glyph = (glyph + deltas[i]) & 0xFFFF if glyph else 0
            if glyph:
                out[code] = glyph
    return out


def clean(text: str) -> str:
    """Return printable text: NFC, line ends as \\n, tabs as blanks, other controls and format marks removed.

    Half a surrogate pair, which no file can hold, becomes U+FFFD.
    """
    text = unicodedata.normalize("NFC", text)
    for end in ("\r\n", "\r", "\u2028", "\u2029", "\x0b", "\x0c", "\x85"):
        text = text.replace(end, "\n")
    text = text.replace("\t", " ")
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    text = "".join(char for char in text if char == "\n" or _visible(char))
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _visible(char: str) -> bool:
    kind = unicodedata.category(char)
    return kind not in ("Cc", "Cf") and not 0xFE00 <= ord(char) <= 0xFE0F


@lru_cache(maxsize=16384)
def _place(char: str, bold: bool) -> tuple[str, str, float]:
    code = ord(char)
    order = ("bold" if bold else "regular", "symbols", "cjk", "hangul")
    for name in order:
        if code in (advances := face(name).advances):
            return name, char, advances[code]
    if unicodedata.category(char) == "Zs":
        return order[0], " ", face(order[0]).advances[32]
    return "symbols", MISSING, face("symbols").advances[ord(MISSING)]


def runs(text: str, bold: bool = False) -> list[tuple[str, str]]:
    """Split one line in (face name, text) runs; characters that no face holds become hollow boxes."""
    out: list[tuple[str, str]] = []
    for char in text:
        name, shown, _ = _place(char, bold)
        if out and out[-1][0] == name:
            out[-1] = (name, out[-1][1] + shown)
        else:
            out.append((name, shown))
    return out


def width(text: str, size: float, bold: bool = False) -> float:
    """Return the width of one line in the unit of `size`."""
    return sum(_place(char, bold)[2] for char in text) * size / 1000.0


@dataclass(frozen=True, slots=True)
class Line:
    """One set line in reading order; `rtl` is the direction of its paragraph."""

    text: str
    rtl: bool = False

    @property
    def shown(self) -> str:
        """The line in drawing order."""
        return visual(self.text, self.rtl)


def wrap(text: str, measure: float, size: float, bold: bool = False) -> list[Line]:
    """Break text into lines no wider than `measure`; words too long for a line are split."""
    out: list[Line] = []
    for paragraph in clean(text).split("\n"):
        words = paragraph.strip()
        if not words:
            continue
        rtl = is_rtl(words)
        out += [Line(line, rtl) for line in _fill(words, measure * 1000.0 / size, bold)]
    return out


def _fill(words: str, measure: float, bold: bool) -> Iterable[str]:
    start, used, good = 0, 0.0, 0  # good: the last place where the line may end
    i = 0
    while i < len(words):
        char = words[i]
        if (char == " " or _wide(char)) and i > start:
            good = i
        used += _place(char, bold)[2]
        if used > measure and char != " " and i > start:
            end = good if good > start else i
            yield words[start:end].rstrip()
            start = end
            while start < len(words) and words[start] == " ":
                start += 1
            i, used, good = start, 0.0, start
            continue
        i += 1
    if words[start:].strip():
        yield words[start:].rstrip()


def _wide(char: str) -> bool:
    return char > "\u2e7f" and unicodedata.east_asian_width(char) in ("W", "F")


def clip(text: str, measure: float, size: float, bold: bool = False) -> str:
    """Return one line that fits, ended by an ellipsis where it was cut; for labels whose full text is elsewhere."""
    line = " ".join(clean(text).split())
    if width(line, size, bold) <= measure:
        return visual(line, is_rtl(line))
    room = measure - width(ELLIPSIS, size, bold)
    used, end = 0.0, 0
    for char in line:
        used += _place(char, bold)[2] * size / 1000.0
        if used > room:
            break
        end += 1
    return visual(line[:end].rstrip() + ELLIPSIS, is_rtl(line))
