"""Pictures that have nothing to do with each other, drawn from a seed, and the ways in which copies are changed."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

SIZES = ((640, 360), (600, 600), (480, 640), (720, 300), (640, 480))


def picture(seed: int) -> Image.Image:
    """One of three kinds: shapes like a poster, a landscape of noise, lines on paper like a board."""
    chance = np.random.default_rng([11, seed])
    size = SIZES[int(chance.integers(len(SIZES)))]
    return (_poster, _landscape, _drawing)[seed % 3](chance, size)


def _poster(chance: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    image = Image.fromarray(_slope(chance, size))
    draw = ImageDraw.Draw(image)
    for _ in range(int(chance.integers(8, 30))):
        x, y = chance.random(2) * size
        r = float(chance.uniform(0.03, 0.25)) * min(size)
        colour = tuple(int(c) for c in chance.integers(0, 256, 3))
        kind = int(chance.integers(4))
        if kind == 0:
            draw.ellipse((x - r, y - r * float(chance.uniform(0.4, 1)), x + r, y + r), fill=colour)
        elif kind == 1:
            draw.rectangle((x - r, y - r / 2, x + r, y + r * float(chance.uniform(0.2, 1))), fill=colour)
        elif kind == 2:
            draw.polygon([tuple(p) for p in (chance.random((int(chance.integers(3, 7)), 2)) - 0.5) * 2 * r + (x, y)],
                         fill=colour)
        else:
            draw.line([tuple(p) for p in chance.random((4, 2)) * size], fill=colour, width=int(chance.integers(2, 9)))
    return image


def _landscape(chance: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    total = np.zeros((size[1], size[0]), np.float32)
    for octave in range(1, 7):
        cells = (2**octave + 1, 2**octave + 1)
        noise = Image.fromarray(chance.random(cells).astype(np.float32))
        total += np.asarray(noise.resize(size, Image.Resampling.BICUBIC)) / octave**1.3
    total = (total - total.min()) / np.ptp(total)
    colours = chance.integers(0, 256, (4, 3)).astype(np.float32)
    pixels = np.stack([np.interp(total, np.linspace(0, 1, 4), colours[:, c]) for c in range(3)], axis=-1)
    return Image.fromarray(pixels.astype(np.uint8))


def _drawing(chance: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    image = Image.new("RGB", size, (250, 248, 240))
    draw = ImageDraw.Draw(image)
    for _ in range(int(chance.integers(10, 26))):
        at = chance.random(2) * size
        steps = np.cumsum(chance.normal(0, 0.06 * min(size), (int(chance.integers(3, 10)), 2)), axis=0) + at
        shade = int(chance.integers(20, 90))
        line = [tuple(p) for p in steps]
        if chance.random() < 0.3:
            draw.polygon(line, fill=(shade + 120,) * 3, outline=(shade,) * 3)
        else:
            draw.line(line, fill=(shade,) * 3, width=int(chance.integers(1, 5)))
    return image


def _slope(chance: np.random.Generator, size: tuple[int, int]) -> NDArray[np.uint8]:
    first, second = chance.integers(0, 256, (2, 3)).astype(np.float32)
    angle = float(chance.uniform(0, 2 * np.pi))
    x, y = np.meshgrid(np.linspace(-1, 1, size[0]), np.linspace(-1, 1, size[1]))
    part = np.clip((x * np.cos(angle) + y * np.sin(angle) + 1) / 2, 0, 1)[..., None]
    return (first + (second - first) * part).astype(np.uint8)


def saved(image: Image.Image, quality: int) -> Image.Image:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return Image.open(out).convert("RGB")


def gamma(image: Image.Image, power: float) -> Image.Image:
    return image.point([round(255 * (v / 255) ** power) for v in range(256)] * 3)


def cropped(image: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    wide, high = image.size
    return image.crop((int(wide * left), int(high * top), int(wide * (1 - right)), int(high * (1 - bottom))))


def letterboxed(image: Image.Image) -> Image.Image:
    out = Image.new("RGB", (image.width, int(image.height * 1.33)))
    out.paste(image, (0, int(image.height * 0.165)))
    return out


def hung(image: Image.Image, wall: Image.Image, area: float, at: tuple[float, float]) -> Image.Image:
    """Hang a picture as a poster that covers this part of another one's area."""
    wall = wall.resize((960, 540))
    scale = (area * wall.width * wall.height / (image.width * image.height)) ** 0.5
    scale = min(scale, wall.width / image.width, wall.height / image.height)
    small = image.resize((int(image.width * scale), int(image.height * scale)), Image.Resampling.LANCZOS)
    wall.paste(small, (int((wall.width - small.width) * at[0]), int((wall.height - small.height) * at[1])))
    return wall


def noisy(image: Image.Image, sigma: float) -> Image.Image:
    pixels = np.asarray(image, np.float32) + np.random.default_rng(3).normal(0, sigma, (image.height, image.width, 3))
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


CHANGES: Mapping[str, Callable[[Image.Image, Image.Image], Image.Image]] = {
    "unchanged": lambda image, _: image,
    "resized to 30 %": lambda image, _: image.resize((int(image.width * 0.3), int(image.height * 0.3))),
    "resized to 200 %": lambda image, _: image.resize((image.width * 2, image.height * 2)),
    "JPEG quality 30": lambda image, _: saved(image, 30),
    "brightness 130 %": lambda image, _: ImageEnhance.Brightness(image).enhance(1.3),
    "brightness 70 %": lambda image, _: ImageEnhance.Brightness(image).enhance(0.7),
    "gamma 0.6": lambda image, _: gamma(image, 0.6),
    "gamma 1.7": lambda image, _: gamma(image, 1.7),
    "grey": lambda image, _: ImageOps.grayscale(image).convert("RGB"),
    "blurred by 2 px": lambda image, _: image.filter(ImageFilter.GaussianBlur(2)),
    "noise of 12": lambda image, _: noisy(image, 12),
    "crop 5 % each side": lambda image, _: cropped(image, 0.05, 0.05, 0.05, 0.05),
    "crop 10 % off a corner": lambda image, _: cropped(image, 0.1, 0.1, 0, 0),
    "mirrored": lambda image, _: ImageOps.mirror(image),
    "mirrored, JPEG 50": lambda image, _: saved(ImageOps.mirror(image), 50),
    "turned by 90": lambda image, _: image.transpose(Image.Transpose.ROTATE_90),
    "letterboxed": lambda image, _: letterboxed(image),
    "squeezed by 12 %": lambda image, _: image.resize((int(image.width * 0.88), image.height)),
    "half of it": lambda image, _: cropped(image, 0.15, 0.1, 0.15, 0.2),
    "poster, 50 % of the area": lambda image, wall: hung(image, wall, 0.5, (0.3, 0.6)),
    "poster, 25 % of the area": lambda image, wall: saved(hung(image, wall, 0.25, (0.7, 0.3)), 80),
    "poster, 25 %, mirrored": lambda image, wall: saved(hung(ImageOps.mirror(image), wall, 0.25, (0.2, 0.5)), 80),
}  # fmt: skip
