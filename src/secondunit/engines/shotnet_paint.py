"""`video.paint`: what was painted on a few frames, on every frame.

Where painting changed the plate is carried like any mask; inside it the net says how colours change, outside it
nothing changes by so much as a level. Painted frames stay as they were painted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.departments.plates.pixels import Labels, Matte, Picture, as_bytes
from secondunit.departments.roto.propagate import Carried, Settings, propagate
from secondunit.departments.roto.qc import preview
from secondunit.departments.roto.qc.views import wipe
from secondunit.engines import shotnet_net as nets
from secondunit.engines.api import Output, Work
from secondunit.engines.clean_frames import outputs
from secondunit.engines.plate_files import Part, Sheaf, fitting
from secondunit.engines.shotnet_learn import changed, read_picture
from secondunit.engines.shotnet_lessons import Small, about, resized

EDGE = 1.5  # px over which painting goes into the plate


def paint(work: Work) -> list[Output]:
    """Paint a plate. Roles as of `flow_remove.clean`: `clean`, sealed frames of the plate's depth, the same bit for bit
    where nothing was painted; `clean_table`; `told`, JSON: how much of each frame changed and how sure it is where;
    `preview` where asked for.

    Inputs: `plate`, `weights` from `paint.learn`, and its painted frames `key.NNNNNN`. Parameters: `keys`, `shots`,
    `width` (px at which masks are carried), `preview` and `rate`. Frames of shots without a painted frame are handed
    on. InputError for scene-linear plates: painting is 8-bit here.
    """
    net = nets.load(work.inputs["weights"], "image")
    part = Part(work.inputs["plate"], work.scratch)
    if len(part) and part.read(0).linear:
        raise InputError("the plate is scene-linear, painting is done on display colours",
                         hint="give the plate as PNG or JPEG frames, or as a video")  # fmt: skip
    sheaf, said = Sheaf(work.scratch, "clean"), list[dict[str, Any]]()
    shown = _written(work, part, net, sheaf, said)
    return outputs(work, part, sheaf, said, shown, "Painting preview")


def _written(
    work: Work, part: Part, net: nets.ShotNet, sheaf: Sheaf, said: list[dict[str, Any]]
) -> Iterator[tuple[Picture, str]]:
    """Paint and write each frame, and yield what a preview shows of it."""
    asked, size = work.parameters, (part.facts.width, part.facts.height)
    painted = {int(number): read_picture(work.inputs[f"key.{int(number):06d}"], size) for number in asked["keys"]}
    settings = Settings(width=int(asked["width"]), seed=work.seed % (1 << 32))
    for first, stop in asked["shots"]:
        mine = {number: picture for number, picture in painted.items() if first <= number < stop}
        masks = {number - first: changed(part[number], picture) for number, picture in mine.items()}
        for place, mask, sure in _masks(Small(part, 1.0, first, stop - 1), masks, settings):
            at = first + place
            frame = part.read(at)
            before = as_bytes(frame.picture)
            if at in painted:
                after = painted[at]
            else:
                with nets.steady(work.seed % (1 << 32)):
                    after = painted_by(net, before, mask)
            differs = np.any(after != before, axis=2)
            picture = frame.picture.copy()
            picture[differs] = after[differs] if picture.dtype == np.uint8 else after[differs].astype(np.uint16) * 257
            sheaf.plain(part.names[at], picture, frame.alpha, linear=False)
            said.append({"frame": part.numbers[at], "pixels": int(differs.sum()), "confidence": round(sure, 4),
                         "painted": at in painted})  # fmt: skip
            yield fitting(wipe(before, after, 0.5)), preview.caption(part.numbers[at], sure)
            work.progress((at + 1) / (len(part) + 1))


def _masks(
    frames: Small, masks: dict[int, Labels], settings: Settings
) -> Iterator[tuple[int, Matte, float]]:
    """Carry where to paint over one shot, and how surely it was carried."""
    if not any(np.any(mask) for mask in masks.values()):
        nothing = np.zeros(frames[0].shape[:2], np.float32)
        yield from ((number, nothing, 1.0) for number in range(len(frames)))
        return
    done: Carried
    for done in propagate(frames, masks, settings):
        yield done.number, done.mattes[1], done.confidence


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
