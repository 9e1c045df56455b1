"""What `watermark.py` works with: pictures that are marked, what is done to copies, and two simpler marks."""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import _pictures
import _stages
import _table as t
import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Picture = NDArray[np.uint8]
Change = Callable[[Picture], Picture]
SEQUENCES = ("blackswan", "bmx-trees", "breakdance", "car-roundabout", "dance-twirl", "kite-surf")


def pictures(photographs: Path) -> Iterator[tuple[str, str, Picture]]:
    """Yield kind, name and picture: ink boards drawn now, composed pictures, and photographs where they are at hand."""
    with tempfile.TemporaryDirectory() as name:
        worker = t.Worker("secondunit.engines.ink:Ink", Path(name))
        for number, stage in enumerate(_stages.write(Path(name), 3)):
            made = worker.make("scene.render", _stages.BOARD, {"stage": stage})
            yield "board", f"board {number}", rgb(Image.open(made["panel"]))
        worker.close()
    for seed in range(4):
        yield "composed", f"composed {seed}", rgb(_pictures.picture(seed).resize((960, 540), Image.Resampling.LANCZOS))
    for sequence in SEQUENCES:
        for frame in sorted((photographs / "davis2016" / "JPEGImages" / sequence).glob("*.jpg"))[7:8]:
            yield "photograph", sequence, rgb(Image.open(frame))
    for still in sorted((photographs / "matting").glob("*/lemur.png")):
        yield "photograph", still.stem, rgb(Image.open(still))


def rgb(image: Image.Image) -> Picture:
    return np.asarray(image.convert("RGB"))


def jpeg(quality: int) -> Change:
    def change(picture: Picture) -> Picture:
        out = io.BytesIO()
        Image.fromarray(picture).save(out, "JPEG", quality=quality)
        return rgb(Image.open(out))

    return change


def size(factor: float) -> Change:
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return lambda picture: cv2.resize(picture, None, fx=factor, fy=factor, interpolation=how).astype(np.uint8)


def crop(share: float) -> Change:
    """Keep so much of the area, off the middle."""
    def change(picture: Picture) -> Picture:
        high, wide = (int(side * share**0.5) for side in picture.shape[:2])
        top, left = (picture.shape[0] - high) * 2 // 7, (picture.shape[1] - wide) * 4 // 7
        return np.ascontiguousarray(picture[top : top + high, left : left + wide])

    return change


def tone(factor: float = 1.0, gamma: float = 1.0) -> Change:
    return lambda picture: np.clip(np.rint(255 * factor * (picture / 255.0) ** gamma), 0, 255).astype(np.uint8)


def noise(sigma: float) -> Change:
    chance = np.random.default_rng(3)
    return lambda picture: np.clip(np.rint(picture + chance.normal(0, sigma, picture.shape)), 0, 255).astype(np.uint8)


def blur(sigma: float) -> Change:
    return lambda picture: cv2.GaussianBlur(picture, (0, 0), sigma).astype(np.uint8)


def then(*changes: Change) -> Change:
    def change(picture: Picture) -> Picture:
        for each in changes:
            picture = each(picture)
        return picture

    return change


CHANGES: Mapping[str, Change] = {
    "unchanged": lambda picture: picture, "JPEG 75": jpeg(75), "JPEG 50": jpeg(50), "resized to 50 %": size(0.5),
    "resized to 73 %": size(0.73), "resized to 137 %": size(1.37), "resized to 200 %": size(2.0),
    "crop to 80 % of the area": crop(0.8), "crop to 60 % of the area": crop(0.6),
    "crop to 36 % of the area": crop(0.36),
    "brightness 75 %": tone(0.75), "brightness 110 %": tone(1.1), "gamma 0.7": tone(gamma=0.7),
    "gamma 1.5": tone(gamma=1.5), "noise of 5": noise(5), "blurred by 1 px": blur(1.0),
    "crop 80 %, 80 % of the size, JPEG 80": then(crop(0.8), size(0.8), jpeg(80)),
}  # fmt: skip


class PlainSpread:
    """The baseline: one sign a pixel for each of 64 bits, as loud as our mark, read at the same place and size only."""

    name = "plain spread spectrum"

    def __init__(self, key: bytes) -> None:
        self.seed = int.from_bytes(hashlib.sha256(key).digest()[:8], "big")

    def _carrier(self, shape: tuple[int, ...]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        chance = np.random.default_rng([self.seed, *shape[:2]])
        return chance.choice(np.array([-1, 1], np.float32), shape[:2]), chance.integers(0, 64, shape[:2])

    def embed(self, picture: Picture, payload: int, rms: float) -> Picture:
        signs, bits = self._carrier(picture.shape)
        sent = 1 - 2 * np.array([payload >> (63 - bit) & 1 for bit in range(64)], np.float32)
        change = rms * signs * sent[bits]
        return np.clip(np.rint(picture + change[..., None]), 0, 255).astype(np.uint8)

    def read(self, picture: Picture) -> int:
        signs, bits = self._carrier(picture.shape)
        luma = picture.astype(np.float32).mean(2)
        fine = luma - cv2.GaussianBlur(luma, (0, 0), 1.5)
        sums = np.bincount(bits.ravel(), (fine * signs).ravel(), 64)
        return sum(int(each < 0) << (63 - bit) for bit, each in enumerate(sums))


def lowest_bits(picture: Picture, payload: int) -> Picture:
    """The naive mark: the payload over and over in the lowest bit of the green pixels."""
    bits = np.resize(np.array([payload >> (63 - bit) & 1 for bit in range(64)], np.uint8), picture.shape[:2])
    out = picture.copy()
    out[..., 1] = (out[..., 1] & 254) | bits
    return out


def read_lowest_bits(picture: Picture) -> int:
    ones = np.bincount(np.arange(picture[..., 1].size) % 64, (picture[..., 1] & 1).ravel(), 64)
    half = picture[..., 1].size / 128
    return sum(int(each > half) << (63 - bit) for bit, each in enumerate(ones))
