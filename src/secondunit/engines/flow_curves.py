"""Masks of a roto as shapes, in the files that other programs read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from secondunit.core.shapes import Layer, Roto, Shape
from secondunit.departments.plates.pixels import Labels, Matte
from secondunit.departments.roto.curves.fit import fit
from secondunit.engines.api import Output
from secondunit.engines.plate_files import read_grey
from secondunit.formats.after_effects_masks import write_after_effects_json, write_after_effects_script
from secondunit.formats.fusion_masks import write_fusion
from secondunit.formats.nuke.script import write_nuke_script
from secondunit.formats.nuke.writer import write_nuke
from secondunit.formats.roto_json import write_json
from secondunit.formats.roto_svg.writer import write_svg
from secondunit.formats.silhouette_shapes import write_silhouette

HELD = 400 << 20  # pixels of masks in memory at once; longer plates are drawn in sections
LEAST = 24  # frames of a section


class _Read(Mapping[int, Matte]):
    """The mattes of an object by frame number, read when they are asked for."""

    def __init__(self, files: Mapping[int, Path]) -> None:
        self.files = files

    def __getitem__(self, number: int) -> Matte:
        return read_grey(self.files[number])

    def __iter__(self) -> Iterator[int]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)


def curves(
    objects: Mapping[int, Sequence[Path]], numbers: Sequence[int], shots: Sequence[range], pixel_aspect: float,
    progress: Callable[[float], None],
) -> Roto | None:  # fmt: skip
    """Fit shapes to the mattes of each object (a file a frame of the plate); None where nothing is ever there.

    Shapes end at cuts, and where a plate is too long for memory at the end of a section.
    """
    parts = []
    height, width = read_grey(next(iter(objects.values()))[0]).shape
    sections = [part for shot in shots for part in _sections(shot, max(LEAST, HELD // (height * width)))]
    for done, section in enumerate(sections, 1):
        masks = {numbers[index]: _labels(objects, index) for index in section}
        if any(mask.any() for mask in masks.values()):
            mattes = {each: _Read({numbers[index]: files[index] for index in section})
                      for each, files in objects.items()}  # fmt: skip
            parts.append(fit(masks, mattes=mattes, pixel_aspect=pixel_aspect))
        progress(done / len(sections))
    return _joined(parts, numbers[0], numbers[-1])


def _sections(shot: range, most: int) -> list[range]:
    count = -(-len(shot) // most)
    edges = [shot.start + len(shot) * part // count for part in range(count + 1)]
    return [range(a, b) for a, b in pairwise(edges)]


def _labels(objects: Mapping[int, Sequence[Path]], index: int) -> Labels:
    """The label mask of a frame: the strongest object where one is at least half there."""
    stack = np.stack([read_grey(files[index]) for files in objects.values()])
    numbers = np.array(list(objects), np.uint8)
    return np.where(stack.max(axis=0) >= 0.5, numbers[stack.argmax(axis=0)], 0).astype(np.uint8)


def _joined(parts: Sequence[Roto], first: int, last: int) -> Roto | None:
    """All shapes of an object in one layer; each lives only within its own section."""
    if not parts:
        return None
    layers: dict[str, list[Layer | Shape]] = {}
    for part in parts:
        for layer in part.layers:
            if isinstance(layer, Layer):
                layers.setdefault(layer.name, []).extend(_lives(shape, part) for shape in layer.children)
    notes = tuple(dict.fromkeys(note for part in parts for note in part.notes))
    return replace(parts[0], first=first, last=last, notes=notes,
                   layers=tuple(Layer(name, _named(shapes)) for name, shapes in layers.items()))  # fmt: skip


def _lives(shape: Layer | Shape, part: Roto) -> Layer | Shape:
    if isinstance(shape, Layer):
        return replace(shape, children=tuple(_lives(child, part) for child in shape.children))
    first = part.first if shape.first is None else shape.first
    return replace(shape, first=first, last=part.last if shape.last is None else shape.last)


def _named(shapes: Sequence[Layer | Shape]) -> tuple[Layer | Shape, ...]:
    """Names once each: shapes of several sections were numbered by themselves."""
    seen: dict[str, int] = {}
    out = []
    for shape in shapes:
        seen[shape.name] = seen.get(shape.name, 0) + 1
        out.append(shape if seen[shape.name] == 1 else replace(shape, name=f"{shape.name} ({seen[shape.name]})"))
    return tuple(out)


def written(roto: Roto, scratch: Path, fps: float) -> list[Output]:
    """Write the shapes in every form: roles `curves.` with the ending of the file."""
    texts: dict[str, tuple[bytes | str, str]] = {
        "json": (write_json(roto), "application/json"), "svg": (write_svg(roto, fps=fps), "image/svg+xml"),
        "nk": (write_nuke(roto), "application/x-nuke"), "nuke.py": (write_nuke_script(roto), "text/x-python"),
        "fxs": (write_silhouette(roto), "application/x-silhouette"),
        "setting": (write_fusion(roto), "application/x-fusion"),
        "ae.json": (write_after_effects_json(roto, fps=fps), "application/json"),
        "ae.jsx": (write_after_effects_script(roto, fps=fps), "text/javascript"),
    }  # fmt: skip
    out = []
    for ending, (text, kind) in texts.items():
        path = scratch / f"roto.{ending}"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        out.append(Output(f"curves.{ending}", path, kind))
    return out
