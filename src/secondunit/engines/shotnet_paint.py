"""`video.paint`: what was painted on a few frames, on every frame.

Where painting changed the plate is carried like any mask; inside it the net says how colours change, outside it
nothing changes by so much as a level. Painted frames stay as they were painted.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.departments.plates.pixels import Labels, Matte, as_bytes
from secondunit.departments.roto.propagate import Carried, Settings, propagate
from secondunit.engines import shotnet_net as nets
from secondunit.engines.api import Output, Work
from secondunit.engines.plate_files import Part, Sheaf
from secondunit.engines.shotnet_learn import changed, read_picture
from secondunit.engines.shotnet_lessons import Small, about, resized
from secondunit.scene.passes import write_png

EDGE = 1.5  # px over which painting goes into the plate


def paint(work: Work) -> list[Output]:
    """Paint a plate. Role `picture`, sealed 8-bit RGB frames.

    Inputs: `plate`, `weights` from `paint.learn`, and its painted frames `key.NNNNNN`. Parameters: `keys`, `shots` and
    `width` (px at which masks are carried). Frames of shots without a painted frame are handed on. InputError for
    scene-linear plates: painting is 8-bit here.
    """
    net = nets.load(work.inputs["weights"], "image")
    told = work.parameters
    part = Part(work.inputs["plate"], work.scratch)
    if len(part) and part.read(0).linear:
        raise InputError("the plate is scene-linear, painting is done on display colours",
                         hint="give the plate as PNG or JPEG frames, or as a video")  # fmt: skip
    size = (part.facts.width, part.facts.height)
    numbers = [int(number) for number in told["keys"]]
    painted = {number: read_picture(work.inputs[f"key.{number:06d}"], size) for number in numbers}
    sheaf = Sheaf(work.scratch, "picture")
    settings = Settings(width=int(told["width"]), seed=work.seed % (1 << 32))
    with nets.steady(work.seed % (1 << 32)):
        for first, stop in told["shots"]:
            mine = {number: picture for number, picture in painted.items() if first <= number < stop}
            masks = {number - first: changed(part[number], picture) for number, picture in mine.items()}
            for number, mask in _masks(Small(part, 1.0, first, stop - 1), masks, settings):
                at = first + number
                picture = painted[at] if at in painted else painted_by(net, as_bytes(part[at]), mask)
                write_png(sheaf.folder / f"{part.names[at]}.png", picture)
                work.progress((at + 1) / len(part))
    part.close()
    return [sheaf.seal()]


def _masks(frames: Small, masks: dict[int, Labels], settings: Settings) -> Iterator[tuple[int, Matte]]:
    """Carry where to paint over one shot."""
    if not any(np.any(mask) for mask in masks.values()):
        nothing = np.zeros(frames[0].shape[:2], np.float32)
        yield from ((number, nothing) for number in range(len(frames)))
        return
    done: Carried
    for done in propagate(frames, masks, settings):
        yield done.number, done.mattes[1]


def painted_by(net: nets.ShotNet, picture: NDArray[np.uint8], mask: Matte) -> NDArray[np.uint8]:
    """Return the picture with the net's change inside the mask."""
    box = about(mask > 0.5)
    if box is None:
        return picture
    here, there = np.ascontiguousarray(picture[box]), np.ascontiguousarray(mask[box])
    small = resized(here, net.facts.scale)
    carried = cv2.resize(there, small.shape[1::-1], interpolation=cv2.INTER_AREA)[..., None]
    change = net.answer(small, carried) * np.array(net.facts.spread, np.float32)
    change = cv2.resize(change, here.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    inside = cv2.GaussianBlur((there > 0.5).astype(np.float32), (0, 0), EDGE)
    inside = np.clip(2 * inside - 1, 0, 1)[..., None] if np.any(there < 0.5) else np.ones((*there.shape, 1), np.float32)
    result = picture.copy()
    result[box] = np.rint(np.clip(here + change * inside, 0, 255)).astype(np.uint8)
    return result
