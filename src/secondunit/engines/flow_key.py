"""A piece of a plate that is keyed frame by frame: by a screen, by brightness, or against a clean plate."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondunit.core.errors import InputError
from secondunit.departments.plates.pixels import Matte, Picture
from secondunit.departments.roto.edges import moved
from secondunit.departments.roto.keying.levels import difference_key, luma_key
from secondunit.departments.roto.keying.plate import MOST_FRAMES, plate_over_time
from secondunit.departments.roto.keying.screen import screen_key
from secondunit.departments.roto.matting.foreground import foreground
from secondunit.engines.api import Output, Work
from secondunit.engines.plate_files import HeldMasks, Part, Sheaf
from secondunit.formats.plates import PlateFrame

HELD = 1 << 30  # bytes of frames in memory while a clean plate is made of them
FEWEST = 5  # frames it is made of all the same

_Keyed = tuple[Matte, Picture]  # a matte, and the object's own colours in the coding of the frame


def key(work: Work) -> list[Output]:
    """Key frames `start` to `stop` (exclusive) of the shot `shot`; parameters as of departments.roto.parameters.

    Inputs besides `plate`: `clean`, a plate of one frame or of as many as the plate has; `garbage` and `holdout`,
    sealed masks named by frame index, each of which holds until the next one.
    Roles as of `flow_carry.carry`: `alpha.1`, `fg` where asked for, `told` (nothing is carried, so no confidence).
    InputError names the frame that cannot be keyed.
    """
    asked = work.parameters
    start, stop = int(asked["start"]), int(asked["stop"])
    keyer = _Keyer(work, start, stop)
    part = Part(work.inputs["plate"], work.scratch, start, stop - 1)
    mattes = Sheaf(work.scratch, "alpha.1")
    colours = Sheaf(work.scratch, "fg") if asked["foreground"] else None
    for index, name in enumerate(part.names):
        frame = part.read(index)
        try:
            matte, front = keyer.keyed(frame, start + index)
        except InputError as error:
            raise InputError(f"frame {name}: {error.message}", error.hint) from error
        matte = moved(matte, float(asked["shift"]), float(asked["feather"]))
        mattes.grey(name, matte)
        if colours is not None:
            colours.colour(name, front, matte, linear=frame.linear)
        work.progress((index + 1) / len(part))
    part.close()
    path = work.scratch / "told.json"
    path.write_text(json.dumps({"frames": {}}), encoding="utf-8")
    outputs = [sheaf.seal() for sheaf in (mattes, colours) if sheaf is not None]
    return [*outputs, Output("told", path, "application/json")]


class _Keyer:
    """How the frames of a piece are keyed, with what was given to help."""

    def __init__(self, work: Work, start: int, stop: int) -> None:
        self.asked: Mapping[str, Any] = work.parameters
        self.screen = str(self.asked["screen"])
        self.garbage, self.holdout = (
            HeldMasks(work.inputs[role], work.scratch / role, start, stop) if role in work.inputs else None
            for role in ("garbage", "holdout")
        )
        self.clean: Part | None = None  # a frame for each
        self.plate: NDArray[Any] | None = None  # one for all frames
        if self.screen == "luma":
            return
        if "clean" in work.inputs:
            (room := work.scratch / "clean").mkdir()
            one = Part(work.inputs["clean"], room, 0, 0)
            if one.whole == 1:
                self.plate = _picture(one.read(0))
            else:
                one.close()
                self.clean = Part(work.inputs["clean"], room, start, stop - 1)
            self.start = start
        elif self.asked["clean_plate"] == "shot":
            self.plate = _of_shot(work, self.screen)

    def keyed(self, frame: PlateFrame, index: int) -> _Keyed:
        """Return the matte of the frame at `index` of the plate, and the object's own colours."""
        picture, low, high = _picture(frame), self._threshold("low"), self._threshold("high")
        garbage, holdout = (masks[index] if masks is not None else None for masks in (self.garbage, self.holdout))
        softness = float(self.asked["softness"])
        if self.screen == "luma":
            matte = luma_key(picture, low=0.2 if low is None else low, high=0.8 if high is None else high,
                             softness=softness, invert=bool(self.asked["invert"]), linear=frame.linear,
                             garbage=garbage, holdout=holdout)  # fmt: skip
        elif self.screen == "difference":
            matte = difference_key(picture, self._clean(index), low=low, high=high, softness=softness,
                                   garbage=garbage, holdout=holdout)  # fmt: skip
        else:
            limit = str(self.asked["despill"])
            found = screen_key(
                picture, screen=self.screen, clean_plate=self._plate(index), garbage=garbage, holdout=holdout,
                clip_black=low, clip_white=0.98 if high is None else high, shoulder=softness,
                despill="average" if limit == "none" else limit,
                despill_amount=0.0 if limit == "none" else float(self.asked["despill_amount"]),
                keep_luminance=float(self.asked["keep_luminance"]), linear=frame.linear,
            )  # fmt: skip
            return found.matte, found.foreground
        if not self.asked["foreground"]:
            return matte, picture
        return matte, foreground(picture, matte, linear=frame.linear)

    def _threshold(self, name: str) -> float | None:
        value = float(self.asked[name])
        return None if value < 0 else value

    def _clean(self, index: int) -> NDArray[Any]:
        plate = self._plate(index)
        if plate is None:
            raise InputError("a difference key needs a clean plate", "Give the input role `clean`.")
        return plate

    def _plate(self, index: int) -> NDArray[Any] | None:
        """The clean plate of a frame; None where the frame itself must tell."""
        if self.plate is not None or self.clean is None:
            return self.plate
        return _picture(self.clean.read(index - self.start))


def _picture(frame: PlateFrame) -> NDArray[Any]:
    """The frame's colours; what a scene-linear file holds of NaN and infinity is mended."""
    return np.nan_to_num(frame.picture, posinf=65504.0) if frame.linear else frame.picture


def _of_shot(work: Work, screen: str) -> Picture:
    """The empty screen of the whole shot, from frames spread over it: as many as memory should hold."""
    first, stop = (int(number) for number in work.parameters["shot"])
    room = work.scratch / "shot"
    room.mkdir()
    part = Part(work.inputs["plate"], room, first, stop - 1)
    each = 12 * part.facts.width * part.facts.height
    count = min(len(part), MOST_FRAMES, max(FEWEST, HELD // each))
    numbers = sorted({round(at) for at in np.linspace(0, len(part) - 1, count)})
    frames = (_picture(part.read(number)) for number in numbers)
    plate = plate_over_time(frames, screen=screen, linear=part.facts.linear)
    part.close()
    return plate
