"""A plate as a folder of numbered frames: JPEG, PNG, TIFF, DPX or OpenEXR, read by OpenImageIO."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import OpenImageIO as oiio
from numpy.typing import NDArray

from secondunit.core.errors import InputError, NotFound
from secondunit.formats.frames import MOST, fault
from secondunit.formats.plates.plate import LARGEST, PlateFacts, PlateFrame

_NUMBER = re.compile(r"(\d+)$")
_HINT = "give a folder that holds the frames of one shot, numbered, all of one size and kind"


class FramePlate:
    """The frames of a folder, by number; a name without a number counts by its place."""

    def __init__(self, folder: Path) -> None:
        """List the folder. InputError without frames, with links or with two frames of one number."""
        if not folder.is_dir():
            raise NotFound(f"there is no folder {folder}", hint=_HINT)
        self.paths = _listed(folder)
        self.names = [path.stem for path in self.paths]
        found = [_NUMBER.search(name) for name in self.names]
        if all(found):
            self.numbers = [int(item[1]) for item in found if item]
        elif len(self.names) == 1:
            self.numbers = [0]
        else:
            raise InputError(f"{self.paths[found.index(None)].name} has no frame number at its end", hint=_HINT)
        for before, after in zip(range(len(self.numbers)), range(1, len(self.numbers)), strict=False):
            if self.numbers[before] == self.numbers[after]:
                raise InputError(f"{self.paths[before].name} and {self.paths[after].name} have one number", hint=_HINT)

    def __len__(self) -> int:
        """How many frames there are."""
        return len(self.paths)

    @cached_property
    def facts(self) -> PlateFacts:
        """Read from the first frame's header, and the numbers."""
        spec, kind = _header(self.paths[0])
        have = set(self.numbers)
        span = range(self.numbers[0], self.numbers[-1] + 1)
        if len(span) > 4 * MOST:
            raise InputError(f"the frame numbers run from {span[0]} to {span[-1]}", hint=_HINT)
        return PlateFacts(
            spec.full_width, spec.full_height, len(self.paths), kind, _linear(kind), spec.alpha_channel >= 0,
            round(spec.get_float_attribute("PixelAspectRatio", 1.0), 6) or 1.0,
            missing=tuple(number for number in span if number not in have),
        )  # fmt: skip

    def read(self, index: int) -> PlateFrame:
        """Read one frame; InputError when it is damaged or differs in size or kind from the first."""
        path = self.paths[index]
        spec, kind = _header(path)
        if (spec.full_width, spec.full_height) != (self.facts.width, self.facts.height):
            raise InputError(f"{path.name} is {spec.full_width}x{spec.full_height}, the first frame is "
                             f"{self.facts.width}x{self.facts.height}", hint=_HINT)  # fmt: skip
        if kind != self.facts.kind:
            raise InputError(f"{path.name} is {kind}, the first frame is {self.facts.kind}", hint=_HINT)
        return read_picture(path)


def read_picture(path: Path) -> PlateFrame:
    """Read any still picture as a frame; what lies outside the display window of an EXR is left out."""
    config = oiio.ImageSpec()
    config.attribute("oiio:UnassociatedAlpha", 1)
    file = _open(path, config)
    try:
        spec = file.spec()
        _bounded(path, spec)
        base = spec.format.basetype
        kind = oiio.UINT8 if base == oiio.UINT8 else oiio.UINT16 if base == oiio.UINT16 else oiio.FLOAT
        pixels = file.read_image(format=kind)
        if pixels is None:
            raise _unreadable(path, file.geterror())
        associated = file.format_name() == "openexr"
        names = tuple(spec.channelnames)
    except UnicodeDecodeError as error:
        raise _unreadable(path, "a channel has a damaged name") from error
    finally:
        file.close()
    pixels = _on_canvas(np.asarray(pixels), spec)
    alpha = None
    if spec.alpha_channel >= 0:
        alpha = pixels[..., spec.alpha_channel].astype(np.float32)
        if pixels.dtype.kind == "u":
            alpha /= np.float32(np.iinfo(pixels.dtype).max)
    picture = np.ascontiguousarray(pixels[..., _colour(names, spec.alpha_channel)])
    if alpha is not None and associated:
        picture = np.where(alpha[..., None] > 0, picture / np.maximum(alpha, 1e-6)[..., None], picture)
        picture = picture.astype(np.float32)
    return PlateFrame(picture, alpha, _linear(file.format_name()))


def _listed(folder: Path) -> list[Path]:
    found = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or fault(path.name):
            continue  # a note, a thumbnail file or a sidecar beside the frames
        if path.is_symlink() or not path.is_file():
            raise InputError(f"{path.name} is a link or a folder, not a frame", hint=_HINT)
        found.append(path)
    if not found:
        raise InputError(f"{folder} holds no frames", hint=_HINT)
    if len(found) > MOST:
        raise InputError(f"{len(found)} frames are more than the {MOST} that a plate may have", hint=_HINT)
    series = {_NUMBER.sub("", path.stem) for path in found}
    if len(series) > 1 and len(found) > 1:
        few = ", ".join(sorted(series)[:3])
        raise InputError(f"{folder.name} holds several series of frames: {few}", hint=_HINT)
    return sorted(found, key=lambda path: (int(m[1]) if (m := _NUMBER.search(path.stem)) else -1, path.name))


def _open(path: Path, config: Any) -> Any:  # noqa: ANN401
    file = oiio.ImageInput.open(str(path), config)
    if file is None:
        try:
            why = oiio.geterror()
        except UnicodeDecodeError:
            why = ""
        raise _unreadable(path, why)
    return file


def _header(path: Path) -> tuple[Any, str]:
    file = _open(path, oiio.ImageSpec())
    try:
        spec = file.spec()
        _bounded(path, spec)
        return spec, str(file.format_name())
    finally:
        file.close()


def _bounded(path: Path, spec: Any) -> None:  # noqa: ANN401
    for side in (spec.width, spec.height, spec.full_width, spec.full_height):
        if not 0 < side <= LARGEST:
            raise InputError(f"{path.name} says it is {spec.width}x{spec.height}",
                             hint=f"frames may have up to {LARGEST} pixels a side")  # fmt: skip


def _on_canvas(pixels: NDArray[Any], spec: Any) -> NDArray[Any]:  # noqa: ANN401
    """Lay the data window of a frame onto its display window."""
    left, top = spec.x - spec.full_x, spec.y - spec.full_y
    if (left, top, spec.width, spec.height) == (0, 0, spec.full_width, spec.full_height):
        return pixels
    canvas = np.zeros((spec.full_height, spec.full_width, pixels.shape[2]), pixels.dtype)
    from_y, from_x = max(0, top), max(0, left)
    to_y, to_x = min(spec.full_height, top + spec.height), min(spec.full_width, left + spec.width)
    if to_y > from_y and to_x > from_x:
        canvas[from_y:to_y, from_x:to_x] = pixels[from_y - top : to_y - top, from_x - left : to_x - left]
    return canvas


def _colour(names: tuple[str, ...], alpha: int) -> list[int]:
    """Which channels are red, green and blue: by name, of the first layer that has them, else by place."""
    by_name = {name.casefold(): place for place, name in reversed(tuple(enumerate(names)))}
    for prefix in ("", *(name.casefold()[:-1] for name in names if name.casefold().endswith(".r"))):
        if all(prefix + letter in by_name for letter in "rgb"):
            return [by_name[prefix + letter] for letter in "rgb"]
    rest = [place for place in range(len(names)) if place != alpha]
    return rest[:3] if len(rest) >= 3 else [rest[0] if rest else 0] * 3


def _linear(kind: str) -> bool:
    return kind == "openexr"


def _unreadable(path: Path, why: str) -> InputError:
    said = " ".join(str(why).replace(str(path), path.name).split())[:160]
    return InputError(f"frame {path.name} cannot be read" + (f": {said}" if said else ""),
                      hint="render or export this frame again")  # fmt: skip
