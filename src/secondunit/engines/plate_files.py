"""Plates and mattes as the files that engines get and give: sealed frames or a video in, sealed frames out."""

from __future__ import annotations

import shutil
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from secondunit.core.errors import EngineError, InputError
from secondunit.departments.plates.pixels import Matte, Picture, as_bytes, to_display
from secondunit.engines.api import Output
from secondunit.formats import frame_zip
from secondunit.formats.frames import FrameTable
from secondunit.formats.plates import Plate, PlateFrame
from secondunit.formats.plates.folder import FramePlate
from secondunit.formats.plates.video import VideoPlate
from secondunit.scene.passes import write_exr, write_png

WIDE = 1920  # pixels of a preview at most
STILLS = Fraction(24)  # frames a second where loose frames do not say
SEALED, LOOSE = frame_zip.MEDIA_TYPE, "application/vnd.secondunit.frames+json"


class Part:
    """The frames `first` to `last` of a plate that came in; frames of a sealed plate are taken out as files."""

    def __init__(self, path: Path, scratch: Path, first: int = 0, last: int | None = None) -> None:
        """Open it; InputError when it is no plate. What is taken out lies in a new folder below `scratch`."""
        self.folder: Path | None = None
        self.skip = first
        with path.open("rb") as file:
            sealed = file.read(4) == b"PK\x03\x04"
        if sealed:
            names = [frame.name for frame in frame_zip.read_table(path).frames]
            chosen = set(names[first : len(names) if last is None else last + 1])
            self.folder = scratch / f"plate.{first:06d}"
            frame_zip.unpack(path, self.folder, chosen.__contains__)
            self.plate: Plate = FramePlate(self.folder)
            self.skip = 0
            self.count = len(self.plate)
            self.whole = len(names)
        else:
            self.plate = VideoPlate(path)
            self.whole = len(self.plate)
            self.count = (len(self.plate) if last is None else last + 1) - first
        # `whole` is how many frames there are beyond the part too
        self.names = list(self.plate.names)[self.skip : self.skip + self.count]
        self.numbers = list(self.plate.numbers)[self.skip : self.skip + self.count]
        self.facts = self.plate.facts

    def __len__(self) -> int:
        """How many frames the part has."""
        return self.count

    def read(self, index: int) -> PlateFrame:
        """Read a frame of the part, counted from its first."""
        if not 0 <= index < self.count:
            raise IndexError(index)
        return self.plate.read(self.skip + index)

    def __getitem__(self, index: int) -> Picture:
        """The frame as it is shown: RGB uint8, scene-linear light through the sRGB transfer."""
        frame = self.read(index)
        if frame.linear:
            return as_bytes(to_display(np.nan_to_num(frame.picture.astype(np.float32), posinf=65504.0)))
        return as_bytes(frame.picture)

    def close(self) -> None:
        """Remove what was taken out."""
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)


class HeldMasks:
    """Soft masks named by the index of their frame in the plate: each holds until the next, the first also before."""

    def __init__(self, sealed: Path, folder: Path, start: int, stop: int) -> None:
        """Take out, into the new `folder`, what frames `start` to `stop` (exclusive) need. InputError without masks."""
        found = sorted((int(Path(frame.name).stem), frame.name) for frame in frame_zip.read_table(sealed).frames)
        self.indices = [index for index, _ in found]
        first, last = self._place(start), self._place(stop - 1)
        self.names = dict(found[first : last + 1])
        self.folder = folder
        frame_zip.unpack(sealed, folder, set(self.names.values()).__contains__)

    def _place(self, index: int) -> int:
        return max(0, bisect_right(self.indices, index) - 1)

    def __getitem__(self, index: int) -> Matte:
        """The mask that holds at a frame of the plate, `(H, W)` 0..1."""
        return read_grey(self.folder / self.names[self.indices[self._place(index)]])


class Sheaf:
    """Frames that are being written one by one and then sealed as one output."""

    def __init__(self, scratch: Path, role: str) -> None:
        self.role, self.folder, self.scratch = role, scratch / f"{role}.frames", scratch
        self.folder.mkdir()

    def grey(self, name: str, matte: Matte) -> None:
        """Write a matte as 8-bit grey PNG."""
        write_png(self.folder / f"{name}.png", np.rint(np.clip(matte, 0, 1) * 255).astype(np.uint8))

    def deep(self, name: str, matte: Matte) -> None:
        """Write a matte as OpenEXR, one half channel `A`."""
        write_exr(self.folder / f"{name}.exr", matte, ("A",), "half")

    def colour(self, name: str, picture: NDArray[Any], matte: Matte, *, linear: bool) -> None:
        """Write colour with its matte: OpenEXR multiplied by it where light is linear, else PNG not multiplied."""
        if linear:
            light = np.dstack([picture * matte[..., None], matte])
            write_exr(self.folder / f"{name}.exr", light, ("R", "G", "B", "A"), "half")
            return
        alpha = np.rint(np.clip(matte, 0, 1) * 255).astype(np.uint8)
        write_png(self.folder / f"{name}.png", np.dstack([as_bytes(picture), alpha]))

    def plain(self, name: str, picture: NDArray[Any], alpha: Matte | None, *, linear: bool) -> None:
        """Write a frame in its own depth: PNG of 8 or 16 bits, or OpenEXR, half where that holds every value."""
        if linear:
            whole = picture if alpha is None else np.dstack([picture * alpha[..., None], alpha])
            channels = ("R", "G", "B", "A")[: whole.shape[2]]
            kind = "half" if np.array_equal(whole.astype(np.float16).astype(np.float32), whole) else "float"
            write_exr(self.folder / f"{name}.exr", whole, channels, kind)
            return
        deep = picture if picture.dtype == np.uint16 else as_bytes(picture)
        if alpha is not None:
            top = np.iinfo(deep.dtype).max
            deep = np.dstack([deep, np.rint(np.clip(alpha, 0, 1) * top).astype(deep.dtype)])
        code = cv2.COLOR_RGBA2BGRA if alpha is not None else cv2.COLOR_RGB2BGR
        good, data = cv2.imencode(".png", cv2.cvtColor(deep, code), [cv2.IMWRITE_PNG_COMPRESSION, 1])
        if not good:
            raise EngineError(f"frame {name} could not be written as PNG")
        (self.folder / f"{name}.png").write_bytes(data.tobytes())

    def seal(self) -> Output:
        """Seal what was written; the loose frames are removed."""
        path = self.scratch / f"{self.role}.frames.zip"
        frame_zip.pack(self.folder, path)
        shutil.rmtree(self.folder)
        return Output(self.role, path, SEALED)


def fitting(picture: Picture) -> Picture:
    """A picture no wider than a preview is."""
    if picture.shape[1] <= WIDE:
        return picture
    size = (WIDE, round(picture.shape[0] * WIDE / picture.shape[1]))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


def table_of(scratch: Path, role: str, sealed: Sequence[Output]) -> Output:
    """The frames of sealed sequences that will lie in one folder, as one table."""
    table = FrameTable.of(frame for each in sealed for frame in frame_zip.read_table(each.path).frames)
    path = scratch / f"{role}.frames.json"
    path.write_bytes(table.data)
    return Output(role, path, LOOSE)


def read_mattes(path: Path, scratch: Path) -> Iterator[tuple[str, Matte]]:
    """Yield the name (stem) and matte of each grey frame of a sealed sequence, in order; InputError for another."""
    folder = scratch / "frames"
    try:
        frame_zip.unpack(path, folder, lambda name: True)
        for each in FramePlate(folder).paths:
            yield each.stem, read_grey(each)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def read_grey(path: Path) -> Matte:
    """Read a grey 8-bit PNG as a matte 0..1."""
    with Image.open(path) as image:
        return np.asarray(image.convert("L"), np.float32) / np.float32(255)


def write_labels(path: Path, labels: NDArray[np.uint8]) -> None:
    """Write a label mask as an index-colour PNG whose palette tells objects apart."""
    image = Image.fromarray(labels, "P")
    image.putpalette(_PALETTE)
    image.save(path, format="PNG")


def read_labels(path: Path, size: Sequence[int]) -> NDArray[np.uint8]:
    """Read a label mask of `size` (width, height); InputError for another."""
    with Image.open(path) as image:
        if image.size != tuple(size) or image.mode not in ("P", "L"):
            raise InputError(f"a key is {image.width}x{image.height} {image.mode}, the plate is {size[0]}x{size[1]}")
        return np.asarray(image)


def _palette() -> list[int]:
    """Colours that differ in as many high bits as their numbers do, as the palette of PASCAL VOC; 255 is white."""
    table: list[int] = []
    for number in range(255):
        rgb, left = [0, 0, 0], number
        for bit in range(7, -1, -1):
            for channel in range(3):
                rgb[channel] |= (left >> channel & 1) << bit
            left >>= 3
        table += rgb
    return [*table, 255, 255, 255]


_PALETTE = _palette()
