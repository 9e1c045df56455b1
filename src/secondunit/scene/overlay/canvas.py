"""A drawing layer of two inks, paper white and ink black, drawn double size and then reduced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

FINE = 3
PAPER = np.array([252.0, 250.0, 245.0], np.float32)
INK = np.array([20.0, 19.0, 23.0], np.float32)
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Box) -> float:
        """Return the shared area in square pixels."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(wide, 0.0) * max(high, 0.0)

    def outside(self, width: float, height: float, margin: float) -> float:
        """Return how far the box sticks out of a frame, in pixels."""
        return (max(margin - self.left, 0.0) + max(margin - self.top, 0.0)
                + max(self.right - width + margin, 0.0) + max(self.bottom - height + margin, 0.0))


class Canvas:
    """Coverage of paper and of ink; coordinates are panel pixels."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.size = width / 960.0
        self._paper = Image.new("L", (width * FINE, height * FINE), 0)
        self._ink = Image.new("L", (width * FINE, height * FINE), 0)
        self._on_paper, self._on_ink = ImageDraw.Draw(self._paper), ImageDraw.Draw(self._ink)

    def text_box(self, text: str, points: float) -> tuple[float, float]:
        """Return the width and height of lettering."""
        box = _font(points * self.size).getbbox(text)
        return (box[2] - box[0]) / FINE, (box[3] - box[1]) / FINE

    def text(self, at: Point, text: str, points: float) -> None:
        """Letter `text` with its top left corner at `at`: ink with a paper outline, readable on any tone."""
        font = _font(points * self.size)
        box = font.getbbox(text)
        where = (at[0] * FINE - box[0], at[1] * FINE - box[1])
        outline = max(2, round(2.6 * FINE * max(self.size, 0.4)))
        self._on_paper.text(where, text, fill=255, font=font, stroke_width=outline, stroke_fill=255)
        self._on_ink.text(where, text, fill=255, font=font, stroke_width=max(1, round(0.25 * FINE)), stroke_fill=255)

    def shape(self, outline: Sequence[Point], weight: float = 2.0) -> None:
        """Fill a polygon with paper and draw around it with ink."""
        points = [(x * FINE, y * FINE) for x, y in outline]
        width = max(2, round(weight * FINE * max(self.size, 0.4)))
        self._on_paper.polygon(points, fill=255)
        self._on_ink.polygon(points, fill=0)
        self._line(self._on_paper, [*points, points[0], points[1]], width * 3, 255)
        self._on_ink.polygon(points, fill=0)
        self._line(self._on_ink, [*points, points[0], points[1]], width, 255)

    def line(self, path: Sequence[Point], weight: float = 2.0) -> None:
        """Draw an ink line on a paper line."""
        points = [(x * FINE, y * FINE) for x, y in path]
        width = max(2, round(weight * FINE * max(self.size, 0.4)))
        self._line(self._on_paper, points, width * 3, 255)
        self._line(self._on_ink, points, width, 255)

    def dashes(self, path: Sequence[Point], weight: float = 1.6, dash: float = 12.0) -> None:
        """Draw a dashed line through the points."""
        for (x0, y0), (x1, y1) in pairwise(path):
            length = max(np.hypot(x1 - x0, y1 - y0), 1e-6)
            count = max(1, round(length / (dash * max(self.size, 0.3) * 1.7)))
            for n in range(count):
                a, b = n / count, (n + 0.6) / count
                self.line([(x0 + (x1 - x0) * a, y0 + (y1 - y0) * a), (x0 + (x1 - x0) * b, y0 + (y1 - y0) * b)], weight)

    def over(self, panel: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the panel (h, w, 3) with this layer over it."""
        paper, ink = self._reduced()
        out = panel + (PAPER - panel) * paper[..., None]
        out += (INK - out) * ink[..., None]
        return _bytes(out)

    def layer(self) -> NDArray[np.uint8]:
        """Return the layer alone, (h, w, 4) with straight alpha."""
        paper, ink = self._reduced()
        alpha = 1.0 - (1.0 - paper) * (1.0 - ink)
        share = (ink / np.maximum(alpha, 1e-6))[..., None]
        colour = PAPER + (INK - PAPER) * share
        out = np.concatenate([colour, 255.0 * alpha[..., None]], axis=-1)
        return _bytes(out)

    def _reduced(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        paper, ink = (np.asarray(image.reduce(FINE), np.float32) / 255.0 for image in (self._paper, self._ink))
        return paper, ink

    @staticmethod
    def _line(draw: ImageDraw.ImageDraw, points: Sequence[Point], width: int, fill: int) -> None:
        draw.line(list(points), fill=fill, width=width, joint="curve")
        r = width / 2
        for x, y in (points[0], points[-1]):
            draw.ellipse((x - r, y - r, x + r, y + r), fill=fill)


def _bytes(colour: NDArray[np.float32]) -> NDArray[np.uint8]:
    out: NDArray[np.uint8] = np.rint(np.clip(colour, 0.0, 255.0)).astype(np.uint8)
    return out


_FONTS: dict[int, ImageFont.FreeTypeFont] = {}


def _font(points: float) -> ImageFont.FreeTypeFont:
    size = max(6, round(points)) * FINE
    if size not in _FONTS:
        if len(_FONTS) > 16:
            _FONTS.clear()
        _FONTS[size] = ImageFont.load_default(size)  # type: ignore[assignment]
    return _FONTS[size]
