"""Remove an object from a shot: borrow what other frames show, carry or make up the rest, blend, lay grain over it.

Streams: a bounded number of frames is held, whatever the length of the shot. Pixels outside the masks come back bit
for bit as they were given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.departments.plates import grain as plate_grain
from secondunit.departments.plates.pixels import Picture, as_float, disk, grey
from secondunit.departments.roto.cleanup import patches
from secondunit.departments.roto.cleanup.borrow import choose, merge
from secondunit.departments.roto.cleanup.canvas import BAND, BORROWED, CARRIED, PATCHED, PLATE, Canvas
from secondunit.departments.roto.cleanup.frames import REMEMBERED, Box, Frames, Reel, Shot, boxes
from secondunit.departments.roto.cleanup.layers import Layer, lay
from secondunit.departments.roto.cleanup.motion import Camera
from secondunit.departments.roto.cleanup.settle import settle

AGAIN = 3  # times that frames are asked for to show what those before did not
MOMENT = 6  # frames within which spray, leaves and faces stay much the same
NEW = 0.02  # share of a hole that must be made up anew for a frame to be remembered for it
KEYS = 3  # completed frames that are remembered
WORTH = 0.42  # mean confidence below which nothing is borrowed for a hole
STEADY = 0.7  # most that a frame leans on the fill of the last one
STALE = 24  # frames after which a completed frame is remembered anew


@dataclass(frozen=True)
class Settings:
    """How to clean: `reach` frames each way to borrow from, at most `layers` of them at once, `margin` pixels around
    a mask that nothing is copied from (soft edges), whether to lay grain over what was filled, and a seed."""

    reach: int = 60
    layers: int = 6
    margin: int = 2
    regrain: bool = True
    seed: int = 0

    def __post_init__(self) -> None:
        """Raise InputError for numbers that cannot be used."""
        if not (1 <= self.reach <= REMEMBERED and 1 <= self.layers <= 12 and 0 <= self.margin <= 64):
            raise InputError("clean-up cannot work with these settings",
                             hint=f"reach 1 to {REMEMBERED} frames, 1 to 12 layers, margin 0 to 64 pixels")  # fmt: skip


@dataclass(frozen=True, eq=False)
class Cleaned:
    """A cleaned frame: the picture in the type it came in, how sure each pixel is (1 outside the mask), and where it
    comes from: 0 the plate, 1 another frame, 2 an earlier fill, 3 made up from patches."""

    number: int
    picture: Picture
    confidence: NDArray[np.float32]
    source: NDArray[np.uint8]


def remove(
    frames: Frames, masks: Frames | Sequence[Frames], settings: Settings | None = None, *,
    cuts: Sequence[int] = (), grain: plate_grain.Grain | None = None,
) -> Iterator[Cleaned]:  # fmt: skip
    """Yield each frame without what the masks cover (object, shadow... each a sequence of its own).

    `cuts` are first frames of new shots: nothing is borrowed across them. `grain` is measured on the first frames
    when not given. Raises InputError for frames and masks that do not fit together.
    """
    settings = settings or Settings()
    joined = list(masks) if isinstance(masks, (list, tuple)) and masks and not hasattr(masks[0], "shape") else [masks]
    reel = Reel(frames, joined, settings.margin)  # type: ignore[arg-type]
    edges = sorted({0, len(reel), *(c for c in cuts if 0 < c < len(reel))})
    camera = Camera(reel)
    for first, end in pairwise(edges):
        memory = _Memory()
        for number in range(first, end):
            window = range(max(first, number - settings.reach), min(end, number + settings.reach + 1))
            if reel[number].hole.any() and grain is None:
                grain = _grain(reel, number)
            yield _clean(reel, camera, number, window, memory, settings, grain)


@dataclass
class _Memory:
    """What was filled before: the last frame, and frames with fills that no other frame shows; all without grain."""

    last: tuple[int, Shot] | None = None
    keys: list[tuple[int, Shot]] = field(default_factory=list)


def _grain(reel: Reel, number: int) -> plate_grain.Grain | None:
    chosen = [n for n in (number, number + 1, number + 2) if n < len(reel)]
    try:
        grain = plate_grain.measure([reel[n].picture for n in chosen], [reel[n].hole for n in chosen])
    except InputError:
        return None  # a plate without a flat patch: fills keep the grain that they were borrowed with
    if len(chosen) > 1:
        here, there = reel[chosen[0]], reel[chosen[1]]
        grain = grain.at_most(plate_grain.changing(here.picture, there.picture, here.wide | there.wide))
    return grain


def _clean(
    reel: Reel, camera: Camera, number: int, window: range, memory: _Memory, settings: Settings,
    grain: plate_grain.Grain | None,
) -> Cleaned:  # fmt: skip
    here = reel[number]
    sure = np.ones(here.hole.shape, np.float32)
    source = np.zeros(here.hole.shape, np.uint8)
    if not here.hole.any():
        memory.last = None
        return Cleaned(number, here.picture, sure, source)
    whole = as_float(here.picture).copy()
    lacks = np.zeros(here.hole.shape, np.float32)
    patched = False
    for box in boxes(here.hole):
        part = box.slices
        still = here.hole[part] & (source[part] == PLATE)
        if not still.any():
            continue
        done = _box(reel, camera, here, number, box, window, memory, settings, grain)
        missing = np.sqrt(np.clip(1 - done.grain, 0, 1))
        for kept, new in ((whole, done.picture), (sure, done.sure), (source, done.source), (lacks, missing)):
            kept[part][still] = new[still]
        patched |= float((done.source == PATCHED).sum()) > NEW * float(done.hole.sum())
    none = np.zeros(here.hole.shape, bool)
    memory.last = (number, Shot(whole, grey(whole), none, none))
    keys = memory.keys
    if patched or ((source == CARRIED).any() and (not keys or abs(keys[-1][0] - number) >= STALE)):
        keys.append(memory.last)
        del keys[:-KEYS]
    if grain is not None and settings.regrain:
        rows, columns = (np.flatnonzero(here.hole.any(axis=axis)) for axis in (1, 0))
        part = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
        grainy = plate_grain.apply(whole[part], grain, seed=settings.seed, frame=number, amount=lacks[part])
        whole = whole.copy()  # what is remembered stays without grain
        whole[part] = grainy
    picture = here.picture.copy()
    picture[here.hole] = stored(whole[here.hole], picture.dtype)
    return Cleaned(number, picture, sure, source)


def _box(
    reel: Reel, camera: Camera, here: Shot, number: int, box: Box, window: range, memory: _Memory,
    settings: Settings, grain: plate_grain.Grain | None,
) -> Canvas:  # fmt: skip
    """Fill the hole in one box."""
    hole = here.hole[box.slices]
    canvas = Canvas(as_float(here.picture[box.slices]), hole)
    layers = settle(_laid(reel, camera, here, number, box, window, settings.layers), hole, number)
    near = cv2.dilate(hole.astype(np.uint8), disk(BAND)) > 0
    last = None
    if memory.last is not None:
        last = lay(here, memory.last[1], camera.way(number, memory.last[0]), box, memory.last[0])
    # what is near in time first: where it contradicts what was there long ago, that stays out
    far = [layer for layer in layers if abs(layer.frame - number) > MOMENT]
    soon = np.any([layer.valid for layer in layers if layer not in far], axis=0) if len(far) < len(layers) else None
    for chosen, where in ((layers, soon), (far, near)):
        if where is None or not chosen:
            continue
        merged = merge(chosen, near, number, grain.mean if grain is not None else 0.004)
        seen = (merged.sure > 0) & where
        # spray, crowds, reflections: pieces of other moments are worse than one whole made up
        if not (seen & canvas.open).any() or merged.sure[seen & canvas.open].mean() < WORTH:
            continue
        picture, left = merged.picture, merged.grain
        if last is not None:
            picture, left = _steadied(picture, left, last, seen)
        canvas.put(picture, seen, BORROWED, sure=merged.sure, grain=left)
    # fills that nothing shows stand still: half of their grain does too, so it must come anew
    for at, key in reversed(memory.keys):
        if canvas.open.any() and (layer := lay(here, key, camera.way(number, at), box, at)) is not None:
            canvas.put(layer.picture, layer.valid, CARRIED, sure=0.3, grain=0.5)
    if last is not None:
        canvas.put(last.picture, last.valid, CARRIED, sure=0.3, grain=0.5)
    if canvas.open.any():
        made = patches.fill(canvas.picture, canvas.open, ~here.wide[box.slices], settings.seed)
        canvas.put(made, np.ones(hole.shape, bool), PATCHED, sure=0.1, grain=0.5)
    return canvas


def _laid(
    reel: Reel, camera: Camera, here: Shot, number: int, box: Box, window: Sequence[int], most: int
) -> list[Layer]:
    """Lay the frames that show the hole best; where something passes over it in all of them, ask again."""
    layers: list[Layer] = []
    missing = here.hole[box.slices].copy()
    area = int(missing.sum())
    for _ in range(AGAIN):
        only = np.zeros(here.hole.shape, bool)
        only[box.slices] = missing
        chosen = choose(reel, camera, number, only, window, most)
        if not chosen:
            break
        for n in chosen:
            layer = lay(here, reel[n], camera.way(number, n), box, n, (camera.moves(number), camera.moves(n)))
            if layer is not None:
                layers.append(layer)
                missing &= ~layer.valid
        if missing.sum() <= 0.01 * area:
            break
        window = [n for n in window if n not in chosen]
        most = max(2, most // 2)
    return layers


def _steadied(
    picture: NDArray[np.float32], left: NDArray[np.float32], last: Layer, where: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Lean on the last frame's fill where it shows the same: what flickers from frame to frame is held still."""
    off = cv2.blur(np.abs(picture - last.picture).mean(axis=2), (5, 5))
    share = STEADY * np.exp(-((off / 0.05) ** 2)) * (where & last.valid)
    both = picture * (1 - share[..., None]) + last.picture * share[..., None]
    return both.astype(np.float32), (left * (1 - share) ** 2 / np.maximum(1 - share**2, 0.1)).astype(np.float32)


def stored(values: NDArray[np.float32], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return values 0..1 in the type of a plate: rounded and clipped for integers."""
    if dtype.kind == "u":
        most = np.iinfo(dtype).max
        return np.rint(np.clip(values, 0, 1) * most).astype(dtype)
    return values.astype(dtype)
