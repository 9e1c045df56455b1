"""What is burnt into an animatic: slate line, timecode, camera line and subtitles, as luma with an opacity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from secondunit.core.board import BoardItem
from secondunit.formats import panels as pictures
from secondunit.formats import typeset

Plane = NDArray[np.uint8]
BLACK, WHITE = 16, 235  # video range
STRIP_OPACITY = 172  # of 255
SUBTITLE_LEAST = 12  # frames; less cannot be read


@dataclass(frozen=True)
class Patch:
    """A rectangle to lay over a frame: top left in pixels (even), luma and opacity, both H x W of uint8."""

    x: int
    y: int
    luma: Plane
    opacity: Plane

    def over(self, luma: Plane, blue: Plane, red: Plane) -> None:
        """Blend into the planes of a 4:2:0 frame, in place."""
        high, wide = self.luma.shape
        _blend(luma[self.y : self.y + high, self.x : self.x + wide], self.luma, self.opacity)
        half = self.opacity[::2, ::2]
        grey = np.full_like(half, 128)
        for plane in (blue, red):
            part = plane[self.y // 2 : self.y // 2 + half.shape[0], self.x // 2 : self.x // 2 + half.shape[1]]
            _blend(part, grey, half)


def _blend(under: Plane, over: Plane, opacity: Plane) -> None:
    share = opacity.astype(np.int32)
    under[:] = ((under * (255 - share) + over * share + 127) // 255).astype(np.uint8)


class BurnIn:
    """The type of one animatic: sizes follow the height of the frame."""

    def __init__(self, size: tuple[int, int], cells: int = 11) -> None:
        """Prepare the digits of the timecode; `cells` is its number of characters."""
        self.size = size
        self.type = max(9, size[1] // 30)
        self.strip = _even(self.type * 1.7)
        self.subtitle_type = max(11, size[1] // 23)
        digits = "0123456789:"
        self.cell = _even(max(typeset.width(digit, self.type, bold=True) for digit in digits) + 1)
        self.digits = {digit: self._digit(digit) for digit in digits}
        self.code_x = (size[0] - cells * self.cell - self.type // 2) // 2 * 2

    def _digit(self, digit: str) -> Plane:
        image = Image.new("L", (self.cell, self.strip), BLACK)
        x = (self.cell - typeset.width(digit, self.type, bold=True)) / 2
        pictures.text(ImageDraw.Draw(image), (x, self.type * 0.17), digit, self.type, WHITE, bold=True)
        return np.asarray(image)

    def stamp(self, luma: Plane, code: str) -> None:
        """Write the timecode into the top strip of a luma plane, in place; chroma there is grey already."""
        patch = np.concatenate([self.digits[digit] for digit in code], axis=1)
        room = luma[: self.strip, self.code_x : self.code_x + patch.shape[1]]
        room[:] = patch[:, : room.shape[1]]

    def slate(self, item: BoardItem) -> list[Patch]:
        """Return the top strip (shot, scene heading, black ground of the timecode) and the camera line below."""
        wide, high = self.size
        top = self._strip(wide)
        draw = ImageDraw.Draw(top)
        label = typeset.clip(item.label, wide * 0.25, self.type, bold=True)
        pictures.text(draw, (self.type * 0.6, self.type * 0.17), label, self.type, 255, bold=True)
        x = self.type * 1.6 + typeset.width(label, self.type, bold=True)
        heading = typeset.clip(item.heading, self.code_x - x - self.type, self.type)
        pictures.text(draw, (x, self.type * 0.17), heading, self.type, 225)
        solid = np.full((self.strip, wide), STRIP_OPACITY, np.uint8)
        solid[:, self.code_x - self.type // 2 :] = 255
        upper = self._patch(0, 0, top, solid)

        words = "  ·  ".join((item.size, *item.camera))
        name = typeset.clip(item.shot, wide * 0.3, self.type)
        bottom = self._strip(wide)
        draw = ImageDraw.Draw(bottom)
        end = wide - self.type * 0.6 - typeset.width(name, self.type)
        line = typeset.clip(words, end - self.type * 1.6, self.type)
        pictures.text(draw, (self.type * 0.6, self.type * 0.17), line, self.type, 225)
        pictures.text(draw, (end, self.type * 0.17), name, self.type, 190)
        ground = np.full((self.strip, wide), STRIP_OPACITY, np.uint8)
        return [upper, self._patch(0, high - self.strip, bottom, ground)]

    def subtitles(self, item: BoardItem) -> list[tuple[int, Patch]]:
        """Return (first frame in the shot, patch): dialogue in pages of two lines, timed by their length.

        Where a shot is too short for all pages at a readable pace, the last page that fits ends in an
        ellipsis; the boards print the whole text.
        """
        measure = self.size[0] * 0.78
        pages: list[list[str]] = []
        for speaker, words in item.dialogue:
            name = " ".join(typeset.clean(speaker).split())
            lines = [line.shown for line in typeset.wrap(f"{name}: {words}", measure, self.subtitle_type)]
            pages += [lines[i : i + 2] for i in range(0, len(lines), 2)]
        most = max(1, item.duration // SUBTITLE_LEAST)
        if len(pages) > most:
            pages = pages[:most]
            pages[-1] = [*pages[-1][:-1], pages[-1][-1] + " " + typeset.ELLIPSIS]
        weights = [sum(len(line) for line in page) + 8 for page in pages]
        out: list[tuple[int, Patch]] = []
        before = 0
        for page, weight in zip(pages, weights, strict=True):
            out.append((item.duration * before // sum(weights), self._subtitle(page)))
            before += weight
        return out

    def _subtitle(self, lines: list[str]) -> Patch:
        size = self.subtitle_type
        step = round(size * 1.35)
        longest = max(typeset.width(line, size) for line in lines)
        wide, high = min(_even(longest + size * 1.4), self.size[0] // 2 * 2), _even(step * len(lines) + size * 0.5)
        image = Image.new("L", (wide, high), 0)
        draw = ImageDraw.Draw(image)
        for n, line in enumerate(lines):
            pictures.text(draw, ((wide - typeset.width(line, size)) / 2, size * 0.2 + n * step), line, size, 255)
        x = (self.size[0] - wide) // 4 * 2
        y = (self.size[1] - self.strip - high - size // 2) // 2 * 2
        return self._patch(x, max(y, 0), image, np.full((high, wide), STRIP_OPACITY, np.uint8))

    def _strip(self, wide: int) -> Image.Image:
        return Image.new("L", (wide, self.strip), 0)

    @staticmethod
    def _patch(x: int, y: int, letters: Image.Image, ground: Plane) -> Patch:
        """White letters on a black ground: the more letter, the more opaque and the whiter."""
        cover = np.asarray(letters).astype(np.int32)
        opacity = np.maximum(ground, cover).astype(np.uint8)
        luma = (BLACK + (WHITE - BLACK) * cover // 255).astype(np.uint8)
        return Patch(x, y, luma, opacity)


def _even(value: float) -> int:
    return -(-int(-(-value // 1)) // 2) * 2
